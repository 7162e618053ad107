"""What makes a lesson out of a master: editions, and running them. It knows no music.

Rules on notebooks are small pure functions; an edition is a chain of them.
"""

from meantone.teaching.editions import (
    LessonError,
    differences,
    instructor_edition,
    read_master,
    student_edition,
    to_text,
)
from meantone.teaching.running import run

__all__ = [
    "LessonError",
    "differences",
    "instructor_edition",
    "read_master",
    "run",
    "student_edition",
    "to_text",
]
