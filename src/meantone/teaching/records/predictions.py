"""Predictions: what a learner expects, written down before the answer shows.

`predict` draws a control with a button; `reveal` puts what was predicted beside what was measured.
Nothing waits: a lesson that runs without a click goes on, and says that nothing was predicted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meantone.teaching.boxes import Box
from meantone.teaching.records import drawings
from meantone.teaching.records.asked import Asked
from meantone.teaching.records.kinds import Choice, Curve, Number, PredictionError, Value
from meantone.teaching.records.progress import Progress, current


class Prediction(Asked):
    """A question that waits for a prediction, and the control that takes it.

    Notebooks show the control. `record` does what its button does.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a name: "02.order".
    question : str
    style : Choice, Number or Curve
        What can be answered.
    axes : tuple of str
        What a curve's x and height are, for its labels.
    step : float
        What an arrow key adds.
    progress : Progress
        Where it is recorded.
    """

    def __init__(
        self,
        name: str,
        question: str,
        style: Choice | Number | Curve,
        axes: tuple[str, str],
        step: float,
        progress: Progress,
    ) -> None:
        self.name = name
        self.question = question
        self.style = style
        self.axes = axes
        self.step = step
        self._progress = progress

    def record(self, value: object) -> str:
        """Write a prediction down and say so; once the answer has shown, the first one stays.

        Raises
        ------
        PredictionError
            If it does not answer the question.
        """
        predicted = self.style.read(value)
        shown = self._progress.get("revealed", self.name) is not None
        if shown and self.recorded is not None:
            return f"The answer has shown: your prediction stays {_said(self.recorded)}."
        stored = [*map(list, predicted.items())] if isinstance(predicted, dict) else predicted
        self._progress.note("predicted", self.name, {"value": stored, "late": shown})
        return f"Recorded: {_said(predicted)}."

    @property
    def recorded(self) -> Value | None:
        """What was predicted, or None."""
        return _recalled(self._progress, self.name)[0]

    def __repr__(self) -> str:
        return f"Predict {self.name}: {self.question} ({self.style.words})"

    @property
    def title(self) -> str:
        """What stands above the question where no Python runs."""
        return f"Predict: {self.question}"


def predict(
    name: str,
    question: str,
    *,
    choices: Sequence[str] = (),
    between: tuple[float, float] = (0, 1),
    over: Sequence[float] = (),
    step: float = 0.1,
    axes: tuple[str, str] = ("x", "height"),
) -> Prediction:
    """Ask for a prediction: a choice, a number, or the sketch of a curve. Lesson 02 uses it first.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a name: "02.order".
    question : str
    choices : sequence of str
        If given, one of these is chosen.
    between : tuple of float
        The least and the greatest number, or height of the curve.
    over : sequence of float
        If given, a curve over these five to eight places is sketched.
    step : float
        What an arrow key adds to a number; others may be typed.
    axes : tuple of str
        What x and height are, as in ("order", "bits per note").

    Raises
    ------
    PredictionError
        If the question cannot be answered: nothing to choose from, or no room between.

    Examples
    --------
    >>> predict("99.order", "How many notes of memory are best?", between=(1, 8))
    Predict 99.order: How many notes of memory are best? (a number from 1 to 8)
    """
    low, high = between
    style: Choice | Number | Curve
    if choices:
        style = Choice(tuple(choices))
    elif over:
        style = Curve(tuple(over), low, high)
    else:
        style = Number(low, high)
    if len(choices) == 1 or not low < high:
        raise PredictionError(f"{name}: there must be something to choose from.")
    return Prediction(name, question, style, axes, step, current())


@dataclass(frozen=True)
class Revealed:
    """What was predicted beside what was measured.

    Parameters
    ----------
    name : str
    predicted : str, float, dict or None
        None if nothing was recorded.
    measured : str, float or dict
    late : bool
        Whether the prediction was made after the answer had shown.
    axes : tuple of str
        What a curve's x and height are.

    Examples
    --------
    >>> Revealed("99.order", 3.0, 2.9)
    You predicted 3; measured: 2.9.
    >>> Revealed("99.order", None, 2.9)
    No prediction was recorded; measured: 2.9.
    >>> Revealed("99.curve", {1.0: 2.0, 2.0: 3.0}, {1.0: 2.5, 2.0: 1.0}).text
    'Your curve is 1.25 off on average, most at 2: you predicted 3; measured: 1.'
    """

    name: str
    predicted: Value | None
    measured: Value
    late: bool = False
    axes: tuple[str, str] = ("x", "height")

    @property
    def text(self) -> str:
        """The comparison in one sentence."""
        if self.predicted is None:
            return f"No prediction was recorded; measured: {_said(self.measured)}."
        after = ", after the answer had shown" if self.late else ""
        if not isinstance(self.predicted, dict) or not isinstance(self.measured, dict):
            return (
                f"You predicted {_said(self.predicted)}{after}; measured: {_said(self.measured)}."
            )
        off = {x: abs(y - self.measured[x]) for x, y in self.predicted.items()}
        worst = max(off, key=off.__getitem__)
        mean = sum(off.values()) / len(off)
        return (
            f"Your curve is {mean:.3g} off on average, most at {worst:g}: you predicted "
            f"{self.predicted[worst]:.3g}{after}; measured: {self.measured[worst]:.3g}."
        )

    def rows(self) -> list[dict[str, object]]:
        """Return the values to draw: `series` ("predicted", "measured"), `value`, a curve's `x`.

        Examples
        --------
        >>> Revealed("99.order", 3.0, 2.9).rows()
        [{'series': 'predicted', 'value': 3.0}, {'series': 'measured', 'value': 2.9}]
        """
        series = {"predicted": self.predicted, "measured": self.measured}
        found: list[dict[str, object]] = []
        for name, value in series.items():
            if isinstance(value, dict):
                found += [{"series": name, "x": x, "value": y} for x, y in value.items()]
            elif value is not None:
                found.append({"series": name, "value": value})
        return found

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        box = Box("note", "Prediction and measurement", (self.text,))._repr_html_()
        return box + self._drawing()

    def _drawing(self) -> str:
        """Return curves as curves, numbers as bars, choices not at all: they are words."""
        found = {"predicted": self.predicted, "measured": self.measured}
        curves = {name: value for name, value in found.items() if isinstance(value, dict)}
        heights = {name: value for name, value in found.items() if isinstance(value, float)}
        if curves and all(map(math.isfinite, (y for c in curves.values() for y in c.values()))):
            across, up = self.axes
            each = "; ".join(f"{name} {_said(curve)}" for name, curve in curves.items())
            words = f"Curve of {up} by {across}: {each}."
            return drawings.shown(drawings.curves(curves, self.axes), words)
        if len(heights) == 2 and all(0 <= y < math.inf for y in heights.values()):
            each = "; ".join(f"{name} {_said(value)}" for name, value in heights.items())
            return drawings.shown(drawings.numbers(heights), f"Two bars: {each}.")
        return ""


def reveal(
    name: str,
    measured: str | float | Mapping[Any, Any],
    axes: tuple[str, str] = ("x", "height"),
) -> Revealed:
    """Put what was predicted beside what was measured, and note that the answer has shown.

    Parameters
    ----------
    name : str
        The prediction's name: "02.order".
    measured : str, float or mapping
        For a choice one of the options, for a curve its heights by x. Numbers are printed with
        three digits; round them before if a run may differ in these.
    axes : tuple of str
        As in `predict`, for the drawing of a curve.

    Examples
    --------
    >>> reveal("99.never_asked", {1: 3.5, 2: 2.71})
    No prediction was recorded; measured: 3.5 at 1, 2.71 at 2.
    """
    progress = current()
    found = _plain(measured)
    predicted, late = _recalled(progress, name)
    if not _comparable(predicted, found):
        predicted, late = None, False
    stored = [*map(list, found.items())] if isinstance(found, dict) else found
    progress.note("revealed", name, stored)
    return Revealed(name, predicted, found, late, axes)


def _recalled(progress: Progress, name: str) -> tuple[Value | None, bool]:
    """Return what was predicted, and whether too late."""
    record = progress.get("predicted", name)
    if record is None:
        return None, False
    try:
        value, late = record.value["value"], bool(record.value["late"])
        return (dict(value) if isinstance(value, list) else value), late
    except (KeyError, TypeError, ValueError):  # the file was edited by hand
        return None, False


def _comparable(predicted: Value | None, measured: Value) -> bool:
    """Tell whether a prediction answers the question that was measured; an old one may not."""
    if isinstance(predicted, dict) and isinstance(measured, dict):
        return predicted.keys() <= measured.keys()
    return type(predicted) is type(measured)


def _plain(measured: str | float | Mapping[Any, Any]) -> Value:
    """Return a measurement in Python's own types."""
    if isinstance(measured, str):
        return measured
    if isinstance(measured, Mapping):
        return {float(x): float(y) for x, y in measured.items()}
    return float(measured)


def _said(value: Value) -> str:
    """Put a value into words."""
    if isinstance(value, dict):
        return ", ".join(f"{y:.3g} at {x:g}" for x, y in value.items())
    return value if isinstance(value, str) else f"{value:.3g}"
