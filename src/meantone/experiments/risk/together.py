"""What if everybody plays safe: many tunes, the riskiest bars of each made safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.decoding import Infilling, best_infilling
from meantone.experiments.risk.safe import bar_bits
from meantone.measures import alike
from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Numbers

if TYPE_CHECKING:
    import pandas as pd

NOTES = 32
"""So many first notes of each tune are compared: what tunes share depends on their length."""


class Leveled(NamedTuple):
    """Some tunes after their riskiest bars were replaced.

    Parameters
    ----------
    tunes : list of numpy.ndarray of int
    bits : float
        Bits a note, the mean of the tunes'.
    alike : float
        How much tunes have in common: `meantone.measures.alike` of their first 32 notes.
    kept : float
        The share of notes that are still people's.
    """

    tunes: list[Numbers]
    bits: float
    alike: float
    kept: float


@dataclass(frozen=True, eq=False)
class Together:
    """What `safe_together` returns.

    Parameters
    ----------
    sets : dict of str to Leveled
        "people", "1 bar safe", and so on; then "4 bars drawn", and "shuffled".
    """

    sets: dict[str, Leveled]

    def table(self) -> pd.DataFrame:
        """Return a row for each set."""
        import pandas as pd

        return pd.DataFrame(
            {
                "bits a note": [round(one.bits, 2) for one in self.sets.values()],
                "alike": [round(one.alike, 3) for one in self.sets.values()],
                "notes kept, of 100": [round(100 * one.kept) for one in self.sets.values()],
            },
            index=[*self.sets],
        )


def riskiest_places(
    bits: NDArray[np.float64], numbers: NDArray[np.intp], count: int
) -> NDArray[np.intp]:
    """Return the places of all notes of the bars that cost most bits a note.

    Parameters
    ----------
    bits : numpy.ndarray of float, shape (notes,)
    numbers : numpy.ndarray of int, shape (notes,)
        In which bar each note begins.
    count : int
        How many bars.

    Returns
    -------
    numpy.ndarray of int
        Places in the tune.

    Examples
    --------
    >>> riskiest_places(np.array([1.0, 3.0, 5.0, 0.0]), np.array([1, 1, 2, 3]), 2)
    array([0, 1, 2])
    """
    costs = bar_bits(bits, numbers)
    bars = sorted(costs, key=lambda bar: -costs[bar])[:count]
    return np.flatnonzero(np.isin(numbers, bars))


def safe_together(
    model: SequenceModel[Any],
    songs: Sequence[tuple[Numbers, NDArray[np.intp]]],
    rng: np.random.Generator,
    counts: Sequence[int] = (1, 2, 4),
) -> Together:
    """Make the riskiest bars of many tunes safe, and see how alike they become.

    Beside it stands what the machine draws in the same bars, both sides given: that it was a
    machine who wrote them, and where, is the same; only that it did not take the likeliest differs.
    Lesson 14.

    Parameters
    ----------
    model : SequenceModel
        One whose states are numbered.
    songs : sequence of (array of int, array of int)
        The tokens of each tune, and in which bar each note begins.
    rng : numpy.random.Generator
    counts : sequence of int
        How many bars are made safe; as many as the last are drawn.

    Returns
    -------
    Together

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1, 2, 1], [0, 1, 2, 0]], size=3, add=1)
    >>> songs = [(np.array([0, 2, 0, 1, 1, 0]), np.repeat([1, 2], 3))] * 2
    >>> [*safe_together(chain, songs, np.random.default_rng(0), [1]).sets]
    ['people', '1 bar safe', '1 bar drawn', 'shuffled']
    """
    people = [tokens for tokens, _ in songs]
    bits = [each[:-1] for each in surprises(model, people)]

    def places(count: int) -> list[NDArray[np.intp]]:
        both = zip(bits, songs, strict=True)
        return [riskiest_places(costs, numbers, count) for costs, (_, numbers) in both]

    sets = {"people": people}
    for count in counts:
        pairs = zip(people, places(count), strict=True)
        sets[_bars(count, "safe")] = [best_infilling(model, *pair).tokens for pair in pairs]
    last = zip(people, places(counts[-1]), strict=True)
    sets[_bars(counts[-1], "drawn")] = [Infilling(model, *pair).draw(1, rng)[0] for pair in last]
    sets["shuffled"] = [rng.permutation(tune) for tune in people]
    return Together({name: _leveled(model, tunes, people) for name, tunes in sets.items()})


def _bars(count: int, what: str) -> str:
    return f"{count} bar{'s' if count > 1 else ''} {what}"


def _leveled(model: SequenceModel[Any], tunes: list[Numbers], people: Sequence[Numbers]) -> Leveled:
    costs = float(np.mean([each[:-1].mean() for each in surprises(model, tunes)]))
    kept = [np.mean(now == before) for now, before in zip(tunes, people, strict=True)]
    return Leveled(tunes, costs, alike([tune[:NOTES] for tune in tunes]), float(np.mean(kept)))
