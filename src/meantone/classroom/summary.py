"""What a class has handed in, counted: each learner once."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from meantone.classroom.questions import Question
from meantone.teaching.checking.course_words import in_course_words
from meantone.teaching.exercise import Exercise
from meantone.teaching.records.handed import HandedIn

Measured = str | float | dict[float, float] | None

MOST_BARS = 12
"""Bars of a histogram of numbers."""

_LETTER = re.compile("[A-Z]")  # an option that is not written out in the lesson


@dataclass(frozen=True)
class Predicted:
    """What a class predicted, and what was measured.

    Parameters
    ----------
    question : Question
    learners : int
        Who predicted before the answer showed.
    late : int
        Who did so afterwards; they are not counted.
    bars : tuple of (str, int)
        Of choices and numbers: what was predicted, and by how many.
    curve : tuple of (x, low, middle, high)
        Of curves: quartiles and median at each place.
    measured : str, float, dict or None
        What most learners' runs measured; None if nobody has come so far.
    edges : tuple of float
        Of a number's bars.
    """

    question: Question
    learners: int
    late: int
    bars: tuple[tuple[str, int], ...] = ()
    curve: tuple[tuple[float, float, float, float], ...] = ()
    measured: Measured = None
    edges: tuple[float, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What a check said to a class.

    Parameters
    ----------
    exercise : str
    tried, done : int
        Learners.
    said : tuple of (str, int)
        Each sentence and the number of learners who met it, the commonest first.
    """

    exercise: str
    tried: int
    done: int
    said: tuple[tuple[str, int], ...]


def of_prediction(question: Question, hand_ins: Sequence[HandedIn]) -> Predicted:
    """Count what a class predicted.

    What does not answer the question (of another edition, or forged) is not counted.

    Parameters
    ----------
    question : Question
    hand_ins : sequence of HandedIn

    Examples
    --------
    >>> from meantone.teaching.records.handed import Row
    >>> question = Question("99.who", "Who?", "choice", ("A", "B"))
    >>> row = Row("predicted", "99.who", {"value": "A", "late": False}, 1)
    >>> of_prediction(question, [HandedIn("0123abcd", 1, (row,))]).bars
    (('A', 1), ('B', 0))
    """
    found = [value for value in _values(hand_ins, "predicted", question.name) if value is not None]
    fitting = [one for one in found if _fits(question, one["value"])]
    values = [one["value"] for one in fitting if not one["late"]]
    learners, late = len(values), len(fitting) - len(values)
    measured = _measured(question, _values(hand_ins, "revealed", question.name))
    if question.kind == "curve":
        return Predicted(question, learners, late, curve=_quartiles(values), measured=measured)
    if question.kind == "choice":
        return Predicted(question, learners, late, _choices(question, values), measured=measured)
    edges = bar_edges(question.low, _highest(question, values, measured), question.step)
    bars = _numbers(values, edges)
    return Predicted(question, learners, late, bars, measured=measured, edges=edges)


def of_check(exercise: Exercise, hand_ins: Sequence[HandedIn]) -> Checked:
    """Count what a check said to a class; what is not in the course's words is left out.

    Parameters
    ----------
    exercise : Exercise
    hand_ins : sequence of HandedIn

    Examples
    --------
    >>> exercise = Exercise(name="99.mean", tests=(), hints=("", "", ""))
    >>> of_check(exercise, [])
    Checked(exercise='99.mean', tried=0, done=0, said=())
    """
    said: Counter[str] = Counter()
    for learner in hand_ins:
        sentences = {
            row.value
            for row in learner.rows
            if row.kind == "diagnosed" and row.name.startswith(f"{exercise.name}.")
        }
        said.update(one for one in sentences if in_course_words(one, exercise) == one)
    ranked = sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))
    tried, done = (
        sum(value is not None for value in _values(hand_ins, kind, exercise.name))
        for kind in ("tried", "done")
    )
    return Checked(exercise.name, tried, done, tuple(ranked))


