"""What is handed in to a class: which records, how they are written, and what is refused.

Standard library only. The same test reads what a file holds and what a server is sent, so neither
lets in anything that a lesson could not have recorded.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from meantone.teaching.records.progress import Records

FORMAT = "meantone progress 1"
"""What the first line of an exported or handed-in file says it is."""

HANDED_IN = (
    "predicted",
    "revealed",
    "tried",
    "diagnosed",
    "done",
    "answered",
    "closed",
    "takes",
)
"""The kinds of records that are handed in."""

MOST_BYTES = 300_000
"""A hand-in that is larger is refused: all lessons together make a fifth of that."""

MOST_RECORDS = 4000

_CODE = re.compile(r"[0-9a-f]{8}")
_NAME = re.compile(r"[0-9]{2}(?:\.[A-Za-z0-9_-]{1,64}){1,4}")
_MELODY = re.compile(r"[A-Za-z0-9_-]{1,64}")  # takes are of a melody, whatever the lesson
_MOST_TEXT = 300
_MOST_TAKES, _MOST_TAPS = 8, 200


class HandInError(ValueError):
    """A text is no hand-in of a learner's: the message says what is wrong with it."""


@dataclass(frozen=True)
class Row:
    """One record of a learner's.

    Parameters
    ----------
    kind : str
        What happened: "predicted", "diagnosed".
    name : str
        To what: "04.heads".
    value : object
        What JSON holds.
    times : int
        How often.
    """

    kind: str
    name: str
    value: Any
    times: int


@dataclass(frozen=True)
class HandedIn:
    """All that one learner handed in.

    Parameters
    ----------
    code : str
        The learner's random code.
    moment : int
        When it was packed, in milliseconds since 1970: of two, the later one counts.
    rows : tuple of Row
    """

    code: str
    moment: int
    rows: tuple[Row, ...]


def packed(
    records: Records, code: str, moment: int, kinds: tuple[str, ...] = HANDED_IN
) -> dict[str, Any]:
    """Return records as they are written to a file and sent; none that would be refused.

    Parameters
    ----------
    records : mapping
        As `Progress.records` gives them.
    code : str
        The learner's.
    moment : int
        Milliseconds since 1970.
    kinds : tuple of str
        Which of them.

    Examples
    --------
    >>> from meantone.teaching.records.progress import Record
    >>> records = {("done", "99.mean"): Record(True, 1), ("heard", "99.bell"): Record(True, 2)}
    >>> packed(records, "0123abcd", 5)["records"]
    [{'name': '99.mean', 'kind': 'done', 'value': True, 'times': 1}]
    """
    return {
        "format": FORMAT,
        "code": code,
        "moment": moment,
        "records": [
            {"name": name, "kind": kind, "value": record.value, "times": record.times}
            for (kind, name), record in sorted(records.items())
            if kind in kinds and _is_name(kind, name) and _KINDS[kind](record.value)
        ],
    }


def read_handed_in(text: str | bytes) -> HandedIn:
    """Read a hand-in, and refuse what no lesson wrote.

    Parameters
    ----------
    text : str or bytes
        JSON, from a file or from the network.

    Raises
    ------
    HandInError
        If it is too large, no JSON, of another format, or holds what cannot be.

    Examples
    --------
    >>> read_handed_in("[]")
    Traceback (most recent call last):
    meantone.teaching.records.handed.HandInError: it is of another format
    """
    if len(text) > MOST_BYTES:
        raise HandInError(f"it is larger than {MOST_BYTES:,} bytes")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HandInError("it is no JSON") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise HandInError("it is of another format")
    code, moment, records = found.get("code"), found.get("moment", 0), found.get("records")
    if not (isinstance(code, str) and _CODE.fullmatch(code)):
        raise HandInError("it has no learner's code")
    if type(moment) is not int or not 0 <= moment < 2**53:
        raise HandInError("it does not say when it was handed in")
    if not isinstance(records, list) or len(records) > MOST_RECORDS:
        raise HandInError(f"it has no list of at most {MOST_RECORDS:,} records")
    rows = tuple(map(_row, records))
    if len({(row.kind, row.name) for row in rows}) < len(rows):
        raise HandInError("it says something twice")
    return HandedIn(code, moment, rows)


def _row(record: object) -> Row:
    """Return a record, if a lesson can have written it."""
    if not isinstance(record, dict) or record.keys() != {"name", "kind", "value", "times"}:
        raise HandInError("a record has other parts than name, kind, value and times")
    kind, name, value, times = (record[part] for part in ("kind", "name", "value", "times"))
    if not (isinstance(kind, str) and kind in _KINDS):
        raise HandInError("a record is of no known kind")
    if not _is_name(kind, name):
        raise HandInError("a record's name is none of a lesson's")
    if type(times) is not int or not 1 <= times <= 1_000_000:
        raise HandInError(f"{name}: it does not say how often")
    if not _KINDS[kind](value):
        raise HandInError(f"{name}: this cannot be {kind}")
    return Row(kind, name, value, times)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MOST_TEXT


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e15 and math.isfinite(value)


def _is_curve(value: object) -> bool:
    """Tell whether this is a curve: pairs of a place and a height."""
    return isinstance(value, list) and len(value) <= 100 and all(map(_is_pair, value))


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


def _is_value(value: object) -> bool:
    """Tell whether this can be predicted or measured."""
    return _is_text(value) or _is_number(value) or _is_curve(value)


def _is_prediction(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"value", "late"}
        and isinstance(value["late"], bool)
        and _is_value(value["value"])
    )


def _is_plain(value: object) -> bool:
    """Tell whether this is a flat mapping of short values: an answer in a test."""
    return (
        isinstance(value, dict)
        and len(value) <= 20
        and all(
            _is_text(name) and (isinstance(part, bool) or _is_text(part) or _is_number(part))
            for name, part in value.items()
        )
    )


def _are_takes(value: object) -> bool:
    """Tell whether these are takes: of each the time and the velocity of its notes."""
    return (
        isinstance(value, list)
        and len(value) <= _MOST_TAKES
        and all(isinstance(take, list) and len(take) <= _MOST_TAPS for take in value)
        and all(_is_pair(tap) for take in value for tap in take)
    )


def _is_name(kind: str, name: object) -> bool:
    """Tell whether this can be the name of something of this kind."""
    pattern = _MELODY if kind == "takes" else _NAME
    return isinstance(name, str) and pattern.fullmatch(name) is not None


def _is_true(value: object) -> bool:
    return value is True


_KINDS: dict[str, Callable[[object], bool]] = {
    "predicted": _is_prediction,
    "revealed": _is_value,
    "tried": _is_true,
    "diagnosed": _is_text,
    "done": _is_true,
    "hinted": _is_number,
    "heard": _is_true,
    "answered": lambda value: _is_plain(value) or _is_value(value),
    "closed": _is_true,
    "takes": _are_takes,
}
"""The kinds of records that a file may hold, and what each can be."""
