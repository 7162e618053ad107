"""The instructor's edition runs from top to bottom, and every solution passes its check."""

from pathlib import Path

import pytest

from meantone.exercises import LESSONS
from meantone.teaching import instructor_edition, read_master, run

PROJECT = Path(__file__).resolve().parents[2]
MASTERS = sorted((PROJECT / "instructor_notes" / "masters").glob("[0-9][0-9]_*.py"))
EXERCISES = {lesson.number: lesson.exercises for lesson in LESSONS}


@pytest.mark.runs_lessons
@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_every_solution_passes(master: Path) -> None:
    notebook = run(instructor_edition(read_master(master)), PROJECT / "lessons")
    said = [
        str(output.get("data", {}).get("text/plain", output.get("text", "")))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    number = master.stem[:2]
    names = [f"{number}.{name}" for name in EXERCISES.get(number, ())]
    assert [line for line in said if line.endswith(": done")] == [f"{n}: done" for n in names]
    assert not [line for line in said if "not yet" in line.lower() or "not right" in line]
