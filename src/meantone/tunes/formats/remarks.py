"""What a file format cannot say of a tune, kept in the file as one line of text.

MIDI has no place for a phrase, MusicXML none for a tune's origin. The writers put such knowledge
into a text that other programs pass over; the readers take it back as far as the file still says
what it said when it was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from typing import Any

from meantone.tunes.tune import Tune, TuneError

NAME = "meantone"
"""What the remark is called where texts have names."""

_DEFAULTS = {
    field.name: field.default
    for field in fields(Tune)
    if field.default is not MISSING and field.compare
}
_FILE = re.compile(r"\S+\.(?:mxl|xml|musicxml)")
_LABELS = ("id", "origin", "source")
_FACTS = (("title",), ("tonic", "mode"), ("meter", "pickup"), ("phrase_ends",))


def remark(tune: Tune) -> str:
    """Return all that is known of a tune except its events, as one line of plain ASCII.

    Examples
    --------
    >>> remark(Tune((60, 62), (48, 48), title="Call", meter=(3, 4), phrase_ends=(1,)))
    '{"events":2,"title":"Call","meter":[3,4],"phrase_ends":[1]}'
    """
    known = {name: getattr(tune, name) for name in _DEFAULTS}
    told = {name: value for name, value in known.items() if value != _DEFAULTS[name]}
    return json.dumps({"events": len(tune), **told}, separators=(",", ":"))


def recall(heard: Tune, text: str, plain: Callable[[Tune], Tune]) -> Tune:
    """Return the tune that a file was written from.

    Parameters
    ----------
    heard : Tune
        What the file says without its remark.
    text : str
        The remark. What is not a remark is passed over; from one for another number of events only
        id, origin and source are taken.
    plain : callable
        Returns what a file of this format says of a tune without a remark. A field that was
        changed in the file since differs from that, and stays as heard.

    Examples
    --------
    >>> tune = Tune((60, 62), (48, 48), title="Call", origin="Wales", phrase_ends=(1,))
    >>> heard = Tune((60, 62), (48, 48), title="Answer")
    >>> found = recall(heard, remark(tune), lambda tune: replace(tune, phrase_ends=()))
    >>> found.title, found.origin, found.phrase_ends
    ('Answer', 'Wales', (1,))
    """
    known = _parse(text)
    if known is None:
        return heard
    labels = {name: known[name] for name in _LABELS}
    if known.pop("events") != len(heard):
        return replace(heard, **labels)
    try:
        exact = replace(heard, **known)
    except TuneError:
        return heard
    said = plain(exact)
    for names in _FACTS:
        if any(getattr(said, name) != getattr(heard, name) for name in names):
            labels.update({name: getattr(heard, name) for name in names})
    return replace(exact, **labels)


def clean(text: str) -> str:
    r"""Return text in one line without characters that cannot be printed, for a title.

    Examples
    --------
    >>> clean(" a title\r\nin two\x00 lines")
    'a title in two lines'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def score_title(text: str) -> str:
    """Return the title of a score, or nothing where programs put something else in its place.

    That is the name of a file, or what music21 writes when there is no title.

    Examples
    --------
    >>> score_title("Frère Jacques"), score_title("bwv1.6.mxl"), score_title("Music21 Fragment")
    ('Frère Jacques', '', '')
    """
    title = clean(text)
    return "" if title == "Music21 Fragment" or _FILE.fullmatch(title) else title


def _parse(text: str) -> dict[str, Any] | None:
    """Return all fields of a remark and its "events", or None if it is not one."""
    try:
        known = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(known, dict) or not known.keys() <= {"events", *_DEFAULTS}:
        return None
    known = {"events": None, **_DEFAULTS, **known}
    for name in ("meter", "phrase_ends"):
        if isinstance(known[name], list):
            known[name] = tuple(known[name])
    return known if all(_fits(name, value) for name, value in known.items()) else None


def _fits(name: str, value: object) -> bool:
    """Tell whether a value has the type of its field."""
    if name in ("meter", "phrase_ends") and isinstance(value, tuple):
        return all(type(part) is int for part in value) and (name != "meter" or len(value) == 2)
    if name in ("events", "pickup"):
        return type(value) is int
    return isinstance(value, str) or (value is None and _DEFAULTS[name] is None)
