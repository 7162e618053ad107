import builtins
import contextlib
import itertools
import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import replace

import demo_lesson
import numpy as np
import pytest
from demo_lesson import ANSWERS, COURSE, DRAW, EXERCISES, LESSON, MATRIX, MATRIX_ANSWERS, SHARE

from meantone.teaching.checking import checks, guard
from meantone.teaching.checking.answers import Diagnosis, obeys_rng
from meantone.teaching.checking.checks import examine
from meantone.teaching.checking.values import items, numbers
from meantone.teaching.checking.verifying import Wrong, verify, verify_lesson
from meantone.teaching.course import Course
from meantone.teaching.exercise import Exercise, Lesson, UnknownExerciseError, find
from meantone.teaching.records.progress import current

check = COURSE.check
WAYS = [guard.in_thread]
if sys.platform == "linux":
    WAYS.append(guard.in_child)


@pytest.fixture(autouse=True)
def _own_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))


@pytest.fixture
def returns():
    """Fail if a call is not back after a good while, even if it never comes back."""

    def call(function, *arguments):
        found = []
        thread = threading.Thread(
            target=lambda: found.append(function(*arguments)),
            daemon=True,
        )
        thread.start()
        thread.join(300)
        assert found, "it did not come back"
        return found[0]

    return call


def one(test=lambda answer: None, **changes):
    """An exercise with one test."""
    told = {"name": "90.one", "tests": (test,), "hints": ("a", "b", "c"), "seconds": 20}
    return Exercise(**told | changes)


def calls(answer):
    answer([1, 2])


CALLED = one(calls)
SOON = one(calls, seconds=0.4)  # for what is known not to come back


# ---- done, not yet, wrong


@pytest.mark.parametrize("known", EXERCISES, ids=lambda known: known.name)
def test_demo_exercises_are_sound(known):
    assert verify(known, ANSWERS[known.short]) == []


def test_a_right_answer_is_done_and_recorded():
    box = check("90.transition_matrix", demo_lesson.transition_matrix)
    assert (box.kind, repr(box)) == ("done", "90.transition_matrix: done")
    assert current().get("done", "90.transition_matrix").times == 1


def test_a_wrong_answer_is_told_why_with_the_smallest_case():
    def ones(tokens, size):
        return np.ones((size, size))

    box = check("90.transition_matrix", ones)
    assert box.kind == "wrong"
    assert box.case == (
        "ones([0, 1, 2], 3) gives array([[1., 1., 1.], [1., 1., 1.], [1., 1., 1.]])"
    )
    assert "sum to 1" in box.lines[0]
    assert current().get("done", "90.transition_matrix") is None
    assert current().get("tried", "90.transition_matrix").times == 1


def _docstring(tokens):
    """Only words."""


def _dots(tokens):
    """Words."""
    ...


def _none(tokens):
    return None


def _passes(tokens):
    pass


def _raises(tokens):
    total = sum(tokens)
    raise NotImplementedError(total)


def _ellipsis(tokens):
    return ... if sum(tokens) else 0


@pytest.mark.parametrize(
    "stub", [None, ..., _docstring, _dots, _none, _passes, _raises, _ellipsis, lambda tokens: ...]
)
@pytest.mark.parametrize("way", WAYS)
def test_stubs_are_not_yet_done(stub, way):
    assert examine(CALLED, stub, way).state == "not yet"


def test_a_stub_is_not_counted_as_a_try():
    box = check("90.transition_matrix", lambda tokens, size: ...)
    assert repr(box).startswith("90.transition_matrix: not yet\n")
    assert current().records() == {}


def test_a_forgotten_return_is_no_stub():
    def forgot(tokens):
        total = sum(tokens)
        total += 1

    verdict = examine(CALLED, forgot)
    assert (verdict.state, verdict.case) == ("wrong", "forgot([1, 2])")
    assert "`return`" in verdict.says


def test_an_error_names_its_line():
    def breaks(tokens):
        return tokens[0] / 0

    verdict = examine(CALLED, breaks)
    assert "ZeroDivisionError: division by zero, at `return tokens[0] / 0`" in verdict.says
    assert verdict.case == "breaks([1, 2])"


def _prints(tokens):
    print(sum(tokens))


def _appended(tokens):
    return [0].append(tokens)


def _mistyped(tokens):
    total = sum(tokens)  # noqa: F841 - the next line means it
    return totl  # noqa: F821 - the typo that is told


def _misremembered(tokens):
    return tokens.cuont(1)


def _excel(tokens):
    return np.array(tokens) ^ 0.5


def _asks_an_array(tokens):
    return 1 if np.array(tokens) > 1 else 0


