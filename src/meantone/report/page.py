"""The report as one HTML file: it opens anywhere, plays, and asks no other machine for anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from meantone.report.copies import Pair
from meantone.report.made import Report
from meantone.report.pictures import plane, tune_map
from meantone.report.verdicts import Verdict
from meantone.show import small_roll, sound
from meantone.show.html import escape, image
from meantone.tunes import Tune

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<meta name="description" content="{headline}">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #1b2430; --soft: #56616d;
  --line: #d9d4c8; --warn: #b3261e; --fine: #1f7a52; }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #14181d; --card: #1e242b; --ink: #e8ebee;
  --soft: #a7b0b9; --line: #39424c; --warn: #ff8a80; --fine: #5fcf9b; }} }}
body {{ margin: 0 auto; padding: 32px 24px 64px; max-width: 1080px; background: var(--paper);
  color: var(--ink); font: 17px/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 34px; line-height: 1.2; margin: 0 0 8px; }}
h2 {{ font-size: 22px; margin: 40px 0 8px; }}
p, li {{ max-width: 44em; }}
.soft, figcaption {{ color: var(--soft); font-size: 15px; }}
.two {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr));
  gap: 16px 32px; }}
figure {{ margin: 0 0 12px; }}
figure img {{ display: block; max-width: 100%; height: auto; border-radius: 8px;
  background: #fff; }}
audio {{ width: 100%; height: 36px; margin-top: 4px; }}
.verdicts {{ list-style: none; padding: 0; }}
.verdicts li {{ margin: 0 0 12px; padding: 12px 16px; max-width: none;
  border: 1px solid var(--line); border-left-width: 6px; border-radius: 8px;
  background: var(--card); }}
.yes {{ border-left-color: var(--warn) !important; }}
.no {{ border-left-color: var(--fine) !important; }}
.table {{ overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; padding: 8px 12px; }}
.table table {{ color: inherit !important; }}
</style>
</head>
<body>
<main>
<h1>{headline}</h1>
<p class="soft">{read}</p>
<h2>Hear and see</h2>
<p class="soft">Drawn at random, as far as they are measured.</p>
<div class="two"><section><h3>These tunes</h3>{mine}</section>
<section><h3>By people ({against})</h3>{people}</section></div>
<h2>Two dials, and a map</h2>
<div class="two"><figure>{plane}<figcaption>Alike: the share of the other tunes that have a tune's
runs of four notes. Returns: the share of a tune's runs that came before in it. The box holds 19 of
20 sets of people's tunes.</figcaption></figure>
<figure>{map}<figcaption>Each dot is a tune; near dots share notes and turns. The axes are the two
directions in which people's tunes differ most.</figcaption></figure></div>
<h2>Five questions</h2>
<ul class="verdicts">{verdicts}</ul>
<p>{steady}</p>
<h2>Copies</h2>
{copies}
<h2>Of whom they are made</h2>
{sources}
<h2>The profile</h2>
<div class="table" tabindex="0" role="region" aria-label="The profile">{profile}</div>
<h2>How this was measured</h2>
<ul>{how}</ul>
{errors}
</main>
</body>
</html>
"""


def page(made: Report) -> str:
    """Return a report as HTML.

    Parameters
    ----------
    made : Report
    """
    against = escape(made.yard.name)
    return _PAGE.format(
        title=escape(f"Report on {made.mine.name}"),
        headline=escape(made.headline),
        read=escape(read_words(made)),
        mine=_openings(made.heard, made.yard.reference.length),
        people=_openings(made.people, made.yard.reference.length),
        against=against,
        plane=plane(made),
        map=tune_map(made),
        verdicts="".join(map(_verdict, made.verdicts)),
        steady=escape(steady_words(made)),
        copies=_copies(made),
        sources=_sources(made),
        profile=made.profile._repr_html_(),
        how=_items(how_words(made)),
        errors=_errors(made.mine.errors, made.mine.failed),
    )


def read_words(made: Report) -> str:
    """Return what was read and what was not, in words.

    Parameters
    ----------
    made : Report
    """
    mine = made.mine
    drawn = f", {len(mine.tunes):,} of them drawn at random" if len(mine.tunes) < mine.read else ""
    changed = f" In {mine.changed:,} a time or a pitch was rounded." if mine.changed else ""
    return (
        f"{mine.name}: {mine.read:,} tunes were read{drawn}, {mine.failed:,} could not be."
        f"{changed} {made.profile.count:,} are measured beside as many by people, and beside "
        "people's tunes shuffled."
    )


def steady_words(made: Report) -> str:
    """Return whether the verdicts hang by few tunes.

    Parameters
    ----------
    made : Report
    """
    if made.steady:
        return "Each half of the tunes, dealt at random, gets the same five answers."
    lines = [
        verdict.name
        for place, verdict in enumerate(made.verdicts)
        if any(half[place].holds != verdict.holds for half in made.halves)
    ]
    return (
        f"Dealt into two halves, one says otherwise on: {', '.join(lines)}. More tunes would tell."
    )


