"""The first page of the site: what it shows and plays is the library's, and it plays anywhere."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from axe_playwright_python.sync_playwright import Axe
from lab_page import box_of
from playwright.sync_api import Browser, Locator, Page, expect
from static_host import Host, hosting
from website import first_page, first_tunes
from website.errors import SiteError
from website.first_tunes import START, starter

from meantone.decoding import Reshaped, sample, temperature
from meantone.measures import dials
from meantone.models import NGram
from meantone.show.colors import MEANINGS, MEANINGS_DARK
from meantone.tunes import Degree, load
from meantone.widgets.explorer import DECODERS, Results
from meantone.widgets.explorer.heard import HELD, SECONDS, first_notes
from meantone.widgets.explorer.screen import narrow_screen, screen, screen_words
from meantone.widgets.explorer.words import figure

STOPS = DECODERS["temperature"].stops
PLAIN = replace(START, model="n-gram", order=4)
PATIENCE = 120_000  # milliseconds, for a busy machine
MOST = 1_000_000  # bytes of the first page, all in all
RECORDED = """
window.clock = null;  // what sounds go by, where a test sets it
const clock = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "currentTime");
Object.defineProperty(BaseAudioContext.prototype, "currentTime", {
    get() { return window.clock ?? clock.get.call(this); },
});
window.sung = [];
window.faded = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...said) {
    window.sung.push([this.context.currentTime, ...said]);
    return start.apply(this, said);
};
const fade = AudioParam.prototype.setTargetAtTime;
AudioParam.prototype.setTargetAtTime = function (...said) {
    window.faded.push(said[1]);
    return fade.apply(this, said);
};
"""
# Time goes on in small steps, and the page is heard after each, however busy the machine is.
LISTEN = """async ([seconds, playing]) => {
    const explorer = document.querySelector(".meantone-explorer");
    for (const end = window.clock + seconds; window.clock < end;) {
        window.clock += 0.25;
        await new Promise(done => setTimeout(done, 60));
        if (explorer.dataset.playing === playing) return true;
    }
    return false;
}"""
SAME = """expected => {
    const place = document.querySelector(".meantone-stage [role=img]");
    const other = document.createElement("div");
    other.innerHTML = expected;
    other.firstElementChild.setAttribute("aria-hidden", "true");
    for (const roll of place.querySelectorAll(".playing")) roll.classList.remove("playing");
    return place.innerHTML === other.innerHTML;
}"""
LATE = """
const decode = BaseAudioContext.prototype.decodeAudioData;
BaseAudioContext.prototype.decodeAudioData = async function (data) {
    const sound = await decode.call(this, data);
    const silent = Math.round(0.05 * sound.sampleRate);
    const later = this.createBuffer(1, sound.length + silent, sound.sampleRate);
    later.copyToChannel(sound.getChannelData(0), 0, silent);
    return later;
};
"""
MOVED = """async (slider, places) => {
    const seen = [];
    for (const place of places) {
        slider.value = place;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        for (let step = 0; step < 9; step += 1) await null;  // no timer ends, and no file comes
        seen.push(document.querySelector(".meantone-words").textContent);
    }
    return seen;
}"""
FITS = "width => innerWidth === width && document.documentElement.scrollWidth <= width"
COLORS = """words => [
    getComputedStyle(words).color, getComputedStyle(document.body).backgroundColor]"""
ROLLS = (
    "all => all.map(roll => [...roll.querySelectorAll('path')].map(one => one.outerHTML).join())"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A host's folder with the first page two folders down."""
    root = tmp_path_factory.mktemp("host")
    first_page.make(root / "some" / "where")
    return root


@pytest.fixture(scope="module")
def results() -> Results:
    """What the library says, found out anew."""
    return starter()


def held(site: Path, name: str) -> dict[str, Any]:
    """Return what a file of the page brings."""
    text = (site / "some" / "where" / "first" / f"{name}.js").read_text(encoding="utf-8")
    called, content = re.fullmatch(r'meantoneFirst\("([^"]+)", (.+)\);\n', text).groups()  # type: ignore[union-attr]
    assert called == name
    return json.loads(content)


# --- what the library made ------------------------------------------------------------------------


