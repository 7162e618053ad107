import sys
import time
from itertools import chain, repeat
from types import SimpleNamespace

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
    (tmp_path / "slow_to_load.py").write_text("import time\n\ntime.sleep(1.6)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("slow_to_load", None)


def needs(answer):
    return None if answer(1) == 1 else "Not 1."


NEEDS = Exercise(name="90.one", tests=(needs,), hints=("a", "b", "c"), seconds=1.2)


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


@pytest.fixture
def hand(monkeypatch):
    """A clock's hand, which a test moves."""
    moved = SimpleNamespace(now=100.0)
    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: moved.now))
    return moved


def test_only_one_hourglass_runs(hand):
    glass = clock.Clock(2)
    hand.now += 1
    glass.turn(importing=True)
    hand.now += 50
    assert glass.left() == 10
    glass.turn(importing=False)
    assert glass.left() == 1
    hand.now += 3
    assert glass.left() == 0


def test_more_time_is_given_to_work_alone_and_not_for_ever(hand):
    glass = clock.Clock(1)
    assert glass.grant(0.5)
    assert glass.left() == 1.5
    assert not glass.grant(0)
    glass.turn(importing=True)
    assert not glass.grant(1)
    glass.turn(importing=False)
    assert glass.grant(1000)
    assert glass.left() == clock.BUSY
    assert not glass.grant(1)


def naps(x):
    time.sleep(1)
    return x


@pytest.mark.skipif(sys.platform != "linux", reason="answers run in a child on Linux alone")
def test_a_child_that_a_busy_machine_keeps_waiting_gets_what_it_misses(monkeypatch):
    """A nap stands for the wait; what the system says of the child stands for its wish to work."""
    brief = Exercise(name="90.one", tests=(needs,), hints=("a", "b", "c"), seconds=0.2)
    assert "does not come in time" in examine(brief, naps, guard.in_child).says
    missed = chain([0.1, 0.2], repeat(30.0))
    monkeypatch.setattr(guard, "_missed", lambda child, seconds: next(missed))
    assert examine(brief, naps, guard.in_child).state == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="answers run in a child on Linux alone")
def test_a_loop_misses_nothing_in_the_end():
    def loops(x):
        while True:
            pass

    assert "does not come to an end" in examine(NEEDS, loops, guard.in_child).says
