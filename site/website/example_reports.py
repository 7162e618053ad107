"""Two reports to open: a machine that learned twenty well-known tunes, drawn as it is and surer.

It learned from half of the starter tunes and is held against the other half. These are free for
everybody (CC0), so the pages may show and play all that a report does; `folk` may not be published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from meantone.decoding import sample, temperature
from meantone.measures.spread import named_rng
from meantone.models import NGram
from meantone.report import Gathered, Report, Yardstick, as_csv, as_json, page, report, yardstick
from meantone.storage import write_whole
from meantone.tunes import Tune, Viewpoint, load

FOLDER = "reports"
"""Where they lie, from the site's root."""

TEMPERATURES = (1.0, 0.4)

ORDER = 5
"""Of the machine, an n-gram model."""

TUNES = 100
"""So many by each machine."""


def make(out: Path) -> None:
    """Write the reports into the site's folder, each as a page and as data.

    Parameters
    ----------
    out : Path
        The site's folder.
    """
    for name, made in reports():
        for ending, text in (("html", page(made)), ("json", as_json(made)), ("csv", as_csv(made))):
            write_whole(out / FOLDER / f"{name}.{ending}", text.encode("utf-8"))


def reports() -> Iterator[tuple[str, Report]]:
    """Give each report with its file's name. Both are held against the same tunes."""
    starter = tuple(load("starter"))
    people = Gathered("well-known tunes", starter, len(starter), (), 0, 0)
    known = halves(people, starter)
    machine = NGram.fit(known.tokens(known.learned), len(known.view.vocabulary), ORDER)
    sets = {heat: machine_tunes(machine, known.view, heat) for heat in TEMPERATURES}
    yard = halves(people, tuple(chain(starter, *sets.values())))
    for heat, tunes in sets.items():
        name = f"A machine at temperature {heat:g}"
        mine = Gathered(name, tunes, len(tunes), (), 0, 0)
        yield f"temperature-{heat:g}", report(mine, yard)


def halves(people: Gathered, tunes: Sequence[Tune]) -> Yardstick:
    """Return people's tunes in the same two halves each time, with a vocabulary for other tunes.

    Parameters
    ----------
    people : Gathered
    tunes : sequence of Tune
    """
    return yardstick(people, tunes, named_rng(0, "yardstick"))


def machine_tunes(machine: NGram, view: Viewpoint, heat: float) -> tuple[Tune, ...]:
    """Return tunes of an n-gram model that learned from the half that the judge knows too.

    Parameters
    ----------
    machine : NGram
    view : Viewpoint
        What its tokens mean.
    heat : float
        The temperature.
    """
    rng = named_rng(0, f"temperature {heat:g}")
    drawn = sample(machine, TUNES, rng, lambda rows: temperature(rows, heat), longest=64)
    return tuple(
        replace(view.decode(tokens, duration=24), tonic="C", title=f"Number {number}")
        for number, tokens in enumerate(drawn, start=1)
    )
