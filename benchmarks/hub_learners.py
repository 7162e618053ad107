"""A learner on a hub: comes in, runs lessons, answers, saves, hands in; comes back when cut off.

What the hub, a server or the class has acknowledged is written down here, to be looked for later.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError

from benchmarks.hub_kernel import Kernel, LostError
from benchmarks.hub_trial import Trial, TrialError
from meantone.commands import project_folder
from meantone.teaching import read_master
from meantone.teaching.publishing.editions import solved

MASTERS = project_folder() / "instructor_notes" / "masters"
CUT_OFF = (LostError, OSError, HTTPClientError, WebSocketClosedError)
"""What a learner meets whose server, hub or proxy ends in the middle."""

CELL_SECONDS, ANSWER_SECONDS, START_SECONDS = 300, 120, 600
"""The longest that a cell, an answer, and a server's start may take on a very busy machine."""

IMPATIENCE = 10.0
"""Seconds after which people try again, whatever the hub asks of them (half a minute or more)."""

WRONG = {
    "02.draw": "draw = lambda row, rng: int(np.argmax(row))",
    "02.framed": "framed = lambda tune, size: list(tune)",
    "02.temperature": "heated = lambda row, t: row / t",
    "03.unseen": "unseen = lambda songs, tune, length: 0.0",
    "03.borrowing": "borrowing = lambda counts, lower: lower",
    "03.discounted": "discounted = lambda counts, lower, discount: lower",
}
"""What learners try first, by exercise; the right answer is the master's."""

NEEDED = "import numpy as np\nfrom meantone.exercises import check, hand_in\n"
"""What an answer needs in a kernel that has run no lesson."""

HAND_IN = """
_handed = hand_in()
print("acknowledged:", _handed.send(), _handed.content["code"], _handed.content["moment"])
"""
_ACKNOWLEDGED = re.compile(r"acknowledged: Handed in\..* ([0-9a-f]{8}) (\d+)")
_CHECK = re.compile(r"^check\(\"([\w.]+)\", \w+\)$", re.MULTILINE)
_MARKER = "saved for the {number}th time"


@dataclass
class Acknowledged:
    """What one learner was told has been kept.

    Parameters
    ----------
    tried, wrong : Counter
        Answers that were checked, and those found wrong, by exercise.
    done : set of str
        Exercises that were found right.
    saved : int
        The number of the latest save.
    code : str
        The learner's, in the class.
    moment : int
        Of the latest hand-in; 0: none.
    """

    tried: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    done: set[str] = field(default_factory=set)
    saved: int = 0
    code: str = ""
    moment: int = 0


@cache
def answers(number: str) -> tuple[tuple[str, str, str], ...]:
    """Return each exercise of a lesson that learners answer here, with a right and a wrong cell.

    Parameters
    ----------
    number : str
        The lesson's: "02".

    Examples
    --------
    >>> [name for name, _, _ in answers("03")]
    ['03.unseen', '03.borrowing', '03.discounted']
    """
    (master,) = MASTERS.glob(f"{number}_*.py")
    result = []
    for cell in read_master(master).cells:
        found = _CHECK.search(cell.source) if cell.cell_type == "code" else None
        if found and found[1] in WRONG:
            wrong = f"{WRONG[found[1]]}\n{found[0]}"
            result.append((found[1], solved(cell.source), wrong))
    return tuple(result)


def verdict(text: str, exercise: str) -> str:
    r"""Return what a check found, from what its cell showed: "done", "wrong", or "" for neither.

    Parameters
    ----------
    text : str
    exercise : str

    Examples
    --------
    >>> verdict("02.draw: done\n", "02.draw"), verdict("02.draw: not right yet\n  It", "02.draw")
    ('done', 'wrong')
    >>> verdict("02.draw: not yet", "02.draw")
    ''
    """
    if f"{exercise}: done" in text:
        return "done"
    return "wrong" if f"{exercise}: not right yet" in text else ""


