"""Surprise by place: phrase starts, second notes, middles, last notes; and the highest note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from meantone.measures import bootstrap_interval
from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Numbers
from meantone.tunes import Tune, Viewpoint, phrase_end_notes

if TYPE_CHECKING:
    import pandas as pd

PHRASE = ("first of a phrase", "second", "middle", "last of a phrase")
"""Where in its phrase a note stands."""

PEAKS = ("highest of the tune", "all others")
"""Whether a note is the highest of its tune, the first time that it comes."""


class Marked(NamedTuple):
    """A tune as tokens, and where in its phrase each note stands.

    Parameters
    ----------
    tokens : numpy.ndarray of int, shape (notes,)
        Of a viewpoint whose tokens rise with the pitch, as `Degree` and `Pitch`.
    phrase : numpy.ndarray of int, shape (notes,)
        Numbers of `PHRASE`.
    """

    tokens: Numbers
    phrase: Numbers

    @property
    def peak(self) -> int:
        """The place of the highest note: the first of them."""
        return int(np.argmax(self.tokens))

    def mixed(self, rng: np.random.Generator) -> Marked:
        """Return the same notes in random order, in the same phrases."""
        return Marked(rng.permutation(self.tokens), self.phrase)


def phrase_places(tune: Tune) -> Numbers:
    """Return where in its phrase each note of a tune stands: numbers of `PHRASE`.

    The only note of a phrase is its first; of two, one is the first and one the last. A tune
    without phrases is one.

    Returns
    -------
    numpy.ndarray of int, shape (notes,)

    Examples
    --------
    >>> tune = Tune((60, 62, 64, 65, 67, 60), (48,) * 6, phrase_ends=(3, 5))
    >>> phrase_places(tune)
    array([0, 1, 2, 3, 0, 3])
    """
    ends = phrase_end_notes(tune)
    if len(ends):
        ends[-1] = True
    begins = np.roll(ends, 1)
    places = np.full(len(ends), PHRASE.index("middle"))
    places[np.roll(begins, 1)] = PHRASE.index("second")
    places[ends] = PHRASE.index("last of a phrase")
    places[begins] = PHRASE.index("first of a phrase")
    return places


def marked(tunes: Iterable[Tune], view: Viewpoint) -> list[Marked]:
    """Return tunes as tokens with the places of their notes. Lesson 14.

    Parameters
    ----------
    tunes : iterable of Tune
    view : Viewpoint
        `Degree` or `Pitch`, whose tokens rise with the pitch.

    Returns
    -------
    list of Marked

    Examples
    --------
    >>> from meantone.tunes import Pitch
    >>> tune = Tune((60, 62, 64, 62), (48,) * 4, phrase_ends=(3,))
    >>> marked([tune], Pitch([60, 62, 64]))[0].peak
    2
    """
    return [Marked(view.encode(tune), phrase_places(tune)) for tune in tunes]


def as_long(made: Sequence[Numbers], people: Sequence[Marked]) -> list[Marked]:
    """Return machine's tunes that are as long as people's, each with the phrases of one of them.

    A machine that knows no phrases does not begin or end any; laid into people's, it shows what
    the places alone do. And sets of equal lengths can be compared. Lesson 14.

    Parameters
    ----------
    made : sequence of numpy.ndarray of int
        Many: each is used once at most.
    people : sequence of Marked

    Returns
    -------
    list of Marked
        In the order of `people`; one is missing where no tune of its length is left.

    Examples
    --------
    >>> people = [Marked(np.array([0, 1, 0]), np.array([0, 1, 3]))]
    >>> as_long([np.array([1, 1]), np.array([0, 0, 1])], people)[0].tokens
    array([0, 0, 1])
    """
    of_length = defaultdict(list)
    for tune in reversed(made):
        of_length[len(tune)].append(tune)
    return [
        Marked(of_length[len(song.tokens)].pop(), song.phrase)
        for song in people
        if of_length[len(song.tokens)]
    ]


@dataclass(frozen=True)
class SurpriseByPlace:
    """What `surprise_by_place` returns.

    Parameters
    ----------
    bits : dict of (str, str) to (float, float, float)
        By set and place: bits a note, and both ends of the interval.
    """

    bits: dict[tuple[str, str], tuple[float, float, float]]

    @property
    def sets(self) -> list[str]:
        """The names of the sets, in their order."""
        return list(dict.fromkeys(who for who, _ in self.bits))

    def table(self) -> pd.DataFrame:
        """Return a row for each place, and a column for each set."""
        import pandas as pd

        told = {
            who: [
                "{:.2f} ({:.2f} to {:.2f})".format(*self.bits[who, place])
                for place in (*PHRASE, *PEAKS)
            ]
            for who in self.sets
        }
        return pd.DataFrame(told, index=pd.Index((*PHRASE, *PEAKS), name="bits a note"))

    def picture(self, places: Sequence[str] = PHRASE, title: str = "") -> Any:
        """Return the bits as lines over some places, with intervals, a color for each set.

        Parameters
        ----------
        places : sequence of str
            Of `PHRASE`, of `PEAKS`, or of both.
        title : str
            What the picture shows.
        """
        import altair as alt
        import pandas as pd

        from meantone.show import categories

        rows = [
            (who, place, *values) for (who, place), values in self.bits.items() if place in places
        ]
        frame = pd.DataFrame(rows, columns=["who", "place", "bits", "low", "high"])
        scale: Any = categories(self.sets)
        color = alt.Color("who:N", title=None).scale(**scale)
        base = alt.Chart(frame).encode(
            alt.X("place:N", title=None, sort=list(places)).axis(labelAngle=0), color=color
        )
        bars = base.mark_rule(strokeWidth=2.5).encode(
            alt.Y("low:Q", title="bits a note"), y2="high:Q"
        )
        lines = base.mark_line(point=True, strokeWidth=2.5).encode(alt.Y("bits:Q"))
        return alt.layer(bars, lines).properties(width=400, height=220, title=title)


def surprise_by_place(
    model: SequenceModel[Any], sets: Mapping[str, Sequence[Marked]], rng: np.random.Generator
) -> SurpriseByPlace:
    """Return how many bits a note costs at each place, for each set of tunes.

    A mean over all notes of that place; the interval is a bootstrap over tunes. What is rare costs
    many bits wherever it stands, so look at shuffled tunes beside. Lesson 14.

    Parameters
    ----------
    model : SequenceModel
        It has learned from none of the tunes.
    sets : mapping of str to sequence of Marked
    rng : numpy.random.Generator

    Returns
    -------
    SurpriseByPlace

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 0, 1], [0, 1]], size=2, add=1)
    >>> songs = [Marked(np.array([0, 0, 1]), np.array([0, 1, 3]))] * 2
    >>> found = surprise_by_place(chain, {"people": songs}, np.random.default_rng(0))
    >>> print(found.table().to_string())
                                       people
    bits a note
    first of a phrase    0.74 (0.74 to 0.74)
    second               1.58 (1.58 to 1.58)
    middle                 nan (nan to nan)
    last of a phrase     1.00 (1.00 to 1.00)
    highest of the tune  1.00 (1.00 to 1.00)
    all others           1.16 (1.16 to 1.16)
    """
    bits = {}
    for who, songs in sets.items():
        costs = [each[:-1] for each in surprises(model, [song.tokens for song in songs])]
        for place in (*PHRASE, *PEAKS):
            here = [_stands(song, place) for song in songs]
            bits[who, place] = _mean_of(
                [cost[at] for cost, at in zip(costs, here, strict=True) if at.any()], rng
            )
    return SurpriseByPlace(bits)


def _stands(song: Marked, place: str) -> Numbers:
    """Return which notes of a tune stand at a place, as bool."""
    if place in PHRASE:
        return np.asarray(song.phrase == PHRASE.index(place))
    peak = np.arange(len(song.tokens)) == song.peak
    return np.asarray(peak if place == PEAKS[0] else ~peak)


def _mean_of(
    costs: Sequence[np.ndarray[Any, Any]], rng: np.random.Generator
) -> tuple[float, float, float]:
    """Return the mean over all notes, and its interval over tunes."""
    if not costs:
        return (float("nan"),) * 3
    notes = [len(cost) for cost in costs]
    ends = bootstrap_interval([cost.mean() for cost in costs], rng, weights=notes)
    return (float(np.concatenate(costs).mean()), *ends)
