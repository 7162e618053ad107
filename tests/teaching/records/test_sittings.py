"""Sittings: answers are kept at once and for good, and a second attempt leaves the first alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.teaching import combine, export_progress
from meantone.teaching.records.progress import Progress, current, learner_code
from meantone.teaching.records.reports import read_exports
from meantone.teaching.records.sittings import (
    AnsweredError,
    Attempt,
    Sitting,
    attempts,
    learner_rng,
)


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "progress.sqlite"
    monkeypatch.setenv("MEANTONE_PROGRESS", str(path))
    return path


def test_every_answer_is_in_the_file_as_soon_as_it_is_given(file: Path) -> None:
    sitting = Sitting("90.test")
    for number in range(3):
        sitting.answer(f"q{number}", number)
        kept = Sitting("90.test", Progress(file)).now  # as after a restart of the kernel
        assert kept == Attempt(1, {f"q{n}": n for n in range(number + 1)})


def test_an_answer_is_never_changed() -> None:
    sitting = Sitting("90.test", Progress(None))
    sitting.answer("q", 1)
    with pytest.raises(AnsweredError, match="answered before"):
        sitting.answer("q", 2)
    sitting.close()
    with pytest.raises(AnsweredError, match="is over"):
        sitting.answer("r", 3)
    assert sitting.now == Attempt(1, {"q": 1}, closed=True)


def test_a_second_attempt_is_kept_beside_the_first() -> None:
    progress = Progress(None)
    sitting = Sitting("90.test", progress)
    sitting.answer("q", 1)
    sitting.again()  # the first is not over
    assert sitting.now.number == 1
    sitting.close()
    sitting.again()
    sitting.again()  # twice is once
    sitting.answer("q", 2)
    sitting.close()
    assert Sitting("90.test", progress).attempts == [
        Attempt(1, {"q": 1}, closed=True),
        Attempt(2, {"q": 2}, closed=True),
    ]


def test_an_attempt_without_an_answer_was_not_begun() -> None:
    progress = Progress(None)
    sitting = Sitting("90.test", progress)
    sitting.answer("q", 1)
    sitting.close()
    sitting.again()
    assert Sitting("90.test", progress).now.number == 1


def test_two_pages_at_once_lose_nothing(file: Path) -> None:
    one, two = Sitting("90.test", Progress(file)), Sitting("90.test", Progress(file))
    one.answer("q", 1)
    with pytest.raises(AnsweredError):
        two.answer("q", 2)
    two.answer("r", 3)
    two.close()
    assert one.now == Attempt(1, {"q": 1, "r": 3}, closed=True)


def test_tests_do_not_mix() -> None:
    progress = Progress(None)
    Sitting("90.test", progress).answer("1.q", 1)
    Sitting("90.tests", progress).answer("q", 2)
    assert Sitting("90.test", progress).now.answers == {"1.q": 1}
    assert Sitting("90.tests", progress).now.answers == {"q": 2}


@given(st.lists(st.tuples(st.sampled_from(["answered", "closed", "heard"]), st.text())))
def test_records_of_any_name_are_read(records: list[tuple[str, str]]) -> None:
    found = attempts(((kind, f"90.test.{name}", None) for kind, name in records), "90.test")
    assert [attempt.number for attempt in found] == sorted({a.number for a in found})


def test_answers_are_exported_with_the_rest(file: Path, tmp_path: Path) -> None:
    sitting = Sitting("90.test")
    sitting.answer("q", {"liking": 3})
    sitting.close()
    current().note("heard", "90.bell")
    rows = combine([export_progress(tmp_path / "me.json")])
    assert {(row["kind"], row["name"]) for row in rows} == {
        ("answered", "90.test.1.q"),
        ("closed", "90.test.1"),
        ("heard", "90.bell"),
    }
    found = attempts(((row["kind"], row["name"], row["value"]) for row in rows), "90.test")
    assert found == sitting.attempts


def test_the_code_is_in_the_file_and_in_what_is_exported(file: Path, tmp_path: Path) -> None:
    code = learner_code()
    record = Progress(file).get("class", "code")
    assert record is not None
    assert record.value == code
    exported = json.loads(export_progress(tmp_path / "me.json").read_text(encoding="utf-8"))
    assert exported["code"] == code


def test_random_numbers_are_a_learners_own_and_stay(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = learner_rng("90.test").random(4).tolist()
    assert learner_rng("90.test").random(4).tolist() == mine
    assert learner_rng("90.other").random(4).tolist() != mine
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "another.sqlite"))
    assert learner_rng("90.test").random(4).tolist() != mine


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"format": "another", "code": "a", "records": []}',
        b'{"format": "meantone progress 1", "code": "a", "records": [{}]}',
        b'{"format": "meantone progress 1", "code": "a", "records": [{"name": "90.a", '
        b'"kind": "heard", "value": 1, "times": 1e999}]}',
    ],
    ids=lambda damage: damage[:20].decode(errors="replace"),
)
def test_foreign_and_damaged_files_are_named(file: Path, tmp_path: Path, damage: bytes) -> None:
    learner_code()
    good = export_progress(tmp_path / "good.json")
    (bad := tmp_path / "bad.json").write_bytes(damage)
    exports, refused = read_exports([bad, good, tmp_path / "nowhere.json", tmp_path])
    assert [name for name, _, _ in exports] == ["good.json"]
    assert refused == ["bad.json", "nowhere.json", tmp_path.name]
    with pytest.raises(ValueError, match=r"bad\.json"):
        combine([good, bad])
