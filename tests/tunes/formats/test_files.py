"""Reading and writing files: by suffix, checked by content, never half a file."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest
from any_tune import tunes
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.tunes import REST, Tune, TuneError
from meantone.tunes.formats.files import read, read_all, write
from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.midi import write_midi
from meantone.tunes.formats.musicxml import write_musicxml

SUFFIXES = (".abc", ".mid", ".midi", ".musicxml", ".xml", ".mxl")
CALL = Tune((67, 64, REST, 60), (48, 24, 24, 96), id="7", title="Añil", tonic="C", meter=(4, 4))
ABC = "X:1\nT:Añil\nM:4/4\nL:1/4\nK:C\nCDEF|\n"


@given(tunes(), st.sampled_from(SUFFIXES))
@settings(max_examples=60)
def test_what_is_written_is_read(tune: Tune, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tune{suffix}"
        write(tune, path)
        assert read(path) == tune
        assert list(Path(folder).iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_tune_makes_the_same_file(tmp_path: Path, suffix: str) -> None:
    contents = set()
    for name in ("a", "B"):
        path = tmp_path / f"{name}{suffix.upper()}"
        write(CALL, str(path))
        contents.add(path.read_bytes())
    assert len(contents) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings_of_abc(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "tune.abc"
    path.write_bytes(ABC.encode(encoding))
    assert read(path).title == "Añil"


def test_a_file_of_many_tunes(tmp_path: Path) -> None:
    path = tmp_path / "tunes.abc"
    path.write_text(ABC + "\n" + ABC.replace("X:1", "X:2"), encoding="utf-8")
    assert [tune.id for tune in read_all(path).tunes] == ["1", "2"]
    with pytest.raises(TuneError, match=r"tunes.abc: it holds 2 tunes; read_all returns them all"):
        read(path)
    path.write_text(ABC + "\n" + ABC.replace("CDEF", "C?EF"), encoding="utf-8")
    tunes, errors = read_all(path)
    assert [tune.id for tune in tunes] == ["1"]
    assert [error.where.removeprefix(str(path)) for error in errors] == [
        ", line 8, line 6 of the tune, bar 1"
    ]
    with pytest.raises(TuneError, match=r"tunes.abc, line 8, .*'\?'"):
        read_all(path, strict=True)


def test_a_file_of_too_many_tunes(tmp_path: Path) -> None:
    path = tmp_path / "tunes.abc"
    path.write_text("X:1\nK:C\nC|\n\n" * 10_001, encoding="utf-8")
    with pytest.raises(TuneError, match="it holds more than 10,000 tunes"):
        read_all(path)


XML = write_musicxml(CALL).encode()
MIDI = write_midi(CALL)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.abc", MIDI, "ends in .abc, for ABC, but it looks like MIDI: name it .mid"),
        ("a.abc", XML, "looks like MusicXML: name it .musicxml"),
        ("a.abc", XML.decode().encode("utf-16"), "looks like MusicXML"),
        ("a.abc", b"PK\x03\x04", "looks like compressed MusicXML: name it .mxl"),
        ("a.mid", ABC.encode(), "ends in .mid, for MIDI, but it is not that"),
        ("a.xml", MIDI, "for MusicXML, but it looks like MIDI: name it .mid"),
        ("a.mxl", ABC.encode(), "for compressed MusicXML, but it is not that"),
        ("a.abc", b"", "the file is empty"),
        ("a.mid", b" \n\t ", "the file is empty"),
        ("a.abc", b"hello", "there is no tune in it"),
        ("a.abc", bytes(range(256)), "not text that can be read; save it as UTF-8"),
        ("a.abc", b"\xff\xfeX", "no text|no tune"),
        ("a.txt", ABC.encode(), "suffix is '.txt'; files that can be read end in .abc, .mid"),
        ("a", ABC.encode(), "the name has no suffix"),
        ("a.mid", MIDI[:-3], "cut short"),
        ("a.xml", XML[:-30], "not well-formed XML"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TuneError, match=message) as caught:
        read_all(path)
    assert str(caught.value).startswith(f"{path}: ") or f"{path}, " in str(caught.value)


def test_a_compressed_file_may_be_called_xml_and_the_reverse(tmp_path: Path) -> None:
    for there, here in ((".mxl", ".xml"), (".xml", ".mxl")):
        write(CALL, tmp_path / f"a{there}")
        (tmp_path / f"a{there}").rename(tmp_path / f"b{here}")
        assert read(tmp_path / f"b{here}") == CALL


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.abc"
    folder.mkdir()
    for path, message in (
        (tmp_path / "none.abc", "there is no such file"),
        (tmp_path / "none", "there is no such file or folder"),
        (folder, "there is no music in this folder"),
        (tmp_path / "a\0b.abc", "it cannot be read"),
    ):
        with pytest.raises(TuneError, match=message):
            read_all(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.abc")
    with pytest.raises(TuneError, match="not an ordinary file"):
        read_all(tmp_path / "pipe.abc")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.abc"
    path.write_text(ABC, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(TuneError, match="it cannot be read: Permission denied"):
        read_all(path)


def test_a_hundred_megabytes_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.abc"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(TuneError, match="the file holds 100 MB; a file of music holds 10 MB"):
        read_all(path)


def test_ten_thousand_bars_are_the_limit(tmp_path: Path) -> None:
    for bars in (10_000, 10_001):
        rests = Tune((60, REST, 60), (192, 192 * (bars - 2), 192), meter=(4, 4))
        for suffix in (".mid", ".musicxml", ".mxl"):
            path = tmp_path / f"{bars}{suffix}"
            if bars == 10_000:
                write(rests, path)
                assert read(path) == rests
            else:
                with pytest.raises(TuneError, match="10,001 bars of four quarters; 10,000 are the"):
                    write(rests, path)
    notes = Tune((60,) * 20_001, (1,) * 20_001)
    with pytest.raises(TuneError, match="20,001 events; 20,000 are the limit"):
        check_length(notes)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("where", "step"), [(os, "fsync"), (Path, "replace")])
def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, where: object, step: str
) -> None:
    path = tmp_path / f"a{suffix}"
    write(CALL, path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(where, step, full)
    with pytest.raises(TuneError, match=r"a\.\w+: it cannot be written: No space left on device"):
        write(CALL.transpose(1), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder.abc").mkdir()
    for path, message in (
        (tmp_path / "none" / "a.abc", "there is no such folder"),
        (tmp_path / "folder.abc", "it cannot be written"),
        (tmp_path / "a.pdf", "files that can be written end in .abc"),
        (tmp_path / "a\0.abc", "it cannot be written"),
    ):
        with pytest.raises(TuneError, match=message):
            write(CALL, path)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.abc"]


def test_a_score_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    ties = Tune.from_events([(60 + index % 12, 5) for index in range(20_000)])
    with pytest.raises(TuneError, match=r"as text the tune holds \d\d MB; a file of music"):
        write(ties, tmp_path / "a.mxl")
    assert not list(tmp_path.iterdir())