def test_what_is_shown_and_heard_is_what_the_library_says(site: Path, results: Results) -> None:
    setting = replace(PLAIN, draw=1)
    file = held(site, "n-gram-4-1")
    people = results.people(setting.corpus)
    assert len(file["stops"]) == len(STOPS) == 20
    for place in (0, 5, 10, 19):
        explored = results.explored(replace(setting, strength=STOPS[place]))
        stop = file["stops"][place]
        texts = "".join(file["texts"][at] for at in stop["wide"])
        written = re.sub(r"([\d.]+) ([\d.]+) ([\d.]+);", r"M\1 \2h\3v4.6h-\3z", texts)
        assert written == screen(explored, people)
        assert stop["words"] == screen_words(explored)
        for side, eight in (("machine", explored.machine), ("people", explored.beside)):
            notes = [np.reshape(file["tunes"][at], (-1, 3)) for at in stop["heard"][side]]
            assert [tune.tolist() for tune in notes] == first_notes(eight.tunes)


def test_the_figures_are_those_of_a_model_fitted_and_measured_by_hand(site: Path) -> None:
    corpus = load("starter")
    view = Degree.of(corpus)
    model = NGram.fit([view.encode(t) for t in corpus.part("train")], len(view.vocabulary), order=4)
    cool = Reshaped(model, lambda rows: temperature(rows, 0.5))
    tunes = [tune for batch in range(4) for tune in sample(cool, 256, _rng(batch), longest=64)]
    alike, returns = dials([tune for tune in tunes if len(tune) >= 32])
    words = held(site, "n-gram-4-0")["stops"][STOPS.index(0.5)]["words"]
    assert f"more alike than people ({figure(alike)}; " in words
    assert f"({figure(returns)}; people" in words


def _rng(batch: int) -> np.random.Generator:
    return np.random.default_rng([0, batch])


def test_people_are_those_of_the_free_starter_tunes_alone(site: Path) -> None:
    titles = set(load("starter").titles) | {f"tune {number}" for number in range(1, 9)}
    for name, _ in first_tunes.sliders():
        named = [text for text in held(site, name)["texts"] if text.startswith("<title>")]
        assert len(named) >= 16
        assert {html.unescape(text.removeprefix("<title>")) for text in named} <= titles


def test_every_slider_collapses_at_one_end_and_wanders_at_the_other(site: Path) -> None:
    for name, _ in first_tunes.sliders():
        file = held(site, name)
        first, *_, last = file["stops"]
        assert len(set(first["heard"]["machine"])) <= 2  # what ties for the likeliest is shared
        assert len(set(last["heard"]["machine"])) == 8
        assert "more alike than people (" in first["words"]
        assert "less alike than people (" in last["words"]


