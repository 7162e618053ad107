import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.teaching.records.kinds import Choice, Curve, Number, PredictionError
from meantone.teaching.records.predictions import Revealed, predict, reveal
from meantone.teaching.records.progress import current

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(autouse=True)
def _own_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))


def which():
    return predict("90.way", "Which way?", choices=["up", "down"])


def how_many():
    return predict("90.order", "How many?", between=(1, 8), step=1)


def sketch():
    return predict(
        "90.curve", "How does it go?", over=[1, 2, 3], between=(0, 4), axes=("n", "bits")
    )


ALL = pytest.mark.parametrize(
    ("ask", "value", "measured", "text"),
    [
        (which, "up", "down", "You predicted up; measured: down."),
        (how_many, 3, 2.9041, "You predicted 3; measured: 2.9."),
        (
            sketch,
            [4, 3, 2],
            {1: 3.5, 2: 2.75, 3: 0.5},
            "Your curve is 0.75 off on average, most at 3: you predicted 2; measured: 0.5.",
        ),
    ],
)

OTHER = {"90.way": "down", "90.order": 7, "90.curve": [0, 0, 0]}


@ALL
def test_what_is_clicked_is_revealed_beside_what_was_measured(ask, value, measured, text):
    asked = ask()
    asked.control.value = value
    assert asked.recorded is None  # nothing is kept before the click
    asked.control.presses += 1
    assert asked.control.message.startswith("Recorded: ")
    assert repr(reveal(asked.name, measured)) == text
    assert text in reveal(asked.name, measured)._repr_html_()


@ALL
def test_without_a_click_the_lesson_goes_on(ask, value, measured, text):
    asked = ask()
    assert asked.control is not None
    found = reveal(asked.name, measured)
    assert repr(found).startswith("No prediction was recorded; measured: ")
    assert found.predicted is None
    assert all(row["series"] == "measured" for row in found.rows())


@ALL
def test_another_kernel_finds_it_again(ask, value, measured, text):
    ask().record(value)
    again = ask()
    assert again.control.message == "Your prediction is recorded."
    assert again.control.value == value
    assert again.recorded == again.style.read(value)


@ALL
def test_rows_make_a_table(ask, value, measured, text):
    asked = ask()
    asked.record(value)
    table = pd.DataFrame(reveal(asked.name, measured).rows())
    assert set(table["series"]) == {"predicted", "measured"}
    assert len(table) == (6 if isinstance(measured, dict) else 2)


@ALL
def test_the_widget_has_plain_words_beside_it_the_same_each_time(ask, value, measured, text):
    bundle, again = ask()._repr_mimebundle_(), ask()._repr_mimebundle_()
    assert VIEW in bundle
    assert bundle["text/plain"] == again["text/plain"] == repr(ask())
    assert bundle["text/html"] == again["text/html"]
    assert ask().question in bundle["text/html"]


@ALL
def test_a_first_prediction_stays_once_the_answer_has_shown(ask, value, measured, text):
    asked = ask()
    asked.record(value)
    reveal(asked.name, measured)
    assert "stays" in asked.record(OTHER[asked.name])
    assert asked.recorded == asked.style.read(value)


@ALL
def test_a_mind_may_be_changed_before(ask, value, measured, text):
    asked = ask()
    asked.record(OTHER[asked.name])
    asked.record(value)
    assert repr(reveal(asked.name, measured)) == text


def test_a_prediction_after_the_answer_says_so():
    reveal("90.order", 2.9)
    how_many().record(3)
    assert repr(reveal("90.order", 2.9)) == (
        "You predicted 3, after the answer had shown; measured: 2.9."
    )


def test_a_click_with_nothing_chosen_asks_again():
    asked = which()
    asked.control.presses += 1
    assert asked.control.message == "Choose one of: up, down."
    assert asked.recorded is None


@pytest.mark.parametrize(
    ("style", "value"),
    [
        (Choice(("up", "down")), None),
        (Choice(("up", "down")), ["up"]),
        (Number(1, 8), None),
        (Number(1, 8), "many"),
        (Number(1, 8), 9),
        (Number(1, 8), math.nan),
        (Number(1, 8), [3]),
        (Curve((1, 2), 0, 4), None),
        (Curve((1, 2), 0, 4), [1]),
        (Curve((1, 2), 0, 4), [1, 5]),
        (Curve((1, 2), 0, 4), [1, None]),
        (Curve((1, 2), 0, 4), "12"),
    ],
)
def test_what_does_not_answer_the_question_is_told_what_would(style, value):
    with pytest.raises(PredictionError, match=r"Choose one|Give"):
        style.read(value)


@given(st.lists(st.floats(0, 4), min_size=3, max_size=3))
def test_a_curve_keeps_its_heights(heights):
    assert list(Curve((1, 2, 3), 0, 4).read(heights).values()) == heights


@pytest.mark.parametrize(
    "settings", [{"choices": ["up"]}, {"between": (1, 1)}, {"between": (2, 1)}]
)
def test_a_question_needs_something_to_choose_from(settings):
    with pytest.raises(PredictionError, match=r"90\.order"):
        predict("90.order", "How many?", **settings)


def test_an_old_prediction_of_another_kind_is_not_compared():
    how_many().record(3)
    assert reveal("90.order", "up").predicted is None
    sketch().record([1, 2, 3])
    assert reveal("90.curve", {1: 1.0}).predicted is None


def test_a_record_edited_by_hand_stops_nothing():
    for value in (3, None, {}, {"value": [1], "late": False}):
        current().note("predicted", "90.order", value)
        assert "No prediction" in repr(reveal("90.order", 2.9))
        assert how_many().control.value is None


def test_measurements_may_be_numpys():
    sketch().record([1, 2, 3])
    found = reveal("90.curve", dict(zip(np.arange(1, 4), np.ones(3, np.float32), strict=True)))
    assert found.measured == {1.0: 1.0, 2.0: 1.0, 3.0: 1.0}
    assert repr(reveal("90.order", np.int64(3))) == "No prediction was recorded; measured: 3."


def test_the_comparison_escapes_its_words():
    assert "<b>" not in Revealed("90.way", "<b>", "</b>")._repr_html_()


def test_the_control_gets_all_it_draws():
    control = sketch().control
    assert (control.question, control.xs, control.between) == ("How does it go?", [1, 2, 3], [0, 4])
    assert (control.axes, control.value, control.step) == (["n", "bits"], [2, 2, 2], 0.1)
    assert "http" not in str(control._esm).replace("http://www.w3.org/2000/svg", "")


def test_widgets_are_loaded_only_when_one_is_shown():
    code = (
        "import sys, meantone.teaching.records.predictions as p\n"
        "import meantone.teaching.checking.checks\n"
        "asked = p.predict('90.way', '?', choices=['a', 'b']); repr(asked); asked.record('a')\n"
        "assert not {'ipywidgets', 'anywidget', 'pandas', 'IPython'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=600)
