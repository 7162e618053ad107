"""The one door to Meantone.

    python course.py lab     set up, the first time, and open the lessons
    python course.py         list all commands

It needs Python 3.11, 3.12 or 3.13 and nothing else. All that it installs stays in the folder
.venv beside it: delete that folder and it is gone.
"""

# This file must be one that any Python can read, since 2.7: whoever starts it with an old one gets
# a sentence, not a traceback. So: no f-strings, no annotations, nothing but the standard library.
# All else is in src/meantone/commands/set_up.

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OLDEST, NEWEST = (3, 11), (3, 13)


def python_trouble(version, implementation="cpython", build="64-bit"):
    # type: (tuple[int, ...], str, str) -> str
    """Say in one sentence why the course cannot use this Python; "" if it can."""
    name = "Python " + ".".join([str(part) for part in version[:2]])
    wanted = "the course needs Python 3." + str(OLDEST[1]) + " to 3." + str(NEWEST[1])
    if version[:2] < OLDEST:
        return name + " is too old: " + wanted + "."
    if version[:2] > NEWEST:
        return name + " is too new, some packages do not run on it yet: " + wanted + "."
    if implementation != "cpython":
        return "This Python is " + implementation + ": " + wanted + ", the usual one of python.org."
    if build != "64-bit":
        return "This Python is a " + build + " build: " + wanted + ", in its usual 64-bit build."
    return ""


def build_name():
    # type: () -> str
    """Say which build the running Python is."""
    if sys.maxsize < 2**32:
        return "32-bit"
    return "free-threaded" if "free-threading" in sys.version else "64-bit"


def suitable_python():
    # type: () -> str
    """Return a command of this machine that starts a Python the course can use, "" if none does."""
    versions = ["3." + str(minor) for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    commands = [["python" + version] for version in versions]
    if sys.platform == "win32":
        commands += [["py", "-" + version] for version in versions]
    for command in commands:
        if answer_of(command) in versions:
            return " ".join(command)
    return ""


def answer_of(command):
    # type: (list[str]) -> str
    """Return the version of the Python that a command starts, "" if it starts none."""
    import subprocess

    probe = "import ensurepip, sys; print('{}.{}'.format(*sys.version_info))"
    try:
        with open(os.devnull, "wb") as nowhere:
            told = subprocess.check_output(command + ["-c", probe], stderr=nowhere)
    except Exception:  # which ones there are depends on the Python that runs this
        return ""
    return str(told.decode("ascii", "replace").strip())


def check_python():
    # type: () -> None
    """Leave with a sentence if the running Python is none that the course can use."""
    trouble = python_trouble(sys.version_info[:2])
    if not trouble:
        trouble = python_trouble(sys.version_info[:2], sys.implementation.name, build_name())
    if not trouble:
        return
    found = suitable_python()
    if found:
        advice = "This machine has one. Run:  " + found + " course.py lab"
    else:
        advice = "Install Python 3." + str(NEWEST[1] - 1) + " from python.org, then run this again."
    sys.exit(trouble + "\n" + advice)


def keep_to_src():
    # type: () -> None
    """Look for modules in src and not beside this file.

    A random.py of the learner's there would otherwise take the place of Python's own.
    """
    others = [path for path in sys.path if os.path.abspath(path) != HERE]
    sys.path[:] = [os.path.join(HERE, "src")] + others


def main(arguments):
    # type: (list[str]) -> int
    """Set up if need be, and run a command."""
    keep_to_src()
    check_python()
    if not os.path.isdir(os.path.join(HERE, "src", "meantone", "commands", "set_up")):
        sys.exit("The folder src is missing. Get a complete copy of the course, then try again.")
    from meantone.commands import set_up

    return set_up.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
