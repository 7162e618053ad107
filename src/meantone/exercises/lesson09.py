"""The exercises of lesson 09: distinct-n, recall, the human band, and telling sets apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, plain, share

# --- distinct ---------------------------------------------------------------------------------

_SET = [[1, 2, 3, 1, 2], [1, 2, 4]]
_SHARE = "A share is asked for: one number from 0 to 1."
_CROSSING: list[Case] = [(([[1, 1, 1], [2, 2, 2]], 2), 3 / 5), (([[1, 2], [1, 2]], 2), 2 / 3)]
_ONCE: list[Case] = [(([[1, 1, 1], [2, 2, 2]], 2), 0), ((_SET, 2), 3 / 6)]
_EACH: list[Case] = [(([[1, 2], [1, 2]], 2), 1), (([[1, 2, 3], [1, 2, 3]], 2), 1)]
_DISTINCT: list[tuple[str, list[Case]]] = [
    (
        "Divide by the runs of the set: a tune of 5 notes has 4 runs of two, one of 3 notes has 2.",
        [((_SET, 2), 4 / 6), (([[1, 1, 1], [2, 2, 2]], 2), 1 / 2), (([[1, 2], [1, 2]], 2), 1 / 2)],
    ),
    (
        "A run is made of whole tokens, in their order: 1 and 12 are not 11 and 2, nor 12 and 1.",
        [(([[1, 12], [11, 2]], 2), 1), (([[1, 12], [12, 1]], 2), 1)],
    ),
    (
        "A run is as many notes as `length` says, no more and no fewer.",
        [((_SET, 1), 4 / 8), ((_SET, 3), 4 / 4), (([[1, 2, 1, 2, 1]], 4), 1)],
    ),
]


def is_a_share(answer: Any) -> str | None:
    for tunes in ([[1, 2]], [[1, 1, 1]], _SET):
        share(answer(tunes, 2), _SHARE)
    return None


def stays_within_tunes(answer: Any) -> str | None:
    if agrees(answer, _CROSSING):
        return "A run may not begin in one tune and end in the next."
    if agrees(answer, _EACH):
        return "Two tunes that say the same are as diverse as one here. Take all tunes together."
    if agrees(answer, _ONCE):
        return "Runs that come only once were counted. A kind counts however often it comes."
    return None


def counts_kinds(answer: Any) -> str | None:
    if agrees(answer, [((_SET, length), 4 / 6) for length in (1, 3)]):
        return "The answer for runs of another length is that for runs of two."
    for says, cases in _DISTINCT:
        if not agrees(answer, cases):
            return says
    return None


DISTINCT = Exercise(
    name="09.distinct",
    tests=(is_a_share, stays_within_tunes, counts_kinds),
    hints=(
        "Collect the runs of all tunes first, in one list. Where may the last run of a tune begin?",
        "A run as a `tuple` can go into a `set`, which keeps each kind once.",
        "How many does the set hold, and how many the list? Divide the first by the second.",
    ),
)


# --- recall -----------------------------------------------------------------------------------

# Three tunes of the machine, four by people.
_AWAY = np.array([[1.0, 4.0, 2.0, 9.0], [3.0, 1.0, 2.0, 9.0], [9.0, 9.0, 9.0, 9.0]])
_REACH = np.array([2.0, 3.0, 1.0])
_COVERS: list[Case] = [
    ((np.array([[1.0]]), np.array([2.0])), 1),
    ((np.array([[1.0, 3.0]]), np.array([2.0])), 1 / 2),
    ((_AWAY, _REACH), 3 / 4),
]
# One tune of the machine covers nobody, two cover the same person.
_TWO_ON_ONE = (np.array([[1.0, 9.0], [1.0, 9.0], [9.0, 9.0]]), np.full(3, 2.0))
_RECALLS: list[tuple[str, list[Case]]] = [
    (
        "To be covered, lying in one neighborhood is enough, and several make it no more.",
        [((np.array([[1.0], [9.0]]), np.array([2.0, 2.0])), 1), (_TWO_ON_ONE, 1 / 2)],
    ),
    (
        "Each row has a reach of its own: `reach[i]` goes with row `i`, and with no other.",
        [
            ((np.array([[5.0, 5.0], [9.0, 9.0]]), np.array([1.0, 6.0])), 0),
            ((np.array([[5.0], [9.0]]), np.array([6.0, 1.0])), 1),
            ((np.array([[5.0, 9.0], [3.0, 2.0]]), np.array([1.0, 4.0])), 1),
            ((np.array([[4.0, 2.0], [9.0, 9.0]]), np.array([3.0, 5.0])), 1 / 2),
        ],
    ),
    (
        "A far tune with a wide neighborhood may cover what the nearest one does not.",
        [((np.array([[5.0], [3.0]]), np.array([6.0, 1.0])), 1)],
    ),
]


def is_one_share(answer: Any) -> str | None:
    for given, _ in _COVERS:
        share(answer(*given), "One share is asked for, from 0 to 1, of all the tunes by people.")
    return None


def is_not_precision(answer: Any) -> str | None:
    wide = np.array([[1.0, 9.0, 9.0, 9.0]])
    if agrees(answer, [(_TWO_ON_ONE, 2 / 3), ((wide, np.array([2.0])), 1)]):
        return "This is the share of the machine's tunes. Of whom is recall a share?"
    return None


def leaves_the_edge_out(answer: Any) -> str | None:
    for edge in (2.0, 5.0):
        if agrees(answer, [((np.array([[edge]]), np.array([edge])), 1)]):
            return "A tune that lies just as far away as the neighborhood reaches is outside."
    return None


def covers_people(answer: Any) -> str | None:
    if agrees(answer, [(_TWO_ON_ONE, 2 / 6), ((_AWAY, _REACH), 3 / 12)]):
        return "Pairs are counted here. A person's tune is covered or not, by however many."
    for says, cases in _RECALLS:
        if not agrees(answer, cases):
            return says
    if not agrees(answer, _COVERS):
        return "A column is a person's tune: is it in any neighborhood? Go through them on paper."
    return None


RECALL = Exercise(
    name="09.recall",
    tests=(is_one_share, is_not_precision, leaves_the_edge_out, covers_people),
    hints=(
        "For each pair: is tune `j` nearer to tune `i` than tune `i` reaches? True or false.",
        "`reach` has a number for each row: as a column, `reach[:, None]`, it fits the table.",
        "A person's tune is a column: is there `any` true in it? Then the mean over columns.",
    ),
)


# --- place ------------------------------------------------------------------------------------

# Figures in no order; their middle 95 of 100 lie from 0.025 to 0.975, and from 1 to 39.
_HUMAN = (np.arange(201) * 80 % 201) / 200
_OTHER = np.arange(41.0) * 3 % 41


def is_one_of_three_words(answer: Any) -> str | None:
    for value in (0.5, -1.0, 2.0):
        found = answer(value, _HUMAN)
        if not isinstance(found, str) or found not in ("below", "within", "above"):
            return 'One of three words is asked for: "below", "within" or "above".'
    return None


def knows_the_middle_and_the_sides(answer: Any) -> str | None:
    for human, far in ((_HUMAN, 5.0), (_OTHER, 300.0)):
        if answer(-far, human) == "above" and answer(far, human) == "below":
            return "Below and above are the wrong way round."
        if answer(np.median(human), human) != "within":
            return "The very middle should be within. Here it is not."
        for value, word in ((-far, "below"), (far, "above")):
            if answer(value, human) != word:
                return f'Far outside all figures of people\'s is "{word}" here.'
    return None


def leaves_out_the_outermost(answer: Any) -> str | None:
    for value, human in ((1.03, _HUMAN), (-0.03, _HUMAN), (42.0, _OTHER)):
        if answer(value, human) == "within":
            return (
                "No set of people's lies so far out, and this is within. Count the figures off, "
                "from both ends: mean and spread know nothing of where they stop."
            )
    for value, human in ((0.01, _HUMAN), (0.99, _HUMAN), (0.2, _OTHER), (39.8, _OTHER)):
        if answer(value, human) == "within":
            return (
                "Still within, though fewer than 2.5 of 100 sets lie further out: the single "
                "lowest and highest set should not decide."
            )
    return None


def leaves_both_sides(answer: Any) -> str | None:
    for value, human in ((0.035, _HUMAN), (0.965, _HUMAN), (1.5, _OTHER), (38.5, _OTHER)):
        if answer(value, human) != "within":
            return (
                "More than 2.5 of 100 sets lie further out on this side. Five are for both sides."
            )
    return None


def has_edges_for_crooked_figures(answer: Any) -> str | None:
    for value, word in ((0.0, "below"), (0.8, "within"), (0.85, "within"), (0.95, "above")):
        if answer(value, _HUMAN**4) != word:
            return (
                "Right while the figures lie evenly on both sides. Do not rely on their mean and "
                "deviation: count them off."
            )
    return None


PLACE = Exercise(
    name="09.place",
    tests=(
        is_one_of_three_words,
        knows_the_middle_and_the_sides,
        leaves_out_the_outermost,
        leaves_both_sides,
        has_edges_for_crooked_figures,
    ),
    hints=(
        "Two edges: one with 2.5 of 100 figures below it, one with 2.5 of 100 above it.",
        "NumPy's `quantile` gives such edges. Its second argument is a share, from 0 to 1.",
        "Edges at the shares 1/40 and 39/40. Then three cases: less, more, else.",
    ),
)


# --- auc --------------------------------------------------------------------------------------


def _scores(*values: float) -> np.ndarray[Any, Any]:
    return np.array(values, dtype=float)


_AUCS: list[tuple[str, list[Case]]] = [
    (
        "All of the machine's score lower here, so the reader was always wrong: that is 0.",
        [((_scores(1, 2), _scores(3, 4)), 0), ((_scores(0), _scores(5, 6, 7)), 0)],
    ),
    (
        "Where all scores are equal the reader knows nothing. What would guessing get?",
        [((_scores(1, 1), _scores(1, 1)), 1 / 2), ((_scores(2), _scores(2, 2, 2)), 1 / 2)],
    ),
    (
        "In one of three pairs the scores are equal: a third is a guess, and counts half.",
        [((_scores(2), _scores(1, 2, 3)), 1 / 2), ((_scores(1, 2, 3), _scores(1)), 5 / 6)],
    ),
    (
        "No tune speaks for the others: the machine's score higher in some pairs, not in all.",
        [((_scores(0, 5, 6), _scores(1, 2, 3)), 2 / 3), ((_scores(0, 1, 9), _scores(2, 3)), 1 / 3)],
    ),
    (
        "Compare each with each: there may be more tunes of one kind than of the other.",
        [
            ((_scores(2, 0), _scores(1)), 1 / 2),
            ((_scores(1, 9), _scores(0, 2, 3, 2)), 5 / 8),
            ((_scores(9, 1), _scores(3, 2)), 1 / 2),
            ((_scores(3, 3, 5, 1, 8), _scores(2, 3)), 7 / 10),
        ],
    ),
]


def is_one_share_of_pairs(answer: Any) -> str | None:
    for given in ((_scores(3), _scores(1)), (_scores(2, 4), _scores(1, 3))):
        share(answer(*given), "One share is asked for, of all pairs: a number from 0 to 1.")
    return None


def points_the_right_way(answer: Any) -> str | None:
    for given in ((_scores(3, 4), _scores(1, 2)), (_scores(7), _scores(1, 2, 3))):
        if np.isclose(float(plain(answer(*given))), 0):
            return (
                "All of the machine's score higher here, so the reader was never wrong: that is 1."
            )
    return None


# What each known mistake gives instead of what is right.
_SLIPS: tuple[tuple[str, list[Case]], ...] = (
    (
        "No border is needed, and how much higher does not count: only which is higher.",
        [((_scores(9, 1), _scores(3, 2)), 3 / 4), ((_scores(4, 100, 0), _scores(3, 5)), 2 / 3)],
    ),
    (
        "First was compared with first, second with second. Compare each with each.",
        [((_scores(2, 0), _scores(1)), 1), ((_scores(3, 3, 5, 1, 8), _scores(2, 3)), 3 / 4)],
    ),
)


def compares_each_with_each(answer: Any) -> str | None:
    for says, cases in _SLIPS:
        if agrees(answer, cases):
            return says
    for says, cases in _AUCS:
        if not agrees(answer, cases):
            return says
    return None


AUC = Exercise(
    name="09.auc",
    tests=(is_one_share_of_pairs, points_the_right_way, compares_each_with_each),
    hints=(
        "Take one tune of the machine: of how many of the people's is its score higher?",
        "With the machine's scores as a column, one comparison gives a table of all pairs.",
        "Such a table for higher, and one for equal, which counts a half. Add, take the mean.",
    ),
)

EXERCISES = (DISTINCT, RECALL, PLACE, AUC)
