"""What a view behind *More* is asked, and what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from meantone.show.html import data_uri
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.marks import themed
from meantone.widgets.explorer.reports import Report
from meantone.widgets.explorer.results import Results


class Picture(NamedTuple):
    """A picture with its title, and the same in words.

    Parameters
    ----------
    title, svg, alt : str
    paper : bool
        Whether it is drawn on paper of its own, as a score is; otherwise in the page's colors.
    """

    title: str
    svg: str
    alt: str
    paper: bool = False

    @property
    def sent(self) -> dict[str, str]:
        """What the page needs of it."""
        said = {"title": self.title, "alt": self.alt}
        if self.paper:
            return {**said, "source": data_uri("image/svg+xml", self.svg.encode("utf-8"))}
        return {**said, "svg": themed(self.svg)}


@dataclass(frozen=True)
class More:
    """What one view shows.

    Parameters
    ----------
    view : str
        Its name.
    words : str
        What is said of it; a line each.
    pictures : tuple of Picture
    table : tuple of tuple of str
        Figures, with a line of headings.
    audio, heard : str or None
        A sound, as an address, and what it is.
    """

    view: str
    words: str = ""
    pictures: tuple[Picture, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    audio: str | None = None
    heard: str = ""

    @property
    def sent(self) -> dict[str, Any]:
        """What the page needs of it."""
        sent: dict[str, Any] = {
            "view": self.view,
            "words": self.words,
            "pictures": [picture.sent for picture in self.pictures],
            "table": [[*line] for line in self.table],
        }
        return sent if self.audio is None else {**sent, "audio": self.audio, "heard": self.heard}


class Asked(NamedTuple):
    """What a view is asked about.

    Parameters
    ----------
    results : Results
    explored : sequence of Explored
        Of one setting or of two.
    pick : int
        Which of the eight tunes is shown alone.
    report : function of (text, share)
    """

    results: Results
    explored: Sequence[Explored]
    pick: int
    report: Report

    @property
    def named(self) -> list[tuple[str, Explored]]:
        """The sets with their names: A and B, or none."""
        names = ("A", "B") if len(self.explored) == 2 else ("",)
        return [*zip(names, self.explored, strict=True)]
