"""The control of a prediction: a picture of the question that hands over a value, and a button.

Native inputs in a fieldset, so that keyboards and screen readers know them. (The sliders of
ipywidgets have no accessible names.) What counts as an answer is decided in `kinds`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import anywidget
import ipywidgets
import traitlets

from meantone.page import module, style
from meantone.teaching.records.kinds import Choice, Curve, Number, PredictionError, Value

if TYPE_CHECKING:
    from ipywidgets import Button, VBox

_HERE = Path(__file__).parent


class Asked(Protocol):
    """A question, as a control needs it: a `Prediction`."""

    question: str
    style: Choice | Number | Curve
    axes: tuple[str, str]
    step: float

    @property
    def recorded(self) -> Value | None:
        """What was predicted, or None."""

    def record(self, value: object) -> str:
        """Write a prediction down and say so."""


class Control(anywidget.AnyWidget):
    """A question with its inputs, drawn by `controls.js`.

    Its `value` is a text, a number, a list of heights, or None while nothing is answered.
    """

    _esm = module(_HERE / "controls.js")
    _css = style(_HERE / "controls.css")

    question = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    xs = traitlets.List(traitlets.Float()).tag(sync=True)
    axes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    between = traitlets.List(traitlets.Float()).tag(sync=True)
    step = traitlets.Float().tag(sync=True)
    value = traitlets.Any(None, allow_none=True).tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)


def make(asked: Asked) -> tuple[VBox, Control, Button]:
    """Return a box with a control and a button that records its value."""
    control = Control(**_start(asked))
    button = ipywidgets.Button(description="Record", tooltip="Write my prediction down")

    def record(_: Button) -> None:
        try:
            control.message = asked.record(control.value)
        except PredictionError as error:
            control.message = str(error)

    button.on_click(record)
    return ipywidgets.VBox([control, button]), control, button


def _start(asked: Asked) -> dict[str, Any]:
    """Return what the control shows at first: an earlier prediction, if there is one."""
    style, known = asked.style, asked.recorded
    start: dict[str, Any] = {"question": asked.question, "step": asked.step}
    start["axes"] = list(asked.axes)
    if known is not None:
        start["message"] = "Your prediction is recorded."
    if isinstance(style, Choice):
        return start | {"choices": list(style.options), "value": known}
    start["between"] = [float(style.low), float(style.high)]
    if not isinstance(style, Curve):
        return start | {"value": known}
    middle = (style.low + style.high) / 2
    heights = known if isinstance(known, dict) else {}
    value = [heights.get(float(x), middle) for x in style.xs]
    return start | {"xs": [float(x) for x in style.xs], "value": value}
