"""How far a learner has come: a bar for a lesson, a table of all, and files for a class."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meantone.storage import write_whole
from meantone.teaching.boxes import Panel
from meantone.teaching.exercise import Lesson
from meantone.teaching.records.handed import FORMAT
from meantone.teaching.records.progress import Records, current, learner_code

KEPT_HERE = frozenset({"class", "tune", "stamped", "capstone", "written", "takes"})
"""The kinds of records that no exported file holds."""


@dataclass(frozen=True)
class Count:
    """How many things of a sort are done, of all that a lesson has.

    Examples
    --------
    >>> print(Count("exercises", "done", 2, 5))
    2 of 5 exercises done
    """

    things: str
    verb: str
    done: int
    all: int

    def __str__(self) -> str:
        return f"{self.done} of {self.all} {self.things} {self.verb}"


def counts(lesson: Lesson, records: Records) -> list[Count]:
    """Count what is done in a lesson, for each sort of thing that it has.

    Parameters
    ----------
    lesson : Lesson
    records : Records
        What was recorded.

    Examples
    --------
    >>> from meantone.teaching.records.progress import Progress
    >>> lesson = Lesson("99", "Example", exercises=("mean", "median"), predictions=("shape",))
    >>> progress = Progress(None)
    >>> progress.note("done", "99.mean")
    >>> [str(count) for count in counts(lesson, progress.records())]
    ['1 of 2 exercises done', '0 of 1 predictions made']
    """
    sorts = [
        ("exercises", "done", "done", lesson.exercises),
        ("predictions", "made", "predicted", lesson.predictions),
        ("sounds", "heard", "heard", lesson.sounds),
    ]
    return [
        Count(things, verb, sum((kind, f"{lesson.number}.{name}") in records for name in names), n)
        for things, verb, kind, names in sorts
        if (n := len(names))
    ]


def lesson_bar(lesson: Lesson) -> Panel:
    """Return a bar for the top of a lesson: what is done in it.

    Examples
    --------
    >>> lesson_bar(Lesson("99", "Example", exercises=("mean", "median")))
    Lesson 99, Example: 0 of 2 exercises done.
    """
    progress = current()
    found = counts(lesson, progress.records())
    said = ", ".join(map(str, found)) or "nothing to do but read and listen"
    text = " ".join([f"Lesson {lesson.number}, {lesson.title}: {said}.", *progress.news()])
    every = sum(count.all for count in found)
    share = sum(count.done for count in found) / every if every else 0.0
    bar = (
        '<div aria-hidden="true" style="height:8px;border-radius:4px;background:#cfd8e3;'
        'margin-top:6px"><div style="height:8px;border-radius:4px;background:#1e7b34;'
        f'width:{share:.0%}"></div></div>'
    )
    style = (
        "max-width:46em;margin:4px 0;padding:8px 12px;border-radius:4px;"
        "background:#f5f7fa;color:#22303c"
    )
    return Panel(text, f'<div style="{style}">{html.escape(text)}{bar}</div>')


def table_of(lessons: Iterable[Lesson]) -> Panel:
    """Return a table of lessons and what is done in each.

    Examples
    --------
    >>> table_of([Lesson("99", "Example", exercises=("mean", "median"))])
    Your progress
      99 Example: 0 of 2 exercises done
    """
    progress = current()
    records = progress.records()
    rows = [(lesson, counts(lesson, records)) for lesson in lessons]
    lines = [
        f"{lesson.number} {lesson.title}: {', '.join(map(str, found)) or 'to read'}"
        for lesson, found in rows
    ]
    news = progress.news()
    text = "\n  ".join(["Your progress", *lines, *news])
    told = "".join(f"<div>{html.escape(line)}</div>" for line in news)
    return Panel(text, f"{_table(rows)}{told}")


def export_progress(path: str | Path) -> Path:
    """Write the learner's progress to a JSON file, to be handed in to a class.

    It holds a random code in place of a name, which stays the same for this learner, and all that
    was recorded: beside what `hand_in` sends also what was hinted and heard. Nothing that was
    typed, and nothing of the learner's tune.

    Parameters
    ----------
    path : str or Path
        The file to write; an existing one is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        If it cannot be written.

    Examples
    --------
    >>> from meantone.teaching.records.progress import heard
    >>> heard("99.bell")
    >>> path = export_progress(getfixture("tmp_path") / "me.json")
    >>> [row for row in combine([path]) if row["name"] == "99.bell"]
    [{'code': '...', 'lesson': '99', 'name': '99.bell', 'kind': 'heard', 'value': True, 'times': 1}]
    """
    progress = current()
    path = Path(path)
    found = {
        "format": FORMAT,
        "code": learner_code(),
        "records": [
            {"name": name, "kind": kind, "value": record.value, "times": record.times}
            for (kind, name), record in sorted(progress.records().items())
            if kind not in KEPT_HERE
        ],
    }
    write_whole(path, json.dumps(found, indent=1).encode())
    return path


def combine(paths: Iterable[str | Path]) -> list[dict[str, Any]]:
    """Return the rows of many learners' exported files, for a table of a class.

    Parameters
    ----------
    paths : iterable of str or Path
        Of two files with the same code, the later one counts.

    Returns
    -------
    list of dict
        With `code`, `lesson`, `name`, `kind`, `value` and `times`.

    Raises
    ------
    ValueError
        If files are not exports, naming each of them.

    Examples
    --------
    >>> combine([])
    []
    """
    exports, refused = read_exports(paths)
    if refused:
        raise ValueError(f"These are no exported progress, leave them out: {', '.join(refused)}")
    learners = {code: rows for _, code, rows in exports}
    return [row for rows in learners.values() for row in rows]


def read_exports(
    paths: Iterable[str | Path],
) -> tuple[list[tuple[str, str, list[dict[str, Any]]]], list[str]]:
    """Read exported files, whatever else is among them.

    Parameters
    ----------
    paths : iterable of str or Path

    Returns
    -------
    tuple of (list, list)
        Of each export its file's name, the learner's code and the rows, as `combine` has them;
        and the names of the files that are no exports, or are damaged.

    Examples
    --------
    >>> read_exports(["nowhere.json"])
    ([], ['nowhere.json'])
    """
    exports, refused = [], []
    for path in map(Path, paths):
        try:
            exports.append((path.name, *_rows(json.loads(path.read_text(encoding="utf-8")))))
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            refused.append(path.name)
    return exports, refused


def _rows(found: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Return the code and the rows of one learner."""
    if found["format"] != FORMAT:
        raise ValueError("another format")
    code = str(found["code"])
    return code, [
        {
            "code": code,
            "lesson": str(record["name"]).partition(".")[0],
            "name": str(record["name"]),
            "kind": str(record["kind"]),
            "value": record["value"],
            "times": int(record["times"]),
        }
        for record in found["records"]
    ]


def _table(rows: list[tuple[Lesson, list[Count]]]) -> str:
    """Return the overview as an HTML table."""
    cell = "text-align:left;padding:4px 16px 4px 0"
    body = []
    for lesson, found in rows:
        title = html.escape(f"{lesson.number} {lesson.title}")
        said = {count.things: f"{count.done} of {count.all}" for count in found}
        cells = "".join(f'<td style="{cell}">{said.get(sort, "none")}</td>' for sort in _SORTS)
        body.append(f'<tr><th scope="row" style="{cell}">{title}</th>{cells}</tr>')
    heads = "".join(f'<th scope="col" style="{cell}">{head}</th>' for head in ("lesson", *_SORTS))
    return (
        f'<table><caption style="{cell}"><strong>Your progress</strong></caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


_SORTS = ("exercises", "predictions", "sounds")
