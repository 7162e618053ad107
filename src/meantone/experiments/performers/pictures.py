"""Performances as curves: thin ones for each performer, a thick one for the average."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from meantone.experiments.performers.performances import Performances
from meantone.show.colors import MEANINGS, PALETTE


def curves_picture(group: Performances, title: str, mine: Sequence[str] = ()) -> Any:
    """Draw the tempo of everybody's first take over the score, and the average's.

    Parameters
    ----------
    group : Performances
    title : str
        What is found.
    mine : sequence of str
        Names of performers whose curves stand out.

    Returns
    -------
    altair.LayerChart
    """
    import altair as alt
    import pandas as pd

    takes = {name: pair[0] for name, pair in group.takes.items()}
    first = next(iter(takes.values()))
    quarters = np.cumsum(first.quarters) - first.quarters
    everyone = {**takes, "average": group.average()}
    rows = pd.DataFrame(
        {"quarter": float(at), "percent": round(100 * (2**x - 1), 2), "who": name}
        for name, take in everyone.items()
        for at, x in zip(quarters, take.tempo, strict=True)
    )
    x = alt.X("quarter:Q", title="quarters into the tune").axis(grid=False)
    y = alt.Y("percent:Q", title="tempo, % from one's mean")
    chart = alt.Chart(rows, width=420, height=220)
    others = chart.transform_filter(alt.FieldOneOfPredicate("who", [*takes]))
    thin = others.mark_line(strokeWidth=0.8, color=MEANINGS["people"], opacity=0.55)
    thick = chart.transform_filter(alt.FieldEqualPredicate("average", "who"))
    drawn = [thin.encode(x, y, detail="who:N"),
             thick.mark_line(strokeWidth=5, color=MEANINGS["shuffled"]).encode(x, y)]  # fmt: skip
    if mine:
        own = chart.transform_filter(alt.FieldOneOfPredicate("who", [*mine]))
        line = own.mark_line(strokeWidth=2.5, color=PALETTE["orange"])
        drawn.append(line.encode(x, y, detail="who:N"))
    words = f"Thin: {len(takes)} {group.kind}. Thick: their average."
    return alt.layer(*drawn).properties(title=title, description=words)