def last_event(stream: str) -> dict[str, Any]:
    r"""Return the last event of a server's start, as the hub tells it.

    Parameters
    ----------
    stream : str
        Server-sent events.

    Examples
    --------
    >>> last_event('data: {"progress": 0}\n\ndata: {"progress": 100, "ready": true}\n\n')
    {'progress': 100, 'ready': True}
    """
    lines = [line for line in stream.splitlines() if line.startswith("data: ")]
    return dict(json.loads(lines[-1].removeprefix("data: "))) if lines else {}


@dataclass
class Learner:
    """One learner, whose name is a number's.

    Parameters
    ----------
    trial : Trial
    name : str
    told : Acknowledged
    cells : list of (str, float)
        Each cell of a lesson that has run, with its seconds.
    refused : int
        How often the hub asked to try again later.
    failures : list of str
        What went wrong.
    """

    trial: Trial
    name: str
    told: Acknowledged = field(default_factory=Acknowledged)
    cells: list[tuple[str, float]] = field(default_factory=list)
    refused: int = 0
    failures: list[str] = field(default_factory=list)
    kernel: Kernel | None = None

    @property
    def home(self) -> Path:
        """The folder that belongs to this learner."""
        return self.trial.homes / self.name

    async def start(self) -> float:
        """Ask for a server until it is there; return the seconds from the first time on.

        Raises
        ------
        TrialError
            If it does not start.
        """
        begin = time.perf_counter()
        while True:
            path = f"/hub/api/users/{self.name}/server"
            status, said, later = await self.trial.ask("POST", path, b"{}", START_SECONDS)
            if status != 429:
                break
            self.refused += 1
            await asyncio.sleep(min(later, IMPATIENCE))
        if status not in (201, 202) and not await self.server():
            raise TrialError(f"{self.name}: the hub answers {status}: {said.decode()[:300]}")
        if status == 202:
            await self._until_ready(f"{path}/progress")
        return time.perf_counter() - begin

    async def server(self) -> dict[str, Any]:
        """Return what the hub knows of this learner's server: nothing if it does not run."""
        _, said, _ = await self.trial.ask("GET", f"/hub/api/users/{self.name}")
        server = json.loads(said).get("servers", {}).get("", {})
        return server if server.get("ready") else {}

    async def open(self, lesson: str) -> list[str]:
        """Open a lesson, and return the code of its cells; it lies there and is trusted.

        Parameters
        ----------
        lesson : str
            The beginning of its name: "02".

        Raises
        ------
        TrialError
            If it was not laid, or its outputs are not trusted.
        """
        _, cells = await self._notebook(lesson)
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        if not all(cell["metadata"].get("trusted") for cell in code if cell["outputs"]):
            raise TrialError(f"{self.name}: lesson {lesson} is not trusted")
        return [cell["source"] for cell in code if cell["source"].strip()]

    async def connect(self, lesson: str) -> None:
        """Open a kernel on a lesson: the one that runs there, or a new one.

        Parameters
        ----------
        lesson : str
        """
        name = await self._name(lesson)
        content = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        said = await self._ask("POST", "/api/sessions", content, START_SECONDS)
        path = f"/user/{self.name}/api/kernels/{said['kernel']['id']}/channels"
        self.disconnect()
        self.kernel = await Kernel.connect(self.trial, path, START_SECONDS)

    def disconnect(self) -> None:
        """Let go of the kernel."""
        if self.kernel:
            self.kernel.close()
        self.kernel = None

    async def run_all(self, lesson: str, most: int | None = None) -> float:
        """Open a lesson and run its cells in a kernel; return the seconds of all together.

        Parameters
        ----------
        lesson : str
        most : int, optional
            So many cells from its beginning.
        """
        codes = await self.open(lesson)
        await self.connect(lesson)
        begin = time.perf_counter()
        for number, code in enumerate(codes[:most], start=1):
            reply, seconds = await self._run(code, CELL_SECONDS)
            self.cells.append((f"{lesson}-{number}", seconds))
            if reply.error:
                self.failures.append(f"lesson {lesson}, cell {number}: {reply.error}")
        return time.perf_counter() - begin

    async def answer(self, lesson: str, exercise: str = "") -> None:
        """Answer exercises of a lesson: each wrongly, then rightly.

        Parameters
        ----------
        lesson : str
        exercise : str
            One of them; "": all.
        """
        chosen = [one for one in answers(lesson) if exercise in ("", one[0])]
        for name, right, wrong in chosen:
            for expected, code in (("wrong", wrong), ("done", right)):
                reply, _ = await self._run(NEEDED + code, ANSWER_SECONDS)
                found = verdict(reply.text, name)
                self.told.tried[name] += bool(found)
                self.told.wrong[name] += found == "wrong"
                self.told.done |= {name} if found == "done" else set()
                if found != expected:
                    words = reply.error or reply.text[:200]
                    self.failures.append(f"{name} was not found {expected}: {words}")

    async def save(self, lesson: str) -> None:
        """Write one more line into a lesson and save it.

        Parameters
        ----------
        lesson : str
        """
        name, cells = await self._notebook(lesson)
        cells = [cell for cell in cells if not _is_marker(cell)]
        marker = {"cell_type": "markdown", "metadata": {}, "id": "saved",
                  "source": _MARKER.format(number=self.told.saved + 1)}  # fmt: skip
        notebook = {"cells": [*cells, marker], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        await self._ask("PUT", f"/api/contents/{name}", {"type": "notebook", "content": notebook})
        self.told.saved += 1

    async def saved(self, lesson: str) -> int:
        """Return the number of the latest save that a lesson holds; 0: of none.

        Parameters
        ----------
        lesson : str
        """
        _, cells = await self._notebook(lesson)
        numbers = [int(re.sub(r"\D", "", cell["source"])) for cell in cells if _is_marker(cell)]
        return max(numbers, default=0)

    async def hand_in(self) -> None:
        """Hand in to the class of the hub."""
        reply, _ = await self._run(NEEDED + HAND_IN, ANSWER_SECONDS)
        if found := _ACKNOWLEDGED.search(reply.text):
            self.told.code, self.told.moment = found[1], int(found[2])
        else:
            self.failures.append(f"not handed in: {reply.error or reply.text[:200]}")

    async def come_back(self, lesson: str) -> None:
        """Do what a learner does who is cut off: load the page again until the lesson answers.

        Parameters
        ----------
        lesson : str
        """
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    if not await self.server():
                        await self.start()
                    return await self.connect(lesson)
                except (*CUT_OFF, TrialError, json.JSONDecodeError):
                    await asyncio.sleep(1)

    async def _run(self, code: str, seconds: float) -> Any:
        """Run a cell in the kernel that is open."""
        if self.kernel is None:
            raise LostError("there is no kernel")
        return await self.kernel.run(code, seconds)

    async def _name(self, lesson: str) -> str:
        """Return the path of a lesson on the learner's server."""
        found = await self._ask("GET", "/api/contents/")
        names = [str(one["path"]) for one in found["content"] if one["name"].startswith(lesson)]
        if not names:
            raise TrialError(f"{self.name}: lesson {lesson} was not laid")
        return names[0]

    async def _notebook(self, lesson: str) -> tuple[str, list[dict[str, Any]]]:
        """Return the path of a lesson, and its cells as the learner's server gives them."""
        name = await self._name(lesson)
        return name, (await self._ask("GET", f"/api/contents/{name}"))["content"]["cells"]

    async def _ask(
        self, method: str, path: str, content: object = None, seconds: float = CELL_SECONDS
    ) -> Any:
        """Ask the learner's server; return what it answers."""
        sent = None if content is None else json.dumps(content).encode()
        status, said, _ = await self.trial.ask(method, f"/user/{self.name}{path}", sent, seconds)
        if status >= 400:
            raise TrialError(f"{self.name}: {method} {path} gives {status}: {said.decode()[:300]}")
        return json.loads(said)

    async def _until_ready(self, path: str) -> None:
        """Wait until a server that is starting is ready."""
        _, said, _ = await self.trial.ask("GET", path, seconds=START_SECONDS)
        event = last_event(said.decode())
        if not event.get("ready"):
            raise TrialError(
                f"{self.name}: no server: {event.get('message', 'the hub says nothing')}"
            )


def _is_marker(cell: dict[str, Any]) -> bool:
    """Tell whether a cell is the line that a learner writes."""
    return cell["cell_type"] == "markdown" and str(cell["source"]).startswith("saved for the ")
