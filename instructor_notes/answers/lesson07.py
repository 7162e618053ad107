"""Answers to the exercises of lesson 07: other right ones, and wrong ones with what is said."""

import cmath

import numpy as np
import torch
from scipy.special import softmax

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def scored(query, keys, scale):
    return softmax(keys @ query / scale)


def masked_row_by_row(scores):
    return [
        [score if s <= t else -np.inf for s, score in enumerate(row)]
        for t, row in enumerate(scores)
    ]


def hidden(scores, filling, k=0):
    return np.where(np.tri(len(scores), k=k, dtype=bool), scores, filling)


def heard(points, ask, offer, tell, scale=None, k=0):
    """A head with its own scale, and a mask that is so many tokens too wide."""
    scores = points @ ask @ (points @ offer).T / (scale or np.sqrt(ask.shape[1]))
    return softmax(hidden(scores, -np.inf, k), axis=1) @ (points @ tell)


def token_by_token(points, ask, offer, tell):
    told = []
    for t in range(len(points)):
        query, past = points[t] @ ask, points[: t + 1]
        told.append(scored(query, past @ offer, len(query) ** 0.5) @ past @ tell)
    return told


def by_torch(points, ask, offer, tell):
    points, ask, offer, tell = map(torch.as_tensor, (points, ask, offer, tell))
    return torch.nn.functional.scaled_dot_product_attention(
        points @ ask, points @ offer, points @ tell, is_causal=True
    )


def open_but_for_the_first(points, ask, offer, tell):
    told = heard(points, ask, offer, tell, k=len(points))
    told[0] = points[0] @ tell
    return told


def hidden_too_late(points, ask, offer, tell):
    scores = points @ ask @ (points @ offer).T / np.sqrt(ask.shape[1])
    return np.tril(softmax(scores, axis=1)) @ (points @ tell)


def hidden_by_zeros(points, ask, offer, tell):
    scores = points @ ask @ (points @ offer).T / np.sqrt(ask.shape[1])
    return softmax(np.tril(scores), axis=1) @ (points @ tell)


def shares_by_column(points, ask, offer, tell):
    scores = points @ ask @ (points @ offer).T / np.sqrt(ask.shape[1])
    shares = softmax(hidden(scores, -np.inf), axis=0)
    shares[0] = np.eye(len(shares))[0]
    return shares @ (points @ tell)


def as_a_number(pair, place, speed):
    arrow = complex(*pair) * cmath.exp(1j * place * speed)
    return arrow.real, arrow.imag


def by_a_table(pair, place, speed):
    angle = torch.tensor(place * speed)
    table = torch.stack([torch.cos(angle), -torch.sin(angle), torch.sin(angle), torch.cos(angle)])
    return table.reshape(2, 2).double() @ torch.tensor(pair)


def masked_in_place(scores):
    scores[np.triu_indices(len(scores), 1)] = -np.inf
    return scores


