"""The rules about hits, asked of figures that are made up."""

from __future__ import annotations

from benchmarks import popularity
from benchmarks.claims import AGAINST, FOR, OPEN, Band, Figure
from benchmarks.grounds import ALIKE, VENDI
from benchmarks.popularity import Contest, Hits
from benchmarks.popularity_sets import RIVALS, Fed

HUMAN = {VENDI: Band(18, 16, 20, 20), ALIKE: Band(0.03, 0.025, 0.035, 0.01)}


def near(value: float, reach: float = 0.01) -> Figure:
    return Figure(value, value * (1 - reach), value * (1 + reach))


def hits(
    vendi: float, alike: float, score: float = 0.7, second: float = -1.0, minor: int = 20
) -> Hits:
    rows = {VENDI: near(vendi), ALIKE: near(alike), "different tunes": near(1.0)}
    return Hits(rows, (minor, 200), near(score), Figure(second, second - 0.1, second + 0.1))


def contest(last: Hits, seeds: int = 3) -> Contest:
    """Return winners of which those of 64 and 256 are as given."""
    first = hits(18, 0.03)
    won = {many: [last if many >= 64 else first] * seeds for many in RIVALS}
    return Contest("folk", HUMAN, won)


def test_the_best_of_many_have_collapsed_by_two_measures_or_not() -> None:
    assert popularity.of_best(contest(hits(5, 0.2))).stand == FOR
    assert popularity.of_best(contest(hits(18, 0.03))).stand == AGAINST
    assert popularity.of_best(contest(hits(5, 0.03))).stand == OPEN
    assert popularity.of_different(contest(hits(5, 0.2))).stand == AGAINST
    assert popularity.of_different(contest(hits(18, 0.03))).stand == FOR


def test_rare_winners_are_tested_against_chance() -> None:
    assert popularity.of_rare(contest(hits(5, 0.2, minor=0))).stand == FOR
    assert popularity.of_rare(contest(hits(5, 0.2, minor=18))).stand == OPEN


def test_the_second_judge_decides_whether_more_is_better() -> None:
    assert popularity.of_goodhart(contest(hits(5, 0.2, 0.9, -0.5))).stand == FOR
    assert popularity.of_goodhart(contest(hits(5, 0.2, 0.9, -1.5))).stand == AGAINST
    assert popularity.of_goodhart(contest(hits(5, 0.2, 0.7, -1.5))).stand == OPEN  # no higher score


def test_survival_is_foretold_only_if_it_is_of_use() -> None:
    def foretold(area: float) -> int:
        areas = {"length": [0.5, 0.45, 0.55], "its notes": [area, area - 0.05, area + 0.05]}
        return popularity.of_foretelling("folk", {"foretold": areas}).stand

    assert [foretold(area) for area in (0.8, 0.68, 0.6)] == [FOR, OPEN, AGAINST]


def test_feeds_are_judged_over_all_runs() -> None:
    even = {"winners": [17] * 8 + [16] * 4, "share": [0.5] * 200, "effective": [3.0] * 200}
    one = {"winners": [189] + [1] * 11, "share": [0.5] * 200, "effective": [11.0] * 200}
    fed = Fed(1.5, 0.0)
    assert popularity.of_winners(fed, even).stand == AGAINST
    assert popularity.of_winners(fed, one).stand == FOR
    assert popularity.of_winners(fed, {**even, "share": [0.1] * 200}).stand == OPEN
    assert popularity.of_feeds(fed, even).stand == FOR
    assert popularity.of_feeds(fed, one).stand == AGAINST
    assert popularity.of_feeds(fed, {**even, "effective": [3.0, 11.0] * 100}).stand == OPEN
