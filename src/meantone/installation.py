"""How the course was installed: where its parts lie, how it is called, how it is mended.

It may be a folder with `course.py` in it, the repository; or a package alone, from a wheel, which
then holds lessons, data sets and notes itself. The door reads this before any package is there:
the standard library only.
"""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent

ANEW = {
    "folder": "Delete the folder .venv in the course's folder, then run:  python course.py lab",
    "conda": "In the course's folder, make the environment anew:  "
    "conda env remove --name meantone  and  conda env create -f environment.yml",
    "pipx": "Install it anew:  pipx reinstall meantone",
    "pipx run": 'Fetch it anew:  pipx run --no-cache --spec "meantone[lab]" meantone doctor',
    "uv": 'Install it anew:  uv tool install --reinstall "meantone[lab]"',
    "wheel": 'Install it anew:  python -m pip install --force-reinstall "meantone[lab]"',
}
"""For each kind of installation, what mends it."""

_EXTRA = {
    "pipx": 'pipx install --force "meantone[{extra}]"',
    "pipx run": 'pipx run --spec "meantone[{extra}]" meantone {command}',
    "uv": 'uv tool install --reinstall "meantone[{extra}]"',
    "wheel": 'python -m pip install "meantone[{extra}]"',
}


def project_folder() -> Path:
    """Return the folder of the course: the one that holds `course.py`; if none does, the package.

    Lessons, data sets and notes have the same places in both.

    Examples
    --------
    >>> (project_folder() / "lessons").is_dir()
    True
    """
    return PACKAGE if (PACKAGE / "lessons").is_dir() else PACKAGE.parents[1]


def is_package_alone() -> bool:
    """Tell whether the course came from a wheel, without its folder.

    Examples
    --------
    >>> is_package_alone()
    False
    """
    return project_folder() == PACKAGE


def kind(prefix: Path | None = None, alone: bool | None = None) -> str:
    """Return how the course was installed, a key of `ANEW`.

    Parameters
    ----------
    prefix : Path, optional
        The environment's folder; that of the running Python if left out.
    alone : bool, optional
        Whether it came from a wheel; looked up if left out.

    Examples
    --------
    >>> folder = getfixture("tmp_path") / "venvs" / "meantone"
    >>> folder.mkdir(parents=True)
    >>> (folder / "pipx_metadata.json").touch()
    >>> kind(folder, alone=True), kind(folder, alone=False)
    ('pipx', 'folder')
    """
    prefix = Path(sys.prefix) if prefix is None else prefix
    if not (is_package_alone() if alone is None else alone):
        return "conda" if (prefix / "conda-meta").is_dir() else "folder"
    if (prefix / "pipx_metadata.json").exists():
        return "pipx" if prefix.parent.name == "venvs" else "pipx run"  # which keeps it in a cache
    return "uv" if (prefix / "uv-receipt.toml").exists() else "wheel"


def call(words: str, how: str | None = None) -> str:
    """Return the line that runs a command of the course here.

    Parameters
    ----------
    words : str
        The command and what belongs to it.
    how : str, optional
        As `kind` returns it, and looked up there if left out.

    Examples
    --------
    >>> call("lab", "folder"), call("lab", "conda"), call("lab", "wheel")
    ('python course.py lab', 'python -m meantone lab', 'meantone lab')
    """
    door = {"folder": "python course.py", "conda": "python -m meantone"}
    return f"{door.get(kind() if how is None else how, 'meantone')} {words}"


def adding(extra: str, how: str | None = None, command: str = "lab") -> str:
    """Return the line that installs what an extra of the package names.

    Parameters
    ----------
    extra : str
        As in `pyproject.toml`.
    how : str, optional
        As `kind` returns it, and looked up there if left out.
    command : str
        What is to be run with it, where each run installs anew.

    Examples
    --------
    >>> adding("lab", "wheel"), adding("neural", "folder")
    ('python -m pip install "meantone[lab]"', 'python course.py lab')
    """
    how = kind() if how is None else how
    return _EXTRA.get(how, call("lab", how)).format(extra=extra, command=command)
