"""What came out of a blind test: for one learner when it is over, for a class from its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from meantone.measures import (
    Detection,
    Judgment,
    Listeners,
    Maker,
    at_least,
    makers,
    over_listeners,
)
from meantone.show import listen
from meantone.show.colors import MEANINGS, PALETTE
from meantone.show.html import escape, image
from meantone.teaching.records.progress import Progress
from meantone.teaching.records.reports import read_exports
from meantone.teaching.records.sittings import Attempt, Sitting, attempts
from meantone.widgets.blind_test.tunes import PERSON, BlindTune
from meantone.widgets.drawings import GRID, svg_picture, svg_text

SURE = {1: "guessing", 2: "fairly sure", 3: "certain"}
"""What a listener can say of an answer."""

LIKINGS = range(1, 8)
"""Ratings, from not at all to very much."""

_LEFT, _WIDTH, _LINE = 210, 300, 28  # pixels of the picture


@dataclass(frozen=True, repr=False)
class BlindResults:
    """How one learner did in a blind test; until it is over only how far it is. Lesson 00.

    Parameters
    ----------
    tunes : sequence of BlindTune
    attempts : sequence of Attempt
        The first is the baseline.
    instrument : str
    tempo : float

    Examples
    --------
    >>> tunes = [BlindTune("a", PERSON, None), BlindTune("b", "drawn, T = 1", None)]
    >>> BlindResults(tunes, [])
    Blind test: 0 of 2 tunes answered.
      What each of them was shows when all are answered, or when you stop.
      A coin is right in 0 to 2 of 2, in 100 of 100 tries.
    """

    tunes: Sequence[BlindTune]
    attempts: Sequence[Attempt]
    instrument: str = "piano"
    tempo: float = 110

    @property
    def over(self) -> list[Attempt]:
        """The attempts that are over."""
        return [attempt for attempt in self.attempts if attempt.closed]

    @property
    def judgments(self) -> list[Judgment]:
        """The answers of the baseline, in the order in which they were given."""
        return judgments(self.over[0]) if self.over else []

    @property
    def detection(self) -> Detection:
        """Hits and false alarms of the baseline."""
        return Detection.of(self.judgments)

    @property
    def makers(self) -> list[Maker]:
        """How each maker was taken and liked in the baseline."""
        return makers([self.judgments], np.random.default_rng(0))

    @property
    def lines(self) -> list[str]:
        """The results in sentences."""
        if not self.over:
            return self._so_far()
        found = [f"Blind test: your baseline, {len(self.judgments)} of {len(self.tunes)} tunes."]
        found += sentences(self.judgments)
        for attempt in self.over[1:]:
            later = Detection.of(judgments(attempt))
            again = self.over[0].answers.keys() & attempt.answers.keys()
            seen = ", after you had seen the answers" if again else ""
            found.append(
                f"Attempt {attempt.number}{seen}: {later.right} of {later.trials} right, "
                f"d' = {number(later.d_prime)}. The baseline stays the first."
            )
        return found

    def _so_far(self) -> list[str]:
        """Say how far the test is, and nothing of what it holds."""
        answered = len(self.attempts[-1].answers) if self.attempts else 0
        count = len(self.tunes)
        return [
            f"Blind test: {answered} of {count} tunes answered.",
            "What each of them was shows when all are answered, or when you stop.",
            coin(count),
        ]

    def __repr__(self) -> str:
        if not self.over:
            return "\n  ".join(self.lines)
        rows = ("  ".join(row) for row in [*self._heard(), *maker_rows(self.makers)])
        return "\n  ".join([*self.lines, *rows])

    def _heard(self) -> list[tuple[str, ...]]:
        """Return what was heard and said, a row for each answer."""
        known = {tune.id: tune for tune in self.tunes}
        ids = _in_order(self.over[0]) if self.over else []
        rows: list[tuple[str, ...]] = []
        for place, (id, one) in enumerate(zip(ids, self.judgments, strict=True), start=1):
            about = known[id].about if id in known else ""
            said = "a person" if one.taken else "a machine"
            verdict = "knew it" if one.known else "right" if one.right else "wrong"
            made = f"{one.maker} ({about})" if about else one.maker
            rows.append((f"{place}", made, f"{said}, {SURE[one.sure]}", verdict, f"{one.liking}"))
        return rows

    def _repr_html_(self) -> str:
        said = "".join(f"<div>{escape(line)}</div>" for line in self.lines)
        if not self.over:
            return said
        known = {tune.id: tune.tune for tune in self.tunes}
        rows = []
        for id, row in zip(_in_order(self.over[0]), self._heard(), strict=True):
            player = ""
            if id in known:
                label = f"tune {row[0]}, {row[1]}"
                players = listen({label: known[id]}, self.instrument, self.tempo)
                player = f'<div style="width:240px">{players.sounds[label].player}</div>'
            rows.append((*map(escape, row), player))
        heads = ("tune", "made by", "you said", "verdict", "liking (1 to 7)", "hear it again")
        found = self.makers
        return (
            said
            + table("How each maker was taken", MAKER_HEADS, escaped(maker_rows(found)))
            + image(maker_picture(found), maker_words(found))
            + table("What you heard", heads, rows)
        )


@dataclass(frozen=True, repr=False)
class ClassResults:
    """How a class did in a blind test: each listener alone, then the mean over listeners.

    Parameters
    ----------
    listeners : Listeners
    left_out : mapping of str to str
        Files that do not count, and why.
    """

    listeners: Listeners
    left_out: Mapping[str, str]

    @property
    def lines(self) -> list[str]:
        """The results in sentences."""
        found, count = self.listeners, len(self.listeners.each)
        lines = [f"Blind test of a class: {count} {'listener' if count == 1 else 'listeners'}."]
        if count:
            passed = sum(one.by_luck < 0.05 for one in found.each)
            lines += [
                f"Right, mean over listeners: {percent(found.share)} (a coin has 50 %).",
                f"d', mean over listeners: {number(found.d_prime)} (0 is guessing).",
                f"Better than a coin alone (one-sided p < .05): {passed} of {count}.",
            ]
        if count > 1:
            low, high = found.d_prime_interval
            lines.append(
                f"95 % intervals over listeners: {span(found.share_interval)} right, d' from "
                f"{number(low)} to {number(high)}. They hold for other listeners of these tunes, "
                "not for other tunes."
            )
        return lines + [f"Left out: {file}: {why}." for file, why in self.left_out.items()]

    def rows(self) -> list[tuple[str, ...]]:
        """Return a row for each listener: right answers, share, hits, false alarms, d'."""
        return [
            (
                f"{place}",
                f"{one.right} of {one.trials}",
                f"{one.hits} of {one.humans}",
                f"{one.false_alarms} of {one.machines}",
                number(one.d_prime),
            )
            for place, one in enumerate(self.listeners.each, start=1)
        ]

    def __repr__(self) -> str:
        rows = ["  ".join(row) for row in [*self.rows(), *maker_rows(self.listeners.makers)]]
        return "\n  ".join([*self.lines, *rows])

    def _repr_html_(self) -> str:
        said = "".join(f"<div>{escape(line)}</div>" for line in self.lines)
        if not self.listeners.each:
            return said
        heads = ("listener", "right", "hits", "false alarms", "d'")
        found = self.listeners
        return (
            said
            + image(class_picture(found), class_words(found))
            + table("How each maker was taken", MAKER_HEADS, escaped(maker_rows(found.makers)))
            + image(maker_picture(found.makers), maker_words(found.makers))
            + table("Each listener", heads, escaped(self.rows()))
        )


