"""Tunes as whole numbers: what is one is taken in any usual form, what is none is named."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from meantone import measures
from meantone.models import NGram, surprises
from meantone.tunes import load
from meantone.tunes.tokens import as_tokens

some_tunes = st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=5)


@given(some_tunes, st.sampled_from([list, tuple, np.int8, np.intp, np.float32, np.float64, object]))
def test_whole_numbers_are_taken_in_any_form(tunes: list[list[int]], form: Any) -> None:
    shaped = [
        np.array(tune, dtype=form) if form not in (list, tuple) else form(tune) for tune in tunes
    ]
    arrays = as_tokens(shaped, size=10)
    assert [array.tolist() for array in arrays] == tunes
    assert {array.dtype for array in arrays} <= {np.dtype(np.int64)}


WRONG: list[tuple[ArrayLike, str]] = [
    ([0.5, 1], "tune 1 holds 0.5; tokens are whole numbers"),
    ([np.nan], "tune 1 holds nan; tokens are whole numbers"),
    (np.array([np.inf], dtype=np.float32), "tune 1 holds inf; tokens are whole numbers"),
    (["a"], "tune 1 holds 'a'; tokens are whole numbers"),
    ("abc", "tune 1 is a str, not a list of tokens"),
    (5, "tune 1 is the number 5, not a list of tokens"),
    ([[0], [1, 2]], "tune 1 is a table or a list of lists, not a list of tokens"),
    (np.zeros((2, 2), dtype=int), "tune 1 is a table or a list of lists, not a list of tokens"),
]


@pytest.mark.parametrize(("tune", "said"), WRONG)
def test_what_is_no_tune_is_named(tune: ArrayLike, said: str) -> None:
    with pytest.raises(ValueError, match="^" + said):
        as_tokens([[0], tune])


def test_a_tune_has_to_be_encoded_first() -> None:
    with pytest.raises(ValueError, match=r"^tune 0 is a Tune, .* as view\.encode\(tune\)"):
        as_tokens([load("starter")[0]])


def test_a_token_outside_the_vocabulary_is_said_of_its_tune() -> None:
    for token in (-1, 3):
        with pytest.raises(ValueError, match="tune 2 holds a token outside 0 to 2"):
            as_tokens([[0], [], [2, token]], size=3)


RNG = np.random.default_rng(0)
ROWS: dict[str, Any] = {
    "fit": lambda tunes: NGram.fit(tunes, 3, order=2),
    "surprises": lambda tunes: surprises(NGram.fit([[0, 1]], 3, order=2), tunes),
    "distinct": lambda tunes: measures.distinct(tunes, 2),
    "different_tunes": measures.different_tunes,
    "self_bleu": measures.self_bleu,
    "lempel_ziv": measures.lempel_ziv,
    "compressibility": lambda tunes: measures.compressibility(tunes, RNG),
    "pooled_entropy": measures.pooled_entropy,
    "alike": measures.alike,
    "best_echoes": measures.best_echoes,
    "features": lambda tunes: measures.features(tunes, 3),
    "copied_shares": lambda tunes: measures.copied_shares(tunes, tunes, 2),
    "Reference": lambda tunes: measures.Reference(tunes * 9, 3, rng=RNG, length=2),
}


@pytest.mark.parametrize("name", ROWS)
def test_no_model_and_no_measure_rounds_what_it_is_given(name: str) -> None:
    ROWS[name]([[0, 1, 2], [0, 2, 1]])
    for wrong, said in (([[0, 1.5, 2], [0, 2, 1]], "whole"), ([0, 1, 2], "not a list of tokens")):
        with pytest.raises(ValueError, match=said):
            ROWS[name](wrong)
