"""MusicXML: what is written, what is read, and what is refused."""

from __future__ import annotations

import io
import random
import re
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from any_tune import tunes
from hypothesis import given, settings

from meantone.tunes import REST, Tune, TuneError
from meantone.tunes.formats.musicxml import musicxml_parts, read_musicxml, write_musicxml
from meantone.tunes.formats.musicxml_writer import plain_musicxml

CALL = Tune.from_events(
    [(67, 48), (64, 24), (REST, 24), (60, 96), (61, 60)],
    id="c-1",
    title="Call & <answer>",
    tonic="C",
    mode="major",
    meter=(4, 4),
    pickup=48,
    phrase_ends=(1, 4),
    origin="Wales",
)


def score(*parts: str, names: tuple[str, ...] = (), head: str = "", version: str = "") -> bytes:
    """A foreign score: the measures of its parts."""
    named = [
        f'<score-part id="P{number}"><part-name>{name}</part-name></score-part>'
        for number, name in enumerate(names, 1)
    ]
    bodies = [f'<part id="P{number}">{part}</part>' for number, part in enumerate(parts, 1)]
    return (
        f"{version}<score-partwise>{head}<part-list>{''.join(named)}</part-list>"
        f"{''.join(bodies)}</score-partwise>"
    ).encode()


def note(pitch: str, duration: object = 1, extra: str = "", voice: int = 1, head: str = "") -> str:
    """A note like "C4", "F#5", or a rest ("r")."""
    octave = f"<octave>{pitch[-1]}</octave>"
    alter = f"<alter>{pitch.count('#') - pitch.count('b')}</alter>" if len(pitch) > 2 else ""
    sound = "<rest/>" if pitch == "r" else f"<pitch><step>{pitch[0]}</step>{alter}{octave}</pitch>"
    return f"<note>{head}{sound}<duration>{duration}</duration><voice>{voice}</voice>{extra}</note>"


def attributes(divisions: int = 1, key: str = "", time: str = "", more: str = "") -> str:
    return f"<attributes><divisions>{divisions}</divisions>{key}{time}{more}</attributes>"


FOUR = "<time><beats>4</beats><beat-type>4</beat-type></time>"


def measure(*content: str, number: object = 1, more: str = "") -> str:
    return f'<measure number="{number}"{more}>{"".join(content)}</measure>'


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


# Writing


@given(tunes())
@settings(max_examples=150)
def test_every_tune_comes_back(tune: Tune) -> None:
    text = write_musicxml(tune)
    assert read_musicxml(text.encode()) == tune
    if tune.notes:
        bare = re.sub("<miscellaneous>.*</miscellaneous>", "", text)
        assert read_musicxml(bare.encode()) == plain_musicxml(tune)


def test_what_another_program_changed_is_believed() -> None:
    text = write_musicxml(CALL)
    renamed = text.replace("Call &amp; &lt;answer&gt;", "Reply").replace("</mode>", "</mode>")
    found = read_musicxml(renamed.encode())
    assert (found.title, found.id, found.phrase_ends) == ("Reply", "c-1", (1, 4))
    other_key = text.replace("<fifths>0</fifths>", "<fifths>1</fifths>")
    assert read_musicxml(other_key.encode()).tonic == "G"
    longer = text.replace("</measure>\n</part>", note("C4", 48) + "</measure>\n</part>")
    found = read_musicxml(longer.encode())
    assert (found.origin, len(found), found.phrase_ends) == ("Wales", 6, (1,))


@pytest.mark.parametrize(
    "remark", ["", "{", "[]", "[" * 10_000, '{"events":5}', '{"events":5,"meter":[4]}',
               '{"events":5,"phrase_ends":[9]}', '{"events":5,"tonic":7}', '{"events":true}',
               '{"events":5,"mode":"blue"}', '{"events":5,"surprise":1}'],
)  # fmt: skip
def test_a_remark_that_is_none_is_passed_over(remark: str) -> None:
    text = re.sub(r"(<miscellaneous-field[^>]*>)[^<]*", rf"\g<1>{remark}", write_musicxml(CALL))
    found = read_musicxml(text.encode())
    assert (found.pitches, found.durations) == (CALL.pitches, CALL.durations)
    assert found.origin == ""


