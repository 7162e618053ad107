"""The door's own work: makes the environment, keeps it whole, then hands over to the command.

`course.py` calls it with the Python that the learner has, before any package is installed: this
file needs the standard library only. What pip says goes to a log; the learner reads sentences.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import errno
import functools
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from unicodedata import category

from meantone.commands import COMMANDS

OLDEST, NEWEST = (3, 11), (3, 13)  # as in course.py, which old Pythons read too

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "course.json"  # what a complete set-up installed; written last
EARLIER_STAMP = VENV / "course.earlier.json"
BEFORE = VENV / "before"  # a complete environment that does not start, until its successor is whole
FORGOTTEN = VENV / "forgotten"  # what pip knew of packages that are to be installed again
LOG = VENV / "course.log"
LOCK = VENV / "course.lock"

LEARNER, DEVELOPER = "requirements.txt", "requirements-test.txt"  # the second holds the first
NEURAL = "requirements-neural.txt"  # PyTorch: without it all else works the same
CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # PyTorch without gigabytes of CUDA
ROOM_NEEDED = 2_900_000_000  # bytes: 2.1 GB of packages, and their downloads on the way

DEVELOPERS_COMMANDS = ("test", "build", "lock", "bench", "site")

DISK_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class SetupError(Exception):
    """The set-up cannot go on: a sentence for the learner that ends with what to do."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


class NetworkError(SetupError):
    """The packages cannot be fetched."""


def say(text: str) -> None:
    """Tell the learner something, on the error stream: the output belongs to the command."""
    print(text, file=sys.stderr, flush=True)


# ---------------------------------------------------------------------------------------------
# Is everything there already? This runs at each start, so it only reads four small files.
# ---------------------------------------------------------------------------------------------


def fingerprint(name: str) -> str:
    """Return the SHA-256 of a file of the project."""
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def wanted_stamp(lock: str) -> dict[str, str]:
    """Say what a complete set-up with this lock holds."""
    locks = [LEARNER, DEVELOPER] if lock == DEVELOPER else [LEARNER]
    return {name: fingerprint(name) for name in [*locks, "pyproject.toml"]}


