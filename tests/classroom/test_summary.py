"""What a class handed in is counted right, and shows nothing that a stranger wrote."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from simulated_class import BITS, COMMONEST, MEAN, code_of, text_of

from meantone.classroom import (
    Question,
    Views,
    board,
    commonest,
    of_check,
    of_prediction,
    read_folder,
    read_ideas,
    read_questions,
)
from meantone.classroom.listening import blind_card, takes_card
from meantone.classroom.page import where_most_are
from meantone.classroom.summary import MOST_BARS, bar_edges
from meantone.exercises import COURSE
from meantone.teaching.exercise import find
from meantone.teaching.records.handed import HandedIn, Row, read_handed_in

NOTES = Path(__file__).resolve().parents[2] / "instructor_notes"
QUESTIONS = read_questions(NOTES / "masters")


@pytest.fixture(scope="module")
def hand_ins() -> list[HandedIn]:
    return [read_handed_in(text_of(number)) for number in range(60)]


@pytest.fixture(scope="module")
def views() -> Views:
    return Views(COURSE.lessons, QUESTIONS, read_ideas(NOTES / "wrong_ideas.toml"))


def one(kind: str, name: str, value: object) -> HandedIn:
    return HandedIn("0123abcd", 1, (Row(kind, name, value, 1),))


def test_every_prediction_of_the_course_is_known_with_its_question() -> None:
    assert {
        f"{lesson.number}.{name}" for lesson in COURSE.lessons for name in lesson.predictions
    } == {*QUESTIONS}


def offered() -> Iterator[tuple[str, str]]:
    """What each lesson says can be predicted, as it stands under the question."""
    for path in sorted((NOTES.parent / "lessons").glob("*.ipynb")):
        said = re.findall(r'"Predict (\d\d\.\w+): .*\((.+?)\)"', path.read_text(encoding="utf-8"))
        yield from said


def test_whatever_a_lesson_lets_predict_is_counted() -> None:
    seen = dict(offered())
    assert seen.keys() == QUESTIONS.keys()
    for name, said in seen.items():
        ends = re.fullmatch(r"a number from (\S+) to (\S+)", said)
        values = (
            [float(end) for end in ends.groups()] if ends else json.loads(f'"{said}"').split(" / ")
        )
        if QUESTIONS[name].kind == "curve":
            continue
        for value in values:
            found = of_prediction(
                QUESTIONS[name], [one("predicted", name, {"value": value, "late": False})]
            )
            assert sum(count for _, count in found.bars) == 1, (name, value)


def test_one_who_makes_up_a_number_without_an_end_presses_nobody_into_a_bar() -> None:
    values = [*range(1, 40), 9e14]
    found = of_prediction(
        QUESTIONS["16.copied"],
        [one("predicted", "16.copied", {"value": value, "late": False}) for value in values],
    )
    assert found.edges[-1] == 41
    assert [count for _, count in found.bars] == [5, 5, 5, 5, 5, 5, 5, 5]


def test_numbers_are_counted_without_those_that_came_late(hand_ins: list[HandedIn]) -> None:
    found = of_prediction(QUESTIONS["04.heads"], hand_ins)
    assert (found.learners, found.late, found.measured) == (59, 1, 100)
    assert {label: count for label, count in found.bars if count} == {"50": 11, "60": 36, "90": 12}


def test_choices_are_counted_also_those_that_nobody_made(hand_ins: list[HandedIn]) -> None:
    found = of_prediction(QUESTIONS["04.mode"], hand_ins)
    assert [count for _, count in found.bars] == [20, 20, 0, 20]
    assert found.measured == "a handful of notes"


def test_a_curve_has_its_middle(hand_ins: list[HandedIn]) -> None:
    found = of_prediction(QUESTIONS["02.bits"], hand_ins)
    assert [x for x, *_ in found.curve] == [0.3, 0.6, 1, 1.5, 2]
    assert all(low <= middle <= high for _, low, middle, high in found.curve)
    assert abs(found.curve[2][2] - 3) < 0.2


@pytest.mark.parametrize("value", ["ab", "\ud800", "\N{PILE OF POO}", "1"])
def test_where_a_lesson_works_out_what_it_offers_a_letter_alone_is_shown(value: str) -> None:
    forged = one("predicted", "12.vote", {"value": value, "late": False})
    assert of_prediction(QUESTIONS["12.vote"], [forged]).learners == 0


@pytest.mark.parametrize("value", ["<b>rude</b>", "rude", 7.0, [[1.0, 2.0]]])
def test_a_forged_choice_is_not_shown(value: object, views: Views) -> None:
    forged = one("predicted", "04.mode", {"value": value, "late": False})
    assert of_prediction(QUESTIONS["04.mode"], [forged]).learners == 0
    assert "rude" not in board([forged], views)


def test_one_forged_measurement_changes_nothing(hand_ins: list[HandedIn]) -> None:
    forged = [one("revealed", "04.heads", -1e14), *hand_ins]
    assert of_prediction(QUESTIONS["04.heads"], forged).measured == 100


def test_a_forged_diagnosis_is_not_shown(views: Views) -> None:
    forged = one("diagnosed", "04.perplexity.00000000", "Anna is slow. Take a mean.")
    assert of_check(find(COURSE.lessons, "04.perplexity"), [forged]).said == ()
    assert "Anna" not in board([forged], views)


def test_a_forged_maker_is_not_shown(hand_ins: list[HandedIn]) -> None:
    rows = [
        replace(row, value={**row.value, "maker": "rude"})
        if row.kind == "answered" and not row.value["human"]
        else row
        for row in hand_ins[0].rows
    ]
    shown = blind_card([HandedIn("0123abcd", 1, tuple(rows)), *hand_ins[1:]])
    assert "rude" not in shown
    assert "59 listeners" in shown


def test_the_commonest_diagnosis_is_found(hand_ins: list[HandedIn]) -> None:
    lesson = next(lesson for lesson in COURSE.lessons if lesson.number == "04")
    checks = [of_check(exercise, hand_ins) for exercise in lesson.declared()]
    found = commonest(checks)
    assert found is not None
    assert (found[0].exercise, found[1:]) == ("04.perplexity", (BITS, COMMONEST))
    assert found[0].said[1] == (MEAN, 17)


def test_the_board_says_it_first_with_the_idea_and_hides_the_measurement(
    hand_ins: list[HandedIn], views: Views
) -> None:
    shown = board(hand_ins, views).partition('data-lesson="04"')[2]
    assert shown.index(BITS) < shown.index("prediction")
    assert "How to meet it" in shown
    assert '<p class="measured" hidden>' in shown
    assert "60 listeners" in board(hand_ins, views)


def at(number: int, *names: str) -> HandedIn:
    rows = [Row("takes" if "." not in name else "tried", name, True, 1) for name in names]
    return HandedIn(code_of(number), 1, tuple(rows))


@pytest.mark.parametrize(
    ("furthest", "found"),
    [
        (["02", "02", "04", "13"], "02"),  # neither the fastest nor the slowest decides
        (["00", "02", "02", "04", "04"], "04"),
        (["99", "77"], ""),  # forged: no lesson of the course
        ([], ""),
    ],
)
def test_the_class_is_where_most_learners_are(furthest: list[str], found: str) -> None:
    hand_ins = [at(number, "00.a", f"{last}.a") for number, last in enumerate(furthest)]
    lessons = [one for one in COURSE.lessons if found or one.number != "00"]
    assert where_most_are(lessons, hand_ins) == found


def test_who_has_tapped_is_in_the_lesson_of_taps() -> None:
    assert where_most_are(COURSE.lessons, [at(1, "02.a", "starter-ode_to_joy")]) == "13"


def test_everybodys_takes_are_drawn_and_what_is_no_take_is_left_out(
    hand_ins: list[HandedIn],
) -> None:
    assert "60 learners tapped one melody" in takes_card(hand_ins)
    broken = [one("takes", "starter-ode_to_joy", [[[0, 64]], [[5, 64]]]), *hand_ins[:3]]
    assert "3 learners tapped one melody" in takes_card(broken)


def spans() -> Iterator[tuple[float, float, float]]:
    for question in QUESTIONS.values():
        if question.kind == "number":
            yield question.low, min(question.high, 5063), question.step


@pytest.mark.parametrize(("low", "high", "step"), [*spans()])
def test_bars_hold_all_that_can_be_predicted(low: float, high: float, step: float) -> None:
    edges = bar_edges(low, high, step)
    assert edges[0] == low
    assert edges[-1] >= high
    assert 2 <= len(edges) <= MOST_BARS + 2


@given(some.lists(some.floats(0, 100), max_size=30))
def test_each_number_is_in_one_bar(values: list[float]) -> None:
    question = Question("99.a", "How many?", "number", high=100, step=1)
    learners = [one("predicted", "99.a", {"value": value, "late": False}) for value in values]
    found = of_prediction(question, learners)
    slow = [
        sum(10 * k <= v < 10 * (k + 1) or (k == 9 and v == 100) for v in values) for k in range(10)
    ]
    assert [count for _, count in found.bars] == slow


def test_a_folder_counts_each_learner_once_and_names_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text_of(3, moment=1), encoding="utf-8")
    (tmp_path / "b.json").write_text(text_of(3, moment=2), encoding="utf-8")
    (tmp_path / "c.json").write_text(text_of(3, moment=1), encoding="utf-8")
    (tmp_path / "holiday.json").write_bytes(b"\xff" * 1000)
    (tmp_path / "large.json").write_bytes(b" " * 1_000_000)
    found, left_out = read_folder(tmp_path)
    assert [(learner.code, learner.moment) for learner in found] == [(code_of(3), 2)]
    assert sorted(left_out) == ["holiday.json", "large.json"]


def test_every_exercise_has_a_wrong_idea_written_down(views: Views) -> None:
    named = {f"{lesson.number}.{name}" for lesson in COURSE.lessons for name in lesson.exercises}
    assert named <= {idea.exercise for idea in views.ideas}


def test_what_an_idea_says_stands_in_the_exercises_source(views: Views) -> None:
    for idea in views.ideas:
        lesson = next(each for each in COURSE.lessons if each.number == idea.exercise[:2])
        module = Path(__import__(lesson.module, fromlist=["x"]).__file__)
        # Long sentences are written as parts that stand side by side.
        text = module.read_text(encoding="utf-8").replace('"\n', "\n").replace('f"', '"')
        assert idea.says in " ".join(text.replace('"', "").split()), idea
        assert len(idea.idea) > 15, idea
        assert len(idea.meet) > 25, idea


def test_lessons_ask_what_their_masters_ask() -> None:
    assert read_questions(NOTES.parent / "lessons") == QUESTIONS
