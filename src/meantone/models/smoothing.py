"""Smoothing: how counts become probabilities, and what is lent to events that were never seen.

A rule looks at one level of contexts at a time, from the empty context upwards. It is given the
counts of what came next and the probabilities one level below, where the oldest event is
forgotten: ``rule(counts, lower)`` returns the probabilities. Lesson 03 builds the first rules.

In the formulas: c, how often a token came next; N, the sum of a context's counts; T, how many
different tokens came next; V = size + 1, the tokens and the end; lower, the probability one
level below. Below the empty context every token is as probable as any other, 1/V, or has the
probability that the caller gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from typing import ClassVar, Protocol, cast

import numpy as np

from meantone.models.contexts import Contexts
from meantone.models.ppm import ESCAPES, Escape, blend
from meantone.models.sequence_model import Numbers, Rows

Formula = Callable[[Rows, Rows], Rows]
"""``formula(counts, lower)``: rows of counts and of probabilities, each (n, size + 1)."""

LARGEST_STEP = 2**17
"""This many numbers are worked on at a time: 1 MB, which a processor keeps at hand."""

FALLBACK = (0.5, 1.0, 1.5)
"""Discounts of modified Kneser-Ney where the counts do not allow an estimate (as in KenLM)."""


class RowMaker(Protocol):
    """What predicts, once a rule knows all counts."""

    def table(self) -> Rows:
        """Return the probabilities after every context and the end, (contexts + 1, size + 1)."""

    def rows(self, contexts: Numbers) -> Rows:
        """Return the probabilities after some contexts, shape (n, size + 1)."""


@dataclass(frozen=True, repr=False)
class Smoothing:
    """A rule that turns counts into probabilities; its kinds are in this file."""

    name: ClassVar[str]

    def row_maker(self, contexts: Contexts, base: Rows) -> RowMaker:
        """Return what predicts after the contexts.

        Parameters
        ----------
        contexts : Contexts
        base : numpy.ndarray of float, shape (size + 1,)
            The probabilities on the level below the empty context.

        Returns
        -------
        RowMaker

        Raises
        ------
        ValueError
            If the rule has no use for this `base`.
        """
        raise NotImplementedError

    def __repr__(self) -> str:
        parameters = ", ".join(str(value) for value in astuple(self))
        return f"{self.name}({parameters})" if parameters else self.name


class LevelRule(Smoothing):
    """A rule for one level of contexts at a time: ``rule(counts, lower)``.

    A function ``formula(counts, lower)`` of your own becomes such a rule as ``Own(formula)``.
    """

    def __call__(self, counts: Rows, lower: Rows) -> Rows:
        """Return the probabilities after contexts of one level.

        Parameters
        ----------
        counts : numpy.ndarray of float, shape (n, size + 1)
            How often each token came next.
        lower : numpy.ndarray of float, shape (n, size + 1) or (1, size + 1)
            The probabilities without the oldest event.

        Returns
        -------
        numpy.ndarray of float, shape (n, size + 1)
        """
        raise NotImplementedError

    def counted(self, contexts: Contexts) -> Rows:
        """Return the counts that the rule works on, one for each n-gram: here, the plain ones."""
        return contexts.counts.astype(np.float64)

    def at_level(self, counts: Rows) -> Formula:
        """Return the formula for a level, given all its counts: here, the same for every level."""
        return self

    def row_maker(self, contexts: Contexts, base: Rows) -> RowMaker:
        """Return what predicts after the contexts.

        Parameters
        ----------
        contexts : Contexts
            What was counted.
        base : numpy.ndarray, shape (1 or more, size + 1)
            The level below the empty context.
        """
        return _LevelByLevel(self, contexts, base)


class _Textbook(LevelRule):
    """A rule that borrows nothing from shorter contexts: it knows only those of full length."""

    def counted(self, contexts: Contexts) -> Rows:
        """Return the counts, those of shorter contexts being zero."""
        return np.where(contexts.full[contexts.context], contexts.counts, 0.0)


@dataclass(frozen=True, repr=False)
class MaximumLikelihood(_Textbook):
    """Maximum likelihood: ``c / N``. What never came next is impossible.

    Where nothing was seen, all is as probable: a context of full length that is not known has an
    even row. Lesson 03.

    Examples
    --------
    >>> maximum_likelihood(np.array([[3.0, 1, 0], [0, 0, 0]]), np.full((2, 3), 1 / 3)).round(3)
    array([[0.75 , 0.25 , 0.   ],
           [0.333, 0.333, 0.333]])
    """

    name = "maximum_likelihood"

    def __call__(self, counts: Rows, lower: Rows) -> Rows:
        """Return ``c / N``."""
        total = counts.sum(axis=1, keepdims=True)  # (n, 1)
        even = np.full_like(counts, 1 / counts.shape[1])
        return np.where(total > 0, counts / np.maximum(total, 1), even)


@dataclass(frozen=True, repr=False)
class Add(_Textbook):
    """Add k to every count: ``(c + k) / (N + k V)`` (Lidstone; Laplace's rule with k = 1).

    Make it with `add`.
    """

    k: float
    name = "add"

    def __post_init__(self) -> None:
        if not 0 < self.k < np.inf:
            raise ValueError(
                f"k is {self.k}; it has to be above 0 (to add nothing, use maximum_likelihood)"
            )

    def __call__(self, counts: Rows, lower: Rows) -> Rows:
        """Return ``(c + k) / (N + k V)``."""
        total = counts.sum(axis=1, keepdims=True)  # (n, 1)
        return np.asarray((counts + self.k) / (total + self.k * counts.shape[1]))


@dataclass(frozen=True, repr=False)
class WittenBell(LevelRule):
    """Interpolated Witten-Bell: ``(c + T lower) / (N + T)`` (Witten and Bell 1991).

    The more different tokens came next, the likelier another one is. It borrows with weight
    ``T / (N + T)``, as if each first meeting had been a surprise. Lesson 03.

    Examples
    --------
    >>> witten_bell(np.array([[3.0, 1, 0]]), np.full((1, 3), 1 / 3)).round(3)
    array([[0.611, 0.278, 0.111]])
    """

    name = "witten_bell"

    def __call__(self, counts: Rows, lower: Rows) -> Rows:
        """Return ``(c + T lower) / (N + T)``."""
        total = counts.sum(axis=1, keepdims=True)  # (n, 1)
        kinds = (counts > 0).sum(axis=1, keepdims=True)  # (n, 1)
        return np.where(total > 0, (counts + kinds * lower) / np.maximum(total + kinds, 1), lower)


class _Continuations(LevelRule):
    """A rule that asks of shorter contexts in how many surroundings a token followed them."""

    def counted(self, contexts: Contexts) -> Rows:
        """Return counts for full contexts; for others, how many different events came before.

        Nothing can come before the start of a tune: contexts that begin with it are full.
        """
        longer = contexts.suffixes[contexts.suffixes >= 0]
        surroundings = np.bincount(longer, minlength=len(contexts.keys))
        full = contexts.full[contexts.context]
        return np.where(full, contexts.counts, surroundings).astype(np.float64)


@dataclass(frozen=True, repr=False)
class KneserNey(_Continuations):
    """Interpolated Kneser-Ney: ``(max(c - D, 0) + D T lower) / N`` (Kneser and Ney 1995).

    A discount D is taken from each count and shared out as the level below says. In contexts
    below full length, c is the number of different events that came before context and token: a
    token that only ever followed one other is not probable in general, however often it
    occurred. Three discounts, for counts of 1, 2, and 3 or more, are Chen and Goodman's form.

    Make it with `kneser_ney`.
    """

    once: float
    twice: float
    more: float
    name = "kneser_ney"

    def __post_init__(self) -> None:
        for count, discount in enumerate(astuple(self), start=1):
            if not 0 <= discount <= count:
                raise ValueError(
                    f"a discount of {discount} from a count of {count}; it has to be from 0 to "
                    f"{count}"
                )

    def __call__(self, counts: Rows, lower: Rows) -> Rows:
        """Return ``(c - D(c) + sum(D(c)) lower) / N``."""
        total = counts.sum(axis=1, keepdims=True)  # (n, 1)
        discounts = np.array([0, self.once, self.twice, self.more])  # D(0) to D(3 and more)
        taken = discounts.take(counts.astype(np.intp), mode="clip")  # (n, size + 1)
        lent = taken.sum(axis=1, keepdims=True)  # (n, 1)
        return np.where(total > 0, (counts - taken + lent * lower) / np.maximum(total, 1), lower)

    def __repr__(self) -> str:
        same = self.once == self.twice == self.more
        return f"{self.name}({self.once})" if same else super().__repr__()


@dataclass(frozen=True, repr=False)
class ModifiedKneserNey(_Continuations):
    """Modified Kneser-Ney: as `KneserNey`, with discounts that each level's counts suggest.

    With n1, n2, ... the number of counts that are 1, 2, ... on a level, and
    ``Y = n1 / (n1 + 2 n2)``: ``D(k) = k - (k + 1) Y n(k+1) / n(k)`` for k = 1, 2 and, for all
    larger counts, 3 (Chen and Goodman 1998). Where one of n1 to n4 is zero, or a discount falls
    outside 0 to k, the level's discounts are 0.5, 1 and 1.5. Lesson 03 uses it as the best rule.

    Examples
    --------
    >>> modified_kneser_ney.at_level(np.array([1.0, 1, 1, 1, 2, 2, 3, 4]))
    kneser_ney(0.5, 1.25, 1.0)
    >>> modified_kneser_ney.at_level(np.array([1.0, 1, 2]))
    kneser_ney(0.5, 1.0, 1.5)
    """

    name = "modified_kneser_ney"

    def __call__(self, counts: Rows, lower: Rows) -> Rows:
        """Return the probabilities, the discounts being those that these counts suggest."""
        return self.at_level(counts[counts > 0])(counts, lower)

    def at_level(self, counts: Rows) -> KneserNey:
        """Return the rule with the discounts that a level's counts suggest."""
        n = np.bincount(np.minimum(counts, 5).astype(np.intp), minlength=6)
        if not n[1:5].all():
            return KneserNey(*FALLBACK)
        y = n[1] / (n[1] + 2 * n[2])
        discounts = [float(k - (k + 1) * y * n[k + 1] / n[k]) for k in (1, 2, 3)]
        sound = all(0 <= discount <= k for k, discount in enumerate(discounts, start=1))
        return KneserNey(*discounts) if sound else KneserNey(*FALLBACK)


@dataclass(frozen=True, repr=False)
class Own(LevelRule):
    """A rule made from a function ``formula(counts, lower)`` of your own, for all levels."""

    formula: Formula
    name = "own"

    def __post_init__(self) -> None:
        if not callable(self.formula):
            raise TypeError(
                f"smoothing is {self.formula!r}; give a rule of meantone.models, as kneser_ney, or "
                "a function of counts and of what is below"
            )

    def __call__(self, counts: Rows, lower: Rows) -> Rows:
        """Return what the function returns."""
        return self.formula(counts, lower)


@dataclass(frozen=True, repr=False)
class BoundedPPM(Smoothing):
    """Interpolated PPM with exclusion, on contexts of bounded length: see `ppm.blend`.

    It looks at a context and all its suffixes at once, since a token that a longer one has seen
    counts less in shorter ones. Make it with `bounded_ppm`.
    """

    escape: Escape
    name = "bounded_ppm"

    def __post_init__(self) -> None:
        if self.escape not in ESCAPES:
            raise ValueError(f"there is no escape {self.escape!r}; there are {', '.join(ESCAPES)}")

    def row_maker(self, contexts: Contexts, base: Rows) -> RowMaker:
        """Return what predicts after the contexts; PPM has a level of its own below the last."""
        if not np.allclose(base, base[0]):
            raise ValueError("PPM has its own level below the empty context; leave base out")
        return _WholeChains(self.escape, contexts)


maximum_likelihood = MaximumLikelihood()
witten_bell = WittenBell()
modified_kneser_ney = ModifiedKneserNey()


def add(k: float) -> Add:
    """Return the rule that adds k to every count: ``(c + k) / (N + k V)``.

    Like maximum likelihood it borrows nothing from shorter contexts: after a context of full
    length that is not known, all is as probable. Lesson 03.

    Raises
    ------
    ValueError
        If k is not above 0.

    Examples
    --------
    >>> add(1)(np.array([[3.0, 1, 0]]), np.full((1, 3), 1 / 3)).round(3)
    array([[0.571, 0.286, 0.143]])
    """
    return Add(k)


def kneser_ney(discount: float) -> KneserNey:
    """Return interpolated Kneser-Ney with one discount for all counts. Lesson 03.

    Raises
    ------
    ValueError
        If the discount is not from 0 to 1.

    Examples
    --------
    >>> kneser_ney(0.75)(np.array([[3.0, 1, 0]]), np.full((1, 3), 1 / 3)).round(4)
    array([[0.6875, 0.1875, 0.125 ]])
    """
    return KneserNey(discount, discount, discount)


def bounded_ppm(escape: Escape = "C") -> BoundedPPM:
    """Return interpolated PPM with exclusion, with contexts up to the model's order. Lesson 03.

    Parameters
    ----------
    escape : {"A", "B", "C", "D", "AX"}
        What tokens that were never seen are worth, as `meantone.models.ppm.blend` explains.

    Raises
    ------
    ValueError
        If there is no such escape.

    Examples
    --------
    >>> bounded_ppm("AX")
    bounded_ppm(AX)
    """
    return BoundedPPM(escape)


class _LevelByLevel:
    """The probabilities after contexts, each level made from the one below."""

    def __init__(self, rule: LevelRule, contexts: Contexts, base: Rows) -> None:
        self.contexts, self.base = contexts, base[None]  # (1, size + 1)
        self.counts = rule.counted(contexts)
        self.formulas = [
            rule.at_level(self.counts[contexts.ngrams(depth)]) for depth in range(contexts.order)
        ]

    def table(self) -> Rows:
        """Return the probabilities after every context and the end, (contexts + 1, size + 1)."""
        contexts, table = self.contexts, empty_table(self.contexts)
        for depth, formula in enumerate(self.formulas):
            for some in steps(contexts.level(depth), contexts.size + 1):
                lower = table[contexts.suffix_link[some]] if depth else self.base
                table[some] = formula(contexts.rows(some, self.counts), lower)
        return table

    def rows(self, contexts: Numbers) -> Rows:
        """Return the probabilities after some contexts, made from all their suffixes."""
        rows = np.empty((len(contexts), self.contexts.size + 1))
        chains = self.contexts.suffix_chains(contexts)  # (n, order)
        lower, standing_on = self.base, np.zeros(len(contexts), dtype=np.int64)
        for depth, formula in enumerate(self.formulas):
            here = np.flatnonzero(chains[:, depth] >= 0)
            found, which = np.unique(chains[here, depth], return_inverse=True)
            below = np.empty(len(found), dtype=np.int64)
            below[which] = standing_on[here]
            lower = formula(self.contexts.rows(found, self.counts), lower[below])
            standing_on[here] = which
            done = here[chains[here, depth] == contexts[here]]
            rows[done] = lower[standing_on[done]]
        return rows


class _WholeChains:
    """The probabilities after contexts, each made from the counts of all its suffixes."""

    def __init__(self, escape: Escape, contexts: Contexts) -> None:
        self.escape, self.contexts = escape, contexts

    def table(self) -> Rows:
        """Return the probabilities after every context and the end, (contexts + 1, size + 1)."""
        table = empty_table(self.contexts)
        for some in steps(slice(0, len(self.contexts)), self.contexts.size + 1):
            table[some] = self.rows(some)
        return table

    def rows(self, contexts: Numbers) -> Rows:
        """Return the probabilities after some contexts, shape (n, size + 1)."""
        order, width = self.contexts.order, self.contexts.size + 1
        rows = np.empty((len(contexts), width))
        for some in steps(slice(0, len(contexts)), order * width):
            chains = self.contexts.suffix_chains(contexts[some])  # (n, order)
            # Nothing was counted where a context is too short, as after the end.
            chains = np.where(chains < 0, len(self.contexts), chains)
            counts = self.contexts.rows(chains.ravel()).astype(np.int64)
            rows[some] = blend(counts.reshape(-1, order, width), self.escape)
        return rows


def empty_table(contexts: Contexts) -> Rows:
    """Return a table to be filled, in which only the end is certain: that it goes on for ever."""
    table = np.empty((len(contexts) + 1, contexts.size + 1))
    table[-1] = np.arange(contexts.size + 1) == contexts.size
    return table


def steps(places: slice, width: int) -> Iterator[Numbers]:
    """Yield places a few at a time, so that their rows fit into a processor's memory.

    Parameters
    ----------
    places : slice
        From where to where.
    width : int
        How many numbers a row has.

    Yields
    ------
    numpy.ndarray of int
        Places that follow each other.

    Examples
    --------
    >>> [len(some) for some in steps(slice(1, 12), LARGEST_STEP // 4)]
    [4, 4, 3]
    """
    step = max(LARGEST_STEP // width, 1)
    for begin in range(places.start, places.stop, step):
        yield np.arange(begin, min(begin + step, places.stop))


def rule_named(text: str) -> Smoothing:
    """Return the rule whose ``repr`` this is.

    Raises
    ------
    ValueError
        If there is no such rule.

    Examples
    --------
    >>> rule_named("add(0.5)"), rule_named("witten_bell")
    (add(0.5), witten_bell)
    """
    plain = {str(rule): rule for rule in (maximum_likelihood, witten_bell, modified_kneser_ney)}
    if text in plain:
        return plain[text]
    if found := re.fullmatch(r"add\(([^,]+)\)", text):
        return add(float(found[1]))
    if found := re.fullmatch(r"kneser_ney\(([^,]+)(?:, ([^,]+), ([^,]+))?\)", text):
        return KneserNey(*(float(value or found[1]) for value in found.groups()))
    if found := re.fullmatch(r"bounded_ppm\((\w+)\)", text):
        return bounded_ppm(cast(Escape, found[1]))
    raise ValueError(f"there is no rule {text!r}")
