"""The page and the picture of `bench collapse`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.collapse_claims import (
    CLAIMS,
    FULL,
    VENDI,
    Case,
    Claim,
    Results,
    figure,
    score,
    verdict,
)
from benchmarks.collapse_sets import DEGREES, GREEDY, SECOND, Ground, Set
from benchmarks.neural import table
from meantone.show.colors import PALETTE

if TYPE_CHECKING:
    import pandas as pd

SHOWN = (
    "surprise",
    SECOND,
    "entropy",
    "distinct-4",
    VENDI,
    "precision",
    "recall",
    "4-grams repeated",
    "told apart",
)
"""The measures in the tables of settings."""

DRAWN = {
    "Markov chain": "brown",
    "n-gram, order 5": "red",
    "LSTM": "blue",
    "Transformer": "purple",
    "mixture": "green",
}
"""The models in the picture, with their colors; the table has them all."""


def verdicts(results: Results) -> str:
    """Return the table of verdicts."""
    rows = []
    for number, claim in enumerate(CLAIMS, 1):
        cases = claim.cases(results)
        found = verdict(cases)
        agrees = claim.expected in (found.removeprefix("mostly "), "open")
        marked = found if agrees else f"**{found}**"
        rows.append([str(number), claim.words, claim.expected, marked, score(cases), rest(cases)])
    heads = ["", "claim", "expected", "verdict", "cases", "the other cases"]
    lines = [heads, ["---:", "---", "---", "---", "---:", "---"], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rest(cases: list[Case], most: int = 4) -> str:
    """Return the names of the cases that go against the others, if there are few of them.

    Examples
    --------
    >>> rest([Case(name, np.array([name != "c"]), "") for name in "abcd"])
    'c'
    """
    held = [bool(case.held.all()) for case in cases]
    fewer = sum(held) * 2 < len(held)
    names = [case.name for case, one in zip(cases, held, strict=True) if one == fewer]
    return "; ".join(names) if 0 < len(names) <= most else ""


def details(claim: Claim, number: int, results: Results) -> str:
    """Return a claim's rule, and its cases one by one."""
    cases = claim.cases(results)
    seeds = len(cases[0].held)
    rows = [[case.name, case.figures, f"{int(case.held.sum())} of {seeds}"] for case in cases]
    return "\n\n".join(
        [
            f"### {number}. {claim.words} ({verdict(cases)})",
            f"A case holds if: {claim.rule[0].lower()}{claim.rule[1:]}",
            table(["case", "figures", "seeds in which it holds"], rows),
        ]
    )


def people(results: Results) -> str:
    """Return the human bands, and the figures of shuffled tunes."""
    rows = [
        [name, f"{human:.3f}", f"{low:.3f} to {high:.3f}", f"{mixed:.3f}"]
        for name, (human, low, high, mixed) in results.human.items()
    ]
    return table(["measure", "people", "human band", "shuffled"], rows)


def sets_of(model: str, results: Results) -> str:
    """Return the figures of all settings of a model."""
    rows = []
    for setting, kept in results.sets[model].items():
        if results.has(model, setting):
            outside = figure(results.outside(model, setting), 1).split(" ")[0]
            rows.append([setting, *(cell(kept, name) for name in SHOWN), outside])
    return table(["setting", *SHOWN, "outside"], rows)


def cell(kept: list[Set], measure: str) -> str:
    """Return the mean over seeds, and from the lowest to the highest end of the intervals.

    Examples
    --------
    >>> cell([Set({"recall": (0.5, 0.4, 0.6)}, []), Set({"recall": (0.7, 0.6, 0.8)}, [])], "recall")
    '0.60 (0.40 to 0.80)'
    """
    value, low, high = np.array([one.rows[measure] for one in kept]).T
    return f"{value.mean():.2f} ({low.min():.2f} to {high.max():.2f})"


