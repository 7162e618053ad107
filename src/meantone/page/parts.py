"""One module and one style sheet for each widget: what all of them share, then its own.

anywidget hands a widget's JavaScript to the page as one text, which can import nothing that lies
beside it. So what is shared stands before each module here, and is written once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def module(path: Path) -> str:
    """Return a widget's JavaScript: `shared.js`, then its own.

    Parameters
    ----------
    path : Path
        A file that ends in ``export default { initialize, render };`` and may use what `shared.js`
        declares.

    Raises
    ------
    ValueError
        If it declares again what is shared: a page would show nothing at all.

    Examples
    --------
    >>> text = module(Path(__file__).with_name("shared.js"))
    Traceback (most recent call last):
    ValueError: shared.js declares KEYS again, which is shared; use that, or take another name
    """
    shared, own = (_read(source) for source in (_HERE / "shared.js", path))
    for name in declared(own):
        if name in declared(shared):
            raise ValueError(
                f"{path.name} declares {name} again, which is shared; use that, or take another "
                "name"
            )
    return f"{shared}\n{own}"


@cache
def style(*paths: Path) -> str:
    """Return a widget's style sheet: `shared.css`, then its own.

    Parameters
    ----------
    *paths : Path
        Style sheets of the widget, whose root has the class ``meantone-page``.

    Examples
    --------
    >>> style()[:16]
    '.meantone-page {'
    """
    return "\n".join(_read(path) for path in (_HERE / "shared.css", *paths))


def declared(source: str) -> list[str]:
    r"""Return what a module declares at its own level.

    Examples
    --------
    >>> declared("const KEYS = 1;\nfunction own() {}")
    ['KEYS', 'own']
    """
    words = (line.split() for line in source.splitlines() if line[:1].isalpha())
    kinds = {"function", "const", "let", "class"}
    return [line[1].split("(")[0] for line in words if len(line) > 1 and line[0] in kinds]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
