import os
import sys
from collections.abc import Callable, Iterator
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
    for item in filter(_is_here, items):
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    yield
    places = [place for place, item in enumerate(items) if _is_here(item)]
    here = [items[place] for place in places]
    here.sort(key=lambda item: (_group(item), hasattr(item.module, "LESSON")))
    for place, item in zip(places, here, strict=True):
        items[place] = item


def _is_here(item: pytest.Item) -> bool:
    return item.path.parent == Path(__file__).parent


def _group(item: pytest.Item) -> str:
    """Return what a test shares its page with: a lesson, or its module."""
    asked = getattr(item, "callspec", None)
    if asked and "ran" in asked.params:
        return Path(asked.params["ran"]).stem
    return Path(getattr(item.module, "LESSON", item.module.__name__)).stem


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Where screenshots go, and how many of a lesson in each size.

    All, if the variable MEANTONE_SCREENSHOTS names a folder; else the first, in a temporary one.
    """
    if named := os.environ.get("MEANTONE_SCREENSHOTS"):
        Path(named).mkdir(parents=True, exist_ok=True)
        return Path(named), 99
    return tmp_path_factory.mktemp("screenshots"), 1
