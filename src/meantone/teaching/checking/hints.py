"""Hints: three for each exercise, one at a time, the last almost the answer."""

from __future__ import annotations

from meantone.teaching.boxes import Box
from meantone.teaching.exercise import Exercise
from meantone.teaching.records.progress import current


def next_hint(exercise: Exercise) -> Box:
    """Give the next hint for an exercise, and note that it was given; after the last, it again.

    Examples
    --------
    >>> next_hint(Exercise(name="99.mean", tests=(), hints=("Add.", "Count.", "Divide.")))
    99.mean: hint 1 of 3
      Add.
    """
    progress, hints = current(), exercise.hints
    before = progress.get("hinted", exercise.name)
    given = before.times if before else 0
    level = min(given, len(hints) - 1)
    progress.note("hinted", exercise.name, level + 1)
    over = ("That was the last hint; there are no more.",) if given >= len(hints) else ()
    title = f"{exercise.name}: hint {level + 1} of {len(hints)}"
    return Box("hint", title, (hints[level], *over, *progress.news()))
