"""The one look, for the site: style sheets of the tokens that widgets and charts are made from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from meantone.page import style
from meantone.show.colors import MEANINGS, MEANINGS_DARK, SCALE

_BLOCK = re.compile(r"\{([^}]*)\}")
_TOKEN = re.compile(r"(--m-[\w-]+): ([^;]+);")


def tokens() -> str:
    """Return the style sheet: each token once for light pages, once for dark ones.

    Examples
    --------
    >>> "--people: #1f7a52;" in tokens(), "--m-accent: #5cb8f2;" in tokens()
    (True, True)
    """
    light, dark = (dict(_TOKEN.findall(block)) for block in _BLOCK.findall(style())[:2])
    light |= {"--m-ink": "#111", "--m-ground": "#fff"}
    dark |= {"--m-ink": "#f2f2f2", "--m-ground": "#14181d"}
    scale = {f"--surprise-{place}": color for place, color in enumerate(SCALE)}
    return "\n".join([
        "/* Made by website.look from the tokens of widgets and charts. */",
        rule(":root", {**named(MEANINGS), **scale, **light}),
        rule('html[data-theme="dark"]', {**named(MEANINGS_DARK), **dark}),
    ]) + "\n"  # fmt: skip


def named(meanings: Mapping[str, str]) -> dict[str, str]:
    """Return colors under the names of custom properties.

    Examples
    --------
    >>> named({"machine B": "#b34700"})
    {'--machine-b': '#b34700'}
    """
    return {f"--{name.lower().replace(' ', '-')}": color for name, color in meanings.items()}


def rule(selector: str, properties: Mapping[str, str]) -> str:
    """Return a rule of a style sheet.

    Parameters
    ----------
    selector : str
    properties : mapping of str to str
    """
    return f"{selector} {{\n" + "".join(f"  {k}: {v};\n" for k, v in properties.items()) + "}"


def steps(path: Path) -> str:
    """Return the lessons' style sheet with the marks of steps where Sphinx has them.

    In the lab a heading has the step's name as its id; here the section around it does.

    Examples
    --------
    >>> from meantone.teaching.publishing.pages import STYLE
    >>> made = steps(STYLE)
    >>> 'html[data-theme="dark"] {' in made, 'section[id^="hear"] > h2 {' in made
    (True, True)
    """
    text = path.read_text(encoding="utf-8")
    name = r'\[id\^="(\w+)"\], \[data-jupyter-id\^="\w+"\], \.step-\w+'
    one = re.sub(rf"h2:is\({name}\)", lambda m: f'section[id^="{m[1].lower()}"] > h2', text)
    return re.sub(r"h2:is\(\s*\[id\^.*?\.step\s*\)::before", _marked, one, flags=re.DOTALL)


def _marked(match: re.Match[str]) -> str:
    """Return the selector of all marks."""
    found = re.findall(r'\[id\^="(\w+)"\]', match[0])
    return ",\n".join(f'section[id^="{step.lower()}"] > h2::before' for step in found)
