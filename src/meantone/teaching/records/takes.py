"""What a learner tapped: kept in the learner's own file, and in no exported progress.

What a take is is not known here: it is kept as what JSON can hold.
"""

from __future__ import annotations

from typing import Any

from meantone.teaching.records.progress import current


def keep_takes(melody: str, takes: list[Any]) -> None:
    """Keep the learner's takes of a melody; they replace those before.

    Parameters
    ----------
    melody : str
        Which one.
    takes : list of value
        Anything that JSON can hold.
    """
    current().note("takes", melody, takes)


def kept_takes(melody: str) -> list[Any]:
    """Return the learner's takes of a melody as they were kept; none, if there are none.

    Examples
    --------
    >>> keep_takes("99", [[1, 2]])
    >>> kept_takes("99"), kept_takes("98")
    ([[1, 2]], [])
    """
    record = current().get("takes", melody)
    return record.value if record and isinstance(record.value, list) else []
