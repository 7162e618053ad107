"""The passport: a stamp of every lesson on the learner's tune, a shelf of failures, the capstone.

What a tune is and how it sounds is not known here: it is kept as what JSON can hold, and whoever
asks for the page says how to draw it. All is in the learner's own file, and in no exported one.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from meantone.teaching.records.progress import current

Draw = Callable[[str, Any], str]
"""Makes HTML, with a player, of a title and a tune as it was kept."""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>My tune and its passport</title>
<style>
body {{ margin: 0 auto; padding: 32px 24px 64px; max-width: 1080px; background: #fbfaf7;
  color: #1b2430; color-scheme: light; font: 17px/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 36px; margin: 0 0 8px; }}
{style}
</style>
</head>
<body>
<h1>My tune and its passport</h1>
{shelf}
</body>
</html>
"""
_STYLE = """\
.passport .stamps { display: flex; flex-direction: column; gap: 16px; }
.passport .stamp { display: flex; flex-wrap: wrap; gap: 16px 24px; padding: 16px 20px;
  border: 1px solid var(--jp-border-color1, #d9d4c8); border-radius: 12px;
  background: var(--jp-layout-color1, #fff); color: var(--jp-content-font-color1, #1b2430); }
.passport .stamp > div { flex: 1 1 320px; min-width: 0; }
.passport h3 { margin: 0 0 4px; font-size: 17px; font-weight: 600;
  color: var(--jp-content-font-color2, #56616d); }
.passport .number { margin: 0; font-size: 40px; line-height: 1.15; font-weight: 700;
  color: var(--jp-content-link-color, #0b5f94); }
.passport p { margin: 4px 0 8px; max-width: 42em; }
.passport .failure { border-left: 4px solid #c9571a; padding-left: 16px; }
.passport img { max-width: 100%; height: auto; }
.passport audio { width: 100%; max-width: 360px; }
"""
"""In the lab the cards take its colors, light or dark; on a page of their own they are light."""

_CAPSTONE_STYLE = """\
.passport .capstone { margin-top: 24px; }
.passport .capstone .stamp { display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); }
"""
"""Apart from the other, which stands in the stored stamp of every lesson."""


@dataclass(frozen=True)
class Stamp:
    """What a lesson's machine made of the learner's tune.

    Parameters
    ----------
    lesson : str
        The lesson's two digits.
    tune : value
        What it made; anything that JSON can hold.
    number : str
        The one figure, as it is shown: "2.31 bits".
    sentence : str
        What the figure says.
    failure : str
        The one failure worth keeping, in a sentence; "" if there is none.
    failed : value
        The tune of that failure.

    Examples
    --------
    >>> Stamp("99", [60], "2.31 bits", "Less than people's 2.8.").number
    '2.31 bits'
    """

    lesson: str
    tune: Any
    number: str
    sentence: str
    failure: str = ""
    failed: Any = None

    @property
    def words(self) -> str:
        """All that the stamp says."""
        kept = f" On the shelf: {self.failure}" if self.failure else ""
        return f"Stamp {self.lesson}: {self.number}. {self.sentence}{kept}"


@dataclass(frozen=True)
class Work:
    """The learner's capstone: tunes of their own, and what they say of them.

    Parameters
    ----------
    tunes : list of (str, value)
        The title of each, and the tune; anything that JSON can hold.
    idea : str
        What the tunes do that others do not.
    evidence : str
        How the learner knows.
    verdict : str
        What the report on them says; "" if there is none.

    Examples
    --------
    >>> Work([("One", [60])], "It stands still.", "One note.").words
    'Capstone: 1 tune. It stands still.'
    """

    tunes: list[tuple[str, Any]]
    idea: str
    evidence: str
    verdict: str = ""

    @property
    def words(self) -> str:
        """What it is, in a line or two."""
        said = f" The report: {self.verdict}" if self.verdict else ""
        return f"Capstone: {len(self.tunes)} tune{'s' * (len(self.tunes) > 1)}. {self.idea}{said}"


def keep_tune(tune: Any) -> None:
    """Keep the learner's tune; it replaces the one before."""
    current().note("tune", "mine", tune)


def kept_tune() -> Any:
    """Return the learner's tune as it was kept, or None.

    Examples
    --------
    >>> keep_tune([60, None, 62])
    >>> kept_tune()
    [60, None, 62]
    """
    record = current().get("tune", "mine")
    return record.value if record else None


def keep_stamp(stamp: Stamp) -> None:
    """Keep a stamp; it replaces the one of the same lesson."""
    current().note("stamped", stamp.lesson, asdict(stamp))


