"""The one error of masters and lessons."""

from __future__ import annotations


class LessonError(RuntimeError):
    """A master or a lesson is wrong: where (lesson, cell), and what.

    Examples
    --------
    >>> print(LessonError("name 'x' is not defined", "01_music_as_data", "cell 3"))
    01_music_as_data, cell 3: name 'x' is not defined
    """

    def __init__(self, what: str, *where: str) -> None:
        super().__init__(f"{', '.join(where)}: {what}" if where else what)
        self.what = what
        self.where = where

    def inside(self, place: str) -> LessonError:
        """Return the same error with an outer place put before the inner ones."""
        return LessonError(self.what, place, *self.where)
