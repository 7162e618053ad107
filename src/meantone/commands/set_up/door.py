"""From a command to its run: the environment is made or completed first, if it has to be."""

from __future__ import annotations

import difflib
import os
import signal
import subprocess
import sys

from meantone.commands import COMMANDS
from meantone.commands.set_up.folders import DEVELOPER, LEARNER, PYTHON
from meantone.commands.set_up.preparing import prepare
from meantone.commands.set_up.stamp import is_ready
from meantone.commands.set_up.troubles import SetupError, explain_refusal, say
from meantone.commands.set_up.variables import child_environment

DEVELOPERS_COMMANDS = ("test", "build", "lock", "bench", "site")


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


def check_command(command: str) -> None:
    """Refuse a command that does not exist, naming the nearest that does."""
    if command not in COMMANDS:
        near = difflib.get_close_matches(command, COMMANDS, n=1)
        hint = f"Did you mean:  python course.py {near[0]}" if near else help_text()
        raise SetupError(f"There is no command {command!r}. {hint}", code=2)


def help_text() -> str:
    """List the commands."""
    lines = [f"  {name:8}{what}" for name, what in COMMANDS.items()]
    usage = "Usage: python course.py COMMAND [OPTIONS]\n\nCommands:\n"
    start = "\n\nStart with:  python course.py lab"
    return usage + "\n".join(lines) + start


def interrupt(number: int, frame: object) -> None:
    """Treat the wish to end this process as Ctrl-C."""
    raise KeyboardInterrupt


def hand_over(arguments: list[str]) -> int:
    """Run the command in the environment; on Linux and macOS it takes this process's place."""
    # -P: where this was called from may lie a random.py as well.
    command = [str(PYTHON), "-P", "-m", "meantone", *arguments]
    sys.stdout.flush()
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's to handle
        return subprocess.call(command, env=child_environment())
    return os.execve(command[0], command, child_environment())
