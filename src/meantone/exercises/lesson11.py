"""The exercises of lesson 11: who is drawn, how long a cut tune is, who is left, who is picked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, number, numbers, shaped

# --- enough -----------------------------------------------------------------------------------

_WHOLE = "One whole number is asked for: how many tunes."
_ENOUGH: list[Case] = [
    ((0.5, 0.25), 2),
    ((0.5, 0.2), 3),
    ((0.25, 0.5), 3),
    ((0.1, 0.05), 29),
    ((0.08, 0.01), 56),
    ((0.001, 0.5), 693),
]
_ALL_OF_IT: list[Case] = [
    ((share, risk), math.ceil(math.log(risk) / math.log(share))) for (share, risk), _ in _ENOUGH
]
_ONE_ON_AVERAGE: list[Case] = [
    ((share, risk), math.ceil(1 / share)) for (share, risk), _ in _ENOUGH
]


def is_a_number_of_tunes(answer: Any) -> str | None:
    for given, _ in _ENOUGH:
        found = number(answer(*given), _WHOLE)
        if 0 < found < 1:
            return "That is a chance. How many tunes make it so small?"
        if found != round(found) or found < 1:
            return f"{_WHOLE} Part of a tune cannot be drawn."
    return None


def is_about_none_of_them(answer: Any) -> str | None:
    if agrees(answer, _ALL_OF_IT):
        return (
            "That many make it unlikely that *all* tunes are of the group. What is the chance that "
            "a tune is not of it?"
        )
    if agrees(answer, _ONE_ON_AVERAGE):
        return "That many hold one tune of the group *on average*. How likely is it that none is?"
    return None


def is_just_enough(answer: Any) -> str | None:
    for (share, risk), right in _ENOUGH:
        found = number(answer(share, risk), _WHOLE)
        if found < right:
            return (
                f"With {found:.0f} tunes and a share of {share:g} the chance that none is of the "
                f"group is still {(1 - share) ** found:.3g}: above the risk of {risk:g}."
            )
        if found > right:
            return (
                f"{found:.0f} tunes are enough for a share of {share:g} and a risk of {risk:g}, "
                "but fewer would be, too."
            )
    return None


ENOUGH = Exercise(
    name="11.enough",
    tests=(is_a_number_of_tunes, is_about_none_of_them, is_just_enough),
    hints=(
        "One tune is not of the group with the chance `1 - share`. Two tunes, both not?",
        "The chance that none of `n` is of it is `(1 - share) ** n`. Begin with 1 and count up.",
        "While that chance is above the risk, take one tune more. Then return `n`.",
    ),
)

# --- mean_length ------------------------------------------------------------------------------

_ONE_LENGTH = "One number is asked for: how many notes."
_LENGTHS: list[Case] = [
    ((np.array([3, 5, 4]), np.array([True, True, True])), 4.0),
    ((np.array([10, 10, 4]), np.array([False, False, True])), 24.0),
    ((np.array([40, 12, 40, 28]), np.array([False, True, False, True])), 60.0),
    ((np.array([6, 2]), np.array([True, False])), 8.0),
]


def _mistaken(rule: Any) -> list[Case]:
    """Return what a wrong rule gives where some tunes were cut."""
    return [(given, rule(*given)) for given, _ in _LENGTHS[1:]]


_AS_HEARD = _mistaken(lambda lengths, ended: lengths.mean())
_THE_ENDED = _mistaken(lambda lengths, ended: lengths[ended].mean())
_THE_CUT = _mistaken(lambda lengths, ended: lengths.sum() / (~ended).sum())
_TWICE = _mistaken(lambda lengths, ended: np.where(ended, lengths, 2 * lengths).mean())
_NONE: Case = ((np.array([40, 40]), np.array([False, False])), math.inf)


def is_a_length(answer: Any) -> str | None:
    for given, _ in _LENGTHS:
        number(answer(*given), _ONE_LENGTH)
    return None


def counts_what_was_cut(answer: Any) -> str | None:
    if agrees(answer, _AS_HEARD):
        return "That is how long they are as heard. A tune that was cut would have gone on."
    if agrees(answer, _THE_ENDED):
        return (
            "That is the mean of those that ended. Short tunes are more likely to end in time: the "
            "notes of the long ones have to count."
        )
    if agrees(answer, _THE_CUT):
        return "All notes, divided by the cuts. By which number of tunes should they be divided?"
    if agrees(answer, _TWICE):
        return "Nobody knows that a cut tune would have been twice as long. How often did one end?"
    return None


def divides_notes_by_ends(answer: Any) -> str | None:
    if not agrees(answer, _LENGTHS[:1]):
        return "Where all tunes ended, it is their plain mean; and the end is no note."
    if not agrees(answer, _LENGTHS):
        return "All the notes that were heard, for each end that was heard: this is another number."
    return None


def knows_the_endless(answer: Any) -> str | None:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = number(answer(*_NONE[0]), _ONE_LENGTH)
    if found != math.inf:
        return "None of these tunes ended. How long are they, as far as one can tell?"
    return None


MEAN_LENGTH = Exercise(
    name="11.mean_length",
    tests=(is_a_length, counts_what_was_cut, divides_notes_by_ends, knows_the_endless),
    hints=(
        "After each note a tune ends with some chance. How would you estimate that chance?",
        "The chance is the ends that were heard, divided by all notes that were heard.",
        "The mean length is the other way round. Where no tune ended, return `float('inf')`.",
    ),
)

# --- by_people --------------------------------------------------------------------------------

_A_SHARE = "One number is asked for: a share, from 0 to 1."
_BY_PEOPLE: list[Case] = [
    ((0, 0.0), 1.0),
    ((1, 0.0), 0.5),
    ((4, 0.0), 0.2),
    ((4, 0.25), 0.4),
    ((1, 1.0), 1.0),
    ((10, 0.2), 3 / 11),
]


def _wrong_share(rule: Any) -> list[Case]:
    return [(given, rule(*given)) for given, _ in _BY_PEOPLE]


_NO_FRESH = _wrong_share(lambda generation, fresh: 1 / (generation + 1))
_MACHINES = [(given, 1 - right) for given, right in _BY_PEOPLE]
_NOT_THE_FIRST = _wrong_share(lambda generation, fresh: fresh * generation / (generation + 1))
_ALL_FRESH = _wrong_share(lambda generation, fresh: (1 + fresh) / (generation + 1))


def is_a_share(answer: Any) -> str | None:
    found = [number(answer(*given), _A_SHARE) for given, _ in _BY_PEOPLE]
    if min(found) < 0 or max(found) > 1 + 1e-9:
        return f"{_A_SHARE} Of how many tunes in all?"
    return None


def starts_with_people(answer: Any) -> str | None:
    if agrees(answer, _MACHINES):
        return "That is the machines' share. Generation 0 learns from people alone."
    if agrees(answer, _NOT_THE_FIRST):
        return "The tunes that the first generation learned from were people's, and they stay."
    if not agrees(answer, _BY_PEOPLE[:1]):
        return "Generation 0 learns from people alone: a share of 1."
    return None


def counts_all_sets(answer: Any) -> str | None:
    if agrees(answer, _ALL_FRESH):
        return "Fresh tunes come with *every* generation, not once."
    if agrees(answer, _NO_FRESH):
        return "That is right without fresh tunes. Each generation adds some, if `fresh` is not 0."
    if not agrees(answer, _BY_PEOPLE[:3]):
        return "Generation 4 learns from five sets of equal size. How many of them are people's?"
    if not agrees(answer, _BY_PEOPLE):
        return "Of each set after the first, the share `fresh` is by people: count set by set."
    return None


BY_PEOPLE = Exercise(
    name="11.by_people",
    tests=(is_a_share, starts_with_people, counts_all_sets),
    hints=(
        "Generation g learns from g + 1 sets of equal size. Take the size as 1.",
        "The first set is by people altogether. Of each of the g others, `fresh` is.",
        "Add people's parts, and divide by the number of sets.",
    ),
)

# --- picked -----------------------------------------------------------------------------------

_PICKED: list[Case] = [
    ((np.array([[2.0, 3.0]]), np.array([2.75])), [1]),
    ((np.array([[1.0, 2.0, 4.0], [2.5, 0.5, 3.5]]), np.array([2.25, 0.75])), [1, 1]),
    (
        (np.array([[0.5, 2.0, 6.0, 3.0], [5.0, 2.0, 3.0, 1.0], [2.0, 4.0, 6.0, 8.0]]),
         np.array([2.75, 2.25, 7.5])),
        [3, 1, 3],
    ),
]  # fmt: skip


def _wrong_pick(rule: Any) -> list[Case]:
    return [(given, rule(*given)) for given, _ in _PICKED]


_LIKELIEST = _wrong_pick(lambda bits, targets: bits.argmin(axis=1))
_STRANGEST = _wrong_pick(lambda bits, targets: bits.argmax(axis=1))
_FARTHEST = _wrong_pick(lambda bits, targets: np.abs(bits - targets[:, None]).argmax(axis=1))
_BITS: list[Case] = [
    (given, found)
    for (given, _), found in zip(_PICKED, ([3.0], [2.0, 0.5], [3.0, 2.0, 8.0]), strict=True)
]


def picks_one_of_each_group(answer: Any) -> str | None:
    if not shaped(answer, _PICKED):
        return "One number for each group is asked for: the place of the tune that is picked."
    if agrees(answer, _BITS):
        return (
            "That is how surprising the picked tune is. At which place in its group does it stand?"
        )
    for given, _ in _PICKED:
        found = numbers(answer(*given))
        if np.any(found < 0) or np.any(found >= given[0].shape[1]) or np.any(found % 1):
            return "There is no tune at that place: places run from 0 to the size of a group."
    return None


def picks_what_is_near(answer: Any) -> str | None:
    if agrees(answer, _LIKELIEST):
        return "It takes the least surprising tune, whatever the person wants to hear."
    if agrees(answer, _STRANGEST):
        return "It takes the most surprising tune, whatever the person wants to hear."
    if agrees(answer, _FARTHEST):
        return "It takes the tune that is farthest from what is wanted."
    if not agrees(answer, _PICKED):
        return "Another tune of the group is nearer to its target: below counts as much as above."
    return None


PICKED = Exercise(
    name="11.picked",
    tests=(picks_one_of_each_group, picks_what_is_near),
    hints=(
        "How far is each tune from the target of its own group? `targets[:, None]` is a column.",
        "Too dull by .5 is as far as too mad by .5: `np.abs`.",
        "`argmin(axis=1)` finds the place of the smallest number of each row.",
    ),
)

EXERCISES = (ENOUGH, MEAN_LENGTH, BY_PEOPLE, PICKED)
