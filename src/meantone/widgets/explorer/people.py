"""People's tunes beside the machine's: through the same window, by the same two figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meantone.measures import Dials, PeoplesDials, peoples_dials, shared_notes
from meantone.measures.dials import NOTES, TUNES
from meantone.tunes.collections import one_of_each
from meantone.widgets.explorer.ground import Ground, Rows, Tokens

DRAWS = 100
"""Sets of people's tunes that are drawn for their bands."""

SHOWN = 8
"""Tunes of each side that are seen and heard."""


@dataclass(frozen=True, eq=False)
class People:
    """People's tunes that are long enough; of near-duplicates, which are one song, only one.

    There is one figure for people, whatever the model: notes are compared without durations.

    Parameters
    ----------
    name : str
        The corpus.
    places : numpy.ndarray of int, shape (tunes,)
        Where these tunes stand in the corpus.
    notes : numpy.ndarray of int, shape (tunes, NOTES)
        What they begin with.
    figures : PeoplesDials
        How alike sets of them are and how much returns, with bands; and shuffled.
    reach : tuple of int
        The pitches between which nearly all of their notes lie: the scale of every roll.
    """

    name: str
    places: Tokens
    notes: Tokens
    figures: PeoplesDials
    reach: tuple[int, int]

    def draw(self, number: int) -> Tokens:
        """Return which of the tunes are the draw of this number: as many as the machine makes."""
        rng = np.random.default_rng([number, 2])
        return rng.permutation(len(self.notes))[:TUNES]

    def shares(self, number: int) -> list[Rows]:
        """Return, for the first tunes of a draw, how many of its others have each note's run."""
        return shared_notes([*self.notes[self.draw(number)]])[:SHOWN]


def people_of(ground: Ground) -> People:
    """Return people's tunes of a corpus and their two figures. Lesson 08.

    Parameters
    ----------
    ground : Ground
        The corpus, a token for each note.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> people = people_of(Ground.of(load("kinder")))
    >>> people.notes.shape
    (116, 32)
    >>> figures = people.figures
    >>> figures.shuffled.alike < figures.low.alike < figures.human.alike < figures.high.alike
    True
    """
    clusters = ground.corpus.clusters
    # A corpus of a teacher's own may have no clusters: then each tune is its own.
    named = [cluster or str(place) for place, cluster in enumerate(clusters)]
    places = np.array(
        [place for place in one_of_each(named) if len(ground.tokens[place]) >= NOTES], dtype=np.intp
    )
    notes = np.array([ground.tokens[place][:NOTES] for place in places], dtype=np.int64)
    notes = notes.reshape(-1, NOTES)
    low, high = np.quantile(notes if len(notes) else [0], [0.002, 0.998]).astype(int)
    low, high = ground.tune([low, high]).pitches
    return People(ground.name, places, notes, _figures(notes), (low, high))


def _figures(notes: Tokens) -> PeoplesDials:
    """Return the two figures; without two tunes there are none."""
    if len(notes) < 2:
        nothing = Dials(float("nan"), float("nan"))
        return PeoplesDials(nothing, nothing, nothing, nothing)
    return peoples_dials([*notes], np.random.default_rng(0), DRAWS)
