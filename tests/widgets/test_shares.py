"""The share explorer: its card beside a slow count, its picture, and the widget by its value."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
import traitlets

from meantone.experiments import Judge, true_share
from meantone.models import MarkovChain
from meantone.tunes import Degree
from meantone.widgets import ShareExplorer, Styles, share_card
from meantone.widgets.shares import (
    DRAWN,
    LONGEST,
    SHARES,
    TEMPERATURES,
    share_by_power,
    share_picture,
)

rng = np.random.default_rng
LOW, HIGH = (MarkovChain.fit([[a, a, b, a]], size=2, add=0.3) for a, b in ((0, 1), (1, 0)))


def mean_judge(name: str, false_alarms: tuple[int, int], hits: tuple[int, int]) -> Judge:
    return Judge(name, lambda tunes: np.array([np.mean([*t, 0.5]) for t in tunes]), 0.5, false_alarms, hits)  # fmt: skip  # noqa: E501


EAR, DEAF = mean_judge("an ear", (1, 100), (99, 100)), mean_judge("a deaf ear", (30, 100), (70, 100))  # fmt: skip  # noqa: E501
STYLES = Styles(("low", "high"), Degree([0, 7]), (LOW, HIGH), (EAR, DEAF))


def test_the_card_says_what_a_slow_count_says() -> None:
    shown, out = share_card(STYLES, 0.2, 0.5, EAR, rng(3))
    tunes = STYLES.sing(0.2, 0.5, rng(3))
    high = sum(np.mean([*tune, 0.5]) > 0.5 for tune in tunes)
    assert len(tunes) == DRAWN
    assert max(map(len, tunes)) <= LONGEST
    assert out == pytest.approx(float(true_share(high / DRAWN, 0.01, 0.99)))
    assert f"{100 * out:.0f} % comes out" in shown.words
    assert "alone would give 6 %" in shown.words
    counts = [int(label.split()[-3]) for label in shown.tunes]
    assert counts == [DRAWN - high, high]
    for label, tune in shown.tunes.items():
        degrees = np.array(tune.notes) % 12
        assert (np.mean(degrees == degrees.max()) > 0.5) == ("high" in label) or len(set(degrees)) == 1  # noqa: E501  # fmt: skip


def test_a_style_that_is_lost_has_no_tune_and_says_nothing() -> None:
    shown, out = share_card(STYLES, 0.01, 0.2, EAR, rng(0))
    assert out == 0
    assert [*shown.tunes] == [f"taken for low: {DRAWN} of {DRAWN}"]
    assert shown.svg.count("<circle") == 1


def test_the_power_of_odds() -> None:
    for share in SHARES:
        for degree in TEMPERATURES:
            odds = (share / (1 - share)) ** (1 / degree)
            assert share_by_power(share, degree) == pytest.approx(odds / (1 + odds))


def test_the_line_of_the_picture_has_the_slope_that_it_names() -> None:
    for degree in TEMPERATURES:
        svg = share_picture(("low", "high"), 0.2, degree, (0.1, 0.05, 0.2))
        found = re.search(r'd="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"[^>]*dasharray', svg)
        assert found is not None
        x, y, u, v = map(float, found.groups())
        assert (y - v) / (u - x) == pytest.approx(1 / degree, rel=0.02)


def test_dots_of_the_same_temperature_stay() -> None:
    explorer = ShareExplorer(STYLES)
    circles = []
    for value in ([0.2, 0.5], [0.5, 0.5], [0.8, 0.5], [0.8, 1.0], [0.2, 0.5]):
        explorer.value = [*value, "an ear"]
        circles.append(explorer.look().svg.count("<circle"))
    assert circles == [2, 3, 4, 3, 4]  # each look draws its own, and what was heard before
    explorer.value = [0.2, 0.5, "a deaf ear"]
    assert explorer.look().svg.count("<circle") == 2


def test_judges_hear_the_same_tunes() -> None:
    explorer = ShareExplorer(STYLES, [0.5, 0.7, "an ear"])
    first = explorer.sounds
    explorer.value = [0.5, 0.7, "a deaf ear"]
    assert explorer.sounds == first
    assert "says a deaf ear" in explorer.words
    explorer.draws += 1
    assert explorer.sounds != first


def test_only_stops_are_let_in() -> None:
    explorer = ShareExplorer(STYLES)
    for wrong in ([0.3, 1.0, "an ear"], [0.2, 1.0, "nobody"], [0.2, 1.0]):
        with pytest.raises(traitlets.TraitError, match="Judge: an ear, a deaf ear"):
            explorer.value = wrong
    assert explorer.value == [0.12, 1.0, "an ear"]


def test_a_notebook_keeps_a_still_with_words_picture_and_players() -> None:
    bundle = ShareExplorer(STYLES)._repr_mimebundle_()
    page = (bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"]
    assert page.count("<audio") == 2
    assert "goes in, and at temperature 1, " in page
    assert "alt=" in page


def test_a_move_takes_a_moment() -> None:
    explorer = ShareExplorer(STYLES)
    start = time.perf_counter()
    explorer.value = [0.5, 0.4, "an ear"]
    print(f"a move took {time.perf_counter() - start:.3f} s")  # told, not asserted
    assert explorer.answers == 2
