"""Run lessons and compare what they show with what is stored, behind the guard.

    python tests/lessons/nbval_offline.py lessons/02_markov_chains.ipynb [WORDS FOR PYTEST]

No other machine can be reached meanwhile; where one was asked for, even in vain, this fails.
"""

import math
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


_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)")
_LONG = re.compile(r"\d\.\d{9}")
_DRAWING = re.compile(r"(?<=data:image/svg\+xml;base64,)[A-Za-z0-9+/=]+")
_PIXEL = 0.002
"""Of a drawing, whose numbers may be rounded to thousandths: up here, down there."""


class Near(float):
    """A number that equals those beside it.

    Another processor adds up in another order, which changes the last of sixteen digits, and the
    eighth of what is sought step by step until it is good enough. Nobody sees either in a chart.
    """

    within = 1e-9

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and math.isclose(
            self, other, rel_tol=1e-6, abs_tol=self.within
        )

    def __ne__(self, other: object) -> bool:
        return not self == other


class Drawn(Near):
    """A number in a drawing."""

    within = _PIXEL


class OnAnyMachine:
    """A plugin of pytest's: what depends on the machine alone makes no difference to nbval."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for item in items:
            item.output_timeout = PATIENCE  # else 5 seconds from a cell's end to its output
            item.sanitize = sanitizer(item.sanitize)


def sanitizer(usual: Callable[[str], str]) -> Callable[[Any], Any]:
    """Return what makes outputs comparable: the usual for texts, and numbers that may be near."""
    return lambda found: (
        readable(usual(opened(found))) if isinstance(found, str) else comparable(found)
    )


def opened(text: str) -> str:
    """Return a text with its drawings in plain letters."""
    return _DRAWING.sub(lambda found: b64decode(found[0]).decode(), text)


def readable(text: str) -> Any:
    """Return a text with a number of many digits in it, or a drawing, as pieces and numbers."""
    kind = Drawn if "<svg" in text else Near
    if kind is Near and not _LONG.search(text):
        return text
    pieces = _NUMBER.split(text)
    return [kind(piece) if at % 2 else piece for at, piece in enumerate(pieces)]


def comparable(chart: dict[str, Any]) -> Any:
    """Return a chart of Vega-Lite with its data where they are named: Altair names them by them."""
    return near({**chart, "datasets": {}}, chart.get("datasets", {}))


def near(part: Any, named: Mapping[str, Any]) -> Any:
    """Return a part of a chart, however deep, with numbers that may be near and with its data."""
    if isinstance(part, dict):
        return {key: near(value, named) for key, value in part.items()}
    if isinstance(part, list):
        return [near(value, named) for value in part]
    if isinstance(part, float):
        return Near(part)
    return near(named[part], {}) if isinstance(part, str) and part in named else part


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
