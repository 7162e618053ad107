"""The exercises of lesson 03: what was never heard, two ways to lend, and who goes with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- unseen -----------------------------------------------------------------------------------


def _runs(tune, length):
    return [tuple(tune[i : i + length]) for i in range(len(tune) - length + 1)]


def unseen(songs, tune, length):
    known = {run for song in songs for run in _runs(song, length)}
    runs = _runs(tune, length)
    return sum(run not in known for run in runs) / len(runs)


def is_a_share(answer: Any) -> str | None:
    for tune in ([1, 1], [1, 1, 1, 1]):
        found = answer([[0, 0]], tune, 2)
        if not isinstance(found, (int, float, np.number)) or not 0 <= found <= 1:
            return "A share is asked for, one number from 0 to 1: of how many runs is this a part?"
    return None


def asks_for_the_unseen(answer: Any) -> str | None:
    if answer([[0, 0]], [0, 0], 2) == 1 and answer([[0, 0]], [1, 1], 2) == 0:
        return "This is the share that was heard before. The other one is asked for."
    return None


def keeps_songs_apart(answer: Any) -> str | None:
    if answer([[0], [1]], [0, 1], 2) != 1:
        return "No run reaches from the end of one song into the beginning of the next."
    return None


def minds_the_order(answer: Any) -> str | None:
    if answer([[0, 1]], [1, 0], 2) != 1:
        return "The same notes in another order are another run."
    return None


def looks_at_every_run(answer: Any) -> str | None:
    for tune, share in ([0, 0, 1], 0.5), ([1, 0, 0], 0.5):
        if not np.isclose(answer([[0, 0]], tune, 2), share):
            return "A run is left out. How many runs of 2 notes are there in 3 notes?"
    return None


def looks_at_the_whole_songs(answer: Any) -> str | None:
    if answer([[0, 1, 2]], [1, 2], 2) != 0:
        return "A run may lie anywhere in a song, also at its very end."
    return None


def counts_every_time(answer: Any) -> str | None:
    for tune, share in ([1, 1, 1, 0, 0], 0.75), ([1, 1, 1, 1, 0, 0], 0.8):
        if not np.isclose(answer([[0, 0]], tune, 2), share):
            return "A run that comes twice in the tune counts twice."
    return None


def _heard(songs, tune, length):
    return 1 - unseen(songs, tune, length)


def _how_many(songs, tune, length):
    return unseen(songs, tune, length) * len(_runs(tune, length))


def _joined(songs, tune, length):
    return unseen([[note for song in songs for note in song]], tune, length)


def _sorted_runs(songs, tune, length):
    known = {tuple(sorted(run)) for song in songs for run in _runs(song, length)}
    runs = _runs(tune, length)
    return sum(tuple(sorted(run)) not in known for run in runs) / len(runs)


def _one_too_few(songs, tune, length):
    known = {run for song in songs for run in _runs(song, length)}
    runs = [tuple(tune[i : i + length]) for i in range(len(tune) - length)]
    return sum(run not in known for run in runs) / max(len(runs), 1)


def _songs_cut(songs, tune, length):
    known = {tuple(song[i : i + length]) for song in songs for i in range(len(song) - length)}
    known |= {tuple(song) for song in songs if len(song) == length}
    runs = _runs(tune, length)
    return sum(run not in known for run in runs) / len(runs)


def _kinds(songs, tune, length):
    known = {run for song in songs for run in _runs(song, length)}
    runs = set(_runs(tune, length))
    return len(runs - known) / len(runs)


UNSEEN = Exercise(
    name="03.unseen",
    minutes=4,
    solution=unseen,
    key="sum(run not in known for run in runs) / len(runs)",
    stub=lambda songs, tune, length: ...,
    tests=(
        is_a_share,
        asks_for_the_unseen,
        looks_at_every_run,
        keeps_songs_apart,
        minds_the_order,
        looks_at_the_whole_songs,
        counts_every_time,
    ),
    wrong=(
        Wrong(_how_many, "one number from 0 to 1"),
        Wrong(_heard, "was heard before"),
        Wrong(_joined, "into the beginning of the next"),
        Wrong(_sorted_runs, "another run"),
        Wrong(_one_too_few, "A run is left out"),
        Wrong(_songs_cut, "at its very end"),
        Wrong(_kinds, "counts twice"),
    ),
    hints=(
        "First a set of all runs of all songs: tuples can be in a set, lists cannot.",
        "A tune of n notes has n - length + 1 runs; the one at i is `tuple(tune[i : i + length])`.",
        "Count the tune's runs that are `not in` that set, and divide by how many runs it has.",
    ),
)


# --- borrowing --------------------------------------------------------------------------------

_LOWER = np.array([0.1, 0.2, 0.3, 0.4])


def borrowing(counts, lower):
    counts, lower = np.asarray(counts), np.asarray(lower)
    kinds = np.count_nonzero(counts)
    if kinds == 0:
        return lower
    return (counts + kinds * lower) / (counts.sum() + kinds)


def gives_a_chance_to_each(answer: Any) -> str | None:
    if np.shape(answer(np.array([2, 0, 0, 0]), _LOWER)) != (4,):
        return "A whole row is asked for: one chance for each token."
    return None


def asks_the_shorter_memory_alone(answer: Any) -> str | None:
    with np.errstate(all="ignore"):
        found = np.asarray(answer(np.zeros(4, dtype=int), _LOWER), dtype=float)
    if not np.allclose(found, _LOWER):
        return "After a context that was never heard, only the shorter memory has something to say."
    return None


def shares_out_all(answer: Any) -> str | None:
    for counts in ([2, 0, 0, 0], [3, 1, 0, 0]):
        total = np.sum(answer(np.array(counts), _LOWER))
        if not np.isclose(total, 1):
            return f"The chances sum to {total:.3g}. What is lent has to be taken from somewhere."
    return None


def lends_as_lower_says(answer: Any) -> str | None:
    found = np.asarray(answer(np.array([2, 0, 0, 0]), _LOWER))
    if np.isclose(found[1], found[3]):
        return "The loan goes to all alike. It should go where the shorter memory says."
    return None


def lends_for_different_notes(answer: Any) -> str | None:
    for counts in ([2, 0, 0, 0], [3, 1, 0, 0], [3, 3, 2, 0]):
        row = np.array(counts)
        found = np.asarray(answer(row, _LOWER))
        if not np.allclose(found, borrowing(row, _LOWER)):
            lent = found[3] / _LOWER[3]  # the share that is borrowed
            much = "much" if lent > borrowing(row, _LOWER)[3] / _LOWER[3] else "little"
            return f"Too {much} is borrowed. How many *different* tokens came here?"
    return None


def _no_way_out(counts, lower):
    kinds = np.count_nonzero(counts)
    with np.errstate(all="ignore"):
        return np.asarray(counts) / (np.sum(counts) + kinds) + (
            kinds * np.asarray(lower) / np.asarray(np.sum(counts) + kinds)
        )


def _all_cases(counts, lower):
    if not np.sum(counts):
        return lower
    return (counts + np.sum(counts) * lower) / (2 * np.sum(counts))


def _alike(counts, lower):
    kinds = np.count_nonzero(counts)
    if not kinds:
        return lower
    return (counts + kinds / len(counts)) / (np.sum(counts) + kinds)


def _to_the_unheard(counts, lower):
    if not np.sum(counts):
        return lower
    return np.where(counts > 0, counts / np.sum(counts), lower)


def _one_case(counts, lower):
    if not np.sum(counts):
        return lower
    return (counts + lower) / (np.sum(counts) + 1)


BORROWING = Exercise(
    name="03.borrowing",
    minutes=5,
    solution=borrowing,
    key="(counts + kinds * lower) / (counts.sum() + kinds)",
    stub=lambda counts, lower: ...,
    tests=(
        gives_a_chance_to_each,
        asks_the_shorter_memory_alone,
        shares_out_all,
        lends_as_lower_says,
        lends_for_different_notes,
    ),
    wrong=(
        Wrong(lambda counts, lower: borrowing(counts, lower).max(), "A whole row"),
        Wrong(_no_way_out, "never heard"),
        Wrong(_to_the_unheard, "taken from somewhere"),
        Wrong(_alike, "goes to all alike"),
        Wrong(_all_cases, "Too much is borrowed"),
        Wrong(_one_case, "Too little is borrowed"),
    ),
    hints=(
        "`T` is the number of entries of `counts` that are not zero: `np.count_nonzero`.",
        "Arrays of one length can be added and multiplied as they are, all tokens at once.",
        "If `T` is 0, return `lower`; else the formula, with `counts` for `c` and their sum for "
        "`N`.",
    ),
)


# --- companions_of ----------------------------------------------------------------------------


def companions_of(songs):
    before = defaultdict(set)
    for song in songs:
        for note, after in pairwise(song):
            before[after].add(note)
    return {note: len(others) for note, others in before.items()}


def is_a_dict_of_numbers(answer: Any) -> str | None:
    found = answer([[0, 1]])
    if not isinstance(found, Mapping):
        return "A dict is asked for: its keys are the notes."
    if any(isinstance(value, (set, frozenset, list, tuple, dict)) for value in found.values()):
        return "Say how many there are, not which."
    return None


def _numbers(answer: Any, songs: list[list[int]]) -> dict[int, int]:
    """Return the answer without zeros: a note with nothing before it may be left out."""
    return {note: int(n) for note, n in dict(answer(songs)).items() if n}


def asks_what_came_before(answer: Any) -> str | None:
    for songs in ([[0, 1]], [[0, 1], [0, 2]]):
        found = _numbers(answer, songs)
        if found.get(0) and not found.get(1):
            return "These are the notes that came after. Who came *before*?"
        if found.get(0):
            return "Before the first note of a song there is no note."
    return None


def stays_within_songs(answer: Any) -> str | None:
    if _numbers(answer, [[0], [1]]):
        return "Nothing comes before the first note of a song, not the last one of another song."
    return None


def counts_a_note_before_itself(answer: Any) -> str | None:
    if _numbers(answer, [[0, 0]]) != {0: 1}:
        return "A note that is repeated came before itself, and counts like any other."
    return None


def counts_different_ones(answer: Any) -> str | None:
    for songs in ([[0, 1, 0, 1]], [[0, 1], [0, 1], [2, 1]]):
        found, right = _numbers(answer, songs), companions_of(songs)
        if found != right:
            if sum(found.values()) > sum(right.values()):
                return "The same companion again is nothing new: count different ones."
            return "A companion is missing. Look at every pair of neighbors, in every song."
    return None


def _pairs(songs):
    return [pair for song in songs for pair in pairwise(song)]


def _all_cases_before(songs):
    counts: dict[int, int] = defaultdict(int)
    for _, after in _pairs(songs):
        counts[after] += 1
    return dict(counts)


def _backwards(songs):
    return companions_of([song[::-1] for song in songs])


def _across(songs):
    return companions_of([[note for song in songs for note in song]])


def _with_start(songs):
    return companions_of([[-1, *song] for song in songs])


def _others_only(songs):
    return companions_of([[a, b] for a, b in _pairs(songs) if a != b])


def _sets(songs):
    before = defaultdict(set)
    for note, after in _pairs(songs):
        before[after].add(note)
    return dict(before)


def _last_song_only(songs):
    return companions_of(songs[-1:])


COMPANIONS_OF = Exercise(
    name="03.companions_of",
    minutes=3,
    solution=companions_of,
    key="before[after].add(note)",
    stub=lambda songs: ...,
    tests=(
        is_a_dict_of_numbers,
        stays_within_songs,
        asks_what_came_before,
        counts_a_note_before_itself,
        counts_different_ones,
    ),
    wrong=(
        Wrong(lambda songs: list(companions_of(songs).values()), "A dict is asked for"),
        Wrong(_sets, "not which"),
        Wrong(_across, "the last one of another song"),
        Wrong(_backwards, "came *before*"),
        Wrong(_others_only, "came before itself"),
        Wrong(_all_cases_before, "nothing new"),
        Wrong(_last_song_only, "A companion is missing"),
    ),
    hints=(
        "A set keeps each thing once. A `defaultdict(set)` has a set for every note.",
        "Go through the neighbors of each song, as `pairwise(song)` or `zip(song, song[1:])`.",
        "Add the first of each pair to the set of the second; at last take `len` of each set.",
    ),
)


# --- discounted -------------------------------------------------------------------------------


def discounted(counts, lower, discount):
    counts, lower = np.asarray(counts), np.asarray(lower)
    kept = np.maximum(counts - discount, 0)
    return (kept + (counts.sum() - kept.sum()) * lower) / counts.sum()


_CASES = (([2, 0, 0, 0], 0.5), ([3, 1, 0, 0], 0.5), ([1, 1, 2, 0], 0.75))


def is_a_row(answer: Any) -> str | None:
    counts, discount = _CASES[0]
    if np.shape(answer(np.array(counts), _LOWER, discount)) != (4,):
        return "A whole row is asked for: one chance for each token."
    return None


def takes_nothing_from_nothing(answer: Any) -> str | None:
    counts, discount = _CASES[0]
    if np.min(answer(np.array(counts), np.array([0.0, 1.0, 0.0, 0.0]), discount)) < 0:
        return "A chance is below 0: something was taken from a count of 0."
    return None


def sums_to_one(answer: Any) -> str | None:
    for counts, discount in _CASES:
        total = float(np.sum(answer(np.array(counts), _LOWER, discount)))
        if total < 1 - 1e-9:
            return (
                f"The chances sum to {total:.3g}, less than 1: not all that was taken is given "
                "back."
            )
        if total > 1 + 1e-9:
            return f"The chances sum to {total:.3g}, more than 1: more is given than was taken."
    return None


def lends_to_the_unheard(answer: Any) -> str | None:
    counts, discount = _CASES[0]
    if np.asarray(answer(np.array(counts), _LOWER, discount))[3] == 0:
        return "What was never heard still has the chance 0. To whom is it lent?"
    return None


def shares_out_as_lower_says(answer: Any) -> str | None:
    counts, discount = _CASES[0]
    found = np.asarray(answer(np.array(counts), _LOWER, discount))
    if np.isclose(found[1], found[3]):
        return "The loan goes to all alike. It should go where `lower` says."
    return None


def takes_the_discount(answer: Any) -> str | None:
    for counts, discount in _CASES:
        row = np.array(counts)
        if not np.allclose(answer(row, _LOWER, discount), discounted(row, _LOWER, discount)):
            return "It sums to 1, but other amounts change hands. Do the smallest case on paper."
    return None


def _kept(counts, discount):
    return np.maximum(np.asarray(counts) - discount, 0)


def _from_all(counts, lower, discount):
    return (counts - discount + len(counts) * discount * lower) / np.sum(counts)


def _lent_once(counts, lower, discount):
    return (_kept(counts, discount) + discount * lower) / np.sum(counts)


def _given_not_taken(counts, lower, discount):
    return (counts + np.count_nonzero(counts) * discount * lower) / np.sum(counts)


def _made_to_sum(counts, lower, discount):
    kept = _kept(counts, discount)
    return kept / kept.sum()


def _evenly(counts, lower, discount):
    return discounted(counts, np.full(len(counts), 1 / len(counts)), discount)


def _as_witten_bell(counts, lower, discount):
    return borrowing(counts, lower)


DISCOUNTED = Exercise(
    name="03.discounted",
    minutes=4,
    solution=discounted,
    key="(kept + (counts.sum() - kept.sum()) * lower) / counts.sum()",
    stub=lambda counts, lower, discount: ...,
    tests=(
        is_a_row,
        takes_nothing_from_nothing,
        sums_to_one,
        lends_to_the_unheard,
        shares_out_as_lower_says,
        takes_the_discount,
    ),
    wrong=(
        Wrong(lambda counts, lower, discount: np.sum(counts) - discount, "A whole row"),
        Wrong(_from_all, "from a count of 0"),
        Wrong(_lent_once, "not all that was taken"),
        Wrong(_given_not_taken, "more is given than was taken"),
        Wrong(_made_to_sum, "To whom is it lent"),
        Wrong(_evenly, "where `lower` says"),
        Wrong(_as_witten_bell, "other amounts change hands"),
    ),
    hints=(
        "What is kept: `np.maximum(counts - discount, 0)`, as nothing is taken from a zero.",
        "What was taken in all is the sum of the counts less the sum of what is kept.",
        "Multiply that by `lower`, add what is kept, and divide by the sum of the counts.",
    ),
)

EXERCISES = (UNSEEN, BORROWING, COMPANIONS_OF, DISCOUNTED)
