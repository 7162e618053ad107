"""The kernel's side of the browser edition: what has to be there before the first cell runs.

IPython runs its startup file when the kernel begins. What takes a while is loaded from then on,
while the reader reads, and the first cell waits for it.
"""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import pyodide_js
from pyodide.code import run_js
from pyodide.ffi import JsException

ENGRAVER = """async folder => {
    const { default: create } = await import(`${folder}verovio-module.mjs`);
    const { VerovioToolkit } = await import(`${folder}verovio.mjs`);
    return new VerovioToolkit(await create());
}"""

LATER = ("scipy",)
"""Packages that the library asks for inside its functions, so that no cell names them."""


def begin(shell):
    """Begin to load what the lessons need, and have the first cell wait for it.

    Parameters
    ----------
    shell : pyodide_kernel.interpreter.Interpreter
    """
    _use_drive()
    loading = asyncio.ensure_future(_load())

    async def loaded(lines):
        await loading
        return lines

    shell.kernel.lite_transform_manager.line_transforms.append(loaded)


def _use_drive():
    """Keep the learner's files where the browser keeps them, if it can."""
    with suppress(OSError):
        Path(os.environ["MEANTONE_HOME"]).mkdir(parents=True, exist_ok=True)


async def _load():
    """Load the engraver and the packages; what cannot be loaded is missed where it is used."""
    with suppress(JsException):
        engraver = await run_js(ENGRAVER)(pyodide_js._api.config.indexURL)
        await pyodide_js.loadPackage("verovio")
        import verovio

        verovio.LOADED.append(engraver)
    with suppress(JsException):
        await pyodide_js.loadPackage(list(LATER))
