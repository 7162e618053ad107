"""The chances of the next note: the model's own, and what the decoder makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from meantone.models import SequenceModel
from meantone.widgets.drawings import bars
from meantone.widgets.explorer.decoded import reshaped
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.ground import Rows
from meantone.widgets.explorer.marks import COLORS, place_of
from meantone.widgets.explorer.results import Results

SHOWN = 14
"""Bars of next notes: the likeliest of the model; the others share one more bar."""


def chances(results: Results, explored: Explored) -> tuple[tuple[int, ...], Rows, Rows]:
    """Return after which notes the next one is looked at, the model's chances, and the decoder's.

    Of beam and exact search, which weigh no single note, the decoder's are the shares of what the
    tunes found begin with.

    Parameters
    ----------
    results : Results
    explored : Explored
        Of which setting.

    Returns
    -------
    context : tuple of int
    plain, shaped : numpy.ndarray of float, shape (size + 1,)
    """
    model, ground, setting = (
        results.stock.model(explored.setting), explored.ground, explored.setting,
    )  # fmt: skip
    if setting.decoder in ("beam", "exact"):
        first = [tune[0] if len(tune) else ground.size for tune in results.found(setting)]
        counts = np.bincount(np.array(first, dtype=np.intp), minlength=ground.size + 1)
        return (), row(model, ()), counts / len(first)
    context = ground.opening
    return context, row(model, context), row(reshaped(model, setting), context)


def next_note(results: Results, name: str, explored: Explored) -> tuple[str, str, str]:
    """Return the chances of the next note as title, picture and words.

    Parameters
    ----------
    results : Results
    name : str
        "A" or "B"; nothing where there is no other.
    explored : Explored
    """
    context, plain, shaped = chances(results, explored)
    labels = [*explored.ground.view.labels, "end"]
    # The model's likeliest, so that bars stay in their places when a slider moves.
    shown = np.sort(np.argsort(-plain, kind="stable")[:SHOWN])
    rest = np.setdiff1d(np.arange(len(labels)), shown)
    after, alone = (np.append(all_[shown], all_[rest].sum()) for all_ in (shaped, plain))
    titles = [*(labels[token] for token in shown), "rest"]
    where = f"after {' '.join(labels[token] for token in context)}" if context else "at the start"
    best = [int(i) for i in np.argsort(-after, kind="stable")[:3] if after[i] > 0]
    said = ", ".join(f"{titles[i]} {after[i]:.0%} ({alone[i]:.0%})" for i in best)
    decoder = explored.setting.decoding
    svg = bars(after, alone, titles, (decoder, "the model alone"), COLORS[place_of(name)])
    title = f"{name}: next note {where}" if name else f"Next note {where}"
    return title, svg, f"{title} with {decoder}, the model's own chances in brackets: {said}."


def row(model: SequenceModel[Any], context: Sequence[int]) -> Rows:
    """Return the chances of what comes next after some notes, shape (size + 1,).

    Parameters
    ----------
    model : SequenceModel
    context : sequence of int
        The notes.
    """
    state = model.start(1)
    for token in context:
        state = model.advance(state, np.array([token]))
    return np.asarray(model.probabilities(state)[0])
