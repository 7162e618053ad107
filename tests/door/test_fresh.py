"""What a newcomer does, for real: the locked packages in a fresh folder, the lab, a browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name
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
        process.communicate(timeout=600)


def first_address(process: "subprocess.Popen[str]") -> str:
    said = ""
    for line in process.stdout or ():
        said += line
        if found := re.search(r"http://\S+", line):
            return found[0]
    pytest.fail(f"the lab did not start:\n{said}")


def test_the_first_command_opens_lesson_00_and_asks_nothing_of_other_hosts(address: str) -> None:
    from playwright.sync_api import expect, sync_playwright

    assert find_chromium(), ADVICE
    asked = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(600_000)  # a fresh lab on a busy machine
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
            " === 'idle'"
        )
        page.wait_for_timeout(3000)  # what the lab does on its own when it has started
        assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
        expect(page).to_have_title(re.compile("00_start"), timeout=60_000)
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


def test_the_pip_part_of_environment_yml_installs_the_same_packages(
    checkout: Path, address: str, tmp_path: Path
) -> None:
    """In a fresh environment: pip, as if nothing were there, plans what the newcomer has."""
    python = checkout / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    part, plan = checkout / "pip-part.txt", tmp_path / "plan.json"
    part.write_text("\n".join(conda_lines()[1]), encoding="utf-8")  # where conda puts it too
    # PyTorch's own index is not needed: whoever is cut off from it is not to wait for it.
    # What the first set-up fetched is in pip's cache.
    options = ["--quiet", "--retries", "1", "--timeout", "20", "--dry-run", "--ignore-installed"]
    install = [str(python), "-m", "pip", "install", *options, "--report", str(plan)]
    # An index may fail to answer once.
    assert any(run_in(checkout, *install, "-r", part.name) for _ in range(3))
    planned = json.loads(plan.read_text(encoding="utf-8"))["install"]
    command = [str(python), "-m", "pip", "list", "--format", "json"]
    there = json.loads(subprocess.check_output(command, cwd=checkout))
    assert named(item["metadata"] for item in planned) == named(there)
    subprocess.run([str(python), "-m", "pip", "check"], check=True)
    subprocess.run([str(python), "-W", "ignore", "-c", IMPORTS], cwd=tmp_path, check=True)


def run_in(folder: Path, *command: str) -> bool:
    """Run a command in a folder, and tell whether it ended well."""
    return subprocess.run(command, cwd=folder, check=False).returncode == 0


def named(packages: Iterable[dict[str, str]]) -> dict[str, str]:
    """The version of each package, but for pip, which an environment has from the beginning."""
    pairs = ((canonicalize_name(one["name"]), one["version"]) for one in packages)
    return {name: version for name, version in pairs if name not in ("pip", "setuptools")}
