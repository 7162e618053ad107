"""Instruments that learners build with ipywidgets, as a check sees them: a slider that it moves.

Nothing that the check does reaches the page: what the learner's function displays is caught, and
the widgets are cut off from their pictures in the browser meanwhile.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import comm
import ipywidgets
from IPython.display import display
from IPython.utils.capture import capture_output
from ipywidgets.widgets.interaction import show_inline_matplotlib_plots
from traitlets.config import Config

_SLIDERS = (
    ipywidgets.IntSlider,
    ipywidgets.FloatSlider,
    ipywidgets.FloatLogSlider,
    ipywidgets.SelectionSlider,
)
_SOUNDS = ("audio/", "<audio")
_PICTURES = ("image/", "vegalite", "<svg", "<img", "<canvas")


@dataclass(frozen=True)
class Shown:
    """What an instrument shows at one setting.

    Parameters
    ----------
    sounds, pictures : tuple of str
        What is heard, and what is seen, each as the text that the page gets.
    error : Exception or None
        What stopped the learner's function.

    Examples
    --------
    >>> Shown(sounds=("<audio>",), pictures=())
    Shown(sounds=('<audio>',), pictures=(), error=None)
    """

    sounds: tuple[str, ...]
    pictures: tuple[str, ...]
    error: Exception | None = None


def instrument_of(answer: Any) -> Any:
    """Return what `interact` or `interactive` made of a function, or None.

    Examples
    --------
    >>> made = ipywidgets.interactive(round, {"manual": True}, number=1.5, ndigits=0)
    >>> instrument_of(made) is made
    True
    >>> instrument_of(3)
    """
    if isinstance(answer, FunctionType):  # `interact` hands the function back, with its widget
        answer = vars(answer).get("widget")
    return answer if isinstance(answer, ipywidgets.interactive) else None


def sliders_of(instrument: Any) -> list[Any]:
    """Return the sliders of an instrument.

    Examples
    --------
    >>> made = ipywidgets.interactive(round, {"manual": True}, number=(0, 3), ndigits="la")
    >>> [slider.max for slider in sliders_of(made)]
    [3]
    """
    return [child for child in instrument.children if isinstance(child, _SLIDERS)]


def settings_of(slider: Any) -> tuple[Any, Any, Any]:
    """Return a slider's first, middle and last setting.

    Examples
    --------
    >>> settings_of(ipywidgets.IntSlider(min=0, max=10))
    (0, 5, 10)
    """
    if isinstance(slider, ipywidgets.SelectionSlider):
        values = [pair[1] if isinstance(pair, tuple) else pair for pair in slider.options]
        return values[0], values[len(values) // 2], values[-1]
    if isinstance(slider, ipywidgets.FloatLogSlider):
        ends = slider.base**slider.min, slider.base**slider.max
        return ends[0], (ends[0] * ends[1]) ** 0.5, ends[1]
    middle = (slider.min + slider.max) / 2
    whole = isinstance(slider, ipywidgets.IntSlider)
    return slider.min, int(middle) if whole else middle, slider.max


def moved(instrument: Any, slider: Any, settings: tuple[Any, ...]) -> list[Shown | None]:
    """Move a slider from setting to setting, then back to where it was; say what is shown at each.

    Parameters
    ----------
    instrument : ipywidgets.interactive
    slider : Widget
        One of its sliders.
    settings : tuple
        Neighbors have to differ.

    Returns
    -------
    list of Shown or None
        None where a move does nothing at all.
    """
    function, start = instrument.f, slider.value
    with _unplugged(instrument):
        try:
            if start == settings[0]:  # a move to where it stands is none
                instrument.f = _nothing
                slider.value = settings[1]
            return [_move(instrument, function, slider, value) for value in settings]
        finally:
            instrument.f = _nothing
            slider.value = start
            instrument.f = function


def _nothing(**settings: Any) -> None:
    """Stand in for the learner's function where a move is not looked at."""


def _move(instrument: Any, function: Any, slider: Any, value: Any) -> Shown | None:
    """Move a slider once, and catch what the learner's function displays and raises."""
    found: list[Shown] = []

    def watched(**settings: Any) -> None:
        with capture_output() as caught, _charts_not_drawn():
            error = _displayed(function, settings)
        bundles = [bundle for output in caught.outputs for bundle in output.data.items()]
        parts = [f"{kind} {data}" for kind, data in bundles]
        heard = (part for part in parts if any(mark in part for mark in _SOUNDS))
        seen = (part for part in parts if any(mark in part for mark in _PICTURES))
        found.append(Shown(tuple(heard), tuple(seen), error))

    instrument.f = watched
    slider.value = value
    return found[-1] if found else None


def _displayed(function: Any, settings: dict[str, Any]) -> Exception | None:
    """Call a function and display its result and its charts, as `interact` does."""
    try:
        result = function(**settings)
    except Exception as error:
        return error
    if result is not None:
        show: Any = display  # IPython says nothing of types
        show(result)
    show_inline_matplotlib_plots()
    return None


@contextmanager
def _unplugged(instrument: Any) -> Iterator[None]:
    """Cut an instrument off from the page, and let new widgets talk to nobody."""
    from IPython.core.interactiveshell import InteractiveShell

    if not InteractiveShell.initialized():  # plain Python: `display` would only print
        quiet = Config(HistoryManager={"enabled": False})
        InteractiveShell.instance(config=quiet, ipython_dir=tempfile.mkdtemp())
    widgets = [instrument, *instrument.children]
    kept, create = [widget.comm for widget in widgets], comm.create_comm
    clears = instrument.clear_output
    try:
        instrument.clear_output = False  # the check's own cell would be cleared
        comm.create_comm = comm.DummyComm
        for widget in widgets:
            widget.comm = None
        yield
    finally:
        instrument.clear_output = clears
        comm.create_comm = create
        for widget, line in zip(widgets, kept, strict=True):
            widget.comm = line


@contextmanager
def _charts_not_drawn() -> Iterator[None]:
    """Let charts be displayed as what they are made of: drawing one does not survive a fork."""
    from IPython.core.interactiveshell import InteractiveShell

    formatter: Any = InteractiveShell.instance().display_formatter
    bundle = formatter.format

    def told(shown: Any, *arguments: Any, **named: Any) -> Any:
        if "altair" in sys.modules and isinstance(shown, sys.modules["altair"].TopLevelMixin):
            return {"vegalite": shown.to_json()}, {}
        return bundle(shown, *arguments, **named)

    formatter.format = told
    try:
        yield
    finally:
        formatter.format = bundle
