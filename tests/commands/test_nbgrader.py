"""nbgrader itself makes an assignment of a lesson and grades it: right, wrong and untouched.

It lives in an environment of its own that sees this one's packages: nothing is installed here.
"""

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest

from meantone.commands.teach import lay_assignment
from meantone.teaching import assignment, read_master

pytestmark = pytest.mark.door

PROJECT = Path(__file__).resolve().parents[2]
MASTERS = PROJECT / "instructor_notes" / "masters"
NBGRADER = "nbgrader==0.9.6"
PIP = (sys.executable, "-m", "pip", "--python")
"""This environment's pip, which installs into another: that one needs none of its own."""
HEADER = '# ---\n# jupyter:\n#   meantone: {lesson: "04", minutes: 10}\n# ---\n\n'
IMPORTS = "# %%\nimport numpy as np\nfrom meantone.exercises import check\n\n# %%\n"
EXERCISES = ("perplexity", "bits_per_flip")
WRONG = {
    "perplexity": "def perplexity(chances):\n    return -np.log2(chances).mean()",
    "bits_per_flip": "def bits_per_flip(flips, chance):\n    return flips.mean(axis=1)",
}
GRADES = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    found = {
        submission.student.id: {grade.name: grade.score for notebook in submission.notebooks
                                for grade in notebook.grades}
        for submission in book.assignment_submissions("lesson_04")
    }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has nbgrader."""
    place = tmp_path_factory.mktemp("nbgrader")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = place / "bin" / "python"
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    # As a folder of packages, whose own .pth files are heeded: the course is installed by one.
    theirs = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    Path(site.stdout.strip(), "these.pth").write_text(theirs)
    done = subprocess.run(
        [*PIP, str(python), "install", "--quiet", "--no-compile", NBGRADER],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"{NBGRADER} cannot be installed here: {last}")
    # It calls this program, which is not laid here where the package is among those above.
    program = python.with_name("alembic")
    program.write_text(f"#!{python}\nfrom alembic.config import main\n\nmain()\n")
    program.chmod(0o755)
    return python.parent


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader's whose one assignment has two exercises of lesson 04."""
    folder = tmp_path_factory.mktemp("course")
    text = (MASTERS / "04_likelihood.py").read_text(encoding="utf-8")
    cells = re.split(r"^# %%.*\n", text, flags=re.MULTILINE)
    chosen = [cell for name in EXERCISES for cell in cells if f'check("04.{name}"' in cell]
    master = folder / "notes" / "masters" / "04_short.py"
    master.parent.mkdir(parents=True)
    master.write_text(HEADER + IMPORTS + "# %%\n".join(chosen), encoding="utf-8")
    assert lay_assignment(master, folder) == 0
    return folder


def ran(grader: Path, course: Path, *words: str) -> str:
    """Run a program of nbgrader's environment in the course, and return what it says."""
    path = f"{grader}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [grader / words[0], *words[1:]],
        cwd=course,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def submitted(course: Path, student: str, answers: dict[str, str]) -> None:
    """Hand in the students' version with some cells answered."""
    notebook = nbformat.read(course / "release" / "lesson_04" / "04_short.ipynb", as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        cell.source = answers.get(name, cell.source)
    place = course / "submitted" / student / "lesson_04" / "04_short.ipynb"
    place.parent.mkdir(parents=True)
    nbformat.write(notebook, place)


def test_solved_copies_get_all_points_and_wrong_ones_none(grader: Path, course: Path) -> None:
    ran(grader, course, "nbgrader", "generate_assignment", "lesson_04")
    released = (course / "release" / "lesson_04" / "04_short.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in released
    assert "raise NotImplementedError" in released
    source = course / "source" / "lesson_04" / "04_short.ipynb"
    right = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(source, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    cheated = {f"check-{name}": "pass" for name in EXERCISES}
    submitted(course, "right", right)
    submitted(course, "half", {**right, "perplexity": WRONG["perplexity"]})
    submitted(course, "wrong", {**WRONG, **cheated})  # locked cells come back
    submitted(course, "untouched", {})
    ran(grader, course, "nbgrader", "autograde", "lesson_04")
    checks = [f"check-{name}" for name in EXERCISES]
    assert json.loads(ran(grader, course, "python", "-c", GRADES)) == {
        "right": dict.fromkeys(checks, 1.0),
        "half": dict(zip(checks, (0.0, 1.0), strict=True)),
        "wrong": dict.fromkeys(checks, 0.0),
        "untouched": dict.fromkeys(checks, 0.0),
    }
    ran(grader, course, "nbgrader", "export")
    assert ",half,,,,1.0," in (course / "grades.csv").read_text(encoding="utf-8")


def test_a_teacher_is_told_where_copies_go_and_where_points_come_from(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_assignment(course / "notes" / "masters" / "04_short.py", course)
    said = capsys.readouterr().out
    assert "submitted/NAME/lesson_04" in said
    told = (PROJECT / "docs" / "class.md").read_text(encoding="utf-8")
    steps = [line.strip() for line in said.splitlines() if line.strip().startswith("nbgrader ")]
    assert len(steps) == 3
    assert all(re.sub(r"\s+", " ", step) in re.sub(r"\s+", " ", told) for step in steps)


def test_the_source_is_one_that_a_master_gives(course: Path) -> None:
    made = assignment(read_master(course / "notes" / "masters" / "04_short.py"))
    nbformat.validate(made)
