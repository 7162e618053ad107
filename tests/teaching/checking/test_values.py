from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import torch

from meantone.teaching import (
    Diagnosis,
    agrees,
    alike,
    items,
    number,
    numbers,
    plain,
    shaped,
    share,
    truth,
    whole,
)

ROWS = [
    [0.5, 0.25],
    (0.5, 0.25),
    np.array([0.5, 0.25]),
    np.array([0.5, 0.25], dtype=np.float32),
    [Fraction(1, 2), Fraction(1, 4)],
    [np.float64(0.5), np.array(0.25)],
    torch.tensor([0.5, 0.25]),
    torch.tensor([0.5, 0.25], requires_grad=True),
    [torch.tensor(0.5), torch.tensor(0.25)],
    pd.Series([0.5, 0.25]),
    {0: 0.5, 1: 0.25}.values(),
    (share for share in (0.5, 0.25)),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_numbers_may_come_in_any_usual_form(row):
    assert alike(numbers(row, shape=(2,)), [0.5, 0.25])


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("0.5", "gives a str"),
        (["0.5"], "gives a list"),
        ({"C": 1}, "gives a dict"),
        ({1, 2}, "gives a set"),
        ([None, 1], "gives a list"),
        ([[1], [1, 2]], "gives a list"),
        (len, "a builtin_function_or_method"),
        ([np.nan, 1], "nan"),
        ([1, 2, 3], "shape should be (2,), and is (3,)"),
    ],
)
def test_what_is_no_row_of_two_numbers_is_told_so(value, says):
    with pytest.raises(Diagnosis) as raised:
        numbers(value, shape=(2,))
    assert says in raised.value.says


@pytest.mark.parametrize("one", [2, 2.0, np.int8(2), np.array(2), torch.tensor(2), Fraction(2)])
def test_one_number_may_be_of_any_kind(one):
    assert number(one, "One.") == 2


@pytest.mark.parametrize("other", [[2], np.array([2]), True, np.bool_(True), torch.tensor([2])])
def test_several_numbers_and_yes_or_no_are_not_one_number(other):
    with pytest.raises(Diagnosis, match=r"One\."):
        number(other, "One.")


def test_shares_whole_numbers_and_truths_are_told_apart():
    assert (share(1, "?"), whole(torch.tensor(3), "?"), truth(np.array(True), "?")) == (1, 3, True)
    for read, value in [
        (share, 1.5), (share, -0.1), (whole, 3.0), (whole, True), (whole, [3]), (whole, "3"),
        (truth, 1), (truth, "yes"), (truth, [True]),
    ]:  # fmt: skip
        with pytest.raises(Diagnosis, match="No"):
            read(value, "No.")


@pytest.mark.parametrize("series", [(1, 2), np.array([1, 2]), torch.tensor([1, 2]), iter([1, 2])])
def test_a_series_may_come_in_any_usual_form(series):
    assert items(series) == [1, 2]


@pytest.mark.parametrize("other", ["12", {1: 2}, 12, np.array(12), torch.tensor(12)])
def test_what_is_no_series_is_told_so(other):
    with pytest.raises(Diagnosis, match="It should give a list"):
        items(other)


def test_tensors_become_arrays_in_lists_too():
    (array, rest) = plain([torch.ones(2), (torch.zeros(1), 3)])
    assert isinstance(array, np.ndarray)
    assert isinstance(rest[0], np.ndarray)


def test_agreement_stops_at_the_first_case_that_differs():
    asked = []

    def answer(x):
        asked.append(x)
        return [x] * 2

    cases = [((1,), [1, 1]), ((2,), [2, 9]), ((3,), [3, 3])]
    assert not agrees(answer, cases)
    assert asked == [1, 2]
    assert shaped(answer, cases)
    assert not shaped(answer, [((1,), 1)])


def test_numbers_agree_to_a_hundred_thousandth_and_in_their_shape():
    assert alike(np.float32(1) / 3, 1 / 3)
    assert not alike(0.3331, 1 / 3)
    assert not alike([1, 1], 1)
    assert alike([np.inf], [np.inf])