def read_stamp() -> dict[str, str]:
    """Return what the last complete set-up holds; nothing if there was none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def environment_facts() -> dict[str, str]:
    """Return what .venv/pyvenv.cfg says of the environment; nothing if there is none."""
    try:
        lines = (VENV / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key.strip(): value.strip() for key, _, value in pairs}


def is_whole() -> bool:
    """Tell whether the environment stands where it was made, on a Python that is still there."""
    facts = environment_facts()
    version = tuple(int(part) for part in re.findall(r"\d+", facts.get("version", ""))[:2])
    return (
        PYTHON.exists()
        and Path(facts.get("home", "nowhere")).is_dir()
        and OLDEST <= version <= NEWEST
        and facts.get("command", "").endswith(str(VENV))  # else the project folder was moved
    )


def is_ready(lock: str) -> bool:
    """Tell whether all that the lock names is installed."""
    return wanted_stamp(lock).items() <= read_stamp().items() and is_whole()


def has_neural() -> bool:
    """Tell whether PyTorch is installed."""
    return read_stamp().get(NEURAL) == fingerprint(NEURAL)


# ---------------------------------------------------------------------------------------------
# Setting up
# ---------------------------------------------------------------------------------------------


def prepare(lock: str) -> None:
    """Make or complete the environment, unless it is ready."""
    if is_ready(lock) and has_neural():
        return
    check_place()
    try:
        make_ready(lock)
    except OSError as error:
        if error.errno not in FORBIDDEN or lock == DEVELOPER or not can_go_on():
            raise
        say(
            f"{error.filename or VENV} cannot be written, so this installation stays as it is; who "
            "owns it brings it up to date with:  python course.py lab"
        )


def make_ready(lock: str) -> None:
    """Set up, alone; without a network go on with what an earlier set-up installed."""
    VENV.mkdir(exist_ok=True)
    with only_one() as held:
        if is_ready(lock) and has_neural():  # another call has just done it
            return
        started = time.monotonic()
        try:
            if not is_ready(lock):
                set_up(lock, held)
        except NetworkError as stop:
            if lock == DEVELOPER or not can_go_on():
                raise
            say(f"{stop}\nGoing on with the packages of the last set-up.")
            return
        if not has_neural():
            add_neural(lock, held)
        say(f"Ready, after {clock(time.monotonic() - started)}.")


def check_place() -> None:
    """SetupError if the path of the course is one that no environment can have."""
    name = os.fsencode(ROOT).decode("utf-8", "surrogateescape")
    # Control characters, and bytes that are no UTF-8.
    odd = sorted({one for one in name if one == os.pathsep or category(one) in ("Cc", "Cs")})
    if odd:
        what = "a colon" if odd == [":"] else ", ".join(map(ascii, odd))
        raise SetupError(
            f"The path of this folder, {name!a}, holds {what}, which no environment of Python's "
            "can have in its path. Rename the folder that is called so, then run the same command "
            "again."
        )


def can_go_on() -> bool:
    """Tell whether an earlier set-up was complete and works where it stands."""
    return bool(read_stamp()) and is_whole() and bool(base_python())


def set_up(lock: str, held: int) -> None:
    """Make what is there complete, or make it anew: the old environment goes when the new is whole.

    Parameters
    ----------
    lock : str
        The file that names the packages.
    held : int
        The lock of the environment.
    """
    with old_one_kept():
        base = base_python()
        if base:
            say("Completing the set-up in the folder .venv.")
            mend(base, held)
        else:
            say("Setting up in the folder .venv: a minute or two on a fast network, once.")
            make_environment(held)
        if not is_ready(lock):  # it may only have been moved
            complete(lock, held)


def complete(lock: str, held: int) -> None:
    """Install the locked packages and the course itself; stamp the environment at the end.

    Parameters
    ----------
    lock : str
        The file that names the packages.
    held : int
        The lock of the environment.
    """
    pip_settings()  # if they are broken, nothing was changed yet
    put_stamp_aside()
    forget_broken_packages()
    install(lock, held)
    check_packages(lock)
    write_stamp(wanted_stamp(lock))
    EARLIER_STAMP.unlink(missing_ok=True)
    remove(FORGOTTEN)


def install(lock: str, held: int) -> None:
    """Install what the lock names, then the course, which stays where it is.

    Parameters
    ----------
    lock : str
        The file that names the packages.
    held : int
        The lock of the environment.
    """
    packages = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(ROOT / lock)]
    progress = PipProgress(count_packages(lock))
    try:
        run_logged(pip(*packages), progress, held)
    except SetupError:
        if not progress.installing:  # nothing was changed
            put_back_what_was_forgotten()
            if EARLIER_STAMP.exists():
                EARLIER_STAMP.replace(STAMP)
        raise
    link_course(held)


def link_course(held: int) -> None:
    """Install the course itself, which stays where it is; this needs no network."""
    course = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    run_logged(pip(*course), Progress("Installing the course"), held)


def add_neural(lock: str, held: int) -> None:
    """Install PyTorch; if that fails, say what a learner has to do without, and go on.

    Parameters
    ----------
    lock : str
        The file that names the other packages: a developer does not go on.
    held : int
        The lock of the environment.
    """
    # Without hashes: see requirements-neural.txt. What it needs of the usual kind is there by now.
    options = ["--only-binary", ":all:", "-r", str(ROOT / NEURAL)]
    if sys.platform == "linux":
        # The usual index holds the build with CUDA, PyTorch's own the one without, which counts as
        # the newer. Where that does not answer, pip goes on with the usual one.
        options += ["--retries", "1", "--extra-index-url", CPU_INDEX]
    try:
        run_logged(pip(*options), Progress("Installing PyTorch"), held)
        check_packages(NEURAL)
    except SetupError as stop:
        if lock == DEVELOPER:
            raise
        say(f"{stop}\n{NO_NEURAL}")
    else:
        write_stamp({**read_stamp(), NEURAL: fingerprint(NEURAL)})


NO_NEURAL = (
    "PyTorch is missing, so the networks cannot run; all else works. The next start tries again."
)


def pip(*arguments: str) -> list[str]:
    """Return the command that installs into the environment, whatever folder it is run from."""
    return [str(PYTHON), "-I", "-m", "pip", "install", *arguments]


def count_packages(lock: str) -> int:
    """Count the packages that a lock names."""
    return len(read_pins(lock))


def read_pins(lock: str) -> list[str]:
    """Return what a lock pins, without the hashes."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [line.rstrip("\\ ") for line in lines if line[:1].isalnum()]


