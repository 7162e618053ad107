"""The Markov chain: a machine that remembers one note."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.sequence_model import FiniteModel, cut_ends, with_ends


class MarkovChain(FiniteModel):
    """An order-2 model: the next token depends on the one before, and on nothing else.

    (An order-n model predicts from n - 1 events.) Its state is the number of a row in a table of
    probabilities. Lesson 02 builds it by hand. It is a `FiniteModel`: ``next[a, b]`` is `b`.

    Parameters
    ----------
    table : array_like of float, shape (size + 2, size + 1)
        ``table[a, b]`` is the probability that `b` follows `a`. The last column is the end of the
        tune. The last two rows are what follows the end (the end, for ever) and what comes first.

    Raises
    ------
    ValueError
        If it has another shape, or a row that is no distribution.

    Examples
    --------
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> chain.table.round(2)
    array([[0.33, 0.67, 0.  ],
           [0.  , 0.  , 1.  ],
           [0.  , 0.  , 1.  ],
           [1.  , 0.  , 0.  ]])
    """

    def __init__(self, table: ArrayLike) -> None:
        rows = np.array(table, dtype=np.float64)
        states, columns = rows.shape if rows.ndim == 2 else (0, 0)
        if states != columns + 1 or columns < 2:
            raise ValueError(
                f"its shape is {rows.shape}; a table of n symbols has the shape (n + 2, n + 1)"
            )
        wrong = (rows < 0).any(axis=1) | ~np.isclose(rows.sum(axis=1), 1)
        if wrong.any():
            raise ValueError(
                f"row {np.flatnonzero(wrong)[0]} is no distribution: it has to be "
                "zero or more everywhere, and sum to 1"
            )
        end = columns - 1
        follow = np.tile(np.arange(columns), (states, 1))  # a chain forgets all but the last token
        follow[end] = end  # after the end there is nothing but the end
        super().__init__(rows, follow, first=end + 1)

    @classmethod
    def fit(
        cls,
        tunes: Sequence[ArrayLike],
        size: int,
        add: float = 0.0,
        *,
        ended: ArrayLike | None = None,
    ) -> MarkovChain:
        """Learn a chain from tunes: count what follows what, and divide by the row's sum.

        ``p(b | a) = (count(a b) + add) / (count(a) + add * (size + 1))``: maximum likelihood with
        ``add=0``, Laplace's rule with ``add=1``. A token that never occurs has an even row, as
        nothing is known of it.

        Parameters
        ----------
        tunes : sequence of array_like of int
            Tokens from 0 to ``size - 1``.
        size : int
            Symbols in the vocabulary.
        add : float
            What every count is raised by.
        ended : array_like of bool, shape (tunes,), optional
            Which tunes came to their end: `Samples.ended`. No end is learned from the others,
            which were cut off. All, if left out.

        Returns
        -------
        MarkovChain

        Raises
        ------
        ValueError
            If a token is out of range, or `add` is negative.
        """
        counts = transition_counts(tunes, size, ended) + _checked(add)
        sums = counts.sum(axis=1, keepdims=True)
        table = np.divide(counts, sums, out=np.full_like(counts, 1 / (size + 1)), where=sums > 0)
        table[size] = np.eye(size + 1)[size]
        return cls(table)

    def __repr__(self) -> str:
        return f"<MarkovChain of {self.size} symbols>"

    def stationary(self) -> NDArray[np.float64]:
        """Return how often each token sounds in the long run, if every end is followed by a start.

        It solves ``share @ P = share``: the left eigenvector of the table for the eigenvalue 1,
        the end's column sent on to the beginning's row. The first meaning of "average" (lesson 02).

        Returns
        -------
        numpy.ndarray of float, shape (size,)
            The shares of the tokens, summing to 1.

        Examples
        --------
        >>> MarkovChain.fit([[0, 1], [0, 0, 1]], size=2).stationary().round(2)
        array([0.6, 0.4])
        """
        inner, end, first = (
            self.table[: self.size, : self.size],
            self.table[: self.size, self.size],
            self.table[self.size + 1, : self.size],
        )
        going_on = inner + np.outer(end, first / max(first.sum(), np.finfo(float).tiny))
        values, vectors = np.linalg.eig(going_on.T)
        share = np.abs(vectors[:, np.argmin(np.abs(values - 1))].real)
        return np.asarray(share / share.sum())


def transition_counts(
    tunes: Sequence[ArrayLike], size: int, ended: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Count what follows what.

    Parameters
    ----------
    tunes : sequence of array_like of int
        Tokens from 0 to ``size - 1``.
    size : int
        Symbols in the vocabulary.
    ended : array_like of bool, shape (tunes,), optional
        Which tunes came to their end; all, if left out.

    Returns
    -------
    numpy.ndarray of float, shape (size + 2, size + 1)
        Rows and columns as in `MarkovChain`.

    Raises
    ------
    ValueError
        If a token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> transition_counts([[0, 1], [0, 0, 1]], size=2)
    array([[1., 2., 0.],
           [0., 0., 2.],
           [0., 0., 0.],
           [2., 0., 0.]])
    """
    tokens, places = with_ends(tunes, size)
    before = np.roll(tokens, 1)
    before[places[:-1]] = size + 1
    counts = np.zeros((size + 2, size + 1))
    np.add.at(counts, (before, tokens), 1)
    cut = cut_ends(places, ended)
    np.subtract.at(counts, (before[cut], tokens[cut]), 1)
    return counts


def _checked(add: float) -> float:
    if not add >= 0:
        raise ValueError(f"add is {add}; it cannot be negative")
    return add
