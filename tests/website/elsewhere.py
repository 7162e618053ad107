"""Between a browser and all other hosts: a proxy that notes who is asked, and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from served import served


@dataclass
class Elsewhere:
    """The proxy's address, and the hosts and addresses that were asked for."""

    address: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """Refuse whatever a browser asks of this proxy, workers and service workers included."""
    refused = Elsewhere()

    class Refusing(BaseHTTPRequestHandler):
        def refuse(self) -> None:
            refused.asked.append(self.path)
            self.send_error(502, "this test is offline")

        do_CONNECT = do_GET = do_HEAD = do_OPTIONS = do_POST = refuse  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    with served(Refusing) as refused.address:
        yield refused
