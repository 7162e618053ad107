"""Hints: three for each exercise, one at a time, the last almost the answer."""

from __future__ import annotations

from meantone.teaching.boxes import Box
from meantone.teaching.exercise import UnknownExerciseError, find
from meantone.teaching.records.progress import current


def hint(name: str) -> Box:
    """Give the next hint for an exercise; after the last, the last again.

    Like a check, it never raises. Which one is next is kept with the learner's progress. In a
    lesson, leave the call commented out: Run All should not use hints up.

    Parameters
    ----------
    name : str
        The exercise: "02.transition_matrix".

    Examples
    --------
    >>> hint("98.mean")
    No such exercise
      There is no lesson `98`. The lessons are: ...
    """
    try:
        hints = find(name).hints
    except UnknownExerciseError as error:
        return Box("note", "No such exercise", (str(error),))
    except Exception as error:  # a fault of ours must not stop a lesson
        return Box("note", "There is no hint", (f"Its lesson cannot be loaded: {error}",))
    progress = current()
    before = progress.get("hinted", name)
    given = before.times if before else 0
    level = min(given, len(hints) - 1)
    progress.note("hinted", name, level + 1)
    over = ("That was the last hint; there are no more.",) if given >= len(hints) else ()
    title = f"{name}: hint {level + 1} of {len(hints)}"
    return Box("hint", title, (hints[level], *over, *progress.news()))
