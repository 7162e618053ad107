"""Smoothing rules against slow recursions over dictionaries, and against nltk.

Where nltk 3.10.4 defines otherwise, and so is not compared:

- Its Witten-Bell and Kneser-Ney take the lowest level to be the plain shares of tokens, or of
  their surroundings. `base` makes them coincide; the tests give it.
- Its maximum likelihood gives an unknown context zeros, no distribution. Ours gives an even row.
- Its Kneser-Ney counts surroundings in every context below full length, also in those that begin
  with the start of a tune, before which nothing can come: it divides by zero, or, with the start
  written several times, has 1 for every count. Ours counts events there, as KenLM does. Full
  contexts that go back to no such context are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windows import END, SIZE, START, Context, Table, slow_counts

from meantone.models import (
    PPM,
    Contexts,
    NGram,
    add,
    bounded_ppm,
    kneser_ney,
    maximum_likelihood,
    modified_kneser_ney,
    witten_bell,
)
from meantone.models.smoothing import (
    BoundedPPM,
    KneserNey,
    LevelRule,
    ModifiedKneserNey,
    Own,
    Smoothing,
    rule_named,
)

V = SIZE + 1
corpora = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=9), min_size=1, max_size=8)
orders = st.integers(1, 4)
RULES: list[Smoothing] = [
    maximum_likelihood,
    add(0.3),
    witten_bell,
    kneser_ney(0.6),
    modified_kneser_ney,
    bounded_ppm("C"),
    bounded_ppm("AX"),
]


def is_full(context: Context, order: int) -> bool:
    return len(context) == order - 1 or context[:1] == (START,)


def slow_continuations(counts: Table, order: int) -> Table:
    """Count events in full contexts, and in the others the different events before."""
    return {
        context: Counter(
            {
                token: counts[context][token]
                if is_full(context, order)
                else sum(
                    1
                    for longer in counts
                    if longer[1:] == context and longer and token in counts[longer]
                )
                for token in counts[context]
            }
        )
        for context in counts
    }


def slow_textbook(counts: Table, order: int, context: Context, token: int, k: float) -> float:
    seen = counts[context] if is_full(context, order) else Counter()
    if not seen.total() and not k:
        return 1 / V
    return (seen[token] + k) / (seen.total() + k * V)


def slow_witten_bell(counts: Table, order: int, context: Context, token: int) -> float:
    lower = slow_witten_bell(counts, order, context[1:], token) if context else 1 / V
    seen = counts[context]
    share = len(seen) / (len(seen) + seen.total())
    return (1 - share) * seen[token] / seen.total() + share * lower


def slow_kneser_ney(
    counts: Table,
    order: int,
    context: Context,
    token: int,
    discounts: Callable[[int], tuple[float, float, float]],
) -> float:
    """Chen and Goodman's equations, one token at a time."""
    lower = slow_kneser_ney(counts, order, context[1:], token, discounts) if context else 1 / V
    seen, discount = counts[context], (0.0, *discounts(len(context)))
    alpha = (seen[token] - discount[min(seen[token], 3)]) / seen.total()
    once, twice = (sum(count == n for count in seen.values()) for n in (1, 2))
    lent = discount[1] * once + discount[2] * twice + discount[3] * (len(seen) - once - twice)
    return alpha + lent / seen.total() * lower


def slow_discounts(counts: Table, depth: int) -> tuple[float, float, float]:
    every = [n for context, seen in counts.items() if len(context) == depth for n in seen.values()]
    n1, n2, n3, n4 = (every.count(n) for n in (1, 2, 3, 4))
    if not (n1 and n2 and n3 and n4):
        return 0.5, 1.0, 1.5
    y = n1 / (n1 + 2 * n2)
    found = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    sound = all(0 <= d <= n for n, d in enumerate(found, start=1))
    return found if sound else (0.5, 1.0, 1.5)


def compare(model: NGram, slow: Callable[[Context, int], float]) -> None:
    """Compare all rows of a model with a function of context and token."""
    for state, row in enumerate(model.table[:-1].tolist()):
        expected = [slow(model.context(state), token) for token in range(V)]
        np.testing.assert_allclose(row, expected, atol=1e-9)