CHECK = """
import importlib.metadata, json, sys
from pathlib import Path
from pip._vendor.packaging.requirements import Requirement
wrong = []
for pin in map(Requirement, json.loads(sys.argv[1])):
    if pin.marker and not pin.marker.evaluate():
        continue
    try:
        found = importlib.metadata.version(pin.name)
    except importlib.metadata.PackageNotFoundError:
        found = ""
    if not found or not pin.specifier.contains(found, prereleases=True):
        wrong.append(pin.name)
import meantone
if Path(meantone.__file__).resolve().parents[2] != Path(sys.argv[2]):
    wrong.append("meantone")
print(json.dumps(wrong))
"""
"""Names the packages that are not there as they are pinned, and the course if it is another one."""


def check_packages(lock: str) -> None:
    """SetupError if a package is not there as the lock pins it, whatever pip said."""
    command = [str(PYTHON), "-I", "-c", CHECK, json.dumps(read_pins(lock)), str(ROOT)]
    done = subprocess.run(command, capture_output=True, env=child_environment(), check=False)
    if done.returncode:
        raise SetupError(f"{explain(done.stderr.decode('utf-8', 'replace'))}")
    wrong = json.loads(done.stdout)
    if wrong:
        names = ", ".join(wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
        raise SetupError(
            f"pip ended well, but what it installed is not in .venv: {names}.{settings_in_use()} "
            "Run the same command again; if it stops there again, delete the folder .venv first. "
            f"Details: {LOG}"
        )


def put_stamp_aside() -> None:
    """Make the environment count as incomplete from now on."""
    EARLIER_STAMP.unlink(missing_ok=True)
    if STAMP.exists():
        STAMP.replace(EARLIER_STAMP)


def write_stamp(stamp: dict[str, str]) -> None:
    """Write what is installed, whole or not at all."""
    fresh = STAMP.with_suffix(".tmp")
    fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    fresh.replace(STAMP)


def runs_pip() -> bool:
    """Tell whether the environment's Python starts and has a working pip."""
    probe = [str(PYTHON), "-I", "-c", "import pip._internal.cli.main"]
    try:
        return subprocess.run(probe, capture_output=True, timeout=120).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


PROBE = """
import json, os, sys, sysconfig
print(json.dumps([sys._base_executable, sys.version_info[:2], sysconfig.get_path("purelib")]))
"""


def base_python() -> str:
    """Return the Python that the environment was made from; "" if the environment does not start.

    Neither does it, here, if its Python has become another one since: its packages lie elsewhere.
    """
    try:
        told = subprocess.check_output(
            [str(PYTHON), "-I", "-c", PROBE], stderr=subprocess.DEVNULL, timeout=120
        )
        base, version, packages = json.loads(told)
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    fits = OLDEST <= tuple(version) <= NEWEST and Path(packages).is_dir()
    own = VENV.resolve() in Path(packages).resolve().parents
    return str(base) if fits and own else ""


def mend(base: str, held: int) -> None:
    """Put right what has to do with where the environment stands; this needs no network.

    Each step can be done again, and the one that makes it count as whole comes last.

    Parameters
    ----------
    base : str
        The Python that the environment was made from.
    held : int
        The lock of the environment.
    """
    if not runs_pip():
        for info in VENV.glob("**/site-packages/pip-*.dist-info"):
            remove(info)  # else it counts as installed
        command = [str(PYTHON), "-I", "-m", "ensurepip"]
        run_logged(command, Progress("Repairing pip"), held)
    if not is_whole():
        if read_stamp():
            link_course(held)
            point_scripts()
        command = [base, "-m", "venv", "--without-pip", str(VENV)]
        run_logged(command, Progress("Repairing the environment"), held)


def point_scripts() -> None:
    """Have the commands of the environment start the Python that is beside them.

    On Windows they are programs, which the course itself never calls: they stay as they are.
    """
    line = f"#!{PYTHON}\n"
    if " " in line or len(line) > 127:  # more than the system reads; so pip does it too
        line = f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n"
    head = re.compile(rb"#!/bin/sh\n'''exec' .+\n' '''\n|#!.+/python[\d.]*\n")
    for path in PYTHON.parent.iterdir():
        if path.is_file() and not path.is_symlink() and is_script(path):
            script = path.read_bytes()
            path.write_bytes(head.sub(lambda _: line.encode(), script, count=1))


def is_script(path: Path) -> bool:
    """Tell whether a file begins with the program that runs it."""
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def make_environment(held: int) -> None:
    """Make .venv from nothing, on the Python that runs this."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetupError(no_venv(module))
    put_environment_aside()
    check_room()
    # From inside an environment, the Python that it was made from.
    base = getattr(sys, "_base_executable", None) or sys.executable
    run_logged([base, "-m", "venv", str(VENV)], Progress("Making the environment"), held)


def no_venv(module: str) -> str:
    """Say that this Python cannot make environments, and what to do."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    advice = "Install Python from python.org, or another one with it"
    if shutil.which("apt-get"):
        advice = f"Run:  sudo apt-get install {package}"
    return f"This Python lacks its module {module}, which makes environments. {advice}, then retry."


@contextlib.contextmanager
def old_one_kept() -> Iterator[None]:
    """Put a complete environment back if its successor could not be made; remove it if it could."""
    try:
        yield
    except (SetupError, OSError):
        if BEFORE.exists():
            empty_environment()
            bring_back()
        raise
    remove(BEFORE)


def put_environment_aside() -> None:
    """Keep a complete environment until the new one is whole; remove any other."""
    if BEFORE.exists() or not read_stamp():
        empty_environment()
        return
    BEFORE.mkdir()
    try:
        for entry in own_entries(VENV):
            entry.rename(BEFORE / entry.name)
    except OSError:  # as on Windows, while the lab is open
        bring_back()
        raise


def bring_back() -> None:
    """Put back what was put aside."""
    for entry in own_entries(BEFORE):
        entry.rename(VENV / entry.name)
    BEFORE.rmdir()


def empty_environment() -> None:
    """Remove all of .venv but the lock that this call holds, the log, and what was put aside."""
    for entry in own_entries(VENV):
        remove(entry)


def own_entries(folder: Path) -> list[Path]:
    """Return what is in an environment, without what belongs to the set-up."""
    return [entry for entry in folder.iterdir() if entry not in (LOCK, LOG, BEFORE)]


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def check_room() -> None:
    """SetupError before the start if the packages will not fit, not even without the old ones."""
    if shutil.disk_usage(VENV).free < ROOM_NEEDED:
        remove(BEFORE)  # it does not start
    if shutil.disk_usage(VENV).free < ROOM_NEEDED:
        raise SetupError(no_room())


def no_room() -> str:
    """Say how much room there is, and how much is needed."""
    places = {str(ROOT): ROOT, tempfile.gettempdir(): Path(tempfile.gettempdir())}
    free = [f"{shutil.disk_usage(path).free / 1e9:.1f} GB in {at}" for at, path in places.items()]
    return (
        f"The disk is full: the set-up needs about {ROOM_NEEDED / 1e9:.1f} GB, there are "
        f"{' and '.join(free)}. Make room, then run the same command again: it goes on."
    )


def forget_broken_packages() -> None:
    """Let pip install again what an interrupted set-up left half-installed."""
    remove(FORGOTTEN)
    FORGOTTEN.mkdir()
    for site in site_folders():
        for info in site.glob("*.dist-info"):
            if not is_intact(info):
                info.rename(FORGOTTEN / info.name)
        for leftover in site.glob("~*"):  # pip's name for what it was about to remove
            remove(leftover)


def put_back_what_was_forgotten() -> None:
    """Let packages be known again that could not be installed anew: they may work all the same."""
    for site in site_folders():
        for info in FORGOTTEN.glob("*.dist-info"):
            if not (site / info.name).exists():
                info.rename(site / info.name)


def site_folders() -> list[Path]:
    """Return the folders that packages are installed in."""
    return [*VENV.glob("lib/python3*/site-packages"), *VENV.glob("Lib/site-packages")]


def is_intact(info: Path) -> bool:
    """Tell whether every file that a package recorded is there, in its full size."""
    try:
        with (info / "RECORD").open(encoding="utf-8", newline="") as rows:
            files = [(info.parent / name, size) for name, _, size in csv.reader(rows) if size]
        # A script is as long as the path in its first line makes it.
        return all(path.stat().st_size == int(size) or is_script(path) for path, size in files)
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def only_one() -> Iterator[int]:
    """Hold the lock of the environment: two set-ups at once would spoil each other's work."""
    held = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not grab(held):
            say("Another set-up is at work in this folder: waiting for it to end.")
            while not grab(held):
                time.sleep(0.2)
        yield held
    finally:
        os.close(held)


def grab(held: int) -> bool:
    """Take the lock if it is free; true too where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


# ---------------------------------------------------------------------------------------------
# Running pip: its words go to a log, the learner sees one line that moves
# ---------------------------------------------------------------------------------------------


class Progress:
    """One line that says what is being done, and for how long."""

    def __init__(self, task: str) -> None:
        self.task = task
        self.started = time.monotonic()
        self.last_shown = self.started
        self.last_width = 0

    def describe(self, log: str) -> str:
        """Say what the log says is being done."""
        return self.task

    def show(self, log: str) -> None:
        """Show the line: in place on a terminal, else every quarter of a minute."""
        line = f"  {self.describe(log)}  {clock(time.monotonic() - self.started)}"
        if sys.stderr.isatty():
            line = line[: shutil.get_terminal_size().columns - 1]
            print(f"\r{line:{self.last_width}}", end="", file=sys.stderr, flush=True)
            self.last_width = len(line)
        elif time.monotonic() - self.last_shown > 15:
            say(line)
            self.last_shown = time.monotonic()

    def end(self) -> None:
        """Leave the line."""
        if self.last_width:
            say("")


class PipProgress(Progress):
    """How far pip is in a list of packages whose length is known."""

    def __init__(self, packages: int) -> None:
        super().__init__("Looking for packages")
        self.packages = packages
        self.installing = False
        self.installed_before = self.count_installed()

    def describe(self, log: str) -> str:
        """Count in the log what was fetched; on disk, since pip says nothing, what is installed."""
        total = self.packages - len(re.findall(r"^Ignoring ", log, re.M))
        there = len(re.findall(r"^Requirement already satisfied", log, re.M))
        fetched = re.findall(r"^(?:Collecting |Processing \S*[/\\])([\w.]+)", log, re.M)
        self.installing = "\nInstalling collected packages" in log
        if self.installing:
            done = max(0, self.count_installed() - self.installed_before)
            return f"Installing package {min(done + 1, total - there)} of {total - there}"
        if fetched:
            return f"Fetching package {there + len(fetched)} of {total}: {fetched[-1]}"
        return self.task

    def count_installed(self) -> int:
        """Count the packages in the environment."""
        return sum(1 for site in site_folders() for _ in site.glob("*.dist-info"))


def clock(seconds: float) -> str:
    """Write a time span as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def run_logged(command: list[str], progress: Progress, held: int) -> None:
    """Run a step of the set-up, its words in the log; raise a `SetupError` if it fails.

    Parameters
    ----------
    command : list of str
        The program and its arguments.
    progress : Progress
        What the learner sees meanwhile.
    held : int
        The lock of the environment.
    """
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode("utf-8", "replace"))
        log.flush()
        beginning = log.tell()
        process = start(command, log, held)
        try:
            while process.poll() is None:
                progress.show(read_log(beginning))
                time.sleep(0.2)
        except BaseException:
            stop(process)
            raise
        finally:
            progress.end()
    words = read_log(beginning)
    progress.describe(words)
    if process.returncode:
        raise explain(words)


