"""A stretch of a piano's keyboard, with what every key is called."""

from __future__ import annotations

from dataclasses import dataclass

from meantone.show.html import Bundle, image
from meantone.tunes.spelling import note_name

_WHITE, _TALL, _BLACK, _SHORT = 44, 150, 28, 88
_IS_BLACK = frozenset({1, 3, 6, 8, 10})
_DEGREES = dict(zip((0, 2, 4, 5, 7, 9, 11), "1234567", strict=True))


@dataclass(frozen=True)
class Keyboard:
    """Keys from one pitch to another, both white: names, numbers, and degrees of C major.

    The page of notes shows it first.

    Parameters
    ----------
    low, high : int
        MIDI pitches.

    Examples
    --------
    >>> Keyboard(60, 64)
    Keyboard: C4 60 (1), D4 62 (2), E4 64 (3)
    """

    low: int = 55
    high: int = 76

    @property
    def svg(self) -> str:
        """The picture, without a text alternative."""
        white = [p for p in range(self.low, self.high + 1) if p % 12 not in _IS_BLACK]
        keys = [self._white_key(pitch, place) for place, pitch in enumerate(white)]
        keys += [
            _rect(_WHITE * (place + 1) - _BLACK / 2, _BLACK, _SHORT, "#1b2430")
            + _text(_WHITE * (place + 1), _SHORT - 10, str(pitch + 1), "#fff", 12)
            for place, pitch in enumerate(white[:-1])
            if (pitch + 1) % 12 in _IS_BLACK
        ]
        width, height = _WHITE * len(white) + 2, _TALL + 26
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="-1 -1 {width} {height}" font-family="Arial, Helvetica, sans-serif">'
            f'<rect x="-1" y="-1" width="100%" height="100%" fill="#fff"/>{"".join(keys)}</svg>'
        )

    def _white_key(self, pitch: int, place: int) -> str:
        """Return a white key: its name and number on it, its degree below."""
        x = _WHITE * (place + 0.5)
        fill = "#dcebf5" if pitch == 60 else "#fff"
        name, number = note_name(pitch, 0)[:-1], str(pitch)
        return (
            _rect(_WHITE * place, _WHITE, _TALL, fill)
            + _text(x, _TALL - 28, name, "#1b2430", 16)
            + _text(x, _TALL - 10, number, "#3b4652", 12)
            + _text(x, _TALL + 18, _degree(pitch), "#0b5f94", 15)
        )

    def __repr__(self) -> str:
        keys = (
            f"{note_name(p, 0)} {p} ({_degree(p)})"
            for p in range(self.low, self.high + 1)
            if p % 12 in _DEGREES
        )
        return f"Keyboard: {', '.join(keys)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {"text/html": image(self.svg, repr(self)), "text/plain": repr(self)}


def _degree(pitch: int) -> str:
    """Return a white key's degree in C major: `5,` below middle C, `1'` an octave above it."""
    octave = (pitch - 60) // 12
    return _DEGREES[pitch % 12] + ("," * -octave if octave < 0 else "'" * octave)


def _rect(x: float, width: float, height: float, fill: str) -> str:
    """Return a key."""
    return (
        f'<rect x="{x:g}" y="0" width="{width:g}" height="{height:g}" rx="3" fill="{fill}" '
        'stroke="#3b4652"/>'
    )


def _text(x: float, y: float, text: str, color: str, size: int) -> str:
    """Return a word in the middle of a key."""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-size="{size}" '
        f'fill="{color}">{text}</text>'
    )
