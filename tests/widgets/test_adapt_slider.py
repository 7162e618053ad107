"""The slider that makes a machine one's own: what it costs and copies."""

import numpy as np
import pytest
import traitlets

from meantone.measures import copied_share
from meantone.models import NGram, surprises
from meantone.tunes import Degree
from meantone.widgets import AdaptSlider, adapted_card

VIEW = Degree([0, 2, 4, 5])
RNG = np.random.default_rng(0)
BASE = NGram.fit([RNG.integers(0, 4, 20) for _ in range(40)], 4, order=3)
OWN = [(np.arange(20) + start) % 4 for start in RNG.integers(0, 4, 40)]


def bits(share: float) -> float:
    card = adapted_card(BASE, OWN[:20], OWN[20:], VIEW, share, np.random.default_rng(0))
    return float(card.words.split("costs ")[1].split(" bits")[0])


def test_with_no_weight_it_is_the_base() -> None:
    alone = float(np.concatenate(surprises(BASE, OWN[20:])).mean())
    assert bits(0) == pytest.approx(alone, abs=0.005)


def test_more_of_ones_own_foretells_more_of_ones_own() -> None:
    assert bits(0) > bits(0.25) > bits(0.75)


def test_what_is_copied_stands_beside_people() -> None:
    card = adapted_card(BASE, OWN[:20], OWN[20:], VIEW, 1.0, np.random.default_rng(0))
    people = copied_share(OWN[20:], OWN[:20], 8)
    assert f"of your other tunes' {100 * people:.0f} %, of those shuffled" in card.words
    shuffled = [np.random.default_rng(9).permutation(tune) for tune in OWN[20:]]
    chance = copied_share(shuffled, OWN[:20], 8)
    said = float(card.words.split("of those shuffled ")[1].split(" %")[0]) / 100
    assert said == pytest.approx(chance, abs=0.05)
    assert said < people / 2
    assert len(card.tunes) == 2


def test_what_is_foretold_is_unseen_and_what_is_copied_was_learned() -> None:
    strange = [RNG.integers(0, 4, 20) for _ in range(10)]  # others of one's own, quite unlike
    card = adapted_card(BASE, OWN[:20], strange, VIEW, 1.0, np.random.default_rng(0))
    assert float(card.words.split("costs ")[1].split(" bits")[0]) > 2
    copied, people = (
        int(card.words.split(f"{before} ")[1].split(" %")[0])
        for before in ("runs of 8 notes", "of your other tunes'")
    )
    assert copied > 90 > 10 > people


def test_the_sliders_change_words_and_sounds() -> None:
    slider = AdaptSlider(BASE, OWN[:20], OWN[20:], VIEW, [3, 20])
    before = slider.words, slider.sounds[0]["source"]
    slider.value = [0.9, 20]
    assert slider.words.startswith("20 tunes of your own, weight 0.9")
    assert (slider.words, slider.sounds[0]["source"]) != before
    slider.value = [0.9, 3]
    assert slider.words.startswith("3 tunes of your own, weight 0.9")
    again = slider.sounds[0]["source"]
    slider.draws += 1
    assert slider.sounds[0]["source"] != again
    with pytest.raises(traitlets.TraitError, match="no stop"):
        slider.value = [0.3, 20]
