"""The ARPA export against KenLM, against scores that KenLM gave, and against a short reader.

KenLM needs a compiler to be installed, so it is not among the packages of the course. Where it is
there (`pip install kenlm==0.3.0`), it is asked; everywhere, its stored answers are compared.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.models import (
    NGram,
    add,
    bounded_ppm,
    kneser_ney,
    maximum_likelihood,
    modified_kneser_ney,
    surprise,
    witten_bell,
)
from meantone.models.arpa import arpa_text, backoff_weights, write_arpa
from meantone.models.smoothing import Smoothing

SIZE = 3
TUNES = [[0, 1, 2, 0, 1, 1], [2, 2, 1], [0, 1], [2, 0, 0, 2], [0, 1, 2, 1, 0]]
HELD_OUT = [[0, 1, 2, 0], [2, 2, 2, 1, 0, 1], [1], []]
LABELS = ["do", "re", "mi"]
RULES: list[Smoothing] = [
    kneser_ney(0.75),
    modified_kneser_ney,
    witten_bell,
    add(0.5),
    bounded_ppm("C"),
    bounded_ppm("B"),
    maximum_likelihood,
]

# log10 p of each token and end of HELD_OUT, as kenlm 0.3.0 read them from the export.
KENLM: list[tuple[Smoothing, int, list[list[float]]]] = [
    (
        kneser_ney(0.75),
        3,
        [
            [-0.271067, -0.073327, -0.380599, -0.410729, -0.873127],
            [-0.47403, -0.579396, -0.858886, -0.312822, -0.579396, -0.546791, -0.476637],
            [-1.191885, -0.316824],
            [-1.191885],
        ],
    ),
    (
        modified_kneser_ney,
        4,
        [
            [-0.353736, -0.184707, -0.324942, -0.344496, -1.28579],
            [-0.464887, -0.439979, -1.247586, -0.195926, -0.741009, -1.11472, -0.461881],
            [-0.970037, -0.447158],
            [-0.970037],
        ],
    ),
    (
        witten_bell,
        3,
        [
            [-0.294659, -0.062488, -0.396581, -0.39236, -1.080545],
            [-0.450164, -0.458077, -1.007553, -0.183644, -0.461412, -0.634559, -0.534641],
            [-1.103376, -0.458468],
            [-1.228315],
        ],
    ),
    (
        add(0.5),
        2,
        [
            [-0.30103, -0.30103, -0.556302, -0.50515, -0.778151],
            [-0.447158, -0.726999, -0.726999, -0.50515, -0.778151, -0.30103, -0.410174],
            [-1.146128, -0.410174],
            [-1.146128],
        ],
    ),
]


def read(text: str) -> dict[tuple[str, ...], tuple[float, float]]:
    """Read an ARPA text as its description says: logarithm, words, weight, between tabs."""
    head, *rest = text.strip().split("\n\n")
    sections, end = rest[:-1], rest[-1]
    assert head.splitlines()[0] == "\\data\\"
    assert end == "\\end\\"
    grams: dict[tuple[str, ...], tuple[float, float]] = {}
    for length, section in enumerate(sections, start=1):
        title, *lines = section.splitlines()
        assert title == f"\\{length}-grams:"
        assert head.splitlines()[length] == f"ngram {length}={len(lines)}"
        for line in lines:
            chance, words, *weight = line.split("\t")
            assert len(words.split(" ")) == length
            assert float(chance) <= 0
            grams[tuple(words.split(" "))] = float(chance), float(weight[0]) if weight else 0.0
        assert len({gram for gram in grams if len(gram) == length}) == len(lines)
    return grams


def score(grams: dict[tuple[str, ...], tuple[float, float]], words: tuple[str, ...]) -> float:
    """Return log10 p of the last word after those before."""
    if words in grams:
        return grams[words][0]
    weight = grams[words[:-1]][1] if words[:-1] in grams else 0.0
    return weight + score(grams, words[1:])


def scores(text: str, order: int, tune: list[int]) -> list[float]:
    """Return log10 p of each token of a tune and of its end."""
    grams, words = read(text), ["<s>", *(LABELS[token] for token in tune), "</s>"]
    return [
        score(grams, tuple(words[max(place - order + 1, 0) : place + 1]))
        for place in range(1, len(words))
    ]


@given(
    st.lists(st.lists(st.integers(0, SIZE - 1), max_size=9), min_size=1, max_size=6),
    st.integers(1, 4),
    st.sampled_from(RULES[:-1]),
    st.lists(st.integers(0, SIZE - 1), max_size=9),
)
def test_a_reader_of_the_format_finds_the_models_probabilities(
    tunes: list[list[int]], order: int, rule: Smoothing, tune: list[int]
) -> None:
    model = NGram.fit(tunes, SIZE, order, rule)
    bits = -np.array(scores(arpa_text(model, LABELS), order, tune)) / np.log10(2)
    np.testing.assert_allclose(bits, surprise(model, tune), atol=1e-5)


@pytest.mark.parametrize(("rule", "order", "stored"), KENLM, ids=lambda value: str(value)[:20])
def test_the_scores_that_kenlm_gave(rule: Smoothing, order: int, stored: list[list[float]]) -> None:
    model = NGram.fit(TUNES, SIZE, order, rule)
    for tune, expected in zip(HELD_OUT, stored, strict=True):
        np.testing.assert_allclose(-surprise(model, tune) * np.log10(2), expected, atol=1e-3)
        ours = scores(arpa_text(model, LABELS), order, tune)
        np.testing.assert_allclose(ours, expected, atol=1e-3)


@pytest.mark.skipif(not importlib.util.find_spec("kenlm"), reason="KenLM is not installed")
@pytest.mark.parametrize("order", [2, 3, 5])
@pytest.mark.parametrize("rule", RULES[:-1], ids=str)
def test_kenlm_gives_the_models_probabilities(rule: Smoothing, order: int, tmp_path: Path) -> None:
    import kenlm

    rng = np.random.default_rng(3)
    tunes = [rng.choice(5, rng.integers(1, 30), p=[0.4, 0.3, 0.2, 0.06, 0.04]) for _ in range(60)]
    model = NGram.fit(tunes[:40], 6, order, rule)  # the token 5 is never seen
    write_arpa(model, tmp_path / "model.arpa")
    peer = kenlm.Model(str(tmp_path / "model.arpa"))
    for tune in [*tunes[30:], [5, 0, 5, 5]]:
        words = " ".join(str(token) for token in tune)
        theirs = [chance for chance, _, unknown in peer.full_scores(words) if not unknown]
        np.testing.assert_allclose(-surprise(model, tune) * np.log10(2), theirs, atol=1e-3)


def test_the_impossible_is_written_as_minus_99() -> None:
    text = arpa_text(NGram.fit([[0, 1]], SIZE, 2, maximum_likelihood), LABELS)
    assert "-99.0000000\t<s>\t-99.0000000" in text
    assert scores(text, 2, [0, 0])[0] == 0
    assert scores(text, 2, [0, 0])[1] < -90


def test_weights_are_what_was_taken_from_the_seen() -> None:
    model = NGram.fit(TUNES, SIZE, 3, kneser_ney(0.5))
    weights = backoff_weights(model)
    for state in range(1, len(weights)):
        counts = model.contexts.rows(np.array([state]), model.smoothing.counted(model.contexts))[0]  # type: ignore[attr-defined]
        if (counts == 0).any():
            assert weights[state] == pytest.approx(0.5 * (counts > 0).sum() / counts.sum())


def test_what_has_no_back_off_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def sharper(counts: np.ndarray, lower: np.ndarray) -> np.ndarray:
        mixed = (counts + lower**2) ** 2
        return mixed / mixed.sum(axis=1, keepdims=True)

    with pytest.raises(ValueError, match="cannot be written with back-off weights"):
        arpa_text(NGram.fit(TUNES, SIZE, 3, sharper))
    monkeypatch.setattr("meantone.models.ngram.LARGEST_TABLE", 0)
    with pytest.raises(ValueError, match="too large to keep"):
        arpa_text(NGram.fit(TUNES, SIZE, 3))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["do", "re"], "2 different labels for a vocabulary of 3"),
        (["do", "re", "re"], "2 different labels"),
        (["do", "re", "m i"], "'m i' cannot be a word"),
        (["do", "re", ""], "'' cannot be a word"),
        (["do", "re", "</s>"], "'</s>' cannot be a word"),
    ],
)
def test_labels_that_would_be_read_otherwise_are_refused(labels: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        arpa_text(NGram.fit(TUNES, SIZE, 2), labels)
