"""The ARPA format: an n-gram model as a text that other programs for n-grams read.

A line holds the logarithm (base 10) of a probability, the n-gram, and the weight of its back-off:
what an unseen token's probability one level below is multiplied by. Interpolated models say
exactly the same in this form, since their seen tokens are written with what they borrowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meantone.models.ngram import NGram

IMPOSSIBLE = -99.0
"""The logarithm that the format writes for a probability of zero."""

_START, _END, _UNKNOWN = "<s>", "</s>", "<unk>"


def write_arpa(model: NGram, path: str | Path, labels: Sequence[str] | None = None) -> None:
    """Write a model to a file in the ARPA format.

    Parameters
    ----------
    model : NGram
    path : str or Path
    labels : sequence of str, optional
        What each token is called; its number if left out.

    Raises
    ------
    ValueError
        As in `arpa_text`.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> model = NGram.fit([[0, 1], [0, 0, 1]], size=2, order=2)
    >>> write_arpa(model, getfixture("tmp_path") / "small.arpa", labels=["do", "re"])
    """
    Path(path).write_text(arpa_text(model, labels), encoding="utf-8", newline="\n")


def arpa_text(model: NGram, labels: Sequence[str] | None = None) -> str:
    r"""Return a model as a text in the ARPA format, which KenLM, SRILM and others read.

    The text gives each n-gram ``log10 p(token | context)``. For a token that did not follow a
    context the reader multiplies: ``p(token | context) = weight(context) p(token | suffix)``.

    Parameters
    ----------
    model : NGram
    labels : sequence of str, optional
        What each token is called, without spaces; its number if left out.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the labels are not right for the vocabulary; if the model has no table; or if its rule,
        being your own, does not give all unseen tokens the same multiple of what they have one
        level below. All rules of this package do.

    Examples
    --------
    >>> model = NGram.fit([[0, 1], [0, 0, 1]], size=2, order=2)
    >>> text = arpa_text(model, labels=["do", "re"])
    >>> print(text.expandtabs(12).partition("\n\n\\2-grams:")[0])
    \data\
    ngram 1=5
    ngram 2=4
    <BLANKLINE>
    \1-grams:
    -99.0000000 <unk>
    -99.0000000 <s>         -0.3010300
    -0.3802112  do          -0.3010300
    -0.5351132  re          -0.3010300
    -0.5351132  </s>
    """
    words = [*_checked_labels(labels, model.size), _END, _START]
    contexts, weights = model.contexts, _log10(backoff_weights(model))
    names = [""]  # of every context; a prefix has a smaller number, so its name is there already
    for context in range(1, len(contexts)):
        names.append(f"{names[contexts.parent[context]]}{words[contexts.newest[context]]} ")
    sections = [_unigrams(model, words, weights)]
    sections += [_longer(model, depth, words, names, weights) for depth in range(1, model.order)]
    lines = [list(section) for section in sections]
    head = [f"ngram {length}={len(section)}" for length, section in enumerate(lines, start=1)]
    body = [
        "\n".join([f"\\{length}-grams:", *section]) for length, section in enumerate(lines, start=1)
    ]
    return "\n\n".join(["\n".join(["\\data\\", *head]), *body, "\\end\\"]) + "\n"


def backoff_weights(model: NGram) -> NDArray[np.float64]:
    """Return what the probabilities one level below are multiplied by, for unseen tokens.

    Parameters
    ----------
    model : NGram

    Returns
    -------
    numpy.ndarray of float, shape (contexts,)
        1 for the empty context, and where every token was seen.

    Raises
    ------
    ValueError
        If the unseen tokens of a context do not all have the same weight.

    Examples
    --------
    >>> from meantone.models import witten_bell
    >>> backoff_weights(NGram.fit([[0, 1], [0, 0, 1]], 2, 2, witten_bell)).round(3)
    array([1.   , 0.333, 0.4  , 0.333])
    """
    contexts = model.contexts
    weights = np.ones(len(contexts))
    for depth in range(1, model.order):
        numbers = np.arange(contexts.level(depth).start, contexts.level(depth).stop)
        rows, lower = model.table[numbers], model.table[contexts.suffix_link[numbers]]
        unseen = contexts.rows(numbers) == 0  # (n, size + 1)
        likeliest = np.where(unseen, lower, -1).argmax(axis=1)
        each = np.arange(len(numbers))
        has_one = unseen[each, likeliest] & (lower[each, likeliest] > 0)
        weights[numbers[has_one]] = (rows[each, likeliest] / lower[each, likeliest])[has_one]
        if not np.allclose(rows[unseen], (weights[numbers, None] * lower)[unseen], atol=1e-12):
            raise ValueError(
                f"{model} cannot be written with back-off weights: its rule does not give all "
                "unseen tokens the same multiple of their probability one level below"
            )
    return weights


def _unigrams(model: NGram, words: Sequence[str], weights: NDArray[np.float64]) -> Iterator[str]:
    """Return the lines of single words; all tokens have one, since nothing lies below."""
    contexts = model.contexts
    yield f"{IMPOSSIBLE:.7f}\t{_UNKNOWN}"
    yield f"{IMPOSSIBLE:.7f}\t{_START}" + (f"\t{weights[1]:.7f}" if model.order > 1 else "")
    for token, chance in enumerate(_log10(model.table[0])):
        context = contexts.locate([token]) if model.order > 1 and token < model.size else None
        weight = "" if context is None else f"\t{weights[context]:.7f}"
        yield f"{chance:.7f}\t{words[token]}{weight}"


def _longer(
    model: NGram,
    depth: int,
    words: Sequence[str],
    names: Sequence[str],
    weights: NDArray[np.float64],
) -> Iterator[str]:
    """Return the lines of what followed the contexts of `depth` events."""
    contexts, ngrams = model.contexts, model.contexts.ngrams(depth)
    owners, tokens = contexts.context[ngrams], contexts.tokens[ngrams]
    chances = _log10(model.table[owners, tokens]).tolist()
    after, grows = contexts.after[ngrams].tolist(), contexts.grows[ngrams].tolist()
    for place, (owner, token) in enumerate(zip(owners.tolist(), tokens.tolist(), strict=True)):
        weight = f"\t{weights[after[place]]:.7f}" if grows[place] else ""
        yield f"{chances[place]:.7f}\t{names[owner]}{words[token]}{weight}"


def _log10(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return logarithms as the format has them."""
    with np.errstate(divide="ignore"):
        return np.maximum(np.log10(values), IMPOSSIBLE)


def _checked_labels(labels: Sequence[str] | None, size: int) -> list[str]:
    """Return a word for each token."""
    words = [str(token) for token in range(size)] if labels is None else list(labels)
    if len(words) != size or len(set(words)) != size:
        raise ValueError(f"{len(set(words))} different labels for a vocabulary of {size} tokens")
    for word in words:
        if word.split() != [word] or word in (_START, _END, _UNKNOWN):
            raise ValueError(f"{word!r} cannot be a word of an ARPA file: no spaces, no {_START}")
    return words
