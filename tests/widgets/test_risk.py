"""The risk explorer: what is on the page is what the model says of the tune and of its bars."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
import traitlets

from meantone.decoding import best_infilling
from meantone.experiments.risk import bar_bits, bar_numbers, riskiest_bar, riskiest_notes
from meantone.models import NGram, surprise, surprises
from meantone.tunes import Degree, Tune, TuneError
from meantone.widgets import RiskExplorer, RiskGround, risk_card

rng = np.random.default_rng
VIEW = Degree([0, 2, 4, 5, 7])
SONGS = [rng(seed).integers(0, 5, 16) for seed in range(30)]
MODEL = NGram.fit(SONGS, 5, order=3)
GROUND = RiskGround.of(MODEL, VIEW, SONGS[:9], rng(0))
ONE = Tune(
    (67, 60, 62, -1, 64, 67, 67, 60, 65), (48,) * 9, tonic="C", meter=(4, 4), pickup=48, title="One"
)
TWO = Tune((60, 60, 62, 64, 67, 67, 67, 60), (24,) * 8, tonic="C", meter=(2, 4), title="Two")


def bits(tokens: np.ndarray) -> np.ndarray:
    return surprise(MODEL, tokens)[:-1]


@pytest.fixture
def explorer() -> RiskExplorer:
    return RiskExplorer(GROUND, [ONE, TWO])


def test_the_ground_has_the_means_over_all_notes() -> None:
    means = np.concatenate([each[:-1] for each in surprises(MODEL, SONGS[:9])])
    assert GROUND.people == pytest.approx(means.mean())
    assert GROUND.shuffled != GROUND.people


def test_the_riskiest_bar_is_chosen_at_first_and_said(explorer: RiskExplorer) -> None:
    tokens, numbers = VIEW.encode(ONE), bar_numbers(ONE)
    bar = riskiest_bar(bits(tokens), numbers)
    assert explorer.value == bar
    assert "the riskiest" in explorer.words
    assert f"{bar_bits(bits(tokens), numbers)[bar]:.2f} bits a note" in explorer.words
    assert f"{bits(tokens).sum():.1f} bits, {bits(tokens).mean():.2f} a note" in explorer.words
    assert f"people's {GROUND.people:.2f}, shuffled {GROUND.shuffled:.2f}" in explorer.words
    assert [sound["label"] for sound in explorer.sounds] == ["before"]


def test_a_pickup_is_a_bar_of_its_own(explorer: RiskExplorer) -> None:
    explorer.value = 0
    assert explorer.words.startswith("The pickup (5): ")
    assert [box[0] for box in explorer.bars] == [0, 1, 2]
    assert explorer.bars[0][1].startswith("pickup, ")


def test_a_bar_made_safe_is_the_likeliest_and_heard_in_its_rhythm(explorer: RiskExplorer) -> None:
    places = np.flatnonzero(bar_numbers(ONE) == 1)
    right = best_infilling(MODEL, VIEW.encode(ONE), places).tokens
    explorer.safe = [1]
    assert VIEW.encode(explorer.made).tolist() == right.tolist()
    assert explorer.made.durations == ONE.durations
    assert explorer.made.pitches[3] == -1
    assert [sound["label"] for sound in explorer.sounds] == ["before", "made safe"]
    assert f"Before, it had {bits(VIEW.encode(ONE)).sum():.1f} bits" in explorer.words


def test_steps_follow_one_another_and_are_undone(explorer: RiskExplorer) -> None:
    start = explorer.words, explorer.picture
    explorer.safe = [2]
    once = explorer.words
    explorer.safe = [2, -1]
    notes = riskiest_notes(bits(VIEW.encode(explorer.tune)), 5)
    after_one = best_infilling(
        MODEL, VIEW.encode(ONE), np.flatnonzero(bar_numbers(ONE) == 2)
    ).tokens
    notes = riskiest_notes(bits(after_one), 5)
    assert (
        VIEW.encode(explorer.made).tolist()
        == best_infilling(MODEL, after_one, notes).tokens.tolist()
    )
    explorer.safe = [2]
    assert explorer.words == once
    explorer.safe = []
    assert (explorer.words, explorer.picture) == start


def test_another_tune_begins_as_it_is(explorer: RiskExplorer) -> None:
    explorer.safe = [1, 2]
    explorer.draws = 1
    assert (explorer.tune, explorer.safe) == (TWO, [])
    assert explorer.value == riskiest_bar(bits(VIEW.encode(TWO)), bar_numbers(TWO))
    assert len(explorer.bars) == 2
    explorer.draws = 2
    assert explorer.tune == ONE
    assert len(explorer.sounds) == 1


def test_the_boxes_stand_side_by_side_within_the_picture(explorer: RiskExplorer) -> None:
    left = explorer.bars[0][2]
    for _, _, start, top, width, height in explorer.bars:
        assert start == pytest.approx(left, abs=0.02)
        left = start + width
        assert 0 < top < top + height < 100
    assert left < 100


def test_the_burning_note_has_a_red_frame_and_what_was_replaced_a_black_one() -> None:
    tokens = VIEW.encode(TWO)
    plain = risk_card(GROUND, TWO, 1)
    assert plain.svg.count('stroke="#d0101c" stroke-width="2.5"') == 1
    assert plain.svg.count('stroke="#222222" stroke-width="2.5"') == 0
    now = best_infilling(MODEL, tokens, np.arange(4)).tokens
    shown = risk_card(GROUND, TWO, 1, now)
    rings = len(re.findall('stroke-width="2.5"', shown.svg))
    changed = set(np.flatnonzero(now != tokens).tolist())
    assert rings == len(changed | {int(bits(now).argmax())})
    assert len(changed) > 0
    assert shown.words in shown.alt


def test_nothing_gets_in_that_is_no_bar(explorer: RiskExplorer) -> None:
    with pytest.raises(traitlets.TraitError, match="no note begins in bar 9"):
        explorer.value = 9
    with pytest.raises(traitlets.TraitError, match="no note begins in bar -2"):
        explorer.safe = [1, -2]
    assert explorer.safe == []


def test_a_tune_that_the_machine_cannot_read_is_refused() -> None:
    with pytest.raises(ValueError, match="no tune"):
        RiskExplorer(GROUND, [])
    with pytest.raises(TuneError, match="not in the vocabulary"):
        RiskExplorer(GROUND, [Tune((61,), (48,), tonic="C")])


def test_a_still_stays_where_no_python_runs(explorer: RiskExplorer) -> None:
    found = explorer._repr_mimebundle_()
    data = found[0] if isinstance(found, tuple) else found
    assert explorer.words in data["text/plain"]
    assert "run the cell" in data["text/html"]
    assert base64.b64decode(explorer.picture.split(",")[1]).startswith(b"<svg")
