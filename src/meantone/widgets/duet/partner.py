"""The machine's part in a duet: it answers bars, and fills bars in between what others wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from meantone.decoding import Infilling, choose, temperature, temperature_for
from meantone.models import SequenceModel, surprise
from meantone.models.sequence_model import Numbers, Rows
from meantone.tunes import Degree
from meantone.widgets.duet.sheet import BAR, BARS, HIGH, LOW, Note, Sheet, known_bars

HOME = 60
"""The pitch of the first degree."""

CANDIDATES = 200
"""Fillings that are drawn where a model's states are not numbered; one is kept by its weight."""

BEATS = (0, 2, 4, 6)
"""The cells of an empty bar that get a note when it is filled."""


class Risk(NamedTuple):
    """What a bar's notes may cost: a temperature, or a target of bits a note.

    Attributes
    ----------
    kind : str
        "temperature" or "bits".
    value : float
    """

    kind: str = "temperature"
    value: float = 1.0

    def __str__(self) -> str:
        """Return it in a few letters."""
        return f"T {self.value:g}" if self.kind == "temperature" else f"{self.value:g} bits"


@dataclass(frozen=True, eq=False)
class Partner:
    """A machine to play with: it chooses pitches, the rhythm is that of the bars it was given.

    An answer has its call's rhythm; a bar that is filled in keeps its own, and an empty one gets
    quarters. Where the model's states are numbered what is drawn is exact (`Infilling`); with
    others it is the best that `CANDIDATES` attempts allow, weighed by what comes after. Lesson 15.

    Parameters
    ----------
    model : SequenceModel
        Of scale degrees.
    view : Degree
        What its tokens are.
    name : str
        What it is called in the duet's provenance.
    """

    model: SequenceModel[Any]
    view: Degree
    name: str

    def answer(
        self, sheet: Sheet, bars: Sequence[int], risks: Mapping[int, Risk], rng: np.random.Generator
    ) -> Sheet:
        """Return the sheet with an answer behind the called bars: as many bars, in their rhythm.

        What stood there makes room; the answer knows what came before, and nothing after.

        Parameters
        ----------
        sheet : Sheet
        bars : sequence of int
            The call: from the first of them to the last.
        risks : mapping of int to Risk
            Of the bars that are written; temperature 1 where nothing is said.
        rng : numpy.random.Generator

        Returns
        -------
        Sheet

        Raises
        ------
        ValueError
            If there is no note in the call, or no room for an answer.
        """
        wanted = known_bars(sheet, bars)
        first, last = wanted[0], wanted[-1]
        count = last - first + 1
        if last + count >= BARS:
            raise ValueError(f"an answer would go beyond bar {BARS}: call earlier")
        call = [note for note in sheet.notes if first <= note.start // BAR <= last]
        if not call:
            raise ValueError("these bars are empty: write a call first")
        written = sheet.with_bars(max(sheet.bars, last + count + 1))
        answer = range(last + 1, last + count + 1)
        written = written.cleared([*answer])
        for note in call:
            written = written.put(note.start + BAR * count, note.pitch, note.cells, "rhythm")
        known = [note for note in written.notes if note.start < BAR * answer.stop]
        return self._written(written, written.in_bars(answer), known, risks, rng)

    def fill(
        self, sheet: Sheet, bars: Sequence[int], risks: Mapping[int, Risk], rng: np.random.Generator
    ) -> Sheet:
        """Return the sheet with other notes in some bars, between what stays on both sides.

        Parameters
        ----------
        sheet, bars, risks, rng
            As for `answer`; the bars need not be next to each other.

        Returns
        -------
        Sheet

        Raises
        ------
        ValueError
            If a bar is none.
        """
        wanted = known_bars(sheet, bars)
        for bar in wanted:
            if not sheet.in_bars([bar]):
                for beat in BEATS:
                    sheet = sheet.put(BAR * bar + beat, HOME, 2, "rhythm")
        return self._written(sheet, sheet.in_bars(wanted), sheet.notes, risks, rng)

    def bits(self, sheet: Sheet) -> list[float]:
        """Return how many bits each note of a sheet surprises the model, the past known."""
        tokens = self._tokens(sheet.notes)
        return [round(float(b), 3) for b in surprise(self.model, tokens)[: len(tokens)]]

    def _tokens(self, notes: Sequence[Note]) -> Numbers:
        """Return notes as tokens: a degree that no song has counts as the nearest that one has."""
        heights = np.array([note.pitch - HOME for note in notes], dtype=np.int64)
        far = np.abs(heights[:, None] - np.array(self.view.vocabulary))
        return np.asarray(far.argmin(axis=1), dtype=np.int64)

    def _written(
        self,
        sheet: Sheet,
        places: Sequence[int],
        known: Sequence[Note],
        risks: Mapping[int, Risk],
        rng: np.random.Generator,
    ) -> Sheet:
        """Return the sheet with pitches drawn for the notes at some places."""
        tokens = self._tokens(known)
        bar_of = [note.start // BAR for note in known]
        gap = _Gap(self.model, tokens, [*places], self._may())
        heats = np.ones(len(places))
        for bar in dict.fromkeys(bar_of[place] for place in places):
            mine = np.array([bar_of[place] == bar for place in places])
            heats[mine] = gap.degree(risks.get(bar, Risk()), mine, heats)
        drawn = gap.draw(heats, rng)
        pitches = {place: HOME + int(self.view.vocabulary[drawn[place]]) for place in places}
        for bar in dict.fromkeys(bar_of[place] for place in places):
            mine_too = {p: pitch for p, pitch in pitches.items() if bar_of[p] == bar}
            sheet = sheet.repitched(mine_too, f"{self.name}, {risks.get(bar, Risk())}")
        return sheet

    def _may(self) -> Numbers:
        """Return the tokens for which a sheet has room."""
        return np.flatnonzero([LOW <= HOME + height <= HIGH for height in self.view.vocabulary])


@dataclass(frozen=True, eq=False)
class _Gap:
    """Places to fill in the tokens of a tune, with any model."""

    model: SequenceModel[Any]
    tokens: Numbers
    places: list[int]
    may: Numbers

    def degree(self, risk: Risk, mine: Any, heats: Rows) -> float:
        """Return the temperature that a risk stands for at the places of one bar."""
        if risk.kind == "temperature":
            return risk.value

        def cost(degree: float) -> float:
            tried = np.where(mine, degree, heats)
            return float(self._cost(tried)[mine].mean())

        return temperature_for(risk.value, cost)

    def draw(self, heats: Rows, rng: np.random.Generator) -> Numbers:
        """Return the whole tune with the places filled."""
        if self.model.finite is not None:
            return self._exactly(heats).draw(1, rng)[0]
        tunes, weights, _ = self._candidates(heats, rng)
        return np.asarray(tunes[rng.choice(len(tunes), p=weights)])

    def _cost(self, heats: Rows) -> Rows:
        """Return the mean bits of what is drawn at each place."""
        if self.model.finite is not None:
            return self._exactly(heats).expected
        _, weights, bits = self._candidates(heats, np.random.default_rng(0))
        return np.asarray(weights @ bits)

    def _exactly(self, heats: Rows) -> Infilling:
        return Infilling(self.model, self.tokens, self.places, heats, self.may, whole=False)

    def _candidates(self, heats: Rows, rng: np.random.Generator) -> tuple[Numbers, Rows, Rows]:
        """Return fillings drawn from the past alone, their weights by what follows, their bits."""
        tunes, logs = np.tile(self.tokens, (CANDIDATES, 1)), np.zeros(CANDIDATES)
        state, bits = self.model.start(CANDIDATES), []
        hot = dict(zip(self.places, heats.tolist(), strict=True))
        for place in range(tunes.shape[1]):
            rows = self.model.probabilities(state)
            if place in hot:
                tunes[:, place] = self.may[choose(temperature(rows, hot[place])[:, self.may], rng)]
            given = np.maximum(rows[np.arange(CANDIDATES), tunes[:, place]], 1e-300)
            if place in hot:
                bits.append(-np.log2(given))
            else:
                logs += np.log(given)
            state = self.model.advance(state, tunes[:, place])
        weights = np.exp(logs - logs.max())
        return tunes, weights / weights.sum(), np.stack(bits, axis=1)
