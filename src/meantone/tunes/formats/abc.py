"""ABC notation, the text form of folk tunes: split a tune book, read a tune, write a tune.

Lesson 01 reads one by eye first. The format is that of the ABC 2.1 standard
(https://abcnotation.com/wiki/abc:standard:v2.1), with the liberties that real tune books take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from meantone.tunes.formats.abc_read import BOOK_FIELD, read_lines
from meantone.tunes.formats.abc_tokens import lines_of, without_number
from meantone.tunes.formats.abc_write import write_lines
from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.microtones import Microtones
from meantone.tunes.formats.remarks import recall, remark
from meantone.tunes.tune import Tune, TuneError

MOST_CHARACTERS = 200_000
"""Characters of ABC in a tune."""


def split_abc(text: str) -> Iterator[tuple[int, str]]:
    r"""Split a tune book into its tunes.

    A tune starts at its ``X:`` line, whether or not a blank line stands before it. Fields before
    the first one (``M:``, ``L:`` and the like) hold for every tune: they are put before each.

    Parameters
    ----------
    text : str
        The whole book.

    Yields
    ------
    tuple of int and str
        The number of the tune's first line in the book, from 1, and the tune's text.

    Examples
    --------
    >>> book = "M:3/4\n\nX:1\nK:C\nCDE\nX:2\nK:G\nGAB\n"
    >>> for line, tune in split_abc(book):
    ...     print(line, repr(tune))
    3 'M:3/4\nX:1\nK:C\nCDE'
    6 'M:3/4\nX:2\nK:G\nGAB\n'
    """
    lines = lines_of(text)
    starts = _starts(lines)
    if not starts:
        yield from ((number, "\n".join(tune)) for number, tune in without_number(lines))
        return
    head = [line for line in lines[: starts[0]] if BOOK_FIELD.fullmatch(line)]
    before = {line[:2]: line for line in head}.values()  # the last of each kind holds
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, "\n".join([*before, *lines[start:stop]])


def read_abc(text: str, where: str = "", *, microtones: Microtones = "round") -> Tune:
    r"""Read one tune of ABC.

    Accidentals hold until the next bar line that is written, in all octaves, as the ABC standard
    has it (``%%propagate-accidentals octave`` or ``not`` changes that). Repeats and endings stay
    as written. Grace notes, decorations, chord symbols and lyrics are left out; of a chord the
    highest note is kept, of several voices the first. Notes that are tied become one event. Notes
    sound where players play them: ``octave=``, ``transpose=``, a clef with an 8, and
    ``%%MIDI transpose`` count. Times that are not whole ticks (1/48 quarter), as in a quintuplet,
    are rounded where they stand. Lines of text among the music are left out; music after a blank
    line is read. So are tokens apart from each other, as models write them.

    Each line of music is a phrase, unless it ends in ``\``. Where ``K:`` names only a tonic the
    mode is not known. The id is the number in ``X:``. Lesson 01 shows these on real bars.

    Parameters
    ----------
    text : str
        The tune, from its ``X:`` line on.
    where : str, optional
        The file and place, for messages. Lines are counted from the ``X:`` line.
    microtones : {"round", "leave out", "refuse"}
        What becomes of notes between two semitones.

    Returns
    -------
    Tune
        Its `changes` say what was rounded or left out.

    Raises
    ------
    TuneError
        If the text is not a tune of ABC, with the line and the bar; also if the tune is too long
        (`MOST_CHARACTERS`, and the limits of all tunes).

    Examples
    --------
    >>> tune = read_abc("X:1\nT:Frog\nM:3/4\nL:1/4\nK:F\nC|FGA|B>AG|]")
    >>> tune
    <Tune 'Frog': 7 notes, 7 quarters, F, 3/4>
    >>> tune.pitches, tune.pickup
    ((60, 65, 67, 69, 70, 69, 67), 48)
    >>> read_abc("X:1\nK:C\nC D ? E|")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: line 3 of the tune, bar 1: '?' means nothing here; take it out
    """
    try:
        return _read(text, microtones)
    except TuneError as error:
        raise (error.inside(where) if where else error) from None


def write_abc(tune: Tune) -> str:
    r"""Write a tune as ABC that `read_abc` reads back without loss.

    A line is a phrase; a longer phrase goes on after a ``\``. Notes that cross a bar line are
    tied. What ABC has no words for stands in a ``%%meantone`` line, which other programs pass
    over. Lesson 01 compares what each notation can say.

    Raises
    ------
    TuneError
        If the tune is too long for `read_abc`.

    Examples
    --------
    >>> notes = [(60, 48), (65, 96), (66, 48), (67, 96), (-1, 48)]
    >>> frog = Tune.from_events(
    ...     notes, id="7", title="Frog", tonic="F", meter=(3, 4), pickup=48, phrase_ends=(4,)
    ... )
    >>> print(write_abc(frog), end="")
    X:7
    T:Frog
    M:3/4
    L:1/4
    K:F
    C | F2 ^F | G2 z |]
    >>> read_abc(write_abc(frog)) == frog
    True
    """
    head, music = write_lines(check_length(tune))
    heard = _plain(tune)
    if heard != tune or not tune.notes:
        head.append(f"%%meantone {remark(_unsaid(tune, heard))}")
    text = "\n".join([*head, *music, ""])
    if len(text) > MOST_CHARACTERS:
        raise TuneError(f"its ABC has {len(text):,} characters; {MOST_CHARACTERS:,} are the limit")
    return text


def _read(text: str, microtones: Microtones) -> Tune:
    """Read a tune; the places in errors are within it."""
    if len(text) > MOST_CHARACTERS:
        raise TuneError(f"it has {len(text):,} characters; {MOST_CHARACTERS:,} are the limit")
    lines = lines_of(text)
    starts = _starts(lines)
    unnumbered = [] if starts else without_number(lines)
    count = len(starts) or len(unnumbered)
    if count > 1:
        raise TuneError(f"there are {count} tunes here; split_abc takes them apart")
    lines = unnumbered[0][1] if unnumbered else lines
    heard, told = read_lines(lines, min(starts, default=0), microtones)
    if not heard.notes and not told:
        raise TuneError("there are no notes after the K: field; write some")
    return replace(recall(heard, told, _plain), origin=heard.origin, source=heard.source)


def _starts(lines: list[str]) -> list[int]:
    """Return the indices of the lines where tunes start."""
    return [index for index, line in enumerate(lines) if line.startswith("X:")]


def _plain(tune: Tune) -> Tune:
    """Return what the ABC of a tune says without its remark."""
    head, music = write_lines(check_length(tune))
    return read_lines([*head, *music])[0]


def _unsaid(tune: Tune, heard: Tune) -> Tune:
    """Blank what was heard of a tune already, so that its remark is short."""
    blank: dict[str, object] = {"origin": "", "source": ""}
    for empty in ({"title": ""}, {"tonic": None, "mode": None}, {"meter": None, "pickup": 0}):
        if all(getattr(tune, name) == getattr(heard, name) for name in empty):
            blank.update(empty)
    return replace(tune, **blank)  # type: ignore[arg-type]
