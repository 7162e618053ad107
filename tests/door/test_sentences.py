"""Whatever keeps the set-up from going on is told in a sentence that says what to do."""

import ast
import errno
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest
from tiny_course import DOOR

from meantone.commands.set_up.folders import DEVELOPER, LEARNER, NEURAL, NEWEST, OLDEST

PROJECT = Path(__file__).resolve().parents[2]
Usage = namedtuple("Usage", "total used free")  # as shutil has it
OLD = ["python2", *(f"python3.{minor}" for minor in range(1, 11)), "python3.14"]


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
    starter: ModuleType, python: tuple[object, ...], words: str
) -> None:
    trouble = starter.python_trouble(*python)
    assert trouble.startswith(words) if words else trouble == ""


SINCE_2_7 = re.findall(
    r"\w+",
    """
    Module Expr Import ImportFrom alias FunctionDef arguments arg Assign AugAssign Return Pass Raise
    If For While Try ExceptHandler With withitem Delete Break Continue Call keyword Name Attribute
    Subscript Slice Constant List Tuple Dict ListComp GeneratorExp comprehension BinOp UnaryOp
    BoolOp Compare IfExp Lambda Load Store Del Add Sub Mult Mod Pow USub And Or Not Eq NotEq Lt LtE
    Gt GtE In NotIn Is IsNot
    """,
)
"""What a syntax tree may hold that Python 2.7 can read as well."""


def not_in_2_7(source: str) -> list[str]:
    """Name what is in a source that Python 2.7 cannot read, or would read as something else."""
    found = [] if source.isascii() else ["no ASCII"]
    found += re.findall(r"\b\d[\d.]*_\d|(?i:\bb?r?f['\"])", source)  # 1_000, f-strings
    for node in ast.walk(ast.parse(source)):
        name = type(node).__name__
        if name not in SINCE_2_7:
            found.append(name)
        if isinstance(node, ast.arguments) and (node.kwonlyargs or node.posonlyargs):
            found.append("arguments")
        if isinstance(node, ast.arg | ast.FunctionDef) and (
            node.annotation if isinstance(node, ast.arg) else node.returns
        ):
            found.append("annotation")
        if isinstance(node, ast.Raise) and node.cause:
            found.append("raise from")
        if isinstance(node, ast.Name) and node.id in ("print", "exec", "nonlocal", "super"):
            found.append(node.id)
        if isinstance(node, ast.Call):
            kinds = [isinstance(one, ast.Starred) for one in node.args]
            if sum(kinds[:-1]) or sum(word.arg is None for word in node.keywords) > 1:
                found.append("unpacking")
        if isinstance(node, ast.Dict) and None in node.keys:
            found.append("unpacking")
    return found


def test_every_python_since_2_7_can_read_the_door() -> None:
    assert not_in_2_7((PROJECT / "course.py").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "newer",
    [
        "def f(a: int): pass",
        "def f() -> int: pass",
        "def f(*, a): pass",
        "a: int = 1",
        "f'{a}'",
        "print('a', file=b)",
        "{**a}",
        "[*a]",
        "a = 1_000",
        "raise A from b",
        "async def f(): pass",
        "if (a := 1): pass",
        "nonlocal_ = lambda: (yield from a)",
        "a = 'ü'",
        "a @ b",
    ],
)
def test_what_python_2_7_cannot_read_is_found(newer: str) -> None:
    assert not_in_2_7(newer)


def test_the_rest_is_read_by_those_pythons_only_that_may_run_it(starter: ModuleType) -> None:
    for path in (PROJECT / DOOR).glob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=starter.OLDEST)
    assert (OLDEST, NEWEST) == (starter.OLDEST, starter.NEWEST)


