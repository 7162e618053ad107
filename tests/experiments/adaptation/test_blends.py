"""Blends: whose runs they have, and models that take turns."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import sample
from meantone.experiments.adaptation import Turns, compare_blends
from meantone.models import MarkovChain, surprise

TUNES = st.lists(st.lists(st.integers(0, 2), min_size=2, max_size=6), min_size=1, max_size=4)


@given(TUNES, TUNES, TUNES)
def test_shares_are_counted_run_by_run(ours: list, first: list, second: list) -> None:
    found = compare_blends({"ours": ours}, first, second, ("a", "b"), np.random.default_rng(0), 2)
    pairs = [(x, y) for tune in ours for x, y in pairwise(tune)]
    in_a, in_b = ({p for t in style for p in pairwise(t)}
                  for style in (first, second))  # fmt: skip
    slow = [np.mean([((p in in_a), (p in in_b)) == kind for p in pairs])
            for kind in ((True, True), (True, False), (False, True), (False, False))]  # fmt: skip
    assert found["ours"].shares == pytest.approx(slow)
    assert found["ours"].new == pytest.approx(slow[3])


def test_long_tunes_count_more_and_runs_are_as_long_as_asked() -> None:
    """Of three runs of the long tune and one of the short, only those of the long are known."""
    made, known = [[0, 1, 2, 0, 1], [2, 2, 2]], [[0, 1, 2, 0, 1]]
    found = compare_blends({"x": made}, known, known, ("A", "B"), np.random.default_rng(0), 3)
    assert found["x"].shares == (0.75, 0, 0, 0.25)
    many = [[0, 1, 2, 0, 1, 2] * 4] * 20 + [[2, 2, 2]] * 20
    found = compare_blends({"x": many}, many[:1], known, ("A", "B"), np.random.default_rng(0), 3)
    low, high = found["x"].new_interval
    assert low < found["x"].new == 20 / (20 * 22 + 20) < high < 0.1  # not .5, as if alike


def test_table_and_picture_name_the_styles() -> None:
    tunes = [[0, 1, 0], [1, 1, 0]]
    found = compare_blends({"x": tunes}, tunes, [[0, 0]], ("A", "B"), np.random.default_rng(0), 2)
    assert {"only A", "only B"} <= {*found.table().columns}
    assert "x 0.0%" in found.picture().to_dict()["description"]


def test_models_take_turns_and_hear_each_other() -> None:
    up, down = (MarkovChain.fit([tune], 4) for tune in ([0, 1, 2, 3] * 99, [3, 2, 1, 0] * 99))
    turns = Turns([up, down], 2)
    tune = sample(turns, 1, np.random.default_rng(0), longest=6)[0]
    assert tune.tolist() == [0, 1, 0, 3, 0, 1]
    bits = surprise(turns, [0, 1, 0, 3])[:4]
    apart = [surprise(up, [0, 1])[:2], surprise(down, [0, 1, 0, 3])[2:4]]
    np.testing.assert_allclose(bits, np.concatenate(apart))
    assert turns.parts == (up, down)


def test_turns_have_notes_and_one_vocabulary() -> None:
    chain = MarkovChain.fit([[0]], 2)
    with pytest.raises(ValueError, match="0 notes"):
        Turns([chain], 0)
    with pytest.raises(ValueError, match="one size"):
        Turns([chain, MarkovChain.fit([[0]], 3)], 2)
