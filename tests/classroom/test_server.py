"""The class's server: sixty at once, killed in the middle, and whoever means ill."""

import asyncio
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from open_class import Class, opened
from simulated_class import code_of, key_of, text_of

from meantone.classroom import Store, Views, server
from meantone.classroom.limits import Limit
from meantone.classroom.server import PER_LEARNER, FolderSource, Shown
from meantone.commands.classroom import local_address, main, views
from meantone.teaching.records import posting
from meantone.teaching.records.handed import MOST_BYTES, HandedIn, packed
from meantone.teaching.records.handing_in import hand_in
from meantone.teaching.records.posting import CLASS_HEADER, LEARNER_HEADER, PATH, PostingError, post
from meantone.teaching.records.progress import Record

LEARNERS = 60


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take longer than a learner waits."""
    monkeypatch.setattr(posting, "PATIENCE", 300)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("class")


@pytest.fixture(scope="module")
def found(place: Path) -> Iterator[Class]:
    with opened("open", "--port", "0", "--folder", str(place)) as found:
        yield found


def asked(
    address: str,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, str]:
    """Ask a server anything, and return the status and what it says."""
    connection = http.client.HTTPConnection(str(urlsplit(address).netloc), timeout=300)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def sent(to: Class, body: bytes, key: str, code: str = "") -> int:
    """Send a hand-in past the learner's part, and return the status."""
    headers = {CLASS_HEADER: code or to.code, LEARNER_HEADER: key}
    return asked(to.address, "POST", PATH, body, headers)[0]


def codes(place: Path) -> set[str]:
    """Return the learners whose hand-ins are on the disk."""
    store = Store(place / "class.sqlite")
    try:
        return {learner.code for learner in store.hand_ins()}
    finally:
        store.close()


def test_sixty_hand_in_at_once_and_a_kill_in_the_middle_loses_nothing_that_was_acknowledged(
    tmp_path: Path,
) -> None:
    acknowledged: set[str] = set()
    enough = threading.Event()

    def hand_in(to: Class, number: int) -> None:
        if code_of(number) in acknowledged:
            return
        try:
            post(to.address, to.code, key_of(number), text_of(number).encode())
        except PostingError:
            return
        acknowledged.add(code_of(number))
        if len(acknowledged) >= 15:
            enough.set()

    with (
        opened("open", "--port", "0", "--folder", str(tmp_path)) as first,
        ThreadPoolExecutor(20) as pool,
    ):
        for number in range(LEARNERS):
            pool.submit(hand_in, first, number)
        assert enough.wait(600)
        first.process.send_signal(signal.SIGKILL)
    assert first.process.returncode == -signal.SIGKILL
    assert len(acknowledged) >= 15
    assert acknowledged <= codes(tmp_path)
    with opened("open", "--port", "0", "--folder", str(tmp_path)) as second:
        assert second.code == first.code  # nobody types it again
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(lambda number: hand_in(second, number), range(LEARNERS)))
        state = json.loads(asked(second.page, "GET", f"{urlsplit(second.page).path}state")[1])
        assert state["learners"] == LEARNERS
    assert codes(tmp_path) == {code_of(number) for number in range(LEARNERS)}


def test_a_later_hand_in_replaces_and_an_earlier_one_does_not(tmp_path: Path) -> None:
    store = Store(tmp_path / "class.sqlite")
    for moment in (2, 3, 3, 1):
        store.keep(text_of(1, moment), key_of(1))
    assert [learner.moment for learner in store.hand_ins()] == [3]
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits of a file")
def test_no_other_user_of_the_machine_reads_what_is_kept(tmp_path: Path) -> None:
    Store(tmp_path / "class.sqlite").close()
    assert (tmp_path / "class.sqlite").stat().st_mode & 0o077 == 0


def test_the_acknowledged_is_on_the_disk_while_the_class_is_open(found: Class, place: Path) -> None:
    assert sent(found, text_of(70).encode(), key_of(70)) == 200
    assert code_of(70) in codes(place)


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "ä", " "])
def test_who_does_not_know_the_code_is_refused(found: Class, place: Path, code: str) -> None:
    headers = {CLASS_HEADER: code.encode("utf-8").decode("latin-1"), LEARNER_HEADER: key_of(71)}
    status, _ = asked(found.address, "POST", PATH, text_of(71).encode(), headers)
    assert status == 403
    assert code_of(71) not in codes(place)


