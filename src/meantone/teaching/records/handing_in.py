"""Handing in: a learner looks at what is sent, and then gives it to a class, or does not.

Nothing is sent or written on its own, and no name goes along: a class sees a random code.
"""

from __future__ import annotations

import html
import json
import os
import re
import time
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meantone.storage import write_whole
from meantone.teaching.boxes import Box
from meantone.teaching.records.handed import packed
from meantone.teaching.records.posting import PostingError, post
from meantone.teaching.records.progress import current, learner_code, learner_key

if TYPE_CHECKING:
    from ipywidgets import HTML, Button, Text, VBox

ADDRESS = "MEANTONE_CLASS"
"""The variable that names the class's address, where a whole room or hub has the same one."""

TOKEN = "JUPYTERHUB_API_TOKEN"
"""The variable in which JupyterHub gives a learner's server what it knows the learner by."""

_SAID = {
    "predicted": ("prediction", "predictions"),
    "revealed": ("measured answer", "measured answers"),
    "tried": ("exercise tried", "exercises tried"),
    "diagnosed": ("sentence of a check", "sentences of checks"),
    "done": ("exercise done", "exercises done"),
    "answered": ("answer in a listening test", "answers in listening tests"),
    "takes": ("melody tapped", "melodies tapped"),
}
"""What each kind of record is called: one, several."""

_SEEN = "The hub's class sees whose server sends it, and keeps the code alone."


class HandIn:
    """What a learner is about to give to a class: it shows all of it, and waits.

    Notebooks show it with two buttons; `write` and `send` do what they do. Pressing one again, or
    both, is harmless: a class counts a learner once, with what was packed last.

    Parameters
    ----------
    address : str
        The class's: "http://192.168.1.5:8123"; empty if there is none.
    code : str
        The class's code, as the teacher shows it.
    """

    def __init__(self, address: str = "", code: str = "") -> None:
        self.address = address
        self.class_code = code
        moment = time.time_ns() // 1_000_000
        self.content = packed(current().records(), learner_code(), moment)

    @property
    def text(self) -> str:
        """Exactly what is written or sent: JSON."""
        return json.dumps(self.content, indent=1, ensure_ascii=False)

    @property
    def summary(self) -> str:
        """What it holds, in a sentence."""
        counted = Counter(record["kind"] for record in self.content["records"])
        found = [(counted[kind], words) for kind, words in _SAID.items() if counted[kind]]
        said = ", ".join(f"{count} {one if count == 1 else many}" for count, (one, many) in found)
        return f"{said or 'nothing yet'}; under the code {self.content['code']}, without a name."

    def write(self, folder: str | Path = ".") -> Path:
        """Write it to a file to give away, and return the file; an earlier one is replaced.

        Parameters
        ----------
        folder : str or Path
            Where it goes; the file is called handed_in_CODE.json.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        path = Path(folder) / f"handed_in_{self.content['code']}.json"
        write_whole(path, self.text.encode())
        return path

    def send(self, address: str = "", code: str = "") -> str:
        """Send it to a class, and return a sentence that says that it has arrived.

        Parameters
        ----------
        address, code : str
            The class's; those of `hand_in` if left out.

        Raises
        ------
        PostingError
            If it did not arrive or was refused, with why and what to do.
        """
        place, secret = class_address(address or self.address)
        secret = code or secret or self.class_code
        post(place, secret, learner_key(), self.text.encode(), hub_token(place))
        return "Handed in. If you work on, hand in again: the later one counts."

    @property
    def widget(self) -> VBox:
        """The preview, two fields, two buttons and a line that says what happened."""
        return self._parts[0]

    @property
    def fields(self) -> tuple[Text, Text]:
        """Where the class's address and code are typed."""
        return self._parts[1]

    @property
    def buttons(self) -> tuple[Button, Button]:
        """The one that sends, and the one that writes a file."""
        return self._parts[2]

    @property
    def said(self) -> HTML:
        """The line that says what happened."""
        return self._parts[3]

    @cached_property
    def _parts(self) -> tuple[VBox, tuple[Text, Text], tuple[Button, Button], HTML]:
        """Make the widgets, when they are first needed."""
        from ipywidgets import HTML, Button, HBox, Layout, Text, VBox

        wide = Layout(width="auto")
        address = Text(self.address, description="Address", placeholder="as your teacher shows it")
        code = Text(self.class_code, description="Class code")
        send = Button(description="Send to the class", layout=wide)
        write = Button(description="Write a file to give away", layout=wide)
        said = HTML()
        send.on_click(lambda _: self._tell(lambda: self.send(address.value, code.value)))
        write.on_click(lambda _: self._tell(lambda: f"Written: {self.write().absolute()}"))
        preview = HTML(self._preview())
        typed = [] if hub_token(self.address) else [HBox([address, code])]
        rows = [preview, *typed, HBox([send, write]), said]
        return VBox(rows), (address, code), (send, write), said

    def _tell(self, act: Any) -> None:
        """Do it, and say how it went."""
        try:
            box = Box("done", act())
        except (PostingError, OSError) as error:
            box = Box("wrong", "Not handed in", (str(error),))
        self.said.value = box._repr_html_()

    def _preview(self) -> str:
        """Return what is sent as HTML: a sentence, and all of it on demand."""
        seen = (_SEEN,) if hub_token(self.address) else ()
        lines = (self.summary, *seen, "Nothing is sent until you press a button.")
        box = Box("note", "To hand in", lines)
        return (
            f"{box._repr_html_()}<details><summary>Show exactly what is sent</summary>"
            '<pre tabindex="0" style="max-height:20em;overflow:auto">'
            f"{html.escape(self.text)}</pre></details>"
        )

    def __repr__(self) -> str:
        return f"To hand in: {self.summary}\n  Nothing is sent until you press a button."

    def _repr_mimebundle_(self, **settings: Any) -> dict[str, Any]:
        bundle = {"text/plain": repr(self), "text/html": self._preview()}
        shown = self.widget._repr_mimebundle_(**settings)
        return (shown[0] if isinstance(shown, tuple) else shown or {}) | bundle


