"""One tune alone: as a score, as a sound, and how much each of its notes surprises the judge."""

from __future__ import annotations

from dataclasses import dataclass

from meantone.models import surprise
from meantone.show import Score, score, sound
from meantone.show.words import counted
from meantone.tunes import REST
from meantone.widgets.explorer.compared import JUDGE, Yardstick
from meantone.widgets.explorer.decoded import LONGEST
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.saved import whole
from meantone.widgets.explorer.surprise_picture import BITS, surprise_picture


@dataclass(frozen=True, eq=False)
class Alone:
    """One of the eight tunes.

    Parameters
    ----------
    words : str
    score : Score or None
        None if it has no notes.
    steps : str
        A picture of its surprise.
    audio, heard : str
        Its sound as an address, and what that is.
    """

    words: str
    score: Score | None
    steps: str
    audio: str
    heard: str


def alone(explored: Explored, yardstick: Yardstick, pick: int) -> Alone:
    """Return one of the eight tunes, whole.

    Parameters
    ----------
    explored : Explored
    yardstick : Yardstick
        Whose judge is asked: the same for all models, so that there is one figure for people.
    pick : int
        Which one, from 0.
    """
    tune = whole(explored, pick)
    tokens = explored.tunes[min(pick, len(explored.tunes) - 1)]
    bits = surprise(yardstick.judge, explored.ground.notes(tokens))[:-1]
    heard, notes = sound(tune), counted(len(tune.notes), "note")
    cut = ", cut off" if len(tokens) >= LONGEST and explored.setting.decoder != "exact" else ""
    words = f"{notes}{cut}, {explored.rhythm}."
    drawn = None
    if len(bits):
        words += (
            f" {bits.mean():.2f} bits a note; people's tunes have {yardstick.usual:.2f}. The judge "
            f"of both is an n-gram of order {JUDGE} that learned from other tunes of "
            f"{yardstick.name}."
        )
        each = iter(bits.tolist())
        values = [None if pitch == REST else next(each) for pitch in tune.pitches]
        drawn = score(tune, values=values, label="surprise to the judge (bits)", domain=BITS)
    name = f"Sound of tune {pick + 1}: {tune.title}, {heard.facts}"
    return Alone(words, drawn, surprise_picture(bits, yardstick.usual), heard.address("flac"), name)
