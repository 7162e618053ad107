"""Tunes as JSON Lines: what a generator writes is read, and what is no tune is said."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import REST, Tune, TuneError, write_json_lines
from meantone.tunes.formats import read_all
from meantone.tunes.formats.json_lines import read_json_line, read_json_lines

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["pitches", "durations", "tonic", "id"]), inner, max_size=4
    ),
    max_leaves=8,
)  # fmt: skip


def test_notes_are_even_unless_durations_say_otherwise() -> None:
    assert read_json_line("[60, null, 62]") == Tune((60, -1, 62), (24, 24, 24))
    line = '{"pitches": [60, 62], "durations": [0.5, 0.3333333333], "tonic": "C", "id": "a"}'
    assert read_json_line(line) == Tune((60, 62), (24, 16), tonic="C", id="a")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("60, 62", "no JSON"),
        ("7", 'an object with "pitches"'),
        ('{"notes": [60]}', 'an object with "pitches"'),
        ('{"pitches": [60], "durations": [1, 1]}', "a list of 1 numbers"),
        ('{"pitches": [60], "durations": ["long"]}', "'long' is no duration"),
        ('{"pitches": [60], "durations": [0.01]}', "no whole number of 1/48"),
        ('{"pitches": [60], "durations": [1e300]}', "no whole number of 1/48"),
        ("[200]", "200"),
        ("[60.5]", "not a whole number"),
    ],
)
def test_what_is_no_tune_is_said(line: str, words: str) -> None:
    with pytest.raises(TuneError) as caught:
        read_json_line(line)
    assert words in str(caught.value)


@given(VALUES)
def test_any_json_is_a_tune_or_a_clear_error(value: object) -> None:
    for _, found in read_json_lines(iter([json.dumps(value)])):
        assert isinstance(found, Tune | TuneError)


@given(st.text())
def test_any_text_is_a_tune_or_a_clear_error(text: str) -> None:
    for _, found in read_json_lines(iter(text.splitlines())):
        assert isinstance(found, Tune | TuneError)


def test_a_bad_line_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "tunes.jsonl").write_text("[60]\n\n[61\n[62]\n", encoding="utf-8")
    tunes, errors = read_all(tmp_path)
    assert [tune.pitches for tune in tunes] == [(60,), (62,)]
    assert str(errors[0]).endswith(
        "tunes.jsonl, line 3: this is no JSON; a line is a list of MIDI numbers, as in [60, 62, 64]"
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    tunes = [
        Tune((60, REST, 72), (48, 16, 25), id="a", title="Ä \u2028 \n", tonic="Bb", mode="minor"),
        Tune((0, 127), (1, 4799)),
    ]
    write_json_lines(tunes, tmp_path / "all.jsonl")
    assert read_all(tmp_path / "all.jsonl", strict=True).tunes == tunes
    assert len((tmp_path / "all.jsonl").read_text(encoding="utf-8").split("\n")) == 3
