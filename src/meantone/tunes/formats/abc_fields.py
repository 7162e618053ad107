"""The values of ABC's fields: key, meter, note length and text, read and written."""

from __future__ import annotations

import html
import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from meantone.tunes.tune import TICKS_PER_QUARTER, TuneError, key_fifths

TICKS_PER_WHOLE = 4 * TICKS_PER_QUARTER
ALTERATIONS = {"__": -2, "_": -1, "=": 0, "^": 1, "^^": 2}
"""Semitones that an accidental adds to the natural note."""

_MODES = {
    "maj": "major", "ion": "major", "min": "minor", "m": "minor", "aeo": "minor", "dor": "dorian",
    "phr": "phrygian", "lyd": "lydian", "mix": "mixolydian", "loc": "locrian",
}  # fmt: skip
_KEY = re.compile(
    r"([A-G])([#b]?)\s*((?i:maj|ion|min|aeo|dor|phr|lyd|mix|loc|exp)[A-Za-z]*|m)?(?![A-Za-z#])"
)
_KEY_ACCIDENTAL = re.compile(r"(\^\^?|__?|=)([A-Ga-g])")
_CLEF = re.compile(r"(?i:treble|bass|alto|tenor|perc)|[+-]8")
_QUOTED = re.compile(r'"[^"]*"?')
_OCTAVE_CLEF = re.compile(
    r"(?i)(?:^|\s)(?:clef=|(?=treble|bass|alto|tenor|perc))"
    r"(?:treble|bass|alto|tenor|perc|[GFC])\d?(?:([+-])(8|15))?(?![^\s^_])"
)
_OCTAVE = re.compile(r"(?:^|\s)octave=([+-]?\d{1,2})(?!\S)")
_TRANSPOSE = re.compile(r"(?:^|\s)transpose=([+-]?\d{1,2})(?!\S)")
_SOUND = re.compile(r"(?:^|\s)(shift|sound)=([\^_=]?[A-Ga-g])([,']*)([\^_=]?[A-Ga-g])([,']*)(?!\S)")
_SETTING = re.compile(
    r"(?i:clef|middle|m|octave|transpose|shift|staff(?:lines|scale)|score|sound|instrument"
    r"|style|cue|stem|dyn|lyrics|name|nm|sname|snm|t)=(?:\"[^\"]*\"|\S*)"
)
_NO_KEY = re.compile(r"(?i:none)?(?![^\s^_=])")
_METER = re.compile(r"\(?(\d{1,3}(?:\+\d{1,3})*)\)?/(\d{1,3})")
_FREE_METER = re.compile(r"(?i:none|free|frei)")
_UNIT = re.compile(r"(\d{1,6})(?:/(\d{1,6}))?")
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    "c": "\u0327", "v": "\u030c", "u": "\u0306",
}  # fmt: skip
_LIGATURES = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "/o": "ø",
    "/O": "Ø",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([\\%&])"
    r"|\\(ss|ae|AE|oe|OE|aa|AA|/o|/O)|\\([`'^~\"=cvu])([A-Za-z])|(&[A-Za-z]{2,8};)"
)


class Key(NamedTuple):
    """What a K: field says: the tonic, the mode, and the alteration of every letter."""

    tonic: str | None
    mode: str | None
    signature: dict[str, int]


def signature_of(fifths: int) -> dict[str, int]:
    """Return the alteration of each letter under a key signature.

    Examples
    --------
    >>> signature_of(-2)
    {'F': 0, 'C': 0, 'G': 0, 'D': 0, 'A': 0, 'E': -1, 'B': -1}
    """
    return {letter: (fifths + 6 - index) // 7 for index, letter in enumerate("FCGDAEB")}


def read_key(text: str) -> Key | None:
    """Read the value of a K: field; None if it names a clef alone and leaves the key as it is.

    A tonic without a mode has the signature of the major key, but its mode is not known: tune
    books that mean "the tonic is F" write ``K:F``.

    Raises
    ------
    TuneError
        If the key is not understood.

    Examples
    --------
    >>> read_key("A dorian")[:2], read_key("F")[:2], read_key("none")[:2]
    (('A', 'dorian'), ('F', None), (None, None))
    >>> read_key("D exp _b ^f").signature
    {'F': 1, 'C': 0, 'G': 0, 'D': 0, 'A': 0, 'E': 0, 'B': -1}
    """
    key = _SETTING.sub("", text).strip().replace("♯", "#").replace("♭", "b")
    if _CLEF.match(key) or (not key and text.strip()):
        return None
    named = _KEY.match(key)
    if named:
        tonic, mode = named[1] + named[2], _MODES.get((named[3] or "")[:3].lower())
        explicit = (named[3] or "").lower().startswith("exp")
        signature = signature_of(0 if explicit else key_fifths(tonic, mode))
    elif key.startswith(("HP", "Hp")):  # the Highland pipes: Hp prints two sharps, HP none
        tonic, mode, signature = None, None, signature_of(2 if key[1] == "p" else 0)
    elif _NO_KEY.match(key):
        tonic, mode, signature = None, None, signature_of(0)
    else:
        raise TuneError(
            f"the key {key[:40]!r} is not understood; write it as in K:G, K:Am, K:D mix"
        )
    for accidental, letter in _KEY_ACCIDENTAL.findall(key):
        signature[letter.upper()] = ALTERATIONS[accidental]
    return Key(tonic, mode, signature)


def read_shift(text: str) -> dict[str, int]:
    """Return what a K: or V: field says of the pitch at which its notes sound, in semitones.

    By the kind of setting, each of which holds until the next of its kind: octave=, transpose=,
    the clef with its 8 above (+8) or below (-8), and shift= or sound=.

    Examples
    --------
    >>> read_shift("C octave=-1"), read_shift('B clef=bass transpose=-24'), read_shift("C treble-8")
    ({'octave': -12}, {'transpose': -24, 'clef': 0}, {'clef': -12})
    """
    if "=" not in text and not _CLEF.search(text):
        return {}
    text = _QUOTED.sub("", text)
    shift: dict[str, int] = {}
    if match := _OCTAVE.search(text):
        shift["octave"] = 12 * int(match[1])
    if match := _TRANSPOSE.search(text):
        shift["transpose"] = int(match[1])
    if match := _OCTAVE_CLEF.search(text):
        shift["clef"] = int(f"{match[1]}{12 if match[2] == '8' else 24}") if match[1] else 0
    for kind, before, low, after, high in _SOUND.findall(text):
        shift[kind] = _semitones(after, high) - _semitones(before, low)
    return shift


def _semitones(note: str, octave: str) -> int:
    """Return a note's semitones above C."""
    letter = note[-1]
    natural = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11), strict=True))[letter.upper()]
    octaves = letter.islower() + octave.count("'") - octave.count(",")
    return natural + 12 * octaves + ALTERATIONS.get(note[:-1], 0)


