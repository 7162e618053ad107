"""From one master to what is opened: editions, notes, pages, slides; and running a lesson.

Nothing in `lessons/` is edited by hand.
"""

from meantone.teaching.publishing.assignments import assignment
from meantone.teaching.publishing.editions import (
    differences,
    instructor_edition,
    live_edition,
    read_master,
    student_edition,
    to_text,
)
from meantone.teaching.publishing.notes import notes_notebook, with_notes
from meantone.teaching.publishing.pages import to_page
from meantone.teaching.publishing.running import run
from meantone.teaching.publishing.slides import to_slides

__all__ = [
    "assignment",
    "differences",
    "instructor_edition",
    "live_edition",
    "notes_notebook",
    "read_master",
    "run",
    "student_edition",
    "to_page",
    "to_slides",
    "to_text",
    "with_notes",
]
