"""The tables and the picture of `bench collapse`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.claims import span, table
from benchmarks.collapse_claims import DEGREES, Results, Set
from benchmarks.collapse_sets import FULL
from benchmarks.grounds import ALIKE, RETURNS, VENDI
from meantone.show.colors import PALETTE

if TYPE_CHECKING:
    import pandas as pd

SHOWN = (
    "surprise", "entropy", "distinct-4", VENDI, ALIKE, RETURNS, "precision", "recall", "told apart",
)  # fmt: skip
"""The measures in the tables of settings."""

DRAWN = {
    "Markov chain": "brown",
    "n-gram, order 5": "red",
    "LSTM": "blue",
    "Transformer": "purple",
    "mixture": "green",
}
"""The models in the picture, with their colors; the tables have them all."""


def parts(grounds: Sequence[Results]) -> list[str]:
    """Return the picture and the tables of the page."""
    return [
        f"![{DESCRIPTION}](collapse.svg)",
        "Nothing here is about how music sounds to people. Of all settings of a model, one "
        "comes near to people by chance: where a rule asks for the best of them, it is lenient.",
        "## People, and how well they are predicted",
        *(f"### {one.name}\n\n{people(one)}\n\n{bits(one)}" for one in grounds),
        "## All settings",
        "Means over seeds, with the lowest and the highest. *Outside*: measures outside "
        "people's band.",
        *(
            f"### {one.name}: {model}\n\n{sets_of(one, model)}"
            for one in grounds
            for model in one.sets
        ),
    ]


def people(one: Results) -> str:
    """Return people's bands, and the figures of shuffled tunes."""
    rows = []
    for name, band in one.human.items():
        digits = 4 if name == ALIKE else 3
        cells = [f"{value:.{digits}f}" for value in band]
        rows.append([name, cells[0], f"{cells[1]} to {cells[2]}", cells[3]])
    return table(["measure", "people", "people's band", "shuffled"], rows)


def bits(one: Results) -> str:
    """Return how well models predict people's tunes."""
    rows = [[model, span(held, 3)] for model, held in one.bits.items() if held]
    return table(["model", "bits per token, test tunes, ends counted"], rows)


def sets_of(one: Results, model: str) -> str:
    """Return the figures of all settings of a model."""
    rows = []
    for setting in one.sets[model]:
        said = [span(one.values(model, setting, name), 4 if name == ALIKE else 2) for name in SHOWN]
        outside = [outside_of(one, kept) for kept in one.sets[model][setting]]
        rows.append([setting, *said, f"{np.mean(outside):.1f}"])
    return table(["setting", *SHOWN, "outside"], rows)


def outside_of(one: Results, kept: Set) -> int:
    """Return how many measures lie outside people's band."""
    return sum(bool(band.far(kept.rows[name])) for name, band in one.human.items())


# The picture

TITLE = "Made surer, every model's tunes grow alike; sampled as it is, none collapses"
SUBTITLE = (
    "Each path is one model, from temperature 0.4 at the lower left to 1.4 at its name.",
    "Gray: top-k, top-p, min-p, typical, beams and other ways to decode.",
)
DESCRIPTION = (
    "The diversity of sets of tunes against how much they surprise an independent judge. All "
    "five paths fall, as temperature does, towards the lower left, where tunes are alike. At "
    "temperature 1 they are near the box of people's tunes, and beyond it they rise to the upper "
    "right, where shuffled tunes lie."
)

SPAN = ((1.25, 4.15), (0.0, 31.0))
"""What the axes show: bits, and Vendi scores."""


