"""`course.py bench loops`: models that learn from models, ten generations long.

Replaced, accumulated, with fresh tunes by people, with somebody who picks: what is known, what is
said, and who is lost. Lesson 11.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.bands import SIZES, Bands
from benchmarks.cases import Case as Measured
from benchmarks.cases import Figures
from benchmarks.claims import Band, Case, Cases, fewer, say, span, table
from benchmarks.grounds import ALIKE, VENDI
from benchmarks.loops_sets import (
    GROUNDS,
    LOOPS,
    MODELS,
    REPLACED,
    SHARPENED,
    TUNES,
    Looped,
    cases,
)
from benchmarks.pages import Bench, run

Found = dict[Measured, Figures]
Reading = dict[str, float]

ACCUMULATED, FRESH = "accumulated, T = ", "a fifth fresh, T = "
PERSON, LIKELIEST = "picked as people are", "picked as likeliest"


class Runs(NamedTuple):
    """The runs of a loop: of each seed its first generation and its last.

    Parameters
    ----------
    name : str
        Corpus, view and model.
    tunes : int
        In each generation.
    half : dict
        Half the width of people's band: "variety", "alike", "bits".
    ends : list of (Reading, Reading)
    """

    name: str
    tunes: int
    half: dict[str, float]
    ends: list[tuple[Reading, Reading]]

    def moves(self, figure: str) -> list[float]:
        """Return by how many half-widths a figure has moved, seed by seed."""
        return [(last[figure] - first[figure]) / self.half[figure] for first, last in self.ends]

    def rises(self) -> list[float]:
        """Return by how many bits people's tunes have become more surprising."""
        return [last["bits"] - first["bits"] for first, last in self.ends]

    def told(self, *figures: str) -> str:
        """Return figures in words, from the first generation to the last."""
        said = []
        for figure in figures:
            digits = 4 if figure == "alike" else 2 if figure != "minor" else 3
            first, last = (span([pair[i][figure] for pair in self.ends], digits) for i in (0, 1))
            said.append(f"{NAMES[figure]} {first} to {last}")
        return "; ".join(said)


NAMES = {"variety": VENDI, "alike": ALIKE, "bits": "bits", "minor": "minor"}


def main(arguments: list[str]) -> int:
    """Measure what is missing, write the page; return 1 if a case went wrong, else 0."""
    return run(BENCH, arguments, __doc__)


def runs(found: Found) -> dict[str, dict[str, Runs]]:
    """Return the runs of each ground and model, by loop."""
    made: dict[str, dict[str, Runs]] = {}
    for corpus, view in GROUNDS:
        people = found.get(Bands(corpus, view, SIZES[corpus]))
        if people is None:
            continue
        bands = {name: Band(*row) for name, row in people.items() if None not in row}
        half = {
            "variety": bands[VENDI].half,
            "alike": bands[ALIKE].half,
            "bits": bands["surprise"].half,
        }
        for model in MODELS:
            for loop in LOOPS:
                ends = [
                    (readable(held["generations"][0]), readable(held["generations"][-1]))
                    for case, held in found.items()
                    if isinstance(case, Looped)
                    and (case.corpus, case.view, case.model, case.loop)
                    == (corpus, view, model, loop)
                ]
                if ends:
                    name = f"{corpus}, {view}: {model}"
                    made.setdefault(name, {})[loop] = Runs(name, TUNES[view], half, ends)
    return made


def readable(kept: dict[str, float | None]) -> Reading:
    """Return figures as they were: null is none."""
    return {name: float("nan") if value is None else value for name, value in kept.items()}


