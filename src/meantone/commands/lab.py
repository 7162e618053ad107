"""`course.py lab`: JupyterLab on the learner's copies of the lessons.

The lab keeps to itself: it reads no Jupyter or IPython settings of the user's, and asks nothing of
any outside host. Its own settings are in `my_lessons/.lab`. Where all this lies if that cannot be
written, `places` says.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from meantone.commands import project_folder
from meantone.commands.copies import Change, find_lessons, update_copies
from meantone.commands.places import COPIES, PlaceError, find_places
from meantone.commands.prepare import in_background
from meantone.commands.saving import keep_stills
from meantone.installation import adding, call
from meantone.storage import learners_home, write_whole
from meantone.teaching.publishing.learners import learners_copy
from meantone.teaching.publishing.pages import STYLE

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp
    from nbformat.sign import NotebookNotary

START = "00_start_here.ipynb"
SETTINGS = Path(__file__).parent / "lab_settings"
STYLES = (STYLE, SETTINGS / "lab.css")
FIRST_LAYOUT = SETTINGS / "workspace.json"
"""What is open beside a notebook the first time: its table of contents."""

LAST_PORT = 65535

LOG = "--Application.log_level=WARN"
"""Of a server on a hub: its addresses, which only the proxy can reach, are not told."""

ASTRAY = ("PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT")
"""Variables that no kernel of the lab should see: with the first some packages do not even load.

`course.py` keeps them, and more, from all it starts; a conda environment has no `course.py`.
"""

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
    if find_spec("jupyterlab") is None:
        print(f"The lab needs JupyterLab. Install it with:  {adding('lab')}", file=sys.stderr)
        return 1
    project = project_folder()
    if not find_lessons(project / "lessons"):
        print("There are no lessons in lessons/. Run:  python course.py build", file=sys.stderr)
        return 1
    if options.hub:
        make_private(learners_home())
    try:
        places = find_places(project)
    except PlaceError as error:
        print(error, file=sys.stderr)
        return 1
    if options.open:
        use_own_settings(os.environ, places.lab)  # else those of the Jupyter that will open them
    mine = places.copies
    changes = lay(project / "lessons", mine, learners_copy)
    if not any(mine.glob("*.ipynb")):
        return 1
    report(changes, f"{COPIES}/" if mine.parent == project else str(mine))
    print(*places.words, sep="\n", end="\n" if places.words else "", file=sys.stderr)
    if options.hub:
        open_on_hub(mine, places.lab, START, others)
    elif options.open:
        with in_background():
            open_lab(mine, places.lab, START, options, others)
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
        prog=call("lab"),
        description="Open the lessons in JupyterLab.",
        epilog="Your copies are in my_lessons/. To start a lesson over, delete its copy and "
        "start the lab again. Further options are handed to JupyterLab.",
    )
    add_options(parser)
    parser.add_argument(
        "--lay",
        dest="open",
        action="store_false",
        help="only make your copies, trusted, and open nothing (for Binder)",
    )
    parser.add_argument(
        "--hub",
        action="store_true",
        help="run as a learner's server of JupyterHub, which starts this (hub/README.md)",
    )
    return parser.parse_known_args(arguments)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a command that opens the lab its options: whether to show it, and where it answers."""
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the address"
    )
    parser.add_argument(
        "--port",
        type=port_number,
        default=8888,
        metavar="NUMBER",
        help="port to answer on, or the next free one (8888)",
    )


def port_number(text: str) -> int:
    """Return a port's number, 0 for any free one; argparse's error if there is no such port.

    Examples
    --------
    >>> port_number("8889"), port_number("0")
    (8889, 0)
    """
    number = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
    if not 0 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to {LAST_PORT}, not {text!r}")
    return number


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
    kept = ("JUPYTER_TOKEN", "JUPYTERHUB_")  # what a hub says to the server that it starts
    for name in list(variables):
        if (name.startswith("JUPYTER") and not name.startswith(kept)) or name in ASTRAY:
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
        with trusting() as trust:
            return update_copies(lessons, mine, made, trust)
    except OSError as error:
        print(f"The lessons could not be brought up to date: {error}.", file=sys.stderr)
        print("Make room, or close what uses the file; then start again.", file=sys.stderr)
        return []


