"""Lesson 09 as a learner plays it: four tunes, the charts and tables, an exercise answered."""

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import expect

WRONG = """def recall(distances, reach):
    return (distances < reach[:, None]).any(axis=1).mean()

check("09.recall", recall)"""
RIGHT = """def recall(distances, reach):
    covered = distances < reach.reshape(-1, 1)
    return np.mean(covered.max(axis=0))

check("09.recall", recall)"""

LESSON = "09_measuring_the_average.ipynb"

pytestmark = pytest.mark.browser


def test_a_tune_that_is_played_counts_as_heard(visit: Visit) -> None:
    visit.play(visit.page.get_by_label("Sound of C").first, "09.four")


def test_a_prediction_is_recorded_and_comes_back(visit: Visit) -> None:
    outputs = visit.page.locator(".jp-OutputArea-output")
    visit.run('predict("09.holds", "How many?", between=(0, 7), step=1).record(6)')
    visit.run('reveal("09.holds", 3)')
    expect(outputs.filter(has_text="You predicted 6").last).to_be_visible()


def test_the_profile_is_a_table_with_headings_for_readers(visit: Visit) -> None:
    visit.run("profile(people, reference, np.random.default_rng(0))")
    table = visit.page.locator(".jp-OutputArea-output table").filter(has_text="human band").last
    expect(table.get_by_role("columnheader", name="human band")).to_be_visible()
    expect(table.get_by_role("rowheader", name="Vendi score")).to_be_visible()


def test_an_exercise_is_answered_wrongly_then_rightly(visit: Visit) -> None:
    outputs = visit.page.locator(".jp-OutputArea-output")
    visit.expect_judged("09.recall", WRONG, "Of whom is recall a share?", RIGHT)
    visit.run('progress_bar("09")')
    expect(outputs.filter(has_text="1 of 4 exercises done").last).to_be_visible()


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
