"""A small class on the real hub; hub, proxy and a server are ended by force; nothing is lost.

The short form of `course.py bench hub`: four learners, the beginning of a lesson.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

import psutil
import pytest

if sys.platform != "linux":
    pytest.skip("JupyterHub and these figures are Linux's", allow_module_level=True)

from benchmarks.hub import class_of, come_in, services, sum_up, work_through
from benchmarks.hub_accident import Accident, cause
from benchmarks.hub_figures import Figures
from benchmarks.hub_kept import diagnosed, read_hand_ins, read_progress
from benchmarks.hub_learners import Learner, answers
from benchmarks.hub_trial import Trial

CELLS = 5
DEADLINE = 1500
"""Seconds after which it hangs: many times what it takes on a busy machine."""


@dataclass(frozen=True)
class Class:
    """What there is to look at when all is over."""

    trial: Trial
    learners: list[Learner]
    figures: Figures
    services: dict[str, float]
    handed: dict[str, int]
    accident: Accident


async def a_class(trial: Trial) -> Class:
    """Have four learners come in, work, be cut off, and come back."""
    async with asyncio.timeout(DEADLINE):
        await trial.start(DEADLINE)
        learners = await class_of(trial, ["ann", "bo", "cy", "di"])
        figures = Figures("4 learners")
        await come_in(learners, figures)
        await work_through(learners, figures, ["02"], CELLS)
        await sum_up(learners, figures)
        handed, running = read_hand_ins(trial.store), services(trial)
        accident = await cause(trial, learners[:3], learners[3:], 1)
        return Class(trial, learners, figures, running, handed, accident)


@pytest.fixture(scope="module")
def on_a_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    before = psutil.Process().children(recursive=True)
    trial = Trial(tmp_path_factory.mktemp("hub"), os.cpu_count() or 1)
    try:
        yield asyncio.run(a_class(trial))
    finally:
        print(trial.log(60))
        trial.end()
        assert psutil.Process().children(recursive=True) == before


def test_everybody_comes_in_and_works(on_a_hub: Class) -> None:
    assert on_a_hub.figures.failures == []
    assert len(on_a_hub.figures.waits) == len(on_a_hub.learners)
    assert {len(seconds) for seconds in on_a_hub.figures.cells.values()} == {4}
    assert len(on_a_hub.figures.cells) == CELLS


def test_right_and_wrong_answers_are_told_and_recorded_in_each_home(on_a_hub: Class) -> None:
    names = {name for name, _, _ in answers("02")}
    for learner in on_a_hub.learners:
        kept = read_progress(learner.home)
        assert {name for kind, name in kept if kind == "done"} == names
        assert all(diagnosed(kept, name) for name in names)


def test_hand_ins_are_the_class_s(on_a_hub: Class) -> None:
    codes = {learner.told.code for learner in on_a_hub.learners}
    assert len(codes) == 4
    assert set(on_a_hub.handed) == codes


def test_an_accident_in_the_middle_of_work_loses_nothing(on_a_hub: Class) -> None:
    accident = on_a_hub.accident
    assert accident.killed == ["the hub", "its proxy", "1 servers"]
    assert 0 < accident.before < accident.answers
    assert accident.lost == []
    assert [learner.failures for learner in on_a_hub.learners] == [[], [], [], []]


def test_servers_that_were_spared_go_on_and_nothing_else_does(on_a_hub: Class) -> None:
    assert (on_a_hub.accident.lived, on_a_hub.accident.restarted) == (3, [])
    assert on_a_hub.accident.failures == []


def test_memory_is_that_of_a_server_with_its_kernel(on_a_hub: Class) -> None:
    assert len(on_a_hub.figures.memory) == 4
    assert all(100 < mib < 1000 for mib in on_a_hub.figures.memory)
    assert {"the hub", "its proxy", "the class"} == set(on_a_hub.services)
    assert all(20 < mib < 500 for mib in on_a_hub.services.values())


def test_homes_lie_where_the_trial_says(on_a_hub: Class) -> None:
    homes = sorted(path.name for path in Path(on_a_hub.trial.homes).iterdir())
    assert homes == ["ann", "bo", "cy", "di"]


class Visitor:
    """Somebody's browser, as far as the class's page is concerned."""

    def __init__(self, address: str, name: str) -> None:
        self.address, self.cookies = address, CookieJar()
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies))
        login = f"{address}/hub/login?next=%2Fhub%2Fhome"
        self.opener.open(login, timeout=DEADLINE).close()
        form = {"username": name, "password": "any", "_xsrf": self.mark("/hub/")}
        self.opener.open(login, urlencode(form).encode(), timeout=DEADLINE).close()

    def mark(self, path: str) -> str:
        """What JupyterHub wants to be shown by its own pages, as it set it for a path."""
        return next(
            one.value or "" for one in self.cookies if (one.name, one.path) == ("_xsrf", path)
        )

    def ask(self, name: str, **headers: str) -> tuple[int, bytes]:
        """Open a part of the class's page, and log in to it on the way if that is asked for."""
        request = Request(f"{self.address}/services/class/{name}", headers=headers)
        try:
            with self.opener.open(request, timeout=DEADLINE) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()


def test_the_class_s_page_opens_for_teachers_alone(on_a_hub: Class) -> None:
    teacher = Visitor(on_a_hub.trial.address, "teacher")
    status, page = teacher.ask("")
    assert (status, b"board.js" in page) == (200, True)
    fetched = {"Sec-Fetch-Mode": "cors", "X-XSRFToken": teacher.mark("/services/class/")}
    status, said = teacher.ask("state", **fetched)
    assert status == 200
    assert json.loads(said)["learners"] == len(on_a_hub.handed)
    learner = Visitor(on_a_hub.trial.address, "ann")
    answers = [learner.ask(name) for name in ("", "state", "board.js")]
    assert [status for status, _ in answers] == [403] * 3
    assert b"for the class's teachers" in answers[0][1]