def class_results(
    folder: str | Path, rng: np.random.Generator, name: str = "00.blind"
) -> ClassResults:
    """Return how a class did, from the files that its learners exported. Lessons 00 and 15.

    Each learner counts once, with the baseline: of two files of one learner, the one with more
    answers. What is damaged, comes from elsewhere or holds no finished test is named and left out.

    Parameters
    ----------
    folder : str or Path
        With the files of `export_progress`, which end in .json.
    rng : numpy.random.Generator
        For the bootstrap over listeners.
    name : str
        The test's name.

    Raises
    ------
    NotADirectoryError
        If there is no such folder.

    Examples
    --------
    >>> class_results(getfixture("tmp_path"), np.random.default_rng(0))
    Blind test of a class: 0 listeners.
    """
    place = Path(folder)
    if not place.is_dir():
        raise NotADirectoryError(f"there is no folder {folder}; put the exported files into one")
    exports, refused = read_exports(sorted(place.glob("*.json")))
    return results_of(
        exports, rng, name, dict.fromkeys(refused, "no exported progress, or damaged")
    )


def results_of(
    exports: Iterable[tuple[str, str, Sequence[Mapping[str, Any]]]],
    rng: np.random.Generator,
    name: str = "00.blind",
    left_out: Mapping[str, str] | None = None,
) -> ClassResults:
    """Return how a class did, from what its learners recorded.

    Parameters
    ----------
    exports : iterable of (str, str, sequence of mapping)
        Of each its name (a file's), the learner's code, and the records with `kind`, `name` and
        `value`.
    rng : numpy.random.Generator
        For the bootstrap over listeners.
    name : str
        The test's name.
    left_out : mapping of str to str, optional
        What does not count already, and why.

    Examples
    --------
    >>> results_of([("a.json", "0123abcd", [])], np.random.default_rng(0)).left_out
    {'a.json': 'no blind test in it'}
    """
    left_out = dict(left_out or {})
    best: dict[str, tuple[str, list[Judgment]]] = {}
    for file, code, rows in exports:
        try:
            answers = _baseline(rows, name)
        except ValueError as error:
            left_out[file] = str(error)
            continue
        if code in best and len(best[code][1]) >= len(answers):
            left_out[file] = f"of the same learner as {best[code][0]}"
            continue
        if code in best:
            left_out[best[code][0]] = f"of the same learner as {file}"
        best[code] = file, answers
    listeners = over_listeners([answers for _, answers in best.values()], rng)
    return ClassResults(listeners, dict(sorted(left_out.items())))


