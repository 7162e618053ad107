"""The parts of the hub's load test that need no hub."""

import sys
from collections import Counter
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the hub's figures are Linux's", allow_module_level=True)

import asyncio
import os
import subprocess
from contextlib import closing

import psutil
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import hub
from benchmarks.hub import Found, Size, listed, options, page
from benchmarks.hub_accident import Accident, dealt
from benchmarks.hub_figures import (
    Figures,
    learners_that_fit,
    memory_of,
    middle_and_high,
    times_alone,
)
from benchmarks.hub_kept import (
    lost_answers,
    lost_hand_in,
    lost_save,
    read_hand_ins,
    read_progress,
)
from benchmarks.hub_kernel import Reply, message_of, read_message
from benchmarks.hub_learners import WRONG, Acknowledged, answers, last_event, verdict
from benchmarks.hub_trial import Trial, adopt_orphans, end_all
from meantone.classroom import Store
from meantone.teaching.records.progress import Progress

SLEEPS = [sys.executable, "-c", "import time; time.sleep(1000)"]
STARTS_ONE = (
    "import subprocess, sys\n"
    "print(subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL).pid, flush=True)"
)


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_the_high_figure_is_exceeded_by_one_in_twenty(values: list[float]) -> None:
    middle, high = (
        float(word.strip("()")) for word in middle_and_high(values, 6).replace(",", "").split()
    )
    rounding = 1e-5
    assert sum(value > high + rounding for value in values) <= -(-len(values) // 20)
    assert sum(value < middle - rounding for value in values) <= len(values) / 2


def test_cells_are_set_beside_those_of_a_learner_alone() -> None:
    alone = {"02-1": [1.0], "02-2": [4.0]}
    assert times_alone({"02-1": [3.0, 3.0], "02-2": [12.0, 12.0]}, alone).startswith("3.0 ")
    assert times_alone({}, alone) == times_alone(alone, {}) == ""


@pytest.mark.parametrize(
    ("free", "cores", "fit"), [(24_000, 2, 8), (24_000, 16, 14), (1_000_000, 2, 8), (100, 2, 1)]
)
def test_as_many_learners_fit_as_memory_and_cores_hold(free: int, cores: int, fit: int) -> None:
    assert learners_that_fit(free, cores) == fit


def test_shared_pages_count_in_part_and_children_too() -> None:
    assert 1 < memory_of(os.getpid(), alone=True) < psutil.Process().memory_info().rss / 2**20
    filled = "x = bytearray(200 << 20)\nfor at in range(0, len(x), 4096): x[at] = 1\n"
    waits = "print('full', flush=True)\nimport time\ntime.sleep(1000)"
    child = subprocess.Popen([sys.executable, "-c", filled + waits], stdout=subprocess.PIPE)
    with child:
        assert child.stdout
        child.stdout.readline()
        both, alone = memory_of(os.getpid()), memory_of(os.getpid(), alone=True)
        child.kill()
    assert both - alone > 190
    assert memory_of(child.pid) == 0


def test_a_reply_is_complete_when_both_channels_have_said_so_in_either_order() -> None:
    idle = message_of("status", "a", {"execution_state": "idle"})
    done = message_of("execute_reply", "a", {"status": "ok"})
    for order in ([idle, done], [done, idle]):
        reply = Reply("a")
        reply.take(message_of("status", "a", {"execution_state": "busy"}))
        reply.take(order[0])
        assert not reply.complete
        reply.take(order[1])
        assert reply.complete


def test_a_reply_takes_what_is_its_own_and_shown_as_text() -> None:
    reply = Reply("a")
    shown = {"data": {"text/plain": "02.draw: done", "text/html": "<b>"}}
    reply.take(message_of("execute_result", "a", shown))
    reply.take(message_of("execute_result", "b", {"data": {"text/plain": "another's"}}))
    reply.take(message_of("error", "a", {"ename": "NameError", "evalue": "np"}))
    assert (reply.text, reply.error) == ("02.draw: done\n", "NameError: np")


@given(st.lists(st.binary(max_size=20), max_size=3))
def test_messages_with_buffers_are_read_as_jupyter_writes_them(buffers: list[bytes]) -> None:
    from jupyter_server.services.kernels.connection.base import serialize_binary_message

    message = {**message_of("comm_msg", "a", {"data": {}}), "buffers": buffers}
    message["header"]["date"] = message["parent_header"]["date"] = None
    read = read_message(serialize_binary_message({**message}))
    assert read["content"] == {"data": {}}
    assert read["header"]["msg_type"] == "comm_msg"


def test_events_and_verdicts_are_read_from_their_words() -> None:
    assert last_event("") == {}
    assert last_event(": comment\n\n") == {}
    assert verdict("02.framed: done", "02.draw") == ""
    assert verdict("NameError", "02.draw") == ""


def test_there_are_a_right_and_a_wrong_answer_to_each_exercise() -> None:
    found = [one for lesson in ("02", "03") for one in answers(lesson)]
    assert [name for name, _, _ in found] == list(WRONG)
    for name, right, wrong in found:
        assert f'check("{name}", ' in right
        assert f'check("{name}", ' in wrong
        assert "your code here" not in right


def test_what_is_in_the_learners_file_is_not_lost_and_what_is_not_is(tmp_path: Path) -> None:
    path = tmp_path / "meantone" / "progress.sqlite"
    progress = Progress(path)
    told = Acknowledged(Counter({"02.draw": 2}), Counter({"02.draw": 1}), {"02.draw"})
    progress.note("tried", "02.draw")
    progress.note("diagnosed", "02.draw.0123abcd", "It is always the same.")
    progress.note("tried", "02.draw")
    assert lost_answers(told, read_progress(tmp_path)) == ["02.draw: done, and not on record"]
    progress.note("done", "02.draw")
    assert lost_answers(told, read_progress(tmp_path)) == []
    told.tried["02.draw"] += 1
    told.wrong["02.draw"] += 1
    assert len(lost_answers(told, read_progress(tmp_path))) == 2
    assert len(lost_answers(told, {})) == 3


def test_a_transaction_that_was_cut_off_is_not_on_record(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite"
    Progress(path).note("tried", "02.draw")
    cut_off = (
        "import os, sqlite3, sys\nfile = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "file.execute('PRAGMA cache_spill = 1')\nfile.execute('BEGIN IMMEDIATE')\n"
        'file.execute("UPDATE records SET times = 7")\nos.kill(os.getpid(), 9)'
    )
    subprocess.run([sys.executable, "-c", cut_off, str(path)], check=False)
    assert read_progress(tmp_path) == {("tried", "02.draw"): 1}


def test_a_later_hand_in_is_as_good_and_an_earlier_one_is_not(tmp_path: Path) -> None:
    text = '{{"format": "meantone progress 1", "code": "0123abcd", "moment": {}, "records": []}}'
    assert read_hand_ins(tmp_path / "none.sqlite") == {}
    store = Store(tmp_path / "class.sqlite")
    with closing(store):
        store.keep(text.format(5), "the learner's key")
        kept = read_hand_ins(tmp_path / "class.sqlite")
    assert kept == {"0123abcd": 5}
    assert lost_hand_in(Acknowledged(code="0123abcd", moment=5), kept) == []
    assert lost_hand_in(Acknowledged(code="0123abcd", moment=4), kept) == []
    assert lost_hand_in(Acknowledged(code="0123abcd", moment=6), kept) != []
    assert lost_hand_in(Acknowledged(), {}) == []


def test_a_save_that_was_begun_and_not_acknowledged_is_no_loss() -> None:
    assert lost_save(Acknowledged(saved=3), 4) == lost_save(Acknowledged(saved=3), 3) == []
    assert lost_save(Acknowledged(saved=3), 0) == ["save 3: the notebook has 0"]


@given(st.integers(0, 9), st.integers(0, 70), st.integers(0, 20))
def test_half_of_those_at_work_go_on(workers: int, idle: int, count: int) -> None:
    names = [f"w{n}" for n in range(workers)], [f"i{n}" for n in range(idle)]
    chosen = dealt(*names, count)
    assert len(chosen) == len(set(chosen)) <= count
    assert sum(name.startswith("w") for name in chosen) <= workers // 2
    if idle >= count:
        assert len(chosen) == count


def test_orphans_are_found_and_ended_and_others_are_left_alone(tmp_path: Path) -> None:
    mine = subprocess.Popen(SLEEPS)
    trial = Trial(tmp_path, 2)
    adopt_orphans(True)
    parent = [sys.executable, "-c", STARTS_ONE, *SLEEPS]
    orphan = int(subprocess.run(parent, stdout=subprocess.PIPE, check=True).stdout)
    other = subprocess.Popen(SLEEPS)
    assert {one.pid for one in trial.processes()} == {orphan, other.pid}
    trial.kill(other.pid, mine.pid, 1)
    assert [one.pid for one in trial.processes()] == [orphan]
    trial.end()
    assert not psutil.pid_exists(orphan)
    assert mine.poll() is None
    end_all([psutil.Process(mine.pid)])
    mine.wait()
    other.wait()


def found_of(**parts: object) -> Found:
    rows = [Figures("1, alone", [2.0], {"02-1": [1.0]}, {"02": [9.0]}, [700.0])]
    return Found(Size(2, 4, 1, 2), **{"rows": rows, "accident": Accident(lived=3), **parts})  # type: ignore[arg-type]


def test_a_run_is_sound_if_all_was_done_and_nothing_failed_or_was_lost() -> None:
    assert found_of().sound
    failed = Figures("x", failures=["no server"])
    for parts in (
        {"accident": None},
        {"accident": Accident(lost=["an answer"])},
        {"accident": Accident(restarted=["ann"])},
        {"accident": Accident(failures=["a kernel outlives its server"])},
        {"rows": [failed]},
        {"stopped": "it took too long"},
    ):
        assert not found_of(**parts).sound


def test_a_page_shows_also_what_was_stopped_and_what_was_lost() -> None:
    whole = page(found_of(accident=Accident(["the hub"], 9, lost=["ann: save 3"], lived=3)))
    assert "| 1, alone | 2.0 (2.0) | 1.00 (1.00) | 1.0 (1.0) | 9 (9) | 700 (700) | 0 | 0 |" in whole
    assert "| of all these lost | 1 |" in whole
    assert "- ann: save 3" in whole
    partial = page(Found(Size(2, 4, 1, 2), stopped="it took more than 9 seconds"))
    assert "**This run was stopped early: it took more than 9 seconds.**" in partial
    assert "It did not come to this." in partial


def test_long_lists_are_cut() -> None:
    assert "- and 480 more" in listed("What failed", [str(n) for n in range(500)])


def test_a_run_that_hangs_is_stopped_and_its_processes_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    async def hangs(trial: Trial, found: Found) -> None:
        started.append(subprocess.Popen(SLEEPS))
        await asyncio.Event().wait()

    monkeypatch.setattr(hub, "trial_of", hangs)
    found = Found(Size(2, 4, 1, 2))
    asyncio.run(hub.watched(Trial(tmp_path, 2), found, 0.5))
    assert found.stopped.startswith("it took more than")
    assert not psutil.pid_exists(started[0].pid)
    started[0].wait()


def test_a_run_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(trial: Trial, found: Found) -> None:
        raise psutil.NoSuchProcess(1)

    monkeypatch.setattr(hub, "trial_of", fails)
    found = Found(Size(2, 4, 1, 2))
    asyncio.run(hub.watched(Trial(tmp_path, 2), found, 100))
    assert found.stopped.startswith("NoSuchProcess")


def test_sizes_are_chosen_for_the_machine_unless_they_are_said() -> None:
    usual = options([])
    assert (usual.spawn, usual.kill, usual.at_once) == (60, 10, os.cpu_count())
    assert usual.learners >= 1
    assert options(["--learners", "3", "--deadline", "60"]).learners == 3
