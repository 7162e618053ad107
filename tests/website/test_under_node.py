"""The library in a browser's Python, run under Node: it finds what it finds here, to the digit.

One Pyodide answers all questions of this file. The checks of lessons get every solution and every
other right answer, and of the known-wrong ones every fourth; `course.py bench lite` gives all.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from website import answers, core
from website.editions import IN_BROWSER
from website.errors import SiteError
from website.under_node import Pyodide, UnansweredError, pyodide

from meantone.commands.node import find_node
from meantone.exercises import COURSE
from meantone.tunes.collections.sets import obtain

STEP = 4
"""Of the known-wrong answers to an exercise the first, the fifth and so on are given."""

WITH_EXERCISES = [
    one.number for one in COURSE.lessons if one.exercises and one.number in IN_BROWSER
]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pyodide]:
    """Start Pyodide once; large data sets, which take it a while to build, are those from here."""
    if not find_node():
        pytest.skip("there is no Node.js here")
    work = tmp_path_factory.mktemp("node")
    (work / "cache").mkdir()
    for name in ("irish", "folk"):
        if path := obtain(name).path:
            shutil.copy(path, work / "cache")
    with pyodide(work) as python:
        try:
            python.ask("website.core:1")
        except SiteError as error:
            pytest.skip(f"no Pyodide to be had: {error}")
        yield python


def same(here: Any, there: Any) -> bool:
    """Tell whether two answers agree: numbers to a billionth, all else exactly."""
    if isinstance(here, float):
        return math.isclose(here, there, rel_tol=1e-9, abs_tol=1e-9) or here != here != there
    if isinstance(here, list | tuple):
        return len(here) == len(there) and all(map(same, here, there))
    if isinstance(here, dict):
        return here.keys() == there.keys() and all(same(here[key], there[key]) for key in here)
    return bool(here == there)


def sampled(lesson: str) -> list[str]:
    """Return the labels of answers that are given: all that are right, some of those wrong."""
    places = count()
    return [
        label
        for label in answers.labels(lesson)
        if " wrong " not in label or not next(places) % STEP
    ]


def test_every_room_opens_but_that_of_networks_which_says_why(there: Pyodide) -> None:
    failed = there.ask("website.core:rooms()")
    assert list(failed) == ["models.neural"]
    assert failed["models.neural"].startswith("This needs PyTorch, which the browser edition does")


def test_the_doctor_finds_nothing_wrong(there: Pyodide) -> None:
    assert there.ask("website.core:ailments()") == []


def test_data_sets_are_built_the_same(there: Pyodide) -> None:
    assert there.ask("website.core:sets('starter', 'kinder')") == core.sets("starter", "kinder")


def test_models_samples_modes_and_profiles_are_the_same(there: Pyodide) -> None:
    found, expected = there.ask("website.core:figures()"), core.figures()
    assert [name for name in expected if not same(expected[name], found[name])] == []
    assert found.keys() == expected.keys()


def test_a_record_is_kept_and_read_again(there: Pyodide, tmp_path: Path) -> None:
    assert there.ask("website.core:remembered('/learner')") == core.remembered(str(tmp_path))


def test_jobs_beside_are_done_at_once(there: Pyodide) -> None:
    assert there.ask("website.core:beside()") == ["'one'", "'two'", "Done()"]


def test_sounds_scores_and_charts_are_what_a_page_can_show(there: Pyodide) -> None:
    found = there.ask("website.core:in_pictures()")
    assert found.pop("score") == core.in_pictures()["score"]
    assert found == {
        "wav": "RIFF",
        "address": "data:audio/wav",
        "svg": "<svg",
        "chart": "application/vnd.vegalite.v5+json, text/plain",
    }


def test_answers_that_never_come_back_are_stopped(there: Pyodide) -> None:
    found = there.ask("website.answers:never_ending()")
    says = {name: verdict["says"].partition(" ")[2] for name, verdict in found.items()}
    late = "does not come to an end in time. Which loop goes on, and what should stop it?"
    asleep = "waits, and what it waits for does not come in time."
    assert says == dict.fromkeys(("loops", "holds_on", "calls"), late) | {"sleeps": asleep}
    assert there.ask("website.core:1") == 1


@pytest.mark.parametrize("lesson", WITH_EXERCISES)
def test_checks_say_of_answers_what_they_say_here(there: Pyodide, lesson: str) -> None:
    wanted = sampled(lesson)
    found = there.ask(f"website.answers:verdicts({lesson!r}, {wanted!r})")["said"]
    expected = answers.verdicts(lesson, wanted)["said"]
    different, left_out = answers.apart(expected, found)
    assert different == []
    assert all(" right " in label for label in left_out)  # other ways to write them, in PyTorch
    assert list(found) == wanted


def test_what_is_not_answered_is_told_and_ends(tmp_path: Path, there: Pyodide) -> None:
    with pytest.raises(UnansweredError, match="ZeroDivisionError"):
        there.ask("website.core:1 / 0")
