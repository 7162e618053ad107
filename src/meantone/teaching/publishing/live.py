"""What fills a gap of the live edition when typing failed: the cell magic `%%fill_in`.

The live edition's first code cell loads it with `%load_ext meantone.teaching.publishing.live`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

NOTHING_TO_DO = "The cell above ran: nothing to fill in. To run this all the same, run it again."


class FillIn:
    """Runs a cell if the one before it failed, or if it is run twice in a row.

    So a teacher who typed the missing lines well, and runs on from cell to cell, gets no sound or
    chart twice and draws no random number twice.

    Parameters
    ----------
    shell : InteractiveShell
        The kernel's.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._left_out = (0, "")  # the count and the text of the cell that was last left out

    def __call__(self, line: str, cell: str) -> None:
        """Run the cell, or say why not."""
        count: int = self._shell.execution_count
        again = self._left_out == (count - 1, cell)
        if self._shell.last_execution_succeeded and not again:
            self._left_out = (count, cell)
            print(NOTHING_TO_DO)
        else:
            self._shell.run_cell(cell, store_history=False)  # type: ignore[no-untyped-call]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give a kernel the magic `%%fill_in`; IPython calls this."""
    shell.register_magic_function(FillIn(shell), "cell", "fill_in")  # type: ignore[arg-type]
