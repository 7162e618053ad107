import pytest
from demo_lesson import COURSE, SHARE

from meantone.teaching.course import Course
from meantone.teaching.exercise import Lesson
from meantone.teaching.records.progress import Progress, current

hint = COURSE.hint


@pytest.fixture(autouse=True)
def _own_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))


def test_hints_come_one_at_a_time_and_the_last_again():
    boxes = [hint("90.share") for _ in range(5)]
    assert [box.lines[0] for box in boxes] == [*SHARE.hints, SHARE.hints[2], SHARE.hints[2]]
    assert boxes[1].title == "90.share: hint 2 of 3"
    assert [len(box.lines) for box in boxes] == [1, 1, 1, 2, 2]
    assert "there are no more" in boxes[3].lines[1]


def test_the_level_is_kept_between_kernels_and_for_each_exercise():
    hint("90.share")
    assert Progress(current().path).get("hinted", "90.share").value == 1
    assert hint("90.draw").title == "90.draw: hint 1 of 3"
    assert hint("90.share").title == "90.share: hint 2 of 3"


def test_hints_work_with_recording_off(monkeypatch):
    monkeypatch.setenv("MEANTONE_PROGRESS", "off")
    before = current().get("hinted", "90.draw")
    assert before is None
    assert [hint("90.draw").title[-6:] for _ in range(2)] == ["1 of 3", "2 of 3"]


@pytest.mark.parametrize("name", ["90.shere", "77.share", ""])
def test_an_unknown_name_gets_a_friendly_answer(name):
    assert hint(name).kind == "note"
    assert current().records() == {}


def test_a_lesson_that_cannot_be_loaded_stops_nothing():
    broken = Course((Lesson("90", "Broken", module="no_such_module", exercises=("share",)),))
    assert broken.hint("90.share").title == "There is no hint"


@pytest.mark.parametrize("name", [None, 3, ["90.share"], print])
def test_a_hint_for_no_name_says_how_to_ask(name):
    assert 'Write the name first, in quotes: hint("02.name").' in repr(hint(name))
    assert hint().title == "No such exercise"
