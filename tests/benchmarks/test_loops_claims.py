"""The rules about loops, asked of figures that are made up."""

from __future__ import annotations

from benchmarks import loops
from benchmarks.claims import AGAINST, FOR, OPEN
from benchmarks.loops import Reading, Runs


def reading(
    variety: float = 15, alike: float = 0.03, bits: float = 2.6, minor: float = 0.06
) -> Reading:
    return {"variety": variety, "alike": alike, "bits": bits, "minor": minor}


def runs(last: Reading, first: Reading | None = None, seeds: int = 2) -> Runs:
    half = {"variety": 2.0, "alike": 0.005, "bits": 0.1}
    return Runs("folk: Kneser-Ney", 1000, half, [(first or reading(), last)] * seeds)


SAME, DULL, NOISY = reading(), reading(3, 0.4, 3.6), reading(36, 0.005, 3.9)


def test_tunes_have_grown_alike_only_if_both_measures_say_so() -> None:
    assert loops.of_narrow(runs(DULL)).stand == FOR
    assert loops.of_narrow(runs(SAME)).stand == AGAINST
    assert loops.of_narrow(runs(NOISY)).stand == AGAINST
    assert loops.of_narrow(runs(reading(variety=3))).stand == OPEN


def test_a_model_dies_of_sameness_or_of_noise() -> None:
    assert loops.of_forgetting(runs(DULL)).stand == FOR
    assert loops.of_forgetting(runs(SAME)).stand == AGAINST
    assert loops.of_noise(runs(DULL), "").stand == FOR
    assert loops.of_noise(runs(NOISY), "").stand == AGAINST


def test_what_is_known_and_what_is_said_are_kept_or_not() -> None:
    little, half = reading(bits=2.65), reading(3, 0.4, bits=3.2)
    assert loops.of_accumulation(runs(little), runs(DULL)).stand == FOR
    assert loops.of_accumulation(runs(half), runs(DULL)).stand == AGAINST
    assert loops.of_knowledge(runs(little), runs(DULL)).stand == FOR
    assert loops.of_knowledge(runs(half), runs(DULL)).stand == AGAINST
    assert loops.of_knowledge(runs(reading(bits=2.95)), runs(DULL)).stand == OPEN
    assert loops.of_variety(runs(little)).stand == FOR
    assert loops.of_variety(runs(NOISY)).stand == AGAINST
    assert loops.of_person(runs(little), runs(DULL)).stand == FOR
    assert loops.of_person(runs(half), runs(DULL)).stand == AGAINST


def test_picking_the_likeliest_is_compared_with_no_choice() -> None:
    assert loops.of_likeliest(runs(DULL), runs(SAME)).stand == FOR
    assert loops.of_likeliest(runs(SAME), runs(SAME)).stand == AGAINST
    assert loops.of_likeliest(runs(reading(variety=3)), runs(SAME)).stand == OPEN


def test_who_is_lost_is_tested_against_chance_and_may_not_be_seen() -> None:
    assert loops.of_rare(runs(reading(minor=0.01))).stand == FOR
    assert loops.of_rare(runs(reading(minor=0.055))).stand == OPEN
    assert loops.of_rare(runs(reading(minor=0.2))).stand == AGAINST
    assert loops.of_seen(runs(reading(minor=0.01)), "").stand == AGAINST
    assert loops.of_seen(runs(reading(3, 0.4, minor=0.01)), "").stand == FOR


def test_tunes_too_short_for_the_window_say_nothing() -> None:
    none = loops.readable({**reading(), "variety": None, "alike": None})
    for case in (
        loops.of_narrow(runs(none)),
        loops.of_likeliest(runs(none), runs(SAME)),
        loops.of_variety(runs(none)),
    ):
        assert case.stand == OPEN
        assert "to none" in case.figures