def _subtracts_truths(tokens):
    return (np.array(tokens) > 1) - (np.array(tokens) < 1)


SLIPS = {
    _prints: "It prints, and gives nothing back",
    _appended: "`append` changes a list, and gives nothing back",
    lambda tokens: [].sort(): "`sort` changes a list",
    _mistyped: "Did you mean `total`?",
    _misremembered: "Did you mean `count`?",
    _excel: "that is `**`",
    _asks_an_array: "An array holds many answers",
    _subtracts_truths: "NumPy's True and False cannot be subtracted",
    lambda tokens: sum(SLIPPED): "It works with `SLIPPED`, from outside, and never with `tokens`",
}
SLIPPED = [1, 2, 3]


@pytest.mark.parametrize(("answer", "says"), SLIPS.items(), ids=range(len(SLIPS)))
def test_slips_that_have_nothing_to_do_with_the_exercise_are_told(answer, says):
    verdict = examine(one(lambda answer: str(answer([1, 2]))), answer)
    assert verdict.state == "wrong"
    assert says in verdict.says


def test_a_name_that_is_only_somewhat_alike_is_not_suggested():
    verdict = examine(one(calls), lambda tokens: learn(tokens))  # noqa: F821 - a typo
    assert "name 'learn' is not defined" in verdict.says
    assert "Did you mean" not in verdict.says  # not `len`


def _with_both(tokens, size):
    return max(SLIPPED) + sum(token * size for token in tokens)


def _two_loads_and_one(tokens, size):
    return tokens * size, max(tokens)


@pytest.mark.parametrize(
    "answer", [_with_both, _two_loads_and_one, lambda tokens, size: max(tokens, key=abs)]
)
def test_what_uses_its_inputs_is_judged_by_the_exercise(answer):
    verdict = examine(one(lambda answer: f"not {answer([1, 2], 3)}"), answer)
    assert verdict.says.startswith("not ")


@pytest.mark.parametrize(
    ("known", "answer", "says"),
    [
        (CALLED, 3, "A function is asked for"),
        (CALLED, [1, 2], "A function is asked for"),
        (SHARE, lambda: 0.25, "A value is asked for"),
        (one(asks="class"), {}, "A class is asked for"),
        (CALLED, lambda: 1, "takes 0 positional arguments"),
    ],
)
def test_answers_of_the_wrong_sort_are_told_what_is_asked_for(known, answer, says):
    verdict = examine(known, answer)
    assert verdict.state == "wrong"
    assert says in verdict.says


def test_a_class_can_be_the_answer():
    def counts_up(counter):
        made = counter()
        made.add()
        return None if made.total == 1 else "Once is one."

    class Counter:
        total = 0

        def add(self):
            self.total += 1

    class Stub:
        def add(self):
            raise NotImplementedError

    class Idle(Counter):
        def add(self):
            pass

    known = one(counts_up, asks="class")
    states = [examine(known, answer).state for answer in (Counter, Stub, Idle)]
    assert states == ["done", "not yet", "wrong"]


def test_a_test_may_raise_a_diagnosis_with_its_own_case():
    def objects(answer):
        raise Diagnosis("No.", "for 3")

    verdict = examine(one(objects), len)
    assert (verdict.says, verdict.case, verdict.test) == ("No.", "for 3", "objects")


# ---- names


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("90.transition_matix", "Did you mean `90.transition_matrix`?"),
        ("90.zzz", "`90.share`"),
        ("77.share", "The lessons are"),
        ("", "There is no lesson"),
        (len, "in quotes"),
        (None, "in quotes"),
    ],
)
def test_unknown_names_get_a_friendly_answer(name, says):
    box = check(name, len)
    assert box.kind == "note"
    assert says in box.lines[0]


def test_a_lesson_that_cannot_be_loaded_stops_nothing():
    broken = Course((Lesson("90", "Broken", module="no_such_module", exercises=("share",)),))
    assert broken.check("90.share", 1).title == "This check does not work"


def test_find_raises_for_those_who_want_it():
    assert find(COURSE.lessons, "90.share") is SHARE
    with pytest.raises(UnknownExerciseError, match="Did you mean"):
        find(COURSE.lessons, "90.shar")


# ---- hostile answers


class Hostile:
    def __repr__(self):
        raise RuntimeError("no repr")

    def __eq__(self, other):
        raise RuntimeError("no eq")

    __hash__ = None

    def __getattr__(self, name):
        raise RuntimeError("no attribute")

    def __bool__(self):
        raise SystemExit

    def __float__(self):
        raise KeyboardInterrupt

    def __call__(self, *arguments):
        return self


