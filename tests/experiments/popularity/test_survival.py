"""Survival: the area under the curve, its interval, and worlds in which the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.experiments.popularity import area_of, survival, versions
from meantone.models import MarkovChain

rng = np.random.default_rng


def test_versions_are_counted_by_cluster() -> None:
    assert versions(["a", "b", "a", "a", "c"]).tolist() == [3, 1, 3, 3, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_area_is_the_share_of_pairs(seed: int) -> None:
    ours, theirs = rng(seed).integers(0, 6, 12), rng(seed + 9).integers(0, 5, 17)
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in ours for b in theirs]
    assert area_of(ours, theirs).value == pytest.approx(np.mean(pairs))


def test_the_interval_holds_the_truth_19_times_of_20() -> None:
    """Normal figures one deviation apart have an area of Phi(1 / sqrt 2) = .7602."""
    draw = rng(0)
    held = 0
    for _ in range(400):
        found = area_of(draw.normal(1, 1, 60), draw.normal(0, 1, 90))
        held += found.low < 0.7602 < found.high
    assert 0.91 < held / 400 < 0.98


def test_a_world_in_which_survivors_are_known_by_their_length() -> None:
    draw = rng(1)
    counts = draw.integers(1, 4, 300)
    tunes = [draw.integers(0, 4, 20 + 10 * (count > 1)) for count in counts]
    found = survival(MarkovChain.fit(tunes, 4, add=1), tunes, counts, draw)
    assert found.foretold["length"].value == 1
    assert abs(found.foretold["predictability"].value - 0.5) < 0.12
    low, high = found.chance
    assert low < 0.5 < high
    assert high - low < 0.2


def test_a_world_in_which_survivors_use_other_notes() -> None:
    draw = rng(2)
    counts = draw.integers(1, 3, 200)
    tunes = [
        draw.choice(4, 20, p=[0.4, 0.3, 0.2, 0.1] if c > 1 else [0.1, 0.2, 0.3, 0.4])
        for c in counts
    ]
    found = survival(MarkovChain.fit(tunes, 4, add=1), tunes, counts, draw)
    assert found.foretold["its notes"].low > 0.9


def test_groups_are_sized_and_judged() -> None:
    tunes = [np.array([0, 0, 0, 0])] * 3 + [np.array([1, 1, 1, 1])] * 5
    chain = MarkovChain.fit([[0] * 9], 2, add=0.1)
    found = survival(chain, tunes, [4, 4, 3, 1, 1, 1, 1, 2], rng(0))
    assert [group[0] for group in found.groups.values()] == [4, 1, 3]
    assert found.groups["3 or more"][1] < found.groups["1"][1]
    assert found.table().index.tolist() == ["predictability", "length", "its notes"]
    assert "0.5: a coin" in str(found.picture().to_dict())


@pytest.mark.parametrize("counts", [[1, 1], [2, 3]])
def test_one_group_alone_is_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="nothing can be told apart"):
        survival(MarkovChain.fit([[0]], 1), [np.array([0]), np.array([0])], counts, rng(0))
