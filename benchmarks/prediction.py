"""`course.py bench prediction`: how well PPM predicts melodies, beside the published figures.

The protocol is that of M. T. Pearce, *The Construction and Evaluation of Statistical Models of
Melodic Structure in Music Perception and Composition* (thesis, City University London, 2005),
chapter 6: bits per pitch, ten folds, the alphabet of the data set's own pitches, every note
counted and nothing else, means over a melody, then over a fold's melodies, then over folds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases import Case
from benchmarks.cases import Figures as Held
from benchmarks.machine import publish
from benchmarks.pitch_sets import PITCH_SETS
from benchmarks.small_views import evaluate
from benchmarks.sweeps import figures as kept_figures
from benchmarks.sweeps import run, store
from benchmarks.views_page import BASE, Found, figures_table
from benchmarks.views_page import page as views_page
from meantone.measures import CrossValidation, cross_validate, folds, note_surprises
from meantone.models import PPM, LearningPPM, Mixture, SequenceModel, back_off, by_certainty
from meantone.tunes import TICKS_PER_QUARTER, Corpus, Pitch, Tune, TuneError, load, read_all

TOLERANCE = 0.03
"""How far a mean over fold seeds may be from the published figure of one unknown set of folds."""

FOLDS = 10

PACKAGES = ("numpy", "music21")

SUFFIXES = (".abc", ".mid", ".midi", ".musicxml", ".xml", ".mxl")

FAIR = "fair"
"""The dealing of folds that keeps near-duplicates together."""

Networks = dict[str, NDArray[np.float32]]
"""What networks predict at every note of a set, by their names."""

Fit = Callable[[list[NDArray[np.int64]], int], SequenceModel[Any]]


def short_term(size: int) -> LearningPPM:
    """Return the short-term model of the published figures."""
    return PPM.unframed([], size).learning()


def combined(tunes: list[NDArray[np.int64]], size: int) -> Mixture:
    """Return the long-term model that goes on learning, joined with the short-term one."""
    return Mixture([PPM.unframed(tunes, size).learning(), short_term(size)], by_certainty(2))


class Model(NamedTuple):
    """A row of a table: how the model is called, what was published, how it is made."""

    name: str
    published: float | None
    fit: Fit


MODELS = (
    Model("short-term model, C\\*I", 2.693, lambda tunes, size: short_term(size)),
    Model("long-term model (LTM), C\\*I", 2.428, lambda tunes, size: PPM.unframed(tunes, size)),
    Model("LTM+, C\\*I", 2.237, lambda tunes, size: PPM.unframed(tunes, size).learning()),
    Model("LTM+ and short-term model, b = 2", 2.106, combined),
)
"""The thesis's data set 7 (table 6.6), which is `kinder`."""


def long_term(**settings: Any) -> Fit:
    """Return how to make a long-term model with these settings."""
    return lambda tunes, size: PPM.unframed(tunes, size, **settings)


VARIANTS = (
    Model("C\\*I", 2.878, long_term()),
    Model("C2I", 2.957, long_term(order=3)),
    Model("D\\*I", 2.957, long_term(escape="D")),
    Model("X\\*I", 2.981, long_term(escape="AX")),
    Model("C2", 3.013, long_term(order=3, rule=back_off)),
    Model("C2U", 3.025, long_term(order=3, rule=back_off, updates="exclusion")),
    Model("B\\*I", None, long_term(escape="B")),
    Model("A\\*I", None, long_term(escape="A")),
)
"""The long-term model in variants: the published means are over the thesis's eight data sets."""