def start(command: list[str], log: BinaryIO, held: int) -> subprocess.Popen[bytes]:
    """Start a step that holds the lock as well: should this call be killed, it goes on alone.

    Parameters
    ----------
    command : list of str
        The program and its arguments.
    log : binary file
        Where its words go.
    held : int
        The lock of the environment.
    """
    alone = sys.platform != "win32"
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=pip_environment() if "install" in command else child_environment(),
        pass_fds=(held,) if alone else (),
        start_new_session=alone,
        preexec_fn=heed_interrupts if alone else None,
    )


def heed_interrupts() -> None:
    """Let a step be ended as `stop` ends it, even where this call was started to ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a step; pip is given the time to remove what it laid in the temporary folder."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def read_log(beginning: int) -> str:
    """Return what the log says from a place on."""
    with LOG.open("rb") as log:
        log.seek(beginning)
        return "\n" + log.read().decode("utf-8", "replace").replace("\r\n", "\n")


KEPT = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONFAULTHANDLER",
    "PYTHONHASHSEED",
    "PYTHONIOENCODING",
    "PYTHONNOUSERSITE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUNBUFFERED",
)
"""The variables for Python that lead no environment astray."""


def child_environment() -> dict[str, str]:
    """Return this process's variables without those that would lead the environment astray."""
    astray = re.compile(r"PYTHON[A-Z]|__PYVENV_LAUNCHER__")  # PYTHON_COLORS is somebody else's
    kept = {
        name: value for name, value in os.environ.items() if name in KEPT or not astray.match(name)
    }
    # Windows would else read a project path with an umlaut in the wrong encoding.
    return {**kept, "PYTHONUTF8": "1"}


