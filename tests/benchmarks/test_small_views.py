"""Mixtures of views: the fast rows, and that nothing leaks from the judged fold."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from meantone.commands.bench import load as load_benchmark
from meantone.measures import folds
from meantone.models import ViewModel
from meantone.models.learned_weights import all_rows
from meantone.models.views import Landmarks, View, interval, interval_by_last, pitch
from meantone.tunes import Corpus, load, write
from meantone.tunes.collections.near_duplicates import similarity

bench = load_benchmark("prediction")

from benchmarks import held_out, pretrained, small_views, views_page  # noqa: E402

PITCHES = np.array([55, 57, 60, 61, 64])
TUNES = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=9), min_size=3, max_size=7)


def rises(pitches: NDArray[np.int64], marks: Landmarks) -> NDArray[np.int64]:
    """See only whether the melody rises: names that pitches share."""
    return np.sign(interval(pitches, marks))


@pytest.mark.parametrize("view", [pitch, interval_by_last, rises])
@given(tunes=TUNES, seed=st.integers(0, 99))
@settings(max_examples=15)
def test_held_out_rows_are_those_of_models_that_learned_from_the_rest(
    view: View, tunes: list[list[int]], seed: int
) -> None:
    arrays = [np.array(tune) for tune in tunes]
    fold = np.random.default_rng(seed).permutation(np.arange(len(tunes)) % 3)
    found = held_out.held_out(view, arrays, PITCHES, fold)
    lengths = [len(tune) for tune in tunes]
    for judged in range(3):
        for tune, (rows, short) in enumerate(
            zip(
                np.split(found.long[judged], np.cumsum(lengths)[:-1]),
                np.split(found.short, np.cumsum(lengths)[:-1]),
                strict=True,
            )
        ):
            rest = [a for a, f in zip(arrays, fold, strict=True) if f not in (judged, fold[tune])]
            slow = all_rows(ViewModel(view, PITCHES, rest, ends=False), [arrays[tune]])
            np.testing.assert_allclose(rows, slow[:-1, :-1], rtol=1e-5)
            slow = all_rows(ViewModel(view, PITCHES, ends=False), [arrays[tune]])
            np.testing.assert_allclose(short, slow[:-1, :-1], rtol=1e-5)


def material(tunes: list[NDArray[np.int64]], size: int, dealt: Any) -> Any:
    return small_views.Material.of(tunes, np.arange(size), dealt, small_views.NINE)


def test_noise_in_the_judged_fold_leaves_its_exponents_identical_to_the_last_bit() -> None:
    rng = np.random.default_rng(0)
    starter = list(load("starter"))[:20]
    least = min(note for tune in starter for note in tune.notes)
    tunes = [np.array(tune.notes[:25]) - least for tune in starter]
    size = int(max(tune.max() for tune in tunes)) + 1
    dealt = folds(range(20), 5, rng)
    noisy = [
        rng.integers(0, size, len(tune)) if i in dealt[2] else tune for i, tune in enumerate(tunes)
    ]
    clean, garbage = (material(of, size, dealt) for of in (tunes, noisy))
    mix = small_views.MIXES[4]
    assert mix.members == 18
    for judged in range(5):
        one, other = (of.exponents(mix, judged).coefficients for of in (clean, garbage))
        assert np.array_equal(one, other) == (judged == 2)


def test_a_mixture_is_judged_note_by_note_and_more_views_are_better() -> None:
    starter = list(load("starter"))[:24]
    least = min(note for tune in starter for note in tune.notes)
    tunes = [np.array(tune.notes[:30]) - least for tune in starter]
    size = int(max(tune.max() for tune in tunes)) + 1
    dealt = folds(range(24), 4, np.random.default_rng(0))
    known = {"Transformer": np.full((sum(map(len, tunes)), size), 1 / size, dtype=np.float32)}
    found = small_views.evaluate("starter", tunes, np.arange(size), dealt, known)
    names = [mix.name for mix in small_views.MIXES]
    assert list(found) == names[:6]  # there is no LSTM
    assert [len(bits) for bits in found[names[0]].bits] == [len(tune) for tune in tunes]
    assert found[names[1]].mean < found[names[0]].mean
    assert (
        abs(found[names[5]].mean - found[names[3]].mean) < 0.05
    )  # who knows nothing, says nothing


def test_networks_learn_from_no_near_duplicate_of_what_they_are_judged_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    starter = load("starter")
    judged = [starter[3].transpose(2), starter[5]]
    monkeypatch.setattr(pretrained, "load_set", lambda name: starter)
    learned, valid = pretrained.unlike(judged)
    assert 25 < len(learned) + len(valid) <= len(starter) - 2
    kept = {tune.tobytes() for tune in [*learned, *valid]}
    for tune in starter:
        if max(similarity(tune, other) for other in judged) >= 0.3:
            assert pretrained.relative(tune.notes).tobytes() not in kept


def test_rows_of_a_network_are_over_the_pitches_of_the_set() -> None:
    pitches = np.array([30, 60, 62, 67])
    model = ViewModel(pitch, range(pretrained.SIZE), [[24, 26, 31, 26]] * 9)
    rows = pretrained.pitch_rows(model, [np.array([1, 2, 3]), np.array([1, 1])], pitches)
    assert rows.shape == (5, 4)
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(rows[[0, 3]], 0.25)
    assert rows[1].argmax() == 2
    assert rows[2].argmax() == 3
    assert rows[1, 0] < 1e-4  # out of reach


def test_the_page_shows_means_over_sets_and_the_range_of_seeds() -> None:
    name = views_page.NAMES[1]
    found: Any = {
        "kinder": [{name: 2.0}, {name: 2.1}],
        "elsass": [{name: 2.2}, {name: 2.5}],
    }
    lines = views_page.figures_table(found).splitlines()
    assert len(lines) == 4
    assert re.findall(r"\d\.\d+", lines[2]) == ["2.323", "2.106", "2.540"]
    assert re.findall(r"\d\.\d+", lines[3]) == ["2.200", "2.100", "2.300", "2.050", "2.350"]


def test_a_folder_gets_its_mixtures_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small_views, "MIXES", [small_views.MIXES[i] for i in (0, 2, 5)])
    for number, tune in enumerate(list(load("starter"))[:10]):
        write(tune, tmp_path / f"{number:02}.abc")
    assert bench(["--folder", str(tmp_path), "--seeds", "1"]) == 0
    printed = capsys.readouterr().out
    for mix in small_views.MIXES:
        assert (f"| {mix.name} |" in printed) == (not mix.networks)
    assert "published, on" not in printed


def test_sets_are_those_that_the_page_names() -> None:
    sizes = {known.name: known.theirs for known in sys.modules["benchmarks.pitch_sets"].PITCH_SETS}
    assert views_page.sets_table(sizes).count("the published set") == 7
    kinder = load("kinder")
    assert (len(kinder), sum(len(tune.notes) for tune in kinder)) == sizes["kinder"][:2]
    assert isinstance(kinder, Corpus)