class Melodies(NamedTuple):
    """A data set as tokens: name, tunes, how many pitches there are, clusters, the pitches."""

    name: str
    tunes: list[NDArray[np.int64]]
    size: int
    clusters: Sequence[str]
    pitches: NDArray[np.int64]

    @classmethod
    def of(cls, corpus: Corpus) -> Melodies:
        """Return the pitches of a corpus, in the alphabet of those that it holds."""
        view = Pitch.of(corpus)
        tunes = [view.encode(tune) for tune in corpus]
        pitches = np.array(view.vocabulary)
        return cls(corpus.name, tunes, len(pitches), corpus.clusters.tolist(), pitches)

    @property
    def notes(self) -> list[Tune]:
        """The tunes as notes of equal length."""
        pitches = [self.pitches[tune].tolist() for tune in self.tunes]
        return [Tune(tuple(tune), (TICKS_PER_QUARTER,) * len(tune)) for tune in pitches]

    def __str__(self) -> str:
        notes = sum(len(tune) for tune in self.tunes)
        return f"{self.name}: {len(self.tunes):,} melodies, {notes:,} notes, {self.size} pitches"

    def evaluate(self, fit: Fit, clusters: Sequence[Any], seed: int) -> CrossValidation:
        """Cross-validate a model on ten folds; `clusters` says which tunes stay together."""
        dealt = folds(clusters, FOLDS, np.random.default_rng(seed))
        return cross_validate(
            lambda tunes: fit(tunes, self.size), self.tunes, dealt, note_surprises
        )

    def mean(self, fit: Fit, seeds: int) -> float:
        """Return the mean of a model over random folds and seeds."""
        alone = range(len(self.tunes))
        return float(np.mean([self.evaluate(fit, alone, seed).mean for seed in range(seeds)]))


class Figures(NamedTuple):
    """What was measured of a model on one data set: for each seed with random and fair folds."""

    model: Model
    results: list[CrossValidation]
    fair: list[CrossValidation]

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return float(np.mean([result.mean for result in self.results]))

    @property
    def difference(self) -> float:
        """How far the mean is above the published figure; 0 if there is none."""
        return self.mean - (self.model.published or self.mean)

    def cells(self) -> list[str]:
        """Return the row of the table, without columns that have nothing to say."""
        means = [result.mean for result in self.results]
        theirs, off = [], ""
        if self.model.published:
            theirs, off = (
                [f"{self.model.published:.3f}"],
                f" ({round(self.difference, 3) + 0.0:+.3f})",
            )
        spread = np.mean([result.folds.std(ddof=1) for result in self.results])
        pooled = np.mean([result.pooled for result in self.results])
        fair = np.mean([result.mean for result in self.fair])
        others = [f"{figure:.3f}" for figure in (spread, pooled, fair)]
        seeds = [f"{min(means):.3f} to {max(means):.3f}"] if len(means) > 1 else []
        return [self.model.name, *theirs, f"{self.mean:.3f}{off}", *seeds, *others]


def measured(melodies: Melodies, models: Sequence[Model], seeds: int) -> list[Figures]:
    """Return the figures of each model."""
    alone = range(len(melodies.tunes))
    rows = []
    for model in models:
        results, fair = (
            [melodies.evaluate(model.fit, clusters, seed) for seed in range(seeds)]
            for clusters in (alone, melodies.clusters)
        )
        rows.append(Figures(model, results, fair))
        print(f"  {model.name}: {rows[-1].mean:.3f}", file=sys.stderr, flush=True)
    return rows


def main_table(rows: list[Figures]) -> str:
    """Return the measured figures as a table, beside the published ones if there are any."""
    published = ["published"] if rows[0].model.published else []
    seeds = ["lowest and highest seed"] if len(rows[0].results) > 1 else []
    others = ["spread over folds", "all notes pooled", "near-duplicates together"]
    heads = ["model", *published, "measured", *seeds, *others]
    return table(heads, [row.cells() for row in rows])


