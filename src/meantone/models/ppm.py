"""PPM, prediction by partial matching: all contexts have their say, the longest one first.

The model of the literature on melodic expectation (Cleary and Witten 1984; Pearce 2005). It asks
the longest context that has been heard, and leaves a share of the probability, the *escape*, for
tokens not yet heard after it. That share goes to the context one event shorter, and so on down to a
guess that favors nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.at_hand import (
    AtHand,
    begin,
    counts_at_hand,
    remember,
    update_excluded_at_hand,
)
from meantone.models.memory import Memory
from meantone.models.sequence_model import Numbers, Rows, SequenceModel

Counts = NDArray[np.integer[Any]]
Escape = Literal["A", "B", "C", "D", "AX"]
Rule = Callable[[Counts, Escape], Rows]
"""How counts become probabilities: `blend` or `back_off`."""

ESCAPES: dict[Escape, tuple[float, Callable[[Counts], NDArray[Any]]]] = {
    "A": (0.0, lambda counts: np.ones(counts.shape[:-1])),
    "B": (-1.0, lambda counts: (counts > 0).sum(axis=-1)),
    "C": (0.0, lambda counts: (counts > 0).sum(axis=-1)),
    "D": (-0.5, lambda counts: (counts > 0).sum(axis=-1) / 2),
    "AX": (0.0, lambda counts: (counts == 1).sum(axis=-1) + 1),
}
"""For each escape what is added to every count, and how many events new tokens are worth."""


class Settings(TypedDict, total=False):
    """What every constructor of `PPM` takes; described there."""

    order: int | None
    escape: Escape
    rule: Rule
    updates: Literal["full", "exclusion"]


def blend(counts: Counts, escape: Escape = "C") -> Rows:
    """Return the probabilities of interpolated PPM: each context adds to what shorter ones say.

    With `c` the count of a token after a context, `t` the number of different tokens there and `N`
    the sum of all ``c + k`` (Pearce 2005, ch. 6)::

        p(token) = (c + k) / (N + t/d) + (t/d) / (N + t/d) * p(token, one event shorter)

    Exclusion: tokens seen after the context one event longer leave `N`, but not `t`, and still get
    their term; a context that they all have left passes everything on. Below the empty context,
    with its `t0` different tokens, each token gets ``1 / (alphabet + 1 - t0)``. At last the row is
    divided by its sum. Lesson 03.

    The escape says how many events new tokens are worth:

    - A: ``t/d`` is 1 instead; ``k = 0``.
    - B: ``d = 1, k = -1``; a token has to come twice to count.
    - C: ``d = 1, k = 0``; as many as there were different tokens (Witten and Bell 1991).
    - D: ``d = 2, k = -1/2``; every token gives half an event (Howard 1993).
    - AX: ``t/d`` is 1 + the number of tokens that came once; ``k = 0`` (Moffat et al. 1998).

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (batch, depths, alphabet)
        ``counts[b, d]``: how often each token came after the last `d` events. The deepest context
        is asked first; one that never occurred has zeros and is passed over.
    escape : {"A", "B", "C", "D", "AX"}

    Returns
    -------
    numpy.ndarray of float, shape (batch, alphabet)
        Positive everywhere.

    Raises
    ------
    ValueError
        If there is no such escape.

    Examples
    --------
    After anything, 0 came three times, 1 once, 2 never; after the last event, 0 came once. So 0
    gets 1/2 + 1/2 · 3/3, 1 gets 1/2 · 1/3, and all three 1/2 · 2/3 · 1/2 besides: 7 to 2 to 1.

    >>> blend(np.array([[[3, 1, 0], [1, 0, 0]]])).round(3)
    array([[0.7, 0.2, 0.1]])
    """
    given, rest = terms(counts, escape)
    return _normalized(given + rest * _guess(counts > 0))


def terms(counts: Counts, escape: Escape = "C") -> tuple[Rows, Rows]:
    """Return what all contexts give to each token by `blend`, and what is left for a guess.

    Parameters
    ----------
    counts, escape
        As for `blend`.

    Returns
    -------
    given : numpy.ndarray of float, shape (batch, alphabet)
    rest : numpy.ndarray of float, shape (batch, 1)
        What reaches below the empty context. With exclusion, the sum of both may exceed 1.

    Examples
    --------
    >>> given, rest = terms(np.array([[[3, 1, 0], [1, 0, 0]]]))
    >>> given.round(3), rest.round(3)
    (array([[1.   , 0.167, 0.   ]]), array([[0.333]]))
    """
    raised, new = _worth(counts, escape)
    own, reach, rest = _shares(raised, new, counts > 0)
    return np.einsum("bda,bd->ba", own, reach), rest


def back_off(counts: Counts, escape: Escape = "C") -> Rows:
    """Return the probabilities of PPM as first published: shorter contexts are for new tokens only.

    A token has its term of `blend` from the deepest context it was seen after, and no other (with
    B: seen twice). Lesson 03.

    Parameters, shapes and errors as for `blend`.

    Examples
    --------
    0 gets 1/2 and 1 gets 1/2 · 1/3; 2 is new everywhere and gets 1/2 · 2/3 · 1/2.

    >>> back_off(np.array([[[3, 1, 0], [1, 0, 0]]])).round(3)
    array([[0.6, 0.2, 0.2]])
    """
    raised, new = _worth(counts, escape)
    # What a longer context has heard, a shorter one has: with k and exclusion it may not say so.
    heard = np.logical_or.accumulate(raised[:, ::-1] > 0, axis=1)[:, ::-1]
    own, reach, rest = _shares(raised, new, heard)
    own[_longer(heard)] = 0
    guess = np.where(heard[:, 0], 0, _guess(counts > 0))
    return _normalized(np.einsum("bda,bd->ba", own, reach) + rest * guess)


def _worth(counts: Counts, escape: Escape) -> tuple[Rows, Rows]:
    """Return what each token is worth, ``c + k``, and what all new ones together are, ``t/d``."""
    if escape not in ESCAPES:
        raise ValueError(f"there is no escape {escape!r}; there are {', '.join(ESCAPES)}")
    added, new = ESCAPES[escape]
    return np.where(counts > 0, counts + added, 0.0), new(counts)


def _shares(raised: Rows, new: Rows, heard: NDArray[np.bool_]) -> tuple[Rows, Rows, Rows]:
    """Return what each context gives to tokens, how much reaches it, and how much reaches none.

    Shapes (batch, depths, alphabet), (batch, depths), (batch, 1).
    """
    total = np.sum(raised, axis=-1, where=~_longer(heard))  # N, with exclusion
    scale = np.divide(1, total + new, out=np.zeros_like(total), where=total > 0)
    passed_on = 1 - total * scale  # (batch, depths)
    # What reaches a context has been passed on by all deeper ones.
    reach = np.cumprod(passed_on[:, ::-1], axis=1)[:, ::-1]
    deeper = np.column_stack([reach[:, 1:], np.ones(len(reach))])
    return raised * scale[..., None], deeper, reach[:, :1]


def _longer(heard: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each context what was heard after the one that is an event longer."""
    return np.concatenate([heard[:, 1:], np.zeros_like(heard[:, :1])], axis=1)


