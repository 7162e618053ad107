"""A few sentences of one's own: kept, found again, replaced, and in no exported file."""

import json

import pytest

from meantone.teaching import export_progress, paragraph, written
from meantone.teaching.records.kinds import PredictionError

QUESTION = "Why does it climb there?"


def test_what_is_typed_and_recorded_is_found_again() -> None:
    asked = paragraph("98.mine", QUESTION)
    asked.control.value = " Because of <her>. "
    asked.control.presses += 1
    assert asked.control.message == "Kept on this machine: 3 words."
    assert written("98.mine") == "Because of <her>."
    again = paragraph("98.mine", QUESTION)
    assert (again.control.value, again.control.message) == (
        "Because of <her>.",
        "Your words are kept.",
    )


def test_a_later_text_replaces_the_first() -> None:
    asked = paragraph("98.twice", QUESTION)
    asked.record("One.")
    assert asked.record("Two words.") == "Kept on this machine: 2 words."
    assert written("98.twice") == "Two words."


@pytest.mark.parametrize("value", [None, "", "  ", 3, "x" * 1001])
def test_nothing_and_too_much_are_not_kept(value: object) -> None:
    asked = paragraph("98.none", QUESTION)
    with pytest.raises(PredictionError):
        asked.record(value)
    asked.control.value = value
    asked.control.presses += 1
    assert asked.control.message
    assert written("98.none") == ""


def test_no_exported_file_holds_it(tmp_path) -> None:
    paragraph("98.secret", QUESTION).record("Nobody else reads this.")
    text = export_progress(tmp_path / "me.json").read_text(encoding="utf-8")
    assert json.loads(text)
    assert "Nobody else" not in text
    assert "98.secret" not in text


def test_plain_words_stand_beside_the_control() -> None:
    asked = paragraph("98.mine", QUESTION)
    bundle = asked._repr_mimebundle_()
    assert QUESTION in bundle["text/plain"]
    assert QUESTION in bundle["text/html"]
    assert asked.control.longest == 1000
