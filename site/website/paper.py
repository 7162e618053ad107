"""The paper as a page of the site: one source with the journal's, its citations readable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

PAPER = "paper/paper.md"

_ENTRY = re.compile(r"^@(\w+)\{(\w+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^  (\w+) = \{(.*)\},$", re.MULTILINE)
_CITED = re.compile(r"\[(@\w+(?:; @\w+)*)\]")
_STATUS = (
    "*In the form of the Journal of Open Source Education; neither submitted nor reviewed yet.*"
)

Entry = Mapping[str, str]
"""A reference's fields without TeX, with its kind."""


def to_page(path: Path) -> str:
    """Return the paper as a page: title and authors, sections, the list of what it cites.

    Parameters
    ----------
    path : Path
        Of the paper's source, in Markdown with a header; what it cites lies beside it.
    """
    import yaml

    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    header = yaml.safe_load(head)
    known = entries((path.parent / header["bibliography"]).read_text(encoding="utf-8"))
    names = ", ".join(author["name"] for author in header["authors"])
    sections = re.sub(r"^# ", "## ", cited(text, known), flags=re.MULTILINE)
    title = f"# {header['title']}\n\n{names}, {header['date']}. {_STATUS}"
    listed = sorted(known, key=lambda key: (known[key]["author"], known[key]["year"]))
    parts = [title, sections.strip(), *(reference(key, known[key]) for key in listed)]
    return "\n\n".join(parts) + "\n"


def entries(text: str) -> dict[str, Entry]:
    r"""Return the references of a file of BibTeX by their keys.

    Examples
    --------
    >>> entries('@book{a,\n  author = {M{\\"u}ller, Meinard},\n  title = {{AI} now},\n}\n')
    {'a': {'kind': 'book', 'author': 'Müller, Meinard', 'title': 'AI now'}}
    """
    return {
        key: {"kind": kind, **{name: plain(value) for name, value in _FIELD.findall(fields)}}
        for kind, key, fields in _ENTRY.findall(text)
    }


def plain(value: str) -> str:
    r"""Return a field without TeX.

    Examples
    --------
    >>> plain('M{\\"u}ller, {AI}'), plain("12--14") == "12\u201314"
    ('Müller, AI', True)
    """
    marked = re.sub(r'\{\\"(\w)\}', "\\1\u0308", value)
    whole = unicodedata.normalize("NFC", marked.replace("{", "").replace("}", ""))
    return whole.replace("--", "\u2013")


def cited(text: str, known: Mapping[str, Entry]) -> str:
    """Return text whose citations are names and years that lead to the list.

    Parameters
    ----------
    text : str
    known : mapping of str to mapping
        References by their keys.

    Examples
    --------
    >>> cited("They loop [@a].", {"a": {"author": "Holtzman, Ari and Buys, Jan", "year": "2020"}})
    'They loop ([Holtzman and Buys 2020](#ref-a)).'
    """

    def to_links(match: re.Match[str]) -> str:
        keys = re.findall(r"\w+", match[1])
        links = [f"[{surnames(known[key])} {known[key]['year']}](#ref-{key})" for key in keys]
        return f"({'; '.join(links)})"

    return _CITED.sub(to_links, text)


def surnames(entry: Entry) -> str:
    """Return who wrote something, as a citation names them.

    Examples
    --------
    >>> surnames({"author": "Dong, Hao-Wen and Chen, Ke and McAuley, Julian"})
    'Dong et al.'
    """
    names = [name.partition(",")[0] for name in entry["author"].split(" and ")]
    return f"{names[0]} et al." if len(names) > 2 else " and ".join(names)


def reference(key: str, entry: Entry) -> str:
    """Return a reference as the list has it, with a place that citations lead to.

    Parameters
    ----------
    key : str
    entry : mapping of str to str

    Examples
    --------
    >>> print(reference("a", {"author": "Lin, J.", "title": "On", "year": "1991", "school": "X"}))
    (ref-a)=
    Lin, J. (1991). *On*. X.
    """
    authors = "; ".join(entry["author"].split(" and "))
    place = next(entry[name] for name in ("journal", "booktitle", "school") if name in entry)
    volume = f" {entry['volume']}" if "volume" in entry else ""
    number = f"({entry['number']})" if "number" in entry else ""
    pages = f", {entry['pages']}" if "pages" in entry else ""
    address = f"https://doi.org/{entry['doi']}" if "doi" in entry else entry.get("url", "")
    link = f" <{address}>" if address else ""
    said = f"{authors} ({entry['year']}). *{entry['title']}*. {place}{volume}{number}{pages}.{link}"
    return f"(ref-{key})=\n{said}"
