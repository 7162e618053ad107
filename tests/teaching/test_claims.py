"""A claim says what holds here and never stops a lesson, whatever it is given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.teaching.claims import claim

THINGS = st.one_of(
    st.booleans(),
    st.none(),
    st.text(),
    st.floats(),
    st.lists(st.booleans()),
    st.just(object()),
    st.just(np.array([[True, False]])),
    st.just(lambda: 1 / 0),
)


@pytest.mark.parametrize(
    ("holds", "says"),
    [
        (True, "Holds here"),
        (np.True_, "Holds here"),
        (np.array([True, True]), "Holds here"),
        ([[True], [True]], "Holds here"),
        (lambda: 2 > 1, "Holds here"),
        (False, "Does not hold here"),
        (np.False_, "Does not hold here"),
        (np.array([[True, True], [True, False]]), "Does not hold here"),
        (float("nan") > 1, "Does not hold here"),
        (lambda: 2 < 1, "Does not hold here"),
        (None, "Cannot be said here"),
        (0.5, "Cannot be said here"),
        ("yes", "Cannot be said here"),
        (np.array([]), "Cannot be said here"),
        (lambda: 1 / 0, "Cannot be said here"),
        (lambda: {}["no"], "Cannot be said here"),
    ],
)
def test_it_says_whether_it_holds(holds: object, says: str) -> None:
    assert repr(claim("It is so.", holds)).startswith(f"{says}: It is so.")


def test_it_holds_for_tensors() -> None:
    torch = pytest.importorskip("torch")
    assert claim("All.", torch.tensor([1.0, 2.0]) > 0).holds
    assert claim("All.", torch.tensor([1.0, 2.0]) > 1).holds is False


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (0.15549, "x 0.155"),
        (np.float64(2.5), "x 2.5"),
        (7200, "x 7,200"),
        ((0.136, 0.176), "x 0.136 to 0.176"),
        ("72 %", "x 72 %"),
        (True, "x yes"),
        (float("inf"), "x inf"),
        ([60, 62], "x [60, 62]"),
    ],
)
def test_figures_are_told_alike_in_every_run(figure: object, words: str) -> None:
    assert words in repr(claim("It is so.", True, x=figure))
    assert "of people 3" in repr(claim("It is so.", True, of_people=3))


def test_green_or_not_shows_in_words_too() -> None:
    pages = [claim("<b>", holds)._repr_html_() for holds in (True, False, None)]
    assert len({page.partition("border-left")[0] for page in pages}) == 3
    for page, words in zip(pages, ("Holds here", "Does not hold", "Cannot be said"), strict=True):
        assert words in page
        assert "<b>" not in page


@given(THINGS, st.dictionaries(st.sampled_from(["a", "b_c"]), THINGS))
def test_nothing_makes_it_fail(holds: object, figures: dict[str, object]) -> None:
    made = claim("Whatever.", holds, **figures)
    assert repr(made)
    assert made._repr_html_()
