"""The starter tunes: the files by themselves, in two readers, and against a second writing-down."""

import re
import warnings
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from meantone.tunes.formats.abc import read_abc
from meantone.tunes.tune import REST, Tune, bar_ticks

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "starter"
FILES = sorted(FOLDER.glob("*.abc"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in FILES}
NAMES = list(TEXTS)

DO_NOT_END_AT_HOME = {
    "drowsy_maggie": "a reel that goes round and round",
    "mountain_king": "the theme and its answer, a fifth higher",
    "promenade": "an opening that goes on",
    "surprise_symphony": "a first strain, which ends on the fifth degree",
    "symphony_40": "an opening that goes on",
}

# The opening of each tune a second time, in numbers as a singer has them: 1 is the keynote, ' an
# octave up, , an octave down, b a semitone lower, # higher. Typed apart from the files.
OPENINGS = {
    "ah_vous_dirai_je_maman": "1 1 5 5 6 6 5 4 4 3 3 2 2 1 5 5 4 4 3 3 2",
    "alle_meine_entchen": "1 2 3 4 5 5 6 6 6 6 5 6 6 6 6 5 4 4 4 4 3 3 2 2 2 2 1",
    "alouette": "1 2 3 3 2 1 2 3 1 5, 1 2 3 3 2 1 2 3 1",
    "amazing_grace": "5, 1 3 1 3 2 1 6, 5, 5, 1 3 1 3 2 5 3 5 3 5 3 1 5, 6, 1 1 6, 5,",
    "arirang": "5, 6, 5, 6, 1 2 1 2 3 2 3 1 6, 5, 6, 5, 6, 1 2 1 2 3 2 1 6, 5, 6, 1 2 1 1",
    "au_clair_de_la_lune": "1 1 1 2 3 2 1 3 2 2 1",
    "auld_lang_syne": "5, 1 1 1 3 2 1 2 3 1 1 3 5 6 6 5 3 3 1 2 1 2 3 1 6, 6, 5, 1",
    "banish_misfortune": "3' 2' 1' b7 5 4 5 1' b7 5 4 3 1 1 2 1 3 2 3 4 3 4",
    "boci_boci_tarka": "1 3 1 3 5 5 1 3 1 3 5 5 1' 7 6 5 4 6 5 4 3 2 1 1",
    "can_can": "1 2 4 3 2 5 5 5 6 3 4 2 2 2 4 3 2 1 1' 7 6 5 4 3 2 1",
    "drowsy_maggie": "1 5 1 b7 1 5 1 1 5 1 4 2 b7, 2",
    "drunken_sailor": "5 5 5 5 5 5 5 1 b3 5 4 4 4 4 4 4 4 b7, 2 4 5 5 5 5 5 5 5 6 b7 1' b7 5 4",
    "frere_jacques": "1 2 3 1 1 2 3 1 3 4 5 3 4 5 5 6 5 4 3 1 5 6 5 4 3 1 1 5, 1 1 5, 1",
    "go_down_moses": "5, b3 b3 2 2 b3 b3 1 5, 5, 7, 7, 1",
    "greensleeves": "1 b3 4 5 6 5 4 2 b7, 1 2 b3 1 1 7, 1 2 7, 5,",
    "gubben_noak": "1 1 1 3 2 2 2 4 3 3 2 2 1 3 3 3 3 5 4 2 2 2 2 4 3",
    "haenschen_klein": "5 3 3 4 2 2 1 2 3 4 5 5 5 5 3 3 4 2 2 1 3 5 5 1 2 2 2 2 2 3 4 3 3 3 3 3",
    "irish_washerwoman": "5 4 3 1 1 5, 1 1 3 1 3 5 4 3 4 2 2 6, 2 2 4 2 4 6 5 4",
    "joy_to_the_world": "1' 7 6 5 4 3 2 1 5 6 6 7 7 1' 1' 1' 7 6 5 5 4 3",
    "korobeiniki": "5 2 b3 4 b3 2 1 1 b3 5 4 b3 2 b3 4 5 b3 1 1 4 b6 1' b7 b6 5 b3 5 4 b3",
    "la_cucaracha": "5, 5, 5, 1 3 5, 5, 5, 1 3 1 1 7, 7, 6, 6, 5, 5, 5, 5, 7, 2",
    "largo_new_world": "3 5 5 3 2 1 2 3 5 3 2 3 5 5 3 2 1 2 3 2 1 1",
    "maoz_tzur": "1 5, 1 4 3 2 1 5 6 2 3 4 3 2 1 5 5 6 7 1' 5 1' 7 6 5 5 4 3 4 2 3 4 5 2 3 4 3 2 1 "
    "4",
    "minuet_in_g": "5 1 2 3 4 5 1 1 6 4 5 6 7 1' 1 1 4 5 4 3 2 3 4 3 2 1 7, 1 2 3 1 2",
    "mo_li_hua": "6 6 1' 2' 4' 4' 2' 1' 1' 2' 1'",
    "mountain_king": "1 2 b3 4 5 b3 5 #4 2 #4 4 b2 4 1 2 b3 4 5 b3 5 1' b7 5 b3 5 b7",
    "o_tannenbaum": "5, 1 1 1 2 3 3 3 3 2 3 4 7, 2 1 5 5 3 6 5 5 4 4 4 4 2 5 4 4 3 3",
    "ode_to_joy": "3 3 4 5 5 4 3 2 1 1 2 3 3 2 2 3 3 4 5 5 4 3 2 1 1 2 3 2 1 1 "
    "2 2 3 1 2 3 4 3 1 2 3 4 3 2 1 2 5, 3 3 4 5 5 4 3 2 1 1 2 3 2 1 1",
    "promenade": "6 5 1' 2' 5' 3' 2' 5' 3' 1' 2' 6 5",
    "sakura_sakura": "4 4 5 4 4 5 4 5 b6 5 4 5 4 b2 1 b6, 1 b2 1 1 b6, 5,",
    "santa_lucia": "5 5 1' 1' 7 7 4 4 6 6 5 5 3 6 5 5 #4 4 4 3 2 6 5 3' 2' 1' 7 6 2' 2' 1' 6 #4",
    "stille_nacht": "5 6 5 3 5 6 5 3 2' 2' 7 1' 1' 5 6 6 1' 7 6 5 6 5 3",
    "sur_le_pont_davignon": "1 1 1 2 2 2 3 4 5 1 7, 1 2 5, 1 1 1 2 2 2 3 4 5 1 2 7, 1",
    "surprise_symphony": "1 1 3 3 5 5 3 4 4 2 2 7, 7, 5, 1 1 3 3 5 5 3 1' 1' #4 #4 5",
    "swan_lake": "5' 1' 2' b3' 4' 5' b3' 5' b3' 5' 1' b3' 1' b6 b3' 1' 4' b3' 2' 5'",
    "swing_low": "3 1 3 1 1 6, 5, 1 1 1 1 3 3 5 5 6 5 3 5 1 1 6, 5, 1 1 1 2 3 3 2 1",
    "symphony_40": "b6 5 5 b6 5 5 b6 5 5 b3' b3' 2' 1' 1' b7 b6 b6 5 4 4 5 4 4 5 4 4 5 4 4 2'",
    "the_entertainer": "2 #2 3 1' 3 1' 3 1' 1' 2' #2' 3' 1' 2' 3' 7 2' 1'",
    "vo_pole_bereza_stoyala": "5 5 5 5 4 b3 b3 2 1 5 5 b7 5 4 4 b3 b3 2 1 2 b3 4 b3 b3 2 1",
    "wiegenlied": "3 3 5 3 3 5 3 5 1' 7 6 6 5 2 3 4 2 2 3 4 2 4 7 6 5 7 1'",
}

NOTE = re.compile(r"(\^|_|=)?([A-Ga-gz])([,']*)(\d*)(?:/(\d+))?(-?)")


def field(text: str, letter: str) -> list[str]:
    return re.findall(rf"^{letter}:(.*)$", text, flags=re.MULTILINE)


def body(text: str) -> str:
    return text.partition("\nK:")[2].partition("\n")[2]


def written_bars(text: str) -> list[tuple[str, Fraction]]:
    """Each bar as it stands in the file, and its length in whole notes: no reader involved."""
    unit = Fraction(field(text, "L")[0])
    bars = [bar for bar in re.split(r"\|\]?", body(text).replace("\n", "")) if bar.strip()]
    return [
        (bar, unit * sum(Fraction(n[3] or 1) / int(n[4] or 1) for n in NOTE.findall(plain(bar))))
        for bar in bars
    ]


def plain(bar: str) -> str:
    return re.sub(r"\[M:\d+/\d+\]", "", bar)


def meters(text: str) -> list[Fraction]:
    """The meter in force in each bar."""
    now = Fraction(field(text, "M")[0])
    found = []
    for bar, _ in written_bars(text):
        change = re.search(r"\[M:(\d+/\d+)\]", bar)
        now = Fraction(change[1]) if change else now
        found.append(now)
    return found


def semitones(numbers: str) -> list[int]:
    sizes = [0, 2, 4, 5, 7, 9, 11]
    octaves = [12 * (n.count("'") - n.count(",")) for n in numbers.split()]
    signs = [n.count("#") - n.count("b") for n in numbers.split()]
    degrees = [sizes[int(n.strip("',#b")) - 1] for n in numbers.split()]
    return [sum(parts) for parts in zip(octaves, signs, degrees, strict=True)]


@pytest.fixture(scope="module")
def tunes() -> dict[str, Tune]:
    return {name: read_abc(text, where=name) for name, text in TEXTS.items()}


def test_there_are_about_forty_and_each_has_a_name_of_its_own() -> None:
    assert 36 <= len(NAMES) <= 48
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name) for name in NAMES)
    titles = [field(text, "T")[0] for text in TEXTS.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", NAMES)
def test_required_fields_stand_in_order(name: str) -> None:
    text = TEXTS[name]
    header = text[: text.index(body(text))].splitlines()
    letters = "".join(line[0] for line in header)
    assert re.fullmatch(r"XTCON+ZMLK", letters)
    assert header[0] == "X:1"
    assert all(line[1] == ":" and line[2:].strip() == line[2:] != "" for line in header)
    assert "CC0" in field(text, "Z")[0]
    assert text.endswith("|]\n")
    assert text.isprintable() or set("\n") == {c for c in text if not c.isprintable()}


@pytest.mark.parametrize("name", NAMES)
def test_the_origin_goes_from_large_to_small(name: str) -> None:
    large, *small = field(TEXTS[name], "O")[0].split(", ")
    assert large in {"Africa", "America", "Asia", "Europe", "Oceania"}
    assert small


@pytest.mark.parametrize("name", NAMES)
def test_the_composer_is_unknown_or_dead_for_a_hundred_years(name: str) -> None:
    (composer,) = field(TEXTS[name], "C")
    years = re.search(r"\((?:c\. )?(\d{4})-(\d{4})\)$", composer)
    assert composer == "traditional" or (years and int(years[1]) < int(years[2]) < 1926)


@pytest.mark.parametrize("name", NAMES)
def test_every_bar_is_full_but_for_the_pickup_and_the_last(name: str) -> None:
    bars, full = written_bars(TEXTS[name]), meters(TEXTS[name])
    for (bar, length), meter in list(zip(bars, full, strict=True))[1:-1]:
        assert length == meter, bar
    (_, first), (_, last) = bars[0], bars[-1]
    assert first <= full[0]
    assert last <= full[-1]
    assert first == full[0] or first + last <= full[0], "the pickup completes the last bar"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_notes_rests_ties_bars_and_meters(name: str) -> None:
    rest = re.sub(r"[|\]\s]", "", NOTE.sub("", plain(body(TEXTS[name]))))
    assert rest == ""


@pytest.mark.parametrize("name", NAMES)
def test_an_accidental_is_written_wherever_it_holds(name: str) -> None:
    for bar, _ in written_bars(TEXTS[name]):
        held: set[str] = set()
        for sign, letter, marks, *_ in NOTE.findall(plain(bar)):
            pitch = letter + marks
            assert sign or pitch not in held, f"{pitch} in {bar}"
            held |= {pitch} if sign else set()


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_takes_the_file_as_it_is_written(name: str, tunes: dict[str, Tune]) -> None:
    tune, text = tunes[name], TEXTS[name]
    lengths = [length for _, length in written_bars(text)]
    assert tune.length == sum(lengths) * bar_ticks((4, 4))
    assert tune.pickup == (lengths[0] * bar_ticks((4, 4)) if lengths[0] < meters(text)[0] else 0)
    assert f"{tune.tonic} {tune.mode}" == field(text, "K")[0]
    assert tune.meter == (
        (*map(int, field(text, "M")[0].split("/")),) if "[M:" not in text else None
    )
    assert len(tune.phrase_ends) == len(body(text).splitlines())
    assert tune.phrase_ends[-1] == len(tune) - 1


@pytest.mark.parametrize("name", NAMES)
def test_a_tune_can_be_sung_or_played_through(name: str, tunes: dict[str, Tune]) -> None:
    notes = tunes[name].notes
    assert 16 <= len(notes) <= 100
    assert 16 * 48 <= tunes[name].length <= 64 * 48
    assert min(notes) >= 55
    assert max(notes) <= 83
    assert max(notes) - min(notes) <= 21
    assert all(abs(after - before) <= 15 for before, after in pairwise(notes))
    assert tunes[name].pitches[-1] != REST


def test_nearly_all_end_on_the_keynote(tunes: dict[str, Tune]) -> None:
    away = {name for name, tune in tunes.items() if tune.notes[-1] % 12 != tune.tonic_pitch_class}
    assert away == set(DO_NOT_END_AT_HOME)


@pytest.mark.parametrize("name", NAMES)
def test_the_opening_is_the_one_that_is_sung(name: str, tunes: dict[str, Tune]) -> None:
    sung = semitones(OPENINGS[name])
    assert len(sung) >= 10
    notes = tunes[name].notes[: len(sung)]
    home = tunes[name].tonic_pitch_class
    assert home is not None
    assert (notes[0] - home - sung[0]) % 12 == 0, "it begins on another degree"
    assert [note - notes[0] for note in notes] == [number - sung[0] for number in sung]


def test_ode_to_joy_is_right(tunes: dict[str, Tune]) -> None:
    ode = tunes["ode_to_joy"]
    line = (66, 66, 67, 69, 69, 67, 66, 64, 62, 62, 64, 66)
    assert ode.notes[:30] == (*line, 66, 64, 64, *line, 64, 62, 62)
    assert ode.durations[:15] == (48,) * 12 + (72, 24, 96)
    assert ode.pitches[46:49] == (57, 66, 66)
    assert ode.durations[46:49] == (48, 96, 48)  # Beethoven's tie over the bar line
    assert ode.meter == (4, 4)
    assert ode.length == 16 * bar_ticks((4, 4))


def music21_events(text: str) -> list[tuple[int, int]]:
    """The tune as music21 reads it, ties and neighboring rests joined, in our ticks."""
    from music21 import converter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        score = converter.parse(text, format="abc").flatten().stripTies().notesAndRests
    events = [
        (REST if event.isRest else event.pitch.midi, Fraction(event.quarterLength) * 48)
        for event in score
    ]
    assert all(ticks == int(ticks) for _, ticks in events)
    tune = Tune.from_events((pitch, int(ticks)) for pitch, ticks in events)
    return list(zip(tune.pitches, tune.durations, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_music21_reads_the_same_with_and_without_its_version_line(
    name: str, tunes: dict[str, Tune]
) -> None:
    ours = list(zip(tunes[name].pitches, tunes[name].durations, strict=True))
    assert music21_events("%abc-2.1\n" + TEXTS[name]) == ours
    if re.search(r"[_^=]", body(TEXTS[name])):
        assert music21_events(TEXTS[name]) == ours  # its old rule: accidentals do not carry


def rows(heading: str) -> dict[str, str]:
    """A table of the datasheet: first column to the rest of the row."""
    sheet = (FOLDER / "datasheet.md").read_text(encoding="utf-8")
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", sheet, flags=re.MULTILINE)
    assert table, heading
    cells = [row.strip("|").split("|", 1) for row in table[1].splitlines()]
    return {first.strip(): rest.strip() for first, rest in cells}


def meter_words(text: str) -> str:
    return " and ".join(dict.fromkeys(re.findall(r"M:(\d+/\d+)", text)))


def test_the_datasheet_counts_what_is_there(tunes: dict[str, Tune]) -> None:
    regions = Counter(", ".join(tune.origin.split(", ")[:2]) for tune in tunes.values())
    modes = Counter(tune.mode for tune in tunes.values())
    found = Counter(meter_words(text) for text in TEXTS.values())
    for heading, counts in (("region", regions), ("mode", modes), ("meter", found)):
        assert rows(heading) == {str(key): str(count) for key, count in counts.items()}


def test_the_datasheet_lists_every_tune_as_it_is(tunes: dict[str, Tune]) -> None:
    listed = {}
    for name, tune in tunes.items():
        key, text = f"{tune.tonic} {tune.mode}", TEXTS[name]
        place = tune.origin.split(", ", 1)[1]
        cells = (place, key, meter_words(text), str(len(tune.notes)), field(text, "C")[0])
        listed[f"starter-{name}"] = " | ".join(cells)
    assert rows("id") == listed


def test_the_datasheet_sums_up(tunes: dict[str, Tune]) -> None:
    sheet = (FOLDER / "datasheet.md").read_text(encoding="utf-8")
    sizes = [len(tune.notes) for tune in tunes.values()]
    quarters = sum(tune.length for tune in tunes.values()) / 48
    assert f"{len(sizes)} tunes, {sum(sizes)} notes, {quarters:g} quarters" in sheet
    assert f"{min(sizes)} to {max(sizes)} notes a tune" in sheet
    assert re.search(r"^checksum:", sheet, flags=re.MULTILINE)
    named = set(re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+|alouette|arirang|greensleeves)`", sheet))
    assert named <= set(NAMES)
