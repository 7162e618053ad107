"""Attribution: whose training tunes the probability of each note of a tune is made of, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models import Contexts, NGram
from meantone.models.sequence_model import Numbers, Rows, walk, with_ends
from meantone.models.smoothing import Formula, KneserNey, ModifiedKneserNey, WittenBell

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

OWED_BY = (WittenBell, KneserNey, ModifiedKneserNey)
"""The rules that attribution is exact for: what they add up is places, and at last the base."""


@dataclass(frozen=True, eq=False)
class Owed:
    """What each note of a tune owes to whom.

    Parameters
    ----------
    names : tuple of str
        The owners: training tunes, or clusters of them.
    shares : numpy.ndarray of float, shape (time, owners)
        Each owner's share in the probability of each note.
    base : numpy.ndarray of float, shape (time,)
        The share that nobody owns. With it the shares of a note sum to 1.
    probabilities : numpy.ndarray of float, shape (time,)
        The model's probability of each note.
    """

    names: tuple[str, ...]
    shares: Rows
    base: Rows
    probabilities: Rows

    @property
    def mean(self) -> Rows:
        """Each owner's share in the tune: the mean over its notes; shape (owners,)."""
        return np.asarray(self.shares.mean(axis=0))

    @property
    def sources(self) -> float:
        """How many sources with equal shares would be as many: see `effective_sources`."""
        return effective_sources(self.mean)

    def largest(self, begin: int = 0, end: int | None = None) -> tuple[str, float]:
        """Return who has the largest share in some notes, and that share.

        Parameters
        ----------
        begin, end : int
            The notes, as in a slice; all, if left out.
        """
        part = self.shares[begin:end].mean(axis=0)
        best = int(part.argmax())
        return self.names[best], float(part[best])

    def table(self, count: int = 5) -> pd.DataFrame:
        """Return the largest shares in the tune, then all the others', then the base's.

        Parameters
        ----------
        count : int
            Owners with a row of their own.
        """
        import pandas as pd

        mean = self.mean
        best = np.argsort(-mean, kind="stable")[:count]
        rows = [(self.names[owner], mean[owner]) for owner in best]
        rows.append(
            (f"{np.count_nonzero(mean) - len(best):,} others", mean.sum() - mean[best].sum())
        )
        rows.append(("nobody: the base", self.base.mean()))
        return pd.DataFrame(rows, columns=["source", "share"]).set_index("source")


def effective_sources(shares: ArrayLike) -> float:
    """Return how many sources with equal shares would be as many: the exponential of the entropy.

    ``exp(-sum s log s)``, the shares being divided by their sum first, so that what nobody owns
    does not count (Hill 1973, the number of order 1). Lesson 16.

    Parameters
    ----------
    shares : array_like of float, shape (owners,)
        Not below 0.

    Returns
    -------
    float
        At least 1; nan if nobody has a share.

    Examples
    --------
    >>> round(effective_sources([0.25, 0.25, 0.25, 0.25, 0]), 6), effective_sources([0.9, 0])
    (4.0, 1.0)
    """
    given = np.asarray(shares, dtype=np.float64)
    some = given[given > 0]
    if not len(some):
        return float("nan")
    some = some / some.sum()
    return float(np.exp(-(some * np.log(some)).sum()))