class Disguised:
    @property
    def __class__(self):
        raise SystemExit


class SilentError(Exception):
    def __str__(self):
        raise SystemExit


def loops(x):
    while True:
        pass


def loops_and_catches(x):
    while True:
        with contextlib.suppress(BaseException):
            while True:
                pass


def recurses(x):
    return recurses(x)


def exits(x):
    sys.exit()


def interrupts(x):
    raise KeyboardInterrupt


def raises_silently(x):
    raise SilentError


def prints(x):
    for _ in range(1000):
        print("x" * 10_000)
        print("x" * 10_000, file=sys.stderr)
    return x


def shouts(x):
    os.write(1, b"x")
    os.write(2, b"x")
    return x


def asks(x):
    return input("Your name? ")


def debugs(x):
    breakpoint()
    return x


def endless(x):
    return itertools.count()


def grows(x):
    return list(itertools.count())


def mutates(x):
    x.clear()
    return [1, 2]


def never_lets_go(x):
    return sum(itertools.count())  # a loop in C that keeps the interpreter's lock


def leaves(x):
    os._exit(3)


def crashes(x):
    os.abort()


def sleeps(x):
    time.sleep(10**6)


def waits(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def compares(answer):
    return None if answer([1, 2]) == [1, 2] else "Not the same."


def lists(answer):
    items(answer([1, 2]))


def floats(answer):
    numbers(answer([1, 2]))


HOSTILE = [
    (calls, exits, "ends the whole program"),
    (calls, interrupts, "KeyboardInterrupt"),
    (calls, recurses, "calls itself"),
    (calls, raises_silently, "stops with SilentError"),
    (calls, asks, "EOFError"),
    (compares, mutates, "input is changed"),
    (compares, Hostile, "cannot use what it gives: RuntimeError: no eq"),
    (floats, Hostile, "cannot use what it gives: RuntimeError"),
    (lambda answer: float(answer(1)), Hostile, "cannot use what it gives: KeyboardInterrupt"),
    (floats, endless, "Does it ever end?"),
    (lists, endless, "Does it ever end?"),
    (floats, lambda x: "three", "a str"),
    (floats, lambda x: [np.nan], "nan"),
    (calls, Disguised, "A function is asked for"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("test", "answer", "says"), HOSTILE)
def test_hostile_answers_are_wrong_and_nothing_more(test, answer, says, way, returns):
    made = answer() if answer in (Hostile, Disguised) else answer  # pytest cannot handle such ones
    verdict = returns(examine, one(test), made, way)
    assert verdict.state == "wrong"
    assert says in verdict.says


@pytest.mark.parametrize(
    ("way", "answer"),
    [
        *((way, answer) for way in WAYS for answer in (prints, debugs)),
        *((way, shouts) for way in WAYS[1:]),  # only a child has file numbers of its own
    ],
)
def test_prints_and_breakpoints_are_dropped(answer, way, returns, capfd):
    assert returns(examine, one(compares), answer, way).state == "done"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", [sleeps, waits])
def test_whatever_waits_is_left_behind(answer, way, returns):
    verdict = returns(examine, replace(SOON, seconds=2), answer, way)
    assert verdict.state == "wrong"
    assert verdict.case == f"{answer.__name__}([1, 2])"


def test_a_thread_that_resists_is_left_behind():
    code = (
        "import os, test_checks as t\n"
        "print(t.examine(t.SOON, t.loops_and_catches, t.guard.in_thread).says, flush=True)\n"
        "os._exit(0)"  # the loop may still run: it has this process to itself
    )
    tests = os.pathsep.join(path for path in sys.path if path)  # those of pytest, too
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": tests},
        capture_output=True,
        timeout=600,
        check=True,
    )
    assert b"does not come to an end" in done.stdout


@pytest.mark.parametrize("way", WAYS)
def test_an_endless_loop_is_told_so(way, returns):
    assert "does not come to an end" in returns(examine, SOON, loops, way).says


def test_a_thread_with_an_endless_loop_is_ended(returns):
    ends = [returns(guard.in_thread, loops, 0.1).end for _ in range(3)]
    assert "late" in ends  # a very busy machine may leave one "stuck"


@pytest.mark.skipif(sys.platform != "linux", reason="only a child process can be ended")
@pytest.mark.parametrize(
    ("known", "answer", "says"),
    [
        (SOON, never_lets_go, "does not come to an end"),
        (SOON, loops_and_catches, "does not come to an end"),
        (CALLED, grows, "more memory than there is"),
        (CALLED, leaves, "ends Python itself"),
        (CALLED, crashes, "ends Python itself"),
    ],
)
def test_a_child_survives_even_what_holds_the_interpreter(
    known, answer, says, returns, capfd, monkeypatch
):
    monkeypatch.setattr(guard, "MEMORY", 1 << 27)
    verdict = returns(examine, known, answer)
    assert verdict.state == "wrong"
    assert says in verdict.says
    assert verdict.case == f"{answer.__name__}([1, 2])"
    assert capfd.readouterr() == ("", "")


def states():
    numpy = np.random.get_state()[1].tolist()  # noqa: NPY002
    return random.getstate(), numpy, sys.stdout, sys.stdin, builtins.input


@pytest.mark.parametrize("way", WAYS)
def test_checks_leave_random_states_inputs_and_streams_alone(way):
    def stirs(x):
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        x.append(random.random())
        return [1, 2]

    given = [1, 2]
    before = states()
    examine(one(lambda answer: answer(given) and None), stirs, way)
    assert states() == before
    assert given == [1, 2]


def test_without_a_free_process_a_thread_does_it(monkeypatch):
    def none_left(work, seconds):
        raise BlockingIOError

    monkeypatch.setattr(guard, "in_child", none_left)
    assert guard.bounded(lambda tell: tell("done"), 5) == guard.Outcome("done", "finished")


def test_the_learners_own_interrupt_goes_through(monkeypatch):
    def interrupted(known, answer):
        raise KeyboardInterrupt

    monkeypatch.setattr(checks, "examine", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check("90.share", 1)


def test_a_fault_of_the_check_is_no_error_of_the_lesson(monkeypatch):
    monkeypatch.setattr(checks, "examine", lambda known, answer: 1 / 0)
    box = check("90.share", 1)
    assert (box.kind, box.title) == ("note", "This check does not work")


def test_a_check_says_the_same_each_time():
    answers = [demo_lesson._counts, lambda tokens, size: object(), len]
    once, twice = ([repr(check("90.transition_matrix", a)) for a in answers] for _ in range(2))
    assert once == twice
    assert not any("0x" in text for text in once)


# ---- what tests may use


def test_obeys_rng_tells_the_three_cases_apart():
    state = np.random.default_rng(7)
    assert obeys_rng(lambda rng: rng.random()) is None
    assert "Is the rng used" in obeys_rng(lambda rng: 1)
    assert "two different results" in obeys_rng(lambda rng: state.random())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "02 matrix"}, "its name"),
        ({"hints": ("a", "a", "b")}, "three different hints"),
        (
            {
                "hints": (
                    "a",
                    "b",
                    "np.divide(counts, totals, out=np.full_like( counts, 1 / size), "
                    "where=totals > 0) is it",
                )
            },
            "hint 3 gives the solution away",
        ),
        ({"tests": (*MATRIX.tests, lambda answer: None)}, "objects to none"),
        ({"tests": (lambda m: "No.",)}, "only 1 different things"),
    ],
)
def test_verify_finds_what_is_amiss_with_an_exercise(change, says):
    assert any(says in problem for problem in verify(replace(MATRIX, **change), MATRIX_ANSWERS))


