"""The Vienna corpus: fetched when asked for, checked, and nothing of it kept that is not right."""

from __future__ import annotations

import builtins
import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from meantone.commands import data
from meantone.experiments.performers import beat_curves
from meantone.storage import VARIABLE
from meantone.tunes import Matched
from meantone.tunes.collections import SetError, vienna

NOTES = """\
info(matchFileVersion,1.0.0).
info(midiClockUnits,480).
info(midiClockRate,500000).
snote(n1,[C,n],5,1:1,0,1/4,0.0000,1.0000,[v1])-note(n0,72,480,960,64,0,0).
"""
NAMES = [f"Mozart_K331_1st-mov_p{number:02}.match" for number in (1, 2, 3)]
FILES = {f"vienna4x22-abc/match/{name}": f"{NOTES}info(x,{name})." for name in NAMES}


def packed(
    files: dict[str, str], *more: tarfile.TarInfo, format: int = tarfile.PAX_FORMAT
) -> bytes:
    """An archive of these files, and of members that hold nothing."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", format=format) as archive:
        for member in more:
            archive.addfile(member)
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return file.getvalue()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and the checksum of our own small archive."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    right = vienna.contents_checksum({name: FILES[path].encode() for name, path in
                                      zip(NAMES, FILES, strict=True)})  # fmt: skip
    monkeypatch.setattr(vienna, "CHECKSUM", right)
    return tmp_path / "cache"


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes, int], str]]:
    """Serves bytes on this machine, and returns their address."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    servers: list[HTTPServer] = []

    def start(content: bytes, status: int = 200) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *said: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/archive.tar.gz"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_it_is_fetched_checked_and_kept(cache: Path, serve: Callable[..., str]) -> None:
    assert not vienna.has_vienna()
    folder = vienna.obtain_vienna(address=serve(packed(FILES)))
    assert folder == cache / "vienna4x22"
    assert sorted(path.name for path in folder.iterdir()) == [*NAMES, "checksum"]
    assert vienna.has_vienna()
    read = vienna.read_vienna("Mozart, K. 331")
    assert read["p02"] == [Matched("n1", 0, 72, 0.5, 64)]
    assert [*read] == ["p01", "p02", "p03"]


def test_other_packing_of_the_same_files_is_the_same(cache: Path, tmp_path: Path) -> None:
    files = {f"other/{Path(name).name}": text for name, text in reversed(FILES.items())}
    archive = tmp_path / "other.tar.gz"
    archive.write_bytes(packed(files, format=tarfile.GNU_FORMAT))
    vienna.obtain_vienna(archive)
    assert vienna.has_vienna()


