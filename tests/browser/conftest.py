import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from lab_page import Visit
from lab_server import Lab, running
from playwright.sync_api import Browser, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from meantone.commands.chromium import ADVICE, find_chromium

HERE = Path(__file__).parent
EVERY_LESSON = "test_lessons_in_lab"
"""The module whose tests each look at every lesson."""

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


Visits = Callable[[str], Visit]
"""Returns the lesson of a name, opened on a laptop and run."""


@pytest.fixture(scope="session")
def visits(browser: Browser, lab: Lab, album: tuple[Path, int]) -> Iterator[Visits]:
    """Lessons that were run: each is opened once, and stays until another one is asked for."""
    at: dict[str, Visit] = {}
    folder, most = album

    def visit(lesson: str) -> Visit:
        if lesson not in at:
            for other in [*at]:
                at.pop(other).leave()
            at[lesson] = Visit(browser.new_page())
            at[lesson].resize("1366x768")
            at[lesson].open(lab.address(lesson))
            at[lesson].photograph(folder, f"{Path(lesson).stem}-opened", most)
            at[lesson].run_all()
        at[lesson].resize("1366x768")
        return at[lesson]

    yield visit
    for last in at.values():
        last.leave()


@pytest.fixture(scope="module")
def visit(request: pytest.FixtureRequest, visits: Visits) -> Visit:
    """The lesson that a module of tests names as `LESSON`."""
    return visits(request.module.LESSON)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Keep the tests of a lesson together, those of every lesson first: it is run once for all."""
    yield
    places = [place for place, item in enumerate(items) if item.path.parent == HERE]
    here = [items[place] for place in places]
    here.sort(key=lambda item: (group(item.nodeid), hasattr(item.module, "LESSON")))
    for place, item in zip(places, here, strict=True):
        items[place] = item


class ByLesson(LoadScopeScheduling):
    """Gives all tests of a lesson to one worker, in their order.

    Marks that name a group would do, but xdist 3.8 loses them with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByLesson:
    return ByLesson(config, log)


@cache
def group(nodeid: str) -> str:
    """Return what a test shares its page with: a lesson, or its module."""
    path, _, name = nodeid.partition("::")
    if Path(path).parent.name != HERE.name:
        return path
    text = (HERE / Path(path).name).read_text(encoding="utf-8")
    if named := re.search(r'^LESSON = "(\w+)\.ipynb"$', text, re.MULTILINE):
        return named[1]
    ran = re.search(r"\[(\d\d_[a-z_]+)", name)
    return ran[1] if ran and Path(path).stem == EVERY_LESSON else Path(path).stem


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Where screenshots go, and how many of a lesson in each size.

    All, if the variable MEANTONE_SCREENSHOTS names a folder; else the first, in a temporary one.
    """
    if named := os.environ.get("MEANTONE_SCREENSHOTS"):
        Path(named).mkdir(parents=True, exist_ok=True)
        return Path(named), 99
    return tmp_path_factory.mktemp("screenshots"), 1
