"""The first page of the site: one slider, eight tunes by a machine that become one, and sound.

What it shows is the explorer of lesson 08, the same JavaScript, fed from files instead of a kernel.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from string import Template
from typing import NamedTuple

from meantone.commands import project_folder
from meantone.page import module
from meantone.show.colors import MEANINGS, MEANINGS_DARK
from meantone.show.html import escape
from meantone.storage import cache_folder, write_whole
from meantone.widgets import explorer
from meantone.widgets.explorer import Results
from meantone.widgets.explorer.heard import cuts, every_note
from meantone.widgets.explorer.page import style
from meantone.widgets.explorer.screen import screen_words, still
from meantone.widgets.looks import variables
from website import first_tunes
from website.addresses import REPOSITORY
from website.errors import SiteError
from website.first_tunes import DRAWS, START, copied, file_name
from website.first_words import BROWSER, DOORS, FINDINGS, NAVIGATION, Door, Finding

PARTS = Path(__file__).resolve().parents[1] / "first"
"""The page's template, style sheet and script."""

STILL = replace(START, strength=0.2)
"""What a page without JavaScript shows."""

_LIGHT = {
    "ground": "#fff", "ink": "#111", "soft": "#595959", "paper": "#f4f4f4", "line": "#d5dbe1",
    "link": "#005ea8", "edge": "#767676", "focus": "#005fcc", **MEANINGS,
}  # fmt: skip
_DARK = {
    "ground": "#14181d", "ink": "#f2f2f2", "soft": "#bdbdbd", "paper": "#24282d", "line": "#3a3f45",
    "link": "#7cc4ff", "edge": "#9a9a9a", "focus": "#6cb6ff", **MEANINGS_DARK,
}  # fmt: skip
_EXPORT = "export default { initialize, render };"
_AS_SCRIPT = "globalThis.meantoneExplorer = { render };"


class Verdict(NamedTuple):
    """A claim's verdict, its cases, and where its figures stand in the benchmarks' results."""

    verdict: str
    cases: tuple[int, int, int]
    link: str


def make(out: Path) -> None:
    """Make the first page and what it plays.

    Parameters
    ----------
    out : Path
        The site's folder. The page links to the browser edition if that lies there already.

    Raises
    ------
    SiteError
        If a claim that it rests on is not among the verdicts.
    """
    results, tunes = first_tunes.starter(), _tunes()
    shutil.rmtree(out / "first", ignore_errors=True)
    shutil.copytree(tunes, out / "first")
    for name, text in (
        ("first/first.js", _script()),
        ("first/first.css", _style()),
        ("first/still.svg", still(results.explored(STILL), results.people(STILL.corpus))),
        ("first/collapse.svg", _results("collapse.svg")),
        ("index.html", _page(results, (out / BROWSER).exists())),
    ):
        write_whole(out / name, text.encode("utf-8"))


def _tunes() -> Path:
    """Return a folder with all tunes and notes, made if there is none of this edition yet."""
    folder = cache_folder() / "site" / f"first-{_edition()}"
    if (folder / "notes.js").exists():
        return folder
    results = first_tunes.starter()
    files = {name: first_tunes.screens(results, one) for name, one in first_tunes.sliders()}
    low, high = first_tunes.compass([*files.values()])
    sound = base64.b64encode(every_note(low, high).encode("mp3")).decode("ascii")
    notes = {"cuts": cuts(low, high), "sound": sound}
    for name, held in {**files, "notes": notes}.items():  # the notes last: then all is there
        said = f"meantoneFirst({json.dumps(name)}, {json.dumps(held, separators=(',', ':'))});\n"
        write_whole(folder / f"{name}.js", said.encode("utf-8"))
    return folder


def _edition() -> str:
    """Return what changes with the code and the music that the tunes are made by and from."""
    project = project_folder()
    total = hashlib.sha256()
    for path in sorted(
        [
            *(project / "src" / "meantone").rglob("*.py"),
            *(project / "datasets" / "starter").iterdir(),
            Path(first_tunes.__file__),
            Path(__file__),
        ]
    ):
        total.update(path.name.encode("utf-8") + path.read_bytes())
    return total.hexdigest()[:20]


def _script() -> str:
    """Return the page's script: the explorer's own module, then what answers it."""
    own = module(Path(explorer.__file__).with_name("explorer.js"))
    if own.count(_EXPORT) != 1:
        raise SiteError(f"explorer.js does not end with {_EXPORT!r}; the first page relies on it")
    shared, first = own.replace(_EXPORT, _AS_SCRIPT), PARTS / "first.js"
    return f"(() => {{\n{shared}\n{{\n{first.read_text(encoding='utf-8')}}}\n}})();\n"


