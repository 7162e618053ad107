"""The learner's tune and its passport, with all the music in it.

`my_tune` is chosen in lesson 00; every lesson ends with one `stamp`; `passport` makes the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meantone.exercises.course import COURSE
from meantone.storage import write_whole
from meantone.teaching.boxes import Panel
from meantone.teaching.records.passport import (
    Stamp,
    Work,
    gallery,
    keep_stamp,
    keep_tune,
    kept_stamps,
    kept_tune,
    kept_work,
    passport_page,
    shelf,
)

if TYPE_CHECKING:
    from meantone.tunes import Tune
    from meantone.widgets import BeatPicker

Beat = int | None
"""A MIDI pitch or a rest that begins on a beat; None where the one before goes on."""

DEFAULT: tuple[Beat, ...] = (
    *(60, 62, 64, 67),
    *(69, 67, 64, None),
    *(65, 64, 62, 55),
    *(60, None, None, None),
)
"""The tune of whoever chose none."""


def tune_picker() -> BeatPicker:
    """Return the control that takes the learner's tune: sixteen beats. Lesson 00.

    It shows the tune that is kept, and keeps each change at once.

    Examples
    --------
    >>> picker = tune_picker()
    >>> picker.value = [60, 62, 64, 65] * 4
    >>> my_tune().notes[:4]
    (60, 62, 64, 65)
    >>> picker.value = list(DEFAULT)
    """
    from meantone.widgets import BeatPicker

    picker = BeatPicker(_beats())
    picker.observe(lambda change: keep_tune(list(change["new"])), names="value")
    return picker


def my_tune(beats: Sequence[Beat] = ()) -> Tune:
    """Return the learner's tune; a default if none was chosen. Every lesson ends with it.

    Parameters
    ----------
    beats : sequence of int or None, optional
        Sixteen beats to keep as the tune from now on: a MIDI pitch, -1 for a rest, None where the
        note before goes on. So a tune can be typed instead of picked.

    Raises
    ------
    ValueError
        If they are no sixteen beats, or hold no note.

    Examples
    --------
    >>> my_tune([60, None, 64, None, 67, None, None, None] * 2)
    <Tune 'My tune': 6 notes, 16 quarters, C major, 4/4>
    >>> my_tune([60])
    Traceback (most recent call last):
    ValueError: a tune of yours has 16 beats, each a pitch from 0 to 127, -1 or None; this has 1
    >>> _ = my_tune(DEFAULT)
    """
    from meantone.widgets import tune_of_beats

    if beats:
        tune_of_beats(beats)  # nothing is kept that is no tune
        keep_tune(list(beats))
    return tune_of_beats(beats or _beats())


def stamp(
    lesson: str,
    tune: Tune,
    number: float | str,
    sentence: str,
    failure: tuple[str, Tune] | None = None,
) -> Panel:
    """Stamp the learner's passport: what this lesson's machine made of the learner's tune.

    Parameters
    ----------
    lesson : str
        The lesson's two digits.
    tune : Tune
        What the machine made.
    number : float or str
        One figure; a number is shown with three digits, a text with its unit as it is.
    sentence : str
        What the figure says, beside people's.
    failure : (str, Tune), optional
        The one failure of a machine worth keeping: what it is, and how it sounds.

    Returns
    -------
    Panel
        The stamp as it will be in the passport.

    Examples
    --------
    >>> stuck = my_tune().excerpt(0, 2)
    >>> stamp("99", my_tune(), 2.31, "People's tunes have 2.8.", failure=("Stuck on 1.", stuck))
    Stamp 99: 2.31. People's tunes have 2.8. On the shelf: Stuck on 1.
    """
    shown = number if isinstance(number, str) else f"{number:.3g}"
    says, failed = failure or ("", None)
    made = Stamp(lesson, in_events(tune), shown, sentence, says, failed and in_events(failed))
    keep_stamp(made)
    return Panel(made.words, shelf([made], _titles(), drawn))


@dataclass(frozen=True)
class Passport:
    """All stamps and the capstone: shown in a notebook, and written as one page that plays offline.

    Parameters
    ----------
    stamps : tuple of Stamp
    work : Work, optional
        The learner's capstone.

    Examples
    --------
    >>> path = Passport(()).write(getfixture("tmp_path") / "passport.html")
    >>> "<audio" in path.read_text(encoding="utf-8")
    True
    """

    stamps: tuple[Stamp, ...]
    work: Work | None = None

    @property
    def page(self) -> str:
        """The page, which stands alone in a file."""
        return passport_page(self._repr_html_())

    def write(self, path: str | Path = "my_passport.html") -> Path:
        """Write the page, and return where it is; an older one is replaced."""
        write_whole(Path(path), self.page.encode())
        return Path(path)

    def __repr__(self) -> str:
        said = [made.words for made in self.stamps] or ["No stamp yet: a lesson ends with one."]
        said += [self.work.words] if self.work else []
        return "\n  ".join(["My tune and its passport", *said])

    def _repr_html_(self) -> str:
        mine = drawn("My tune", in_events(my_tune()))
        own = gallery(self.work, drawn) if self.work else ""
        return f"{mine}{shelf(self.stamps, _titles(), drawn)}{own}"


def passport() -> Passport:
    """Return the learner's passport, made again from the learner's own file.

    Examples
    --------
    >>> _ = stamp("99", my_tune(), "3 of 14 notes", "were guessed.")
    >>> passport()
    My tune and its passport
      ...Stamp 99: 3 of 14 notes. were guessed....
    """
    return Passport(tuple(kept_stamps()), kept_work())


def _beats() -> list[Beat]:
    """Return the beats that are kept, or those of the default."""
    from meantone.widgets import tune_of_beats

    found = kept_tune()
    try:
        tune_of_beats(found or ())
    except (TypeError, ValueError):  # none was chosen, or the file was edited by hand
        return [*DEFAULT]
    return [*found]


def in_events(tune: Tune) -> list[list[int]]:
    """Return a tune as it is kept: pitch and ticks of every event.

    Examples
    --------
    >>> in_events(my_tune().excerpt(0, 2))
    [[60, 48], [62, 48]]
    """
    return [list(event) for event in zip(tune.pitches, tune.durations, strict=True)]


def drawn(title: str, events: Any) -> str:
    """Return a kept tune as a player and a picture.

    Parameters
    ----------
    title : str
    events : list of (int, int)
        Pitch and ticks of every event.
    """
    from meantone.show import describe, small_roll, sound
    from meantone.show.html import figure, image
    from meantone.tunes import Tune

    tune = Tune.from_events([(int(pitch), int(ticks)) for pitch, ticks in events], title=title)
    heard = sound(tune)
    return figure(f"{image(small_roll(tune), describe(tune))}{heard.player}", title, heard.facts)


def _titles() -> dict[str, str]:
    """Return the question of each lesson, by number."""
    return {lesson.number: lesson.title for lesson in COURSE.lessons}
