"""`course.py data`: build the data sets, and keep them."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.installation import call, is_package_alone
from meantone.tunes.collections.sets import (
    Built,
    SetError,
    obtain,
    progress_bar,
    read_set,
    set_names,
)
from meantone.tunes.collections.vienna import TERMS, has_vienna, obtain_vienna, vienna_folder

if TYPE_CHECKING:
    from meantone.tunes.collections.splits import Row


VIENNA = "vienna"
"""What is fetched and not built: real pianists, for lesson 13."""


def main(arguments: list[str]) -> int:
    """Build the data sets that are not there yet: those named, or all.

    ``vienna`` is none of them: it is fetched, when it is named and its terms are agreed to.

    Parameters
    ----------
    arguments : list of str
        Names, or nothing. Maintainers have two options more, which ``--help`` describes.

    Returns
    -------
    int
        0, or 1 if a set could not be built or fetched.

    Examples
    --------
    >>> main(["kinder"])
    kinder: 213 tunes, 8,393 notes; none left out; ... s; ...
    0
    """
    options = _parser().parse_args(arguments)
    names = options.names or set_names()
    try:
        if options.split:
            _split()
        for name in names:
            if name == VIENNA:
                fetch_vienna(options.agree, options.archive)
            elif options.dropped:
                _list_dropped(name)
            else:
                print(line(obtain(name)), flush=True)
    except SetError as error:
        print(f"{call('data')}: {error}", file=sys.stderr)
        return 1
    return 0


def fetch_vienna(agree: bool, archive: Path | None = None) -> None:
    """Show where the Vienna corpus comes from and on which terms, ask, and fetch it.

    Parameters
    ----------
    agree : bool
        Whether the answer was given beforehand.
    archive : Path, optional
        An archive that is on this machine already.

    Raises
    ------
    SetError
        If the answer is no, or nobody is there to answer; or if it cannot be fetched.
    """
    if has_vienna():
        print(f"{VIENNA}: up to date; kept in {vienna_folder()}", flush=True)
        return
    print(TERMS.format(folder=vienna_folder()), flush=True)
    if not (agree or _agreed()):
        raise SetError(
            "nothing was fetched. To agree, answer yes; in a script, add --agree to the command"
        )
    folder = obtain_vienna(archive)
    print(f"{VIENNA}: 88 match files, checked; kept in {folder}", flush=True)


def _agreed() -> bool:
    """Ask whether to go on; nobody's answer is no."""
    try:
        return input("Fetch it, on these terms? [yes/no] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def line(built: Built) -> str:
    """Say in one line what a set holds, what was left out, and where it is kept.

    Examples
    --------
    >>> from pathlib import Path
    >>> from meantone.tunes import Tune
    >>> from meantone.tunes.corpus import Corpus
    >>> corpus = Corpus.from_tunes([Tune((60,), (48,))], "one", dropped={"not readable": 2})
    >>> print(line(Built(corpus, True, None, 0.25)))
    one: 1 tune, 1 note; left out 2: 2 not readable; built in 0.2 s; not kept
    """
    corpus = built.corpus
    notes = int(corpus.note_counts.sum())
    reasons = sorted(corpus.dropped.items(), key=lambda item: -item[1])
    listed = ", ".join(f"{count:,} {reason}" for reason, count in reasons)
    left_out = (
        f"left out {sum(corpus.dropped.values()):,}: {listed}" if reasons else "none left out"
    )
    how = f"built in {built.seconds:.1f} s" if built.made else f"up to date, {built.seconds:.1f} s"
    where = f"kept in {built.path}" if built.path else "not kept"
    return (
        f"{corpus.name}: {_counted(len(corpus), 'tune')}, {_counted(notes, 'note')}; {left_out}; "
        f"{how}; {where}"
    )


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the arguments."""
    parser = argparse.ArgumentParser(
        prog=call("data"), description="Build data sets: all, or those named."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*set_names(), VIENNA]))
    parser.add_argument(
        "--agree", action="store_true", help="vienna: agree to its terms, so that nobody is asked"
    )
    parser.add_argument(
        "--archive", type=Path, metavar="FILE", help="vienna: an archive that was fetched before"
    )
    parser.add_argument(
        "--dropped", action="store_true", help="list the tunes that are left out, and why"
    )
    parser.add_argument(
        "--split",
        action="store_true",
        help="for maintainers: rewrite every split.csv, and the checksums in the datasheets",
    )
    return parser


def _split() -> None:
    """Rewrite the split of all sets, and the checksums that depend on it."""
    if is_package_alone():
        raise SetError("--split writes in the course's own folder, which is not here")
    from meantone.tunes.collections.recipes import read_recipe
    from meantone.tunes.collections.splits import split, write_split

    # The largest set names the clusters, so that a new starter tune renames none.
    recipes = {name: read_recipe(name) for name in reversed(set_names())}
    sets = {name: read_set(recipes[name], progress_bar(name))[0] for name in recipes}
    for name, rows in split(sets).items():
        before = _split_before(recipes[name].folder)
        changed = sum(before.get(row.id) != row for row in rows)
        write_split(recipes[name].folder, rows)
        _write_checksum(recipes[name].folder / "datasheet.md", obtain(name).corpus.checksum)
        print(f"{name}: {len(rows):,} rows, {changed:,} of them new or changed")


def _split_before(folder: Path) -> dict[str, Row]:
    """Return the split as it was; one that is damaged is none."""
    from meantone.tunes.collections.splits import read_split

    try:
        return read_split(folder)
    except SetError:
        return {}


def _write_checksum(sheet: Path, checksum: str) -> None:
    """Put the checksum of the built set into its datasheet."""
    text = sheet.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^checksum:.*$", f"checksum: {checksum}", text)
    sheet.write_text(text, encoding="utf-8", newline="\n")


def _list_dropped(name: str) -> None:
    """List the tunes that a recipe leaves out."""
    from meantone.tunes.collections.recipes import read_recipe

    for drop in read_set(read_recipe(name), progress_bar(name))[1]:
        print("\t".join(filter(None, drop)))


def _counted(count: int, word: str) -> str:
    """Return a number of things."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
