"""The benchmark of prediction: its table, and the folders it is given."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from meantone.commands.bench import load as load_benchmark
from meantone.measures import cross_validate, folds, note_surprises
from meantone.models import PPM
from meantone.tunes import REST, Pitch, Tune, load, write

bench = load_benchmark("prediction")
small_views = sys.modules["benchmarks.small_views"]


@pytest.fixture(autouse=True)
def one_mixture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the mixtures that a folder is given, measure the smallest only."""
    monkeypatch.setattr(small_views, "MIXES", small_views.MIXES[:1])


def figures(text: str) -> list[float]:
    """Return the measured column of the table that was printed."""
    main_table = text.partition("Many small views")[0]
    rows = [line for line in main_table.splitlines() if line.startswith("|")][2:]
    return [float(re.findall(r"\d\.\d{3}", row)[0]) for row in rows]


def test_a_folder_is_evaluated_as_the_data_sets_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    starter = list(load("starter"))[:14]
    suffixes = (".abc", ".mid", ".musicxml", ".MXL")
    for number, tune in enumerate(starter):
        place = tmp_path / f"book {number // 10}"
        place.mkdir(exist_ok=True)
        write(tune, place / f"{number:02}{suffixes[number % 4]}")
    (tmp_path / "notes.txt").write_text("not music", encoding="utf-8")
    assert bench(["--folder", str(tmp_path), "--quick"]) == 0
    printed = capsys.readouterr().out
    notes = sum(len(tune.notes) for tune in starter)
    assert f"14 melodies, {notes:,} notes" in printed
    assert "published" not in printed
    view = Pitch.of(starter)
    size = len(view.vocabulary)
    dealt = folds(range(14), 10, np.random.default_rng(0))
    long_term = cross_validate(
        lambda train: PPM.unframed(train, size),
        [view.encode(tune) for tune in starter],
        dealt,
        note_surprises,
    )
    assert len(figures(printed)) == 4
    assert figures(printed)[1] == round(long_term.mean, 3)


def test_what_is_wrong_with_a_folder_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refusal() -> str:
        assert bench(["--folder", str(tmp_path / "tunes")]) == 1
        return capsys.readouterr().err

    assert "tunes is no folder" in refusal()
    (tmp_path / "tunes").mkdir()
    assert "holds 0 melodies" in refusal()
    for number in range(9):
        write(Tune((60 + number, 62), (48, 48)), tmp_path / "tunes" / f"{number}.abc")
    assert "holds 9 melodies" in refusal()
    (tmp_path / "tunes" / "broken.mid").write_bytes(b"MThd")
    write(Tune((REST,), (48,)), tmp_path / "tunes" / "silent.musicxml")
    said = refusal()
    assert "mend these files" in said
    assert "broken.mid: " in said
    assert "silent.musicxml: tune 1 has no note" in said


def test_one_seed_has_no_lowest_and_highest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, tune in enumerate(list(load("starter"))[:12]):
        write(tune, tmp_path / f"{number:02}.abc")
    for arguments in (["--quick"], ["--seeds", "1"]):
        assert bench(["--folder", str(tmp_path), *arguments]) == 0
        printed = capsys.readouterr().out
        assert "folds dealt once" in printed
        assert " to " not in printed
        assert "lowest and" not in printed
    assert bench(["--folder", str(tmp_path), "--seeds", "2"]) == 0
    printed = capsys.readouterr().out
    assert "lowest and highest seed" in printed
    assert len(re.findall(r"\d to \d\.", printed)) == 4
    assert len(re.findall(r"\d - \d\.", printed)) == 2  # two lines of mixtures


def test_copies_of_a_melody_are_no_melodies_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    starter = list(load("starter"))
    for number in range(12):
        write(starter[0], tmp_path / f"copy {number:02}.abc")
    assert bench(["--folder", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "holds 12 melodies, of which 1 are left" in said
    assert "10 folds need 10 of these" in said
    for number in range(8):
        write(starter[1 + number], tmp_path / f"other {number}.abc")
    assert bench(["--folder", str(tmp_path)]) == 1
    assert "holds 20 melodies, of which 9 are left" in capsys.readouterr().err
    write(starter[9], tmp_path / "other 8.abc")
    assert bench(["--folder", str(tmp_path), "--quick"]) == 0
    assert "21 melodies" in capsys.readouterr().out


def test_what_is_no_file_is_passed_over_or_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, tune in enumerate(list(load("starter"))[:10]):
        write(tune, tmp_path / f"{number:02}.abc")
    (tmp_path / "a folder.abc").mkdir()
    assert bench(["--folder", str(tmp_path), "--quick"]) == 0
    assert "10 melodies" in capsys.readouterr().out
    try:
        (tmp_path / "lost.abc").symlink_to(tmp_path / "nowhere.abc")
    except OSError:
        return  # this system lets not everybody make links
    assert bench(["--folder", str(tmp_path), "--quick"]) == 1
    assert "lost.abc" in capsys.readouterr().err


def test_seeds_have_to_be_some(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench(["--seeds", "0"])
    assert "--seeds is 0" in capsys.readouterr().err
