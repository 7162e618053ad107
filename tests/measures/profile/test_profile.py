"""The profile: right figures, equal counts and lengths, honest bands, stated answers."""

from __future__ import annotations

import math
import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.decoding import Reshaped
from meantone.measures import (
    ALL,
    QUICK,
    Against,
    Measure,
    OfSet,
    OfTunes,
    Profile,
    Reference,
    Row,
    Windows,
    alike,
    copied_shares,
    coverage,
    distinct,
    features,
    longest_copies,
    note_surprises,
    pooled_entropy,
    profile,
    repeated_bars,
    repeated_shares,
    run_distance,
    self_bleu,
    tune_entropies,
    vendi_score,
)
from meantone.models import Mixture, NGram, maximum_likelihood
from meantone.tunes import Interval, Pitch, load

SIZE, LENGTH = 12, 24


def tunes_of(count: int, seed: int, degree: float = 1.0) -> list[np.ndarray]:
    """Return tunes of a source that knows steps and leaps, drawn boldly or timidly."""
    rng = np.random.default_rng(seed)
    steps = np.abs(np.subtract.outer(np.arange(SIZE), np.arange(SIZE)))
    rows = np.exp(-(steps + 3.0 * (steps == 0)) / degree)
    rows /= rows.sum(axis=1, keepdims=True)
    tunes = np.empty((count, LENGTH), dtype=np.int64)
    tunes[:, 0] = rng.integers(3, 9, count)
    for time in range(1, LENGTH):
        drawn = (rows[tunes[:, time - 1]].cumsum(axis=1) < rng.random((count, 1))).sum(axis=1)
        tunes[:, time] = drawn.clip(max=SIZE - 1)
    return list(tunes)


HUMAN, TRAIN = tunes_of(240, 1), tunes_of(120, 2)
VIEW = Pitch(tuple(range(60, 60 + SIZE)))
JUDGE = NGram.fit(TRAIN, SIZE, 3)


def reference(human: list[np.ndarray] = HUMAN) -> Reference:
    rng = np.random.default_rng(0)
    return Reference(human, SIZE, rng=rng, judge=JUDGE, training=TRAIN, view=VIEW)


@pytest.fixture(scope="module")
def ready() -> Reference:
    return reference()


# Figures


def test_rows_hold_what_the_measures_give(ready: Reference) -> None:
    tunes = tunes_of(60, 3, 0.7)
    table = profile(tunes, ready, np.random.default_rng(0), ALL)
    human = ready.opposite(60).windows
    near = coverage(features(tunes, SIZE), features(human.tokens, SIZE))
    surprise = [bits.mean() for bits in note_surprises(JUDGE, tunes)]
    expected = {
        "surprise": np.mean(surprise),
        "entropy": tune_entropies(tunes).mean(),
        "pooled entropy": pooled_entropy(tunes),
        "distinct-4": distinct(tunes, 4),
        "distinct-8": distinct(tunes, 8),
        "Vendi score": vendi_score(features(tunes, SIZE)),
        "alike": alike(tunes),
        "self-BLEU": self_bleu(tunes),
        "precision": near.precision,
        "recall": near.recall,
        "density": near.density,
        "coverage": near.coverage,
        "4-grams repeated": repeated_shares(tunes, 4).mean(),
        "range": np.mean([tune.max() - tune.min() for tune in tunes]),
        "4-gram distance": run_distance(tunes, human.sequences, 4),
        "token distance": run_distance(tunes, human.sequences, 1),
        "pitch-class distance": run_distance(tunes, human.sequences, 1),
        "longest copy": longest_copies(tunes, TRAIN).mean(),
        "8-grams copied": copied_shares(tunes, TRAIN, 8).mean(),
    }
    for name, value in expected.items():
        assert table[name].value == pytest.approx(value), name
    for row in table.rows:
        assert row.interval[0] <= row.value <= row.interval[1], row.name
        assert row.band[0] <= row.human <= row.band[1], row.name
        low, high = row.measure.limits
        assert low <= row.interval[0] <= row.interval[1] <= high
        assert low <= row.band[0] <= row.band[1] <= high


def test_sets_are_compared_at_equal_lengths_and_counts(ready: Reference) -> None:
    rng = np.random.default_rng(0)
    tunes = [*tunes_of(200, 4), [1, 2, 3], []]
    longer = [np.append(tune, tune) for tune in tunes]
    one = profile(tunes, ready, np.random.default_rng(5))
    two = profile(longer, ready, np.random.default_rng(5))
    assert (one.count, one.length, one.tunes, one.left_out) == (120, LENGTH, 202, 2)
    assert [row.value for row in one.rows] == [row.value for row in two.rows]
    assert "120 tunes beside 120 by people" in one.caption
    assert "Of 202 given, 2 are too short and 80 too many." in one.caption
    assert profile(tunes_of(30, 4), ready, rng).count == 30


