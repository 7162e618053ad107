"""What the lab saves of a notebook: stills in place of widgets' views, which die with their kernel.

JupyterLab shows a widget's view before all else in an output. Where the view's model is gone, as in
a notebook that is opened again, it says "model not found", whatever else the output holds.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
"""The kind of data that stands for a living widget."""

BARE = "A widget: run the cell above to bring it back."
"""What is saved of a widget without a still, such as a slider of ipywidgets' own."""

_OWN_NAME = re.compile(r"$|\w+\(")  # nothing, or "FloatSlider(value=1.0)"


def keep_stills(model: MutableMapping[str, Any], **_: object) -> None:
    """Take widgets' views out of a notebook that is saved: Jupyter Server's hook before saving.

    The page that is open keeps them; only the file has stills.

    Parameters
    ----------
    model : mapping
        What is saved, as Jupyter Server describes it.

    Examples
    --------
    >>> output = {"data": {VIEW: {"model_id": "a"}, "text/html": "<img>"}}
    >>> cells = [{"cell_type": "code", "outputs": [output]}, {"cell_type": "markdown"}]
    >>> keep_stills({"type": "notebook", "content": {"cells": cells}})
    >>> output
    {'data': {'text/html': '<img>'}}
    """
    if model.get("type") == "notebook" and model.get("content"):
        for cell in model["content"].get("cells", ()):
            without_views(cell.get("outputs", ()))


def without_views(outputs: Sequence[MutableMapping[str, Any]]) -> None:
    """Take views out of a cell's outputs; where there is no still, say how to bring it back.

    Parameters
    ----------
    outputs : sequence of mapping
        Changed in place.

    Examples
    --------
    >>> outputs = [{"data": {VIEW: {}, "text/plain": "interactive(children=())"}}]
    >>> without_views(outputs)
    >>> outputs
    [{'data': {'text/plain': 'A widget: run the cell above to bring it back.'}}]
    """
    for output in outputs:
        data = output.get("data", {})
        if data.pop(VIEW, None) is None or "text/html" in data:
            continue
        if _OWN_NAME.match("".join(data.get("text/plain", ""))):  # else it says something: a bar
            data["text/plain"] = BARE
