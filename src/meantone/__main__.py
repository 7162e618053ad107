"""The course's commands: `python course.py COMMAND` ends here, as does `meantone COMMAND`."""

from __future__ import annotations

import difflib
import os
import sys
from importlib.util import find_spec

from meantone import __version__
from meantone.commands import COMMANDS, at_hand, find_command
from meantone.installation import adding, call, is_package_alone


def main(arguments: list[str] | None = None) -> int:
    """Run the command named by the first argument, and return its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        The command and what belongs to it; those of the command line if left out.

    Examples
    --------
    >>> main(["--help"])  # doctest: +ELLIPSIS
    Usage: python course.py COMMAND [OPTIONS]
    ...
    """
    command, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if command in ("-h", "--help", "help"):
        print(help_text())
        return 0
    if command in ("-V", "--version", "version"):
        print(f"meantone {__version__}")
        return 0
    if command not in COMMANDS:
        print(unknown(command), file=sys.stderr)
        return 2
    if command not in at_hand():
        print(needs_the_folder(command), file=sys.stderr)
        return 2
    try:
        code = find_command(command)(rest)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Who read along has had enough, as in `... | head`. Nothing more goes to the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("meantone"):
            raise
        print(missing(str(error.name), command), file=sys.stderr)
        return 1


def help_text() -> str:
    """List the commands, one in a line.

    Examples
    --------
    >>> "doctor" in help_text()
    True
    """
    lines = [f"  {name:8}{what}" for name, what in at_hand().items()]
    usage = f"Usage: {call('COMMAND [OPTIONS]')}\n\nCommands:\n"
    return usage + "\n".join(lines) + f"\n\nStart with:  {call('lab')}"


def unknown(command: str) -> str:
    """Say that there is no such command, and which one comes nearest.

    Examples
    --------
    >>> print(unknown("dotcor"))
    There is no command 'dotcor'. Did you mean:  python course.py doctor
    """
    near = difflib.get_close_matches(command, at_hand(), n=1)
    hint = f"Did you mean:  {call(near[0])}" if near else help_text()
    return f"There is no command {command!r}. {hint}"


def needs_the_folder(command: str) -> str:
    """Say that a command works on the course's folder, which a wheel does not bring.

    Examples
    --------
    >>> print(needs_the_folder("test"))
    'test' works on the course's own folder, ... in it:  python course.py test
    """
    return (
        f"{command!r} works on the course's own folder, which is not part of the installed "
        f"package. Get a copy of the course, and run in it:  {call(command, 'folder')}"
    )


def missing(package: str, command: str) -> str:
    """Say that a command needs a package that is not there, and what to do.

    The course's folder has all packages or is broken. A wheel may have been installed without
    those of the lab.

    Parameters
    ----------
    package, command : str

    Examples
    --------
    >>> missing("verovio", "lab")
    'The package verovio is missing. Run:  python course.py doctor'
    """
    if is_package_alone() and find_spec("jupyterlab") is None:
        remedy = f"Install it with the lab's packages:  {adding('lab', command=command)}"
    else:
        remedy = f"Run:  {call('doctor')}"
    return f"The package {package} is missing. {remedy}"


if __name__ == "__main__":
    sys.exit(main())
