"""Lesson 02 in the browser edition: opened, run, answered, heard, left and found again.

It is built once and visited once; what happened is noted, and each test asks about a part of it.
All other hosts are behind a proxy that refuses them and notes who was asked.
"""

from __future__ import annotations

import base64
import json
import re
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from elsewhere import elsewhere
from lab_page import Visit
from playwright.sync_api import Browser, Locator, expect
from static_host import Host, hosting
from website import lite
from website.pyodide import PyodideError, checked_wheels

LESSON = "02_markov_chains.ipynb"
PATIENCE = 600_000
"""Milliseconds for what a kernel does on a machine that is busy with other tests."""

NUMPYS = re.compile(r"(numpy|scipy|openblas|pandas)-")
"""What the size is counted without: the arrays, and what stands on them."""

MOST = 40_000_000
"""Bytes."""

CHROMIUMS = re.compile(r"(?!fonts|ajax)[\w-]+\.(google|googleapis|gvt1)\.com:443")
"""Hosts that Chromium asks by itself, whatever page is open."""

RIGHT = 'check("02.framed", lambda tune, size: [size, *tune, size])'
WRONG = 'check("02.framed", lambda tune, size: list(tune) + [size])'
KEPT = """
from meantone.exercises import export_progress
print("kept: " + open(export_progress("my_progress.json")).read())  # in one piece
"""
FOLDER_LAST = """
import sys
print(f"looks in this folder: {sys.path.index('') + 1} of {len(sys.path)}")
"""
_ADD = """words => {
    const { content, context } = window.jupyterapp.shell.currentWidget;
    content.model.sharedModel.addCell({ cell_type: "markdown", source: words });
    return context.save();
}"""
_SOURCES = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
    cell => cell.model.sharedModel.source)"""
_HELD = """async path => {
    const { contents } = window.jupyterapp.serviceManager;
    const held = await contents.get(path, { content: true });
    return JSON.stringify(held.content);
}"""
_BEGIN_AFRESH = """async path => {
    const { contents } = window.jupyterapp.serviceManager;
    await contents.delete(path);
    return JSON.stringify((await contents.get(path, { content: true })).content);
}"""
_LOADED = "player => player.duration > 0"


@dataclass
class Story:
    """What happened in one visit."""

    host: Host
    folder: Path
    errors: list[str] = field(default_factory=list)
    not_run: list[int] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's folder, with the browser edition in it."""
    try:
        pyodide = checked_wheels()
    except PyodideError as error:
        pytest.skip(f"no Pyodide to try it with: {error}")
    out = tmp_path_factory.mktemp("site")
    lite.make(out, pyodide)
    return out


@pytest.fixture(scope="module")
def story(browser: Browser, edition: Path) -> Iterator[Story]:
    """One learner's visit: the lesson run and answered, the page left, the lesson opened again."""
    with hosting(edition) as host, elsewhere() as others:
        told = Story(host, edition / "lite")
        context = browser.new_context(
            proxy={"server": others.address, "bypass": "127.0.0.1"},
            viewport={"width": 1366, "height": 768},
        )
        visit = Visit(context.new_page())
        visit.page.set_default_timeout(PATIENCE)
        first_visit(visit, told)
        second_visit(visit, told)
        told.outside, told.elsewhere = visit.outside, others.asked
        context.close()
        print(*(f"{what}: {seconds:.1f} s" for what, seconds in told.seconds.items()), sep="\n")
        yield told


def first_visit(visit: Visit, told: Story) -> None:
    """Open the lesson, hear a tune, run all, answer, predict, and write something of one's own."""
    begun = time.monotonic()
    visit.page.goto(f"{told.host.address}/lite/lab/index.html?path={LESSON}")
    visit.expect_open(LESSON, PATIENCE)
    told.seconds["until the kernel rests"] = time.monotonic() - begun
    visit.run_cells([code_with(visit, "A die, sixteen times")])
    told.seen["sound"] = heard(visit.page.locator(".jp-OutputArea-output audio").first)
    told.seconds["until the first sound"] = time.monotonic() - begun
    begun = time.monotonic()
    visit.run_all()
    told.seconds["the whole lesson"] = time.monotonic() - begun
    told.seen["asked"] = list(told.host.sent)
    told.errors, told.not_run = visit.errors(), visit.cells_not_run()
    told.seen["scores"] = scores(visit)
    told.seen["temperature"] = temperature(visit)
    told.seen["prediction"] = prediction(visit)
    for source, verdict in ((WRONG, "02.framed: not right yet"), (RIGHT, "02.framed: done")):
        told.seen[source] = said(visit, source, verdict)
    visit.page.evaluate(_ADD, "These are my own words.")


def second_visit(visit: Visit, told: Story) -> None:
    """Come back after the site has a new edition of the lesson."""
    file = told.folder / "files" / LESSON
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("remembers one note?", "remembers one note, again?"), "utf-8")
    begun = time.monotonic()
    visit.page.goto(f"{told.host.address}/lite/lab/index.html?path={LESSON}")
    visit.expect_open(LESSON, PATIENCE)
    told.seen["sources"] = visit.page.evaluate(_SOURCES)
    told.seen["saved"] = visit.page.evaluate(_HELD, LESSON)
    visit.run_cells([code_with(visit, "A die, sixteen times")])
    told.seen["sound again"] = heard(visit.page.locator(".jp-OutputArea-output audio").first)
    told.seconds["until the first sound, warm"] = time.monotonic() - begun
    told.seen["kept"] = said(visit, KEPT, "kept:")
    told.seen["path"] = said(visit, FOLDER_LAST, "looks in this folder:")
    told.seen["afresh"] = visit.page.evaluate(_BEGIN_AFRESH, LESSON)


