"""Probes: the best weighted sum is found, chance is one half, and tunes are held out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import Probe, probe_tunes, told_apart

RNG = np.random.default_rng(0)
STATES = RNG.normal(size=(200, 3)) * [1, 10, 0.1] + [0, 5, -2]
ANSWERS = STATES[:, 1] + RNG.normal(size=200) * 8 > 6


def worth(weights: np.ndarray, bias: float, states: np.ndarray, penalty: float) -> float:
    """The penalized log likelihood, as the docstring has it; weights of units of spread 1."""
    scores = (states - states.mean(0)) / states.std(0) @ weights + bias
    chance = 1 / (1 + np.exp(-scores))
    return np.log(np.where(ANSWERS, chance, 1 - chance)).sum() - penalty / 2 * (weights**2).sum()


@pytest.mark.parametrize("penalty", [0.1, 1.0, 30.0])
def test_no_small_change_makes_the_answers_likelier(penalty: float) -> None:
    probe = Probe.fit(STATES, ANSWERS, penalty)
    weights = probe.weights * STATES.std(0)
    bias = probe.bias + STATES.mean(0) @ probe.weights
    best = worth(weights, bias, STATES, penalty)
    for change in 0.01 * np.vstack([np.eye(4), -np.eye(4), RNG.normal(size=(20, 4))]):
        assert worth(weights + change[:3], bias + change[3], STATES, penalty) < best


def test_a_larger_penalty_makes_smaller_weights() -> None:
    sizes = [np.abs(Probe.fit(STATES, ANSWERS, p).weights).sum() for p in (0.1, 10, 1000)]
    assert sizes[0] > sizes[1] > sizes[2]


def test_units_of_any_size_are_treated_alike() -> None:
    grown = Probe.fit(STATES * [1000, 1, 0.01] + 7, ANSWERS)
    np.testing.assert_allclose(
        grown.scores(STATES * [1000, 1, 0.01] + 7),
        Probe.fit(STATES, ANSWERS).scores(STATES),
        atol=1e-5,
    )


def test_answers_that_can_be_told_without_fail_have_a_probe_too() -> None:
    probe = Probe.fit(np.array([[-1e3], [-1e-3], [1e-3], [1e3]]), [False, False, True, True])
    assert np.isfinite(probe.weights).all()
    assert probe.weights[0] > 0


def test_a_unit_that_never_moves_has_no_weight() -> None:
    still = np.column_stack([STATES, np.full(len(STATES), 3.0)])
    assert Probe.fit(still, ANSWERS).weights[3] == 0


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=12))
def test_told_apart_is_the_share_of_pairs(cases: list[tuple[int, bool]]) -> None:
    yes = [score for score, said in cases if said]
    no = [score for score, said in cases if not said]
    found = told_apart([score for score, _ in cases], [said for _, said in cases])
    if not yes or not no:
        assert np.isnan(found)
        return
    pairs = [(a > b) + (a == b) / 2 for a in yes for b in no]
    assert found == pytest.approx(sum(pairs) / len(pairs))


def test_what_has_nothing_to_do_with_the_answers_is_worth_chance_on_held_out_tunes() -> None:
    noise = [RNG.normal(size=(50, 20)) for _ in range(200)]
    answers = [RNG.random(50) < 0.3 for _ in range(200)]
    fitted = probe_tunes(noise[:20], answers[:20], noise[:20], answers[:20])
    held_out = probe_tunes(noise[:20], answers[:20], noise[20:], answers[20:])
    assert fitted.mean() > 0.55  # it learns what is only chance
    assert abs(held_out.mean() - 0.5) < 0.02


def test_what_the_states_hold_is_found_in_tunes_that_were_not_fitted() -> None:
    answers = [RNG.random(40) < 0.3 for _ in range(60)]
    states = [np.column_stack([said + RNG.normal(size=40) / 4, RNG.normal(size=40)])
              for said in answers]  # fmt: skip
    assert probe_tunes(states[:30], answers[:30], states[30:], answers[30:]).mean() > 0.97


def test_a_tune_without_a_yes_has_no_figure() -> None:
    found = probe_tunes([[[0.0], [1.0]]], [[False, True]], [[[0.0], [1.0]]], [[False, False]])
    assert np.isnan(found).all()


@pytest.mark.parametrize(
    ("states", "answers", "penalty", "says"),
    [
        ([[1.0], [2.0]], [True], 1.0, "one answer for each"),
        ([1.0, 2.0], [True, False], 1.0, "a row of units"),
        ([[1.0], [2.0]], [True, True], 1.0, "all answers are the same"),
        ([[1.0], [2.0]], [True, False], 0.0, "above zero"),
    ],
)
def test_what_cannot_be_probed_is_refused(
    states: list[object], answers: list[bool], penalty: float, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Probe.fit(states, answers, penalty)


def test_scores_and_tunes_without_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="2 scores but 1 answers"):
        told_apart([1.0, 2.0], [True])
    with pytest.raises(ValueError, match="answers for 0"):
        probe_tunes([[[1.0]]], [], [], [])
    with pytest.raises(ValueError, match="0 tunes"):
        probe_tunes([], [], [], [])
