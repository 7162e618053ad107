"""What a check said is kept in the course's words: nothing of a learner's is in a record."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meantone.exercises import COURSE
from meantone.teaching.checking.checks import checked, examine
from meantone.teaching.checking.course_words import GAP, in_course_words, masked
from meantone.teaching.exercise import Exercise, find
from meantone.teaching.records import progress as records


@pytest.fixture
def perplexity() -> Exercise:
    return find(COURSE.lessons, "04.perplexity")


def test_a_line_that_was_typed_becomes_dots(perplexity: Exercise) -> None:
    def anna_schmidt(chances: object) -> float:
        return undefined_by_anna  # noqa: F821

    says = examine(perplexity, anna_schmidt).says
    assert "undefined_by_anna" in says
    told = in_course_words(says, perplexity)
    assert "anna" not in told
    assert told.startswith("It stops with NameError")


def test_a_diagnosis_of_the_exercise_stays_whole(perplexity: Exercise) -> None:
    says = examine(perplexity, lambda chances: [1, 2]).says
    assert in_course_words(says, perplexity) == says


def test_figures_become_dots_so_that_equal_mistakes_are_counted_as_one() -> None:
    exercise = find(COURSE.lessons, "03.borrowing")
    one, other = (
        in_course_words(
            f"The chances sum to {total}. What is lent has to be taken from somewhere.", exercise
        )
        for total in ("1.2", "0.733")
    )
    assert one == other == f"The chances sum to {GAP}. What is lent has to be taken from somewhere."


@given(some.text(alphabet=string.ascii_letters + string.digits + " .,…😀'", max_size=60))
def test_whatever_is_between_the_texts_never_stays_and_masking_twice_is_masking_once(
    typed: str,
) -> None:
    here = [Path(__file__).with_name("test_checks.py")]
    told = masked(typed, here)
    assert masked(told, here) == told
    assert "😀" not in told


def test_each_sentence_is_a_record_and_counts_how_often(
    perplexity: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))
    for answer in (lambda _: [1, 2], lambda _: [1, 2], lambda _: -1.0):
        checked(perplexity, answer)
    found = records.current().records()
    told = {r.value: r.times for (kind, _), r in found.items() if kind == "diagnosed"}
    assert sorted(told.values()) == [1, 2]
    assert found["tried", "04.perplexity"].times == 3