def test_more_tunes_of_one_source_stay_in_their_band(ready: Reference) -> None:
    """What depends on the count, as diversity does, is compared at the same count."""
    for count in (20, 60, 120):
        row = profile(tunes_of(count, 9), ready, np.random.default_rng(0))["distinct-4"]
        assert row.place == "within"


FAST = [measure for measure in ALL if measure.name != "told apart" and "tunes" not in measure.needs]


@pytest.fixture(scope="module")
def alone() -> dict[str, Row]:
    """Return each row where nothing else was asked, of tunes and of a reference of its own."""
    tunes, rows = tunes_of(130, 3), {}  # more than can be measured: some are chosen
    for measure in ALL:
        for row in profile(tunes, reference(), np.random.default_rng(1), [measure]).rows:
            rows[row.name] = row
    return rows


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(FAST), unique=True), st.booleans())
def test_a_row_is_the_same_whatever_else_is_asked(
    ready: Reference, alone: dict[str, Row], asked: list[Measure], fresh: bool
) -> None:
    people = reference() if fresh else ready
    table = profile(tunes_of(130, 3), people, np.random.default_rng(1), asked)
    assert [row.name for row in table.rows] == [measure.name for measure in asked]
    assert [repr(row) for row in table.rows] == [repr(alone[row.name]) for row in table.rows]


def test_the_same_seed_gives_the_same_table(ready: Reference, alone: dict[str, Row]) -> None:
    tunes = tunes_of(130, 3)
    for measures in (ALL, ALL[::-1]):
        for row in profile(tunes, ready, np.random.default_rng(1), measures).rows:
            assert repr(row) == repr(alone[row.name])
    other = profile(tunes, ready, np.random.default_rng(2), QUICK)
    assert other["4-grams repeated"].interval != alone["4-grams repeated"].interval
    assert other["distinct-4"].interval != alone["distinct-4"].interval


def test_one_profile_takes_one_number_from_its_generator(ready: Reference) -> None:
    for measures in ((), QUICK, ALL[:3]):
        rng, same = (np.random.default_rng(3) for _ in range(2))
        profile(tunes_of(20, 3), ready, rng, measures)
        same.integers(2**63)
        assert rng.integers(2**60) == same.integers(2**60)


# Bands


def test_bands_hold_tunes_of_the_same_source_nineteen_times_of_twenty() -> None:
    """Sets that come from where the human tunes come from, against ten sets of human tunes."""
    outside: dict[str, list[bool]] = {}
    measures = [measure for measure in ALL if measure.name != "told apart"]
    for seed in range(10):
        people = reference(tunes_of(150, 100 + seed))
        for further in range(4):
            tunes = tunes_of(50, 1000 + 10 * seed + further)
            for row in profile(tunes, people, np.random.default_rng(seed), measures).rows:
                outside.setdefault(row.name, []).append(row.outside)
    shares = {name: np.mean(found) for name, found in outside.items()}
    assert max(shares.values()) <= 0.2, shares  # of 40: 8 or fewer, where 2 are expected
    assert np.mean(list(shares.values())) == pytest.approx(0.05, abs=0.035), shares


def test_intervals_are_as_wide_as_chance() -> None:
    """Sets of one source: the reach is about twice the deviation of their values."""
    people = reference(tunes_of(200, 7))
    values: dict[str, list[float]] = {}
    reaches: dict[str, list[float]] = {}
    for seed in range(40):
        for row in profile(tunes_of(60, 500 + seed), people, np.random.default_rng(seed)).rows:
            values.setdefault(row.name, []).append(row.value)
            reaches.setdefault(row.name, []).append((row.interval[1] - row.interval[0]) / 2)
    for name in ("surprise", "entropy", "range", "4-grams repeated", "distinct-4", "Vendi score"):
        assert 1.3 < np.mean(reaches[name]) / np.std(values[name]) < 3.2, name