def variants_table(sets: Sequence[Melodies], seeds: int) -> str:
    """Return the variants of the long-term model on several sets, as a table."""
    cells = []
    for model in VARIANTS:
        means = [melodies.mean(model.fit, seeds) for melodies in sets]
        print(f"  {model.name}: {np.mean(means):.3f}", file=sys.stderr, flush=True)
        published = "poor" if model.published is None else f"{model.published:.3f}"
        cells.append([model.name, published, *(f"{m:.3f}" for m in (np.mean(means), *means))])
    heads = ["model", "published, eight sets", f"mean of these {len(sets)}"]
    return table([*heads, *(melodies.name for melodies in sets)], cells)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def comparable_sets(kinder: Melodies) -> list[Melodies]:
    """Return `kinder` and those files of `folk` that are as large as the thesis's sets.

    These have 91 to 237 melodies; a file of the Essen collection with 80 to 240 is taken.
    """
    folk = load("folk")
    sets = [kinder]
    for source in sorted(set(folk.sources)):
        chosen = folk.select(folk.sources == source)
        name = Path(source).stem
        if 80 <= len(chosen) <= 240 and not name.startswith("kinder"):
            sets.append(Melodies.of(Corpus.from_tunes(chosen, name, clusters=chosen.clusters)))
    return sets


class FolderError(Exception):
    """A folder that cannot be evaluated, and what to do."""


def read_folder(folder: Path) -> Melodies:
    """Return all melodies in the files of a folder and its folders.

    Raises
    ------
    FolderError
        If there are none, or too few different ones, or a file cannot be read.
    """
    if not folder.is_dir():
        raise FolderError(f"{folder} is no folder; give one that holds {', '.join(SUFFIXES)} files")
    tunes = read_tunes(folder)
    if len(tunes) < FOLDS:
        raise FolderError(
            f"{folder} holds {len(tunes)} melodies in {', '.join(SUFFIXES)} files; "
            f"{FOLDS} folds need {FOLDS} at least"
        )
    clusters = clusters_of(tunes)
    if len(set(clusters)) < FOLDS:
        raise FolderError(
            f"{folder} holds {len(tunes)} melodies, of which {len(set(clusters))} are left without "
            f"copies and near-duplicates; {FOLDS} folds need {FOLDS} of these at least"
        )
    view = Pitch.of(tunes)
    encoded = [view.encode(tune) for tune in tunes]
    pitches = np.array(view.vocabulary)
    return Melodies(folder.name, encoded, len(pitches), clusters, pitches)


def read_tunes(folder: Path) -> list[Tune]:
    """Return all tunes in the files of a folder and its folders.

    Raises
    ------
    FolderError
        If a file cannot be read, or holds a tune without notes.
    """
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and not path.is_dir()
    )
    tunes: list[Tune] = []
    troubles: list[str] = []
    for path in files:
        try:
            found = read_all(path, strict=True).tunes
            troubles += [
                f"{path}: tune {i} has no note" for i, t in enumerate(found, 1) if not t.notes
            ]
            tunes += found
        except (TuneError, OSError) as error:
            troubles.append(str(error))
    if troubles:
        listed = "\n".join(f"  {trouble}" for trouble in troubles[:10])
        more = f"\n  and {len(troubles) - 10} more" if len(troubles) > 10 else ""
        raise FolderError(f"mend these files or take them out:\n{listed}{more}")
    return tunes


def clusters_of(tunes: Sequence[Tune]) -> list[str]:
    """Return the near-duplicate cluster of each tune."""
    from meantone.tunes.collections.near_duplicates import clusters, near_duplicates

    return [str(label) for label in clusters(near_duplicates(tunes), len(tunes))]


