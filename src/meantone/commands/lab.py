"""`course.py lab`: JupyterLab on the learner's copies of the lessons.

The lab keeps to itself: it reads no Jupyter or IPython settings of the user's, and asks nothing of
any outside host. Its own settings are in `my_lessons/.lab`.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from meantone.commands import project_folder
from meantone.commands.copies import Change, find_lessons, update_copies
from meantone.commands.prepare import in_background
from meantone.commands.saving import keep_stills
from meantone.storage import write_whole
from meantone.teaching.publishing.learners import learners_copy
from meantone.teaching.publishing.pages import STYLE

START = "00_start_here.ipynb"
SETTINGS = Path(__file__).parent / "lab_settings"
STYLES = (STYLE, SETTINGS / "lab.css")
FIRST_LAYOUT = SETTINGS / "workspace.json"
"""What is open beside a notebook the first time: its table of contents."""

NOT_OURS = ("jupyterlab_jupytext", "nbdime")
"""Extensions of the lab that come with packages of the course and are of no use to a learner.

Their parts in the browser are left out by `page_config.json` in the lab's settings.
"""


def main(arguments: list[str]) -> int:
    """Bring the learner's copies up to date and open them in JupyterLab.

    Parameters
    ----------
    arguments : list of str
        `--no-browser`, `--port NUMBER`, and any option of JupyterLab's own.

    Returns
    -------
    int
        0 when the lab was stopped; 1 if it could not start.
    """
    options, others = parse(arguments)
    project = project_folder()
    mine = project / "my_lessons"
    if not find_lessons(project / "lessons"):
        print("There are no lessons in lessons/. Run:  python course.py build", file=sys.stderr)
        return 1
    use_own_settings(os.environ, mine / ".lab")
    changes = lay(project / "lessons", mine, learners_copy)
    if not any(mine.glob("*.ipynb")):
        return 1
    report(changes)
    with in_background():
        open_lab(mine, START, options, others)
    return 0


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read the command's options; hand back those that are JupyterLab's.

    Examples
    --------
    >>> options, others = parse(["--no-browser", "--port", "9000"])
    >>> options.browser, options.port, others
    (False, 9000, [])
    """
    parser = argparse.ArgumentParser(
        prog="course.py lab",
        description="Open the lessons in JupyterLab.",
        epilog="Your copies are in my_lessons/. To begin a lesson afresh, delete its copy and "
        "start the lab again. Further options are handed to JupyterLab.",
    )
    add_options(parser)
    return parser.parse_known_args(arguments)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a command that opens the lab its options: whether to show it, and where it answers."""
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the address"
    )
    parser.add_argument(
        "--port", type=int, default=8888, help="port to answer on, or the next free one (8888)"
    )


def use_own_settings(variables: MutableMapping[str, str], folder: Path) -> None:
    """Point Jupyter and IPython to the lab's own settings, away from the user's.

    Parameters
    ----------
    variables : mutable mapping
        The environment variables to change.
    folder : Path
        Where the lab keeps settings, and which notebooks it trusts.

    Examples
    --------
    >>> variables = {"JUPYTER_PATH": "/old", "JUPYTER_TOKEN": "chosen"}
    >>> use_own_settings(variables, Path("mine"))
    >>> sorted(name for name in variables if name.startswith("JUPYTER"))
    ['JUPYTER_CONFIG_DIR', 'JUPYTER_DATA_DIR', 'JUPYTER_PREFER_ENV_PATH', 'JUPYTER_TOKEN']
    """
    for name in list(variables):
        if name.startswith("JUPYTER") and name != "JUPYTER_TOKEN":
            del variables[name]
    variables["JUPYTER_PREFER_ENV_PATH"] = "1"
    variables["JUPYTER_CONFIG_DIR"] = str(folder / "config")
    variables["JUPYTER_DATA_DIR"] = str(folder / "data")
    variables["IPYTHONDIR"] = str(folder / "ipython")


def lay(lessons: Path, mine: Path, made: Callable[[bytes], bytes] = bytes) -> list[Change]:
    """Bring copies up to date and trust the new ones; if that fails, say so and go on.

    Parameters
    ----------
    lessons, mine, made
        As in `meantone.commands.copies.update_copies`.

    Returns
    -------
    list of Change
        What was done.
    """
    try:
        changes = update_copies(lessons, mine, made)
    except OSError as error:
        print(f"The lessons could not be brought up to date: {error}.", file=sys.stderr)
        print("Make room, or close what uses the file; then start again.", file=sys.stderr)
        return []
    if changes:
        trust(change.path for change in changes)
    return changes


def trust(notebooks: Iterable[Path]) -> None:
    """Mark notebooks as trusted, so that stored sounds and scores show before they are run."""
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()  # type: ignore[no-untyped-call]
    for path in notebooks:
        if path.suffix == ".ipynb":
            notary.sign(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
    notary.store.close()


def report(changes: list[Change]) -> None:
    """Say what was done about the learner's copies: new ones in one line, others each in one.

    Examples
    --------
    >>> report([Change("new", "00.ipynb", Path("00.ipynb"))])
    1 lesson laid in my_lessons/, your own copy to work in.
    """
    new = sum(change.what == "new" for change in changes)
    if new:
        lessons = "1 lesson" if new == 1 else f"{new} lessons"
        print(f"{lessons} laid in my_lessons/, your own copy to work in.")
    for change in changes:
        if change.what != "new":
            print(change)


def open_lab(folder: Path, first: str, options: argparse.Namespace, others: Iterable[str]) -> None:
    """Run JupyterLab on a folder, with one notebook of it open, until it is stopped.

    Parameters
    ----------
    folder : Path
        What the lab shows.
    first : str
        The notebook that opens.
    options : argparse.Namespace
        As `lab_options` takes them.
    others : iterable of str
        JupyterLab's own options.
    """
    lay_out(folder / ".lab" / "config")
    with tempfile.TemporaryDirectory(prefix="meantone-", ignore_cleanup_errors=True) as runtime:
        os.environ["JUPYTER_RUNTIME_DIR"] = runtime
        serve([*lab_options(folder, first, options), *others])


def lay_out(config: Path) -> None:
    """Give the lab its style; and its first layout, if it has none: a layout of one's own stays.

    Parameters
    ----------
    config : Path
        The folder of the lab's settings.
    """
    from jupyterlab_server.workspaces_handler import WORKSPACE_EXTENSION, slugify

    layout = config / "lab" / "workspaces" / f"{slugify('default')}{WORKSPACE_EXTENSION}"
    files = {config / "custom" / "custom.css": b"".join(path.read_bytes() for path in STYLES)}
    if not layout.exists():
        files[layout] = FIRST_LAYOUT.read_bytes()
    for path, content in files.items():
        with suppress(OSError):  # a full disk costs the style, not the lesson
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)


def lab_options(folder: Path, first: str, options: argparse.Namespace) -> list[str]:
    """Return JupyterLab's options: this folder, this kernel, nothing from outside.

    Parameters
    ----------
    folder : Path
        What the lab shows.
    first : str
        The notebook that opens.
    options : argparse.Namespace
        `no_browser`, `port` and JupyterLab's own words.
    """
    browser = options.browser and has_screen(os.environ)
    lab = {
        "default_url": f"/lab/tree/{quote(first)}",
        "app_settings_dir": SETTINGS,
        "custom_css": True,
        "extension_manager": "readonly",
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "news_url": "None",
        "labextensions_path": Path(sys.prefix, "share", "jupyter", "labextensions"),
        "open_browser": browser,
    }
    server = {
        "root_dir": folder,
        "ip": "127.0.0.1",
        "port": options.port,
        "port_retries": 50,
        "allow_root": True,  # the rule inside a container
        "use_redirect_file": False,  # browsers in a sandbox cannot read the file
    }
    return [
        "--Application.log_level=ERROR",
        *(f"--LabApp.{name}={value}" for name, value in lab.items()),
        *(f"--ServerApp.{name}={value}" for name, value in server.items()),
        f"--IdentityProvider.token={os.environ.get('JUPYTER_TOKEN') or secrets.token_hex(24)}",
        *(f"--ServerApp.jpserver_extensions={name}=False" for name in NOT_OURS),
        "--KernelManager.transport_encryption=auto",
        "--KernelSpecManager.allowed_kernelspecs=python3",
        "--MultiKernelManager.default_kernel_name=python3",
    ]


def has_screen(variables: MutableMapping[str, str]) -> bool:
    """Tell whether a browser can show itself; without a screen one might start in the terminal.

    Examples
    --------
    >>> has_screen({"DISPLAY": ":0"})
    True
    """
    named = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"}
    return not sys.platform.startswith("linux") or bool(named & variables.keys())


def serve(options: list[str]) -> None:
    """Run JupyterLab until it is stopped, saying where it answers as soon as it does."""
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(argv=options)
    server.contents_manager.register_pre_save_hook(keep_stills)
    token = server.identity_provider.token
    path = server.default_url.removeprefix(server.base_url)
    address = f"{server.connection_url}{path}?token={token}"
    words = announcement(address, server.port, server.open_browser)
    server.io_loop.add_callback(lambda: print(words, flush=True))
    server.start()


def announcement(address: str, port: int, opened: bool) -> str:
    """Say where the lab answers, and how to stop it.

    Parameters
    ----------
    address : str
        Where the lab answers.
    port : int
    opened : bool
        Whether a browser was opened on it.

    Examples
    --------
    >>> print(announcement("http://127.0.0.1:8888/lab", 8888, True).splitlines()[-1])
    Leave this window open while you work. To stop: Ctrl-C, twice.
    """
    lines = ["", "The lab is open at", "", f"    {address}", ""]
    if not opened:
        lines.append("Open this address in a browser.")
    if "SSH_CONNECTION" in os.environ:
        tunnel = f"ssh -N -L {port}:127.0.0.1:{port} THIS_MACHINE"
        lines.append(f"On the computer before you, first run:  {tunnel}")
    lines.append("Leave this window open while you work. To stop: Ctrl-C, twice.")
    return "\n".join(lines)
