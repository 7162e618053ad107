import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from shown_tunes import JIG, NOTHING, SCALE, SILENCE, TROUBLE, short_tunes

from meantone.show import INSTRUMENTS, Sound, performed, sound
from meantone.show.audio import BREATH, LOUDNESS, PEAK, TAIL, TEMPI, loudness
from meantone.show.soundfont import RATE
from meantone.tunes import REST, Take, Tune, TuneError


def peak(heard: Sound) -> float:
    return float(20 * np.log10(np.abs(heard.samples).max()))


def event(heard: Sound, tune: Tune, index: int) -> np.ndarray:
    """The samples between the start of an event and its end."""
    per_tick = RATE * 60 / 48 / heard.tempo
    start, stop = tune.onsets[index], tune.onsets[index] + tune.durations[index]
    return heard.samples[int(start * per_tick) : int(stop * per_tick)]


@settings(max_examples=30)
@given(tune=short_tunes(), tempo=st.floats(40, 300))
def test_a_sound_is_as_long_as_the_tune_at_its_tempo_and_its_tail(tune: Tune, tempo: float) -> None:
    heard = sound(tune, "recorder", tempo)
    if tune.notes:
        assert heard.seconds == pytest.approx(tune.length / 48 * 60 / tempo + TAIL, abs=1e-3)
    else:
        assert heard.seconds == 0
    assert np.isfinite(heard.samples).all()


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_all_instruments_are_equally_loud_and_never_too_loud(instrument: str) -> None:
    heard = sound(JIG, instrument)
    assert peak(heard) <= PEAK + 0.01
    assert loudness(heard.samples) == pytest.approx(LOUDNESS, abs=0.1)


@pytest.mark.parametrize("tune", [SCALE, JIG, SCALE.transpose(-20), SCALE.transpose(20)])
def test_all_tunes_are_equally_loud(tune: Tune) -> None:
    assert loudness(sound(tune).samples) == pytest.approx(LOUDNESS, abs=0.1)


def test_a_tune_of_sharp_peaks_is_softened() -> None:
    knocks = Tune.from_events([(60, 1), (REST, 95)] * 4)
    heard = sound(knocks, "violin")
    assert peak(heard) == pytest.approx(PEAK, abs=0.01)
    assert loudness(heard.samples) < LOUDNESS


@pytest.mark.parametrize("instrument", ["recorder", "clarinet", "music box", "piano"])
def test_the_pitches_can_be_found_again_in_the_sound(instrument: str) -> None:
    heard = sound(SCALE, instrument, tempo=60)
    for index, pitch in enumerate(SCALE.pitches):
        part = event(heard, SCALE, index)[: RATE // 2]
        power = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 17))
        hertz = np.fft.rfftfreq(1 << 17, 1 / RATE)
        low = hertz < 440 * 2 ** ((pitch + 6 - 69) / 12)  # below the second partial
        found = 69 + 12 * np.log2(hertz[low][power[low].argmax()] / 440)
        assert found == pytest.approx(pitch, abs=0.25)