class Attribution:
    """What an n-gram's probabilities are made of: places of its training tunes, and a base.

    An interpolated n-gram adds up, over all lengths `d` of the context,

        p(e | c) = sum of w_d * A_d(e) + w_base * base(e)

    where ``A_d(e)`` is the part that level `d` gives to `e` by itself, and ``w_d`` what the longer
    levels lend to it. ``A_d(e)`` is 0 unless `e` followed the last `d` events of `c` in training.
    So it is shared out among the places where it did, and a tune's share in a note is its places'
    part of the sum, divided by ``p``. Shares are additive over places, tunes and clusters, and
    with the base's they sum to 1.

    How a level's part is shared out. Witten-Bell, and the full length of Kneser-Ney, count places:
    each place has an equal part. Shorter contexts of Kneser-Ney count *different events before*:
    each of those has an equal part, shared out equally among its places.

    Exact means: of the model as it was fitted. The weights ``w_d``, the discounts and the number
    of places are held fixed. Who leaves a tune out and fits again changes them, too, a little:
    `left_out` compares. It is exact for `witten_bell`, `kneser_ney` and `modified_kneser_ney`,
    whose sum has this form. PPM with exclusion is none (what a longer context has seen is taken
    out of shorter ones, and the whole is divided anew), and neither is a mixture whose weights
    move with the tune, a memory of the tune at hand, or a network. Lesson 16.

    Parameters
    ----------
    model : NGram
    training : sequence of array_like of int
        The tunes that it was fitted to.
    owners : sequence of str, optional
        The owner of each training tune, its near-duplicate cluster for instance; each tune is its
        own, called by its number, if left out.

    Attributes
    ----------
    names : tuple of str
        The owners, in the order of the columns of `Owed.shares`.
    owner : numpy.ndarray of int, shape (training tunes,)
        Which of them owns each training tune.

    Raises
    ------
    ValueError
        If the model's rule is none of those, these are not the tunes that it was fitted to, or
        they have not an owner each.

    Examples
    --------
    >>> songs = [[0, 1, 1], [0, 0, 1], [1, 1, 1]]
    >>> model = NGram.fit(songs, size=2, order=2, smoothing=WittenBell())
    >>> owed = Attribution(model, songs).owed([0, 1])
    >>> owed.shares.round(3)
    array([[0.447, 0.5  , 0.   ],
           [0.432, 0.386, 0.136]])
    >>> (owed.shares.sum(axis=1) + owed.base).round(6)
    array([1., 1.])
    """

    def __init__(
        self,
        model: NGram,
        training: Sequence[ArrayLike],
        owners: Sequence[str] | NDArray[np.object_] | None = None,
    ) -> None:
        if not isinstance(model, NGram) or not isinstance(model.smoothing, OWED_BY):
            raise ValueError(
                f"attribution is exact for n-grams by Witten-Bell and Kneser-Ney, not for {model}: "
                "fit an n-gram with one of those rules"
            )
        names = [str(tune) for tune in range(len(training))] if owners is None else [*owners]
        if len(names) != len(training):
            raise ValueError(f"there are {len(training)} training tunes, but {len(names)} owners")
        self.model, self.training = model, training
        self.names: tuple[str, ...] = tuple(dict.fromkeys(names))
        number = {name: place for place, name in enumerate(self.names)}
        self.owner = owner = np.array([number[name] for name in names], dtype=np.intp)
        contexts, rule = model.contexts, model.smoothing
        self._counts = rule.counted(contexts)
        self._formulas: list[Formula] = [
            rule.at_level(self._counts[contexts.ngrams(depth)]) for depth in range(contexts.order)
        ]
        tokens, places = with_ends(training, model.size)
        found = ngrams_at(contexts, tokens, places)
        self._parts = _parts(
            contexts, self._counts, found, np.repeat(owner, np.diff(places)), len(self.names),
            by_place=isinstance(rule, WittenBell),
        )  # fmt: skip

    def owed(self, tune: ArrayLike) -> Owed:
        """Return what each note of a tune owes to whom; the end of the tune is left out.

        Parameters
        ----------
        tune : array_like of int, shape (time,)

        Returns
        -------
        Owed
        """
        used, base, sums = self._used([tune])
        shares = (used @ self._parts).toarray() / sums[:, None]
        return Owed(self.names, shares, base / sums, sums)

    def means(self, tunes: Sequence[ArrayLike]) -> Rows:
        """Return each owner's share in each tune, the mean over its notes; (tunes, owners).

        Faster than asking `owed` of each.

        Parameters
        ----------
        tunes : sequence of array_like of int
            Of one note or more each.

        Examples
        --------
        >>> songs = [[0, 1, 1], [0, 0, 1], [1, 1, 1]]
        >>> asked = Attribution(NGram.fit(songs, size=2, order=2), songs)
        >>> bool(np.allclose(asked.means([[0, 1]])[0], asked.owed([0, 1]).mean))
        True
        """
        from scipy.sparse import csr_array

        used, _, sums = self._used(tunes)
        lengths = np.array([len(np.asarray(tune)) for tune in tunes], dtype=np.intp)
        weights = 1 / (sums * np.repeat(lengths, lengths))
        ends = np.concatenate([[0], np.cumsum(lengths)])
        mean = csr_array((weights, np.arange(len(sums)), ends), shape=(len(tunes), len(sums)))
        return np.asarray(((mean @ used) @ self._parts).toarray())

    def _used(self, tunes: Sequence[ArrayLike]) -> tuple[csr_array[Any], Rows, Rows]:
        """Return which n-grams each note's probability is a sum of, with their parts of it.

        Besides, the base's part, and the whole probability.
        """
        from scipy.sparse import csr_array

        contexts = self.model.contexts
        tokens, places = with_ends(tunes, self.model.size)
        state = np.empty(len(tokens), dtype=np.int64)
        for here, at in walk(self.model, tokens, places):
            state[here] = at
        notes = np.ones(len(tokens), dtype=bool)
        notes[places[1:] - 1] = False
        tokens, state = tokens[notes], state[notes]
        parts, ngrams, lent = self._levels(contexts.suffix_chains(state), tokens)
        base = lent * self.model.base[tokens]
        shape = len(tokens), len(contexts.keys)
        each = np.arange(len(tokens) + 1) * contexts.order
        used = csr_array((parts.ravel(), ngrams.ravel(), each), shape=shape)
        return used, base, parts.sum(axis=1) + base

    def _levels(self, chains: Numbers, tokens: Numbers) -> tuple[Rows, Numbers, Rows]:
        """Return what each level gives to each token, by which n-gram, and what is left to lend.

        `chains` has the contexts of each note by their length, shape (notes, order).
        """
        contexts = self.model.contexts
        lent, parts = np.ones(len(tokens)), np.zeros(chains.shape)
        ngrams = np.zeros(chains.shape, dtype=np.int64)
        for depth in reversed(range(contexts.order)):
            here = np.flatnonzero(chains[:, depth] >= 0)
            context = chains[here, depth]
            rows = contexts.rows(context, self._counts)
            own = self._formulas[depth](rows, np.zeros_like(rows))  # with nothing below
            parts[here, depth] = lent[here] * own[np.arange(len(here)), tokens[here]]
            # Where the token never came, its part is 0, and any n-gram will do.
            ngrams[here, depth] = np.maximum(contexts.find(context, tokens[here]), 0)
            lent[here] *= 1 - own.sum(axis=1)
        return parts, ngrams, lent


