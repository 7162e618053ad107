"""`course.py class`: what a class predicted, misunderstood and heard, without accounts or names."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import socket
import sqlite3
import sys
import time
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

from meantone.classroom import Hosts, Store, Views, read_ideas, read_questions, serve_class
from meantone.classroom.quiz import key, read_quiz, sheet
from meantone.classroom.server import (
    LOOPBACK,
    FolderSource,
    Shown,
    answer_until_stopped,
    listen,
    page_server,
)
from meantone.commands import project_folder
from meantone.commands.lab import port_number
from meantone.commands.places import PlaceError, find_places, in_the_way
from meantone.installation import call
from meantone.storage import write_whole
from meantone.teaching import to_page
from meantone.teaching.records.handing_in import class_address

PORT = 8123
"""Where hand-ins arrive, if nothing else is there."""

NO_NETWORK = """\
This computer is in no network: no other one reaches that address. Join the room's network, and open
the class again; or have learners write files, and show their folder (docs/class.md says how).
"""


def main(arguments: list[str]) -> int:
    """Open a class, or show a folder of files; return 0 when it was closed, 1 if it cannot be.

    Parameters
    ----------
    arguments : list of str

    Examples
    --------
    >>> main(["show", "no such folder"])
    1
    """
    options = _parser().parse_args(arguments)
    if options.what in ("open", "show") and "JUPYTERHUB_SERVICE_PREFIX" in os.environ:
        print(f"On a hub the class is open already, and its page is for teachers: {hubs_page()}")
        return 1
    try:
        if options.what == "quiz":
            _write_quiz()
        else:
            run = {"open": _open, "show": _show, "hub": _on_hub}[options.what]
            asyncio.run(run(options))
    except KeyboardInterrupt:
        print("The class is closed.")
    except (OSError, PlaceError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=call("class"),
        description="See live what a class predicted, and which wrong idea is the commonest. "
        "docs/class.md says how.",
    )
    parts = parser.add_subparsers(dest="what", required=True)
    opened = parts.add_parser("open", help="take hand-ins over the local network, and show them")
    opened.add_argument("--port", type=port_number, default=PORT, help="where hand-ins arrive")
    opened.add_argument("--new", action="store_true", help="begin another class; this one is kept")
    shown = parts.add_parser("show", help="show files that were handed in, as they come in")
    shown.add_argument("folder", help="the folder of the files")
    hub = parts.add_parser("hub", help="run as a service of JupyterHub, which starts this")
    hub.add_argument("--folder", type=Path, required=True, help="where the class is kept")
    hub.add_argument("--right", required=True, help="the scope that lets a teacher see the page")
    parts.add_parser("quiz", help="write a quiz to print, for before and after, and its key")
    for part in (opened, shown):
        part.add_argument("--no-browser", action="store_true", help="only print the page's address")
    opened.add_argument("--folder", type=Path, default=None, help="where the class is kept")
    return parser


async def _open(options: argparse.Namespace) -> None:
    """Open a class until it is stopped."""
    folder = options.folder or find_places(project_folder()).copies / "teaching" / "class"
    path = class_file(folder, options.new)
    store = _open_store(path)
    address = local_address()
    page = options.port + 1 if options.port else 0
    hosts = serve_class(store, views(), Hosts(options.port, page), address)
    print(f"The class is open, and kept in {path}")
    print(how_to_join(address, hosts.hand_ins or 0, store.code))
    try:
        await _answer(f"http://{LOOPBACK}:{hosts.page}/{store.secret}/", not options.no_browser)
    finally:
        store.close()


def how_to_join(address: str, port: int, code: str) -> str:
    """Return what a teacher is told of how learners hand in.

    Parameters
    ----------
    address : str
        This computer's, in the local network.
    port : int
    code : str
        The class's.

    Examples
    --------
    >>> print(how_to_join("192.168.1.5", 8123, "K7QM-3XPD").strip())
    Learners run  hand_in()  in a lesson, with
    <BLANKLINE>
        address  http://192.168.1.5:8123
        code     K7QM-3XPD
    >>> "in no network" in how_to_join("127.0.0.1", 8123, "K7QM-3XPD")
    True
    """
    lines = f"    address  http://{address}:{port}\n    code     {code}\n"
    warning = f"\n{NO_NETWORK}" if address == LOOPBACK else ""
    return f"Learners run  hand_in()  in a lesson, with\n\n{lines}{warning}"


def class_file(folder: Path, new: bool) -> Path:
    """Return where a class is kept; the one before is put aside if another one is to begin.

    Parameters
    ----------
    folder : Path
    new : bool

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> (folder / "class.sqlite").touch()
    >>> class_file(folder, new=True).exists(), len([*folder.glob("class-*.sqlite")])
    (False, 1)
    """
    path = folder / "class.sqlite"
    if new and path.exists():
        path.rename(path.with_name(time.strftime("class-%Y-%m-%d-%H%M%S.sqlite")))
    return path


def _open_store(path: Path) -> Store:
    """Open what a class has handed in; PlaceError if it cannot be read or written."""
    in_the_way(path.parent)
    try:
        return Store(path)
    except sqlite3.Error as error:
        raise PlaceError(
            f"{path} cannot be opened: {error}. Put a copy of it back; or rename it, and another "
            "class begins."
        ) from None


async def _on_hub(options: argparse.Namespace) -> None:
    """Take hand-ins of a hub's users, and show them to its teachers, until it is stopped."""
    from jupyterhub.services.auth import HubOAuth

    from meantone.classroom.hub import hub_server

    store = _open_store(class_file(options.folder, new=False))
    where = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    server = hub_server(store, views(), options.right, HubOAuth.instance())
    server.listen(where.port or 80, where.hostname or "")
    try:
        await answer_until_stopped()
    finally:
        store.close()


