"""Mixtures of many small views, cross-validated: their members, their exponents, their figures.

Strict: the exponents for a judged fold are learned from the other folds alone, each predicted by
members that have learned neither from it nor from the judged fold.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.held_out import HeldOut, held_out
from meantone.measures import CrossValidation
from meantone.models import Exponents, Product, constant, learn_exponents
from meantone.models.log_linear import Features, by_place, by_place_and_certainty
from meantone.models.views import (
    View,
    from_first,
    from_highest,
    from_lowest,
    interval,
    interval_by_last,
    interval_from_first,
    pitch,
    three_back,
    two_back,
)

Tokens = NDArray[np.int64]
Rows = NDArray[np.float32]

FOUR: tuple[View, ...] = (pitch, interval, from_first, interval_from_first)
SEVEN = (*FOUR, two_back, interval_by_last, from_highest)
NINE = (*SEVEN, from_lowest, three_back)


class Mix(NamedTuple):
    """A row of the table: each view long- and short-term, and networks, joined in one product."""

    name: str
    views: tuple[View, ...]
    features: Features
    networks: tuple[str, ...] = ()

    @property
    def members(self) -> int:
        """How many models are joined."""
        return 2 * len(self.views) + len(self.networks)


MIXES = (
    Mix("pitch alone", (pitch,), constant),
    Mix("four views", FOUR, constant),
    Mix("four views, by place", FOUR, by_place),
    Mix("seven views, by place and certainty", SEVEN, by_place_and_certainty),
    Mix("nine views, by place and certainty", NINE, by_place_and_certainty),
    Mix("seven views and a Transformer", SEVEN, by_place_and_certainty, ("Transformer",)),
    Mix(
        "nine views, a Transformer and an LSTM",
        NINE,
        by_place_and_certainty,
        ("Transformer", "LSTM, live"),
    ),
)


class Material(NamedTuple):
    """A set dealt out into folds, with all that members say of it.

    Parameters
    ----------
    tokens : numpy.ndarray of int, shape (notes,)
    lengths, fold : numpy.ndarray of int, shape (tunes,)
    views : mapping of view to HeldOut
    networks : mapping of str to numpy.ndarray of float, shape (notes, size)
        Of networks that have heard no tune of the set.
    """

    tokens: Tokens
    lengths: Tokens
    fold: NDArray[np.intp]
    views: Mapping[View, HeldOut]
    networks: Mapping[str, Rows]

    @classmethod
    def of(
        cls,
        tunes: Sequence[Tokens],
        pitches: Tokens,
        dealt: Sequence[Tokens],
        views: Sequence[View],
        networks: Mapping[str, Rows] | None = None,
    ) -> Material:
        """Return what all views say of some tunes, for folds that were dealt."""
        fold = np.empty(len(tunes), dtype=np.intp)
        for number, members in enumerate(dealt):
            fold[members] = number
        lengths = np.array([len(tune) for tune in tunes])
        rows = {view: held_out(view, tunes, pitches, fold) for view in views}
        return cls(np.concatenate(tunes), lengths, fold, rows, networks or {})

    def rows(self, mix: Mix, judged: int, notes: NDArray[np.bool_]) -> Rows:
        """Return what members say of some notes that have not learned from a fold.

        Shape (members, notes, size).
        """
        long = [self.views[view].long[judged, notes] for view in mix.views]
        short = [self.views[view].short[notes] for view in mix.views]
        return np.stack([*long, *short, *(self.networks[name][notes] for name in mix.networks)])

    def exponents(self, mix: Mix, judged: int) -> Exponents:
        """Return the exponents for a judged fold, which have seen nothing of it."""
        learned = np.repeat(self.fold != judged, self.lengths)
        rows = self.rows(mix, judged, learned)
        lengths = self.lengths[self.fold != judged]
        return learn_exponents(rows, self.tokens[learned], lengths, mix.features)

    def evaluate(self, mix: Mix) -> CrossValidation:
        """Return the bits of every note, by the mixture of its fold."""
        bits = np.empty(len(self.tokens))
        place = np.concatenate([np.arange(length) for length in self.lengths])
        for judged in range(int(self.fold.max()) + 1):
            notes = np.repeat(self.fold == judged, self.lengths)
            rows = self.rows(mix, judged, notes).astype(np.float64)
            joint = Product.join(rows, self.exponents(mix, judged)(rows, place[notes]))
            tokens = self.tokens[notes]
            bits[notes] = -np.log2(joint[np.arange(len(tokens)), tokens])
        each = np.split(bits, np.cumsum(self.lengths)[:-1])
        return CrossValidation(tuple(each), self.fold)


def evaluate(
    name: str,
    tunes: Sequence[Tokens],
    pitches: Tokens,
    dealt: Sequence[Tokens],
    networks: Mapping[str, Rows],
) -> dict[str, CrossValidation]:
    """Return the figures of each mixture whose networks there are.

    Parameters
    ----------
    name : str
        Of the set, for progress.
    tunes, pitches, dealt, networks
        As for `Material.of`.
    """
    mixes = [mix for mix in MIXES if set(mix.networks) <= set(networks)]
    views = list(dict.fromkeys(view for mix in mixes for view in mix.views))
    material = Material.of(tunes, pitches, dealt, views, networks)
    found = {}
    for mix in mixes:
        found[mix.name] = material.evaluate(mix)
        said = f"  {name}, {mix.name}: {found[mix.name].mean:.3f}"
        print(said, file=sys.stderr, flush=True)
    return found
