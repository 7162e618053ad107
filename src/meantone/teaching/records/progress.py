"""What a learner has done, in one small SQLite file of theirs.

It holds the names of exercises, predictions and sounds, never a person's; nothing sends it
anywhere. The environment variable `MEANTONE_PROGRESS` names another file, or says `off`: then all
is forgotten when the kernel stops. `MEANTONE_HOME` names a folder for it and all else of theirs.

Each call opens the file, makes one transaction and closes it: two kernels may write at once, and
the file may vanish or return between calls. The journal is SQLite's plain one, because the faster
one (WAL) does not work on network file systems. What cannot be written is kept in memory and tried
again with the next note and when the kernel stops, so no call ever fails; `news` says what
happened. Nor does a call wait for long: once a file was found in use, the next calls only look.

A browser keeps files whole, and SQLite cannot write a part of one. There it works on the file's
bytes in memory, read anew for each call and written after each note.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from meantone.storage import HOME, alone, machine, named_place

VARIABLE = "MEANTONE_PROGRESS"
"""The environment variable that names the file."""

T = TypeVar("T")
P = TypeVar("P", bound="Watched")

VERSION = 1
"""The layout of the file, kept in SQLite's `user_version`."""

_TABLE = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
)"""
_NOTE = """
INSERT INTO records VALUES (?, ?, ?, 1)
ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, times = times + 1"""

# SQLite's reasons why a sound file cannot be used now: no right, in use, no memory, read-only,
# interrupted, no disk, full, cannot be opened, locks do not work. Every other error is damage.
_UNUSABLE = frozenset({3, 5, 6, 7, 8, 9, 10, 13, 14, 15, 22, 23})

_TROUBLE = (OSError, sqlite3.Error, ValueError)  # a damaged name in an error message is no UTF-8


class Watched(Protocol):
    """A widget."""

    def observe(self, handler: Callable[[Any], object], names: str) -> object:
        """Call a function whenever the trait of this name changes.

        Parameters
        ----------
        handler : callable
            Called with traitlets' change.
        names : str
            The trait.
        """


@dataclass(frozen=True)
class Record:
    """One thing that happened: the latest value (anything JSON can hold), and how many times."""

    value: Any
    times: int


Records = dict[tuple[str, str], Record]


class Progress:
    """A learner's record. No method raises because of the file.

    Parameters
    ----------
    path : Path or None
        The SQLite file, made when first written to. None keeps all in memory.
    wait : float
        Seconds to wait for another kernel that is writing, which takes a moment. Whatever holds the
        file for longer is not waited for again until it was free once.
    whole : bool
        Whether the file can only be read and written as a whole.

    Examples
    --------
    >>> progress = Progress(None)
    >>> progress.note("hinted", "02.count", 1)
    >>> progress.note("hinted", "02.count", 2)
    >>> progress.get("hinted", "02.count")
    Record(value=2, times=2)
    """

    def __init__(self, path: Path | None, wait: float = 3.0, whole: bool = False) -> None:
        self.path = path
        self._wait = wait
        self._whole = whole
        self._in_use = False
        self._known: Records = {}
        self._unwritten: list[tuple[str, str, str]] = []
        self._news: list[str] = []
        self._complained = False
        self._seen = False

    def note(self, kind: str, name: str, value: object = True) -> None:
        """Write down that something happened.

        Parameters
        ----------
        kind : str
            What happened: "tried", "diagnosed", "done", "hinted", "predicted", "revealed", "heard",
            "answered", "closed", "stamped", "capstone", "written".
        name : str
            To what: "02.transition_matrix".
        value
            Anything that JSON can hold; it replaces the earlier one.
        """
        self._unwritten.append((kind, name, json.dumps(value)))
        if self.path and self._attempt(self._write, False):
            self._unwritten.clear()

    def records(self) -> Records:
        """Return all that is known, by kind and name."""
        if not (self.path and self._is_there()):
            self._known = {}
        else:
            self._known = self._attempt(_read, self._known)
        found = dict(self._known)
        for kind, name, value in self._unwritten:
            times = found[kind, name].times if (kind, name) in found else 0
            found[kind, name] = Record(json.loads(value), times + 1)
        return found

    def get(self, kind: str, name: str) -> Record | None:
        """Return one record, or None if this never happened.

        Parameters
        ----------
        kind : str
            What happened: "done", "predicted".
        name : str
            The exercise's or the prediction's.
        """
        return self.records().get((kind, name))

    def save(self, wait: float) -> None:
        """Try once more to write what is not yet written, and wait longer for it."""
        self._wait, self._in_use = wait, False
        if self.path and self._unwritten and self._attempt(self._write, False):
            self._unwritten.clear()

    def news(self) -> tuple[str, ...]:
        """Return what a learner should know of the file, one line each, once."""
        news, self._news = tuple(self._news), []
        return news

    def _is_there(self) -> bool:
        """Tell whether the file exists; say so if it has gone since the last call."""
        assert self.path
        there = self.path.exists()
        if self._seen and not there:
            self._news.append("The record of your progress was gone; a new one has begun.")
        self._seen = there
        return there

    def _write(self, database: sqlite3.Connection) -> bool:
        """Add what is not yet written, all or nothing."""
        database.execute("BEGIN IMMEDIATE")
        database.execute(_TABLE)
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.executemany(_NOTE, self._unwritten)
        known = _read(database)
        database.execute("COMMIT")
        if self._whole and self.path:
            self.path.write_bytes(database.serialize())
        self._known = known
        self._seen = True
        return True

    def _attempt(self, task: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Return what a task on the file gives; put a damaged file aside and try once more."""
        for _ in range(2):
            try:
                with closing(self._open()) as database:
                    result = task(database)
                self._in_use = False
                return result
            except _TROUBLE as error:
                self._in_use = _is_in_use(error)
                if not (_is_damage(error) and self._put_aside()):
                    break
        if not self._complained:
            self._complained = True
            self._news.append(
                "Your progress cannot be saved or read just now; it is kept until the kernel stops."
            )
        return otherwise

    def _open(self) -> sqlite3.Connection:
        """Open the file, made if need be; its first pages are read and tested."""
        assert self.path
        self._is_there()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        wait = 0 if self._in_use else self._wait
        file = ":memory:" if self._whole else self.path
        database = sqlite3.connect(file, timeout=wait, isolation_level=None)
        try:
            if self._whole and (held := self.path.read_bytes() if self.path.exists() else b""):
                database.deserialize(held)
            _test(database)
        except BaseException:
            database.close()
            raise
        return database

    def _put_aside(self) -> bool:
        """Rename a damaged file, so that the next call makes a new one; tell whether it worked."""
        assert self.path
        try:
            with alone(Path(f"{self.path}.lock"), self._wait) as held:
                if not held:
                    return False
                if not self._is_damaged():
                    return True  # another kernel was quicker
                aside = _free_name(self.path)
                # An old journal beside a new file would be played back into it.
                for ending in ("-journal", "-wal", "-shm", ""):
                    part = Path(f"{self.path}{ending}")
                    if part.exists():
                        part.rename(f"{aside}{ending}")
        except OSError:
            return False
        self._seen = False
        self._news.append(
            f"The record of your progress was damaged. It is kept as {aside.name}, "
            "and a new one has begun."
        )
        return True

    def _is_damaged(self) -> bool:
        """Tell whether the file is damaged now."""
        try:
            with closing(self._open()) as database:
                _read(database)
        except _TROUBLE as error:
            return _is_damage(error)
        return False


