"""Whatever keeps the set-up from going on is told in a sentence that says what to do."""

import ast
import errno
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

from meantone.commands import COMMANDS

PROJECT = Path(__file__).resolve().parents[2]
Usage = namedtuple("Usage", "total used free")  # as shutil has it
OLD = [f"python3.{minor}" for minor in range(6, 11)] + ["python3.14"]


@pytest.mark.parametrize(
    ("python", "words"),
    [
        (((3, 11),), ""),
        (((3, 12),), ""),
        (((3, 13),), ""),
        (((3, 6),), "Python 3.6 is too old: the course needs Python 3.11 to 3.13."),
        (((3, 10),), "Python 3.10 is too old: the course needs Python 3.11 to 3.13."),
        (((3, 14),), "Python 3.14 is too new, some packages do not run on it yet"),
        (((4, 0),), "Python 4.0 is too new"),
        (((3, 11), "pypy"), "This Python is pypy"),
        (((3, 11), "cpython", "32-bit"), "This Python is a 32-bit build"),
        (((3, 13), "cpython", "free-threaded"), "This Python is a free-threaded build"),
    ],
)
def test_an_unsuitable_python_is_said(
    door: ModuleType, python: tuple[object, ...], words: str
) -> None:
    trouble = door.python_trouble(*python)
    assert trouble.startswith(words) if words else trouble == ""