def test_every_note_of_the_sound_has_its_pitch_at_its_place(site: Path) -> None:
    notes = held(site, "notes")
    cuts = notes["cuts"]
    samples, rate = soundfile.read(io.BytesIO(base64.b64decode(notes["sound"])))
    size = round(HELD * rate)
    assert cuts["each"] == HELD
    first = np.abs(samples[:size])
    assert np.argmax(first >= first.max() / 4) / rate == pytest.approx(cuts["rise"], abs=0.001)
    for place, pitch in enumerate(range(cuts["low"], cuts["high"] + 1)):
        note = samples[place * size : (place + 1) * size]
        assert np.abs(note[: rate // 20]).max() > 0.25 * np.abs(note).max()  # it begins at once
        assert pitch_of(note, rate) == pytest.approx(pitch, abs=0.3)
    for name, _ in first_tunes.sliders():
        heard = {pitch for tune in held(site, name)["tunes"] for pitch in tune[::3]}
        assert cuts["low"] <= min(heard) <= max(heard) <= cuts["high"]


def pitch_of(samples: np.ndarray, rate: int) -> float:
    """Return a note's pitch: the lag at which it is most like itself, from an octave's quarter."""
    part = samples[rate // 20 : rate // 20 + 8192]
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 16)) ** 2
    like = np.fft.irfft(power)[: rate // 60]
    low = rate // 1200
    inner = np.flatnonzero((like[low:-1] > like[low - 1 : -2]) & (like[low:-1] >= like[low + 1 :]))
    lags = inner + low
    lag = lags[np.flatnonzero(like[lags] > 0.85 * like[lags].max())[0]]
    a, b, c = like[lag - 1 : lag + 2]
    return float(69 + 12 * np.log2(rate / (lag + (a - c) / (2 * (a - 2 * b + c))) / 440))


def test_what_was_made_is_taken_again(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_tunes, "screens", None)  # not called
    first_page.make(tmp_path)
    there = site / "some" / "where"
    for path in (path for path in there.rglob("*") if path.is_file()):
        assert (tmp_path / path.relative_to(there)).read_bytes() == path.read_bytes()


def test_each_finding_rests_on_verdicts_and_without_one_there_is_no_page(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (site / "some" / "where" / "index.html").read_text(encoding="utf-8")
    assert "gives tunes that are all alike.</a> <b>holds</b>: 76 for, 0 open, 0 against" in page
    assert page.count('<ul class="verdicts">') == 3
    anchor = "a-surer-model-moves-towards-the-average-of-peoples-tunes"
    assert f'<a href="benchmarks/results/collapse.html#{anchor}">' in page
    other = first_page.FINDINGS[0]._replace(claims=("AI music is average.",))
    monkeypatch.setattr(first_page, "FINDINGS", (other,))
    with pytest.raises(SiteError, match=r"rests on 'AI music is average\.'"):
        first_page.make(tmp_path)


def test_the_browser_edition_has_a_link_only_where_it_is(site: Path, tmp_path: Path) -> None:
    assert 'href="lite/' not in (site / "some" / "where" / "index.html").read_text("utf-8")
    (tmp_path / "lite" / "lab").mkdir(parents=True)
    (tmp_path / "lite" / "lab" / "index.html").touch()
    first_page.make(tmp_path)
    assert '<a href="lite/lab/index.html?path=00_start_here.ipynb">' in (
        tmp_path / "index.html"
    ).read_text("utf-8")


# --- the page in a browser ------------------------------------------------------------------------


class Opened:
    """The page, what its host sent, and what it complained of."""

    def __init__(self, page: Page, host: Host) -> None:
        self.page, self.host = page, host
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.add_init_script(RECORDED)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text))
        page.set_default_timeout(PATIENCE)
        page.goto(f"{host.address}/some/where/")
        expect(page.locator(".roll.machine")).to_have_count(8)

    @property
    def explorer(self) -> Locator:
        return self.page.locator(".meantone-explorer")

    @property
    def slider(self) -> Locator:
        return self.page.get_by_role("slider")

    def move(self, stop: float) -> None:
        """Move the slider to a temperature by keys."""
        self.slider.focus()
        self.slider.press("Home")
        for _ in range(STOPS.index(stop)):
            self.slider.press("ArrowRight")
        self.says(f"temperature {stop:g}:")

    def says(self, words: str) -> None:
        expect(self.page.locator(".meantone-words")).to_contain_text(words)

    def shows(self, drawn: str) -> None:
        self.page.wait_for_function(SAME, arg=drawn)

    def fits(self, width: int) -> None:
        self.page.wait_for_function(FITS, arg=width)

    def listen(self, seconds: float, playing: str) -> bool:
        """Let time go by, on the sounds' own clock, until this plays."""
        return bool(self.page.evaluate(LISTEN, [seconds, playing]))

    def rolls(self, side: str) -> list[str]:
        return list(self.page.locator(f".roll.{side}").evaluate_all(ROLLS))


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[Host]:
    with hosting(site) as host:
        yield host


@pytest.fixture(scope="module")
def opened(browser: Browser, host: Host) -> Iterator[Opened]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    yield Opened(page, host)
    page.close()


def test_all_that_is_sent_at_first_is_little_and_comes_from_one_host(opened: Opened) -> None:
    opened.page.mouse.wheel(0, 4000)
    expect(opened.page.locator("#findings img")).to_have_js_property("complete", True)
    opened.page.wait_for_load_state("networkidle")
    opened.page.mouse.wheel(0, -4000)
    opened.page.wait_for_function("scrollY === 0")
    files = [url for url in opened.asked if not url.startswith("data:")]
    assert len(files) == len(set(files)) == len(opened.host.sent)  # nothing twice
    assert {url.startswith(opened.host.address) for url in files} == {True}
    assert opened.host.missed == []
    assert sum(opened.host.sent.values()) < MOST


def test_slider_picture_and_dials_are_seen_at_once_on_a_laptop(opened: Opened) -> None:
    for shown in (opened.slider, opened.page.locator(".dial").last):
        box = box_of(shown)
        assert 0 < box["y"] < box["y"] + box["height"] <= 768


def test_the_slider_moves_by_mouse_and_eight_tunes_become_one(
    opened: Opened, results: Results
) -> None:
    opened.move(1)
    before = opened.rolls("machine")
    people = opened.rolls("people")
    assert len(set(before)) == 8
    box = box_of(opened.slider)
    middle = box["y"] + box["height"] / 2
    opened.page.mouse.move(box["x"] + box["width"] / 2, middle)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 1, middle, steps=4)
    opened.page.mouse.up()
    opened.says("temperature 0:")
    after = opened.rolls("machine")
    assert len(set(after)) == 1
    assert not set(after) & set(before)
    assert opened.rolls("people") == people
    explored = results.explored(replace(START, strength=0))
    assert explored.dials.alike == 1
    opened.shows(screen(explored, results.people(START.corpus)))


