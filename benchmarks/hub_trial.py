"""A hub and its proxy on this machine, for a trial: started, ended by force, started again.

They listen to 127.0.0.1 alone, on ports that were free, and everything lies in one folder. Whatever
they start becomes a child of this process if its own parent ends (Linux can do that), so that it is
found, and ended by its id, however the trial ends.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from meantone.commands import project_folder

LOOPBACK = "127.0.0.1"
MOST_BYTES = 200 << 20
"""Of an answer or a message: sounds and pictures of a lesson are in it."""

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl

_SETTINGS = """
[login]
authenticator = "dummy"
testing = true
everybody = true
teachers = ["teacher"]
[server]
starting_at_once = {at_once}
start_seconds = 600
[one_server]
port = {ports[0]}
hub_port = {ports[1]}
proxy_port = {ports[2]}
class_port = {ports[3]}
state = "{state}"
[config.JupyterHub]
api_tokens = {{ {token} = "teacher" }}
"""
"""What a trial wants otherwise than the list of settings in `hub/settings.toml` has it."""


class TrialError(Exception):
    """Something of the trial did not come up, or was refused: what, with the words of its log."""


def free_ports(count: int) -> list[int]:
    """Return different ports that nobody listens to.

    Parameters
    ----------
    count : int

    Examples
    --------
    >>> len(set(free_ports(3)))
    3
    """
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server((LOOPBACK, 0))) for _ in range(count)]
        return [int(one.getsockname()[1]) for one in sockets]


class Trial:
    """A hub with the course's own settings, its proxy, and the class as its service.

    Parameters
    ----------
    folder : Path
        Where its files and the learners' homes lie.
    at_once : int
        How many servers start at the same time.

    Examples
    --------
    >>> Trial(getfixture("tmp_path"), 2).homes.name
    'homes'
    """

    def __init__(self, folder: Path, at_once: int) -> None:
        self.folder = folder
        self.at_once = at_once
        self.state = folder / "state"
        self.homes = self.state / "homes"
        self.token = secrets.token_hex(16)
        self.hub: subprocess.Popen[bytes] | None = None
        self._before = {child.pid for child in psutil.Process().children(recursive=True)}
        self._ports: list[int] = []
        self._client = SimpleAsyncHTTPClient(
            force_instance=True, max_clients=500, max_body_size=MOST_BYTES
        )

    @property
    def address(self) -> str:
        """Where learners come in."""
        return f"http://{LOOPBACK}:{self._ports[0]}"

    @property
    def proxy(self) -> int:
        """The process that the hub has started as its proxy; 0: there is none."""
        try:
            return int((self.state / "proxy.pid").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    @property
    def store(self) -> Path:
        """The file of the class's hand-ins."""
        return next((self.state / "class").glob("*.sqlite"), self.state / "class" / "none")

    async def start(self, seconds: float) -> None:
        """Start the hub on free ports, anew if another program takes one of them first.

        Parameters
        ----------
        seconds : float
            The longest that it may take.

        Raises
        ------
        TrialError
            If it does not answer.
        """
        adopt_orphans(True)
        for attempt in (1, 2, 3):
            self._write_settings()
            try:
                await self.restart(seconds)
                break
            except TrialError:
                if attempt == 3 or "in use" not in self.log(200):
                    raise
                self.kill_all()

    async def restart(self, seconds: float) -> None:
        """Start the hub, as a service manager does, and wait until learners can come in.

        One that gives up is started again: the proxy has fifteen seconds to answer, which a very
        busy machine may not have.

        Parameters
        ----------
        seconds : float
            The longest that it may take.

        Raises
        ------
        TrialError
            If it does not answer.
        """
        end = time.monotonic() + seconds
        for _ in range(10):
            self._launch()
            if await self._answers(end):
                return
            if "in use" in self.log(200):
                break
        raise TrialError(f"The hub does not answer. It said:\n{self.log()}")

    def kill(self, *processes: int) -> None:
        """End processes as a machine does that runs out of memory: with no time for anything.

        Parameters
        ----------
        processes : int
            Ids of processes that this trial has started.
        """
        ours = [one for one in self.processes() if one.pid in processes]
        if self.hub and self.hub.pid in processes:
            # First: what it started is then this process's, which learns of each end. Of a process
            # whose parent has not learned of its end, the next hub would think that it lives.
            self.hub.kill()
            self.hub.wait()
        end_all(ours)

    def processes(self) -> list[psutil.Process]:
        """Return what the trial has started and what that has started, whoever is its parent."""
        below = psutil.Process().children(recursive=True)
        return [child for child in below if child.pid not in self._before]

    async def ask(
        self, method: str, path: str, content: bytes | None = None, seconds: float = 60
    ) -> tuple[int, bytes, float]:
        """Ask the hub, or a learner's server, in the teacher's name.

        Parameters
        ----------
        method : str
            "GET", "POST".
        path : str
            "/hub/api/users".
        content : bytes, optional
            JSON.
        seconds : float
            The longest that the answer may take.

        Returns
        -------
        tuple of (int, bytes, float)
            The status, what was answered, and the seconds after which to ask again, if asked to.
        """
        request = HTTPRequest(
            f"{self.address}{path}",
            method,
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
            body=content,
            allow_nonstandard_methods=True,
            connect_timeout=seconds,
            request_timeout=seconds,
        )
        answer = await self._client.fetch(request, raise_error=False)
        return answer.code, answer.body, float(answer.headers.get("Retry-After", 0))

    def kill_all(self) -> None:
        """End every process that the trial has started."""
        for _ in range(3):  # one of them may start another one meanwhile
            end_all(self.processes())
        if self.hub:
            self.hub.wait()

    def end(self) -> None:
        """End the trial, and every process of it."""
        self.kill_all()
        self._client.close()
        adopt_orphans(False)

    def log(self, lines: int = 15) -> str:
        """Return the last lines that the hub and all that it has started said.

        Parameters
        ----------
        lines : int
        """
        text = (self.folder / "hub.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def _write_settings(self) -> None:
        """Write what this trial wants otherwise than the list of settings has it."""
        self._ports = free_ports(4)
        text = _SETTINGS.format(
            ports=self._ports, at_once=self.at_once, state=self.state.as_posix(), token=self.token
        )
        (self.folder / "trial.toml").write_text(text, encoding="utf-8")

    def _launch(self) -> None:
        """Start the hub; what it and its children say goes to a log."""
        variables = {**os.environ, "MEANTONE_HUB": str(self.folder / "trial.toml")}
        config = project_folder() / "hub" / "jupyterhub_config.py"
        # If this process is ended by force, the hub stops, and stops its servers.
        with_this = [sys.executable, str(config.with_name("with_the_hub.py"))]
        with (self.folder / "hub.log").open("ab") as log:
            self.hub = subprocess.Popen(
                [*with_this, sys.executable, "-m", "jupyterhub", "--config", str(config)],
                cwd=self.folder, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    async def _answers(self, end: float) -> bool:
        """Wait until the hub answers through its proxy; tell whether it does."""
        assert self.hub
        while time.monotonic() < end and self.hub.poll() is None:
            with suppress(OSError, HTTPClientError):
                status, _, _ = await self.ask("GET", "/hub/api/", seconds=10)
                if status == 200:
                    return True
            await asyncio.sleep(0.2)
        return False


def end_all(processes: list[psutil.Process]) -> None:
    """End processes by force, each by its id, and wait until they have gone.

    Parameters
    ----------
    processes : list of psutil.Process
    """
    for process in processes:
        try:
            process.kill()  # psutil makes sure that the id is still this process's
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=30)


def adopt_orphans(wanted: bool) -> None:
    """Have processes below this one become its children when their parent ends; Linux only.

    Parameters
    ----------
    wanted : bool
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, int(wanted), 0, 0, 0)


def interrupted_by_terminate() -> None:
    """Have SIGTERM end this program as Ctrl-C does: what it started is ended, too."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
