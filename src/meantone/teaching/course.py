"""A course: its lessons, and what a learner asks of them. Nothing is entered anywhere on import."""

from __future__ import annotations

from dataclasses import dataclass

from meantone.teaching.boxes import Box, Panel
from meantone.teaching.checking.answers import message
from meantone.teaching.checking.checks import checked
from meantone.teaching.checking.hints import next_hint
from meantone.teaching.exercise import Lesson, UnknownExerciseError, find, find_lesson
from meantone.teaching.records.reports import lesson_bar, table_of


@dataclass(frozen=True)
class Course:
    """What learners of some lessons call: checks, hints, how far they have come.

    Parameters
    ----------
    lessons : tuple of Lesson
        In the order of their numbers.

    Examples
    --------
    >>> course = Course((Lesson("99", "A lesson for this example", exercises=("mean",)),))
    >>> course.progress_bar("99")
    Lesson 99, A lesson for this example: 0 of 1 exercises done.
    >>> course.check("98.mean", max)
    No such exercise
      There is no lesson `98`. The lessons are: 99.
    """

    lessons: tuple[Lesson, ...]

    def check(self, name: str = "", answer: object = ...) -> Box:
        """Test a learner's answer and say: done, not yet, or what is wrong.

        It never raises and never hangs, whatever the answer is and does, and it leaves the
        learner's inputs, printed output and random states alone. What the answer prints is
        dropped. (Only the learner's own interrupt goes through, to stop a whole run.) Lesson 00
        uses it first.

        Parameters
        ----------
        name : str
            The exercise: "02.transition_matrix".
        answer
            What the learner made: for a function its name, without brackets.

        Returns
        -------
        Box
        """
        if not isinstance(name, str):
            return _unnamed('check("02.name", your_answer)')
        try:
            return checked(find(self.lessons, name), answer)
        except UnknownExerciseError as error:
            return Box("note", "No such exercise", (str(error),))
        except Exception as error:  # a fault of ours must not stop a lesson
            says = (message(error), "You may go on without.")
            return Box("note", "This check does not work", says)

    def hint(self, name: str = "") -> Box:
        """Give the next hint for an exercise; after the last, the last again.

        Like a check, it never raises. Which one is next is kept with the learner's progress. In a
        lesson, leave the call commented out: Run All should not use hints up.

        Parameters
        ----------
        name : str
            The exercise: "02.transition_matrix".

        Returns
        -------
        Box
        """
        if not isinstance(name, str):
            return _unnamed('hint("02.name")')
        try:
            exercise = find(self.lessons, name)
        except UnknownExerciseError as error:
            return Box("note", "No such exercise", (str(error),))
        except Exception as error:  # a fault of ours must not stop a lesson
            return Box("note", "There is no hint", (f"Its lesson cannot be loaded: {error}",))
        return next_hint(exercise)

    def progress_bar(self, number: str) -> Panel | Box:
        """Return a bar for the top of a lesson: what is done in it.

        Parameters
        ----------
        number : str
            The lesson's two digits.

        Returns
        -------
        Panel or Box
            A box if there is no such lesson.
        """
        try:
            return lesson_bar(find_lesson(self.lessons, number))
        except UnknownExerciseError as error:
            return Box("note", "No such lesson", (str(error),))

    def overview(self) -> Panel:
        """Return a table of all lessons and what is done in each; lesson 00 shows it."""
        return table_of(self.lessons)


def _unnamed(call: str) -> Box:
    """Say how to call what was called with something else than a name."""
    return Box("note", "No such exercise", (f"Write the name first, in quotes: {call}.",))