def ask(found: Found) -> Cases:
    """Return the cases of all rules."""
    known = runs(found)
    every = [(loop, one) for loops in known.values() for loop, one in loops.items()]

    def each(loop: str, question: Callable[[Runs], Case]) -> list[Case]:
        return [question(loops[loop]) for loops in known.values() if loop in loops]

    def beside(loop: str, other: str, question: Callable[[Runs, Runs], Case]) -> list[Case]:
        both = (loops for loops in known.values() if {loop, other} <= loops.keys())
        return [question(loops[loop], loops[other]) for loops in both]

    def warm(start: str, question: Callable[[Runs, Runs], Case]) -> list[Case]:
        pairs = ((f"{start}1", REPLACED, "T = 1"), (f"{start}0.8", SHARPENED, "T = 0.8"))
        return [
            case._replace(name=f"{case.name}, {degree}")
            for loop, other, degree in pairs
            for case in beside(loop, other, question)
        ]

    return {
        "narrow": each(REPLACED, of_narrow),
        "sharpened": each(SHARPENED, of_narrow),
        "forgets": each(REPLACED, of_forgetting),
        "noise": [of_noise(one, loop) for loop, one in every if any(forgotten(one))],
        "accumulate": warm(ACCUMULATED, of_accumulation),
        "fresh-knows": warm(FRESH, of_knowledge),
        "fresh-says": warm(FRESH, lambda loop, _: of_variety(loop)),
        "person": beside(PERSON, REPLACED, of_person),
        "likeliest": beside(LIKELIEST, REPLACED, of_likeliest),
        "rare-first": each(REPLACED, of_rare),
        "seen": [of_seen(one, loop) for loop, one in every if rarer(one)[0]],
    }


def narrower(loop: Runs) -> list[bool]:
    """Tell of each seed whether both figures moved to the side of sameness."""
    both = zip(loop.moves("variety"), loop.moves("alike"), strict=True)
    return [variety < -1 and alike > 1 for variety, alike in both]


def neither(loop: Runs) -> list[bool]:
    """Tell of each seed whether neither figure moved to the side of sameness."""
    both = zip(loop.moves("variety"), loop.moves("alike"), strict=True)
    return [variety >= -1 and alike <= 1 for variety, alike in both]


def noisier(loop: Runs) -> list[bool]:
    """Tell of each seed whether both figures moved to the side of noise."""
    both = zip(loop.moves("variety"), loop.moves("alike"), strict=True)
    return [variety > 1 and alike < -1 for variety, alike in both]


def of_narrow(loop: Runs) -> Case:
    """Ask whether tunes have grown alike."""
    says = tuple(map(say, narrower(loop), neither(loop)))
    return Case(loop.name, says, loop.told("variety", "alike"))


def forgotten(loop: Runs) -> list[bool]:
    """Tell of each seed whether people's tunes cost more bits than they did."""
    return [move > 1 for move in loop.moves("bits")]


def of_forgetting(loop: Runs) -> Case:
    """Ask whether a model forgets people."""
    lost = forgotten(loop)
    return Case(loop.name, tuple(say(one, not one) for one in lost), loop.told("bits"))


def of_noise(loop: Runs, name: str) -> Case:
    """Ask whether tunes grow alike where a model forgets people."""
    both = zip(forgotten(loop), loop.moves("alike"), strict=True)
    says = tuple(say(lost and move > 1, lost and move < -1) for lost, move in both)
    return Case(f"{loop.name}, {name}", says, loop.told("bits", "alike"))


def shares(loop: Runs, other: Runs) -> list[float]:
    """Return the rise in bits as a share of another loop's mean rise."""
    usual = sum(other.rises()) / len(other.rises())
    return [rise / usual if usual > 0 else float("inf") for rise in loop.rises()]


def of_accumulation(loop: Runs, other: Runs) -> Case:
    """Ask whether keeping all tunes keeps what is known and what is said."""
    both = zip(shares(loop, other), narrower(loop), strict=True)
    says = tuple(say(share < 0.25 and not dull, share >= 0.25 and dull) for share, dull in both)
    words = f"{span(shares(loop, other))} of the rise in bits; {loop.told('variety', 'alike')}"
    return Case(loop.name, says, words)


def of_knowledge(loop: Runs, other: Runs) -> Case:
    """Ask whether fresh tunes keep what is known."""
    found = shares(loop, other)
    says = tuple(say(share < 0.25, share > 0.5) for share in found)
    return Case(loop.name, says, f"{span(found)} of the rise in bits; {loop.told('bits')}")


