"""How the course was installed: where its parts lie, how it is called, how it is mended.

It may be a folder with `course.py` in it, the repository; or a package alone, from a wheel, which
then holds lessons, data sets and notes itself. The door reads this before any package is there:
the standard library only.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from shutil import which

PACKAGE = Path(__file__).resolve().parent

_ANEW = {
    "folder": "Delete the folder .venv in the course's folder, then run:  python course.py lab",
    "conda": "In the course's folder, make the environment anew:  "
    "conda env remove --name meantone  and  conda env create -f environment.yml",
    "pipx": "Install it anew:  pipx reinstall meantone",
    "pipx run": 'Fetch it anew:  pipx run --no-cache --spec "{package}" meantone doctor',
    "uvx": 'Fetch it anew:  uvx --refresh --from "{package}" meantone doctor',
    "uv": 'Install it anew:  uv tool install --reinstall "{package}"',
    "wheel": 'Install it anew:  python -m pip install --force-reinstall "{package}"',
}

_EXTRA = {
    "pipx": 'pipx install --force "{package}"',
    "pipx run": 'pipx run --spec "{package}" meantone {command}',
    "uvx": 'uvx --from "{package}" meantone {command}',
    "uv": 'uv tool install --reinstall "{package}"',
    "wheel": 'python -m pip install "{package}"',
}

KINDS = tuple(_ANEW)
"""How the course may have been installed."""


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
    """Return how the course was installed, one of `KINDS`.

    Parameters
    ----------
    prefix : Path, optional
        The environment's folder; that of the running Python if left out.
    alone : bool, optional
        Whether it came from a wheel; looked up if left out.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> (folder / "pipx_metadata.json").touch()
    >>> kind(folder, alone=True), kind(folder, alone=False)
    ('pipx', 'folder')
    """
    prefix = Path(sys.prefix) if prefix is None else prefix
    if not (is_package_alone() if alone is None else alone):
        return "conda" if (prefix / "conda-meta").is_dir() else "folder"
    if any((folder / "CACHEDIR.TAG").exists() for folder in prefix.parents):
        # Kept for some days. Where pipx finds uv, it lets uv do it, and leaves no mark of its own.
        from_uv = which("uvx") and not (prefix / "pipx_metadata.json").exists()
        return "uvx" if from_uv else "pipx run"
    if (prefix / "pipx_metadata.json").exists():
        return "pipx"
    return "uv" if (prefix / "uv-receipt.toml").exists() else "wheel"


def package(extra: str, origin: str | None = None) -> str:
    """Return what an installer is told, to get the package with an extra from where it came.

    Parameters
    ----------
    extra : str
        As in `pyproject.toml`.
    origin : str, optional
        The address of the wheel, folder or repository, empty for an index of packages; what the
        installer wrote down (PEP 610), if left out.

    Examples
    --------
    >>> package("lab", ""), package("lab,neural", "file:///tmp/meantone.whl")
    ('meantone[lab]', 'meantone[lab,neural] @ file:///tmp/meantone.whl')
    """
    origin = _origin() if origin is None else origin
    return f"meantone[{extra}] @ {origin}" if origin else f"meantone[{extra}]"


def _origin() -> str:
    """Return the address that the package was installed from; empty for an index of packages."""
    try:
        written = distribution("meantone").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    told = json.loads(written or "{}")
    kept_by = told.get("vcs_info", {}).get("vcs")
    return f"{kept_by}+{told['url']}" if kept_by else str(told.get("url", ""))


def anew(how: str | None = None) -> str:
    """Return what mends the installation.

    Parameters
    ----------
    how : str, optional
        As `kind` returns it, and looked up there if left out.

    Examples
    --------
    >>> anew("pipx")
    'Install it anew:  pipx reinstall meantone'
    """
    return _ANEW[kind() if how is None else how].format(package=package("lab"))


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
    how = kind() if how is None else how
    if how in ("pipx run", "uvx"):  # which put no command anywhere
        return _EXTRA[how].format(package=package("lab"), command=words)
    door = {"folder": "python course.py", "conda": "python -m meantone"}
    return f"{door.get(how, 'meantone')} {words}"


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
    >>> adding("neural", "folder"), adding("lab", "wheel").startswith("python -m pip install")
    ('python course.py lab', True)
    """
    how = kind() if how is None else how
    if how not in _EXTRA:
        return call("lab", how)
    # All but pip begin with an empty environment: what was there, the lab, is asked for again.
    extras = extra if how == "wheel" or extra == "lab" else f"lab,{extra}"
    return _EXTRA[how].format(package=package(extras), command=command)
