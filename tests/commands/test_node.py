"""Node and its packages: installed once, whole or not at all, and said when that cannot be."""

import pytest

from meantone.commands import node

LOCK = '{"name": "x", "lockfileVersion": 3, "packages": {"": {"name": "x"}}}'


@pytest.fixture
def locked(tmp_path, monkeypatch):
    monkeypatch.setenv("MEANTONE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    (tmp_path / "package-lock.json").write_text(LOCK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def npm(monkeypatch):
    """Npm that only writes down where it was asked; its next run fails if told so."""
    runs, codes = [], []

    def run(command, cwd=None, **_):
        runs.append((command, cwd))
        return node.subprocess.CompletedProcess(command, codes.pop() if codes else 0, "", "no net")

    monkeypatch.setattr(node, "find_node", lambda: "node")
    monkeypatch.setattr(node.shutil, "which", lambda name: name)
    monkeypatch.setattr(node.subprocess, "run", run)
    return runs, codes


def test_packages_are_installed_once(locked, npm):
    first = node.node_modules(locked)
    assert node.node_modules(locked) == first == npm[0][0][1] / "node_modules"
    assert len(npm[0]) == 1
    assert "--ignore-scripts" in npm[0][0][0]


def test_what_failed_is_tried_again(locked, npm):
    npm[1].append(1)
    with pytest.raises(node.NodeError, match="no net"):
        node.node_modules(locked)
    node.node_modules(locked)
    assert len(npm[0]) == 2


def test_another_lock_is_another_folder(locked, npm):
    first = node.node_modules(locked)
    (locked / "package-lock.json").write_text(LOCK + " ", encoding="utf-8")
    assert node.node_modules(locked) != first


def test_without_node_it_says_what_to_do(locked, monkeypatch):
    monkeypatch.setattr(node, "find_node", str)
    with pytest.raises(node.NodeError, match="Install Node"):
        node.node_modules(locked)


@pytest.mark.parametrize(("version", "found"), [("v20.1.0", True), ("v16.0.0", False), ("", False)])
def test_an_old_node_is_none(monkeypatch, version, found):
    done = node.subprocess.CompletedProcess([], 0, version, "")
    monkeypatch.setattr(node.shutil, "which", lambda name: name)
    monkeypatch.setattr(node.subprocess, "run", lambda *_, **__: done)
    assert bool(node.find_node()) is found
