"""`course.py report FOLDER`: what a folder of tunes is like beside people's, in one file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.installation import call

if TYPE_CHECKING:
    from meantone.report import Gathered
    from meantone.tunes import Corpus

SETS = ("folk", "irish", "chorales", "kinder")


def main(arguments: list[str]) -> int:
    """Write the report on a folder, or compare two; return 0, or 1 if that cannot be done.

    Parameters
    ----------
    arguments : list of str

    Examples
    --------
    >>> main(["no such folder"])
    1
    """
    from meantone.report import differences
    from meantone.tunes import TuneError
    from meantone.tunes.collections import SetError

    options = _parser().parse_args(arguments)
    try:
        if options.compare:
            print(differences(*map(Path, options.compare)))
        elif options.folder:
            _write(options)
        else:
            _parser().error("name a folder, or give --compare A.json B.json")
    except (TuneError, SetError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=call("report"),
        description="Compare a folder of tunes (MIDI, MusicXML, ABC, JSON Lines) with people's.",
    )
    parser.add_argument("folder", nargs="?", help="the folder, or a file of many tunes")
    parser.add_argument(
        "--against", default="folk", help=f"{', '.join(SETS)}, or a folder of people's tunes"
    )
    parser.add_argument("--training", help="a folder: what the machine learned from")
    parser.add_argument("--out", default="report.html", help="the page; .json and .csv lie beside")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compare", nargs=2, metavar="FILE.json", help="two reports, side by side")
    return parser


def _write(options: argparse.Namespace) -> None:
    """Read, measure and write; say what it does."""
    from meantone.measures.spread import named_rng
    from meantone.report import as_csv, as_json, page, report, yardstick
    from meantone.storage import write_whole

    mine = _gathered(options.folder, options.seed)
    people = _people(options.against, options.seed)
    training = _gathered(options.training, options.seed).tunes if options.training else ()
    print(f"Measuring {len(mine.tunes):,} tunes ...", flush=True)
    yard = yardstick(people, mine.tunes, named_rng(options.seed, "yardstick"), training)
    made = report(mine, yard, options.seed)
    out = Path(options.out)
    for path, text in (
        (out, page(made)),
        (out.with_suffix(".json"), as_json(made)),
        (out.with_suffix(".csv"), as_csv(made)),
    ):
        write_whole(path, text.encode("utf-8"))
    print(f"{made.headline}\n{made.profile.verdict}\nWritten: {out}, and .json and .csv beside it")


def _people(name: str, seed: int) -> Corpus | Gathered:
    """Return people's tunes: a data set, or a folder."""
    from meantone.report.yardsticks import people_named

    return people_named(name) if name in SETS else _gathered(name, seed)


def _gathered(folder: str, seed: int) -> Gathered:
    """Read a folder, with a line that counts."""
    from meantone.measures.spread import named_rng
    from meantone.report import gather

    def tell(read: int) -> None:
        if sys.stderr.isatty() and read % 50 == 0:
            print(f"\rReading {folder}: {read:,} tunes", end="", file=sys.stderr, flush=True)

    found = gather(folder, named_rng(seed, "gathered", Path(folder).name), on_tune=tell)
    print(f"{folder}: {found.read:,} tunes read, {found.failed:,} could not be read")
    return found
