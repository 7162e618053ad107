"""What went wrong, in a sentence that ends with what to do."""

from __future__ import annotations

import errno
import re
import shutil
import sys
import tempfile
from pathlib import Path

from meantone.commands.set_up.folders import LOG, ROOT

ROOM_NEEDED = 2_900_000_000  # bytes: 2.1 GB of packages, and their downloads on the way
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


def no_room() -> str:
    """Say how much room there is, and how much is needed."""
    places = {str(ROOT): ROOT, tempfile.gettempdir(): Path(tempfile.gettempdir())}
    free = [f"{shutil.disk_usage(path).free / 1e9:.1f} GB in {at}" for at, path in places.items()]
    return (
        f"The disk is full: the set-up needs about {ROOM_NEEDED / 1e9:.1f} GB, there are "
        f"{' and '.join(free)}. Make room, then run the same command again: it goes on."
    )


def no_venv(module: str) -> str:
    """Say that this Python cannot make environments, and what to do."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    advice = "Install Python from python.org, or another one with it"
    if shutil.which("apt-get"):
        advice = f"Run:  sudo apt-get install {package}"
    return f"This Python lacks its module {module}, which makes environments. {advice}, then retry."


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


def explain(words: str, settings: str = "") -> SetupError:
    """Turn what a failed step said into one sentence with what to do.

    Parameters
    ----------
    words : str
        What it said.
    settings : str
        Which of pip's settings the user has made, as a sentence in brackets.
    """
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
        return SetupError(f"{sentence.replace('{settings}', settings)} Details: {LOG}")
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
