"""What is behind *More*: one view at a time, of one setting or of two; who judges is said there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from meantone.widgets.explorer.alone import alone
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.next_note import next_note
from meantone.widgets.explorer.path_picture import inside, path_picture
from meantone.widgets.explorer.profiled import mapped, profiled
from meantone.widgets.explorer.screen import pair
from meantone.widgets.explorer.shown import Asked, More, Picture


def more(view: str, asked: Asked) -> More:
    """Return what one view shows.

    Parameters
    ----------
    view : str
        One of `VIEWS`, but for the empty one.
    asked : Asked

    Examples
    --------
    >>> from meantone.widgets.explorer import Results, Setting, Stock
    >>> from meantone.widgets.explorer.reports import quietly
    >>> results = Results(Stock(["kinder"]))
    >>> explored = results.explored(Setting("kinder"))
    >>> print(more("path", Asked(results, [explored], 0, quietly)).words)
    No stop of this slider lies in both of people's bands.
    """
    return _VIEWS[view](asked)


def _path(asked: Asked) -> More:
    pictures, lines = [], []
    for place, (name, one) in enumerate(asked.named):
        path = asked.results.path(one.setting, asked.report)
        many = sum(map(inside, path))
        mine = f"{name}: " if name else ""
        counted = {0: "No stop", 1: "One stop"}.get(many, f"{many} stops")
        lies = "lies" if many < 2 else "lie"
        lines.append(f"{mine}{counted} of this slider {lies} in both of people's bands.")
        setting = one.setting
        title = f"{mine}{setting.machine} on {setting.corpus}, {setting.decoder} from end to end"
        points = "; ".join(
            f"{each.setting.strength:g}: alike {each.dials.alike:.3g}, returns "
            f"{each.dials.returns:.3g}" for each in path
        )  # fmt: skip
        pictures.append(
            Picture(title, path_picture(path, one, place), f"Path of {title}: {points}.")
        )
    return More("path", "\n".join(lines), tuple(pictures))


def _tune(asked: Asked) -> More:
    first = asked.explored[0]
    one = alone(first, asked.results.yardstick(first.setting.corpus, asked.report), asked.pick)
    score = [] if one.score is None else [Picture("", one.score.svg, repr(one.score), paper=True)]
    steps = Picture("", one.steps, f"Steps of surprise: {one.words}")
    return More("tune", one.words, (*score, steps), audio=one.audio, heard=one.heard)


def _next(asked: Asked) -> More:
    views = [next_note(asked.results, name, one) for name, one in asked.named]
    pictures = tuple(Picture(*view) for view in views)
    return More("next", "Frames: the model alone. Bars: what the decoder makes of it.", pictures)


def _two(asked: Asked) -> More:
    first, *others = asked.explored
    other = others[0] if others else first
    people = asked.results.people(other.setting.corpus)
    words = f"A and B {_agree(first, other)}."
    title = f"B: {other.setting.machine} on {other.setting.corpus}, {other.setting.decoding}"
    drawn = Picture("", pair(other, people, title), f"Eight tunes by B as rolls. {title}.")
    return More("two", words, (drawn,))


def _agree(first: Explored, other: Explored) -> str:
    """Say in which verdicts two sets agree."""
    same = [a for a, b in zip(first.verdicts, other.verdicts, strict=True) if a == b]
    if len(same) == 2:
        return f"agree: {same[0]}, {same[1]}"
    return f"agree in one: {same[0]}" if same else "differ in both dials"


def _again(_: Asked) -> More:
    return More("again", "What is set, to hand to a neighbor:")


_VIEWS: Mapping[str, Callable[[Asked], More]] = {
    "path": _path, "tune": _tune, "next": _next, "profile": profiled, "map": mapped, "two": _two,
    "again": _again,
}  # fmt: skip
