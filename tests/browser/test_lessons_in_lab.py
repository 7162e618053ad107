"""The lessons in the real lab, in a real browser, as they are stored: they sound, and show all.

That every cell runs, and shows then what is stored, is tested elsewhere; what needs Python on the
other side is in the modules of one lesson each.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_page import READY, SIZES, Visit, box_of, expect_loaded
from lab_server import Lab
from playwright.sync_api import expect

PROJECT = Path(__file__).resolve().parents[2]
LESSONS = sorted((PROJECT / "lessons").glob("[0-9][0-9]_*.ipynb"))
SCORE = ".jp-OutputArea-output img[src^='data:image/svg+xml'][alt]"
CHART = ".jp-RenderedVegaLite [role=graphics-document][aria-label]:has(svg, canvas)"
PLAYER = ".jp-OutputArea-output audio"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def shown(
    request: pytest.FixtureRequest, desk: Visit, lab: Lab, album: tuple[Path, int]
) -> Iterator[Visit]:
    """A lesson that was opened as it is stored, and photographed."""
    folder, most = album
    desk.resize("1366x768")
    desk.turn_to(lab, lab.lay(request.param))
    yield desk
    for size in SIZES:
        desk.resize(size)
        desk.photograph(folder, f"{request.param.stem}-{size}", most)


def test_a_player_plays(shown: Visit) -> None:
    player = shown.page.locator(PLAYER).first
    player.scroll_into_view_if_needed()
    expect(player).to_have_attribute("aria-label", re.compile("."))
    expect_loaded(player, 1)
    middle = box_of(player)["height"] / 2
    player.click(position={"x": 25, "y": middle})  # on the triangle, as a learner would
    shown.page.wait_for_function("player => player.currentTime > 0.3", arg=player.element_handle())
    assert player.evaluate("player => { player.pause(); return player.play().then(() => true); }")
    player.evaluate("player => player.pause()")


def test_a_score_shows(shown: Visit) -> None:
    score = shown.page.locator(SCORE).first
    score.scroll_into_view_if_needed()
    shown.page.wait_for_function(
        "score => score.complete && score.naturalWidth > 0", arg=score.element_handle()
    )
    box = box_of(score)
    assert box["width"] > 200
    assert box["height"] > 50


def test_every_picture_has_its_words(shown: Visit) -> None:
    assert shown.without_words() == []


def test_every_chart_is_drawn_with_its_words(shown: Visit) -> None:
    expect(shown.page.locator(CHART)).to_have_count(shown.charts(), timeout=READY)


@pytest.mark.parametrize("size", SIZES)
def test_no_picture_is_cut_off(shown: Visit, size: str) -> None:
    shown.resize(size)
    assert shown.too_wide() == []


def test_nothing_left_this_machine(shown: Visit, lab: Lab) -> None:
    assert (shown.outside, lab.attempts.read_text(encoding="utf-8")) == ([], "")


def test_the_browser_does_not_complain(shown: Visit) -> None:
    assert shown.complaints == []