def test_timid_tunes_lie_outside_and_shuffled_ones_where_their_column_says() -> None:
    people = reference()
    timid = profile(tunes_of(100, 3, 0.35), people, np.random.default_rng(0))
    for name in ("surprise", "distinct-4", "Vendi score", "recall"):
        assert timid[name].place == "below", name
    rng = np.random.default_rng(0)
    mixed = profile([rng.permutation(t) for t in tunes_of(120, 8)], people, rng)
    for row in mixed.rows:
        reach = (row.interval[1] - row.interval[0]) + (row.band[1] - row.band[0])
        assert row.value == pytest.approx(row.shuffled, abs=reach + 1e-9), row.name


# Stated answers


@pytest.mark.parametrize(
    "tunes",
    [[], [[]], [[0]], tunes_of(1, 3), tunes_of(2, 3), tunes_of(3, 3), tunes_of(6, 3)],
    ids=["none", "an empty one", "a short one", "1", "2", "3", "6"],
)
def test_empty_and_tiny_sets_have_stated_answers(ready: Reference, tunes: list[object]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = profile(tunes, ready, np.random.default_rng(0), ALL)  # type: ignore[arg-type]
        assert table.count == sum(len(tune) >= LENGTH for tune in tunes)  # type: ignore[arg-type]
        text, html = repr(table), table._repr_html_()
    assert "nan" not in text + html
    if not table.count:
        assert table.outside == ()
        assert "No measure has a value." in text
        assert all(row.place == "no value" for row in table.rows)
    if 0 < table.count <= 5:
        assert math.isnan(table["recall"].value)
    if table.count == 1:
        assert math.isnan(table["entropy"].interval[0])
        assert table["entropy"].value > 0


def test_identical_tunes_have_stated_answers(ready: Reference) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        held = profile([[3] * LENGTH] * 50, ready, np.random.default_rng(0), ALL)
        people = reference([np.full(LENGTH, 3)] * 40)
        same = profile([[3] * LENGTH] * 20, people, np.random.default_rng(0), ALL)
        repr(same), same._repr_html_()
    assert held["Vendi score"].value == pytest.approx(1)
    assert held["different tunes"].value == 1 / 50
    assert held["recall"].value == 0
    assert held["compressibility"].value == 1
    assert held["4-grams repeated"].place == "above"
    assert same.outside == ()


def test_a_judge_that_finds_a_tune_impossible_is_no_storm() -> None:
    rigid = NGram.fit([[0] * LENGTH], SIZE, 1, maximum_likelihood)
    people = Reference(HUMAN[:40], SIZE, rng=np.random.default_rng(0), judge=rigid)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = profile(tunes_of(20, 3), people, np.random.default_rng(0), ALL)
        assert "infinite" in repr(table)
    assert table["surprise"].value == math.inf
    assert table["surprise"].place == "within"  # people's is infinite too


# What a reference needs


def test_rows_that_lack_what_they_need_are_left_out() -> None:
    bare = Reference(HUMAN, SIZE, rng=np.random.default_rng(0))
    names = {row.name for row in profile(tunes_of(9, 3), bare, np.random.default_rng(0), ALL).rows}
    everything = {measure.name for measure in ALL}
    lacking = {measure.name for measure in ALL if measure.needs}
    assert names == everything - lacking
    assert {"surprise", "range", "longest copy", "repeated bars"} <= lacking
    assert len(everything) == len(ALL)
    assert set(QUICK) <= set(ALL)


@pytest.mark.parametrize("measures", [QUICK, ALL])
def test_recall_never_stands_alone(measures: tuple[Measure, ...]) -> None:
    """In full collapse it can rise again, and the Vendi score cannot."""
    names = {measure.name for measure in measures}
    assert {"recall", "Vendi score"} <= names
    assert "Vendi score" in next(one for one in measures if one.name == "recall").meaning


def test_mistakes_with_a_reference_are_said() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="there are no human tunes"):
        Reference([], SIZE, rng=rng)
    with pytest.raises(ValueError, match="3 human tunes have 24 tokens"):
        Reference(HUMAN[:3], SIZE, rng=rng)
    with pytest.raises(ValueError, match="0 human tunes have 99 tokens"):
        Reference(HUMAN, SIZE, rng=rng, length=99)
    with pytest.raises(ValueError, match="the length is 0"):
        Reference(HUMAN, SIZE, rng=rng, length=0)
    with pytest.raises(ValueError, match="the judge has 12 symbols, but the size is 14"):
        Reference(HUMAN, 14, rng=rng, judge=JUDGE)
    with pytest.raises(ValueError, match="the viewpoint has 12 symbols"):
        Reference(HUMAN, 14, rng=rng, view=VIEW)
    with pytest.raises(ValueError, match="most of the human tunes are training tunes"):
        Reference(HUMAN, SIZE, rng=rng, training=HUMAN)
    people = Reference(HUMAN, SIZE, rng=rng)
    with pytest.raises(ValueError, match="the reference knows tokens only"):
        profile(list(load("starter")), people, rng)
    with pytest.raises(ValueError, match="outside 0 to 11"):
        profile([[99] * LENGTH], people, rng)
    with pytest.raises(KeyError, match="no row 'beauty'; it has surprise, entropy"):
        _ = profile(tunes_of(9, 3), reference(), rng)["beauty"]


