"""The glossary: every term of the course once, in one file; a page is made of it, and a check.

The file is TOML::

    [[term]]
    name = "bigram"
    says = "An n-gram of two tokens: it predicts a token from the one before."
    lesson = "02"
    also = ["bigrams"]
    hear = "Tune((60, 64), (48, 48))"

`lesson` is where a term is first used: there it stands in bold. In a recast lesson bold is for
terms only, beside the labels that every lesson has; other stress is in italics.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meantone.teaching.lesson_error import LessonError

if TYPE_CHECKING:
    from nbformat import NotebookNode

_TITLE = """\
# Glossary · What does that word mean?

Every term of the course in a plain sentence, with the lesson that uses it first. Some can be heard,
at the end."""

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_LABEL = re.compile(r"(?:What you|Predict|Exercise|Break|Change|Next|Listen)\b")


@dataclass(frozen=True)
class Term:
    """A word of the course.

    Parameters
    ----------
    name : str
    says : str
        A plain sentence.
    lesson : str
        The number of the lesson that uses it first, or the name of a page beside the lessons.
    also : tuple of str
        Other forms of the word.
    hear : str
        Code of a tune to hear; "" if there is nothing to hear.

    Examples
    --------
    >>> Term("bigram", "An n-gram of two tokens.", "02", also=("bigrams",)).forms
    ('bigram', 'bigrams')
    """

    name: str
    says: str
    lesson: str
    also: tuple[str, ...] = ()
    hear: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """All its forms, in small letters."""
        return tuple(form.lower() for form in (self.name, *self.also))


def read_terms(path: Path) -> list[Term]:
    """Read a glossary, sorted by name; nothing if there is no such file.

    Raises
    ------
    LessonError
        If it cannot be read, a term lacks a part, or two terms share a form.
    """
    if not path.exists():
        return []
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["term"]
        terms = [Term(**{**row, "also": tuple(row.get("also", ()))}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LessonError(f"it cannot be read: {error}", path.name) from error
    seen: dict[str, str] = {}
    for term in terms:
        for form in term.forms:
            if form in seen:
                raise LessonError(f"{form!r} is a form of two terms", path.name)
            seen[form] = term.name
    return sorted(terms, key=lambda term: term.name.lower())


def glossary_notebook(terms: Sequence[Term], hear: str) -> NotebookNode:
    """Return the glossary's page, not run.

    Parameters
    ----------
    terms : sequence of Term
        Sorted by name.
    hear : str
        The code that plays the terms' sounds, with `{sounds}` where a dict of them goes.

    Examples
    --------
    >>> beat = Term("beat", "What a foot taps.", "00", hear="tune")
    >>> page = glossary_notebook([beat], "play({sounds})")
    >>> print(page.cells[1].source)
    ## B
    <BLANKLINE>
    - **beat** (00): What a foot taps.
    >>> print(page.cells[-1].source)
    # Plays what can be heard of these terms
    play({
        "beat": tune,
    })
    """
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    from meantone.teaching.publishing.editions import with_folds, with_ids, with_metadata

    cells = [new_markdown_cell(_TITLE)]  # type: ignore[no-untyped-call]
    for letter, group in groupby(terms, key=lambda term: term.name[0].upper()):
        lines = [f"- **{term.name}** ({_place(term)}): {term.says}" for term in group]
        cells.append(new_markdown_cell("\n".join([f"## {letter}", "", *lines])))  # type: ignore[no-untyped-call]
    sounds = "\n".join(f'    "{term.name}": {term.hear},' for term in terms if term.hear)
    if sounds:
        cells.append(new_markdown_cell("## To hear"))  # type: ignore[no-untyped-call]
        code = hear.replace("{sounds}", f"{{\n{sounds}\n}}")
        fold = {"fold": "plays what can be heard of these terms"}
        cells.append(new_code_cell(code, metadata=fold))  # type: ignore[no-untyped-call]
    about: dict[str, Any] = {"meantone": {"lesson": "glossary", "minutes": 0}}
    page = new_notebook(cells=cells, metadata=about)  # type: ignore[no-untyped-call]
    return with_ids(with_metadata(with_folds(page)))


def unknown_terms(lesson: NotebookNode, terms: Iterable[Term]) -> list[str]:
    """Tell which words in bold are no terms of the glossary, or of a later lesson's.

    Parameters
    ----------
    lesson : NotebookNode
    terms : iterable of Term
        The glossary's.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> about = {"meantone": {"lesson": "02"}}
    >>> text = new_markdown_cell("**Predict.** A **bigram** has a **mode** and **chance**.")
    >>> terms = [Term("bigram", "...", "02"), Term("mode", "...", "04")]
    >>> for complaint in unknown_terms(new_notebook(cells=[text], metadata=about), terms):
    ...     print(complaint)
    'mode' stands in bold, and the glossary has it first used in lesson 04
    'chance' stands in bold and is not in the glossary
    """
    number = str(lesson.metadata.get("meantone", {}).get("lesson", ""))
    known = {form: term for term in terms for form in term.forms}
    found = []
    for cell in lesson.cells:
        text = _CODE.sub("", cell.source) if cell.cell_type == "markdown" else ""
        for words in map(_one_line, _BOLD.findall(text)):
            if _LABEL.match(words):
                continue
            term = known.get(words.rstrip(".:,").lower())
            if not term:
                found.append(f"{words!r} stands in bold and is not in the glossary")
            elif term.lesson.isdecimal() and term.lesson > number:
                where = f"the glossary has it first used in lesson {term.lesson}"
                found.append(f"{words!r} stands in bold, and {where}")
    return list(dict.fromkeys(found))


def _place(term: Term) -> str:
    """Return where a term is first used, in words."""
    return term.lesson.replace("_", " ")


def _one_line(text: str) -> str:
    """Return text that may have been broken over lines as one."""
    return " ".join(text.split())
