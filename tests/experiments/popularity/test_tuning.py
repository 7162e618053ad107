"""Tuning: it goes where the formula says, and a penalty holds it back."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from meantone.experiments.popularity import Pool, tune
from meantone.models.neural import LSTM, NeuralModel, SoftmaxBigram, opening_bits

rng = np.random.default_rng
EVERY = [np.array(tune) for tune in product(range(2), repeat=3)]


def zeros(tunes: list[np.ndarray]) -> np.ndarray:
    return np.array([np.mean(np.asarray(tune) == 0) for tune in tunes])


@pytest.mark.parametrize("penalty", [0.5, 1.0])
def test_it_ends_at_the_tilted_distribution(penalty: float) -> None:
    """A bigram that begins even can reach the best distribution for a score of single notes."""
    model = NeuralModel(SoftmaxBigram(2))
    tuned = tune(model, zeros, penalty, rng(0), steps=250, batch=256, notes=3, rate=0.03)
    found = 2 ** -opening_bits(tuned.model.network, EVERY).detach().numpy()
    right = Pool(EVERY, zeros(EVERY)).tilted(penalty)
    assert found.sum() == pytest.approx(1, abs=1e-4)
    assert found == pytest.approx(right, abs=0.06)
    divergence = float(right @ np.log2(right * 8))
    assert tuned.bits(40) == pytest.approx(divergence, abs=0.2)


def test_without_a_penalty_the_best_tune_takes_all() -> None:
    tuned = tune(NeuralModel(SoftmaxBigram(2)), zeros, 0, rng(0), steps=150, notes=3, rate=0.1)
    assert tuned.steps[-1].score > 0.98


def test_the_dearer_the_nearer_to_where_it_began() -> None:
    model = NeuralModel(LSTM(4, rng(0), width=8))
    away = [
        tune(model, zeros, penalty, rng(1), steps=40, notes=6, rate=0.02).bits()
        for penalty in (0, 0.5, 3)
    ]
    assert away[0] > away[1] > away[2]
    assert away[2] < 0.3


def test_the_first_network_stays_as_it_was_and_steps_are_told() -> None:
    model = NeuralModel(LSTM(3, rng(0), width=4))
    before = opening_bits(model.network, [[0, 1, 2]]).item()
    told: list[int] = []
    tuned = tune(model, zeros, 0.1, rng(1), steps=3, batch=8, notes=4, rate=0.1,
                 after_step=lambda so_far: told.append(len(so_far.steps)))  # fmt: skip
    assert opening_bits(model.network, [[0, 1, 2]]).item() == before
    assert told == [1, 2, 3]
    assert len(tuned.table()) == 3
    assert tuned.steps[0].bits == pytest.approx(0, abs=1e-5)
    assert "penalty 0.1" in tuned.picture().to_dict()["title"]


def test_tunes_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        opening_bits(SoftmaxBigram(2), [[0, 1], [0]])