def _guess(heard: NDArray[np.bool_]) -> Rows:
    """Return what a token gets that no context knows, shape (batch, 1)."""
    alphabet = heard.shape[-1]
    return np.asarray(1 / (alphabet + 1 - heard[:, :1].sum(axis=-1)))


def _normalized(rows: Rows) -> Rows:
    """Return the rows divided by their sums."""
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


def shortest_certain(counts: Counts) -> Numbers:
    """Return the depth of the context that PPM* asks first (Cleary and Teahan 1997).

    The shortest after which only one token ever came; the longest that occurred, if none is such.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (batch, depths, alphabet)

    Returns
    -------
    numpy.ndarray of int, shape (batch,)

    Examples
    --------
    >>> shortest_certain(np.array([[[3, 1], [2, 0], [1, 0]], [[3, 1], [2, 1], [0, 0]]]))
    array([1, 1])
    """
    different = (counts > 0).sum(axis=-1)  # (batch, depths)
    certain = different == 1
    longest = np.maximum((different > 0).sum(axis=1) - 1, 0)
    return np.asarray(np.where(certain.any(axis=1), certain.argmax(axis=1), longest))


def asked(counts: Counts) -> Counts:
    """Return the counts of those contexts only that PPM* asks: up to `shortest_certain`.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (batch, depths, alphabet)

    Returns
    -------
    numpy.ndarray of int, shape (batch, fewer depths, alphabet)
        Zero where a context is longer.

    Examples
    --------
    >>> asked(np.array([[[3, 1], [2, 0], [1, 0]], [[3, 1], [2, 1], [0, 0]]])).tolist()
    [[[3, 1], [2, 0]], [[3, 1], [2, 1]]]
    """
    first = shortest_certain(counts)
    within = np.arange(first.max(initial=0) + 1) <= first[:, None]  # (batch, depths)
    return np.asarray(counts[:, : within.shape[1]] * within[..., None])


