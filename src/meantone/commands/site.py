"""`course.py site`: the course as a static site, in one folder that any host serves."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from meantone.commands import project_folder


def main(arguments: list[str]) -> int:
    """Build the site; return 0 if that worked.

    Parameters
    ----------
    arguments : list of str
        The folder, if it is not `build/site`; `--lite` with a path or version of Pyodide.
    """
    parser = argparse.ArgumentParser(
        prog="course.py site", description="Build the static site into one folder."
    )
    usual = project_folder() / "build" / "site"
    parser.add_argument(
        "folder", nargs="?", type=Path, default=usual, help="build/site, if left out"
    )
    parser.add_argument(
        "--lite",
        metavar="PYODIDE",
        default="",
        help="make the browser edition too, from this path or version of Pyodide",
    )
    options = parser.parse_args(arguments)
    if not (project_folder() / "site" / "conf.py").is_file():
        print(
            "The site is made from the course's repository; here is only the package.",
            file=sys.stderr,
        )
        return 2
    return make(options.folder, options.lite)


def make(folder: Path, lite: str) -> int:
    """Build the site, and say where it is; return the exit code.

    Parameters
    ----------
    folder : Path
    lite : str
        Path or version of Pyodide; "" leaves the browser edition out.
    """
    project = project_folder()
    sys.path += [str(project / "site"), str(project)]  # `website`, and `benchmarks` that it reads
    from website.build import SiteError, build

    try:
        build(folder, lite)
    except SiteError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The site is in {folder}: open index.html there, or have any static host serve it.")
    return 0
