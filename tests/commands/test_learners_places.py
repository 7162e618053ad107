"""Where a learner's files lie is writable, or it is said before the lab opens."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from everybody import like_everybody

from meantone.commands import doctor, lab, places
from meantone.commands.places import PlaceError, find_places

TELL = (
    "import sys; from pathlib import Path; from meantone.commands.places import *\n"
    "try:\n"
    "    found = find_places(Path(sys.argv[1]))\n"
    "    print(found.copies, found.lab, *found.words, sep='\\n')\n"
    "except PlaceError as error:\n"
    "    print('none:', error)"
)


def found_by_a_learner(course: Path, home: Path, **variables: str) -> list[str]:
    """What a learner is told who may write in the home alone."""
    home.mkdir(exist_ok=True)
    folders = [
        course,
        *(path for path in course.rglob("*") if path.is_dir() and not path.is_symlink()),
    ]
    for folder in folders:
        folder.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", TELL, str(course)],
            env={**os.environ, "HOME": str(home), "MEANTONE_HOME": "", **variables},
            preexec_fn=like_everybody(),
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        for folder in folders:
            folder.chmod(0o755)
    return done.stdout.splitlines()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "course").mkdir()
    return tmp_path / "course"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


posix = pytest.mark.skipif(
    sys.platform == "win32" or (sys.platform == "darwin" and os.geteuid() == 0),
    reason="no folder is read-only here",
)


@posix
def test_in_an_installation_of_somebody_elses_the_files_lie_in_the_home(
    course: Path, home: Path
) -> None:
    copies, own, *words = found_by_a_learner(course, home)
    assert copies == str(home / "meantone" / "my_lessons")
    assert own == f"{copies}/.lab"
    (word,) = words
    assert word.startswith(f"{course / 'my_lessons'} cannot be written (Permission denied)")
    assert word.endswith(copies)


@posix
def test_copies_that_became_somebody_elses_are_named(course: Path, home: Path) -> None:
    (course / "my_lessons").mkdir()
    (course / "my_lessons" / "00.ipynb").touch()
    copies, _, _, word = found_by_a_learner(course, home)
    assert copies == str(home / "meantone" / "my_lessons")
    assert word.startswith("What lies there stays there")


@posix
def test_the_variable_names_another_folder_or_it_is_said_what_to_do(
    course: Path, home: Path
) -> None:
    copies, own = found_by_a_learner(course, home, MEANTONE_HOME="~/deep/folder")
    assert copies == str(home / "deep" / "folder" / "my_lessons")
    assert own == f"{copies}/.lab"
    (said,) = found_by_a_learner(course, home, MEANTONE_HOME=str(course / "mine"))
    assert said.startswith(f"none: {course / 'mine' / 'my_lessons'} cannot be written")
    assert said.endswith("in the environment variable MEANTONE_HOME; then start again.")


@posix
def test_the_labs_own_files_or_a_notebook_may_be_somebody_elses(course: Path, home: Path) -> None:
    """As after a start as root: the copies stay where they are."""
    mine = home / "mine" / "my_lessons"
    (mine / ".lab" / "data").mkdir(parents=True)
    for name in ("00.ipynb", "01.ipynb"):
        (mine / name).touch()
    (mine / "01.ipynb").chmod(0o444)
    (mine / ".lab" / "data").chmod(0o555)
    (course / "my_lessons").symlink_to(mine)
    copies, own, used, locked = found_by_a_learner(course, home)
    assert copies == str(course / "my_lessons")
    assert own == str(home / "meantone" / "my_lessons" / ".lab")
    assert used.endswith(f"Used instead: {own}")
    assert locked.startswith("What you change in 01.ipynb cannot be saved there")


def test_a_file_or_a_link_to_nothing_in_their_place_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MEANTONE_HOME", raising=False)
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "00.ipynb").touch()
    monkeypatch.setattr(lab, "project_folder", lambda: tmp_path)
    monkeypatch.setattr(lab, "open_lab", lambda *given: pytest.fail("the lab opened"))
    mine = tmp_path / "my_lessons"
    mine.touch()
    assert lab.main([]) == 1
    assert f"{mine} is a file, and a folder belongs there. Rename" in capsys.readouterr().err
    mine.unlink()
    mine.symlink_to(tmp_path / "unplugged")
    assert lab.main([]) == 1
    assert f"{mine} is a link to {tmp_path / 'unplugged'}, which is not" in capsys.readouterr().err
    (tmp_path / "unplugged").mkdir()
    (tmp_path / "unplugged" / ".lab").touch()
    assert lab.main([]) == 1
    assert ".lab is a file" in capsys.readouterr().err


def test_a_link_to_a_folder_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEANTONE_HOME", raising=False)
    (tmp_path / "there").mkdir()
    (tmp_path / "my_lessons").symlink_to(tmp_path / "there")
    found = find_places(tmp_path)
    assert found.copies == tmp_path / "my_lessons"
    assert found.words == ()


def test_a_file_that_hides_pythons_own_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANTONE_HOME", str(tmp_path))
    (tmp_path / "my_lessons").mkdir()
    for name in ("random.py", "mine.py"):
        (tmp_path / "my_lessons" / name).touch()
    (word,) = find_places(tmp_path).words
    assert word.endswith("random.py hides Python's own module random: rename it.")


def test_the_doctor_says_where_the_copies_are_or_what_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANTONE_HOME", str(tmp_path))
    monkeypatch.setenv("MEANTONE_CACHE", str(tmp_path / "cache"))
    assert str(tmp_path / "my_lessons") in doctor.check_folders()
    (tmp_path / "my_lessons").touch()
    with pytest.raises(doctor.AilmentError, match="is a file") as caught:
        doctor.check_folders()
    assert caught.value.remedy.startswith("Rename the file")


def test_nowhere_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "why_not", lambda folder: "Read-only file system")
    with pytest.raises(PlaceError, match="cannot be written: Read-only file system"):
        find_places(tmp_path)
