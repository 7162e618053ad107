"""The temperature slider: one row of a chain and a tune of it, from careful to bold."""

from __future__ import annotations

import numpy as np
import traitlets

from meantone.decoding import sample, temperature
from meantone.models import MarkovChain
from meantone.tunes import Viewpoint
from meantone.widgets.drawings import bars
from meantone.widgets.instrument import Instrument, Shown

LONGEST = 32
"""Notes after which a tune is cut off: about ten seconds."""


def temperature_card(
    chain: MarkovChain, view: Viewpoint, before: int, degree: float, rng: np.random.Generator
) -> Shown:
    """Return one row of a chain at a temperature, beside the row as learned, and a tune to hear.

    Lesson 02.

    Parameters
    ----------
    chain : MarkovChain
    view : Viewpoint
        What the chain's tokens are.
    before : int
        The token whose row is drawn.
    degree : float
        The temperature, zero or above.
    rng : numpy.random.Generator
        Draws the tune, of `LONGEST` notes at most.

    Raises
    ------
    ValueError
        If the temperature is negative.

    Examples
    --------
    >>> from meantone.tunes import Degree
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> shown = temperature_card(chain, Degree([0, 7]), 0, 0.5, np.random.default_rng(0))
    >>> print(shown.words)
    At temperature 0.5 the likeliest after 1 is 5, with 80 %; as learned it has 67 %. The row is as
    hard to guess as 1.6 equally likely notes.
    """
    row = temperature(chain.table[before], degree)
    labels = [*view.labels, "end"]
    drawn = np.flatnonzero(chain.table[before])  # what never follows has no bar at any temperature
    best = int(row.argmax())
    note = labels[before]
    many = 2 ** -float(np.sum(row[row > 0] * np.log2(row[row > 0])))
    tokens = sample(chain, 1, rng, lambda rows: temperature(rows, degree), longest=LONGEST)[0]
    ending = "" if len(tokens) < LONGEST else ", cut off"
    name = f"temperature {degree:g}"
    words = (
        f"At {name} the likeliest after {note} is {labels[best]}, with {100 * row[best]:.0f} %; "
        f"as learned it has {100 * chain.table[before, best]:.0f} %. The row is as hard to guess "
        f"as {many:.1f} equally likely notes."
    )
    return Shown(
        {f"{name}, {len(tokens)} notes{ending}": view.decode(tokens, duration=24)},
        words,
        bars(
            row[drawn], chain.table[before, drawn], [labels[i] for i in drawn],
            (name, "as learned: temperature 1"),
        ),
        f"Bars of what follows {note} at {name}, with frames of what was learned. {words}",
    )  # fmt: skip


class TemperatureSlider(Instrument):
    """A slider for the temperature of a chain: bars, a tune and figures follow it (lesson 02).

    Each temperature draws with the same random numbers, so that nothing else differs.

    Parameters
    ----------
    chain : MarkovChain
    view : Viewpoint
        What its tokens are.
    before : int
        The token whose row is drawn.
    value : float
        The temperature at first, from 0.1 to 3.
    seed : int
        Of the tunes; each press of the button draws with the next random numbers.

    Examples
    --------
    >>> from meantone.tunes import Degree
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> slider = TemperatureSlider(chain, Degree([0, 7]), 0)
    >>> slider.value = 0.1
    >>> slider.words[:61]
    'At temperature 0.1 the likeliest after 1 is 5, with 100 %; as'
    """

    value = traitlets.Float(min=0.1, max=3.0).tag(sync=True, control=True)

    def __init__(
        self, chain: MarkovChain, view: Viewpoint, before: int, value: float = 1.0, seed: int = 0
    ) -> None:
        self._chain, self._view, self._before, self._seed = chain, view, before, seed
        super().__init__(value=value, label="Temperature", between=[0.1, 3.0, 0.1])

    def look(self) -> Shown:
        """Return the card of the temperature."""
        rng = np.random.default_rng([self._seed, self.draws])
        return temperature_card(self._chain, self._view, self._before, self.value, rng)
