"""The class: what learners handed in, kept safely, counted, and shown on the projector.

No accounts and no names; `python course.py class` is the door to it.
"""

from meantone.classroom.folder import read_folder
from meantone.classroom.ideas import Idea, read_ideas
from meantone.classroom.page import Views, board
from meantone.classroom.questions import Question, read_questions
from meantone.classroom.server import Hosts, serve_class
from meantone.classroom.store import FullError, OtherLearnerError, Store
from meantone.classroom.summary import (
    Checked,
    Predicted,
    commonest,
    of_check,
    of_prediction,
)

__all__ = [
    "Checked",
    "FullError",
    "Hosts",
    "Idea",
    "OtherLearnerError",
    "Predicted",
    "Question",
    "Store",
    "Views",
    "board",
    "commonest",
    "of_check",
    "of_prediction",
    "read_folder",
    "read_ideas",
    "read_questions",
    "serve_class",
]
