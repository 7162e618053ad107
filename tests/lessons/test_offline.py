"""Where lessons are tested, no other machine can be reached, and no attempt goes unseen.

What runs there is every lesson: see `test_answers.py`.
"""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from offline import run_offline, without_network

from meantone.teaching import to_text


def notebook_of(folder: Path, *sources: str) -> Path:
    path = folder / "attempt.ipynb"
    cells = [new_code_cell(source) for source in sources]
    path.write_text(to_text(new_notebook(cells=cells)), encoding="utf-8")
    return path


ATTEMPTS = {
    "192.0.2.1": "import socket; socket.create_connection(('192.0.2.1', 80), timeout=9)",
    "192.0.2.2": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.2', 9))",
    "2001:db8::1": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
    "example.org": "import urllib.request; urllib.request.urlopen('http://example.org/')",
    "example.com": "import requests; requests.get('https://example.com/')",
    "example.net": "import subprocess, sys; subprocess.run([sys.executable, '-c', "
    "'import socket; socket.gethostbyname(\"example.net\")'], check=True)",
}


def test_an_attempt_stops_the_lesson(tmp_path: Path) -> None:
    failure, attempts = run_offline(notebook_of(tmp_path, ATTEMPTS["192.0.2.1"]), [])
    assert "attempt, cell 1" in failure
    assert "this test is offline" in failure
    assert "192.0.2.1" in attempts


def test_attempts_that_a_lesson_hides_are_refused_and_written_down(tmp_path: Path) -> None:
    hidden = [
        f"refused = False\ntry:\n    {source}\nexcept Exception:\n    refused = True\n"
        "assert refused"
        for source in ATTEMPTS.values()
    ]
    failure, attempts = run_offline(notebook_of(tmp_path, *hidden), [])
    assert failure == ""
    assert [line.split()[1] for line in attempts.splitlines()] == list(ATTEMPTS)


def test_this_machine_itself_can_be_reached(tmp_path: Path) -> None:
    source = (
        "import socket\nserver = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(('localhost', server.getsockname()[1])).close()"
    )
    assert run_offline(notebook_of(tmp_path, source), without_network()) == ("", "")


def test_without_a_network_there_is_none(tmp_path: Path) -> None:
    if not without_network():
        pytest.skip("only on Linux, where the user may make a network of his own")
    source = "assert len(open('/proc/net/route').readlines()) == 1  # the heading, and no way out"
    assert run_offline(notebook_of(tmp_path, source), without_network()) == ("", "")