@pytest.mark.parametrize("number", [80, 81])
def test_address_and_code_are_understood_as_people_type_them(
    found: Class, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / f"{number}.sqlite"))
    ours = hand_in()
    bare = found.address.removeprefix("http://")
    dashed = found.code.replace("-", " \u2013 ")
    typed = {80: (f" {found.address}/ ", dashed), 81: (bare, found.code.lower())}
    ours.fields[0].value, ours.fields[1].value = typed[number]
    ours.buttons[0].click()
    assert "Handed in" in ours.said.value
    assert ours.content["code"] in codes(place)


def test_nobody_hands_in_as_another(found: Class, place: Path) -> None:
    assert sent(found, text_of(72).encode(), key_of(72)) == 200
    assert sent(found, text_of(72, moment=9999).encode(), key_of(73)) == 409
    assert sent(found, text_of(72, moment=9998).encode(), key_of(72)) == 200
    with pytest.raises(PostingError, match="Somebody else"):
        post(found.address, found.code, key_of(73), text_of(72).encode())


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, text_of(74)[:-30].encode(), b"{}"]
)
def test_what_is_no_hand_in_is_refused(found: Class, body: bytes) -> None:
    assert sent(found, body, f"{crc32(body):032x}") == 400  # a learner each


def test_a_huge_one_is_refused_and_others_go_on(found: Class) -> None:
    huge = b" " * (MOST_BYTES + 1)
    try:
        status = sent(found, huge, key_of(75))
    except ConnectionError:  # it was cut off in the middle
        status = 400
    assert status in (400, 413)
    with pytest.raises(PostingError, match="too large"):
        post(found.address, found.code, key_of(75), huge)
    assert sent(found, text_of(76).encode(), key_of(76)) == 200


