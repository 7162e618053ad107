"""The exercises of lesson 13: a curve of tempo, the others, who it was, one's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, known_mistake, number, shaped

# --- curve ------------------------------------------------------------------------------------


def _log_tempo(onsets: Any, quarters: Any) -> Any:
    pace = np.log2(np.asarray(quarters, dtype=float) / np.diff(onsets))
    return pace - pace.mean()


_PLAYED = (
    (np.array([0.0, 0.5, 1.5]), np.array([1.0, 1.0])),
    (np.array([0.0, 0.5, 1.0, 2.0]), np.array([1.0, 0.5, 2.0])),
    (np.array([0.0, 0.6, 1.1, 1.9, 2.3]), np.array([1.0, 1.0, 1.5, 0.5])),
)
_CURVE: list[Case] = [(given, _log_tempo(*given)) for given in _PLAYED]
_LATE: list[Case] = [
    ((_PLAYED[1][0] + 3.0, _PLAYED[1][1]), _log_tempo(*_PLAYED[1])),
    ((_PLAYED[2][0] + 0.25, _PLAYED[2][1]), _log_tempo(*_PLAYED[2])),
]


def has_a_tempo_for_each_note_but_the_last(answer: Any) -> str | None:
    if not shaped(answer, _CURVE):
        return "One tempo from each note to the next is asked for: one fewer than there are onsets."
    return None


def is_tempo_in_logarithms(answer: Any) -> str | None:
    mistakes = (
        (lambda on, q: -_log_tempo(on, q), "Up is slow now: quarters a second, please."),
        (
            lambda on, q: np.log2(q / np.diff(on)),
            "Its own mean is still in it: a fast performer is no other curve.",
        ),
        (lambda on, q: _log_tempo(on, q) * np.log(2), "These are natural logarithms; base 2."),
        (lambda on, q: _log_tempo(on, q) * np.log10(2), "These are logarithms to base 10; base 2."),
        (
            lambda on, q: q / np.diff(on) - np.mean(q / np.diff(on)),
            "No logarithm yet: twice as fast and half as fast are to be equally far from 0.",
        ),
        (
            lambda on, q: np.log2(q / np.diff(on)) - np.log2(np.mean(q / np.diff(on))),
            "The mean was taken before the logarithm. Take it of the logarithms.",
        ),
        (
            lambda on, q: -np.log2(np.diff(on)) + np.mean(np.log2(np.diff(on))),
            "A half note lasts longer without being slower: where are the quarters?",
        ),
        (
            lambda on, q: (_log_tempo(on, q)) / np.std(_log_tempo(on, q)),
            "Do not divide by the deviation: how far one strays is to stay.",
        ),
    )
    return known_mistake(
        answer,
        _CURVE,
        mistakes,
        "Half a second, then a whole one, a quarter each: 0.5 and -0.5. What do you get?",
    )


def begins_whenever(answer: Any) -> str | None:
    if not agrees(answer, _LATE):
        return "A take that begins later has another curve now: only the gaps count."
    return None


CURVE = Exercise(
    name="13.curve",
    tests=(has_a_tempo_for_each_note_but_the_last, is_tempo_in_logarithms, begins_whenever),
    hints=(
        "`np.diff(onsets)` has the seconds from each note to the next.",
        "Tempo is quarters a second: divide `quarters` by them, and take `np.log2`.",
        "Last, take away the mean of what you have.",
    ),
)

# --- others -----------------------------------------------------------------------------------

_CURVES = (
    np.array([[0.0, 1.0, 2.0, 1.0], [0.0, 2.0, 1.0, 1.0], [1.0, 0.0, 2.0, 0.0]]),
    np.array([[1.0, -1.0, 0.5], [0.2, 0.4, -0.6], [0.3, -0.2, 0.9], [-0.7, 0.1, 0.2]]),
)
_WHO = ((_CURVES[0], 0), (_CURVES[0], 2), (_CURVES[1], 1), (_CURVES[1], 3))


def _r(a: Any, b: Any) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def _others(curves: Any, me: int) -> Any:
    return np.delete(np.asarray(curves), me, axis=0)


_OTHERS: list[Case] = [
    ((curves, me), _r(curves[me], _others(curves, me).mean(axis=0))) for curves, me in _WHO
]


def is_one_correlation(answer: Any) -> str | None:
    for given, _ in _OTHERS:
        number(answer(*given), "One number is asked for: the correlation.")
    return None


def leaves_me_out(answer: Any) -> str | None:
    mistakes = (
        (
            lambda x, me: _r(x[me], x.mean(axis=0)),
            "You are in the average that you are compared with. That is Max's line.",
        ),
        (
            lambda x, me: np.mean([_r(x[me], one) for one in _others(x, me)]),
            "These are correlations with each other person, averaged. Average the others first.",
        ),
        (
            lambda x, me: np.cov(x[me], _others(x, me).mean(axis=0))[0, 1],
            "That is a covariance: it grows with how far one strays. Divide by both deviations.",
        ),
        (
            lambda x, me: np.cov(x[me], _others(x, me).mean(axis=0), ddof=0)[0, 1],
            "That is a covariance: it grows with how far one strays. Divide by both deviations.",
        ),
        (
            lambda x, me: _r(x[me], _others(x, me).mean(axis=0)) ** 2,
            "That is the square of it: the variance explained. The correlation itself, please.",
        ),
        (
            lambda x, me: _r(x[me], np.delete(x, 0, axis=0).mean(axis=0)),
            "Whoever `me` is, you leave out the first. Leave out `me`.",
        ),
    )
    return known_mistake(
        answer,
        _OTHERS,
        mistakes,
        "Three people: the average of the other two is half their sum. Work it out by hand.",
    )


OTHERS = Exercise(
    name="13.others",
    tests=(is_one_correlation, leaves_me_out),
    hints=(
        "`np.delete(curves, me, axis=0)` has everybody's curve but one's own.",
        "Their average, place by place: `.mean(axis=0)`.",
        "`np.corrcoef(a, b)[0, 1]` is the correlation of two curves.",
    ),
)

# --- named ------------------------------------------------------------------------------------


def _far(first: Any, second: Any) -> Any:
    first, second = np.asarray(first), np.asarray(second)
    return ((second[:, None] - first[None]) ** 2).sum(axis=2)  # (second takes, first takes)


_FIRST = (
    np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 9.0]]),
    np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [2.0, 2.0, 9.0], [0.0, 0.0, 0.0]]),
    np.array([[1.0, -1.0], [0.2, -0.2], [-2.0, 2.0]]),
)
_SECOND = (
    np.array([[3.0, 0.0], [1.0, 1.0], [0.5, 8.0]]),
    np.array([[2.9, 2.0, 1.2], [1.1, 2.0, 2.5], [0.4, 0.0, 0.1], [2.0, 1.5, 7.0]]),
    np.array([[-1.0, 1.0], [0.3, -0.3], [3.0, -3.0]]),
)
_TWICE = tuple(zip(_FIRST, _SECOND, strict=True))
_NAMED: list[Case] = [(given, _far(*given).argmin(axis=1)) for given in _TWICE]


def names_somebody_for_each(answer: Any) -> str | None:
    if not shaped(answer, _NAMED):
        return "For each second take the place of one performer is asked for."
    return None


def names_the_nearest(answer: Any) -> str | None:
    def correlated(first: Any, second: Any) -> Any:
        n = len(first)
        return np.corrcoef(second, first)[:n, n:].argmax(axis=1)

    mistakes = (
        (lambda a, b: _far(a, b).argmax(axis=1), "These are the farthest: the nearest are asked."),
        (
            lambda a, b: _far(a, b).argmin(axis=0),
            "That is the second take nearest to each first one. It is asked the other way round.",
        ),
        (
            lambda a, b: np.arange(len(a)),
            "Everybody is named rightly, whatever was played? Nothing was compared yet.",
        ),
        (
            lambda a, b: np.abs(b.sum(axis=1)[:, None] - a.sum(axis=1)).argmin(axis=1),
            "Their sums are compared. Compare place by place, then add up the squares.",
        ),
        (
            lambda a, b: _far(a, b).argmin(axis=1) + 1,
            "The first performer has the place 0.",
        ),
        (
            correlated,
            "A correlation does not see how far somebody strays, and that is part of a person.",
        ),
    )
    return known_mistake(
        answer,
        _NAMED,
        mistakes,
        "Three performers, two places: work out the nine distances by hand.",
    )


NAMED = Exercise(
    name="13.named",
    tests=(names_somebody_for_each, names_the_nearest),
    hints=(
        "How far is one second take from every first one? `((first - one) ** 2).sum(axis=1)`.",
        "The place of the smallest: `.argmin()`.",
        "Do that for each `one` in `second`, and make a list of the places.",
    ),
)

# --- own --------------------------------------------------------------------------------------


def _returning(first: Any, second: Any) -> Any:
    a, b = (np.asarray(x) - np.mean(x, axis=1, keepdims=True) for x in (first, second))
    return (a * b).mean(axis=1)


_BOTH = (
    (
        np.array([[0.0, 2.0, 1.0], [4.0, 0.0, 5.0]]),
        np.array([[1.0, 2.0, 0.5], [3.0, 1.0, 4.0]]),
        0.5,
    ),
    (
        np.array([[1.0, 2.0, 3.0, 0.0], [3.0, 2.0, 1.0, 5.0], [2.0, 2.0, 9.0, 1.0]]),
        np.array([[2.9, 2.0, 1.2, 0.3], [1.1, 2.0, 2.5, 4.0], [0.4, 0.0, 7.1, 2.0]]),
        0.1,
    ),
)
_OWN: list[Case] = [(given, _returning(*given[:2]).mean() - given[2]) for given in _BOTH]


def is_one_variance(answer: Any) -> str | None:
    for given, _ in _OWN:
        number(answer(*given), "One number is asked for: the mean over performers.")
    return None


_NOT_OWN = (
    (
        lambda a, b, s: _returning(a, b).mean(),
        "What all share returns as well: take it away.",
    ),
    (
        lambda a, b, s: s - _returning(a, b).mean(),
        "The sign is turned round: what returns, less what is shared.",
    ),
    (
        lambda a, b, s: _returning(a, b).sum() - s,
        "That is the sum over performers: their mean is asked for.",
    ),
    (
        lambda a, b, s: np.mean(np.mean(a * b, axis=1)) - s,
        "A covariance is of what departs from the mean: each take's own mean is still in it.",
    ),
    (
        lambda a, b, s: np.mean([_r(p, q) for p, q in zip(a, b, strict=True)]) - s,
        "That is a correlation; the shared part is a covariance, in other units.",
    ),
    (
        lambda a, b, s: _returning(a, b).mean() * a.shape[1] / (a.shape[1] - 1) - s,
        "You divide by the places less one, the shared part by the places. Divide alike.",
    ),
    (
        lambda a, b, s: np.mean(np.var((a + b) / 2, axis=1)) - s,
        "The variance of the mean of both takes holds half of the rest. Multiply the takes.",
    ),
)


def takes_the_shared_part_away(answer: Any) -> str | None:
    return known_mistake(
        answer,
        _OWN,
        _NOT_OWN,
        "One performer: each take less its mean, multiplied place by place, averaged.",
    )


OWN = Exercise(
    name="13.own",
    tests=(is_one_variance, takes_the_shared_part_away),
    hints=(
        "For each performer: both takes less their own means, multiplied place by place.",
        "Their mean over places is a covariance; the mean of those over performers returns.",
        "What returns holds the shared part, too: subtract `shared`.",
    ),
)

EXERCISES = (CURVE, OTHERS, NAMED, OWN)