RIGHT = {
    "shares": (
        lambda query, keys: softmax(keys @ query / np.sqrt(query.size)),
        lambda query, keys: list(softmax([np.dot(key, query) / len(query) ** 0.5 for key in keys])),
        lambda query, keys: torch.softmax(
            torch.tensor(keys) @ torch.tensor(query) / len(query) ** 0.5, dim=0
        ),
        lambda query, keys: scored(query, keys, np.linalg.norm(np.ones(len(query)))),
    ),
    "masked": (
        masked_row_by_row,
        lambda scores: scores + np.triu(np.full(scores.shape, -np.inf), 1),
        lambda scores: torch.tensor(scores).masked_fill(
            torch.ones(scores.shape).triu(1).bool(), float("-inf")
        ),
        lambda scores: np.ma.filled(
            np.ma.masked_array(scores, ~np.tri(len(scores)).astype(bool)), -np.inf
        ),
    ),
    "head": (token_by_token, by_torch, lambda *tables: heard(*tables).tolist()),
    "turned": (
        as_a_number,
        by_a_table,
        lambda pair, place, speed: list(right.turned(pair, place, speed)),
    ),
}
WRONG = {
    "shares": (
        Wrong(lambda query, keys: right.shares(query, keys)[:, None], "Each key gets one share"),
        Wrong(lambda query, keys: right.shares(query, keys) @ keys, "Each key gets one share"),
        Wrong(lambda query, keys: keys @ query / np.sqrt(len(query)), "sum to 1"),
        Wrong(lambda query, keys: np.exp(keys @ query / np.sqrt(len(query))), "sum to 1"),
        Wrong(
            lambda query, keys: keys @ query / (keys @ query).sum(),
            "divided by their sum are no softmax",
        ),
        Wrong(lambda query, keys: np.eye(len(keys))[np.argmax(keys @ query)], "takes all here"),
        Wrong(lambda query, keys: right.shares(-query, keys), "points the same way"),
        Wrong(lambda query, keys: scored(query, keys, 1), "not scaled"),
        Wrong(lambda query, keys: scored(query, keys, len(query)), "scaled too much"),
        Wrong(lambda query, keys: scored(query, keys, np.sqrt(len(keys))), "not by how many keys"),
        Wrong(
            lambda query, keys: scored(query, keys, np.sqrt(len(query)) / np.log(2)), "One is off"
        ),
        Wrong(lambda query, keys: scored(query, keys, max(np.linalg.norm(query), 1)), "One is off"),
    ),
    "masked": (
        Wrong(lambda scores: scores[np.tri(len(scores), dtype=bool)], "the same shape"),
        Wrong(lambda scores: hidden(scores, -np.inf, k=-1), "listen to itself"),
        Wrong(lambda scores: hidden(scores.T, -np.inf).T, "further left, stays"),
        Wrong(lambda scores: hidden(scores, -np.inf, k=1), "comes after it"),
        Wrong(lambda scores: scores.copy(), "comes after it"),
        Wrong(masked_in_place, "the input is changed on the way"),
        Wrong(lambda scores: hidden(scores, 0), "softmax still gives it"),
        Wrong(lambda scores: hidden(scores, 1e-9), "softmax still gives it"),
        Wrong(lambda scores: hidden(scores, -10), "-10 stands"),
        Wrong(lambda scores: hidden(scores, -1e9), "as long as no score lies as far down"),
        Wrong(lambda scores: hidden(scores, np.finfo(float).min), "as long as no score"),
        Wrong(lambda scores: hidden(scores, np.inf), "Infinity with a plus"),
        Wrong(lambda scores: hidden(scores, np.nan), "nan is no score"),
    ),
    "head": (
        Wrong(
            lambda points, ask, offer, tell: softmax(
                hidden(points @ ask @ (points @ offer).T, -np.inf), axis=1
            ),
            "a value comes back",
        ),
        Wrong(
            lambda points, ask, offer, tell: np.resize(
                heard(points, ask, offer, offer), (len(points), tell.shape[1])
            ),
            "gets its own value",
        ),
        Wrong(hidden_too_late, "rows no longer sum to 1"),
        Wrong(hidden_by_zeros, "e to the 0 is 1"),
        Wrong(lambda *tables: heard(*tables, k=len(tables[0])), "gets its own value"),
        Wrong(lambda *tables: 2 * heard(*tables), "gets its own value"),
        Wrong(open_but_for_the_first, "A change of the last token"),
        Wrong(shares_by_column, "A change of the last token"),
        Wrong(lambda points, ask, offer, tell: heard(points, offer, ask, tell), "Here keys ask"),
        Wrong(lambda *tables: heard(*tables, scale=1), "they are not scaled"),
        Wrong(lambda *tables: heard(*tables, scale=tables[1].shape[1]), "how long a query"),
        Wrong(lambda *tables: heard(*tables, scale=len(tables[0]) ** 0.5), "how long a query"),
        Wrong(
            lambda points, ask, offer, tell: heard(points, 0 * ask, offer, tell), "weighs the same"
        ),
        Wrong(lambda points, ask, offer, tell: heard(points, -ask, offer, tell), "One is off"),
    ),
    "turned": (
        Wrong(lambda pair, place, speed: right.turned(pair, place, speed)[0], "A pair comes back"),
        Wrong(lambda pair, place, speed: right.turned(pair, place + 1, speed), "At place 0"),
        Wrong(lambda pair, place, speed: pair + place * speed, "longer or shorter"),
        Wrong(lambda pair, place, speed: pair * np.cos(place * speed), "longer or shorter"),
        Wrong(lambda pair, place, speed: right.turned(pair, place > 0, speed), "look the same"),
        Wrong(
            lambda pair, place, speed: right.turned(pair, place, np.radians(speed)), "in radians"
        ),
        Wrong(lambda pair, place, speed: right.turned(pair, -place, speed), "the other way"),
        Wrong(lambda pair, place, speed: right.turned(pair, place, 2 * speed), "on paper"),
        Wrong(lambda pair, place, speed: right.turned(pair, place**2, speed), "on paper"),
    ),
}
