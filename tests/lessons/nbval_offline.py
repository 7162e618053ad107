"""Run lessons and compare what they show with what is stored, behind the guard.

    python tests/lessons/nbval_offline.py lessons/02_markov_chains.ipynb [WORDS FOR PYTEST]

No other machine can be reached meanwhile; where one was asked for, even in vain, this fails.
"""

import json
import re
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS))

import offline_guard  # noqa: E402
from offline import without_network  # noqa: E402

PATIENCE = 600
"""Seconds that a kernel of a busy machine may take for what takes no time: to start, to say."""

NBVAL = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={TESTS / 'sanitize.cfg'}"]
NBVAL += [f"--nbval-kernel-startup-timeout={PATIENCE}"]
INSIDE = "--inside"


DIGITS = 9
"""Of a number with more. Another processor adds up in another order, which changes the last two or
three of sixteen; nobody sees the ninth."""

_LONG = re.compile(r"-?\d+\.\d{9,}(?:e[+-]?\d+)?")
_PICTURE = re.compile(r"(?<=data:image/svg\+xml;base64,)[A-Za-z0-9+/=]+")


class OnAnyMachine:
    """A plugin of pytest's: what depends on the machine alone makes no difference to nbval."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for item in items:
            item.output_timeout = PATIENCE  # else 5 seconds from a cell's end to its output
            item.sanitize = sanitizer(item.sanitize)


def sanitizer(usual: Callable[[str], str]) -> Callable[[Any], Any]:
    """Return what makes outputs comparable: the usual for texts, and no more digits than count."""
    return lambda found: usual(shortened(found)) if isinstance(found, str) else comparable(found)


def shortened(text: str) -> str:
    """Return a text, and the pictures in it, without digits that differ between processors."""
    opened = _PICTURE.sub(lambda found: b64decode(found[0]).decode(), text)
    return _LONG.sub(lambda found: f"{short(float(found[0])):.{DIGITS}g}", opened)


def short(number: float) -> float:
    """Return a number as long as it is compared; of what is next to 0 nothing is left."""
    return round(float(f"{number:.{DIGITS}g}"), DIGITS) + 0.0  # no -0.0


def comparable(chart: dict[str, Any]) -> dict[str, Any]:
    """Return a chart of Vega-Lite whose numbers are rounded, and whose data are named by them.

    Altair names data by all their digits.
    """
    names = {
        name: json.dumps(rounded(rows, {}), sort_keys=True)
        for name, rows in chart.get("datasets", {}).items()
    }
    return rounded({**chart, "datasets": sorted(names.values())}, names)


def rounded(part: Any, names: Mapping[str, str]) -> Any:
    """Return a part of a chart, however deep, with numbers rounded and names exchanged."""
    if isinstance(part, dict):
        return {key: rounded(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [rounded(value, names) for value in part]
    if isinstance(part, float):
        return short(part)
    return names.get(part, part) if isinstance(part, str) else part


def compare(network: str, words: list[str]) -> int:
    """Return pytest's code; what it needs is loaded here alone, not where this only waits."""
    import pytest
    from run_offline import raise_loopback

    if network == "none":
        raise_loopback()
    return int(pytest.main([*NBVAL, *words], plugins=[OnAnyMachine()]))


def main(words: list[str]) -> int:
    """Return pytest's code, or 1 if a lesson tried to reach another machine."""
    if words[0] == INSIDE:
        return compare(words[1], words[2:])
    prefix = without_network()
    network = "none" if prefix else "guarded"
    with tempfile.TemporaryDirectory() as folder:
        variables, log = offline_guard.environment(Path(folder))
        command = [*prefix, sys.executable, __file__, INSIDE, network, *words]
        code = subprocess.run(command, env=variables, check=False).returncode
        attempts = log.read_text(encoding="utf-8")
    if attempts:
        print(f"FAILED: lessons tried to reach other machines:\n{attempts}", flush=True)
    return code or bool(attempts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
