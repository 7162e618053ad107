"""Makes or completes the environment, unless it is ready."""

from __future__ import annotations

import os
import time
from unicodedata import category

from meantone.commands.set_up.alone import only_one
from meantone.commands.set_up.environment import base_python, make_environment, mend, old_one_kept
from meantone.commands.set_up.folders import (
    DEVELOPER,
    EARLIER_STAMP,
    FORGOTTEN,
    ROOT,
    VENV,
    remove,
)
from meantone.commands.set_up.packages import (
    add_neural,
    check_packages,
    forget_broken_packages,
    install,
)
from meantone.commands.set_up.stamp import (
    has_neural,
    is_ready,
    is_whole,
    put_stamp_aside,
    read_stamp,
    wanted_stamp,
    write_stamp,
)
from meantone.commands.set_up.steps import clock
from meantone.commands.set_up.troubles import (
    FORBIDDEN,
    NetworkError,
    SetupError,
    say,
)
from meantone.commands.set_up.variables import pip_settings


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
            f"{error.filename or VENV} cannot be written, so this installation stays as it is; "
            "its owner can update it with:  python course.py lab"
        )


def check_place() -> None:
    """SetupError if the path of the course is one that no environment can have."""
    name = os.fsencode(ROOT).decode("utf-8", "surrogateescape")
    # Control characters, and bytes that are no UTF-8.
    odd = sorted({one for one in name if one == os.pathsep or category(one) in ("Cc", "Cs")})
    if odd:
        what = "a colon" if odd == [":"] else ", ".join(map(ascii, odd))
        raise SetupError(
            f"The path of this folder, {name!a}, holds {what}, which no Python environment can "
            "have in its path. Rename the folder of that name, then run the same command again."
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


def can_go_on() -> bool:
    """Tell whether an earlier set-up was complete and works where it stands."""
    return bool(read_stamp()) and is_whole() and bool(base_python())


def set_up(lock: str, held: int) -> None:
    """Complete what is there, or start over: the old environment goes when the new one is whole.

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
