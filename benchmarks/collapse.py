"""`course.py bench collapse`: what becomes of variety, with all models and ways to decode.

Which step makes generated music converge, and on what? Every model is decoded in every way, from
the most probable tunes to noise, on two corpora and in two views; each set is held against people's
tunes, and each claim of the slogan against all sets, by a rule that was written before. Networks
are those of `bench neural`. Lessons 08 and 09.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.cases import Case as Measured
from benchmarks.cases import Figures
from benchmarks.collapse_claims import cases as asked
from benchmarks.collapse_claims import results
from benchmarks.collapse_page import parts, picture
from benchmarks.collapse_sets import cases
from benchmarks.grounds import GROUNDS, LENGTH
from benchmarks.machine import RESULTS
from benchmarks.outside import compared
from benchmarks.pages import Bench, parser, run
from benchmarks.prediction import FolderError
from benchmarks.sweeps import figures, store
from meantone.show.charts import to_svg
from meantone.storage import write_whole


def main(arguments: list[str]) -> int:
    """Measure what is missing, write the page and its picture; or hold a folder against people.

    Returns
    -------
    int
        0; 1 if a case went wrong, or the folder cannot be compared.
    """
    made = parser(BENCH, __doc__)
    made.add_argument(
        "--folder", type=Path, help="hold the tunes in a folder of files against people's instead"
    )
    made.add_argument(
        "--beside", choices=("folk", "irish"), default="folk", help="whose tunes (folk)"
    )
    options = made.parse_args(arguments)
    if options.folder:
        return outside(options.folder, options.beside)
    over = run(BENCH, arguments, __doc__)
    grounds = results(figures(store("collapse"), cases(options.seeds)))
    if not (over or options.cases) and grounds and len(grounds[0].sets) > 1:
        write_whole(RESULTS / "collapse.svg", to_svg(picture(grounds[0])).encode("utf-8"))
    return over


def outside(folder: Path, corpus: str) -> int:
    """Print how the tunes of a folder compare with people's."""
    try:
        print(compared(folder, corpus))
    except FolderError as error:
        print(f"course.py bench collapse: {error}", file=sys.stderr)
        return 1
    return 0


def read(found: dict[Measured, Figures]) -> list[str]:
    """Return the tables of the page."""
    return parts(results(found))


BENCH = Bench(
    "collapse",
    "Does it converge on the average?",
    f"{len(GROUNDS)} grounds: `folk` and `irish`, as degrees of the scale and as degrees with "
    f"durations. A set has as many openings of {LENGTH} tokens as people's test tunes, of "
    "near-duplicates one, have in half of them: the other half gives the band. All models "
    "learned from the train part; the judge of surprise, an n-gram model of order 4, from the "
    "valid part alone. The end of a tune is forbidden, and searches look for tunes of exactly "
    "that length. The *mode* is one tune, taken as often; a network's is the best of its beam. "
    "*N-best*: the most probable tunes, exactly; *beam* and *diverse beam* (groups of 4, a bit "
    "for each repetition) are as wide as a set. Networks and the mixture (n-gram, memory of the "
    "tune at hand, Transformer) know the degrees of `folk` alone.",
    cases,
    lambda found: asked(results(found)),
    read,
)
