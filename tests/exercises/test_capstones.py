"""A capstone is eight tunes with their words: kept in the passport, and nowhere else."""

import json
from pathlib import Path

import pytest

from meantone.exercises import capstone, passport
from meantone.teaching import export_progress
from meantone.teaching.records import progress
from meantone.teaching.records.passport import kept_work
from meantone.tunes import Tune, write, write_json_lines


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's own file, fresh."""
    path = tmp_path / "progress.sqlite"
    monkeypatch.setenv("MEANTONE_PROGRESS", str(path))
    return path


def short(count: int, pitch: int = 60) -> list[Tune]:
    """Return tunes of two notes: what is long takes long to sound."""
    return [Tune((pitch + n, pitch), (24, 48), title=f"Short {n}") for n in range(1, count + 1)]


def folder(tmp_path: Path, count: int = 8) -> Path:
    """Return a folder of tunes as MIDI, one a file."""
    place = tmp_path / "my_tunes"
    place.mkdir()
    for number, tune in enumerate(short(count)):
        write(tune, place / f"{number}.mid")
    return place


def test_a_folder_of_eight_tunes_is_kept_and_shown(tmp_path: Path) -> None:
    shown = capstone(folder(tmp_path), " They come back. ", "More <returns>.")
    progress._at.cache_clear()  # as a new kernel does
    work = kept_work()
    assert work is not None
    assert (work.idea, work.evidence, work.verdict) == ("They come back.", "More <returns>.", "")
    assert [title for title, _ in work.tunes] == [f"Short {n}" for n in range(1, 9)]
    assert work.tunes[0][1] == [[61, 24], [60, 48]]
    page = passport().page
    assert page.count("<audio") == 1 + 8
    assert "More &lt;returns&gt;." in page
    assert shown._repr_html_() in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_the_first_line_of_the_report_goes_with_it(tmp_path: Path) -> None:
    made = {"version": 1, "against": "", "view": "", "notes": 8, "judge": "", "profile": [],
            "headline": "None of five warnings.", "measured": 8}  # fmt: skip
    (tmp_path / "my.json").write_text(json.dumps(made), encoding="utf-8")
    capstone(folder(tmp_path), "An idea.", "It is so.", tmp_path / "my.json")
    assert repr(passport()).endswith(
        "Capstone: 8 tunes. An idea. The report: None of five warnings."
    )


@pytest.mark.parametrize("count", [1, 7, 9])
def test_it_is_eight_tunes(tmp_path: Path, count: int) -> None:
    with pytest.raises(ValueError, match=f"a capstone is 8 tunes; .*my_tunes holds {count}"):
        capstone(folder(tmp_path, count), "An idea.", "It is so.")
    assert kept_work() is None


def test_what_cannot_be_read_or_is_not_said_is_refused(tmp_path: Path) -> None:
    place = folder(tmp_path)
    for idea, evidence in (("", "It is so."), ("An idea.", "  ")):
        with pytest.raises(ValueError, match="neither may be empty"):
            capstone(place, idea, evidence)
    with pytest.raises(ValueError, match="is no report"):
        capstone(place, "An idea.", "It is so.", tmp_path / "none.json")
    (place / "9.mid").write_bytes(b"MThd")
    with pytest.raises(ValueError, match="cannot be read"):
        capstone(place, "An idea.", "It is so.")
    assert kept_work() is None


def test_a_later_one_takes_its_place(tmp_path: Path) -> None:
    place = folder(tmp_path)
    capstone(place, "One.", "It is so.")
    write_json_lines(short(8, 70), tmp_path / "all.jsonl")
    capstone(tmp_path / "all.jsonl", "Two.", "It is so.")
    assert "One." not in passport().page
    assert "Two." in passport().page


@pytest.mark.parametrize("damage", ["x", 7, {"a": 1}, {"tunes": [1], "idea": "", "evidence": ""}])
def test_a_file_edited_by_hand_has_none(damage: object) -> None:
    progress.current().note("capstone", "mine", damage)
    assert kept_work() is None
    assert "Capstone" not in passport().page


def test_nothing_of_it_is_handed_in(tmp_path: Path) -> None:
    capstone(folder(tmp_path), "One.", "It is so.")
    progress.heard("08.ends")
    handed = json.loads(export_progress(tmp_path / "me.json").read_text(encoding="utf-8"))
    assert [record["name"] for record in handed["records"]] == ["08.ends"]