def picture(one: Results) -> Any:
    """Return the chart that the README shows: diversity against surprise, on one ground."""
    import altair as alt

    x = alt.X("bits:Q", title="surprise of an independent judge, bits per note")
    y = alt.Y("vendi:Q", title="diversity of the set (Vendi score)")
    x, y = (
        axis.scale(domain=span_, nice=False, zero=False)
        for axis, span_ in zip((x, y), SPAN, strict=True)
    )
    color = alt.Color("model:N", legend=None).scale(
        domain=list(DRAWN), range=[PALETTE[name] for name in DRAWN.values()]
    )
    base = alt.Chart(points(one, drawn=True)).encode(x, y, color)
    gray = alt.Chart(points(one, drawn=False)).encode(x, y)
    layers = [
        people_box(one),
        gray.mark_point(filled=True, size=24, color="#8a8a8a", opacity=0.75),
        base.mark_line(strokeWidth=2.5).encode(alt.Order("value:Q")),
        base.mark_point(filled=True, size=36, opacity=1),
        base.transform_filter("datum.value == 1").mark_point(
            filled=True, size=210, opacity=1, stroke="white", strokeWidth=1.5
        ),
        *(name_at_end(base, model) for model in DRAWN if model in one.sets),
        *labels(one, x, y),
    ]
    return alt.layer(*layers).properties(
        width=780,
        height=430,
        title=alt.TitleParams(TITLE, subtitle=list(SUBTITLE)),
        description=DESCRIPTION,
    )


def degree(setting: str) -> float:
    """Return the temperature of a setting; 0 for others."""
    return float(setting.split()[-1]) if setting in DEGREES else 0.0


def name_at_end(base: Any, model: str) -> Any:
    """Return a model's name where its path ends; the left one of two that meet, to the left."""
    left = model == "Transformer"
    hottest = max(map(degree, DEGREES))
    end = base.transform_filter(f"datum.value == {hottest} & datum.model == '{model}'")
    return end.mark_text(
        text=model,
        align="right" if left else "left",
        dx=-9 if left else 9,
        dy=-4 if left else 0,
        fontSize=15,
        fontWeight="bold",
    )


def points(one: Results, drawn: bool) -> pd.DataFrame:
    """Return the means over seeds: of sets at temperatures, or of all others."""
    import pandas as pd

    rows = [
        {
            "model": model,
            "value": degree(setting),
            "bits": float(np.mean(one.values(model, setting, "surprise"))),
            "vendi": float(np.mean(one.values(model, setting, VENDI))),
        }
        for model in DRAWN
        for setting in one.sets.get(model, {})
        if bool(degree(setting)) == drawn
    ]
    found = pd.DataFrame(rows, columns=["model", "value", "bits", "vendi"])
    return found[found.bits.between(*SPAN[0]) & found.vendi.between(*SPAN[1])]


def people_box(one: Results) -> Any:
    """Return the box in which people's tunes lie."""
    import altair as alt
    import pandas as pd

    bits_, vendi = one.human["surprise"], one.human[VENDI]
    box = pd.DataFrame(
        [{"bits": bits_.low, "right": bits_.high, "vendi": vendi.low, "high": vendi.high}]
    )
    return (
        alt.Chart(box)
        .mark_rect(color="#cccccc", stroke="black", strokeWidth=1.5)
        .encode(alt.X("bits:Q"), alt.X2("right:Q"), alt.Y("vendi:Q"), alt.Y2("high:Q"))
    )


def labels(one: Results, x: Any, y: Any) -> list[Any]:
    """Return what is named in black: people's tunes, shuffled ones, and one setting."""
    import altair as alt
    import pandas as pd

    bits_, vendi = one.human["surprise"], one.human[VENDI]
    shuffled = {"bits": bits_.shuffled, "vendi": vendi.shuffled}

    def named(place: dict[str, float], text: str, **how: Any) -> Any:
        chart = alt.Chart(pd.DataFrame([place]))
        style: dict[str, Any] = {"fontSize": 15, "fontWeight": "bold", "color": "black"} | how
        return chart.mark_text(text=text, **style).encode(x, y)

    cross = alt.Chart(pd.DataFrame([shuffled])).mark_point(
        shape="cross", size=120, color="black", filled=True, opacity=1
    )
    corner = {"bits": bits_.low, "vendi": vendi.high}
    made = [
        named(corner, "people's tunes", align="right", dx=-4, dy=-8),
        cross.encode(x, y),
        named(shuffled, "shuffled", dy=20),
    ]
    model = next((name for name in DRAWN if FULL in one.sets.get(name, {})), None)
    if model is None:
        return made
    place = {
        "bits": float(np.mean(one.values(model, FULL, "surprise"))),
        "vendi": float(np.mean(one.values(model, FULL, VENDI))),
    }
    return [*made, named(place, "temperature 1", align="left", dx=14, dy=6, fontWeight="normal")]
