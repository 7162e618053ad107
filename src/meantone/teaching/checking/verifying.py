"""Is an exercise fit to teach with? And answers to it, as teachers and tests know them.

A solution stands once, in its lesson's master, `masters/02_markov_chains.py`. Other right answers
and known-wrong ones stand in `answers/lesson02.py` beside the masters, in two tables::

    right = solutions(__file__)
    RIGHT = {"mean": (statistics.mean,)}
    WRONG = {"mean": (Wrong(lambda x: right.mean(x) + 1, "times the count"), ...)}

Neither is installed with the package: a learner has checks and hints, and no answers.
"""

from __future__ import annotations

import ast
import inspect
import re
from bisect import bisect
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from meantone.storage import MissingError
from meantone.teaching.checking.checks import Verdict, examine
from meantone.teaching.exercise import Exercise, Lesson

LEAST_WRONG = 5
"""How many wrong answers an exercise must know, at least."""

LEAST_TOLD = 4
"""How many different things it must say of them, at least."""


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong answer that learners are known to give.

    Parameters
    ----------
    answer
        The answer: a function, class or value of the same kind as the solution.
    says : str
        Words of the sentence that the check must say of this answer. Answers that are wrong in
        the same way may share it.
    """

    answer: Any
    says: str


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers to one exercise.

    Parameters
    ----------
    solution
        The one of the master.
    right : tuple
        Others that are right, in other forms.
    wrong : tuple of Wrong
    """

    solution: Any
    right: tuple[Any, ...]
    wrong: tuple[Wrong, ...]


def solutions(answers: str) -> SimpleNamespace:
    r"""Return the solutions that stand in a lesson's master, by their short names.

    The lesson is not run: the master's imports, functions and classes are made, in their order,
    and cells that hold a check are run whole.

    Parameters
    ----------
    answers : str
        The file of the lesson's other answers, `.../answers/lesson02.py`.

    Returns
    -------
    SimpleNamespace

    Raises
    ------
    FileNotFoundError
        If there is no master of this number in the folder `masters` beside the file's folder.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> (folder / "masters").mkdir()
    >>> code = 'def mean(x):\n    return sum(x) / len(x)\ncheck("99.mean", mean)\n'
    >>> _ = (folder / "masters" / "99_adding.py").write_text(code)
    >>> solutions(str(folder / "answers" / "lesson99.py")).mean([1, 3])
    2.0
    """
    path = Path(answers)
    master = next(path.parents[1].glob(f"masters/{path.stem[-2:]}_*.py"), None)
    if master is None:
        raise FileNotFoundError(f"no master goes with {path}")
    text = master.read_text(encoding="utf-8")
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("# %%")]
    cells: dict[int, list[ast.stmt]] = {}
    for statement in ast.parse(text).body:
        cells.setdefault(bisect(starts, statement.lineno), []).append(statement)
    made: dict[str, Any] = {"__name__": master.stem}
    found: dict[str, Any] = {}
    for cell in cells.values():
        checks = dict(filter(None, map(_checked, cell)))
        for part in cell:
            if isinstance(part, _MAKES) or (checks and _checked(part) is None):
                # Its defaults need what only a run of the lesson has, or it needs PyTorch.
                with suppress(NameError, MissingError):
                    exec(compile(ast.Module([part], []), str(master), "exec"), made)
        found |= {name: made[answer] for name, answer in checks.items()}
    return SimpleNamespace(**found)


_LINE = re.compile(r", at `[^`]*`")
"""Where an error names the line of an answer that raised it."""

_MAKES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def _checked(statement: ast.stmt) -> tuple[str, str] | None:
    """Return what a line such as `check("02.draw", draw)` names, or None."""
    match statement:
        case ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(exercise)), ast.Name(answer)])):
            return exercise.partition(".")[2], answer
    return None


def known_answers(path: Path) -> dict[str, Answers]:
    """Return the answers to a lesson's exercises, by their short names.

    Parameters
    ----------
    path : Path
        The file with `right`, `RIGHT` and `WRONG`.

    Returns
    -------
    dict of str to Answers
    """
    spec: Any = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    tables = vars(module)
    return {
        short: Answers(solution, tables["RIGHT"].get(short, ()), tables["WRONG"].get(short, ()))
        for short, solution in vars(tables["right"]).items()
    }


