"""Wrong ideas behind what checks say, and how a teacher meets them: `wrong_ideas.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Idea:
    """A wrong idea.

    Parameters
    ----------
    exercise : str
        "04.perplexity".
    says : str
        Words of the sentence that the check says to it.
    idea : str
        What learners believe, as they would say it.
    meet : str
        What a teacher does about it.
    """

    exercise: str
    says: str
    idea: str
    meet: str


def read_ideas(file: Path) -> tuple[Idea, ...]:
    r"""Return the wrong ideas of a file.

    Parameters
    ----------
    file : Path

    Raises
    ------
    ValueError
        If it is no TOML.
    TypeError
        If an entry has other parts than an idea.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "wrong_ideas.toml"
    >>> entry = '[[idea]]\nexercise = "99.a"\nsays = "Sum"\nidea = "x"\nmeet = "y"'
    >>> _ = file.write_text(entry)
    >>> read_ideas(file)[0].meet
    'y'
    """
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(Idea(**entry) for entry in found.get("idea", ()))


def behind(ideas: Sequence[Idea], exercise: str, sentence: str) -> Idea | None:
    """Return the idea behind what a check said, if it is written down.

    Parameters
    ----------
    ideas : sequence of Idea
    exercise : str
    sentence : str
        What the check said.

    Examples
    --------
    >>> behind([Idea("99.a", "Sum", "x", "y")], "99.a", "Sums are not means.").idea
    'x'
    """
    fitting = (one for one in ideas if one.exercise == exercise and one.says in sentence)
    return next(fitting, None)