def page(results: Results, data: Ground) -> str:
    """Return the whole page."""
    tunes, length = data.reference.most, data.reference.length
    seeds = len(next(iter(results.bits.values())))
    bits = [[model, figure(np.array(found), 3)] for model, found in results.bits.items()]
    judged = " and ".join(f"{value:.2f} ({name})" for name, value in data.judges.items())
    parts = [
        "# Does it converge on the average?",
        f"Made by `python course.py bench collapse`: {len(bits)} models, {seeds} seeds, every way "
        f"to decode. A set has {tunes} tunes of {length} notes of `folk` as scale degrees, and is "
        f"held against as many openings by people, from the test part, one of each cluster of "
        "near-duplicates (half of them are compared with, the other half gives the human band). "
        "*Expected* is what a first prototype had found, *open* where it had not looked; a verdict "
        "that differs is in bold. *Cases* counts those in which a claim holds with every seed. It "
        "**holds** if all cases hold with every seed, **fails** if none does with any, else it "
        "**depends**; *mostly* it does one or the other if nine of ten do, each seed counted.",
        verdicts(results),
        f"![{DESCRIPTION}](collapse.svg)",
        "The rules are below. They were set after a first try with one seed, before the others "
        "were looked at, and have not been changed since; only the word *mostly* came later, and "
        "the strict reader takes it for *depends*. They also say what would have changed a "
        "verdict: a single case that goes the other way with a single seed ends a plain *holds* "
        "or *fails*, and the figures show how near each case came. Where a rule asks for the best "
        "of all settings, it is lenient: of so many, one comes near to people by chance.",
        "Not measured here, though part of the slogan: selection by an audience, models that learn "
        "from models, blends of styles. Nothing here is about how music sounds to people.",
        "## How it was measured",
        "- The models learned from the train part, and networks and the mixture's weights were "
        "chosen by the valid part.\n"
        "- Two judges learned from the valid part alone, which no n-gram model saw: an n-gram "
        f"model of order 4 and an LSTM. They spend {judged} bits per token on people's tunes, ends "
        "counted. *Surprise* is the first one's.\n"
        "- So that sets are equal in count and length, the end of the tune is forbidden before "
        f"note {length}, and searches look for tunes of exactly {length} notes. *Greedy* and "
        f"*mode* give one tune, taken {tunes} times; a network's mode is the best of a beam of "
        f"{tunes}. *n-best* are the {tunes} most probable tunes, exactly; *beam* and *diverse "
        f"beam* (groups of 4, a bit for each repetition) are as wide. *Likeliest of 16* keeps, of "
        "16 samples, the one that its model finds most probable.\n"
        "- A seed is that of a network's training and of the sampling; n-gram models have only the "
        "latter, and searches in them are the same with each.\n"
        "- In parentheses behind a figure: the lowest and the highest seed. In the tables of "
        "settings: the lowest and the highest end of the seeds' intervals (95 %). *Outside* counts "
        f"the measures, of {len(results.human)}, outside the human band.",
        table(["model", "bits per token, test tunes"], bits),
        "The mean over all test tunes, ends counted.",
        people(results),
        "*Minor*: tunes with more minor thirds above the tonic than major ones. *From the middle* "
        "and *middles apart*: distances of features (runs of one to three notes) from the mean of "
        "people's.",
        "## Claim by claim",
        *(details(claim, number, results) for number, claim in enumerate(CLAIMS, 1)),
        "## All settings",
        *(f"### {model}\n\n{sets_of(model, results)}" for model in results.models),
    ]
    return "\n\n".join(parts)


# The picture

TITLE = "Made surer, every model's tunes grow alike; sampled as it is, none collapses"
SUBTITLE = (
    "Each path is one model, from temperature 0.2 at the lower left to 1.4 at its name.",
    "Gray: top-k, top-p, min-p, typical, mirostat, greedy, beams and other ways to decode.",
)
DESCRIPTION = (
    "The diversity of sets of tunes against how much they surprise an independent judge. All five "
    "paths fall, as temperature does, towards the lower left, where all tunes are alike and a "
    "greedy search ends. At temperature 1 they are near the box of people's tunes, and beyond it "
    "they rise to the upper right, where shuffled tunes lie."
)

SPAN = ((1.25, 4.15), (0.0, 29.0))
"""What the axes show: bits, and Vendi scores."""


