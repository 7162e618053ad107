"""A learner's copy of a lesson: no answer can be read before its question is asked."""

from __future__ import annotations

import json
import re
from typing import Any

_ASKS = re.compile(r"(?<![\w.])predict\(")


def learners_copy(edition: bytes) -> bytes:
    r"""Return a notebook's file without the outputs from its first prediction on.

    What stands above it is kept: the first thing to hear or see is there before anything runs. A
    file that asks for no prediction, or is no notebook, is returned as it is.

    Parameters
    ----------
    edition : bytes
        A file of `lessons/`.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook, new_output
    >>> from meantone.teaching.publishing.editions import to_text
    >>> said = [new_output("stream", name="stdout", text="4")]
    >>> sources = ("2 + 2", 'predict("99.sum", "How much?")', "2 + 2")
    >>> cells = [new_code_cell(s, outputs=said, execution_count=1) for s in sources]
    >>> copy = json.loads(learners_copy(to_text(new_notebook(cells=cells)).encode()))
    >>> [len(cell["outputs"]) for cell in copy["cells"]]
    [1, 0, 0]
    """
    try:
        notebook = json.loads(edition)
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        asks = [bool(_ASKS.search(_source(cell))) for cell in code]
    except (ValueError, TypeError, KeyError):
        return edition
    if True not in asks:
        return edition
    for cell in code[asks.index(True) :]:
        cell["outputs"], cell["execution_count"] = [], None
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _source(cell: dict[str, Any]) -> str:
    """Return a cell's text, stored as one text or as a list of lines."""
    return "".join(cell["source"])
