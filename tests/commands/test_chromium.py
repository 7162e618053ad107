"""Chromium is looked for, and installed with the first means that works."""

import os
import subprocess
from pathlib import Path

import pytest

from meantone.commands import chromium


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine without Chromium, apt or sudo; the commands that were run on it."""
    ran: list[list[str]] = []

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium.subprocess, "run", run)
    return ran


def test_the_systems_browser_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"chromium-browser": "/usr/bin/chromium-browser", "google-chrome": "/opt/chrome"}
    monkeypatch.setattr(chromium.shutil, "which", there.get)
    assert chromium.find_chromium() == "/usr/bin/chromium-browser"


def test_else_the_one_that_playwright_fetched(
    nothing_here: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert chromium.find_chromium() == ""
    (tmp_path / "chrome").touch()
    answer = subprocess.CompletedProcess([], 0, stdout=f"{tmp_path / 'chrome'}\n")
    monkeypatch.setattr(chromium.subprocess, "run", lambda *command, **how: answer)
    assert chromium.find_chromium() == str(tmp_path / "chrome")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no root on this system")
@pytest.mark.parametrize(("user", "prefix"), [(0, []), (1000, ["sudo", "-n"])])
def test_apt_is_tried_before_playwright(
    user: int, prefix: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    apt, playwright = chromium.installers()
    assert apt[: len(prefix) + 2] == [*prefix, "sh", "-c"]
    assert "apt-get install" in apt[-1]
    assert "noninteractive" in apt[-1]
    assert playwright[1:] == ["-m", "playwright", "install", "chromium"]


def test_without_apt_playwright_is_left(nothing_here: list[list[str]]) -> None:
    assert chromium.install_chromium() == ""
    assert nothing_here[0][1:] == ["-m", "playwright", "install", "chromium"]
