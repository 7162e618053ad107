"""Adapting: each way learns from what it is given, and is measured on what it was not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from meantone.experiments.adaptation import (
    Adapted,
    adapting,
    added,
    fine_tuned,
    interpolated,
    repeated,
)
from meantone.experiments.adaptation.adapting import Way
from meantone.models import NGram, surprises

SIZE = 4


def tunes(step: int, count: int) -> list[np.ndarray]:
    """Return noisy walks around the circle of four notes."""
    rng = np.random.default_rng(step)
    return [np.cumsum(np.where(rng.random(16) < 0.9, step, 2)) % SIZE for _ in range(count)]


UP, DOWN = tunes(1, 60), tunes(3, 60)


def mean_bits(model: object, songs: list[np.ndarray]) -> float:
    return float(np.concatenate(surprises(model, songs)).mean())


def test_no_tune_leaves_every_way_where_it_was() -> None:
    base = NGram.fit(UP, SIZE, 3)
    for way in (added(UP, SIZE, 3), repeated(UP, SIZE, 50, 3), interpolated(base, SIZE, order=3)):
        assert mean_bits(way([]), DOWN) == pytest.approx(mean_bits(base, DOWN))


def test_each_way_is_what_it_says() -> None:
    own = DOWN[:3]
    again = NGram.fit([*UP, *own], SIZE, 3)
    assert mean_bits(added(UP, SIZE, 3)(own), DOWN) == pytest.approx(mean_bits(again, DOWN))
    often = NGram.fit([*UP, *(own * 4)], SIZE, 3)
    assert mean_bits(repeated(UP, SIZE, 10, 3)(own), DOWN) == pytest.approx(mean_bits(often, DOWN))
    base, mine = NGram.fit(UP, SIZE, 3), NGram.fit(own, SIZE, 3)
    mixed = interpolated(base, SIZE, share=0.25, order=3)(own)
    row, other, both = (model.probabilities(model.start(1)) for model in (base, mine, mixed))
    np.testing.assert_allclose(both, 0.75 * row + 0.25 * other)


def test_more_tunes_help_and_the_curve_says_how_much() -> None:
    ways = {"added": added(UP, SIZE, 3), "mixed": interpolated(NGram.fit(UP, SIZE, 3), SIZE)}
    found = adapting(ways, DOWN[:40], DOWN[40:], UP[40:], [0, 2, 20], np.random.default_rng(0), 4)
    for way in ways:
        assert found[way, 20].mean < found[way, 2].mean < found[way, 0].mean
        low, high = found[way, 2].interval
        assert low < found[way, 2].mean < high
        assert [len(found[way, count].bits) for count in (0, 2)] == [1, 4]
    assert len(found.table()) == 6
    assert "mixed, 20 tunes" in found.picture().to_dict()["description"]


def test_draws_are_the_same_for_a_seed() -> None:
    ways = {"added": added(UP, SIZE, 2)}
    one, two = (
        adapting(ways, DOWN[:40], DOWN[40:], UP, [3], np.random.default_rng(5), 2) for _ in "ab"
    )
    assert one == two


def test_every_way_learns_from_the_same_different_tunes_and_is_judged_on_others() -> None:
    heard: dict[str, list[list[bytes]]] = {"a": [], "b": []}
    base = NGram.fit(UP, SIZE, 2)

    def listening(name: str) -> Way:
        def way(own: Sequence[np.ndarray]) -> NGram:
            heard[name].append([tune.tobytes() for tune in own])
            return base

        return way

    own = [np.append(np.arange(8) % SIZE, np.divmod(k, SIZE)) for k in range(12)]
    ways = {name: listening(name) for name in heard}
    found = adapting(ways, own, DOWN, UP, [9], np.random.default_rng(0), 3)
    assert heard["a"] == heard["b"]
    assert [len(set(tunes)) for tunes in heard["a"]] == [9] * 3
    assert len({*map(tuple, heard["a"])}) == 3
    assert found["a", 9].bits == pytest.approx([mean_bits(base, DOWN)] * 3)
    assert found["a", 9].others == pytest.approx([mean_bits(base, UP)] * 3)


def test_every_note_counts_alike() -> None:
    base = NGram.fit(UP, SIZE, 2)
    uneven = [DOWN[0][:2], DOWN[1]]
    found = adapting({"as it was": lambda own: base}, UP, uneven, UP, [0], np.random.default_rng(0))
    assert found["as it was", 0].mean == pytest.approx(mean_bits(base, uneven))


def test_the_interval_is_students() -> None:
    bits = (2.0, 2.5, 2.25, 3.0)
    low, high = stats.t.interval(0.95, 3, np.mean(bits), stats.sem(bits))
    assert Adapted("added", 3, bits, bits).interval == pytest.approx((low, high), abs=1e-3)


def test_a_network_learns_its_own_tunes_and_forgets_the_others() -> None:
    from meantone.models.neural import LSTM, Plan, train

    network = LSTM(SIZE, np.random.default_rng(0), width=12)
    base = train(network, UP, UP[:10], Plan(epochs=4, rate=0.03, warm_up=1), show=False).model
    way = fine_tuned(base, Plan(epochs=5, batch=8, rate=0.02, warm_up=1))
    before = mean_bits(base, UP)
    found = adapting({"tuned": way}, DOWN[:20], DOWN[40:], UP, [0, 20], np.random.default_rng(0), 1)
    assert found["tuned", 20].mean < found["tuned", 0].mean
    assert found["tuned", 20].forgets > found["tuned", 0].forgets
    assert mean_bits(base, UP) == pytest.approx(before)  # the base is as it was