@pytest.fixture(scope="module")
def starter() -> ModuleType:
    """The file that is called."""
    spec = importlib.util.spec_from_file_location("course", PROJECT / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def old_pythons() -> list[str]:
    """Return the Pythons of this machine that the course cannot use."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    made = [*pyenv.glob("2.7*/bin/python"), *pyenv.glob("3.[1-9].*/bin/python")]
    made += pyenv.glob("3.1[04].*/bin/python")
    named = [found for name in OLD if (found := shutil.which(name))]
    return [python for python in [*map(str, made), *named] if starts(python)]


def starts(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not old_pythons(), reason="no old Python on this machine")
def test_an_old_python_says_so_itself(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "course.py", tmp_path)  # alone: an old Python gets no further
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
    starter: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(command: list[str], **how: object) -> bytes:
        if command[0] == "python3.12":
            return b"3.12\n"
        raise (
            FileNotFoundError
            if command[0] == "python3.13"
            else subprocess.CalledProcessError(1, "")
        )

    monkeypatch.setattr(subprocess, "check_output", answer)
    assert starter.suitable_python() == "python3.12"
    monkeypatch.setattr(subprocess, "check_output", lambda *command, **how: b"2.7")
    assert starter.suitable_python() == ""


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
    stop = door.troubles.explain(f"\nCollecting numpy==2.4.6\n{log}\n" if log else "")
    sentence = str(stop)
    assert advice in sentence
    assert "\n" not in sentence
    assert sentence.endswith(f"Details: {door.folders.LOG}")
    assert isinstance(stop, door.troubles.NetworkError) == (advice.startswith("Connect to"))


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

    monkeypatch.setattr(door.door, "prepare", refuse)
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
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == module else real(name)
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
    assert not (door.folders.VENV / "pyvenv.cfg").exists()


def test_a_disk_that_fills_up_at_the_very_end_leaves_the_set_up_incomplete(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_locks(door)
    monkeypatch.setattr(door.stamp, "is_whole", lambda: True)
    monkeypatch.setattr(door.preparing, "base_python", lambda: sys.executable)
    monkeypatch.setattr(door.preparing, "mend", lambda base, held: None)
    monkeypatch.setattr(door.preparing, "pip_settings", dict)
    monkeypatch.setattr(door.preparing, "check_packages", lambda lock: None)
    monkeypatch.setattr(door.preparing, "install", lambda lock, held: None)
    monkeypatch.setattr(door.preparing, "add_neural", lambda lock, held: None)
    with monkeypatch.context() as full:
        full.setattr(Path, "replace", lambda path, other: raise_(OSError(errno.ENOSPC, "full")))
        assert door.main(["lab"]) == 1
    assert not door.stamp.is_ready(door.folders.LEARNER)
    monkeypatch.setattr(door.door, "hand_over", lambda arguments: 0)
    assert door.main(["lab"]) == 0
    assert door.stamp.is_ready(door.folders.LEARNER)


def test_a_disk_too_full_for_the_log_is_said(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 0))
    assert "The disk is full" in str(door.troubles.explain("\nCollecting numpy==2.4.6\n"))


@pytest.mark.parametrize("name", ["Früh & spät", "音楽", "👩\u200d🎤", "a\u00a0b", "it's 100 %"])
def test_a_folder_may_be_called_in_any_script(
    door: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door.preparing, "ROOT", Path(name))
    door.preparing.check_place()


def test_an_environment_that_is_in_use_and_cannot_be_put_aside_stays_whole(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on Windows, where a program that runs cannot be moved."""
    copy_locks(door)
    names = ["Lib", "Scripts", "course.json", "pyvenv.cfg", "share"]
    door.folders.VENV.mkdir()
    for name in names:
        (door.folders.VENV / name).write_text('{"is": "whole"}', encoding="utf-8")
    real = Path.rename

    def rename(path: Path, other: Path) -> Path:
        if path == door.folders.VENV / "Scripts":
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        return real(path, other)

    monkeypatch.setattr(Path, "rename", rename)
    assert door.main(["lab"]) == 1
    assert "Scripts cannot be written. Close the programs that use it" in capsys.readouterr().err
    there = {path.name for path in door.folders.VENV.iterdir()} - {"course.lock", "course.log"}
    assert there == set(names)


def raise_(error: BaseException) -> None:
    raise error


def copy_locks(door: ModuleType) -> None:
    for name in (LEARNER, DEVELOPER, NEURAL, "pyproject.toml"):
        shutil.copy(PROJECT / name, door.folders.ROOT)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"], ["lab", "--help"]])
def test_help_sets_nothing_up(
    door: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    copy_locks(door)
    assert door.main(arguments) == 0
    assert "python course.py" in capsys.readouterr().out
    assert not door.folders.VENV.exists()


@pytest.mark.parametrize(
    ("command", "hint"), [("lib", "python course.py lab"), ("zzz", "Commands:")]
)
def test_a_command_that_does_not_exist_sets_nothing_up(
    door: ModuleType, command: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main([command]) == 2
    assert hint in capsys.readouterr().err
    assert not door.folders.VENV.exists()


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
    assert words in door.packages.PipProgress(4).describe(f"\n{log}\n")


def test_the_users_settings_for_pip_are_kept(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = {
        "global.index-url": "everywhere",
        "global.cert": "everywhere",
        "install.cert": "installing",
        "global.find-links": "\na\nb",
        "download.proxy": "no",
        "global.retries": "0",
        ":env:.target": "astray",
    }
    done = subprocess.CompletedProcess([], 0, json.dumps(lists).encode(), b"")
    monkeypatch.setattr(subprocess, "run", lambda command, **how: done)
    for name in ("PIP_TARGET", "PIP_CONFIG_FILE", "PYTHONHOME", "PYTHONPATH", "PYTHONOPTIMIZE"):
        monkeypatch.setenv(name, "the user's")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHON_COLORS", "0")
    settings = door.variables.pip_environment()
    assert settings["PIP_INDEX_URL"] == "everywhere"
    assert settings["PIP_CERT"] == "installing"
    assert settings["PIP_FIND_LINKS"].split() == ["a", "b"]
    assert settings["PIP_CONFIG_FILE"] == os.devnull
    assert settings["PIP_RETRIES"] == "1"
    assert settings["PYTHONDONTWRITEBYTECODE"] == "1"
    assert settings["PYTHON_COLORS"] == "0"
    gone = {"PIP_TARGET", "PIP_PROXY", "PYTHONHOME", "PYTHONPATH", "PYTHONOPTIMIZE"}
    assert not gone & settings.keys()
    assert door.variables.settings_in_use() == " (pip is set by you to: find-links, index-url.)"


def test_on_windows_the_command_is_a_child_and_ctrl_c_is_its_own(
    door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, signals = [], []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "call", lambda command, env: calls.append(command) or 3)
    monkeypatch.setattr(signal, "signal", lambda *pair: signals.append(pair))
    assert door.door.hand_over(["lab"]) == 3
    assert calls == [[str(door.folders.PYTHON), "-P", "-m", "meantone", "lab"]]
    assert signals == [(signal.SIGINT, signal.SIG_IGN)]


def test_the_door_starts_with_the_standard_library_alone() -> None:
    code = f"import sys; sys.path.append({str(PROJECT)!r}); import course; course.main(['--help'])"
    command = [sys.executable, "-I", "-S", "-c", code]  # without what is installed
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Start with:  python course.py lab" in done.stdout