def test_a_judge_does_not_judge_its_own_tunes(ready: Reference) -> None:
    rng = np.random.default_rng(0)
    tunes = tunes_of(9, 3)

    other = NGram.fit(TRAIN, SIZE, 2)
    mixed = Mixture([other, JUDGE])
    for maker in (JUDGE, mixed, Reshaped(mixed, lambda rows: rows)):
        with pytest.raises(ValueError, match="the judge made these tunes"):
            profile(tunes, ready, rng, made_by=maker)
    assert profile(tunes, ready, rng, made_by=other).count == 9


# Tunes


def test_tunes_have_rows_on_rhythm_and_tokens_of_them_the_others() -> None:
    human = list(load("starter"))
    view = Interval.of(human)
    people = Reference.of(human, view, rng=np.random.default_rng(0), length=20)
    some = [tune for tune in human if len(tune) > 30][:12]
    table = profile(some, people, np.random.default_rng(0), ALL)
    openings, _ = Windows.of_tunes(some, view, people.length)
    bars = [repeated_bars(tune) for tune in openings.tunes]
    there = [share for share in bars if not math.isnan(share)]
    assert table["repeated bars"].value == pytest.approx(np.mean(there))
    tokens = profile([view.encode(tune) for tune in some], people, np.random.default_rng(0), ALL)
    assert math.isnan(tokens["repeated bars"].value)
    assert tokens["entropy"].value == table["entropy"].value


# One's own measures


def test_own_measures_of_each_kind_have_rows(ready: Reference) -> None:
    def leaps(windows: Windows, _: Reference) -> np.ndarray:
        return (abs(np.diff(windows.heights)) > 2).mean(axis=1)

    own = [
        OfTunes("leaps", "share", "", ("view",), of=leaps),
        OfSet("highest", "", "", of=lambda windows: float(windows.tokens.max())),
        Against(
            "higher", "", "", (), (-99.0, 99.0),
            of=lambda windows, human, _: windows.tokens.mean() - human.tokens.mean(),
        ),
    ]  # fmt: skip
    table = profile(tunes_of(30, 3), ready, np.random.default_rng(0), own)
    assert [row.name for row in table.rows] == ["leaps", "highest", "higher"]
    assert abs(table["higher"].human) < 1
    with pytest.raises(TypeError, match="'of'"):
        OfSet("none", "", "")  # type: ignore[call-arg]


# The table


def test_the_table_says_in_words_what_it_shows(ready: Reference) -> None:
    table = profile(tunes_of(100, 3, 0.35), ready, np.random.default_rng(0))
    html = table._repr_html_()
    assert html.count("<tr>") == len(table.rows) + 1
    assert html.count('scope="row"') == len(table.rows)
    assert html.count('scope="col"') == 7
    assert "<caption" in html
    assert f"{len(table.outside)} of {len(table.rows)} measures outside the human band." in html
    assert "color" not in html  # marks are words and weight
    for row in table.rows:
        line = re.search(rf"{row.name}.*?</tr>", html)
        assert line is not None
        assert f"{row.place}</td>" in line.group()
    lines = repr(table).splitlines()
    assert [line.split("  ")[0].split(" (")[0] for line in lines[1 : len(table.rows) + 1]] == [
        row.name for row in table.rows
    ]
    frame = table.to_frame()
    assert frame.loc["recall", "value"] == table["recall"].value
    assert frame.loc["recall", "place"] == "below"
    assert Profile((), 0, 0, 0, 5).to_frame().empty


def test_what_is_outside_lies_beyond_an_end() -> None:
    measure = QUICK[0]
    for value, place in ((0.9, "below"), (1.0, "within"), (2.0, "within"), (2.1, "above")):
        row = Row(measure, value, (0, 3), 1.5, (1.0, 2.0), 4.0)
        assert row.place == place
        assert row.outside == (place != "within")
    assert Row(measure, math.nan, (0, 3), 1.5, (1.0, 2.0), 4.0).place == "no value"
    assert Row(measure, 1.0, (0, 3), 1.5, (math.nan, math.nan), 4.0).place == "no value"
