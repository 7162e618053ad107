"""The one door to Meantone.

    python course.py lab     set up, the first time, and open the lessons
    python course.py         list all commands

It needs Python 3.11, 3.12 or 3.13 and nothing else. All that it installs stays in the folder
.venv beside it: delete that folder and it is gone.
"""

# Down to `check_python()` this file must run, and below it compile, on any Python since 3.6:
# whoever starts it with an old one is to read a sentence, not a traceback.

import contextlib
import csv
import difflib
import errno
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

OLDEST, NEWEST = (3, 11), (3, 13)


def python_trouble(
    version: "tuple[int, ...]", implementation: str = "cpython", build: str = "64-bit"
) -> str:
    """Say in one sentence why the course cannot use this Python; "" if it can."""
    name = f"Python {version[0]}.{version[1]}"
    wanted = f"the course needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}"
    if version[:2] < OLDEST:
        return f"{name} is too old: {wanted}."
    if version[:2] > NEWEST:
        return f"{name} is too new, some packages do not run on it yet: {wanted}."
    if implementation != "cpython":
        return f"This Python is {implementation}: {wanted}, the usual one from python.org."
    if build != "64-bit":
        return f"This Python is a {build} build: {wanted}, in its usual 64-bit build."
    return ""


def build_name() -> str:
    """Say which build the running Python is."""
    if sys.maxsize < 2**32:
        return "32-bit"
    return "free-threaded" if "free-threading" in sys.version else "64-bit"


def suitable_python() -> str:
    """Return a command of this machine that starts a Python the course can use, "" if none does."""
    versions = [f"3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    launcher = [["py", f"-{version}"] for version in versions] if sys.platform == "win32" else []
    probe = "import ensurepip, sys; print('{}.{}'.format(*sys.version_info))"
    for command in [["python" + version] for version in versions] + launcher:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            answer = subprocess.check_output(
                [*command, "-c", probe], stderr=subprocess.DEVNULL, timeout=10
            )
            if answer.decode("ascii", "replace").strip() in versions:
                return " ".join(command)
    return ""


def check_python() -> None:
    """Leave with a sentence if the running Python is none that the course can use."""
    trouble = python_trouble(sys.version_info[:2], sys.implementation.name, build_name())
    if not trouble:
        return
    found = suitable_python()
    if found:
        advice = f"This machine has one. Run:  {found} course.py lab"
    else:
        advice = f"Install Python 3.{NEWEST[1] - 1} from python.org, then run this again."
    sys.exit(f"{trouble}\n{advice}")


check_python()

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "course.json"  # what a complete set-up installed; written last
EARLIER_STAMP = VENV / "course.earlier.json"
LOG = VENV / "course.log"
LOCK = VENV / "course.lock"

LEARNER, DEVELOPER = "requirements.txt", "requirements-test.txt"  # the second holds the first
NEURAL = "requirements-neural.txt"  # PyTorch: without it all else works the same
CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # PyTorch without gigabytes of CUDA
ROOM_NEEDED = 2_900_000_000  # bytes: 2.1 GB of packages, and their downloads on the way

COMMANDS = {
    "lab": "open the lessons in JupyterLab (--no-browser, --port NUMBER)",
    "data": "build data sets: all, or those named",
    "prepare": "train the longer-trained networks, and keep them in the cache",
    "teach": "open a lesson with its solutions and a teacher's notes (--live, --slides)",
    "class": "see what a class predicted and misunderstood: open, or show a folder of hand-ins",
    "report": "hold a folder of tunes against people's: one page, and its figures as data",
    "doctor": "check Python, packages, disk, sound, engraving and charts; say what to do",
    "test": "run every test (or the steps named; --quick leaves the long ones out)",
    "build": "make the notebooks of lessons/ from their masters",
    "bench": "compare with peers and published figures: list the benchmarks, or run one",
    "lock": "write the locked requirements anew from pyproject.toml (--upgrade)",
}
DEVELOPERS_COMMANDS = ("test", "build", "lock", "bench")

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
    VENV.mkdir(exist_ok=True)
    with only_one() as held:
        if is_ready(lock) and has_neural():  # another call has just done it
            return
        started = time.monotonic()
        try:
            if not is_ready(lock):
                set_up(lock, held)
        except NetworkError as stop:
            if lock == DEVELOPER or not STAMP.exists():
                raise
            say(f"{stop}\nGoing on with the packages of the last set-up.")
            return
        if not has_neural():
            add_neural(lock, held)
        say(f"Ready, after {clock(time.monotonic() - started)}.")


def set_up(lock: str, held: int) -> None:
    """Install the locked packages and the course itself; stamp the environment at the end."""
    if is_whole() and runs_pip():
        say("Completing the set-up in the folder .venv.")
        forget_broken_packages()
    else:
        say("Setting up in the folder .venv: a minute or two on a fast network, once.")
        make_environment(held)
    put_stamp_aside()
    install(lock, held)
    write_stamp(wanted_stamp(lock))
    EARLIER_STAMP.unlink(missing_ok=True)


def install(lock: str, held: int) -> None:
    """Install what the lock names, then the course, which stays where it is."""
    packages = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(ROOT / lock)]
    course = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    progress = PipProgress(count_packages(lock))
    try:
        run_logged(pip(*packages), progress, held)
    except NetworkError:
        if EARLIER_STAMP.exists() and not progress.installing:  # nothing was changed
            EARLIER_STAMP.replace(STAMP)
        raise
    run_logged(pip(*course), Progress("Installing the course"), held)


