"""A tune of sixteen beats, picked with the mouse or the arrow keys: the learner's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets

from meantone.page import module
from meantone.tunes import REST, Tune
from meantone.tunes.tune import TICKS_PER_QUARTER
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.looks import look_of

BEATS = 16

DEGREES: dict[str, int] = {
    **{"1'": 72, "7": 71, "6": 69, "5": 67, "4": 65, "3": 64, "2": 62, "1": 60},
    **{"7,": 59, "6,": 57, "5,": 55},
}
"""The notes to choose from, the highest first: degrees of C major and their MIDI pitches."""


_HERE = Path(__file__).parent


def tune_of_beats(beats: Sequence[int | None]) -> Tune:
    """Return the tune of sixteen beats. Lesson 00.

    Parameters
    ----------
    beats : sequence of int or None
        For each beat a MIDI pitch, -1 for a rest, None where the one before goes on.

    Raises
    ------
    ValueError
        If they are no sixteen beats, hold no note, or one is no pitch.

    Examples
    --------
    >>> tune_of_beats([60, None, -1, -1] * 4).durations[:4]
    (96, 96, 96, 96)
    """
    wrong = [beat for beat in beats if beat is not None and beat not in range(REST, 128)]
    if len(beats) != BEATS or wrong:
        raise ValueError(
            f"a tune of yours has {BEATS} beats, each a pitch from 0 to 127, -1 or None; this has "
            f"{wrong[0] if wrong else len(beats)}"
        )
    events: list[tuple[int, int]] = []
    for beat in beats:
        if beat is None and events:
            pitch, ticks = events.pop()
            events.append((pitch, ticks + TICKS_PER_QUARTER))
        else:
            events.append((REST if beat is None else int(beat), TICKS_PER_QUARTER))
    if all(pitch == REST for pitch, _ in events):
        raise ValueError("a tune of yours has at least one note; these are rests")
    return Tune.from_events(events, title="My tune", tonic="C", mode="major", meter=(4, 4))


class BeatPicker(Instrument):
    """Sixteen beats to choose a note for, each by a click or with the arrow keys (lesson 00).

    Setting `value` does what the page does.

    Parameters
    ----------
    value : sequence of int or None
        As `tune_of_beats` takes it.

    Raises
    ------
    traitlets.TraitError
        If it is no tune of sixteen beats.

    Examples
    --------
    >>> BeatPicker([60, None, 64, None] * 4).words
    'Your tune: 1 - 3 - 1 - 3 - 1 - 3 - 1 - 3 -'
    """

    _esm = module(_HERE / "beats.js")
    _css = look_of(_HERE / "beats.css")

    degrees = traitlets.List(traitlets.List()).tag(sync=True)
    value: traitlets.List[Any] = traitlets.List().tag(sync=True, control=True)

    def __init__(self, value: Sequence[int | None]) -> None:
        rows: list[list[Any]] = [[label, pitch] for label, pitch in DEGREES.items()]
        super().__init__(value=list(value), degrees=rows, label="Sixteen beats")

    @traitlets.validate("value")
    def _choose(self, proposal: traitlets.Bunch) -> list[int | None]:
        """Let nothing in but a tune."""
        beats: list[int | None] = proposal["value"]
        try:
            tune_of_beats(beats)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from error
        return beats

    def look(self) -> Shown:
        """Return the tune, to be heard and in words."""
        names = {pitch: label for label, pitch in DEGREES.items()}
        said = ["-" if b is None else "rest" if b == REST else names.get(b, str(b))
                for b in self.value]  # fmt: skip
        tune = tune_of_beats(self.value)
        return Shown({"My tune": tune}, f"Your tune: {' '.join(said)}", tempo=120)