def baseline(name: str = "00.blind", progress: Progress | None = None) -> Detection | None:
    """Return how the learner did in the first attempt at a blind test; None if it is not over.

    Lesson 15 puts it beside the second test.

    Parameters
    ----------
    name : str
        The test's name.
    progress : Progress, optional
        Where answers are kept: the learner's one file, if left out.

    Examples
    --------
    >>> from meantone.teaching.records.progress import Progress
    >>> baseline(progress=Progress(None))
    """
    first = next(iter(Sitting(name, progress).attempts), None)
    if first is None or not first.closed:
        return None
    return Detection.of(judgments(first))


def judgments(attempt: Attempt) -> list[Judgment]:
    """Return the answers of an attempt, in the order in which they were given.

    Raises
    ------
    ValueError
        If an answer is damaged.

    Examples
    --------
    >>> answer = {"place": 1, "maker": "a person", "human": True, "taken": False, "liking": 3,
    ...           "sure": 1, "known": False}
    >>> judgments(Attempt(1, {"kinder0-2": answer}))[0].right
    False
    """
    return [_judgment(attempt.answers[id]) for id in _in_order(attempt)]


def sentences(found: Sequence[Judgment]) -> list[str]:
    """Say how well one listener did.

    Examples
    --------
    >>> song = Judgment(PERSON, human=True, taken=True, liking=6, sure=3)
    >>> noise = Judgment("drawn, T = 1", human=False, taken=True, liking=2, sure=1)
    >>> for line in sentences([song, noise]):
    ...     print(line)
    Right: 1 of 2, 50 % (95 % interval 1 % to 99 %). A coin does as well or better in 75 of 100 ...
    Hits: 1 of 1 human tunes taken for a person's. False alarms: 1 of 1 machine tunes.
    d' = 0.00 (95 % interval -3.78 to 3.78); 0 is guessing.
    Of 1 guessed, right: 0. Of 1 certain, right: 1.
    """
    one = Detection.of(found)
    if not one.trials:
        return ["No answer counts: all tunes were known before, or none was answered."]
    known = sum(judgment.known for judgment in found)
    lines = [
        f"Right: {one.right} of {one.trials}, {percent(one.share)} (95 % interval "
        f"{span(one.share_interval)}). A coin does as well or better in {100 * one.by_luck:.0f} of "
        "100 tries.",
        f"Hits: {one.hits} of {one.humans} human tunes taken for a person's. False alarms: "
        f"{one.false_alarms} of {one.machines} machine tunes.",
    ]
    if one.humans and one.machines:
        low, high = one.d_prime_interval
        lines.append(
            f"d' = {one.d_prime:.2f} (95 % interval {low:.2f} to {high:.2f}); 0 is guessing."
        )
    lines.append(_sureness(found))
    return lines + ([f"Not counted: {known} that you knew before."] if known else [])