def hubs_page() -> str:
    """Return where the page of a hub's class is.

    Examples
    --------
    >>> monkeypatch = getfixture("monkeypatch")
    >>> monkeypatch.setenv("MEANTONE_CLASS", "http://127.0.0.1:8082/services/class")
    >>> hubs_page()
    "after the hub's address, /services/class/"
    """
    place, _ = class_address("")
    return f"after the hub's address, {urlsplit(place).path}/"


async def _show(options: argparse.Namespace) -> None:
    """Show a folder until it is stopped."""
    folder = Path(options.folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"There is no folder {folder}. Put the files handed in into one.")
    shown = Shown(FolderSource(folder), views(), secrets.token_urlsafe(24), {})
    port = listen(page_server(shown), PORT + 1, LOOPBACK)
    await _answer(f"http://{LOOPBACK}:{port}/{shown.secret}/", not options.no_browser)


async def _answer(page: str, open_browser: bool) -> None:
    """Say where the page is, open it, and answer until Ctrl-C."""
    print(f"The page for the projector, on this computer only:\n\n    {page}\n")
    print("Leave this window open. To stop: Ctrl-C.", flush=True)
    if open_browser:
        webbrowser.open(page)
    await answer_until_stopped()


def _write_quiz() -> None:
    """Write the quiz and its key as pages to print."""
    from nbformat.v4 import new_markdown_cell, new_notebook

    items = read_quiz(project_folder() / "instructor_notes" / "quiz.toml")
    folder = find_places(project_folder()).copies / "teaching"
    for name, texts in (("quiz", sheet(items)), ("quiz key", [key(items)])):
        cells = [new_markdown_cell(text) for text in texts]  # type: ignore[no-untyped-call]
        page = to_page(new_notebook(cells=cells))  # type: ignore[no-untyped-call]
        write_whole(folder / f"{name}.html", page.encode())
        print(f"To print: {folder / name}.html")


def views() -> Views:
    """Return what the page knows of the course: its lessons, questions and wrong ideas."""
    from meantone.exercises import COURSE

    project = project_folder()
    ideas = read_ideas(project / "instructor_notes" / "wrong_ideas.toml")
    return Views(COURSE.lessons, read_questions(project / "lessons"), ideas)


def local_address() -> str:
    """Return this computer's address in the local network, or 127.0.0.1 if it is in none.

    Nothing is sent: the system is only asked which way it would send.

    Examples
    --------
    >>> local_address().count(".")
    3
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # an address that belongs to nobody
            return str(asked.getsockname()[0])
        except OSError:
            return LOOPBACK
