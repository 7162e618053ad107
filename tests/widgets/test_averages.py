"""The average of k performers: words, sounds and curves are those of the performers drawn."""

from __future__ import annotations

import numpy as np
import pytest
import traitlets

from meantone.experiments.performers import Performances, recognized, simulate
from meantone.tunes import Tune
from meantone.widgets import AverageSlider, average_card

rng = np.random.default_rng
TUNE = Tune((60, 62, 64, 65, 67, 65), (48,) * 6, title="Call")
GROUP = simulate(TUNE, 8, rng(0))


def test_the_average_of_all_is_that_of_the_group() -> None:
    shown = average_card(GROUP, 8)
    mean = shown.takes["the average of 8"]
    assert mean.tempo == pytest.approx(GROUP.average().tempo)
    strays = 100 * (2 ** mean.tempo.std() - 1)
    assert f"its tempo strays by {strays:.0f} %" in shown.words
    assert shown.svg.count("<polyline") == 9
    assert "named" not in shown.words  # nobody is left to compare with


def test_one_performer_is_heard_alone() -> None:
    shown = average_card(GROUP, 1)
    assert [*shown.takes] == ["one performer"]
    assert "The average of 1 simulated performer:" in shown.words
    rate = recognized(GROUP.both, 1, rng(0)).rate
    assert f"{100 * rate:.0f} % of performers are named" in shown.words
    assert "guessing names 12 %" in shown.words


def test_real_performers_are_not_called_simulated() -> None:
    real = Performances(GROUP.takes)
    assert "simulated performers" not in average_card(real, 3).words


def test_another_draw_takes_others() -> None:
    slider = AverageSlider(GROUP, 2)
    before = slider.picture
    slider.draws += 1
    assert slider.picture != before
    slider.value = [5.0]
    assert slider.words.startswith("The average of 5 simulated performers")
    with pytest.raises(traitlets.TraitError, match="no stop"):
        slider.value = [9]
