"""JSON Lines: tunes as the tokens of somebody's generator, one in a line of a text file.

A line is a list of MIDI numbers, all notes then being eighths; or an object with ``pitches``,
``durations`` in quarters, and what else is known: ``id``, ``title``, ``tonic``. ``null`` is a rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from meantone.storage import write_whole
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError

EIGHTH = TICKS_PER_QUARTER // 2
KNOWN = ("id", "title", "tonic", "mode")


def read_json_line(line: str) -> Tune:
    """Return the tune in one line.

    Parameters
    ----------
    line : str

    Raises
    ------
    TuneError
        If it is no such line, with what is wrong.

    Examples
    --------
    >>> read_json_line("[60, 62, null, 64]")
    <Tune '': 3 notes, 2 quarters>
    >>> read_json_line('{"pitches": [60, 62], "durations": [1, 0.5]}').durations
    (48, 24)
    """
    try:
        found = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        what = "this is no JSON; a line is a list of MIDI numbers, as in [60, 62, 64]"
        raise TuneError(what) from error
    if isinstance(found, list):
        found = {"pitches": found}
    if not isinstance(found, dict) or not isinstance(found.get("pitches"), list):
        raise TuneError('a line is a list of MIDI numbers, or an object with "pitches"')
    pitches = [REST if pitch is None else pitch for pitch in found["pitches"]]
    durations = found.get("durations", [EIGHTH / TICKS_PER_QUARTER] * len(pitches))
    if not isinstance(durations, list) or len(durations) != len(pitches):
        raise TuneError(f'"durations" has to be a list of {len(pitches)} numbers, one for a pitch')
    known = {name: found[name] for name in KNOWN if found.get(name)}
    if wrong := [name for name, value in known.items() if not isinstance(value, str)]:
        raise TuneError(f'"{wrong[0]}" has to be text')
    return Tune.from_events(zip(pitches, map(_ticks, durations), strict=True), **known)


def read_json_lines(lines: Iterator[str]) -> Iterator[tuple[int, Tune | TuneError]]:
    """Yield the number of each line that is not empty, from 1, with its tune or what is wrong.

    Parameters
    ----------
    lines : iterator of str
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, read_json_line(line)
        except TuneError as error:
            yield number, error


def write_json_lines(tunes: Iterable[Tune], path: str | PathLike[str]) -> None:
    """Write tunes to one file of JSON Lines; `read_all` gives the same tunes back. The capstone.

    Their pitches, durations, id, title, tonic and mode are kept, and no more.

    Parameters
    ----------
    tunes : iterable of Tune
    path : path-like
        A file of that name is replaced. Its suffix has to be .jsonl to be read again.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "mine.jsonl"
    >>> write_json_lines([Tune((60, REST), (48, 24), tonic="C")], path)
    >>> print(path.read_text(encoding="utf-8"), end="")
    {"pitches": [60, null], "durations": [1, 0.5], "tonic": "C"}
    """
    write_whole(Path(path), "".join(f"{_line(tune)}\n" for tune in tunes).encode("utf-8"))


def _line(tune: Tune) -> str:
    """Return a tune as one line."""
    known = {"id": tune.id, "title": tune.title, "tonic": tune.tonic, "mode": tune.mode}
    content = {
        "pitches": [None if pitch == REST else pitch for pitch in tune.pitches],
        "durations": [_quarters(ticks) for ticks in tune.durations],
        **{name: value for name, value in known.items() if value},
    }
    return json.dumps(content, ensure_ascii=False)


def _quarters(ticks: int) -> float:
    """Return a duration as it is written: a whole number without a point."""
    whole, rest = divmod(ticks, TICKS_PER_QUARTER)
    return round(ticks / TICKS_PER_QUARTER, 5) if rest else whole


def _ticks(quarters: Any) -> int:
    """Return a duration in ticks."""
    if isinstance(quarters, bool) or not isinstance(quarters, int | float):
        raise TuneError(f"{quarters!r} is no duration; write quarters, as in 0.5")
    ticks = round(quarters * TICKS_PER_QUARTER) if abs(quarters) < 1e6 else 0
    if ticks < 1 or abs(ticks - quarters * TICKS_PER_QUARTER) > 0.01:
        raise TuneError(f"{quarters:g} quarters are no whole number of 1/{TICKS_PER_QUARTER}")
    return ticks
