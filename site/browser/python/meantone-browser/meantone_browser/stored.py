"""What a cell shows that cannot run in a browser: why, and what it shows in the installed course.

The site has the outputs of such lessons' cells beside the lab, each under its code's checksum.
"""

import json
from hashlib import sha256

MISSING = "MissingError"
"""What the library raises if a package is not there."""

FOLLOWS = "This goes on from a cell above that cannot run in the browser."
BEFORE = "In the installed course this cell shows:"
NOTHING = "In the installed course this cell shows nothing and makes what others need."


def name_of(source):
    """Return the name of the file that holds a cell's stored outputs."""
    return f"{sha256(source.strip().encode()).hexdigest()[:16]}.json"


def reason(error, missed):
    """Return why a cell of the course cannot run, as a learner is told; nothing if it should.

    Parameters
    ----------
    error : BaseException
    missed : bool
        Whether a cell before could not run.
    """
    if type(error).__name__ == MISSING:
        return str(error).rstrip(".") + "."
    return FOLLOWS if missed else ""


def stored(source, fetch):
    """Return the stored outputs of a cell; None if it is not as it stands in the lesson."""
    try:
        return json.loads(fetch(name_of(source)))
    except (OSError, ValueError):
        return None


def show_instead(shell, fetch, display):
    """Have the shell say in a sentence what cannot run here, and show what is stored of it.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
    fetch : callable
        Returns the text of one of the site's files by its name; OSError if there is none.
    display : callable
        Shows an output: its data by type.
    """
    missed = False

    def instead(shell, kind, error, trace, tb_offset=None):
        nonlocal missed
        why = reason(error, missed)
        outputs = stored(shell.history_manager.input_hist_raw[-1], fetch) if why else None
        if not why or (outputs is None and why == FOLLOWS):
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
            return
        missed = True
        after = "" if outputs is None else (BEFORE if outputs else NOTHING)
        display({"text/markdown": f"**Not in the browser.** {why} {after}", "text/plain": why})
        for data in outputs or ():
            display(data)

    shell.set_custom_exc((Exception,), instead)
