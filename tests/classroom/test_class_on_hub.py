"""The class as a hub's service. The hub says who asks; here a small server stands for the hub."""

import asyncio
import http.client
import json
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from simulated_class import code_of, key_of, text_of

from meantone.classroom import Store
from meantone.commands.classroom import main, views
from meantone.teaching.records import handing_in, posting
from meantone.teaching.records.posting import LEARNER_HEADER, PATH, PostingError, post

if sys.platform == "win32":
    pytest.skip("JupyterHub runs on Unix alone", allow_module_level=True)

from jupyterhub.services.auth import HubOAuth
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from meantone.classroom.hub import CODES, hub_server
from meantone.classroom.server import PER_LEARNER

RIGHT = "custom:meantone:board"
ENTER = "access:services!service=class"
PREFIX = "/services/class/"
TEACHER = "teacher"
WAIT = 300


class Whoami(RequestHandler):
    """What a hub says to a token: whose it is, and what it may do."""

    def get(self) -> None:
        token = self.request.headers.get("Authorization", "").removeprefix("token ")
        if not token.startswith("of-"):
            self.send_error(403)
            return
        name = token.removeprefix("of-")
        scopes = [] if name == "stranger" else [ENTER]
        self.write({"name": name, "kind": "user", "scopes": scopes + [RIGHT] * (name == TEACHER)})


@dataclass(frozen=True)
class Service:
    """The class's service, and its store."""

    address: str
    path: Path

    def ask(
        self, method: str, name: str, headers: dict[str, str], body: str = ""
    ) -> tuple[int, str]:
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(str(place.netloc), timeout=WAIT)
        try:
            connection.request(method, f"{place.path}/{name}", body.encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def send(self, number: int, login: str, key: str = "", moment: int = 1000) -> int:
        headers = {"Authorization": f"token of-{login}", LEARNER_HEADER: key or key_of(number)}
        return self.ask("POST", PATH[1:], headers, text_of(number, moment))[0]

    def kept(self) -> dict[str, int]:
        """The codes in the store, and when what is kept of each was packed."""
        store = Store(self.path)
        try:
            return {learner.code: learner.moment for learner in store.hand_ins()}
        finally:
            store.close()


@contextmanager
def answering(make: Callable[[], HTTPServer]) -> Iterator[int]:
    """Let a server answer in a thread of its own, and give its port."""
    ports: list[int] = []
    ready, done = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def answer() -> None:
        loops.append(asyncio.get_running_loop())
        server = make()
        socket, port = bind_unused_port()
        server.add_socket(socket)
        ports.append(port)
        ready.set()
        await done.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=lambda: asyncio.run(answer()))
    thread.start()
    assert ready.wait(WAIT)
    yield ports[0]
    loops[0].call_soon_threadsafe(done.set)
    thread.join(WAIT)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("class") / "class.sqlite"
    known = views()

    def class_of(hub: int) -> HTTPServer:
        auth = HubOAuth(
            api_url=f"http://127.0.0.1:{hub}/hub/api",
            api_token="of-service",
            base_url=PREFIX,
            oauth_client_id="service-class",
            access_scopes={ENTER},
        )
        return hub_server(Store(path), known, RIGHT, auth)

    with (
        answering(lambda: HTTPServer(Application([("/hub/api/user", Whoami)]))) as hub,
        answering(lambda: class_of(hub)) as port,
    ):
        yield Service(f"http://127.0.0.1:{port}{PREFIX.rstrip('/')}", path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "token guessed"},
        {"Authorization": "token of-stranger"},
        {"Cookie": "service-class=of-ann"},
    ],
)
def test_whom_the_hub_does_not_let_in_hands_nothing_in(
    service: Service, headers: dict[str, str]
) -> None:
    before = service.kept()
    mine = {LEARNER_HEADER: key_of(1), **headers}
    assert service.ask("POST", PATH[1:], mine, text_of(1))[0] == 403
    assert service.kept() == before


