"""The class on a teacher's laptop: an address for hand-ins, and a page for the projector.

Two servers in one process. The one for hand-ins listens to the local network and can do one thing:
take a hand-in that bears the class's code. It has no route that reads what it took. The teacher's
page answers on this machine alone (127.0.0.1), below a secret that its address holds, so that not
even another user of the machine reads what learners handed in.

Tornado, which JupyterLab brings along, and not the standard library's server: that one says of
itself that it is not for use on a network. Tornado bounds headers, bodies and waiting by itself.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import sqlite3
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from meantone.classroom.folder import folder_version, read_folder
from meantone.classroom.limits import Limit
from meantone.classroom.listening import get_ready
from meantone.classroom.page import (
    NO_CARDS,
    Views,
    board_around,
    has_slow_cards,
    slow_cards,
    where_most_are,
)
from meantone.classroom.store import FullError, OtherLearnerError, Store
from meantone.teaching.records.handed import MOST_BYTES, HandedIn, HandInError
from meantone.teaching.records.posting import CLASS_HEADER, LEARNER_HEADER, PATH, plain_code

LOOPBACK = "127.0.0.1"

PER_ADDRESS = (600, 60.0)
"""Requests, and seconds: a whole class may stand behind one address."""

PER_LEARNER = (12, 60.0)
"""Hand-ins, and seconds."""

WAITING = 30
"""Seconds that a sender may take for a request."""

_LARGEST_HEADER = 16_384
_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_GREETING = (
    "A class of Meantone takes hand-ins here. In a lesson run:  from meantone.exercises import "
    "hand_in  and then  hand_in()  with this address and the code that your teacher shows.\n"
)


class Source(Protocol):
    """Where hand-ins come from: a class that is open, or a folder of files."""

    def read(self) -> tuple[list[HandedIn], dict[str, str]]:
        """Return what each learner handed in, and what does not count and why."""

    def version(self) -> str:
        """Return a text that is another one after each change."""


@dataclass(frozen=True)
class StoreSource:
    """What was sent to an open class.

    Parameters
    ----------
    store : Store
    """

    store: Store

    def read(self) -> tuple[list[HandedIn], dict[str, str]]:
        """Return what each learner sent last."""
        return self.store.hand_ins(), {}

    def version(self) -> str:
        """Return a text that is another one after each hand-in."""
        return self.store.version()


@dataclass(frozen=True)
class FolderSource:
    """Files that were handed in.

    Parameters
    ----------
    folder : Path
    """

    folder: Path

    def read(self) -> tuple[list[HandedIn], dict[str, str]]:
        """Return what each learner's latest file holds, and the files that are left out."""
        return read_folder(self.folder)

    def version(self) -> str:
        """Return a text that is another one after a file came, went or changed."""
        return folder_version(self.folder)


class Handler(RequestHandler):
    """Says as little as it can, and nothing of how it is made."""

    words: ClassVar[Mapping[int, str]] = {}
    """What is said with a number besides."""

    def set_default_headers(self) -> None:
        """Tell browsers to keep nothing, to frame nothing, and to take nothing for a program."""
        self.set_header("Server", "meantone")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Content-Security-Policy", _POLICY)

    def write_error(self, status_code: int, **_: object) -> None:
        """Answer with the number, and with the words that there are for it."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self.words.get(status_code, '')}".rstrip() + "\n")


class _Greeting(Handler):
    """Whoever opens the address in a browser reads what it is for."""

    def get(self) -> None:
        """Say it."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(_GREETING)


class TakeHandIn(Handler):
    """Takes hand-ins, one transaction each; what is acknowledged is on the disk."""

    def initialize(self, store: Store, senders: Limit, learners: Limit) -> None:
        """Remember where hand-ins go, and how often they may come."""
        self.store, self.senders, self.learners = store, senders, learners

    def prepare(self) -> Awaitable[None] | None:
        """Refuse who asks too often, and who does not know the class's code."""
        if not self.senders.allows(str(self.request.remote_ip)):
            self.send_error(429)
        elif not _same(
            plain_code(self.request.headers.get(CLASS_HEADER, "")), plain_code(self.store.code)
        ):
            self.send_error(403)
        elif not self.learners.allows(self.request.headers.get(LEARNER_HEADER, "")):
            self.send_error(429)
        return None

    def post(self) -> None:
        """Keep one."""
        key = self.request.headers.get(LEARNER_HEADER, "")
        try:
            if not 16 <= len(key) <= 64:
                raise HandInError("it has no learner's key")
            self.keep(self.request.body.decode("utf-8"), key)
        except (HandInError, UnicodeDecodeError):
            self.send_error(400)
        except OtherLearnerError:
            self.send_error(409)
        except (FullError, sqlite3.Error):
            self.send_error(503)

    def keep(self, text: str, key: str) -> None:
        """Keep a hand-in of whoever has this key."""
        self.store.keep(text, key)


class Page(Handler):
    """The teacher's page and what it asks for."""

    def initialize(self, shown: Shown) -> None:
        """Remember what is shown."""
        self.shown = shown

    async def get(self, name: str) -> None:
        """Give a file of the page, or what has changed since the page last asked."""
        if name == "state":
            self.write(await self.shown.state(self.get_query_argument("seen", "")))
            return
        kinds = {"": "text/html", "board.js": "text/javascript", "board.css": "text/css"}
        if name not in kinds:
            self.send_error(404)
            return
        self.set_header("Content-Type", f"{kinds[name]}; charset=utf-8")
        self.write((_HERE / (name or "board.html")).read_text(encoding="utf-8"))


