"""The loop, against a slow and obvious one; and what each generation is told of ends."""

from itertools import islice

import numpy as np
import pytest

from meantone.decoding import Samples, sample
from meantone.experiments.loops import Loop, accumulate, generations, subsample
from meantone.models import NGram, SequenceModel

rng = np.random.default_rng


class Parrot(SequenceModel[np.ndarray]):
    """Says its one token for ever: no tune of it ever ends."""

    size = 3

    def __init__(self, token: int = 1) -> None:
        self.token = token

    def start(self, batch):
        return np.zeros(batch, dtype=int)

    def probabilities(self, state):
        return np.tile(np.eye(4)[self.token], (len(state), 1))

    def advance(self, state, tokens):
        return state


PEOPLE = [[0, number % 2, 2] for number in range(10)]


def learned(loop, last, fit=lambda tunes: Parrot()):
    """What each generation learns from."""
    return [one.learned for one in islice(generations(fit, PEOPLE, loop, rng(0)), last + 1)]


def by_people(tunes):
    return sum(tune[0] == 0 for tune in tunes)


def test_the_first_generation_learns_from_people_alone():
    (first,) = learned(Loop(tunes=10), last=0)
    assert sorted(tune.tolist() for tune in first) == sorted(PEOPLE)
    assert first.ended.all()


def test_replaced_nothing_of_people_is_left():
    later = learned(Loop(tunes=10, longest=5), last=3)[1:]
    assert [by_people(tunes) for tunes in later] == [0, 0, 0]
    assert [len(tunes) for tunes in later] == [10, 10, 10]


@pytest.mark.parametrize(("fresh", "many"), [(0.2, 2), (0.5, 5), (1.0, 10)])
def test_so_many_are_fresh(fresh, many):
    later = learned(Loop(tunes=10, longest=5, fresh=fresh), last=3)[1:]
    assert [by_people(tunes) for tunes in later] == [many] * 3


def test_fresh_tunes_are_others_until_all_were_used():
    people = [[0, 1 + number] for number in range(6)]

    def fit(tunes):
        return Parrot()

    loop = generations(fit, people, Loop(tunes=2, fresh=1.0, longest=3), rng(0))
    seen = [int(tune[1]) for one in islice(loop, 6) for tune in one.learned]
    assert sorted(seen[:6]) == sorted(seen[6:]) == [1, 2, 3, 4, 5, 6]


def test_accumulated_everything_stays():
    every = learned(Loop(accumulate, tunes=10, longest=5, fresh=0.2), last=3)
    assert [len(tunes) for tunes in every] == [10, 20, 30, 40]
    assert [by_people(tunes) for tunes in every] == [10, 12, 14, 16]


def test_subsampled_there_are_always_as_many():
    assert [len(tunes) for tunes in learned(Loop(subsample, tunes=10, longest=5), last=3)] == [
        10
    ] * 4


def test_tunes_cut_at_the_limit_are_never_told_to_have_ended():
    told = learned(Loop(tunes=10, longest=5, fresh=0.2), last=2)[1:]
    for tunes in told:
        assert [bool(end) for end in tunes.ended] == [tune[0] == 0 for tune in tunes]


def test_the_loop_is_the_obvious_one():
    def fit(tunes):
        return NGram.fit(tunes, 3, order=2, ended=tunes.ended)

    loop = Loop(tunes=10, longest=6)
    found = [*islice(generations(fit, PEOPLE, loop, rng(3)), 4)]

    chance = rng(3)
    data = Samples([np.array(PEOPLE[i]) for i in chance.permutation(10)], np.ones(10, dtype=bool))
    for one in found:
        model = fit(data)
        assert np.allclose(one.model.table, model.table)
        data = sample(model, 10, chance, longest=6)
        assert [tune.tolist() for tune in one.written] == [tune.tolist() for tune in data]


def test_more_tunes_than_people_have():
    with pytest.raises(ValueError, match="people have 10 tunes"):
        next(generations(lambda tunes: Parrot(), PEOPLE, Loop(tunes=11), rng(0)))
