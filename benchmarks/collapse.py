"""`course.py bench collapse`: the slogan's claims, with all models and decoders, and its picture.

Which step makes generated music converge, and on what? Every model is decoded in every way, from
the most probable tune to noise; each set of tunes is held against people's, and each claim of the
slogan against all sets, by a rule of its own. Networks are those of `bench neural`: what is missing
is trained, five minutes for each seed; the rest takes three minutes a seed. What was measured is
kept, so that a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.collapse_claims import Results
from benchmarks.collapse_page import page, picture, verdicts
from benchmarks.collapse_sets import (
    GRID,
    QUICK_GRID,
    Ground,
    ground,
    human_rows,
    measure_all,
    models,
    settings,
    usual_folder,
)
from benchmarks.machine import RESULTS, publish
from meantone.show.charts import to_svg
from meantone.storage import write_whole

PACKAGES = ("numpy", "torch")


def main(arguments: list[str]) -> int:
    """Measure, write the page and its picture.

    Returns
    -------
    int
        0: there is nothing to miss.
    """
    made = parser()
    options = made.parse_args(arguments)
    if options.seeds < 1:
        made.error(f"--seeds is {options.seeds}; it has to be 1 or more")
    if options.quick:
        print(verdicts(measured(1, QUICK_GRID, options.keep)[0]))
        return 0
    results, data = measured(options.seeds, GRID, options.keep)
    publish("collapse", page(results, data), PACKAGES)
    write_whole(RESULTS / "collapse.svg", to_svg(picture(results)).encode("utf-8"))
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    made = argparse.ArgumentParser(prog="python course.py bench collapse", description=__doc__)
    made.add_argument("--seeds", type=int, default=3, help="of networks and of sampling (3)")
    made.add_argument(
        "--quick", action="store_true", help="one seed, few settings; nothing is written"
    )
    made.add_argument(
        "--keep",
        type=Path,
        default=usual_folder(),
        help="folder of the networks and of what was measured (in the cache)",
    )
    return made


def measured(
    seeds: int, grid: dict[str, tuple[float, ...]], folder: Path
) -> tuple[Results, Ground]:
    """Return all figures, and what they were held against."""
    place = folder / "collapse"
    data = ground(place)
    results = Results(human_rows(data), {}, {})
    wanted = settings(grid)
    for seed in range(seeds):
        for name, make in models(data, seed, folder).items():
            path = place / f"{name.lower().replace(', ', '-').replace(' ', '-')}-{seed}.json"
            bits, kept = measure_all(name, seed, wanted, data, make, path)
            results.bits.setdefault(name, []).append(bits)
            for setting, figures in kept.items():
                results.sets.setdefault(name, {}).setdefault(setting, []).append(figures)
    return results, data
