"""Running a lesson from top to bottom, as its reader would."""

from __future__ import annotations

import copy
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

from meantone.teaching.lesson_error import LessonError
from meantone.teaching.publishing.editions import without_noise

if TYPE_CHECKING:
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

CELL_SECONDS = 300
"""The longest that one cell may take: far above any lesson's, so that only a hang meets it."""

LOOK_AGAIN = 5.0
"""Seconds after which it is looked whether an answer is there that was not told."""


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
        # Of a kernel that takes a minute to start, or four seconds to send what it said, nbclient
        # would have nothing, or a cell without its output: a busy machine may need that.
        startup_timeout=CELL_SECONDS,
        iopub_timeout=CELL_SECONDS,
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
    return AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=nowhere_else, client_factory=_client_class()
    )


def _client_class() -> type[AsyncKernelClient]:
    """Return Jupyter's client of a kernel, but one that looks for answers again and again.

    Whoever sends while it waits, as nbclient does for a slider that shows what it does, may not be
    told by ZeroMQ that an answer has come: it would see that only when the cell's time is up.
    """
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.channels import AsyncZMQSocketChannel
    from traitlets import Type

    class Answers(AsyncZMQSocketChannel):
        async def get_msg(  # type: ignore[override]  # it waits; the channels' base does not
            self, timeout: float | None = None
        ) -> dict[str, Any]:
            end = math.inf if timeout is None else time.monotonic() + timeout
            while True:
                left = max(0.0, end - time.monotonic())
                try:
                    return await super().get_msg(min(left, LOOK_AGAIN))
                except Empty:
                    if left <= LOOK_AGAIN:
                        raise

    class Client(AsyncKernelClient):
        shell_channel_class = Type(Answers)

    return Client
