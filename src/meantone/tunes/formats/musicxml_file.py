"""MusicXML files as XML: unpacked if they are compressed, parsed, and refused if unsafe."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from meantone.tunes.formats.limits import LARGEST_FILE, check_size
from meantone.tunes.formats.musicxml_part import shown
from meantone.tunes.tune import TuneError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_ELEMENTS = 1_000_000
_OTHERS = {
    "mei": "this is MEI, not MusicXML; save it as MusicXML, as Verovio and MuseScore can",
    "museScore": "this is a MuseScore file, not MusicXML; export it as MusicXML in MuseScore",
    "html": "this is a web page (HTML), not MusicXML; download the score itself",
    "opus": "this is a list of scores (opus), not a score; read the files that it names",
    "score-timewise": (
        "this score is ordered by time (score-timewise); save it by parts (score-partwise)"
    ),
}
_UNZIPPED_OTHERS = {
    ".mscx": "this is a MuseScore file (.mscz); export it as MusicXML in MuseScore",
    ".gpif": "this is a Guitar Pro file; export it as MusicXML",
}


def root_of(data: bytes) -> Element:
    """Return the root of a score, plain or compressed, checked to be one that we read.

    Raises
    ------
    TuneError
        If it is not a MusicXML score, is too large or damaged, with what to do.

    Examples
    --------
    >>> root_of(b"<mei/>")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: this is MEI, not MusicXML; save it as MusicXML, as Verovio and
    MuseScore can
    """
    root = _parse(_unpacked(data) if data[:2] == b"PK" else data)
    tag = root.tag.rpartition("}")[2] if isinstance(root.tag, str) else ""
    if tag in _OTHERS:
        raise TuneError(_OTHERS[tag])
    if root.tag != "score-partwise":
        raise TuneError(
            f"this is XML, but not a MusicXML score: it begins with <{shown(tag)[1:-1]}>"
        )
    return root


def _parse(data: bytes) -> Element:
    """Return the root of an XML document. Entities are refused, and so is what is too large."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    check_size(len(data), "the score")
    if not data.strip():
        raise TuneError("the file is empty")
    if data.count(b"<") > 2 * _MOST_ELEMENTS:
        raise TuneError(f"the score has more than {_MOST_ELEMENTS:,} elements")
    try:
        root: Element = ElementTree.fromstring(data, forbid_external=True)
    except DefusedXmlException as error:
        raise TuneError(
            "the score declares entities (<!ENTITY ...>), with which a small file can be made to "
            "fill the memory, so it was not read; open it in a notation program and save it again"
        ) from error
    except Exception as error:  # expat and the codecs raise more than they document
        raise TuneError(f"this is not well-formed XML: {error}") from error
    return root


def _unpacked(data: bytes) -> bytes:
    """Return the score in a compressed file."""
    check_size(len(data), "the file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _member(archive, _score_name(archive))
    except TuneError:
        raise
    except Exception as error:  # zipfile raises six kinds of error on damaged files
        raise TuneError(f"this compressed file is damaged: {error}") from error


def _score_name(archive: zipfile.ZipFile) -> str:
    """Return the name of the score: the container says it, or it is the first one there is."""
    names = archive.namelist()
    if "META-INF/container.xml" in names:
        container = _parse(_member(archive, "META-INF/container.xml"))
        for root in container.iterfind("{*}rootfiles/{*}rootfile"):
            if root.get("full-path") in names:
                return str(root.get("full-path"))
    for name in names:
        if name.endswith((".xml", ".musicxml")) and not name.startswith(("META-INF/", "__MACOSX/")):
            return name
    for name in names:
        for suffix, what in _UNZIPPED_OTHERS.items():
            if name.endswith(suffix):
                raise TuneError(what)
    raise TuneError("this compressed file holds no score")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member of an archive; what unpacks to more than a file may hold is refused."""
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TuneError("this compressed file is packed in a way that .mxl files are not")
    check_size(info.file_size, "unpacked, the score")
    with archive.open(info) as packed:
        data = packed.read(LARGEST_FILE + 1)
    check_size(len(data), "unpacked, the score")  # whatever size its header claims
    return data