def picture(results: Results) -> Any:
    """Return the chart that the README shows: diversity against surprise."""
    import altair as alt

    x = alt.X("bits:Q", title="surprise of an independent judge, bits per note")
    y = alt.Y("vendi:Q", title="diversity of the set (Vendi score)")
    x, y = (
        axis.scale(domain=span, nice=False, zero=False)
        for axis, span in zip((x, y), SPAN, strict=True)
    )
    color = alt.Color("model:N", legend=None).scale(
        domain=list(DRAWN), range=[PALETTE[name] for name in DRAWN.values()]
    )
    base = alt.Chart(points(results, "temperature")).encode(x, y, color)
    gray = alt.Chart(points(results, "")).encode(x, y)
    layers = [
        people_box(results),
        gray.mark_point(filled=True, size=24, color="#8a8a8a", opacity=0.75),
        base.mark_line(strokeWidth=2.5).encode(alt.Order("value:Q")),
        base.mark_point(filled=True, size=36, opacity=1),
        base.transform_filter("datum.value == 1").mark_point(
            filled=True, size=210, opacity=1, stroke="white", strokeWidth=1.5
        ),
        *(name_at_end(base, model) for model in DRAWN),
        *labels(results, x, y),
    ]
    return alt.layer(*layers).properties(
        width=780,
        height=430,
        title=alt.TitleParams(TITLE, subtitle=list(SUBTITLE)),
        description=DESCRIPTION,
    )


def name_at_end(base: Any, model: str) -> Any:
    """Return a model's name where its path ends; the left one of two that meet, to the left."""
    left = model == "Transformer"
    end = base.transform_filter(f"datum.value == {max(DEGREES)} & datum.model == '{model}'")
    return end.mark_text(
        text=model,
        align="right" if left else "left",
        dx=-9 if left else 9,
        dy=-4 if left else 0,
        fontSize=15,
        fontWeight="bold",
    )


def points(results: Results, family: str) -> pd.DataFrame:
    """Return the means over seeds of a family's sets of the drawn models; with "", of the rest."""
    import pandas as pd

    rows = [
        {
            "model": model,
            "value": float(setting.split()[-1]) if family else 0.0,
            "bits": results.values(model, setting, "surprise").mean(),
            "vendi": results.values(model, setting, VENDI).mean(),
        }
        for model in results.models
        for setting in results.measured(model)
        if model in DRAWN and setting.startswith("temperature") == bool(family)
    ]
    found = pd.DataFrame(rows)
    return found[found.bits.between(*SPAN[0]) & found.vendi.between(*SPAN[1])]


def people_box(results: Results) -> Any:
    """Return the box in which people's tunes lie."""
    import altair as alt
    import pandas as pd

    _, left, right, _ = results.human["surprise"]
    _, low, high, _ = results.human[VENDI]
    box = pd.DataFrame([{"bits": left, "right": right, "vendi": low, "high": high}])
    return (
        alt.Chart(box)
        .mark_rect(color="#cccccc", stroke="black", strokeWidth=1.5)
        .encode(alt.X("bits:Q"), alt.X2("right:Q"), alt.Y("vendi:Q"), alt.Y2("high:Q"))
    )


def labels(results: Results, x: Any, y: Any) -> list[Any]:
    """Return what is named in black: people's tunes, shuffled ones, and two settings."""
    import altair as alt
    import pandas as pd

    _, left, _, _ = results.human["surprise"]
    _, _, high, _ = results.human[VENDI]
    shuffled = {"bits": results.human["surprise"][3], "vendi": results.human[VENDI][3]}

    def at(setting: str) -> dict[str, float]:
        where = {"bits": "surprise", "vendi": VENDI}
        model = next(iter(DRAWN))
        return {
            axis: float(results.values(model, setting, name).mean()) for axis, name in where.items()
        }

    def named(place: dict[str, float], text: str, **how: Any) -> Any:
        chart = alt.Chart(pd.DataFrame([place]))
        style: dict[str, Any] = {"fontSize": 15, "fontWeight": "bold", "color": "black"} | how
        return chart.mark_text(text=text, **style).encode(x, y)

    cross = alt.Chart(pd.DataFrame([shuffled])).mark_point(
        shape="cross", size=120, color="black", filled=True, opacity=1
    )
    return [
        named({"bits": left, "vendi": high}, "people's tunes", align="right", dx=-4, dy=-8),
        cross.encode(x, y),
        named(shuffled, "shuffled", dy=20),
        named(at(GREEDY), "greedy", align="left", dx=10, dy=6, fontWeight="normal"),
        named(at(FULL), "temperature 1", align="left", dx=14, dy=6, fontWeight="normal"),
    ]
