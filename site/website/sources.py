"""The text of the site as Sphinx reads it: the repository's pages, whose links all hold here too.

A page keeps the place that it has in the repository, so that its links to other pages hold as they
stand. A link to a file that is no page of the site leads to the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from meantone.commands import project_folder
from website.addresses import OWNER, in_repository
from website.paper import PAPER, to_page

PATTERNS = (
    "README.md",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "LICENSES.md",
    "SECURITY.md",
    "docs/*.md",
    "hub/README.md",
    "instructor_notes/*.md",
    "benchmarks/results/*.md",
    "benchmarks/rules/README.md",
    "datasets/*.md",
    "datasets/*/*.md",
    PAPER,
)
"""Pages of the repository that are pages of the site, if they are there."""

LEFT_OUT = {"docs/package.md"}
"""What is written for another place: a package index shows it."""

MOVED = {"benchmarks/results/verdicts.md": "verdicts.md"}
"""Pages whose place on the site has a page of the site's own."""

CUT = "## Answers to expect\n"
"""The section of a teacher's notes that says what exercises' solutions are."""

CUT_SAYS = """\
## Answers to expect

They say what the solutions are, so they are not on the site. You have them, above the lesson with
its solutions, by `python course.py teach {number}`.

"""

_LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\()([^)\s]+)(\))")
_PICTURE = re.compile(r"!\[[^\]]*\]\((?!\w+:)([^)\s]+)\)")
_CODE = re.compile(r"^(?:```.*?^```|    .*?$)|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## ", re.MULTILINE)


def pages() -> dict[str, str]:
    """Return the repository's pages that are on the site: their paths, and what Sphinx reads.

    Examples
    --------
    >>> {"README.md", "docs/syllabus.md"} <= pages().keys()
    True
    """
    project = project_folder()
    paths = [path for pattern in PATTERNS for path in sorted(project.glob(pattern))]
    every = [path.relative_to(project).as_posix() for path in paths]
    names = [name for name in every if name not in LEFT_OUT]
    here = {*names, *(f"lessons/{path.name}" for path in project.glob("lessons/*.ipynb"))}
    found = {}
    for name in names:
        if name not in MOVED:
            text = to_page(project / name) if name == PAPER else read(name)
            text = text.replace("OWNER/meantone", f"{OWNER}/meantone")
            found[name] = with_links(text, PurePosixPath(name), here)
    return found


def read(name: str) -> str:
    """Return a page of the repository, of a teacher's notes without the answers."""
    return without_answers(name, (project_folder() / name).read_text(encoding="utf-8"))


def without_answers(name: str, text: str) -> str:
    r"""Return a teacher's notes without the section that says what solutions are.

    Parameters
    ----------
    name : str
        The page's path.
    text : str

    Examples
    --------
    >>> notes = "# 02\n\n## Answers to expect\n\nIt is 42.\n\n## Where to cut\n\nNowhere.\n"
    >>> cut = without_answers("instructor_notes/02_x.md", notes)
    >>> "42" in cut, "Nowhere" in cut, "teach 02" in cut
    (False, True, True)
    """
    if not name.startswith("instructor_notes/"):
        return text
    if PurePosixPath(name).name[:2].isdecimal():
        text = text.replace("# ", "# Notes: ", 1)  # the lesson has the same title
    before, _, rest = text.partition(CUT)
    following = _SECTION.search(rest)
    if not rest:
        return text
    says = CUT_SAYS.format(number=PurePosixPath(name).name[:2])
    return before + says + (rest[following.start() :] if following else "")


def with_links(text: str, page: PurePosixPath, here: Iterable[str]) -> str:
    """Return a page whose links to what is not on the site lead to the repository.

    Parameters
    ----------
    text : str
        In Markdown.
    page : PurePosixPath
        Its path.
    here : iterable of str
        The paths of all pages of the site.

    Examples
    --------
    >>> with_links("[a](../course.py) [b](b.md#c)", PurePosixPath("docs/a.md"), {"docs/b.md"})
    '[a](https://github.com/OWNER/meantone/blob/HEAD/course.py) [b](b.md#c)'
    """
    kept = [match.span() for match in _CODE.finditer(text)]
    known = set(here)

    def led(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in kept):
            return match[0]
        return f"{match[1]}{target(match[2], page, known, match[1][0] == '!')}{match[3]}"

    return _LINK.sub(led, text)


def target(link: str, page: PurePosixPath, here: Iterable[str], shown: bool = False) -> str:
    """Return where a page's link leads on the site.

    Parameters
    ----------
    link : str
        As it stands in the repository.
    page : PurePosixPath
        The page's path.
    here : iterable of str
        The paths of all pages of the site.
    shown : bool
        Whether it is a picture, which is copied to the site.
    """
    place, _, heading = link.partition("#")
    if shown or not place or re.match(r"[a-z]+:", link):
        return link
    path = normal(page.parent / place)
    anchor = f"#{heading}" if heading else ""
    if path in MOVED:
        up = "../" * (len(page.parts) - 1)
        return f"{up}{MOVED[path]}{anchor}"
    if path in here:
        return link
    return in_repository(path, (project_folder() / path).is_dir())


def normal(path: PurePosixPath) -> str:
    """Return a path without its steps up.

    Examples
    --------
    >>> normal(PurePosixPath("docs/../course.py")), normal(PurePosixPath("./docs/"))
    ('course.py', 'docs')
    """
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def pictures(texts: Mapping[str, str]) -> set[str]:
    """Return the paths of all pictures that pages show.

    Parameters
    ----------
    texts : mapping of str to str
        Pages by path.
    """
    return {
        normal(PurePosixPath(name).parent / link)
        for name, text in texts.items()
        for link in _PICTURE.findall(text)
        if name.endswith(".md")
    }


def lay(folder: Path, texts: Mapping[str, str], copies: Iterable[str] = ()) -> None:
    """Write sources into a folder; what is the same stays untouched, what is no more goes.

    Parameters
    ----------
    folder : Path
    texts : mapping of str to str
        Pages by path.
    copies : iterable of str
        Files of the project that are copied to the same path.
    """
    project, wanted = project_folder(), {*texts, *copies}
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, text in texts.items():
        write_if_new(folder / name, text.encode("utf-8"))
    for name in set(copies):
        write_if_new(folder / name, (project / name).read_bytes())


def write_if_new(path: Path, data: bytes) -> None:
    """Write a file unless it has these bytes: Sphinx rereads what has a new date."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
