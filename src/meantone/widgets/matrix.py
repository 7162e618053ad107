"""The matrix explorer: walk through a Markov chain's table, note by note, and hear each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from meantone.decoding import choose
from meantone.models import MarkovChain
from meantone.page import module
from meantone.widgets.drawings import heat_map
from meantone.widgets.looks import look_of
from meantone.widgets.still import Still

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Walk:
    """Where a walk through a chain stands.

    Parameters
    ----------
    row : int
        The row of the table that the next step is taken from.
    bits : tuple of float
        How many bits each step so far was a surprise; infinite for an impossible one.
    ended : bool
        Whether the walk has come to the end of the tune.
    text : str
        The same in a sentence, for readers of the screen and of the notebook.
    """

    row: int
    bits: tuple[float, ...]
    ended: bool
    text: str


def walk(chain: MarkovChain, labels: Sequence[str], path: Sequence[int]) -> Walk:
    """Follow a path of tokens through a chain's table, from the start.

    Parameters
    ----------
    chain : MarkovChain
    labels : sequence of str
        The tokens' names, as `Viewpoint.labels` gives them.
    path : sequence of int
        Tokens; ``chain.size`` is the end.

    Returns
    -------
    Walk

    Raises
    ------
    ValueError
        If the path goes on after its end, or a token is not one of the chain's.

    Examples
    --------
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> print(walk(chain, ["1", "5"], [0, 1]).text)
    Step 2: after 1 came 5, with probability 67 %, a surprise of 0.6 bits.
    >>> print(walk(chain, ["1", "5"], []).text)
    The tune has not begun. The most likely first note is 1, with probability 100 %.
    """
    names = [*labels, "the end", "the beginning"]
    row, chances = chain.size + 1, []
    for token in path:
        if not 0 <= token <= chain.size:
            raise ValueError(f"{token} is no token of this chain; it has 0 to {chain.size}")
        if row == chain.size:
            raise ValueError("the path goes on after its end")
        chances.append((row, token, float(chain.table[row, token])))
        row = token
    bits = tuple(float(np.log2(1 / p)) if p else float("inf") for _, _, p in chances)
    if not chances:
        best = int(chain.table[row].argmax())
        text = (
            f"The tune has not begun. The most likely first note is {names[best]}, "
            f"with probability {chain.table[row, best]:.0%}."
        )
    else:
        before, after, p = chances[-1]
        text = (
            f"Step {len(chances)}: after {names[before]} came {names[after]}, with probability "
            f"{p:.0%}, a surprise of {bits[-1]:.1f} bits."
        )
    return Walk(row, bits, row == chain.size, text.replace("%", " %"))


class MatrixExplorer(anywidget.AnyWidget):
    """A chain's table as a heat map to click through; each step sounds (lesson 02).

    Click a cell, or move with the arrow keys and press Enter: the walk goes on to that note. Rows
    other than the current one cannot be played, as the chain is not there.

    Parameters
    ----------
    chain : MarkovChain
    labels : sequence of str
        Names of the tokens.
    pitches : sequence of int
        MIDI pitch that each token sounds.
    rng : numpy.random.Generator
        Draws the steps of the button "chance".

    Raises
    ------
    ValueError
        If there is not one label and one pitch for each token.

    Examples
    --------
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> explorer = MatrixExplorer(chain, ["1", "5"], [60, 67], np.random.default_rng(0))
    >>> explorer.path = [0]
    >>> explorer.row, explorer.text
    (0, 'Step 1: after the beginning came 1, with probability 100 %, a surprise of 0.0 bits.')
    """

    _esm = module(_HERE / "matrix.js")
    _css = look_of(_HERE / "matrix.css")

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    pitches = traitlets.List(traitlets.Int()).tag(sync=True)
    table = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    path = traitlets.List(traitlets.Int()).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    ended = traitlets.Bool(False).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    draws = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        chain: MarkovChain,
        labels: Sequence[str],
        pitches: Sequence[int],
        rng: np.random.Generator,
    ) -> None:
        if not len(labels) == len(pitches) == chain.size:
            raise ValueError(
                f"the chain has {chain.size} tokens, but there are {len(labels)} "
                f"labels and {len(pitches)} pitches"
            )
        self._chain, self._rng = chain, rng
        rows = np.delete(chain.table, chain.size, axis=0)  # the row after the end plays nothing
        super().__init__(labels=list(labels), pitches=list(pitches), table=rows.round(4).tolist())
        self._follow()
        self.observe(lambda _: self._follow(), names="path")
        self.observe(lambda press: self._draw(press.new - press.old), names="draws")

    def _follow(self) -> None:
        """Set what is shown to where the path leads."""
        now = walk(self._chain, self.labels, self.path)
        self.row, self.ended, self.text = now.row, now.ended, now.text

    def _draw(self, presses: int) -> None:
        """Take a step by chance for each press; a walk that has ended begins again.

        The page sends as one what was pressed while Python was at work.
        """
        for _ in range(presses):
            path = [] if self.ended else list(self.path)
            row = walk(self._chain, self.labels, path).row
            self.path = [*path, int(choose(self._chain.table[[row]], self._rng)[0])]

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget; a page without Python gets the table as a picture."""
        return self._still.beside(super()._repr_mimebundle_(**kwargs))

    @property
    def _still(self) -> Still:
        """The table as the widget draws it, the beginning on top."""
        words = (
            f"Matrix explorer: a walk through a table of {len(self.labels)} "
            "notes, to click through in a running notebook."
        )
        table = np.roll(self.table, 1, axis=0)
        svg = heat_map(table, ["start", *self.labels], [*self.labels, "end"])
        return Still(words, [(svg, f"Heat map of how likely each note follows each. {self.text}")])
