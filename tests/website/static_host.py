"""A static host for the site's tests: it serves a folder and notes what it sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

from served import served


@dataclass
class Host:
    """An address, and the bytes that were sent of each path."""

    address: str
    sent: dict[str, int] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, host: Host, **named: Any) -> None:
        self.host = host
        super().__init__(*args, **named)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        data = source.read()
        self.host.sent[self.path] = self.host.sent.get(self.path, 0) + len(data)
        outputfile.write(data)

    def send_error(self, *args: Any, **named: Any) -> None:
        self.host.missed.append(self.path)
        super().send_error(*args, **named)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """Serve a folder on a port of the system's choice."""
    host = Host("")
    with served(partial(_Handler, host=host, directory=str(folder))) as host.address:
        yield host
