"""Sweeps: cases are measured once and kept whole, whoever measures them, and whatever stops it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import small_sweep
from small_sweep import Draw, Killed, Met, Stopped, Wrong, noted, table, times

from benchmarks import cases as cases_
from benchmarks import sources, sweeps
from benchmarks.sweeps import Outcome, Progress, Store, carry_out, figures, listing, measure, run
from meantone.commands import project_folder


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept")


def draws(folder: Path, many: int = 4, seconds: float = 0.0) -> list[Draw]:
    return [Draw(str(folder), number, seconds) for number in range(many)]


def measured(folder: Path) -> list[str]:
    return [name for name, _ in noted(str(folder))]


# Keeping


def test_each_case_is_measured_once_and_kept_in_a_file_of_its_own(
    kept: Store, tmp_path: Path
) -> None:
    cases = draws(tmp_path)
    assert run(cases, kept, show=False) == []
    first = table(kept, cases)
    assert len({mean for _, mean in first}) == 4
    assert run(cases, kept, show=False) == []
    assert measured(tmp_path) == [case.name for case in cases]
    assert table(kept, cases) == first
    held = json.loads(kept.path(cases[1]).read_text(encoding="utf-8"))
    assert held["case"] == {"kind": "Draw", "folder": str(tmp_path), "number": 1, "seconds": 0.0}
    assert sorted(held) == ["case", "figures", "key", "seconds"]


def test_a_changed_case_alone_is_measured_again(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = draws(tmp_path)
    run(cases, kept, show=False)
    changed = [*cases[:3], replace(cases[3], seconds=0.001)]
    run(changed, kept, show=False)
    assert measured(tmp_path)[4:] == [changed[3].name]
    monkeypatch.setattr(cases_, "fingerprint", lambda module: "other code")
    assert [kept.state(case) for case in cases] == ["changed"] * 4
    assert len(figures(kept, cases)) == 4  # a page can still be made of them
    run(cases[:1], kept, show=False)
    assert measured(tmp_path)[5:] == [cases[0].name]
    assert kept.state(cases[0]) == "kept"


def test_half_a_file_is_no_case(kept: Store, tmp_path: Path) -> None:
    (case,) = draws(tmp_path, 1)
    run([case], kept, show=False)
    whole = kept.path(case).read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"[]", b'{"key": "x"}'):
        kept.path(case).write_bytes(damaged)
        assert kept.state(case) == "missing"
        run([case], kept, show=False)
        again = json.loads(kept.path(case).read_text(encoding="utf-8"))
        assert again["figures"] == json.loads(whole)["figures"]


def test_two_cases_of_one_name_are_refused(kept: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two cases have the name"):
        run([Draw("a b", 1), Draw("a-b", 1)], kept, show=False)


# What stops it


def test_a_run_that_was_stopped_goes_on(kept: Store, tmp_path: Path) -> None:
    cases = [*draws(tmp_path, 2), Stopped(str(tmp_path), 2), *draws(tmp_path, 5)[3:]]
    with pytest.raises(KeyboardInterrupt):
        run(cases, kept, show=False)
    assert [kept.state(case) for case in cases] == ["kept"] * 2 + ["missing"] * 3
    assert run(cases, kept, show=False) == []
    assert measured(tmp_path) == [*(case.name for case in cases[:3]), *(c.name for c in cases[2:])]


def test_a_case_that_goes_wrong_is_told_and_stops_no_other(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [Wrong(str(tmp_path), 0), *draws(tmp_path, 2)]
    (wrong,) = run(cases, kept)
    assert wrong.case == cases[0]
    assert "nothing to divide by" in wrong.trouble
    assert [kept.state(case) for case in cases] == ["missing", "kept", "kept"]
    assert "3 of 3 cases (1 went wrong)" in capsys.readouterr().err


def test_a_worker_with_other_code_measures_nothing(tmp_path: Path) -> None:
    outcome = measure(draws(tmp_path, 1)[0], "key of other code")
    assert "other code" in outcome.trouble
    assert measured(tmp_path) == []


def test_two_runs_at_once_never_measure_the_same_case(kept: Store, tmp_path: Path) -> None:
    paths = os.pathsep.join(map(str, [project_folder(), Path(small_sweep.__file__).parent]))
    known = os.environ.get("PYTHONPATH", "")
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [paths, known]))}
    command = f"from small_sweep import main; main({str(tmp_path)!r}, 8)"
    both = [
        subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE, env=settings)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=600)[0].decode().splitlines() for process in both]
    cases = [Met(str(tmp_path), number) for number in range(8)]
    assert Counter(measured(tmp_path)) == Counter(case.name for case in cases)
    assert said == [[str(table(kept, cases)), "[]"]] * 2  # and nothing of Dask is imported
    assert len({who for _, who in noted(str(tmp_path))}) == 2


# Who measures


def test_processes_give_the_table_that_one_gives(kept: Store, tmp_path: Path) -> None:
    cases = draws(tmp_path, 6, 0.1)
    run(cases, kept, jobs=2, show=False)
    alone = Store(tmp_path / "alone")
    run(cases, alone, show=False)
    assert table(kept, cases) == table(alone, cases)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed outright there")
def test_a_cluster_that_loses_a_worker_gives_the_table_that_one_process_gives(
    kept: Store, tmp_path: Path
) -> None:
    from distributed import LocalCluster

    folder = str(tmp_path)
    cases: list[Draw] = [
        *draws(tmp_path, 3, 0.05),
        Killed(folder, 3),
        *draws(tmp_path, 9, 0.05)[4:],
    ]
    how = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "memory_limit": 0}
    with LocalCluster(**how, local_directory=folder, silence_logs=50) as cluster:
        assert run(cases, kept, dask=cluster.scheduler_address, show=False) == []
    assert times(folder, cases[3].name) == 2  # by the worker that died of it, and by another
    assert str(os.getpid()) not in {who for _, who in noted(folder)}
    assert len(list(kept.folder.glob("*.json"))) == 9
    alone = Store(tmp_path / "alone")
    run(cases, alone, show=False)
    assert table(kept, cases) == table(alone, cases)


# What is told


def test_the_time_to_go_is_judged_by_what_it_took_so_far(kept: Store, tmp_path: Path) -> None:
    cases = draws(tmp_path, 6)
    run(cases[5:], kept, show=False)  # took no time
    progress = Progress(cases[:5], kept, show=False)
    assert progress.to_go(3.0) is None
    assert "not known yet" in progress.line(3.0)
    progress.add(Outcome(cases[0], 0.3, {}))  # three times its guess
    assert progress.to_go(0.6) == pytest.approx(4 * 0.3 * 2)  # and the machine is half as fast
    progress.add(Outcome(cases[1], 0.1, {}))
    assert progress.to_go(0.6) == pytest.approx(3 * 0.2 * 1.5)
    assert "2 of 5 cases in 1 s; about 1 s to go" in progress.line(0.6)
    progress.drop(cases[2])  # another run has measured it
    assert progress.to_go(0.6) == pytest.approx(2 * 0.2 * 1.5)


def test_what_another_run_has_measured_is_not_to_go(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = draws(tmp_path, 3)
    progress = Progress([first, second, third], kept)
    run([second], kept, show=False)
    with sweeps.Round([first, second, third], kept, progress) as these:
        tasks = [function(*arguments) for function, arguments, _ in these.tasks()]
        assert progress.left == [first, third]
        for outcome in tasks:
            these.finish(outcome)
    assert "2 of 2 cases" in capsys.readouterr().err


def test_what_a_case_took_before_counts_more_than_its_guess(kept: Store, tmp_path: Path) -> None:
    cases = draws(tmp_path, 2)
    kept.write(Outcome(cases[0], 40.0, {"mean": 0.0}))
    assert sweeps.before(cases[0], kept) == 40
    assert sweeps.before(cases[1], kept) == Draw.guess


def test_cases_are_listed_with_what_they_cost(kept: Store, tmp_path: Path) -> None:
    cases = draws(tmp_path, 3)
    kept.write(Outcome(cases[0], 90.0, {"mean": 0.0}))
    lines = listing(cases, kept).splitlines()
    assert lines[0].split()[1:] == ["kept", "90.0", "s"]
    assert lines[1].split()[1:] == ["missing", "about", "0.1", "s"]
    assert lines[3] == "3 cases, 1.5 min of one core; to do: 0 s"


@pytest.mark.parametrize(("options", "done"), [(["--cases"], 0), (["--stored"], None), ([], None)])
def test_the_options_say_what_is_measured(
    options: list[str],
    done: int | None,
    kept: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    sweeps.add_options(parser)
    given = parser.parse_args([*options, "--jobs", "1"])
    assert carry_out(draws(tmp_path), kept, given) == done
    assert len(measured(tmp_path)) == (0 if options else 4)
    assert ("4 cases" in capsys.readouterr().out) == (done == 0)


def test_figures_are_kept_short_and_without_what_json_does_not_know() -> None:
    values = {"a": np.float64(1 / 3), "b": [float("inf"), None, "x"], "c": {"d": 10**9}}
    assert sweeps.tidy(values) == {"a": 0.333333, "b": [None, None, "x"], "c": {"d": 10**9}}


# Which code


def test_what_is_only_said_changes_no_fingerprint() -> None:
    code = 'def f(x):\n    """Why."""\n    return x + "#"  # a comment\n'
    assert sources.bare(code) == 'def f(x):\n    return x + "#"'
    assert sources.bare(code.replace("Why.", "More\n\n  of it.")) == sources.bare(code)
    assert sources.bare(code.replace("+", "-")) != sources.bare(code)


def test_code_is_followed_to_where_it_is_defined() -> None:
    reached = sources.reached("benchmarks.sweeps")
    assert "meantone.storage.writing" in reached  # handed on by meantone.storage
    assert "meantone.storage.cache" not in reached
    assert sources.reached("meantone.measures.dials") == [
        "meantone.measures.dials",
        "meantone.measures.repetition",
        "meantone.measures.runs",
        "meantone.measures.spread",
        "meantone.models.sequence_model",
        "meantone.tunes.tokens",
    ]


def test_a_change_far_down_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    true_source = sources.source

    def changed(module: str) -> str:
        more = "\nADDED = 1\n" if module == "meantone.measures.runs" else ""
        return true_source(module) + more

    before = [sources.fingerprint(name) for name in ("meantone.measures.dials", "meantone.storage")]
    monkeypatch.setattr(sources, "source", changed)
    sources.fingerprint.cache_clear()
    after = [sources.fingerprint(name) for name in ("meantone.measures.dials", "meantone.storage")]
    sources.fingerprint.cache_clear()
    assert before[0] != after[0]
    assert before[1] == after[1]
