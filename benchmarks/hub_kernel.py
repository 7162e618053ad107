"""A kernel behind a hub, over its websocket: a cell goes out, what it says comes back."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.hub_trial import MOST_BYTES, Trial


class LostError(Exception):
    """The connection to a kernel has ended before the answer came."""


@dataclass
class Reply:
    """What a kernel answers to one request, put together from its messages.

    Parameters
    ----------
    request : str
        The request's id.
    text : str
        What the cell printed and showed, as plain text.
    error : str
        What stopped it; "" if nothing did.
    idle, replied : bool
        Whether the kernel has said that it has finished, and how it went.

    Examples
    --------
    >>> reply = Reply("1")
    >>> reply.take(message_of("stream", "1", {"name": "stdout", "text": "hello"}))
    >>> reply.take(message_of("stream", "2", {"name": "stdout", "text": "somebody else's"}))
    >>> reply.take(message_of("status", "1", {"execution_state": "idle"}))
    >>> reply.text, reply.complete
    ('hello', False)
    >>> reply.take(message_of("execute_reply", "1", {"status": "ok"}))
    >>> reply.complete
    True
    """

    request: str
    text: str = ""
    error: str = ""
    idle: bool = False
    replied: bool = False

    @property
    def complete(self) -> bool:
        """Whether all has come: the two last messages travel on channels of their own."""
        return self.idle and self.replied

    def take(self, message: dict[str, Any]) -> None:
        """Add a message, if it belongs to this request.

        Parameters
        ----------
        message : dict
            As Jupyter's protocol describes it.
        """
        if message["parent_header"].get("msg_id") != self.request:
            return
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "status":
            self.idle |= content["execution_state"] == "idle"
        elif kind == "execute_reply":
            self.replied = True
        elif kind == "stream":
            self.text += content["text"]
        elif kind in ("display_data", "execute_result"):
            self.text += f"{content['data'].get('text/plain', '')}\n"
        elif kind == "error":
            self.error = f"{content['ename']}: {content['evalue']}"


def message_of(kind: str, parent: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return a message of Jupyter's protocol, as far as a client that runs cells needs one.

    Parameters
    ----------
    kind : str
        "execute_request", "stream".
    parent : str
        The id of the request that it answers; "" for a request.
    content : dict
    """
    header = {
        "msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "learner",
        "session": "trial", "version": "5.3", "date": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    above = {"msg_id": parent} if parent else {}
    return {"header": header, "parent_header": above, "metadata": {}, "content": content}


def read_message(received: str | bytes) -> dict[str, Any]:
    r"""Return a message that came over the websocket, without its buffers.

    Parameters
    ----------
    received : str or bytes
        JSON; or, where there are buffers, their number, where each part begins, and the parts, the
        first of which is JSON.

    Examples
    --------
    >>> first = b'{"header": {}}'
    >>> packed = b"".join(n.to_bytes(4, "big") for n in (2, 12, 12 + len(first))) + first + b"\0"
    >>> read_message(packed)
    {'header': {}}
    """
    if isinstance(received, str):
        return dict(json.loads(received))
    count, begin, end = (int.from_bytes(received[at : at + 4], "big") for at in (0, 4, 8))
    return dict(json.loads(received[begin : end if count > 1 else None]))


class Kernel:
    """A kernel that runs cells one after another.

    Parameters
    ----------
    socket : WebSocketClientConnection
    """

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self._socket = socket

    @classmethod
    async def connect(cls, trial: Trial, path: str, seconds: float) -> Kernel:
        """Return a kernel once its websocket is open.

        Parameters
        ----------
        trial : Trial
        path : str
            "/user/NAME/api/kernels/ID/channels".
        seconds : float
            The longest that it may take.
        """
        request = HTTPRequest(
            f"{trial.address.replace('http', 'ws', 1)}{path}",
            headers={"Authorization": f"token {trial.token}"},
            connect_timeout=seconds,
            request_timeout=seconds,
        )
        return cls(await websocket_connect(request, max_message_size=MOST_BYTES))

    async def run(self, code: str, seconds: float) -> tuple[Reply, float]:
        """Run a cell, and return what it said and how many seconds that took.

        Parameters
        ----------
        code : str
        seconds : float
            The longest that it may take.

        Raises
        ------
        LostError
            If the connection ends before.
        TimeoutError
            If it takes longer.
        """
        wanted = {"silent": False, "store_history": True, "user_expressions": {}}
        content = {"code": code, "allow_stdin": False, "stop_on_error": True, **wanted}
        message = message_of("execute_request", "", content)
        reply, begin = Reply(message["header"]["msg_id"]), time.perf_counter()
        async with asyncio.timeout(seconds):
            await self._socket.write_message(json.dumps({**message, "channel": "shell"}))
            while not reply.complete:
                received = await self._socket.read_message()
                if received is None:
                    raise LostError("the connection to the kernel has ended")
                reply.take(read_message(received))
        return reply, time.perf_counter() - begin

    def close(self) -> None:
        """Let go of the connection; the kernel goes on."""
        self._socket.close()
