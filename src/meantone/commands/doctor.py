"""`course.py doctor`: is everything there that the lessons need, and if not, what to do.

Each check runs in a process of its own where it calls compiled packages: one that crashes is
told like any other failure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from meantone.commands import project_folder
from meantone.installation import adding, anew, call, is_package_alone
from meantone.storage import learners_home, machine

SMALLEST_DISK = 500_000_000
"""Bytes that must be free: data sets, models and the learner's work."""

ALONE = is_package_alone()
ANEW = anew()
COMPLETE = ANEW if ALONE else f"Get a complete copy of the course. {ANEW}"
PATIENCE = 120
"""Seconds that one check may take."""

CALL = (60, 64, 67, 72)
"""The pitches of the tune that is played and engraved."""


class AilmentError(Exception):
    """Something the lessons need is not in order.

    Parameters
    ----------
    what : str
        What was found.
    remedy : str
        What to do about it.

    Examples
    --------
    >>> AilmentError("no room", "Make room.").remedy
    'Make room.'
    """

    def __init__(self, what: str, remedy: str = ANEW) -> None:
        super().__init__(what)
        self.remedy = remedy


@dataclass(frozen=True)
class Check:
    """One thing to look at.

    Parameters
    ----------
    name : str
        What it is called in the report.
    look : callable
        Returns what was found, in a few words; raises `AilmentError` if it is not in order.
    apart : bool
        Whether it calls compiled packages, so that it runs in a process of its own.
    needed : bool
        Whether the lessons need it.
    """

    name: str
    look: Callable[[], str]
    apart: bool = False
    needed: bool = True


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Parameters
    ----------
    name : str
    well : bool
    words : str
        What was found.
    remedy : str
        What to do; empty if all is well.
    needed : bool
        Whether the lessons need it.

    Examples
    --------
    >>> print(Finding("disk", False, "0.1 GB free", "Make room."))
    FAILED  disk: 0.1 GB free
            Make room.
    """

    name: str
    well: bool
    words: str
    remedy: str = ""
    needed: bool = True

    def __str__(self) -> str:
        mark = "ok" if self.well else "FAILED" if self.needed else "absent"
        advice = f"\n        {self.remedy}" if self.remedy else ""
        return f"{mark:8}{self.name}: {self.words}{advice}"


def main(arguments: list[str]) -> int:
    """Look at everything; return 0 if all that the lessons need is in order, else 1."""
    parser = argparse.ArgumentParser(
        prog=call("doctor"),
        description="Check that everything the lessons need works, and say what to do if not.",
    )
    parser.parse_args(arguments)
    findings = []
    for check in CHECKS:
        findings.append(examine(check))
        print(findings[-1], flush=True)
    failed = sum(not finding.well and finding.needed for finding in findings)
    if failed:
        print(f"\n{failed} of {len(findings)} checks failed; below each is what to do.")
    else:
        print(f"\nAll is well. {_what_now(findings)}")
    return min(failed, 1)


def _what_now(findings: Sequence[Finding]) -> str:
    """Return what to do when all that is needed is in order."""
    if any(finding.name == "lab" and not finding.well for finding in findings):
        return f"Compare a folder of tunes with people's:  {call('report FOLDER')}"
    return f"Open the lessons with:  {call('lab')}"


def examine(check: Check) -> Finding:
    """Run one check; whatever happens in it becomes a finding.

    Examples
    --------
    >>> print(examine(Check("sums", lambda: str(1 // 0))))
    FAILED  sums: ZeroDivisionError: integer division or modulo by zero
            Delete the folder .venv in the course's folder, then run:  python course.py lab
    """
    try:
        apart = check.apart and machine().processes
        words = _look_apart(check.name) if apart else check.look()
        return Finding(check.name, True, words)
    except AilmentError as ailment:
        return Finding(check.name, False, str(ailment), ailment.remedy, check.needed)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # some compiled packages raise none of Exception's kind
        words = f"{type(error).__name__}: {error}".splitlines()[0]
        return Finding(check.name, False, words, ANEW, check.needed)


def _look_apart(name: str) -> str:
    """Run one check in a new process; raise what it says, or how it ended."""
    code = f"from meantone.commands import doctor; doctor.look_and_tell({name!r})"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        words = f"no answer within {PATIENCE} s"
        raise AilmentError(words, "Close other programs, then try again.") from None
    told = done.stdout.decode("utf-8", "replace").strip().splitlines()
    if done.returncode or not told:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise AilmentError(f"it crashed with code {done.returncode}: {reason[-1]}")
    well, words, remedy = json.loads(told[-1])
    if not well:
        raise AilmentError(words, remedy)
    return str(words)


def look_and_tell(name: str) -> None:
    """Run one check and print what it found, for the process that waits for it.

    Examples
    --------
    >>> look_and_tell("python")  # doctest: +ELLIPSIS
    [true, "3...", ""]
    """
    check = next(check for check in CHECKS if check.name == name)
    finding = examine(Check(name, check.look))
    print(json.dumps([finding.well, finding.words, finding.remedy]))


def check_python() -> str:
    """Check the version of Python."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise AilmentError(
            f"{platform.python_version()}; the course needs 3.11 to 3.13",
            f"Install Python 3.12. {ANEW}"
            if ALONE
            else "Install Python 3.12, delete the folder .venv, run:  python3.12 course.py lab",
        )
    return f"{platform.python_version()}, {platform.system()}, {platform.machine()}"


def check_packages() -> str:
    """Check that the installed packages are the locked ones; in a wheel, those that it asks for."""
    wrong = differing_packages(_wanted_packages())
    wanted = "asked for" if ALONE else "locked"
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise AilmentError(f"not as {wanted}: " + ", ".join(wrong[:3]) + more)
    return f"all as {wanted}"


def _wanted_packages() -> Iterable[str]:
    """Return what is to be installed: what the lock pins, or in a wheel what its metadata ask."""
    if ALONE:
        from importlib.metadata import requires

        return requires("meantone") or ()
    from meantone.commands.set_up.packages import read_pins

    return read_pins((project_folder() / "requirements.txt").read_text(encoding="utf-8"))


def differing_packages(wanted: Iterable[str]) -> list[str]:
    """Name the packages whose installed version is not the wanted one.

    What only an extra asks for is left out.

    Examples
    --------
    >>> differing_packages(["no-such-package==1.0", "no-other==1 ; extra == 'lab'"])
    ['no-such-package is missing']
    """
    from importlib.metadata import PackageNotFoundError, version

    from packaging.requirements import Requirement

    wrong = []
    for pin in map(Requirement, wanted):
        if pin.marker and not pin.marker.evaluate():
            continue
        try:
            found = version(pin.name)
        except PackageNotFoundError:
            wrong.append(f"{pin.name} is missing")
            continue
        if not pin.specifier.contains(found, prereleases=True):
            wrong.append(f"{pin.name} is {found}, not {pin.specifier}")
    return wrong


def check_disk() -> str:
    """Check that there is room for data sets and the learner's work."""
    home = learners_home() if ALONE else project_folder()
    free = shutil.disk_usage(next(path for path in (home, *home.parents) if path.exists())).free
    if free < SMALLEST_DISK:
        raise AilmentError(
            f"{free / 1e9:.1f} GB free; the lessons need {SMALLEST_DISK / 1e9:.1f} GB",
            f"Make room on the disk that holds {home}.",
        )
    return f"{free / 1e9:.1f} GB free"


def check_folders() -> str:
    """Check that the cache and the learner's folder can be written."""
    from meantone.commands.places import PlaceError, find_places, why_not
    from meantone.commands.prepare import VARIABLE
    from meantone.storage import cache_folder

    try:
        places, reason = find_places(project_folder()), why_not(cache_folder())
    except PlaceError as error:
        what, _, remedy = str(error).partition(". ")
        raise AilmentError(what, remedy) from None
    if reason and os.environ.get(VARIABLE) == "off":  # a hub's: all is in it, to be read only
        return f"your copies are in {places.copies}; {cache_folder()} is the cache, to read only"
    if reason:
        raise AilmentError(
            f"{cache_folder()} cannot be written: {reason}",
            "Give yourself the right to write there. For another cache folder, name it in the "
            "environment variable MEANTONE_CACHE.",
        )
    return f"your copies are in {places.copies}; the cache is {cache_folder()}"


def check_lab() -> str:
    """Check that JupyterLab and the kernel that the lessons run on are there."""
    from importlib.metadata import version

    if ALONE and find_spec("jupyterlab") is None:
        raise AilmentError(
            "no JupyterLab, which the lab and pages to print need", f"To have it:  {adding('lab')}"
        )
    import ipykernel.kernelapp  # noqa: F401
    import jupyterlab.labapp  # noqa: F401

    kernel = Path(sys.prefix, "share", "jupyter", "kernels", "python3", "kernel.json")
    if not kernel.is_file():
        raise AilmentError("JupyterLab has no Python kernel")
    return f"JupyterLab {version('jupyterlab')}, ipykernel {version('ipykernel')}"


def check_sound() -> str:
    """Check that a tune becomes a sound that can be heard, in a format for browsers."""
    from meantone.show import kind_here, sound
    from meantone.tunes import Tune

    heard = sound(Tune(CALL, (48,) * len(CALL)))
    peak = float(abs(heard.samples).max())
    if peak < 0.01:
        raise AilmentError("the sound is silent")
    size = len(heard.encode(kind_here("mp3")))
    return f"{heard.seconds:.1f} s of {heard.instrument}, {size / 1000:.0f} kB"


def check_engraving() -> str:
    """Check that a tune becomes a score with all its notes."""
    from meantone.show import score
    from meantone.tunes import Tune

    if machine().browser and not machine().has("verovio"):
        return "scores are described in words"
    notes = score(Tune(CALL, (48,) * len(CALL))).svg.count('class="notehead')
    if notes != len(CALL):
        raise AilmentError(f"the score shows {notes} notes, not {len(CALL)}")
    return f"a score of {notes} notes"


def check_charts() -> str:
    """Check that a chart becomes a picture."""
    from meantone.show import roll
    from meantone.show.charts import to_svg
    from meantone.tunes import Tune

    if machine().browser and not machine().has("vl_convert"):
        return "charts are drawn by the page"
    svg = to_svg(roll(Tune(CALL, (48,) * len(CALL))))
    if "<path" not in svg and "<rect" not in svg:
        raise AilmentError("the chart is empty")
    return f"a chart of {len(svg) / 1000:.0f} kB"


def check_data() -> str:
    """Check that the starter tunes load, and that the source of the others is there."""
    from meantone.tunes.collections import sets

    tunes, found = len(sets.load("starter")), find_spec("music21")
    if found is None or not found.submodule_search_locations:
        raise AilmentError("music21 is missing")
    source = Path(found.submodule_search_locations[0]) / "corpus" / "essenFolksong"
    if not tunes or not any(source.glob("*.abc")):
        raise AilmentError("the tunes are missing", COMPLETE)
    others = [name for name in sets.set_names() if name != "starter"]
    return f"{tunes} starter tunes; at hand or built at first use: {', '.join(others)}"


def check_networks() -> str:
    """Check that PyTorch, which the networks need, can compute."""
    try:
        import torch
    except ImportError:
        raise AilmentError(
            "no PyTorch; only the networks need it",
            f"Connect to the internet, then run:  {adding('neural')}",
        ) from None
    total = float(torch.ones(2, 3).sum())
    if total != 6:
        raise AilmentError(f"PyTorch adds six ones up to {total:g}")
    return f"PyTorch {torch.__version__}"


def check_chromium() -> str:
    """Check for the browser that the tests drive."""
    from meantone.commands.chromium import find_chromium

    found = find_chromium()
    if not found:
        raise AilmentError("none; only the tests need it", f"{call('test')} installs it.")
    return found


CHECKS: Sequence[Check] = (
    Check("python", check_python),
    Check("packages", check_packages),
    Check("disk", check_disk),
    Check("folders", check_folders),
    Check("lab", check_lab, apart=True, needed=not ALONE),
    Check("sound", check_sound, apart=True),
    Check("engraving", check_engraving, apart=True),
    Check("charts", check_charts, apart=True),
    Check("data", check_data, apart=True),
    Check("networks", check_networks, apart=True, needed=False),
    *(() if ALONE else (Check("chromium", check_chromium, needed=False),)),
)
