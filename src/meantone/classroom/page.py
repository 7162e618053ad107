"""What the projector shows: everything is drawn here, in Python; the page only puts it in place.

All that comes from learners is escaped, and texts of theirs show only where they are the course's
own: a choice that the lesson offers, a sentence that a check says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from meantone.classroom.ideas import Idea, behind
from meantone.classroom.listening import blind_card, takes_card
from meantone.classroom.pictures import curve_picture, number_picture, said
from meantone.classroom.questions import Question
from meantone.classroom.summary import Checked, Predicted, commonest, of_check, of_prediction
from meantone.teaching.boxes import in_html
from meantone.teaching.exercise import Lesson, find
from meantone.teaching.records.handed import HandedIn

SAID_SHOWN = 3
"""Sentences of a check that are shown, the commonest first."""

_COMING = '<article class="card wide"><p class="soft">More is being drawn.</p></article>'

BLIND = "00"
"""The lesson of the blind test."""

TAPPED = "13"
"""The lesson in which one melody is tapped."""


NO_CARDS = {BLIND: "", TAPPED: ""}
"""The slow cards of a class that has nothing for them."""


@dataclass(frozen=True)
class Views:
    """What the page knows of the course.

    Parameters
    ----------
    lessons : tuple of Lesson
    questions : mapping of str to Question
        By the prediction's name.
    ideas : tuple of Idea
    """

    lessons: tuple[Lesson, ...]
    questions: Mapping[str, Question]
    ideas: tuple[Idea, ...]


def board(
    hand_ins: Sequence[HandedIn], views: Views, left_out: Mapping[str, str] | None = None
) -> str:
    """Return what the page shows of a class, as HTML: a section for each lesson that was begun.

    Parameters
    ----------
    hand_ins : sequence of HandedIn
        One a learner.
    views : Views
    left_out : mapping of str to str, optional
        Files that do not count, and why.

    Examples
    --------
    >>> board([], Views((), {}, ()))
    ''
    """
    return board_around(slow_cards(hand_ins), hand_ins, views, left_out)


def slow_cards(hand_ins: Sequence[HandedIn]) -> dict[str, str]:
    """Return the cards that take seconds to draw on a busy machine, by lesson.

    Parameters
    ----------
    hand_ins : sequence of HandedIn

    Examples
    --------
    >>> slow_cards([])
    {'00': '', '13': ''}
    """
    return {BLIND: blind_card(hand_ins), TAPPED: takes_card(hand_ins)}


def has_slow_cards(hand_ins: Sequence[HandedIn]) -> bool:
    """Tell whether there is anything for those cards.

    Parameters
    ----------
    hand_ins : sequence of HandedIn

    Examples
    --------
    >>> has_slow_cards([])
    False
    """
    rows = (row for learner in hand_ins for row in learner.rows)
    return any(row.kind == "takes" or row.name.startswith(f"{BLIND}.blind.") for row in rows)


def board_around(
    cards: Mapping[str, str],
    hand_ins: Sequence[HandedIn],
    views: Views,
    left_out: Mapping[str, str] | None = None,
) -> str:
    """Return what `board` does, with slow cards that were drawn before.

    Parameters
    ----------
    cards : mapping of str to str
        As `slow_cards` returns them; those that are missing are said to be on their way.
    hand_ins, views, left_out
        As for `board`.
    """
    notes = "".join(f"<li>{escape(file)}: {escape(why)}</li>" for file, why in _few(left_out or {}))
    outside = f'<ul class="left-out" aria-label="Left out">{notes}</ul>' if notes else ""
    if not hand_ins:
        return outside  # above the board it says so
    begun = _begun(views.lessons, hand_ins)
    sections = [_section(lesson, hand_ins, views, cards) for lesson in begun]
    return "".join(sections) + outside


def where_most_are(lessons: Sequence[Lesson], hand_ins: Sequence[HandedIn]) -> str:
    """Return the lesson that is the furthest of most learners; of two, the later one.

    Parameters
    ----------
    lessons : sequence of Lesson
        In the course's order.
    hand_ins : sequence of HandedIn

    Returns
    -------
    str
        Its number; empty if nobody has begun a lesson.

    Examples
    --------
    >>> where_most_are((), [])
    ''
    """
    begun = [_begun(lessons, [learner]) for learner in hand_ins]
    furthest = Counter(found[-1].number for found in begun if found)
    return max(sorted(furthest, reverse=True), key=furthest.__getitem__, default="")


def _few(left_out: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the first files that do not count, and how many more there are."""
    found = sorted(left_out.items())
    return found[:8] + ([("...", f"{len(found) - 8} more")] if len(found) > 8 else [])


def _begun(lessons: Sequence[Lesson], hand_ins: Sequence[HandedIn]) -> list[Lesson]:
    """Return the lessons of which anybody handed in anything."""
    numbers = {number for learner in hand_ins for number in _numbers(learner)}
    return [lesson for lesson in lessons if lesson.number in numbers]