def verify(exercise: Exercise, answers: Answers) -> list[str]:
    """Return all that is amiss with an exercise, a sentence each; an empty list if it is sound.

    Right answers pass, nothing is "not yet", every wrong answer is told what it should be, every
    test objects to something, and neither diagnoses nor hints give the solution away.

    Parameters
    ----------
    exercise : Exercise
    answers : Answers

    Returns
    -------
    list of str

    Examples
    --------
    >>> def is_even(answer):
    ...     return None if answer % 2 == 0 else "An odd number is not twice a whole number."
    >>> exercise = Exercise(
    ...     name="99.even", asks="value", tests=(is_even,),
    ...     hints=("Try 1 + 1.", "Try 2 + 2.", "Try 1234."),
    ... )
    >>> verify(exercise, Answers(1234, right=(2,), wrong=(Wrong(5, "An odd"),)))
    ['99.even: it knows 1 wrong answers, needs 5', '99.even: hint 3 gives the solution away']
    """
    verdicts = [examine(exercise, wrong.answer) for wrong in answers.wrong]
    parts: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: _form(exercise, answers),
        lambda: _right(exercise, answers),
        lambda: _wrong(exercise, answers, verdicts),
        lambda: _secret(exercise, answers, verdicts),
    )
    return [f"{exercise.name}: {problem}" for part in parts for problem in part()]


def verify_lesson(lesson: Lesson, answers: dict[str, Answers]) -> list[str]:
    """Return all that is amiss with a lesson's exercises: each of them, and their list.

    Parameters
    ----------
    lesson : Lesson
    answers : dict of str to Answers
        By the exercises' short names.

    Returns
    -------
    list of str

    Examples
    --------
    >>> verify_lesson(Lesson("99", "Nothing to do"), {})
    []
    """
    exercises = {exercise.short: exercise for exercise in lesson.declared()}
    problems = [
        f"it lists {listed}, its {where} has {names}"
        for where, names in (("module", tuple(exercises)), ("master", tuple(answers)))
        if names != (listed := lesson.exercises)
    ]
    return problems or [
        problem
        for short, exercise in exercises.items()
        for problem in verify(exercise, answers[short])
    ]


def _form(exercise: Exercise, answers: Answers) -> Iterator[str]:
    """Yield what is amiss with names, numbers and hints."""
    if not re.fullmatch(r"\d\d\.[a-z]\w*", exercise.name):
        yield "its name is not of the form 02.transition_matrix"
    if len(set(filter(None, exercise.hints))) != 3:
        yield "it needs three different hints"
    if len(answers.wrong) < LEAST_WRONG:
        yield f"it knows {len(answers.wrong)} wrong answers, needs {LEAST_WRONG}"


def _right(exercise: Exercise, answers: Answers) -> Iterator[str]:
    """Yield what the check says of right answers and of none, if it should not."""
    for number, answer in enumerate((answers.solution, *answers.right)):
        verdict = examine(exercise, answer)
        if verdict.state != "done":
            which = f"right answer {number}" if number else "its solution"
            yield f"{which} is {verdict.state}: {verdict.says} {verdict.case}".strip()
    if (state := examine(exercise, ...).state) != "not yet":
        yield f"no answer at all is {state}"


def _wrong(exercise: Exercise, answers: Answers, verdicts: list[Verdict]) -> Iterator[str]:
    """Yield what the check says of wrong answers, if it should not."""
    for number, (wrong, verdict) in enumerate(zip(answers.wrong, verdicts, strict=True), start=1):
        if verdict.state != "wrong":
            yield f"wrong answer {number} is {verdict.state}"
        elif wrong.says not in _LINE.sub("", verdict.says):  # the line may hold these very words
            yield f"wrong answer {number} is told {verdict.says!r}, should be {wrong.says!r}"
    if len(told := {verdict.says for verdict in verdicts}) < min(LEAST_TOLD, len(verdicts)):
        yield f"it tells {len(verdicts)} wrong answers only {len(told)} different things"
    useless = {test.__name__ for test in exercise.tests} - {verdict.test for verdict in verdicts}
    for name in sorted(useless):
        yield f"test {name} objects to none of the wrong answers"


def _secret(exercise: Exercise, answers: Answers, verdicts: list[Verdict]) -> Iterator[str]:
    """Yield what gives the solution's longest line away."""
    source = _source(answers.solution).splitlines()
    lines = [_squeezed(line.strip().removeprefix("return ")) for line in source]
    key = max(lines, key=len)
    texts = {f"hint {level}": hint for level, hint in enumerate(exercise.hints, start=1)}
    texts |= {f"diagnosis {n}": verdict.says for n, verdict in enumerate(verdicts, start=1)}
    for where, text in texts.items():
        if key in _squeezed(text):
            yield f"{where} gives the solution away"


def _source(solution: object) -> str:
    """Return the solution as a learner would write it, from between its markers."""
    try:
        text = inspect.getsource(solution)  # type: ignore[arg-type]
    except TypeError:  # a value
        return repr(solution)
    return text.partition("BEGIN SOLUTION")[2].partition("### END")[0] or text


def _squeezed(text: str) -> str:
    """Return a text without what may differ in writing: space, backticks, capitals."""
    return re.sub(r"[\s`]", "", text).lower()
