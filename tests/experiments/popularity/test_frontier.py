"""The frontier: what is said of a set is what the measures say of it."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.experiments.popularity import Frontier, Jury
from meantone.measures import alike, copied_share, features, returns, vendi_score

rng = np.random.default_rng


def test_a_set_is_measured_with_the_house_measures() -> None:
    tunes, training = list(rng(0).integers(0, 3, (30, 16))), list(rng(1).integers(0, 3, (50, 20)))
    first, second = (
        (lambda some: np.array([tune[0] for tune in some], float)),
        (lambda some: np.array([tune[-1] for tune in some], float)),
    )
    found = Jury(first, second, training, 3).hits(tunes, "best of 4", "best of", 0.92)
    assert found.score == np.mean([tune[0] for tune in tunes])
    assert found.second == np.mean([tune[-1] for tune in tunes])
    assert found.vendi == pytest.approx(vendi_score(features(tunes, 3)))
    assert (found.alike, found.returns) == (alike(tunes), returns(tunes))
    assert found.copied == pytest.approx(copied_share(tunes, training, 8))
    assert (found.way, found.bits) == ("best of", 0.92)


def test_table_and_picture_have_every_set() -> None:
    jury = Jury(lambda some: np.zeros(len(some)), lambda some: np.ones(len(some)), [[0, 1] * 9], 2)
    sets = [jury.hits([[0, 1] * 8, [1, 0] * 8], name, way) for name, way in
            (("best of 1", "best of"), ("best of 2", "best of"), ("people", ""))]  # fmt: skip
    frontier = Frontier(tuple(sets))
    assert frontier.table().index.tolist() == ["best of 1", "best of 2", "people"]
    assert frontier["people"].way == "people"
    spec = frontier.picture().to_dict()
    assert [row["label"] for row in next(iter(spec["datasets"].values()))] == ["1", "2", ""]
    with pytest.raises(KeyError):
        frontier["nobody"]
