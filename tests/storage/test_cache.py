"""The cache: whole or not at all, checked when read, and never in the way of a learner."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from meantone.storage import DamagedError, cache, cache_folder, keep, read_arrays, write_arrays

ARRAYS: dict[str, NDArray[Any]] = {
    "numbers": np.arange(1000, dtype="<i4"),
    "text": np.frombuffer(b"text", np.uint8),
}


def make() -> dict[str, NDArray[Any]]:
    return dict(ARRAYS)


def same(found: dict[str, NDArray[Any]]) -> bool:
    return found.keys() == ARRAYS.keys() and all(
        np.array_equal(found[name], array) and found[name].dtype == array.dtype
        for name, array in ARRAYS.items()
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    return folder


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def test_the_folder_is_the_users_or_the_one_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder() == folder
    monkeypatch.setenv(cache.VARIABLE, "~/there")
    assert cache_folder() == Path.home() / "there"
    monkeypatch.delenv(cache.VARIABLE)
    assert cache_folder().name == "meantone"
    assert Path.home() in cache_folder().parents


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "a.npz"
    write_arrays(path, ARRAYS)
    assert same(read_arrays(path))
    assert files(path.parent) == ["a.npz"]


def test_nothing_pickled_is_written_or_read(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with pytest.raises(ValueError, match="a: objects would be pickled"):
        write_arrays(path, {"a": np.array([{}], dtype=object)})
    assert files(tmp_path) == []
    np.savez(path, a=np.array([{}], dtype=object), checksum=np.zeros(32, np.uint8))
    with pytest.raises(DamagedError):
        read_arrays(path)


def test_every_cut_and_every_changed_byte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    write_arrays(path, ARRAYS)
    whole = path.read_bytes()
    rng = np.random.default_rng(2)
    damaged = [whole[:cut] for cut in rng.integers(0, len(whole), 60).tolist()]
    for place, bit in zip(rng.integers(0, len(whole), 200), rng.integers(0, 8, 200), strict=True):
        changed = bytearray(whole)
        changed[place] ^= 1 << int(bit)
        damaged.append(bytes(changed))
    damaged += [b"", b"PK", whole + whole[:50], b"\x93NUMPY\x01\x00", b"\0" * 100]
    found = 0
    for data in damaged:
        path.write_bytes(data)
        with contextlib.suppress(DamagedError):
            # A few bytes of a zip archive mean nothing, such as its dates.
            assert same(read_arrays(path))
            continue
        found += 1
    assert found > 0.8 * len(damaged)


def test_arrays_that_were_exchanged_are_found_by_the_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    write_arrays(path, ARRAYS)
    with np.load(path) as stored:
        sealed = dict(stored)
    sealed["numbers"] = sealed["numbers"] + 1  # the archive itself is sound
    np.savez(path, **sealed)
    with pytest.raises(DamagedError):
        read_arrays(path)


def test_it_is_made_once_and_then_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = keep("kinder", "1", make)
    second = keep("kinder", "1", lambda: pytest.fail("it was there"))
    assert (first.made, second.made) == (True, False)
    assert same(first.arrays)
    assert same(second.arrays)
    assert first.path == second.path == folder / "kinder-1.npz"
    assert capsys.readouterr() == ("", "")


def test_a_new_key_replaces_the_old_file_and_no_other(folder: Path) -> None:
    keep("kinder", "1", make)
    keep("kinder2", "1", make)
    (folder / ".kinder-1-0123.part").write_bytes(b"left by a process that was killed")
    (folder / ".kinder2-1-0123.part").write_bytes(b"of another")
    keep("kinder", "2", make)
    assert files(folder) == [".kinder2-1-0123.part", "kinder-2.npz", "kinder2-1.npz"]


@pytest.mark.parametrize(("name", "key"), [("a-b", "1"), ("a", "1-2"), ("../a", "1"), ("", "")])
def test_names_that_could_be_mixed_up_are_refused(name: str, key: str) -> None:
    with pytest.raises(ValueError, match="letters and digits only"):
        keep(name, key, make)


def test_a_damaged_file_is_made_again_and_one_line_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = keep("kinder", "1", make).path
    assert path is not None
    path.write_bytes(path.read_bytes()[:-40])
    again = keep("kinder", "1", make)
    assert again.made
    assert same(again.arrays)
    said = capsys.readouterr().err
    assert said == f"meantone: {path} is damaged: it is made again.\n"
    assert not keep("kinder", "1", make).made


def fails(error: OSError) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
FORBIDDEN = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ((np, "savez_compressed"), FULL),
        ((Path, "mkdir"), READ_ONLY),
        ((Path, "mkdir"), FORBIDDEN),
        ((Path, "replace"), FORBIDDEN),
    ],
)
def test_what_cannot_be_kept_is_made_and_said(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: tuple[Any, str],
    error: OSError,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(*place, fails(error))
        kept = keep("kinder", "1", make)
    assert kept.made
    assert kept.path is None
    assert same(kept.arrays)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"kinder cannot be kept in {folder} ({error.strerror})" in said
    assert "set MEANTONE_CACHE to a folder" in said
    assert not folder.exists() or files(folder) == []  # no half-written file stays


@pytest.mark.skipif(sys.platform == "win32", reason="folders there cannot be closed by a mode")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_real_read_only_folder_works(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.mkdir()
    folder.chmod(0o500)
    try:
        assert same(keep("kinder", "1", make).arrays)
    finally:
        folder.chmod(0o700)
    assert "cannot be kept" in capsys.readouterr().err


def test_a_folder_whose_name_is_taken_by_a_file_works(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write_bytes(b"")
    assert same(keep("kinder", "1", make).arrays)
    assert "cannot be kept" in capsys.readouterr().err


def test_a_failed_write_leaves_what_was_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "kinder-1.npz"
    write_arrays(path, ARRAYS)

    def half(file: Any, **_: object) -> None:
        file.write(b"half")
        raise FULL

    monkeypatch.setattr(np, "savez_compressed", half)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_arrays(path, {"other": np.zeros(3)})
    assert same(read_arrays(path))
    assert files(folder) == ["kinder-1.npz"]


def test_a_file_that_may_not_be_read_is_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("kinder", "1", make)
    monkeypatch.setattr(np, "load", fails(FORBIDDEN))
    assert keep("kinder", "1", make).made
    assert "may not be read: it is made again" in capsys.readouterr().err


@pytest.mark.parametrize("error", [NotImplementedError(), FORBIDDEN])
def test_without_locks_it_works(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr("filelock.FileLock.acquire", fails(error))  # type: ignore[arg-type]
    assert keep("kinder", "1", make).path is not None


def test_a_lock_that_never_opens_is_not_waited_for_for_ever(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(cache, "PATIENCE", 0.05)
    folder.mkdir()
    with FileLock(folder / "kinder.lock"):
        assert keep("kinder", "1", make).made


def test_an_interrupted_making_leaves_nothing_and_locks_nothing(folder: Path) -> None:
    def interrupted() -> dict[str, NDArray[Any]]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep("kinder", "1", interrupted)
    assert files(folder) == []
    assert keep("kinder", "1", make).made


def test_of_two_threads_one_makes_it_and_both_have_it() -> None:
    made: list[int] = []
    found: list[cache.Kept] = []

    def slow() -> dict[str, NDArray[Any]]:
        made.append(1)
        time.sleep(0.2)
        return make()

    threads = [
        threading.Thread(target=lambda: found.append(keep("kinder", "1", slow))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert sorted(kept.made for kept in found) == [False, False, True]
    assert all(same(kept.arrays) for kept in found)


def _in_another_process(log: str, results: Any) -> None:
    def slow() -> dict[str, NDArray[Any]]:
        with Path(log).open("a") as file:
            file.write("made\n")
        time.sleep(0.3)
        return make()

    kept = keep("kinder", "1", slow)
    results.put((kept.made, same(kept.arrays)))


def test_of_two_processes_one_makes_it_and_both_have_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    log = tmp_path / "log"
    processes = [
        context.Process(target=_in_another_process, args=(str(log), results)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    outcomes = sorted(results.get(timeout=600) for _ in processes)
    for process in processes:
        process.join()
    assert outcomes == [(False, True), (True, True)]
    assert log.read_text() == "made\n"