def of_variety(loop: Runs) -> Case:
    """Ask whether fresh tunes keep what is said as varied as it was."""
    moves = list(zip(loop.moves("variety"), loop.moves("alike"), strict=True))
    same = [abs(variety) <= 1 and abs(alike) <= 1 for variety, alike in moves]
    off = [a or b for a, b in zip(narrower(loop), noisier(loop), strict=True)]
    return Case(loop.name, tuple(map(say, same, off)), loop.told("variety", "alike"))


def of_person(loop: Runs, other: Runs) -> Case:
    """Ask whether somebody who picks keeps it alive."""
    both = zip(shares(loop, other), narrower(loop), strict=True)
    says = tuple(say(share < 0.25 and not dull, share > 0.5 or dull) for share, dull in both)
    words = f"{span(shares(loop, other))} of the rise in bits; {loop.told('variety', 'alike')}"
    return Case(loop.name, says, words)


def of_likeliest(loop: Runs, other: Runs) -> Case:
    """Ask whether picking what is likeliest ends in more sameness than no choice."""
    says = []
    for (_, picked), (_, plain) in zip(loop.ends, other.ends, strict=False):
        duller = (plain["variety"] - picked["variety"]) / loop.half["variety"]
        more = (picked["alike"] - plain["alike"]) / loop.half["alike"]
        says.append(say(duller > 1 and more > 1, duller <= 1 and more <= 1))
    words = f"{loop.told('variety', 'alike')}; without a choice {other.told('variety', 'alike')}"
    return Case(loop.name, tuple(says), words)


def rarer(loop: Runs) -> tuple[bool, bool]:
    """Tell whether tunes in minor have grown fewer, or more, seeds pooled."""
    of = loop.tunes * len(loop.ends)
    first, last = (round(sum(pair[i]["minor"] for pair in loop.ends) * loop.tunes) for i in (0, 1))
    return fewer(last, of, first, of), fewer(first, of, last, of)


def of_rare(loop: Runs) -> Case:
    """Ask whether what is rare grows rarer."""
    return Case(loop.name, (say(*rarer(loop)),), loop.told("minor"))


def of_seen(loop: Runs, name: str) -> Case:
    """Ask whether diversity shows that what is rare has grown rarer."""
    says = tuple(map(say, narrower(loop), neither(loop)))
    return Case(f"{loop.name}, {name}", says, loop.told("minor", "variety", "alike"))


def parts(found: Found) -> list[str]:
    """Return a table of the generations, loop by loop."""
    made = ["## Generation 0 and generation 10"]
    columns = ("bits", "variety", "alike", "returns", "notes", "cut", "minor")
    for name, loops in runs(found).items():
        rows = []
        for loop, held in loops.items():
            for place, number in ((0, "0"), (1, "10")):
                said = [span([pair[place][c] for pair in held.ends], digits(c)) for c in columns]
                rows.append([loop, number, *said])
        half = ", ".join(f"{NAMES[figure]} {width:.4g}" for figure, width in held.half.items())
        words = f"Half of people's band is: {half}."
        made.append(f"### {name}\n\n{words}\n\n{table(['loop', 'generation', *columns], rows, 1)}")
    return made


def digits(column: str) -> int:
    """Return the decimals of a column."""
    return {"alike": 4, "notes": 0, "variety": 1}.get(column, 3)


BENCH = Bench(
    "loops",
    "What happens when a model learns from models?",
    "Generation 0 learned from people's training tunes, each later one from what those before "
    f"it wrote: {TUNES['degrees']} tunes ({TUNES['degrees and durations']} with durations), cut "
    "at 256 notes and then not counted as ended. The models are n-grams of order 5. *Bits*: "
    "what people's test tunes cost the model. *Variety*: the Vendi score. Vendi score, alike "
    f"and returns are those of the openings of {SIZES['folk']} tunes ({SIZES['irish']} of "
    "`irish`) of 32 notes; *none*: so many of its tunes are not so long.",
    cases,
    ask,
    parts,
)
