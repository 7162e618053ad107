"""Is everything there already? This is asked at each start, so it only reads four small files."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from meantone.commands.set_up.folders import (
    DEVELOPER,
    EARLIER_STAMP,
    LEARNER,
    NEURAL,
    NEWEST,
    OLDEST,
    PYTHON,
    ROOT,
    STAMP,
    VENV,
)


def fingerprint(name: str) -> str:
    """Return the SHA-256 of a file of the project."""
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def wanted_stamp(lock: str) -> dict[str, str]:
    """Say what a complete set-up with this lock holds."""
    locks = [LEARNER, DEVELOPER] if lock == DEVELOPER else [LEARNER]
    return {name: fingerprint(name) for name in [*locks, "pyproject.toml"]}


def read_stamp() -> dict[str, str]:
    """Return what the last complete set-up holds; nothing if there was none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def environment_facts() -> dict[str, str]:
    """Return what .venv/pyvenv.cfg says of the environment; nothing if there is none."""
    try:
        lines = (VENV / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key.strip(): value.strip() for key, _, value in pairs}


def is_whole() -> bool:
    """Tell whether the environment stands where it was made, on a Python that is still there."""
    facts = environment_facts()
    version = tuple(int(part) for part in re.findall(r"\d+", facts.get("version", ""))[:2])
    return (
        PYTHON.exists()
        and Path(facts.get("home", "nowhere")).is_dir()
        and OLDEST <= version <= NEWEST
        and facts.get("command", "").endswith(str(VENV))  # else the project folder was moved
    )


def is_ready(lock: str) -> bool:
    """Tell whether all that the lock names is installed."""
    return wanted_stamp(lock).items() <= read_stamp().items() and is_whole()


def has_neural() -> bool:
    """Tell whether PyTorch is installed."""
    return read_stamp().get(NEURAL) == fingerprint(NEURAL)


def put_stamp_aside() -> None:
    """Make the environment count as incomplete from now on."""
    EARLIER_STAMP.unlink(missing_ok=True)
    if STAMP.exists():
        STAMP.replace(EARLIER_STAMP)


def write_stamp(stamp: dict[str, str]) -> None:
    """Write what is installed, whole or not at all."""
    fresh = STAMP.with_suffix(".tmp")
    fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    fresh.replace(STAMP)
