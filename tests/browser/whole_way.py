"""A learner's way through the whole course: from lesson 00 to the capstone, in the real lab.

It takes as long as all lessons do, so that no other step collects this file: `course.py test way`.
Which lessons there are is asked of the course. The tests build on one another: it is one learner.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_page import Visit
from lab_server import Lab, running
from learner import Learner, asked_for
from playwright.sync_api import Browser, Page

from meantone.exercises import COURSE

PROJECT = Path(__file__).resolve().parents[2]
LESSONS = {
    path.stem[:2]: path.stem for path in sorted((PROJECT / "lessons").glob("[0-9][0-9]_*.ipynb"))
}
CAPSTONE = """
from meantone.exercises import capstone, overview, passport

capstone("my_tunes", "Each says one thing, turned round.", "It returns.", "my_report.json")
print(overview())
print("written:", passport().write("my_passport.html").name)
"""


@pytest.fixture(scope="module")
def progress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learner's own file."""
    return tmp_path_factory.mktemp("learner") / "progress.sqlite"


@pytest.fixture(scope="module")
def own_lab(
    project: Path, tmp_path_factory: pytest.TempPathFactory, progress: Path
) -> Iterator[Lab]:
    """The lab of one learner, whose progress is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEANTONE_PROGRESS", str(progress))
        with running(project, tmp_path_factory.mktemp("way")) as lab:
            yield lab


@pytest.fixture
def learner(browser: Browser, own_lab: Lab, progress: Path) -> Iterator[Learner]:
    """The learner, who opens the lab anew."""
    learner = Learner(Visit(browser.new_page()), progress)
    learner.visit.resize("1366x768")
    yield learner
    learner.visit.leave()


def test_the_course_has_a_notebook_for_every_lesson() -> None:
    assert [lesson.number for lesson in COURSE.lessons] == [*LESSONS]


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_is_worked_through(number: str, learner: Learner, own_lab: Lab) -> None:
    (lesson,) = (lesson for lesson in COURSE.lessons if lesson.number == number)
    learner.visit.open(own_lab.address(f"{LESSONS[number]}.ipynb"))
    learner.work_through(LESSONS[number])
    assert asked_for(lesson) - learner.records() == set()
    assert learner.visit.complaints == []


def test_the_capstone_is_made(learner: Learner, own_lab: Lab, browser: Browser) -> None:
    tunes = own_lab.folder / "my_tunes"
    tunes.mkdir()
    shutil.copy(PROJECT / "docs" / "capstone" / "mirrors.jsonl", tunes)
    command = [sys.executable, "-m", "meantone", "report", "my_tunes", "--out", "my_report.html"]
    source = {"PYTHONPATH": str(PROJECT / "src")}
    done = subprocess.run(
        command, cwd=own_lab.folder, env={**os.environ, **source}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    learner.visit.open(own_lab.address(f"{[*LESSONS.values()][-1]}.ipynb"))
    learner.visit.run(CAPSTONE)
    learner.expect_on_record("capstone", "mine")
    learner.until((own_lab.folder / "my_passport.html").exists, "the passport's page")
    page = browser.new_page()
    page.goto((own_lab.folder / "my_passport.html").as_uri())
    look_at_passport(page)
    page.close()


def look_at_passport(page: Page) -> None:
    """Expect a stamp of every lesson, eight tunes, and a player that plays."""
    assert page.locator("article.stamp").count() == len(LESSONS)
    players = page.locator(".capstone audio")
    assert players.count() == 8
    page.wait_for_function("player => player.duration > 5", arg=players.last.element_handle())


def test_the_progress_file_is_complete(learner: Learner, own_lab: Lab) -> None:
    learner.visit.open(own_lab.address(f"{[*LESSONS.values()][-1]}.ipynb"))
    wanted = set().union(*map(asked_for, COURSE.lessons)) | {("capstone", "mine")}
    assert wanted - learner.records() == set()
    assert own_lab.attempts.read_text(encoding="utf-8") == ""
