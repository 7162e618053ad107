import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_page import Visit
from lab_server import Lab, running
from playwright.sync_api import Browser, sync_playwright

from meantone.commands.chromium import ADVICE, find_chromium

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    f"The tests of the lab need Chromium, and there is none here. {ADVICE}\n"
    f"Or let Playwright fetch one: {sys.executable} -m playwright install chromium"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium() or pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The lab of a copy of the project, behind the guard that refuses outside connections."""
    with running(project, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def visit(request: pytest.FixtureRequest, browser: Browser, lab: Lab) -> Iterator[Visit]:
    """The lesson that a module of tests names as `LESSON`, opened on a laptop and run."""
    visit = Visit(browser.new_page())
    visit.resize("1366x768")
    visit.open(lab.address(request.module.LESSON))
    visit.run_all()
    yield visit
    visit.leave()


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Where screenshots go, and how many of a lesson in each size.

    All, if the variable MEANTONE_SCREENSHOTS names a folder; else the first, in a temporary one.
    """
    if named := os.environ.get("MEANTONE_SCREENSHOTS"):
        Path(named).mkdir(parents=True, exist_ok=True)
        return Path(named), 99
    return tmp_path_factory.mktemp("screenshots"), 1
