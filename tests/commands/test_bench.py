"""Benchmarks are listed without being loaded, found by name, and run with their own options."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from meantone import __main__ as door
from meantone.commands import bench, project_folder

BENCHMARK = '''"""`course.py bench tiny`: as small as can be.

More of it.
"""

import no_such_package


def main(arguments):
    return len(arguments)
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A course with one benchmark, one that cannot be loaded, and a file that is none."""
    made = tmp_path / "benchmarks"
    made.mkdir()
    (made / "__init__.py").touch()  # else the course's own benchmarks, a package, come before it
    (made / "tiny.py").write_text(BENCHMARK.replace("import no_such_package", ""), encoding="utf-8")
    (made / "broken.py").write_text(BENCHMARK, encoding="utf-8")
    (made / "machine.py").write_text('"""Not to be run."""\n', encoding="utf-8")
    monkeypatch.setattr(bench, "project_folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in [name for name in sys.modules if name.partition(".")[0] == "benchmarks"]:
        monkeypatch.delitem(sys.modules, name)
    yield made
    for name in [name for name in sys.modules if name.partition(".")[0] == "benchmarks"]:
        del sys.modules[name]


def test_benchmarks_are_listed_with_a_line_each(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:] == ["  broken      As small as can be.", "  tiny        As small as can be."]


def test_a_benchmark_gets_its_own_options_and_says_how_it_went(folder: Path) -> None:
    assert bench.main(["tiny", "--seeds", "3", "--help"]) == 3
    assert bench.main(["tiny"]) == 0


def test_what_a_benchmark_lacks_is_said_by_the_door(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main(["bench", "broken"]) == 1
    assert "The package no_such_package is missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("slip", "answer"),
    [
        ("tinny", "Did you mean:  python course.py bench tiny"),
        ("orchestra", "  tiny        As small as can be."),
        ("machine", "There is no benchmark 'machine'"),
    ],
)
def test_a_slip_is_answered_with_what_there_is(
    folder: Path, capsys: pytest.CaptureFixture[str], slip: str, answer: str
) -> None:
    assert bench.main([slip]) == 2
    assert answer in capsys.readouterr().err


def test_an_installation_without_the_course_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "project_folder", lambda: tmp_path)
    assert bench.main([]) == 0
    assert "they come with the course" in capsys.readouterr().out


def test_the_courses_own_benchmarks_say_what_they_are() -> None:
    found = bench.benchmarks(project_folder() / "benchmarks")
    assert {"ngram", "prediction"} <= set(found)
    assert "machine" not in found
    for name, what in found.items():
        assert what, name
        assert what[0].isupper(), name


@pytest.mark.parametrize("name", ["ngram", "prediction"])
def test_each_explains_its_options(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main([name, "--help"])
    assert ended.value.code == 0
    assert f"course.py bench {name} [" in capsys.readouterr().out


def test_the_machine_is_described_without_names_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import platform

    bench.load("ngram")  # puts the folder on the path
    from benchmarks import machine

    monkeypatch.setattr(machine, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(platform, "node", lambda: "strange-host")
    machine.publish("tiny", "# Tiny\n", ["numpy", "no-such-package"])
    page = (tmp_path / "results" / "tiny.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == page + "\n"
    assert page.startswith("# Tiny\n\n## The machine\n\n- ")
    assert f"Python {platform.python_version()}" in page
    assert "no-such-package not installed" in page
    assert "cores" in page
    assert str(Path.home()) not in page
    assert "strange-host" not in page


def test_times_are_those_of_each_call() -> None:
    bench.load("ngram")
    from benchmarks import machine

    calls: list[str] = []
    ours, theirs = machine.side_by_side(
        lambda: calls.append("ours"), lambda: calls.append("theirs"), 3
    )
    assert calls == ["ours", "theirs"] * 4  # the first of each only warms up
    assert len(ours) == len(theirs) == 3
    assert (ours >= 0).all()
    assert len(machine.seconds(lambda: None, 2)) == 2