@given(corpora, orders, st.sampled_from([0.0, 0.5, 1.0]))
def test_textbook_rules_are_shares_of_counts(tunes: list[list[int]], order: int, k: float) -> None:
    model = NGram.fit(tunes, SIZE, order, add(k) if k else maximum_likelihood)
    counts = slow_counts(tunes, order)
    compare(model, lambda context, token: slow_textbook(counts, order, context, token, k))


@given(corpora, orders)
def test_witten_bell_is_its_recursion(tunes: list[list[int]], order: int) -> None:
    counts = slow_counts(tunes, order)
    compare(NGram.fit(tunes, SIZE, order, witten_bell), partial(slow_witten_bell, counts, order))


@given(corpora, orders, st.floats(0, 1))
def test_kneser_ney_is_its_recursion(tunes: list[list[int]], order: int, discount: float) -> None:
    counts = slow_continuations(slow_counts(tunes, order), order)
    slow = partial(slow_kneser_ney, counts, order, discounts=lambda depth: (discount,) * 3)
    compare(NGram.fit(tunes, SIZE, order, kneser_ney(discount)), slow)


def random_tunes(seed: int, count: int = 60) -> list[list[int]]:
    """Return tunes with habits, in which counts of 1, 2, 3 and 4 all occur."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(SIZE, 0.5), size=(SIZE, SIZE))
    tunes = []
    for length in rng.integers(1, 12, count).tolist():
        tune = [0, 1]
        while len(tune) < length:
            tune.append(int(rng.choice(SIZE, p=shares[tune[-2], tune[-1]])))
        tunes.append(tune)
    return tunes


@pytest.mark.parametrize("seed", range(6))
def test_modified_kneser_ney_is_its_recursion(seed: int) -> None:
    tunes = random_tunes(seed)
    counts = slow_continuations(slow_counts(tunes, 6), 6)
    slow = partial(slow_kneser_ney, counts, 6, discounts=partial(slow_discounts, counts))
    compare(NGram.fit(tunes, SIZE, 6), slow)


def test_the_discounts_are_estimated_where_they_can_be() -> None:
    # n1 to n4 are 8, 4, 2, 1: Y = 8/16, so 1 - 2*4/16, 2 - 3*2/8, 3 - 4*1/4.
    counts = np.repeat([1.0, 2, 3, 4, 9], [8, 4, 2, 1, 1])
    assert modified_kneser_ney.at_level(counts) == KneserNey(0.5, 1.25, 2.0)
    fallback = KneserNey(0.5, 1.0, 1.5)
    for missing in (1, 2, 3, 4):
        assert modified_kneser_ney.at_level(counts[counts != missing]) == fallback
    # Many more twos than ones: 1 - 2*Y*n2/n1 is above zero, 2 - 3*Y*n3/n2 too, but not the last.
    assert modified_kneser_ney.at_level(np.repeat([1.0, 2, 3, 4], [8, 4, 1, 9])) == fallback
    assert modified_kneser_ney.at_level(np.array([])) == fallback
    used = {str(modified_kneser_ney.at_level(level_counts(seed))) for seed in range(6)}
    assert len(used - {str(fallback)}) >= 3  # so the test above has seen estimates


def level_counts(seed: int) -> np.ndarray:
    contexts = Contexts.of(random_tunes(seed), SIZE, 6)
    return contexts.counts[contexts.ngrams(5)].astype(float)


@settings(max_examples=50)
@given(corpora, orders, st.sampled_from(["A", "B", "C", "D", "AX"]))
def test_bounded_ppm_is_the_ppm_that_matches_contexts(
    tunes: list[list[int]], order: int, escape: str
) -> None:
    ours = NGram.fit(tunes, SIZE, order, bounded_ppm(escape))  # type: ignore[arg-type]
    theirs = PPM.fit(tunes, SIZE, order=order, escape=escape)  # type: ignore[typeddict-item]
    rng = np.random.default_rng(0)
    state, other = ours.start(20), theirs.start(20)
    for _ in range(6):
        np.testing.assert_allclose(
            ours.probabilities(state), theirs.probabilities(other), atol=1e-12
        )
        tokens = rng.integers(0, SIZE, 20)
        state, other = ours.advance(state, tokens), theirs.advance(other, tokens)


@given(corpora, orders, st.sampled_from(RULES))
def test_rows_are_distributions_and_the_same_made_alone_or_in_the_table(
    tunes: list[list[int]], order: int, rule: Smoothing
) -> None:
    model = NGram.fit(tunes, SIZE, order, rule)
    assert (model.table >= 0).all()
    np.testing.assert_allclose(model.table.sum(axis=1), 1)
    asked = np.random.default_rng(0).integers(0, len(model.contexts), 9)
    maker = rule.row_maker(model.contexts, model.base)
    np.testing.assert_allclose(maker.rows(asked), model.table[asked], atol=1e-12)
    assert maker.rows(asked[:0]).shape == (0, V)


@pytest.mark.parametrize("rule", RULES)
def test_in_small_steps_it_is_the_same(monkeypatch: pytest.MonkeyPatch, rule: Smoothing) -> None:
    tunes = random_tunes(1)
    whole = NGram.fit(tunes, SIZE, 4, rule).table
    monkeypatch.setattr("meantone.models.smoothing.LARGEST_STEP", 50)
    np.testing.assert_array_equal(NGram.fit(tunes, SIZE, 4, rule).table, whole)


def test_a_token_seen_once_in_many_places_beats_one_seen_often_in_one() -> None:
    # After 0 there is always 1, four times; 2 comes after three different events.
    tunes = [[0, 1, 0, 1, 0, 1, 0, 1, 2], [2, 2]]
    by_surroundings = NGram.fit(tunes, SIZE, 2, kneser_ney(0.5)).table[0]
    by_counts = NGram.fit(tunes, SIZE, 2, witten_bell).table[0]
    assert by_counts[1] > by_counts[2]
    assert by_surroundings[2] > by_surroundings[1]


def test_a_rule_of_ones_own_is_given_counts_and_what_lies_below() -> None:
    def half(counts: np.ndarray, lower: np.ndarray) -> np.ndarray:
        assert counts.shape[1] == lower.shape[1] == V
        return (counts / counts.sum(axis=1, keepdims=True) + lower) / 2

    tunes = [[0, 1, 0, 2], [1]]
    model = NGram.fit(tunes, SIZE, 3, half)
    counts = slow_counts(tunes, 3)

    def slow(context: Context, token: int) -> float:
        lower = slow(context[1:], token) if context else 1 / V
        return (counts[context][token] / counts[context].total() + lower) / 2

    compare(model, slow)
    assert repr(model.smoothing) == f"own({half})"


def test_the_level_below_the_empty_context_may_be_given() -> None:
    base = np.array([0.5, 0.25, 0.25, 0])
    root = NGram.fit([[0, 0, 1]], SIZE, 1, witten_bell, base=base).table[0]
    np.testing.assert_allclose(root, (np.array([2, 1, 0, 1]) + 3 * base) / 7)
    for wrong in ([0.5, 0.5], [1, 1, -1, 0], [0.5, 0, 0, 0]):
        with pytest.raises(ValueError, match="base is no distribution"):
            NGram.fit([[0]], SIZE, 2, witten_bell, base=wrong)
    with pytest.raises(ValueError, match="leave base out"):
        NGram.fit([[0]], SIZE, 2, bounded_ppm(), base=base)


@pytest.mark.parametrize("rule", [witten_bell, kneser_ney(0.75), modified_kneser_ney])
def test_where_nothing_was_counted_all_is_borrowed(rule: LevelRule) -> None:
    lower = np.array([[0.5, 0.3, 0.2]])
    np.testing.assert_allclose(rule(np.zeros((1, 3)), lower), lower)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: add(0), "use maximum_likelihood"),
        (lambda: add(-1), "k is -1"),
        (lambda: add(float("nan")), "k is nan"),
        (lambda: add(float("inf")), "k is inf"),
        (lambda: kneser_ney(1.1), "a discount of 1.1 from a count of 1"),
        (lambda: kneser_ney(-0.1), "a discount of -0.1"),
        (lambda: kneser_ney(float("nan")), "a discount of nan"),
        (lambda: bounded_ppm("E"), "no escape 'E'"),  # type: ignore[arg-type]
        (lambda: rule_named("good_turing"), "no rule 'good_turing'"),
        (lambda: rule_named("add(-1)"), "k is -1"),
    ],
)
def test_rules_that_make_no_sense_are_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("rule", [*RULES, KneserNey(0.5, 1, 1.25)])
def test_every_rule_has_a_name_that_finds_it(rule: Smoothing) -> None:
    assert rule_named(repr(rule)) == rule
    for kind in (ModifiedKneserNey, BoundedPPM, Own):
        assert isinstance(rule_named(repr(rule)), kind) == isinstance(rule, kind)


# nltk


def nltk_sentences(tunes: list[list[int]], order: int) -> list[list[tuple[str, ...]]]:
    """Return each tune's n-grams of every length, with the start written once, not predicted."""
    sentences = []
    for tune in tunes:
        events = [str(event) for event in [START, *tune, END]]
        sentences.append(
            [
                tuple(events[place - length : place + 1])
                for place in range(1, len(events))
                for length in range(min(place, order - 1) + 1)
            ]
        )
    return sentences


