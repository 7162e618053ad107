"""The melody rule: which part it chooses, and which notes of it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import REST
from meantone.tunes.formats.melody import Note, melody_part, skyline

notes = st.lists(
    st.builds(
        lambda onset, ticks, pitch: Note(onset, onset + ticks, pitch),
        st.integers(0, 200),
        st.integers(0, 60),
        st.integers(0, 127),
    ),
    max_size=30,
)


def test_the_highest_part_with_enough_notes_has_the_melody() -> None:
    bass = [Note(at, at + 48, 40) for at in range(0, 480, 48)]
    voice = [Note(at, at + 96, 70) for at in range(0, 480, 96)]
    ornament = [Note(0, 6, 100), Note(240, 246, 101)]  # a fifth of the fullest part's notes
    assert melody_part([bass, voice, ornament]) == 1
    assert melody_part([bass[:8], voice, ornament]) == 2  # a quarter is enough


def test_a_long_note_weighs_more_than_a_short_one() -> None:
    peak = [Note(0, 1, 127), Note(1, 100, 50)]
    plateau = [Note(0, 1, 60), Note(1, 100, 60)]
    assert melody_part([peak, plateau]) == 1


def test_the_first_of_two_equal_parts_wins() -> None:
    part = [Note(0, 48, 60)]
    assert melody_part([part, list(part)]) == 0
    assert melody_part([[], part]) == 1
    assert melody_part([]) == melody_part([[], []]) == 0


def test_a_kept_note_ends_where_the_next_kept_one_begins() -> None:
    held = Note(0, 200, 60)
    assert skyline([held, Note(48, 96, 50)]) == [(60, 48), (50, 48)]
    assert skyline([held, Note(0, 48, 72)]) == [(72, 48)]
    assert skyline([Note(0, 48, 60), Note(0, 24, 60)]) == [(60, 48)]


def test_gaps_are_rests_and_notes_without_length_are_none() -> None:
    assert skyline([Note(24, 48, 60), Note(50, 50, 99)], end=96) == [
        (REST, 24),
        (60, 24),
        (REST, 48),
    ]
    assert skyline([]) == []
    assert skyline([], end=Fraction(1, 2)) == [(REST, Fraction(1, 2))]


@given(notes)
def test_the_line_is_gapless_and_made_of_the_highest_notes(played: list[Note]) -> None:
    events = skyline(played)
    assert all(ticks > 0 for _, ticks in events)
    assert all((a, b) != (REST, REST) for (a, _), (b, _) in pairwise(events))
    at = 0
    highest = {}
    for note in played:
        if note.end > note.onset:
            highest[note.onset] = max(highest.get(note.onset, 0), note.pitch)
    for pitch, ticks in events:
        if pitch != REST:
            assert highest.pop(at) == pitch
        at += int(ticks)
    assert not highest  # every onset is heard
