"""PPM against a slow one that walks a tree of contexts, against IDyOM, and by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from meantone.decoding import sample
from meantone.models import NGram, surprise, take
from meantone.models.memory import Memory, shared_past, sorted_by_past
from meantone.models.ppm import ESCAPES, PPM, LearningPPM, back_off, blend, shortest_certain
from meantone.models.smoothing import bounded_ppm

SIZE = 3
START = "start"
tunes = st.lists(st.integers(0, SIZE - 1), max_size=7)
corpora = st.lists(tunes, max_size=5)
choices = {
    "order": st.sampled_from([None, 1, 2, 3, 5]),
    "escape": st.sampled_from(sorted(ESCAPES)),
    "rule": st.sampled_from([blend, back_off]),
    "updates": st.sampled_from(["full", "exclusion"]),
}

# ---------------------------------------------------------------------------------------------
# The slow, obvious version: every context is a tuple, every count a number in a dictionary
# ---------------------------------------------------------------------------------------------


class Tree:
    """All contexts and what came after them, learned event by event."""

    def __init__(self, deepest: float) -> None:
        self.deepest = deepest
        self.full: dict[tuple, Counter] = defaultdict(Counter)
        self.excluding: dict[tuple, Counter] = defaultdict(Counter)

    def learn(self, past: list, token: int) -> None:
        contexts = self.contexts(past)
        predicted = [self.full[context][token] > 0 for context in contexts]
        for place, context in enumerate(contexts):
            self.full[context][token] += 1
            if not any(predicted[:place]):  # no longer one predicted it
                self.excluding[context][token] += 1

    def contexts(self, past: list) -> list[tuple]:
        """Return all ends of the past, the longest first."""
        every = [tuple(past[place:]) for place in range(len(past) + 1)]
        return [context for context in every if len(context) <= self.deepest]


class SlowPPM:
    """PPM as the words define it."""

    def __init__(self, tunes, framed, order, escape, rule, updates) -> None:
        self.alphabet = [*range(SIZE), SIZE] if framed else [*range(SIZE)]
        self.opening = [START] if framed else []
        self.order, self.escape, self.updates = order, escape, updates
        self.rule = {blend: self.blended, back_off: self.backed_off}[rule]
        self.tree = Tree(np.inf if order is None else order - 1)
        for tune in tunes:
            events = [*tune, SIZE] if framed else tune
            for place, token in enumerate(events):
                self.tree.learn([*self.opening, *events[:place]], token)

    def row(self, tune: list[int]) -> list[float]:
        matching = [s for s in self.tree.contexts([*self.opening, *tune]) if self.tree.full[s]]
        asked = matching
        if self.order is None:
            certain = [s for s in matching if len(self.tree.full[s]) == 1]
            asked = matching[matching.index(certain[-1]) :] if certain else matching
        tables = [self.counts(s, matching[0]) for s in asked]
        base = 1 / (len(self.alphabet) + 1 - (len(tables[-1]) if tables else 0))
        row = self.rule(tables, base)
        return [p / sum(row) for p in row]

    def counts(self, context: tuple, longest: tuple) -> Counter:
        deterministic = self.order is None and len(self.tree.full[context]) == 1
        in_full = deterministic and len(context) < len(longest)
        excluding = self.updates == "exclusion" and not in_full
        return (self.tree.excluding if excluding else self.tree.full)[context]

    def split(self, table: Counter, gone: set) -> tuple[dict, float]:
        """Return what each token and what the shorter context gets."""
        k = {"B": -1, "D": -0.5}.get(self.escape, 0)
        t = len(table)
        once = sum(count == 1 for count in table.values())
        new = {"A": 1, "B": t, "C": t, "D": t / 2, "AX": once + 1}[self.escape]
        n = sum(count + k for token, count in table.items() if token not in gone)
        if n == 0:
            return {}, 1
        weight = n / (n + new)
        return {token: weight * (c + k) / n for token, c in table.items()}, 1 - weight

    def blended(self, tables: list[Counter], base: float, gone: frozenset = frozenset()) -> list:
        if not tables:
            return [base for _ in self.alphabet]
        given, rest = self.split(tables[0], gone)
        lower = self.blended(tables[1:], base, frozenset(tables[0]))
        return [given.get(e, 0) + rest * p for e, p in zip(self.alphabet, lower, strict=True)]

    def backed_off(self, tables: list[Counter], base: float, gone: frozenset = frozenset()) -> list:
        if not tables:
            return [base for _ in self.alphabet]
        given, rest = self.split(tables[0], gone)
        worth_asking = {e for e, c in tables[0].items() if self.escape != "B" or c > 1}
        lower = self.backed_off(tables[1:], base, gone | worth_asking)
        return [
            given.get(e, 0) if e in worth_asking else rest * p
            for e, p in zip(self.alphabet, lower, strict=True)
        ]


def rows_along(model, tune: list[int]) -> NDArray[np.float64]:
    """Return what a model predicts before each event of a tune, and after the last."""
    state, rows = model.start(1), []
    for token in [*tune, None]:
        rows.append(model.probabilities(state)[0])
        if token is not None:
            state = model.advance(state, np.array([token]))
    return np.array(rows)


@settings(max_examples=400)
@given(corpora, tunes, st.booleans(), st.booleans(), st.fixed_dictionaries(choices))
def test_it_is_what_a_tree_of_contexts_gives(
    corpus: list[list[int]], tune: list[int], framed: bool, learns: bool, chosen: dict
) -> None:
    slow = SlowPPM(corpus, framed, **chosen)
    quick = (PPM.fit if framed else PPM.unframed)(corpus, SIZE, **chosen)
    rows = rows_along(quick.learning() if learns else quick, tune)
    for place in range(len(tune) + 1):
        expected = slow.row(tune[:place])
        np.testing.assert_allclose(rows[place, : len(expected)], expected, atol=1e-12)
        if learns and place < len(tune):
            slow.tree.learn([*slow.opening, *tune[:place]], tune[place])
    assert framed or not rows[:, SIZE].any()


@given(tunes, st.fixed_dictionaries(choices))
def test_the_short_term_model_knows_the_tune_at_hand_alone(tune: list[int], chosen: dict) -> None:
    slow = SlowPPM([], framed=True, **chosen)
    rows = rows_along(PPM.short_term(SIZE, **chosen), tune)
    for place in range(len(tune) + 1):
        np.testing.assert_allclose(rows[place], slow.row(tune[:place]), atol=1e-12)
        if place < len(tune):
            slow.tree.learn([START, *tune[:place]], tune[place])


# ---------------------------------------------------------------------------------------------
# Others' figures
# ---------------------------------------------------------------------------------------------

WORDS = ("abracadabra", "letlettertele", "assanissimassa", "mississippi", "wooloobooloo")
LETTERS = "abcdeilmnoprstw"

# Probabilities that IDyOM gave for these words, one after the other, all learned as they go: word,
# place, some letters and what they had. Of version 1.5; with update exclusion, of the one of
# January 2020 that mended it. (Distributed with the R package ppm, for its tests.)
IDYOM = [
    ("A", "full", 0, 10, {"a": 0.6039607, "b": 0.11386145, "c": 0.059405975, "e": 0.0049504973}),
    ("A", "full", 4, 11, {"o": 0.6168224, "l": 0.18317759, "b": 0.093457945, "a": 0.018691588}),
    ("B", "full", 0, 10, {"a": 0.29230767, "b": 0.123076916, "c": 0.038461536, "e": 0.038461536}),
    ("B", "full", 4, 11, {"o": 0.16666666, "l": 0.11006289, "b": 0.05345912, "a": 0.07232704}),
    ("C", "full", 0, 10, {"a": 0.55555564, "b": 0.08823531, "c": 0.052287593, "e": 0.016339872}),
    ("C", "full", 2, 12, {"s": 0.47222215, "a": 0.12222222, "i": 0.08888888, "e": 0.04444444}),
    ("C", "full", 4, 11, {"o": 0.38476193, "l": 0.114285715, "b": 0.07238095, "a": 0.045714285}),
    ("D", "full", 0, 10, {"a": 0.5874673, "b": 0.09921671, "c": 0.041775454, "e": 0.013054829}),
    ("D", "full", 4, 11, {"o": 0.48426154, "l": 0.1416465, "b": 0.06174335, "a": 0.03874092}),
    ("AX", "full", 0, 10, {"a": 0.47188255, "b": 0.122249365, "c": 0.068459645, "e": 0.014669923}),
    ("AX", "full", 4, 11, {"o": 0.43021584, "l": 0.17266189, "b": 0.09496404, "a": 0.040287767}),
    ("C", "exclusion", 0, 10, {"a": 0.5648852, "b": 0.061068673, "e": 0.019083962}),
    ("C", "exclusion", 2, 12, {"s": 0.45098037, "a": 0.12418301, "i": 0.09150326}),
    ("C", "exclusion", 4, 4, {"e": 0.40196088, "o": 0.041666675, "a": 0.053921577}),
    ("C", "exclusion", 4, 11, {"o": 0.3319805, "l": 0.08198051, "b": 0.07711039, "a": 0.05357143}),
]


@pytest.mark.parametrize(("escape", "updates", "word", "place", "expected"), IDYOM)
def test_it_gives_what_idyom_gives(
    escape: str, updates: str, word: int, place: int, expected: dict[str, float]
) -> None:
    spelled = [[LETTERS.index(letter) for letter in each] for each in WORDS]
    model = PPM.unframed(spelled[:word], len(LETTERS), escape=escape, updates=updates).learning()
    row = rows_along(model, spelled[word][:place])[place]
    for letter, probability in expected.items():
        assert row[LETTERS.index(letter)] == pytest.approx(probability, rel=2e-6)


# Mean information content, in bits, of the last word of each line, all words learned in turn, with
# update exclusion and the alphabet of the words. (IDyOM's, distributed with the R package ppm.)
EXCLUDED = [
    ("abracadabra", 2.4509745),
    ("abracadabra abracadabra", 1.1457417),
    ("abracadabra abracadabra abracadabra", 0.8534344),
    ("abracadabra bracadabra", 1.1973304),
    ("abracadabra abrabrac", 1.4018788),
    ("abracadabra abratbrac", 1.8791169),
    ("abracadabra abrabtrac", 2.0285676),
    ("abracadabra abrabrtac", 1.8929263),
    ("abracadabra abrabratc", 1.7575804),
    ("abracadabra abrabract", 1.5876032),
]


@pytest.mark.parametrize(("words", "bits"), EXCLUDED)
def test_counts_are_full_only_where_a_longer_context_matches(words: str, bits: float) -> None:
    letters = sorted(set(words) - {" "})
    *before, last = ([letters.index(letter) for letter in word] for word in words.split())
    model = PPM.unframed(before, len(letters), updates="exclusion").learning()
    assert surprise(model, last)[:-1].mean() == pytest.approx(bits, abs=2e-7)


@given(st.lists(tunes, min_size=1, max_size=5), tunes, st.integers(1, 4))
def test_with_a_bound_it_is_the_n_gram_model(
    corpus: list[list[int]], tune: list[int], order: int
) -> None:
    automaton = NGram.fit(corpus, SIZE, order, bounded_ppm("C"))
    np.testing.assert_allclose(
        rows_along(PPM.fit(corpus, SIZE, order=order), tune),
        rows_along(automaton, tune),
        atol=1e-12,
    )


# ---------------------------------------------------------------------------------------------
# As a model: batches, samples, states
# ---------------------------------------------------------------------------------------------


def models() -> list[PPM | LearningPPM]:
    corpus = [[0, 1, 2, 0, 1], [2, 2, 1], [0, 0, 1, 0, 0, 1, 2]]
    fits = [PPM.fit(corpus, SIZE), PPM.fit(corpus, SIZE, order=3, updates="exclusion")]
    return [*fits, *(fit.learning() for fit in fits), PPM.short_term(SIZE)]


@pytest.mark.parametrize("number", range(len(models())))
def test_tunes_side_by_side_do_not_touch_each_other(number: int) -> None:
    model = models()[number]
    rng = np.random.default_rng(number)
    batch = rng.integers(0, SIZE, (4, 9))
    state = model.start(4)
    for time in range(9):
        state = model.advance(state, batch[:, time])
    swapped = take(state, np.array([2, 0, 2]))
    together = model.probabilities(swapped)
    for row, tune in zip(together, (2, 0, 2), strict=True):
        np.testing.assert_allclose(row, rows_along(model, batch[tune].tolist())[-1])
    onwards = model.probabilities(model.advance(swapped, np.array([0, 1, 2])))
    for row, (tune, token) in zip(onwards, ((2, 0), (0, 1), (2, 2)), strict=True):
        np.testing.assert_allclose(row, rows_along(model, [*batch[tune].tolist(), token])[-1])


@pytest.mark.parametrize("number", range(len(models())))
def test_what_is_sampled_is_what_is_predicted(number: int) -> None:
    model = models()[number]
    drawn = sample(model, 4000, np.random.default_rng(3), longest=12)
    for first in range(SIZE):
        expected = np.exp2(-surprise(model, [first])[:1])
        assert np.mean([tune[:1].tolist() == [first] for tune in drawn]) == pytest.approx(
            expected[0], abs=0.03
        )
    pairs = [tune[1] for tune in drawn if len(tune) > 1 and tune[0] == 0]
    row = rows_along(model, [0])[1]
    assert np.mean(np.array(pairs) == 1) == pytest.approx(row[1] / (1 - row[SIZE]), abs=0.04)


def test_nothing_breaks_after_an_end() -> None:
    for model in models():
        state = model.start(2)
        for tokens in ([0, 1], [SIZE, 1], [SIZE, SIZE], [0, SIZE]):
            state = model.advance(state, np.array(tokens))
            np.testing.assert_allclose(model.probabilities(state).sum(axis=1), 1)


def test_each_tune_starts_with_the_same_memory() -> None:
    model = PPM.fit([[0, 1, 2]], SIZE).learning()
    before = rows_along(model, [2, 2, 2])
    surprise(model, [1, 1, 1, 1])
    np.testing.assert_array_equal(rows_along(model, [2, 2, 2]), before)


def test_a_tune_that_repeats_surprises_a_learner_less() -> None:
    tune = [0, 1, 2, 2, 1] * 4
    knows = PPM.fit([[0, 1, 0, 1], [2, 1, 0]], SIZE)
    assert surprise(knows.learning(), tune).mean() < surprise(knows, tune).mean() - 0.5


# ---------------------------------------------------------------------------------------------
# From counts to probabilities, by hand
# ---------------------------------------------------------------------------------------------

# After anything 0 came four times, 1 once, 2 never; after the last event 0 twice.
BY_HAND = {
    "A": [2 / 3 + 1 / 3 * 4 / 2, 1 / 3 * 1 / 2, 1 / 3 * 1 / 2 * 1 / 2],
    "B": [1 / 2 + 1 / 2 * 0, 0, 1 / 2 * 1 / 2],
    "C": [2 / 3 + 1 / 3 * 4 / 3, 1 / 3 * 1 / 3, 1 / 3 * 2 / 3 * 1 / 2],
    "D": [1.5 / 2 + 0.5 / 2 * 3.5 / 1.5, 0.5 / 2 * 0.5 / 1.5, 0.5 / 2 * 1 / 1.5 * 1 / 2],
    "AX": [2 / 3 + 1 / 3 * 4 / 3, 1 / 3 * 1 / 3, 1 / 3 * 2 / 3 * 1 / 2],
}


@pytest.mark.parametrize("escape", sorted(ESCAPES))
def test_blend_by_hand(escape: str) -> None:
    row = np.array(BY_HAND[escape])
    row[:2] += row[2]  # the guess is everybody's
    np.testing.assert_allclose(
        blend(np.array([[[4, 1, 0], [2, 0, 0]]]), escape), [row / row.sum()], atol=1e-12
    )


def test_back_off_by_hand() -> None:
    counts = np.array([[[4, 1, 0], [2, 0, 0]]])
    row = np.array([2 / 3, 1 / 3 * 1 / 3, 1 / 3 * 2 / 3 * 1 / 2])
    np.testing.assert_allclose(back_off(counts), [row / row.sum()])
    # B has not seen 1 before it came twice: its count leaves N, and it is left to the guess.
    row = np.array([1 / 2, 1 / 2 * 1 / 2, 1 / 2 * 1 / 2])
    np.testing.assert_allclose(back_off(counts, "B"), [row / row.sum()])


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=4),
    st.sampled_from(sorted(ESCAPES)),
    st.sampled_from([blend, back_off]),
)
def test_rows_are_distributions_and_nothing_is_impossible(rows, escape, rule) -> None:
    nested = np.cumsum(np.array(rows)[::-1], axis=0)[::-1]  # shorter contexts have seen more
    row = rule(nested[None], escape)
    assert row.sum() == pytest.approx(1)
    assert (row > 0).all()


def test_contexts_that_never_occurred_are_passed_over() -> None:
    counts = np.array([[[3, 1, 0], [1, 0, 0]]])
    padded = np.concatenate([counts, np.zeros((1, 4, 3), dtype=np.int64)], axis=1)
    np.testing.assert_array_equal(blend(padded), blend(counts))
    np.testing.assert_allclose(blend(np.zeros((2, 3, 4), dtype=np.int64)), np.full((2, 4), 1 / 4))


def test_the_first_context_is_the_shortest_certain_one() -> None:
    counts = np.array(
        [
            [[4, 3], [2, 0], [1, 0]],  # certain from one event on
            [[4, 3], [2, 1], [1, 1]],  # never certain: the longest
            [[4, 3], [2, 1], [0, 0]],  # the longest that occurred
            [[0, 0], [0, 0], [0, 0]],  # nothing is known
            [[4, 0], [4, 0], [2, 0]],  # certain without any event
        ]
    )
    assert shortest_certain(counts).tolist() == [1, 2, 1, 0, 0]


# ---------------------------------------------------------------------------------------------
# Memory
# ---------------------------------------------------------------------------------------------


def laid_out(corpus: list[list[int]], end: int) -> tuple[NDArray, NDArray, list[tuple]]:
    """Return all tokens, how many come before each in its tune, and these, backwards."""
    events = [[*tune, end] for tune in corpus]
    tokens = np.array([token for tune in events for token in tune], dtype=np.int64)
    past = np.array([place for tune in events for place in range(len(tune))], dtype=np.int64)
    backwards = [tuple(tune[:place][::-1]) for tune in events for place in range(len(tune))]
    return tokens, past, backwards


@given(corpora, st.integers(SIZE, 200))
def test_places_are_sorted_by_their_past(corpus: list[list[int]], end: int) -> None:
    # Some notes have larger numbers than there are places.
    spread = [[(0, 1, end - 1)[token] for token in tune] for tune in corpus]
    tokens, past, backwards = laid_out(spread, end)
    assert sorted_by_past(tokens, past).tolist() == sorted(
        range(len(tokens)), key=lambda place: backwards[place]
    )


@given(st.lists(tunes, min_size=1, max_size=5), st.booleans())
def test_shared_pasts_are_compared_to_the_beginning(corpus: list[list[int]], framed: bool) -> None:
    tokens, past, backwards = laid_out(corpus, SIZE)
    pasts = [(*events, START) if framed else events for events in backwards]
    pairs = list(pairwise(range(len(tokens))))
    expected = [
        next(
            (i for i, (a, b) in enumerate(zip(pasts[p], pasts[q], strict=False)) if a != b),
            min(len(pasts[p]), len(pasts[q])),
        )
        for p, q in pairs
    ]
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    assert shared_past(tokens, past + framed, one, other).tolist() == expected


@given(corpora, st.lists(st.integers(0, SIZE - 1), max_size=4))
def test_a_range_holds_what_came_after_its_context(
    corpus: list[list[int]], context: list[int]
) -> None:
    memory = Memory(corpus, SIZE, opening=0)
    ranges = memory.start(1)
    for token in context:
        ranges = memory.advance(ranges, np.array([token]))
    counts = memory.counts(ranges)[0]
    for depth in range(len(context) + 1):
        looked_for = context[len(context) - depth :]
        found = Counter(
            [*tune, SIZE][place]
            for tune in corpus
            for place in range(depth, len(tune) + 1)
            if tune[place - depth : place] == looked_for
        )
        row = counts[depth] if depth < len(counts) else np.zeros(SIZE + 1)
        assert row.tolist() == [found[token] for token in range(SIZE + 1)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: PPM.fit([[0]], 0), "size is 0"),
        (lambda: PPM.fit([[0], [1, 5]], 2), "tune 1 holds a token outside 0 to 1"),
        (lambda: PPM.fit([[0]], 2, order=0), "the order is 0"),
        (lambda: PPM.fit([[0]], 2, escape="E"), "there is no escape 'E'; there are A, B, C, D, AX"),
        (lambda: PPM.short_term(2, updates="none"), "updates is 'none'"),
        (lambda: blend(np.ones((1, 1, 2), dtype=int), "X"), "there is no escape 'X'"),
    ],
)
def test_bad_settings_are_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