def test_a_move_of_the_slider_is_answered_before_anything_else_happens(opened: Opened) -> None:
    opened.move(1)
    seen = opened.slider.evaluate(MOVED, [2, 9, 4])
    assert [re.findall(r"temperature ([\d.]+):", words) for words in seen] == [
        [f"{STOPS[place]:g}"] for place in (2, 9, 4)
    ]


@pytest.mark.parametrize("strength", [0.5, 1, 1.5])
def test_by_keys_too_and_each_stop_is_the_librarys_picture(
    opened: Opened, results: Results, strength: float
) -> None:
    opened.move(strength)
    explored = results.explored(replace(START, strength=strength))
    opened.shows(screen(explored, results.people(START.corpus)))
    dial = opened.page.locator(".dial").first
    expect(dial).to_contain_text(f"{figure(explored.dials.alike)}, people")


def test_what_is_heard_are_the_notes_of_the_tunes_in_time(
    opened: Opened, site: Path, results: Results
) -> None:
    opened.move(0.8)
    opened.page.evaluate("window.sung.length = window.faded.length = 0; window.clock = 10")
    opened.page.keyboard.press("m")
    opened.page.wait_for_function("window.sung.length > 0")
    assert opened.listen(3 * SECONDS, "machine 3")
    opened.page.keyboard.press("m")
    expect(opened.explorer).to_have_attribute("data-playing", "")
    sung, faded = opened.page.evaluate("[window.sung, window.faded]")
    explored = results.explored(replace(START, strength=0.8))
    low, begun = held(site, "notes")["cuts"]["low"], sung[0][1]
    wanted = [
        (pitch, SECONDS * number + onset, lasts)
        for number, tune in enumerate(first_notes(explored.machine.tunes[:2]))
        for pitch, onset, lasts in tune
    ]
    assert len(sung) >= len(wanted) > 8
    for (now, at, offset, _), fade, (pitch, onset, lasts) in zip(sung, faded, wanted, strict=False):
        assert at > now  # scheduled ahead, not late
        assert offset / HELD + low == pytest.approx(pitch, abs=0.01)
        assert at - begun == pytest.approx(onset, abs=0.002)
        assert fade - at == pytest.approx(min(lasts, HELD - 0.1), abs=0.002)


def test_it_goes_on_with_new_tunes_and_one_side_sounds_at_a_time(
    opened: Opened, results: Results
) -> None:
    opened.move(1)
    opened.page.evaluate("window.sung.length = 0; window.clock = 20")
    opened.page.get_by_role("button", name="Hear the machine's eight").click()
    expect(opened.explorer).to_have_attribute("data-playing", "machine 1")
    opened.move(0)  # while it sounds
    opened.page.wait_for_function("window.sung.length > 0")
    assert opened.listen(3 * SECONDS, "machine 3")
    expect(opened.page.locator(".roll.playing")).to_have_count(1)
    opened.page.get_by_role("button", name="Hear people's eight").click()
    expect(opened.explorer).to_have_attribute("data-playing", "people 1")
    expect(opened.page.get_by_role("button", name="Stop")).to_have_count(1)
    opened.page.get_by_role("button", name="Stop (P)").click()
    expect(opened.explorer).to_have_attribute("data-playing", "")
    opened.page.evaluate("window.sung.length = 0")
    assert not opened.listen(2 * SECONDS, "people 1")
    assert opened.page.evaluate("window.sung.length") == 0
    opened.page.evaluate("window.clock = null")


