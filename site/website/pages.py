"""The site's pages by Sphinx: sources are gathered in one folder, then built from there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Set
from pathlib import Path

from meantone.classroom.quiz import read_quiz, sheet
from meantone.commands import project_folder
from meantone.storage import cache_folder
from meantone.teaching.publishing.pages import STYLE
from website import look, notebooks, reference, sources, vendored, verdict_page
from website.editions import beside_lessons, lessons
from website.errors import SiteError
from website.texts import FOLDER, filled


def make(out: Path, lite: bool = False) -> None:
    """Make the pages.

    Parameters
    ----------
    out : Path
        The site's folder.
    lite : bool
        Whether lessons link to a browser edition.

    Raises
    ------
    SiteError
        If Sphinx warns of anything: it says of what.
    """
    work = work_folder(out)
    texts = {**sources.pages(), **own_pages(), **reference.pages(), **lesson_pages(out, lite)}
    sources.lay(work / "source", texts, sources.pictures(texts))
    static = work / "static"
    vendored.lay(static)
    sources.write_if_new(static / "tokens.css", look.tokens().encode())
    sources.write_if_new(static / "steps.css", look.steps(STYLE).encode())
    run_sphinx(work, out)
    shutil.copyfile(FOLDER / "404.html", out / "404.html")


def work_folder(out: Path) -> Path:
    """Return where the pages of a site are prepared: what was read is kept there from run to run.

    Parameters
    ----------
    out : Path
        The site's folder.
    """
    name = hashlib.sha256(str(out.resolve()).encode("utf-8")).hexdigest()[:16]
    return cache_folder() / "site" / name


def lesson_pages(out: Path, lite: bool) -> dict[str, str]:
    """Return the notebooks of the lessons as Sphinx gets them, by path.

    Parameters
    ----------
    out : Path
        The site's folder, which gets their sounds and pictures.
    lite : bool
    """
    import nbformat

    found = {}
    for path in [*lessons().values(), *beside_lessons().values()]:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        shown = notebooks.to_lesson_page(notebook, path, out, lite)
        found[f"lessons/{path.name}"] = nbformat.writes(shown)  # type: ignore[no-untyped-call]
    return found


def own_pages() -> dict[str, str]:
    """Return the pages that are written for the site, by path."""
    there = set(sources.pages())
    return {
        "contents.md": filled("contents"),
        "lessons.md": filled("lessons", table=table_of_lessons(), entries=entries(lessons())),
        "verdicts.md": verdict_page.page() + "\n\n" + toctree(of_verdicts()),
        "teachers.md": teachers(there),
        "researchers.md": filled("researchers", cite=citation(), others=other_results(there)),
        "about.md": about(there),
        "quiz.md": quiz(),
    }


def entries(paths: Mapping[str, Path]) -> str:
    """Return the lines of a table of contents for lessons."""
    return "\n".join(f"lessons/{path.stem}" for path in paths.values())


def toctree(names: list[str]) -> str:
    """Return a hidden table of contents.

    Examples
    --------
    >>> print(toctree(["a"]))
    ```{toctree}
    :hidden:
    <BLANKLINE>
    a
    ```
    """
    return "\n".join(["```{toctree}", ":hidden:", "", *names, "```"])


def of_verdicts() -> list[str]:
    """Return the pages below the table of all claims."""
    results = ("collapse", "bias", "loops", "popularity")
    return [*(f"benchmarks/results/{name}" for name in results), "benchmarks/rules/README"]


def other_results(there: Set[str]) -> str:
    """Return the benchmarks' pages that neither verdicts nor researchers' text name, a line each.

    Parameters
    ----------
    there : set of str
        The pages of the repository that are on the site.
    """
    named = filled("researchers", cite="", others="")
    results = {name[:-3] for name in there if name.startswith("benchmarks/results/")}
    return "\n".join(
        sorted(name for name in results - set(of_verdicts()) if f"\n{name}\n" not in named)
    )


def table_of_lessons() -> str:
    """Return README's table of lessons, with links."""
    lines = (project_folder() / "README.md").read_text(encoding="utf-8").split("\n")
    rows = [line.split(" | ") for line in lines if line[:3] in {f"| {n}" for n in "01"}]
    linked = [
        f"| {number[2:]} | [{name}](lessons/{lessons()[number[2:]].name}) | {question}"
        for number, name, question in rows
    ]
    return "\n".join(["| | lesson | its question |", "|---|---|---|", *linked])


