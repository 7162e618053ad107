"""The questions that lessons ask their learners to predict, as the lessons put them."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Question:
    """A question of `predict`.

    Parameters
    ----------
    name : str
        "04.heads".
    text : str
    kind : str
        What is predicted: "choice", "number" or "curve".
    choices : tuple of str
        Of a choice, as far as they are written out.
    low, high : float
        Ends of a number, or of a curve's heights; infinite where the lesson works it out.
    axes : tuple of str
        What a curve's x and height are.
    step : float
        What an arrow key adds to a number.
    """

    name: str
    text: str
    kind: Literal["choice", "number", "curve"]
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 1
    axes: tuple[str, str] = ("x", "height")
    step: float = 0.1


def read_questions(lessons: Path) -> dict[str, Question]:
    """Return the questions of all lessons, by name, in the order in which they are asked.

    Parameters
    ----------
    lessons : Path
        The folder of the lessons: notebooks, or the masters that they are made from.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> code = 'predict("99.heads", "How many?", between=(0, 100), step=1)'
    >>> _ = (folder / "99_coins.py").write_text(code)
    >>> read_questions(folder)["99.heads"].high
    100
    """
    files = sorted(path for path in lessons.glob("[0-9][0-9]_*") if path.suffix in _CODE)
    return {one.name: one for file in files for one in _asked(file)}


def _asked(lesson: Path) -> Iterator[Question]:
    """Yield the questions of one lesson."""
    for code in _CODE[lesson.suffix](lesson.read_text(encoding="utf-8")):
        written: dict[str, ast.expr] = {}
        for statement in _parsed(code).body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                written[statement.targets[0].id] = statement.value
            for node in ast.walk(statement):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "predict":
                    with suppress(ValueError, TypeError, IndexError):
                        yield _question(node, written)


def _cells(notebook: str) -> list[str]:
    """Return the code of a notebook's cells."""
    cells = json.loads(notebook)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


_CODE = {".py": lambda text: [text], ".ipynb": _cells}


def _parsed(code: str) -> ast.Module:
    """Return a cell's syntax tree; an empty one if it is none of Python's, as with a magic."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module([], [])


def _question(call: ast.Call, written: Mapping[str, ast.expr]) -> Question:
    """Return a question from its call; what is worked out in the lesson is not known here."""
    given = {
        str(word.arg): written.get(getattr(word.value, "id", ""), word.value)
        for word in call.keywords
    }
    known: dict[str, Any] = {}
    for word, value in given.items():
        with suppress(ValueError):
            known[word] = ast.literal_eval(value)
    name, text = (ast.literal_eval(part) for part in call.args[:2])
    low, high = _ends(given["between"]) if "between" in given else (0, 1)
    kind: Literal["choice", "number", "curve"] = (
        "choice" if "choices" in given else "curve" if "over" in given else "number"
    )
    choices, axes = (tuple(known.get(word, other)) for word, other in _LEFT_OUT.items())
    return Question(name, text, kind, choices, low, high, axes, known.get("step", 0.1))


def _ends(between: ast.expr) -> tuple[float, float]:
    """Return the least and the greatest number; what the lesson works out is taken as endless."""
    low, high = between.elts if isinstance(between, ast.Tuple) else (between, between)
    try:
        return ast.literal_eval(low), ast.literal_eval(high)
    except ValueError:
        return ast.literal_eval(low), math.inf


_LEFT_OUT = {"choices": (), "axes": ("x", "height")}
"""What `predict` takes for what is left out."""
