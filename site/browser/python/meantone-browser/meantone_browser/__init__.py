"""The kernel's side of the browser edition: what has to be there before the first cell runs.

IPython runs its startup file when the kernel begins. What takes a while is loaded from then on,
while the reader reads, and the first cell waits for it.
"""

import asyncio
import os
from contextlib import suppress
from functools import partial
from importlib.resources import files
from pathlib import Path

import pyodide_js
from IPython.display import display
from pyodide.code import run_js
from pyodide.ffi import JsException
from pyodide.http import open_url

from meantone_browser.first_cell import only_sounds
from meantone_browser.stored import show_instead

ENGRAVER = """async (...sources) => {
    const load = source => import(
        URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const [{ default: create }, { VerovioToolkit }] = await Promise.all(sources.map(load));
    return new VerovioToolkit(await create());
}"""

PARTS = ("verovio-module.mjs", "verovio.mjs")


def begin(shell):
    """Begin to load what the lessons need, and have cells wait for it.

    Parameters
    ----------
    shell : pyodide_kernel.interpreter.Interpreter
    """
    _use_drive()
    engraver = asyncio.ensure_future(_load_engraver())
    everything = asyncio.ensure_future(_load_all(engraver))

    async def loaded(lines):
        await (engraver if only_sounds(lines) else everything)
        return lines

    shell.kernel.lite_transform_manager.line_transforms.append(loaded)
    show_instead(shell, _fetch_stored, partial(display, raw=True))


def _fetch_stored(name):
    """Return the text of a stored file of the site, or whatever the host says instead."""
    try:
        return open_url(f"{pyodide_js._api.config.indexURL}../stored/{name}").getvalue()
    except JsException as error:
        raise OSError(str(error)) from error


def _use_drive():
    """Keep the learner's files where the browser keeps them, if it can."""
    with suppress(OSError):
        Path(os.environ["MEANTONE_HOME"]).mkdir(parents=True, exist_ok=True)


async def _load_engraver():
    """Load the engraver; if it cannot be loaded, scores say so."""
    with suppress(JsException):
        await pyodide_js.loadPackage("engraver")
        folder = files("engraver")
        sources = [(folder / name).read_text("utf-8") for name in PARTS]
        engraver = await run_js(ENGRAVER)(*sources)
        await pyodide_js.loadPackage("verovio")
        import verovio

        verovio.LOADED.append(engraver)


async def _load_all(engraver):
    """Load all other packages of the lock file: the library asks for them inside its functions."""
    await engraver
    names = pyodide_js._api.lockfile_packages.object_keys()
    with suppress(JsException):
        await pyodide_js.loadPackage([name for name in names if name != "verovio"])
