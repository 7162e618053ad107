"""Verdicts: what the figures say in words, by rules that stand here and nowhere else.

A set is called collapsed only where two kinds of measure agree: tunes that share runs, and a whole
that is less diverse. One of them alone is won by a machine that repeats one hook, or by a copier.
"""

from __future__ import annotations

from typing import NamedTuple

from meantone.measures import Profile, Row
from meantone.measures.detection import at_least
from meantone.report.copies import Copies

SURE = 0.01
"""A share of copies counts where chance gives as many less often than this."""


class Verdict(NamedTuple):
    """A question that the figures answer.

    Parameters
    ----------
    name : str
        The question, in a word or two.
    holds : bool
    words : str
        The answer, with its figures.
    turns : str
        Where it would turn: the edge that it rests on.
    open : bool
        Whether so few tunes cannot get a yes: people's band goes down to 0.
    """

    name: str
    holds: bool
    words: str
    turns: str
    open: bool = False


def verdicts(profile: Profile, copies: Copies) -> tuple[Verdict, ...]:
    """Return whether the figures call a set collapsed, noise, stuck, wandering, copied.

    Parameters
    ----------
    profile : Profile
        With the rows "alike", "Vendi score", "distinct-4" and "4-grams repeated".
    copies : Copies

    Returns
    -------
    tuple of Verdict
        In this order.
    """
    alike, vendi, distinct, returns = (
        profile[name] for name in ("alike", "Vendi score", "distinct-4", "4-grams repeated")
    )
    return (
        collapsed(alike, vendi, distinct),
        Verdict(
            "noise",
            alike.place == "below" and returns.place == "below",
            "Do tunes share less than people's do, and does less return in each? "
            f"{_said(alike)} {_said(returns)}",
            f"{_edge(alike, 0)}, or at {_edge(returns, 0)}",
            _reaches_nothing(alike) or _reaches_nothing(returns),
        ),
        Verdict(
            "stuck",
            returns.place == "above",
            f"Does more return in each tune than in people's? {_said(returns)}",
            _edge(returns, 1),
        ),
        Verdict(
            "wandering",
            returns.place == "below",
            f"Does less return in each tune than in people's? {_said(returns)}",
            _edge(returns, 0),
            _reaches_nothing(returns),
        ),
        copied(copies),
    )


def collapsed(alike: Row, vendi: Row, distinct: Row) -> Verdict:
    """Return whether tunes share more than people's do, and are less diverse besides.

    Parameters
    ----------
    alike, vendi, distinct : Row

    Returns
    -------
    Verdict
    """
    return Verdict(
        "collapsed",
        alike.place == "above" and "below" in (vendi.place, distinct.place),
        "Do tunes share more than people's do, and is the set less diverse by another measure? "
        f"{_said(alike)} {_said(vendi)} {_said(distinct)}",
        f"{_edge(alike, 1)}, or at {_edge(vendi, 0)} and {_edge(distinct, 0)}",
    )


def copied(copies: Copies) -> Verdict:
    """Return whether more tunes hold long copies than people's tunes do.

    Parameters
    ----------
    copies : Copies
    """
    share = copies.flagged / max(copies.count, 1)
    chance = at_least(copies.flagged, copies.count, max(copies.usual, 1 / (2 * copies.count)))
    words = (
        "Do more tunes hold long copies than chance explains? "
        f"{copies.flagged} of {copies.count} tunes ({share:.0%}) copy a run longer than "
        f"{copies.limit} notes, which {copies.usual:.0%} of people's tunes do. Chance gives as "
        f"many with probability {chance:.2g}."
    )
    return Verdict("copied", chance < SURE, words, f"a probability of {SURE:g}")


def headline(found: tuple[Verdict, ...]) -> str:
    """Return the answer in one line.

    Examples
    --------
    >>> headline((Verdict("collapsed", True, "", ""), Verdict("copied", True, "", "")))
    'These tunes are collapsed and copied.'
    >>> headline((Verdict("stuck", False, "", ""),))
    'None of five warnings holds for these tunes.'
    >>> headline((Verdict("wandering", False, "", "", open=True),))
    'None of five warnings holds for these tunes; so few cannot be called wandering.'
    """
    holding = [verdict.name for verdict in found if verdict.holds]
    if not holding:
        untold = " or ".join(verdict.name for verdict in found if verdict.open)
        and_yet = f"; so few cannot be called {untold}" if untold else ""
        return f"None of five warnings holds for these tunes{and_yet}."
    *first, last = holding
    return f"These tunes are {', '.join(first)}{' and ' * bool(first)}{last}."


def _said(row: Row) -> str:
    """Return a row in a sentence."""
    name, value, _, human, band, shuffled, place = row.line.cells
    beside = f"{place} people's {human} ({band}; shuffled {shuffled})"
    return f"{name[0].upper()}{name[1:]}: {value}, {beside}."


def _reaches_nothing(row: Row) -> bool:
    """Tell whether people's band goes down to 0, so that no tunes can be below it."""
    return bool(row.band[0] <= 0)


def _edge(row: Row, end: int) -> str:
    """Return an end of people's band."""
    return f"{row.name} {row.band[end]:.3g}"
