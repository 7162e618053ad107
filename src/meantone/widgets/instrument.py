"""What instruments share: a control, and the words, the picture and the sounds that it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from meantone.page import module
from meantone.show import Players, Sound, listen
from meantone.show.html import data_uri, escape, image
from meantone.tunes import Tune
from meantone.widgets.looks import look_of
from meantone.widgets.still import HINT

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shown:
    """What an instrument shows at one setting.

    Parameters
    ----------
    tunes : mapping of str to Tune
        What can be played, by label.
    words : str
        What there is to see and hear, in a few sentences.
    svg, alt : str
        A picture, and the picture in words; nothing if there is none.
    instrument : str
        What plays the tunes.
    tempo : float
        Quarters a minute.
    """

    tunes: Mapping[str, Tune] = field(default_factory=dict)
    words: str = ""
    svg: str = ""
    alt: str = ""
    instrument: str = "piano"
    tempo: float = 100

    @property
    def players(self) -> Players | None:
        """The tunes as sounds, or None if there is nothing to hear."""
        return listen(self.tunes, self.instrument, self.tempo) if self.tunes else None


class Instrument(anywidget.AnyWidget):
    """A control and what it changes.

    A subclass has a trait `value`, tagged ``sync=True, control=True``, and a method `look` that
    returns what is shown at the value. Whoever sets `value`, Python or the page, finds words,
    picture and sounds changed with it. `draws` counts the asks for another tune, `plays` how
    often a sound was started.
    """

    _esm = module(_HERE / "instrument.js")
    _css = look_of()

    label = traitlets.Unicode("").tag(sync=True)
    choices = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    between = traitlets.List(traitlets.Float()).tag(sync=True)  # low, high, step
    draws = traitlets.Int(0).tag(sync=True, control=True)
    words = traitlets.Unicode("").tag(sync=True)
    picture = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    sounds = traitlets.List(traitlets.Dict()).tag(sync=True)
    busy = traitlets.Unicode("").tag(sync=True)
    answers = traitlets.Int(0).tag(sync=True)
    plays = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._follow()
        self.observe(lambda _: self._follow(), names=[*self.traits(control=True)])

    def look(self) -> Shown:
        """Return what is shown at the value."""
        raise NotImplementedError

    def _follow(self) -> None:
        """Show what belongs to the value, in one message to the page."""
        shown = self.look()
        players = shown.players
        heard = players.sounds if players else {}
        with self.hold_sync():
            self.words, self.alt, self.busy = shown.words, shown.alt, ""
            self.picture = data_uri("image/svg+xml", shown.svg.encode()) if shown.svg else ""
            self.sounds = [_player(label, sound) for label, sound in heard.items()]
            self.answers += 1

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget; a page and plain text get what it shows at first."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data.update(_page(self.look(), self.label))
        return bundle


def _player(label: str, sound: Sound) -> dict[str, str]:
    """Return a sound as the page needs it: FLAC, which is made twenty times as fast as MP3."""
    name = f"Sound of {label}, {sound.facts}"
    return {"label": label, "name": name, "source": sound.address("flac")}


def _page(shown: Shown, label: str) -> dict[str, str]:
    """Return what stays where no Python runs: the same words, picture and sounds."""
    heard = shown.players
    html = heard._repr_mimebundle_()["text/html"] if heard else ""
    html += f"<p>{escape(shown.words)}</p>" if shown.words else ""
    html += image(shown.svg, shown.alt) if shown.svg else ""
    html += f"<p>{HINT}</p>" if label else ""
    plain = "\n".join(filter(None, [shown.words, repr(heard) if heard else ""]))
    return {"text/html": html, "text/plain": plain}