def test_rests_are_silent_and_notes_are_not() -> None:
    tune = Tune((60, REST, 64), (48, 96, 48))
    heard = sound(tune, "clarinet", tempo=60)
    note, rest = event(heard, tune, 0), event(heard, tune, 1)[RATE // 2 :]
    assert np.sqrt(np.mean(note**2)) > 1000 * np.sqrt(np.mean(rest**2))


def test_no_note_ends_with_a_click() -> None:
    heard = sound(Tune((60, REST), (48, 48)), "violin", tempo=60)
    after = np.abs(heard.samples[RATE : RATE + RATE // 5])
    assert after[:200].max() > 0.02  # it still sounds just after its end
    assert np.abs(heard.samples[-10:]).max() < 1e-4  # and is gone at the end of the sound


def test_instruments_differ() -> None:
    flute, violin = (sound(SCALE, name).samples for name in ("flute", "violin"))
    spectra = [np.abs(np.fft.rfft(samples)) for samples in (flute, violin)]
    assert np.corrcoef(*spectra)[0, 1] < 0.9


def test_half_the_tempo_is_twice_as_long() -> None:
    slow, fast = sound(SCALE, tempo=60), sound(SCALE, tempo=120)
    assert slow.seconds - TAIL == pytest.approx(2 * (fast.seconds - TAIL))


def test_the_same_tune_gives_the_same_bytes() -> None:
    assert sound(JIG, "flute").mp3 == sound(JIG, "flute").mp3


@pytest.mark.parametrize("kind", ["mp3", "flac", "wav"])
def test_a_file_decodes_to_the_sound(kind: str) -> None:
    heard = sound(SCALE, "piano")
    samples, rate = soundfile.read(io.BytesIO(heard.encode(kind)), dtype="float32")
    assert (rate, len(samples)) == (heard.rate, len(heard.samples))
    lost = np.mean((samples - heard.samples) ** 2) / np.mean(heard.samples**2)
    assert lost < (0.01 if kind == "mp3" else 1e-6)


def test_mp3_is_compact() -> None:
    heard = sound(JIG)
    assert len(heard.mp3) < 4500 * heard.seconds


@pytest.mark.parametrize("suffix", [".mp3", ".WAV", ".flac"])
def test_a_sound_is_saved_as_its_suffix_says(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"tune{suffix}"
    sound(SCALE).write(path)
    assert soundfile.info(str(path)).format == suffix[1:].upper()


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'ogg'; there are mp3, flac, wav"):
        sound(SCALE).write(tmp_path / "tune.ogg")


def test_a_sound_shows_a_player_with_its_label() -> None:
    bundle = sound(SCALE, "flute")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "Sound: 'Scale', 5.8 s, flute, 100 quarters a minute"
    html = bundle["text/html"]
    assert "<audio controls" in html
    assert 'aria-label="Sound of Scale, 5.8 s, flute"' in html
    assert 'title="Sound of Scale, 5.8 s, flute"' in html  # what untrusted notebooks keep
    assert 'src="data:audio/mpeg;base64,' in html
    assert "http" not in html


def test_a_title_cannot_break_the_page() -> None:
    html = sound(TROUBLE)._repr_mimebundle_()["text/html"]
    assert "<b>" not in html
    assert "</svg>" not in html
    assert "\x07" not in html


@pytest.mark.parametrize("tune", [NOTHING, SILENCE])
def test_a_tune_without_notes_says_so(tune: Tune) -> None:
    heard = sound(tune)
    assert heard.seconds == 0
    assert repr(heard) == f"Sound: {tune.title!r}, nothing to hear, no notes"
    assert "<audio" not in heard._repr_mimebundle_()["text/html"]
    assert "nothing to hear" in heard._repr_mimebundle_()["text/html"]
    assert heard.player == "<em>nothing to hear, no notes</em>"


def test_an_unknown_instrument_is_refused_with_the_names() -> None:
    with pytest.raises(ValueError, match=r"'kazoo'; there are piano, .*flute"):
        sound(SCALE, "kazoo")


@pytest.mark.parametrize("tempo", [0, -100, TEMPI[0] - 1, TEMPI[1] + 1, float("nan")])
def test_an_absurd_tempo_is_refused(tempo: float) -> None:
    with pytest.raises(ValueError, match="20 to 600"):
        sound(SCALE, tempo=tempo)


def test_an_endless_tune_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TuneError, match=r"Long: it would last 21 minutes.*20 is the most"):
        sound(Tune((60,), (48 * 21 * 100,), title="Long"), tempo=100)
    monkeypatch.setattr("meantone.show.audio.LONGEST", 3)
    assert sound(Tune((60,), (48 * 3,)), tempo=60).seconds == 3 + TAIL
    with pytest.raises(TuneError, match="an excerpt"):
        sound(Tune((60,), (48 * 3 + 1,)), tempo=60)


def test_a_note_sounds_as_long_as_a_breath() -> None:
    heard = sound(Tune((60,), (48 * 30,)), "recorder", tempo=60)
    loud = np.abs(heard.samples).reshape(-1, RATE).max(axis=1) > 0.05  # each second
    assert loud[:BREATH].all()
    assert not loud[BREATH + 1 :].any()


def test_the_samples_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        sound(SCALE).samples[0] = 1


@pytest.mark.parametrize(("amplitude", "expected"), [(1.0, -3.01), (0.1, -23.01)])
def test_loudness_of_a_tone_is_as_the_standard_says(amplitude: float, expected: float) -> None:
    time = np.arange(5 * RATE) / RATE
    tone = amplitude * np.sin(2 * np.pi * 997 * time)
    assert loudness(tone) == pytest.approx(expected, abs=0.05)


def test_loudness_leaves_pauses_out_and_hears_low_notes_less() -> None:
    time = np.arange(4 * RATE) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 1000 * time)
    low = 0.3 * np.sin(2 * np.pi * 50 * time)
    pause = np.zeros(8 * RATE)
    assert loudness(np.concatenate([tone, pause])) == pytest.approx(loudness(tone), abs=0.3)
    assert loudness(low) < loudness(tone) - 2
    assert loudness(pause) == -np.inf
    assert loudness(np.zeros(0)) == -np.inf


def test_phrase_ends_and_names_change_nothing() -> None:
    plain = replace(JIG, phrase_ends=(), title="", tonic=None, mode=None, meter=None, pickup=0)
    assert np.array_equal(sound(plain).samples, sound(JIG).samples)


def test_a_take_sounds_at_its_own_times_and_as_loud_as_it_was_struck() -> None:
    take = Take(Tune((60, 60, 60), (48, 48, 48)), (0, 1.0, 3.0), (127, 32, 64))
    heard = performed(take, "church organ")  # which holds its notes
    assert heard.seconds == pytest.approx(take.ends[-1] + TAIL, abs=1e-3)
    starts = [int((at + 0.5) * RATE) for at in take.onsets]
    strong, weak, middle = (np.abs(heard.samples[at : at + RATE // 4]).max() for at in starts)
    assert weak / strong == pytest.approx((32 / 127) ** 2, rel=0.15)
    assert middle / strong == pytest.approx((64 / 127) ** 2, rel=0.15)
    with pytest.raises(ValueError, match="no instrument 'kazoo'"):
        performed(take, "kazoo")