def main(arguments: list[str]) -> int:
    """Measure, print the tables, and keep those of the full run in `results/prediction.md`.

    Returns
    -------
    int
        0; 1 if a published figure is not met, or the folder cannot be evaluated.
    """
    options = parser().parse_args(arguments)
    if options.seeds < 1:
        parser().error(f"--seeds is {options.seeds}; it has to be 1 or more")
    if options.folder:
        return evaluate_folder(options)
    if options.views:
        return measure_views(options.seeds, options.stored)
    kinder = Melodies.of(load("kinder"))
    if options.quick:
        rows = measured(kinder, MODELS, 1)
        print(f"{kinder}; folds dealt once\n\n{main_table(rows)}")
    else:
        rows = measured(kinder, MODELS, options.seeds)
        others = variants_table(comparable_sets(kinder), options.seeds)
        publish("prediction", page(kinder, rows, others, options.seeds), PACKAGES)
    return unmet(rows)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the arguments."""
    made = argparse.ArgumentParser(
        prog="python course.py bench prediction",
        description="Predict melodies with PPM, beside the published figures.",
    )
    made.add_argument(
        "--folder",
        type=Path,
        metavar="PATH",
        help=f"evaluate the melodies in a folder of {', '.join(SUFFIXES)} files instead",
    )
    made.add_argument("--seeds", type=int, default=5, help="how often folds are dealt (5)")
    made.add_argument(
        "--views", action="store_true", help="make the page on mixtures of many small views"
    )
    made.add_argument(
        "--stored", action="store_true", help="with --views: make the page from what is stored"
    )
    made.add_argument(
        "--networks", action="store_true", help="with --folder: mixtures with networks, too"
    )
    made.add_argument("--quick", action="store_true", help="one seed, one table, nothing written")
    return made


def evaluate_folder(options: argparse.Namespace) -> int:
    """Print the tables of a folder's melodies, without published figures."""
    try:
        melodies = read_folder(options.folder)
    except FolderError as error:
        print(f"course.py bench prediction: {error}", file=sys.stderr)
        return 1
    seeds = 1 if options.quick else options.seeds
    rows = measured(melodies, [model._replace(published=None) for model in MODELS], seeds)
    times = "once" if seeds == 1 else f"{seeds} times"
    print(f"{melodies}; folds dealt {times}\n\n{main_table(rows)}")
    if not options.quick:
        networks = network_rows([melodies])[0][0] if options.networks else {}
        random = [mixtures(melodies, str(seed), networks) for seed in range(seeds)]
        print(f"\nMany small views:\n\n{figures_table({'random folds': random})}")
        fair = [mixtures(melodies, FAIR, networks)]
        print(f"\nNear-duplicates together:\n\n{figures_table({'fair folds': fair})}")
    return 0


def network_rows(sets: Sequence[Melodies]) -> tuple[list[Networks], int]:
    """Return what each network says of each set, and how many tunes it has learned from."""
    from benchmarks.pretrained import NETWORKS, pitch_rows, pretrained  # they need PyTorch

    judged = [tune for melodies in sets for tune in melodies.notes]
    rows: list[Networks] = [{} for _ in sets]
    heard = 0
    for name in NETWORKS:
        model, heard = pretrained(name, judged)
        for melodies, known in zip(sets, rows, strict=True):
            known[name] = pitch_rows(model, melodies.tunes, melodies.pitches)
    return rows, heard


def mixtures(melodies: Melodies, dealing: str, networks: Networks) -> Found:
    """Return the mean of each mixture, by name, for one dealing of folds.

    Parameters
    ----------
    melodies : Melodies
    dealing : str
        A seed for random folds, or `FAIR`: near-duplicates in one fold.
    networks : dict
        What `network_rows` says of the set; empty for mixtures without.
    """
    seed = 0 if dealing == FAIR else int(dealing)
    clusters = melodies.clusters if dealing == FAIR else range(len(melodies.tunes))
    dealt = folds(clusters, FOLDS, np.random.default_rng(seed))
    base = {BASE: melodies.evaluate(combined, clusters, seed).mean}
    found = evaluate(melodies.name, melodies.tunes, melodies.pitches, dealt, networks)
    return base | {name: result.mean for name, result in found.items()}


@cache
def view_sets() -> tuple[list[Melodies], list[Networks], int]:
    """Return the sets of the page on views, what networks say of each, and how much these heard."""
    sets = [Melodies.of(known.corpus())._replace(name=known.name) for known in PITCH_SETS]
    return sets, *network_rows(sets)


