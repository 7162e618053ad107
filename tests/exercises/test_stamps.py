"""The passport is made anew from the learner's own file, plays offline, and loses nothing."""

import base64
import json
import re
from pathlib import Path

import pytest

from meantone.exercises import my_tune, passport, stamp, tune_picker
from meantone.exercises.stamps import DEFAULT
from meantone.teaching import export_progress
from meantone.teaching.records import progress
from meantone.teaching.records.passport import keep_tune, kept_stamps
from meantone.tunes import Tune

STUCK = Tune((60, 60), (48, 48))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's own file, fresh."""
    path = tmp_path / "progress.sqlite"
    monkeypatch.setenv("MEANTONE_PROGRESS", str(path))
    return path


def restart() -> None:
    """Forget all that is not in the file, as a new kernel does."""
    progress._at.cache_clear()


def test_without_a_choice_there_is_a_default(file: Path) -> None:
    assert my_tune().length == 16 * 48
    assert my_tune().notes == tuple(beat for beat in DEFAULT if beat is not None)
    assert tune_picker().value == list(DEFAULT)


def test_what_is_picked_or_typed_is_kept(file: Path) -> None:
    tune_picker().value = [60, None, -1, 64] * 4
    restart()
    assert my_tune().pitches == (60, -1, 64) * 4
    my_tune([67] * 16)
    restart()
    assert my_tune().notes == (67,) * 16
    assert tune_picker().value == [67] * 16


@pytest.mark.parametrize("bad", [[60] * 15, [200] * 16, [-1] * 16, ["C"] * 16, [60.5] * 16])
def test_what_is_no_tune_is_refused_and_the_old_one_stays(file: Path, bad: list) -> None:
    my_tune([67] * 16)
    with pytest.raises(ValueError, match="a tune of yours has"):
        my_tune(bad)
    assert my_tune().notes == (67,) * 16


@pytest.mark.parametrize("damage", ["x", 7, {"a": 1}, [None] * 16, ["a"] * 16, [[1]] * 16])
def test_a_file_edited_by_hand_gives_the_default(file: Path, damage: object) -> None:
    keep_tune(damage)
    assert my_tune().notes[:4] == DEFAULT[:4]
    progress.current().note("stamped", "07", damage)
    assert kept_stamps() == []


def test_stamps_stand_in_the_order_of_lessons_and_the_last_one_counts(file: Path) -> None:
    stamp("08", my_tune(), 2.314, "Eight.")
    stamp("02", my_tune(), "3 of 16", "Two.")
    stamp("08", my_tune(), 2.5, "Eight again.", failure=("Stuck on 1.", STUCK))
    restart()
    assert [(s.lesson, s.number, s.sentence) for s in passport().stamps] == [
        ("02", "3 of 16", "Two."),
        ("08", "2.5", "Eight again."),
    ]
    assert repr(passport()).splitlines()[-1] == (
        "  Stamp 08: 2.5. Eight again. On the shelf: Stuck on 1."
    )


def test_the_page_stands_alone_and_plays(file: Path, tmp_path: Path) -> None:
    stamp("08", my_tune(), 2.5, "A <script> & more.", failure=("Stuck.", STUCK))
    page = passport().write(tmp_path / "mine.html").read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="(?!data:)', page) == []
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    sounds = re.findall(r'<audio[^>]* src="data:audio/mpeg;base64,([^"]+)"', page)
    assert len(sounds) == 3  # my tune, what was made of it, the failure
    assert all(len(base64.b64decode(sound)) > 5000 for sound in sounds)
    assert len(re.findall(r'<img alt="[^"]+"', page)) == 3
    assert "08 · Same model, how many musics?" in page
    assert "<script>" not in page
    assert passport().page == page


def test_nothing_of_it_is_handed_in(file: Path, tmp_path: Path) -> None:
    my_tune([67] * 16)
    stamp("08", my_tune(), 2.5, "Eight.")
    progress.heard("08.ends")
    handed = json.loads(export_progress(tmp_path / "me.json").read_text(encoding="utf-8"))
    assert [record["name"] for record in handed["records"]] == ["08.ends"]
