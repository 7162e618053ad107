import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from shown_tunes import JIG, NOTHING, SCALE, SILENCE, TROUBLE, short_tunes

from meantone.show import card, compare, describe, listen
from meantone.show.cards import differences
from meantone.tunes import Tune

MENDED = replace(SCALE, pitches=(60, 62, 63, 65, 67, 69, 71, 72))


def test_a_card_holds_player_score_and_roll_with_their_words() -> None:
    html = card(JIG)._repr_mimebundle_()["text/html"]
    assert html.count("<audio") == 1
    assert f'alt="Score of {describe(JIG)}"' in html
    assert f'alt="Piano roll of {describe(JIG)}"' in html
    assert html.count("<img") == 2
    assert "<svg" not in html  # inline ids would collide
    assert "<script" not in html
    assert "http" not in html


def test_a_card_in_plain_text() -> None:
    assert repr(card(JIG, "fiddle", 120)).splitlines() == [
        "Card: Jig",
        "G major, 6/8, 18 notes, 12.5 quarters, D4 to C5",
        "Sound: 7.2 s, fiddle, 120 quarters a minute",
        "Notes: D4 G4 G4 A4 B4 A4 G4 F#4 E4 rest E4 F#4 G4 A4 B4 C5 B4 A4 G4",
    ]


def test_a_long_tune_takes_two_lines_of_notes() -> None:
    long = Tune((60, 61) * 50, (12,) * 100)
    lines = repr(card(long)).splitlines()[3:]
    assert len(lines) == 2
    named = sum(line.count("4") for line in lines) - lines[1].split("...")[1].count("4")
    assert lines[1].endswith(f"... ({100 - named} more)")


def test_a_card_explains_its_colors_once() -> None:
    values = [float(index) for index in range(len(JIG))]
    shown = card(JIG, values=values, label="order")
    assert "order</text>" in shown.score.svg
    assert shown.roll["layer"][-1]["encoding"]["color"]["condition"]["legend"] is None
    assert "Color: order" in shown.roll["description"]


@pytest.mark.parametrize("tune", [NOTHING, SILENCE, TROUBLE])
def test_a_card_of_an_odd_tune(tune: Tune) -> None:
    bundle = card(tune)._repr_mimebundle_()
    assert "<b>" not in bundle["text/html"]
    assert bundle["text/plain"].startswith("Card: ")


def test_a_card_is_the_same_each_time() -> None:
    assert card(JIG)._repr_mimebundle_() == card(JIG)._repr_mimebundle_()


def test_a_comparison_marks_what_differs_from_the_first() -> None:
    shown = compare({"as read": SCALE, "as written": MENDED}, instrument="flute")
    assert shown.differing == (frozenset(), frozenset({2}))
    assert ["#d0101c" in score.svg for score in shown.scores] == [False, True]
    assert repr(shown).splitlines() == [
        "Comparison of 2 tunes",
        "as read: C4 D4 E4 F4 G4 A4 B4 C5",
        "as written: C4 D4 Eb4 F4 G4 A4 B4 C5 (1 event differs from the first tune)",
    ]
    html = shown._repr_mimebundle_()["text/html"]
    assert (html.count("<audio"), html.count("<img")) == (2, 2)
    assert html.index("as read") < html.index("as written")
    assert f'alt="as read: Score of {describe(SCALE)}"' in html
    assert f'alt="as written: Score of {describe(MENDED)} In red: Eb4 (event 3)."' in html


def test_a_tune_that_is_shifted_differs_wherever_it_does_not_meet_the_first() -> None:
    late = Tune((-1, *SCALE.pitches), (48, *SCALE.durations))
    assert len(differences(SCALE, late)) == 9


@settings(max_examples=25)
@given(short_tunes())
def test_a_tune_does_not_differ_from_itself(tune: Tune) -> None:
    assert differences(tune, tune) == frozenset()


def test_listening_shows_labels_alone() -> None:
    bundle = listen({"A": JIG, "B <2>": SCALE}, "flute")._repr_mimebundle_()
    for output in bundle.values():
        text = re.sub(r"base64,[^\"]+", "", output)
        assert "Jig" not in text
        assert "Scale" not in text
    assert bundle["text/plain"].splitlines() == [
        "A: 8.5 s, flute, 100 quarters a minute",
        "B <2>: 5.8 s, flute, 100 quarters a minute",
    ]
    assert bundle["text/html"].count("<audio") == 2
    assert 'aria-label="Sound of B &lt;2&gt;, 5.8 s, flute"' in bundle["text/html"]


@pytest.mark.parametrize("several", [compare, listen])
def test_no_tunes_are_refused(several: object) -> None:
    with pytest.raises(ValueError, match="give a dict of labels and tunes"):
        several({})
