"""The exercises of lesson 03: what was never heard, two ways to lend, and who goes with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, number, numbers, plain, shaped, share

# --- unseen -----------------------------------------------------------------------------------

_SHARE = "A share is asked for, one number from 0 to 1: of how many runs is this a part?"


def is_a_share(answer: Any) -> str | None:
    for tune in ([1, 1], [1, 1, 1, 1]):
        share(answer([[0, 0]], tune, 2), _SHARE)
    return None


def asks_for_the_unseen(answer: Any) -> str | None:
    if agrees(answer, [(([[0, 0]], [1, 1], 2), 0), (([[0, 0]], [0, 0], 2), 1)]):
        return "This is the share that was heard before. The other one is asked for."
    return None


_UNSEEN: list[tuple[str, list[Case]]] = [
    (
        "A tune of 3 notes has 2 runs of 2 notes, and here one of them is new: half.",
        [(([[0, 0]], [0, 0, 1], 2), 1 / 2), (([[0, 0]], [1, 0, 0], 2), 1 / 2)],
    ),
    (
        "No run reaches from the end of one song into the beginning of the next.",
        [(([[0], [1]], [0, 1], 2), 1), (([[2, 0], [1, 2]], [0, 1], 2), 1)],
    ),
    ("The same notes in another order are another run.", [(([[0, 1]], [1, 0], 2), 1)]),
    (
        "This run stands in one of the songs, and a run may lie anywhere in any song.",
        [
            (([[0, 1, 2]], [1, 2], 2), 0),
            (([[0, 1], [2, 2]], [0, 1], 2), 0),
            (([[2, 2], [0, 1]], [0, 1], 2), 0),
        ],
    ),
    (
        "A run is as many notes as `length` says, no more and no fewer.",
        [(([[0, 1, 2]], [0, 1, 2, 1], 3), 1 / 2), (([[0, 1]], [0, 2, 1], 1), 1 / 3)],
    ),
    (
        "A run is made of whole tokens: 1 and 12 are not 11 and 2.",
        [(([[1, 12]], [11, 2], 2), 1), (([[1, 0, 1]], [10, 1], 2), 1)],
    ),
    (
        "A run that comes twice in the tune counts twice.",
        [(([[0, 0]], [1, 1, 1, 0, 0], 2), 3 / 4), (([[3, 4]], [3, 4, 3, 4, 5], 2), 2 / 4)],
    ),
]


def finds_what_is_new(answer: Any) -> str | None:
    for says, cases in _UNSEEN:
        if not agrees(answer, cases):
            return says
    return None


UNSEEN = Exercise(
    name="03.unseen",
    tests=(is_a_share, asks_for_the_unseen, finds_what_is_new),
    hints=(
        "First a set of all runs of all songs: tuples can be in a set, lists cannot.",
        "A tune of n notes has n - length + 1 runs; the one at i is `tuple(tune[i : i + length])`.",
        "Count the tune's runs that are `not in` that set, and divide by how many runs it has.",
    ),
)


# --- borrowing --------------------------------------------------------------------------------

_LOWER = np.array([0.1, 0.2, 0.3, 0.4])
_WIDE = np.array([0.5, 0.25, 0.125, 0.125, 0.0])
_BORROWED: list[Case] = [
    ((np.array([2, 0, 0, 0]), _LOWER), np.array([2.1, 0.2, 0.3, 0.4]) / 3),
    ((np.array([3, 1, 0, 0]), _LOWER), np.array([3.2, 1.4, 0.6, 0.8]) / 6),
    ((np.array([3, 3, 2, 0]), _LOWER), np.array([3.3, 3.6, 2.9, 1.2]) / 11),
    ((np.array([0, 4, 0, 0, 1]), _WIDE), np.array([1, 4.5, 0.25, 0.25, 1]) / 7),
]


def gives_a_chance_to_each(answer: Any) -> str | None:
    if not shaped(answer, _BORROWED):
        return "A whole row is asked for: one chance for each token."
    return None


def asks_the_shorter_memory_alone(answer: Any) -> str | None:
    for lower in (_LOWER, _WIDE):
        found = np.asarray(plain(answer(np.zeros(len(lower), dtype=int), lower)), dtype=float)
        if not np.allclose(found, lower):
            return "This context was never heard: only the shorter memory has something to say."
    return None


def shares_out_all(answer: Any) -> str | None:
    for given, _ in _BORROWED:
        total = numbers(answer(*given)).sum()
        if not np.isclose(total, 1):
            return f"The chances sum to {total:.3g}. What is lent has to be taken from somewhere."
    return None


def lends_as_lower_says(answer: Any) -> str | None:
    found = numbers(answer(*_BORROWED[0][0]))
    if np.isclose(found[1], found[3]):
        return "Tokens 1 and 3 get the same loan, though the shorter memory likes 3 twice as much."
    return None


def lends_for_different_notes(answer: Any) -> str | None:
    for given, right in _BORROWED[:3]:
        found, unheard = numbers(answer(*given)), right[3]
        if np.isclose(found[3], unheard):
            continue
        much = "more" if found[3] > unheard else "less"
        return f"The last token borrows {much} than it should. How many *different* ones came here?"
    return None


def gives_all_their_chance(answer: Any) -> str | None:
    if not agrees(answer, _BORROWED):
        return "Not all chances are right. Do this row on paper, token by token."
    return None


BORROWING = Exercise(
    name="03.borrowing",
    tests=(
        gives_a_chance_to_each,
        asks_the_shorter_memory_alone,
        shares_out_all,
        lends_as_lower_says,
        lends_for_different_notes,
        gives_all_their_chance,
    ),
    hints=(
        "`T` is the number of entries of `counts` that are not zero: `np.count_nonzero`.",
        "Arrays of one length can be added and multiplied as they are, all tokens at once.",
        "If `T` is 0, return `lower`; else the formula, with `counts` for `c` and their sum for "
        "`N`.",
    ),
)


# --- companions_of ----------------------------------------------------------------------------

_COMPANIONS: list[tuple[list[list[int]], dict[int, int]]] = [
    ([[0, 1, 0, 1]], {0: 1, 1: 1}),
    ([[0, 1], [0, 1], [2, 1]], {1: 2}),
    ([[5, 10, 5], [7, 5, 5], [10, 7, 10]], {5: 3, 7: 1, 10: 2}),
]


def is_a_dict_of_numbers(answer: Any) -> str | None:
    found = answer([[0, 1]])
    if not isinstance(found, Mapping):
        return "A dict is asked for: its keys are the notes."
    for value in found.values():
        if not isinstance(plain(value), (int, float, np.number, np.ndarray)):
            return "Say how many there are, not which."
        number(value, "Say how many there are: one number for each note.")
    return None


def _found(answer: Any, songs: list[list[int]]) -> dict[int, int]:
    """Return an answer without zeros: a note with nothing before it may be left out."""
    return {int(note): int(n) for note, n in dict(answer(songs)).items() if n}


def stays_within_songs(answer: Any) -> str | None:
    if _found(answer, [[0], [1]]):
        return "Nothing comes before the first note of a song, not the last one of another song."
    return None


def asks_what_came_before(answer: Any) -> str | None:
    for songs in ([[0, 1]], [[0, 1], [0, 2]]):
        found = _found(answer, songs)
        if found.get(0) and not found.get(1):
            return "These are the notes that came after. Who came *before*?"
        if found.get(0):
            return "Before the first note of a song there is no note."
    return None


def counts_a_note_before_itself(answer: Any) -> str | None:
    for songs in ([[0, 0]], [[3], [4, 4, 4]]):
        if _found(answer, songs) != {songs[-1][0]: 1}:
            return "A note that is repeated came before itself, and counts once like any other."
    return None


def counts_different_ones(answer: Any) -> str | None:
    for songs, right in _COMPANIONS:
        found = _found(answer, songs)
        if found != right:
            if sum(found.values()) > sum(right.values()):
                return "The same companion again is nothing new: count different ones."
            return "A companion is missing. Look at every pair of neighbors, in every song."
    return None


COMPANIONS_OF = Exercise(
    name="03.companions_of",
    tests=(
        is_a_dict_of_numbers,
        stays_within_songs,
        asks_what_came_before,
        counts_a_note_before_itself,
        counts_different_ones,
    ),
    hints=(
        "A set keeps each thing once. A `defaultdict(set)` has a set for every note.",
        "Go through the neighbors of each song, as `pairwise(song)` or `zip(song, song[1:])`.",
        "Add the first of each pair to the set of the second; at last take `len` of each set.",
    ),
)


# --- discounted -------------------------------------------------------------------------------

_DISCOUNTED: list[Case] = [
    ((np.array([2, 0, 0, 0]), _LOWER, 0.5), np.array([1.55, 0.1, 0.15, 0.2]) / 2),
    ((np.array([3, 1, 0, 0]), _LOWER, 0.5), np.array([2.6, 0.7, 0.3, 0.4]) / 4),
    ((np.array([1, 1, 2, 0]), _LOWER, 0.75), np.array([0.475, 0.7, 1.925, 0.9]) / 4),
    ((np.array([1, 3, 0, 0]), _LOWER, 1.0), np.array([0.2, 2.4, 0.6, 0.8]) / 4),
    ((np.array([0, 1, 0, 0, 4]), _WIDE, 0.5), np.array([0.5, 0.75, 0.125, 0.125, 3.5]) / 5),
]


def is_a_row(answer: Any) -> str | None:
    if not shaped(answer, _DISCOUNTED):
        return "A whole row is asked for: one chance for each token."
    return None


def takes_nothing_from_nothing(answer: Any) -> str | None:
    for counts, discount in (([2, 0, 0, 0], 0.5), ([0, 3, 0, 1], 0.75)):
        alone = np.array([0.0, 0.0, 0.0, 1.0])
        if numbers(answer(np.array(counts), alone, discount)).min() < 0:
            return "A chance is below 0: something was taken from a count of 0."
    return None


def sums_to_one(answer: Any) -> str | None:
    for (counts, lower, discount), _ in _DISCOUNTED:
        total = numbers(answer(counts, lower, discount)).sum()
        if np.isclose(total, counts.sum()):
            return f"They sum to {total:.3g}, as the counts do. What makes chances of counts?"
        if not np.isclose(total, 1):
            return (
                f"The chances sum to {total:.3g}, not to 1: as much as was taken has to be given "
                "back, all of it and no more."
            )
    return None


def lends_to_the_unheard(answer: Any) -> str | None:
    found = numbers(answer(*_DISCOUNTED[0][0]))
    if found[3] == 0:
        return "What was never heard still has the chance 0. To whom is it lent?"
    if np.isclose(found[1], found[3]):
        return "Tokens 1 and 3 get the same loan, though `lower` gives 3 twice as much."
    return None


def takes_the_discount(answer: Any) -> str | None:
    if not agrees(answer, _DISCOUNTED):
        return "It sums to 1, but other amounts change hands. Do this case on paper."
    return None


DISCOUNTED = Exercise(
    name="03.discounted",
    tests=(
        is_a_row,
        takes_nothing_from_nothing,
        sums_to_one,
        lends_to_the_unheard,
        takes_the_discount,
    ),
    hints=(
        "What is kept: `np.maximum(counts - discount, 0)`, as nothing is taken from a zero.",
        "What was taken in all is the sum of the counts less the sum of what is kept.",
        "Multiply that by `lower`, add what is kept, and divide by the sum of the counts.",
    ),
)

EXERCISES = (UNSEEN, BORROWING, DISCOUNTED, COMPANIONS_OF)
