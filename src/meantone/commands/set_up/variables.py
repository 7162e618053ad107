"""The variables that a step of the set-up starts with: the user's, but none that mislead it."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import subprocess

from meantone.commands.set_up.folders import PYTHON
from meantone.commands.set_up.troubles import SetupError, explain

KEPT = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONFAULTHANDLER",
    "PYTHONHASHSEED",
    "PYTHONIOENCODING",
    "PYTHONNOUSERSITE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUNBUFFERED",
)
"""The variables for Python that do no harm to an environment."""


def child_environment() -> dict[str, str]:
    """Return this process's variables without those that would mislead the environment."""
    harmful = re.compile(r"PYTHON[A-Z]|__PYVENV_LAUNCHER__")  # PYTHON_COLORS is somebody else's
    kept = {
        name: value for name, value in os.environ.items() if name in KEPT or not harmful.match(name)
    }
    # Windows would else read a project path with an umlaut in the wrong encoding.
    return {**kept, "PYTHONUTF8": "1"}


PIP_SETTINGS = (
    "cache-dir",
    "cert",
    "client-cert",
    "default-timeout",
    "extra-index-url",
    "find-links",
    "index-url",
    "keyring-provider",
    "no-cache-dir",
    "no-compile",
    "no-index",
    "proxy",
    "retries",
    "timeout",
    "trusted-host",
    "use-deprecated",
    "use-feature",
)
"""What of the user's settings for pip holds here too: where packages come from, and how.

All others would change what is installed, or where; the lock says the one, `.venv` is the other.
"""

SETTINGS = """
import json
from pip._internal.configuration import Configuration
found = Configuration(isolated=False)
try:
    found.load()
except Exception as error:
    print(json.dumps(str(error) or type(error).__name__))
else:
    merged = {}
    for key, value in found.items():
        merged.update(value if isinstance(value, dict) else {key: value})
    print(json.dumps(merged))
"""
"""Prints pip's settings as pip finds them, or why not. Its own command would obey what it lists."""


@functools.cache
def pip_settings() -> dict[str, str]:
    """Return the user's settings for pip, of variables and files, that hold here too."""
    command = [str(PYTHON), "-I", "-c", SETTINGS]
    done = subprocess.run(command, capture_output=True, env=child_environment(), check=False)
    if done.returncode:
        raise explain(done.stderr.decode("utf-8", "replace"))
    found = json.loads(done.stdout)
    if isinstance(found, str):
        raise SetupError(
            f"pip cannot read its settings: {' '.join(found.split()).rstrip('.')}. Fix that "
            "file or delete it, then run the same command again."
        )
    held = {}
    for section in ("global", "install", ":env:"):  # the later holds before the earlier
        for key in PIP_SETTINGS:
            if value := found.get(f"{section}.{key}"):
                held[key] = value
    return held


def settings_in_use() -> str:
    """Name the user's settings that say where packages come from, if there are any."""
    named = []
    with contextlib.suppress(OSError, SetupError):  # this explains a trouble, and is to add none
        named = [key for key in pip_settings() if re.search("index|find-links|proxy", key)]
    return f" (pip is set by you to: {', '.join(named)}.)" if named else ""


def pip_environment() -> dict[str, str]:
    """Return the variables for pip: the user's settings, but for what and where it installs."""
    kept = {name: text for name, text in child_environment().items() if name[:4] != "PIP_"}
    settings = {
        f"PIP_{key.upper().replace('-', '_')}": text for key, text in pip_settings().items()
    }
    return {
        **kept,
        **settings,
        # Tried but once, what does not answer looks to pip as if it did not hold the package.
        "PIP_RETRIES": re.sub("^0$", "1", settings.get("PIP_RETRIES", "5")),
        "PIP_CONFIG_FILE": os.devnull,  # none, then
        "PIP_NO_INPUT": "1",  # nobody would see the question
        "PIP_PROGRESS_BAR": "off",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
