"""A quiz before and after the course: twelve items on four wrong ideas, to print, with its key."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LETTERS = "ABCD"


@dataclass(frozen=True)
class Item:
    """A question with four answers, one of which is right.

    Parameters
    ----------
    idea : str
        The wrong idea that it is about.
    asks : str
    options : list of str
    key : str
        The letter of the right one.
    trap : str
        The letter of the one that says the wrong idea.
    why : str
        Why the key is right, in a sentence or two.
    """

    idea: str
    asks: str
    options: list[str]
    key: str
    trap: str
    why: str


def read_quiz(file: Path) -> tuple[Item, ...]:
    r"""Return the items of a quiz.

    Parameters
    ----------
    file : Path

    Raises
    ------
    ValueError
        If it is no TOML.
    TypeError
        If an entry has other parts than an item.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "quiz.toml"
    >>> entry = 'idea="i"\nasks="a?"\noptions=["1","2","3","4"]\nkey="A"\ntrap="B"\nwhy="w"'
    >>> _ = file.write_text(f"[[item]]\n{entry}")
    >>> read_quiz(file)[0].key
    'A'
    """
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(Item(**entry) for entry in found.get("item", ()))


def sheet(items: Sequence[Item]) -> list[str]:
    r"""Return the quiz as learners get it, in Markdown: its head, then a text an item.

    Parameters
    ----------
    items : sequence of Item

    Examples
    --------
    >>> print(sheet([Item("i", "Who?", ["a", "b", "c", "d"], "A", "B", "w")])[-1].split("\n")[0])
    **1.** Who?
    """
    lines = [
        "# What do you expect of a machine that writes melodies?\n\n"
        "One cross an item. Do not guess: leave out what you do not know. It is about the course, "
        "not about you. Code (no name; the same both times): ____________ &nbsp; before ☐ after ☐",
    ]
    for number, item in enumerate(items, start=1):
        options = zip(LETTERS, item.options, strict=True)
        boxes = "  \n".join(f"☐ {letter} · {option}" for letter, option in options)
        lines.append(f"**{number}.** {item.asks}\n\n{boxes}")
    return lines


def key(items: Sequence[Item]) -> str:
    """Return the key with its reasons, and how to read a class's sheets, in Markdown.

    Parameters
    ----------
    items : sequence of Item

    Examples
    --------
    >>> print(key([Item("i", "Who?", ["a", "b", "c", "d"], "A", "B", "w")]).splitlines()[6])
    | 1 | **A** | B | i | w |
    """
    rows = [
        f"| {number} | **{item.key}** | {item.trap} | {item.idea} | {item.why} |"
        for number, item in enumerate(items, start=1)
    ]
    table = ["| item | key | the wrong idea | which | why |", "|---|---|---|---|---|", *rows]
    return "\n".join(["# The key", "", _USE, "", *table, "", _READING])


_USE = (
    "The same sheet before the first lesson and after the last; no item is discussed in between. "
    "Ten minutes. Three items are about each wrong idea."
)
_READING = (
    "For each idea, count how many of its three items a learner had right before, and how many "
    "after. Then count the learners who gained and those who lost; who stayed the same says "
    "nothing. It is more than chance (one-sided sign test, p < .05) if at least 5 of 5, 7 of 8, "
    "9 of 10, 12 of 15 or 15 of 20 of those who changed have gained. Four ideas are four tests: "
    "one of them may come out by luck. And who sees a sheet twice may gain by that alone: a class "
    "that had no course is the better comparison."
)
