import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import browsers
import pytest
from lab_page import Visit
from lab_server import Lab, running
from needed_cells import sources_needed
from playwright.sync_api import Browser

browser = browsers.browser  # a fixture

LESSONS = Path(__file__).resolve().parents[2] / "lessons"


@pytest.fixture(scope="session")
def lab(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The lab of a copy of the project, behind the guard that refuses outside connections."""
    with running(project, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


class Visits(Protocol):
    """Returns the lesson of a name, opened on a laptop, and run as far as a module of tests asks.

    Without a module all of it is run.
    """

    def __call__(self, lesson: str, module: str = "") -> Visit: ...


@pytest.fixture(scope="session")
def desk(browser: Browser, lab: Lab) -> Iterator[Visit]:
    """The one page of the lab in which lessons are opened, each in place of the last."""
    page = browser.new_page()
    yield Visit(page)
    page.close()


@pytest.fixture(scope="session")
def visits(desk: Visit, lab: Lab, album: tuple[Path, int]) -> Visits:
    """Lessons that were run: each stays until another one is asked for."""
    folder, most = album

    def visit(lesson: str, module: str = "") -> Visit:
        desk.resize("1366x768")
        if lesson != desk.lesson:
            desk.turn_to(lab, lesson)
            if module:
                desk.run_cells(sources_needed(LESSONS / lesson, module))
            else:
                desk.run_all()
            desk.photograph(folder, f"{Path(lesson).stem}-ran", most)
            desk.expect_sound_page()
            desk.resize("1366x768")
        return desk

    return visit


@pytest.fixture(scope="module")
def visit(request: pytest.FixtureRequest, visits: Visits) -> Visit:
    """The lesson that a module of tests names as `LESSON`, run as far as they need it."""
    return visits(request.module.LESSON, request.path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Where screenshots go, and how many of a lesson in each size.

    All, if the variable MEANTONE_SCREENSHOTS names a folder; else the first, in a temporary one.
    """
    if named := os.environ.get("MEANTONE_SCREENSHOTS"):
        Path(named).mkdir(parents=True, exist_ok=True)
        return Path(named), 99
    return tmp_path_factory.mktemp("screenshots"), 1
