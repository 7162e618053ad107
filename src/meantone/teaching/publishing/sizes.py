"""How large a lesson is, and how many minutes it takes: counted, not guessed.

Minutes are the sum of

- reading: 150 words a minute, without what stands under *Sources*;
- code: 12 seconds for each visible line, folded cells aside;
- predictions: half a minute each, a minute for a curve;
- listening: every stored sound once, at its own length;
- work: the minutes that cells of an exercise, or of an instrument to play, state for themselves.

Sections whose heading begins with *Further* are counted on their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meantone.teaching.publishing.folding import folded

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORDS_A_MINUTE = 150
LINE_MINUTES = 12 / 60
PREDICTION_MINUTES, CURVE_MINUTES = 0.5, 1.0

MOST_CELLS, MOST_LINES, MOST_MINUTES = 35, 250, 60
"""What a lesson may have at most, its further sections aside."""

TOLERANCE = 5
"""How many minutes a lesson may differ from what it states; a further section, half of it."""

FURTHER, SOURCES = "Further", "Sources"
"""How the headings begin of what is not a part of the lesson's time."""

_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
_SOUND = re.compile(r"(\d+(?:\.\d+)?) s, [a-z ]+, \d[\d.]* quarters a minute")
_PREDICT = re.compile(r"(?<![\w.])predict\(")
_CURVE = re.compile(r"(?<![\w.])predict\([^#]*?\bover=", re.DOTALL)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Size:
    """What there is to read, to do and to hear.

    Parameters
    ----------
    cells, lines : int
        Cells of code; lines of code that are visible, blank ones and comments included.
    words : int
    predictions, sounds, work : float
        Minutes of them.

    Examples
    --------
    >>> size = Size(cells=2, lines=10, words=300, predictions=0.5, sounds=0.5, work=4)
    >>> size.minutes
    9.0
    """

    cells: int = 0
    lines: int = 0
    words: int = 0
    predictions: float = 0.0
    sounds: float = 0.0
    work: float = 0.0

    @property
    def minutes(self) -> float:
        """How long all of it takes."""
        read = self.words / WORDS_A_MINUTE + self.lines * LINE_MINUTES
        return read + self.predictions + self.sounds + self.work

    def __add__(self, other: Size) -> Size:
        return Size(
            self.cells + other.cells,
            self.lines + other.lines,
            self.words + other.words,
            self.predictions + other.predictions,
            self.sounds + other.sounds,
            self.work + other.work,
        )


def size_of(lesson: NotebookNode) -> Size:
    r"""Return the size of a lesson that was run, without its further sections.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    >>> text = new_markdown_cell("# Why?\n\n## Build\n\nFive more words are here.")
    >>> size_of(new_notebook(cells=[text, new_code_cell("1 + 1")]))
    Size(cells=1, lines=1, words=7, predictions=0.0, sounds=0.0, work=0.0)
    """
    main = (size for heading, size in sections(lesson) if not heading.startswith(FURTHER))
    return sum(main, Size())


def further_sizes(lesson: NotebookNode) -> dict[str, Size]:
    """Return the sizes of a lesson's further sections, by their headings."""
    found: dict[str, Size] = {}
    for heading, size in sections(lesson):
        if heading.startswith(FURTHER):
            found[heading] = found.get(heading, Size()) + size
    return found


def sections(lesson: NotebookNode) -> Iterator[tuple[str, Size]]:
    """Yield the heading, of level 2, that each part of a lesson stands under, and its size."""
    heading = ""
    for cell in lesson.cells:
        if cell.cell_type == "code":
            yield heading, _size_of_code(cell)
        elif cell.cell_type == "markdown":
            for part in _SECTION.split(cell.source):
                heading = part[3:].partition("\n")[0] if part.startswith("## ") else heading
                counts = not heading.startswith(SOURCES)
                yield heading, Size(words=_words(part) if counts else 0)


def oversize(lesson: NotebookNode) -> list[str]:
    """Tell where a lesson is larger than a lesson may be, or takes other minutes than it states.

    A further section states its minutes in its heading: "Further: ties (8 minutes)".

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> cells = [new_markdown_cell("la " * 1500)]
    >>> oversize(new_notebook(cells=cells, metadata={"meantone": {"minutes": 20}}))
    ['it takes 10 minutes as counted, and states 20']
    """
    size, stated = size_of(lesson), stated_minutes(lesson)
    limits = (
        (size.cells, MOST_CELLS, "code cells"),
        (size.lines, MOST_LINES, "visible lines of code"),
        (size.minutes, MOST_MINUTES, "minutes"),
    )
    found = [f"{n:.0f} {things}, at most {most}" for n, most, things in limits if n > most]
    if abs(size.minutes - stated) > TOLERANCE:
        found.append(f"it takes {size.minutes:.0f} minutes as counted, and states {stated}")
    for heading, more in further_sizes(lesson).items():
        named = re.search(r"\((\d+) minutes\)$", heading.strip())
        if not named or abs(more.minutes - int(named[1])) > TOLERANCE / 2:
            found.append(f"{heading!r} takes {more.minutes:.0f} minutes as counted")
    return found


def visible_lines(cell: NotebookNode) -> int:
    """Return how many lines of a code cell are to be read."""
    return 0 if folded(cell) else len([line for line in cell.source.split("\n") if line.strip()])


def table(lessons: Iterable[tuple[str, NotebookNode]]) -> str:
    """Return the sizes of lessons as a table of text.

    Parameters
    ----------
    lessons : iterable of (str, notebook)
        Names, and lessons that were run.

    Returns
    -------
    str
        A line for each: cells, visible lines, words, minutes as counted and as stated, and the
        minutes of its further sections.
    """
    heads = ("cells", "lines", "words", "minutes", "stated", "further")
    lines = [f"{'lesson':<24}" + "".join(f"{head:>9}" for head in heads)]
    for name, lesson in lessons:
        size, stated = size_of(lesson), stated_minutes(lesson)
        further = sum(more.minutes for more in further_sizes(lesson).values())
        row = (size.cells, size.lines, size.words, round(size.minutes), stated, round(further))
        lines.append(f"{name:<24}" + "".join(f"{value:>9}" for value in row))
    return "\n".join(lines)


def stated_minutes(lesson: NotebookNode) -> int:
    """Return the minutes that a lesson's header states."""
    return int(lesson.metadata.get("meantone", {}).get("minutes", 0))


def _size_of_code(cell: NotebookNode) -> Size:
    """Return the size of a code cell with its stored sounds."""
    heard = sum(
        float(seconds)
        for output in cell.get("outputs", [])
        for seconds in _SOUND.findall(str(output.get("data", {}).get("text/plain", "")))
    )
    curves = len(_CURVE.findall(cell.source))
    others = len(_PREDICT.findall(cell.source)) - curves
    asked = curves * CURVE_MINUTES + others * PREDICTION_MINUTES
    work = float(cell.metadata.get("minutes", 0))
    return Size(1, visible_lines(cell), 0, asked, heard / 60, work)


def _words(text: str) -> int:
    """Return how many words a text has, its marks, rules and fenced code aside."""
    return len(re.findall(r"\w[^\s|]*", _FENCED.sub("", text)))
