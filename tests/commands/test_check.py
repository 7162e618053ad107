"""The tests' own command: nothing that fails is lost, and the last line counts."""

import re
import subprocess
from pathlib import Path

import pytest

from meantone.commands import check
from meantone.commands.check import STEPS, Step, Tally

COUNTS = r"\d+ passed, \d+ failed(, \d+ skipped)?"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a passing, a failing, a skipped and a broken test file."""
    files = {
        "test_good.py": "def test_a(): pass\ndef test_b(): pass\n",
        "test_bad.py": "import pytest\ndef test_c(): 1 / 0\ndef test_d(): pytest.skip()\n",
        "test_broken.py": "import no_such_module\n",
        "fine.py": "print('fine')\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(check, "project_folder", lambda: tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # it starts faster so
    return tmp_path


def pytest_step(*files: str) -> Step:
    return Step("unit", "tests", ("pytest", "-q", "-p", "no:cacheprovider", *files))


@pytest.mark.parametrize(
    ("step", "tally"),
    [
        (pytest_step("test_good.py"), Tally(2, 0)),
        (pytest_step("test_good.py", "test_bad.py"), Tally(2, 1, 1)),
        (pytest_step("test_broken.py"), Tally(0, 1)),
        (pytest_step("nowhere"), Tally(0, 1)),
        (pytest_step("fine.py"), Tally(0, 1)),  # no tests at all is a failure too
        (Step("style", "a tool", ("fine",)), Tally(1, 0)),
        (Step("style", "a tool", ("no_such_tool",)), Tally(0, 1)),
    ],
)
def test_what_a_step_found_is_counted(project: Path, step: Step, tally: Tally) -> None:
    assert check.run_step(step).tally == tally


def test_all_steps_run_though_one_fails_and_the_last_line_counts(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = (pytest_step("test_bad.py"), Step("style", "a tool", ("fine",)))
    monkeypatch.setattr(check, "STEPS", steps)
    assert check.main([]) == 1
    last = capsys.readouterr().out.rstrip("\n").rpartition("\n")[2]
    assert last == "1 passed, 1 failed, 1 skipped"
    assert check.main(["style"]) == 0
    last = capsys.readouterr().out.rstrip("\n").rpartition("\n")[2]
    assert last == "1 passed, 0 failed"
    assert re.fullmatch(COUNTS, last)


def test_words_for_pytest_are_handed_on(project: Path) -> None:
    step = pytest_step("test_good.py")
    assert check.run_step(step, ["-k", "test_a"]).tally == Tally(1, 0)


def test_quick_leaves_the_slow_steps_out(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = (Step("style", "a tool", ("fine",)), Step("door", "slow", ("no_such_tool",), slow=True))
    monkeypatch.setattr(check, "STEPS", steps)
    assert check.main(["--quick"]) == 0
    assert "door" not in capsys.readouterr().out


def test_a_step_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        check.main(["uint"])
    assert ended.value.code == 2
    assert "no step uint" in capsys.readouterr().err


def test_without_chromium_the_browser_step_fails_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "find_chromium", lambda: "")
    monkeypatch.setattr(check, "install_chromium", lambda: "")
    outcome = check.run_step(next(step for step in STEPS if step.name == "browser"))
    assert outcome.tally == Tally(0, 1)
    assert "apt-get install chromium" in capsys.readouterr().out


def test_every_test_belongs_to_one_step() -> None:
    """The marks divide the tests: what one step leaves out, exactly one other takes."""
    marks = [step.command[step.command.index("-m") + 1] for step in STEPS if "-m" in step.command]
    assert marks == [
        "not browser and not runs_lessons and not door",
        "runs_lessons",
        "browser",
        "door",
    ]


def test_all_that_ci_must_cover_is_a_step() -> None:
    said = [" ".join(step.command) for step in STEPS]
    assert "ruff check ." in said
    assert "ruff format --check ." in said
    assert "mypy" in said
    lessons = next(command for command in said if "--nbval" in command)
    assert "--nbval-lax" not in lessons
    assert lessons.endswith("-n 2 --dist loadfile lessons")


def test_ci_runs_the_same_command() -> None:
    script = Path(__file__).resolve().parents[2] / ".ci" / "run"
    assert re.search(r"course\.py test\b", script.read_text(encoding="utf-8"))
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
