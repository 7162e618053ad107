"""The machine in a duet: what it may change, how risky it is, and that both sides count."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.models import PPM, MarkovChain, Mixture, NGram, SequenceModel, by_certainty
from meantone.tunes import Degree
from meantone.widgets.duet import YOU, Partner, Risk, Sheet
from meantone.widgets.duet.sheet import BAR, BARS, HIGH, LOW

VIEW = Degree(range(-12, 21))
SIZE = len(VIEW.vocabulary)


def songs() -> list[np.ndarray]:
    """Return walks up and down the major scale."""
    rng = np.random.default_rng(0)
    scale = np.array([12, 14, 16, 17, 19, 21, 23, 24])
    walks = (np.abs(np.cumsum(rng.choice([-1, 1, 1, 2], 24)) % 14 - 7) for _ in range(150))
    return [scale[walk] for walk in walks]


NGRAM = NGram.fit(songs(), SIZE, order=3)
REMEMBERS = Mixture([NGRAM, PPM.short_term(SIZE)], by_certainty(2))
CALL = Sheet.empty(4).put(0, 60, 2, YOU).put(2, 62, 2, YOU).put(4, 64, 3, YOU).put(7, 65, 1, YOU)
KINDS = pytest.mark.parametrize("model", [NGRAM, REMEMBERS], ids=["numbered", "not numbered"])


@KINDS
def test_an_answer_has_the_rhythm_of_its_call_and_changes_nothing_before(
    model: SequenceModel,
) -> None:
    partner = Partner(model, VIEW, "machine")
    found = partner.answer(CALL, [0], {}, np.random.default_rng(0))
    mine, theirs = found.notes[:4], found.notes[4:]
    assert mine == CALL.notes
    assert [(n.start - BAR, n.cells) for n in theirs] == [(n.start, n.cells) for n in mine]
    assert {note.maker for note in theirs} == {"machine, T 1"}
    assert all(LOW <= note.pitch <= HIGH for note in theirs)


@KINDS
def test_filling_keeps_both_sides_and_the_rhythm(model: SequenceModel) -> None:
    partner, rng = Partner(model, VIEW, "machine"), np.random.default_rng(1)
    before = partner.answer(CALL, [0], {}, rng).put(2 * BAR, 72, 8, YOU)
    after = partner.fill(before, [1], {1: Risk("temperature", 0.5)}, rng)
    for one, two in zip(before.notes, after.notes, strict=True):
        assert (one.start, one.cells) == (two.start, two.cells)
        inside = one.start // BAR == 1
        assert (two.maker == "machine, T 0.5") == inside
        assert inside or one == two


def test_an_empty_bar_is_filled_with_quarters() -> None:
    partner = Partner(NGRAM, VIEW, "machine")
    found = partner.fill(CALL, [2], {}, np.random.default_rng(0))
    assert [note.start for note in found.notes[4:]] == [16, 18, 20, 22]


@KINDS
def test_what_comes_after_a_gap_counts(model: SequenceModel) -> None:
    partner, rng = Partner(model, VIEW, "machine"), np.random.default_rng(0)
    low, high = (CALL.put(2 * BAR, pitch, 8, YOU) for pitch in (60, 72))
    ends = [
        np.mean([partner.fill(sheet, [1], {}, rng).notes[7].pitch for _ in range(25)])
        for sheet in (low, high)
    ]
    assert ends[0] + 2 < ends[1]  # the last note before a low one is lower


def test_a_duet_need_not_end_where_its_notes_do() -> None:
    never_after = MarkovChain.fit([[0, 1, 1, 0, 0, 1, 2]], 3)  # it ends after the third note alone
    partner = Partner(never_after, Degree([0, 2, 4]), "chain")
    call = Sheet.empty(1).put(0, 60, 4, YOU).put(4, 62, 4, YOU)
    lasts = {
        partner.answer(call, [0], {}, np.random.default_rng(seed)).notes[-1].pitch
        for seed in range(20)
    }
    assert lasts > {64}


def test_each_bar_has_a_target_of_its_own() -> None:
    partner, rng = Partner(NGRAM, VIEW, "machine"), np.random.default_rng(0)
    risks = {1: Risk("bits", 1.0), 2: Risk("bits", 3.0)}
    drawn = [partner.fill(CALL, [1, 2], risks, rng) for _ in range(25)]
    costs = np.mean([partner.bits(sheet)[4:] for sheet in drawn], axis=0)
    assert costs[:4].mean() == pytest.approx(1, abs=0.4)
    assert costs[4:].mean() == pytest.approx(3, abs=0.6)


@KINDS
def test_a_target_in_bits_is_met_on_the_mean(model: SequenceModel) -> None:
    partner, rng = Partner(model, VIEW, "machine"), np.random.default_rng(0)
    cost = {}
    for target in (1.5, 3.0):
        risks = {1: Risk("bits", target)}
        drawn = [partner.answer(CALL, [0], risks, rng) for _ in range(12)]
        cost[target] = np.mean([partner.bits(sheet)[4:] for sheet in drawn])
        assert drawn[0].notes[-1].maker == f"machine, {target:g} bits"
    assert cost[1.5] == pytest.approx(1.5, abs=0.6)
    assert cost[3.0] == pytest.approx(3.0, abs=0.8)


def test_notes_that_no_song_has_count_as_the_nearest() -> None:
    partner = Partner(NGram.fit([[0, 1, 2, 1, 0]] * 9, 3, order=2), Degree([0, 2, 4]), "small")
    sheet = Sheet.empty(2).put(0, 79, 4, YOU).put(4, 61, 4, YOU)
    assert len(partner.bits(sheet)) == 2
    found = partner.answer(sheet, [0], {}, np.random.default_rng(0))
    assert {note.pitch for note in found.notes[2:]} <= {60, 62, 64}


def test_what_cannot_be_answered_says_why() -> None:
    partner, rng = Partner(NGRAM, VIEW, "machine"), np.random.default_rng(0)
    with pytest.raises(ValueError, match="empty"):
        partner.answer(CALL, [2], {}, rng)
    with pytest.raises(ValueError, match="beyond bar"):
        partner.answer(Sheet.empty(BARS), [BARS - 1], {}, rng)
    with pytest.raises(ValueError, match="bars 1 to 4"):
        partner.fill(CALL, [], {}, rng)
