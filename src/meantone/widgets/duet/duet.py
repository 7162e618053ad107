"""The duet as an instrument: a piano roll to write on, with a machine that answers."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from meantone.experiments.adaptation import reused
from meantone.page import module
from meantone.show.html import data_uri
from meantone.tunes import Tune, TuneError, read_midi, write_midi
from meantone.widgets.duet.partner import Partner, Risk
from meantone.widgets.duet.picture import duet_picture
from meantone.widgets.duet.sheet import (
    BAR,
    BARS,
    HIGH,
    LOW,
    YOU,
    Cell,
    History,
    Sheet,
    edited,
    known_bars,
)
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.looks import look_of

_HERE = Path(__file__).parent

TEMPERATURES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0)
"""The stops of the risk dial, by temperature."""

BITS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0)
"""The stops of the risk dial, by bits a note."""

TEMPO = 110


class Duet(Instrument):
    """A piano roll for two (lesson 15).

    The learner writes with the mouse, a finger, the keyboard or a MIDI keyboard; the machine
    answers chosen bars, or fills them in between what stays, with a risk for each bar. Whose note
    is whose is kept with the tune. Setting `value` does what the page does.

    Parameters
    ----------
    partners : sequence of Partner
        Machines to choose from, with different names.
    tune : Tune, optional
        What stands on the sheet at first; four empty bars, if left out.
    rng : numpy.random.Generator
        What the machines draw from.

    Raises
    ------
    ValueError
        If there is no partner, or two have one name.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> from meantone.tunes import Degree
    >>> chain = MarkovChain.fit([[0, 1, 2, 1, 0]], 3, add=0.1)
    >>> partner = Partner(chain, Degree([0, 2, 4]), "chain")
    >>> duet = Duet([partner], np.random.default_rng(0), Tune((60, 62), (48, 144), tonic="C"))
    >>> duet.answer([0])
    >>> duet.tune.source
    'duet; you: 1-2; chain, T 1: 3-4'
    >>> duet.undo()
    >>> len(duet.tune.notes)
    2
    """

    _esm = module(_HERE / "duet.js")
    _css = look_of(_HERE / "duet.css")

    value: traitlets.List[Any] = traitlets.List().tag(sync=True, control=True)
    partner = traitlets.Unicode().tag(sync=True, control=True)
    partners = traitlets.List(traitlets.Unicode()).tag(sync=True)
    risks: traitlets.List[Any] = traitlets.List().tag(sync=True, control=True)
    dials: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    span = traitlets.List(traitlets.Int(), [LOW, HIGH, BAR, BARS]).tag(sync=True)
    costs = traitlets.List(traitlets.Unicode()).tag(sync=True)  # of each bar, in words
    steps = traitlets.List(traitlets.Bool(), [False, False]).tag(sync=True)  # undo, redo
    midi = traitlets.Unicode("").tag(sync=True)
    command: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    done = traitlets.Int(0).tag(sync=True)  # the command that was obeyed last: the next may come

    def __init__(
        self, partners: Sequence[Partner], rng: np.random.Generator, tune: Tune | None = None
    ) -> None:
        self._partners = {partner.name: partner for partner in partners}
        if not partners or len(self._partners) != len(partners):
            raise ValueError("a duet needs partners, each with a name of its own")
        self._rng, self._said = rng, ""
        sheet = Sheet.empty(4) if tune is None else Sheet.of(tune)
        self._history = History(sheet)
        super().__init__(
            label="Duet",
            value=_listed(sheet),
            partner=partners[0].name,
            partners=[*self._partners],
            risks=[["temperature", 1.0]] * BARS,
            dials={"temperature": [*TEMPERATURES], "bits": [*BITS]},
        )
        self.observe(self._obey, names="command")

    @property
    def sheet(self) -> Sheet:
        """What stands on the roll."""
        return self._history.now

    @property
    def tune(self) -> Tune:
        """The duet as a tune, with who wrote which note in its `source`."""
        return self.sheet.tune

    def edit(self, **edit: Any) -> None:
        """Do one edit of the learner's: see `edited`."""
        self._turn(edited(self.sheet, edit))

    def answer(self, bars: Sequence[int]) -> None:
        """Let the machine answer bars, counted from 0."""
        self._turn(self._now.answer(self.sheet, bars, self._risks(), self._rng))

    def fill(self, bars: Sequence[int]) -> None:
        """Let the machine write the notes of bars anew, between what stays on both sides."""
        self._turn(self._now.fill(self.sheet, bars, self._risks(), self._rng))

    def risk(self, bars: Sequence[int], kind: str, value: float) -> None:
        """Set the risk of bars, for the machine's next notes in them.

        Parameters
        ----------
        bars : sequence of int
            Counted from 0. An answer's bars may be set before they are there.
        kind : str
            "temperature" or "bits".
        value : float

        Raises
        ------
        ValueError
            If there is no such bar or kind, or the value is out of range.
        """
        if kind not in self.dials or not 0 < float(value) <= 10:
            raise ValueError(f"no risk {kind} {value}; take a temperature or bits, up to 10")
        risks = [*self.risks]
        for bar in bars:
            risks[bar] = [kind, float(value)]
        self.risks = risks

    def undo(self) -> None:
        """Take back what was done last."""
        self._step(self._history.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        self._step(self._history.redo())

    def read(self, data: bytes) -> None:
        """Put the tune of a MIDI file on the sheet.

        Raises
        ------
        TuneError
            If it is none.
        """
        self._turn(Sheet.of(read_midi(data, "this file")))

    def look(self) -> Shown:
        """Return the duet, to be heard, seen and in words."""
        sheet, tune = self.sheet, self.sheet.tune
        bits = self._now.bits(sheet) if sheet.notes else []
        self._tell(sheet, bits)
        back = _title(sheet)
        told = [self._said, _words(sheet, bits, self.partner), back and f"{back}."]
        words = " ".join(filter(None, told))
        heard = {"The duet": tune} if tune.notes else {}
        picture = duet_picture(sheet, back)
        return Shown(heard, words, picture, f"A duet as a piano roll. {words}", tempo=TEMPO)

    @traitlets.validate("value")
    def _choose(self, proposal: traitlets.Bunch) -> list[Any]:
        """Let nothing in but a sheet, and keep it in the history."""
        try:
            sheet = Sheet(tuple(Cell(pitch, maker) for pitch, maker in proposal["value"]))
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from error
        self._history = self._history.then(sheet)
        return _listed(sheet)

    @traitlets.validate("partner")
    def _known(self, proposal: traitlets.Bunch) -> str:
        if proposal["value"] not in self._partners:
            raise traitlets.TraitError(f"no partner {proposal['value']}: {[*self._partners]}")
        return str(proposal["value"])

    @property
    def _now(self) -> Partner:
        return self._partners[self.partner]

    def _risks(self) -> dict[int, Risk]:
        return {bar: Risk(kind, value) for bar, (kind, value) in enumerate(self.risks)}

    def _turn(self, sheet: Sheet) -> None:
        """Put a sheet on the roll; where it is the same, only what was said before goes."""
        same, self._said = sheet == self.sheet, ""
        self.value = _listed(sheet)
        if same:
            self._follow()

    def _step(self, history: History) -> None:
        """Go to another place in the history."""
        self._said, self._history = "", history
        self.value = _listed(history.now)

    def _tell(self, sheet: Sheet, bits: Sequence[float]) -> None:
        """Tell the page what it shows besides words, picture and sounds."""
        means = [[bits[place] for place in sheet.in_bars([bar])] for bar in range(sheet.bars)]
        self.costs = [f"{np.mean(each):.1f} bits" if each else "empty" for each in means]
        self.steps = [bool(self._history.past), bool(self._history.future)]
        self.midi = data_uri("audio/midi", write_midi(sheet.tune, TEMPO)) if sheet.notes else ""

    def _obey(self, change: Mapping[str, Any]) -> None:
        """Do what the page asks for; what cannot be done is said."""
        asked = dict(change["new"])
        number = asked.pop("asked", 0)
        try:
            self._do(asked.pop("do", ""), asked)
        except (KeyError, TypeError, ValueError, IndexError, TuneError) as error:
            self._said = f"Nothing was done: {error}."
            self._follow()
        finally:
            self.done = number

    def _do(self, what: str, asked: Mapping[str, Any]) -> None:
        """Do one thing that the page asks for."""
        if what == "answer":
            self.answer(asked["bars"])
        elif what == "fill":
            self.fill(asked["bars"])
        elif what in ("undo", "redo"):
            (self.undo if what == "undo" else self.redo)()
        elif what == "risk":
            bars = known_bars(Sheet.empty(BARS), asked["bars"])
            self.risk(bars, asked["kind"], asked["value"])
        elif what == "open":
            self.read(base64.b64decode(asked["data"]))
        else:
            self._turn(edited(self.sheet, {"do": what, **asked}))


def _listed(sheet: Sheet) -> list[list[Any]]:
    """Return a sheet as the page has it."""
    return [[pitch, maker] for pitch, maker in sheet.cells]


def _words(sheet: Sheet, bits: Sequence[float], name: str) -> str:
    """Say who wrote what, and what it costs the model.

    Examples
    --------
    >>> _words(Sheet.empty(1).put(0, 60, 2, YOU), [2.5], "n-gram")
    'You wrote 1 note, at 2.5 bits each to the n-gram.'
    """
    said = []
    for who, mine in (("You", True), ("machines", False)):
        costs = [
            b for b, note in zip(bits, sheet.notes, strict=True) if (note.maker == YOU) == mine
        ]
        if costs:
            notes = f"{len(costs)} note{'' if len(costs) == 1 else 's'}"
            said.append(f"{who} wrote {notes}, at {np.mean(costs):.1f} bits each")
    return f"{'; '.join(said)} to the {name}." if said else "The sheet is empty."


def _title(sheet: Sheet) -> str:
    """Return what the picture shows: how much of what the learner wrote came back.

    Examples
    --------
    >>> sheet = Sheet.empty(1)
    >>> for cell in range(8):
    ...     sheet = sheet.put(cell, 60 + cell % 4, 1, YOU if cell < 4 else "n-gram")
    >>> _title(sheet)
    '1 of your 1 runs of four notes came back'
    """
    mine, theirs = ([note.pitch for note in sheet.notes if (note.maker == YOU) == whose]
                    for whose in (True, False))  # fmt: skip
    runs = {tuple(mine[at : at + 4]) for at in range(len(mine) - 3)}
    if not runs or not theirs:
        return ""
    share = reused([mine], [theirs])[0]
    return f"{round(share * len(runs))} of your {len(runs)} runs of four notes came back"
