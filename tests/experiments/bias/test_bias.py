"""Whose average: groups, judges, shares, the law, bits and repairs, each against a slow version."""

from __future__ import annotations

import math
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from meantone.decoding import sample, temperature
from meantone.experiments.bias import (
    Amplification,
    Groups,
    Guided,
    Judge,
    Line,
    Point,
    Styled,
    amplification,
    bits_by_group,
    by_classifier,
    by_experts,
    fit_line,
    output_shares,
    sample_by_style,
    true_share,
    with_style,
)
from meantone.experiments.bias.shares import share_interval
from meantone.models import (
    MarkovChain,
    NGram,
    PosteriorMixture,
    SequenceModel,
    surprise,
    witten_bell,
)
from meantone.models.sequence_model import Numbers
from meantone.tunes import Degree, load

rng = np.random.default_rng

LOW = MarkovChain(
    [[0.7, 0.1, 0.1, 0.1], [0.6, 0.2, 0.1, 0.1], [0.7, 0.1, 0.1, 0.1], *[[0.7, 0.2, 0.1, 0.0]] * 2]
)
HIGH = MarkovChain(np.asarray(LOW.table)[[2, 1, 0, 3, 4]][:, [2, 1, 0, 3]])


def drawn(model: SequenceModel[Any], count: int, seed: int) -> list[Numbers]:
    return [tune for tune in sample(model, count, rng(seed), longest=20) if len(tune)]


@pytest.fixture(scope="module")
def groups() -> Groups:
    parts = [(drawn(LOW, 300, seed), drawn(HIGH, 100, seed + 9)) for seed in range(3)]
    return Groups(("low", "high"), 3, *parts)


def ear(
    false_alarms: tuple[int, int] = (0, 10**6), hits: tuple[int, int] = (10**6, 10**6)
) -> Judge:
    """A judge that hears which of the two notes 0 and 2 comes more often."""

    def score(tunes: Any) -> Any:
        return np.array([(tune == 2).sum() - (tune == 0).sum() for tune in tunes], dtype=float)

    return Judge("ear", score, 0.0, false_alarms, hits)


# --- groups -----------------------------------------------------------------------------------


def test_groups_of_a_corpus_hold_its_tunes_by_part() -> None:
    kinder = load("kinder")
    view = Degree.of(kinder)
    minor = kinder.modes == "minor"
    found = Groups.of(kinder, view, kinder.meters[:, 0] == 3, ("other", "in three"))
    parts = {"train": found.train, "valid": found.valid, "test": found.test}
    for part, (first, second) in parts.items():
        of = kinder.select(kinder.parts == part)
        assert len(first) + len(second) == len(of)
        right = [view.encode(tune).tolist() for tune in of if tune.meter and tune.meter[0] == 3]
        assert [tune.tolist() for tune in second] == right
    assert found.share == len(found.train[1]) / 170
    with pytest.raises(ValueError, match="has no tunes in one of the three parts"):
        Groups.of(kinder, view, minor & (kinder.parts == "train"), ("major", "minor"))


@given(st.floats(0, 1), st.integers(0, 100))
def test_a_mixed_set_has_the_share_and_no_tune_twice(share: float, count: int) -> None:
    low, high = ([np.array([kind, i]) for i in range(100)] for kind in (0, 1))
    made = Groups(("low", "high"), 100, (low, high), (low, high), (low, high))
    tunes = made.mixed(share, count, rng(0))
    assert len({tuple(tune.tolist()) for tune in tunes}) == len(tunes) == count
    assert sum(int(tune[0]) for tune in tunes) == round(share * count)


def test_a_share_that_cannot_be_had_is_refused(groups: Groups) -> None:
    with pytest.raises(ValueError, match="need 10 of low and 190 of high"):
        groups.mixed(0.95, 200, rng(0))


def test_repeated_tunes_are_all_there(groups: Groups) -> None:
    made = groups.repeated(3)
    assert len(made) == len(groups.train[0]) + 3 * len(groups.train[1])


# --- judges -----------------------------------------------------------------------------------


