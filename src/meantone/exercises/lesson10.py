"""The exercises of lesson 10: odds to a power, trust, a judge's errors, bits by group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, number, numbers, shaped

# --- sharpened --------------------------------------------------------------------------------

_ONE_SHARE = "One number is asked for: the share of the smaller style."
_SHARPENED: list[Case] = [
    ((0.5, 0.5), 0.5),
    ((0.2, 1), 0.2),
    ((0.2, 0.5), 1 / 17),
    ((0.25, 0.25), 1 / 82),
    ((0.8, 0.5), 16 / 17),
    ((0.1, 2), 0.25),
]


def is_a_share_after_temperature(answer: Any) -> str | None:
    odds = [((share, t), right / (1 - right)) for (share, t), right in _SHARPENED]
    if agrees(answer, odds):
        return "These are odds. Which share has odds of 1 to 4? One in five."
    logs = [(given, np.log(of)) for given, of in odds]
    if agrees(answer, logs):
        return "These are the logarithms of odds. Which share has them?"
    for (share, t), _ in _SHARPENED:
        if not 0 <= number(answer(share, t), _ONE_SHARE) <= 1:
            return "A share lies between 0 and 1."
    return None


def leaves_equal_shares(answer: Any) -> str | None:
    for t in (1, 0.5, 2):
        if not np.isclose(number(answer(0.5, t), _ONE_SHARE), 0.5):
            return (
                "Half and half stays half and half: both shares go to the same power, and sum to 1 "
                "again."
            )
    return None


def changes_nothing_at_one(answer: Any) -> str | None:
    largest = [(given, 1 - right) for given, right in _SHARPENED]
    if agrees(answer, largest):
        return "That is the other style's share."
    for share in (0.2, 0.8):
        if not np.isclose(number(answer(share, 1), _ONE_SHARE), share):
            return "At temperature 1 nothing changes."
    return None


def sharpens_below_one(answer: Any) -> str | None:
    if number(answer(0.2, 0.5), _ONE_SHARE) > 0.2:
        return "Below 1 a small share gets smaller. Is the power T, or 1/T?"
    return None


def raises_odds_to_the_power(answer: Any) -> str | None:
    for given, right in _SHARPENED:
        found = number(answer(*given), _ONE_SHARE)
        if not np.isclose(found, right, rtol=1e-4, atol=1e-9):
            return (
                "At temperature 1/2 odds of 1 to 4 become 1 to 16: they are squared. Then back "
                "to a share."
            )
    return None


SHARPENED = Exercise(
    name="10.sharpened",
    tests=(
        is_a_share_after_temperature,
        leaves_equal_shares,
        changes_nothing_at_one,
        sharpens_below_one,
        raises_odds_to_the_power,
    ),
    hints=(
        "The odds of a share are the share, divided by all that is left.",
        "Temperature raises the odds to the power `1 / t`.",
        "Odds of 1 to 4 are 0.25, and the share is one in five: odds divided by 1 + odds.",
    ),
)


# --- trusted ----------------------------------------------------------------------------------

_TRUSTED: list[Case] = [
    ((np.array([0.5, 0.5]), np.array([0.2, 0.6])), [0.25, 0.75]),
    ((np.array([0.9, 0.1]), np.array([0.1, 0.9])), [0.5, 0.5]),
    ((np.array([0.5, 0.5]), np.array([0.0, 0.3])), [0, 1]),
    ((np.array([0.6, 0.3, 0.1]), np.array([0.5, 0.5, 0.5])), [0.6, 0.3, 0.1]),
    ((np.array([0.25, 0.25, 0.5]), np.array([0.4, 0.2, 0.1])), [0.5, 0.25, 0.25]),
]


def has_a_trust_for_each_expert(answer: Any) -> str | None:
    if not shaped(answer, _TRUSTED):
        return "One number for each expert is asked for."
    return None


def remembers_the_trust_before(answer: Any) -> str | None:
    forgetful = [((w, p), p / p.sum()) for (w, p), _ in _TRUSTED]
    if agrees(answer, forgetful):
        return "Only the last note counts here. Where did the trust go that there was before?"
    if agrees(answer, [((w, p), w) for (w, p), _ in _TRUSTED]):
        return "Nothing is learned from the note: the trust is what it was."
    return None


def sums_to_one(answer: Any) -> str | None:
    for given, _ in _TRUSTED:
        found = numbers(answer(*given))
        if np.any(found < -1e-9):
            return "Trust is zero or more."
        if not np.isclose(found.sum(), 1):
            return f"All trust together is 1, and here it is {found.sum():.3g}."
    return None


def ends_with_the_impossible(answer: Any) -> str | None:
    for given, right in _TRUSTED[2:3]:
        if not np.allclose(numbers(answer(*given)), right, atol=1e-6):
            return "The first expert thought this note impossible, and it came. It is out."
    return None


def agrees_with_bayes(answer: Any) -> str | None:
    turned = [((w, p), w / p / (w / p).sum()) for (w, p), _ in _TRUSTED if p.all()]
    if agrees(answer, turned):
        return "The expert that saw the note coming is trusted less. Turn that round."
    if not agrees(answer, _TRUSTED):
        return (
            "Trust times chance, for each expert; then all of it divided by the sum. Nothing is "
            "added, and nothing is raised to a power."
        )
    return None


TRUSTED = Exercise(
    name="10.trusted",
    tests=(
        has_a_trust_for_each_expert,
        remembers_the_trust_before,
        ends_with_the_impossible,
        sums_to_one,
        agrees_with_bayes,
    ),
    hints=(
        "Who gave the note twice the chance is trusted twice as much, compared with before.",
        "Multiply: the trust before with the chance, expert by expert.",
        "Then divide by the sum, so that all trust is 1 again.",
    ),
)


# --- corrected --------------------------------------------------------------------------------

_NUMBER = "One number is asked for: the true share."
_CORRECTED: list[Case] = [
    ((0.3, 0.0, 1.0), 0.3),
    ((0.03, 0.03, 0.97), 0.0),
    ((0.97, 0.03, 0.97), 1.0),
    ((0.27, 0.1, 0.95), 0.2),
    ((0.4, 0.2, 0.6), 0.5),
    ((0.3, 0.1, 0.6), 0.4),
]
_BEYOND: list[Case] = [((0.01, 0.03, 0.97), 0.0), ((0.99, 0.03, 0.97), 1.0)]


def believes_a_perfect_judge(answer: Any) -> str | None:
    for given, right in _CORRECTED[:1]:
        if not np.isclose(number(answer(*given), _NUMBER), right):
            return "This judge never errs: what it has seen is the share."
    return None


def takes_out_false_alarms(answer: Any) -> str | None:
    for given, _ in _CORRECTED[1:2]:
        if abs(number(answer(*given), _NUMBER)) > 1e-9:
            return (
                "The judge has seen exactly as many as its false alarms alone would make. So "
                "there are none."
            )
    return None


def counts_what_was_missed(answer: Any) -> str | None:
    simple = [((seen, fa, hits), max(seen - fa, 0)) for (seen, fa, hits), _ in _CORRECTED]
    if agrees(answer, simple):
        return "False alarms are out. And those that the judge missed: who puts them back?"
    for given, _ in _CORRECTED[2:3]:
        if not np.isclose(number(answer(*given), _NUMBER), 1):
            return (
                "The judge has seen as many as it would if all were of the group: its hits. So "
                "all are."
            )
    return None


def solves_for_the_share(answer: Any) -> str | None:
    if not agrees(answer, _CORRECTED):
        return (
            "Put it to the test: `hits * q + false_alarms * (1 - q)` has to give what was seen. "
            "By what is the difference divided?"
        )
    return None


def stays_a_share(answer: Any) -> str | None:
    for given, right in _BEYOND:
        found = number(answer(*given), _NUMBER)
        if not -1e-9 <= found <= 1 + 1e-9:
            return f"A share of {found:.3g} does not exist. It stays from 0 to 1."
        if not np.isclose(found, right):
            return "By chance the judge saw less than nothing, or more than all: 0, or 1."
    return None


CORRECTED = Exercise(
    name="10.corrected",
    tests=(
        believes_a_perfect_judge,
        takes_out_false_alarms,
        counts_what_was_missed,
        solves_for_the_share,
        stays_a_share,
    ),
    hints=(
        "Write the equation as `seen = false_alarms + (hits - false_alarms) * q`.",
        "First take the false alarms away; then ask what is left of how much there could be.",
        "Divide by `hits - false_alarms`; `min` and `max` keep it from 0 to 1.",
    ),
)


# --- by_group ---------------------------------------------------------------------------------

_Bits = tuple[list[np.ndarray[Any, Any]], list[str]]
_TUNES: list[tuple[_Bits, dict[str, float]]] = [
    (([np.array([2.0])], ["a"]), {"a": 2}),
    (([np.array([1.0, 3.0]), np.array([4.0])], ["a", "b"]), {"a": 2, "b": 4}),
    (
        ([np.array([1.0, 1.0, 1.0, 1.0]), np.array([2.0]), np.array([6.0])], ["a", "b", "a"]),
        {"a": 2, "b": 2},
    ),
    (
        (
            [
                np.array([3.0]),
                np.array([1.0, 2.0, 3.0]),
                np.array([5.0, 5.0, 5.0]),
                np.array([0.0]),
            ],
            ["minor", "major", "minor", "major"],
        ),
        {"minor": 4.5, "major": 1.5},
    ),
]
_EACH = "Each group has one number: its mean bits per note."


def has_all_groups(answer: Any) -> str | None:
    for given, right in _TUNES:
        found = answer(*given)
        if not isinstance(found, Mapping):
            return "A dict is asked for: each group, and its mean."
        if set(found) - set(right):
            return "There is a group in it that no tune belongs to."
        if set(right) - set(found):
            return "A group is missing."
    return None


def _is(answer: Any, wrong: Any) -> bool:
    """Tell whether an answer gives, for all tunes, what a mistake would."""
    for (bits, groups), right in _TUNES:
        found = answer(bits, groups)
        for group in right:
            of_group = [b for b, g in zip(bits, groups, strict=True) if g == group]
            if not np.isclose(number(found[group], _EACH), wrong(of_group, bits)):
                return False
    return True


def keeps_groups_apart(answer: Any) -> str | None:
    if _is(answer, lambda own, every: np.concatenate(every).mean()):
        return "All groups have the same number here: the mean of everybody. Whose is that?"
    return None


def is_a_mean_over_notes(answer: Any) -> str | None:
    if _is(answer, lambda own, every: np.mean([b.mean() for b in own])):
        return (
            "Each tune counts the same here, however short. Over *notes*: a tune of four notes "
            "counts four times as much as one of one."
        )
    if _is(answer, lambda own, every: np.concatenate(own).sum()):
        return "That is the sum of the bits. How many notes are there?"
    if _is(answer, lambda own, every: np.concatenate(own).sum() / len(own)):
        return "The bits are divided by the number of tunes. How many notes are there?"
    if _is(answer, lambda own, every: own[-1].mean()):
        return "Only the last tune of each group counts: the ones before it were overwritten."
    for given, right in _TUNES:
        found = answer(*given)
        if any(not np.isclose(number(found[group], _EACH), right[group]) for group in right):
            return "Gather the bits of all notes of a group first; then one mean."
    return None


BY_GROUP = Exercise(
    name="10.by_group",
    tests=(has_all_groups, keeps_groups_apart, is_a_mean_over_notes),
    hints=(
        "`zip(bits, groups)` gives each tune's bits with its group.",
        "A dict of lists: for each group, all of its notes' bits, tune after tune.",
        "`setdefault(group, []).extend(of_tune)` gathers; at the end one mean for each group.",
    ),
)

EXERCISES = (SHARPENED, TRUSTED, CORRECTED, BY_GROUP)
