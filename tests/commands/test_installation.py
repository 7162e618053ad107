"""However the course was installed, what it advises can be done there."""

import ast
import json
from collections.abc import Iterator
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from meantone import installation
from meantone.commands import EVERYWHERE, places
from meantone.installation import KINDS, PACKAGE, adding, anew, call, kind, package

MARKS = [
    ("conda-meta/history", False, "conda"),
    ("bin/python", False, "folder"),
    ("pipx_metadata.json", False, "folder"),  # somebody's own environment, in the course's folder
    ("uv-receipt.toml", True, "uv"),
    ("bin/python", True, "wheel"),
    ("conda-meta/history", True, "wheel"),  # pip installed it there
]
OF_THE_FOLDER = ("course.py", ".venv", "environment.yml")
MODULES = ("lab", "data", "prepare", "classroom", "report", "doctor", "places", "copies", "saving")
IN_THE_FOLDER_ALONE = {
    "There are no lessons in lessons/. Run:  python course.py build",
    "Install Python 3.12, delete the folder .venv, run:  python3.12 course.py lab",
}
"""What is said only where there is a folder of the course."""


@pytest.mark.parametrize(("mark", "alone", "found"), MARKS)
def test_how_it_was_installed_is_told_from_its_environment(
    mark: str, alone: bool, found: str, tmp_path: Path
) -> None:
    (tmp_path / mark).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / mark).touch()
    assert kind(tmp_path, alone) == found


@pytest.mark.parametrize(
    ("marks", "uvx", "found"),
    [
        (["env/pipx_metadata.json"], None, "pipx"),
        (["env/pipx_metadata.json"], "/bin/uvx", "pipx"),
        (["CACHEDIR.TAG", "env/pipx_metadata.json"], "/bin/uvx", "pipx run"),
        (["CACHEDIR.TAG", "env/bin/python"], "/bin/uvx", "uvx"),
        (["CACHEDIR.TAG", "env/bin/python"], None, "pipx run"),  # which brought uv with it
        (["env/CACHEDIR.TAG"], "/bin/uvx", "wheel"),  # uv marks each environment that it makes
    ],
)
def test_what_is_kept_is_told_from_what_is_fetched_for_one_run(
    marks: list[str], uvx: str | None, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "which", lambda name: uvx)
    for mark in marks:
        (tmp_path / mark).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / mark).touch()
    assert kind(tmp_path / "env", alone=True) == found


def test_all_kinds_are_tried_here() -> None:
    assert {found for *_, found in MARKS} | {"pipx", "pipx run", "uvx"} == set(KINDS)


@pytest.mark.parametrize("how", KINDS)
def test_advice_names_nothing_that_is_not_there(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_origin", lambda: "")
    said = " ".join([anew(how), call("lab", how), adding("neural", how)])
    if how in ("folder", "conda"):
        assert "meantone[" not in said
    else:
        assert not [word for word in OF_THE_FOLDER if word in said]
        assert ("meantone[neural]" in adding("neural", how)) == (how == "wheel")  # pip adds
        assert ("meantone[lab,neural]" in adding("neural", how)) == (how != "wheel")
    assert how != "conda" or ".venv" not in said
    if how in ("pipx run", "uvx"):
        assert adding("lab", how).endswith("meantone lab")
        assert call("doctor", how).startswith(how)


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        (None, ""),
        ({"url": "file:///tmp/a.whl", "archive_info": {}}, " @ file:///tmp/a.whl"),
        ({"url": "file:///home/me/meantone", "dir_info": {}}, " @ file:///home/me/meantone"),
        (
            {"url": "https://example.org/m.git", "vcs_info": {"vcs": "git", "commit_id": "0"}},
            " @ git+https://example.org/m.git",
        ),
    ],
)
def test_what_did_not_come_from_an_index_is_asked_for_where_it_came_from(
    written: dict[str, object] | None, origin: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "METADATA").write_text("Name: meantone\nVersion: 1\n")
    if written:
        (tmp_path / "direct_url.json").write_text(json.dumps(written))
    monkeypatch.setattr(installation, "distribution", lambda name: PathDistribution(tmp_path))
    assert package("lab") == f"meantone[lab]{origin}"
    assert f'"meantone[lab]{origin}"' in anew("wheel")
    assert f'"meantone[lab,neural]{origin}"' in adding("neural", "pipx")
    assert Requirement(package("lab,neural")).extras == {"lab", "neural"}


def test_the_package_holds_the_course_only_if_lessons_are_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "src" / "meantone"
    package.mkdir(parents=True)
    monkeypatch.setattr(installation, "PACKAGE", package)
    assert installation.project_folder() == tmp_path
    assert not installation.is_package_alone()
    (package / "lessons").mkdir()
    assert installation.project_folder() == package
    assert installation.is_package_alone()


def test_nothing_of_the_learners_lies_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("MEANTONE_HOME", raising=False)
    assert places.find_places(PACKAGE).copies == tmp_path / "meantone" / "my_lessons"
    monkeypatch.setenv("MEANTONE_HOME", str(tmp_path / "mine"))
    assert places.find_places(PACKAGE).copies == tmp_path / "mine" / "my_lessons"
    assert not (PACKAGE / "my_lessons").exists()


def said_in(code: str) -> Iterator[str]:
    """Yield the texts of a module, without those that document it."""
    tree = ast.parse(code)
    documents = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # a docstring is an expression that nobody uses
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documents:
            yield str(node.value)


@pytest.mark.parametrize("name", MODULES)
def test_what_works_everywhere_names_the_folders_door_nowhere(name: str) -> None:
    code = (PACKAGE / "commands" / f"{name}.py").read_text(encoding="utf-8")
    named = {text for text in said_in(code) if "course.py" in text}
    assert named <= IN_THE_FOLDER_ALONE


def test_the_door_is_found_where_it_is_named() -> None:
    code = '"""Of course.py."""\nprint(f"run {1}: course.py lab")'
    assert [text for text in said_in(code) if "course.py" in text] == [": course.py lab"]


def test_the_modules_are_those_of_the_commands_that_work_everywhere() -> None:
    assert {"classroom" if name == "class" else name for name in EVERYWHERE} <= set(MODULES)