@pytest.mark.parametrize(
    "changed",
    [
        lambda files: {**files, next(iter(files)): "changed"},
        lambda files: dict([*files.items()][1:]),
        lambda files: {**files, "match/Satie_p01.match": NOTES},
        lambda files: {name.replace("p01", "p04"): text for name, text in files.items()},
        lambda files: {},
    ],
)
def test_nothing_is_kept_of_another_archive(
    cache: Path, tmp_path: Path, changed: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    archive = tmp_path / "x.tar.gz"
    archive.write_bytes(packed(changed(FILES)))
    with pytest.raises(SetError, match="other files than those that were pinned"):
        vienna.obtain_vienna(archive)
    assert not cache.exists()


def test_paths_links_and_devices_are_passed_over(cache: Path, tmp_path: Path) -> None:
    link = tarfile.TarInfo("match/Link_p01.match")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard = tarfile.TarInfo("match/Hard_p01.match")
    hard.type, hard.linkname = tarfile.LNKTYPE, "../../secret"
    device = tarfile.TarInfo("match/Device_p01.match")
    device.type = tarfile.CHRTYPE
    outside = {"../../escape.match": "x", "/match/absolute.py": "x", "match/..": "x"}
    archive = tmp_path / "sly.tar.gz"
    archive.write_bytes(packed({**FILES, **outside}, link, hard, device))
    vienna.obtain_vienna(archive)
    kept = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert kept == sorted([*(f"cache/vienna4x22/{name}" for name in NAMES), "sly.tar.gz"])


def test_a_path_that_leads_out_ends_in_the_folder(cache: Path, tmp_path: Path) -> None:
    files = {f"../../{Path(name).name}": text for name, text in FILES.items()}
    archive = tmp_path / "out.tar.gz"
    archive.write_bytes(packed(files))
    folder = vienna.obtain_vienna(archive)
    assert {path.parent for path in tmp_path.rglob("*.match")} == {folder}


def test_what_is_too_much_is_refused(
    cache: Path, serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SetError, match="more than 100 bytes"):
        vienna.fetch(serve(b"x" * 101), largest=100)
    assert vienna.fetch(serve(b"x" * 100), largest=100) == b"x" * 100
    big = packed({"match/Big_p01.match": "x" * (2**21 + 1)})
    with pytest.raises(SetError, match="too much, at Big_p01"):
        vienna.match_files(big)
    monkeypatch.setattr(vienna, "FILES", 1)
    with pytest.raises(SetError, match="too much"):
        vienna.match_files(packed(FILES))


@pytest.mark.parametrize(
    "broken", [b"", b"no archive", packed(FILES)[:200], gzip.compress(b"no tar" * 200)]
)
def test_a_broken_archive_is_told(cache: Path, broken: bytes, tmp_path: Path) -> None:
    archive = tmp_path / "x.tar.gz"
    archive.write_bytes(broken)
    with pytest.raises(SetError, match=r"no archive that can be read|other files"):
        vienna.obtain_vienna(archive)
    assert not vienna.has_vienna()


def test_a_host_that_does_not_answer_is_told(cache: Path, serve: Callable[..., str]) -> None:
    address = serve(b"", 404)
    with pytest.raises(SetError, match=r"cannot be fetched .*404.*--archive FILE"):
        vienna.obtain_vienna(address=address)
    with pytest.raises(SetError, match="cannot be fetched"):
        vienna.fetch("http://127.0.0.1:9/nobody")
    with pytest.raises(SetError, match="cannot be fetched"):
        vienna.fetch("nowhere")


def test_half_an_unpacking_does_not_count(cache: Path, tmp_path: Path) -> None:
    archive = tmp_path / "x.tar.gz"
    archive.write_bytes(packed(FILES))
    (vienna.obtain_vienna(archive) / "checksum").unlink()
    assert not vienna.has_vienna()
    with pytest.raises(SetError, match=r"run python course\.py data vienna"):
        vienna.read_vienna("Mozart, K. 331")


@pytest.mark.parametrize(
    ("said", "kept"), [("yes", True), ("Y ", True), ("no", False), ("", False)]
)
def test_the_command_shows_terms_and_asks(
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    said: str,
    kept: bool,
) -> None:
    archive = tmp_path / "x.tar.gz"
    archive.write_bytes(packed(FILES))
    monkeypatch.setattr(builtins, "input", lambda question: said)
    assert data.main(["vienna", "--archive", str(archive)]) == (0 if kept else 1)
    shown, complained = capsys.readouterr()
    assert vienna.ADDRESS in shown
    assert "No license file was found" in shown
    assert str(cache / "vienna4x22") in shown
    assert ("nothing was fetched" in complained) != kept
    assert vienna.has_vienna() == kept


def test_a_script_agrees_beforehand_and_nobodys_answer_is_no(
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def nobody(question: str) -> str:
        raise EOFError

    monkeypatch.setattr(builtins, "input", nobody)
    assert data.main(["vienna", "--archive", str(tmp_path / "none")]) == 1
    assert "add --agree" in capsys.readouterr().err
    assert data.main(["vienna", "--agree", "--archive", str(tmp_path / "none")]) == 1
    assert "cannot be read (No such file" in capsys.readouterr().err
    archive = tmp_path / "x.tar.gz"
    archive.write_bytes(packed(FILES))
    assert data.main(["vienna", "--agree", "--archive", str(archive)]) == 0
    assert "88 match files, checked" in capsys.readouterr().out
    assert data.main(["vienna"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_all_data_sets_do_not_include_it(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(data, "obtain", asked.append)
    monkeypatch.setattr(data, "line", lambda built: "")
    monkeypatch.setattr(data, "fetch_vienna", lambda *given: pytest.fail("it was fetched"))
    assert data.main([]) == 0
    assert asked == data.set_names()


@pytest.mark.skipif(not vienna.has_vienna(), reason="the Vienna corpus is not in the cache")
def test_the_true_corpus_has_its_pianists_and_notes() -> None:
    pieces = {piece: vienna.read_vienna(piece) for piece in vienna.PIECES}
    assert {len(pianists) for pianists in pieces.values()} == {22}
    assert sum(len(notes) for by in pieces.values() for notes in by.values()) > 43_000
    _, (tempo, _) = beat_curves(pieces["Schubert, D. 783 no. 15"])
    assert tempo.shape == (22, 88)
