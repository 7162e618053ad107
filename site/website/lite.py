"""The browser edition: JupyterLab, Python and the lessons in one folder of a static host.

JupyterLite is the lab, Pyodide the Python. All that the kernel loads is named in one lock file of
Pyodide's, beside the files themselves: nothing is looked up and nothing comes from another host.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from meantone.commands.lab import SETTINGS, START, STYLES
from meantone.teaching.publishing.learners import learners_copy
from website import editions
from website.errors import SiteError
from website.kernel import BROWSER, lay_python
from website.pyodide import PyodideError, distribution

FOLDER = "lite"
"""Where the edition is in the site."""

EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
)
"""What the lab is extended by: widgets, and the kernel."""

PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
"""The part of the lab that starts kernels."""

CANNOT_ALL_RUN = ("01", "08", "09")
"""Lessons with cells that need what a browser lacks: their outputs are laid beside the lab."""

TITLE = re.compile(r"<title>[^<]*</title>")


def make(out: Path, pyodide: str | Path) -> None:
    """Write the browser edition into the site.

    Parameters
    ----------
    out : Path
        The site's folder; the edition is `lite` in it.
    pyodide : str or Path
        As `website.pyodide.distribution` takes it.

    Raises
    ------
    SiteError
        If there is no such Pyodide, or JupyterLite cannot be built.
    """
    try:
        source = distribution(pyodide)
    except PyodideError as error:
        raise SiteError(str(error)) from error
    lite = out / FOLDER
    shutil.rmtree(lite, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="meantone-lite-") as folder:
        stage = Path(folder)
        lay(stage)
        build_lab(stage, lite)
        settings = lay_python(source, lite)
    finish(lite, settings)
    lay_stored(lite / "stored")


def lay_stored(place: Path) -> None:
    """Write what the cells of some lessons show, for those that cannot run in a browser.

    Parameters
    ----------
    place : Path
        A folder, which is made; see `meantone_browser.stored`.
    """
    place.mkdir()
    for lesson in map(editions.lessons().__getitem__, CANNOT_ALL_RUN):
        for cell in read(lesson)["cells"]:
            if cell["cell_type"] == "code":
                name = f"{sha256(''.join(cell['source']).strip().encode()).hexdigest()[:16]}.json"
                write(place / name, json.dumps([shown(output) for output in cell["outputs"]]))


def shown(output: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of a stored output, by type; words that were printed as such."""
    data = output.get("data") or {"text/plain": output["text"]}
    return {
        kind: "".join(found) if isinstance(found, list) else found for kind, found in data.items()
    }


def lay(stage: Path) -> None:
    """Lay what JupyterLite is built from: the lessons, and how the lab is set.

    Parameters
    ----------
    stage : Path
        An empty folder.
    """
    contents = stage / "contents"
    contents.mkdir()
    lessons = editions.lessons()
    for path in (
        *map(lessons.__getitem__, editions.IN_BROWSER),
        *editions.beside_lessons().values(),
    ):
        (contents / path.name).write_bytes(browsers_copy(path.read_bytes()))
    shutil.copytree(BROWSER / "contents", contents, dirs_exist_ok=True)
    settings = read(SETTINGS / "overrides.json") | read(BROWSER / "overrides.json")
    (stage / "overrides.json").write_text(json.dumps(settings), encoding="utf-8")


def browsers_copy(edition: bytes) -> bytes:
    """Return a lesson as a learner gets it, to be run by the kernel of the browser.

    Parameters
    ----------
    edition : bytes
        A file of `lessons/`.
    """
    notebook = json.loads(learners_copy(edition))
    notebook["metadata"]["kernelspec"] = {
        "name": "python", "display_name": "Python (Pyodide)", "language": "python",
    }  # fmt: skip
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def build_lab(stage: Path, lite: Path) -> None:
    """Have JupyterLite write the lab.

    Parameters
    ----------
    stage : Path
        As `lay` leaves it.
    lite : Path
        The edition's folder.

    Raises
    ------
    SiteError
        With JupyterLite's own words.
    """
    found = Path(sys.prefix, "share", "jupyter", "labextensions")
    settings = {
        "apps": ["lab"],
        "contents": [str(stage / "contents")],
        "federated_extensions": [str(found / name) for name in EXTENSIONS],
        "ignore_sys_prefix": True,
        "no_libarchive": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(lite.resolve()),
        "settings_overrides": [str(stage / "overrides.json")],
    }
    text = json.dumps({"LiteBuildConfig": settings})
    (stage / "jupyter_lite_config.json").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(stage)]
    done = subprocess.run(command, cwd=stage, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SiteError(
            f"JupyterLite could not be built:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )


def finish(lite: Path, kernel: dict[str, Any]) -> None:
    """Give the lab its kernel's settings, its style, and the page that opens the first lesson.

    Parameters
    ----------
    lite : Path
        The edition's folder.
    kernel : dict
        The settings of the kernel's extension.
    """
    settings = read(lite / "jupyter-lite.json")
    data = settings["jupyter-config-data"]
    data |= read(BROWSER / "page.json")
    data.setdefault("litePluginSettings", {})[PLUGIN] = kernel
    write(lite / "jupyter-lite.json", json.dumps(settings, indent=1))
    write(lite / "meantone.css", "".join(map(text_of, (*STYLES, BROWSER / "lite.css"))))
    write(lite / "start.js", text_of(BROWSER / "start.js").replace("START", START))
    page = text_of(lite / "lab" / "index.html")
    head = f"<title>Meantone</title>\n{text_of(BROWSER / 'head.html')}"
    whole, times = TITLE.subn(lambda _: head, page)
    if times != 1:
        raise SiteError("JupyterLite's page has no title: its head cannot be completed")
    write(lite / "lab" / "index.html", whole)


def text_of(path: Path) -> str:
    """Return what a text file holds."""
    return path.read_text(encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Write a text file."""
    path.write_text(text, encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """Return what a JSON file holds."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
