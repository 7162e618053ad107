"""What a class heard and tapped: the blind test with its statistics, and everybody's takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from meantone.teaching.records.handed import HandedIn

_MAKER = re.compile(r"a person|drawn, T = [\d.]{1,4}|most probable")
"""The makers of the blind test: any other name was not written by a lesson."""

LEAST_TAPPED = 3
"""Learners it takes to average some."""


def get_ready() -> None:
    """Load what the cards are drawn with, so that the first hand-in shows as soon as later ones."""
    import meantone.exercises.takes
    import meantone.experiments.performers.pictures
    import meantone.show.charts
    import meantone.widgets.blind_test.results

    meantone.exercises.takes.melody()
    meantone.show.charts.to_svg({"mark": "point", "data": {"values": []}})


def blind_card(hand_ins: Sequence[HandedIn]) -> str:
    """Return how a class did in the blind test; nothing if nobody has finished it.

    Parameters
    ----------
    hand_ins : sequence of HandedIn

    Examples
    --------
    >>> blind_card([])
    ''
    """
    from meantone.show.html import image
    from meantone.widgets.blind_test.results import (
        MAKER_HEADS,
        class_picture,
        class_words,
        escaped,
        maker_picture,
        maker_rows,
        maker_words,
        results_of,
        table,
    )

    found = results_of([_answers(one) for one in hand_ins], np.random.default_rng(0))
    if not found.listeners.each:
        return ""
    makers = found.listeners.makers
    shown = [line for line in found.lines if not line.startswith("Left out")]
    return (
        '<article class="card wide"><h3>The blind test</h3>'
        + "".join(f"<p>{escape(line)}</p>" for line in shown)
        + f'<div class="two">{image(class_picture(found.listeners), class_words(found.listeners))}'
        + f"{image(maker_picture(makers), maker_words(makers))}</div>"
        + f'<div class="table">{table("By maker", MAKER_HEADS, escaped(maker_rows(makers)))}</div>'
        + "</article>"
    )


def takes_card(hand_ins: Sequence[HandedIn]) -> str:
    """Return everybody's tempo over the tapped melody, and the average's; nothing of too few.

    Parameters
    ----------
    hand_ins : sequence of HandedIn

    Examples
    --------
    >>> takes_card([])
    ''
    """
    takes = _takes(hand_ins)
    if len(takes) < LEAST_TAPPED:
        return ""
    from meantone.experiments.performers import Performances
    from meantone.experiments.performers.pictures import curves_picture
    from meantone.show.charts import to_svg
    from meantone.show.html import image

    title = "Everybody's tempo, and the average's"
    chart = curves_picture(Performances(takes), title)
    words = f"Tempo over the melody of {len(takes)} learners, and of their average."
    return (
        f'<article class="card wide"><h3>{len(takes)} learners tapped one melody</h3>'
        f"{image(to_svg(chart), words)}</article>"
    )


def _answers(learner: HandedIn) -> tuple[str, str, list[dict[str, Any]]]:
    """Return a learner's answers as `results_of` takes them; none if a maker is unknown."""
    rows = [
        {"kind": row.kind, "name": row.name, "value": row.value}
        for row in learner.rows
        if row.kind in ("answered", "closed")
    ]
    known = all(
        _MAKER.fullmatch(str(row["value"].get("maker", "")))
        for row in rows
        if isinstance(row["value"], dict) and str(row["name"]).startswith("00.blind.")
    )
    return learner.code, learner.code, rows if known else []


def _takes(hand_ins: Sequence[HandedIn]) -> dict[str, Any]:
    """Return the two takes of each learner who tapped the melody twice."""
    from meantone.exercises.takes import MELODY, melody
    from meantone.tunes import TuneError
    from meantone.widgets import take_of_taps

    tune = melody()
    found: dict[str, Any] = {}
    for place, learner in enumerate(hand_ins, start=1):
        kept = [row.value for row in learner.rows if (row.kind, row.name) == ("takes", MELODY)]
        for taps in kept:
            try:
                pair = tuple(take_of_taps(tune, one) for one in taps[:2])
            except TuneError:
                continue
            if len(pair) == 2:
                found[f"learner {place}"] = pair
    return found
