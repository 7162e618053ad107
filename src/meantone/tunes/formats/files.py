"""Files of music: ABC, MIDI and MusicXML, by the suffix of their names."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from os import PathLike
from pathlib import Path

from meantone.storage import write_whole
from meantone.tunes.formats.abc import read_abc, split_abc, write_abc
from meantone.tunes.formats.limits import LARGEST_FILE, MOST_TUNES, check_size
from meantone.tunes.formats.midi import read_midi, write_midi
from meantone.tunes.formats.musicxml import read_musicxml, write_musicxml
from meantone.tunes.tune import Tune, TuneError

_ABC, _MIDI, _XML, _ZIP = "ABC", "MIDI", "MusicXML", "compressed MusicXML"
_SUFFIXES = {
    ".abc": (_ABC,),
    ".mid": (_MIDI,),
    ".midi": (_MIDI,),
    ".musicxml": (_XML, _ZIP),
    ".xml": (_XML, _ZIP),
    ".mxl": (_ZIP, _XML),
}
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container><rootfiles>
<rootfile full-path="score.musicxml" media-type="application/vnd.recordare.musicxml+xml"/>
</rootfiles></container>
"""
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # of zip files: the same tune makes the same file


def read(path: str | PathLike[str]) -> Tune:
    """Return the tune in a file.

    Parameters
    ----------
    path : path-like
        Its suffix says what it is: .abc, .mid, .midi, .musicxml, .xml or .mxl.

    Returns
    -------
    Tune
        The very tune that `write` wrote, if it did. Of music with more than one voice the melody
        line, by the rule of `meantone.tunes.formats.melody`. Lesson 01 reads files.

    Raises
    ------
    TuneError
        If it cannot be read or is not music of that kind, with the file and the place in it; also
        if it holds more than one tune (`read_all` reads those), or is larger than 10 MB.

    Examples
    --------
    >>> read("song.mp3")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: song.mp3: the suffix is '.mp3'; files that can be read end in
    .abc, .mid, .midi, .musicxml, .xml, .mxl
    """
    tunes = read_all(path)
    if len(tunes) != 1:
        raise TuneError(f"it holds {len(tunes):,} tunes; read_all returns them all", str(path))
    return tunes[0]


def read_all(path: str | PathLike[str]) -> list[Tune]:
    """Return all tunes in a file: an ABC file can hold many, the others one.

    Text is read as UTF-8, or as UTF-16 if it begins with its mark; ABC that is neither is read as
    latin-1, in which older collections are.

    Parameters
    ----------
    path : path-like

    Raises
    ------
    TuneError
        As for `read`; one tune that cannot be read is an error of the whole file.

    Examples
    --------
    >>> read_all("no such file.abc")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: no such file.abc: there is no such file
    """
    where = os.fspath(path)
    try:
        kinds = _kinds(where)
        data = _content(where)
        kind = _checked_kind(data, where, kinds)
        if kind != _ABC:
            return [read_midi(data) if kind == _MIDI else read_musicxml(data)]
        found = list(islice(split_abc(_text(data)), MOST_TUNES + 1))
        if len(found) > MOST_TUNES:
            raise TuneError(f"it holds more than {MOST_TUNES:,} tunes; split it")
        tunes = [read_abc(text, f"line {line}") for line, text in found]
    except TuneError as error:
        raise error.inside(where) from error.__cause__
    if not tunes:
        raise TuneError("there is no tune in it; a tune in ABC begins with a line X:1", where)
    return tunes


def write(tune: Tune, path: str | PathLike[str]) -> None:
    """Write a tune to a file of the kind that its suffix says; `read` gives the same tune back.

    The file is there complete or not at all: it is written beside its place and then moved.

    Parameters
    ----------
    tune : Tune
    path : path-like
        A file of that name is replaced.

    Raises
    ------
    TuneError
        If the suffix is not known, the tune too long, or the file cannot be written.

    Examples
    --------
    >>> write(Tune((60,), (48,)), "song.pdf")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: song.pdf: the suffix is '.pdf'; files that can be written end in
    .abc, .mid, .midi, .musicxml, .xml, .mxl
    """
    where = os.fspath(path)
    try:
        _kinds(where, "written")
        _replace(Path(where), _encoded(tune, Path(where).suffix.lower()))
    except TuneError as error:
        raise error.inside(where) from error.__cause__


