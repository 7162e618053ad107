"""The benchmark of prediction: its table, and the folders it is given."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from meantone.commands.bench import load as load_benchmark
from meantone.measures import cross_validate, folds, note_surprises
from meantone.models import PPM
from meantone.tunes import REST, Pitch, Tune, load, write

bench = load_benchmark("prediction")


def figures(text: str) -> list[float]:
    """Return the measured column of the table that was printed."""
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
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


def test_seeds_have_to_be_some(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench(["--seeds", "0"])
    assert "--seeds is 0" in capsys.readouterr().err
