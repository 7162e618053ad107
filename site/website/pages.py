"""The site's pages by Sphinx: sources are laid in a folder of their own, then built from there."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from meantone.commands import project_folder
from meantone.storage import cache_folder
from website.errors import SiteError


def make(out: Path) -> None:
    """Make the pages.

    Parameters
    ----------
    out : Path
        The site's folder.

    Raises
    ------
    SiteError
        If Sphinx warns of anything: it says of what.
    """
    work = work_folder(out)
    source = work / "source"
    source.mkdir(parents=True, exist_ok=True)
    (source / "contents.md").write_text("# Contents\n", encoding="utf-8")
    run_sphinx(source, work / "doctrees", out)


def work_folder(out: Path) -> Path:
    """Return where the pages of a site are prepared: what was read is kept there from run to run.

    Parameters
    ----------
    out : Path
        The site's folder.
    """
    name = hashlib.sha256(str(out.resolve()).encode("utf-8")).hexdigest()[:16]
    return cache_folder() / "site" / name


def run_sphinx(source: Path, doctrees: Path, out: Path) -> None:
    """Build pages; a warning is an error.

    Parameters
    ----------
    source, doctrees, out : Path
        What is built, what Sphinx keeps of it, and where pages go.

    Raises
    ------
    SiteError
        With all that Sphinx warned of.
    """
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-j", "2", "-W", "--keep-going", "-q"]
    folders = ["-c", project_folder() / "site", "-d", doctrees, source, out]
    done = subprocess.run(
        [*command, *map(str, folders)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SiteError(f"Sphinx could not make the pages:\n{done.stderr.strip()}")
