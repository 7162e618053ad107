"""Files of music: ABC, MIDI and MusicXML, by the suffix of their names."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from meantone.storage import write_whole
from meantone.tunes.formats.abc import read_abc, split_abc, write_abc
from meantone.tunes.formats.json_lines import read_json_lines
from meantone.tunes.formats.limits import LARGEST_FILE, MOST_TUNES, check_size
from meantone.tunes.formats.microtones import Microtones
from meantone.tunes.formats.midi import read_midi, write_midi
from meantone.tunes.formats.musicxml import read_musicxml, write_musicxml
from meantone.tunes.tune import Tune, TuneError

_ABC, _MIDI, _XML, _ZIP = "ABC", "MIDI", "MusicXML", "compressed MusicXML"
_WEB = "a web page"
_HTML = re.compile(
    rb"(?is)(?:<\?xml.*?\?>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b"
)
_SUFFIXES = {
    ".abc": (_ABC,),
    ".mid": (_MIDI,),
    ".midi": (_MIDI,),
    ".kar": (_MIDI,),
    ".rmi": (_MIDI,),
    ".musicxml": (_XML, _ZIP),
    ".xml": (_XML, _ZIP),
    ".mxl": (_ZIP, _XML),
}
_JSON_LINES = ".jsonl"
_READ = (*_SUFFIXES, _JSON_LINES)
_OTHER_SUFFIXES = {
    ".mscz": "MuseScore's own format; export it as MusicXML in MuseScore",
    ".mscx": "MuseScore's own format; export it as MusicXML in MuseScore",
    ".sib": "Sibelius' own format; export it as MusicXML in Sibelius",
    ".mus": "Finale's own format; export it as MusicXML in Finale",
    ".musx": "Finale's own format; export it as MusicXML in Finale",
    ".dorico": "Dorico's own format; export it as MusicXML in Dorico",
    ".gp": "Guitar Pro's own format; export it as MusicXML in Guitar Pro",
    ".gp5": "Guitar Pro's own format; export it as MusicXML in Guitar Pro",
    ".mei": "MEI; save it as MusicXML, as Verovio and MuseScore can",
    ".krn": "Humdrum; save it as MusicXML, as music21 and Verovio can",
    ".ly": "LilyPond; write it as MIDI with a midi block",
    ".pdf": "a picture of a score; find it as MusicXML, MIDI or ABC",
    ".mp3": "sound, not notes; find it as MusicXML, MIDI or ABC",
    ".wav": "sound, not notes; find it as MusicXML, MIDI or ABC",
}
_WEB_PAGE = (
    "this is a web page (HTML), not music; open it, and save the file that it shows or links to"
)
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container><rootfiles>
<rootfile full-path="score.musicxml" media-type="application/vnd.recordare.musicxml+xml"/>
</rootfiles></container>
"""
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)  # of zip files: the same tune makes the same file


class Found(NamedTuple):
    """One tune of a file or folder, or why it could not be read.

    Parameters
    ----------
    place : str
        The file, and in a book the line where the tune begins.
    tune : Tune or None
    error : TuneError or None
        One of the two is None.
    """

    place: str
    tune: Tune | None
    error: TuneError | None


class Reading(NamedTuple):
    """What `read_all` returns: the tunes, and what could not be read, where and why.

    Parameters
    ----------
    tunes : list of Tune
    errors : list of TuneError
        Each begins with its file, the line, and the bar or measure if it is known.
    """

    tunes: list[Tune]
    errors: list[TuneError]


def read(path: str | PathLike[str], *, microtones: Microtones = "round") -> Tune:
    """Return the tune in a file.

    Parameters
    ----------
    path : path-like
        Its suffix says what it is: .abc, .mid, .midi, .kar, .rmi, .musicxml, .xml, .mxl or .jsonl
        (tunes as lists of MIDI numbers, one in a line).
    microtones : {"round", "leave out", "refuse"}
        What becomes of notes between two semitones.

    Returns
    -------
    Tune
        The very tune that `write` wrote, if it did. Of music with more than one voice the melody
        line, by the rule of `meantone.tunes.formats.melody`. Its `changes` say what was rounded or
        left out. Lesson 01 reads files.

    Raises
    ------
    TuneError
        If it cannot be read or is not music of that kind, with the file and the place in it; also
        if it holds more than one tune (`read_all` reads those), or is larger than 10 MB.

    Examples
    --------
    >>> read("song.pdf")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: song.pdf: .pdf is a picture of a score; find it as MusicXML,
    MIDI or ABC
    """
    where = os.fspath(path)
    if Path(where).is_dir():
        raise TuneError("this is a folder, not a file; read_all reads folders", where)
    tunes = read_all(path, strict=True, microtones=microtones).tunes
    if len(tunes) != 1:
        raise TuneError(f"it holds {len(tunes):,} tunes; read_all returns them all", where)
    return tunes[0]