def test_other_models_and_other_tunes_are_fetched_when_they_are_asked_for(
    opened: Opened, results: Results
) -> None:
    opened.move(1)
    opened.page.get_by_label("Model", exact=True).first.select_option("n-gram")
    opened.page.get_by_label("Order", exact=True).first.select_option("4")
    opened.says("n-gram of order 4 on forty well-known tunes, temperature 1:")
    title = opened.page.locator(".roll.people title").first
    before = title.text_content() or ""
    opened.page.get_by_role("button", name="Another eight").click()
    expect(title).not_to_have_text(before)
    explored = results.explored(replace(PLAIN, draw=1))
    opened.shows(screen(explored, results.people(START.corpus)))
    opened.page.get_by_label("Model", exact=True).first.select_option("Markov chain")
    opened.says("Markov chain on forty well-known tunes, temperature 1:")
    expect(opened.page.get_by_label("Order", exact=True).first).to_be_disabled()


def test_what_cannot_be_fetched_is_said_and_asked_for_again(opened: Opened) -> None:
    refused = "**/n-gram-with-rhythm-5-*.js"
    opened.page.route(refused, lambda route: route.abort())
    opened.page.get_by_label("Model", exact=True).first.select_option("n-gram with rhythm")
    with opened.page.expect_console_message(timeout=PATIENCE):  # of what is refused
        opened.page.get_by_label("Order", exact=True).first.select_option("5")
    notice = opened.page.locator(".meantone-notice")
    expect(notice).to_contain_text("These tunes could not be fetched.")
    opened.page.unroute(refused)
    opened.complaints.clear()
    opened.page.get_by_role("button", name="Go on").click()
    opened.says("n-gram of order 5 with rhythm on forty well-known tunes, temperature 1:")
    expect(notice).to_be_empty()


def test_nothing_complained_and_nothing_moves_unasked(opened: Opened) -> None:
    assert opened.page.evaluate("document.getAnimations().length") == 0
    assert opened.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_from_phone_to_projector(
    browser: Browser,
    host: Host,
    results: Results,
    tmp_path: Path,
    scheme: Any,
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme=scheme)
    opened = Opened(page, host)
    for width, height in ((1920, 1080), (1366, 768), (820, 1100), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        viewed = page.locator(".meantone-screen")
        narrow = "0 0 458 " if width < 700 else "0 0 940 "
        expect(viewed).to_have_attribute("viewBox", re.compile(f"^{narrow}"))
        opened.fits(width)
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    explored = results.explored(START)
    opened.shows(narrow_screen(explored, results.people(START.corpus)))
    words = page.locator(".meantone-says").first
    seen = words.evaluate(COLORS)
    bright = [sum(map(int, re.findall(r"\d+", color)[:3])) for color in seen]
    assert (bright[0] > bright[1]) == (scheme == "dark")
    meanings = MEANINGS_DARK if scheme == "dark" else MEANINGS
    verdict = page.locator("text.huge.machine").first
    fill = verdict.evaluate("one => getComputedStyle(one).fill")
    assert hex_of(fill) == meanings["machine"]
    page.evaluate("localStorage.setItem('mode', 'dark')")  # as the other pages note what is chosen
    page.reload()
    assert max(map(int, re.findall(r"\d+", words.evaluate(COLORS)[1])[:3])) < 60
    assert opened.complaints == []
    page.close()


def hex_of(color: str) -> str:
    return "#" + "".join(f"{int(level):02x}" for level in re.findall(r"\d+", color)[:3])


def test_without_javascript_a_picture_and_the_findings_stand_there(
    browser: Browser,
    host: Host,
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host.address}/some/where/index.html")
    picture = page.locator("#first-explorer img")
    expect(picture).to_be_visible()
    assert "more alike than people" in (picture.get_attribute("alt") or "")
    expect(page.locator("#findings h3")).to_have_count(3)
    context.close()
    assert host.missed == []


def test_it_plays_from_a_folder_and_whatever_silence_a_decoder_leaves(
    browser: Browser, site: Path
) -> None:
    page = browser.new_page()
    page.add_init_script(RECORDED)
    page.add_init_script(LATE)
    page.goto((site / "some" / "where" / "index.html").as_uri())
    expect(page.locator(".roll.machine")).to_have_count(8)
    page.get_by_role("button", name="Hear the machine's eight").click()
    expect(page.locator(".meantone-explorer")).to_have_attribute("data-playing", "machine 1")
    page.wait_for_function("window.sung.length > 4")
    places = [(offset - 0.05) / HELD for _, _, offset, _ in page.evaluate("window.sung")]
    page.close()
    assert places == pytest.approx([round(place) for place in places], abs=0.01)