def hub_token(address: str) -> str:
    """Return what a hub knows this learner by, for the class's address that it set; else "".

    No other address ever gets it.

    Parameters
    ----------
    address : str
    """
    place, _ = class_address("")
    return os.environ.get(TOKEN, "") if address and address == place else ""


def class_address(address: str) -> tuple[str, str]:
    """Return a class's address and code: those that were given, else those of MEANTONE_CLASS.

    Who types an address leaves out http://, or ends it with a slash: both are mended.

    Parameters
    ----------
    address : str

    Examples
    --------
    >>> class_address("http://192.168.1.5:8123/#K7QM-3XPD")
    ('http://192.168.1.5:8123', 'K7QM-3XPD')
    >>> class_address("192.168.1.5:8123")
    ('http://192.168.1.5:8123', '')
    """
    place, _, code = (address or os.environ.get(ADDRESS, "")).strip().partition("#")
    if place and "://" not in place:
        place = f"http://{place}"
    return re.sub(r"/+$", "", place), code


def hand_in(address: str = "", *, code: str = "") -> HandIn:
    """Show what a class would get of you, with buttons to send it or to write it to a file.

    It holds your predictions, what checks said, your answers in listening tests and tapped takes,
    under a random code. No name, nothing that you typed, nothing of your tune. `docs/class.md`
    says more.

    Parameters
    ----------
    address : str
        The class's, as the teacher shows it; else that of the variable MEANTONE_CLASS, which may
        end in # and the class's code. It may also be typed later.
    code : str
        The class's code.

    Returns
    -------
    HandIn

    Examples
    --------
    >>> hand_in("http://192.168.1.5:8123", code="K7QM-3XPD")
    To hand in: ...; under the code ..., without a name.
      Nothing is sent until you press a button.
    """
    place, secret = class_address(address)
    return HandIn(place, code.strip() or secret)
