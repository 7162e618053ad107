"""Answers that try to start processes, signals and threads: each is told so, none gets away.

Each attempt is tame: what it starts writes a file and ends by itself, and starts nothing more, so
that a guard that fails here costs one short process and a red test.
"""

import asyncio
import multiprocessing
import os
import pty
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.util import spawnv_passfds
from pathlib import Path

import pytest

from meantone.teaching.checking import guard, refusals
from meantone.teaching.checking.checks import examine
from meantone.teaching.exercise import Exercise

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ways to start a process differ")

WAYS = [guard.in_child, guard.in_thread]
ESCAPE = """
import os, sys
open(sys.argv[1], "w").close()
"""


def tries(answer):
    answer(1)


def exercise(**changes):
    """An exercise that calls an answer once."""
    told = {"name": "90.one", "tests": (tries,), "hints": ("a", "b", "c"), "seconds": 20} | changes
    return Exercise(**told)


class Attempts:
    """Ways to get a file written by another process, by the event that each raises."""

    def __init__(self, mark):
        self.mark = str(mark)
        self.command = [sys.executable, "-c", ESCAPE, self.mark]

    def written(self):
        Path(self.mark).touch()

    def fork(self, x):
        if os.fork() == 0:
            self.written()
            os._exit(0)

    def forkpty(self, x):
        if os.forkpty()[0] == 0:
            self.written()
            os._exit(0)

    def posix_spawn(self, x):
        os.waitpid(os.posix_spawn(sys.executable, self.command, os.environ), 0)

    def spawn(self, x):
        os.spawnv(os.P_WAIT, sys.executable, self.command)

    def exec(self, x):
        os.execv(sys.executable, self.command)

    def system(self, x):
        os.system(f"touch {self.mark}")

    def popen(self, x):
        os.popen(f"touch {self.mark}").read()

    def run(self, x):
        subprocess.run(self.command, check=True)

    def session(self, x):
        subprocess.Popen(self.command, start_new_session=True).wait()

    def terminal(self, x):
        pty.spawn(self.command)

    def asynchronous(self, x):
        async def start():
            await (await asyncio.create_subprocess_exec(*self.command)).wait()

        asyncio.run(start())

    def multiprocessing(self, x, method="fork"):
        process = multiprocessing.get_context(method).Process(target=self.written)
        process.start()
        process.join()

    def multiprocessing_spawn(self, x):
        self.multiprocessing(x, "spawn")

    def multiprocessing_server(self, x):
        self.multiprocessing(x, "forkserver")

    def pool(self, x):
        with ProcessPoolExecutor(1) as pool:
            pool.submit(self.written).result(timeout=5)

    def unheard_of(self, x):
        spawnv_passfds(os.fsencode(sys.executable), [*map(os.fsencode, self.command)], [])
        time.sleep(1)


PROCESSES = [name for name in vars(Attempts) if not name.startswith("_") and name != "written"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PROCESSES)
def test_an_answer_starts_no_process(name, way, tmp_path):
    attempts = Attempts(tmp_path / "escaped")
    verdict = examine(exercise(), vars(Attempts)[name].__get__(attempts), way)
    assert (verdict.state, verdict.case) == ("wrong", "one(1)")
    assert verdict.says.startswith("It starts another process (`")
    assert not Path(attempts.mark).exists()


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_that_hides_its_attempt_starts_no_process_either(way, tmp_path):
    attempts = Attempts(tmp_path / "escaped")

    def hides(x):
        for attempt in (attempts.fork, attempts.run, attempts.unheard_of):
            try:
                attempt(x)
            except Exception:
                continue
        return x

    assert examine(exercise(), hides, way).state == "done"
    assert not Path(attempts.mark).exists()


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_ends_no_other_process(way):
    def ends_the_lesson(x):
        os.kill(os.getppid(), 0)  # 0 only asks whether it could be done

    assert "It sends a signal (`os.kill`)" in examine(exercise(), ends_the_lesson, way).says


def test_a_thread_of_an_answer_starts_no_process(tmp_path):
    attempts = Attempts(tmp_path / "escaped")

    def forks_in_a_thread(x):
        thread = threading.Thread(target=attempts.fork, args=(x,))
        thread.start()
        thread.join()
        return x

    for way in WAYS:
        examine(exercise(), forks_in_a_thread, way)
        assert not Path(attempts.mark).exists()


def test_no_thread_of_an_answer_stays():
    def leaves_a_thread(x):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        return x

    before = set(threading.enumerate())
    assert examine(exercise(), leaves_a_thread, guard.in_child).state == "done"  # it ends with it
    assert "It starts a thread" in examine(exercise(), leaves_a_thread, guard.in_thread).says
    assert set(threading.enumerate()) <= before


def test_the_lesson_itself_may_start_what_it_likes(tmp_path):
    before = set(refusals._threads)  # those that an earlier test could not stop
    assert examine(exercise(), lambda x: x, guard.in_thread).state == "done"
    threading.Thread(target=Path.touch, args=(tmp_path / "here",)).start()
    subprocess.run([sys.executable, "-c", ESCAPE, tmp_path / "there"], check=True)
    assert (tmp_path / "there").exists()
    assert refusals._threads <= before


def test_answers_that_sleep_leave_nothing_behind():
    def children():
        tasks = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
        return tasks.read_text(encoding="ascii").split()

    before = {*children(), *threading.enumerate()}
    verdict = examine(exercise(seconds=2), lambda x: time.sleep(60))
    assert "does not come in time" in verdict.says
    assert {*children(), *threading.enumerate()} <= before
