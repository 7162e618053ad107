"""The tests' own command: nothing that fails is lost, and the last line counts."""

import ast
import re
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from meantone.commands import check
from meantone.commands.cases import Case, Tally, run_all, run_case
from meantone.commands.check import Step

PROJECT = Path(__file__).resolve().parents[2]
COUNTS = r"\d+ passed, \d+ failed(, \d+ skipped)?"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a passing, a failing, a skipped and a broken test file."""
    files = {
        "test_good.py": "def test_a(): pass\ndef test_b(): pass\n",
        "test_bad.py": "import pytest\ndef test_c(): 1 / 0\ndef test_d(): pytest.skip()\n",
        "test_broken.py": "import no_such_module\n",
        "fine.py": "print('all is', 'fine')\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(check, "project_folder", lambda: tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # it starts faster so
    return tmp_path


def pytest_step(*files: str, name: str = "unit") -> Step:
    return Step(name, "tests", PYTEST, tuple((file,) for file in files), counts_tests=True)


def tool_step(module: str, name: str = "style", slow: bool = False) -> Step:
    return Step(name, "a tool", (sys.executable, "-m", module), slow=slow)


def tallies(step: Step) -> list[Tally]:
    folder = check.project_folder()
    return [run_case(case, folder, check.variables(str(folder))).tally for case in step.cases()]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (pytest_step("test_good.py"), [Tally(2, 0)]),
        (pytest_step("test_good.py", "test_bad.py"), [Tally(2, 0), Tally(0, 1, 1)]),
        (pytest_step("test_broken.py"), [Tally(0, 1)]),
        (pytest_step("nowhere"), [Tally(0, 1)]),
        (pytest_step("fine.py"), [Tally(0, 1)]),  # no tests at all is a failure too
        (tool_step("fine"), [Tally(1, 0)]),
        (tool_step("no_such_tool"), [Tally(0, 1)]),
        (Step("style", "a tool", ("/no/such/program",)), [Tally(0, 1)]),
    ],
)
def test_what_a_step_found_is_counted(project: Path, step: Step, found: list[Tally]) -> None:
    assert tallies(step) == found


def test_all_cases_run_though_one_fails_and_the_last_line_counts(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [pytest_step("test_bad.py", "test_good.py"), tool_step("fine")]
    monkeypatch.setattr(check, "steps", lambda: steps)
    assert check.main([]) == 1
    said = capsys.readouterr().out
    assert "ZeroDivisionError" in said  # what failed is shown,
    assert "all is fine" not in said  # and what did not is not
    lines = said.rstrip("\n").split("\n")
    assert lines[-1] == "3 passed, 1 failed, 1 skipped"
    assert check.main(["style"]) == 0
    last = capsys.readouterr().out.rstrip("\n").rpartition("\n")[2]
    assert last == "1 passed, 0 failed"
    assert re.fullmatch(COUNTS, last)


def test_what_takes_too_long_runs_only_if_it_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long = replace(tool_step("fine", name="way"), named_only=True)
    monkeypatch.setattr(check, "steps", lambda: [tool_step("fine"), long])
    for named, count in (([], 1), (["way"], 1), (["style", "way"], 2)):
        assert check.main(named) == 0
        assert capsys.readouterr().out.rstrip("\n").endswith(f"\n{count} passed, 0 failed")
    assert check.main([]) == 0
    assert " way " not in capsys.readouterr().out


def test_the_summary_has_the_seconds_of_each_step_and_the_slowest_tests(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import time\ndef test_slow(): time.sleep(0.3)\n" + "".join(
        f"def test_{n}(): pass\n" for n in range(12)
    )
    (project / "test_many.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(check, "steps", lambda: [pytest_step("test_many.py"), tool_step("fine")])
    check.main([])
    summary = capsys.readouterr().out.partition("=== summary ===\n")[2].split("\n")
    assert re.fullmatch(r"ok      unit +\d+ s   13 passed, 0 failed", summary[0])
    assert re.fullmatch(r"ok      style +\d+ s   1 passed, 0 failed", summary[1])
    assert re.fullmatch(r" +all +\d+ s   \d at a time", summary[2])
    slowest = [
        re.fullmatch(r" +(\d+\.\d) s   test_many test_(slow|\d+)", line)
        for line in summary[summary.index("The slowest tests:") + 1 :][:10]
    ]
    seconds = [float(found[1]) for found in slowest if found]
    assert len(seconds) == 10
    assert seconds == sorted(seconds, reverse=True)  # on a busy machine another may be slow
    assert seconds[0] >= 0.3


def test_two_cases_run_at_a_time_and_a_third_waits(tmp_path: Path) -> None:
    code = """
        import pathlib, sys, time
        name, ended = sys.argv[1], len(list(pathlib.Path().glob("*.ended")))
        pathlib.Path(name + ".begun").touch()
        others = {"a": "b.begun", "b": "a.begun"}
        while not pathlib.Path(others.get(name, "a.begun")).exists():
            time.sleep(0.02)  # for ever, if the two do not run at the same time
        pathlib.Path(name + ".ended").touch()
        sys.exit(ended < {"c": 1, "d": 2}.get(name, 0))
    """
    (tmp_path / "meet.py").write_text(textwrap.dedent(code), encoding="utf-8")
    cases = [Case("unit", (sys.executable, "meet.py", name), name) for name in "abcd"]
    outcomes = list(run_all(cases, tmp_path, {}, 2))
    assert sorted(str(one.case) for one in outcomes) == ["unit a", "unit b", "unit c", "unit d"]
    assert all(one.tally == Tally(1, 0) for one in outcomes)


def test_a_case_that_is_alone_prints_as_it_goes(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "steps", lambda: [tool_step("fine")])
    assert check.main([]) == 0
    assert "all is fine" in capfd.readouterr().out


def test_words_for_pytest_are_handed_on(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = pytest_step("test_good.py", "test_bad.py")
    monkeypatch.setattr(check, "steps", lambda: [step])
    assert check.main(["unit", "--", "-k", "test_a"]) == 0
    assert capsys.readouterr().out.endswith("\n1 passed, 0 failed\n")
    assert check.main(["unit", "--", "test_bad.py::test_d"]) == 0  # in place of the step's own
    assert capsys.readouterr().out.endswith("\n0 passed, 0 failed, 1 skipped\n")


def test_quick_leaves_the_slow_steps_out(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [tool_step("fine"), tool_step("no_such_tool", name="door", slow=True)]
    monkeypatch.setattr(check, "steps", lambda: steps)
    assert check.main(["--quick"]) == 0
    assert "door" not in capsys.readouterr().out
    monkeypatch.undo()
    quick = [step.name for step in check.steps() if not step.slow]
    assert quick == ["style", "format", "javascript", "types", "sizes", "unit"]


def test_a_step_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        check.main(["uint"])
    assert ended.value.code == 2
    assert "no step uint" in capsys.readouterr().err


def test_without_chromium_the_browser_step_fails_and_says_how_to_get_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "find_chromium", lambda: "")
    monkeypatch.setattr(check, "install_chromium", lambda: "")
    check.get_chromium.cache_clear()
    step = Step("browser", "a tool", (sys.executable, "-m", "fine"), needs=("chromium",))
    monkeypatch.setattr(check, "steps", lambda: [step])
    assert check.main([]) == 1
    check.get_chromium.cache_clear()
    said = capsys.readouterr().out
    assert "apt-get install chromium" in said
    assert said.endswith("\n0 passed, 1 failed\n")


def test_what_is_started_may_be_interrupted_though_the_tests_may_not(tmp_path: Path) -> None:
    """Under `nohup ... &` all that a shell starts ignores SIGINT; what tests start must not."""
    code = "import signal, sys; sys.exit(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    (tmp_path / "test_it.py").write_text(
        f"import subprocess, sys\ndef test_it():\n"
        f"    assert subprocess.run([sys.executable, '-c', {code!r}]).returncode == 0\n",
        encoding="utf-8",
    )
    (tmp_path / "conftest.py").write_bytes((PROJECT / "tests" / "conftest.py").read_bytes())
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command = [*PYTEST, "-c", "/dev/null", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        signal.signal(signal.SIGINT, before)
    assert done.returncode == 0, done.stdout + done.stderr


# --- nothing falls between the steps ----------------------------------------------------------


def files_of(step: str) -> list[Path]:
    """The files of tests that a step's cases name, by themselves or by a folder."""
    chosen = next(one for one in check.steps() if one.name == step)
    words = [word.partition("::")[0] for part in chosen.parts for word in part]
    return [
        file
        for word in words
        for file in ([PROJECT / word] if word.endswith(".py") else (PROJECT / word).rglob("*.py"))
        if file.name.startswith("test_")
    ]


