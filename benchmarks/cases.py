"""A case of a sweep: one thing to measure, with a name for its file and a key for its code.

It stands apart from how cases are run and kept, which changes no figure.
"""

from __future__ import annotations

import hashlib
import json
import re
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from benchmarks.sources import fingerprint

Figures = dict[str, Any]
"""What a case measured: numbers, words, and lists and dictionaries of them, as JSON holds them."""


@dataclass(frozen=True)
class Case(ABC):
    """One thing to measure, independent of all others: a frozen dataclass of plain fields.

    Its figures depend on nothing but its fields and the code that its module reaches: what it
    draws comes from a generator of its own.
    """

    guess: ClassVar[float] = 1.0
    """Seconds of one core that it takes, as far as one can tell before it was measured."""

    @abstractmethod
    def measure(self) -> Figures:
        """Return the figures."""

    @property
    def fields(self) -> dict[str, Any]:
        """What it is, for reading."""
        return {"kind": type(self).__name__, **asdict(self)}

    @property
    def name(self) -> str:
        """What it is, as the name of a file."""
        words = " ".join(map(str, self.fields.values())).lower()
        return re.sub(r"[^a-z0-9.]+", "-", words).strip("-")

    @property
    def key(self) -> str:
        """Digits that change if its fields or the code change."""
        said = json.dumps([self.fields, fingerprint(type(self).__module__)])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def digits(self) -> int:
        """What its generator begins with: a number made of its fields."""
        return int(hashlib.sha256(json.dumps(self.fields).encode()).hexdigest()[:16], 16)
