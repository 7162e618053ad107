"""Performers: parts that were put in are found again, against slow versions of the definitions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.experiments.performers import (
    Performances,
    Recipe,
    average,
    beat_curves,
    by_count,
    decompose,
    from_curves,
    kept,
    like_others,
    read_class,
    recognized,
    repeated,
    simulate,
)
from meantone.tunes import Matched, Take, Tune, load, steady, write_takes

rng = np.random.default_rng
TUNE = Tune((60, 62, 64, 65, 67, 65), (48, 24, 24, 48, 96, 48), phrase_ends=(2, 5))


def ode() -> Tune:
    return next(tune for tune in load("starter") if "ode_to_joy" in tune.id).excerpt(0, 30)


def put_together(n: int, places: int, own: float, rest: float, seed: int) -> np.ndarray:
    """Curves with a shared part of variance 1, and parts of given variances."""
    draw = rng(seed)
    shared = draw.normal(size=places)
    return np.asarray(
        (shared - shared.mean()) / shared.std()
        + np.sqrt(own) * draw.normal(size=(n, 1, places))
        + np.sqrt(rest) * draw.normal(size=(n, 2, places))
    )


def slowly(x: np.ndarray) -> tuple[float, float, float]:
    """The three parts by their definition, place by place and pair by pair."""
    n, _, places = x.shape

    def cov(a: list[float], b: list[float]) -> float:
        am, bm = sum(a) / places, sum(b) / places
        return sum((p - am) * (q - bm) for p, q in zip(a, b, strict=True)) / places

    mean = [[(x[i, 0, k] + x[i, 1, k]) / 2 for k in range(places)] for i in range(n)]
    shared = own = total = 0.0
    for i in range(n):
        rest_of_us = [sum(mean[j][k] for j in range(n) if j != i) / (n - 1) for k in range(places)]
        shared += cov(mean[i], rest_of_us) / n
        own += cov(list(x[i, 0]), list(x[i, 1])) / n
        total += (cov(list(x[i, 0]), list(x[i, 0])) + cov(list(x[i, 1]), list(x[i, 1]))) / 2 / n
    return shared, own - shared, total - own


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 6), st.integers(2, 7), st.integers(0, 1000))
def test_parts_are_those_of_the_definition(n: int, places: int, seed: int) -> None:
    x = put_together(n, places, 0.5, 0.3, seed) + rng(seed).normal(size=(n, 1, 1))
    parts = decompose(x, rng(0), draws=20)
    assert (parts.shared, parts.own, parts.rest) == pytest.approx(slowly(x), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 7), st.integers(0, 1000))
def test_the_mean_of_all_holds_a_share_of_ones_own(n: int, seed: int) -> None:
    x = put_together(n, 9, 1.0, 0.5, seed)
    parts = decompose(x, rng(0), draws=20)
    everybody = x.mean(axis=(0, 1))
    assert everybody.var() == pytest.approx(parts.of_average(n, takes=2))
    assert everybody.var() != pytest.approx(parts.shared)


@pytest.mark.parametrize(("own", "rest"), [(0.5, 0.25), (0.0, 0.5), (0.5, 0.0), (0.0, 0.0)])
def test_parts_that_were_put_in_are_found(own: float, rest: float) -> None:
    parts = decompose(put_together(30, 400, own, rest, 5), rng(0))
    found = parts.shared, parts.own, parts.rest
    assert found == pytest.approx((1, own, rest), abs=0.04)
    for name, share in parts.shares.items():
        low, high = parts.intervals[name]
        assert low - 1e-9 <= share <= high + 1e-9
    assert parts.table()["share"].sum() == pytest.approx(1)


def test_the_estimate_is_right_on_average_where_the_plain_one_is_not() -> None:
    found = [decompose(put_together(4, 30, 1.0, 0.5, seed), rng(0), draws=10)
             for seed in range(300)]  # fmt: skip
    plain = np.mean([put_together(4, 30, 1.0, 0.5, seed).mean(axis=(0, 1)).var()
                     for seed in range(300)])  # fmt: skip
    # A variance over 30 places is 29/30 of that of the numbers drawn.
    assert np.mean([one.shared for one in found]) == pytest.approx(1, abs=0.03)
    assert np.mean([one.own for one in found]) == pytest.approx(29 / 30, abs=0.05)
    assert plain > 1.25


def test_intervals_hold_what_was_put_in_about_as_often_as_they_say() -> None:
    held = 0
    for seed in range(60):
        low, high = decompose(put_together(15, 200, 0.6, 0.4, seed), rng(seed), 300).intervals[
            "rest"
        ]
        held += low <= 0.2 <= high
    assert held > 45


def test_shuffled_places_have_nothing_shared_and_other_takes_nothing_of_ones_own() -> None:
    x = put_together(20, 200, 0.5, 0.5, 1)
    shuffled = rng(0).permuted(x, axis=2)
    assert decompose(shuffled, rng(0)).shares["shared"] == pytest.approx(0, abs=0.03)
    strangers = np.stack([x[:, 0], np.roll(x[:, 1], 1, axis=0)], axis=1)
    assert decompose(strangers, rng(0)).shares["own and returning"] == pytest.approx(0, abs=0.03)


def test_what_is_kept_is_two_figures() -> None:
    x = put_together(20, 300, 0.5, 0.5, 2)
    found = kept(x, rng(0))
    by_hand = np.var(x[:, 0].mean(axis=0)) / np.mean([np.var(one) for one in x[:, 0]])
    assert found.variance == pytest.approx(by_hand)
    r = [np.corrcoef(x[i, 0], np.delete(x[:, 0], i, axis=0).mean(axis=0))[0, 1] for i in range(20)]
    assert found.each == pytest.approx(r)
    assert found.r == pytest.approx(np.mean(r))
    assert found.interval[0] < found.r < found.interval[1]
    assert like_others(np.zeros((3, 4))).tolist() == [0, 0, 0]


def test_more_others_are_more_alike_and_all_of_them_are_the_whole() -> None:
    x = put_together(9, 200, 1.0, 0.5, 3)
    curve = by_count(x, [1, 3, 8], rng(0))
    assert np.all(np.diff(curve) > 0)
    assert curve[-1] == pytest.approx(kept(x, rng(0)).r)


def test_own_habits_are_recognized_and_averaging_hides_them() -> None:
    x = put_together(12, 60, 0.5, 0.25, 4)
    alone, three, six = (recognized(x, count, rng(0)) for count in (1, 3, 6))
    assert alone.rate == 1
    assert alone.rate > three.rate > six.rate
    assert alone.chance == pytest.approx(1 / 12)
    strangers = put_together(12, 60, 0.0, 0.75, 4)
    assert recognized(strangers, 1, rng(0)).rate < 0.35
    nobody = recognized(strangers, 6, rng(0), draws=60)
    assert nobody.rate == pytest.approx(1 / 12, abs=0.06)
    with pytest.raises(ValueError, match="1 to 6"):
        recognized(x, 7, rng(0))


@pytest.mark.parametrize("count", range(1, 7))
def test_only_one_average_holds_a_performer(count: int) -> None:
    spikes = np.repeat(100 * np.eye(12)[:, None], 2, axis=1)  # each has a place of their own
    assert recognized(spikes, count, rng(0)).rate == 1


def test_recognition_is_the_nearest_first_take() -> None:
    x = put_together(6, 4, 0.2, 0.8, 6)
    x -= x.mean(axis=2, keepdims=True)
    right = [
        min(range(6), key=lambda j, i=i: float(((x[j, 0] - x[i, 1]) ** 2).sum())) == i
        for i in range(6)
    ]
    assert recognized(x, 1, rng(0)).each.tolist() == [float(one) for one in right]


def test_where_nothing_varies_nothing_is_said() -> None:
    still = np.zeros((4, 2, 5))
    parts = decompose(still, rng(0), draws=20)
    assert np.isnan([*parts.shares.values(), *parts.table()["low"]]).all()
    assert np.isnan(kept(still, rng(0)).variance)
    alike = simulate(TUNE, 3, rng(0), Recipe(loudness=0.0))
    assert alike.both.shape == (3, 2, 5)


@pytest.mark.parametrize("shape", [(2, 2, 5), (4, 1, 5), (4, 3, 5), (4, 2, 1), (4, 5)])
def test_curves_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="2 takes, places"):
        decompose(np.ones(shape), rng(0))


def test_simulated_performers_have_the_parts_of_their_recipe() -> None:
    group = simulate(ode(), 60, rng(1))
    assert group.simulated
    assert group.kind == "simulated performers"
    assert all(name.startswith("simulated") for name in group.names)
    for curves, deviation in ((group.tempo, 0.2), (group.loudness, 9.0)):
        parts = decompose(curves, rng(0))
        assert [*parts.shares.values()] == pytest.approx([0.625, 0.25, 0.125], abs=0.04)
        assert np.sqrt(parts.total) == pytest.approx(deviation, rel=0.1)
    alike = simulate(ode(), 20, rng(1), Recipe(shared=1.0, own=0.0, rest=0.0))
    assert decompose(alike.tempo, rng(0)).shares["shared"] == pytest.approx(1, abs=1e-6)


def test_a_phrase_ends_slower_than_it_is() -> None:
    tempo = simulate(ode(), 40, rng(2)).tempo.mean(axis=(0, 1))
    assert max(tempo[13], tempo[28]) < 0 < min(tempo[4:8].min(), tempo[19:23].min())


def test_the_average_of_takes_is_that_of_logarithms() -> None:
    fast, slow = steady(TUNE, 120), steady(TUNE, 30)
    assert average([fast, slow]).onsets == pytest.approx(steady(TUNE, 60).onsets, abs=1e-4)
    assert average([fast]) == fast
    group = simulate(TUNE, 5, rng(0))
    mean = group.average()
    assert mean.tempo == pytest.approx(group.tempo[:, 0].mean(axis=0), abs=1e-4)
    assert mean.loudness == pytest.approx(group.loudness[:, 0].mean(axis=0), abs=1)


def test_curves_make_a_take_that_has_them() -> None:
    tempo = np.array([0.2, -0.1, 0.1, -0.3, 0.1])
    take = from_curves(TUNE, tempo, [5, -5, 3, -3, 1, -1])
    assert take.tempo == pytest.approx(tempo, abs=1e-4)
    assert take.loudness == pytest.approx([5, -5, 3, -3, 1, -1])


def test_performances_need_two_takes_of_one_tune_by_three() -> None:
    take = steady(TUNE)
    with pytest.raises(ValueError, match="it takes three"):
        Performances({"a": (take, take), "b": (take, take)})
    with pytest.raises(ValueError, match="c: give 2 takes"):
        Performances({"a": (take, take), "b": (take, take), "c": (take,)})  # type: ignore[dict-item]
    other = steady(TUNE.transpose(1))
    with pytest.raises(ValueError, match="b: give 2 takes"):
        Performances({"a": (take, take), "b": (take, other), "c": (take, take)})


def test_own_takes_join_a_group() -> None:
    group = simulate(TUNE, 3, rng(0))
    joined = group.adding({"me": (steady(TUNE), steady(TUNE))})
    assert joined.names == [*group.names, "me"]
    assert joined.both.shape == (4, 2, 11)


def test_a_folder_of_takes_stands_in_for_the_simulated(tmp_path: Path) -> None:
    group = simulate(ode(), 4, rng(3))
    for name, takes in group.takes.items():
        write_takes(takes, tmp_path / f"{name}.mid")
    write_takes([steady(ode())], tmp_path / "once.mid")
    write_takes([steady(TUNE)] * 2, tmp_path / "other tune.mid")
    (tmp_path / "broken.mid").write_bytes(b"MThd and no more")
    (tmp_path / "notes.txt").write_text("left alone", encoding="utf-8")
    found, left_out = read_class(tmp_path, ode())
    assert found.names == group.names
    assert not found.simulated
    assert found.tempo == pytest.approx(group.tempo, abs=0.01)
    assert (found.loudness == group.loudness).all()
    assert [*left_out] == ["broken.mid", "once.mid", "other tune.mid"]
    assert "1 takes; 2" in left_out["once.mid"]
    assert "not the notes of" in left_out["other tune.mid"]
    with pytest.raises(ValueError, match="and it takes 3"):
        read_class(tmp_path / "nowhere", ode())


def played(late: float, times: tuple[int, ...] = (1, 2)) -> list[Matched]:
    """A performance of eight beats, once or twice, with a chord on each beat."""
    return [
        Matched(f"n{beat}{voice}-{time}", 8.0 * (time - 1) + beat, pitch, at, 60 + beat + time)
        for time in times
        for beat in range(8)
        for voice, pitch, at in (
            ("a", 60, 4 * (time - 1) + beat / 2 + late * (beat == 3)),
            ("b", 64, 4 * (time - 1) + beat / 2 + 0.02 + late * (beat == 3)),
        )
    ]


def test_beats_are_the_mean_of_their_notes() -> None:
    names, (tempo, loudness) = beat_curves({"p01": played(0.1, (1,)), "p02": played(0.0, (1,))})
    assert names == ["p01", "p02"]
    late = np.log2([1 / 0.5, 1 / 0.5, 1 / 0.6, 1 / 0.4, 1 / 0.5, 1 / 0.5, 1 / 0.5])
    assert tempo[0] == pytest.approx(late)
    assert tempo[1] == pytest.approx(np.ones(7))
    assert loudness[0] == pytest.approx(np.arange(8) + 61)


def test_a_beat_that_one_has_not_counts_for_nobody() -> None:
    without = [note for note in played(0.0, (1,)) if note.beat != 5]
    _, (tempo, loudness) = beat_curves({"p01": played(0.0, (1,)), "p02": without})
    assert tempo.shape == (2, 6)
    assert loudness.shape == (2, 7)
    assert tempo == pytest.approx(np.ones((2, 6)))


def test_a_repeat_is_a_second_take() -> None:
    tempo, loudness = repeated({"p01": played(0.1), "p02": played(0.0), "p03": played(0.05)})
    assert tempo.shape == (3, 2, 7)
    assert loudness.shape == (3, 2, 8)
    assert tempo[0, 0] == pytest.approx(tempo[0, 1])
    assert (loudness[:, 1] - loudness[:, 0]) == pytest.approx(np.ones((3, 8)))
    parts = decompose(tempo, rng(0), draws=20)
    assert parts.rest == pytest.approx(0, abs=1e-9)
    with pytest.raises(ValueError, match="nothing is repeated"):
        repeated({"p01": [Matched("n1", 0, 60, 0, 60)]})


def test_the_takes_of_a_person_are_kept_apart() -> None:
    group = simulate(TUNE, 3, rng(0))
    first = group.takes[group.names[0]]
    assert isinstance(first[0], Take)
    assert first[0] != first[1]