PIP_SETTINGS = (
    "cache-dir",
    "cert",
    "client-cert",
    "default-timeout",
    "extra-index-url",
    "find-links",
    "index-url",
    "keyring-provider",
    "no-cache-dir",
    "no-compile",
    "no-index",
    "proxy",
    "retries",
    "timeout",
    "trusted-host",
    "use-deprecated",
    "use-feature",
)
"""What of the user's settings for pip holds here too: where packages come from, and how.

All others would change what is installed, or where; the lock says the one, `.venv` is the other.
"""


SETTINGS = """
import json
from pip._internal.configuration import Configuration
found = Configuration(isolated=False)
try:
    found.load()
except Exception as error:
    print(json.dumps(str(error) or type(error).__name__))
else:
    merged = {}
    for key, value in found.items():
        merged.update(value if isinstance(value, dict) else {key: value})
    print(json.dumps(merged))
"""
"""Prints pip's settings as pip finds them, or why not. Its own command would heed what it lists."""


@functools.cache
def pip_settings() -> dict[str, str]:
    """Return the user's settings for pip, of variables and files, that hold here too."""
    command = [str(PYTHON), "-I", "-c", SETTINGS]
    done = subprocess.run(command, capture_output=True, env=child_environment(), check=False)
    if done.returncode:
        raise explain(done.stderr.decode("utf-8", "replace"))
    found = json.loads(done.stdout)
    if isinstance(found, str):
        raise SetupError(
            f"pip cannot read its settings: {' '.join(found.split()).rstrip('.')}. Put that file "
            "right or delete it, then run the same command again."
        )
    held = {}
    for section in ("global", "install", ":env:"):  # the later holds before the earlier
        for key in PIP_SETTINGS:
            if value := found.get(f"{section}.{key}"):
                held[key] = value
    return held