def _kinds(where: str, done: str = "read") -> tuple[str, ...]:
    """Return the kinds of file that a name allows."""
    suffix = Path(where).suffix
    if suffix.lower() not in _SUFFIXES:
        said = f"the suffix is {suffix!r}" if suffix else "the name has no suffix"
        raise TuneError(f"{said}; files that can be {done} end in {', '.join(_SUFFIXES)}")
    return _SUFFIXES[suffix.lower()]


@contextmanager
def _explained(done: str) -> Iterator[None]:
    """Turn what the system raises into an error that says what happened."""
    try:
        yield
    except TuneError:
        raise
    except FileNotFoundError as error:
        what = "there is no such file" if done == "read" else "there is no such folder"
        raise TuneError(what) from error
    except (OSError, ValueError) as error:  # a ValueError if the path has a zero byte
        reason = getattr(error, "strerror", None) or str(error)
        raise TuneError(f"it cannot be {done}: {reason}") from error


def _content(where: str) -> bytes:
    """Return what a file holds, if it is a file and not too large."""
    with _explained("read"):
        found = Path(where).stat()
        if stat.S_ISDIR(found.st_mode):
            raise TuneError("this is a folder, not a file")
        if not stat.S_ISREG(found.st_mode):
            raise TuneError("this is not an ordinary file")
        check_size(found.st_size, "the file")
        with Path(where).open("rb") as file:
            data = file.read(LARGEST_FILE + 1)  # it may have grown since
    check_size(len(data), "the file")
    if not data.strip():
        raise TuneError("the file is empty")
    return data


def _checked_kind(data: bytes, where: str, kinds: tuple[str, ...]) -> str:
    """Return what a file is by its content, if its name allows that."""
    kind = _kind(data)
    if kind not in kinds:
        suffix = Path(where).suffix
        names = [name for name, allowed in _SUFFIXES.items() if allowed[0] == kind]
        found = f"it looks like {kind}: name it {names[0]}" if kind != _ABC else "it is not that"
        raise TuneError(f"its name ends in {suffix}, for {kinds[0]}, but {found}")
    return kind


def _kind(data: bytes) -> str:
    """Return what data look like; what looks like nothing else may be ABC."""
    if data[:4] == b"MThd":
        return _MIDI
    if data[:4] == b"PK\x03\x04":
        return _ZIP
    start = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    return _XML if start[:1] == b"<" else _ABC


def _text(data: bytes) -> str:
    """Return the text of an ABC file."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise TuneError("this is not text that can be read; save it as UTF-8")
    return text


def _encoded(tune: Tune, suffix: str) -> bytes:
    """Return the tune as a file of this suffix."""
    kind = _SUFFIXES[suffix][0]
    if kind == _MIDI:
        return write_midi(tune)
    text = write_abc(tune) if kind == _ABC else write_musicxml(tune)
    data = text.encode()
    check_size(len(data), "as text the tune")  # thousands of events that each need several notes
    return _packed(data) if kind == _ZIP else data


def _packed(score: bytes) -> bytes:
    """Return a compressed MusicXML file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("META-INF/container.xml", _CONTAINER.encode()),
            ("score.musicxml", score),
        ):
            member = zipfile.ZipInfo(name, _BEGINNING_OF_TIME)
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _replace(path: Path, data: bytes) -> None:
    """Put data at a path, all or nothing."""
    with _explained("written"):
        if not path.parent.exists():  # more likely mistyped than to be made
            raise FileNotFoundError(path.parent)
        write_whole(path, data)
