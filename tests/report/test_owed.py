"""Of whom tunes are made: exact, beside people's, and of one tune only where there is but one."""

import numpy as np
import pytest

from meantone.experiments.attribution import Attribution
from meantone.models import NGram
from meantone.report import Yardstick, sources, yardstick
from meantone.report.yardsticks import people_named
from meantone.tunes import Corpus, Tune

RNG = np.random.default_rng


@pytest.fixture(scope="module")
def kinder() -> Corpus:
    return people_named("kinder")


@pytest.fixture(scope="module")
def long(kinder: Corpus) -> list[Tune]:
    return [tune for tune in kinder if len(tune.notes) > 33]


@pytest.fixture(scope="module")
def yard(kinder: Corpus, long: list[Tune]) -> Yardstick:
    return yardstick(kinder, long[:8], RNG(0))


def test_the_mean_is_that_of_every_tune_note_by_note(yard: Yardstick, long: list[Tune]) -> None:
    found = sources(long[:8], yard)
    learned = yard.tokens(yard.training)
    asked = Attribution(NGram.fit(learned, len(yard.view.vocabulary), 5), learned)
    each = [asked.owed(tokens[: yard.reference.length]) for tokens in yard.tokens(long[:8])]
    assert found.mean == pytest.approx(np.mean([owed.sources for owed in each]))
    whole = np.mean([owed.mean for owed in each], axis=0)
    best = np.argsort(-whole, kind="stable")[:3]
    assert [one.tune for one in found.largest] == [yard.training[place] for place in best]
    assert [one.share for one in found.largest] == pytest.approx(whole[best].tolist())
    assert found.count == 8


def test_people_are_made_of_as_many_as_people(yard: Yardstick) -> None:
    others = [tune for tune in yard.human if len(tune.notes) > 30]
    found = sources(others, yard)
    assert found.count == min(len(others), 100)
    assert found.band[0] < found.mean < found.band[1]


def test_a_training_tune_owes_most_to_itself(yard: Yardstick) -> None:
    copied = next(tune for tune in yard.training if len(tune.notes) > 40)
    found = sources([copied] * 8, yard)
    assert found.largest[0].tune == copied
    assert found.largest[0].share > 3 * found.largest[1].share
    assert found.mean < found.band[0]


def test_what_is_given_as_training_is_asked(kinder: Corpus, long: list[Tune]) -> None:
    yard = yardstick(kinder, long[:8], RNG(0), long[:2])
    found = sources(long[:8], yard)
    assert {one.tune for one in found.largest} == {*long[:2]}
    assert 1 <= found.mean <= 2


def test_the_same_tunes_and_seed_give_the_same(yard: Yardstick, long: list[Tune]) -> None:
    assert sources(long, yard, 1) == sources(long, yard, 1)
    assert sources(long, yard, 1).band != sources(long, yard, 2).band
