"""The capstone: eight tunes that leave the average, kept in the learner's passport.

The brief and the rubric stand in ``docs/capstone.md``.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.exercises.stamps import drawn, in_events
from meantone.teaching.boxes import Panel
from meantone.teaching.records.passport import Work, gallery, keep_work

if TYPE_CHECKING:
    from meantone.tunes import Tune

TUNES = 8
"""Of a capstone."""


def capstone(
    tunes: str | PathLike[str], idea: str, evidence: str, report: str | PathLike[str] = ""
) -> Panel:
    """Put the eight tunes of a capstone into the learner's passport, with what is said of them.

    A later call replaces an earlier one. Nothing of it is in an exported file.

    Parameters
    ----------
    tunes : path-like
        A folder or a file: MIDI, MusicXML, ABC, JSON Lines.
    idea : str
        What these tunes do that others do not, in a sentence.
    evidence : str
        How the learner knows, in a paragraph.
    report : path-like, optional
        The .json that ``course.py report`` wrote: its first line goes with the tunes.

    Returns
    -------
    Panel
        The capstone as it will be in the passport.

    Raises
    ------
    ValueError
        If there are not eight tunes, one of them cannot be read, words are missing, or the report
        is none.

    Examples
    --------
    >>> import numpy as np
    >>> from meantone.experiments import SONGS
    >>> from meantone.tunes import write_json_lines
    >>> path = getfixture("tmp_path") / "mine.jsonl"
    >>> write_json_lines(SONGS.tunes(8, np.random.default_rng(0)), path)
    >>> capstone(path, "They come back.", "More returns in them than in shuffled tunes.")
    Capstone: 8 tunes. They come back.
    """
    from meantone.report.differences import read as read_report
    from meantone.tunes import read_all

    if not idea.strip() or not evidence.strip():
        raise ValueError("say what the idea is, and how you know: neither may be empty")
    found = read_all(tunes)
    if found.errors:
        raise ValueError(f"one of the tunes cannot be read: {found.errors[0]}")
    if len(found.tunes) != TUNES:
        raise ValueError(f"a capstone is {TUNES} tunes; {tunes} holds {len(found.tunes)}")
    verdict = read_report(Path(report))["headline"] if report else ""
    titled = [(_title(tune, n), in_events(tune)) for n, tune in enumerate(found.tunes, start=1)]
    work = Work(titled, idea.strip(), evidence.strip(), verdict)
    shown = gallery(work, drawn)  # a tune that cannot sound is not kept
    keep_work(work)
    return Panel(work.words, shown)


def _title(tune: Tune, number: int) -> str:
    """Return what a tune is called on the page."""
    return tune.title or tune.id or f"Tune {number}"