def test_symbols_have_the_ids_of_their_events() -> None:
    ids = re.findall(r'<note id="(\w+)"', write_musicxml(CALL))
    assert ids == ["e0", "e1", "e2", "e3", "e4", "e4b"]
    many = re.findall(r'<note id="(\w+)"', write_musicxml(Tune((60,), (48 * 40,), meter=(1, 4))))
    assert many[:3] + many[24:28] == ["e0", "e0b", "e0c", "e0y", "e0z", "e0aa", "e0ab"]
    assert len(set(many)) == 40


def test_colors_paint_every_symbol_of_an_event() -> None:
    text = write_musicxml(CALL, [None, "#d62728", None, None, "#1F77B4"])
    painted = re.findall(r'<note id="(\w+)" color="(#\w+)"', text)
    assert painted == [("e1", "#d62728"), ("e4", "#1F77B4"), ("e4b", "#1F77B4")]
    assert read_musicxml(text.encode()) == CALL


@pytest.mark.parametrize(
    ("colors", "message"),
    [
        (["#d62728"], "1 colors for 5 events"),
        (["red"] * 5, "color 0: 'red' is not a color"),
        (['"/><x a="'] * 5, "color 0"),
    ],
)
def test_what_is_no_color_is_refused(colors: list[str | None], message: str) -> None:
    with pytest.raises(TuneError, match=message):
        write_musicxml(CALL, colors)


def test_accidentals_are_drawn_where_they_are_needed() -> None:
    events = [(66, 48), (65, 48), (65, 48), (66, 96), (66, 48), (65, 96), (64, 48)]
    text = write_musicxml(Tune.from_events(events, meter=(4, 4)))
    drawn = re.findall(r'<note id="(\w+)">(?:(?!</note>).)*<accidental>(\w+)<', text)
    # Event 3 is tied over the bar line, and its sharp does not count in the new bar.
    assert drawn == [("e0", "sharp"), ("e1", "natural"), ("e3", "sharp"), ("e4", "sharp"),
                     ("e5", "natural")]  # fmt: skip
    assert "<accidental>" not in write_musicxml(Tune((66,), (48,), tonic="G", meter=(4, 4)))


@pytest.mark.parametrize(
    ("low", "high", "clef"),
    [(60, 76, ("G", 0)), (55, 72, ("G", 0)), (50, 65, ("G", -1)), (40, 57, ("F", 0))],
)
def test_the_clef_fits_the_range(low: int, high: int, clef: tuple[str, int]) -> None:
    text = write_musicxml(Tune(tuple(range(low, high)), (48,) * (high - low)))
    sign = re.search("<sign>(.)</sign>", text)
    octave = re.search("<clef-octave-change>(.*)</clef-octave-change>", text)
    assert sign is not None
    assert (sign[1], int(octave[1]) if octave else 0) == clef


def test_verovio_engraves_every_symbol(capfd: pytest.CaptureFixture[str]) -> None:
    import verovio

    rng = random.Random(3)
    for meter in ((4, 4), (6, 8), (5, 8), None):
        events = [(rng.choice((REST, 60, 66, 70, 73)), rng.randint(1, 120)) for _ in range(40)]
        text = write_musicxml(Tune.from_events(events, meter=meter, tonic="Eb", pickup=30))
        toolkit = verovio.toolkit()
        toolkit.setOptions({"pageHeight": 60_000, "breaks": "auto"})
        assert toolkit.loadData(text)
        assert toolkit.getPageCount() == 1
        ids = re.findall(r'<note id="(\w+)"', text)
        assert set(ids) <= set(re.findall(r'id="(\w+)"', toolkit.renderToSVG(1)))
    assert "Error" not in capfd.readouterr().err


def test_what_is_too_long_is_not_written() -> None:
    with pytest.raises(TuneError, match="10,000 are the limit"):
        write_musicxml(Tune((60,), (192 * 10_000 + 1,)))
    with pytest.raises(TuneError, match="30,000 bars; 10,000"):
        write_musicxml(Tune((60,), (90_000,), meter=(1, 64)))


# Reading what others wrote


