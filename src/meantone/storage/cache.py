"""The cache: what was computed once, kept in the user's cache folder, checked when it is read."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.storage.checksums import checksum
from meantone.storage.places import named_place
from meantone.storage.writing import alone, write_whole

VARIABLE = "MEANTONE_CACHE"
"""The environment variable that names another folder for the cache."""

PATIENCE = 600.0
"""Seconds to wait for another process that makes the same thing, before making it too."""

Arrays = dict[str, NDArray[Any]]

_CHECKSUM = "checksum"


class DamagedError(ValueError):
    """A file of the cache cannot be read, or does not hold what was written to it."""


class Kept(NamedTuple):
    """What `keep` returns: the arrays, whether they were made just now, and the file, if any."""

    arrays: Arrays
    made: bool
    path: Path | None


def cache_folder() -> Path:
    """Return the folder of the cache, which need not exist yet.

    It is the user's cache folder of the operating system; the environment variable
    ``MEANTONE_CACHE`` names another. Deleting the folder is safe: all in it can be made again.

    Examples
    --------
    >>> cache_folder().is_absolute()
    True
    """
    if chosen := named_place(VARIABLE):
        return chosen
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("meantone", appauthor=False))


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays and their checksum to a file: all of it, or nothing.

    A reader never sees a half-written file: see `write_whole`.

    Parameters
    ----------
    path : Path
        Its folder is made if it does not exist.
    arrays : mapping of str to array
        Of numbers: numpy's pickled objects are refused.

    Raises
    ------
    ValueError
        If an array holds objects.
    OSError
        If the folder or the disk does not take it. What was there before stays.

    Examples
    --------
    >>> place = getfixture("tmp_path") / "one.npz"
    >>> write_arrays(place, {"a": np.array([1, 2])})
    >>> read_arrays(place)["a"].tolist()
    [1, 2]
    """
    if objects := [name for name, array in arrays.items() if array.dtype.hasobject]:
        raise ValueError(f"{', '.join(objects)}: objects would be pickled, and are not written")
    sealed: Arrays = {**arrays, _CHECKSUM: _seal(arrays)}
    data = io.BytesIO()
    np.savez_compressed(data, **sealed)  # type: ignore[arg-type]  # newer NumPys know a flag
    write_whole(path, data.getvalue())


def read_arrays(path: Path) -> Arrays:
    """Read what `write_arrays` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DamagedError
        If the file cannot be read, or is not what was written.

    Examples
    --------
    >>> place = getfixture("tmp_path") / "two.npz"
    >>> place.write_bytes(b"half a fi")
    9
    >>> read_arrays(place)
    Traceback (most recent call last):
    meantone.storage.cache.DamagedError: ...two.npz is damaged
    """
    try:
        # Opened here: numpy leaves a file that it cannot make sense of open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        right = np.array_equal(arrays.pop(_CHECKSUM), _seal(arrays))
    except FileNotFoundError:
        raise
    except PermissionError as error:
        raise DamagedError(f"{path} may not be read") from error
    except Exception as error:  # a damaged archive can raise nearly anything
        raise DamagedError(f"{path} is damaged") from error
    if not right:
        raise DamagedError(f"{path} is damaged")
    return arrays


def keep(name: str, key: str, make: Callable[[], Arrays]) -> Kept:
    """Return what `make` makes, from the cache if it was made before under this key.

    There is one file for each name: a new key replaces it. A damaged file is made again, and
    one line says so. Two processes that ask at once do the work once. Where the cache cannot be
    written, the arrays are made, returned and not kept, and one line says that too.

    Parameters
    ----------
    name : str
        What it is, in letters and digits: "kinder".
    key : str
        Letters and digits that change whenever the result would: see `recipes.recipe_key`.
    make : callable
        Returns the arrays.

    Returns
    -------
    Kept
        The arrays, whether they were made just now, and their file (None if it is not kept).

    Raises
    ------
    ValueError
        If name or key hold anything else.

    Examples
    --------
    >>> getfixture("monkeypatch").setenv(VARIABLE, str(getfixture("tmp_path")))
    >>> first = keep("squares", "v1", lambda: {"n": np.arange(4) ** 2})
    >>> again = keep("squares", "v1", lambda: {"n": np.arange(4) ** 2})
    >>> first.made, again.made, again.arrays["n"].tolist()
    (True, False, [0, 1, 4, 9])
    """
    if not (name + key).isalnum():  # one "-" must tell the key from the name
        raise ValueError(f"{name!r} and {key!r} may hold letters and digits only")
    path = cache_folder() / f"{name}-{key}.npz"
    if (found := _look(path)) is not None:
        return Kept(found, made=False, path=path)
    # Without a lock a second process does the same work twice, which is slow but harmless.
    with alone(cache_folder() / f"{name}.lock", PATIENCE):
        # Another process may have made it while this one waited.
        if (found := _look(path, say=False)) is not None:
            return Kept(found, made=False, path=path)
        arrays = make()
        return Kept(arrays, made=True, path=path if _store(path, arrays) else None)


def _seal(arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """Return the checksum of arrays as an array."""
    return np.frombuffer(bytes.fromhex(checksum(arrays)), np.uint8)


def _look(path: Path, say: bool = True) -> Arrays | None:
    """Return the arrays of a sound file; None if there is none."""
    try:
        return read_arrays(path)
    except FileNotFoundError:
        return None
    except DamagedError as error:
        if say:
            _say(f"{error}: it is made again.")
        return None


def _store(path: Path, arrays: Arrays) -> bool:
    """Write the file and remove its older versions; say so if it cannot be written."""
    try:
        write_arrays(path, arrays)
    except OSError as error:
        _say(
            f"{_name(path)} cannot be kept in {path.parent} ({error.strerror or error}): it works "
            f"now, and will be made again next time. To keep it, set {VARIABLE} to a folder that "
            "can be written to."
        )
        return False
    _remove_older(path)
    return True


def _name(path: Path) -> str:
    """Return what is in a file of the cache, without the key."""
    return path.stem.rpartition("-")[0]


def _remove_older(path: Path) -> None:
    """Remove the files of other keys, and what killed processes left."""
    name = _name(path)
    files = (*path.parent.glob(f"{name}-*.npz"), *path.parent.glob(f".{name}-*.part"))
    for old in files:
        if old != path:
            with suppress(OSError):  # Windows keeps a file that another process is reading
                old.unlink()


def _say(line: str) -> None:
    """Tell the user something that is not an error."""
    print(f"meantone: {line}", file=sys.stderr)
