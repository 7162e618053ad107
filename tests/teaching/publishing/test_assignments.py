"""Every lesson as an assignment: each exercise an answer and a locked check, one point each."""

from pathlib import Path

import nbformat
import pytest

from meantone.exercises import COURSE
from meantone.teaching import LessonError, assignment, read_master
from meantone.teaching.publishing.editions import lesson_name

MASTERS = Path(__file__).resolve().parents[3] / "instructor_notes" / "masters"


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.number)
def test_each_exercise_is_an_answer_and_a_locked_check(lesson) -> None:
    master = next(MASTERS.glob(f"{lesson.number}_*.py"))
    made = assignment(read_master(master))
    nbformat.validate(made)
    marks = [cell.metadata.nbgrader for cell in made.cells if "nbgrader" in cell.metadata]
    answers = [mark.grade_id for mark in marks if mark.solution and not mark.grade]
    checks = [mark.grade_id for mark in marks if mark.grade and mark.locked and mark.points == 1]
    assert sorted(answers) == sorted(lesson.exercises)
    assert checks == [f"check-{name}" for name in answers]
    assert len(marks) == 2 * len(answers)
    assert len({mark.grade_id for mark in marks}) == len(marks)
    for cell in made.cells:
        marked = cell.metadata.get("nbgrader", {}).get("solution", False)
        # Only there nbgrader takes solutions out, and it wants both markers there.
        assert ("### BEGIN SOLUTION" in cell.source) == marked
        assert ("### END SOLUTION" in cell.source) == marked
        assert "### STUB" not in cell.source
    assert lesson_name(master) == lesson.number


def test_a_marker_that_is_missing_is_named() -> None:
    cell = nbformat.v4.new_code_cell("### BEGIN SOLUTION\nmean = sum")
    with pytest.raises(LessonError, match="cell 1: 'END SOLUTION' is missing"):
        assignment(nbformat.v4.new_notebook(cells=[cell]))