def marks(file: Path) -> set[str]:
    """The marks in a file of tests that say which step they belong to."""
    text = file.read_text(encoding="utf-8")
    return set(re.findall(r"pytest\.mark\.(browser|door|runs_lessons)\b", text))


def test_every_file_of_tests_is_in_one_case_of_its_step() -> None:
    every = set((PROJECT / "tests").rglob("test_*.py"))
    steps = ("unit", "benchmarks", *OWN)
    unit = Counter(file for step in steps for file in files_of(step))
    assert set(unit.values()) == {1}
    assert every - unit.keys() == {file for file in every if file.parent.name == "browser"}
    browser, door, answers = (Counter(files_of(step)) for step in ("browser", "door", "answers"))
    assert set(browser.values()) == set(door.values()) == {1}
    for step, mark in ((browser, "browser"), (door, "door"), (answers, "runs_lessons")):
        assert set(step) == {file for file in every if mark in marks(file)}


def test_every_lesson_is_run_and_answered() -> None:
    patterns = {"lessons": "*.ipynb", "answers": "[0-9][0-9]_*.ipynb"}
    for name, pattern in patterns.items():
        lessons = {path.stem for path in (PROJECT / "lessons").glob(pattern)}
        assert lessons
        step = next(one for one in check.steps() if one.name == name)
        assert {check.title(part) for part in step.parts} == lessons
    module = ast.parse((PROJECT / check.ANSWERS.partition("::")[0]).read_text(encoding="utf-8"))
    functions = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    assert check.ANSWERS.partition("::")[2] in functions