class PPM(SequenceModel[Numbers]):
    """A model that predicts from every context that was heard, up to some length or of any.

    Make it with `PPM.fit`, `PPM.unframed` or `PPM.short_term`. It is a `SequenceModel`; its state
    says where in the memory the latest events occur. What comes after an end has no meaning.
    Lesson 03.

    Parameters
    ----------
    memory : Memory
        The tunes it was trained on.
    alphabet : int
        How many tokens can come next: ``memory.size``, or one more if the end is among them.
    order : int, optional
        Contexts have up to ``order - 1`` events, and the longest that occurred is asked first.
        Left out, they have any length, and `shortest_certain` says which is first: PPM*.
    escape : {"C", "A", "B", "D", "AX"}
        What new tokens are worth, as `blend` explains.
    rule : function
        `blend` or `back_off`.
    updates : {"full", "exclusion"}
        Which contexts count a token as it comes: all; or, with update exclusion, those in which it
        is new and the longest in which it is not (Moffat 1990). Two kinds of context count in full
        even so: those of ``order - 1`` events; and, without a bound, a context after which
        only one token ever came, if a longer one has occurred too (Pearce 2005, ch. 6).

    Raises
    ------
    ValueError
        If the order is below 1, or there is no such escape or way to update.

    Examples
    --------
    >>> model = PPM.fit([[0, 1], [0, 0, 1]], size=2)
    >>> model.probabilities(model.start(1)).round(3)  # of 0, 1, the end
    array([[0.667, 0.167, 0.167]])
    """

    def __init__(
        self,
        memory: Memory,
        alphabet: int,
        order: int | None = None,
        escape: Escape = "C",
        rule: Rule = blend,
        updates: Literal["full", "exclusion"] = "full",
    ) -> None:
        if order is not None and order < 1:
            raise ValueError(f"the order is {order}; it has to be 1 or more, or None for no bound")
        if escape not in ESCAPES:
            raise ValueError(f"there is no escape {escape!r}; there are {', '.join(ESCAPES)}")
        if updates not in ("full", "exclusion"):
            raise ValueError(f"updates is {updates!r}; it has to be 'full' or 'exclusion'")
        self.memory, self.size, self.alphabet = memory, memory.size, alphabet
        self.order, self.escape, self.rule, self.updates = order, escape, rule, updates

    @classmethod
    def fit(cls, tunes: Sequence[ArrayLike], size: int, **settings: Unpack[Settings]) -> PPM:
        """Learn from whole tunes: a context may begin with the start, and the end is predicted.

        Parameters
        ----------
        tunes : sequence of array_like of int
            Tokens from 0 to ``size - 1``.
        size : int
            Symbols in the vocabulary.
        **settings
            `order`, `escape`, `rule` and `updates`, as the class explains.

        Returns
        -------
        PPM

        Raises
        ------
        ValueError
            If a token is out of range, or a setting is.
        """
        return cls(Memory(tunes, size, opening=1), size + 1, **settings)

    @classmethod
    def unframed(cls, tunes: Sequence[ArrayLike], size: int, **settings: Unpack[Settings]) -> PPM:
        """Learn from notes alone, as published figures of PPM do: no start, no end.

        The first note of a tune is predicted from nothing, and the probability of the end is 0.

        Parameters
        ----------
        tunes, size, **settings
            As for `fit`.

        Returns
        -------
        PPM

        Raises
        ------
        ValueError
            As for `fit`.

        Examples
        --------
        >>> model = PPM.unframed([[0, 1], [0, 0, 1]], size=2)
        >>> model.probabilities(model.start(1)).round(3)
        array([[0.556, 0.444, 0.   ]])
        """
        return cls(Memory(tunes, size, opening=0), size, **settings)

    @classmethod
    def short_term(cls, size: int, **settings: Unpack[Settings]) -> LearningPPM:
        """Return a model that knows nothing but the tune at hand, and learns it as it goes.

        The short-term model. It is ``PPM.fit([], size).learning()``; that of the published figures
        is ``PPM.unframed([], size).learning()``.

        Examples
        --------
        >>> model = PPM.short_term(size=2)
        >>> state = model.advance(model.start(1), np.array([1]))
        >>> model.probabilities(state).round(3)
        array([[0.167, 0.667, 0.167]])
        """
        return cls.fit([], size, **settings).learning()

    def learning(self) -> LearningPPM:
        """Return this model going on to learn from each tune at hand, and from that tune alone."""
        return LearningPPM(self)

    def __repr__(self) -> str:
        bound = "of any order" if self.order is None else f"of order {self.order}"
        return f"<PPM {bound}, escape {self.escape}>"

    def start(self, batch: int) -> Numbers:
        """Return the ranges of the memory before the first token, shape (batch, depths, 2)."""
        return self.memory.start(batch)[:, : self.order]

    def advance(self, state: Numbers, tokens: Numbers) -> Numbers:
        """Return the ranges after one more token, shape (batch, depths, 2)."""
        return self.memory.advance(state, tokens)[:, : self.order]

    def probabilities(self, state: Numbers) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        full = self.memory.counts(state)
        if self.updates == "full":
            return self.predict(full)
        return self.predict(self.excluding(full, self.memory.update_excluded(state)))

    def excluding(self, full: Counts, excluded: Counts) -> Counts:
        """Return update-excluded counts, but full ones where `updates` says so.

        Parameters
        ----------
        full, excluded : numpy.ndarray of int, shape (batch, depths, size + 1)

        Returns
        -------
        numpy.ndarray of int, shape (batch, depths, size + 1)
        """
        if self.order is None:
            kinds = (full[..., : self.alphabet] > 0).sum(axis=-1)  # (batch, depths)
            longer = np.append(kinds[:, 1:], np.zeros((len(kinds), 1)), axis=1)
            in_full = (kinds == 1) & (longer > 0)
        else:
            in_full = np.broadcast_to(np.arange(full.shape[1]) == self.order - 1, full.shape[:2])
        return np.where(in_full[..., None], full, excluded)

    def predict(self, counts: Counts) -> Rows:
        """Return the probabilities that follow from counts of shape (batch, depths, size + 1)."""
        counts = counts[..., : self.alphabet]
        if self.order is None:
            counts = asked(counts)
        rows = np.zeros((len(counts), self.size + 1))
        rows[:, : self.alphabet] = self.rule(counts, self.escape)
        return rows