def test_voices_chords_grace_notes_and_changing_divisions() -> None:
    data = score(
        measure(
            attributes(2, time=FOUR),
            note("D5", 1, head="<grace/>").replace("<duration>1</duration>", ""),
            note("C5", 2),
            note("E5", 2, head="<chord/>"),
            note("r", 2),
            "<attributes><divisions>6</divisions></attributes>",
            *(note(pitch, 4) for pitch in ("D5", "E5", "F5")),
            "<backup><duration>24</duration></backup>",
            "<forward><duration>6</duration></forward>",
            note("C3", 18, voice=2),
        )
    )
    tune = read_musicxml(data)
    assert tune.pitches == (76, REST, 74, 76, 77)
    assert tune.durations == (48, 48, 32, 32, 32)
    assert tune.meter == (4, 4)


def test_ties_join_over_bars_and_repeats_stay_as_written() -> None:
    tied = '<tie type="{}"/>'
    data = score(
        measure(attributes(1, time=FOUR), note("G4", 4, tied.format("start")))
        + measure(
            '<barline location="left"><repeat direction="forward"/></barline>',
            note("G4", 1, tied.format("stop")),
            note("G4", 1, '<notations><tied type="start"/></notations>'),
            note("G4", 1, '<notations><tied type="stop"/></notations>'),
            note("A4", 1, tied.format("stop")),  # tied to nothing
            '<barline location="right"><repeat direction="backward"/></barline>',
        ),
    )
    tune = read_musicxml(data)
    assert (tune.pitches, tune.durations) == ((67, 67, 69), (240, 96, 48))


def test_a_tie_joins_only_neighbors() -> None:
    start, stop = '<tie type="start"/>', '<tie type="stop"/>'
    data = score(measure(note("G4", 1, start), note("A4", 1), note("G4", 1, stop)))
    assert read_musicxml(data) == Tune((67, 69, 67), (48, 48, 48))


def test_the_melody_is_in_the_highest_full_part_and_parts_have_names() -> None:
    data = score(
        measure(attributes(1, time=FOUR), *(note("C3") for _ in range(4))),
        measure(attributes(1, time=FOUR), *(note("C5") for _ in range(4))),
        measure(attributes(1, time=FOUR), *(note("E4") for _ in range(4))),
        measure("<note><unpitched/><duration>4</duration></note>"),
        names=("Bass", "Voice", "Voice", "Kit"),
    )
    assert set(read_musicxml(data).pitches) == {72}
    parts = musicxml_parts(data)
    assert [(name, set(tune.pitches)) for name, tune in parts.items()] == [
        ("Bass", {48}),
        ("Voice", {72}),
        ("Voice 2", {64}),
    ]


def test_the_drums_of_midi_channel_ten_are_no_part() -> None:
    kit = '<midi-instrument id="x"><midi-channel>10</midi-channel></midi-instrument></score-part>'
    data = score(measure(note("C3")), measure(note("C8")), names=("Bass", "Kit"))
    data = data.replace(b"Kit</part-name></score-part>", b"Kit</part-name>" + kit.encode())
    assert read_musicxml(data).pitches == (48,)


def test_transposing_instruments_sound_as_they_do() -> None:
    key = "<key><fifths>2</fifths><mode>major</mode></key>"
    shift = "<transpose><chromatic>-2</chromatic><octave-change>-1</octave-change></transpose>"
    tune = read_musicxml(score(measure(attributes(1, key, more=shift), note("D5"))))
    assert (tune.pitches, tune.tonic, tune.mode) == ((60,), "C", "major")


@pytest.mark.parametrize(
    ("fifths", "mode", "known"),
    [
        (-3, "minor", ("C", "minor")),
        (0, "Dorian", ("D", "dorian")),
        (1, "aeolian", ("E", "minor")),
        (1, "ionian", ("G", "major")),
        (3, "none", (None, None)),
        (30, "major", (None, None)),
    ],
)
def test_keys(fifths: int, mode: str, known: tuple[str | None, str | None]) -> None:
    key = f"<key><fifths>{fifths}</fifths><mode>{mode}</mode></key>"
    tune = read_musicxml(score(measure(attributes(1, key), note("C4"))))
    assert (tune.tonic, tune.mode) == known


def test_a_signature_without_mode_names_no_tonic() -> None:
    tune = read_musicxml(score(measure(attributes(1, "<key><fifths>1</fifths></key>"), note("C4"))))
    assert (tune.tonic, tune.mode) == (None, None)