def coin(count: int) -> str:
    """Say how many of some answers a coin gets right, in at least 95 of 100 tries.

    Examples
    --------
    >>> coin(12)
    'A coin is right in 3 to 9 of 12, in 96 of 100 tries.'
    """
    few = max(k for k in range(count // 2 + 1) if 2 * (1 - at_least(k, count)) <= 0.05)
    inside = at_least(few, count) - at_least(count - few + 1, count)
    return (
        f"A coin is right in {few} to {count - few} of {count}, in {100 * inside:.0f} of 100 tries."
    )


MAKER_HEADS = ("made by", "judged", "taken for a person's", "95 % interval", "liking (1 to 7)")


def maker_rows(found: Iterable[Maker]) -> list[tuple[str, ...]]:
    """Return a row of text for each maker, under `MAKER_HEADS`."""
    return [
        (
            maker.name,
            f"{maker.judged}",
            percent(maker.taken),
            span(maker.taken_interval),
            f"{maker.liking:.1f}",
        )
        for maker in found
    ]


def maker_picture(found: Sequence[Maker]) -> str:
    """Return a picture: for each maker how often it was taken for a person, with its interval.

    Examples
    --------
    >>> maker_picture([Maker(PERSON, True, 1, 6, 0.5, (0.12, 0.88), 4.0)]).count("<circle")
    1
    """
    parts, bottom = _axis(len(found))
    parts.append(svg_text(_LEFT + _WIDTH / 2, bottom + 38, "taken for a person's"))
    for line, maker in enumerate(found):
        y = 20 + _LINE * line
        color = MEANINGS["people" if maker.human else "machine"]
        parts.append(svg_text(_LEFT - 12, y + 5, maker.name, "end"))
        parts += _mark(maker.taken, maker.taken_interval, y, color, maker.human)
    return svg_picture(_LEFT + _WIDTH + 40, bottom + 46, parts)


def maker_words(found: Sequence[Maker]) -> str:
    """Return the same in words."""
    each = "; ".join(
        f"{maker.name} {percent(maker.taken)}, interval {span(maker.taken_interval)}"
        for maker in found
    )
    return f"How often tunes were taken for a person's, by who made them: {each}."


def class_picture(found: Listeners) -> str:
    """Return a picture: a dot for each listener's share of right answers, and their mean."""
    shares = [one.share for one in found.each if one.trials]
    places: dict[float, int] = {}
    dots = []
    for share in shares:
        height = places[share] = places.get(share, -1) + 1
        dots.append((share, height))
    high = 10 * (1 + max(places.values(), default=0))
    parts, bottom = _axis(1, high)
    for share, height in dots:
        x, y = _LEFT + _WIDTH * share, high + 8 - 10 * height
        parts.append(f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="{PALETTE["gray"]}"/>')
    parts.append(svg_text(_LEFT - 12, high + 13, "each listener", "end"))
    parts += _mark(found.share, found.share_interval, high + 30, PALETTE["black"], True)
    parts.append(svg_text(_LEFT - 12, high + 35, "mean over listeners", "end"))
    parts.append(svg_text(_LEFT + _WIDTH / 2, bottom + 38, "right answers"))
    return svg_picture(_LEFT + _WIDTH + 40, bottom + 46, parts)


def class_words(found: Listeners) -> str:
    """Return the same in words."""
    each = ", ".join(percent(one.share) for one in found.each)
    return (
        f"Right answers of {len(found.each)} listeners: {each}. Mean {percent(found.share)}, "
        f"interval {span(found.share_interval)}; a coin has 50 %."
    )


def table(caption: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an HTML table.

    Parameters
    ----------
    caption : str
        Plain text, as the heads are.
    heads : iterable of str
        Of the columns.
    rows : iterable of sequence of str
        Cells in HTML; the first one names its row.

    Examples
    --------
    >>> table("Two", ("a", "b"), [("1", "2")]).count("<td")
    1
    """
    cell = "text-align:left;padding:3px 14px 3px 0;vertical-align:middle"
    head = "".join(f'<th scope="col" style="{cell}">{escape(name)}</th>' for name in heads)
    body = ""
    for first, *rest in rows:
        cells = "".join(f'<td style="{cell}">{text}</td>' for text in rest)
        body += f'<tr><th scope="row" style="{cell}">{first}</th>{cells}</tr>'
    return (
        f'<table><caption style="text-align:left"><strong>{escape(caption)}</strong></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def escaped(rows: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return rows of text as rows of HTML."""
    return [tuple(map(escape, row)) for row in rows]


def percent(share: float) -> str:
    """Return a share in percent.

    Examples
    --------
    >>> percent(2 / 3), percent(float("nan"))
    ('67 %', 'none')
    """
    return f"{100 * share:.0f} %" if share == share else "none"


def number(value: float) -> str:
    """Return a number with two digits behind the point.

    Examples
    --------
    >>> number(1.163), number(float("nan"))
    ('1.16', 'none')
    """
    return f"{value:.2f}" if value == value else "none"


def span(interval: tuple[float, float]) -> str:
    """Return an interval of shares.

    Examples
    --------
    >>> span((0.349, 0.901))
    '35 % to 90 %'
    """
    return f"{percent(interval[0])} to {percent(interval[1])}"


def _sureness(found: Sequence[Judgment]) -> str:
    """Say how many answers were right, by how sure the listener was."""
    words = {1: "guessed", 2: "fairly sure", 3: "certain"}
    parts = []
    for level, word in words.items():
        given = [one for one in found if one.sure == level and not one.known]
        if given:
            parts.append(f"Of {len(given)} {word}, right: {sum(one.right for one in given)}.")
    return " ".join(parts)


def _baseline(rows: Sequence[Mapping[str, Any]], name: str) -> list[Judgment]:
    """Return the answers of a learner's first attempt, or say why it does not count."""
    found = attempts(((row["kind"], row["name"], row["value"]) for row in rows), name)
    if not found or found[0].number != 1:
        raise ValueError("no blind test in it")
    if not found[0].closed:
        raise ValueError(f"the test is not finished, {len(found[0].answers)} answers")
    answers = judgments(found[0])
    if not answers:
        raise ValueError("the test was given up without an answer")
    return answers


def _in_order(attempt: Attempt) -> list[str]:
    """Return the questions of an attempt in the order in which they were answered."""
    try:
        return sorted(attempt.answers, key=lambda id: (int(attempt.answers[id]["place"]), id))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ValueError("an answer is damaged: it does not say when it was given") from None


def _judgment(value: Mapping[str, Any]) -> Judgment:
    """Return an answer as it was kept; files may have been changed by hand."""
    try:
        maker, human, taken, known = (value[key] for key in ("maker", "human", "taken", "known"))
        liking, sure = value["liking"], value["sure"]
    except (KeyError, TypeError):
        raise ValueError("an answer is damaged: something is missing") from None
    yes_or_no = all(isinstance(flag, bool) for flag in (human, taken, known))
    rated = type(liking) is int and liking in LIKINGS and type(sure) is int and sure in SURE
    if not (isinstance(maker, str) and yes_or_no and rated and human == (maker == PERSON)):
        raise ValueError("an answer is damaged: it holds what nobody can answer")
    return Judgment(maker, human, taken, liking, sure, known)


def _axis(lines: int, above: int = 0) -> tuple[list[str], int]:
    """Return a scale from 0 to 100 %, with chance dashed, and how far down it is."""
    bottom = above + 14 + _LINE * lines
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _LEFT + _WIDTH * share
        look = f'stroke="{PALETTE["black"]}" stroke-dasharray="5 4"' if share == 0.5 else ""
        parts.append(f'<path d="M{x:g} 4V{bottom}" {look or f"""stroke="{GRID}" """}/>')
        parts.append(svg_text(x, bottom + 18, f"{100 * share:.0f} %"))
    return parts, bottom


def _mark(
    value: float, interval: tuple[float, float], y: float, color: str, filled: bool
) -> list[str]:
    """Return a dot with its interval as a line; what cannot be said is not drawn."""
    if value != value:
        return []
    low, middle, high = (_LEFT + _WIDTH * share for share in (interval[0], value, interval[1]))
    fill = color if filled else "white"
    return [
        f'<path d="M{low:.1f} {y}H{high:.1f}" stroke="{color}" stroke-width="3"/>',
        f'<circle cx="{middle:.1f}" cy="{y}" r="6" fill="{fill}" stroke="{color}" '
        'stroke-width="3"/>',
    ]
