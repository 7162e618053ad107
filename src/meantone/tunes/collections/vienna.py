"""The Vienna 4x22 piano corpus: 22 pianists, four excerpts; fetched on request, never shipped.

Werner Goebl recorded it in 1999; the match files are those of the institute that keeps them. Lesson
13 goes without it where it is not there.
"""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
from pathlib import Path, PurePosixPath

from meantone.installation import call
from meantone.storage import cache_folder, write_whole
from meantone.tunes.collections.recipes import SetError
from meantone.tunes.formats.match import Matched, read_match

COMMIT = "decce458a2ae1fa41395fc71117180f91cff4aa4"
ADDRESS = f"https://codeload.github.com/CPJKU/vienna4x22/tar.gz/{COMMIT}"
"""The state of 16 October 2024, pinned."""

CHECKSUM = "2dbb51461da5de765ca78f30afa5d1cee294e37e7bd32f02c5179447aeebcfd7"
"""`contents_checksum` of the 88 match files. Of the contents and not of the archive: a host that
packs a state anew may change the archive's bytes, but not what it holds."""

FILES = 88

PIECES = {
    "Chopin, op. 10 no. 3": "Chopin_op10_no3",
    "Chopin, op. 38": "Chopin_op38",
    "Mozart, K. 331": "Mozart_K331_1st-mov",
    "Schubert, D. 783 no. 15": "Schubert_D783_no15",
}
"""The excerpts, and how their files begin. Of Mozart's and Schubert's each section is repeated."""

TERMS = f"""\
The Vienna 4x22 piano corpus: 22 pianists, four excerpts, as match files (11 MB).
  from    {ADDRESS}
  by      Werner Goebl, 1999, doi 10.21939/4X22; match files: github.com/CPJKU/vienna4x22
  terms   No license file was found in it. The repository's README, as read in November 2026,
          names CC BY 4.0 (name Werner Goebl when you use it). Whether that suits what you want
          to do is yours to judge: see the README and the doi before you agree.
  kept    in {{folder}}, on this machine only; delete the folder to be rid of it."""
"""What is shown before anything is fetched."""

LARGEST = 200 * 2**20
"""Bytes of the largest archive that is taken."""

_LAST = "checksum"
_LARGEST_FILE = 2**21
_NAME = re.compile(r"[A-Za-z0-9_-]+_p\d\d\.match")
_PATIENCE = 60  # seconds without a word from the host


def vienna_folder() -> Path:
    """Return where the match files are kept, which need not exist."""
    return cache_folder() / "vienna4x22"


def has_vienna() -> bool:
    """Tell whether the corpus was fetched, and all of it: the file of its checksum comes last.

    Examples
    --------
    >>> getfixture("monkeypatch").setenv("MEANTONE_CACHE", str(getfixture("tmp_path")))
    >>> has_vienna()
    False
    """
    return (vienna_folder() / _LAST).is_file()


def obtain_vienna(archive: Path | None = None, address: str = ADDRESS) -> Path:
    """Fetch the corpus, check it, and keep its match files in the cache.

    Nothing is kept unless the contents are those that were pinned. Whoever calls this has shown
    `TERMS` and was told yes.

    Parameters
    ----------
    archive : Path, optional
        An archive that was fetched before; else it is fetched from `address`.
    address : str

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SetError
        If it cannot be fetched or read, or is another one; says what to do.
    """
    files = match_files(_read(archive) if archive else fetch(address))
    if contents_checksum(files) != CHECKSUM:
        raise SetError(
            f"the archive holds other files than those that were pinned ({len(files)} match files, "
            f"not the {FILES} of {COMMIT[:12]}): nothing was kept. Fetch it again; if it stays so, "
            "tell the course's maintainers"
        )
    try:
        for name, content in files.items():
            write_whole(vienna_folder() / name, content)
        write_whole(vienna_folder() / _LAST, CHECKSUM.encode())
    except OSError as error:
        raise SetError(f"{vienna_folder()} cannot be written ({error.strerror})") from error
    return vienna_folder()


def _read(archive: Path) -> bytes:
    """Return an archive that is on this machine."""
    try:
        return archive.read_bytes()
    except OSError as error:
        raise SetError(f"{archive} cannot be read ({error.strerror})") from error


def fetch(address: str, largest: int = LARGEST) -> bytes:
    """Return what an address holds.

    Parameters
    ----------
    address : str
    largest : int
        Bytes; more are refused.

    Raises
    ------
    SetError
        If it does not answer, or sends too much.
    """
    import http.client
    from urllib.request import urlopen

    try:
        with urlopen(address, timeout=_PATIENCE) as answer:
            data: bytes = answer.read(largest + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise SetError(
            f"{address} cannot be fetched ({error}). Connect to the internet (a proxy goes in the "
            "variable HTTPS_PROXY) and try again; or fetch it with a browser and give the file: "
            + call("data vienna --archive FILE")
        ) from error
    if len(data) > largest:
        raise SetError(f"{address} sends more than {largest:,} bytes: that is not the corpus")
    return data


def match_files(archive: bytes) -> dict[str, bytes]:
    """Return the match files of an archive by name, whatever folders they lie in.

    Nothing is unpacked to disk here: names with a path, links, devices and all other files are
    passed over.

    Parameters
    ----------
    archive : bytes
        A tar file, compressed with gzip.

    Raises
    ------
    SetError
        If it is none, or holds too much.
    """
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r|gz") as members:
            for member in members:
                name = PurePosixPath(member.name).name
                if not (member.isfile() and _NAME.fullmatch(name)):
                    continue
                file = members.extractfile(member)
                if file is None or member.size > _LARGEST_FILE or len(found) >= 2 * FILES:
                    raise SetError(f"the archive holds too much, at {name}: not the corpus")
                found[name] = file.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise SetError(f"this is no archive that can be read ({error}): fetch it again") from error
    return found


def contents_checksum(files: dict[str, bytes]) -> str:
    """Return the SHA-256 of files: of their names, in order, and of the SHA-256 of each.

    Parameters
    ----------
    files : dict of str to bytes

    Examples
    --------
    >>> contents_checksum({"b": b"2", "a": b"1"}) == contents_checksum({"a": b"1", "b": b"2"})
    True
    """
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name} {hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return total.hexdigest()


def read_vienna(piece: str) -> dict[str, list[Matched]]:
    """Return the played notes of one excerpt by pianist, "p01" to "p22".

    Parameters
    ----------
    piece : str
        One of `PIECES`.

    Raises
    ------
    SetError
        If there is no such excerpt, or the corpus was not fetched.

    Examples
    --------
    >>> read_vienna("Satie")
    Traceback (most recent call last):
    meantone.tunes.collections.recipes.SetError: no excerpt 'Satie'; there are Chopin, op. 10 ...
    """
    if piece not in PIECES:
        raise SetError(f"no excerpt {piece!r}; there are {'; '.join(PIECES)}")
    if not has_vienna():
        raise SetError(f"the Vienna corpus is not here: run {call('data vienna')}")
    files = sorted(vienna_folder().glob(f"{PIECES[piece]}_p*.match"))
    return {path.stem[-3:]: read_match(path.read_text(encoding="utf-8")) for path in files}