@pytest.mark.parametrize(
    ("time", "meter"),
    [
        ("<beats>6</beats><beat-type>8</beat-type>", (6, 8)),
        ("<beats>3+2</beats><beat-type>8</beat-type>", (5, 8)),
        ("<beats>2</beats><beat-type>4</beat-type><beats>3</beats><beat-type>8</beat-type>", None),
        ("<senza-misura/>", None),
        ("<beats>4</beats><beat-type>5</beat-type>", None),
        ("<beats>four</beats><beat-type>4</beat-type>", None),
    ],
)
def test_meters(time: str, meter: tuple[int, int] | None) -> None:
    tune = read_musicxml(score(measure(attributes(1, time=f"<time>{time}</time>"), note("C4"))))
    assert tune.meter == meter


def test_a_tune_with_two_meters_has_none() -> None:
    three = "<attributes><time><beats>3</beats><beat-type>4</beat-type></time></attributes>"
    data = score(measure(attributes(1, time=FOUR), note("C4", 4)) + measure(three, note("C4", 3)))
    assert read_musicxml(data).meter is None


def test_a_pickup_is_a_first_bar_that_is_short_or_says_so() -> None:
    full = measure(note("C4", 4))
    short = attributes(1, time=FOUR) + note("G4")
    assert read_musicxml(score(measure(short) + full)).pickup == 48
    assert read_musicxml(score(measure(short, more=' implicit="yes"'))).pickup == 48
    assert read_musicxml(score(measure(short, number=0))).pickup == 48
    assert read_musicxml(score(measure(short))).pickup == 0
    assert read_musicxml(score(measure(attributes(1, time=FOUR), note("C4", 4)) + full)).pickup == 0


def test_phrases_end_at_breaths_and_fermatas() -> None:
    breath = "<notations><articulations><breath-mark/></articulations></notations>"
    fermata = "<notations><fermata>normal</fermata></notations>"
    data = score(measure(note("C4", 1, breath), note("D4"), note("r"), note("E4", 2, fermata)))
    assert read_musicxml(data).phrase_ends == (0, 3)


def test_what_is_not_seen_at_the_end_is_no_rest() -> None:
    hidden = note("r", 2).replace("<note>", '<note print-object="no">')
    assert read_musicxml(score(measure(note("C4"), hidden))).durations == (48,)
    forward = "<forward><duration>2</duration></forward>"
    assert read_musicxml(score(measure(note("C4"), forward))).durations == (48,)
    assert read_musicxml(score(measure(note("C4"), note("r", 2)))).durations == (48, 96)


def test_a_part_with_less_music_waits_for_the_others() -> None:
    first = measure(note("C3", 4)) + measure(note("D3", 4))
    second = measure() + measure(note("C5", 2), note("D5", 2))
    assert musicxml_parts(score(first, second))["P2"].durations == (192, 96, 96)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings_are_those_of_the_declaration(encoding: str) -> None:
    head = "<movement-title>Añil</movement-title>"
    version = f'<?xml version="1.0" encoding="{encoding}"?>'
    data = score(measure(note("C4")), head=head, version=version).decode().encode(encoding)
    assert read_musicxml(data).title == "Añil"


def test_compressed_files() -> None:
    plain = score(measure(note("C4")))
    container = b"<rootfiles><rootfile full-path='b/s.xml'/></rootfiles>"
    container = b"<container xmlns='urn:x'>%s</container>" % container
    data = zipped({"META-INF/container.xml": container, "a.xml": b"<x/>", "b/s.xml": plain})
    assert read_musicxml(data).pitches == (60,)
    no_container = zipped({"__MACOSX/._s.xml": b"\0", "../../s.musicxml": plain})
    assert read_musicxml(no_container).pitches == (60,)
    wrong = container.replace(b"b/s.xml", b"../../etc/passwd")
    assert read_musicxml(zipped({"META-INF/container.xml": wrong, "s.xml": plain})).notes == (60,)


