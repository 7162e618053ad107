"""Running a lesson from top to bottom, as its reader would."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.teaching.lesson_error import LessonError
from meantone.teaching.publishing.editions import without_noise

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

CELL_SECONDS = 300
"""The longest that one cell may take: far above any lesson's, so that only a hang meets it."""


def run(
    notebook: NotebookNode,
    folder: Path,
    *,
    cell_seconds: float = CELL_SECONDS,
    on_cell: Callable[[int], object] | None = None,
) -> NotebookNode:
    """Return the notebook with the outputs of a run in this Python environment.

    Parameters
    ----------
    notebook : NotebookNode
        An edition; it is not changed.
    folder : Path
        The working directory of its code.
    cell_seconds : float
        A cell that takes longer is stopped.
    on_cell : callable, optional
        Called with the number of each cell that begins, from 1.

    Raises
    ------
    LessonError
        At the first cell that fails, with its number, its first line, and the error's last line.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> notebook = new_notebook(cells=[new_code_cell("1 + 1"), new_code_cell("a + 1")])
    >>> run(notebook, Path.cwd())
    Traceback (most recent call last):
    meantone.teaching.lesson_error.LessonError: cell 2 (a + 1): NameError: name 'a' is not defined
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    result = copy.deepcopy(notebook)
    place = ""

    def start(cell: NotebookNode, cell_index: int) -> None:
        nonlocal place
        place = f"cell {cell_index + 1} ({(cell.source.strip() or 'empty').splitlines()[0]})"
        if on_cell:
            on_cell(cell_index + 1)

    client = NotebookClient(
        result,
        km=_kernel(),
        timeout=cell_seconds,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],  # it warns that loopback is not encrypted
        coalesce_streams=True,  # how the text is cut into messages differs from run to run
        record_timing=False,
        store_widget_state=True,  # else nbclient fails at an Output widget; it is not kept
        on_cell_start=start,
    )
    try:
        # A build is nobody's progress.
        client.execute(cleanup_kc=True, env={**os.environ, "MEANTONE_PROGRESS": "off"})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise LessonError(_in_words(error, cell_seconds), place) from None
    return without_noise(result)


def _in_words(error: Exception, cell_seconds: float) -> str:
    """Return why a run ended at a cell, in a line."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"it took more than {cell_seconds:g} seconds"
    return "Python stopped; was it interrupted, or out of memory?"


def _kernel() -> AsyncKernelManager:
    """Return a kernel of this environment, even where another is installed as 'python3'."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    nowhere_else = KernelSpecManager(kernel_dirs=[])
    return AsyncKernelManager(kernel_name="python3", kernel_spec_manager=nowhere_else)
