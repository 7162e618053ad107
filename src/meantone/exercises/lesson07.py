"""The exercises of lesson 07: scaled scores, the causal mask, one head, a place as an angle."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- shares -----------------------------------------------------------------------------------


def shares(query, keys):
    scores = keys @ query / np.sqrt(len(query))
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()


_ASKED = (
    (np.array([1.0]), np.array([[0.0], [0.0]])),
    (np.array([1.0]), np.array([[1.0], [0.0], [-1.0]])),
    (np.array([1.0, 0.0, 2.0, 1.0]), np.array([[1.0, 1, 0, 0], [0, 1, 1, 1], [-1, 0, 0, 1]])),
)


def gives_a_share_to_each_key(answer: Any) -> str | None:
    for query, keys in _ASKED:
        if np.shape(answer(query, keys)) != (len(keys),):
            return "Each key gets one share: as many numbers as `keys` has rows."
    return None


def gives_shares_that_sum_to_one(answer: Any) -> str | None:
    for query, keys in _ASKED:
        found = np.asarray(answer(query, keys))
        if np.any(found < 0) or not np.isclose(found.sum(), 1):
            return "Shares are above zero and sum to 1. What turned scores into chances in 05?"
    return None


def listens_where_key_and_query_agree(answer: Any) -> str | None:
    found = answer(*_ASKED[1])
    if not found[0] > found[1] > found[2]:
        return "The key that points the same way as the query should get the largest share."
    return None


def scales_by_the_root(answer: Any) -> str | None:
    query, keys = _ASKED[2]
    scores = keys @ query
    for divisor, words in (
        (1.0, "The scores are not scaled. Long queries would make every share 0 or 1."),
        (4.0, "The scores are scaled too much: sums of n random products grow as the root of n."),
        (np.sqrt(3), "Scale by the length of the query, not by how many keys there are."),
    ):
        raised = np.exp(scores / divisor)
        if np.allclose(answer(query, keys), raised / raised.sum()):
            return words
    return None


def has_the_right_shares(answer: Any) -> str | None:
    for query, keys in _ASKED:
        if not np.allclose(answer(query, keys), shares(query, keys)):
            return "Score by score: the product of key and query, scaled. Then softmax. One is off."
    return None


def _plain(query, keys):
    raised = np.exp(keys @ query)
    return raised / raised.sum()


def _by_depth(query, keys):
    raised = np.exp(keys @ query / len(query))
    return raised / raised.sum()


def _by_keys(query, keys):
    raised = np.exp(keys @ query / np.sqrt(len(keys)))
    return raised / raised.sum()


def _by_two(query, keys):
    raised = 2 ** (keys @ query / np.sqrt(len(query)))
    return raised / raised.sum()


def _opposite(query, keys):
    return shares(-query, keys)


SHARES = Exercise(
    name="07.shares",
    minutes=5,
    solution=shares,
    key="keys @ query / np.sqrt(len(query))",
    stub=lambda query, keys: ...,
    tests=(
        gives_a_share_to_each_key,
        gives_shares_that_sum_to_one,
        listens_where_key_and_query_agree,
        scales_by_the_root,
        has_the_right_shares,
    ),
    wrong=(
        Wrong(lambda query, keys: shares(query, keys)[:, None], "Each key gets one share"),
        Wrong(lambda query, keys: keys @ query / np.sqrt(len(query)), "sum to 1"),
        Wrong(_opposite, "points the same way"),
        Wrong(_plain, "not scaled"),
        Wrong(_by_depth, "scaled too much"),
        Wrong(_by_keys, "not by how many keys"),
        Wrong(_by_two, "One is off"),
    ),
    hints=(
        "Three steps: a score for each key, scaled; then `np.exp`; then divide by the sum.",
        "The score of a key is the sum of its products with the query: a row times a vector.",
        "All scores at once are `keys @ query`. The scale is the root of how long a query is.",
    ),
)


# --- masked -----------------------------------------------------------------------------------


def masked(scores):
    return np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)


_SCORES = (
    np.array([[0.5]]),
    np.array([[1.0, 2.0], [3.0, 4.0]]),
    np.array([[0.0, -1.0, 5.0], [2.0, 0.5, 1.0], [-3.0, 0.0, 4.0]]),
)


def keeps_the_shape(answer: Any) -> str | None:
    for scores in _SCORES:
        if np.shape(answer(scores.copy())) != scores.shape:
            return "A table of the same shape is asked for: only some scores change."
    return None


def leaves_each_token_itself(answer: Any) -> str | None:
    for scores in _SCORES:
        if not np.array_equal(np.diag(answer(scores.copy())), np.diag(scores)):
            return (
                "A token may listen to itself: it has been heard. Without that the first one has "
                "nobody at all."
            )
    return None


def leaves_the_past(answer: Any) -> str | None:
    for scores in _SCORES:
        found, below = np.asarray(answer(scores.copy())), np.tri(len(scores), k=-1, dtype=bool)
        if not np.array_equal(found[below], scores[below]):
            return "Row t is the token that asks. What came before it, further left, stays."
    return None


def hides_the_future(answer: Any) -> str | None:
    for scores in _SCORES:
        later = ~np.tri(len(scores), dtype=bool)
        if np.any(np.asarray(answer(scores.copy()))[later] == scores[later]):
            return "A token can still listen to one that comes after it."
    return None


def leaves_the_future_no_share(answer: Any) -> str | None:
    for scores in _SCORES:
        hidden = np.asarray(answer(scores.copy()))[~np.tri(len(scores), dtype=bool)]
        if not np.all(hidden == -np.inf):
            return "What becomes of this score in softmax? Its share is small, or large, but not 0."
    return None


def _zeros(scores):
    return np.tril(scores) + np.triu(np.full(scores.shape, 1e-9), 1)


def _none_itself(scores):
    return np.where(np.tri(len(scores), k=-1, dtype=bool), scores, -np.inf)


def _past_hidden(scores):
    return np.where(np.tri(len(scores), dtype=bool).T, scores, -np.inf)


def _one_ahead(scores):
    return np.where(np.tri(len(scores), k=1, dtype=bool), scores, -np.inf)


MASKED = Exercise(
    name="07.masked",
    minutes=4,
    solution=masked,
    key="np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)",
    stub=lambda scores: ...,
    tests=(
        keeps_the_shape,
        leaves_each_token_itself,
        leaves_the_past,
        hides_the_future,
        leaves_the_future_no_share,
    ),
    wrong=(
        Wrong(lambda scores: scores[np.tri(len(scores), dtype=bool)], "the same shape"),
        Wrong(_none_itself, "listen to itself"),
        Wrong(_past_hidden, "further left, stays"),
        Wrong(_one_ahead, "comes after it"),
        Wrong(_zeros, "but not 0"),
    ),
    hints=(
        "Row t, column s: token t asks token s. Which s may it not hear?",
        "What has to stand there, so that e to it is exactly 0? Not zero: e to the 0 is 1.",
        "`np.tri(n, dtype=bool)` is true where s is at most t; `np.where` picks between two.",
    ),
)


# --- head -------------------------------------------------------------------------------------


def head(points, ask, offer, tell):
    query, keys, values = points @ ask, points @ offer, points @ tell
    scores = masked(query @ keys.T / np.sqrt(query.shape[1]))
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True) @ values


def _case(time: int, width: int, depth: int, out: int) -> tuple[Any, ...]:
    rng = np.random.default_rng([time, width, depth])
    tables = (rng.normal(size=(width, n)).round(1) for n in (depth, depth, out))
    return rng.normal(size=(time, width)).round(1), *tables


_HEADS = (_case(1, 2, 2, 2), _case(2, 3, 2, 2), _case(4, 3, 2, 5))


def tells_each_token_something(answer: Any) -> str | None:
    for case in _HEADS:
        if np.shape(answer(*case)) != (len(case[0]), case[3].shape[1]):
            return "For each token a value comes back: (time, width of a value)."
    return None


def tells_the_first_its_own_value(answer: Any) -> str | None:
    for case in _HEADS:
        if not np.allclose(answer(*case)[0], (case[0] @ case[3])[0]):
            return (
                "The first token has only itself to listen to: it gets its own value, whole. What "
                "does it get here: a value, and of nobody else?"
            )
    return None


def hears_none_that_follows(answer: Any) -> str | None:
    points, *tables = _HEADS[2]
    other = points.copy()
    other[3] += 1
    if not np.allclose(answer(points, *tables)[:3], answer(other, *tables)[:3]):
        return "A change of the last token changes what earlier ones are told."
    return None


def asks_with_queries(answer: Any) -> str | None:
    points, ask, offer, tell = _HEADS[2]
    if np.allclose(answer(points, ask, offer, tell), head(points, offer, ask, tell)):
        return "Here keys ask and queries answer. Row t of the scores belongs to the query of t."
    return None


def is_what_a_head_finds(answer: Any) -> str | None:
    for case in _HEADS:
        found = answer(*case)
        if np.allclose(found, _unscaled(*case)) and not np.allclose(found, head(*case)):
            return "All is right but the scale of the scores."
    for case in _HEADS:
        if not np.allclose(answer(*case), head(*case)):
            return "The shares of a row have to sum to 1, and to weigh the values. Check both."
    return None


def _unscaled(points, ask, offer, tell):
    return head(points, ask * np.sqrt(ask.shape[1]), offer, tell)


def _open(points, ask, offer, tell):
    scores = points @ ask @ (points @ offer).T / np.sqrt(ask.shape[1])
    raised = np.exp(scores)
    seen = raised / raised.sum(axis=1, keepdims=True) @ (points @ tell)
    seen[0] = points[0] @ tell
    return seen


def _keys_told(points, ask, offer, tell):
    found = head(points, ask, offer, offer)
    return np.resize(found, (len(points), tell.shape[1]))


def _evenly(points, ask, offer, tell):
    return np.cumsum(points @ tell, axis=0) / np.arange(1, len(points) + 1)[:, None]


def _shares_only(points, ask, offer, tell):
    scores = masked(points @ ask @ (points @ offer).T / np.sqrt(ask.shape[1]))
    raised = np.exp(scores)
    return raised / raised.sum(axis=1, keepdims=True)


HEAD = Exercise(
    name="07.head",
    minutes=6,
    solution=head,
    key="raised / raised.sum(axis=1, keepdims=True) @ values",
    stub=lambda points, ask, offer, tell: ...,
    tests=(
        tells_each_token_something,
        tells_the_first_its_own_value,
        hears_none_that_follows,
        asks_with_queries,
        is_what_a_head_finds,
    ),
    wrong=(
        Wrong(_shares_only, "a value comes back"),
        Wrong(_keys_told, "gets its own value"),
        Wrong(_open, "A change of the last token"),
        Wrong(lambda points, ask, offer, tell: head(points, offer, ask, tell), "Here keys ask"),
        Wrong(_unscaled, "but the scale"),
        Wrong(_evenly, "weigh the values"),
    ),
    hints=(
        "Three products of the points; then scores, mask, softmax in each row; then the values.",
        "Scores are (time, time): query of t with key of s. Your answer to 07.masked comes next.",
        "Softmax along axis 1, with `keepdims=True`; the table of shares `@` the values is it.",
    ),
)


# --- turned -----------------------------------------------------------------------------------


def turned(pair, place, speed):
    a, b = pair
    cos, sin = np.cos(place * speed), np.sin(place * speed)
    return np.array([a * cos - b * sin, a * sin + b * cos])


_PAIRS = (
    (np.array([1.0, 0.0]), 0, 1.0),
    (np.array([1.0, 0.0]), 1, np.pi / 2),
    (np.array([0.0, 1.0]), 1, np.pi / 2),
    (np.array([2.0, 1.0]), 3, 0.5),
)


def gives_a_pair(answer: Any) -> str | None:
    for case in _PAIRS:
        if np.shape(answer(*case)) != (2,):
            return "A pair comes back: two numbers in an array."
    return None


def leaves_place_zero(answer: Any) -> str | None:
    for pair, _, speed in _PAIRS:
        if not np.allclose(answer(pair, 0, speed), pair):
            return "At place 0 nothing has been turned yet."
    return None


def keeps_the_length(answer: Any) -> str | None:
    for case in _PAIRS:
        if not np.isclose(np.hypot(*answer(*case)), np.hypot(*case[0])):
            return "A turn makes no arrow longer or shorter. This one does."
    return None


def turns_more_at_later_places(answer: Any) -> str | None:
    pair = np.array([1.0, 0.0])
    if np.allclose(answer(pair, 1, 0.5), answer(pair, 2, 0.5)):
        return "Place 1 and place 2 look the same here. The angle has to grow with the place."
    return None


def turns_by_radians(answer: Any) -> str | None:
    pair = np.array([1.0, 0.0])
    if np.allclose(answer(pair, 1, 0.5), turned(pair, 1, np.radians(0.5))):
        return "The speed is in radians a place, not in degrees."
    return None


def turns_to_the_left(answer: Any) -> str | None:
    for case in _PAIRS:
        found = answer(*case)
        if not np.allclose(found, turned(*case)):
            if np.allclose(found, turned(case[0], -case[1], case[2])):
                return "It turns the other way: (1, 0) by a quarter should come to (0, 1)."
            return "Turn (1, 0) and (0, 1) by a quarter on paper: where does each come to lie?"
    return None


def _stretched(pair, place, speed):
    a, b = pair
    return np.array([a * np.cos(place * speed), b * (1 + np.sin(place * speed))])


TURNED = Exercise(
    name="07.turned",
    minutes=5,
    solution=turned,
    key="np.array([a * cos - b * sin, a * sin + b * cos])",
    stub=lambda pair, place, speed: ...,
    tests=(
        gives_a_pair,
        leaves_place_zero,
        keeps_the_length,
        turns_more_at_later_places,
        turns_by_radians,
        turns_to_the_left,
    ),
    wrong=(
        Wrong(lambda pair, place, speed: turned(pair, place, speed)[0], "A pair comes back"),
        Wrong(lambda pair, place, speed: turned(pair, place + 1, speed), "At place 0"),
        Wrong(_stretched, "longer or shorter"),
        Wrong(lambda pair, place, speed: turned(pair, place > 0, speed), "look the same"),
        Wrong(lambda pair, place, speed: turned(pair, place, np.radians(speed)), "radians a place"),
        Wrong(lambda pair, place, speed: turned(pair, -place, speed), "the other way"),
    ),
    hints=(
        "The angle is the place times the speed. A whole turn is 2 pi.",
        "(1, 0) turned by x is (cos x, sin x), and (0, 1) is (-sin x, cos x).",
        "`a` times where (1, 0) went, and `b` times where (0, 1) went, added up.",
    ),
)

EXERCISES = (SHARES, MASKED, HEAD, TURNED)
