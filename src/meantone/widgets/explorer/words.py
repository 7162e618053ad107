"""What the two dials say, in words that a class can say after them."""

from __future__ import annotations

from math import isnan

from meantone.measures import Dials, PeoplesDials

ALIKE = ("less alike than people", "as alike as people", "more alike than people")
RETURNS = ("wanders more than people", "returns as people do", "returns more than people")

BLIND = (
    "The dials do not see copying: a set may lie in both bands and be other people's tunes, note "
    "for note. And neither is enough alone."
)
"""What two dials cannot see."""


def dial_words(dials: Dials, people: PeoplesDials) -> tuple[str, str]:
    """Return what the two figures of a set say beside people's bands. Lesson 08.

    Parameters
    ----------
    dials : Dials
    people : PeoplesDials

    Examples
    --------
    >>> people = PeoplesDials(Dials(.03, .15), Dials(.02, .1), Dials(.04, .2), Dials(.01, .02))
    >>> dial_words(Dials(.5, .05), people)
    ('more alike than people', 'wanders more than people')
    >>> dial_words(Dials(.03, float("nan")), people)
    ('as alike as people', 'not measured')
    """
    return (
        _beside(dials.alike, people.low.alike, people.high.alike, ALIKE),
        _beside(dials.returns, people.low.returns, people.high.returns, RETURNS),
    )


def _beside(value: float, low: float, high: float, words: tuple[str, str, str]) -> str:
    """Return the word for below, within or above a band."""
    if isnan(value) or isnan(low) or isnan(high):
        return "not measured"
    return words[(value >= low) + (value > high)]


def figure(value: float) -> str:
    """Return a figure from 0 to 1 in three digits, so that it can be held against a band's end.

    Examples
    --------
    >>> figure(0.02934), figure(0.00312), figure(0.9996), figure(0), figure(float("nan"))
    ('.029', '.0031', '1', '0', 'none')
    """
    if isnan(value):
        return "none"
    if value == 0 or value >= 0.9995:
        return f"{value:.0f}"
    return f"{value:.{3 if value >= 0.00995 else 4}f}".removeprefix("0")
