"""What every stored lesson must be: one rule a function, each returns its complaints."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise

from nbformat import NotebookNode

LONGEST_CELL = 15
"""Lines of code that fit on a screen beside what they do."""

PLACEHOLDERS = ("No description has been provided for this image", "Chart without a title")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})\s+(.*)", re.MULTILINE)
_MARKDOWN_IMAGE = re.compile(r"!\[(.*?)\]\(")
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[\w+/=\s]*")
_OF_ONE_MACHINE = re.compile(
    r"0x[0-9a-fA-F]{6,}|site-packages|[A-Za-z]:\\+Users\\|(?<![\w.])/(?:home|Users|root|tmp)/"
)
_BETTER = ("text/html", "text/markdown", "vegalite")  # shown rather than a picture beside it
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/svg+xml"}


def begins_with_a_question(lesson: NotebookNode) -> list[str]:
    """The first cell is text, and its first line is a title that asks."""
    first = lesson.cells[0] if lesson.cells else None
    title = first.source.split("\n")[0] if first and first.cell_type == "markdown" else ""
    good = title.startswith("# ") and title.rstrip().endswith("?")
    return [] if good else [f"the first line is {title!r}, not '# NN · A question?'"]


def headings_are_in_order(lesson: NotebookNode) -> list[str]:
    """There is one title, and no level is skipped on the way down."""
    text = "\n".join(_FENCED.sub("", cell.source) for _, cell in _cells(lesson, "markdown"))
    levels = [(len(marks), words) for marks, words in _HEADING.findall(text)]
    found = [f"a second title: {words!r}" for level, words in levels[1:] if level == 1]
    for (before, _), (level, words) in pairwise(levels):
        if level > before + 1:
            found.append(f"{words!r} is of level {level} below one of level {before}")
    return found


def code_cells_are_short(lesson: NotebookNode) -> list[str]:
    """No code cell is longer than what fits beside its result."""
    lengths = [(where, len(cell.source.splitlines())) for where, cell in _cells(lesson, "code")]
    return [f"{where} has {n} lines, at most {LONGEST_CELL}" for where, n in lengths
            if n > LONGEST_CELL]  # fmt: skip


def was_run_from_top_to_bottom(lesson: NotebookNode) -> list[str]:
    """Every code cell has run, once, in order."""
    counts = [c.execution_count for _, c in _cells(lesson, "code") if c.source.strip()]
    expected = list(range(1, len(counts) + 1))
    return [] if counts == expected else [f"execution counts are {counts}"]


def has_no_errors(lesson: NotebookNode) -> list[str]:
    """No output is an error (unless its cell is there to show one), and none is a warning."""
    found = []
    for where, cell, output in _outputs(lesson):
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get(
            "tags", []
        ):
            found.append(f"{where} fails: {output.ename}: {output.evalue}")
        if output.get("name") == "stderr":
            found.append(f"{where} warns: {output.text.strip()[-200:]}")
    return found


def pictures_have_a_text(lesson: NotebookNode) -> list[str]:
    """Whoever cannot see a picture is told what it shows."""
    found = []
    for where, cell in _cells(lesson, "markdown"):
        text = _FENCED.sub("", cell.source)
        found += [f"{where}: {kind} without a text" for kind in _nameless(text)]
        found += [f"{where}: image without a text" for alt in _MARKDOWN_IMAGE.findall(text)
                  if not alt.strip()]  # fmt: skip
    for where, _, output in _outputs(lesson):
        data = output.get("data", {})
        html = "".join(data.get(kind, "") for kind in ("text/html", "text/markdown"))
        found += [f"{where}: {kind} without a text" for kind in _nameless(html)]
        if not any(kind in str(list(data)) for kind in _BETTER):
            for kind in _PICTURES & set(data):
                if not output.metadata.get(kind, {}).get("alt", "").strip():
                    found.append(f"{where}: {kind} without a text")
        for kind, spec in data.items():
            if "vegalite" in kind and not spec.get("description", "").strip():
                found.append(f"{where}: chart without a description")
        if any(words in str(data) for words in PLACEHOLDERS):
            found.append(f"{where}: a placeholder stands for the text of an image")
    return found


def tells_nothing_of_the_machine(lesson: NotebookNode) -> list[str]:
    """No output holds an address in memory or a path of the machine that built it."""
    found = []
    for where, _, output in _outputs(lesson):
        data = output.get("data", {}).items()
        # A picture's bytes, written as letters, may spell anything.
        texts = [output.get("text", ""), *(str(v) for kind, v in data if kind != "image/png")]
        for text in texts:
            if match := _OF_ONE_MACHINE.search(_DATA_URI.sub("", text)):
                around = text[max(0, match.start() - 30) : match.end() + 30]
                found.append(f"{where}: {around!r} is of one machine only")
    return found


RULES: tuple[Callable[[NotebookNode], list[str]], ...] = (
    begins_with_a_question,
    headings_are_in_order,
    code_cells_are_short,
    was_run_from_top_to_bottom,
    has_no_errors,
    pictures_have_a_text,
    tells_nothing_of_the_machine,
)


class _Nameless(HTMLParser):
    """Collects the pictures and players of an HTML text that say nothing of themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.svg_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, value in attrs if value and value.strip()}
        wanted = {"img": "alt", "audio": "aria-label", "svg": "aria-label"}.get(tag)
        inner = tag == "svg" and self.svg_depth > 0  # the outermost speaks for those within
        if wanted and not inner and not names & {wanted, "aria-hidden"}:
            self.found.append(f"<{tag}>")
        self.svg_depth += tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        self.svg_depth -= tag == "svg"


def _nameless(html: str) -> list[str]:
    parser = _Nameless()
    parser.feed(html)
    return parser.found


def _cells(lesson: NotebookNode, kind: str) -> Iterator[tuple[str, NotebookNode]]:
    """Yield each cell of a kind with words that say where it is."""
    for number, cell in enumerate(lesson.cells, start=1):
        if cell.cell_type == kind:
            first = (cell.source.strip() or "empty").splitlines()[0]
            yield f"cell {number} ({first})", cell


def _outputs(lesson: NotebookNode) -> Iterator[tuple[str, NotebookNode, NotebookNode]]:
    for where, cell in _cells(lesson, "code"):
        for output in cell.outputs:
            yield where, cell, output