def test_the_file_compiles_on_an_old_python() -> None:
    ast.parse((PROJECT / "course.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def old_pythons() -> list[str]:
    """Return the Pythons of this machine that the course cannot use."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    made = [*pyenv.glob("3.[6-9].*/bin/python"), *pyenv.glob("3.1[04].*/bin/python")]
    named = [found for name in OLD if (found := shutil.which(name))]
    return [python for python in [*map(str, made), *named] if starts(python)]


def starts(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not old_pythons(), reason="no old Python on this machine")
def test_an_old_python_says_so_itself(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "course.py", tmp_path)
    for python in old_pythons():
        done = subprocess.run(
            [python, str(tmp_path / "course.py"), "lab"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "the course needs Python 3.11 to 3.13" in done.stderr
        assert "\nThis machine has one. Run:  " in done.stderr or "python.org" in done.stderr
        assert "Traceback" not in done.stderr
        assert "SyntaxError" not in done.stderr


def test_the_advice_names_a_python_that_starts(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(command: list[str], **how: object) -> bytes:
        if command[0] == "python3.12":
            return b"3.12\n"
        raise (
            FileNotFoundError
            if command[0] == "python3.13"
            else subprocess.CalledProcessError(1, "")
        )

    monkeypatch.setattr(door.subprocess, "check_output", answer)
    assert door.suitable_python() == "python3.12"
    monkeypatch.setattr(door.subprocess, "check_output", lambda *command, **how: b"2.7")
    assert door.suitable_python() == ""


INDEX = "WARNING: Retrying (Retry(total=0)) after connection broken by "
LOGS = [
    (f"{INDEX}'NewConnectionError: Connection refused'", "Connect to the internet"),
    (f"{INDEX}'NameResolutionError: Temporary failure in name resolution'", "Connect to"),
    ("ERROR: HTTP error 503 while getting https://example.org/simple", "Connect to"),
    ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.", "Connect to"),
    (f"{INDEX}'SSLError(SSLCertVerificationError(1, CERTIFICATE_VERIFY_FAILED))'", "PIP_CERT"),
    (f"{INDEX}'ProxyError(Cannot connect to proxy.)'", "HTTPS_PROXY"),
    (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left",
        "disk is full",
    ),
    ("OSError: [WinError 112] There is not enough space on the disk", "disk is full"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "Run the same command again"),
    ("ERROR: No matching distribution found for numba==0.68.1", "for this machine ("),
    ("ERROR: x.whl is not a supported wheel on this platform.", "for this machine ("),
    ("OSError: [Errno 13] Permission denied: 'x'", "Close JupyterLab"),
    ("OSError: [Errno 2] HINT: enable Windows Long Path support", "shorter path"),
    ("The virtual environment was not created: ensurepip is not available.", "ensurepip"),
    ("ERROR: something new\nbye", "something new. Run the same command again; if it stops there"),
    ("", "no reason given"),
]


@pytest.mark.parametrize(("log", "advice"), LOGS)
def test_what_pip_said_becomes_a_sentence_with_what_to_do(
    door: ModuleType, log: str, advice: str
) -> None:
    stop = door.explain(f"\nCollecting numpy==2.4.6\n{log}\n") if log else door.explain("")
    sentence = str(stop)
    assert advice in sentence
    assert "\n" not in sentence
    assert sentence.endswith(f"Details: {door.LOG}")
    assert isinstance(stop, door.NetworkError) == (advice.startswith("Connect to"))


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Make room"),
        (PermissionError(errno.EACCES, "Permission denied", "there"), "there cannot be written"),
        (OSError(errno.EROFS, "Read-only file system", "there"), "not read-only"),
        (FileExistsError(errno.EEXIST, "File exists", ".venv"), ".venv is in the way"),
        (FileNotFoundError(errno.ENOENT, "No such file", "requirements.txt"), "complete copy"),
        (OSError(errno.EIO, "Input/output error"), "Run the same command again"),
    ],
)
def test_what_the_system_refuses_is_told_without_a_traceback(
    door: ModuleType,
    error: OSError,
    advice: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(lock: str) -> None:
        raise error

    monkeypatch.setattr(door, "prepare", refuse)
    assert door.main(["lab"]) == 1
    assert advice in capsys.readouterr().err


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_that_cannot_make_environments_is_said(
    door: ModuleType,
    module: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy_locks(door)
    real = door.importlib.util.find_spec
    monkeypatch.setattr(
        door.importlib.util, "find_spec", lambda name: None if name == module else real(name)
    )
    assert door.main(["lab"]) == 1
    said = capsys.readouterr().err
    assert f"lacks its module {module}" in said
    assert "apt-get install python3" in said or "python.org" in said


def test_a_full_disk_is_said_before_the_start(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy_locks(door)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 3 * 10**8))
    assert door.main(["lab"]) == 1
    assert "needs about 2.9 GB, there are 0.3 GB in " in capsys.readouterr().err
    assert not (door.VENV / "pyvenv.cfg").exists()


def test_a_disk_that_fills_up_at_the_very_end_leaves_the_set_up_incomplete(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_locks(door)
    monkeypatch.setattr(door, "is_whole", lambda: True)
    monkeypatch.setattr(door, "runs_pip", lambda: True)
    monkeypatch.setattr(door, "install", lambda lock, held: None)
    monkeypatch.setattr(door, "add_neural", lambda lock, held: None)
    with monkeypatch.context() as full:
        full.setattr(Path, "replace", lambda path, other: raise_(OSError(errno.ENOSPC, "full")))
        assert door.main(["lab"]) == 1
    assert not door.is_ready(door.LEARNER)
    monkeypatch.setattr(door, "hand_over", lambda arguments: 0)
    assert door.main(["lab"]) == 0
    assert door.is_ready(door.LEARNER)


def test_a_disk_too_full_for_the_log_is_said(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 0))
    assert "The disk is full" in str(door.explain("\nCollecting numpy==2.4.6\n"))


def raise_(error: BaseException) -> None:
    raise error


def copy_locks(door: ModuleType) -> None:
    for name in (door.LEARNER, door.DEVELOPER, door.NEURAL, "pyproject.toml"):
        shutil.copy(PROJECT / name, door.ROOT)


def test_the_door_and_the_package_list_the_same_commands(door: ModuleType) -> None:
    assert door.COMMANDS == COMMANDS


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"], ["lab", "--help"]])
def test_help_sets_nothing_up(
    door: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    copy_locks(door)
    assert door.main(arguments) == 0
    assert "python course.py" in capsys.readouterr().out
    assert not door.VENV.exists()


@pytest.mark.parametrize(
    ("command", "hint"), [("lib", "python course.py lab"), ("zzz", "Commands:")]
)
def test_a_command_that_does_not_exist_sets_nothing_up(
    door: ModuleType, command: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main([command]) == 2
    assert hint in capsys.readouterr().err
    assert not door.VENV.exists()


PIP_AT_WORK = [
    ("", "Looking for packages"),
    (
        "Ignoring appnope: markers 'x'\nCollecting absl-py==2.5.1 (from -r /a/r.txt (line 1))",
        "1 of 3",
    ),
    ("Collecting absl-py==2.5.1\nProcessing /opt/wheels/altair-6.3.0-py3-none-any.whl", ": altair"),
    ("Requirement already satisfied: a==1\nCollecting numpy==2.4.6", "package 2 of 4: numpy"),
    ("Collecting a==1\nInstalling collected packages: a, b", "Installing package 1 of 4"),
    (
        "Requirement already satisfied: a==1\nCollecting b==1\nInstalling collected packages: b",
        "Installing package 1 of 3",
    ),
]


@pytest.mark.parametrize(("log", "words"), PIP_AT_WORK)
def test_the_learner_sees_how_far_it_is(door: ModuleType, log: str, words: str) -> None:
    assert words in door.PipProgress(4).describe(f"\n{log}\n")


def test_the_users_settings_for_pip_are_kept(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_INDEX_URL", "PIP_CERT", "PIP_TARGET", "PYTHONHOME", "PYTHONPATH"):
        monkeypatch.setenv(name, "the user's")
    settings = door.quiet_environment()
    assert settings["PIP_INDEX_URL"] == settings["PIP_CERT"] == "the user's"
    assert not {"PIP_TARGET", "PYTHONHOME", "PYTHONPATH"} & settings.keys()


def test_on_windows_the_command_is_a_child_and_ctrl_c_is_its_own(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, signals = [], []
    monkeypatch.setattr(door.sys, "platform", "win32")
    monkeypatch.setattr(door.subprocess, "call", lambda command, env: calls.append(command) or 3)
    monkeypatch.setattr(door.signal, "signal", lambda *pair: signals.append(pair))
    assert door.hand_over(["lab"]) == 3
    assert calls == [[str(door.PYTHON), "-m", "meantone", "lab"]]
    assert signals == [(door.signal.SIGINT, door.signal.SIG_IGN)]


def test_the_start_of_the_door_uses_the_standard_library_alone() -> None:
    tree = ast.parse((PROJECT / "course.py").read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        name.split(".")[0]
        for node in nodes
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert names <= set(sys.stdlib_module_names)
