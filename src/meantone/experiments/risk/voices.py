"""A group's voice: what everybody's model gets wrong about its tunes, beside groups of chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Numbers, walk, with_ends

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

DRAWS = 400
"""How many groups of chance are drawn to compare with."""


def misjudged(model: SequenceModel[Any], tunes: Sequence[Numbers]) -> Floats:
    """Return by how much each tune has more of each note than the model expected of it.

    ``r[i, a] = sum over t of ([x_t = a] - p(a | x_1 ... x_(t-1)))``: 0 on average, for every note,
    if the model is right about these tunes, whatever they are like. Lesson 14.

    Parameters
    ----------
    model : SequenceModel
    tunes : sequence of numpy.ndarray of int

    Returns
    -------
    numpy.ndarray of float, shape (tunes, size)

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0]], size=2)
    >>> misjudged(chain, [np.array([0, 1]), np.array([0, 0])]).round(2)
    array([[-0.5,  0.5],
           [ 0.5, -0.5]])
    """
    tokens, places = with_ends(tunes, model.size)
    of_tune = np.repeat(np.arange(len(tunes)), np.diff(places))
    found = np.zeros((len(tunes), model.size + 1))
    for here, state in walk(model, tokens, places):
        going = tokens[here] < model.size  # an end is no note
        rows = model.probabilities(state)
        rows = np.eye(model.size + 1)[tokens[here]] - rows / (1 - rows[:, -1:]).clip(1e-12)
        found[of_tune[here[going]]] += rows[going]
    return np.asarray(found[:, :-1])


class Voice(NamedTuple):
    """What everybody's model gets wrong about one group.

    Parameters
    ----------
    tunes : int
        How many there are.
    excess : numpy.ndarray of float, shape (size,)
        For each note how many of 100 more there are than the model expected.
    low, high : numpy.ndarray of float, shape (size,)
        Between these lie 19 of 20 groups of chance with as many tunes.
    strength : float
        The sum of what is misjudged, of 100 notes: ``sum(abs(excess)) / 2``.
    by_chance : float
        The strength that 1 of 20 groups of chance exceeds.
    bits : float
        Bits a note.
    bits_by_chance : tuple of (float, float)
        Of 19 of 20 groups of chance.
    """

    tunes: int
    excess: Floats
    low: Floats
    high: Floats
    strength: float
    by_chance: float
    bits: float
    bits_by_chance: tuple[float, float]

    @property
    def clear(self) -> bool:
        """Whether it is stronger than groups of chance of its size are."""
        return self.strength > self.by_chance


@dataclass(frozen=True, eq=False)
class Voices:
    """What `voices` returns.

    Parameters
    ----------
    groups : dict of str to Voice
    labels : sequence of str
        What people write for each note.
    """

    groups: dict[str, Voice]
    labels: Sequence[str]

    def table(self) -> pd.DataFrame:
        """Return a row for each group: its strength beside chance, and what it sings more."""
        import pandas as pd

        return pd.DataFrame(
            {
                "tunes": [voice.tunes for voice in self.groups.values()],
                "misjudged of 100": [round(voice.strength, 1) for voice in self.groups.values()],
                "1 in 20 by chance": [round(voice.by_chance, 1) for voice in self.groups.values()],
                "a voice": ["yes" if voice.clear else "no" for voice in self.groups.values()],
                "sings more": [self._most(voice, 1) for voice in self.groups.values()],
                "sings less": [self._most(voice, -1) for voice in self.groups.values()],
            },
            index=[*self.groups],
        )

    def _most(self, voice: Voice, sign: int) -> str:
        """Return the three notes that are most misjudged one way, beyond groups of chance."""
        beyond = voice.excess > voice.high if sign > 0 else voice.excess < voice.low
        order = np.argsort(-sign * voice.excess, kind="stable")
        return " ".join([self.labels[note] for note in order.tolist() if beyond[note]][:3])

    def picture(self, group: str) -> Any:
        """Return what is misjudged of one group, note by note, with the band of chance.

        Parameters
        ----------
        group : str
        """
        import altair as alt
        import pandas as pd

        voice = self.groups[group]
        shown = [place for place in range(len(self.labels)) if voice.high[place] > 0.05
                 or abs(voice.excess[place]) > 0.05]  # fmt: skip
        frame = pd.DataFrame(
            {"note": self.labels[p], "more": voice.excess[p], "low": voice.low[p],
             "high": voice.high[p]} for p in shown
        )  # fmt: skip
        x = alt.X("note:N", title=None, sort=None).axis(labelAngle=0)
        y = alt.Y("low:Q", title="more than expected, of 100 notes")
        band = alt.Chart(frame).mark_bar(color="#767676", opacity=0.35, size=14)
        band = band.encode(x, y, y2="high:Q")
        dots = alt.Chart(frame).mark_point(filled=True, size=70, color="#1f7a52")
        return (band + dots.encode(x, alt.Y("more:Q"))).properties(
            width=400,
            height=200,
            title=f"{group}: {voice.tunes} tunes (gray: as many tunes by chance)",
        )


def voices(
    model: SequenceModel[Any],
    tunes: Sequence[Numbers],
    groups: Mapping[str, ArrayLike],
    labels: Sequence[str],
    rng: np.random.Generator,
) -> Voices:
    """Return what everybody's model gets wrong about each group, beside groups of chance.

    A small group differs from the model by chance alone, the more the smaller it is. So each is
    held against groups of as many tunes, drawn from all tunes that do not belong to it. Lesson 14.

    Parameters
    ----------
    model : SequenceModel
        Everybody's: it has learned from all groups, and from none of these tunes.
    tunes : sequence of numpy.ndarray of int
    groups : mapping of str to array_like of bool, shape (tunes,)
        Who belongs to each.
    labels : sequence of str
        What people write for each note.
    rng : numpy.random.Generator

    Returns
    -------
    Voices

    Raises
    ------
    ValueError
        If a group has no tunes, or fewer others than tunes of its own.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1], [1, 0, 1, 0]] * 9, size=2, add=1)
    >>> tunes = [np.array([0, 1, 0, 1]), np.array([1, 0, 1, 0])] * 9 + [np.array([0, 0, 0])] * 4
    >>> found = voices(chain, tunes, {"stuck": np.arange(22) > 17}, "15", np.random.default_rng(0))
    >>> found.table()[["tunes", "a voice", "sings more"]]
           tunes a voice sings more
    stuck      4     yes          1
    """
    excess = misjudged(model, tunes)
    bits = np.array([each[:-1].sum() for each in surprises(model, tunes)])
    notes = np.array([len(tune) for tune in tunes], dtype=float)
    found = {}
    for name, belongs in groups.items():
        ours = np.asarray(belongs, dtype=bool)
        others = np.flatnonzero(~ours)
        if not 0 < ours.sum() <= len(others):
            raise ValueError(f"{name}: {ours.sum()} tunes, {len(others)} others to compare with")
        drawn = [rng.choice(others, ours.sum(), replace=False) for _ in range(DRAWS)]
        chance = np.array([100 * excess[some].sum(axis=0) / notes[some].sum() for some in drawn])
        costs = [bits[some].sum() / notes[some].sum() for some in drawn]
        own = 100 * excess[ours].sum(axis=0) / notes[ours].sum()
        low, high = np.quantile(chance, [0.025, 0.975], axis=0)
        limit = float(np.quantile(np.abs(chance).sum(axis=1) / 2, 0.95))
        cheap, dear = np.quantile(costs, [0.025, 0.975]).tolist()
        found[name] = Voice(
            int(ours.sum()), own, low, high, float(np.abs(own).sum() / 2), limit,
            float(bits[ours].sum() / notes[ours].sum()), (cheap, dear),
        )  # fmt: skip
    return Voices(found, labels)
