"""Surprise by place, beside a slow version that goes note by note."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.experiments.risk import (
    PEAKS,
    PHRASE,
    Marked,
    as_long,
    marked,
    phrase_places,
    risk_spread,
    surprise_by_place,
)
from meantone.models import MarkovChain, surprise
from meantone.tunes import Degree, Tune

CHAIN = MarkovChain.fit([[0, 1, 2, 1, 0], [0, 0, 2, 1]], size=3, add=1)
ENDS = st.sets(st.integers(0, 7), max_size=4)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(ENDS)
def test_each_note_of_a_phrase_has_the_place_that_counting_gives(ends: set[int]) -> None:
    tune = Tune((60,) * 8, (48,) * 8, phrase_ends=tuple(sorted(ends)))
    slow, place = [], 0
    for note in range(8):
        last = note in ends or note == 7
        slow.append(0 if place == 0 else 3 if last else 1 if place == 1 else 2)
        place = 0 if last else place + 1
    assert phrase_places(tune).tolist() == slow


def test_a_rest_is_no_note_and_a_phrase_ends_before_it() -> None:
    tune = Tune((60, 62, -1, 64, 65), (48,) * 5, tonic="C", phrase_ends=(2, 4))
    assert phrase_places(tune).tolist() == [0, 3, 0, 3]
    assert [len(array) for array in marked([tune], Degree([0, 2, 4, 5]))[0]] == [4, 4]


def test_a_tune_without_a_note_has_no_place() -> None:
    assert phrase_places(Tune((-1,), (48,))).tolist() == []


def test_bits_by_place_are_means_over_all_notes_of_that_place() -> None:
    songs = [Marked(np.array(t), np.array(p)) for t, p in
             (([0, 1, 2, 1, 2], [0, 1, 2, 2, 3]), ([2, 2, 0], [0, 0, 3]))]  # fmt: skip
    found = surprise_by_place(CHAIN, {"people": songs}, rng())
    costs = [surprise(CHAIN, song.tokens) for song in songs]
    slow = {place: [] for place in (*PHRASE, *PEAKS)}
    for song, cost in zip(songs, costs, strict=True):
        top = song.tokens.tolist().index(max(song.tokens))
        for note in range(len(song.tokens)):
            slow[PHRASE[song.phrase[note]]].append(cost[note])
            slow[PEAKS[note != top]].append(cost[note])
    for place, values in slow.items():
        assert found.bits["people", place][0] == pytest.approx(np.mean(values))
    assert found.table().shape == (6, 1)
    assert "width" in found.picture(PEAKS, "Peaks").to_dict()


@given(st.lists(st.integers(1, 4), max_size=6), st.lists(st.integers(1, 4), max_size=12))
def test_machines_tunes_are_as_long_as_peoples_and_used_once(
    lengths: list[int], offered: list[int]
) -> None:
    made = [np.full(length, number) for number, length in enumerate(offered)]
    people = [Marked(np.zeros(n, dtype=int), np.arange(n)) for n in lengths]
    laid = as_long(made, people)
    used = [int(one.tokens[0]) for one in laid]
    assert len(set(used)) == len(used)
    assert all(len(one.tokens) == len(one.phrase) for one in laid)
    for length in range(1, 5):
        there = sum(len(one.tokens) == length for one in laid)
        assert there == min(lengths.count(length), offered.count(length))


def test_the_same_notes_are_there_after_mixing_in_the_same_phrases() -> None:
    song = Marked(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 3]))
    mixed = song.mixed(rng(1))
    assert sorted(mixed.tokens) == sorted(song.tokens)
    assert mixed.phrase is song.phrase


def test_spread_is_that_of_the_definition() -> None:
    tunes = [np.array(t) for t in ([0, 1, 2], [2, 2, 2, 2], [0, 0], [1, 2, 0, 0, 1])]
    found = risk_spread(CHAIN, {"people": tunes, "twice": tunes[:2]}, rng())
    bits = [surprise(CHAIN, tune)[:-1] for tune in tunes]
    means = [each.mean() for each in bits]
    right = {
        "bits a note": np.concatenate(bits).mean(),
        "between tunes": np.std(means, ddof=1),
        "within a tune": np.mean([each.std() for each in bits]),
        "above 6 bits": 0.0,
    }
    for figure, value in right.items():
        at, low, high = found.figures["people", figure]
        assert at == pytest.approx(value)
        assert low <= high
    assert found.table().index.tolist() == ["people", "twice"]


def test_notes_above_six_bits_are_counted_among_all_notes() -> None:
    sure = MarkovChain.fit([[0] * 200], size=2, add=0.01)
    found = risk_spread(sure, {"people": [np.array([0, 1, 0, 0]), np.array([0, 0])]}, rng())
    assert found.figures["people", "above 6 bits"][0] == pytest.approx(1 / 6)


def test_one_tune_has_no_spread() -> None:
    with pytest.raises(ValueError, match="it takes two"):
        risk_spread(CHAIN, {"people": [np.array([0])]}, rng())