def read_alteration(sign: str) -> Fraction | int:
    """Return the semitones that an accidental adds; ^/ and ^1/2 add a half, a quarter tone.

    Raises
    ------
    TuneError
        If it is divided by zero.

    Examples
    --------
    >>> read_alteration("^"), read_alteration("_/"), read_alteration("^3/2")
    (1, Fraction(-1, 2), Fraction(3, 2))
    """
    if sign in ALTERATIONS:
        return ALTERATIONS[sign]
    over, _, under = sign[1:].partition("/")
    if under and not int(under):
        raise TuneError(f"the accidental {sign!r} is divided by zero")
    size = Fraction(int(over or 1), int(under or 2))
    return size if sign[0] == "^" else -size


def read_meter(text: str) -> tuple[int, int] | None:
    """Read the value of an M: field; None if the meter is free, or more than one.

    Raises
    ------
    TuneError
        If the meter is not understood.

    Examples
    --------
    >>> read_meter("6/8"), read_meter("C|"), read_meter("2+3/8"), read_meter("3/4 2/4")
    ((6, 8), (2, 2), (5, 8), None)
    """
    text = text.strip().rstrip("]")
    if not text or _FREE_METER.match(text):
        return None
    meters = {_one_meter(part) for part in text.split()[:9]}
    return meters.pop() if len(meters) == 1 else None


def _one_meter(text: str) -> tuple[int, int]:
    """Read one meter."""
    if text in ("C", "C|"):
        return (4, 4) if text == "C" else (2, 2)
    match = _METER.fullmatch(text)
    beats = sum(map(int, match[1].split("+"))) if match else 0
    unit = int(match[2]) if match else 0
    if not (1 <= beats <= 64 and unit in (1, 2, 4, 8, 16, 32, 64)):
        raise TuneError(
            f"the meter {text[:40]!r} is not understood; write it as in M:3/4 or M:none"
        )
    return beats, unit


def read_unit(text: str) -> tuple[int, int]:
    """Read the value of an L: field as a fraction of a whole note.

    Raises
    ------
    TuneError
        If it is not a fraction above zero.

    Examples
    --------
    >>> read_unit("1/8")
    (1, 8)
    """
    match = _UNIT.fullmatch(text.strip())
    over, under = (int(match[1]), int(match[2] or 1)) if match else (0, 0)
    if not (over and under):
        raise TuneError(f"the note length {text[:40]!r} is not understood; write it as in L:1/8")
    return over, under


def default_unit(meter: tuple[int, int] | None) -> tuple[int, int]:
    """Return the note length of a tune without L: a 16th in meters below 3/4, else an eighth.

    Examples
    --------
    >>> default_unit((2, 4)), default_unit((3, 4))
    ((1, 16), (1, 8))
    """
    return (1, 16) if meter and meter[0] / meter[1] < 0.75 else (1, 8)


def read_text(text: str) -> str:
    r"""Read a text field: accents such as \'e or &eacute;, and \u0259 for any character.

    Examples
    --------
    >>> read_text(r" La Nov\'ell\'e ")
    'La Novéllé'
    """
    return _ESCAPE.sub(_unescaped, text.strip())


def _unescaped(match: re.Match[str]) -> str:
    """Return what one escape stands for."""
    four, eight, plain, ligature, accent, letter, entity = match.groups()
    code = four or eight
    if code:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else match[0]
    if accent:
        return unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    return plain or _LIGATURES.get(ligature or "") or html.unescape(entity)


def write_text(text: str) -> str:
    r"""Write a text field so that `read_text` gives the same text back.

    Examples
    --------
    >>> write_text("50 % off\nnow")
    '50 \\% off\\u000anow'
    """
    escaped = "".join(map(_escaped, text)).replace("&", "\\&" if ";" in text else "&")
    if escaped.startswith(" "):
        escaped = "\\u0020" + escaped[1:]
    return escaped[:-1] + "\\u0020" if escaped.endswith(" ") else escaped


def _escaped(character: str) -> str:
    """Return a character, or the escape for one that a line of ABC cannot hold."""
    if character in "\\%":
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