def test_what_says_that_it_is_huge_is_refused_before_it_is_read(found: Class) -> None:
    with socket.create_connection(("127.0.0.1", found.port), timeout=600) as sender:
        sender.sendall(b"POST /hand-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
        assert sender.recv(100).startswith(b"HTTP/1.1 4")


def test_a_sender_who_stays_silent_holds_nobody_up(found: Class) -> None:
    with socket.create_connection(("127.0.0.1", found.port)) as silent:
        silent.sendall(b"POST /hand-in HTTP/1.1\r\nContent-Length: 100000\r\n\r\n{")
        assert sent(found, text_of(77).encode(), key_of(77)) == 200


def test_one_learner_may_not_hand_in_all_the_time(found: Class) -> None:
    accepted = 0
    while (status := sent(found, text_of(78, accepted + 1).encode(), key_of(78))) == 200:
        accepted += 1
        assert accepted < 20 * PER_LEARNER[0]
    assert status == 429
    assert accepted >= PER_LEARNER[0]
    assert sent(found, text_of(79).encode(), key_of(79)) == 200


def test_the_address_for_learners_reads_nothing(found: Class) -> None:
    secret = urlsplit(found.page).path
    assert sent(found, text_of(80).encode(), key_of(80)) == 200
    known = {CLASS_HEADER: found.code, LEARNER_HEADER: key_of(80)}
    for path in (
        "/state",
        f"{secret}state",
        secret,
        "/hand-in",
        "/class.sqlite",
        "/../class.sqlite",
    ):
        status, said = asked(found.address, "GET", path, headers=known)
        assert status in (404, 405), path
        assert code_of(80) not in said
    status, greeting = asked(found.address, "GET", "/")
    assert (status, found.code in greeting) == (200, False)


def test_the_teachers_page_needs_its_secret_and_its_own_name(found: Class) -> None:
    path = urlsplit(found.page).path
    assert asked(found.page, "GET", path)[0] == 200
    assert asked(found.page, "GET", "/")[0] == 404
    assert asked(found.page, "GET", f"/{'x' * 32}/state")[0] == 404
    assert asked(found.page, "GET", f"{path}state", headers={"Host": "evil.example"})[0] == 404
    assert asked(found.page, "GET", f"{path}store.py")[0] == 404
    assert asked(found.page, "POST", f"{path}state", b"")[0] == 405


def test_the_teachers_page_is_on_this_machine_alone(found: Class) -> None:
    address = local_address()
    if address.startswith("127."):
        pytest.skip("this machine is in no network")
    port = urlsplit(found.page).port
    with pytest.raises(OSError):  # noqa: PT011 - refused, or never answered behind a firewall
        socket.create_connection((address, port), timeout=20)


def test_no_learner_key_is_kept_and_no_code_is_on_the_page(found: Class, place: Path) -> None:
    assert sent(found, text_of(81).encode(), key_of(81)) == 200
    assert key_of(81).encode() not in (place / "class.sqlite").read_bytes()
    path = urlsplit(found.page).path
    assert code_of(81) not in asked(found.page, "GET", f"{path}state")[1]


def test_a_limit_forgets_after_its_time_and_never_grows_without_end() -> None:
    now = [0.0]
    limit = Limit(2, 60, clock=lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    now[0] = 60.0
    assert limit.allows("a")
    for number in range(20_000):
        limit.allows(str(number))
    assert len(limit._asked) <= 5000


def test_a_folder_is_shown_and_read_again_when_a_file_comes(tmp_path: Path) -> None:
    shown = Shown(FolderSource(tmp_path), Views((), {}, ()), "secret", {})
    assert asyncio.run(shown.state(""))["learners"] == 0
    (tmp_path / "one.json").write_text(text_of(1), encoding="utf-8")
    if sys.platform != "win32":
        (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")  # a drive that is not there
    state = asyncio.run(shown.state(""))
    assert state["learners"] == 1
    assert "html" not in asyncio.run(shown.state(str(state["version"])))


def test_the_command_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "nowhere"]) == 1
    assert "no folder nowhere" in capsys.readouterr().err


def test_the_command_says_what_keeps_a_class_from_opening(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opening = ["open", "--no-browser", "--port", "0", "--folder"]
    (tmp_path / "class.sqlite").write_text("no database" * 100, encoding="utf-8")
    assert main([*opening, str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path / 'class.sqlite'} cannot be opened: file is not a database" in said
    assert "rename it, and another class begins" in said
    assert main([*opening, str(tmp_path / "class.sqlite")]) == 1
    assert "is a file, and a folder belongs there. Rename the file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["open", "--port", "99999", "--folder", str(tmp_path / "class.sqlite")])
    assert "a port is a number from 1 to 65535" in capsys.readouterr().err


def test_the_learners_part_needs_no_package_but_the_lessons_own() -> None:
    code = (
        "import sys, meantone.teaching.records.posting, meantone.teaching.records.handed\n"
        "print([name for name in ('tornado', 'requests', 'ipywidgets') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "tornado" not in done.stdout
    assert "requests" not in done.stdout


def test_what_matters_shows_while_what_is_slow_is_still_being_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, started = threading.Event(), []

    def slow(hand_ins: list[HandedIn]) -> dict[str, str]:
        started.append(len(hand_ins))
        assert may_go_on.wait(300)
        return {"00": f"<p>blind of {len(hand_ins)}</p>", "13": "<p>tapped</p>"}

    monkeypatch.setattr(server, "slow_cards", slow)
    store = Store(tmp_path / "class.sqlite")
    for number in range(LEARNERS):
        store.keep(text_of(number), key_of(number))

    async def seen() -> None:
        shown = Shown(server.StoreSource(store), views(), "secret", {})
        first = await shown.state("")
        assert first["learners"] == LEARNERS
        assert "The commonest wrong idea" in str(first["html"])
        assert str(first["html"]).count("is being drawn") == 2
        assert await shown.state(str(first["version"])) == {"version": first["version"]}
        store.keep(text_of(LEARNERS), key_of(LEARNERS))  # meanwhile the next one hands in
        second = await shown.state(str(first["version"]))
        assert second["learners"] == LEARNERS + 1
        may_go_on.set()
        version, cards = str(second["version"]), ""
        while f"blind of {LEARNERS + 1}" not in cards:
            await asyncio.sleep(0.01)
            later = await shown.state(version)
            version, cards = str(later["version"]), str(later.get("html", cards))
        assert "is being drawn" not in cards
        assert started == [LEARNERS, LEARNERS + 1]
        assert await shown.state(version) == {"version": version}

    asyncio.run(asyncio.wait_for(seen(), 600))
    store.close()


def test_nothing_is_said_to_come_that_does_not(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(
        json.dumps(packed({("tried", "00.sum"): Record(True, 1)}, code_of(1), 1)), encoding="utf-8"
    )
    shown = Shown(FolderSource(tmp_path), views(), "secret", {})
    state = asyncio.run(shown.state(""))
    assert 'data-lesson="00"' in str(state["html"])
    assert "is being drawn" not in str(state["html"])
