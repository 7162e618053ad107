"""The rules about shares, asked of figures that are made up: both judges have to agree."""

from __future__ import annotations

from typing import Any

from benchmarks import bias
from benchmarks.bias_sets import DEGREES, SHARES
from benchmarks.claims import AGAINST, FOR, OPEN

PAIR = ("China, degrees", "experts")


def curve(
    change: Any = lambda judge, degree, share: share, slope: Any = lambda judge, t: 1 / t
) -> Any:
    """Return a curve on which what goes in comes out, but for what is changed."""
    found: dict[str, Any] = {}
    for judge in bias.JUDGES:
        shares = {
            f"{t:g}": [
                [out, out - 0.02, out + 0.02] for out in (change(judge, t, s) for s in SHARES)
            ]
            for t in DEGREES
        }
        lines = {
            f"{t:g}": [slope(judge, t) - 0.1, slope(judge, t) + 0.1, slope(judge, t), 0.0]
            for t in DEGREES
        }
        found[judge] = {"shares": shares, "lines": lines}
    return found


def only(judge: str, change: Any) -> Any:
    """Return a change that one judge alone sees."""
    return lambda who, t, share: change(t, share) if who == judge else share


def test_a_share_is_lost_only_if_both_judges_say_so() -> None:
    lost = curve(lambda judge, t, share: share / 2)
    assert bias.of_loss(PAIR, [lost, lost]).stand == FOR
    assert bias.of_loss(PAIR, [curve()] * 2).stand == AGAINST
    assert bias.of_loss(PAIR, [curve(only("two experts", lambda t, s: s / 2))]).stand == OPEN


def test_sharpening_makes_rarer_or_not() -> None:
    rarer = curve(lambda judge, t, share: share * t**2)
    assert bias.of_rarer(PAIR, [rarer]).stand == FOR
    assert bias.of_rarer(PAIR, [curve()]).stand == AGAINST
    assert bias.of_rarer(PAIR, [curve(only("two experts", lambda t, s: s * t**2))]).stand == OPEN
    assert bias.of_majority(PAIR, [curve()]).stand == FOR
    assert bias.of_majority(PAIR, [curve(lambda judge, t, s: 0.9)]).stand == AGAINST


def test_slopes_are_held_against_the_law() -> None:
    assert bias.of_law(PAIR, [curve()], 0.6).stand == FOR
    flat = curve(slope=lambda judge, t: 1.0)
    assert bias.of_law(PAIR, [flat], 0.6).stand == AGAINST
    assert bias.of_law(PAIR, [flat], 1.0).stand == FOR
    one = curve(slope=lambda judge, t: 1.0 if judge == "two experts" else 1 / t)
    assert bias.of_law(PAIR, [one], 0.6).stand == OPEN
    assert bias.of_steeper(PAIR, [curve()]).stand == FOR
    assert bias.of_steeper(PAIR, [flat]).stand == AGAINST


def test_bits_are_compared_by_their_intervals() -> None:
    def bits(few: float, repeated: float) -> Any:
        ends = {"majority": [2.3, 2.25, 2.35], "minority": [few, few - 0.1, few + 0.1]}
        rest = {"mixed": 2.9, "repeated": repeated, "experts": 2.7}
        return {
            "own, majority": ends,
            "own, minority": ends,
            **{name: {"minority": [value, value, value]} for name, value in rest.items()},
        }

    assert bias.of_harder("China", [bits(2.6, 2.9)]).stand == FOR
    assert bias.of_harder("China", [bits(2.4, 2.9)]).stand == OPEN
    assert bias.of_harder("China", [bits(2.2, 2.9)]).stand == AGAINST
    assert bias.of_repeated("China", [bits(2.6, 2.88)]).stand == AGAINST
    assert bias.of_repeated("China", [bits(2.6, 2.72)]).stand == FOR


def test_a_style_drawn_first_keeps_its_share() -> None:
    kept = {judge: {"0.6": [0.13, 0.1, 0.16]} for judge in bias.JUDGES}
    lost = {judge: {"0.6": [0.05, 0.02, 0.08]} for judge in bias.JUDGES}
    assert bias.of_style_first("China", [kept], 0.6).stand == FOR
    assert bias.of_style_first("China", [lost], 0.6).stand == AGAINST
    assert bias.of_style_first("China", [kept, lost], 0.6).stand == OPEN
