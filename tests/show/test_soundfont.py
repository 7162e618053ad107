import numpy as np
import pytest
from numpy.typing import NDArray

from meantone.show.audio import INSTRUMENTS
from meantone.show.soundfont import RATE, note, released, soundfont


def decibels(samples: NDArray[np.floating], start: float, seconds: float = 0.1) -> float:
    part = samples[int(start * RATE) : int((start + seconds) * RATE)]
    return float(10 * np.log10(np.mean(part.astype(float) ** 2) + 1e-20))


def cents_off(samples: NDArray[np.floating], pitch: int) -> float:
    """Distance of the strongest frequency within a quarter tone of a pitch from it."""
    size = 1 << 18
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size))
    wanted = 440 * 2 ** ((pitch - 69) / 12)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    near = np.abs(1200 * np.log2(np.maximum(hertz, 1) / wanted)) < 50
    return float(1200 * np.log2(hertz[near][power[near].argmax()] / wanted))


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_instrument_plays_in_tune(instrument: str) -> None:
    for pitch in (60, 67, 76):
        samples, _ = note(INSTRUMENTS[instrument], pitch, 1.0)
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() > 0.01
        assert abs(cents_off(samples, pitch)) < 12


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_instrument_plays_every_pitch(instrument: str) -> None:
    for pitch in (0, 20, 110, 127):
        samples, _ = note(INSTRUMENTS[instrument], pitch, 0.25)
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() < 4


def test_a_plucked_note_fades_and_a_blown_one_is_held() -> None:
    guitar, _ = note(INSTRUMENTS["guitar"], 60, 2.5)
    clarinet, _ = note(INSTRUMENTS["clarinet"], 60, 2.5)
    assert 10 < decibels(guitar, 0.2) - decibels(guitar, 2.2) < 30
    assert abs(decibels(clarinet, 0.2) - decibels(clarinet, 2.2)) < 2


def test_a_piano_note_falls_as_on_a_piano() -> None:
    # The falls in 0.7 s and in 1.1 s are those of TinySoundFont, an independent player.
    piano, _ = note(INSTRUMENTS["piano"], 60, 2.0)
    assert decibels(piano, 0.1, 0.05) - decibels(piano, 0.8, 0.05) == pytest.approx(9.3, abs=1)
    assert decibels(piano, 0.1, 0.05) - decibels(piano, 1.2, 0.05) == pytest.approx(16.7, abs=1.5)


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.75, 3.0])
def test_a_note_is_as_long_as_asked_for(seconds: float) -> None:
    assert len(note(0, 60, seconds)[0]) == np.ceil(seconds * RATE)


def test_a_longer_note_begins_like_a_shorter_one() -> None:
    short, long = note(0, 64, 0.5)[0], note(0, 64, 2.0)[0]
    assert np.abs(short[:-2000] - long[: len(short) - 2000]).max() < 1e-3


def test_a_note_that_is_kept_cannot_be_spoiled() -> None:
    with pytest.raises(ValueError, match="read-only"):
        note(0, 60, 0.5)[0][0] = 1


def test_a_released_note_falls_evenly_to_silence() -> None:
    fall = 20 * np.log10(released(0.5, RATE // 2 + 1))
    assert fall[[0, RATE // 4, RATE // 2]] == pytest.approx([0, -50, -100], abs=0.1)


def test_both_layers_of_a_voice_sound() -> None:
    assert len(soundfont().layers(INSTRUMENTS["voice"], 60)) == 2
