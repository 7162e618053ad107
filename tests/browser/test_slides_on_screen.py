"""The slides of each lesson in a browser without a network: turned by key, each within its edges.

With the variable MEANTONE_SCREENSHOTS they are photographed.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from barriers import barriers
from playwright.sync_api import Browser, Page, expect

from meantone.teaching import to_slides

PROJECT = Path(__file__).resolve().parents[2]
LESSONS = sorted((PROJECT / "lessons").glob("[0-9][0-9]_*.ipynb"))
READY = "() => window.Reveal?.isReady()"
WHERE = "() => Reveal.getSlidePastCount() + 1"
PATIENCE = 120_000
"""Milliseconds that a busy machine may take to lay out a lesson."""

# What of the slide lies outside of it, or does not fit into the box that holds it: nobody can
# scroll a handout.
OUTSIDE = """() => {
    const frame = document.querySelector(".slides").getBoundingClientRect();
    const slide = Reveal.getCurrentSlide();
    const out = [...slide.children].filter((block) => {
        const edge = block.getBoundingClientRect();
        return edge.left < frame.left - 1 || edge.right > frame.right + 1
            || edge.top < frame.top - 1 || edge.bottom > frame.bottom + 1;
    });
    const cut = [...slide.querySelectorAll("pre, .shown, table, p, figure")].filter(
        (block) => block.scrollWidth > block.clientWidth + 1
            || (block.matches("pre, .shown") && block.scrollHeight > block.clientHeight + 1));
    return [...out, ...cut].map((block) => block.outerHTML.slice(0, 100));
}"""
HEADERS = """() => document.querySelectorAll(
    ".slides > section:has(h1):not(.stack), .slides > section.stack:has(h1) > section").length"""
NOT_SHOWN = """() => [...Reveal.getCurrentSlide().querySelectorAll("img")]
    .filter((image) => !image.complete || !image.naturalWidth || image.offsetWidth < 50)
    .map((image) => image.alt)"""
# What is wrong with a slide, once it and its pictures are there.
FAULTS = f"""async (number) => {{
    const there = () => ({WHERE})() === number
        && [...Reveal.getCurrentSlide().querySelectorAll("img")].every((image) => image.complete);
    for (let tries = 0; tries < 2000 && !there(); tries += 1) {{
        await new Promise((done) => setTimeout(done, 50));
    }}
    const elsewhere = ({WHERE})() === number ? [] : ["another slide is shown"];
    return [...elsewhere, ...({OUTSIDE})(), ...({NOT_SHOWN})()];
}}"""
HIDDEN = """() => [...document.querySelectorAll(".slides h2")]
    .filter((heading) => !heading.checkVisibility()).map((heading) => heading.textContent)"""

SECTIONS = re.compile(r"<section>.*?</section>", re.DOTALL)
ELEMENTS = re.compile(r"<(\w+)([^>]*)>")
NAMES = re.compile(r"\s([\w-]+)=\"")
LOOKS = re.compile(r"(?:class|role|scope)=\"([^\"]*)|(?:color|background)[\w-]*:\s*([^;\"]+)")

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Deck:
    """A lesson's slides in a page, and what the page asked for and complained of."""

    page: Page
    name: str
    sections: int
    asked: list[str]
    complaints: list[str]

    def count(self) -> int:
        """Return how many slides there are."""
        return int(self.page.evaluate("() => Reveal.getTotalSlides()"))