def settings_in_use() -> str:
    """Name the user's settings that say where packages come from, if there are any."""
    named = []
    with contextlib.suppress(OSError, SetupError):  # this explains a trouble, and is to add none
        named = [key for key in pip_settings() if re.search("index|find-links|proxy", key)]
    return f" (pip is set by you to: {', '.join(named)}.)" if named else ""


def pip_environment() -> dict[str, str]:
    """Return the variables for pip: the user's settings, but for what and where it installs."""
    kept = {name: text for name, text in child_environment().items() if name[:4] != "PIP_"}
    settings = {
        f"PIP_{key.upper().replace('-', '_')}": text for key, text in pip_settings().items()
    }
    return {
        **kept,
        **settings,
        # Tried but once, what does not answer looks to pip as if it did not hold the package.
        "PIP_RETRIES": re.sub("^0$", "1", settings.get("PIP_RETRIES", "5")),
        "PIP_CONFIG_FILE": os.devnull,  # none, then
        "PIP_NO_INPUT": "1",  # nobody would see the question
        "PIP_PROGRESS_BAR": "off",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


# ---------------------------------------------------------------------------------------------
# What went wrong, in a sentence
# ---------------------------------------------------------------------------------------------

NETWORK = (
    r"NewConnectionError|Failed to establish a new connection|ConnectTimeout|ReadTimeout"
    r"|Temporary failure in name resolution|getaddrinfo failed|Name or service not known"
    r"|nodename nor servname|Network is unreachable|Connection refused|Connection reset"
    r"|Connection aborted|IncompleteRead|IncompleteDownload|ConnectionError|Read timed out"
    r"|HTTP error \d|\d Client Error|\d Server Error"
)
TROUBLES = (
    (r"No space left on device|Errno 28\b|Disk quota exceeded|WinError 112\b", no_room),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerification",
        "The package index cannot be trusted over this network: its certificate does not check "
        "out. Set the computer's clock, try another network, or ask its administrator for the "
        "certificate and give its file in the variable PIP_CERT.",
    ),
    (
        r"ProxyError|Tunnel connection failed|Proxy Authentication",
        "The network's proxy refuses the connection to the package index. Give the right proxy "
        "in the variable HTTPS_PROXY, or try another network, then run the same command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A package that was fetched is not the one that was locked, so it is not installed. Run "
        "the same command again, on another network if it stays so.",
    ),
    (
        r"ensurepip is not available|No module named '?ensurepip",
        lambda: no_venv("ensurepip"),
    ),
    (
        r"Long Path support|WinError 206\b",
        "The path of this folder is too long for Windows. Move the folder to a shorter path, "
        "such as C:\\meantone, then run the same command again.",
    ),
    (
        r"Permission denied|Errno 13\b|WinError 5\b|WinError 32\b|Read-only file system",
        "A file in .venv cannot be written. Close JupyterLab and every program that uses this "
        "folder, see that the folder is yours, then run the same command again.",
    ),
    (
        r"from versions: \S+\)|not a supported wheel on this platform|No matching distribution",
        "A locked package was not found for this machine ({platform}): the package index in use "
        "does not hold it, or it has no build for this system.{settings} If pip is set to another "
        "index, unset it; else use 64-bit Linux, macOS or Windows with the Python from python.org.",
    ),
)


