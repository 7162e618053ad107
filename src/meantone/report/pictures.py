"""The report's pictures: the plane of two dials, and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from meantone.measures import Row
from meantone.show import MEANINGS
from meantone.show.charts import to_svg
from meantone.show.html import image

if TYPE_CHECKING:
    import altair as alt

    from meantone.report.made import Report

SHOWN = 300
"""Points of each side on the map."""


def plane(made: Report) -> str:
    """Return how alike tunes are against how much returns in each, with people's box, as HTML.

    Parameters
    ----------
    made : Report
    """
    import altair as alt
    import pandas as pd

    alike, returns = made.profile["alike"], made.profile["4-grams repeated"]
    low = 0.001
    across = alt.X("alike:Q", title="alike").axis(values=[low, 0.01, 0.1, 1], format="~g")
    across = across.scale(type="log", domain=[low, 1], clamp=True)
    up = alt.Y("returns:Q", scale=alt.Scale(domain=[0, 1]), title="returns")
    points = pd.DataFrame(
        [
            {"who": "these tunes", "alike": max(alike.value, low), "returns": returns.value},
            {"who": "shuffled", "alike": max(alike.shuffled, low), "returns": returns.shuffled},
        ]
    )
    ends = (*alike.band, *returns.band)
    box = pd.DataFrame([ends], columns=["alike", "alike2", "returns", "returns2"])
    people = alt.Chart(box).encode(x=across, y=up)
    color = MEANINGS["people"]
    chart = (
        people.mark_rect(fill=color, fillOpacity=0.3, stroke=color).encode(
            x2=alt.X2("alike2:Q", title=""), y2=alt.Y2("returns2:Q", title="")
        )
        + people.mark_text(text="people", color=color, dx=6, dy=12, align="left").encode()
        + alt.Chart(points)
        .mark_point(size=140, filled=True, opacity=1)
        .encode(x=across, y=up, color=_who(points["who"].tolist()))
    ).properties(
        title=f"{alike.value / alike.human:.1f} times as alike as people", width=320, height=260
    )
    return image(to_svg(chart), _plane_in_words(alike, returns))


def tune_map(made: Report) -> str:
    """Return tunes as points among people's, as HTML.

    Parameters
    ----------
    made : Report
    """
    import altair as alt
    import pandas as pd

    rows = [
        {"who": who, "x": float(x), "y": float(y)}
        for who, points in (("people", made.map_people), ("these tunes", made.map_mine))
        for x, y in points[:SHOWN]
    ]
    spread = float(np.sqrt(made.map_mine.var(axis=0).sum() / made.map_people.var(axis=0).sum()))
    axis = alt.Axis(labels=False, ticks=False)
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_circle(size=28, opacity=0.55)
        .encode(
            x=alt.X("x:Q").axis(axis).title("where people differ most"),
            y=alt.Y("y:Q").axis(axis).title("and next"),
            color=_who(["these tunes", "people"]),
        )
        .properties(
            title=f"{spread:.2f} times as wide as people", width=320, height=260
        )
    )  # fmt: skip
    return image(
        to_svg(chart), f"A map of tunes: theirs spread {spread:.2f} times as wide as people's"
    )


def _plane_in_words(alike: Row, returns: Row) -> str:
    """Return what the plane shows."""
    return (
        f"These tunes: alike {alike.value:.3f}, returns {returns.value:.3f}. People: alike "
        f"{alike.human:.3f} ({alike.band[0]:.3f} to {alike.band[1]:.3f}), returns "
        f"{returns.human:.3f} ({returns.band[0]:.3f} to {returns.band[1]:.3f})."
    )


def _who(names: list[str]) -> alt.Color:
    """Return the colors of who is who."""
    import altair as alt

    colors: dict[str, Any] = {"these tunes": MEANINGS["machine"], "people": MEANINGS["people"],
                              "shuffled": MEANINGS["shuffled"]}  # fmt: skip
    scale = alt.Scale(domain=names, range=[colors[name] for name in names])
    return alt.Color("who:N", scale=scale, legend=alt.Legend(title=None, orient="bottom"))
