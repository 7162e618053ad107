"""Which lessons there are, and in which edition each can be opened: one list, in one place."""

from __future__ import annotations

from pathlib import Path

from meantone.commands import project_folder

IN_BROWSER = ("00", "01", "02", "03", "04", "08", "09", "10", "11", "13", "14", "16")
"""Lessons that the browser edition holds: those in which no network has to be trained."""


def lessons() -> dict[str, Path]:
    """Return the notebooks of the lessons by number, in order.

    Examples
    --------
    >>> lessons()["02"].name
    '02_markov_chains.ipynb'
    """
    found = sorted((project_folder() / "lessons").glob("[0-9][0-9]_*.ipynb"))
    return {path.name[:2]: path for path in found}


def beside_lessons() -> dict[str, Path]:
    """Return the other notebooks of the course by name: the warm-up, notation, the glossary.

    Examples
    --------
    >>> sorted(beside_lessons())
    ['glossary', 'notes_on_one_page', 'warm_up']
    """
    found = sorted((project_folder() / "lessons").glob("[a-z]*.ipynb"))
    return {path.stem: path for path in found}
