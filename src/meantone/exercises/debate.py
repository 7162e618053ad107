"""The debate of lesson 16: a motion, roles, and cards of evidence to print and cut out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meantone.exercises.facts import Facts, facts
from meantone.storage import write_whole
from meantone.teaching.boxes import in_html

TABLE = Path(__file__).with_name("debate.toml")

SIDES = ("for", "against", "both")
"""Whom a card serves: who speaks for the motion, who speaks against it, or either."""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Who owns the average? A debate</title>
<style>
body {{ margin: 0 auto; padding: 24px; max-width: 1000px; background: #fff; color: #1b2430;
  font: 16px/1.45 system-ui, sans-serif; }}
</style>
</head>
<body>
<h1>Who owns the average? A debate</h1>
{debate}
</body>
</html>
"""
_CARD = (
    "break-inside:avoid;border:1px solid #56616d;border-radius:8px;padding:10px 14px;"
    "flex:1 1 300px;max-width:460px"
)


@dataclass(frozen=True)
class Role:
    """Who speaks.

    Parameters
    ----------
    name : str
    stands : str
        From where, in a sentence or two.
    side : str
        "for" or "against" the motion.
    """

    name: str
    stands: str
    side: str


@dataclass(frozen=True)
class Card:
    """A card of evidence.

    Parameters
    ----------
    about : str
        "work", "access" or "authorship".
    side : str
        One of `SIDES`.
    evidence : Facts or str
        Dated facts, or what the learners' own run has measured.
    asks : str
        What whoever hears it should ask.
    """

    about: str
    side: str
    evidence: Facts | str
    asks: str


@dataclass(frozen=True)
class Debate:
    """A motion, who speaks, and the cards; `write` makes a page to print.

    Parameters
    ----------
    motion : str
    roles : tuple of Role
    cards : tuple of Card

    Examples
    --------
    >>> path = debate().write(getfixture("tmp_path") / "debate.html")
    >>> path.read_text(encoding="utf-8").count("<article") == len(debate().cards)
    True
    """

    motion: str
    roles: tuple[Role, ...]
    cards: tuple[Card, ...]

    def write(self, path: str | Path = "debate.html") -> Path:
        """Write roles and cards as one page to print, and return where it is."""
        write_whole(Path(path), _PAGE.format(debate=self._repr_html_()).encode())
        return Path(path)

    def __repr__(self) -> str:
        roles = [f"{role.name} ({role.side}): {role.stands}" for role in self.roles]
        cards = [
            f"Card {place}, {card.about}, for {_users(card.side)}: {card.evidence!s} {card.asks}"
            for place, card in enumerate(self.cards, 1)
        ]
        return "\n".join([f"Motion: {self.motion}", *roles, *cards])

    def _repr_html_(self) -> str:
        roles = "".join(
            f"<li><strong>{in_html(role.name)}</strong>, {in_html(role.side)} the motion: "
            f"{in_html(role.stands)}</li>"
            for role in self.roles
        )
        cards = "".join(_card(place, card) for place, card in enumerate(self.cards, 1))
        return (
            f"<p><strong>Motion:</strong> {in_html(self.motion)}</p><ul>{roles}</ul>"
            f'<div style="display:flex;flex-wrap:wrap;gap:12px">{cards}</div>'
        )


def debate() -> Debate:
    """Return the debate of lesson 16: 25 minutes on work, access and authorship.

    Examples
    --------
    >>> {card.about for card in debate().cards} == {"work", "access", "authorship"}
    True
    """
    held = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    roles = tuple(Role(**role) for role in held["role"])
    return Debate(held["motion"], roles, tuple(_read(card) for card in held["card"]))


def _read(card: dict[str, Any]) -> Card:
    """Return a card with its facts looked up."""
    evidence = facts(*card["facts"]) if "facts" in card else card["measured"]
    return Card(card["about"], card["side"], evidence, card["asks"])


def _users(side: str) -> str:
    return "either side" if side == "both" else f"who speaks {side} it"


def _card(place: int, card: Card) -> str:
    """Return a card as HTML."""
    evidence = card.evidence
    shown = f"<p>{in_html(evidence)}</p>" if isinstance(evidence, str) else evidence._repr_html_()
    return (
        f'<article style="{_CARD}"><strong>{place} · {in_html(card.about)}</strong>, for '
        f"{in_html(_users(card.side))}{shown}<p><em>{in_html(card.asks)}</em></p></article>"
    )
