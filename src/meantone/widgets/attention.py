"""The attention explorer: what a model looks back at before it guesses a note of a tune."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from meantone.page import module
from meantone.show.colors import PALETTE
from meantone.show.words import describe
from meantone.tunes import Tune
from meantone.tunes.tune import REST
from meantone.widgets.drawings import GRID, heat_color, svg_frame, svg_picture, svg_rect, svg_text
from meantone.widgets.instrument import Instrument, Shown

_HERE = Path(__file__).parent
_LEFT, _TOP, _WIDTH = 84, 34, 680  # pixels
_ROLL, _GAP, _SHARES = 130, 44, 120
AROUND = 5
"""How many notes are played of a place: those before it and the one at it."""

Floats = NDArray[np.float64]


def same_past(tokens: ArrayLike, depth: int, boundary: int) -> NDArray[np.bool_]:
    """Return where in a tune the last notes had come before, and what had followed them stands.

    Row t, column s: whether the `depth` tokens before place s are those up to place t. Place 0 is
    the boundary, place s note s. A head that listens to such places can say what came next the
    last time (an "induction head": Olsson et al. 2022). Lesson 07.

    Parameters
    ----------
    tokens : array_like of int, shape (notes,)
    depth : int
        How many tokens have to be the same, from 1.
    boundary : int
        The token that is read first.

    Returns
    -------
    numpy.ndarray of bool, shape (notes + 1, notes + 1)
        Nothing before the first `depth` places, and nothing that follows.

    Raises
    ------
    ValueError
        If the depth is below 1.

    Examples
    --------
    >>> same_past([0, 1, 0, 1], 2, boundary=2).astype(int)  # after 0 1 came 0, at place 3
    array([[0, 0, 0, 0, 0],
           [0, 0, 0, 0, 0],
           [0, 0, 0, 0, 0],
           [0, 0, 0, 0, 0],
           [0, 0, 0, 1, 0]])
    """
    if depth < 1:
        raise ValueError(f"depth is {depth}; at least one token has to be the same")
    whole = np.array([boundary, *np.asarray(tokens, dtype=np.int64)])
    found = np.tri(len(whole), dtype=bool)  # place t sees place s <= t
    for back in range(depth):
        left = max(len(whole) - back, 0)
        same = np.zeros_like(found)
        # Token t - back beside token s - 1 - back.
        same[back:, back + 1 :] = whole[:left, None] == whole[: max(left - 1, 0)]
        found &= same
    return found


def attention_card(tune: Tune, weights: ArrayLike, note: int, head: str = "the head") -> Shown:
    """Return what a head of a Transformer looks back at before a note of a tune.

    Lesson 07.

    Parameters
    ----------
    tune : Tune
    weights : array_like of float, shape (notes + 1, notes + 1)
        Who listens to whom, as `Transformer.listening` says it for one layer and head. Place 0 is
        the start of the tune, place s note s, rests not counted; rows sum to 1.
    note : int
        The note that comes next, from 1; one more than there are is the end of the tune.
    head : str
        What the head is called.

    Raises
    ------
    ValueError
        If the weights do not fit the tune, or there is no such note.

    Examples
    --------
    >>> call = Tune((67, 64, 67), (48, 48, 96), title="Call")
    >>> rows = [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.2, 0.7, 0.1, 0], [0.1, 0.1, 0.7, 0.1]]
    >>> print(attention_card(call, rows, 4).words)
    Before the end of Call the head listens most to note 2, with 70 %. Spread evenly, each of the 4
    places would have 25 %. 70 % goes to notes that came after the pitch heard last; spread evenly,
    25 % would.
    """
    table = _checked(tune, weights)
    if not 1 <= note <= len(table):
        raise ValueError(f"there is no note {note}; there are 1 to {len(table)}, the end")
    row = table[note - 1, :note]  # (note,): the start, and the notes before this one
    name = tune.title or tune.id or "the tune"
    words = f"{_listened(row, note, name, head, len(table))} {_alike(tune, row, note)}"
    alt = (
        f"Piano roll of {describe(tune)} Below each place a bar: how much {head} listens to it."
        f" {words}"
    )
    return Shown(_heard(tune, row, note), words, attention_picture(tune, row, note), alt)


def attention_picture(tune: Tune, row: ArrayLike, note: int) -> str:
    """Return a tune as a roll with the shares of a head below it: the darker, the more.

    Parameters
    ----------
    tune : Tune
    row : array_like of float, shape (note,)
        The share of the start of the tune and of each note before the one that comes next.
    note : int
        The one that comes next, from 1: it has a thick frame.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> attention_picture(Tune((60, 64), (48, 48)), [0.25, 0.75], 2).count("<rect")
    6
    """
    shares = np.asarray(row, dtype=np.float64)
    scale = _WIDTH / max(tune.length, 1)
    low, high = min(tune.notes), max(tune.notes)
    step = _ROLL / (high - low + 1)
    bottom = _TOP + _ROLL + _GAP + _SHARES
    parts = _paper(tune, scale, bottom, len(shares))
    events = [e for e in zip(tune.pitches, tune.onsets, tune.durations, strict=True) if e[0] >= 0]
    parts += _share(_LEFT - 32, 24, bottom, float(shares[0]))
    parts.append(svg_text(_LEFT - 20, _TOP + _ROLL + 16, "start"))
    for number, (pitch, onset, ticks) in enumerate(events, start=1):
        x, wide = _LEFT + onset * scale, max(ticks * scale - 1, 1)
        place = round(x, 1), _TOP + (high - pitch) * step, round(wide, 1), max(step - 1, 3)
        if number < note:
            parts.append(svg_rect(*place, heat_color(float(shares[number]))))
            parts += _share(round(x, 1), round(wide, 1), bottom, float(shares[number]))
        # What the machine has not heard yet is only hinted at.
        color = PALETTE["gray"] if number < note else GRID
        parts.append(svg_frame(*place, PALETTE["red"] if number == note else color))
        if number == note:
            parts[-1] = parts[-1].replace("/>", ' stroke-width="3"/>')
    return svg_picture(_LEFT + _WIDTH + 10, bottom + 12, parts)


def _paper(tune: Tune, scale: float, bottom: float, places: int) -> list[str]:
    """Draw bar lines, the scale of the shares, and the line of an even look."""
    bar = tune.bar_length
    ticks = range(tune.pickup % bar, tune.length + 1, bar) if bar else ()
    parts = [f'<path d="M{_LEFT + t * scale:.1f} {_TOP}V{bottom}" stroke="{GRID}"/>' for t in ticks]
    for percent in (0, 50, 100):
        y = bottom - _SHARES * percent / 100
        parts.append(f'<path d="M{_LEFT - 34} {y:g}H{_LEFT + _WIDTH}" stroke="{GRID}"/>')
        parts.append(svg_text(_LEFT - 40, y + 5, f"{percent} %", "end"))
    even = bottom - _SHARES / places
    parts.append(
        f'<path d="M{_LEFT - 34} {even:.1f}H{_LEFT + _WIDTH}" stroke="{PALETTE["red"]}" '
        'stroke-width="1.5" stroke-dasharray="6 4"/>'
    )
    parts.append(svg_text(_LEFT, _TOP - 14, "the tune; thick frame: what comes next", "start"))
    under = _TOP + _ROLL + _GAP - 10
    parts.append(
        svg_text(_LEFT, under, "how much it listens to each; dashes: evenly spread", "start")
    )
    return parts


def _share(x: float, width: float, bottom: float, share: float) -> list[str]:
    """Draw how much goes to one place."""
    high = _SHARES * share
    return [svg_rect(x, bottom - high, width, high, PALETTE["blue"])]


def _checked(tune: Tune, weights: ArrayLike) -> Floats:
    """Return the weights of a tune as an array, or say why they cannot be."""
    table = np.asarray(weights, dtype=np.float64)
    count = len(tune.notes)
    if not count:
        raise ValueError("a tune without notes has nothing to listen to")
    if table.shape != (count + 1, count + 1):
        raise ValueError(
            f"weights of shape {table.shape} for {count} notes; give a row and a column for the "
            f"start and for each note: ({count + 1}, {count + 1})"
        )
    if not np.allclose(table.sum(axis=1), 1, atol=1e-3) or table.min() < 0:
        raise ValueError("each row says how a head shares itself out: from 0 up, and 1 in all")
    return table


def _listened(row: Floats, note: int, name: str, head: str, end: int) -> str:
    """Say where the most goes, and what an even look would give."""
    most = int(row.argmax())
    coming = f"note {note}" if note < end else "the end"
    many = f"each of the {note} places would have" if note > 1 else "the only place has"
    return (
        f"Before {coming} of {name} {head} listens most to {_place(most)}, with "
        f"{100 * row[most]:.0f} %. Spread evenly, {many} {100 / note:.0f} %."
    )


def _alike(tune: Tune, row: Floats, note: int) -> str:
    """Say how much goes to notes that came after the same pitch as the next one will."""
    places = same_past(tune.notes[: note - 1], 1, boundary=REST)[note - 1]
    if not places.any():
        return "The last note had not sounded before." if note > 1 else "Nothing has sounded yet."
    return (
        f"{100 * row[places].sum():.0f} % goes to notes that came after the pitch heard last; "
        f"spread evenly, {100 * places.mean():.0f} % would."
    )


def _place(place: int) -> str:
    return f"note {place}" if place else "the start"


def _heard(tune: Tune, row: Floats, note: int) -> dict[str, Tune]:
    """Return the last notes before the one that comes next, and those around the place."""
    most = int(row.argmax())
    found = {}
    if note > 1:
        found[f"what it has just heard, up to note {note - 1}"] = _ending(tune, note - 1)
    if most:
        found[f"what it listens to, up to note {most}"] = _ending(tune, most)
    return found


def _ending(tune: Tune, note: int) -> Tune:
    """Return the last notes up to one of a tune, counted from 1."""
    events = [place for place, pitch in enumerate(tune.pitches) if pitch != REST]
    return tune.excerpt(events[max(note - AROUND, 0)], events[note - 1] + 1)


class AttentionExplorer(Instrument):
    """Choose a head and a note, and see and hear what it looks back at (lesson 07).

    *Another tune* goes to the next tune, and after the last one to the first again.

    Parameters
    ----------
    tunes : sequence of (Tune, array_like)
        Tunes, and the weights of all heads: shape (layers, heads, notes + 1, notes + 1).
    value : int
        The note that comes next, at first.
    head : int
        The head at first: all of the first layer, then all of the second.

    Raises
    ------
    ValueError
        If there is no tune, or the weights do not fit the tunes.
    traitlets.TraitError
        If there is no such head.

    Examples
    --------
    >>> call = Tune((67, 64), (48, 48), title="Call")
    >>> rows = [[1, 0, 0], [0.5, 0.5, 0], [0.2, 0.7, 0.1]]
    >>> explorer = AttentionExplorer([(call, [[rows, rows]])])
    >>> explorer.value, explorer.head = 3, 1
    >>> explorer.words[:61]
    'Before the end of Call layer 1, head 2 listens most to note 1'
    """

    _esm = module(_HERE / "attention.js")

    value = traitlets.Int(1, min=1).tag(sync=True, control=True)
    head = traitlets.Int(0, min=0).tag(sync=True, control=True)
    heads = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self, tunes: Sequence[tuple[Tune, ArrayLike]], value: int = 1, head: int = 0
    ) -> None:
        self._tunes = [(tune, np.asarray(weights, dtype=np.float64)) for tune, weights in tunes]
        if not self._tunes:
            raise ValueError("no tune to look at; give tunes and who listens to whom in them")
        shapes = {weights.shape[:2] for _, weights in self._tunes}
        if len(shapes) > 1 or any(weights.ndim != 4 for _, weights in self._tunes):
            raise ValueError(f"weights of {sorted(shapes)} layers and heads; all need the same")
        for tune, weights in self._tunes:
            _checked(tune, weights[0, 0])
        layers, heads = shapes.pop()
        names = [f"layer {a + 1}, head {b + 1}" for a in range(layers) for b in range(heads)]
        super().__init__(value=value, head=head, heads=names, label="Note that comes next")

    @traitlets.validate("head")
    def _known(self, proposal: traitlets.Bunch) -> int:
        """Let no head in that is not there."""
        head: int = proposal["value"]
        if self.heads and head >= len(self.heads):
            raise traitlets.TraitError(f"no head {head}; there are 0 to {len(self.heads) - 1}")
        return head

    def look(self) -> Shown:
        """Return the card of the head and the note, in the tune at hand."""
        tune, weights = self._tunes[self.draws % len(self._tunes)]
        self.between = [1.0, float(weights.shape[-1]), 1.0]
        note = min(self.value, weights.shape[-1])  # another tune may be shorter
        table = weights[np.unravel_index(self.head, weights.shape[:2])]
        return attention_card(tune, table, note, self.heads[self.head])