KNOWN = MATRIX_ANSWERS.wrong


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"wrong": KNOWN[:3]}, "knows 3 wrong answers"),
        ({"solution": demo_lesson._counts}, "its solution is wrong"),
        ({"right": (MATRIX_ANSWERS.solution, demo_lesson._counts)}, "right answer 2 is wrong"),
        ({"wrong": (Wrong(MATRIX_ANSWERS.solution, "-"), *KNOWN)}, "wrong answer 1 is done"),
        ({"wrong": (Wrong(demo_lesson._counts, "Hm."), *KNOWN)}, "should be 'Hm.'"),
        ({"wrong": (Wrong(lambda *_: 1 / 0, "by nothing"), *KNOWN)}, "should be 'by nothing'"),
    ],
)
def test_verify_finds_what_is_amiss_with_answers(change, says):
    problems = verify(MATRIX, replace(MATRIX_ANSWERS, **change))
    assert any(says in problem for problem in problems)


def test_a_lessons_list_module_and_master_agree(monkeypatch):
    assert verify_lesson(LESSON, ANSWERS) == []
    assert "its master has" in verify_lesson(LESSON, {"share": ANSWERS["share"]})[0]
    monkeypatch.setattr(demo_lesson, "EXERCISES", (SHARE,))
    alone = replace(LESSON, exercises=("share",))
    assert verify_lesson(alone, {"share": ANSWERS["share"]}) == []
    assert "its module has" in verify_lesson(LESSON, ANSWERS)[0]


def test_demo_random_exercise_is_really_random():
    assert examine(DRAW, lambda count, rng: rng.integers(0, 4, size=count)).state == "done"
