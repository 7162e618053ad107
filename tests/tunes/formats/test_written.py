"""What is written is heard by other programs as it was meant, odd lengths and low notes too."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from any_tune import tunes
from hypothesis import given

from meantone.tunes import REST, Tune, read_abc, read_musicxml, write_abc, write_musicxml
from meantone.tunes.formats.notation import notate

SAMPLE = {
    "a triplet's last note as a pickup": Tune((60, 62, 64), (16, 48, 144), meter=(3, 4), pickup=16),
    "two of a triplet as a pickup": Tune((60, 62, 64), (16, 16, 144), meter=(3, 4), pickup=32),
    "a triplet cut at the end": Tune((60, 62, 64), (96, 48, 16), meter=(3, 4)),
    "a triplet over the bar line": Tune((60, 62, 64), (80, 32, 80), meter=(2, 4)),
    "triplets cut by phrases": Tune(
        (60, 62, 64, 65, 67, 69), (16, 16, 32, 32, 48, 16), phrase_ends=(1, 3, 5)
    ),
    "single odd lengths": Tune((60, 62, 64, 65), (1, 5, 43, 47), meter=(2, 4)),
    "an eighth, and three thirds of one": Tune((60, 62, 64, 65), (24, 8, 8, 8), meter=(2, 4)),
    "odd rests": Tune((60, REST, 62, REST), (7, 5, 16, 20), meter=(6, 8), pickup=5),
    "the lowest notes": Tune((0, 5, 11, 12), (48,) * 4, meter=(4, 4)),
    "the lowest notes, spelled lower": Tune((0, 12, 24), (48,) * 3, tonic="C#", mode="major"),
    "low notes after others": Tune((60, 5, 62, 11, 90), (48,) * 5),
    "the highest notes": Tune((127, 120), (48, 48), tonic="Cb", mode="major"),
}


def sounds(tune: Tune) -> list[tuple[int, int, int]]:
    """Return (onset, pitch, ticks) of the notes, from the first one on."""
    found = [
        (onset, pitch, ticks)
        for onset, pitch, ticks in zip(tune.onsets, tune.pitches, tune.durations, strict=True)
        if pitch != REST
    ]
    return [(onset - found[0][0], pitch, ticks) for onset, pitch, ticks in found]


def heard(data: bytes) -> list[tuple[float, int, float]]:
    """Return (onset, pitch, ticks) of the notes of a MIDI file, from the first one on."""
    import mido

    file = mido.MidiFile(file=io.BytesIO(data))
    scale = 48 / file.ticks_per_beat
    found = []
    for track in file.tracks:
        now, since = 0, {}
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity:
                since[message.note] = now
            elif message.type in ("note_on", "note_off") and message.note in since:
                start = since.pop(message.note)
                found.append((start * scale, message.note, (now - start) * scale))
    found.sort()
    return [(onset - found[0][0], pitch, ticks) for onset, pitch, ticks in found]


def same(theirs: list[tuple[float, int, float]], tune: Tune, slack: float) -> bool:
    ours = sounds(tune)
    return len(ours) == len(theirs) and all(
        abs(a - b) <= slack and p == q and abs(c - d) <= slack
        for (a, p, c), (b, q, d) in zip(ours, theirs, strict=True)
    )


@pytest.mark.parametrize("tune", SAMPLE.values(), ids=SAMPLE.keys())
def test_verovio_hears_the_score(tune: Tune) -> None:
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    assert toolkit.loadData(write_musicxml(tune))
    # Its MIDI has 120 ticks in a quarter, to which the parts of a tied note are rounded.
    assert same(heard(base64.b64decode(toolkit.renderToMIDI())), tune, slack=1.3)


@pytest.mark.skipif(shutil.which("abc2midi") is None, reason="abc2midi is not installed")
@pytest.mark.parametrize("tune", SAMPLE.values(), ids=SAMPLE.keys())
def test_abc2midi_hears_the_tune(tune: Tune, tmp_path: Path) -> None:
    (tmp_path / "a.abc").write_text(write_abc(tune), encoding="utf-8")
    command = ["abc2midi", "a.abc", "-o", "a.mid", "-silent"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert same(heard((tmp_path / "a.mid").read_bytes()), tune, slack=0.5)


@given(tunes())
def test_a_score_keeps_to_what_musicxml_has(tune: Tune) -> None:
    score = write_musicxml(tune)
    octaves = [int(octave) for octave in re.findall(r"<octave>(-?\d+)</octave>", score)]
    assert all(0 <= octave <= 9 for octave in octaves)
    assert all(int(ticks) > 0 for ticks in re.findall(r"<duration>(-?\d+)</duration>", score))
    assert read_musicxml(score.encode()) == tune


@given(tunes())
def test_no_beam_goes_into_a_tuplet_or_out_of_it(tune: Tune) -> None:
    for bar in notate(tune):
        for one, other in pairwise(bar.symbols):
            if one.tuplet != other.tuplet:
                assert not {"begin", "continue"} & set(one.beams)


@given(tunes())
def test_lengths_in_abc_have_powers_of_two_below_the_line(tune: Tune) -> None:
    music = write_abc(tune).partition("\nK:")[2]
    divisors = [int(number) for number in re.findall(r"/(\d+)", music)]
    assert all(number & (number - 1) == 0 for number in divisors)
    assert read_abc(write_abc(tune)) == tune
