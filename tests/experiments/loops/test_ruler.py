"""The figures of a generation: from their definitions, and where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import Samples
from meantone.experiments.loops import Generation, Ruler, in_minor, ruler_of
from meantone.measures import alike, features, openings, returns, vendi_score
from meantone.models import NGram, cross_entropy
from meantone.tunes import Corpus, Degree, Tune

rng = np.random.default_rng
PEOPLE = [rng(seed).integers(0, 5, 12) for seed in range(30)]
MODEL = NGram.fit(PEOPLE, 5, order=3)
RULER = Ruler(PEOPLE, 5, {"minor": in_minor([0, 2, 3, 4, 7])}, notes=10, count=20)


def generation(tunes, ended):
    written = Samples([np.asarray(tune, dtype=np.int64) for tune in tunes], ended)
    return Generation(3, MODEL, written, written)


def test_figures_are_those_of_their_definitions():
    tunes = [rng(100 + seed).integers(0, 5, 10 + seed % 3) for seed in range(25)]
    found = RULER.read(generation(tunes, [seed % 5 > 0 for seed in range(25)]))
    seen = openings(tunes, 10, 20)
    assert found.generation == 3
    assert found.bits == cross_entropy(MODEL, PEOPLE)
    assert found.variety == vendi_score(features(seen, 5))
    assert (found.alike, found.returns) == (alike(seen), returns(seen))
    assert found.notes == np.mean([len(tune) for tune in tunes])
    assert found.cut == pytest.approx(0.2)


def test_too_few_long_tunes_have_no_variety():
    found = RULER.read(generation([np.arange(5)] * 25, [True] * 25))
    assert np.isnan([found.variety, found.alike, found.returns]).all()
    assert found.notes == 5


def test_a_window_that_is_not_full_has_no_figure():
    """Fewer tunes would be less varied, whoever wrote them."""
    tunes = [rng(seed).integers(0, 5, 12) for seed in range(19)] + [np.arange(5)] * 6
    found = RULER.read(generation(tunes, [True] * 25))
    assert np.isnan([found.variety, found.alike, found.returns]).all()


def test_people_and_shuffled_stand_beside():
    people, mixed = RULER.of_people, RULER.of_shuffled(rng(0))
    assert np.isnan(people.bits)
    assert people.notes == mixed.notes == 12
    assert people.shares == mixed.shares  # the same notes in another order
    assert people.alike != mixed.alike


DEGREES = [-9, 0, 3, 4, 15, 16, 7]


@given(st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=6))
def test_minor_has_more_minor_thirds(tunes):
    told = []
    for tune in tunes:
        steps = [DEGREES[token] % 12 for token in tune]
        low, high = steps.count(3), steps.count(4)
        if low or high:
            told.append(low > high)
    found = in_minor(DEGREES)(tunes)
    assert found == np.mean(told) if told else np.isnan(found)


def test_a_region_is_told_by_experts_of_it():
    rising, falling = [0, 2, 4, 5, 7], [7, 5, 4, 2, 0]
    tunes = [
        Tune(tuple(60 + step for step in (rising if n % 2 else falling) * 2), (24,) * 10,
             id=str(n), tonic="C", mode="major", origin="Asia, China" if n % 2 else "Europa")
        for n in range(60)
    ]  # fmt: skip
    parts = [("train", "train", "valid", "valid", "test", "test")[n % 6] for n in range(60)]
    corpus = Corpus.from_tunes(tunes, parts=parts)
    view = Degree.of(corpus)
    ruler = ruler_of(corpus, view, rng(0), "China")
    assert len(ruler.people) == 20
    up, down = (view.encode(tunes[n]) for n in (1, 0))
    assert ruler.groups["China"]([up, down, down, down]) == pytest.approx(0.25)
    assert ruler.of_people.shares["China"] == pytest.approx(0.5)
