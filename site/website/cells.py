"""The cells of a lesson, run one after another where this runs: what each prints, or why it fails.

A cell that fails does not stop the others, as in a notebook that somebody reads on.
"""

from __future__ import annotations

import io
import re
import time
import warnings
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

__all__ = ["run_cells"]

_SHELLS = re.compile(r"Out\[\d+\]: |\x1b\[[0-9;]*[A-Za-z]")  # what a shell adds to a cell's words


def run_cells(sources: Sequence[str]) -> list[dict[str, Any]]:
    """Run the code of cells in a shell of their own.

    Parameters
    ----------
    sources : sequence of str

    Returns
    -------
    list of dict
        Of each cell: "printed", "error" ("" if there is none) and "seconds".
    """
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()
    shell: Any = InteractiveShell.instance()
    shell.history_manager.enabled = False
    return [_run(shell, source) for source in sources]


def _run(shell: Any, source: str) -> dict[str, Any]:
    """Run one cell."""
    printed, begun = io.StringIO(), time.perf_counter()
    with redirect_stdout(printed), redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = shell.run_cell(source, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    words = f"{type(error).__name__}: {error}" if error else ""
    seconds = time.perf_counter() - begun
    said = "" if error else _SHELLS.sub("", printed.getvalue())
    return {"printed": said, "error": words, "seconds": seconds}
