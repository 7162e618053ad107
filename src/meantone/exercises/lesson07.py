"""The exercises of lesson 07: scaled scores, the causal mask, one head, a place as an angle."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, alike, numbers, plain, shaped

# --- shares -----------------------------------------------------------------------------------

# Half of each product is the logarithm of a whole number: shares of 2 : 4 : 1, and 3 : 3 : 1 : 2.
_ASKED = (
    (
        np.array([1.0, 0.0, 2.0, 1.0]),
        np.log(np.array([[2.0, 3, 1, 2], [4, 1, 2, 1], [1, 2, 1, 1]])),
    ),
    (
        np.array([2.0, 0.0, 0.0, 0.0]),
        np.log(np.array([[3.0, 1, 5, 1], [3, 2, 1, 1], [1, 9, 1, 1], [2, 1, 1, 3]])),
    ),
)
_ODDS = (np.array([2.0, 4, 1]), np.array([3.0, 3, 1, 2]))
_SHARES: list[Case] = [
    ((np.array([1.0]), np.array([[0.0], [0.0]])), [1 / 2, 1 / 2]),
    ((np.array([1.0]), np.log([[4.0], [2.0], [1.0]])), [4 / 7, 2 / 7, 1 / 7]),
    *((asked, odds / odds.sum()) for asked, odds in zip(_ASKED, _ODDS, strict=True)),
]
_SCALES: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("The scores are not scaled. Long queries would make every share 0 or 1.", (2, 2)),
    (
        "The scores are scaled too much: sums of n random products grow as the root of n.",
        (1 / 2, 1 / 2),
    ),
    ("Scale by the length of the query, not by how many keys there are.", (2 / 3**0.5,)),
)


def gives_a_share_to_each_key(answer: Any) -> str | None:
    if not shaped(answer, _SHARES):
        return "Each key gets one share: as many numbers as `keys` has rows."
    return None


def gives_shares_that_sum_to_one(answer: Any) -> str | None:
    for given, _ in _SHARES:
        found = numbers(answer(*given))
        if np.any(found < 0) or not np.isclose(found.sum(), 1):
            return "Shares are above zero and sum to 1. What turned scores into chances in 05?"
    return None


def listens_to_more_than_one(answer: Any) -> str | None:
    if agrees(answer, [(_SHARES[1][0], [1, 0, 0]), (_ASKED[0], [0, 1, 0])]):
        return "The best key takes all here. Softmax leaves a share to each, by how well it fits."
    return None


def raises_the_scores(answer: Any) -> str | None:
    asked, _ = _SHARES[1]
    if agrees(answer, [(asked, [2 / 3, 1 / 3, 0])]):
        return "Scores divided by their sum are no softmax: what is below 0 goes wrong. First `e`."
    return None


def listens_where_key_and_query_agree(answer: Any) -> str | None:
    found = numbers(answer(*_SHARES[1][0]))
    if not found[0] > found[1] > found[2]:
        return "The key that points the same way as the query should get the largest share."
    return None


def scales_by_the_root(answer: Any) -> str | None:
    for says, powers in _SCALES:
        raised = [odds**power for odds, power in zip(_ODDS, powers, strict=False)]
        wrong: list[Case] = [
            (asked, row / row.sum()) for asked, row in zip(_ASKED, raised, strict=False)
        ]
        if agrees(answer, wrong):
            return says
    return None


def has_the_right_shares(answer: Any) -> str | None:
    if not agrees(answer, _SHARES):
        return "Score by score: the product of key and query, scaled. Then softmax. One is off."
    return None


SHARES = Exercise(
    name="07.shares",
    tests=(
        gives_a_share_to_each_key,
        raises_the_scores,
        gives_shares_that_sum_to_one,
        listens_to_more_than_one,
        listens_where_key_and_query_agree,
        scales_by_the_root,
        has_the_right_shares,
    ),
    hints=(
        "Three steps: a score for each key, scaled; then `np.exp`; then divide by the sum.",
        "The score of a key is the sum of its products with the query: a row times a vector.",
        "All scores at once are `keys @ query`. The scale is the root of how long a query is.",
    ),
)


# --- masked -----------------------------------------------------------------------------------

_SCORES = (
    np.array([[0.5]]),
    np.array([[1.0, 2.0], [3.0, 4.0]]),
    np.array([[0.0, -1.0, 5.0], [2.0, 0.5, 1.0], [-3.0, 0.0, 4.0]]),
    np.arange(16.0).reshape(4, 4) - 8,
)


def _table(answer: Any, scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(plain(answer(scores)), dtype=float)


def keeps_the_shape(answer: Any) -> str | None:
    for scores in _SCORES:
        if _table(answer, scores).shape != scores.shape:
            return "A table of the same shape is asked for: only some scores change."
    return None


def leaves_each_token_itself(answer: Any) -> str | None:
    for scores in _SCORES:
        if not np.array_equal(np.diag(_table(answer, scores)), np.diag(scores)):
            return (
                "A token may listen to itself: it has been heard. Without that the first one has "
                "nobody at all."
            )
    return None


def leaves_the_past(answer: Any) -> str | None:
    for scores in _SCORES:
        found = _table(answer, scores)
        if any(found[t, s] != scores[t, s] for t in range(len(scores)) for s in range(t)):
            return "Row t is the token that asks. What came before it, further left, stays."
    return None


def hides_the_future(answer: Any) -> str | None:
    for scores in _SCORES:
        found, n = _table(answer, scores), len(scores)
        for t, s in zip(*np.triu_indices(n, 1), strict=True):
            if found[t, s] == scores[t, s]:
                return "A token can still listen to one that comes after it."
            if found[t, s] != -np.inf:
                return _instead_of_minus_infinity(found[t, s])
    return None


def _instead_of_minus_infinity(value: float) -> str:
    """Say what softmax makes of a score that should be minus infinity."""
    if np.isnan(value):
        return "nan is no score: softmax makes nan of the whole row. What is e to the -inf?"
    if value == np.inf:
        return "Infinity with a plus takes all. It should be at the other end."
    if value > -700:
        return (
            f"{value:g} stands where a token comes later, and softmax still gives it a share: e to "
            "what is 0?"
        )
    return (
        f"{value:g} stands where minus infinity is asked for. Softmax makes 0 of it as long as no "
        "score lies as far down. `-np.inf` is as far as it gets."
    )


MASKED = Exercise(
    name="07.masked",
    tests=(keeps_the_shape, leaves_each_token_itself, leaves_the_past, hides_the_future),
    hints=(
        "Row t, column s: token t asks token s. Which s may it not hear?",
        "What has to stand there, so that e to it is exactly 0? Not zero: e to the 0 is 1.",
        "`np.tri(n, dtype=bool)` is true where s is at most t; `np.where` picks between two.",
    ),
)


# --- head -------------------------------------------------------------------------------------

# Points that are no table of ones, and tables made so that what a head finds can be read off:
# the shares of token t among the tokens up to t are in the proportion of row t of `_PARTS`.
_PARTS = np.array([[1.0, 1, 1], [1, 3, 1], [1, 2, 5]])
_POINTS = np.array([[1.0, 0, 0], [1, 1, 0], [0, 1, 1]])
_BACK = np.array([[1.0, 0, 0], [-1, 1, 0], [1, -1, 1]])  # times the points: a one for each token
_VALUES = np.array([[1.0, 0], [0, 1], [4, -2]])
_AHEAD = np.array([[1.0, 2, 4], [1, 3, 5], [1, 2, 5]])  # the same, had nobody to be hidden
_LISTENED = {
    "right": [[1, 0, 0], [1 / 4, 3 / 4, 0], [1 / 8, 2 / 8, 5 / 8]],
    "not scaled": [[1, 0, 0], [1 / 10, 9 / 10, 0], [1 / 30, 4 / 30, 25 / 30]],
    "swapped": [[1, 0, 0], [1 / 4, 3 / 4, 0], [1 / 7, 1 / 7, 5 / 7]],
    "even": [[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]],
}


def _head(depth: int, parts: np.ndarray[Any, Any] = _PARTS) -> tuple[Any, ...]:
    """Points and tables for queries of a depth of 4 or 9, whose root is a whole number."""
    ask, offer = np.zeros((3, depth)), np.zeros((3, depth))
    ask[:, :3], offer[:, :3] = depth**0.5 * np.log(parts), np.eye(3)
    return _POINTS, (_BACK @ ask).round(6), _BACK @ offer, _BACK @ _VALUES


_ONE_TOKEN: Case = (
    (np.array([[2.0, 1.0]]), np.eye(2), np.eye(2), np.array([[1.0, 2, 3], [0, 1, 0]])),
    [[2, 5, 6]],
)
_HEADS = (_head(4), _head(9))


def _finds(given: Any, shares: Any) -> Case:
    return given, np.array(shares) @ _VALUES


def tells_each_token_something(answer: Any) -> str | None:
    if not shaped(answer, [_ONE_TOKEN, *(_finds(case, _LISTENED["right"]) for case in _HEADS)]):
        return "For each token a value comes back: (time, width of a value)."
    return None


def hides_before_softmax(answer: Any) -> str | None:
    """Return what is wrong with a mask that comes too late, or is too weak."""
    given = _head(4, _AHEAD)
    late = np.tril(_AHEAD / _AHEAD.sum(axis=1, keepdims=True))
    if agrees(answer, [_finds(given, late)]):
        return (
            "What is hidden after softmax has taken its share already: rows no longer sum to 1. "
            "Hide it before."
        )
    weak = np.where(np.tri(3, dtype=bool), _AHEAD, 1)  # e to the 0
    if agrees(answer, [_finds(given, weak / weak.sum(axis=1, keepdims=True))]):
        return "A score of 0 stands where a token comes later, and e to the 0 is 1: it is heard."
    return None


def tells_the_first_its_own_value(answer: Any) -> str | None:
    for case, value in ((_ONE_TOKEN[0], [2, 5, 6]), (_HEADS[0], [1, 0])):
        if not alike(numbers(answer(*case))[0], value):
            return (
                "The first token has only itself to listen to: it gets its own value, whole, here "
                f"{value}."
            )
    return None


def hears_none_that_follows(answer: Any) -> str | None:
    points, *tables = _HEADS[0]
    other = np.array([*points[:2], [3.0, -1, 2]])
    if not alike(numbers(answer(points, *tables))[:2], numbers(answer(other, *tables))[:2]):
        return "A change of the last token changes what earlier ones are told."
    return None


def is_what_a_head_finds(answer: Any) -> str | None:
    for says, shares in (
        ("All is right but the scale of the scores: they are not scaled.", "not scaled"),
        (
            "Here keys ask and queries answer. Row t of the scores belongs to the query of t.",
            "swapped",
        ),
        ("Every token that came before weighs the same here. Do the scores matter?", "even"),
    ):
        if agrees(answer, [_finds(_HEADS[0], _LISTENED[shares])]):
            return says
    weights = np.tril(_PARTS)
    for power in (1 / 2, 2 / 3**0.5):  # the root of 4 is 2: other scales than that
        shares = weights**power / (weights**power).sum(axis=1, keepdims=True)
        if agrees(answer, [_finds(_HEADS[0], shares)]):
            return "All is right but the scale of the scores: the root of how long a query is."
    if not agrees(answer, [_ONE_TOKEN, *(_finds(case, _LISTENED["right"]) for case in _HEADS)]):
        return (
            "Scores, mask, softmax in each row, and then the shares weigh the values. One is off."
        )
    return None


HEAD = Exercise(
    name="07.head",
    tests=(
        tells_each_token_something,
        hides_before_softmax,
        tells_the_first_its_own_value,
        hears_none_that_follows,
        is_what_a_head_finds,
    ),
    hints=(
        "Three products of the points; then scores, mask, softmax in each row; then the values.",
        "Scores are (time, time): query of t with key of s. Your answer to 07.masked comes next.",
        "Softmax along axis 1, with `keepdims=True`; the table of shares `@` the values is it.",
    ),
)


# --- turned -----------------------------------------------------------------------------------

_QUARTER = np.pi / 2
_TURNED: list[Case] = [
    ((np.array([1.0, 0.0]), 0, 1.0), [1, 0]),
    ((np.array([1.0, 0.0]), 1, _QUARTER), [0, 1]),
    ((np.array([0.0, 1.0]), 1, _QUARTER), [-1, 0]),
    ((np.array([2.0, 1.0]), 3, np.pi / 6), [-1, 2]),
    ((np.array([1.0, 0.0]), 2, np.pi / 6), [1 / 2, 3**0.5 / 2]),
    ((np.array([1.0, 1.0]), 5, np.pi / 4), [0, -(2**0.5)]),
]


def gives_a_pair(answer: Any) -> str | None:
    if not shaped(answer, _TURNED):
        return "A pair comes back: two numbers."
    return None


def leaves_place_zero(answer: Any) -> str | None:
    for (pair, _, speed), _ in _TURNED:
        if not alike(numbers(answer(pair, 0, speed)), pair):
            return "At place 0 nothing has been turned yet."
    return None


def keeps_the_length(answer: Any) -> str | None:
    for case, _ in _TURNED:
        if not np.isclose(np.hypot(*numbers(answer(*case))), np.hypot(*case[0]), rtol=1e-5):
            return "A turn makes no arrow longer or shorter. This one does."
    return None


def turns_more_at_later_places(answer: Any) -> str | None:
    pair = np.array([1.0, 0.0])
    if alike(numbers(answer(pair, 1, 0.5)), numbers(answer(pair, 2, 0.5))):
        return "Place 1 and place 2 look the same here. The angle has to grow with the place."
    return None


def turns_to_the_left(answer: Any) -> str | None:
    degrees = np.radians(_QUARTER)
    if agrees(answer, [(_TURNED[1][0], [np.cos(degrees), np.sin(degrees)])]):
        return "The speed is in radians a place, not in degrees."
    if agrees(answer, [(_TURNED[1][0], [0, -1]), (_TURNED[2][0], [1, 0])]):
        return "It turns the other way: (1, 0) by a quarter should come to (0, 1)."
    if not agrees(answer, _TURNED):
        return "Turn (1, 0) and (0, 1) by a quarter on paper: where does each come to lie?"
    return None


TURNED = Exercise(
    name="07.turned",
    tests=(
        gives_a_pair,
        leaves_place_zero,
        keeps_the_length,
        turns_more_at_later_places,
        turns_to_the_left,
    ),
    hints=(
        "The angle is the place times the speed. A whole turn is 2 pi.",
        "(1, 0) turned by x is (cos x, sin x), and (0, 1) is (-sin x, cos x).",
        "`a` times where (1, 0) went, and `b` times where (0, 1) went, added up.",
    ),
)

EXERCISES = (SHARES, MASKED, HEAD, TURNED)
