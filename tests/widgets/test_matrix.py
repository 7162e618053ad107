"""The matrix explorer: its pure function, and the widget driven by setting its values."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.models import MarkovChain, surprise
from meantone.widgets import MatrixExplorer, walk

LABELS = ["1", "3", "5"]
CHAIN = MarkovChain.fit([[0, 1, 2], [0, 2, 2, 1, 0]], 3)


@pytest.fixture
def explorer() -> MatrixExplorer:
    return MatrixExplorer(CHAIN, LABELS, [60, 64, 67], np.random.default_rng(0))


@pytest.mark.parametrize("path", [[], [0], [0, 2, 2], [0, 1, 2, 3], [1]])
def test_the_widget_shows_what_the_function_says(explorer: MatrixExplorer, path: list) -> None:
    explorer.path = path
    now = walk(CHAIN, LABELS, path)
    assert (explorer.row, explorer.ended, explorer.text) == (now.row, now.ended, now.text)


def test_a_walk_is_as_surprising_as_the_model_says() -> None:
    np.testing.assert_allclose(walk(CHAIN, LABELS, [0, 1, 2, 3]).bits, surprise(CHAIN, [0, 1, 2]))


def test_an_impossible_step_is_infinitely_surprising() -> None:
    now = walk(CHAIN, LABELS, [1])
    assert now.bits == (float("inf"),)
    assert "probability 0 %, a surprise of inf bits" in now.text


def test_chance_follows_the_table_and_begins_again_after_the_end(explorer: MatrixExplorer) -> None:
    for press in range(1, 200):
        before = [] if explorer.ended else list(explorer.path)
        explorer.draws = press
        assert explorer.path[:-1] == before
        assert CHAIN.table[walk(CHAIN, LABELS, before).row, explorer.path[-1]] > 0


def test_presses_that_arrive_as_one_are_a_step_each(explorer: MatrixExplorer) -> None:
    one_by_one = MatrixExplorer(CHAIN, LABELS, [60, 64, 67], np.random.default_rng(0))
    for press in (1, 2, 3):
        one_by_one.draws = press
    explorer.draws = 3
    assert explorer.path == one_by_one.path
    assert explorer.path


def test_what_it_sends_to_the_page(explorer: MatrixExplorer) -> None:
    assert np.shape(explorer.table) == (4, 4)  # three notes and the beginning; three and the end
    np.testing.assert_allclose(explorer.table, np.delete(CHAIN.table, 3, axis=0), atol=1e-4)
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"].startswith("Matrix explorer: a walk through a table of 3 notes")


@pytest.mark.parametrize(
    ("path", "message"), [([0, 3, 0], "after its end"), ([4], "4 is no token")]
)
def test_no_path_outside_the_chain(path: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        walk(CHAIN, LABELS, path)


def test_labels_and_pitches_fit_the_chain() -> None:
    with pytest.raises(ValueError, match="3 tokens, but there are 2 labels"):
        MatrixExplorer(CHAIN, ["a", "b"], [60, 62, 64], np.random.default_rng(0))