def explain(words: str) -> SetupError:
    """Turn what a failed step said into one sentence with what to do."""
    known = [answer for pattern, answer in TROUBLES[:4] if re.search(pattern, words)]
    if not known and re.search(NETWORK, words):
        return NetworkError(
            "The packages cannot be fetched: the package index does not answer. Connect to the "
            "internet (a proxy goes in the variable HTTPS_PROXY), then run the same command "
            f"again: it goes on. Details: {LOG}"
        )
    known += [answer for pattern, answer in TROUBLES[4:] if re.search(pattern, words)]
    if not known and shutil.disk_usage(ROOT).free < 10_000_000:  # not even for the log
        known = [no_room]
    if known:
        sentence = known[0] if isinstance(known[0], str) else known[0]()
        sentence = sentence.replace("{platform}", platform_name())
        if "{settings}" in sentence:
            sentence = sentence.replace("{settings}", settings_in_use())
        return SetupError(f"{sentence} Details: {LOG}")
    return SetupError(
        f"The set-up stopped: {last_line(words)}. Run the same command again; if it stops there "
        f"again, delete the folder .venv first. Details: {LOG}"
    )


def platform_name() -> str:
    """Name this machine's platform and Python."""
    import sysconfig

    return f"{sysconfig.get_platform()}, Python {sys.version_info[0]}.{sys.version_info[1]}"


