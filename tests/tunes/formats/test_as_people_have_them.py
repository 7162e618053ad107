"""Files as people have them: every kind of file that was once read wrong, or refused.

Each input is small and made by hand. Where a folder of further cases lies beside the project, they
are read too: files, and in right.csv the pitches and ticks that a musician expects.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from test_midi import END, midi, notes
from test_musicxml import FOUR, attributes, measure, note, score

from meantone.tunes import REST, TuneError, read, read_abc, read_all, read_midi, read_musicxml
from meantone.tunes.formats.microtones import Microtones

CASES = Path(__file__).parents[4] / "shared" / "cases" / "read"
HEAD = "X:1\nM:4/4\nL:1/4\n"


def events(text: str) -> list[tuple[int, int]]:
    tune = read_abc(text)
    return list(zip(tune.pitches, tune.durations, strict=True))


def pitches(text: str) -> list[int]:
    return list(read_abc(text).pitches)


@pytest.mark.skipif(not CASES.is_dir(), reason="there are no further cases beside the project")
def test_the_cases_beside_the_project() -> None:
    with (CASES / "right.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    for name, what, right in rows:
        tune = read(CASES / name)
        names = ["rest" if pitch == REST else str(pitch) for pitch in tune.pitches]
        found = [f"{n}/{ticks}" for n, ticks in zip(names, tune.durations, strict=True)]
        assert found == right.split(), (name, what)


# ABC


@pytest.mark.parametrize(
    ("fields", "shift"),
    [
        ("K:C octave=-1", -12),
        ("K:C octave=2", 24),
        ("K:C transpose=-2", -2),
        ("K:C treble-8", -12),
        ("K:C clef=treble+8", 12),
        ("K:C clef=bass-8", -12),
        ("K:C treble-15", -24),
        ("K:C treble^8", 0),  # drawn, not played
        ("K:C clef=bass middle=d m=d", 0),
        ("K:C shift=CD", 2),
        ("K:C sound=Bc", 1),
        ('V:1 name="octave=3" octave=-1\nK:C', -12),
        ("V:1 transpose=-24 clef=bass\nK:C\nV:1", -24),
        ("V:1 octave=-1\nK:C octave=1", -12),  # the voice's own
        ("%%MIDI transpose 5\nK:C", 5),
        ("%%MIDI transpose 5\n%%MIDI rtranspose -2\nK:C", 3),
        ("I:MIDI transpose 5\nK:C octave=-1", -7),
        ("K:C\n%%MIDI transpose -12", -12),
    ],
)
def test_abc_sounds_where_it_says(fields: str, shift: int) -> None:
    text = f"{HEAD}{fields}\nC D E ^F|"
    assert pitches(text) == [60 + shift, 62 + shift, 64 + shift, 66 + shift]
    if shutil.which("abc2midi"):
        assert _abc2midi(text) == pitches(text)


def _abc2midi(text: str) -> list[int]:
    import tempfile

    import mido

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.abc").write_text(text, encoding="utf-8")
        command = ["abc2midi", "a.abc", "-o", "a.mid", "-silent"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        file = mido.MidiFile(Path(folder) / "a.mid")
    sounds = (message for track in file.tracks for message in track)
    return [m.note for m in sounds if m.type == "note_on" and m.velocity]


def test_a_shift_changes_in_the_tune_and_the_tonic_goes_with_it() -> None:
    assert pitches(f"{HEAD}K:C treble-8\nC [K:C treble] C [K:G octave=1] C|") == [48, 60, 72]
    assert pitches(f"{HEAD}K:C\nC [I:MIDI transpose 2] C|") == [60, 62]
    assert read_abc(f"{HEAD}K:C major transpose=2\nC|").tonic == "D"
    assert read_abc(f"{HEAD}K:C treble-8\nC|").tonic == "C"
    book = "%%MIDI transpose 2\n\nX:1\nK:C\nC|\n"
    assert pitches(book) == [62]


def test_what_one_voice_says_of_key_meter_and_length_stays_in_it() -> None:
    second = "V:2\n[K:C]FFFF|[M:3/4][L:1/8]F6|"
    text = f"{HEAD}K:D\nV:1\nFFFF|\n{second}\nV:1\nFFFF|\nV:2\nK:F\nF8|\nV:1\nF4|"
    tune = read_abc(text)
    assert (set(tune.pitches), tune.durations, tune.meter) == ({66}, (48,) * 8 + (192,), (4, 4))
    first = f"{HEAD}K:D\nV:2\nF\nV:1\n[K:C]F\nV:2\nF|"
    assert pitches(first) == [66, 66]


@pytest.mark.parametrize(
    "music",
    [
        "C !D.C. al fine!D E F|",
        "C !D.S. al coda!D !to coda!E !da capo!F|",
        "C !///!D !/!E F|",
        "C !trill!D !f!E !fff!F|",
        "C ! D E ! F|",  # old line ends, with notes between them
        "C!D !E F|",
        "C +trill+D E F|",
    ],
)
def test_decorations_hold_no_notes(music: str) -> None:
    assert pitches(f"{HEAD}K:C\n{music}") == [60, 62, 64, 65]


def test_of_tied_chords_only_what_is_tied_goes_on() -> None:
    assert events(f"{HEAD}K:C\n[C-E][CE] G2|") == [(64, 48), (64, 48), (67, 96)]
    assert events(f"{HEAD}K:C\n[CE-][CE] G2|") == [(64, 96), (67, 96)]
    assert events(f"{HEAD}K:C\n[CE]-[DE] G2|") == [(64, 96), (67, 96)]
    assert events(f"{HEAD}K:C\n[E-G][CE] G2|") == [(67, 48), (64, 48), (67, 96)]
    assert events(f"{HEAD}K:C\n[C^F-]|[CF] F2|") == [(66, 96), (65, 96)]


def test_music_after_a_blank_line_is_read_and_text_is_not() -> None:
    for rest in ("EF", "!trill!E F|", "[V:1] EF|", '"Am"E2 F|', "P:B\nE F|"):
        assert pitches(f"{HEAD}K:C\nV:1\nCD|\n\n{rest}GA|")[:4] == [60, 62, 64, 65]
    assert pitches(f"{HEAD}K:C\nCD|\n\nAbc | said the bagpipe |\nVol. 3\nAB") == [60, 62]


@pytest.mark.parametrize(
    "prose",
    [
        "This tune was collected in Kerry.",
        "Slowly",
        "Repeat, then D.C. al fine",
        "D.C.",
        "(see the notes in Grove)",
        "Für die Großmutter geschrieben",
    ],
)
def test_prose_among_the_music_holds_no_notes(prose: str) -> None:
    tune = read_abc(f"{HEAD}K:C\n{prose}\nCD|\n{prose}\nEF|")
    assert tune.pitches == (60, 62, 64, 65)
    assert tune.changes == ("lines of text among the music left out: 2",)
    assert read_abc(f"{HEAD}K:C\nTCD uE vF\nA B c d").changes == ()


def test_endings_named_by_text_and_indented_tunes() -> None:
    assert events(f'{HEAD}K:C\nC4|["1st"D4:|["last time" E4|]') == [(60, 192), (62, 192), (64, 192)]
    assert pitches(f'{HEAD}K:C\n["Am"CE] ["G"D]') == [64, 62]
    indented = "\n".join(
        f"\t  {line}" for line in f"{HEAD}T:Far in\nK:C\nCD|\nw: la la\nEF|".split("\n")
    )
    assert read_abc(indented).title == "Far in"
    assert len(list(_split(f"{indented}\n{indented}"))) == 2
    assert pitches(indented) == [60, 62, 64, 65]


def test_tokens_apart_from_each_other_are_read() -> None:
    spaced = "M:4/4\nK:Cmaj\n|: C 2 E /2 G /2 =B, 3/2 c 1/2 | (3 C D E [ C 2 E 2 ] z 4 :|\n"
    close = "X:1\nM:4/4\nK:Cmaj\n|:C2 E/2G/2 =B,3/2c1/2|(3CDE [C2E2] z4:|\n"
    assert events(spaced) == events(close)
    line = "<s> M:4/4 K:Cmaj |: C 2 E 2 G 4 :| </s>"
    assert events(line) == events("X:1\nM:4/4\nK:C\n|:C2E2G4:|")
    assert [text.count("|") for _, text in _split(f"{spaced}\n{spaced}")] == [3, 3]
    assert len(list(_split(f"{line}\n{line}\n"))) == 2
    assert [number for number, _ in _split(f"{spaced}\n{spaced}")] == [1, 5]


def _split(text: str) -> list[tuple[int, str]]:
    from meantone.tunes import split_abc

    return list(split_abc(text))


@pytest.mark.parametrize(
    ("music", "ticks"),
    [
        ("(5CDEFG C|", [19, 19, 20, 19, 19, 48]),
        ("(7:4CDEFGAB", [27, 28, 27, 28, 27, 28, 27]),
        ("C/64C/64 C", [1, 1, 48]),
        ("C5/7 C2/7 C", [34, 14, 48]),
    ],
)
def test_times_of_abc_are_rounded_where_they_stand(music: str, ticks: list[int]) -> None:
    tune = read_abc(f"{HEAD}K:C\n{music}")
    assert list(tune.durations) == ticks
    assert tune.changes == ("times rounded to 1/48 quarter",)
    assert read_abc(f"{HEAD}K:C\n(3CDE (3:2:2C2D").changes == ()


@pytest.mark.parametrize(
    ("microtones", "found"),
    [("round", [60, 62, 65, 72]), ("leave out", [REST])],
)
def test_quarter_tones_are_the_callers_choice(microtones: Microtones, found: list[int]) -> None:
    abc = f"{HEAD}K:C\n^/C _/D ^3/2E ^3/4B|"
    alter = [note(f"{step}4").replace("<octave>", f"<alter>{by}</alter><octave>")
             for step, by in (("C", 0.5), ("D", -0.5), ("E", 1.5), ("B", 0.75))]  # fmt: skip
    xml = score(measure(attributes(1, time=FOUR), *alter))
    if microtones == "leave out":  # something has to be left
        abc, xml = f"{abc} C|", xml.replace(b"</measure>", note("C4").encode() + b"</measure>")
        found = [*found, 60]
    for tune in (read_abc(abc, microtones=microtones), read_musicxml(xml, microtones=microtones)):
        assert list(tune.pitches) == found
        assert tune.changes[0].startswith("quarter tones")
        assert tune.changes[0].endswith(": 4")
    for wrong in (lambda: read_abc(abc, microtones="refuse"),
                  lambda: read_musicxml(xml, microtones="refuse")):  # fmt: skip
        with pytest.raises(TuneError, match=r"quarter tone.*read it with microtones="):
            wrong()
    with pytest.raises(TuneError, match="quarter tone, but no note follows"):
        read_abc(f"{HEAD}K:C\nC ^/ |")


# MusicXML


def lines(data: bytes) -> list[tuple[int, int]]:
    tune = read_musicxml(data)
    return list(zip(tune.pitches, tune.durations, strict=True))


def voiceless(text: str) -> str:
    return text.replace("<voice>1</voice>", "")


def test_a_note_without_voice_is_in_the_running_one() -> None:
    chord = [
        note("C4"),
        voiceless(note("E4", head="<chord/>")),
        voiceless(note("G4", head="<chord/>")),
    ]
    data = score(
        measure(attributes(1, time=FOUR), *chord, note("D5"), voiceless(note("E5")), note("F5"))
    )
    assert lines(data) == [(67, 48), (74, 48), (76, 48), (77, 48)]
    low = [voiceless(note("C3")) for _ in range(4)]
    bass = score(measure(attributes(1, time=FOUR), *(voiceless(note("C5")) for _ in range(4)),
                         "<backup><duration>4</duration></backup>", *low))  # fmt: skip
    assert lines(bass) == [(72, 48)] * 4


def on_staff(text: str, staff: int) -> str:
    return text.replace("</note>", f"<staff>{staff}</staff></note>")


def test_one_voice_number_on_both_staves_is_two_voices_if_they_sound_at_once() -> None:
    upper = on_staff(note("C5", 4), 1)
    lower = [on_staff(note(pitch), 2) for pitch in ("C3", "E3", "G3", "E3")]
    back = "<backup><duration>4</duration></backup>"
    data = score(measure(attributes(1, time=FOUR), upper, back, *lower))
    assert lines(data) == [(72, 192)]
    crossing = [
        on_staff(note("C5"), 1),
        on_staff(note("C4"), 2),
        on_staff(note("G3"), 2),
        on_staff(note("C5"), 1),
    ]
    assert [pitch for pitch, _ in lines(score(measure(attributes(1, time=FOUR), *crossing)))] == [
        72,
        60,
        55,
        72,
    ]


@pytest.mark.parametrize(
    "bar",
    [
        "",
        '<note><rest measure="yes"/><duration>0</duration><voice>1</voice></note>',
        '<note><rest measure="yes"/><voice>1</voice></note>',
        "<note><rest/><duration>0</duration><voice>1</voice><type>whole</type></note>",
        "<forward><duration>0</duration></forward>",
        "<direction><direction-type><words>tacet</words></direction-type></direction>",
    ],
)
def test_an_empty_bar_is_a_bar_of_rest(bar: str) -> None:
    empty = f'<measure number="2">{bar}</measure>'
    data = score(measure(attributes(1, time=FOUR), note("C5", 4)) + empty + measure(note("D5", 4)))
    assert lines(data) == [(72, 192), (REST, 192), (74, 192)]
    other = measure(attributes(1, time=FOUR), note("C3")) + empty + measure(note("C3", 4))
    assert read_musicxml(score(other)).length == 48 + 192 + 192
    pickup = '<measure number="0" implicit="yes"/>'
    assert (
        read_musicxml(score(pickup + measure(attributes(1, time=FOUR), note("C5", 4)))).length
        == 192
    )


def test_missing_divisions_follow_from_the_rest() -> None:
    said = measure(attributes(4, time=FOUR), note("C5", 16))
    unsaid = measure(attributes(4, time=FOUR), note("C3", 16)).replace(
        "<divisions>4</divisions>", ""
    )
    assert lines(score(said, unsaid)) == [(72, 192)]
    assert lines(score(unsaid, said)) == [(72, 192)]
    alone = read_musicxml(score(unsaid))
    assert alone.durations == (192,)
    assert alone.changes == ("divisions are missing, taken as 4: 1",)
    typed = unsaid.replace("</note>", "<type>half</type></note>")
    assert lines(score(typed)) == [(48, 96)]


def test_a_top_note_is_held_over_moving_lower_ones() -> None:
    start, stop = '<tie type="start"/>', '<tie type="stop"/>'
    data = score(
        measure(
            attributes(1, time=FOUR),
            note("E4", 2),
            note("C5", 2, start, head="<chord/>"),
            note("F4", 2),
            note("C5", 2, stop, head="<chord/>"),
        )
    )
    assert lines(data) == [(72, 192)]
    long = score(
        measure(
            attributes(1, time=FOUR), note("E4", 2), note("C5", 4, head="<chord/>"), note("F4", 2)
        )
    )
    assert lines(long) == [(72, 192)]
    inner = score(
        measure(
            attributes(1, time=FOUR),
            note("E4", 2, start),
            note("C5", 2, head="<chord/>"),
            note("E4", 2, stop),
            note("C5", 2, head="<chord/>"),
        )
    )
    assert lines(inner) == [(72, 96), (72, 96)]


@pytest.mark.parametrize(
    "sign",
    ["<clef><sign>percussion</sign></clef>", "name", "<midi-unpitched>36</midi-unpitched>"],
)
def test_percussion_written_with_pitches_is_no_melody(sign: str) -> None:
    drums = measure(
        attributes(1, time=FOUR, more=sign if "clef" in sign else ""),
        *(note("A5") for _ in range(4)),
    )
    name = "Drum Set" if sign == "name" else "Part"
    data = score(measure(attributes(1, time=FOUR), note("C5", 4)), drums, names=("Voice", name))
    if "unpitched" in sign:
        instrument = f'Part</part-name><midi-instrument id="x">{sign}</midi-instrument>'
        data = data.replace(b"Part</part-name>", instrument.encode())
    assert lines(data) == [(72, 192)]
    steel = score(
        measure(attributes(1), note("C5")),
        measure(attributes(1), note("A5")),
        names=("A", "Steel Drums"),
    )
    assert lines(steel) == [(81, 48)]


def in_tuplet(text: str, kind: str, actual: int, normal: int) -> str:
    ratio = f"<actual-notes>{actual}</actual-notes><normal-notes>{normal}</normal-notes>"
    return text.replace(
        "</note>", f"<type>{kind}</type><time-modification>{ratio}</time-modification></note>"
    )


@pytest.mark.parametrize(
    ("divisions", "durations", "tuplet", "ticks", "rounded"),
    [
        (256, (85, 85, 86), ("eighth", 3, 2), (16, 16, 16), False),
        (1024, (341, 341, 342), ("eighth", 3, 2), (16, 16, 16), False),
        (256, (43, 43, 42), ("16th", 3, 2), (8, 8, 8), False),
        (1024, (205, 205, 205, 205, 204), ("16th", 5, 4), (10, 9, 10, 9, 10), True),
        (7, (1,) * 7, ("16th", 7, 4), (7, 7, 7, 6, 7, 7, 7), True),
        (256, (85, 85, 86), None, (16, 16, 16), True),
        (256, (85, 85, 85, 256, 256, 256), None, (16, 16, 16, 48, 48, 48), True),  # a bar too short
    ],
)
def test_tuplets_as_programs_write_them(
    divisions: int,
    durations: tuple[int, ...],
    tuplet: tuple[str, int, int] | None,
    ticks: tuple[int, ...],
    rounded: bool,
) -> None:
    written = [note("C5", duration) for duration in durations]
    written = [in_tuplet(text, *tuplet) for text in written] if tuplet else written
    bars = [measure(attributes(divisions, time=FOUR), *written)] + [measure(*written)] * 99
    tune = read_musicxml(score("".join(bars)))
    assert tune.durations[: len(ticks)] == ticks
    assert tune.length == 100 * sum(ticks)  # errors do not add up
    assert bool(tune.changes) == rounded


# MIDI


def played(share: int, lengths: list[int], rests: dict[int, int] | None = None) -> str:
    """Quarters of 480 ticks, each played for so many percent, with real rests behind some."""
    text, silence = "", 0
    for place, ticks in enumerate(lengths):
        sounding = ticks * share // 100
        text += f" {_number(silence)} 90{60 + place:02x}40 {_number(sounding)} 80{60 + place:02x}40"
        silence = ticks - sounding + (rests or {}).get(place, 0)
    return text


def _number(value: int) -> str:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.insert(0, value & 0x7F | 0x80)
    return bytes(digits).hex()


@pytest.mark.parametrize("share", [85, 90, 95, 99])
@pytest.mark.parametrize(
    "lengths", [[480] * 4, [480, 240, 240, 960, 120, 120, 720, 1920, 320, 160]]
)
def test_notes_played_short_are_as_long_as_written(share: int, lengths: list[int]) -> None:
    tune = read_midi(midi(played(share, lengths) + END, division=480))
    assert list(tune.durations) == [ticks // 10 for ticks in lengths]
    assert share == 99 or any("are written in full" in change for change in tune.changes)


def test_real_rests_stay() -> None:
    rests = {1: 480, 3: 240, 5: 120}
    tune = read_midi(midi(played(90, [480] * 8, rests) + END, division=480))
    assert tune.pitches == (60, 61, REST, 62, 63, REST, 64, 65, REST, 66, 67)
    assert tune.durations == (48, 48, 48, 48, 48, 24, 48, 48, 12, 48, 48)
    for note_ticks, rest_ticks in ((360, 120), (420, 60), (400, 80), (1800, 120)):
        exact = read_midi(
            midi(
                played(100, [note_ticks] * 3, dict.fromkeys(range(3), rest_ticks)) + END,
                division=480,
            )
        )
        assert REST in exact.pitches, (note_ticks, rest_ticks)
        assert exact.durations[0] == note_ticks // 10
        assert exact.changes == () or note_ticks % 10


def test_tracks_of_format_2_follow_each_other() -> None:
    data = midi(notes(60, 62) + END, notes(72, 74) + END, kind=2)
    tune = read_midi(data)
    assert tune.pitches == (60, 62, 72, 74)
    assert tune.changes == ("the tracks of a file of format 2 follow each other",)
    assert read_midi(midi(notes(60) + END, kind=2)).changes == ()


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Lied", "utf-16"),
        ("Lied ohne Worte", "utf-16-be"),
        ("荒城の月", "shift-jis"),
        ("さくら Sakura", "shift-jis"),
        ("Für Elise", "latin-1"),
        ("La fête", "latin-1"),  # which are bytes of Shift-JIS too
        ("Été d\u2019Ávila", "cp1252"),
        ("Don\u2019t \u201cstop\u201d", "cp1252"),
        ("Añil", "utf-8"),
    ],
)
def test_titles_in_the_letters_they_are_written_in(title: str, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    data = mark + title.encode(encoding)
    event = f"00 ff03{len(data):02x}{data.hex()}"
    assert read_midi(midi(event + notes(60) + END)).title == title


def test_data_bytes_above_127_are_no_notes() -> None:
    tune = read_midi(midi(notes(60) + "00 90bc40 30 80bc40" + notes(62) + END))
    assert tune.pitches == (60, REST, 62)
    assert tune.changes == ("notes above 127 left out: 1",)
    loud = read_midi(midi("00 903cff 30 803c40" + END))
    assert loud.pitches == (60,)


def test_wrapped_karaoke_and_miscounted_midi(tmp_path: Path) -> None:
    data = midi(notes(60) + END)
    riff = b"RIFF" + (len(data) + 12).to_bytes(4, "little") + b"RMIDdata"
    wrapped = riff + len(data).to_bytes(4, "little") + data
    song = midi(
        "00 ff030c536f6674204b6172616f6b65" + END, "00 ff0106405459657374" + notes(60) + END
    )
    for name, content in (("a.rmi", wrapped), ("a.mid", wrapped), ("a.kar", song)):
        (tmp_path / name).write_bytes(content)
        assert read(tmp_path / name).pitches == (60,)
    assert read(tmp_path / "a.kar").title == "Yest"
    for promised in (0, 3, 500):
        miscounted = data[:10] + promised.to_bytes(2, "big") + data[12:]
        tune = read_midi(miscounted)
        assert tune.pitches == (60,)
        assert f"promises {promised} tracks and has 1" in tune.changes[0]


# Books, folders, and what is no music


def test_a_folder_gives_its_tunes_and_what_could_not_be_read(tmp_path: Path) -> None:
    book = "X:1\nK:C\nCDE|\n\nX:2\nK:C\nC?|\n\nX:3\nK:C\nGAB|\n"
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "book.abc").write_text(book, encoding="utf-8")
    (tmp_path / "a.mid").write_bytes(midi(notes(60) + END))
    (tmp_path / "broken.mid").write_bytes(b"MThd")
    (tmp_path / "readme.txt").write_text("not music", encoding="utf-8")
    tunes, errors = read_all(tmp_path)
    assert [tune.pitches for tune in tunes] == [(60,), (60, 62, 64), (67, 69, 71)]
    assert [error.where.removeprefix(str(tmp_path)) for error in errors] == [
        "/broken.mid",
        "/deep/book.abc, line 5, line 3 of the tune, bar 1",
    ]
    with pytest.raises(TuneError, match=r"broken\.mid"):
        read_all(tmp_path, strict=True)
    (tmp_path / "none").mkdir()
    with pytest.raises(TuneError, match="no music in this folder"):
        read_all(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.mscz", b"PK", "MuseScore's own format; export it as MusicXML"),
        ("a.mei", b"<mei/>", "is MEI; save it as MusicXML"),
        ("a.abc", b"<!DOCTYPE html>\n<html><body>X:1", "a web page .HTML., not music"),
        ("a.abc", b"\xef\xbb\xbf<html><head>", "a web page"),
        ("a.abc", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "a web page"),
        ("a.xml", b"<mei xmlns='http://www.music-encoding.org/ns/mei'/>", "MEI, not MusicXML"),
        ("a.xml", b"<museScore/>", "MuseScore file"),
        ("a.mid", b"<html>", "a web page"),
    ],
)
def test_what_it_is_and_what_to_do(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TuneError, match=message):
        read(tmp_path / name)
