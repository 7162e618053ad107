"""Run lessons and compare what they show with what is stored, behind the guard.

    python tests/lessons/nbval_offline.py lessons/02_markov_chains.ipynb [WORDS FOR PYTEST]

No other machine can be reached meanwhile; where one was asked for, even in vain, this fails.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS))

import offline_guard  # noqa: E402
from offline import without_network  # noqa: E402

NBVAL = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={TESTS / 'sanitize.cfg'}"]
INSIDE = "--inside"


def compare(network: str, words: list[str]) -> int:
    """Return pytest's code; what it needs is loaded here alone, not where this only waits."""
    import pytest
    from run_offline import raise_loopback

    if network == "none":
        raise_loopback()
    return int(pytest.main([*NBVAL, *words]))


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
