"""What the explorer finds out about a setting: its tunes beside people's, and the two figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meantone.measures import Dials, PeoplesDials, dials, shared_notes
from meantone.measures.dials import TUNES
from meantone.show.words import counted
from meantone.tunes import Tune
from meantone.widgets.explorer.ground import Ground, Rows, Tokens
from meantone.widgets.explorer.people import SHOWN, People
from meantone.widgets.explorer.settings import OPENING, SEARCHES, Setting
from meantone.widgets.explorer.words import dial_words


@dataclass(frozen=True, eq=False)
class Side:
    """The eight tunes of one side: seen as rolls, heard one after the other.

    Parameters
    ----------
    tunes : tuple of Tune
        Their first `OPENING` notes, all counted from the same tonic.
    shares : tuple of numpy.ndarray of float
        For each note, which share of the other tunes of the whole set has a run of four with it.
    names : tuple of str
        What they are called.
    """

    tunes: tuple[Tune, ...]
    shares: tuple[Rows, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Explored:
    """All that the first screen says of a setting.

    Parameters
    ----------
    setting : Setting
    ground : Ground
        What the model's tokens are.
    tunes : tuple of numpy.ndarray of int
        The tunes of the set, as tokens: those that are long enough, `TUNES` at most; or, if none
        is, all.
    made : int
        How many tunes it took to find them.
    notes : numpy.ndarray of int, shape (tunes, OPENING)
        Their first notes, without durations: what is measured.
    dials : Dials
        How alike they are, and how much returns in each.
    machine, beside : Side
        Eight of them, and eight by people.
    people : PeoplesDials
        The two figures of people's tunes, with bands; the same for every model.
    origin : str
        Where the weights of a network come from.
    """

    setting: Setting
    ground: Ground
    tunes: tuple[Tokens, ...]
    made: int
    notes: Tokens
    dials: Dials
    machine: Side
    beside: Side
    people: PeoplesDials
    origin: str = ""

    @property
    def verdicts(self) -> tuple[str, str]:
        """What the two dials say in words.

        Examples
        --------
        >>> from meantone.widgets.explorer import Results, Stock
        >>> results = Results(Stock(["kinder"]))
        >>> results.explored(Setting("kinder", strength=0.2)).verdicts
        ('more alike than people', 'returns more than people')
        """
        return dial_words(self.dials, self.people)

    @property
    def rhythm(self) -> str:
        """Whether notes are even, in words."""
        return "with rhythm" if self.ground.rhythm else "all notes equally long"


def explore(
    setting: Setting,
    found: Sequence[Tokens],
    ground: Ground,
    people: People,
    origin: str = "",
) -> Explored:
    """Return what there is to see, hear and say of the tunes that a setting made. Lesson 08.

    Parameters
    ----------
    setting : Setting
    found : sequence of numpy.ndarray of int
        What `decoded` returns.
    ground : Ground
        What the tokens are.
    people : People
        The same corpus's tunes.
    origin : str
        Where the weights of a network come from.
    """
    tunes, made = _set(setting, found, ground)
    notes = np.array([ground.notes(tune)[:OPENING] for tune in tunes if _long(ground, tune)])
    notes = notes.reshape(-1, OPENING).astype(np.int64)
    shares = shared_notes([ground.notes(tune)[:OPENING] for tune in tunes])
    machine = Side(
        tuple(ground.tune(ground.beginning(tune)) for tune in tunes[:SHOWN]),
        tuple(shares[:SHOWN]),
        tuple(f"tune {number}" for number in range(1, len(tunes[:SHOWN]) + 1)),
    )
    return Explored(
        setting, ground, tuple(tunes), made, notes, dials([*notes]), machine,
        side_of(people, ground, setting.draw), people.figures, origin,
    )  # fmt: skip


def side_of(people: People, ground: Ground, draw: int) -> Side:
    """Return eight tunes by people as a viewpoint sees them: with durations, or all notes even.

    Parameters
    ----------
    people : People
    ground : Ground
        The same corpus as the viewpoint sees it.
    draw : int
        Which of them.
    """
    places = people.places[people.draw(draw)[:SHOWN]]
    titles = ground.corpus.titles
    return Side(
        tuple(ground.tune(ground.beginning(ground.tokens[place])) for place in places),
        tuple(people.shares(draw)),
        tuple(titles[place] or "without a title" for place in places),
    )


def _set(setting: Setting, found: Sequence[Tokens], ground: Ground) -> tuple[list[Tokens], int]:
    """Return the tunes that are measured, and how many were made.

    A search finds the same tunes whatever is drawn: `TUNES` times one of them is chosen, each once
    if they are so many.
    """
    if setting.decoder in SEARCHES:
        rng = np.random.default_rng(setting.draw)
        again = rng.integers(len(found), size=TUNES)
        chosen = rng.permutation(len(found))[:TUNES] if len(found) >= TUNES else again
        return [found[place] for place in chosen], TUNES
    long = [place for place, tune in enumerate(found) if _long(ground, tune)][:TUNES]
    if not long:
        return [*found[:TUNES]], len(found)
    return [found[place] for place in long], len(found) if len(long) < TUNES else long[-1] + 1


def _long(ground: Ground, tune: Tokens) -> bool:
    return len(ground.notes(tune)) >= OPENING


def made_words(explored: Explored) -> str:
    """Say how many tunes were made, and which of them are measured.

    Examples
    --------
    >>> from meantone.widgets.explorer import Results, Stock
    >>> made_words(Results(Stock(["kinder"])).explored(Setting("kinder", strength=0.2)))
    '200 tunes of 32 notes, all notes equally long; 2 shorter ones left out'
    """
    measured = len(explored.notes)
    if not measured:
        return f"none of {explored.made} tunes is {OPENING} notes long"
    left = explored.made - measured
    others = f"{left} shorter {'one' if left == 1 else 'ones'} left out"
    tunes = counted(measured, "tune")
    said = f"{tunes} of {OPENING} notes, {explored.rhythm}"
    return f"{said}; {others}" if left else said