def teachers(there: Set[str]) -> str:
    """Return the page for teachers.

    Parameters
    ----------
    there : set of str
        The pages of the repository that are on the site.
    """
    hub = "hub/README.md" in there
    notes = sorted(name for name in there if name.startswith("instructor_notes/"))
    rows = [f"- [{title(name)}]({name})" for name in notes if "capstone" not in name]
    return filled(
        "teachers",
        hub="**one server** for a class: nobody installs anything",
        hub_page="[the hub](hub/README.md)" if hub else "in the folder `hub`",
        hub_entry="hub/README" if hub else "",
        notes="\n".join(rows),
        entries="\n".join(name.removesuffix(".md") for name in notes if "capstone" not in name),
    )


def title(name: str) -> str:
    """Return a page's title.

    Examples
    --------
    >>> title("docs/syllabus.md")
    'Syllabus'
    """
    lines = (project_folder() / name).read_text(encoding="utf-8").split("\n")
    return next(line[2:] for line in lines if line.startswith("# "))


ABOUT = (
    "docs/need.md",
    "docs/prior-work.md",
    "docs/limits.md",
    "docs/checklists.md",
)
"""What the course says of itself, where it is written."""


def about(there: Set[str]) -> str:
    """Return the page about the course.

    Parameters
    ----------
    there : set of str
        The pages of the repository that are on the site.
    """
    said = [name for name in ABOUT if name in there]
    rows = "\n".join(f"- [{title(name)}]({name})" for name in said)
    placed = {*said, "docs/syllabus.md", "docs/class.md", "docs/report.md"}
    rest = sorted(name for name in there if name not in placed and is_about(name))
    names = [name.removesuffix(".md") for name in (*said, *rest)]
    return filled("about", need=f"{rows}\n\n" if rows else "", entries="\n".join(names))


IN_OTHERS = (
    "docs/your-model.md",
    "docs/small-views.md",
    "docs/equal-surprise.md",
    "docs/architecture.md",
    "docs/capstone.md",
    "docs/capstone-examples.md",
    "docs/maximizes-nothing.md",
    "docs/files.md",
)
"""Pages of `docs/` that stand under another heading."""


def is_about(name: str) -> bool:
    """Tell whether a page of the repository stands under About: what stands nowhere else."""
    return name not in IN_OTHERS and not name.startswith(
        ("instructor_notes/", "benchmarks/", "hub/", "paper/")
    )


def quiz() -> str:
    """Return the quiz without its key: that is printed by a command, for teachers."""
    items = read_quiz(project_folder() / "instructor_notes" / "quiz.toml")
    head, *rest = sheet(items)
    return filled("quiz", sheet="\n\n".join([f"#{head}", *rest]))


def citation() -> str:
    """Return how the course is cited, from CITATION.cff."""
    import yaml

    path = project_folder() / "CITATION.cff"
    cff = yaml.safe_load(path.read_text(encoding="utf-8"))
    year = str(cff["date-released"])[:4]
    authors = " and ".join(f"{{{author['name']}}}" for author in cff["authors"])
    return "\n".join(
        [
            f"{cff['authors'][0]['name']} ({year}). *{cff['title']}*, version {cff['version']}.",
            "",
            "```bibtex",
            "@software{meantone,",
            f"  author = {{{authors}}},",
            f"  title = {{{cff['title']}}},",
            f"  version = {{{cff['version']}}},",
            f"  year = {{{year}}}",
            "}",
            "```",
        ]
    )


def run_sphinx(work: Path, out: Path) -> None:
    """Build the pages; a warning is an error.

    Parameters
    ----------
    work, out : Path
        What is built, with what Sphinx keeps of it, and where pages go.

    Raises
    ------
    SiteError
        With all that Sphinx warned of.
    """
    site, folders = project_folder() / "site", (work / "source", out)
    options = ["-b", "html", "-j", str(min(os.cpu_count() or 1, 4)), "-W", "--keep-going", "-q"]
    static = f"html_static_path={site / 'static'},{work / 'static'}"
    places = ["-c", site, "-d", work / "doctrees", "-D", static, *folders]
    command = [sys.executable, "-m", "sphinx", *options, *map(str, places)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SiteError(f"Sphinx could not make the pages:\n{done.stderr.strip()}")
    if missing := not_made(work / "source", out):
        said = f"Sphinx ended well, and yet did not make {', '.join(missing)}"
        raise SiteError(f"{said}; without -j it tells why.\n{done.stderr.strip()}")


def not_made(source: Path, out: Path) -> list[str]:
    """Return the pages that have a source and are not there: a process of Sphinx may die unheard.

    Parameters
    ----------
    source, out : Path
        Where the sources and the pages lie.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> (folder / "tunes.md").touch()
    >>> not_made(folder, folder)
    ['tunes']
    >>> (folder / "tunes.html").touch()
    >>> not_made(folder, folder)
    []
    """
    names = sorted(
        path.relative_to(source).with_suffix("").as_posix()
        for path in source.rglob("*")
        if path.suffix in (".md", ".ipynb")
    )
    return [name for name in names if not (out / f"{name}.html").is_file()]
