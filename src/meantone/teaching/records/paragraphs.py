"""A few sentences of the learner's own, beside a figure: kept in their file, in no exported one."""

from __future__ import annotations

from meantone.teaching.records.asked import Asked
from meantone.teaching.records.kinds import Words
from meantone.teaching.records.progress import Progress, current

LONGEST = 1000
"""Characters that a paragraph has at most."""


class Paragraph(Asked):
    """A question that is answered in the learner's own words, and the control that takes them.

    Notebooks show the control. `record` does what its button does; a later text replaces it.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a name: "14.mine".
    question : str
    progress : Progress
        Where it is kept.
    """

    style = Words(LONGEST)

    def __init__(self, name: str, question: str, progress: Progress) -> None:
        self.name, self.question, self._progress = name, question, progress

    def record(self, value: object) -> str:
        """Keep a text and say so.

        Raises
        ------
        PredictionError
            If it is empty or too long.
        """
        text = self.style.read(value)
        self._progress.note("written", self.name, text)
        count = len(text.split())
        return f"Kept on this machine: {count} word{'s' if count > 1 else ''}."

    @property
    def recorded(self) -> str | None:
        """What was written, or None."""
        record = self._progress.get("written", self.name)
        return record.value if record and isinstance(record.value, str) else None

    def __repr__(self) -> str:
        return f"Write {self.name}: {self.question} ({self.style.words})"

    @property
    def title(self) -> str:
        """What stands above the question where no Python runs."""
        return f"Write: {self.question}"


def paragraph(name: str, question: str) -> Paragraph:
    """Ask for a few sentences, which stay in the learner's own file. Lesson 14.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a name: "14.mine".
    question : str

    Examples
    --------
    >>> asked = paragraph("99.mine", "Why does it climb?")
    >>> asked
    Write 99.mine: Why does it climb? (your own words, up to 1000 characters)
    >>> asked.record("I was happy.")
    'Kept on this machine: 3 words.'
    >>> written("99.mine")
    'I was happy.'
    """
    return Paragraph(name, question, current())


def written(name: str) -> str:
    """Return what was written, or an empty text. Lesson 14.

    Examples
    --------
    >>> written("99.never_asked")
    ''
    """
    return Paragraph(name, "", current()).recorded or ""
