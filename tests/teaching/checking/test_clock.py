import sys
import time

import pytest

from meantone.teaching.checking import clock, guard
from meantone.teaching.checking.checks import examine
from meantone.teaching.exercise import Exercise

WAYS = [guard.in_thread]
if sys.platform == "linux":
    WAYS.append(guard.in_child)


@pytest.fixture
def slow_module(tmp_path, monkeypatch):
    """A module that takes longer to load than its answer has, and is not loaded yet."""
    (tmp_path / "slow_to_load.py").write_text("import time\n\ntime.sleep(1.5)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("slow_to_load", None)


def needs(answer):
    return None if answer(1) == 1 else "Not 1."


NEEDS = Exercise(name="90.one", tests=(needs,), hints=("a", "b", "c"), seconds=0.5)


def imports(x):
    import slow_to_load

    return x if slow_to_load.time else 0


def imports_by_name(x):
    from importlib import import_module

    import_module("slow_to_load")
    return x


def imports_and_goes_on(x):
    import slow_to_load

    while slow_to_load.time:
        pass


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", [imports, imports_by_name])
def test_time_that_goes_into_imports_is_not_the_answers(answer, way, slow_module):
    assert examine(NEEDS, answer, way).state == "done"


@pytest.mark.parametrize("way", WAYS)
def test_after_an_import_the_answers_own_time_counts(way, slow_module):
    assert "does not come to an end" in examine(NEEDS, imports_and_goes_on, way).says


@pytest.mark.parametrize("way", WAYS)
def test_imports_have_a_bound_too(way, slow_module, monkeypatch):
    monkeypatch.setattr(clock, "IMPORTS", 0.3)
    assert "imports" in examine(NEEDS, imports, way).says


@pytest.mark.parametrize("way", WAYS)
def test_an_import_that_fails_is_told_as_any_error(way):
    def fails(x):
        import no_such_module_at_all

        return no_such_module_at_all

    assert "No module named" in examine(NEEDS, fails, way).says


def test_only_one_hourglass_runs():
    glass = clock.Clock(0.2)
    glass.turn(importing=True)
    time.sleep(0.3)
    assert glass.left() > 1
    glass.turn(importing=False)
    assert 0 < glass.left() <= 0.2
    time.sleep(0.25)
    assert glass.left() == 0