def last_line(words: str) -> str:
    """Return the last thing said, an error if there is one."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["no reason given"])[-1].rstrip(".")


def explain_refusal(error: OSError) -> str:
    """Turn the operating system's refusal into a sentence with what to do."""
    place = error.filename or ROOT
    if error.errno in DISK_FULL:
        return no_room()
    if error.errno in FORBIDDEN:
        return (
            f"{place} cannot be written. Close the programs that use it, and see that the folder "
            "of the course is yours and not read-only; then run the same command again. If it "
            "belongs to somebody else, let them run it once, or copy the folder to your own."
        )
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"{place} is in the way: a folder belongs there. Delete it, then try again."
    if isinstance(error, FileNotFoundError):
        return f"{place} is missing. Get a complete copy of the course, then try again."
    return f"The set-up stopped: {error}. Run the same command again; it goes on."


# ---------------------------------------------------------------------------------------------
# The door itself
# ---------------------------------------------------------------------------------------------


def hand_over(arguments: list[str]) -> int:
    """Run the command in the environment; on Linux and macOS it takes this process's place."""
    # -P: where this was called from may lie a random.py as well.
    command = [str(PYTHON), "-P", "-m", "meantone", *arguments]
    sys.stdout.flush()
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's to handle
        return subprocess.call(command, env=child_environment())
    return os.execve(command[0], command, child_environment())


def help_text() -> str:
    """List the commands."""
    lines = [f"  {name:8}{what}" for name, what in COMMANDS.items()]
    usage = "Usage: python course.py COMMAND [OPTIONS]\n\nCommands:\n"
    start = "\n\nStart with:  python course.py lab"
    return usage + "\n".join(lines) + start


def check_command(command: str) -> None:
    """Refuse a command that does not exist, naming the nearest that does."""
    if command not in COMMANDS:
        near = difflib.get_close_matches(command, COMMANDS, n=1)
        hint = f"Did you mean:  python course.py {near[0]}" if near else help_text()
        raise SetupError(f"There is no command {command!r}. {hint}", code=2)


def interrupt(number: int, frame: object) -> None:
    """Treat the wish to end this process as Ctrl-C."""
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Set up if need be, and run a command."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(help_text())
        return 0
    check_command(arguments[0])
    lock = DEVELOPER if arguments[0] in DEVELOPERS_COMMANDS else LEARNER
    if {"-h", "--help"} & set(arguments) and not is_ready(lock):
        print(f"python course.py {arguments[0]}: {COMMANDS[arguments[0]]}")
        return 0
    prepare(lock)
    return hand_over(arguments)


def main(arguments: list[str]) -> int:
    """Run a command; whatever goes wrong in the set-up is told in a sentence."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)
    try:
        return run(arguments)
    except SetupError as stop:
        say(str(stop))
        return stop.code
    except OSError as error:
        say(explain_refusal(error))
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Nothing is lost: run the same command again and it goes on.")
        return 130
