import comm
import pytest
from IPython.display import HTML, SVG, display
from ipywidgets import (
    Checkbox,
    FloatLogSlider,
    FloatSlider,
    IntSlider,
    SelectionSlider,
    interactive,
)

from meantone.exercises.instruments import instrument_of, moved, settings_of, sliders_of
from meantone.teaching.checking import guard


class Line(comm.DummyComm):
    """What connects a widget with the page; it notes what is sent."""

    def publish_msg(self, *arguments, **named):
        LINES.append(arguments)


LINES = []


def play(n):
    display(HTML(f"<audio src='{n}'>"), SVG(f"<svg><title>{n}</title></svg>"))


@pytest.fixture
def instrument(capsys):
    made = interactive(play, n=IntSlider(3, min=0, max=7, description="steps"))
    capsys.readouterr()  # in plain Python `display` prints
    return made


def in_child(work):
    """What some work gives, done where a check does it: a shell that it makes ends with it."""
    outcome = guard.in_child(lambda tell: tell(repr(work())), 30)
    assert outcome.end == "finished"
    return outcome.said


def test_a_slider_is_moved_and_what_is_displayed_is_caught(instrument):
    slider = sliders_of(instrument)[0]
    said = in_child(lambda: moved(instrument, slider, (0, 7)))
    assert "audio src='0'" in said
    assert "<title>7</title>" in said
    assert "error=None" in said


def test_what_stops_the_function_is_kept():
    breaks = interactive(lambda n: 1 // (n - 7), n=(0, 7))
    assert "ZeroDivisionError" in in_child(lambda: moved(breaks, sliders_of(breaks)[0], (0, 7)))


def test_a_move_that_does_nothing_is_none():
    waits = interactive(play, {"manual": True}, n=(0, 7))
    assert in_child(lambda: moved(waits, sliders_of(waits)[0], (0, 7, 0))) == "[None, None, None]"


def test_the_page_hears_of_nothing_and_all_is_as_before(instrument):
    slider = sliders_of(instrument)[0]

    def work():
        slider.comm = line = Line(target_name="test")
        LINES.clear()
        moved(instrument, slider, (0, 7))
        return LINES, slider.comm is line, slider.value, instrument.f is play, comm.create_comm

    assert in_child(work) == repr(([], True, 3, True, comm.create_comm))


@pytest.mark.parametrize(
    ("slider", "settings"),
    [
        (IntSlider(min=1, max=8), (1, 4, 8)),
        (FloatSlider(min=-1, max=2), (-1, 0.5, 2)),
        (FloatLogSlider(min=-2, max=2), (0.01, 1, 100)),
        (SelectionSlider(options=["a", "b", "c"]), ("a", "b", "c")),
        (SelectionSlider(options=[("slow", 60), ("fast", 120)]), (60, 120, 120)),
    ],
)
def test_a_slider_has_a_first_a_middle_and_a_last_setting(slider, settings):
    assert settings_of(slider) == settings


def test_only_what_interact_makes_is_an_instrument():
    made = interactive(lambda n, on: None, n=(0, 7), on=Checkbox())

    def decorated(n):
        pass

    assert instrument_of(decorated) is None
    decorated.widget = made
    assert instrument_of(decorated) is instrument_of(made) is made
    assert [type(slider).__name__ for slider in sliders_of(made)] == ["IntSlider"]
