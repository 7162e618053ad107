"""The collapse report in a browser: it opens from a file, plays, and nothing stands in the way."""

from pathlib import Path

import numpy as np
import pytest
from barriers import barriers
from lab_page import Visit
from playwright.sync_api import Browser

from meantone.report import Gathered, page, report, yardstick
from meantone.tunes import load

FITS = "wide => innerWidth === wide && document.documentElement.scrollWidth <= wide"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on one song, sung twenty times, as a file."""
    kinder = load("kinder")
    song = max(kinder, key=lambda tune: len(tune.notes))
    same = Gathered("one song", (song,) * 20, 20, ("a.mid: not music",), 1, 0)
    path = tmp_path_factory.mktemp("report") / "report.html"
    made = report(same, yardstick(kinder, same.tunes, np.random.default_rng(0)))
    path.write_text(page(made), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_a_file_plays_and_has_no_barriers(
    browser: Browser, written: Path, scheme: str, album: tuple[Path, int]
) -> None:
    visit = Visit(browser.new_page(color_scheme=scheme, viewport={"width": 1366, "height": 768}))
    visit.page.goto(written.as_uri())
    visit.page.screenshot(path=album[0] / f"report-{scheme}.png", full_page=True)
    player = visit.page.locator("audio").first
    player.evaluate("player => player.play()")
    visit.page.wait_for_function("player => player.currentTime > .2", arg=player.element_handle())
    assert barriers(visit.page) == []
    visit.page.wait_for_function(FITS, arg=1366)
    visit.page.set_viewport_size({"width": 390, "height": 800})  # a phone
    visit.page.wait_for_function(FITS, arg=390)
    visit.page.close()
    assert (visit.outside, visit.complaints) == ([], [])
