"""Facts of law and industry: one dated table, quoted by key, since such facts age.

They stand in `facts.csv` and nowhere else: no lesson has one in prose of its own. Each was seen in
its source in the month `as_of`; after the month `expires` somebody has to look again.
"""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from meantone.teaching.boxes import in_html

TABLE = Path(__file__).with_name("facts.csv")


@dataclass(frozen=True)
class Fact:
    """One fact, with where and when it was seen.

    Parameters
    ----------
    key : str
        What a lesson calls it.
    date : str
        When it happened, as exactly as is known.
    fact : str
        A sentence or two, in the course's own words.
    source : str
        Where it was seen.
    as_of, expires : str
        The months, as in "2026-11", in which it was seen and after which it has to be checked.
    pending : str
        What is open; "" if nothing is.

    Raises
    ------
    ValueError
        If a field is missing or a month is none; the message says which.

    Examples
    --------
    >>> Fact("x", "2026-01", "It was so.", "press", "2026-11", "2027-05", "")
    2026-01: It was so. (Source: press; as of 2026-11.)
    """

    key: str
    date: str
    fact: str
    source: str
    as_of: str
    expires: str
    pending: str

    def __post_init__(self) -> None:
        if missing := [
            name for name, value in vars(self).items() if name != "pending" and not value
        ]:
            raise ValueError(f"fact {self.key!r} lacks its {' and '.join(missing)}")
        if not re.search(r"\b20\d\d\b", self.date):
            raise ValueError(f"fact {self.key!r} has no year in its date, {self.date!r}")
        if not _month(self.as_of) < _month(self.expires):
            raise ValueError(f"fact {self.key!r} expires in {self.expires}, not after {self.as_of}")

    def expired(self, today: datetime.date) -> bool:
        """Tell whether the fact has to be checked again."""
        return (today.year, today.month) > _month(self.expires)

    def __repr__(self) -> str:
        pending = f" Pending: {self.pending}." if self.pending else ""
        return f"{self.date}: {self.fact}{pending} (Source: {self.source}; as of {self.as_of}.)"

    def _repr_html_(self) -> str:
        pending = f" <strong>Pending:</strong> {in_html(self.pending)}." if self.pending else ""
        return (
            f'<p style="margin:6px 0;max-width:46em;line-height:1.5">'
            f"<strong>{in_html(self.date)}</strong> {in_html(self.fact)}{pending} "
            f"<small>Source: {in_html(self.source)}; as of {in_html(self.as_of)}.</small></p>"
        )


@dataclass(frozen=True)
class Facts:
    """Some facts, one below the other.

    Parameters
    ----------
    facts : tuple of Fact
    """

    facts: tuple[Fact, ...]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.facts))

    def _repr_html_(self) -> str:
        return "".join(fact._repr_html_() for fact in self.facts)


def read_facts(path: Path = TABLE) -> dict[str, Fact]:
    """Return all facts of a table, by key.

    Raises
    ------
    ValueError
        If a row has too few or too many fields, lacks something, or has a key twice.
    """
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    found: dict[str, Fact] = {}
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"row {row[:1]} of {path.name} has {len(row)} of {len(head)} fields")
        fact = Fact(**dict(zip(head, row, strict=True)))
        if fact.key in found:
            raise ValueError(f"{path.name} has the key {fact.key!r} twice")
        found[fact.key] = fact
    return found


def facts(*keys: str) -> Facts:
    """Return facts of law and industry by their keys, each with its date and source. Lesson 16.

    Parameters
    ----------
    *keys : str
        All of them, if left out.

    Raises
    ------
    KeyError
        If there is no such fact; the message names the nearest key.

    Examples
    --------
    >>> facts("bandcamp")
    2026-01-13: Bandcamp bans music made by AI: a company's rule. (Source: press; as of 2026-11.)
    """
    known = _known()
    for key in keys:
        if key not in known:
            near = get_close_matches(key, known, 1) or sorted(known)
            raise KeyError(f"there is no fact {key!r}; did you mean {near[0]!r}?")
    return Facts(tuple(known[key] for key in keys or known))


@cache
def _known() -> dict[str, Fact]:
    return read_facts()


def _month(text: str) -> tuple[int, int]:
    """Return year and month of a text as "2026-11"."""
    year, month = text.split("-")
    return datetime.date(int(year), int(month), 1).timetuple()[:2]
