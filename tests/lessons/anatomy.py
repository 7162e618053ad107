"""What every stored lesson must be: one rule a function, each returns its complaints.

`RULES` hold for all lessons, `RECAST_RULES` for those that are named in `RECAST` of the build.
"""

import ast
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise

from nbformat import NotebookNode

from meantone.commands.build import GLOSSARY
from meantone.teaching.publishing.folding import folded
from meantone.teaching.publishing.glossary import read_terms, unknown_terms
from meantone.teaching.publishing.sizes import oversize, visible_lines

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
    """No code cell is longer than what fits beside its result; a folded one is not read."""
    lengths = [(where, len(cell.source.splitlines())) for where, cell in _cells(lesson, "code")
               if not folded(cell)]  # fmt: skip
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


# What follows is for recast lessons.

STEPS = ("Predict", "Build", "Hear", "Measure", "Explain", "Repair")
ENDING = ("Key points", "To argue about", "Sources")
OPENING_WORDS, OPENING_LINES = 60, 10
"""What may be read, below the header, before the first sound."""

HEADER = ("What you need", "What you will hear")
OBJECTIVES = 3

_SECTION = re.compile(r"^## (.*)", re.MULTILINE)
_HEARD = re.compile(r"\d s, [a-z ]+, \d[\d.]* quarters a minute")
_FIGURE = re.compile(r"\d+(?:\.\d+)? ?%|\d+\.\d+")


def is_of_the_right_size(lesson: NotebookNode) -> list[str]:
    """It has no more cells, lines and minutes than may be, and the minutes that it states."""
    return oversize(lesson)


def takes_the_six_steps(lesson: NotebookNode) -> list[str]:
    """Predict, build, hear, measure, explain, repair: each is the beginning of a heading."""
    found = _sections(lesson)
    missing = [step for step in STEPS if not any(h.startswith(step) for h in found)]
    return [f"no section begins with {step!r}" for step in missing]


def ends_as_all_do(lesson: NotebookNode) -> list[str]:
    """Key points, a question, sources, in this order; further sections stand between them."""
    found = _sections(lesson)
    if any(found.count(part) != 1 for part in ENDING):
        return [f"the sections {', '.join(ENDING)} are not there once each"]
    places = [found.index(part) for part in ENDING]
    further = [place for place, h in enumerate(found) if h.startswith("Further")]
    complaints = [] if places == sorted(places) else ["the last sections are not in their order"]
    if any(not places[0] < place < places[2] for place in further):
        complaints.append("a further section is not between the key points and the sources")
    return complaints


def has_a_bug_hunt_and_a_break(lesson: NotebookNode) -> list[str]:
    """At least one section is a bug hunt, and somewhere a break is marked."""
    text = "\n".join(cell.source for _, cell in _cells(lesson, "markdown"))
    found = [] if any(h.startswith("Bug hunt") for h in _sections(lesson)) else ["no bug hunt"]
    return found if "**Break.**" in text else [*found, "no break is marked: **Break.**"]


def sounds_at_once(lesson: NotebookNode) -> list[str]:
    """The first sound, or instrument, comes within a few words and lines below the header."""
    words = lines = 0
    for cell in lesson.cells[1:]:
        if cell.cell_type == "markdown":
            words += len(cell.source.split())
            continue
        lines += visible_lines(cell)
        said = "".join(str(o.get("data", {}).get("text/plain", "")) for o in cell.outputs)
        if _HEARD.search(said) or "hear" in _calls(cell):
            over = words > OPENING_WORDS or lines > OPENING_LINES
            told = f"the first sound comes after {words} words and {lines} lines of code"
            return [told] if over else []
    return ["nothing is to be heard"]


def asserts_nothing(lesson: NotebookNode) -> list[str]:
    """What is claimed is a `claim`, which says whether it holds; tinkering breaks no lesson."""
    found = [where for where, cell in _cells(lesson, "code") for node in _nodes(cell)
             if isinstance(node, ast.Assert)]  # fmt: skip
    claims = any("claim" in _calls(cell) for _, cell in _cells(lesson, "code"))
    complaints = [f"{where} has an assert; write claim(...)" for where in found]
    return complaints if claims else [*complaints, "nothing is claimed"]


