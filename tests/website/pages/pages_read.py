"""What tests ask of a page without a browser: its links, places, pictures and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote

LOADS = {"img": "src", "audio": "src", "source": "src", "script": "src", "iframe": "src",
         "video": "src", "embed": "src", "object": "data", "link": "href"}  # fmt: skip
"""What a browser fetches by itself, and where its address stands."""


@dataclass
class Read:
    """A page: where it leads, what it loads, what can be led to, and what it says."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    mute: list[str] = field(default_factory=list)
    title: str = ""
    description: str = ""
    words: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.said, self.inside = Read(), [], ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attributes}
        self.page.places |= {held[name] for name in ("id", "name") if held.get(name)}
        if tag == "a" and "href" in held:
            self.page.links.append(held["href"])
        address = held.get(LOADS.get(tag, ""))
        if address and not (tag == "link" and "search" in held.get("rel", "")):
            self.page.loads.append(address)
        if tag == "img" and not ({"alt", "aria-hidden"} & held.keys()):
            self.page.mute.append(held.get("src", ""))
        if tag == "img" and held.get("alt") == "" and "src" in held:
            self.page.mute.append(held["src"])
        if tag == "meta" and held.get("name") == "description":
            self.page.description = held["content"]
        if tag in ("script", "style", "title"):
            self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.page.title += data
        elif not self.inside:
            self.said.append(data)


def read(text: str) -> Read:
    """Return what a page holds."""
    reader = _Reader()
    reader.feed(text)
    reader.page.words = "".join(reader.said)
    return reader.page


def broken(pages: Mapping[str, Read], files: Iterable[str]) -> list[str]:
    """Return the links of pages to what is not there: a page, a file, a place on a page."""
    there = {*pages, *files}
    return [
        f"{name}: {link}"
        for name, page in pages.items()
        for link in [*page.links, *page.loads]
        if not re.match(r"[a-z]+:", link) and not holds(link, name, page, pages, there)
    ]


def holds(link: str, name: str, page: Read, pages: Mapping[str, Read], there: set[str]) -> bool:
    """Tell whether a link leads somewhere on the site; one from the host's root never does."""
    address, _, place = link.partition("#")
    address = unquote(address.partition("?")[0])
    if address.startswith("/"):
        return False
    target = normal(PurePosixPath(name).parent / address) if address else name
    if address and (address in (".", "./") or address.endswith("/")):
        target = normal(PurePosixPath(target) / "index.html")
    if target not in there:
        return False
    aim = pages.get(target, page)
    return not place or unquote(place) in aim.places or place in ("top",)


def normal(path: PurePosixPath) -> str:
    """Return a path without its steps up; those beyond the root stay, and lead nowhere."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