@given(st.floats(0, 1), st.floats(0, 0.4), st.floats(0.5, 1))
def test_a_share_seen_through_errors_is_found_again(share: float, fa: float, hits: float) -> None:
    seen = hits * share + fa * (1 - share)
    assert float(true_share(seen, fa, hits)) == pytest.approx(share, abs=1e-9)


def test_a_share_stays_between_none_and_all() -> None:
    np.testing.assert_allclose(true_share(np.array([0.0, 1.0]), 0.1, 0.9), [0, 1])
    with pytest.raises(ValueError, match="cannot tell them apart"):
        true_share(0.5, 0.5, 0.5)


def test_both_judges_find_the_share_that_was_mixed(groups: Groups) -> None:
    experts = [NGram.fit(tunes, 3, 2, witten_bell) for tunes in groups.train]
    for judge in (by_classifier(groups), by_experts(groups, experts)):
        false_alarms, hits = judge.rates
        assert abs(false_alarms - (1 - hits)) < 0.12  # as many mistakes in either direction
        for share in (0.1, 0.5, 0.9):
            high = round(share * 2000)
            tunes = drawn(LOW, 2000 - high, 50) + drawn(HIGH, high, 60)
            low, up = share_interval(judge, judge.yes(tunes), len(tunes), rng(0))
            assert low - 0.02 < high / 2000 < up + 0.02
            assert low < judge.share(tunes) < up


def test_error_rates_come_from_the_test_part_and_the_mark_does_not(groups: Groups) -> None:
    judge = by_classifier(groups)
    assert judge.false_alarms == (judge.yes(groups.test[0]), len(groups.test[0]))
    assert judge.hits == (judge.yes(groups.test[1]), len(groups.test[1]))
    swapped = Groups(groups.names, 3, groups.train, groups.valid, groups.train)
    assert by_classifier(swapped).mark == judge.mark


def test_experts_are_asked_for_the_bits_of_notes_alone(groups: Groups) -> None:
    table = np.add(HIGH.table, [0, 0, 0, 0.9])  # one that mostly ends at once
    sooner = MarkovChain(table / table.sum(axis=1, keepdims=True))
    judge = by_experts(groups, [LOW, sooner], longest=4)
    tune = np.array([0, 1, 2, 2, 2, 2])
    bits = [surprise(model, tune[:4])[:-1].sum() for model in (LOW, sooner)]
    assert judge.score([tune])[0] == pytest.approx(bits[0] - bits[1])


def test_an_interval_holds_the_share_as_often_as_it_says() -> None:
    held, judge_rng = 0, rng(1)
    for _ in range(300):
        judge = ear((judge_rng.binomial(80, 0.1), 80), (judge_rng.binomial(80, 0.9), 80))
        yes = judge_rng.binomial(400, 0.9 * 0.25 + 0.1 * 0.75)
        low, high = share_interval(judge, yes, 400, judge_rng)
        held += low <= 0.25 <= high
    assert 0.90 < held / 300 < 0.99


# --- shares and the law -----------------------------------------------------------------------


def test_shares_are_counted_by_model_decoder_and_judge() -> None:
    models = {"low": LOW, "high": HIGH}
    rules = {"T = 1": lambda rows: rows, "T = 0.3": lambda rows: temperature(rows, 0.3)}
    found = output_shares(models, rules, [ear(), ear((1, 9), (8, 9))], 200, rng(0), 12)
    table = found.table()
    assert len(table) == 8
    assert (table["low"] <= table["share"]).all()
    assert (table["share"] <= table["high"]).all()
    by = table.groupby("model")["share"].mean()
    assert by["low"] < 0.2 < 0.8 < by["high"]
    again = output_shares(models, rules, [ear(), ear((1, 9), (8, 9))], 200, rng(0), 12)
    assert again == found
    assert found.picture().to_dict()["layer"]


