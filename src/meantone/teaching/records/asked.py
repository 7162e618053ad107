"""What a learner is asked: the question, what can be answered, and the control that takes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from meantone.teaching.boxes import Box
from meantone.teaching.records.kinds import Choice, Curve, Number, Value, Words

if TYPE_CHECKING:
    from meantone.teaching.records.controls import Control


class Asked(ABC):
    """A question that waits for an answer: a `Prediction` or a `Paragraph`.

    Notebooks show its control; everything else gets its words.
    """

    question: str
    style: Choice | Number | Curve | Words
    axes: tuple[str, str] = ("x", "height")
    step: float = 0.1

    @property
    @abstractmethod
    def title(self) -> str:
        """What stands above the question where no Python runs."""

    @property
    @abstractmethod
    def recorded(self) -> Value | None:
        """What was answered, or None."""

    @abstractmethod
    def record(self, value: object) -> str:
        """Write an answer down and say so."""

    @cached_property
    def control(self) -> Control:
        """The widget, made when it is first needed: set `value` to answer, count `presses` up."""
        from meantone.teaching.records.controls import make

        return make(self)

    def _repr_mimebundle_(self, **settings: Any) -> dict[str, Any]:
        page = Box("note", self.title, (f"Possible: {self.style.words}.",))
        bundle = {"text/plain": repr(self), "text/html": page._repr_html_()}
        shown = self.control._repr_mimebundle_(**settings)
        return (shown[0] if isinstance(shown, tuple) else shown or {}) | bundle
