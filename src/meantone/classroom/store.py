"""Where hand-ins are kept: one SQLite file, a transaction for each, nothing lost once it is said.

The journal is SQLite's plain one and every commit waits for the disk (`synchronous = FULL`), so
what was acknowledged survives the end of the program, however it comes. A faster journal (WAL)
would not work on network file systems.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from pathlib import Path

from meantone.teaching.records.handed import HandedIn, read_handed_in

MOST_LEARNERS = 1000
"""More than that are no class: the disk is not filled for a joke."""

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are read for another: no I, O, 0, 1
_TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS hand_ins (
    code TEXT PRIMARY KEY, moment INTEGER NOT NULL, proof TEXT NOT NULL, content TEXT NOT NULL
);
"""
_KEEP = """
INSERT INTO hand_ins VALUES (?, ?, ?, ?)
ON CONFLICT (code) DO UPDATE SET moment = excluded.moment, content = excluded.content
WHERE excluded.moment > moment"""


class OtherLearnerError(Exception):
    """A hand-in bears the code of a learner who has handed in with another key."""


class FullError(Exception):
    """There are as many learners as a class may have."""


class Store:
    """The hand-ins of one class. A learner counts once, with what was packed last.

    Parameters
    ----------
    path : Path
        The SQLite file, made if there is none.

    Examples
    --------
    >>> store = Store(getfixture("tmp_path") / "class.sqlite")
    >>> text = '{"format": "meantone progress 1", "code": "0123abcd", "moment": 5, "records": []}'
    >>> store.keep(text, "the learner's key")
    >>> [learner.code for learner in store.hand_ins()]
    ['0123abcd']
    >>> store.close()
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # for the teacher alone: the page's secret is in it
        self._database = sqlite3.connect(path, timeout=10, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.executescript(_TABLES)
        self.code = self._setting("code", _class_code())
        """What learners type."""
        self.secret = self._setting("secret", secrets.token_urlsafe(24))
        """What only the teacher's page knows."""

    def keep(self, text: str, key: str) -> None:
        """Keep a hand-in; when this returns it is on the disk.

        The same once more changes nothing, and an earlier one does not replace a later one.

        Parameters
        ----------
        text : str
            As a learner sent it.
        key : str
            What proves that two hand-ins of one code are one learner's.

        Raises
        ------
        HandInError
            If it is none.
        OtherLearnerError
            If somebody else has this code.
        FullError
            If there are `MOST_LEARNERS` already.
        sqlite3.Error
            If the disk does not take it.
        """
        handed = read_handed_in(text)
        proof = hashlib.sha256(key.encode()).hexdigest()
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._admit(handed, proof)
            self._database.execute(_KEEP, (handed.code, handed.moment, proof, text))
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def hand_ins(self) -> list[HandedIn]:
        """Return what each learner handed in last, in the order of their codes."""
        rows = self._database.execute("SELECT content FROM hand_ins ORDER BY code")
        return [read_handed_in(text) for (text,) in rows]

    def version(self) -> str:
        """Return a text that is another one after each change."""
        (others,) = self._database.execute("PRAGMA data_version").fetchone()
        return f"{others}-{self._database.total_changes}"

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _admit(self, handed: HandedIn, proof: str) -> None:
        """Raise unless this learner may hand in."""
        found = self._database.execute("SELECT proof FROM hand_ins WHERE code = ?", (handed.code,))
        known = found.fetchone()
        if known is not None and not hmac.compare_digest(known[0], proof):
            raise OtherLearnerError(handed.code)
        if known is None:
            (count,) = self._database.execute("SELECT count(*) FROM hand_ins").fetchone()
            if count >= MOST_LEARNERS:
                raise FullError

    def _setting(self, name: str, otherwise: str) -> str:
        """Return a setting of the class; what it is is decided once, and stays."""
        self._database.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (name, otherwise))
        found = self._database.execute("SELECT value FROM settings WHERE name = ?", (name,))
        return str(found.fetchone()[0])


def _class_code() -> str:
    """Return a new code, as K7QM-3XPD: 40 bits, too many to be guessed over a network."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