@dataclass(frozen=True)
class Views(Case):
    """All mixtures of views on one set, for one dealing of folds."""

    set: str
    dealing: str

    def measure(self) -> Held:
        """Return the mean bits of each mixture, what the set holds, what the networks heard."""
        sets, networks, heard = view_sets()
        ((melodies, rows),) = (
            both for both in zip(sets, networks, strict=True) if both[0].name == self.set
        )
        sizes = [len(melodies.tunes), sum(map(len, melodies.tunes)), melodies.size]
        return {"bits": mixtures(melodies, self.dealing, rows), "sizes": sizes, "heard": heard}


def measure_views(seeds: int, stored: bool) -> int:
    """Measure what is missing of the mixtures of views, and write `results/views.md`.

    Parameters
    ----------
    seeds : int
        How often random folds are dealt.
    stored : bool
        Whether to measure nothing, and make the page of what is stored.
    """
    dealings = ["0", FAIR, *map(str, range(1, seeds))]
    cases = [Views(known.name, dealing) for dealing in dealings for known in PITCH_SETS]
    wrong = [] if stored else run(cases, store("views"))
    for outcome in wrong:
        print(f"{outcome.case.name}: {outcome.trouble}", file=sys.stderr)
    if wrong:
        return 1
    found = kept_figures(store("views"), cases)
    random, fair = (
        {
            known.name: [found[Views(known.name, dealing)]["bits"] for dealing in chosen]
            for known in PITCH_SETS
        }
        for chosen in ([d for d in dealings if d != FAIR], [FAIR])
    )
    first = {known.name: found[Views(known.name, "0")] for known in PITCH_SETS}
    sizes = {name: tuple(of["sizes"]) for name, of in first.items()}
    heard = first[PITCH_SETS[0].name]["heard"]
    publish("views", views_page(sizes, random, fair, heard), (*PACKAGES, "torch"))
    return 0


def unmet(rows: list[Figures]) -> int:
    """Say which published figures are not met; return 1 if there are any, else 0."""
    missed = [row for row in rows if abs(row.difference) > TOLERANCE]
    for row in missed:
        print(
            f"{row.model.name}: {row.mean:.3f} is more than {TOLERANCE} from the published "
            f"{row.model.published:.3f}",
            file=sys.stderr,
        )
    return 1 if missed else 0


def page(kinder: Melodies, rows: list[Figures], others: str, seeds: int) -> str:
    """Return the results as a page of Markdown."""
    return f"""# Prediction of melody, beside the published figures

Bits per pitch; lower is better. Made by `python course.py bench prediction`.

M. T. Pearce, *The Construction and Evaluation of Statistical Models of Melodic Structure in Music
Perception and Composition* (thesis, City University London, 2005), chapter 6: ten folds, the
alphabet of the data set's own pitches, every note counted and no start or end, means over a
melody, then over the melodies of a fold, then over folds. A figure here is the mean over {seeds}
seeds; each deals the melodies out into folds anew. The thesis has one set of folds, not known.

## {kinder}

The thesis's data set 7, table 6.6. C is the escape method, `*` contexts of any length, I
interpolated; LTM+ goes on learning through the melody it predicts; b is the bias of the weights.

{main_table(rows)}

Spread over folds: the standard deviation of the ten folds' means. All notes pooled: long melodies
count more. Near-duplicates together: with folds that never part a cluster of near-duplicates, as
a fair judgment of what is new demands.

## The long-term model in variants

Published are means over the thesis's eight data sets; of A and B it says that they are poor. C2:
contexts of up to two notes (order 3 in this course); without I: back-off; U: update exclusion; X:
the method AX. Measured are means over `kinder` and all files of the Essen collection that have 80
to 240 melodies in `folk`, about the size of the thesis's sets. They are other melodies, so figures
differ, and so may their order: C2I comes after D and X here, and before or beside them there. It is
the melodies that differ, not the models: on the thesis's own eight sets, of which only `kinder`
comes with the course, C2I, D\\*I and X\\*I were measured within 0.024 of the published means.

Update exclusion (U) is that of the program behind the thesis since its mistakes were mended in
2020: this package's tests hold figures of the mended program, word by word, and agree. The thesis's
C2U was made before.

{others}
"""
