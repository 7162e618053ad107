"""The learner's takes: kept at once, read back, handed in as one file, and never exported else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from meantone.exercises import export_takes, melody, my_takes, tap_pad
from meantone.exercises.takes import MELODY
from meantone.teaching import export_progress
from meantone.teaching.records.takes import keep_takes
from meantone.tunes import read_takes, steady
from meantone.widgets import taps_of


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No takes are there before and after."""
    keep_takes(MELODY, [])
    yield
    keep_takes(MELODY, [])


def test_a_take_is_kept_at_once_and_thrown_away() -> None:
    pad = tap_pad()
    pad.value = [taps_of(steady(melody(), 90))]
    assert my_takes() == [steady(melody(), 90)]
    assert tap_pad().takes == my_takes()
    pad.value = []
    assert my_takes() == []


def test_two_takes_are_handed_in_as_one_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0 takes are there"):
        export_takes(tmp_path)
    takes = [steady(melody(), 90), steady(melody(), 120)]
    tap_pad().value = [taps_of(take) for take in takes]
    path = export_takes(tmp_path)
    assert path.name.startswith("takes-")
    assert path.suffix == ".mid"
    for found, take in zip(read_takes(path, melody()), takes, strict=True):
        assert found.onsets == pytest.approx(take.onsets, abs=0.002)


def test_exported_progress_holds_no_take(tmp_path: Path) -> None:
    tap_pad().value = [taps_of(steady(melody()))]
    found = json.loads(export_progress(tmp_path / "me.json").read_text(encoding="utf-8"))
    assert "takes" not in {record["kind"] for record in found["records"]}


def test_what_was_edited_by_hand_is_left_out() -> None:
    right = taps_of(steady(melody()))
    keep_takes(MELODY, [[[0, 64]], right])
    assert my_takes() == [steady(melody())]
    keep_takes(MELODY, "nonsense")  # type: ignore[arg-type]
    assert my_takes() == []
