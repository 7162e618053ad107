"""A Pyodide is taken only if it is whole, and each of its wheels is the one that its lock names."""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest
from website.pyodide import CORE, LOCK, PyodideError, distribution, gather

NUMPY = "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"
WHEELS = {NUMPY: b"not the real one", "six-1.16.0-py2.py3-none-any.whl": b"nor this"}


@pytest.fixture
def core(tmp_path: Path) -> Path:
    """Return a small core, whose lock knows two wheels."""
    folder = tmp_path / "core"
    folder.mkdir()
    for name in CORE:
        (folder / name).write_text(name, encoding="utf-8")
    packages = {
        name.partition("-")[0]: {"file_name": name, "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in WHEELS.items()
    }
    (folder / LOCK).write_text(json.dumps({"packages": packages}), encoding="utf-8")
    return folder


def carrier(folder: Path, wheels: dict[str, bytes]) -> Path:
    """Return a package that carries wheels, among others that no lock knows."""
    path = folder / "carrier.whl"
    with ZipFile(path, "w") as files:
        files.writestr("carrier/own.py", "raise SystemExit")
        for name, data in wheels.items():
            files.writestr(f"carrier/assets/{name}", data)
    return path


def test_what_the_lock_knows_is_taken_and_nothing_else(core: Path, tmp_path: Path) -> None:
    gather(core, carrier(tmp_path, WHEELS), tmp_path / "made")
    assert {path.name for path in (tmp_path / "made").iterdir()} == {*CORE, *WHEELS}
    assert distribution(tmp_path / "made") == tmp_path / "made"


def test_one_changed_byte_is_refused(core: Path, tmp_path: Path) -> None:
    changed = WHEELS | {NUMPY: b"Not the real one"}
    with pytest.raises(PyodideError, match=f"{NUMPY} is not the file that {LOCK} names"):
        gather(core, carrier(tmp_path, changed), tmp_path / "made")


def test_without_numpy_it_is_no_pyodide_for_the_course(core: Path) -> None:
    with pytest.raises(PyodideError, match=f"no {NUMPY} in"):
        distribution(core)


def test_an_archive_is_unpacked_once_and_checked(
    core: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANTONE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    gather(core, carrier(tmp_path, WHEELS), tmp_path / "pyodide")
    archive = tmp_path / "pyodide-0.27.7.tar.bz2"
    with tarfile.open(archive, "w:bz2") as files:
        files.add(tmp_path / "pyodide", "pyodide")
        files.add(core / LOCK, "../../escaped")
        (tmp_path / "link").symlink_to(tmp_path)
        files.add(tmp_path / "link", "pyodide/link")
    folder = distribution(archive)
    assert not (folder / "link").is_symlink()
    assert not [*tmp_path.rglob("escaped")]
    assert (folder / NUMPY).read_bytes() == WHEELS[NUMPY]
    (folder / NUMPY).write_bytes(b"damaged since")
    with pytest.raises(PyodideError, match="is not the file"):
        distribution(archive)
    archive.write_bytes(archive.read_bytes()[:-20])
    with pytest.raises(PyodideError, match="cannot be unpacked"):
        distribution(archive)


def test_what_is_no_pyodide_says_what_to_get(tmp_path: Path) -> None:
    with pytest.raises(PyodideError, match=r"get pyodide-0\.28\.0\.tar\.bz2"):
        distribution("0.28.0")
    with pytest.raises(PyodideError, match=f"no {LOCK}"):
        distribution(tmp_path)
