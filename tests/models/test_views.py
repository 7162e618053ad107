"""Views as models: against a slow version that follows the words, and what a model has to keep."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from meantone.models import ViewModel, surprises
from meantone.models.learned_weights import all_rows
from meantone.models.sequence_model import take
from meantone.models.views import (
    END,
    Landmarks,
    View,
    from_first,
    from_highest,
    from_lowest,
    interval,
    interval_by_last,
    interval_from_first,
    pitch,
    spread,
    three_back,
    two_back,
)

PITCHES = np.array([55, 57, 60, 61, 64])
SIZE = len(PITCHES)
VIEWS = (
    pitch,
    interval,
    from_first,
    interval_from_first,
    two_back,
    interval_by_last,
    from_highest,
    from_lowest,
    three_back,
)
TUNES = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=7), max_size=4)


def direction(pitches: NDArray[np.int64], marks: Landmarks) -> NDArray[np.int64]:
    """See only whether the melody rises: a view whose names are shared by pitches."""
    return np.sign(interval(pitches, marks))


def names_after(view: View, tune: list[int]) -> list[int]:
    """What each candidate would be after a tune."""
    marks = Landmarks.none(1)
    for token in tune:
        marks = marks.after(PITCHES[[token]])
    return [int(name) for name in view(PITCHES, marks)[0]]


def seen(view: View, tune: list[int]) -> list[int]:
    return [names_after(view, tune[:i])[token] for i, token in enumerate(tune)]


def slow_row(view: View, learned: list[list[int]], tune: list[int], ends: bool) -> list[float]:
    """Follow the words of `ViewModel` and of `blend`, one context and one name at a time."""
    start = "start"
    candidates = names_after(view, tune) + ([END] if ends else [])
    past: list[object] = [start, *seen(view, tune)]
    stories: list[list[object]] = [[start, *seen(view, other), END] for other in learned] + [past]
    asked: list[Counter[object]] = []
    for depth in range(len(past) + 1):
        context = past[len(past) - depth :]
        after: Counter[object] = Counter()
        for story in stories:
            for i in range(1, len(story)):
                if i >= depth and story[i - depth : i] == context and story[i] in candidates:
                    after[story[i]] += 1
        if not after:
            break
        asked.append(after)
        if len(after) == 1:
            break
    given: dict[object, float] = defaultdict(float)
    rest, longer = 1.0, set[object]()
    for after in reversed(asked):
        total = sum(count for name, count in after.items() if name not in longer)
        if total:
            for name, count in after.items():
                given[name] += rest * count / (total + len(after))
            rest *= len(after) / (total + len(after))
        longer = set(after)
    heard = [bool(asked) and name in asked[0] for name in candidates]
    guess = rest / (len(candidates) + 1 - sum(heard))
    row = [
        given[name] / candidates.count(name) + (0 if known else guess)
        for name, known in zip(candidates, heard, strict=True)
    ]
    return [share / sum(row) for share in row]


@pytest.mark.parametrize("view", [*VIEWS, direction])
@settings(max_examples=25)
@given(learned=TUNES, tune=st.lists(st.integers(0, SIZE - 1), max_size=9), ends=st.booleans())
def test_rows_are_those_of_the_slow_version(
    view: View, learned: list[list[int]], tune: list[int], ends: bool
) -> None:
    model = ViewModel(view, PITCHES, learned, ends=ends)
    rows = all_rows(model, [tune])
    for place in range(len(tune) + 1):
        slow = slow_row(view, learned, tune[:place], ends)
        np.testing.assert_allclose(rows[place, : len(slow)], slow, atol=1e-12)
        assert rows[place].sum() == pytest.approx(1)
        assert (rows[place, SIZE] > 0) == ends


@given(TUNES, TUNES)
@settings(max_examples=20)
def test_it_answers_as_a_model_of_sequences_does(
    learned: list[list[int]], tunes: list[list[int]]
) -> None:
    model = ViewModel(interval_from_first, PITCHES, learned)
    together = surprises(model, tunes)
    for tune, bits in zip(tunes, together, strict=True):
        np.testing.assert_allclose(bits, surprises(model, [tune])[0])
    state = model.advance(model.start(3), np.array([0, 1, SIZE]))  # an end may be passed on, too
    picked = take(state, np.array([1, 1]))
    row = model.probabilities(state)[1]
    np.testing.assert_array_equal(model.probabilities(picked), [row, row])


def test_what_was_learned_does_not_change() -> None:
    model = ViewModel(pitch, PITCHES, [[0, 1, 2]])
    before = model.probabilities(model.start(1))
    surprises(model, [[4, 4, 4, 4]])
    np.testing.assert_array_equal(model.probabilities(model.start(1)), before)


def test_a_figure_is_known_in_another_key_by_those_views_only_that_need_no_key() -> None:
    figure = np.array([0, 4, 2, 5, 0])
    low, high = figure, figure + 6
    for view in VIEWS:
        model = ViewModel(view, range(60, 72), [low] * 3)
        last = surprises(model, [high])[0][-2]
        assert last > 4 if view is pitch else last < 0.5


def test_a_name_that_no_candidate_has_drops_out() -> None:
    row = spread(np.array([[[0, 0]]]), np.array([[3, 4]]))
    np.testing.assert_allclose(row, [[0.5, 0.5]])


def test_a_token_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 0 to 4"):
        ViewModel(pitch, PITCHES, [[0, 5]])
