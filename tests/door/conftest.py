import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from tiny_course import DOOR, Course

PROJECT = Path(__file__).resolve().parents[2]


def load(path: Path) -> ModuleType:
    """Load a set_up.py, for which the folder it lies in is a part of the course."""
    spec = importlib.util.spec_from_file_location("set_up_under_test", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def door(tmp_path: Path) -> ModuleType:
    """The door's own work, for a course in an empty folder."""
    path = tmp_path / DOOR
    path.parent.mkdir(parents=True)
    path.write_bytes((PROJECT / DOOR).read_bytes())
    return load(path)


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


@pytest.fixture
def load_door() -> Callable[[Path], ModuleType]:
    return load