@settings(max_examples=20, deadline=None)
@given(st.floats(0.4, 3), st.floats(-1.5, 1.5), st.floats(0, 0.2), st.floats(0.8, 1))
def test_the_line_is_the_likeliest_one(slope: float, offset: float, fa: float, hits: float) -> None:
    judge = ear((round(1000 * fa), 1000), (round(1000 * hits), 1000))
    shares = np.array([0.05, 0.2, 0.4, 0.6, 0.9])
    x = np.log(shares / (1 - shares))
    out = 1 / (1 + np.exp(-(slope * x + offset)))
    fa, hits = judge.rates
    yes = rng(3).binomial(500, fa + (hits - fa) * out)
    line = fit_line(shares, yes, [500] * 5, judge, rng(0))

    def unlikely(at: Any) -> float:
        q = 1 / (1 + np.exp(-(at[0] * x + at[1])))
        p = np.clip(fa + (hits - fa) * q, 1e-9, 1 - 1e-9)
        return float(-(yes * np.log(p) + (500 - yes) * np.log(1 - p)).sum() + 5e-4 * at @ at)

    best = minimize(unlikely, [1, 0], method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9})
    assert unlikely(np.array([line.slope, line.offset])) <= best.fun + 1e-3
    assert line.slope_interval[0] < line.slope < line.slope_interval[1]


def test_sets_without_a_yes_leave_a_line_that_is_a_number() -> None:
    line = fit_line([0.1, 0.5], [0, 0], [100, 100], ear(), rng(0))
    assert np.isfinite([line.slope, line.offset, *line.slope_interval]).all()
    with pytest.raises(ValueError, match="two different shares or more"):
        fit_line([0.1, 0.1], [1, 2], [9, 9], ear(), rng(0))
    with pytest.raises(ValueError, match="above 0 and below 1"):
        fit_line([0.1, 1.0], [1, 2], [9, 9], ear(), rng(0))


def only(token: int) -> MarkovChain:
    """A model of one tune, which is one note long."""
    first, after = [0.0] * 3, [0.0, 0.0, 1.0]
    first[token] = 1.0
    return MarkovChain([first, after, after, first])


def test_two_experts_of_one_note_follow_the_law_exactly() -> None:
    """A tune is a note, so a temperature raises the odds of tunes: slope 1/T, no offset."""
    experts = [only(0), only(1)]
    sure = (0, 10**9), (10**9, 10**9)
    judge = Judge("exact", lambda tunes: np.array([tune[0] for tune in tunes]), 0.5, *sure)
    found = amplification(
        lambda share: PosteriorMixture(experts, [1 - share, share]),
        [0.2, 0.35, 0.5, 0.7], [1, 0.5], judge, 4000, rng(0), 1,
    )  # fmt: skip
    for degree, line in found.lines.items():
        assert line.slope_interval[0] < 1 / degree < line.slope_interval[1]
        assert line.offset_interval[0] < 0 < line.offset_interval[1]
        assert line.slope == pytest.approx(1 / degree, abs=0.15)
    assert found.table()["1/T"].tolist() == [1, 2]
    assert len(found.points) == 8
    picture = found.picture().to_dict()
    assert len(picture["layer"]) == 2
    for layer in picture["layer"]:
        for channel in ("x", "y"):
            assert layer["encoding"][channel]["axis"]["values"][3] == 0  # even odds
            assert layer["encoding"][channel]["scale"]["domain"][0] == pytest.approx(-5.806, 1e-3)


def test_nothing_and_all_are_drawn_at_the_edges() -> None:
    line = Line(2.0, 0.0, (2, 2), (0, 0))
    points = tuple(Point(0.5, share, 9, 9, out, 0, 1) for share, out in ((0.1, 0.0), (0.9, 1.0)))
    data = Amplification("ear", points, {0.5: line}).picture().to_dict()["datasets"]
    outs = [row["out"] for rows in data.values() for row in rows]
    assert np.isfinite(outs).all()
    assert (
        sorted(outs)[1]
        == pytest.approx(-sorted(outs)[-2])
        == pytest.approx(math.log(0.003 / 0.997))
    )


def test_a_line_turns_odds_into_powers() -> None:
    line = Line(2.0, math.log(3), (2, 2), (0, 0))
    assert float(line.share(0.2)) == pytest.approx(3 / 16 / (1 + 3 / 16))


# --- bits by group ----------------------------------------------------------------------------


