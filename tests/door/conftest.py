import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tiny_course import DOOR, Course, copy_door

from meantone import commands

PROJECT = Path(__file__).resolve().parents[2]


PACKAGE = DOOR.removeprefix("src/").replace("/", ".")


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The door's own work, for a course in an empty folder."""
    copy_door(PROJECT, tmp_path)
    monkeypatch.setattr(commands, "__path__", [str((tmp_path / DOOR).parent)])
    monkeypatch.setattr(commands, "set_up", None, raising=False)  # it comes back afterwards
    real = {name: sys.modules.pop(name) for name in loaded()}
    yield importlib.import_module(PACKAGE)
    for name in loaded():
        del sys.modules[name]
    sys.modules.update(real)


def loaded() -> list[str]:
    """Return the names of the door's modules that are loaded."""
    return [name for name in sys.modules if f"{name}.".startswith(f"{PACKAGE}.")]


@pytest.fixture
def fresh_course(tmp_path: Path) -> Course:
    """A course of tiny packages that was never set up."""
    return Course.make(tmp_path / "Früh & spät", PROJECT)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of tiny packages, set up by the real course.py."""
    course = Course.make(tmp_path_factory.mktemp("template") / "course", PROJECT)
    done = course.call("lab")
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture
def course(template: Course, tmp_path: Path) -> Course:
    """A course of tiny packages that is set up; made quickly, so that most tests use it."""
    return template.copy_to(tmp_path / "Früh & spät")