class LocalPage(Page):
    """The page on a teacher's laptop: for those who know its secret."""

    def prepare(self) -> Awaitable[None] | None:
        """Refuse all but a browser of this machine that was given the secret."""
        host = self.request.host.partition(":")[0]
        known = _same(str(self.path_kwargs.pop("secret")), self.shown.secret)
        if host not in (LOOPBACK, "localhost") or not known:  # another name: a page elsewhere
            self.send_error(404)
        return None


class Shown:
    """What the teacher's page shows, redrawn only when something was handed in.

    What matters in class is drawn at once, around slow cards that were drawn before; these follow.

    Parameters
    ----------
    source : Source
    views : Views
    secret : str
        What the page's address holds.
    joining : mapping of str to str
        How learners hand in: `address` and `code`, and the `call` to write; empty for a folder.
    """

    def __init__(self, source: Source, views: Views, secret: str, joining: dict[str, str]) -> None:
        self.source, self.views, self.secret, self.joining = source, views, secret, joining
        self._drawn: dict[str, object] = {"version": ""}
        self._drawing = asyncio.Lock()
        self._cards: dict[str, str] = {}
        self._cards_version = ""
        self._following: asyncio.Task[None] | None = None

    async def state(self, seen: str) -> dict[str, object]:
        """Return what a page that has seen a version needs.

        Parameters
        ----------
        seen : str
            The version that the page has.
        """
        async with self._drawing:
            version = f"{self.source.version()} {self._cards_version}"
            if self._drawn["version"] != version:
                self._drawn = {"version": version, **await self._draw()}
            drawn = self._drawn
        if seen == drawn["version"]:
            return {"version": seen}
        return {**drawn, "joining": self.joining}

    async def _draw(self) -> dict[str, object]:
        """Draw all but slow cards, and have these follow."""
        now = self.source.version()
        hand_ins, left_out = self.source.read()
        slow = has_slow_cards(hand_ins)
        cards = self._cards if slow else NO_CARDS
        # In a thread: meanwhile hand-ins are taken.
        html = await asyncio.to_thread(board_around, cards, hand_ins, self.views, left_out)
        idle = self._following is None or self._following.done()
        if slow and idle and self._cards_version != now:
            self._following = asyncio.create_task(self._draw_slow_cards(hand_ins, now))
        now = where_most_are(self.views.lessons, hand_ins)
        return {"learners": len(hand_ins), "html": html, "lesson": now}

    async def _draw_slow_cards(self, hand_ins: list[HandedIn], version: str) -> None:
        """Draw the slow cards of a version; the page gets them when it next asks."""
        self._cards = await asyncio.to_thread(slow_cards, hand_ins)
        self._cards_version = version


@dataclass(frozen=True)
class Hosts:
    """Where a class answers.

    Parameters
    ----------
    hand_ins : int or None
        The port of hand-ins on the local network; None for a folder.
    page : int
        The port of the teacher's page on this machine.
    """

    hand_ins: int | None
    page: int


def hand_in_server(store: Store) -> HTTPServer:
    """Return the server that takes hand-ins, not yet listening.

    Parameters
    ----------
    store : Store
    """
    kept = {"store": store, "senders": Limit(*PER_ADDRESS), "learners": Limit(*PER_LEARNER)}
    return bounded_server(Application([("/", _Greeting), (PATH, TakeHandIn, kept)]))


def page_server(shown: Shown) -> HTTPServer:
    """Return the server of the teacher's page, not yet listening.

    Parameters
    ----------
    shown : Shown
    """
    place = "/(?P<secret>[^/]+)/(?P<name>[a-z.]*)"
    return bounded_server(Application([(place, LocalPage, {"shown": shown})]))


def listen(server: HTTPServer, port: int, address: str) -> int:
    """Let a server listen, and return its port: the next free one if this one is taken.

    Parameters
    ----------
    server : HTTPServer
    port : int
        0 is any.
    address : str
        "127.0.0.1" is this machine alone, "0.0.0.0" the network.

    Raises
    ------
    OSError
        If twenty ports in a row are taken.
    """
    for candidate in range(port, port + 20):
        try:
            sockets = bind_sockets(candidate, address)
        except OSError:
            if candidate == port + 19:
                raise
            continue
        server.add_sockets(sockets)
        return int(sockets[0].getsockname()[1])
    raise OSError(f"no port from {port} on is free")


def serve_class(store: Store, views: Views, hosts: Hosts, address: str) -> Hosts:
    """Open a class in the event loop that runs, and return where it answers.

    Parameters
    ----------
    store : Store
    views : Views
    hosts : Hosts
        The ports that are wanted.
    address : str
        This machine's, in the local network.

    Returns
    -------
    Hosts
    """
    port = listen(hand_in_server(store), hosts.hand_ins or 0, "0.0.0.0")
    place = f"http://{address}:{port}"
    call = f'hand_in("{place}", code="{store.code}")'
    joining = {"address": place, "code": store.code, "call": call}
    shown = Shown(StoreSource(store), views, store.secret, joining)
    return Hosts(port, listen(page_server(shown), hosts.page, LOOPBACK))


async def answer_until_stopped() -> None:
    """Answer until the task is cancelled, as Ctrl-C does."""
    logging.getLogger("tornado").setLevel(logging.CRITICAL)  # refusals are no news to a teacher
    await asyncio.to_thread(get_ready)
    await asyncio.Event().wait()


def bounded_server(application: Application) -> HTTPServer:
    """Return a server with bounds on all that a sender decides."""
    return HTTPServer(
        application,
        max_body_size=MOST_BYTES,
        max_buffer_size=MOST_BYTES + _LARGEST_HEADER,
        max_header_size=_LARGEST_HEADER,
        idle_connection_timeout=WAITING,
        body_timeout=WAITING,
        decompress_request=False,
    )


def _same(given: str, secret: str) -> bool:
    """Compare in a time that says nothing of how far they agree."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
