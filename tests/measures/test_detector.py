"""The linear detector: it tells what can be told, and nothing where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.measures import Probe, told_apart, told_from
from meantone.measures.detector import PENALTY

RNG = np.random.default_rng(0)


def test_in_two_parts_it_is_what_two_probes_tell() -> None:
    ours, human = RNG.normal(0.7, 1, (30, 4)), RNG.normal(0, 1, (40, 4))
    told = told_from(ours, human, np.random.default_rng(1), parts=2)
    rng = np.random.default_rng(1)
    one, two = rng.permutation(30) % 2, rng.permutation(40) % 2
    areas = []
    for part in (0, 1):
        learned = np.concatenate([ours[one != part], human[two != part]])
        probe = Probe.fit(learned, [True] * 15 + [False] * 20, PENALTY)
        judged = np.concatenate([ours[one == part], human[two == part]])
        areas.append(told_apart(probe.scores(judged), [True] * 15 + [False] * 20))
        assert told.ours[one == part].mean() == pytest.approx(areas[-1])
        assert told.human[two == part].mean() == pytest.approx(areas[-1])
    assert told.ours.mean() == pytest.approx(np.mean(areas))


def test_sets_of_one_kind_cannot_be_told_apart() -> None:
    areas = [
        told_from(RNG.normal(size=(60, 9)), RNG.normal(size=(60, 9)), RNG).ours.mean()
        for _ in range(30)
    ]
    assert np.mean(areas) == pytest.approx(0.5, abs=0.04)
    alike = np.ones((20, 3))
    assert (told_from(alike, alike, RNG).ours == 0.5).all()


def test_a_difference_of_one_column_is_found() -> None:
    ours, human = RNG.normal(size=(80, 40)), RNG.normal(size=(80, 40))
    ours[:, 17] += 4
    assert told_from(ours, human, RNG).ours.mean() > 0.95


def test_too_few_tunes_have_no_figure() -> None:
    told = told_from(np.ones((4, 2)), np.ones((9, 2)), RNG)
    assert np.isnan(told.ours).all()
    assert np.isnan(told.human).all()
    assert len(told_from(np.ones((0, 2)), np.ones((9, 2)), RNG).ours) == 0
    with pytest.raises(ValueError, match="there are 1 parts"):
        told_from(np.ones((9, 2)), np.ones((9, 2)), RNG, parts=1)
