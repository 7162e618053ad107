"""Run what counts with NumPy as where pointers have 32 bits, and name the calls that were missed.

There, `np.repeat` takes no int64 as counts, `np.bincount` none as numbers and `np.take` none as
places, which a machine of 64 bits never shows: its np.intp is int64. So here int64 is made another
type of as many bits (np.longlong, which C keeps apart), and these functions refuse that type.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FUNCTIONS = {"repeat": 1, "bincount": 0, "take": 1}  # which argument has to be np.intp
PACKAGE = Path(__file__).parents[2] / "src" / "meantone"
seen: set[tuple[str, int]] = set()


def refusing(function: Callable[..., Any], argument: int) -> Callable[..., Any]:
    """Return the function as it is where pointers have 32 bits; it notes who called it."""

    def narrow_function(*args: Any, **options: Any) -> Any:
        caller = sys._getframe(1)
        seen.add((caller.f_code.co_filename, caller.f_lineno))
        if np.asarray(args[argument]).dtype.char in "qQL":
            raise TypeError(f"cannot cast safely to np.intp: {args[argument]!r}")
        return function(*args, **options)

    return narrow_function


def narrow() -> None:
    """Let NumPy be as where pointers have 32 bits, for all that is imported from now on."""
    np.int64 = np.longlong
    for name, argument in FUNCTIONS.items():
        setattr(np, name, refusing(getattr(np, name), argument))


def tour() -> None:
    """Call everything that repeats or counts; what is missing here is named by `missed`."""
    # Imported late, once NumPy is narrow.
    from meantone import measures, models
    from meantone.decoding import Infilling, diverse_beam
    from meantone.experiments.adaptation import compare_blends
    from meantone.experiments.attribution import Attribution
    from meantone.experiments.risk import misjudged
    from meantone.tunes import Degree, load
    from meantone.tunes.collections.near_duplicates import clusters, near_duplicates
    from meantone.widgets import Results, Setting, Stock
    from meantone.widgets.explorer.next_note import next_note
    from meantone.widgets.typical import coin_card

    rng = np.random.default_rng(0)
    corpus = load("starter")
    some = corpus.select(np.array([5, 2, 3]))
    clusters(near_duplicates(corpus), len(corpus))
    view = Degree.of(corpus)
    size = len(view.vocabulary)
    tunes = [view.encode(tune) for tune in corpus]

    chain = models.MarkovChain.fit(tunes, size, add=1)
    for smoothing in (models.kneser_ney(0.5), models.modified_kneser_ney):
        models.cross_entropy(models.NGram.fit(tunes, size, order=3, smoothing=smoothing), tunes)
    learning = models.LearningPPM(models.PPM.fit(tunes, size))
    models.surprises(learning, tunes[:2])
    models.surprises(models.PPM.fit(tunes, size, updates="exclusion"), tunes[:2])
    models.LogLinear.fit([chain, models.MarkovChain.fit(tunes, size, add=2)], tunes)
    diverse_beam(chain, 4, 2, penalty=1.0, length=8)
    _ = Infilling(chain, tunes[0], range(2, 6)).expected

    measures.self_bleu(tunes)
    measures.copied_share(tunes[:20], tunes[20:], 4)
    measures.longest_copies(tunes[:20], tunes[20:])
    measures.repeated_shares(tunes, 2)
    measures.alike(tunes)
    measures.features(tunes, size)
    measures.tune_entropies(tunes)
    measures.pooled_entropy(tunes)
    measures.distance_of_values(tunes[0], tunes[1])
    measures.pitch_class_entropy(some[0])
    fit = lambda part: models.MarkovChain.fit(part, size, add=1)  # noqa: E731
    folds = measures.folds(range(len(tunes)), 2, rng)
    judged = measures.cross_validate(fit, tunes, folds)
    _ = judged.folds, judged.interval(rng)

    ngram = models.NGram.fit(tunes, size, order=3)
    Attribution(ngram, tunes).means(tunes[:2])
    compare_blends({"one": tunes[:3]}, tunes[3:6], tunes[6:9], ("a", "b"), rng)
    misjudged(chain, tunes[:3])

    coin_card(100, 0.6, rng)
    results = Results(Stock(["starter"]))
    next_note(results, "", results.explored(Setting("starter", order=2, decoder="beam")))


def missed() -> list[str]:
    """Return the calls in the package that the tour did not come to, and the methods like them."""
    found, names = [], {f"np.{name}" for name in FUNCTIONS}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in names):
                continue
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if not any((str(file), line) in seen for line in lines):
                found.append(f"{file.name}:{node.lineno} {ast.unparse(node)}")
    return found


if __name__ == "__main__":
    narrow()
    tour()
    print("\n".join(missed()), end="")