def _style() -> str:
    """Return the page's style sheet: colors by their meaning, the explorer's, and the page's."""
    own = (PARTS / "first.css").read_text(encoding="utf-8")
    light, dark = f"color-scheme:light;{variables(_LIGHT)}", f"color-scheme:dark;{variables(_DARK)}"
    rules = [
        f":root{{{light}}}",
        f'@media (prefers-color-scheme: dark) {{:root:not([data-theme="light"]){{{dark}}}}}',
        f':root[data-theme="dark"]{{{dark}}}',
    ]
    return "\n".join([*rules, style(), own])


def _page(results: Results, browser: bool) -> str:
    """Return the page itself."""
    verdicts = _verdicts()
    given = {
        "spec": first_tunes.choices(results),
        "start": START.text,
        "draws": DRAWS,
        "coming": [file_name(START), "notes"],
    }
    return Template((PARTS / "index.html").read_text(encoding="utf-8")).substitute(
        given=json.dumps(given).replace("<", "\\u003c"),
        start=file_name(START),
        navigation="".join(f'<a href="{to}">{name}</a>' for name, to in NAVIGATION.items()),
        alt=escape(screen_words(results.explored(STILL))),
        collapse=escape(_label(_results("collapse.svg"))),
        made=escape(_made(results)),
        findings="\n".join(_finding(one, verdicts) for one in FINDINGS),
        doors="\n".join(_door(door, browser) for door in DOORS),
        verdicts=NAVIGATION["Verdicts"],
        repository=REPOSITORY,
    )


def _made(results: Results) -> str:
    """Say what learned from what, and how much of it is copied."""
    ground, people = results.stock.ground(START.corpus), results.people(START.corpus)
    sharp = replace(START, strength=0.5)
    (short, usual), (long, _) = (
        copied(results, replace(sharp, order=order)) for order in (START.order, 5)
    )
    return (
        f"Every machine here learned from {len(ground.part('train'))} of forty well-known tunes, "
        f"which is very little, and is held against the {len(people.notes)} of the forty that have "
        f"32 notes or more. With so little to learn from, a long memory copies: at temperature 0.5 "
        f"half of the tunes of order {START.order} have {short} notes or more in a row from one "
        f"tune that it learned, those of order 5 have {long}; people's tunes share {usual} with "
        "one another. Notes and figures were made by the course's library when this page was "
        "built."
    )


def _verdicts() -> dict[str, Verdict]:
    """Return the verdicts of all claims, by the claim."""
    line = re.compile(
        r"^\| \[(?P<claim>[^]]+)\]\((?P<link>[^)]+)\) \| [^|]+ \| \**(?P<verdict>[^|*]+)\** \| "
        r"(\d+) / (\d+) / (\d+) \|",
        re.MULTILINE,
    )
    return {
        one["claim"]: Verdict(one["verdict"], (int(one[4]), int(one[5]), int(one[6])), one["link"])
        for one in line.finditer(_results("verdicts.md"))
    }


def _finding(finding: Finding, verdicts: dict[str, Verdict]) -> str:
    """Return a finding with the verdicts that it rests on."""
    items = []
    for claim in finding.claims:
        if claim not in verdicts:
            raise SiteError(f"a finding of the first page rests on {claim!r}, which has no verdict")
        verdict, (holds, still_open, fails), link = verdicts[claim]
        cases = f"{holds} for, {still_open} open, {fails} against"
        to = f"benchmarks/results/{link.replace('.md#', '.html#')}"
        items.append(f'<li><a href="{to}">{escape(claim)}</a> <b>{verdict}</b>: {cases}</li>')
    said = f"<h3>{escape(finding.title)}</h3><p>{escape(finding.words)}</p>"
    return f'<li>{said}<ul class="verdicts">{"".join(items)}</ul></li>'


def _door(door: Door, browser: bool) -> str:
    """Return a way in; learning has a second one where the browser edition was built."""
    here = f' <a href="{BROWSER}?path=00_start_here.ipynb">In the browser, nothing installed</a>'
    return (
        f'<div class="door"><h3>{escape(door.title)}</h3><p>{escape(door.words)}</p>'
        f'<pre tabindex="0"><code>{html.escape(door.commands)}</code></pre>'
        f'<p><a href="{NAVIGATION[door.part]}">{escape(door.part)}</a>'
        f"{here if browser and door is DOORS[0] else ''}</p></div>"
    )


def _label(svg: str) -> str:
    """Return what a picture says of itself."""
    [label] = re.findall(r'^<svg[^>]* aria-label="([^"]*)"', svg)
    return html.unescape(label)


def _results(name: str) -> str:
    """Return a file of the benchmarks' results."""
    return (project_folder() / "benchmarks" / "results" / name).read_text(encoding="utf-8")
