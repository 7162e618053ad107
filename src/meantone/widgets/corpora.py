"""The corpus switch: the same machine, taught by another corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import traitlets
from numpy.typing import NDArray

from meantone.decoding import sample
from meantone.models import MarkovChain
from meantone.tunes import Corpus, Degree, set_names
from meantone.tunes.collections.recipes import SetError, read_recipe
from meantone.tunes.collections.sets import Entry, obtain
from meantone.widgets.drawings import heat_map
from meantone.widgets.instrument import Instrument, Shown

LOWEST, HIGHEST = -5, 12
"""The degrees that are drawn, in semitones above the tonic: from 5, to 1'."""

LONGEST = 48
"""Notes after which a tune is cut off: about a quarter of a minute."""


@dataclass(frozen=True, eq=False)
class Learned:
    """What a chain has learned from a corpus's training part, as scale degrees.

    Parameters
    ----------
    name : str
    view : Degree
        Its vocabulary holds all degrees of the corpus.
    chain : MarkovChain
        The counts of what follows what, nothing added.
    words : str
        What differs from corpus to corpus: how much there was, how tunes begin, end and move.
    """

    name: str
    view: Degree
    chain: MarkovChain
    words: str


def learn(corpus: Corpus) -> Learned:
    """Return what lesson 02 counts by hand: which degree follows which.

    Raises
    ------
    TuneError
        If the tonic of a tune is not known.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> learn(load("kinder")).chain.size
    23
    """
    view = Degree.of(corpus)
    songs = [view.encode(tune) for tune in corpus.part("train")]
    chain = MarkovChain.fit(songs, len(view.vocabulary))
    degrees = [np.array(view.vocabulary)[song] for song in songs if len(song)]
    first = view.labels[chain.table[-1, :-1].argmax()]
    begins = chain.table[-1, :-1].max()
    home = np.mean([song[-1] % 12 == 0 for song in degrees])
    small = np.mean(np.abs(np.concatenate([np.diff(song) for song in degrees])) <= 2)
    words = (
        f"{corpus.name}: {len(songs):,} tunes and {sum(map(len, songs)):,} notes to learn from. "
        f"The most frequent first note is {first} ({100 * begins:.0f} %). {100 * home:.0f} % end "
        f"on 1, the tonic. Of all moves {100 * small:.0f} % are small: two semitones or fewer."
    )
    return Learned(corpus.name, view, chain, words)


def corpus_card(learned: Learned, rng: np.random.Generator) -> Shown:
    """Return what to hear and to see of a machine: a tune of it, its table, and some figures.

    Lesson 02 switches between corpora with it.

    Parameters
    ----------
    learned : Learned
    rng : numpy.random.Generator
        Draws the tune, of `LONGEST` notes at most.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> shown = corpus_card(learn(load("kinder")), np.random.default_rng(0))
    >>> print(shown.words)
    kinder: 170 tunes and 6,615 notes to learn from. The most frequent first note is 5 (44 %).
    68 % end on 1, the tonic. Of all moves 68 % are small: two semitones or fewer.
    """
    name, view, chain = learned.name, learned.view, learned.chain
    tokens = sample(chain, 1, rng, longest=LONGEST)[0]
    ending = "" if len(tokens) < LONGEST else ", cut off"
    often = chain.stationary()  # nothing, where only the other parts of the corpus have the note
    places = [
        place
        for place, degree in enumerate(view.vocabulary)
        if LOWEST <= degree <= HIGHEST and often[place] > 1e-9
    ]
    table = chain.table[np.ix_([chain.size + 1, *places], [*places, chain.size])]
    rows = ["start", *(view.labels[place] for place in places)]
    columns = [*rows[1:], "end"]
    return Shown(
        {f"taught by {name}, {len(tokens)} notes{ending}": view.decode(tokens, duration=24)},
        learned.words,
        heat_map(table, rows, columns),
        f"Heat map of how likely each note follows each in {name}, from {columns[0]} to "
        f"{columns[-2]}. The most frequent moves: {_frequent(chain, often, view.labels)}.",
    )


class CorpusSwitch(Instrument):
    """A list of the corpora; the chosen one teaches the machine that is heard and seen (lesson 02).

    A set that is not built yet is built when it is chosen, which takes some seconds and says so.

    Parameters
    ----------
    value : str
        The corpus at first: one of `set_names()`.
    seed : int
        Of the tunes; each press of the button draws the next one.

    Raises
    ------
    SetError
        If there is no such corpus.

    Examples
    --------
    >>> switch = CorpusSwitch("kinder")
    >>> switch.value = "starter"
    >>> switch.words[:45]
    'starter: 32 tunes and 1,523 notes to learn fr'
    """

    value = traitlets.Unicode("kinder").tag(sync=True, control=True)

    def __init__(self, value: str = "kinder", seed: int = 0) -> None:
        self._learned: dict[str, Learned] = {}
        self._seed = seed
        read_recipe(value)  # raises, with the names there are
        choices = [[name, f"{name}: {read_recipe(name).title}"] for name in set_names()]
        super().__init__(value=value, label="Learn from", choices=choices)

    def look(self) -> Shown:
        """Return the card of the corpus, or why it cannot be had."""
        try:
            if self.value not in self._learned:
                self._learned[self.value] = learn(obtain(self.value, self._progress).corpus)
        except SetError as error:
            return Shown(words=f"{self.value} cannot be used: {error}")
        rng = np.random.default_rng([self._seed, self.draws])
        return corpus_card(self._learned[self.value], rng)

    def _progress(self, entries: list[Entry]) -> Iterable[Entry]:
        """Pass the tunes of a set that is being built on, and say how many there are still."""
        for done, entry in enumerate(entries):
            if done % 200 == 0:
                self.busy = (
                    f"Building {self.value}, this once: {done:,} of {len(entries):,} tunes read."
                )
            yield entry


def _frequent(chain: MarkovChain, often: NDArray[np.float64], labels: Sequence[str]) -> str:
    """Name the five moves that a chain takes most often in the long run."""
    size = chain.size
    moves = often[:, np.newaxis] * chain.table[:size, :size]  # (size, size)
    order = np.argsort(-moves.round(9), axis=None, kind="stable")  # ties are the same everywhere
    places = [divmod(int(place), size) for place in order[:5]]
    return ", ".join(
        f"{labels[a]} to {labels[b]} ({100 * chain.table[a, b]:.0f} %)"
        for a, b in places
        if moves[a, b] > 1e-9
    )
