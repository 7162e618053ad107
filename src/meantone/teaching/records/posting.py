"""Sending a hand-in to a class's address: standard library only, straight to it, nowhere else."""

from __future__ import annotations

import re
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from meantone.teaching.records.handed import MOST_BYTES

CLASS_HEADER = "Meantone-Class"
"""The class's code goes here."""

LEARNER_HEADER = "Meantone-Learner"
"""What proves that two hand-ins are one learner's goes here."""

PATH = "/hand-in"
"""Where a class takes hand-ins."""

PATIENCE = 20
"""Seconds until a class must have answered."""

_REFUSALS = {
    400: "The class could not read it. Is the course's version the same as the teacher's?",
    403: "The class's code is not right. Type it as the teacher shows it.",
    409: "Somebody else handed in under your learner's code. Write a file instead.",
    413: "It is too large for the class. Write a file instead.",
    429: "That was too often. Wait a minute, then press the button again.",
    503: "The class is full or its disk is. Write a file instead, and tell the teacher.",
}


class PostingError(Exception):
    """A hand-in did not arrive: the message says why, and what to do."""


class _StayHere(HTTPRedirectHandler):
    """Follow no redirection: what is handed in goes to the address that was typed."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""


def post(address: str, code: str, key: str, content: bytes, token: str = "") -> None:
    """Send a hand-in to a class; it returns when the class has stored it.

    Parameters
    ----------
    address : str
        "http://192.168.1.5:8123".
    code : str
        The class's.
    key : str
        The learner's, which proves that two hand-ins are one learner's.
    content : bytes
        The hand-in.
    token : str
        Where the class is a hub's service, what the hub knows the learner by.

    Raises
    ------
    PostingError
        If it did not arrive, or was refused.

    Examples
    --------
    >>> post("ftp://192.168.1.5", "", "", b"")
    Traceback (most recent call last):
    meantone.teaching.records.posting.PostingError: The class's address begins with http://, ...
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PostingError(
            "The class's address begins with http://, as in http://192.168.1.5:8123. Type it as "
            "the teacher shows it, or write a file instead."
        )
    if len(content) > MOST_BYTES:
        raise PostingError(_REFUSALS[413])
    try:
        headers = {
            "Content-Type": "application/json",
            CLASS_HEADER: plain_code(code),
            LEARNER_HEADER: key,
            **({"Authorization": f"token {token}"} if token else {}),
        }
        request = Request(f"{address}{PATH}", data=content, headers=headers, method="POST")
        # A school's proxy knows nothing of an address in the room.
        opener = build_opener(ProxyHandler({}), _StayHere())
        with opener.open(request, timeout=PATIENCE) as answer:
            answer.read(1000)
    except HTTPError as error:
        error.close()
        refusals = _REFUSALS | (_ON_A_HUB if token else {})
        raise PostingError(refusals.get(error.code, _NO_CLASS)) from None
    except (URLError, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise PostingError(
            f"The class does not answer ({reason}). Are you in the same network, and is the "
            "address right? Nothing is lost: press the button again, or write a file."
        ) from None


def plain_code(code: str) -> str:
    """Return a class's code as it is compared: dashes, blanks and small letters do not matter.

    Parameters
    ----------
    code : str
        As somebody has typed it.

    Examples
    --------
    >>> plain_code(" k7qm 3xpd ")
    'K7QM3XPD'
    """
    return re.sub(r"[^A-Z0-9]", "", code.upper())


_ON_A_HUB = {
    403: "The hub does not know this server any more. In the lab's File menu choose Hub Control "
    "Panel, stop the server, and start it again; your work stays.",
    503: "You handed in under several codes today, or the class or its disk is full. Write a file "
    "instead, and tell the teacher.",
}
_NO_CLASS = "No class answers there. Type the address as the teacher shows it."
