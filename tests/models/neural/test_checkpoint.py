"""Checkpoints: going on from one is having gone on; a file that is none is said to be none."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from any_network import MAKERS
from test_training import (
    QUICK,
    TUNES,
    VALID,
    assert_same,
    assert_same_history,
    stop_at,
    weights_of,
)

from meantone.models.neural import Network, Plan, Training, load, save, train
from meantone.models.neural.checkpoint import read_notes
from meantone.storage import DamagedError


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "földer" / "one.safetensors"


@pytest.mark.parametrize("step", [5, 8])
@pytest.mark.parametrize("make", MAKERS.values(), ids=list(MAKERS))
def test_going_on_from_a_file_is_having_gone_on(
    make: Callable[[], Network], step: int, place: Path
) -> None:
    whole = train(make(), TUNES, VALID, QUICK, show=False)
    save(stop_at(step, Training.stop)(Training(make(), QUICK)), place, {"vocabulary": ["1", "b2"]})
    training, about = load(place)
    assert about == {"vocabulary": ["1", "b2"]}
    assert training.plan == QUICK
    assert training.steps == step
    training.run(TUNES, VALID, show=False)
    assert_same(weights_of(training), weights_of(whole))
    if step == 5:  # at the end of an epoch; elsewhere the stop is one more chance to be the best
        assert_same(training.best, whole.best)
    assert training.best_bits <= whole.best_bits
    assert_same_history(training, whole)


def test_the_model_in_the_file_is_the_best_one(place: Path) -> None:
    done = train(MAKERS["lstm"](), TUNES, VALID, Plan(20, 4, 3e-2, 1, patience=20), show=False)
    save(done, place)
    loaded, _ = load(place)
    assert loaded.best_bits == done.best_bits < done.history[-1].valid_bits
    for one, other in zip(loaded.model.surprises(VALID), done.model.surprises(VALID), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.fixture
def kept(place: Path) -> Path:
    save(train(MAKERS["window"](), TUNES, VALID, QUICK, show=False), place)
    return place


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


def text(path: Path) -> None:
    path.write_text("no weights at all, but a letter of some length", encoding="utf-8")


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"weights": [1.0]}))


def anothers(path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"weights": torch.zeros(3)}, path)


def notes_changed(change: Callable[[dict], object]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        from safetensors.torch import load_file, save_file

        notes = read_notes(path)
        change(notes)
        save_file(load_file(path), path, {"meantone": json.dumps(notes)})

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        empty,
        cut,
        one_bit,
        text,
        pickled,
        anothers,
        notes_changed(lambda notes: notes.update(format="meantone training 0")),
        notes_changed(lambda notes: notes.update(network="GRU")),
        notes_changed(lambda notes: notes["settings"].update(width=17)),
        notes_changed(lambda notes: notes["settings"].update(wide=17)),
        notes_changed(lambda notes: notes["plan"].update(speed=17)),
        notes_changed(lambda notes: notes.pop("history")),
    ],
)
def test_a_damaged_or_foreign_file_is_said_to_be_so(
    damage: Callable[[Path], None], kept: Path
) -> None:
    damage(kept)
    with pytest.raises(DamagedError, match=r"one\.safetensors") as caught:
        load(kept)
    assert "damaged" in str(caught.value) or "version" in str(caught.value)


def test_no_file_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        read_notes(tmp_path / "none")


def test_a_write_that_fails_leaves_what_was_there(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept.read_bytes()

    def fail(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        save(Training(MAKERS["lstm"](), QUICK), kept)
    assert kept.read_bytes() == before
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_nothing_in_it_is_run(kept: Path) -> None:
    """It is a safetensors file: a length, a header in JSON, and numbers."""
    data = kept.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    notes = json.loads(header.pop("__metadata__")["meantone"])
    assert notes["network"] == "WindowMLP"
    assert {name.split("/")[0] for name in header} == {"weights", "best", "optimizer"}
