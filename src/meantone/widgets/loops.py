"""The whispering game: a machine learns from a machine, ten times; drawn while it happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import traitlets
from numpy.typing import NDArray

from meantone.decoding import Samples
from meantone.experiments.loops import (
    KEPT,
    Loop,
    Pick,
    Reading,
    Ruler,
    generations,
    like_people,
    ruler_of,
)
from meantone.experiments.loops.feeding import bits_per_note
from meantone.measures import shared_notes
from meantone.models import NGram
from meantone.models.sequence_model import Numbers
from meantone.page import module
from meantone.tunes import Corpus, Degree, Tune
from meantone.widgets.explorer.latest import Done, Failed, Latest
from meantone.widgets.explorer.reports import Report
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.looks import look_of
from meantone.widgets.whispers import PANELS, Row, whispers

LAST = 10
"""The last generation."""

HEARD = (0, 3, LAST)
"""The generations that are heard."""

NOTES, SEEN = 32, 200
"""Notes that are seen and heard of a tune, and tunes among which its runs are looked for."""

TEMPERATURES = (0.6, 1.3, 0.1)
"""Lowest, highest and step."""

OF = (1, 2, 4)
"""From how many tunes a person picks one."""

SAYS = {
    "replace": "the one before (replace)",
    "accumulate": "all before (accumulate)",
    "accumulate and subsample": "some of all before (subsample)",
}
"""What each kind of loop is called on the page."""

STILL = 120.0
"""Seconds that showing it waits for what a page without Python shows."""

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class LoopGround:
    """What loops of a corpus begin with and are measured by; made by `loop_ground`.

    Parameters
    ----------
    view : Degree
    songs : sequence of array of int
        What the first generation learns from.
    ruler : Ruler
    judge : NGram
        Hears with a person's ears: it learned songs that no generation did.
    usual : array of float
        Bits per note of people's tunes, by the judge.
    people, shuffled : Reading
    """

    view: Degree
    songs: Sequence[Numbers]
    ruler: Ruler
    judge: NGram
    usual: NDArray[np.float64]
    people: Reading
    shuffled: Reading

    def loop(self, kind: str, temperature: float, fresh: float, of: int) -> Loop:
        """Return a loop in which a person, if anyone, picks one of some tunes.

        Parameters
        ----------
        kind : str
            One of `KEPT`.
        temperature, fresh : float
            As in `Loop`.
        of : int
            From how many tunes a person picks; nobody picks one of 1.

        Returns
        -------
        Loop
        """
        pick = Pick(of, self.judge, like_people(self.usual)) if of > 1 else None
        return Loop(KEPT[kind], temperature, fresh, pick, min(1000, len(self.songs)))

    def fit(self, tunes: Samples) -> NGram:
        """Return an n-gram of order 5 that learned from some tunes, ends of cut ones left out."""
        return NGram.fit(tunes, self.judge.size, order=5, ended=tunes.ended)


def loop_ground(corpus: Corpus, region: str = "") -> LoopGround:
    """Return what loops of a corpus begin with and are measured by. Lesson 11.

    Parameters
    ----------
    corpus : Corpus
        With parts.
    region : str
        As in `ruler_of`: whose tunes are looked at besides those in minor.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> ground = loop_ground(load("kinder"))
    >>> ground.loop("replace", 1, 0, 1).tunes == len(ground.songs)
    True
    """
    view = Degree.of(corpus)
    size = len(view.vocabulary)
    songs, valid = ([view.encode(tune) for tune in corpus.part(p)] for p in ("train", "valid"))
    ruler = ruler_of(corpus, view, np.random.default_rng(0), region)
    judge = NGram.fit(valid, size, order=4)
    usual = bits_per_note(judge, ruler.people)
    mixed = ruler.of_shuffled(np.random.default_rng(0))
    return LoopGround(view, songs, ruler, judge, usual, ruler.of_people, mixed)


class Step(NamedTuple):
    """One generation: its figures, one of its tunes, and which of the notes others have too."""

    reading: Reading
    tokens: Numbers
    shares: NDArray[np.float64]


def loop_steps(ground: LoopGround, loop: Loop, seed: int = 0) -> Iterator[Step]:
    """Yield one generation after the other, from 0 to `LAST`.

    Lesson 11.

    Parameters
    ----------
    ground : LoopGround
    loop : Loop
    seed : int
        Of all that is left to chance.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> ground = loop_ground(load("kinder"))
    >>> first = next(loop_steps(ground, ground.loop("replace", 1, 0, 1)))
    >>> first.reading.generation, len(first.tokens) == len(first.shares)
    (0, True)
    """
    rng = np.random.default_rng(seed)
    for one in islice(generations(ground.fit, ground.songs, loop, rng), LAST + 1):
        seen = [tune[:NOTES] for tune in one.written[:SEEN]]
        longest = int(np.argmax([len(tune) for tune in seen]))  # the first of those
        shares = shared_notes(seen)[longest]
        yield Step(ground.ruler.read(one), seen[longest], shares)


def loop_words(ground: LoopGround, loop: str, found: Sequence[Step]) -> str:
    """Say what became of a loop so far.

    Parameters
    ----------
    ground : LoopGround
    loop : str
        What kind of loop it is.
    found : sequence of Step
        One or more.
    """
    first, now = found[0].reading, found[-1].reading
    people, mixed = ground.people, ground.shuffled
    groups = ", ".join(
        f"{_hundred(share)} {name} (people {_hundred(people.shares[name])})"
        for name, share in now.shares.items()
    )
    return (
        f"{loop}. Generation {now.generation} of {LAST}: people's tunes cost it {now.bits:.2f} "
        f"bits a note, at first {first.bits:.2f}. Its tunes are as varied as "
        f"{_whole(now.variety)} that have nothing in common (people's {_whole(people.variety)}, "
        f"shuffled {_whole(mixed.variety)}). Of 100 runs {_hundred(now.returns)} return (people "
        f"{_hundred(people.returns)}, shuffled {_hundred(mixed.returns)}). A tune has "
        f"{_whole(now.notes)} notes (people {_whole(people.notes)}); of 100 tunes "
        f"{_hundred(now.cut)} found no end. Groups, of 100: {groups}."
    )


def _whole(value: float) -> str:
    """Write a figure without decimals; there is none of tunes that are too short to be seen."""
    return "(too short)" if np.isnan(value) else f"{value:.0f}"


def _hundred(share: float) -> str:
    return _whole(100 * share)


class LoopExplorer(Instrument):
    """Set a loop going: ten generations of 1,000 tunes, drawn while they run (lesson 11).

    Each row is a tune of one generation; a note is the redder, the more of that generation's
    other tunes have its run of four. Beside them six figures, with people's as a line. Setting
    a value begins anew, as the page does; `wait` returns when the last generation is there.

    Parameters
    ----------
    ground : LoopGround
    kind : str
        One of `KEPT`.
    temperature, fresh : float
        As in `Loop`.
    of : int
        A person picks one of so many: one of `OF`.
    seed : int
        Of all that is left to chance; each press of the button takes the next.

    Raises
    ------
    traitlets.TraitError
        If there is no such loop.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> explorer = LoopExplorer(loop_ground(load("kinder")), temperature=0.7)
    >>> explorer.wait(), len(explorer.found), [*explorer.look().tunes]
    (True, 11, ['generation 0', 'generation 3', 'generation 10'])
    """

    _esm = module(_HERE / "loops.js")
    _css = look_of()

    kind = traitlets.Enum([*KEPT], "replace").tag(sync=True, control=True)
    temperature = traitlets.Float(1.0, min=TEMPERATURES[0], max=TEMPERATURES[1])
    temperature.tag(sync=True, control=True)
    fresh = traitlets.Float(0.0, min=0.0, max=1.0).tag(sync=True, control=True)
    of = traitlets.Enum([*OF], 1).tag(sync=True, control=True)
    kinds = traitlets.List([*KEPT]).tag(sync=True)
    says = traitlets.Dict(SAYS).tag(sync=True)
    picks = traitlets.List([*OF]).tag(sync=True)
    temperatures = traitlets.List([*TEMPERATURES]).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)
    generation = traitlets.Int(-1).tag(sync=True)  # the latest that is there

    def __init__(
        self,
        ground: LoopGround,
        kind: str = "replace",
        temperature: float = 1.0,
        fresh: float = 0.0,
        of: int = 1,
        seed: int = 0,
    ) -> None:
        self._ground, self._seed = ground, seed
        self.found: list[Step] = []
        self._error: Exception | None = None
        self._latest = Latest(self._take)
        traits = {"kind": kind, "temperature": temperature, "fresh": fresh, "of": of}
        super().__init__(label="Feedback loop", **traits)

    def wait(self, seconds: float = float("inf")) -> bool:
        """Return when the last generation is there, and whether it is; an interruption ends it.

        Raises
        ------
        Exception
            What went wrong, if something did.
        """
        done = self._latest.wait(seconds)
        if self._error is not None:
            raise self._error
        return done

    def look(self) -> Shown:
        """Return what there is of the loop so far; it is heard when all is there."""
        if not self.found:
            return Shown(words="Generation 0 is learning from people.")
        view, people = self._ground.view, self._ground.people
        rows = [Row(_pitches(view, step.tokens), step.shares) for step in self.found]
        there = [name for name in PANELS if name in people.row]
        figures = {name: [step.reading.row[name] for step in self.found] for name in there}
        beside = (people.row, self._ground.shuffled.row)
        words = loop_words(self._ground, self._named(), self.found)
        alt = f"A tune of each generation as a row of notes, and six figures as curves. {words}"
        return Shown(self._tunes(), words, whispers(rows, figures, *beside, LAST), alt)

    def _tunes(self) -> dict[str, Tune]:
        """Return the tunes that are heard, when all is there."""
        if len(self.found) <= LAST:
            return {}
        decode = self._ground.view.decode
        return {f"generation {n}": decode(self.found[n].tokens, duration=24) for n in HEARD}

    def _named(self) -> str:
        """Return what kind of loop it is, in words."""
        fresh = f", {100 * self.fresh:.0f} % fresh" if self.fresh else ""
        pick = f", a person picks one of {self.of}" if self.of > 1 else ""
        return f"{self.kind.capitalize()}, temperature {self.temperature:.1f}{fresh}{pick}"

    def _follow(self) -> None:
        """Begin the loop anew."""
        self.found, self._error = [], None
        self.running, self.generation = True, -1
        loop = self._ground.loop(self.kind, self.temperature, self.fresh, self.of)
        self._latest.do(lambda report: _told(self._ground, loop, self._seed + self.draws, report))

    def _take(self, answer: Any) -> None:
        """Take what the thread has found; called where the page is spoken to."""
        match answer:
            case Step():
                self.found.append(answer)
                self.generation = answer.reading.generation
                super()._follow()
            case Failed(error):
                self._error, self.running = error, False
                self.words = f"It did not work: {error}"
            case Done():
                self.running = False

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget; a page without Python gets the loop as it is in the end."""
        self._latest.wait(STILL)
        return super()._repr_mimebundle_(**kwargs)


def _told(ground: LoopGround, loop: Loop, seed: int, report: Report) -> Iterator[Step]:
    """Yield the steps, and let whoever waits for another loop end it."""
    for step in loop_steps(ground, loop, seed):
        report(f"generation {step.reading.generation}", step.reading.generation / LAST)
        yield step


def _pitches(view: Degree, tokens: Numbers) -> list[int]:
    """Return how many semitones above the tonic each token is."""
    return [int(view.vocabulary[token]) for token in tokens]
