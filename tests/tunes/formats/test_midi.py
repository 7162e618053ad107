"""MIDI files: what is written, what is read, and what is refused."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from any_tune import tunes
from hypothesis import given, settings

from meantone.tunes import REST, Tune, TuneError
from meantone.tunes.formats import midi_track
from meantone.tunes.formats.midi import plain_midi, read_midi, write_midi
from meantone.tunes.formats.midi_events import read_events

CALL = Tune.from_events(
    [(REST, 48), (67, 48), (64, 24), (REST, 24), (60, 96), (REST, 12)],
    id="c-1",
    title="Añil",
    tonic="Bb",
    mode="minor",
    meter=(6, 8),
    pickup=48,
    phrase_ends=(1, 4),
    origin="Wales",
)
END = "00 ff2f00"


def midi(*tracks: str, kind: int = 1, division: int = 48) -> bytes:
    """A MIDI file whose tracks are given as hexadecimal bytes."""
    bodies = [bytes.fromhex(track) for track in tracks]
    header = b"".join(number.to_bytes(2, "big") for number in (kind, len(bodies), division))
    chunks = [b"MThd" + len(header).to_bytes(4, "big") + header]
    chunks += [b"MTrk" + len(body).to_bytes(4, "big") + body for body in bodies]
    return b"".join(chunks)


def notes(*pitches: int, channel: int = 0, ticks: int = 48) -> str:
    """Notes one after another."""
    on, off = 0x90 + channel, 0x80 + channel
    return " ".join(f"00{on:02x}{p:02x}40 {ticks:02x}{off:02x}{p:02x}40" for p in pitches)


@given(tunes())
@settings(max_examples=150)
def test_every_tune_comes_back(tune: Tune) -> None:
    data = write_midi(tune)
    assert read_midi(data) == tune
    foreign = data.replace(b"meantone: ", b"meantony: ")
    if not tune.notes:
        with pytest.raises(TuneError, match="there are no notes"):
            read_midi(foreign)
    elif all(ticks % 6 == 0 for ticks in tune.durations):  # others may seem to be played short
        plain = plain_midi(tune)
        silent = plain.pitches[-1] == REST
        assert read_midi(foreign) == plain.excerpt(0, len(plain) - silent)


def test_what_another_program_changed_is_believed() -> None:
    data = write_midi(CALL).replace(bytes.fromhex("ff5902fb01"), bytes.fromhex("ff59020200"))
    found = read_midi(data)
    assert (found.tonic, found.mode, found.origin, found.phrase_ends) == (
        "D",
        "major",
        "Wales",
        (1, 4),
    )


def test_a_remark_for_another_number_of_notes_gives_only_labels() -> None:
    found = read_midi(write_midi(CALL).replace(b'"events":6', b'"events":7'))
    assert (found.id, found.origin, found.phrase_ends) == ("c-1", "Wales", ())


def test_pretty_midi_reads_what_we_write(tmp_path: Path) -> None:
    import pretty_midi

    path = tmp_path / "call.mid"
    path.write_bytes(write_midi(CALL, tempo=60, program=73))
    read = pretty_midi.PrettyMIDI(str(path))
    (instrument,) = read.instruments
    assert instrument.program == 73
    heard = [(note.pitch, round(note.start, 9), round(note.end, 9)) for note in instrument.notes]
    assert heard == [(67, 1, 2), (64, 2, 2.5), (60, 3, 5)]
    assert [(m.numerator, m.denominator) for m in read.time_signature_changes] == [(6, 8)]
    (key,) = read.key_signature_changes
    assert pretty_midi.key_number_to_key_name(key.key_number) == "Bb minor"


def test_symusic_reads_what_we_write() -> None:
    import symusic

    read = symusic.Score.from_midi(write_midi(CALL))
    assert read.tpq == 480
    (track,) = read.tracks
    assert [(note.pitch, note.time // 10, note.duration // 10) for note in track.notes] == [
        (67, 48, 48),
        (64, 96, 24),
        (60, 144, 96),
    ]
    assert track.name == "Añil"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tempo": 0}, "tempo: it is 0; 4 to 1,000"),
        ({"tempo": float("nan")}, "tempo: it is nan"),
        ({"program": 128}, "program: it is 128"),
    ],
)
def test_options_out_of_range_are_refused(options: dict, message: str) -> None:
    with pytest.raises(TuneError, match=message):
        write_midi(CALL, **options)


def test_running_status_and_silent_note_ons() -> None:
    data = midi("00 903c40 30 3c00 30 3e40 30 3e00 30 ff2f00")
    assert read_midi(data) == Tune((60, REST, 62), (48, 48, 48))


def test_meta_and_sysex_do_not_end_running_status() -> None:
    data = midi("00 903c40 00 ff0103616263 00 f0027ef7 30 3c00" + END)
    assert read_midi(data).durations == (48,)


def test_what_is_struck_first_is_released_first_and_hanging_notes_end_with_the_track() -> None:
    struck = midi("00 903c40 18 903c40 18 803c40 18 803c40" + END)
    assert read_midi(struck) == Tune((60, 60), (24, 48))
    at_once = midi("00 903c40 30 903c40 00 803c40 30 803c40 00 903e40 30 803e40" + END)
    assert read_midi(at_once) == Tune((60, 60, 62), (48, 48, 48))
    again = midi("00 903c40 30 903c40 30 803c40 30 903e40 30 803e40" + END)  # one is not released
    assert read_midi(again) == Tune((60, 60, REST, 62), (48, 48, 48, 48))
    hanging = midi("00 903c40 30 904040 30 ff2f00")
    assert read_midi(hanging) == Tune((60, 64), (48, 48))


def test_overlapping_notes_are_cut_by_the_next_one() -> None:
    assert read_midi(midi("00 903c40 18 904040 18 803c40 18 804040" + END)).durations == (24, 48)


def test_the_melody_may_be_in_any_track_or_channel() -> None:
    voice, bass = notes(72, 74, channel=3), notes(48, 50)
    assert read_midi(midi(bass + END, voice + END)).pitches == (72, 74)
    assert read_midi(midi(bass + voice + END, kind=0)).pitches == (REST, 72, 74)


def test_drums_are_left_out() -> None:
    drums = notes(100, 101, channel=9)
    assert read_midi(midi(notes(48) + END, drums + END)).pitches == (48,)
    with pytest.raises(TuneError, match="no notes in this MIDI file, apart from drums"):
        read_midi(midi(drums + END))


def test_times_are_rounded_once_and_notes_of_no_time_are_left_out() -> None:
    # 1 000 ticks in a quarter: thirds of a quarter are 333 ticks, and errors must not add up.
    third = "".join(f"00 90{p:02x}40 824d 80{p:02x}40" for p in (60, 62, 64, 65, 67, 69))
    assert read_midi(midi(third + END, division=1000)).durations == (16,) * 6
    grace = "00 904640 04 804640"
    assert read_midi(midi(grace + notes(60) + END, division=480)).pitches == (60,)


def test_smpte_time_counts_by_the_first_tempo() -> None:
    # 25 frames of 40 ticks make a second of 1,000 ticks; half a second is a quarter at 120.
    ticks = "00 903c40 8374 803c40" + END  # 500 ticks
    assert read_midi(midi(ticks, division=0xE728)).durations == (48,)
    slower = "00 ff51030f4240"  # a second in a quarter
    assert read_midi(midi(slower + ticks, division=0xE728)).durations == (24,)


@pytest.mark.parametrize("tempo", ["000000", "000001", "ffffff"])
def test_absurd_tempi_do_not_matter(tempo: str) -> None:
    data = midi(f"00 ff5103{tempo} {notes(60)} {END}")
    assert read_midi(data).durations == (48,)


@pytest.mark.parametrize(
    ("event", "known"),
    [
        ("ff5902fe00", ("Bb", "major")),
        ("ff59020301", ("F#", "minor")),
        ("ff59020c00", (None, None)),
        ("ff59020005", (None, None)),
        ("ff590100", (None, None)),
    ],
)
def test_keys(event: str, known: tuple[str | None, str | None]) -> None:
    tune = read_midi(midi(f"00 {event}" + notes(60) + END))
    assert (tune.tonic, tune.mode) == known


@pytest.mark.parametrize(
    ("events", "meter"),
    [
        ("00 ff580406031808", (6, 8)),
        ("00 ff580404021808 00 ff580404021808", (4, 4)),
        ("00 ff580404021808 00 ff580403021808", None),
        ("00 ff5804ff021808", None),
        ("00 ff580404ff1808", None),
        ("00 ff580104", None),
    ],
)
def test_meters(events: str, meter: tuple[int, int] | None) -> None:
    assert read_midi(midi(events + notes(60) + END)).meter == meter


def test_titles_are_utf_8_or_latin_1() -> None:
    for encoding in ("utf-8", "latin-1"):
        name = "Añil".encode(encoding)
        event = f"00 ff03{len(name):02x}{name.hex()}"
        assert read_midi(midi(event + notes(60) + END)).title == "Añil"


def test_alien_chunks_and_what_follows_the_end_are_passed_over() -> None:
    data = midi(notes(60) + END + "ffffff")
    alien = b"XFIH" + (3).to_bytes(4, "big") + b"abc"
    assert read_midi(data[:14] + alien + data[14:] + alien + b"tail").pitches == (60,)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"RIFF", "not a MIDI file: it does not begin with MThd"),
        (b"MThd", "its header is not complete"),
        (midi(notes(60) + END)[:-4], "a chunk of 12 bytes has 8"),
        (midi(notes(60) + END)[:14], "it has no track"),
        (midi(), "it has no track"),
        (midi(END), "there are no notes"),
        (midi("00 90 3c"), "track 1: this MIDI file is damaged: its last event is cut short"),
        (midi(END, "00 3c40"), "track 2, byte 0: this MIDI file is damaged: no event begins here"),
        (midi("00 f4"), "no event begins here"),
        (midi("ff" * 100), "byte 0: this MIDI file is damaged: a number is too long"),
        (midi("00 ff01 ffffff7f 00"), "its last event is cut short"),
        (midi(notes(60) + END, division=0), "no ticks in a quarter"),
        (midi(notes(60) + END, division=0xE700), "no ticks in a quarter"),
        (
            midi("00 903c40 ffffff7f 803c40" + END, division=1),
            "bars of four quarters; 10,000 are the limit",
        ),
        (midi(*[END] * 1001), "1,001 tracks; 1,000 are the limit"),
        (midi(notes(*[60] * 20_001) + END), "20,001 events; 20,000 are the limit"),
        (b"MThd" + bytes(10_000_000), "the file holds 10.000004 MB"),
    ],
)
def test_what_is_no_midi_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(TuneError, match=message) as caught:
        read_midi(data, "song.mid")
    assert str(caught.value).startswith("song.mid")


@pytest.mark.parametrize("message", ["90 3c40", "b0 0101", "90 3c00", "ff0100"])
def test_messages_beyond_a_limit_are_not_read(
    monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    monkeypatch.setattr(midi_track, "MOST_MESSAGES", 5_000)
    data = midi(END, f"00 {message}" * 100_000)
    tracemalloc.start()
    with pytest.raises(TuneError, match="track 2: this MIDI file has more than 5,000 events"):
        read_midi(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * len(data) + 2_000_000


def test_mido_agrees_on_the_events() -> None:
    import mido

    data = write_midi(CALL)
    (track,) = mido.MidiFile(file=io.BytesIO(data)).tracks
    theirs, now = [], 0
    for message in track:
        now += message.time
        theirs.append((now, bytes(message.bin())))
    ours = []
    for event in read_events(data[22:]):
        head = bytes([event.status, event.kind, len(event.data)] if event.kind else [event.status])
        ours.append((event.time, head + event.data))
    assert [(time, data[:1], data[-1:]) for time, data in ours] == [
        (time, data[:1], data[-1:]) for time, data in theirs
    ]
