"""Takes: what was played is what is kept, in a NoteSequence and in a MIDI file."""

from __future__ import annotations

from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.tunes import (
    Take,
    Tune,
    TuneError,
    read_takes,
    steady,
    takes_from_note_sequence,
    to_note_sequence_of,
    write_takes,
)
from meantone.tunes.formats.takes import LARGEST

# A note again at once, a rest, a long one.
TUNE = Tune((60, 60, -1, 64, 67, 67), (48, 48, 24, 24, 96, 48), title="Try")

GAPS = st.lists(st.integers(30, 4000), min_size=4, max_size=4)
STRUCK = st.lists(st.integers(1, 127), min_size=5, max_size=5)


def played(gaps: list[int], struck: list[int]) -> Take:
    return Take(TUNE, [0.0, *(np.cumsum(gaps) / 1000).tolist()], struck)


@settings(max_examples=40, deadline=None)
@given(GAPS, STRUCK)
def test_curves_are_those_of_the_definition(gaps: list[int], struck: list[int]) -> None:
    take = played(gaps, struck)
    quarters = [1, 1.5, 0.5, 2]
    pace = [np.log2(q / (gap / 1000)) for q, gap in zip(quarters, gaps, strict=True)]
    assert take.tempo == pytest.approx(np.array(pace) - np.mean(pace))
    assert take.loudness == pytest.approx(np.array(struck) - np.mean(struck))
    assert take.quarters_a_minute == pytest.approx(60 * 2 ** np.mean(pace))


@settings(max_examples=25, deadline=None)
@given(GAPS, STRUCK, GAPS)
def test_a_midi_file_gives_back_the_takes(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[int], struck: list[int], others: list[int]
) -> None:
    takes = [played(gaps, struck), played(others, struck[::-1])]
    path = write_takes(takes, tmp_path_factory.mktemp("takes") / "me.mid")
    found = read_takes(path, TUNE)
    assert [take.velocities for take in found] == [take.velocities for take in takes]
    for back, take in zip(found, takes, strict=True):
        assert back.onsets == pytest.approx(take.onsets, abs=0.0011)


def test_a_midi_file_is_heard_one_take_after_the_other(tmp_path: Path) -> None:
    takes = [steady(TUNE, 60), steady(TUNE, 120)]
    file = mido.MidiFile(write_takes(takes, tmp_path / "me.mid"))
    assert file.length == pytest.approx(takes[0].ends[-1] + 3 + takes[1].ends[-1], abs=0.01)
    names = [track.name for track in file.tracks if track.name]
    assert names == ["take 1", "take 2"]


def test_a_note_ends_where_the_next_begins_or_a_rest_does() -> None:
    take = Take(TUNE, (0, 1, 4, 5, 6), (64,) * 5)
    assert take.ends[:4] == pytest.approx((1, 3, 5, 6))  # the second lasts two thirds of its span
    assert take.ends[4] > 6


def test_a_note_sequence_holds_times_and_velocities() -> None:
    take = Take(TUNE, (0, 1, 4, 5, 6), (10, 20, 30, 40, 50))
    sequence = to_note_sequence_of([take])
    assert [note.velocity for note in sequence.notes] == [10, 20, 30, 40, 50]
    assert [note.start_time for note in sequence.notes] == [0, 1, 4, 5, 6]
    assert takes_from_note_sequence(sequence, TUNE) == [take]
    sequence.notes[2].pitch = 61
    with pytest.raises(TuneError, match="take 1: these are not the notes of 'Try'"):
        takes_from_note_sequence(sequence, TUNE)


@pytest.mark.parametrize(
    ("onsets", "struck", "says"),
    [
        ((0, 1, 2, 3), (64,) * 4, "4 notes, the tune 5"),
        ((0, 1, 2, 3, 4), (64,) * 4, "4 notes, the tune 5"),
        ((1, 2, 3, 4, 5), (64,) * 5, "begins at 0"),
        ((0, 1, 2, 3, float("nan")), (64,) * 5, "begins at 0"),
        ((0, 1, 1.01, 3, 4), (64,) * 5, "note 2: 0.010 s"),
        ((0, 2, 1, 3, 4), (64,) * 5, "note 2: -1.000 s"),
        ((0, 1, 2, 3, 40), (64,) * 5, "note 4: 37.000 s"),
        ((0, 1, 2, 3, 4), (0, 64, 64, 64, 64), "1 to 127"),
        ((0, 1, 2, 3, 4), (128, 64, 64, 64, 64), "1 to 127"),
    ],
)
def test_what_is_no_take_is_refused(onsets: tuple, struck: tuple, says: str) -> None:
    with pytest.raises(TuneError, match=says):
        Take(TUNE, onsets, struck)


def test_two_notes_have_no_course() -> None:
    with pytest.raises(TuneError, match="it has 2 notes"):
        steady(Tune((60, 62), (48, 48)))


@pytest.mark.parametrize("data", [b"", b"MThd", b"X" * 500, b"MThd" + b"\xff" * 200])
def test_a_file_that_is_none_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "no.mid"
    path.write_bytes(data)
    with pytest.raises(TuneError, match=r"no\.mid: no MIDI file"):
        read_takes(path, TUNE)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = write_takes([steady(TUNE)], tmp_path / "big.mid")
    path.write_bytes(path.read_bytes() + b"\0" * LARGEST)
    with pytest.raises(TuneError, match="no MIDI file"):
        read_takes(path, TUNE)