def current() -> Progress:
    """Return the record in use: of `MEANTONE_PROGRESS`, `MEANTONE_HOME` or the data folder."""
    return _at(os.environ.get(VARIABLE, "").strip(), os.environ.get(HOME, ""))


def learner_code() -> str:
    """Return the learner's code for classes: random, no name, made up when first asked for.

    Examples
    --------
    >>> learner_code() == learner_code()
    True
    """
    return _own("code", 4)


def learner_key() -> str:
    """Return what proves to a class that hand-ins of one code are one learner's; in no file.

    Examples
    --------
    >>> len(learner_key())
    32
    """
    return _own("key", 16)


def _own(name: str, length: int) -> str:
    """Return random bytes of this learner's, made up when first asked for."""
    progress = current()
    known = progress.get("class", name)
    if known is None:
        progress.note("class", name, secrets.token_hex(length))
        known = progress.get("class", name)
    return str(known.value) if known else ""


def heard(name: str) -> None:
    """Write down that a sound was played: "02.dead_end"."""
    current().note("heard", name)


def hear(name: str, player: P) -> P:
    """Return a player, whose sound counts as heard when it is played, not when the cell runs.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a name: "02.dead_end".
    player : widget
        It counts the starts of its sounds in a trait `plays`.

    Examples
    --------
    >>> hear("02.failures", Playlist({"A": tune}))  # doctest: +SKIP
    A: 2.2 s, piano, 100 quarters a minute
    """
    player.observe(lambda _: heard(name), names="plays")
    return player


@cache
def _at(setting: str, home: str) -> Progress:
    """Return the record that the settings name."""
    import platformdirs

    if setting.lower() == "off":
        return Progress(None)
    folder = named_place(HOME) or platformdirs.user_data_path("meantone", appauthor=False)
    # A learner who waits for a check is not to wait for this: it may be written with the next note.
    path = named_place(VARIABLE) or folder / "progress.sqlite"
    progress = Progress(path, wait=0.5, whole=machine().browser)
    atexit.register(progress.save, wait=3)
    return progress


def _test(database: sqlite3.Connection) -> None:
    """Raise an error if the file is damaged or of a later layout."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise sqlite3.NotSupportedError(f"layout {version} is of a newer edition")
    if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("quick_check found damage")


def _read(database: sqlite3.Connection) -> Records:
    """Return all records of the file."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'records'").fetchone():
        return {}
    rows = database.execute("SELECT kind, name, value, times FROM records ORDER BY kind, name")
    try:
        return {
            (str(kind), str(name)): Record(json.loads(value), int(times))
            for kind, name, value, times in rows
        }
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError("a record cannot be read") from error


def _is_damage(error: Exception) -> bool:
    """Tell a damaged file from a sound one that cannot be used now."""
    if isinstance(error, OSError | sqlite3.NotSupportedError):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF not in _UNUSABLE  # the low byte is the kind of error


def _is_in_use(error: Exception) -> bool:
    """Tell whether another process holds the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )


def _free_name(path: Path) -> Path:
    """Return the first name of the form progress.sqlite.damaged-1 that is not taken."""
    number = 1
    while (aside := Path(f"{path}.damaged-{number}")).exists():
        number += 1
    return aside
