"""Keys, against music21's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from meantone.measures import find_key, key_clarity, key_correlations
from meantone.measures.keys import PROFILES
from meantone.tunes import REST, Tune, load
from meantone.tunes.formats.streams import to_music21


def test_keys_are_those_of_music21() -> None:
    from music21.analysis.discrete import KrumhanslSchmuckler
    from music21.pitch import Pitch

    for tune in list(load("starter"))[::3]:
        peer = KrumhanslSchmuckler().getSolution(to_music21(tune))
        found = find_key(tune)
        assert found is not None
        assert (Pitch(found.tonic).pitchClass, found.mode) == (peer.tonic.pitchClass, peer.mode)
        # music21 rounds its correlations.
        assert found.clarity == pytest.approx(peer.correlationCoefficient, abs=1e-3)


def test_correlations_are_those_of_numpy() -> None:
    weights = np.random.default_rng(0).random(12)
    expected = [
        [np.corrcoef(np.roll(profile, tonic), weights)[0, 1] for tonic in range(12)]
        for profile in PROFILES
    ]
    np.testing.assert_allclose(key_correlations(weights), expected)


def test_a_tune_moved_up_is_in_a_key_moved_up() -> None:
    tune = Tune((60, 62, 64, 65, 67, 69, 71, 72), (48,) * 8)
    for steps in range(12):
        found = find_key(Tune(tuple(pitch + steps for pitch in tune.pitches), tune.durations))
        assert found is not None
        assert found.mode == "major"
        assert found.clarity == pytest.approx(key_clarity(tune))
    assert find_key(tune).tonic == "C"  # type: ignore[union-attr]


def test_what_has_no_key() -> None:
    assert find_key(Tune((REST,), (48,))) is None
    assert find_key(Tune(tuple(range(60, 72)), (48,) * 12)) is None
    assert math.isnan(key_clarity(Tune((), ())))
    with pytest.raises(ValueError, match=r"shape \(3,\)"):
        key_correlations([1, 2, 3])
