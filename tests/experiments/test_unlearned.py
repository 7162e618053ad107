"""Machines that learned nothing do what their rules say, and no more."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from meantone.experiments import SONGS, Automaton, Grammar, in_notes, pitch_of

RNG = np.random.default_rng


@given(
    rule=st.integers(0, 255),
    first=arrays(np.int64, st.integers(3, 20), elements=st.integers(0, 1)),
    count=st.integers(1, 12),
)
def test_each_cell_is_what_the_rule_says_of_its_neighbors(
    rule: int, first: np.ndarray, count: int
) -> None:
    rows = Automaton(rule, len(first)).rows(first, count)
    assert rows.shape == (count, len(first))
    says = f"{rule:08b}"[::-1]  # Wolfram's numbering: bit 7 is what 111 becomes
    for above, below in pairwise(rows):
        for place, cell in enumerate(below):
            left, own, right = (above[(place + by) % len(first)] for by in (-1, 0, 1))
            assert cell == int(says[int(f"{left}{own}{right}", 2)])


def test_a_note_is_how_many_cells_live() -> None:
    automaton = Automaton(204, 6)  # rule 204 leaves every cell as it is
    (tune,) = automaton.tunes(1, RNG(0), notes=9)
    alive = int(RNG(0).integers(2, size=6).sum())
    assert tune.notes == (pitch_of(alive - 6 // 2 + 4),) * 9
    assert tune.tonic == "C"


@pytest.mark.parametrize("seed", range(20))
def test_what_a_capital_became_comes_back_as_it_was(seed: int) -> None:
    rules = {"tune": ("A b A b",), "A": ("1 2", "3 4", "5 6"), "b": ("7", "6", "5", "4")}
    words = Grammar(rules, "tune").derive(RNG(seed))
    assert words[:2] == words[3:5]


def test_what_is_no_capital_is_chosen_anew_and_each_side_as_often() -> None:
    rules = {"tune": ("b b",), "b": ("1", "2")}
    rng = RNG(0)
    found = [tuple(Grammar(rules, "tune").derive(rng)) for _ in range(400)]
    shares = [found.count(pair) / 400 for pair in {*found}]
    assert len(shares) == 4
    assert max(shares) < 0.33


def test_every_right_side_of_the_songs_leads_to_notes() -> None:
    sides = [side for sides in SONGS.rules.values() for side in sides]
    assert (len(SONGS.rules), len(sides)) == (10, 38)
    words = {word for side in sides for word in side.split()} - {*SONGS.rules}
    assert all(re.fullmatch(r"[1-7][,']*-*", word) for word in words)
    for tune in SONGS.tunes(50, RNG(1)):
        assert (len(tune.notes), tune.length) == (44, 48 * 48)
        assert tune.notes[-1] == 60


@pytest.mark.parametrize("word", ["8", "x", "-1", "5 ,", "", "1,-,"])
def test_what_is_no_note_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is no note"):
        in_notes([word], "")


def test_octaves_and_lengths_of_a_word() -> None:
    tune = in_notes(["5,", "1", "1'-", "7,,---"], "Four")
    assert tune.pitches == (55, 60, 72, 47)
    assert tune.durations == (48, 48, 96, 192)