def commonest(checks: Sequence[Checked]) -> tuple[Checked, str, int] | None:
    """Return the check, the sentence and the number of learners of the commonest diagnosis.

    Parameters
    ----------
    checks : sequence of Checked

    Examples
    --------
    >>> commonest([Checked("99.a", 3, 1, (("Sum?", 2),)), Checked("99.b", 3, 0, (("Mean?", 3),))])
    (Checked(exercise='99.b', ...), 'Mean?', 3)
    """
    found = [(check, *check.said[0]) for check in checks if check.said]
    return max(found, key=lambda one: one[2], default=None)


def bar_edges(low: float, high: float, step: float) -> tuple[float, ...]:
    """Return the edges of a histogram's bars: at most `MOST_BARS`, as wide as people count.

    Where each number that can be predicted has a bar of its own, the last one has, too.

    Parameters
    ----------
    low, high, step : float

    Examples
    --------
    >>> bar_edges(0, 100, 1)
    (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
    >>> bar_edges(6, 12, 1)
    (6, 7, 8, 9, 10, 11, 12, 13)
    """
    widths = (m * 10.0**e for e in range(-4, 16) for m in (1, 2, 5))
    width = next(one for one in widths if one >= step * 0.999 and (high - low) / one <= MOST_BARS)
    count = math.ceil((high - low) / width - 1e-9) + math.isclose(width, step)
    edges = (round(low + width * place, 6) for place in range(count + 1))
    return tuple(int(edge) if edge == int(edge) else edge for edge in edges)


def _values(hand_ins: Sequence[HandedIn], kind: str, name: str) -> list[Any]:
    """Return of each learner what is recorded, or None."""
    return [
        next((row.value for row in learner.rows if (row.kind, row.name) == (kind, name)), None)
        for learner in hand_ins
    ]


def _highest(question: Question, values: Sequence[float], measured: Measured) -> float:
    """Return where a histogram ends: where the lesson works that out, one of twenty may be beyond.

    So a number that somebody made up does not press those of all others into one bar.
    """
    if math.isfinite(question.high):
        return question.high
    most = sorted(values)[math.ceil(0.95 * len(values)) - 1 :][:1]
    found = measured if isinstance(measured, int | float) else question.low
    return max(question.low + question.step, found, *most)


def _fits(question: Question, value: object) -> bool:
    """Tell whether a value answers the question."""
    if question.kind == "curve":
        return isinstance(value, list)
    if question.kind == "number":
        return isinstance(value, int | float) and question.low <= value <= question.high
    if question.choices:
        return value in question.choices
    return isinstance(value, str) and _LETTER.fullmatch(value) is not None


def _choices(question: Question, values: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return how many chose each."""
    counts = Counter(values)
    return tuple((name, counts[name]) for name in question.choices or sorted(counts))


def _numbers(values: Sequence[float], edges: Sequence[float]) -> tuple[tuple[str, int], ...]:
    """Return how many numbers are in each bar; the last edge belongs to the last bar."""
    counts: Counter[int] = Counter()
    for value in values:
        counts[min(sum(value >= edge for edge in edges) - 1, len(edges) - 2)] += 1
    return tuple((f"{edge:g}", counts[place]) for place, edge in enumerate(edges[:-1]))


def _quartiles(curves: Sequence[Any]) -> tuple[tuple[float, float, float, float], ...]:
    """Return quartiles and median of the heights at each place."""
    heights: dict[float, list[float]] = {}
    for curve in curves:
        for x, y in curve:
            heights.setdefault(float(x), []).append(float(y))
    return tuple((x, *_three(sorted(found))) for x, found in sorted(heights.items()))


def _three(found: Sequence[float]) -> tuple[float, float, float]:
    """Return the quartiles and the median of sorted numbers."""
    last = len(found) - 1
    return found[math.floor(last / 4)], median(found), found[math.ceil(3 * last / 4)]


def _measured(question: Question, values: Sequence[Any]) -> Measured:
    """Return what was measured in most learners' runs: one who forged it changes nothing."""
    if question.kind == "curve":
        lists = [value for value in values if isinstance(value, list)]
        return {x: middle for x, _, middle, _ in _quartiles(lists)} or None
    if question.kind == "number":
        numbers = [value for value in values if isinstance(value, int | float)]
        return median(numbers) if numbers else None
    named = Counter(value for value in values if _fits(question, value))
    return str(named.most_common(1)[0][0]) if named else None
