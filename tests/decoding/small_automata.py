"""Small models of numbered states, and the slow way to their tunes: all of them, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import log2 as logarithm

import numpy as np
from hypothesis import strategies as st

from meantone.decoding import Hypothesis, per_note, total
from meantone.models.sequence_model import FiniteModel, SequenceModel

Tokens = tuple[int, ...]

lengths = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: (pair[0], sum(pair)))
SLOW_SCORES = {total: lambda log2, events: log2, per_note: lambda log2, events: log2 / events}


def listed(found: list[Hypothesis]) -> list[Tokens]:
    return [tuple(hypothesis.tokens.tolist()) for hypothesis in found]


def log2(chance: Fraction) -> Fraction:
    """Return the logarithm, which is whole for products of halves."""
    return Fraction(round(logarithm(chance)))


class Automaton(FiniteModel):
    """A model of numbered states. `weights` are whole numbers; the state after the end is added."""

    def __init__(self, weights: list[list[int]], follow: list[list[int]]) -> None:
        last, size = len(weights), len(weights[0]) - 1
        rows = np.array([*weights, [0] * size + [1]], dtype=np.float64)
        after = np.full((last + 1, size + 1), last)
        after[:last, :size] = follow
        super().__init__(rows / rows.sum(axis=1, keepdims=True), after, first=0)
        self.weights = weights

    def chance(self, tokens: Tokens, ended: bool = True) -> Fraction:
        """Return the exact probability of a tune, or of all tunes that begin so."""
        state, chance = self.first, Fraction(1)
        for token in [*tokens, self.size] if ended else tokens:
            row = self.weights[state]
            chance *= Fraction(row[token], sum(row))
            if not chance:
                break
            state = int(self.next[state, token])
        return chance

    def tunes(self, low: int, high: int) -> list[tuple[Tokens, Fraction]]:
        """Return all possible tunes of so many notes, best first, and how probable they are."""
        every = ((tokens, self.chance(tokens)) for tokens in strings(self.size, low, high))
        possible = [(tokens, chance) for tokens, chance in every if chance]
        return sorted(possible, key=lambda pair: (-pair[1], len(pair[0]), pair[0]))


class Nested(SequenceModel[tuple]):
    """An automaton with a state of arrays in tuples, as neural models have."""

    def __init__(self, weights: list[list[int]], follow: list[list[int]]) -> None:
        self.inner = Automaton(weights, follow)
        self.size = self.inner.size

    def start(self, batch: int) -> tuple:
        return (self.inner.start(batch), (np.zeros((batch, 2)),))

    def probabilities(self, state: tuple) -> np.ndarray:
        assert (state[1][0][:, 1] == state[0]).all()  # both parts tell of the same beginnings
        return self.inner.probabilities(state[0])

    def advance(self, state: tuple, tokens: np.ndarray) -> tuple:
        following = self.inner.advance(state[0], tokens)
        return (following, (np.column_stack([state[0], following]),))


def strings(size: int, low: int, high: int) -> Iterator[Tokens]:
    for length in range(low, high + 1):
        yield from product(range(size), repeat=length)


# Halves, quarters and eighths: their logarithms are whole, so equal tunes tie to the last digit.
HALVES = [[1], [1, 1], [2, 1, 1], [1, 1, 1, 1], [4, 2, 1, 1]]


@st.composite
def automata(draw: st.DrawFn, largest: int = 3, ties: bool = True) -> Automaton:
    """Return a model of up to 4 states, with zeros, loops, and states that lead to no end."""
    size, states = draw(st.integers(1, largest)), draw(st.integers(1, 4))
    if ties:
        shares = st.sampled_from([row for row in HALVES if len(row) <= size + 1])
        row = shares.flatmap(lambda s: st.permutations(s + [0] * (size + 1 - len(s))))
    else:
        row = st.lists(st.integers(0, 9), min_size=size + 1, max_size=size + 1).filter(any)
    leads = st.lists(st.integers(0, states - 1), min_size=size, max_size=size)
    weights = draw(st.lists(row, min_size=states, max_size=states))
    return Automaton(weights, draw(st.lists(leads, min_size=states, max_size=states)))
