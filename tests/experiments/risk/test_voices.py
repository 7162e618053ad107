"""A group's voice beside groups of chance: found where there is one, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import sample
from meantone.experiments.risk import misjudged, voices
from meantone.models import MarkovChain, surprise

CHAIN = MarkovChain.fit([[0, 1, 2, 1, 0], [0, 0, 2, 1], [2, 1, 0]], size=3, add=0.5)
TUNES = st.lists(st.lists(st.integers(0, 2), max_size=5).map(np.array), min_size=1, max_size=4)


@given(TUNES)
def test_what_is_misjudged_is_what_came_less_what_was_expected(tunes: list[np.ndarray]) -> None:
    tunes = [tune.astype(np.int64) for tune in tunes]
    found = misjudged(CHAIN, tunes)
    for tune, row in zip(tunes, found, strict=True):
        slow = np.zeros(3)
        for place, note in enumerate(tune.tolist()):
            chances = np.array(
                [2 ** -surprise(CHAIN, [*tune[:place], other])[place] for other in range(3)]
            )
            slow += np.eye(3)[note] - chances / chances.sum()  # given that it is no end
        assert row == pytest.approx(slow)


def test_a_model_misjudges_its_own_tunes_by_chance_alone() -> None:
    tunes = sample(CHAIN, 4000, np.random.default_rng(0), longest=200)
    notes = sum(map(len, tunes))
    assert np.abs(misjudged(CHAIN, tunes).sum(axis=0) / notes).max() < 0.02


def test_who_sings_otherwise_has_a_voice_and_a_sample_of_all_has_none() -> None:
    rng = np.random.default_rng(0)
    usual = [tune for tune in sample(CHAIN, 900, rng, longest=40) if len(tune) > 3][:300]
    stuck = [np.full(6, 2) for _ in range(30)]
    tunes = usual + stuck
    who = {"stuck": np.arange(len(tunes)) >= len(usual), "some": np.arange(len(tunes)) < 30}
    found = voices(CHAIN, tunes, who, ["1", "3", "5"], np.random.default_rng(1))
    table = found.table()
    assert table["a voice"].tolist() == ["yes", "no"]
    assert table["sings more"].tolist() == ["5", ""]
    assert found.groups["stuck"].bits > found.groups["stuck"].bits_by_chance[1]
    assert found.groups["stuck"].excess.sum() == pytest.approx(0, abs=1e-9)
    assert "stuck: 30 tunes" in str(found.picture("stuck").to_dict())


def test_a_small_group_is_held_against_small_groups() -> None:
    rng = np.random.default_rng(0)
    tunes = [tune for tune in sample(CHAIN, 900, rng, longest=40) if len(tune) > 3][:400]
    who = {str(n): np.arange(len(tunes)) < n for n in (4, 100)}
    found = voices(CHAIN, tunes, who, ["1", "3", "5"], np.random.default_rng(1)).groups
    assert found["4"].by_chance > 2 * found["100"].by_chance


@pytest.mark.parametrize("count", [0, 3])
def test_a_group_needs_tunes_and_as_many_others(count: int) -> None:
    tunes = [np.array([0, 1])] * 4
    with pytest.raises(ValueError, match="others to compare"):
        voices(CHAIN, tunes, {"all": np.arange(4) < count}, "123", np.random.default_rng(0))