def nltk_score(kind: str, tunes: list[list[int]], order: int, **settings: float) -> Callable:
    """Return nltk's probability of a token after a context; its vocabulary has V words."""
    from nltk import lm

    # The vocabulary always holds a word for unknown ones: here, that of the end.
    words = lm.Vocabulary([str(token) for token in range(SIZE)], unk_label=str(END))
    assert len(words) == V
    counter = lm.NgramCounter(nltk_sentences(tunes, order))
    model = getattr(lm, kind)(order=order, vocabulary=words, counter=counter, **settings)

    def score(context: Context, token: int) -> float:
        return float(model.unmasked_score(str(token), tuple(str(event) for event in context)))

    return score


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("kind", "rule", "settings"),
    [
        ("MLE", maximum_likelihood, {}),
        ("Laplace", add(1), {}),
        ("Lidstone", add(0.3), {"gamma": 0.3}),
    ],
)
def test_nltk_says_the_same_of_full_contexts(
    kind: str, rule: Smoothing, settings: dict[str, float], order: int, seed: int
) -> None:
    tunes = random_tunes(seed, count=20)
    score, model = nltk_score(kind, tunes, order, **settings), NGram.fit(tunes, SIZE, order, rule)
    for state in np.flatnonzero(model.contexts.full).tolist():
        expected = [score(model.context(state), token) for token in range(V)]
        np.testing.assert_allclose(model.table[state], expected, atol=1e-9, rtol=0)


