"""What a newcomer does, for real: the locked packages in a fresh folder, the lab, a browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_lock import conda_lines

from meantone.commands.chromium import ADVICE, find_chromium

PROJECT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv", "my_lessons", "dist", "*.egg-info", "__pycache__", ".*_cache")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
IMPORTS = "import meantone.show, meantone.tunes, music21, note_seq, verovio, altair, torch"
TRUSTED = """() => {
    const cells = [...window.jupyterapp.shell.currentWidget.model.cells];
    return [...new Set(cells.filter(cell => cell.type === "code").map(cell => cell.trusted))];
}"""

pytestmark = pytest.mark.door


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course as a newcomer has it, without an environment."""
    folder = tmp_path_factory.mktemp("newcomer") / "Mean tøne"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


@pytest.fixture(scope="module")
def address(checkout: Path) -> Iterator[str]:
    """What the lab says after the newcomer's first command, on a port that is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "course.py", "lab", "--no-browser"]
        command += ["--port", str(taken.getsockname()[1])]
        options = ["--LabApp.expose_app_in_browser=True"]
        process = subprocess.Popen(
            [*command, *options],
            cwd=checkout,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        yield first_address(process)
        process.terminate()
        process.communicate(timeout=60)


def first_address(process: "subprocess.Popen[str]") -> str:
    said = ""
    for line in process.stdout or ():
        said += line
        if found := re.search(r"http://\S+", line):
            return found[0]
    pytest.fail(f"the lab did not start:\n{said}")


def test_the_first_command_opens_lesson_00_and_asks_nothing_of_other_hosts(address: str) -> None:
    from playwright.sync_api import sync_playwright

    assert find_chromium(), ADVICE
    asked = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status"
            " === 'idle'",
            timeout=60_000,
        )
        page.wait_for_timeout(3000)  # what the lab does on its own when it has started
        assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
        assert "00_start" in page.title()
        assert page.evaluate(TRUSTED) == [True]  # so that stored sounds and scores show
        browser.close()
    own = re.match(r"http://127\.0\.0\.1:\d+/", address)[0]
    local = (own, own.replace("http", "ws"), "data:", "blob:", "about:")
    assert [url for url in asked if not url.startswith(local)] == []


def test_the_doctor_finds_all_well(checkout: Path, address: str) -> None:
    done = subprocess.run(
        [sys.executable, "course.py", "doctor"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All is well." in done.stdout


def test_the_pip_part_of_environment_yml_installs(checkout: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "conda")], check=True)
    python = tmp_path / "conda" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    part = checkout / "pip-part.txt"  # where conda puts it too: "-e ." is this folder
    part.write_text("\n".join(conda_lines()[1]), encoding="utf-8")
    # PyTorch's own index is not needed: whoever is cut off from it is not to wait for it.
    # What the first set-up fetched is in pip's cache. Imports compile what they need, so that not
    # every module of every package is compiled a second time.
    options = ["--quiet", "--retries", "0", "--timeout", "5", "--no-compile"]
    install = [str(python), "-m", "pip", "install", *options, "-r", part.name]
    subprocess.run(install, cwd=checkout, check=True)
    subprocess.run([str(python), "-m", "pip", "check"], check=True)
    subprocess.run([str(python), "-W", "ignore", "-c", IMPORTS], cwd=tmp_path, check=True)