def _numbers(learner: HandedIn) -> set[str]:
    """Return the numbers of the lessons that a learner handed in anything of."""
    return {TAPPED if row.kind == "takes" else row.name.partition(".")[0] for row in learner.rows}


def _section(
    lesson: Lesson, hand_ins: Sequence[HandedIn], views: Views, cards: Mapping[str, str]
) -> str:
    """Return all of one lesson: the commonest wrong idea first."""
    asked = [one for one in views.questions.values() if one.name.startswith(f"{lesson.number}.")]
    predicted = [of_prediction(question, hand_ins) for question in asked]
    checks = [
        of_check(find((lesson,), f"{lesson.number}.{name}"), hand_ins) for name in lesson.exercises
    ]
    parts = [_wrong_idea(checks, len(hand_ins), views.ideas)]
    parts += [_prediction(one) for one in predicted if one.learners or one.late]
    parts += [_check(one, len(hand_ins), views.ideas) for one in checks if one.tried]
    if lesson.number in (BLIND, TAPPED):
        parts.append(cards.get(lesson.number, _COMING))
    title = f"{lesson.number} · {lesson.title}"
    return (
        f'<section data-lesson="{lesson.number}" data-title="{escape(title)}">'
        f'<h2>{escape(title)}</h2><div class="cards">{"".join(parts)}</div></section>'
    )


def _wrong_idea(checks: Sequence[Checked], learners: int, ideas: Sequence[Idea]) -> str:
    """Return the commonest wrong idea of a lesson, large."""
    found = commonest(checks)
    if found is None:
        return ""
    check, sentence, count = found
    idea = behind(ideas, check.exercise, sentence)
    believed = f'<p class="idea">“{in_html(idea.idea)}”</p>' if idea else ""
    meet = (
        f'<details data-keep="meet-{check.exercise}"><summary>How to meet it</summary>'
        f"<p>{in_html(idea.meet)}</p></details>"
        if idea
        else ""
    )
    return (
        '<article class="hero"><h3>The commonest wrong idea</h3>'
        f"{believed}<p class='met'><b>{count}</b> of {learners} learners heard from the check "
        f"<code>{escape(check.exercise)}</code>:</p>"
        f'<p class="{"says" if idea else "idea"}">{in_html(sentence)}</p>{meet}</article>'
    )


def _check(check: Checked, learners: int, ideas: Sequence[Idea]) -> str:
    """Return what a check said: the commonest sentences, each with the idea behind it."""
    rows = []
    for sentence, count in check.said[:SAID_SHOWN]:
        idea = behind(ideas, check.exercise, sentence)
        believed = f'<span class="behind">“{in_html(idea.idea)}”</span>' if idea else ""
        rows.append(f"<li>{_bar(count, learners)}<span>{in_html(sentence)}{believed}</span></li>")
    what = f'<ol class="said">{"".join(rows)}</ol>' if rows else "<p>No wrong answer so far.</p>"
    return (
        f'<article class="card"><h3>Check <code>{escape(check.exercise)}</code></h3>'
        f'<p class="soft">{check.done} of {check.tried} who tried have it.</p>{what}</article>'
    )


def _prediction(found: Predicted) -> str:
    """Return a prediction with its histogram; the measurement waits for the teacher."""
    late = f"; {found.late} after the answer had shown, not counted" if found.late else ""
    name = escape(found.question.name)
    return (
        f'<article class="card prediction" data-name="{name}">'
        f"<h3>{escape(found.question.text)}</h3>{_histogram(found)}"
        f'<p class="soft">{found.learners} predicted{late}.</p>{_reveal(found)}</article>'
    )


def _reveal(found: Predicted) -> str:
    """Return the button and what it reveals."""
    if found.measured is None:
        return '<p class="soft">Nobody has come to the measurement yet.</p>'
    about = escape(found.question.text)
    return (
        f'<button type="button" class="reveal" aria-label="Reveal the measurement: {about}">'
        f'Reveal the measurement</button><p class="measured" hidden>Measured: '
        f"<b>{escape(said(found.measured))}</b></p>"
    )


def _histogram(found: Predicted) -> str:
    """Return what was predicted as a picture."""
    if found.question.kind == "curve":
        return curve_picture(found)
    if found.question.kind == "number":
        return number_picture(found)
    rows = []
    for name, count in found.bars:
        right = name == found.measured
        mark = '<span class="measured" hidden>measured</span>' if right else ""
        rows.append(f"<li>{_bar(count, found.learners)}<span>{escape(name)} {mark}</span></li>")
    return f'<ul class="said">{"".join(rows)}</ul>'


def _bar(count: int, of: int) -> str:
    """Return a bar with its number."""
    share = 100 * count / of if of else 0
    return (
        f'<span class="track" aria-hidden="true"><span class="bar" style="width:{share:.1f}%">'
        f"</span></span><b>{count}</b>"
    )
