"""Refuses every connection to another machine, and writes down who tried.

Python raises an audit event before each connection or name lookup, in every library, and an
exception in the hook stops it. `environment` makes a `sitecustomize.py` that installs the hook
in each Python process started with it: servers, kernels, and what they start. There too, networks
are taken from the folder of the run's trainings, if there is one: see `kept_trainings`.
"""

import ipaddress
import os
import sys
from pathlib import Path

from kept_trainings import VARIABLE

LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
CONNECTIONS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def environment(folder: Path, *sources: Path) -> tuple[dict[str, str], Path]:
    """Return environment variables that switch the guard on, and the file of attempts.

    Packages in the folders `sources` come before those that are installed.
    """
    log = folder / "attempts.txt"
    log.touch()
    here = Path(__file__).parent
    code = (
        f"import sys\nsys.path.append({str(here)!r})\n"
        f"import offline_guard\noffline_guard.install({str(log)!r})\n"
        f"import os\nif os.environ.get({VARIABLE!r}):\n"
        "    import kept_trainings\n    kept_trainings.install()\n"
    )
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    paths = [str(folder), *map(str, sources), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}, log


def install(log: str) -> None:
    """Refuse connections of this process from now on; add each attempt to the file `log`."""

    def refuse(event: str, arguments: tuple) -> None:
        if event in LOOKUPS:
            target = arguments[0]
        elif event in CONNECTIONS:
            address = arguments[1]
            target = address[0] if isinstance(address, tuple) else None  # Unix sockets are local
        else:
            return
        if not is_local(target):
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(f"{event} {target}\n")
            raise ConnectionRefusedError(f"this test is offline: {event} {target!r}")

    sys.addaudithook(refuse)


def is_local(target: object) -> bool:
    """Tell whether a host is this machine; no host at all is."""
    host = target.decode() if isinstance(target, bytes) else target
    if not isinstance(host, str) or host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
