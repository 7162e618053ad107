"""Lesson 10 as a learner plays it: two sliders and a judge by mouse and keys, tunes, an answer."""

import re

import pytest
from lab_page import Visit, box_of, expect_loaded
from lab_server import Lab
from playwright.sync_api import Locator, expect

WRONG = """
def corrected(seen, false_alarms, hits):
    return max(seen - false_alarms, 0)

check("10.corrected", corrected)"""
RIGHT = """
def corrected(seen, false_alarms, hits):
    return np.clip((seen - false_alarms) / (hits - false_alarms), 0, 1)

check("10.corrected", corrected)"""

LESSON = "10_data_bias.ipynb"

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    """The share explorer; its first setting is 12 of 100, temperature 1, the classifier."""
    explorer = visit.page.locator(".meantone-instrument:has(select)")
    explorer.scroll_into_view_if_needed()
    return explorer


def put(explorer: Locator, name: str, place: int) -> None:
    """Move a slider to one of its stops with the keys."""
    slider = explorer.get_by_label(name, exact=True)
    slider.focus()
    slider.press("Home")
    for _ in range(place):
        slider.press("ArrowRight")


def test_the_keys_move_both_sliders_and_the_share_follows(explorer: Locator) -> None:
    says = explorer.get_by_role("status")
    put(explorer, "Share", 3)
    put(explorer, "Temperature", 3)
    expect(says).to_contain_text("12\u00a0% goes in, and at temperature 0.5, ")
    picture = explorer.locator("img")
    before = picture.get_attribute("src") or ""
    put(explorer, "Share", 8)
    expect(says).to_contain_text("China: 80\u00a0% goes in")
    expect(explorer.locator("figcaption").first).to_contain_text("taken for Europe: ")
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_attribute("alt", re.compile("80.% goes in"))


def test_the_mouse_moves_a_slider(explorer: Locator) -> None:
    slider = explorer.get_by_label("Temperature", exact=True)
    box = box_of(slider)
    slider.click(position={"x": box["width"] - 2, "y": box["height"] / 2})
    expect(explorer.get_by_role("status")).to_contain_text("at temperature 1.2, ")


def test_the_judge_can_be_switched_and_hears_the_same_tunes(explorer: Locator) -> None:
    put(explorer, "Share", 6)
    put(explorer, "Temperature", 4)
    says = explorer.get_by_role("status")
    expect(says).to_contain_text(re.compile(r"50.% goes in, and at temperature 0\.6, .*classifier"))
    explorer.get_by_label("Judge").select_option("two experts")
    expect(says).to_contain_text("says two experts")
    explorer.get_by_label("Judge").select_option("a classifier")
    expect(says).to_contain_text("says a classifier")


def test_a_tune_of_each_style_is_heard(visit: Visit, explorer: Locator) -> None:
    put(explorer, "Share", 6)
    put(explorer, "Temperature", 8)
    expect(explorer.get_by_role("status")).to_contain_text("at temperature 1, ")
    expect(explorer.locator("audio")).to_have_count(2)
    expect_loaded(explorer.locator("audio").last, 1)
    visit.play(explorer.locator("audio").last, "10.shares")


def test_an_exercise_is_answered_wrongly_then_rightly(visit: Visit) -> None:
    outputs = visit.page.locator(".jp-OutputArea-output")
    visit.run("import numpy as np\nfrom meantone.exercises import check, progress_bar")
    visit.expect_judged("10.corrected", WRONG, "who puts them back?", RIGHT)
    visit.run('progress_bar("10")')
    expect(outputs.filter(has_text="1 of 4 exercises done").last).to_be_visible()


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
