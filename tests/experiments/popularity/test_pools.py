"""Best of N: by simulation, by enumeration, and by the formula."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.experiments.popularity import Pool, bits_between, bits_of_best, draw, unended
from meantone.models import MarkovChain

rng = np.random.default_rng


def pool_of(scores: np.ndarray) -> Pool:
    return Pool([np.array([place]) for place in range(len(scores))], scores)


def test_tunes_that_may_not_end_are_all_of_one_length() -> None:
    chain = MarkovChain.fit([[0], [1], [0, 1]], 2, add=1)
    drawn = draw(chain, 50, rng(0), notes=9)
    assert {len(tune) for tune in drawn} == {9}
    rows = rng(0).dirichlet(np.ones(4), 20)
    kept = unended(rows)
    assert (kept[:, -1] == 0).all()
    assert np.array_equal(kept[:, :-1], rows[:, :-1])


@pytest.mark.parametrize(("rivals", "count"), [(1, 7), (3, 4), (12, 1)])
def test_each_winner_is_the_best_of_its_own_contest(rivals: int, count: int) -> None:
    scores = rng(1).random(12)
    pool = pool_of(scores)
    for contest, place in enumerate(pool.winners(rivals, count)):
        among = range(contest * rivals, (contest + 1) * rivals)
        assert place in among
        assert scores[place] == max(scores[rival] for rival in among)
    assert [tune[0] for tune in pool.best(rivals, count)] == pool.winners(rivals, count).tolist()


@pytest.mark.parametrize(("rivals", "count"), [(13, 1), (4, 4), (0, 1)])
def test_a_pool_serves_no_more_contests_than_it_has_tunes(rivals: int, count: int) -> None:
    with pytest.raises(ValueError, match="the pool has 12"):
        pool_of(rng(1).random(12)).winners(rivals, count)


@pytest.mark.parametrize("rivals", [1, 2, 3])
def test_chances_are_those_of_all_draws(rivals: int) -> None:
    scores = np.array([0.3, 0.9, 0.1, 0.5])
    wins = np.zeros(4)
    for drawn in np.ndindex(*[4] * rivals):
        wins[max(drawn, key=lambda place: scores[place])] += 1
    assert pool_of(scores).chances(rivals) == pytest.approx(wins / wins.sum())


@pytest.mark.parametrize("rivals", [1, 2, 8, 64])
def test_the_formula_is_the_divergence_of_the_winners(rivals: int) -> None:
    found = bits_between(pool_of(rng(0).random(200_000)).chances(rivals))
    assert found <= bits_of_best(rivals) + 1e-9
    assert found == pytest.approx(bits_of_best(rivals), abs=1e-3)


def test_where_scores_tie_the_formula_is_a_bound() -> None:
    # Two scores only: the winner is the higher one with probability 1 - 2 ** -N.
    high = 1 - 2.0**-8
    true = high * np.log2(2 * high) + (1 - high) * np.log2(2 * (1 - high))
    assert true < 1 < bits_of_best(8)


def test_best_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"best of 0\.5"):
        bits_of_best(0.5)


@pytest.mark.parametrize("penalty", [0.3, 1.0, 3.0])
def test_no_weights_do_better_than_the_tilted_ones(penalty: float) -> None:
    pool = pool_of(rng(4).random(30))
    standard = (pool.scores - pool.scores.mean()) / pool.scores.std()

    def worth(shares: np.ndarray) -> float:
        return float(shares @ standard) - penalty * bits_between(shares)

    best = pool.tilted(penalty)
    assert best.sum() == pytest.approx(1)
    for other in rng(5).dirichlet(np.ones(30) * 3, 200):
        assert worth(0.9 * best + 0.1 * other) < worth(best)


def test_a_tilt_needs_a_price() -> None:
    with pytest.raises(ValueError, match="takes all"):
        pool_of(rng(4).random(3)).tilted(0)