@contextmanager
def opened(browser: Browser, file: Path, text: str) -> Iterator[Deck]:
    """Slides as a file, opened on a projector."""
    file.write_text(text, encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(file.as_uri())
    page.wait_for_function(READY)
    yield Deck(page, file.stem, text.count("<section>"), asked, complaints)
    context.close()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The slides of each lesson."""
    return {path.stem: to_slides(nbformat.read(path, as_version=4)) for path in LESSONS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slides")


@pytest.fixture(scope="module", params=[path.stem for path in LESSONS])
def deck(
    request: pytest.FixtureRequest, browser: Browser, texts: dict[str, str], folder: Path
) -> Iterator[Deck]:
    """The slides of a lesson."""
    file = folder / f"{request.param}.html"
    with opened(browser, file, texts[request.param]) as deck:
        yield deck


def kinds(section: str) -> set[tuple[str, ...]]:
    """Return what a section is made of: its kinds of elements, with their classes and colors."""
    return {
        (name, *sorted(NAMES.findall(rest)), *LOOKS.findall(rest))
        for name, rest in ELEMENTS.findall(section)
    }


def with_each_kind(texts: Iterable[str]) -> str:
    """Return slides that hold every kind of element which other slides hold."""
    seen: set[tuple[str, ...]] = set()
    chosen = []
    for section in (section for text in texts for section in SECTIONS.findall(text)):
        if kinds(section) - seen:
            seen |= kinds(section)
            chosen.append(section)
    before, _, rest = next(iter(texts)).partition("<section>")
    return before + "\n".join(chosen) + rest[rest.rindex("</section>") + len("</section>") :]


def test_the_first_heading_shows(deck: Deck) -> None:
    number = deck.name[:2]
    expect(deck.page.get_by_role("heading", level=1)).to_contain_text(
        re.compile(rf"{number} · .+\?")
    )
    expect(deck.page).to_have_title(re.compile(rf"{number} · .+\?"))
    assert deck.page.evaluate("() => document.documentElement.lang") == "en"
    assert deck.page.evaluate(HEADERS) == 1


def test_each_key_turns_one_slide_and_each_is_within_its_edges(
    deck: Deck, album: tuple[Path, int]
) -> None:
    folder, most = album
    faults = []
    for number in range(1, deck.count() + 1):
        faults += [(number, found) for found in deck.page.evaluate(FAULTS, number)]
        if number <= most:
            deck.page.screenshot(path=folder / f"{deck.name}-slide-{number:02}.png")
        deck.page.keyboard.press("ArrowRight")
    assert faults == []
    assert deck.page.evaluate("() => Reveal.isLastSlide()")
    assert deck.count() >= deck.sections
    deck.page.keyboard.press("ArrowLeft")
    assert deck.page.evaluate(FAULTS, deck.count() - 1) == []


def test_a_sound_plays(deck: Deck) -> None:
    sound = deck.page.locator("audio").first
    assert sound.evaluate("(player) => player.play().then(() => true)")
    sound.evaluate("(player) => player.pause()")


def pages(page: Page, **options: object) -> int:
    """Return how many sheets a page prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(**options)))


def test_it_prints_as_running_text(deck: Deck) -> None:
    assert 2 < pages(deck.page, format="A4") < deck.count() / 1.5
    deck.page.emulate_media(media="print")
    assert deck.page.locator("audio:visible").count() == 0
    assert deck.page.evaluate(HIDDEN) == []
    deck.page.emulate_media(media="screen")


def test_nothing_is_asked_of_anybody(deck: Deck) -> None:
    assert [url for url in deck.asked if not url.startswith(("file:", "data:"))] == []
    assert len({url.partition("?")[0] for url in deck.asked if url.startswith("file:")}) == 1
    assert deck.complaints == []


def test_slide_by_slide_on_one_page_nothing_keeps_a_reader_out(
    browser: Browser, texts: dict[str, str], folder: Path
) -> None:
    """One of each kind stands for all: the words on them are read as pages, elsewhere."""
    sample = with_each_kind(texts.values())
    assert kinds(sample) >= set().union(*map(kinds, SECTIONS.findall("".join(texts.values()))))
    with opened(browser, folder / "each kind.html", sample) as deck:
        slides = deck.count()
        deck.page.goto(f"{deck.page.url.partition('#')[0]}?print-pdf")
        deck.page.wait_for_function(READY)
        deck.page.wait_for_function(
            "n => document.querySelectorAll('.pdf-page').length === n", arg=slides
        )
        assert pages(deck.page, prefer_css_page_size=True) == slides
        assert barriers(deck.page) == []