OWN = ("hub", "wasm", "site")
"""Steps whose tests are files of their own."""


def test_the_marks_divide_the_tests() -> None:
    usual = [step for step in check.steps() if not step.named_only]
    steps = {step.command for step in usual if "pytest" in step.command and step.name not in OWN}
    assert sorted(command[command.index("-m", 2) + 1] for command in steps) == [
        "browser",
        "door",
        "not browser and not runs_lessons and not door",
        "runs_lessons",
    ]


@pytest.mark.parametrize("folder", ["hub", "website"])
def test_hub_and_site_have_steps_of_their_own(folder: str) -> None:
    files = (PROJECT / "tests" / folder).rglob("test_*.py")
    assert [file for file in files if marks(file)] == []  # else it would run in two steps


def test_the_way_through_the_course_is_in_no_usual_case() -> None:
    (way,) = [step for step in check.steps() if step.named_only]
    assert (PROJECT / way.command[-1]).is_file()
    usual = " ".join(word for step in check.steps() for part in step.parts for word in part)
    assert way.command[-1] not in usual


def test_all_that_ci_must_cover_is_a_step() -> None:
    said = [" ".join(step.command) for step in check.steps()]
    for tool in (
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "oxlint --deny-warnings src site/browser site/first site/static",
    ):
        assert any(words.endswith(tool) for words in said)
    runner = (PROJECT / "tests" / "lessons" / "nbval_offline.py").read_text(encoding="utf-8")
    assert '"--nbval"' in runner
    assert "--nbval-lax" not in runner


def test_ci_runs_the_same_command() -> None:
    script = PROJECT / ".ci" / "run"
    assert re.search(r"course\.py test\b", script.read_text(encoding="utf-8"))
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_no_two_modules_of_tests_have_one_name():
    names = Counter(path.name for path in (PROJECT / "tests").rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