def how_words(made: Report) -> list[str]:
    """Return how it was measured, sentence by sentence.

    Parameters
    ----------
    made : Report
    """
    yard = made.yard
    return [
        f"Both sides are read {yard.why_this_view}. Of each tune its first {yard.reference.length} "
        f"tokens are measured; {made.profile.left_out:,} tunes are too short.",
        f"The judge is an n-gram model ({made.profile.judge}). It learned from "
        f"{len(yard.learned):,} of people's tunes; {len(yard.human):,} others, none of them a "
        "near-duplicate, are what the tunes are held against.",
        f"Copies are looked for in {len(yard.training):,} tunes.",
        "People's band holds 19 of 20 sets of as many tunes by people: one measure in 20 lies "
        "outside by chance.",
        "The two dials do not see copies, and a tune that is like no other is not for that reason "
        "good. No figure here says what a tune is worth.",
        f"Seed {made.seed}: the same tunes give the same report to the last digit.",
    ]


def _openings(tunes: Sequence[Tune], notes: int) -> str:
    """Return the openings of tunes, as far as they are measured, to see and hear."""
    return "".join(_heard(_from(tune, 0, notes)) for tune in tunes)


def _heard(tune: Tune) -> str:
    """Return a tune to see and hear."""
    plain = replace(tune, title=tune.title or tune.id or "Untitled")
    roll = image(small_roll(plain), f"Piano roll of {plain.title}")
    caption = f"<figcaption>{escape(plain.title)}</figcaption>"
    return f"<figure>{caption}{roll}{sound(plain).player}</figure>"


def _verdict(verdict: Verdict) -> str:
    """Return an answer, with what would turn it round."""
    mark, answer = ("yes", "yes") if verdict.holds else ("no", "no")
    turns = f'<br><span class="soft">It turns at {escape(verdict.turns)}.</span>'
    if verdict.open:
        answer, turns = "so few tunes cannot tell", ""
    return (
        f'<li class="{mark}"><strong>{escape(verdict.name)}: {answer}.</strong> '
        f"{escape(verdict.words)}{turns}</li>"
    )


def _copies(made: Report) -> str:
    """Return the longest copies, each beside the tune that it is from."""
    found = made.copies
    words = (
        f"The longest run that a tune shares with a training tune has {found.mean:.1f} tokens on "
        f"average; people's tunes {found.human:.1f}. Up to {found.limit} is usual."
    )
    return f"<p>{escape(words)}</p>{''.join(map(_pair, found.pairs))}"


def _sources(made: Report) -> str:
    """Return of how many training tunes a set is made, and of which most."""
    found = made.sources
    low, high = found.band
    words = (
        "An n-gram model that learned from the training tunes shares out the probability of each "
        f"note among the tunes that speak for it. On average a tune is made of {found.mean:,.0f} "
        f"sources; people's tunes of {found.human:,.0f} ({found.count:,} of them: {low:,.0f} to "
        f"{high:,.0f}), shuffled ones of {found.shuffled:,.0f}. This says whose tunes lead this "
        "model to expect the notes, not who wrote them."
    )
    largest = _items(
        f"{source.tune.title or source.tune.id or 'Untitled'}: {source.share:.2%}"
        for source in found.largest
    )
    return (
        f"<p>{escape(words)}</p><p>The largest shares in all of these tunes:</p><ul>{largest}</ul>"
    )


def _pair(pair: Pair) -> str:
    """Return a copy and its original side by side, from the note where the run begins."""
    sides = ((pair.mine, pair.mine_at), (pair.theirs, pair.theirs_at))
    cells = "".join(
        f"<section>{_heard(_from(tune, at, pair.length))}</section>" for tune, at in sides
    )
    words = (
        f"{pair.length} tokens: from note {pair.mine_at + 1} of the one, and from note "
        f"{pair.theirs_at + 1} of the other."
    )
    return f'<p class="soft">{words}</p><div class="two">{cells}</div>'


def _from(tune: Tune, note: int, length: int) -> Tune:
    """Return the notes of a tune that a run covers, and one more: a run of intervals ends there."""
    places = [place for place, pitch in enumerate(tune.pitches) if pitch >= 0]
    chosen = slice(places[note], places[min(note + length, len(places) - 1)] + 1)
    events = zip(tune.pitches[chosen], tune.durations[chosen], strict=True)
    return Tune.from_events(events, id=tune.id, title=tune.title, tonic=tune.tonic)


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def _errors(errors: Sequence[str], failed: int) -> str:
    """Return what could not be read, folded."""
    if not failed:
        return ""
    more = f"<p>And {failed - len(errors):,} more.</p>" if failed > len(errors) else ""
    listed = f"<ul>{_items(errors)}</ul>{more}"
    return f"<details><summary>What could not be read ({failed:,})</summary>{listed}</details>"
