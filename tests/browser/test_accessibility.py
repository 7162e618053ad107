"""Every lesson as a page to hand out: axe-core objects to nothing, and pictures speak."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from barriers import barriers
from lab_page import READY
from playwright.sync_api import Browser, Page

from meantone.teaching import to_page

PROJECT = Path(__file__).resolve().parents[2]
LESSONS = sorted((PROJECT / "lessons").glob("*.ipynb"))
PLACEHOLDERS = ("No description has been provided for this image", "Chart without a title")
FEWEST_WORDS = 4
WITHOUT_PICTURES = ("warm_up", "glossary")
"""Pages beside the lessons that are words and sounds."""

_PICTURES = """() => [...document.querySelectorAll("img, svg, [role=img], canvas")]
    .filter(shown => !shown.parentElement.closest("svg, [role=img], [aria-hidden=true]"))
    .filter(shown => !["none", "presentation"].includes(shown.getAttribute("role"))
        && shown.getAttribute("aria-hidden") !== "true")
    .map(shown => [shown.getAttribute("alt") ?? shown.getAttribute("aria-label") ?? "",
                   shown.getAttribute("src") ?? shown.outerHTML])"""

pytestmark = pytest.mark.browser


def mute(pictures: list[tuple[str, str]]) -> list[str]:
    """Return what is wrong with the texts of pictures, which are pairs of text and source."""
    found = []
    owners: dict[str, str] = {}
    for text, source in pictures:
        words = re.findall(r"\w+", text)
        if any(placeholder in text for placeholder in PLACEHOLDERS):
            found.append(f"a placeholder: {text}")
        elif re.fullmatch(r"\S+\.(?:png|jpe?g|gif|svg|webp)", text.strip(), re.IGNORECASE):
            found.append(f"a file name: {text}")
        elif len(words) < FEWEST_WORDS:
            found.append(f"too short: {text!r}")
        elif owners.setdefault(text, source) != source:
            found.append(f"of two pictures: {text}")
    return found


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def lesson(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, list[str]]]:
    """A lesson's page, opened from its file, and the addresses that it asked for."""
    file = tmp_path_factory.mktemp("pages") / f"{request.param.stem}.html"
    file.write_text(to_page(nbformat.read(request.param, as_version=4)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(READY)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(file.as_uri(), wait_until="load")
    yield page, [url for url in asked if url != file.as_uri() and not url.startswith("data:")]
    page.close()


def test_nothing_keeps_a_reader_out(lesson: tuple[Page, list[str]]) -> None:
    assert barriers(lesson[0]) == []


def test_every_picture_says_what_it_shows(lesson: tuple[Page, list[str]]) -> None:
    pictures = lesson[0].evaluate(_PICTURES)
    assert pictures or Path(lesson[0].url).stem in WITHOUT_PICTURES
    assert mute(pictures) == []


def test_the_page_asks_for_nothing(lesson: tuple[Page, list[str]]) -> None:
    assert lesson[1] == []


# --- the tests are shown to fail --------------------------------------------------------------

GOOD = "Bars of the number of tunes by region"


@pytest.mark.parametrize(
    ("pictures", "says"),
    [
        ([(GOOD, "a"), ("Score of a song: 3 notes", "b")], None),
        ([(GOOD, "a"), (GOOD, "a")], None),  # the same picture, shown twice
        ([("", "a")], "too short"),
        ([("Image", "a")], "too short"),
        ([("The heat map", "a")], "too short"),
        ([("No description has been provided for this image", "a")], "a placeholder"),
        ([("Chart without a title.", "a")], "a placeholder"),
        ([("score_of_ode-to-joy.svg", "a")], "a file name"),
        ([(GOOD, "a"), (GOOD, "b")], "of two pictures"),
    ],
)
def test_a_text_that_says_nothing_is_found(
    pictures: list[tuple[str, str]], says: str | None
) -> None:
    found = mute(pictures)
    assert len(found) == (says is not None)
    assert not says or says in found[0]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<p>Words</p><label for='x'>List</label><select id='x'><option>a</option></select>", None),
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", "critical image-alt"),
        ("<select><option>a</option></select>", "critical select-name"),
        ("<div role='slider' tabindex='0' aria-valuenow='1'></div>", "serious aria-input-field"),
        ("<p style='color:#aaa;background:#fff'>pale</p>", "serious color-contrast"),
        ("<p style='color:#aaa' hidden>pale</p><p style='color:#aaa'>pale</p>", "serious color"),
        (
            "<p style='color:#aaa;background:#111'>pale</p><p style='color:#aaa'>pale</p>",
            "serious color-contrast",
        ),
        ("<button></button>", "critical button-name"),
    ],
)
def test_what_keeps_readers_out_is_found(browser: Browser, body: str, rule: str | None) -> None:
    page = browser.new_page()
    page.set_default_timeout(READY)
    page.set_content(f"<html lang='en'><title>A page</title><main><h1>A page</h1>{body}</main>")
    found = barriers(page)
    page.close()
    assert len(found) == (rule is not None)
    assert not rule or found[0].startswith(rule)


def test_a_picture_without_words_is_found_on_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_default_timeout(READY)
    page.set_content(
        f"<img alt='{GOOD}' src='data:,'><img alt='' src='data:,'><svg><g/></svg>"
        "<svg aria-hidden='true'></svg><img role='presentation' alt=''>"
    )
    assert mute(page.evaluate(_PICTURES)) == ["too short: ''", "too short: ''"]
    page.close()
