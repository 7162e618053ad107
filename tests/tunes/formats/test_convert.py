"""music21 streams and NoteSequences: there, and back without loss."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from any_tune import tunes
from hypothesis import given, settings

from meantone.tunes import REST, Tune, TuneError
from meantone.tunes.formats.convert import (
    from_music21,
    from_note_sequence,
    to_music21,
    to_note_sequence,
)
from meantone.tunes.formats.midi import read_midi
from meantone.tunes.formats.musicxml import read_musicxml, write_musicxml
from meantone.tunes.formats.musicxml_writer import plain_musicxml

FRERE = Tune.from_events(
    [(p, 48) for p in (67, 69, 71, 67, 67, 69, 71, 67, 71, 72)]
    + [(74, 96), (71, 48), (72, 48), (74, 96)]
    + [(74, 24), (76, 24), (74, 24), (72, 24), (71, 48), (67, 48)] * 2
    + [(67, 48), (62, 48), (67, 96)] * 2,
    id="f-1",
    title="Frère Jacques",
    tonic="G",
    mode="major",
    meter=(4, 4),
    phrase_ends=(7, 13, 25, 31),
    origin="Europa, Frankreich",
)  # fmt: skip


# music21


@given(tunes(max_events=16))
@settings(max_examples=40)
def test_every_tune_comes_back_from_music21(tune: Tune) -> None:
    score = to_music21(tune)
    assert from_music21(score) == tune
    if tune.notes:  # the part alone has no metadata: neither remark nor title
        assert from_music21(score.parts[0]) == replace(plain_musicxml(tune), title="")


def test_the_score_has_real_measures() -> None:
    part = to_music21(FRERE).parts[0]
    measures = part.getElementsByClass("Measure")
    assert len(measures) == 8
    assert {measure.duration.quarterLength for measure in measures} == {4}
    assert part.isWellFormedNotation()
    early = Tune((62, 67), (48, 192), meter=(4, 4), pickup=48)
    first, second = to_music21(early).parts[0].getElementsByClass("Measure")
    assert (first.number, first.paddingLeft, second.number, second.offset) == (0, 3, 1, 1)


def test_music21_finds_the_key_of_a_clear_tune() -> None:
    key = to_music21(FRERE).analyze("key")
    assert (key.tonic.name, key.mode) == ("G", "major")


def test_music21_writes_files_that_we_read(tmp_path: Path) -> None:
    score = to_music21(FRERE)
    xml = Path(score.write("musicxml", tmp_path / "f.musicxml"))
    assert read_musicxml(xml.read_bytes()) == FRERE
    midi = Path(score.write("midi", tmp_path / "f.mid"))
    heard = read_midi(midi.read_bytes())
    assert (heard.pitches, heard.durations) == (FRERE.pitches, FRERE.durations)
    assert (heard.tonic, heard.mode, heard.meter) == ("G", "major", (4, 4))


def test_music21_reads_what_we_write() -> None:
    from music21 import converter

    assert from_music21(converter.parse(write_musicxml(FRERE), format="musicxml")) == FRERE


def test_a_chorale_is_read_alike_from_file_and_stream() -> None:
    from music21 import corpus

    stream = corpus.parse("bach/bwv66.6")
    path = corpus.getWork("bach/bwv66.6")
    ours = read_musicxml(Path(path).read_bytes())
    theirs = from_music21(stream)
    assert replace(theirs, title="") == replace(ours, title="")
    assert len(ours.phrase_ends) > 4


@pytest.fixture(name="m21")
def _m21() -> Any:
    import music21

    return music21


def test_chords_grace_notes_symbols_and_drums(m21: Any) -> None:
    stream = m21.stream.Stream()
    stream.append(m21.harmony.ChordSymbol("Am"))
    stream.append(m21.note.Note("C8").getGrace())
    stream.append(m21.chord.Chord(["C4", "G4", "E4"]))
    stream.append(m21.note.Rest())
    stream.append(m21.note.Unpitched())
    stream.append(m21.note.Note("D4", quarterLength=Fraction(1, 3)))
    assert from_music21(stream) == Tune((67, REST, 62), (48, 96, 16))


def test_parts_voices_and_ties(m21: Any) -> None:
    low = m21.stream.Part([m21.note.Note("C3", quarterLength=4)])
    measure = m21.stream.Measure(number=1)
    for name, pitches in (("1", "C5 D5"), ("2", "C6 C4")):
        voice = m21.stream.Voice(id=name)
        voice.append([m21.note.Note(pitch, quarterLength=2) for pitch in pitches.split()])
        measure.insert(0, voice)
    measure.voices[0].notes[0].tie = m21.tie.Tie("start")
    measure.voices[0].notes[1].tie = m21.tie.Tie("stop")  # of another pitch: no tie
    score = m21.stream.Score([low, m21.stream.Part([measure])])
    assert from_music21(score).pitches == (72, 74)
    measure.voices[0].notes[1].pitch = m21.pitch.Pitch("C5")
    assert from_music21(score) == Tune((72,), (192,))


def test_transposing_instruments_sound_as_they_do(m21: Any) -> None:
    part = m21.stream.Part([m21.instrument.Clarinet(), m21.note.Note("D5")])
    part.atSoundingPitch = False
    assert from_music21(part).pitches == (72,)


def test_bars_with_voices_and_without_are_one_line(m21: Any) -> None:
    voices = [m21.stream.Voice(id="1"), m21.stream.Voice(id="2")]
    voices[0].append([m21.note.Note("C5", quarterLength=2) for _ in range(2)])
    voices[1].append(m21.note.Note("C4", quarterLength=4))
    measures = [m21.stream.Measure(number=number) for number in (1, 2, 3)]
    measures[0].append(m21.note.Note("D5", quarterLength=4))
    for voice in voices:
        measures[1].insert(0, voice)
    measures[2].append(m21.note.Note("E5", quarterLength=4))
    part = m21.stream.Part()
    part.append(measures)
    tune = from_music21(part)
    assert tune.pitches == (74, 72, 72, 76)
    assert tune.durations == (192, 96, 96, 192)


def test_rests_that_are_not_seen_fill_a_pickup_only_if_all_parts_have_them(m21: Any) -> None:
    def part(*names: str) -> Any:
        notes = [m21.note.Note(name) if name else m21.note.Rest() for name in names]
        for note in notes:
            note.style.hideObjectOnPrint = note.isRest
        return m21.stream.Part(notes)

    assert from_music21(m21.stream.Score([part("", "C5"), part("", "C4")])).pitches == (72,)
    assert from_music21(m21.stream.Score([part("", "C5"), part("C4", "C4")])).pitches == (REST, 72)


def test_percussion_and_quarter_tones_of_streams(m21: Any) -> None:
    drums = m21.stream.Part([m21.clef.PercussionClef(), m21.note.Note("A5")])
    voice = m21.stream.Part([m21.note.Note("C~5"), m21.note.Note("E`4"), m21.note.Note("G4")])
    tune = from_music21(m21.stream.Score([voice, drums]))
    assert tune.pitches == (72, 64, 67)
    assert tune.changes == ("quarter tones rounded to semitones: 2",)
    left = from_music21(m21.stream.Score([voice, drums]), microtones="leave out")
    assert left.pitches == (REST, 67)
    with pytest.raises(TuneError, match=r"quarter 0: a note is altered by 0\.5 semitones"):
        from_music21(voice, microtones="refuse")


def test_what_is_no_stream_of_notes_is_refused(m21: Any) -> None:
    for value, message in (
        ("C4", "this is str"),
        (m21.stream.Opus(), "this is Opus"),
        (m21.stream.Score(), "no notes"),
        (m21.stream.Stream([m21.note.Rest()]), "no notes"),
        (m21.stream.Stream([m21.note.Note("C12")]), "quarter 0: C12 is not a MIDI number"),
        (m21.stream.Stream([m21.note.Note(quarterLength=50_000)]), "10,000 are the limit"),
    ):
        with pytest.raises(TuneError, match=message):
            from_music21(value)


def test_what_is_too_long_is_not_converted() -> None:
    for convert in (to_music21, to_note_sequence):
        with pytest.raises(TuneError, match="10,000 are the limit"):
            convert(Tune((60,), (192 * 10_001,)))


# NoteSequence


@given(tunes())
@settings(max_examples=100)
def test_every_tune_comes_back_from_a_note_sequence(tune: Tune) -> None:
    sequence = to_note_sequence(tune)
    assert from_note_sequence(sequence) == tune
    if tune.notes:
        del sequence.text_annotations[:]
        heard = from_note_sequence(sequence)
        assert (heard.pitches, heard.durations) == (tune.pitches, tune.durations)
        assert (heard.tonic_pitch_class, heard.meter) == (tune.tonic_pitch_class, tune.meter)
        assert heard.mode == (tune.mode if tune.tonic else None)


@pytest.fixture(name="sequence")
def _sequence() -> Any:
    return to_note_sequence(Tune((), ())).__class__()


@pytest.mark.parametrize("tempo", [4, 61.3, 100, 1000])
def test_any_tempo_gives_the_same_ticks(tempo: float) -> None:
    assert from_note_sequence(to_note_sequence(FRERE, tempo)) == FRERE


def test_note_seq_quantizes_what_we_give_and_we_read_it() -> None:
    from note_seq import sequences_lib

    steps = sequences_lib.quantize_note_sequence(to_note_sequence(FRERE), steps_per_quarter=4)
    del steps.text_annotations[:]
    heard = from_note_sequence(steps)
    assert (heard.pitches, heard.durations) == (FRERE.pitches, FRERE.durations)
    absolute = sequences_lib.quantize_note_sequence_absolute(to_note_sequence(FRERE), 40)
    assert from_note_sequence(absolute).durations == FRERE.durations


def test_note_seq_melodies_hold_the_same_pitches() -> None:
    import note_seq

    steps = note_seq.quantize_note_sequence(to_note_sequence(FRERE), steps_per_quarter=4)
    melody = note_seq.Melody()
    melody.from_quantized_sequence(steps)
    assert [event for event in melody if event >= 0] == list(FRERE.pitches)


def test_midi_is_read_alike_through_note_seq() -> None:
    import note_seq

    from meantone.tunes.formats.midi import write_midi

    heard = from_note_sequence(note_seq.midi_to_note_sequence(write_midi(FRERE)))
    assert (heard.pitches, heard.durations) == (FRERE.pitches, FRERE.durations)
    assert (heard.tonic, heard.mode, heard.meter) == ("G", "major", (4, 4))


def test_instruments_drums_and_chords(sequence: Any) -> None:
    for instrument, pitch, start, end, drum in (
        (0, 40, 0.0, 2.0, False),
        (1, 70, 0.5, 1.0, False),
        (1, 60, 0.5, 2.0, False),
        (2, 90, 0.0, 1.0, True),
    ):
        sequence.notes.add(
            instrument=instrument, pitch=pitch, start_time=start, end_time=end, is_drum=drum
        )
    assert from_note_sequence(sequence) == Tune((REST, 70), (48, 48))  # at 120, as MIDI has it


def test_tempi_that_change(sequence: Any) -> None:
    sequence.tempos.add(time=0, qpm=60)
    sequence.tempos.add(time=1, qpm=120)
    for start in (0.0, 0.5, 1.0, 1.5):
        sequence.notes.add(pitch=60, start_time=start, end_time=start + 0.5)
    sequence.total_time = 3.0
    assert from_note_sequence(sequence).durations == (24, 24, 48, 48, 96)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda s: s.notes.add(pitch=60, start_time=float("nan"), end_time=1),
            "note 1: its time, nan",
        ),
        (
            lambda s: s.notes.add(pitch=60, start_time=0, end_time=float("inf")),
            "note 1: its time, inf",
        ),
        (lambda s: s.notes.add(pitch=60, start_time=-1, end_time=1), "note 1: its time, -2.0"),
        (lambda s: s.notes.add(pitch=128, start_time=0, end_time=1), "note 1: its pitch is 128"),
        (lambda s: s.tempos.add(qpm=0), "a tempo of the sequence is not above zero"),
        (lambda s: s.tempos.add(qpm=60, time=float("nan")), "its time is not a number"),
        (lambda s: s.notes.add(pitch=60, start_time=0, end_time=1e6), "10,000 are the limit"),
        (lambda s: s.notes.pop(), "there are no notes"),
    ],
)
def test_sequences_that_make_no_sense_are_refused(sequence: Any, spoil: Any, message: str) -> None:
    sequence.notes.add(pitch=60, start_time=0, end_time=1)
    assert from_note_sequence(sequence) == Tune((60,), (96,))
    spoil(sequence)
    with pytest.raises(TuneError, match=message):
        from_note_sequence(sequence)


def test_what_is_no_sequence_is_refused() -> None:
    with pytest.raises(TuneError, match="this is list; give a"):
        from_note_sequence([])
    with pytest.raises(TuneError, match="tempo: it is 0"):
        to_note_sequence(FRERE, tempo=0)


def test_importing_note_seq_is_silent_and_late() -> None:
    code = (
        "import sys, meantone.tunes.formats.convert as c, meantone.tunes.formats.files;"
        "from meantone.tunes import Tune;"
        "assert not {'music21', 'note_seq', 'mido', 'pydub'} & set(sys.modules);"
        "c.to_note_sequence(Tune((60,), (48,)))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "always::RuntimeWarning", "-c", code], capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_note_seq_does_not_close_a_stream_that_stood_in_for_the_error_stream() -> None:
    import subprocess
    import sys

    script = (
        "import io, logging, sys\n"
        "from meantone.tunes import Tune, to_note_sequence\n"
        "usual, sys.stderr = sys.stderr, io.StringIO()\n"
        "mine = sys.stderr\n"
        "to_note_sequence(Tune((60,), (48,)))\n"
        "sys.stderr = usual\n"
        "logging.shutdown()\n"
        "print(mine.closed)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
