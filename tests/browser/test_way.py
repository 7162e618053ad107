"""A learner's way through the course, in short: two lessons with all that they ask for.

The whole way, from lesson 00 to the capstone, is in `whole_way.py`: `course.py test way`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_page import Visit
from lab_server import running
from learner import Learner, asked_for
from playwright.sync_api import Browser

from meantone.exercises import COURSE

PROJECT = Path(__file__).resolve().parents[2]
LESSONS = sorted(path.stem for path in (PROJECT / "lessons").glob("[0-9][0-9]_*.ipynb"))
SHORT = ("00", "02")
"""Lessons that take little computing, and ask for all kinds of things."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def way(
    browser: Browser, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Learner]:
    """A learner who has worked through two lessons."""
    folder = tmp_path_factory.mktemp("way")
    progress = folder / "progress.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEANTONE_PROGRESS", str(progress))
        with running(project, folder) as lab:
            learner = Learner(Visit(browser.new_page()), progress)
            learner.visit.resize("1366x768")
            for name in (name for name in LESSONS if name[:2] in SHORT):
                learner.visit.turn_to(lab, f"{name}.ipynb")
                learner.work_through(name)
            learner.visit.leave()
            yield learner


def test_all_that_two_lessons_ask_for_is_on_record(way: Learner) -> None:
    lessons = [lesson for lesson in COURSE.lessons if lesson.number in SHORT]
    assert set().union(*map(asked_for, lessons)) - way.records() == set()
