"""Constraints, and the slow way to them: a question asked of each tune."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

from meantone.decoding import Constraint, ending, given, lengths, only, opening

Tokens = tuple[int, ...]


class Wish(NamedTuple):
    """A constraint, made by its function and its arguments, and what it means."""

    make: Callable[..., Constraint]
    arguments: tuple
    means: Callable[[Tokens], bool]


def any_wish(size: int) -> st.SearchStrategy[Wish]:
    """Return one wish, that some tune of up to 4 notes meets."""
    token = st.integers(0, size - 1)
    few = st.lists(token, max_size=3).map(tuple)
    some = st.frozensets(token, min_size=1)
    limits = st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(0, 2)))
    places = st.dictionaries(st.integers(0, 3), some, max_size=2)
    return st.one_of(
        few.map(lambda x: Wish(opening, (x, size), lambda tune: tune[: len(x)] == x)),
        few.map(lambda x: Wish(ending, (x, size), lambda tune: tune[len(tune) - len(x) :] == x)),
        some.map(lambda x: Wish(only, (sorted(x), size), lambda tune: x.issuperset(tune))),
        limits.map(lambda x: _of_length(size, x[0], x[1])),
        places.map(lambda x: _of_places(size, x)),
    )


def _of_length(size: int, low: int, more: int | None) -> Wish:
    high = None if more is None else low + more
    return Wish(
        lengths,
        (size, low, high),
        lambda tune: len(tune) >= low and (high is None or len(tune) <= high),
    )


def _of_places(size: int, wanted: dict[int, frozenset[int]]) -> Wish:
    tokens = {place: sorted(some) for place, some in wanted.items()}

    def means(tune: Tokens) -> bool:
        return all(place < len(tune) and tune[place] in some for place, some in wanted.items())

    return Wish(given, (tokens, size), means)


def some_wishes(size: int) -> st.SearchStrategy[list[Wish]]:
    """Return one to three wishes, which may contradict each other."""
    return st.lists(any_wish(size), min_size=1, max_size=3)


def met(wishes: list[Wish], tune: Tokens) -> bool:
    """Tell the slow way whether a tune is all that was wished for."""
    return all(wish.means(tune) for wish in wishes)