def add_neural(lock: str, held: int) -> None:
    """Install PyTorch; if that fails, say what a learner has to do without, and go on."""
    # Without hashes: see requirements-neural.txt. What it needs of the usual kind is there by now.
    options = ["--only-binary", ":all:", "-r", str(ROOT / NEURAL)]
    if sys.platform == "linux":
        # The usual index holds the build with CUDA, PyTorch's own the one without, which counts as
        # the newer. Where that does not answer, pip goes on with the usual one.
        options += ["--retries", "1", "--extra-index-url", CPU_INDEX]
    try:
        run_logged(pip(*options), Progress("Installing PyTorch"), held)
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
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return sum(line[:1].isalnum() for line in lines)


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


def make_environment(held: int) -> None:
    """Make .venv from nothing, on the Python that runs this."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetupError(no_venv(module))
    empty_environment()
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


def empty_environment() -> None:
    """Remove all of .venv but the lock that this call holds."""
    for entry in VENV.iterdir():
        if entry == LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def check_room() -> None:
    """SetupError before the start if the packages will not fit."""
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
    for site in site_folders():
        for info in site.glob("*.dist-info"):
            if not is_intact(info):
                shutil.rmtree(info)
        for leftover in site.glob("~*"):  # pip's name for what it was about to remove
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def site_folders() -> list[Path]:
    """Return the folders that packages are installed in."""
    return [*VENV.glob("lib/python3*/site-packages"), *VENV.glob("Lib/site-packages")]


def is_intact(info: Path) -> bool:
    """Tell whether every file that a package recorded is there, in its full size."""
    try:
        with (info / "RECORD").open(encoding="utf-8", newline="") as rows:
            return all(
                (info.parent / name).stat().st_size == int(size)
                for name, _, size in csv.reader(rows)
                if size
            )
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
    """Run a step of the set-up, its words in the log; raise a `SetupError` if it fails."""
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
    """Start a step that holds the lock as well: should this call be killed, it goes on alone."""
    alone = sys.platform != "win32"
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=quiet_environment(),
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


def child_environment() -> dict[str, str]:
    """Return this process's variables without those that would lead the environment astray."""
    astray = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    # Windows would else read a project path with an umlaut in the wrong encoding.
    return {**kept, "PYTHONUTF8": "1"}


def quiet_environment() -> dict[str, str]:
    """Return the variables for pip: the user's settings, but for what and where it installs."""
    ours = ("TARGET", "PREFIX", "ROOT", "PYTHON", "REQUIRE_HASHES", "DRY_RUN", "QUIET", "VERBOSE")
    dropped = {f"PIP_{name}" for name in ours}
    kept = {name: value for name, value in child_environment().items() if name not in dropped}
    return {
        **kept,
        "PIP_USER": "0",
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
        "does not hold it, or it has no build for this system. If pip is set to another index, "
        "unset it; else use 64-bit Linux, macOS or Windows with the Python from python.org.",
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
        return SetupError(f"{sentence.replace('{platform}', platform_name())} Details: {LOG}")
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
            "of the course is yours and not read-only; then run the same command again."
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
    command = [str(PYTHON), "-m", "meantone", *arguments]
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
