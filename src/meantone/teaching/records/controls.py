"""The control of a question: a picture of the question with a button that hands over a value.

Native inputs in a fieldset, so that keyboards and screen readers know them. (The sliders of
ipywidgets have no accessible names.) What counts as an answer is decided in `kinds`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from meantone.page import module, style
from meantone.teaching.records.kinds import Choice, Curve, PredictionError, Words

if TYPE_CHECKING:
    from meantone.teaching.records.asked import Asked

_HERE = Path(__file__).parent


class Control(anywidget.AnyWidget):
    """A question with its inputs and the button that records, drawn by `controls.js`.

    Its `value` is a text, a number, a list of heights, or None while nothing is answered; `presses`
    counts how often the button was pressed.
    """

    _esm = module(_HERE / "controls.js")
    _css = style(_HERE / "controls.css")

    question = traitlets.Unicode().tag(sync=True)
    choices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    xs = traitlets.List(traitlets.Float()).tag(sync=True)
    axes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    between = traitlets.List(traitlets.Float()).tag(sync=True)
    step = traitlets.Float().tag(sync=True)
    longest = traitlets.Int().tag(sync=True)  # characters, where words are asked for
    value = traitlets.Any(None, allow_none=True).tag(sync=True)
    presses = traitlets.Int(0).tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)


def make(asked: Asked) -> Control:
    """Return a control whose button records its value."""
    control = Control(**_start(asked))

    def record(_: object) -> None:
        try:
            control.message = asked.record(control.value)
        except PredictionError as error:
            control.message = str(error)

    control.observe(record, names="presses")
    return control


def _start(asked: Asked) -> dict[str, Any]:
    """Return what the control shows at first: an earlier prediction, if there is one."""
    kind, known = asked.style, asked.recorded
    start: dict[str, Any] = {"question": asked.question, "step": asked.step}
    start["axes"] = list(asked.axes)
    if isinstance(kind, Words):
        message = "" if known is None else "Your words are kept."
        return start | {"longest": kind.longest, "value": known, "message": message}
    if known is not None:
        start["message"] = "Your prediction is recorded."
    if isinstance(kind, Choice):
        return start | {"choices": list(kind.options), "value": known}
    start["between"] = [float(kind.low), float(kind.high)]
    if not isinstance(kind, Curve):
        return start | {"value": known}
    middle = (kind.low + kind.high) / 2
    heights = known if isinstance(known, dict) else {}
    value = [heights.get(float(x), middle) for x in kind.xs]
    return start | {"xs": [float(x) for x in kind.xs], "value": value}