@contextmanager
def trusting() -> Iterator[Callable[[Path, bytes], None]]:
    """Give a function that marks notebooks as trusted, so that stored sounds show before a run.

    A notebook is known by what it holds, so that one can be trusted before it is there.
    """
    notaries: list[Any] = []  # made when first needed: it takes a while

    def trust(path: Path, content: bytes) -> None:
        if path.suffix != ".ipynb":
            return
        import nbformat
        from nbformat.sign import NotebookNotary

        if not notaries:
            notaries.append(NotebookNotary())  # type: ignore[no-untyped-call]
        notebook = nbformat.reads(content.decode(), as_version=4)  # type: ignore[no-untyped-call]
        try:
            notaries[0].sign(notebook)
        except sqlite3.Error as error:
            raise OSError(f"the notebooks cannot be marked as trusted: {error}") from error

    try:
        yield trust
    finally:
        for notary in notaries:
            notary.store.close()


def report(changes: list[Change], where: str = f"{COPIES}/") -> None:
    """Say what was done about the learner's copies: new ones in one line, others each in one.

    Parameters
    ----------
    changes : list of Change
    where : str
        How the folder of the copies is called.

    Examples
    --------
    >>> report([Change("new", "00.ipynb", Path("00.ipynb"))])
    1 notebook copied to my_lessons/: your own copy to work in.
    """
    new = sum(change.what == "new" for change in changes)
    if new:
        notebooks = "1 notebook" if new == 1 else f"{new} notebooks"
        print(f"{notebooks} copied to {where}: your own copy to work in.")
    for change in changes:
        if change.what != "new":
            print(change)


def open_lab(
    folder: Path, own: Path, first: str, options: argparse.Namespace, others: Iterable[str]
) -> None:
    """Run JupyterLab on a folder, with one notebook of it open, until it is stopped.

    Parameters
    ----------
    folder : Path
        What the lab shows.
    own : Path
        The lab's own files.
    first : str
        The notebook that opens.
    options : argparse.Namespace
        As `lab_options` takes them.
    others : iterable of str
        JupyterLab's own options.
    """
    if prefix := os.environ.get("JUPYTERHUB_SERVICE_PREFIX"):
        print(open_already(folder / first, prefix))
        return
    lay_out(own / "config")
    with tempfile.TemporaryDirectory(prefix="meantone-", ignore_cleanup_errors=True) as runtime:
        os.environ["JUPYTER_RUNTIME_DIR"] = runtime
        serve([*lab_options(folder, first, options), *others])


def open_already(notebook: Path, prefix: str) -> str:
    """Say where a notebook is on a hub, whose learners have a lab open and reach no other.

    Parameters
    ----------
    notebook : Path
    prefix : str
        Where the learner's server begins, in the hub's address.

    Examples
    --------
    >>> print(open_already(Path("/home/ann/meantone/my_lessons/00.ipynb"), "/user/ann/"))
    On a hub the lab is open already. Open in its list of files:
    <BLANKLINE>
        00.ipynb
    <BLANKLINE>
    or in the browser, after the hub's address:  /user/ann/lab/tree/00.ipynb
    """
    name = notebook.as_posix().rpartition(f"/{COPIES}/")[2]
    return (
        f"On a hub the lab is open already. Open in its list of files:\n\n    {name}\n\n"
        f"or in the browser, after the hub's address:  {prefix}lab/tree/{quote(name)}"
    )


def make_private(folder: Path) -> None:
    """Make a folder that nobody else looks into, unless it is there: then it is its owner's.

    Many systems make homes that everybody on the machine may read.

    Parameters
    ----------
    folder : Path

    Examples
    --------
    >>> folder = getfixture("tmp_path") / "meantone"
    >>> make_private(folder)
    >>> folder.is_dir()
    True
    """
    with suppress(OSError):  # why it cannot be made is said where lessons are laid
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def open_on_hub(folder: Path, own: Path, first: str, others: Iterable[str]) -> None:
    """Be a learner's server on a hub, until the hub stops it: JupyterHub's own, on the lessons.

    Where it answers, and whom it lets in, JupyterHub says in the environment.

    Parameters
    ----------
    folder : Path
        What the lab shows.
    own : Path
        The lab's own files.
    first : str
        The notebook that opens.
    others : iterable of str
        Jupyter's own options.
    """
    from jupyterhub.singleuser.extension import JupyterHubSingleUser

    lay_out(own / "config")
    first_page = f"--ServerApp.default_url=/lab/tree/{quote(first)}"
    with tempfile.TemporaryDirectory(prefix="meantone-", ignore_cleanup_errors=True) as runtime:
        os.environ["JUPYTER_RUNTIME_DIR"] = runtime
        options = [*house_options(folder, first), first_page, LOG, *others]
        server = JupyterHubSingleUser.initialize_server(argv=options)
        keep_house(server)
        server.start()


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
    server = {
        "ip": "127.0.0.1",
        "port": options.port,
        "use_redirect_file": False,  # browsers in a sandbox cannot read the file
    }
    return [
        *house_options(folder, first),
        "--Application.log_level=ERROR",
        f"--LabApp.open_browser={browser}",
        *(f"--ServerApp.{name}={value}" for name, value in server.items()),
        f"--IdentityProvider.token={os.environ.get('JUPYTER_TOKEN') or secrets.token_hex(24)}",
    ]


