"""Constraints on tunes: what has to be in them, and where.

A constraint is a small machine that reads a tune and knows which tokens may come next (a
deterministic automaton). Two joined by ``&`` are one: the machine that runs both. What a constraint
does to a model is said in `meantone.decoding.Constrained`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.decoding.search import bounds
from meantone.tunes.viewpoints import Degree, DegreeDuration, Grid, Pitch, Viewpoint

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

MAJOR = (0, 2, 4, 5, 7, 9, 11)
"""Semitones of the major scale above its tonic."""

MINOR = (0, 2, 3, 5, 7, 8, 10)
"""Semitones of the natural minor scale above its tonic."""

PENTATONIC = (0, 2, 4, 7, 9)
"""Semitones of the major pentatonic scale above its tonic."""


class ConstraintError(ValueError):
    """Nothing is left: no tune does what constraints ask, or a model thinks all such impossible."""


class Constraint:
    """What a tune has to be: a machine of numbered states that allows some tokens in each.

    Make it with `opening`, `ending`, `lengths`, `only` or `given`, and join several with ``&``.
    From every state that it comes to, some tune can still be completed: it never leads astray.
    Lesson 08.

    Parameters
    ----------
    allowed : array_like of bool, shape (states, size + 1)
        Which tokens, and whether the end, may come in each state. A tune starts in state 0.
    next : array_like of int, shape (states, size + 1)
        The state that each allowed token leads to. What an end leads to is not read.
    words : str
        What it asks for, for error messages: "begins with 2 0".

    Attributes
    ----------
    size : int
        Symbols in the vocabulary.
    allowed, next : numpy.ndarray, shape (states + 1, size + 1)
        The last state is that after the end; what is not allowed leads there too.
    words : str

    Raises
    ------
    ConstraintError
        If there is no tune that it allows.

    Examples
    --------
    >>> both = opening([2, 0], size=3) & lengths(3, 4, 6)
    >>> both
    <Constraint: begins with 2 0, has 4 to 6 notes>
    >>> both.fits([2, 0, 1, 1]), both.fits([2, 0, 1])
    (True, False)
    """

    def __init__(self, allowed: ArrayLike, next: ArrayLike, words: str) -> None:
        flags, after = np.array(allowed, dtype=bool), np.array(next, dtype=np.int64)
        self.words, self.size = words, flags.shape[1] - 1
        self.allowed, self.next = _reached(*_living(*_with_end(flags, after)))
        if not self.allowed[0].any():
            raise ConstraintError(f"there is no tune that {words}; ask for something else")
        self.allowed.flags.writeable = self.next.flags.writeable = False

    def __and__(self, other: Constraint) -> Constraint:
        """Return what both ask for.

        Raises
        ------
        ConstraintError
            If no tune can do both; it tells the place where they contradict each other.
        ValueError
            If they are made for vocabularies of different sizes.
        """
        if self.size != other.size:
            raise ValueError(
                f"one constraint is for {self.size} symbols, the other for {other.size}; "
                "make both for the vocabulary of the model"
            )
        try:
            return Constraint(*_both(self, other), f"{self.words}, {other.words}")
        except ConstraintError:
            raise ConstraintError(
                f"there is no tune that {self.words} and also {other.words}: they leave nothing "
                f"{_where_they_part(self, other)}; ask for less"
            ) from None

    def start(self, batch: int) -> Numbers:
        """Return the state before the first token, for `batch` tunes: shape (batch,)."""
        return np.zeros(batch, dtype=np.int64)

    def advance(self, state: Numbers, tokens: Numbers) -> Numbers:
        """Return the state after one more token in each tune, shape (batch,)."""
        return np.asarray(self.next[state, tokens])

    def fits(self, tune: ArrayLike) -> bool:
        """Tell whether a tune is what is asked for.

        Parameters
        ----------
        tune : array_like of int, shape (time,)
            Without the end.

        Raises
        ------
        ValueError
            If a token is not from 0 to ``size - 1``.
        """
        state = 0
        for token in [*_checked(tune, self.size).tolist(), self.size]:
            if not self.allowed[state, token]:
                return False
            state = int(self.next[state, token])
        return True

    def __repr__(self) -> str:
        return f"<Constraint: {self.words}>"


def opening(tokens: ArrayLike, size: int) -> Constraint:
    """Ask for tunes that begin with these tokens.

    Parameters
    ----------
    tokens : array_like of int
    size : int
        Symbols in the vocabulary.

    Returns
    -------
    Constraint

    Raises
    ------
    ValueError
        If a token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> opening([2, 0], size=3).fits([2, 0, 1])
    True
    """
    wanted = _checked(tokens, size)
    allowed, after = _free(len(wanted), size)
    allowed[:-1] = np.eye(size + 1, dtype=bool)[wanted]
    return Constraint(allowed, after, f"begins with {_listed(wanted)}")


def ending(tokens: ArrayLike, size: int) -> Constraint:
    """Ask for tunes that end with these tokens.

    A state is the number of these tokens that were just heard (Knuth, Morris and Pratt 1977). How
    long the tune becomes is left open: join it with `lengths`.

    Parameters, errors as for `opening`.

    Examples
    --------
    >>> [ending([0, 1], size=3).fits(tune) for tune in ([2, 0, 1], [0, 1, 1])]
    [True, False]
    """
    wanted = _checked(tokens, size)
    allowed, after = (
        np.ones((len(wanted) + 1, size + 1), dtype=bool),
        np.zeros((len(wanted) + 1, size + 1), dtype=np.int64),
    )
    allowed[:-1, size] = False
    shorter = 0  # the state of what was heard without its first token
    for heard, token in enumerate(wanted.tolist()):
        after[heard] = after[shorter]
        shorter = int(after[shorter, token]) if heard else 0
        after[heard, token] = heard + 1
    after[-1] = after[shorter]
    return Constraint(allowed, after, f"ends with {_listed(wanted)}")


def lengths(size: int, at_least: int = 0, at_most: int | None = None) -> Constraint:
    """Ask for tunes of this many notes.

    Parameters
    ----------
    size : int
        Symbols in the vocabulary.
    at_least, at_most : int
        The same number twice asks for just that length. `at_most` left out: any length above.

    Returns
    -------
    Constraint

    Raises
    ------
    ValueError
        If they contradict each other, or are negative.

    Examples
    --------
    >>> lengths(3, 2, 2), lengths(3, 16)
    (<Constraint: has 2 notes>, <Constraint: has 16 notes or more>)
    """
    low, high = bounds(None, at_least, at_most)
    allowed, after = _free(low if at_most is None else at_most, size)
    allowed[:low, size] = False
    if at_most is not None:
        allowed[-1, :size] = False
    words = f"{low} notes or more" if at_most is None else f"{low} to {high} notes"
    return Constraint(allowed, after, f"has {low} notes" if low == high else f"has {words}")


def only(tokens: ArrayLike, size: int) -> Constraint:
    """Ask for tunes of these tokens and no others: a range, a scale.

    `in_range` and `in_scale` say which tokens those are.

    Parameters, errors as for `opening`; a `ConstraintError` if there is no token among them.

    Examples
    --------
    >>> only([0, 1], size=3)
    <Constraint: has only 0 1>
    """
    wanted = np.unique(_checked(tokens, size))
    if not len(wanted):
        raise ConstraintError("a tune of no tokens at all: allow one or more")
    allowed, after = _free(0, size)
    allowed[:, :size] = np.isin(np.arange(size), wanted)
    return Constraint(allowed, after, f"has only {_listed(wanted)}")


def given(tokens: Mapping[int, ArrayLike], size: int) -> Constraint:
    """Ask for tunes that have these tokens at these places.

    Parameters
    ----------
    tokens : mapping of int to int, or to several
        From the place, 0 for the first note, to the token that has to be there, or to those of
        which one has to be. The tune goes on at least that far.
    size : int
        Symbols in the vocabulary.

    Returns
    -------
    Constraint

    Raises
    ------
    ValueError
        If a place is negative, or a token is not from 0 to ``size - 1``.
    ConstraintError
        If there is a place without a token that may be there.

    Examples
    --------
    >>> middle = given({1: 0, 3: [0, 2]}, size=3)
    >>> middle
    <Constraint: has 0 at place 1, has 0 or 2 at place 3>
    >>> middle.fits([1, 0, 1, 2, 1]), middle.fits([1, 0, 1])
    (True, False)
    """
    if min(tokens, default=0) < 0:
        raise ValueError(f"there is no place {min(tokens)}; the first note has place 0")
    wanted = {place: np.unique(_checked(tokens[place], size)) for place in sorted(tokens)}
    for place, here in wanted.items():
        if not len(here):
            raise ConstraintError(f"place {place} is given no token; allow one or more there")
    allowed, after = _free(max(tokens, default=-1) + 1, size)
    allowed[:-1, size] = False
    for place, here in wanted.items():
        allowed[place] = np.isin(np.arange(size + 1), here)
    words = (f"has {' or '.join(map(str, here))} at place {p}" for p, here in wanted.items())
    return Constraint(allowed, after, ", ".join(words) or "is any tune")


def in_range(viewpoint: Viewpoint, lowest: int, highest: int) -> Numbers:
    """Return the tokens of notes that are not below or above a range, for `only`.

    Parameters
    ----------
    viewpoint : Pitch, Degree, DegreeDuration or Grid
    lowest, highest : int
        MIDI numbers, or semitones above the tonic, whichever the viewpoint sees.

    Returns
    -------
    numpy.ndarray of int
        Tokens that have no pitch (rests, held notes) are among them.

    Raises
    ------
    TypeError
        If the viewpoint sees no pitches or degrees.

    Examples
    --------
    >>> in_range(Pitch(range(60, 73)), 65, 68)
    array([5, 6, 7, 8])
    """
    return _where(viewpoint, range(lowest, highest + 1))


def in_scale(viewpoint: Viewpoint, steps: Iterable[int] = MAJOR) -> Numbers:
    """Return the tokens of notes that belong to a scale, in every octave, for `only`.

    Parameters
    ----------
    viewpoint : Pitch, Degree, DegreeDuration or Grid
    steps : iterable of int
        Semitones above the tonic; for viewpoints that see MIDI numbers, above C.

    Returns
    -------
    ndarray of int
        As for `in_range`, and its errors.

    Examples
    --------
    >>> in_scale(Degree(range(-2, 9)))
    array([1, 2, 4, 6, 7, 9])
    """
    classes = {step % 12 for step in steps}
    return _where(viewpoint, [height for height in range(-127, 128) if height % 12 in classes])


def _where(viewpoint: Viewpoint, heights: Iterable[int]) -> Numbers:
    """Return the tokens of symbols that have one of these heights, or none."""
    if isinstance(viewpoint, Pitch | Degree):
        kept = set(heights)
    elif isinstance(viewpoint, Grid):
        kept = {height for height in heights if height >= 0} | {Grid.hold, Grid.off}
    elif isinstance(viewpoint, DegreeDuration):
        kept = {*heights, DegreeDuration.rest}
    else:
        raise TypeError(
            f"a {type(viewpoint).__name__} viewpoint sees no pitches and no degrees, so it has no "
            "range and no scale; use Pitch, Degree, DegreeDuration or Grid"
        )
    seen = [s[0] if isinstance(s, tuple) else s for s in viewpoint.vocabulary]
    return np.flatnonzero([height in kept for height in seen])


def _checked(tokens: ArrayLike, size: int) -> Numbers:
    """Return tokens as an array, once they are seen to be in the vocabulary."""
    numbers = np.atleast_1d(np.asarray(tokens))
    if len(numbers) and numbers.dtype.kind not in "iu":
        raise ValueError(f"tokens are whole numbers, not {numbers.dtype}")
    numbers = numbers.astype(np.int64)
    outside = numbers[(numbers < 0) | (numbers >= size)]
    if len(outside):
        raise ValueError(f"{outside[0]} is not a token; there are 0 to {size - 1}")
    return numbers


def _listed(tokens: Numbers) -> str:
    return " ".join(map(str, tokens.tolist())) or "nothing"


def _free(count: int, size: int) -> tuple[Flags, Numbers]:
    """Return the tables of a machine that counts up to `count` notes and allows everything."""
    after = np.minimum(np.arange(1, count + 2), count)
    return np.ones((count + 1, size + 1), dtype=bool), np.tile(after[:, None], (1, size + 1))


def _with_end(allowed: Flags, after: Numbers) -> tuple[Flags, Numbers]:
    """Return the tables with a last state, after the end, and with ends that lead there."""
    end = len(allowed)
    allowed = np.concatenate([allowed, np.zeros_like(allowed[:1])])
    after = np.concatenate([after, np.full_like(after[:1], end)])
    allowed[end, -1] = True
    after[:, -1] = end
    return allowed, after


def _living(allowed: Flags, after: Numbers) -> tuple[Flags, Numbers]:
    """Return the tables without the tokens after which no tune could be completed any more."""
    alive = np.arange(len(allowed)) == len(allowed) - 1
    while True:
        kept = allowed & alive[after]
        now = kept.any(axis=1)
        if (now == alive).all():
            return kept, after
        alive = now


def _reached(allowed: Flags, after: Numbers) -> tuple[Flags, Numbers]:
    """Return the tables without the states that no tune comes to; the last one stays."""
    reached = np.arange(len(allowed)) == len(allowed) - 1
    new = np.zeros(1, dtype=np.int64)
    while len(new):
        reached[new] = True
        found = np.unique(after[new][allowed[new]])
        new = found[~reached[found]]
    number = np.cumsum(reached) - 1
    return allowed[reached], number[np.where(allowed, after, -1)[reached]]


def _both(one: Constraint, two: Constraint) -> tuple[Flags, Numbers]:
    """Return the tables of the machine that runs both; its states are the pairs that occur."""
    width = len(two.next)
    number = np.full(len(one.next) * width, -1)  # of each pair
    new, pairs = np.zeros(1, dtype=np.int64), []
    while len(new):
        number[new] = 0
        pairs.append(new)
        first, second = np.divmod(new, width)
        allowed = one.allowed[first] & two.allowed[second]
        found = np.unique((one.next[first] * width + two.next[second])[allowed])
        new = found[number[found] < 0]
    every = np.concatenate(pairs)
    number[every] = np.arange(len(every))
    first, second = np.divmod(every, width)
    return (
        one.allowed[first] & two.allowed[second],
        number[one.next[first] * width + two.next[second]],
    )


def _where_they_part(one: Constraint, two: Constraint) -> str:
    """Return the first place that no tune gets past, in words."""
    pairs = np.zeros((1, 2), dtype=np.int64)
    for place in range(len(one.next) * len(two.next)):
        first, second = pairs.T
        allowed = (one.allowed[first] & two.allowed[second])[:, :-1]
        if not allowed.any():
            return f"at place {place}"
        after = np.stack([one.next[first], two.next[second]], axis=-1)[:, :-1][allowed]
        pairs = np.unique(after, axis=0)
    return "at the end"
