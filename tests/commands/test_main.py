"""The commands are found by name, loaded when called, and do not break each other."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from meantone import __main__ as door
from meantone import commands
from meantone.commands import COMMANDS, find_command, project_folder

HEAVY = ("numpy", "pandas", "music21", "note_seq", "altair", "jupyterlab", "nbformat", "verovio")


def test_every_command_is_there() -> None:
    for name in COMMANDS:
        assert callable(find_command(name)), name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        door.main([name, "--help"])
    assert ended.value.code in (0, None)
    assert f"course.py {name} [" in capsys.readouterr().out.splitlines()[0]


def test_help_lists_all_and_loads_nothing() -> None:
    code = (
        "import sys; from meantone.__main__ import main; main(['--help'])\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_no_command_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main([]) == 0
    assert "Start with:" in capsys.readouterr().out


def test_a_slip_is_answered_with_the_nearest_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main(["tset"]) == 2
    assert capsys.readouterr().err == (
        "There is no command 'tset'. Did you mean:  python course.py test\n"
    )


def test_a_broken_command_does_not_break_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "meantone.commands.lab", None)
    assert callable(find_command("doctor"))


def test_a_missing_package_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def find(name: str) -> None:
        raise ModuleNotFoundError("No module named 'verovio'", name="verovio")

    monkeypatch.setattr(door, "find_command", find)
    assert door.main(["lab"]) == 1
    assert "verovio is missing. Run:  python course.py doctor" in capsys.readouterr().err


def test_ctrl_c_ends_a_command_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "find_command", lambda name: interrupt)
    assert door.main(["data"]) == 130
    assert "Stopped." in capsys.readouterr().err


def test_the_project_folder_is_the_courses() -> None:
    project = tomllib.loads((project_folder() / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["name"] == "meantone"
    assert project_folder() / "src/meantone/commands" == Path(commands.__file__).parent


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_closed_pipe_ends_a_command_quietly(lines: int) -> None:
    code = (
        "import sys; from meantone import __main__ as door\n"
        f"def command(arguments): sys.stdin.read(); print('line\\n' * {lines}); return 0\n"
        "door.find_command = lambda name: command\n"
        "sys.exit(door.main(['bench']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        running.stdin.close()
        assert running.stderr.read() == ""
    assert running.returncode == 141