def kept_stamps() -> list[Stamp]:
    """Return the stamps that are kept, by lesson; one that cannot be read is left out.

    Examples
    --------
    >>> keep_stamp(Stamp("99", [60], "1", "One."))
    >>> kept_stamps()[-1].words
    'Stamp 99: 1. One.'
    """
    found = []
    for (kind, _), record in sorted(current().records().items()):
        if kind != "stamped":
            continue
        try:
            found.append(Stamp(**record.value))
        except TypeError:  # the file was edited by hand
            continue
    return found


def keep_work(work: Work) -> None:
    """Keep the capstone; it replaces the one before."""
    current().note("capstone", "mine", asdict(work))


def kept_work() -> Work | None:
    """Return the capstone as it was kept; None if there is none, or it cannot be read.

    Examples
    --------
    >>> keep_work(Work([("One", [60])], "It stands still.", "One note."))
    >>> kept_work().tunes
    [('One', [60])]
    """
    record = current().get("capstone", "mine")
    try:
        found = Work(**record.value) if record else None
        return found and replace(found, tunes=[(str(title), tune) for title, tune in found.tunes])
    except (TypeError, ValueError):  # the file was edited by hand
        return None


def gallery(work: Work, draw: Draw) -> str:
    """Return a capstone as HTML for a notebook or a page: its words, then tune by tune.

    Parameters
    ----------
    work : Work
    draw : callable
        Makes HTML of a title and a tune.

    Examples
    --------
    >>> work = Work([("One", [60])], "It <stands>.", "One note.", "None of five warnings.")
    >>> shown = gallery(work, lambda title, tune: f"<i>{title} {tune}</i>")
    >>> "<i>One [60]</i>" in shown, "It &lt;stands&gt;." in shown, "None of five" in shown
    (True, True, True)
    """
    told = [("The idea", work.idea), ("How I know", work.evidence), ("The report", work.verdict)]
    words = "".join(
        f"<p><strong>{head}.</strong> {html.escape(said)}</p>" for head, said in told if said
    )
    tunes = "".join(f"<div>{draw(title, tune)}</div>" for title, tune in work.tunes)
    return (
        f'<div class="passport"><style>{_STYLE}{_CAPSTONE_STYLE}</style><section class="capstone">'
        f"<h3>Capstone · Leaving the average</h3>{words}"
        f'<div class="stamp">{tunes}</div></section></div>'
    )


def shelf(stamps: Iterable[Stamp], titles: Mapping[str, str], draw: Draw) -> str:
    """Return stamps, each with its failure beside it, as HTML for a notebook or a page.

    Parameters
    ----------
    stamps : iterable of Stamp
    titles : mapping of str to str
        The question of each lesson, by number.
    draw : callable
        Makes HTML of a title and a tune.

    Examples
    --------
    >>> stamp = Stamp("99", [60], "1", "One <note>.")
    >>> page = shelf([stamp], {"99": "Why?"}, lambda title, tune: f"<i>{tune}</i>")
    >>> "99 · Why?" in page, "<i>[60]</i>" in page, "One &lt;note&gt;." in page
    (True, True, True)
    """
    cards = "".join(_card(stamp, titles.get(stamp.lesson, ""), draw) for stamp in stamps)
    return f'<div class="passport"><style>{_STYLE}</style><div class="stamps">{cards}</div></div>'


def passport_page(shown: str) -> str:
    """Return the passport as a page that stands alone in a file and asks no other machine.

    Parameters
    ----------
    shown : str
        What it holds, as HTML: the learner's tune, and what `shelf` returns.

    Examples
    --------
    >>> passport_page("<p>Nothing yet.</p>")[:15]
    '<!doctype html>'
    """
    return _PAGE.format(style=_STYLE, shelf=shown)


def _card(stamp: Stamp, title: str, draw: Draw) -> str:
    """Return one stamp as HTML."""
    heading = " · ".join(filter(None, (stamp.lesson, title)))
    made = (
        f"<div><h3>{html.escape(heading)}</h3>"
        f'<p class="number">{html.escape(stamp.number)}</p><p>{html.escape(stamp.sentence)}</p>'
        f"{draw('Of my tune', stamp.tune)}</div>"
    )
    if not stamp.failure:
        return f'<article class="stamp">{made}</article>'
    kept = (
        f'<div class="failure"><h3>On the shelf</h3><p>{html.escape(stamp.failure)}</p>'
        f"{draw('A failure worth keeping', stamp.failed)}</div>"
    )
    return f'<article class="stamp">{made}{kept}</article>'
