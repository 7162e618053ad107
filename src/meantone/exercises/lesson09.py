"""The exercises of lesson 09: distinct-n, recall, the human band, and telling sets apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- distinct ---------------------------------------------------------------------------------


def _runs(tunes, length):
    return [tuple(tune[i : i + length]) for tune in tunes for i in range(len(tune) - length + 1)]


def distinct(tunes, length):
    runs = _runs(tunes, length)
    return len(set(runs)) / len(runs)


_TUNES = ([1, 2, 3, 1, 2], [1, 2, 4])


def is_a_share(answer: Any) -> str | None:
    for tunes in ([[1, 2]], [[1, 1, 1]], _TUNES):
        found = answer(tunes, 2)
        if np.ndim(found) != 0 or not 0 <= found <= 1:
            return "A share is asked for: one number from 0 to 1."
    return None


def stays_within_tunes(answer: Any) -> str | None:
    if not np.isclose(answer([[1, 1, 1], [2, 2, 2]], 2), 0.5):
        if np.isclose(answer([[1, 1, 1], [2, 2, 2]], 2), 3 / 5):
            return "A run may not begin in one tune and end in the next."
        if np.isclose(answer([[1, 1, 1], [2, 2, 2]], 2), 0):
            return "Runs that come only once were counted. A kind counts however often it comes."
    return None


def sees_the_set_as_one(answer: Any) -> str | None:
    if np.isclose(answer([[1, 2], [1, 2]], 2), 1):
        return "Two tunes that say the same are as diverse as one here. Take all tunes together."
    return None


def takes_runs_of_that_length(answer: Any) -> str | None:
    for length in (1, 3):
        if np.isclose(answer(_TUNES, length), distinct(_TUNES, 2)):
            return "The answer for runs of another length is that for runs of two."
    return None


def divides_by_all_runs(answer: Any) -> str | None:
    for tunes, length in ((_TUNES, 2), (_TUNES, 1), (_TUNES, 3), ([[1, 1, 1], [2, 2, 2]], 2)):
        if not np.isclose(answer(tunes, length), distinct(tunes, length)):
            return "Write the runs of one short tune down: a tune of 5 notes has 4 runs of two."
    return None


def _across(tunes, length):
    return distinct([[note for tune in tunes for note in tune]], length)


def _once(tunes, length):
    runs = _runs(tunes, length)
    return sum(runs.count(run) == 1 for run in runs) / len(runs)


def _of_each(tunes, length):
    return np.mean([distinct([tune], length) for tune in tunes])


def _by_notes(tunes, length):
    return len(set(_runs(tunes, length))) / sum(len(tune) for tune in tunes)


DISTINCT = Exercise(
    name="09.distinct",
    minutes=4,
    solution=distinct,
    key="len(set(runs)) / len(runs)",
    stub=lambda tunes, length: ...,
    tests=(
        is_a_share,
        stays_within_tunes,
        sees_the_set_as_one,
        takes_runs_of_that_length,
        divides_by_all_runs,
    ),
    wrong=(
        Wrong(lambda tunes, length: len(set(_runs(tunes, length))), "one number from 0 to 1"),
        Wrong(_across, "end in the next"),
        Wrong(_once, "that come only once"),
        Wrong(_of_each, "all tunes together"),
        Wrong(lambda tunes, length: distinct(tunes, 2), "of another length"),
        Wrong(_by_notes, "has 4 runs of two"),
    ),
    hints=(
        "Collect the runs of all tunes first, in one list. Where may the last run of a tune begin?",
        "A run as a `tuple` can go into a `set`, which keeps each kind once.",
        "How many does the set hold, and how many the list? Divide the first by the second.",
    ),
)


# --- recall -----------------------------------------------------------------------------------


def recall(distances, reach):
    return (distances < reach[:, None]).any(axis=0).mean()


# Three tunes of the machine, four by people.
_AWAY = np.array([[1.0, 4.0, 2.0, 9.0], [3.0, 1.0, 2.0, 9.0], [9.0, 9.0, 9.0, 9.0]])
_REACH = np.array([2.0, 3.0, 1.0])
_AWAY_CASES = (
    (np.array([[1.0]]), np.array([2.0])),
    (np.array([[1.0, 3.0]]), np.array([2.0])),
    (_AWAY, _REACH),
)


def is_one_share(answer: Any) -> str | None:
    for distances, reach in _AWAY_CASES:
        found = answer(distances, reach)
        if np.ndim(found) != 0 or not 0 <= found <= 1:
            return "One share is asked for, from 0 to 1, of all the tunes by people."
    return None


def is_not_precision(answer: Any) -> str | None:
    # One tune of the machine covers nobody, two cover the same person: precision-like is 2/3.
    distances, reach = np.array([[1.0, 9.0], [1.0, 9.0], [9.0, 9.0]]), np.full(3, 2.0)
    if np.isclose(answer(distances, reach), 2 / 3):
        return "This is the share of the machine's tunes. Of whom is recall a share?"
    return None


def one_neighbor_is_enough(answer: Any) -> str | None:
    distances, reach = np.array([[1.0], [9.0]]), np.array([2.0, 2.0])
    if not np.isclose(answer(distances, reach), 1):
        if np.isclose(answer(distances, reach), 0.5):
            return "Pairs are counted here. A person's tune is covered or not, by however many."
        return "To be covered, lying in one neighborhood is enough."
    return None


def gives_each_its_own_reach(answer: Any) -> str | None:
    for distances, reach in (
        (np.array([[5.0], [9.0]]), np.array([6.0, 1.0])),
        (np.array([[5.0, 9.0], [3.0, 2.0]]), np.array([1.0, 4.0])),
    ):
        if not np.isclose(answer(distances, reach), recall(distances, reach)):
            return "Each row has a reach of its own: `reach[i]` goes with row `i`."
    return None


def leaves_the_edge_out(answer: Any) -> str | None:
    if np.isclose(answer(np.array([[2.0]]), np.array([2.0])), 1):
        return "A tune that lies just as far away as the neighborhood reaches is outside."
    return None


def asks_all_of_the_machine(answer: Any) -> str | None:
    for distances, reach in (
        (np.array([[5.0], [3.0]]), np.array([6.0, 1.0])),
        *_AWAY_CASES,
    ):
        if not np.isclose(answer(distances, reach), recall(distances, reach)):
            return "A far tune with a wide neighborhood may cover what the nearest one does not."
    return None


def _precision(distances, reach):
    return (distances < reach[:, None]).any(axis=1).mean()


def _all_of_them(distances, reach):
    return (distances < reach[:, None]).all(axis=0).mean()


def _nearest(distances, reach):
    return (distances.min(axis=0) < reach[distances.argmin(axis=0)]).mean()


def _mean_reach(distances, reach):
    return (distances < reach.mean()).any(axis=0).mean()


RECALL = Exercise(
    name="09.recall",
    minutes=4,
    solution=recall,
    key="(distances < reach[:, None]).any(axis=0)",
    stub=lambda distances, reach: ...,
    tests=(
        is_one_share,
        is_not_precision,
        one_neighbor_is_enough,
        gives_each_its_own_reach,
        leaves_the_edge_out,
        asks_all_of_the_machine,
    ),
    wrong=(
        Wrong(lambda distances, reach: distances < reach[:, None], "One share is asked for"),
        Wrong(_precision, "Of whom is recall a share"),
        Wrong(_all_of_them, "one neighborhood is enough"),
        Wrong(lambda distances, reach: (distances < reach[:, None]).mean(), "Pairs are counted"),
        Wrong(_mean_reach, "goes with row"),
        Wrong(
            lambda distances, reach: (distances <= reach[:, None]).any(axis=0).mean(),
            "just as far away",
        ),
        Wrong(_nearest, "what the nearest one does not"),
    ),
    hints=(
        "For each pair: is tune `j` nearer to tune `i` than tune `i` reaches? True or false.",
        "`reach` has a number for each row: as a column, `reach[:, None]`, it fits the table.",
        "A person's tune is a column: is there `any` true in it? Then the mean over columns.",
    ),
)


# --- place ------------------------------------------------------------------------------------


def place(value, human):
    low, high = np.quantile(human, [0.025, 0.975])
    return "below" if value < low else "above" if value > high else "within"


_HUMAN = np.linspace(0.0, 1.0, 201)  # its middle 95 of 100 lie from 0.025 to 0.975


def is_one_of_three_words(answer: Any) -> str | None:
    for value in (0.5, -1.0, 2.0):
        if answer(value, _HUMAN) not in ("below", "within", "above"):
            return 'One of three words is asked for: "below", "within" or "above".'
    return None


def knows_the_middle_and_the_sides(answer: Any) -> str | None:
    for value, words in ((0.5, "within"), (-1.0, "below"), (2.0, "above")):
        found = answer(value, _HUMAN)
        if found != words:
            if "within" in (found, words):
                return "Far outside should not be within, and the very middle should."
            return "Below and above are the wrong way round."
    return None


def leaves_out_the_outermost(answer: Any) -> str | None:
    for value in (0.01, 0.99):
        if answer(value, _HUMAN) == "within":
            return (
                "Still within, though only one of a hundred sets lies so far out: the single "
                "lowest and highest set should not decide."
            )
    return None


def leaves_both_sides(answer: Any) -> str | None:
    for value in (0.035, 0.965):
        if answer(value, _HUMAN) != "within":
            return "Five of 100 may lie outside, on both sides together: how many on each?"
    return None


def has_edges_for_crooked_figures(answer: Any) -> str | None:
    crooked = _HUMAN**4
    for value in (0.0, 0.8, 0.95, 1.0):
        if answer(value, crooked) != place(value, crooked):
            return (
                "Right while the figures lie evenly on both sides. Do not rely on their mean and "
                "deviation: count them off."
            )
    return None


def _whole_range(value, human):
    return "below" if value < min(human) else "above" if value > max(human) else "within"


def _ninety(value, human):
    low, high = np.quantile(human, [0.05, 0.95])
    return "below" if value < low else "above" if value > high else "within"


def _deviations(value, human):
    reach = 1.645 * np.std(human)
    low, high = np.mean(human) - reach, np.mean(human) + reach
    return "below" if value < low else "above" if value > high else "within"


def _swapped(value, human):
    return {"below": "above", "above": "below"}.get(place(value, human), "within")


PLACE = Exercise(
    name="09.place",
    minutes=3,
    solution=place,
    key="np.quantile(human, [0.025, 0.975])",
    stub=lambda value, human: ...,
    tests=(
        is_one_of_three_words,
        knows_the_middle_and_the_sides,
        leaves_out_the_outermost,
        leaves_both_sides,
        has_edges_for_crooked_figures,
    ),
    wrong=(
        Wrong(lambda value, human: place(value, human) != "within", "One of three words"),
        Wrong(_swapped, "wrong way round"),
        Wrong(lambda value, human: "within", "the very middle should"),
        Wrong(_whole_range, "should not decide"),
        Wrong(_ninety, "how many on each"),
        Wrong(_deviations, "count them off"),
    ),
    hints=(
        "Two edges: one with 2.5 of 100 figures below it, one with 2.5 of 100 above it.",
        "NumPy's `quantile` gives such edges. Its second argument is a share, from 0 to 1.",
        "Edges at the shares 1/40 and 39/40. Then three cases: less, more, else.",
    ),
)


# --- auc --------------------------------------------------------------------------------------


def auc(machine, human):
    machine, human = np.asarray(machine)[:, None], np.asarray(human)
    return ((machine > human) + (machine == human) / 2).mean()


_SCORES = ((np.array([3.0]), np.array([1.0])), (np.array([2.0, 4.0]), np.array([1.0, 3.0])))


def is_one_share_of_pairs(answer: Any) -> str | None:
    for machine, human in _SCORES:
        found = answer(machine, human)
        if np.ndim(found) != 0 or not 0 <= found <= 1:
            return "One share is asked for, of all pairs: a number from 0 to 1."
    return None


def points_the_right_way(answer: Any) -> str | None:
    if np.isclose(answer(np.array([3.0, 4.0]), np.array([1.0, 2.0])), 0):
        return "All of the machine's score higher here, so the reader was never wrong: that is 1."
    return None


def counts_ties_half(answer: Any) -> str | None:
    same = np.array([1.0, 1.0])
    if not np.isclose(answer(same, same), 0.5):
        return "Where all scores are equal the reader knows nothing. What would guessing get?"
    return None


def lets_every_tune_speak(answer: Any) -> str | None:
    if np.isclose(answer(np.array([0.0, 5.0, 6.0]), np.array([1.0, 2.0, 3.0])), 1):
        return "One tune speaks for all here, but not all of the machine's score higher."
    return None


def needs_no_border(answer: Any) -> str | None:
    if not np.isclose(answer(np.array([9.0, 1.0]), np.array([3.0, 2.0])), 0.5):
        return "No border is needed, and how much higher does not count: only which is higher."
    return None


def compares_each_with_each(answer: Any) -> str | None:
    for machine, human in (
        (np.array([2.0, 0.0]), np.array([1.0])),
        (np.array([1.0, 9.0]), np.array([0.0, 2.0, 3.0, 2.0])),
    ):
        if not np.isclose(answer(machine, human), auc(machine, human)):
            return "Compare each with each: there may be more tunes of one kind than of the other."
    return None


def _ties_lost(machine, human):
    return (np.asarray(machine)[:, None] > human).mean()


def _border(machine, human):
    border = (np.mean(machine) + np.mean(human)) / 2
    right = (np.asarray(machine) > border).mean() + (np.asarray(human) < border).mean()
    return 0.5 if np.ptp([*machine, *human]) == 0 else right / 2


def _of_medians(machine, human):
    return float(auc([np.median(machine)], [np.median(human)]))


def _in_order(machine, human):
    pairs = [*zip(machine, human, strict=False)]
    return np.mean([(one > other) + (one == other) / 2 for one, other in pairs])


AUC = Exercise(
    name="09.auc",
    minutes=4,
    solution=auc,
    key="((machine > human) + (machine == human) / 2).mean()",
    stub=lambda machine, human: ...,
    tests=(
        is_one_share_of_pairs,
        points_the_right_way,
        counts_ties_half,
        lets_every_tune_speak,
        needs_no_border,
        compares_each_with_each,
    ),
    wrong=(
        Wrong(lambda machine, human: np.mean(machine) - np.mean(human), "One share is asked for"),
        Wrong(lambda machine, human: auc(human, machine), "never wrong"),
        Wrong(_ties_lost, "What would guessing get"),
        Wrong(_in_order, "Compare each with each"),
        Wrong(_of_medians, "One tune speaks for all"),
        Wrong(_border, "No border is needed"),
    ),
    hints=(
        "Take one tune of the machine: of how many of the people's is its score higher?",
        "With the machine's scores as a column, one comparison gives a table of all pairs.",
        "Such a table for higher, and one for equal, which counts a half. Add, take the mean.",
    ),
)

EXERCISES = (DISTINCT, RECALL, PLACE, AUC)