def stamps_once(lesson: NotebookNode) -> list[str]:
    """One stamp, with the lesson's own number, and a failure for the shelf."""
    number = lesson.metadata.get("meantone", {}).get("lesson")
    stamps = [node for _, cell in _cells(lesson, "code") for node in _nodes(cell)
              if isinstance(node, ast.Call) and _name(node) == "stamp"]  # fmt: skip
    if len(stamps) != 1:
        return [f"it has {len(stamps)} stamps, not one"]
    (only,) = stamps
    first = only.args[0] if only.args else None
    own = isinstance(first, ast.Constant) and first.value == number
    return [] if own else [f"its stamp is not of lesson {number}"]


def uses_known_words(lesson: NotebookNode) -> list[str]:
    """Every term in bold is in the glossary, and not of a later lesson."""
    return unknown_terms(lesson, read_terms(GLOSSARY))


def gives_nothing_away(lesson: NotebookNode) -> list[str]:
    """No header has figures, and no text before an answer has the answer alone of its choices.

    What a machine can see of it. That a title tells no finding is its author's duty.
    """
    header = lesson.cells[0].source if lesson.cells else ""
    found = [f"the header has the figure {f!r}" for f in _FIGURE.findall(header)]
    for name, (choices, until) in _choices(lesson).items():
        for where, text in _headings_before(lesson, until):
            told = [choice for choice in choices if choice.lower() in text.lower()]
            if 0 < len(told) < len(choices):
                found.append(f"{where} has {told[0]!r}, an answer to {name}")
    return found


def header_says_what_it_takes(lesson: NotebookNode) -> list[str]:
    """The header has minutes, three objectives at most, what one needs and will hear."""
    header = lesson.cells[0].source if lesson.cells else ""
    minutes = lesson.metadata.get("meantone", {}).get("minutes")
    found = [] if f"({minutes} minutes)" in header else [f"the header lacks '({minutes} minutes)'"]
    found += [f"the header lacks {part!r}" for part in HEADER if part not in header]
    objectives = len(re.findall(r"^- ", header, re.MULTILINE))
    if not 1 <= objectives <= OBJECTIVES:
        found.append(f"the header has {objectives} objectives, not 1 to {OBJECTIVES}")
    return found


RECAST_RULES: tuple[Callable[[NotebookNode], list[str]], ...] = (
    is_of_the_right_size,
    takes_the_six_steps,
    ends_as_all_do,
    has_a_bug_hunt_and_a_break,
    sounds_at_once,
    asserts_nothing,
    stamps_once,
    uses_known_words,
    gives_nothing_away,
    header_says_what_it_takes,
)


def _sections(lesson: NotebookNode) -> list[str]:
    """Return the headings of level 2."""
    text = "\n".join(_FENCED.sub("", cell.source) for _, cell in _cells(lesson, "markdown"))
    return [heading.strip() for heading in _SECTION.findall(text)]


def _nodes(cell: NotebookNode) -> Iterator[ast.AST]:
    """Yield the parts of a cell's code; of a cell with magics, none."""
    try:
        yield from ast.walk(ast.parse(cell.source))
    except SyntaxError:
        return


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _calls(cell: NotebookNode) -> set[str]:
    """Return the names of the functions that a cell calls."""
    return {_name(node) for node in _nodes(cell) if isinstance(node, ast.Call)}


def _choices(lesson: NotebookNode) -> dict[str, tuple[list[str], int]]:
    """Return for each choice to predict the possible answers, and the cell that reveals it."""
    found, revealed = {}, {}
    for number, cell in enumerate(lesson.cells):
        for node in _nodes(cell) if cell.cell_type == "code" else ():
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
            if _name(node) == "reveal":
                revealed.setdefault(name, number)
            lists = [k.value for k in node.keywords if k.arg == "choices"]
            if _name(node) == "predict" and lists and isinstance(lists[0], ast.List):
                values = [one.value for one in lists[0].elts if isinstance(one, ast.Constant)]
                found[name] = [value for value in values if len(value) > 3]
    return {name: (values, revealed.get(name, 0)) for name, values in found.items()}


def _headings_before(lesson: NotebookNode, until: int) -> Iterator[tuple[str, str]]:
    """Yield the headings, and the whole header, that stand before a cell."""
    for number, cell in enumerate(lesson.cells[:until]):
        if cell.cell_type == "markdown":
            text = _FENCED.sub("", cell.source)
            headings = [words for _, words in _HEADING.findall(text)]
            for heading in [text] if number == 0 else headings:
                yield f"cell {number + 1}", heading


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