def read_all(
    path: str | PathLike[str], *, strict: bool = False, microtones: Microtones = "round"
) -> Reading:
    r"""Return all tunes in a file or folder, and a list of what could not be read.

    Parameters
    ----------
    path : path-like
        A file (of ABC it may be a book of many tunes), or a folder with files in it at any depth;
        in a folder files of other kinds are passed over.
    strict : bool
        Whether the first tune that cannot be read is an error of the whole.
    microtones : {"round", "leave out", "refuse"}
        What becomes of notes between two semitones.

    Returns
    -------
    Reading

    Raises
    ------
    TuneError
        If there is no such file or folder, no music in it, or if its only tune cannot be read; if
        `strict`, also for the first tune that cannot be read.

    Examples
    --------
    >>> book = getfixture("tmp_path") / "book.abc"
    >>> text = "X:1\nK:C\nCDE|\n\nX:2\nK:C\nC?|\n\nX:3\nK:C\nGAB|\n"
    >>> book.write_text(text)
    40
    >>> tunes, errors = read_all(book)
    >>> len(tunes), str(errors[0]).partition("book.abc")[2]
    (2, ", line 5, line 3 of the tune, bar 1: '?' means nothing here; take it out")
    """
    tunes: list[Tune] = []
    errors: list[TuneError] = []
    for found in read_each(path, microtones=microtones):
        if found.tune is not None:
            tunes.append(found.tune)
        elif found.error is not None:
            if strict:
                raise found.error
            errors.append(found.error)
    if not tunes and len(errors) == 1 and not Path(path).is_dir():
        raise errors[0]
    if not tunes and not errors:
        kinds = ", ".join(_READ)
        raise TuneError(
            f"there is no music in this folder; files that can be read end in {kinds}",
            os.fspath(path),
        )
    return Reading(tunes, errors)


def read_each(path: str | PathLike[str], *, microtones: Microtones = "round") -> Iterator[Found]:
    """Yield the tunes in a file or folder one by one: a folder may hold more than the memory.

    Parameters
    ----------
    path, microtones
        As for `read_all`.

    Yields
    ------
    Found

    Examples
    --------
    >>> [found.error.what for found in read_each("no such file.abc")]
    ['there is no such file']
    """
    where = os.fspath(path)
    if "\0" not in where and Path(where).is_dir():
        for file in sorted(Path(where).rglob("*")):
            if file.suffix.lower() in _READ and file.is_file() and file.name[:2] != "._":
                yield from _each(os.fspath(file), microtones)
    else:
        yield from _each(where, microtones)


def _each(where: str, microtones: Microtones) -> Iterator[Found]:
    """Yield the tunes in a file; an error of the whole file is the only one."""
    if Path(where).suffix.lower() == _JSON_LINES:
        yield from _each_line(where)
        return
    try:
        kinds = _kinds(where)
        data = _content(where)
        kind = _checked_kind(data, where, kinds)
        if kind != _ABC:
            score = kind != _MIDI
            tune = read_musicxml(data, microtones=microtones) if score else read_midi(data)
            yield Found(where, tune, None)
            return
        found = list(islice(split_abc(_text(data)), MOST_TUNES + 1))
        if len(found) > MOST_TUNES:
            raise TuneError(f"it holds more than {MOST_TUNES:,} tunes; split it")
        if not found:
            raise TuneError("there is no tune in it; a tune in ABC begins with a line X:1")
    except TuneError as error:
        yield Found(where, None, error.inside(where))
        return
    for line, text in found:
        try:
            yield Found(f"{where}, line {line}", read_abc(text, microtones=microtones), None)
        except TuneError as error:
            place = f"{where}, line {line}"
            yield Found(place, None, error.inside(place))


def _each_line(where: str) -> Iterator[Found]:
    """Yield the tunes in a file of JSON Lines, which may be larger than the memory."""
    try:
        with _explained("read"), Path(where).open(encoding="utf-8") as file:
            for number, found in read_json_lines(file):
                place = f"{where}, line {number}"
                if isinstance(found, Tune):
                    yield Found(place, found, None)
                else:
                    yield Found(place, None, found.inside(place))
    except TuneError as error:
        yield Found(where, None, error.inside(where))


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
    .abc, .mid, .midi, .kar, .rmi, .musicxml, .xml, .mxl
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
    if done == "read" and suffix.lower() in _OTHER_SUFFIXES:
        raise TuneError(f"{suffix} is {_OTHER_SUFFIXES[suffix.lower()]}")
    if suffix.lower() not in _SUFFIXES:
        if done == "read" and not Path(where).exists():
            raise TuneError("there is no such file or folder")
        said = f"the suffix is {suffix!r}" if suffix else "the name has no suffix"
        known = _READ if done == "read" else _SUFFIXES
        raise TuneError(f"{said}; files that can be {done} end in {', '.join(known)}")
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
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
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
    if kind == _WEB:
        raise TuneError(_WEB_PAGE)
    if kind not in kinds:
        suffix = Path(where).suffix
        names = [name for name, allowed in _SUFFIXES.items() if allowed[0] == kind]
        found = f"it looks like {kind}: name it {names[0]}" if kind != _ABC else "it is not that"
        raise TuneError(f"its name ends in {suffix}, for {kinds[0]}, but {found}")
    return kind


def _kind(data: bytes) -> str:
    """Return what data look like; what looks like nothing else may be ABC."""
    if data[:4] == b"MThd" or (data[:4] == b"RIFF" and data[8:12] == b"RMID"):
        return _MIDI
    if data[:4] == b"PK\x03\x04":
        return _ZIP
    start = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if _HTML.match(start):
        return _WEB
    return _XML if start[:1] == b"<" and not start.startswith(b"<s>") else _ABC


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
