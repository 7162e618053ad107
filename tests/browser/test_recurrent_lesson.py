"""Lesson 06 as a learner plays it: the explorer of hidden units by keys, an exercise answered."""

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Locator, expect

WRONG = 'check("06.loss", lambda bits, lengths: bits.mean())'
RIGHT = """def loss(bits, lengths):
    kept = [row[:length] for row, length in zip(bits, lengths)]
    return np.concatenate(kept).mean()

check("06.loss", loss)"""

LESSON = "06_recurrent_networks.ipynb"

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    found = visit.page.locator(".meantone-instrument").filter(
        has=visit.page.get_by_label("Unit", exact=True)
    )
    found.scroll_into_view_if_needed()
    return found


def test_another_unit_is_chosen_by_keys_and_picture_and_words_follow(
    visit: Visit, explorer: Locator
) -> None:
    slider, picture = explorer.get_by_role("slider", name="Unit"), explorer.locator("img")
    unit = int(slider.input_value())
    before = picture.get_attribute("src"), picture.get_attribute("alt")
    key, after = ("ArrowLeft", unit - 1) if unit else ("ArrowRight", unit + 1)
    slider.focus()
    visit.page.keyboard.press(key)
    expect(explorer.get_by_role("status")).to_contain_text(f"Unit {after} in ")
    assert picture.get_attribute("src") != before[0]
    assert picture.get_attribute("alt") != before[1]


def test_another_tune_is_another_sound_for_the_same_unit(explorer: Locator) -> None:
    slider, sound = explorer.get_by_role("slider", name="Unit"), explorer.locator("audio")
    unit, before = slider.input_value(), sound.get_attribute("src") or ""
    explorer.get_by_role("button", name="Another tune").press("Enter")
    expect(sound).not_to_have_attribute("src", before)
    expect(explorer.get_by_role("status")).to_contain_text(f"Unit {unit} in ")


def test_an_exercise_is_answered_wrongly_then_rightly(visit: Visit) -> None:
    outputs = visit.page.locator(".jp-OutputArea-output")
    visit.run(WRONG)
    expect(outputs.filter(has_text="stands in the padding").last).to_be_visible()
    visit.run(RIGHT)
    visit.run('from meantone.exercises import progress_bar\nprogress_bar("06")')
    expect(outputs.filter(has_text="1 of 4 exercises done").last).to_be_visible()


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
