"""In place of Pyodide's package installer, which would ask other hosts."""

from piplite import install

__all__ = ["install"]