class LearningPPM(SequenceModel[tuple[Numbers, AtHand]]):
    """A `PPM` that goes on learning from the tune at hand: what it counts there, it adds.

    Make it with `PPM.learning` or `PPM.short_term`. Every tune starts from the same memory. Its
    state is the state of the PPM and the tune so far.

    Parameters
    ----------
    ppm : PPM

    Examples
    --------
    >>> model = PPM.fit([[0, 1], [0, 0, 1]], size=2).learning()
    >>> state = model.start(1)
    >>> for token in [1, 1, 1, 1]:
    ...     state = model.advance(state, np.array([token]))
    >>> model.probabilities(state).round(3)
    array([[0.102, 0.712, 0.186]])
    """

    def __init__(self, ppm: PPM) -> None:
        self.ppm, self.size = ppm, ppm.size

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The model that it begins as."""
        return (self.ppm,)

    def __repr__(self) -> str:
        return f"<LearningPPM that begins as {self.ppm!r}>"

    def start(self, batch: int) -> tuple[Numbers, AtHand]:
        """Return the state before the first token, for `batch` tunes."""
        return self.ppm.start(batch), begin(batch)

    def advance(self, state: tuple[Numbers, AtHand], tokens: Numbers) -> tuple[Numbers, AtHand]:
        """Return the state after one more token in each tune, which is learned."""
        ranges, at_hand = state
        longest = self.ppm.memory.longest(ranges, tokens)
        return self.ppm.advance(ranges, tokens), remember(at_hand, tokens, longest)

    def probabilities(self, state: tuple[Numbers, AtHand]) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        ranges, at_hand = state
        ppm, memory = self.ppm, self.ppm.memory
        deepest = (ppm.order or at_hand[0].shape[1] + 1) - 1
        full = total(memory.counts(ranges), counts_at_hand(at_hand, self.size, deepest))
        if ppm.updates == "full":
            return ppm.predict(full)
        excluded = total(
            memory.update_excluded(ranges), update_excluded_at_hand(at_hand, self.size, deepest)
        )
        return ppm.predict(ppm.excluding(full, excluded))


def total(some: Counts, others: Counts) -> Counts:
    """Return the sum of counts of shape (batch, depths, alphabet) that may differ in their depths.

    Examples
    --------
    >>> total(np.array([[[3, 1], [2, 0]]]), np.array([[[1, 1]]]))
    array([[[4, 2],
            [2, 0]]])
    """
    deeper, other = sorted((some, others), key=lambda counts: -counts.shape[1])
    added = deeper.copy()
    added[:, : other.shape[1]] += other
    return added
