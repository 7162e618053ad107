"""The mixture with posterior weights: tunes are mixed whole, as a slow sum over tunes says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.decoding import sample
from meantone.models import (
    PPM,
    MarkovChain,
    Mixture,
    NGram,
    PosteriorMixture,
    SequenceModel,
    fixed,
    surprise,
    surprises,
    witten_bell,
)

LOW, HIGH = [[0, 0, 1, 0], [0, 1, 0]], [[2, 2, 1, 2], [2, 1, 2, 2, 2]]


def parts() -> list[SequenceModel[Any]]:
    return [
        NGram.fit(LOW, 3, 3, witten_bell),
        MarkovChain.fit(HIGH, 3, add=0.1),
        PPM.short_term(3),
    ]


def probability(model: SequenceModel[Any], tune: list[int], ended: bool) -> float:
    """Return the probability of a tune, or of a beginning, one token after the other."""
    bits = surprise(model, tune)
    return float(2 ** -(bits if ended else bits[:-1]).sum())


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 2), max_size=6),
    st.tuples(*(st.floats(0.01, 1),) * 3),
)
def test_a_tune_has_the_mean_of_what_the_parts_give_to_the_whole(
    tune: list[int], prior: tuple[float, float, float]
) -> None:
    models = parts()
    model = PosteriorMixture(models, prior)
    share = np.array(prior) / sum(prior)
    for ended in (False, True):
        whole = sum(w * probability(m, tune, ended) for w, m in zip(share, models, strict=True))
        assert probability(model, tune, ended) == pytest.approx(whole)
    state = model.start(1)
    for token in tune:
        state = model.advance(state, np.array([token]))
    each = share * [probability(m, tune, False) for m in models]
    np.testing.assert_allclose(model.weights(state)[0], each / each.sum())
    np.testing.assert_allclose(
        [model.likelihood(state, np.array([t]))[0] for t in range(4)],
        model.probabilities(state)[0],
    )
    assert model.probabilities(state).sum() == pytest.approx(1)


def test_tunes_side_by_side_are_as_each_alone() -> None:
    model = PosteriorMixture(parts(), [0.2, 0.3, 0.5])
    tunes = [[0, 0, 1], [2], [], [2, 2, 1, 2, 0]]
    for tune, bits in zip(tunes, surprises(model, tunes), strict=True):
        np.testing.assert_allclose(bits, surprise(model, tune))


def test_one_part_alone_is_that_part() -> None:
    models = parts()
    model = PosteriorMixture(models, [0, 1, 0])
    np.testing.assert_allclose(surprise(model, [2, 0, 1]), surprise(models[1], [2, 0, 1]))


def test_it_remembers_its_style_and_a_mixture_of_notes_does_not() -> None:
    experts = [MarkovChain.fit(LOW, 3, add=0.01), MarkovChain.fit(HIGH, 3, add=0.01)]
    drawn = {
        kind: sample(model, 2000, np.random.default_rng(0), longest=12)
        for kind, model in {
            "whole": PosteriorMixture(experts, [0.75, 0.25]),
            "notes": Mixture(experts, fixed([0.75, 0.25])),
        }.items()
    }
    torn = {
        kind: np.mean([{0, 2} <= set(tune.tolist()) for tune in tunes])
        for kind, tunes in drawn.items()
    }
    assert torn["whole"] < 0.05 < 0.2 < torn["notes"]
    high = np.mean([(tune == 2).sum() > (tune == 0).sum() for tune in drawn["whole"]])
    assert 0.21 < high < 0.29


def test_what_no_part_thinks_possible_leaves_the_weights() -> None:
    model = PosteriorMixture([MarkovChain.fit([tune], size=3) for tune in ([0], [1])], [3, 1])
    state = model.advance(model.start(2), np.array([2, 1]))
    np.testing.assert_allclose(model.weights(state), [[0.75, 0.25], [0, 1]])


@pytest.mark.parametrize("prior", [[1.0], [1, -1], [0, 0], [1, np.inf], [1, np.nan]])
def test_a_prior_that_is_none_is_refused(prior: list[float]) -> None:
    models = [MarkovChain.fit([[0]], size=1), MarkovChain.fit([[0, 0]], size=1)]
    with pytest.raises(ValueError, match="the prior is"):
        PosteriorMixture(models, prior)


def test_models_of_different_sizes_are_refused() -> None:
    models = [MarkovChain.fit([[0]], size=1), MarkovChain.fit([[0]], size=2)]
    with pytest.raises(ValueError, match=r"sizes \[1, 2\]"):
        PosteriorMixture(models, [1, 1])