def test_bits_by_group_are_means_over_all_notes(groups: Groups) -> None:
    of = dict(zip(groups.names, groups.test, strict=True))
    found = bits_by_group({"low": LOW, "high": HIGH}, of, rng(0))
    for (model, name), (bits, low, high) in found.bits.items():
        chain = {"low": LOW, "high": HIGH}[model]
        every = [bit for tune in of[name] for bit in surprise(chain, tune)]
        assert bits == pytest.approx(sum(every) / len(every))
        assert low < bits < high
    assert found.bits["low", "low"][0] < found.bits["high", "low"][0]
    assert found.table().columns.tolist() == ["model", "group", "bits", "low", "high"]
    assert found.picture().to_dict()["layer"]


# --- repairs ----------------------------------------------------------------------------------


def test_a_told_model_is_the_slow_one_with_the_style_in_front(groups: Groups) -> None:
    model = NGram.fit(with_style(groups.train, 3), 5, 3, witten_bell)
    for style in (0, 1):
        told = Styled(model, 2, style)
        tune = [0, 2, 1, 1]
        state = model.start(1)
        expected = []
        for token in [3 + style, *tune]:
            state = model.advance(state, np.array([token]))
            row = model.probabilities(state)[0]
            expected.append(row[[0, 1, 2, 5]] / row[[0, 1, 2, 5]].sum())
        came = [expected[i][token] for i, token in enumerate([*tune, 3])]
        np.testing.assert_allclose(2 ** -surprise(told, tune), came)
    tunes = [sample(Styled(model, 2, style), 400, rng(0), longest=8) for style in (0, 1)]
    share = [ear().share(of) for of in tunes]
    assert share[0] + 0.05 < share[1]  # it was told, and then forgets
    with pytest.raises(ValueError, match="no style 2"):
        Styled(model, 2, 2)


def test_guidance_is_a_product_with_a_negative_power() -> None:
    for strength, tune in product((0.0, 0.5, 1.0, 2.5), ([0, 2, 1], [2, 2])):
        model = Guided(HIGH, LOW, strength)
        state, plain, told = model.start(1), LOW.start(1), HIGH.start(1)
        for token in tune:
            p, q = HIGH.probabilities(told)[0], LOW.probabilities(plain)[0]
            there = p > 0
            row = np.zeros(4)
            row[there] = p[there] ** strength * q[there] ** (1 - strength)
            np.testing.assert_allclose(model.probabilities(state)[0], row / row.sum(), atol=1e-12)
            state = model.advance(state, np.array([token]))
            plain, told = (m.advance(s, np.array([token])) for m, s in ((LOW, plain), (HIGH, told)))
    with pytest.raises(ValueError, match="strength is -1"):
        Guided(HIGH, LOW, -1)
    with pytest.raises(ValueError, match="sizes of the models differ"):
        Guided(HIGH, MarkovChain.fit([[0]], size=1), 1)


def test_what_the_style_thinks_impossible_stays_so() -> None:
    told, plain = MarkovChain([[0, 1.0]] * 3), MarkovChain([[0.9, 0.1]] * 3)
    for strength in (0.0, 1.0, 3.0):
        model = Guided(told, plain, strength)
        np.testing.assert_allclose(model.probabilities(model.start(1)), [[0, 1]])


def test_drawn_by_style_a_share_survives_any_temperature() -> None:
    mixture = PosteriorMixture([LOW, HIGH], [0.8, 0.2])
    for degree in (1, 0.5, 0.1):
        by_style = sample_by_style(
            [LOW, HIGH], [0.8, 0.2], 3000, rng(1), partial(temperature, degree=degree), 12
        )
        assert len(by_style) == len(by_style.ended) == 3000
        assert ear().share(by_style) == pytest.approx(0.2, abs=0.06)
    sharpened = sample(mixture, 3000, rng(1), lambda rows: temperature(rows, 0.3), 12)
    assert ear().share(sharpened) < 0.05


def test_tunes_by_style_come_in_no_order() -> None:
    tunes = sample_by_style([LOW, HIGH], [0.5, 0.5], 400, rng(0), longest=12)
    half = [ear().share(tunes[:200]), ear().share(tunes[200:])]
    assert abs(half[0] - half[1]) < 0.15
