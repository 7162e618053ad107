import pytest
from hypothesis import given
from shown_tunes import JIG, NOTHING, SCALE, SILENCE, TROUBLE, short_tunes

from meantone.show import describe, note_names
from meantone.show.words import facts, name_of
from meantone.tunes import Tune


@pytest.mark.parametrize(
    ("tune", "words"),
    [
        (
            SCALE,
            "Scale: C major, 4/4, 8 notes, 8 quarters, C4 to C5. Notes: C4 D4 E4 F4 G4 A4 B4 C5.",
        ),
        (
            JIG,
            "Jig: G major, 6/8, 18 notes, 12.5 quarters, D4 to C5. "
            "First notes: D4 G4 G4 A4 B4 A4 G4 F#4, and so on.",
        ),
        (NOTHING, "Nothing: no notes."),
        (SILENCE, "Silence: no notes."),
        (Tune((60,), (48,)), "Untitled: 1 note, 1 quarter, C4. Notes: C4."),
        (Tune((61,), (16,), id="a-1", tonic="Db"), "a-1: Db, 1 note, 0.3333 quarters, Db4. "
         "Notes: Db4."),
    ],
)  # fmt: skip
def test_a_tune_in_words(tune: Tune, words: str) -> None:
    assert describe(tune) == words


def test_notes_are_named_as_the_key_spells_them() -> None:
    pitches = (66, 70)
    sharp = Tune(pitches, (48, 48), tonic="B", mode="major")
    flat = Tune(pitches, (48, 48), tonic="Gb", mode="major")
    assert (note_names(sharp), note_names(flat)) == (("F#4", "A#4"), ("Gb4", "Bb4"))


def test_a_rest_is_called_one() -> None:
    assert note_names(SILENCE) == ("rest",)


def test_a_name_is_one_line_that_can_be_printed() -> None:
    assert name_of(TROUBLE) == "</svg> \"A\" & <b>'B'</b> {top} é"


@given(short_tunes())
def test_words_are_one_line(tune: Tune) -> None:
    assert len(describe(tune).splitlines()) == 1
    assert len(facts(tune).splitlines()) == 1
    assert len(note_names(tune)) == len(tune)
