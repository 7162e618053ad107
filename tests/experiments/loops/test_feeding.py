"""What a generation feeds to the next one, against slow and obvious versions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import Samples
from meantone.experiments.loops import (
    KEPT,
    Loop,
    Pick,
    accumulate,
    like_people,
    likeliest,
    replace,
    subsample,
)
from meantone.experiments.loops.feeding import bits_per_note
from meantone.models import PPM, MarkovChain, NGram, surprise

PEOPLE = [[0, 1, 0, 2], [0, 0, 1], [1, 0], [2], [1, 2, 2, 2, 0]]
JUDGE = NGram.fit(PEOPLE, 3, order=3)
rng = np.random.default_rng

tunes = st.lists(st.integers(0, 2), max_size=7).map(lambda tune: np.array(tune, dtype=np.int64))
sets = st.lists(st.tuples(tunes, st.booleans()), min_size=1, max_size=6)


def samples(pairs):
    return Samples([tune for tune, _ in pairs], [ended for _, ended in pairs])


def listed(found):
    return [(tune.tolist(), bool(end)) for tune, end in zip(found, found.ended, strict=True)]


@given(st.lists(sets, min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_what_is_kept_of_all_there_was(history, seed):
    had = [samples(pairs) for pairs in history]
    every = [pair for found in had for pair in listed(found)]
    assert listed(replace(had, rng(seed))) == listed(had[-1])
    assert listed(accumulate(had, rng(seed))) == every
    chosen = listed(subsample(had, rng(seed)))
    assert len(chosen) == len(had[0])
    for pair in every:  # none more often than it was there
        assert chosen.count(pair) <= every.count(pair)


def test_a_subsample_holds_old_and_new_tunes_in_their_proportion():
    old = Samples([np.array([0])] * 300, np.ones(300, dtype=bool))
    new = Samples([np.array([1])] * 900, np.zeros(900, dtype=bool))
    chosen = subsample([old, new], rng(0))
    assert len(chosen) == 300
    assert 50 < sum(int(tune[0]) == 0 for tune in chosen) < 100
    assert [bool(end) for end in chosen.ended] == [int(tune[0]) == 0 for tune in chosen]


@given(st.lists(tunes, max_size=8))
def test_bits_per_note_leave_the_end_out(some):
    slow = [
        (bits[:-1] if len(bits) > 1 else bits).mean() for bits in (surprise(JUDGE, t) for t in some)
    ]
    assert np.allclose(bits_per_note(JUDGE, some), slow)


@given(sets, st.integers(1, 4))
def test_one_of_each_n_is_picked_and_keeps_its_end(pairs, of):
    heard = samples(pairs * of)
    picked = Pick(of, JUDGE, likeliest)(heard, rng(0))
    bits = bits_per_note(JUDGE, heard)
    best = [start + int(np.argmin(bits[start : start + of])) for start in range(0, len(heard), of)]
    assert listed(picked) == [listed(heard)[place] for place in best]


def test_a_person_takes_what_is_as_surprising_as_people():
    people = np.array([2.0, 3.0])
    bits = np.array([[0.1, 2.1, 2.9, 9.0]] * 400)
    picked = like_people(people)(bits, rng(0)).argmax(axis=1)
    assert set(picked.tolist()) == {1, 2}
    assert 150 < np.sum(picked == 1) < 250


def test_temperature_is_that_of_the_drawing():
    chain = MarkovChain.fit([[0, 1], [0, 1], [0, 1], [1]], size=2)
    cold = Loop(temperature=0.2, tunes=400).write(chain, rng(0))
    usual = Loop(tunes=400).write(chain, rng(0))
    first = [np.mean([tune[0] == 0 for tune in found]) for found in (usual, cold)]
    assert first[0] == pytest.approx(0.75, abs=0.06)
    assert first[1] > 0.97  # .75 ** 5 against .25 ** 5


def test_a_model_without_numbered_states_writes_too():
    model = PPM.fit(PEOPLE, 3)
    written = Loop(temperature=0.7, tunes=5, longest=4).write(model, rng(0))
    assert len(written) == 5
    assert max(len(tune) for tune in written) <= 4


def test_a_picker_hears_n_times_as_many():
    class Counting(Pick):
        def __call__(self, heard, rng):
            assert len(heard) == 12
            return super().__call__(heard, rng)

    written = Loop(tunes=4, pick=Counting(3, JUDGE, likeliest)).write(JUDGE, rng(0))
    assert len(written) == 4


@pytest.mark.parametrize("wrong", [{"fresh": -0.1}, {"fresh": 1.1}, {"tunes": 0}])
def test_a_loop_that_cannot_be(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Loop(**wrong)


def test_kinds_have_names():
    assert [*KEPT.values()] == [replace, accumulate, subsample]
