"""The duet as the page sees it: commands, undo, risks, files, and the still that stays."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
import traitlets

from meantone.models import NGram
from meantone.tunes import Degree, Tune, read_midi, write_midi
from meantone.widgets.duet import Duet, Partner, makers_of

TUNE = Tune((60, 62, 64, 65), (48, 48, 48, 48), tonic="C", meter=(4, 4))


@pytest.fixture
def duet() -> Duet:
    rng = np.random.default_rng(0)
    tunes = [rng.integers(0, 8, 20) for _ in range(50)]
    model = NGram.fit(tunes, 8, order=2)
    view = Degree([0, 2, 4, 5, 7, 9, 11, 12])
    partners = [Partner(model, view, name) for name in ("one", "two")]
    return Duet(partners, np.random.default_rng(1), TUNE)


def ask(duet: Duet, do: str, **given: Any) -> None:
    """Send a command as the page does."""
    duet.command = {"do": do, **given, "asked": duet.answers}


def test_the_page_writes_and_the_machine_answers(duet: Duet) -> None:
    ask(duet, "put", cell=0, pitch=67, cells=2)
    assert duet.tune.pitches == (67, 62, 64, 65)
    ask(duet, "answer", bars=[0])
    assert makers_of(duet.tune) == ["you"] * 4 + ["one, T 1"] * 4
    assert duet.words.startswith("You wrote 4 notes, at ")
    assert "machines wrote 4 notes" in duet.words
    assert [cost.endswith("bits") for cost in duet.costs] == [True, True]
    assert len(duet.sounds) == 1


def test_what_was_done_is_taken_back_and_done_again(duet: Duet) -> None:
    first = duet.value
    ask(duet, "answer", bars=[0])
    second = duet.value
    assert duet.steps == [True, False]
    ask(duet, "undo")
    assert (duet.value, duet.steps) == (first, [False, True])
    ask(duet, "redo")
    assert (duet.value, duet.steps) == (second, [True, False])
    duet.undo()
    ask(duet, "rest", cell=0)
    assert duet.steps == [True, False]  # a new turn forgets what was taken back


def test_risk_belongs_to_bars(duet: Duet) -> None:
    ask(duet, "risk", bars=[1], kind="temperature", value=0.4)
    ask(duet, "answer", bars=[0])
    assert makers_of(duet.tune)[4:] == ["one, T 0.4"] * 4
    duet.partner = "two"
    ask(duet, "risk", bars=[1], kind="bits", value=2.0)
    ask(duet, "fill", bars=[1])
    assert makers_of(duet.tune)[4:] == ["two, 2 bits"] * 4
    assert duet.risks[0] == ["temperature", 1.0]


def test_files_come_in_and_go_out(duet: Duet) -> None:
    ask(duet, "answer", bars=[0])
    kept = base64.b64decode(duet.midi.split(",")[1])
    assert makers_of(read_midi(kept)) == makers_of(duet.tune)
    other = write_midi(Tune((62, 64), (48, 144), tonic="D", meter=(4, 4)))
    ask(duet, "open", data=base64.b64encode(other).decode())
    assert duet.tune.pitches == (60, 62)
    ask(duet, "open", data=base64.b64encode(kept).decode())
    assert makers_of(duet.tune) == ["you"] * 4 + ["one, T 1"] * 4


def test_what_came_back_is_counted_of_the_learners_runs(duet: Duet) -> None:
    mine, theirs = (60, 62, 64, 65, 67, 69, 71, 72), (62, 64, 65, 67)
    source = "duet; you: 1-8; one, T 1: 9-12"
    tune = Tune(mine + theirs, (24,) * 12, tonic="C", meter=(4, 4), source=source)
    partners = [*duet._partners.values()]
    words = Duet(partners, np.random.default_rng(0), tune).words
    assert "1 of your 5 runs of four notes came back." in words


def test_what_was_refused_is_forgotten_when_something_is_taken_back(duet: Duet) -> None:
    ask(duet, "rest", cell=0)
    ask(duet, "answer", bars=[])
    assert "Nothing was done" in duet.words
    ask(duet, "undo")
    assert "Nothing was done" not in duet.words


@pytest.mark.parametrize(
    ("do", "given", "said"),
    [
        ("sing", {}, "is no edit"),
        ("answer", {"bars": []}, "choose one or more"),
        ("answer", {}, "Nothing was done"),
        ("fill", {"bars": [9]}, "bars 1 to 1"),
        ("risk", {"bars": [0], "kind": "luck", "value": 1}, "no risk luck"),
        ("risk", {"bars": [99], "kind": "bits", "value": 1}, "bars 1 to 16"),
        ("open", {"data": "AAAA"}, "not a MIDI file"),
        ("put", {"cell": 0, "pitch": 200, "cells": 1}, "there is room from"),
        ("undo", {"bars": 1}, ""),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    duet: Duet, do: str, given: dict, said: str
) -> None:
    before = duet.value
    ask(duet, do, **given)
    assert said in duet.words
    assert duet.value == before
    ask(duet, "put", cell=0, pitch=60, cells=2)
    assert "Nothing was done" not in duet.words


def test_only_sheets_and_partners_get_in(duet: Duet) -> None:
    with pytest.raises(traitlets.TraitError, match="a sheet has"):
        duet.value = [[60, "you"]]
    with pytest.raises(traitlets.TraitError, match="no partner"):
        duet.partner = "three"
    with pytest.raises(ValueError, match="name of its own"):
        Duet([], np.random.default_rng(0))


def test_a_still_stays_in_a_notebook(duet: Duet) -> None:
    bundle = duet._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "<audio" in data["text/html"]
    assert "A duet as a piano roll. You wrote 4 notes" in data["text/html"]
    assert "You wrote 4 notes" in data["text/plain"]
    empty = Duet([*duet._partners.values()], np.random.default_rng(0))
    assert empty.words == "The sheet is empty."
    assert empty.midi == ""


def test_each_command_is_told_as_done_even_one_that_cannot_be(duet: Duet) -> None:
    for number, command in enumerate(({"do": "rest", "cell": 0}, {"do": "put"}, {"do": "undo"}), 1):
        duet.command = {**command, "asked": number}
        assert duet.done == number