# Refusing


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"X:1\nK:C\nCDEF", "not well-formed XML.*line 1"),
        (b"<score-partwise>", "not well-formed XML: no element found"),
        (b"<html/>", "web page"),
        (b"<mei xmlns='http://www.music-encoding.org/ns/mei'/>", "this is MEI"),
        (b"<museScore version='4'/>", "MuseScore file"),
        (b"<odd/>", "not a MusicXML score: it begins with <odd>"),
        (b"<score-timewise/>", "ordered by time .score-timewise.; save it by parts"),
        (b"<score-partwise/>", "this score has no measures"),
        (score(measure()), "there are no notes"),
        (score(measure(note("r"))), "there are no notes"),
        (BOMB.encode() + score(measure(note("C4"))), "declares entities"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not well-formed XML"),
        (score(measure(note("C4", "abc"))), "part P1, measure 1: duration is 'abc'"),
        (score(measure(note("C4", "9" * 400))), "measure 1: duration is '99999999999999999999...'"),
        (score(measure(note("C4", -1))), "measure 1: duration is '-1'"),
        (score(measure(note("C4"), number=7).replace("<duration>1</duration>", "")), "measure 7: "),
        (score(measure(attributes(0), note("C4"))), "divisions are 0"),
        (score(measure(note("H4"))), "step is 'H'"),
        (score(measure(note("C#4").replace(">1</alter>", ">x</alter>"))), "alter is 'x'"),
        (score(measure(note("G9"), note("A9"))), "MIDI number 129"),
        (score("<measure/>" * 10_001), "more than 10,000 measures"),
        (score(measure(note("C4", 999_999_999))), "bars of four quarters; 10,000 are the limit"),
        (score(measure(*[note("C4")] * 20_001)), "20,001 events; 20,000 are the limit"),
        (b"<a>" * 2_000_001, "more than 1,000,000 elements"),
        (b"PK\x03\x04" + bytes(50), "compressed file is damaged"),
        (zipped({"readme.txt": b"hello"}), "holds no score"),
        (zipped({"a.xml": b" " * 10_000_001}), "unpacked, the score holds 10.000001 MB"),
        (zipped({"a.xml": b" " * 90_000_000}), "unpacked, the score holds 90 MB"),
        (zipped({"a.mscx": b"<museScore/>"}), "MuseScore file .*export it as MusicXML"),
        (zipped({"a.xml": b"<a/>"}, zipfile.ZIP_LZMA), "packed in a way that .mxl files are not"),
    ],
)  # fmt: skip
def test_what_is_no_score_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(TuneError, match=message) as caught:
        read_musicxml(data, "song.xml")
    assert str(caught.value).startswith("song.xml")


def test_an_encrypted_file_is_refused() -> None:
    data = bytearray(zipped({"a.xml": score(measure(note("C4")))}, zipfile.ZIP_STORED))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    with pytest.raises(TuneError, match=r"damaged: .*encrypted"):
        read_musicxml(bytes(data))


# Against music21's own reading of the chorales in its corpus

MUSIC21 = find_spec("music21")
ORIGIN = Path(MUSIC21.origin or "") if MUSIC21 else Path()
CHORALES = sorted((ORIGIN.parent / "corpus" / "bach").glob("*.mxl"))[::40]


@pytest.mark.parametrize("path", CHORALES, ids=lambda path: path.stem)
def test_the_soprano_is_what_music21_reads(path: Path) -> None:
    from music21 import converter

    parts = musicxml_parts(path.read_bytes(), path.name)
    name = "Soprano" if "Soprano" in parts else next(iter(parts))
    ours = parts[name]
    stream = converter.parse(path)
    named = [part for part in stream.parts if (part.partName or "").strip() == name]
    part: Any = (named or stream.parts)[0].stripTies().flatten()
    theirs = [(note.offset, note.quarterLength, note.pitch.midi) for note in part.notes]
    assert theirs == [
        (onset / 48, ticks / 48, pitch)
        for onset, ticks, pitch in zip(ours.onsets, ours.durations, ours.pitches, strict=True)
        if pitch != REST
    ]
    signature = part.getElementsByClass("KeySignature").first()
    meter = part.getElementsByClass("TimeSignature").first()
    assert ours.mode == signature.mode
    assert ours.meter in (None, (meter.numerator, meter.denominator))
    assert (ours.pickup > 0) == (stream.parts[0].getElementsByClass("Measure")[0].paddingLeft > 0)


def test_the_chorales_are_there() -> None:
    assert len(CHORALES) > 8


def test_one_low_note_does_not_change_the_clef() -> None:
    notes = (66, 66, 67, 69, 64, 62, 62, 57, 62)
    assert "<clef-octave-change>" not in write_musicxml(Tune(notes, (48,) * len(notes)))