def code_with(visit: Visit, words: str) -> str:
    """Return the cell that holds these words."""
    return next(source for source in visit.page.evaluate(_SOURCES) if words in source)


def said(visit: Visit, source: str, words: str) -> str:
    """Run code in a new cell; return what it shows, once that has these words in it."""
    visit.run(source)
    shown = visit.page.locator(".jp-OutputArea-output").filter(has_text=words).first
    expect(shown).to_be_visible(timeout=PATIENCE)
    return shown.inner_text()


def heard(player: Locator) -> dict[str, Any]:
    """Return what a player says that it plays, what the browser made of it, and the file."""
    element = player.element_handle()
    player.page.wait_for_function(_LOADED, arg=element)
    source = player.get_attribute("src") or ""
    return {
        "name": player.get_attribute("aria-label"),
        "duration": element.evaluate("player => player.duration"),
        "file": base64.b64decode(source.partition(",")[2]),
    }


def scores(visit: Visit) -> list[str]:
    """Return the engraved scores of the page, those that hold notes."""
    code = "all => all.map(picture => picture.src)"
    pictures = visit.page.locator(".jp-OutputArea-output img[alt^='Score of']")
    expect(pictures).not_to_have_count(0, timeout=PATIENCE)
    sources = pictures.evaluate_all(code)
    drawn = [base64.b64decode(source.partition(",")[2]).decode() for source in sources]
    return [svg for svg in drawn if 'class="note' in svg]


def temperature(visit: Visit) -> list[str | None]:
    """Move the slider of the temperature by a key; return what sounded before and after."""
    shown = visit.page.locator(".meantone-instrument").filter(
        has=visit.page.get_by_label("Temperature", exact=True)
    )
    shown.scroll_into_view_if_needed()
    before = shown.locator("audio").get_attribute("src")
    shown.get_by_role("slider", name="Temperature").press("ArrowRight")
    expect(shown.locator("figcaption")).to_contain_text("temperature 0.4", timeout=PATIENCE)
    return [before, shown.locator("audio").get_attribute("src")]


def prediction(visit: Visit) -> str:
    """Record a prediction in its widget; return what the widget says then."""
    box = visit.page.locator(".meantone-prediction").filter(has_text="how many will end on 1").first
    box.scroll_into_view_if_needed()
    box.get_by_role("spinbutton").fill("55")
    box.get_by_role("button", name="Record").click()
    expect(box).to_contain_text("Recorded: 55", timeout=PATIENCE)
    return box.inner_text()


def test_every_cell_of_the_lesson_runs(story: Story) -> None:
    assert (story.errors, story.not_run) == ([], [])


def test_a_tune_sounds_as_long_as_it_is(story: Story) -> None:
    for sound in (story.seen["sound"], story.seen["sound again"]):
        with wave.open(BytesIO(sound["file"])) as file:
            seconds = file.getnframes() / file.getframerate()
            samples = file.readframes(file.getnframes())
        said = float(re.search(r"([\d.]+) s,", sound["name"])[1])
        assert seconds == pytest.approx(said, abs=0.05)
        assert sound["duration"] == pytest.approx(seconds, abs=0.05)
        assert seconds == pytest.approx(16 * 0.3 + 1, abs=0.05)  # sixteen quavers and a tail
        assert len(set(samples)) > 100  # no silence


def test_scores_are_engraved(story: Story) -> None:
    assert story.seen["scores"]


def test_an_instrument_plays_what_its_slider_says(story: Story) -> None:
    before, after = story.seen["temperature"]
    assert before != after
    assert all((source or "").startswith("data:audio/wav") for source in (before, after))


def test_answers_are_judged(story: Story) -> None:
    assert "How will the machine know how a tune begins?" in story.seen[WRONG]
    assert "02.framed: done" in story.seen[RIGHT]


def test_progress_outlives_the_page_and_is_exported_as_everywhere(story: Story) -> None:
    kept = json.loads(story.seen["kept"].partition("kept:")[2])
    records = {(row["kind"], row["name"]) for row in kept["records"]}
    assert {("done", "02.framed"), ("predicted", "02.home")} <= records
    assert re.fullmatch("[0-9a-f]{8}", kept["code"])


def test_what_a_learner_wrote_stays_when_the_site_has_a_new_edition(story: Story) -> None:
    assert "These are my own words." in story.seen["sources"]
    assert not any("remembers one note, again?" in source for source in story.seen["sources"])
    assert "application/vnd.jupyter.widget-view+json" not in story.seen["saved"]


def test_a_deleted_copy_is_the_sites_edition_again(story: Story) -> None:
    assert "remembers one note, again?" in story.seen["afresh"]
    assert "These are my own words." not in story.seen["afresh"]


def test_no_other_host_is_asked_for_anything(story: Story) -> None:
    assert [host for host in story.elsewhere if not CHROMIUMS.fullmatch(host)] == []
    assert story.outside == []


def test_imports_look_in_the_learners_folder_last(story: Story) -> None:
    """Each look there waits for the page, and Python imports hundreds of modules."""
    place, number = re.findall(r"\d+", story.seen["path"])
    assert place == number


def test_it_is_small_before_what_numpy_needs(story: Story) -> None:
    """As the files lie there: hosts that compress what they send make it still less."""
    paths = {urlsplit(path).path.lstrip("/") for path in story.seen["asked"]}
    files = [story.folder.parent / path for path in paths if not NUMPYS.search(path)]
    size = sum(file.stat().st_size for file in files if file.is_file())
    print(f"{size:,} bytes without what NumPy needs")
    assert MOST / 4 < size < MOST
