"""The feed: against urns whose law is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import digamma

from meantone.experiments.popularity import effective, feed, shown

rng = np.random.default_rng


def test_shown_is_the_power_of_plays() -> None:
    plays = np.array([[1.0, 2, 5], [3, 3, 3]])
    for power in (0, 0.5, 1, 2):
        raised = plays**power
        assert shown(plays, power) == pytest.approx(raised / raised.sum(axis=1, keepdims=True))
    assert shown([1, 1e9], 50)[1] == pytest.approx(1)  # no overflow


def test_effective_styles_by_the_formula() -> None:
    shares = np.array([0.5, 0.25, 0.25])
    assert effective(shares * 8) == pytest.approx(2 ** -(shares @ np.log2(shares)))
    assert effective(np.ones((2, 7))) == pytest.approx([7, 7])


def test_each_play_is_counted_once() -> None:
    found = feed(5, 123, 1.0, rng(0), runs=3)
    assert found.times[[0, -1]].tolist() == [0, 123]
    assert found.plays.sum(axis=2) == pytest.approx(np.tile(5 + found.times, (3, 1)).T)
    assert (np.diff(found.plays, axis=0) >= 0).all()


def test_polyas_urn_divides_all_ways_alike() -> None:
    """Flat Dirichlet: the mean entropy of 12 shares is digamma(13) - digamma(2) nats."""
    found = feed(12, 1500, 1.0, rng(0), runs=400)
    nats = np.log(found.effective).mean()
    assert nats == pytest.approx(digamma(13) - digamma(2), abs=0.05)
    assert found.shares.mean(axis=0) == pytest.approx(np.full(12, 1 / 12), abs=0.015)


def test_a_feed_that_shows_all_alike_stays_even() -> None:
    assert feed(12, 3000, 0.0, rng(0), runs=20).effective.min() > 11.8


def test_the_steeper_the_feed_the_fewer_styles_and_the_winner_is_chance() -> None:
    left = {g: np.median(feed(12, 2000, g, rng(1), runs=30).effective) for g in (0.5, 1, 1.5, 2)}
    assert left[0.5] > left[1] > left[1.5] > left[2]
    assert len(set(feed(12, 500, 2.0, rng(1), runs=60).winners)) >= 10


def test_taste_that_follows_leaves_fewer() -> None:
    fixed, moved = (
        np.median(feed(12, 1500, 1.0, rng(2), runs=30, follows=share).effective)
        for share in (0.0, 0.01)
    )
    assert moved < fixed / 2


def test_the_same_generator_gives_the_same_feed() -> None:
    one, two = (feed(4, 50, 1.5, rng(3), runs=2).plays for _ in range(2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("follows", [-0.1, 1.0])
def test_taste_follows_by_a_share(follows: float) -> None:
    with pytest.raises(ValueError, match="taste follows"):
        feed(3, 10, 1.0, rng(0), follows=follows)


def test_the_picture_names_the_winners() -> None:
    found = feed(3, 60, 2.0, rng(0), runs=2)
    words = found.picture(runs=2).to_dict()["description"]
    assert words.endswith(f"{found.winners[0] + 1}, {found.winners[1] + 1}.")
    assert found.table()["winner"].tolist() == (found.winners + 1).tolist()