def test_nltk_says_the_same_of_an_unknown_full_context() -> None:
    model, score = NGram.fit([[0, 1]], SIZE, 3, add(1)), nltk_score("Laplace", [[0, 1]], 3)
    state = model.advance(model.advance(model.start(1), np.array([1])), np.array([1]))
    np.testing.assert_allclose(model.table[state[0]], [score((1, 1), t) for t in range(V)])


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_nltk_has_the_same_witten_bell(order: int, seed: int) -> None:
    tunes = random_tunes(seed, count=20)
    shares = NGram.fit(tunes, SIZE, 1, maximum_likelihood).table[0]
    score = nltk_score("WittenBellInterpolated", tunes, order)
    compare(NGram.fit(tunes, SIZE, order, witten_bell, base=shares), score)


@pytest.mark.parametrize("order", [2, 3, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_nltk_has_the_same_kneser_ney(order: int, seed: int) -> None:
    tunes = random_tunes(seed, count=20)
    # nltk discounts nothing at its lowest level; what is taken from each token is given back.
    seen = NGram.fit(tunes, SIZE, 1, maximum_likelihood).table[0] > 0
    model = NGram.fit(tunes, SIZE, order, kneser_ney(0.4), base=seen / seen.sum())
    score = nltk_score("KneserNeyInterpolated", tunes, order, discount=0.4)
    compared = 0
    for state in range(len(model.contexts)):
        context = model.context(state)
        if context[:1] != (START,) or (len(context) == order - 1):
            expected = [score(context, token) for token in range(V)]
            np.testing.assert_allclose(model.table[state], expected, atol=1e-9, rtol=0)
            compared += 1
    assert compared >= 4
