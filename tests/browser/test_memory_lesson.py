"""Lesson 03 as a learner plays it: the table of orders by mouse and keys, a curve, an answer."""

import re

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Locator, expect

RIGHT = """
def borrowing(counts, lower):
    kinds = (counts > 0).sum()
    return (counts + kinds * lower) / (counts.sum() + kinds) if kinds else lower

check("03.borrowing", borrowing)"""
WRONG = """
def borrowing(counts, lower):
    return np.where(counts > 0, counts / counts.sum(), lower) if counts.any() else lower

check("03.borrowing", borrowing)"""

LESSON = "03_longer_memory.ipynb"

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    """The explorer, with the machine chosen that it shows at first."""
    explorer = visit.page.locator(".meantone-instrument:has(.meantone-orders)")
    explorer.scroll_into_view_if_needed()
    explorer.get_by_role("button", name="order 3, Witten-Bell: ").click()
    expect(explorer.get_by_role("status")).to_contain_text("Order 3, Witten-Bell: ")
    return explorer


def test_a_click_chooses_a_machine(visit: Visit, explorer: Locator) -> None:
    sound = explorer.locator("audio")
    before = sound.get_attribute("src")
    cell = explorer.get_by_role("button", name="order 8, counting alone: infinitely many")
    cell.click()
    expect(explorer.get_by_role("status")).to_contain_text(" are impossible")
    expect(explorer.locator("figcaption")).to_contain_text("order 8, counting alone")
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(explorer.locator("[aria-pressed=true]")).to_have_count(1)
    assert sound.get_attribute("src") != before
    loaded = "player => player.duration > 1"
    visit.page.wait_for_function(loaded, arg=sound.element_handle())


def test_the_keyboard_is_enough(visit: Visit, explorer: Locator) -> None:
    here = explorer.locator("td button[tabindex='0']")
    expect(here).to_have_count(1)
    here.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"):  # below is nothing more
        visit.page.keyboard.press(key)
    visit.page.keyboard.press("Enter")
    expect(explorer.get_by_role("status")).to_contain_text("Order 5, modified Kneser-Ney: ")
    visit.page.keyboard.press("Home")
    visit.page.keyboard.press("Space")
    expect(explorer.get_by_role("status")).to_contain_text("Order 1, modified Kneser-Ney: ")


def test_another_tune_of_the_same_machine(explorer: Locator) -> None:
    sound = explorer.locator("audio")
    before = sound.get_attribute("src") or ""
    explorer.get_by_role("button", name="Another tune").click()
    expect(sound).not_to_have_attribute("src", before)
    expect(explorer.get_by_role("status")).to_contain_text("Order 3, Witten-Bell: ")


def test_the_sketched_curve_is_drawn_beside_the_measured_one(visit: Visit) -> None:
    asked = visit.page.get_by_role("group", name=re.compile("at each order"))
    asked.scroll_into_view_if_needed()
    height = asked.get_by_label("bits per note at order 8")
    height.focus()
    height.press("ArrowUp")
    expect(height).to_have_value("2.6")
    asked.get_by_role("button", name="Record").click()
    expect(asked.get_by_role("status")).to_contain_text("2.6 at 8")
    visit.run('reveal("03.curve", {order: 3.0 for order in orders}, ("order", "bits per note"))')
    words = re.compile("Curve of bits per note by order: predicted 2.5 at 1, .*2.6 at 8; measured")
    expect(visit.page.get_by_alt_text(words)).to_be_visible()


def test_what_is_played_counts_as_heard(visit: Visit) -> None:
    visit.page.get_by_text("cache of 2 to 8").last.scroll_into_view_if_needed()
    visit.play(visit.page.get_by_label(re.compile("Sound of cache of 2 to 8")), "03.loop")


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged(
        "03.borrowing", WRONG, "What is lent has to be taken from somewhere.", RIGHT
    )


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(
    visit: Visit, lab: Lab, explorer: Locator
) -> None:
    visit.expect_open_to_all(lab)
