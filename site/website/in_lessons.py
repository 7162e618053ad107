"""What lessons take from the library, read from the notebooks as learners get them."""

from __future__ import annotations

import ast
import json
from pathlib import Path

BUILT = {
    "measures.at_least": "00",
    "tunes.Degree": "01",
    "tunes.Interval": "01",
    "models.MarkovChain": "02",
    "models.NGram": "03",
    "models.witten_bell": "03",
    "models.surprise": "04",
    "decoding.most_probable": "04",
    "models.neural.WindowMLP": "05",
    "models.neural.LSTM": "06",
    "models.neural.Transformer": "07",
    "decoding.top_p": "08",
    "decoding.min_p": "08",
    "measures.dials": "08",
    "measures.repeated_shares": "09",
    "models.PosteriorMixture": "10",
    "experiments.loops.generations": "11",
    "experiments.popularity.Nearness": "12",
    "experiments.adaptation.respond": "15",
    "experiments.attribution.Attribution": "16",
}
"""What a lesson builds by hand, and then finds to be as the library's ("By hand and in the
package, ..."), with that lesson."""


def code_of(path: Path) -> str:
    """Return all code of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def names_used(code: str) -> set[str]:
    """Return the full names of all that code imports from the library, or takes from its rooms.

    Examples
    --------
    >>> code = "from meantone import show as s; from meantone.tunes import load; s.roll(load(x))"
    >>> sorted(names_used(code))
    ['meantone.show', 'meantone.show.roll', 'meantone.tunes.load']
    """
    tree = ast.parse(code)
    imported = {
        one.asname or one.name: f"{node.module}.{one.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "meantone"
        for one in node.names
    }
    taken = {
        f"{imported[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in imported
    }
    return {*imported.values(), *taken}
