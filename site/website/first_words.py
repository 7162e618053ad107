"""What the first page says: where the site's parts are, the three findings, the three doors."""

from __future__ import annotations

from typing import NamedTuple

NAVIGATION = {
    "Lessons": "lessons.html",
    "Verdicts": "verdicts.html",
    "For teachers": "teachers.html",
    "For researchers": "researchers.html",
    "Reference": "reference/index.html",
}
"""Where the site's parts begin."""

BROWSER = "lite/lab/index.html"
"""Where the edition that runs in a browser begins, if there is one."""


class Finding(NamedTuple):
    """Something that the course found: in a sentence, in a few more, and the claims behind it."""

    title: str
    words: str
    claims: tuple[str, ...]


FINDINGS = (
    Finding(
        "Made surer of itself, every model writes tunes that are more alike than people's.",
        "By a low temperature, a tight cut or a search for what is likeliest. It is no way to the "
        "average: in most cases the tunes move away from the middle of what people write.",
        (
            "Making a model surer of itself gives tunes that are all alike.",
            "A surer model moves towards the average of people's tunes.",
        ),
    ),
    Finding(
        "Sampled as it is, no model collapses, and nearly all lack people's form.",
        "With the model's own chances, left as they are, tunes are not all alike. What they lack "
        "is what people do: come back to something.",
        (
            "Sampling from the model as it is gives tunes that are all alike.",
            "Such samples lack form.",
        ),
    ),
    Finding(
        "Models that learn from sharpened models die of sameness; most others do not.",
        "Keep the best of 64 by a score, and no two tunes are the same, yet all are alike.",
        (
            "Sharpened a little each time, it dies of sameness.",
            "A model that learns from its own tunes grows narrow.",
            "Keeping the best of many gives tunes that are all alike.",
        ),
    ),
)
"""What the course found, in three."""


class Door(NamedTuple):
    """A way in: what it is for, the commands, and where the site says more."""

    title: str
    words: str
    commands: str
    part: str


DOORS = (
    Door(
        "Learn",
        "Seventeen lessons, each with one question. Python 3.11 to 3.13, and nothing else to "
        "install.",
        "python course.py lab",
        "Lessons",
    ),
    Door(
        "Teach",
        "Minutes, notes, solutions, a live edition and slides for every lesson; a class on one "
        "server.",
        "python course.py teach 02 --live\npython course.py class open",
        "For teachers",
    ),
    Door(
        "Use the library",
        "Exact decoding, prediction, and a report that says whether a folder of tunes is as "
        "varied as people's.",
        "python course.py report FOLDER",
        "For researchers",
    ),
)
"""The three ways in."""
