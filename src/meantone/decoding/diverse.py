"""Diverse beam search: groups of a beam that keep away from each other."""

from __future__ import annotations

import itertools
import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from meantone.decoding.search import (
    GRAIN,
    LONGEST,
    Hypothesis,
    Numbers,
    Score,
    best_ended,
    bounds,
    largest,
    log2_rows,
    total,
)
from meantone.models import SequenceModel
from meantone.models.sequence_model import State, take

Scored = tuple[float, Hypothesis]
Places = NDArray[np.int64]


def diverse_beam(
    model: SequenceModel[State],
    width: int,
    groups: int,
    penalty: float,
    length: int | None = None,
    *,
    at_least: int = 0,
    at_most: int | None = None,
    score: Score = total,
) -> list[Hypothesis]:
    """Return the tunes that several small beams find, each kept away from those before it.

    Diverse beam search with Hamming diversity (Vijayakumar et al. 2018). The beam is divided into
    groups that take turns at each note. In the second group and later ones, a token costs `penalty`
    bits for each beginning of an earlier group that has just taken it at this place; so does the
    end, for each tune that an earlier group has just put aside. The penalty steers that one choice,
    and is not carried along: what a beginning is worth later, and what is reported, is the model's
    probability.

    Parameters
    ----------
    model : SequenceModel
    width : int
        Beginnings to keep, in all groups together.
    groups : int
        How many groups; `width` has to be a multiple. One group is `beam`.
    penalty : float
        In bits, zero or above. With 0 all groups find the same.
    length, at_least, at_most, score
        As for `beam`.

    Returns
    -------
    list of Hypothesis
        At most `width`, best first, all ended. Groups that find the same tune return it twice. Ties
        as in `beam`; then the earlier group comes first.

    Raises
    ------
    ValueError
        If `width` is no multiple of `groups`, one of them is below 1, the penalty is negative or no
        number, or the lengths contradict each other.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1], [1, 0]], size=2)
    >>> [found.tokens.tolist() for found in diverse_beam(chain, 2, 2, penalty=0.0, length=3)]
    [[0, 1, 0], [0, 1, 0]]
    >>> [found.tokens.tolist() for found in diverse_beam(chain, 2, 2, penalty=1.0, length=3)]
    [[0, 0, 1], [0, 1, 0]]
    """
    low, high = bounds(length, at_least, at_most)
    if at_most is None:
        high = min(high, max(low, LONGEST))
    share = _share(width, groups)
    if not 0 <= penalty < math.inf:
        raise ValueError(f"the penalty is {penalty} bits; it has to be zero or more, and finite")
    cost = round(penalty / GRAIN) * GRAIN  # so that equal tunes still tie
    # Beginnings of all groups lie side by side, so that the model is asked once for each note.
    group, state = np.arange(groups), model.start(groups)
    tokens, log2 = np.empty((groups, 0), dtype=np.int64), np.zeros(groups)
    ended: list[list[Scored]] = [[] for _ in range(groups)]
    for notes in itertools.count():
        rows = log2[:, None] + log2_rows(model.probabilities(state))  # (live, size + 1)
        if notes >= low:
            _put_aside(ended, tokens, rows[:, -1], group, score, cost, share)
        if notes >= high or not len(rows):
            break
        row, token = _take_turns(rows[:, :-1], group, groups, cost, share)
        group, log2 = group[row], rows[row, token] - GRAIN
        tokens = np.column_stack([tokens[row], token])
        state = model.advance(take(state, row), token)
    every = [found for tunes in ended for _, found in tunes]
    return sorted(every, key=partial(_rank, score))


def _take_turns(
    onward: Numbers, group: Places, groups: int, cost: float, share: int
) -> tuple[Places, Places]:
    """Return which beginnings go on, and with which tokens, those of the first group first."""
    price = np.zeros(onward.shape[1])  # what earlier groups took now costs more
    chosen = []
    for number in range(groups):
        mine = np.flatnonzero(group == number)
        row, token = np.divmod(largest((onward[mine] - price).ravel(), share), len(price))
        chosen.append(np.stack([mine[row], token]))
        price += cost * np.bincount(token, minlength=len(price))
    row, token = np.concatenate(chosen, axis=1)
    return row, token


def _put_aside(
    ended: list[list[Scored]],
    tokens: Places,
    log2: Numbers,
    group: Places,
    score: Score,
    cost: float,
    share: int,
) -> None:
    """Let each group in turn put aside its best tunes that end now."""
    price = 0.0  # ends that earlier groups took now cost more

    def dearer(log2: Numbers, events: float) -> Numbers:
        return score(log2, events) - price

    for number, before in enumerate(ended):
        mine = group == number
        ended[number] = best_ended(before, tokens[mine], log2[mine], dearer, share)
        price += cost * sum(len(found.tokens) == tokens.shape[1] for _, found in ended[number])


def _rank(score: Score, found: Hypothesis) -> tuple[float, int, list[int]]:
    """Return what tunes are sorted by: as a beam sorts them."""
    notes = len(found.tokens)
    log2 = np.array(found.log2_probability - notes * GRAIN)
    return -float(score(log2, notes + 1)), notes, found.tokens.tolist()


def _share(width: int, groups: int) -> int:
    """Return the beginnings of each group."""
    if groups < 1 or width < 1 or width % groups:
        raise ValueError(
            f"a beam of width {width} cannot be divided into {groups} groups; take a width that is "
            "a multiple of the groups, both 1 or more"
        )
    return width // groups
