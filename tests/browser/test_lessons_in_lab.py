"""The lessons in the real lab, in a real browser: they run, sound, show, and stay at home."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab_page import SIZES, Visit
from lab_server import Lab
from playwright.sync_api import expect

PROJECT = Path(__file__).resolve().parents[2]
LESSONS = sorted((PROJECT / "lessons").glob("*.ipynb"))
SCORE = ".jp-OutputArea-output img[src^='data:image/svg+xml'][alt]"
CHART = ".jp-RenderedVegaLite [role=graphics-document][aria-label]:has(svg, canvas)"
PLAYER = ".jp-OutputArea-output audio"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def ran(
    request: pytest.FixtureRequest, visits: Callable[[str], Visit], album: tuple[Path, int]
) -> Iterator[Visit]:
    """A lesson that was opened and run to its end; photographed at both."""
    folder, most = album
    visit = visits(request.param.name)
    yield visit
    for size in SIZES:
        visit.resize(size)
        visit.photograph(folder, f"{request.param.stem}-{size}", most)


def test_every_cell_runs(ran: Visit) -> None:
    assert ran.errors() == []
    assert ran.cells_not_run() == []
    assert ran.ran_to_its_end


def test_a_player_plays(ran: Visit) -> None:
    player = ran.page.locator(PLAYER).first
    player.scroll_into_view_if_needed()
    assert player.get_attribute("aria-label")
    ran.page.wait_for_function("player => player.duration > 1", arg=player.element_handle())
    middle = player.bounding_box()["height"] / 2
    player.click(position={"x": 25, "y": middle})  # on the triangle, as a learner would
    ran.page.wait_for_function("player => player.currentTime > 0.3", arg=player.element_handle())
    assert player.evaluate("player => { player.pause(); return player.play().then(() => true); }")
    player.evaluate("player => player.pause()")


def test_a_score_shows(ran: Visit) -> None:
    score = ran.page.locator(SCORE).first
    score.scroll_into_view_if_needed()
    ran.page.wait_for_function(
        "score => score.complete && score.naturalWidth > 0", arg=score.element_handle()
    )
    box = score.bounding_box()
    assert box["width"] > 200
    assert box["height"] > 50


def test_every_picture_has_its_words(ran: Visit) -> None:
    assert ran.without_words() == []


def test_every_chart_is_drawn_with_its_words(ran: Visit) -> None:
    expect(ran.page.locator(CHART)).to_have_count(ran.charts(), timeout=30_000)


@pytest.mark.parametrize("size", SIZES)
def test_no_picture_is_cut_off(ran: Visit, size: str) -> None:
    ran.resize(size)
    assert ran.too_wide() == []


def test_nothing_left_this_machine(ran: Visit, lab: Lab) -> None:
    assert (ran.outside, lab.attempts.read_text(encoding="utf-8")) == ([], "")


def test_the_browser_does_not_complain(ran: Visit) -> None:
    assert ran.complaints == []