def ngrams_at(contexts: Contexts, tokens: Numbers, places: NDArray[np.intp]) -> Numbers:
    """Return which n-gram of each level stands at each place of some tunes.

    Parameters
    ----------
    contexts : Contexts
        What was counted in these tunes.
    tokens, places : numpy.ndarray of int
        The tunes, as `with_ends` returns them.

    Returns
    -------
    numpy.ndarray of int, shape (order, tokens)
        -1 where there are too few events before it.

    Raises
    ------
    ValueError
        If other tunes were counted.
    """
    found = np.full((contexts.order, len(tokens)), -1)
    context = np.zeros(len(tokens), dtype=np.int64)
    for depth in range(contexts.order):
        here = np.flatnonzero(context >= 0)
        found[depth, here] = contexts.find(context[here], tokens[here])
        context = np.full(len(tokens), -1)
        before = np.flatnonzero(found[depth, :-1] >= 0)
        longer = found[depth, before]
        context[before + 1] = np.where(contexts.grows[longer], contexts.after[longer], -1)
        context[places[:-1]] = contexts.first if depth == 0 else -1  # the start is one event
    counts = np.bincount(found[found >= 0], minlength=len(contexts.keys))
    if not np.array_equal(counts, contexts.counts):
        raise ValueError("the model was not fitted to these tunes, or their ends were cut off")
    return found


def _parts(
    contexts: Contexts,
    counted: Rows,
    found: Numbers,
    owner: NDArray[np.intp],
    owners: int,
    by_place: bool,
) -> csr_array[Any]:
    """Return how each n-gram is shared out among owners, shape (n-grams, owners); rows sum to 1."""
    from scipy.sparse import coo_array

    weights = 1 / contexts.counts  # (n-grams,), of each place
    full = contexts.full[contexts.context] | by_place
    rows, columns, values = [], [], []
    for depth, ngram in enumerate(found):
        here = np.flatnonzero(ngram >= 0)
        of = ngram[here]
        value = weights[of]
        if depth + 1 < contexts.order:
            # One part for each different event before, shared out among its places.
            longer = found[depth + 1, here]
            value = np.where(full[of], value, weights[longer] / counted[of])
        rows.append(of)
        columns.append(owner[here])
        values.append(value)
    shape = len(contexts.keys), owners
    every = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return coo_array(every, shape=shape).tocsr()
