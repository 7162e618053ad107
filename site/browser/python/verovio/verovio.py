"""Verovio's own build for browsers, behind the names of its Python package that the course uses.

The kernel loads that build before the first cell, and this package only if it could be had: see
`meantone_browser`. From then on calls answer at once.
"""

from pyodide.code import run_js
from pyodide.ffi import to_js

LOG_OFF = 0

LOADED = []
"""The toolkit of the build for browsers, once it is there."""

_OBJECT = run_js("pairs => Object.fromEntries(pairs)")


def enableLog(level):
    """Do nothing: the build for browsers has no such switch, and its log goes nowhere."""


class toolkit:
    """The engraver, as Verovio's package for Python has it."""

    def __init__(self):
        (self._own,) = LOADED

    def setOptions(self, options):
        """Set how scores are drawn."""
        self._own.setOptions(to_js(options, dict_converter=_OBJECT))

    def loadData(self, data):
        """Read a score; tell whether that worked."""
        return bool(self._own.loadData(data))

    def renderToSVG(self, page=1):
        """Return a page of the score as SVG."""
        return self._own.renderToSVG(page)
