"""The report itself: what was read, measured and judged, as one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meantone.measures import ALL, Profile, features, profile
from meantone.measures.spread import named_rng
from meantone.report.copies import Copies, copies
from meantone.report.gathering import Gathered
from meantone.report.owed import Sources, sources
from meantone.report.verdicts import Verdict, headline, verdicts
from meantone.report.yardsticks import Yardstick
from meantone.tunes import Tune

HEARD = 6
"""Tunes of each side to hear and see."""


@dataclass(frozen=True, eq=False)
class Report:
    """A folder of tunes beside people's.

    Parameters
    ----------
    mine : Gathered
    yard : Yardstick
    seed : int
        The same tunes and seed make the same report, to the last digit.
    profile : Profile
    copies : Copies
    sources : Sources
        Of whose tunes an n-gram makes up what it expects of these.
    verdicts : tuple of Verdict
    halves : tuple of (tuple of Verdict)
        The same of two halves of the tunes, drawn at random: a verdict that one of them does not
        share hangs by few tunes.
    heard, people : tuple of Tune
        Some to hear and see, drawn at random.
    map_mine, map_people : numpy.ndarray of float, shape (tunes, 2)
        Tunes as points: the two directions in which people's tunes differ most.
    """

    mine: Gathered
    yard: Yardstick
    seed: int
    profile: Profile
    copies: Copies
    sources: Sources
    verdicts: tuple[Verdict, ...]
    halves: tuple[tuple[Verdict, ...], ...]
    heard: tuple[Tune, ...]
    people: tuple[Tune, ...]
    map_mine: NDArray[np.float64]
    map_people: NDArray[np.float64]

    @property
    def headline(self) -> str:
        """The answer in one line."""
        return headline(self.verdicts)

    @property
    def steady(self) -> bool:
        """Whether both halves of the tunes get the same verdicts as the whole."""
        each = [[verdict.holds for verdict in half] for half in (self.verdicts, *self.halves)]
        return all(holds == each[0] for holds in each)


def report(mine: Gathered, yard: Yardstick, seed: int = 0) -> Report:
    """Measure and judge a folder of tunes.

    Parameters
    ----------
    mine : Gathered
    yard : Yardstick
        Made with these tunes.
    seed : int
        Each part of the report draws from a generator of its own.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        If no tune is long enough to be measured.

    Examples
    --------
    >>> from meantone.report import yardstick
    >>> from meantone.tunes import load
    >>> kinder = load("kinder")
    >>> stuck = Gathered("stuck", (kinder[0],) * 20, 20, (), 0, 0)
    >>> yard = yardstick(kinder, stuck.tunes, np.random.default_rng(0))
    >>> report(stuck, yard).headline[:27]
    'These tunes are collapsed a'
    """
    tunes, copied = mine.tunes, copies(mine.tunes, yard)
    whole = profile(tunes, yard.reference, named_rng(seed, "profile"), ALL)
    if not whole.count:
        raise ValueError(
            f"none of these tunes has {yard.reference.length} notes, and a report measures so many"
        )
    order = named_rng(seed, "halves").permutation(len(tunes))
    halves = tuple(judged([tunes[i] for i in order[part::2]], yard, seed) for part in (0, 1))
    on_map = _map(yard, tunes)
    return Report(
        mine, yard, seed, whole, copied, sources(tunes, yard, seed),
        verdicts(whole, copied), halves,
        _some(tunes, named_rng(seed, "heard")), _some(yard.human, named_rng(seed, "people")),
        *on_map,
    )  # fmt: skip


def judged(tunes: Sequence[Tune], yard: Yardstick, seed: int = 0) -> tuple[Verdict, ...]:
    """Return the verdicts on tunes, without the rest of a report.

    Parameters
    ----------
    tunes : sequence of Tune
    yard : Yardstick
    seed : int

    Returns
    -------
    tuple of Verdict
    """
    needed = {"alike", "Vendi score", "distinct-4", "4-grams repeated"}
    measures = [measure for measure in ALL if measure.name in needed]
    found = profile(tunes, yard.reference, named_rng(seed, "profile"), measures)
    return verdicts(found, copies(tunes, yard))


def _some(tunes: Sequence[Tune], rng: np.random.Generator) -> tuple[Tune, ...]:
    """Draw tunes to hear, in the order in which they stand."""
    chosen = rng.choice(len(tunes), min(HEARD, len(tunes)), replace=False)
    return tuple(tunes[i] for i in np.sort(chosen))


def _map(yard: Yardstick, tunes: Sequence[Tune]) -> tuple[NDArray[np.float64], ...]:
    """Return tunes and people's tunes as points: principal components of people's features."""
    size, notes = len(yard.view.vocabulary), yard.reference.length
    mine, human = (
        features([tokens[:notes] for tokens in yard.tokens(some)], size)
        for some in (tunes, yard.human)
    )
    middle = human.mean(axis=0)
    axes = np.linalg.svd(human - middle, full_matrices=False)[2][:2]
    return (mine - middle) @ axes.T, (human - middle) @ axes.T
