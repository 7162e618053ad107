"""Several sliders with stops, and lists: the controls that some instruments share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets

from meantone.page import module
from meantone.widgets.instrument import Instrument

Stop = float | str

_HERE = Path(__file__).parent


class Sliders(Instrument):
    """An instrument with several sliders, each with its stops; `value` holds one stop of each.

    Stops that are texts make a list to choose from instead. A subclass has a method `look`, as
    every `Instrument`.

    Parameters
    ----------
    sliders : mapping of str to sequence of float or str
        The stops of each slider, by its name.
    value : sequence of float or str
        One stop of each.

    Raises
    ------
    traitlets.TraitError
        If a slider has no such stop.
    """

    _esm = module(_HERE / "sliders.js")

    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    stops: traitlets.List[Any] = traitlets.List().tag(sync=True)
    value: traitlets.List[Any] = traitlets.List().tag(sync=True, control=True)

    def __init__(self, sliders: Mapping[str, Sequence[Stop]], value: Sequence[Stop]) -> None:
        stops = [
            [stop if isinstance(stop, str) else float(stop) for stop in stops]
            for stops in sliders.values()
        ]
        label = " and ".join(sliders)
        super().__init__(value=[*value], label=label, names=[*sliders], stops=stops)

    @traitlets.validate("value")
    def _choose(self, proposal: traitlets.Bunch) -> list[Stop]:
        """Let nothing in but stops."""
        chosen: list[Stop] = proposal["value"]
        fit = len(chosen) == len(self.stops) and all(map(list.__contains__, self.stops, chosen))
        if not fit:
            each = "; ".join(
                f"{name}: {', '.join(map(_said, stops))}"
                for name, stops in zip(self.names, self.stops, strict=True)
            )
            raise traitlets.TraitError(f"{chosen} is no stop of the sliders; they have {each}")
        return chosen


def _said(stop: Stop) -> str:
    return stop if isinstance(stop, str) else f"{stop:g}"