def test_a_learner_hands_in_and_again_and_no_name_is_kept(service: Service) -> None:
    assert service.send(2, "annabella") == 200
    assert service.send(2, "annabella", moment=2000) == 200
    assert service.kept()[code_of(2)] == 2000
    with sqlite3.connect(service.path) as database:
        everything = "\n".join(database.iterdump())
    assert code_of(2) in everything
    assert "annabella" not in everything
    assert key_of(2) not in everything


def test_nobody_hands_in_for_another_even_with_their_key(service: Service) -> None:
    assert service.send(3, "carl", moment=1000) == 200
    assert service.send(3, "dora", moment=3000) == 409
    assert service.send(3, "dora", key=key_of(4), moment=3000) == 409
    assert service.send(3, "carl", key=key_of(4), moment=3000) == 409
    assert service.kept()[code_of(3)] == 1000


def test_a_login_is_no_whole_class(service: Service) -> None:
    sent = [service.send(number, "eve") for number in range(20, 20 + CODES + 2)]
    assert sent == [200] * CODES + [503] * 2
    assert service.send(20, "eve", moment=5000) == 200  # those that are known go on
    assert service.kept()[code_of(20)] == 5000


def test_who_asks_too_often_waits_whatever_the_key(service: Service) -> None:
    sent = [service.send(5, "fred", key=f"{place:032x}") for place in range(PER_LEARNER[0] + 1)]
    assert sent[-1] == 429


@pytest.mark.parametrize("name", ["", "state", "board.js"])
def test_no_learner_sees_the_board(service: Service, name: str) -> None:
    status, said = service.ask("GET", name, {"Authorization": "token of-ann"})
    assert status == 403
    assert "for the class's teachers" in said  # JupyterHub lists the page for learners, too
    assert "hand_in()" in said
    assert "learners" not in said


@pytest.mark.parametrize("name", ["", "state"])
def test_who_is_not_logged_in_is_sent_to_the_hub(service: Service, name: str) -> None:
    status, said = service.ask("GET", name, {})
    assert status == 302
    assert "learners" not in said


def test_a_teacher_sees_the_board(service: Service) -> None:
    assert service.send(6, "gina") == 200
    status, page = service.ask("GET", "", {"Authorization": f"token of-{TEACHER}"})
    assert status == 200
    assert "board.js" in page
    status, said = service.ask("GET", "state", {"Authorization": f"token of-{TEACHER}"})
    state = json.loads(said)
    assert status == 200
    assert state["learners"] == len(service.kept())
    assert "The commonest wrong idea" in state["html"]
    assert state["joining"] == {"call": "hand_in()"}


@pytest.fixture
def on_the_hub(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A lesson of a learner of the hub."""
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))
    monkeypatch.setenv("MEANTONE_CLASS", service.address)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "of-hana")
    monkeypatch.setattr(posting, "PATIENCE", WAIT)
    return service


def test_a_lesson_sends_without_an_address_or_a_code(on_the_hub: Service) -> None:
    ours = handing_in.hand_in()
    assert ours.content["code"] not in on_the_hub.kept()
    assert "whose server sends it" in repr(ours.widget.children[0].value)
    assert not any(
        child in ours.fields for row in ours.widget.children[1:-1] for child in row.children
    )
    ours.buttons[0].click()
    assert "Handed in" in ours.said.value
    assert ours.content["code"] in on_the_hub.kept()


def test_no_other_address_gets_the_hubs_token(on_the_hub: Service) -> None:
    assert handing_in.hub_token(on_the_hub.address) == "of-hana"
    for address in (
        "",
        "http://127.0.0.1:1",
        f"{on_the_hub.address}.example",
        "http://x/services/class",
    ):
        assert handing_in.hub_token(address) == ""


def test_a_token_that_ended_is_said_with_what_to_do(on_the_hub: Service) -> None:
    with pytest.raises(PostingError, match="stop the server, and start it again"):
        post(on_the_hub.address, "", key_of(7), text_of(7).encode(), token="ended")


@pytest.mark.parametrize("words", [["open"], ["show", "."]])
def test_on_a_hub_the_class_is_open_already(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ann/")
    monkeypatch.setenv("MEANTONE_CLASS", "http://127.0.0.1:8082/services/class")
    assert main(words) == 1
    said = capsys.readouterr().out
    assert "/services/class/" in said
    assert "127.0.0.1" not in said
