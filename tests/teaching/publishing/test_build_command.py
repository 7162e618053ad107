import json
import os
from pathlib import Path

import pytest

from meantone.commands import build
from meantone.teaching import LessonError
from meantone.tunes.collections import sets


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    return tmp_path / "lessons"


def test_building_twice_gives_the_same_bytes(
    demo_master: Path, lessons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = build.build(demo_master, lessons)
    first = path.read_bytes()
    path.unlink()
    assert build.build(demo_master, lessons).read_bytes() == first
    assert build.build(demo_master, lessons) == lessons / "07_demo.ipynb"
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in said] == [
        ["07_demo.ipynb", "written"],
        ["07_demo.ipynb", "written"],
        ["07_demo.ipynb", "unchanged"],
    ]
    assert first.endswith(b"}\n")
    assert b"\r" not in first
    counts = [cell.get("execution_count") for cell in json.loads(first)["cells"]]
    assert counts == [None, 1, 2, 3, 4]


def test_a_lesson_that_fails_is_named_and_leaves_the_old_one(
    demo_master: Path, lessons: Path
) -> None:
    old = build.build(demo_master, lessons).read_bytes()
    text = demo_master.read_text(encoding="utf-8").replace("[60, 62, 64]", "[60, 62, x]")
    demo_master.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        build.build(demo_master, lessons)
    assert str(caught.value) == (
        "07_demo, cell 2 (notes = [60, 62, x]): NameError: name 'x' is not defined"
    )
    assert (lessons / "07_demo.ipynb").read_bytes() == old
    assert [path.name for path in lessons.iterdir()] == ["07_demo.ipynb"]


def test_a_broken_master_is_named_once(demo_master: Path, lessons: Path) -> None:
    demo_master.write_text("1\n", encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        build.build(demo_master, lessons)
    assert str(caught.value).count("07_demo") == 1
    assert not lessons.exists()


def test_data_sets_are_made_before_the_lesson_runs(
    demo_master: Path, lessons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(sets, "set_names", lambda: ("abc", "de", "fgh"))
    monkeypatch.setattr(sets, "load", made.append)
    code = "\n# %%\nload = len\nload(\n    'de')\n[load(name) for name in (\"abc\",)]\nfgh = 1\n"
    demo_master.write_text(demo_master.read_text(encoding="utf-8") + code, encoding="utf-8")
    build.build(demo_master, lessons)
    assert made == ["abc", "de"]


def test_data_that_cannot_be_made_are_an_error_of_the_lesson(
    demo_master: Path, lessons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> None:
        raise sets.SetError("no disk")

    monkeypatch.setattr(sets, "load", load)
    code = "\n# %%\n'kinder'\n"
    demo_master.write_text(demo_master.read_text(encoding="utf-8") + code, encoding="utf-8")
    with pytest.raises(LessonError, match="07_demo: its data could not be made: no disk"):
        build.build(demo_master, lessons)


@pytest.mark.parametrize("name", ["1", "01", "01_music_as_data", "01_music_as_data.py"])
def test_a_lesson_is_found_by_number_or_name(name: str) -> None:
    masters = [Path("00_start_here.py"), Path("01_music_as_data.py")]
    assert build.choose(masters, [name, name]) == [masters[1]]
    assert build.choose(masters, []) == masters


def test_an_unknown_lesson_is_answered_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert build.main(["nonsense"]) == 1
    said = capsys.readouterr().err
    assert "no lesson nonsense" in said
    assert "00_start_here" in said
    with pytest.raises(LessonError, match="no master"):
        build.choose([], [])


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "note.txt"
    build.write(path, "old")

    def full_disk(file: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        build.write(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["note.txt"]