def house_options(folder: Path, first: str) -> list[str]:
    """Return the options of any server of the lessons, the lab's or a hub's.

    Parameters
    ----------
    folder : Path
        What the lab shows.
    first : str
        The notebook that opens.
    """
    lab = {
        "default_url": f"/lab/tree/{quote(first)}",
        "app_settings_dir": SETTINGS,
        "custom_css": True,
        "extension_manager": "readonly",
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "news_url": "None",
        "labextensions_path": Path(sys.prefix, "share", "jupyter", "labextensions"),
    }
    return [
        *(f"--LabApp.{name}={value}" for name, value in lab.items()),
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.allow_root=True",  # the rule inside a container
        *(f"--ServerApp.jpserver_extensions={name}=False" for name in NOT_OURS),
        "--KernelManager.transport_encryption=auto",  # others may share the machine
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

    LabApp.serverapp_class = server_class()
    server = LabApp.initialize_server(argv=options)
    keep_house(server)
    token = server.identity_provider.token
    path = server.default_url.removeprefix(server.base_url)
    address = f"{server.connection_url}{path}?token={token}"
    words = announcement(address, server.port, server.open_browser)
    server.io_loop.add_callback(lambda: print(words, flush=True))
    server.start()


def keep_house(server: ServerApp) -> None:
    """Have a server keep stills of what moves in a notebook, and bear a broken record of trust."""
    contents = server.contents_manager
    contents.register_pre_save_hook(keep_stills)  # type: ignore[no-untyped-call]
    contents.notary = notary_class()(parent=contents)


def server_class() -> type[ServerApp]:
    """Return Jupyter's server, but one that holds on to the port that it found to be free.

    Jupyter's own lets go of it and takes it later. Of two labs that are started at once, one then
    finds it taken, and ends.
    """
    from jupyter_server.serverapp import ServerApp

    def family(ip: str) -> int:
        return socket.AF_INET6 if ":" in ip else socket.AF_INET

    class Server(ServerApp):
        def _find_http_port(self) -> None:
            for port in ports_from(self.port):
                with suppress(OSError):  # taken, or not allowed
                    self.held = socket.create_server((self.ip, port), family=family(self.ip))
                    self.held.setblocking(False)
                    self.port = self.held.getsockname()[1]
                    return

        def _bind_http_server_tcp(self) -> bool:
            self.http_server.add_socket(self.held)
            return True

    return Server


def notary_class() -> type[NotebookNotary]:
    """Return Jupyter's keeper of trust, but one whose record may be out of order.

    With Jupyter's own, a record that cannot be written keeps notebooks from being opened and saved.
    Here it costs the trust: the outputs of a notebook show once it is run.
    """
    from nbformat.sign import NotebookNotary

    class Notary(NotebookNotary):
        def sign(self, nb: Any) -> None:
            with suppress(OSError, sqlite3.Error):
                super().sign(nb)  # type: ignore[no-untyped-call]

        def check_signature(self, nb: Any) -> bool:
            try:
                return bool(super().check_signature(nb))  # type: ignore[no-untyped-call]
            except (OSError, sqlite3.Error):
                return False

    return Notary


def ports_from(first: int) -> list[int]:
    """Return the ports to try: the one that was asked for, those after it, and last any free one.

    Examples
    --------
    >>> ports_from(65534)
    [65534, 65535, 0]
    """
    return [*range(first, min(first + 50, LAST_PORT) + 1), 0]


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
