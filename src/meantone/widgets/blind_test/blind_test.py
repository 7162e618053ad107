"""The blind test: tunes one after another, rated and guessed before anything is revealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from meantone.page import module
from meantone.show import sound
from meantone.show.html import escape
from meantone.teaching.records.progress import Progress
from meantone.teaching.records.sittings import AnsweredError, Attempt, Sitting, learner_rng
from meantone.widgets.blind_test.results import LIKINGS, SURE, BlindResults
from meantone.widgets.blind_test.tunes import BlindTune
from meantone.widgets.looks import look_of

_HERE = Path(__file__).parent


class BlindTest(anywidget.AnyWidget):
    """A listening test: play a tune, rate it, say who made it and how sure you are (lesson 00).

    Each answer is kept at once and never changed, so that a closed page or a stopped kernel loses
    nothing. The first attempt is the learner's baseline. When it is over, another may be begun,
    which is kept beside it. Set `value` to answer, as the page does: a dict of `place` (which
    tune, from 1), `liking` (1 to 7), `taken` (whether for a person's), `sure` (1 to 3), `known`.

    Parameters
    ----------
    tunes : sequence of BlindTune
        Their ids differ.
    name : str
        Under which answers are kept: "00.blind".
    rng : numpy.random.Generator, optional
        Draws the order of each attempt. Left out, the order is the learner's own, the same in
        every run; for a room that listens together, give everyone the same.
    instrument : str
    tempo : float
        Quarters a minute.
    progress : Progress, optional
        Where answers are kept: the learner's one file, if left out.

    Raises
    ------
    ValueError
        If there is no tune, two have one id, or the instrument or the tempo is none.

    Examples
    --------
    >>> from meantone.teaching.records.progress import Progress
    >>> from meantone.tunes import Tune
    >>> tunes = [BlindTune("a", "a person", Tune((60,), (48,))),
    ...          BlindTune("b", "drawn, T = 1", Tune((72,), (48,)))]
    >>> rng = np.random.default_rng(0)
    >>> test = BlindTest(tunes, "99.blind", rng, progress=Progress(None))
    >>> answer = {"place": 1, "liking": 5, "taken": True, "sure": 2, "known": False}
    >>> test.value = answer
    >>> test.place, test.words
    (1, 'Play the tune before you answer.')
    >>> test.plays += 1
    >>> test.value = {**answer, "liking": 6}
    >>> test.place, test.words
    (2, '')
    """

    _esm = module(_HERE / "blind_test.js")
    _css = look_of(_HERE / "blind_test.css")

    total = traitlets.Int(0).tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)  # from 1; 0 when the attempt is over
    attempt = traitlets.Int(1).tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    source = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    likings = traitlets.List(traitlets.Int(), [*LIKINGS]).tag(sync=True)
    sureness = traitlets.List(traitlets.Unicode(), [*SURE.values()]).tag(sync=True)
    plays = traitlets.Int(0).tag(sync=True)
    value = traitlets.Dict().tag(sync=True)
    stops = traitlets.Int(0).tag(sync=True)
    agains = traitlets.Int(0).tag(sync=True)
    replies = traitlets.Int(0).tag(sync=True)  # so that the page knows that Python answers

    def __init__(
        self,
        tunes: Sequence[BlindTune],
        name: str,
        rng: np.random.Generator | None = None,
        instrument: str = "piano",
        tempo: float = 110,
        progress: Progress | None = None,
    ) -> None:
        if not tunes or len({tune.id for tune in tunes}) != len(tunes):
            raise ValueError("a blind test needs tunes, each with an id of its own")
        self.tunes, self._instrument, self._tempo = tuple(tunes), instrument, tempo
        self._rng = rng or learner_rng(name)
        self._orders: list[list[int]] = []
        self._sitting = Sitting(name, progress)
        self._heard = False
        self._shown: BlindTune | None = None
        super().__init__(total=len(tunes))
        self._show()
        self.observe(self._take, names=["plays", "value", "stops", "agains"])

    @property
    def now(self) -> BlindTune | None:
        """The tune that waits for an answer, or None when the attempt is over."""
        return self._next(self._known(self._sitting.now))

    @property
    def results(self) -> BlindResults:
        """What came out; before the test is over only how far it is."""
        found = [self._known(attempt) for attempt in self._sitting.attempts]
        return BlindResults(self.tunes, found, self._instrument, self._tempo)

    def _take(self, change: Mapping[str, Any]) -> None:
        """Do what the page asks for, and let it know."""
        if change["name"] == "plays":
            self._hear()
        elif change["name"] == "value":
            self._answer(change["new"])
        elif change["name"] == "stops":
            self._stop()
        else:
            self._again()
        self.replies += 1

    def _known(self, attempt: Attempt) -> Attempt:
        """Return an open attempt without answers to tunes that only an earlier edition had."""
        if attempt.closed:
            return attempt
        ids = {tune.id for tune in self.tunes}
        answers = {id: value for id, value in attempt.answers.items() if id in ids}
        return replace(attempt, answers=answers)

    def _next(self, attempt: Attempt) -> BlindTune | None:
        """Return the first tune of the attempt's order that has no answer."""
        if attempt.closed:
            return None
        while len(self._orders) < attempt.number:
            self._orders.append(self._rng.permutation(len(self.tunes)).tolist())
        ordered = (self.tunes[index] for index in self._orders[attempt.number - 1])
        return next((tune for tune in ordered if tune.id not in attempt.answers), None)

    def _show(self, words: str = "") -> None:
        """Show the tune that is next; its sound tells nothing of what it is."""
        attempt = self._known(self._sitting.now)
        tune = self._next(attempt)
        if tune is None and not attempt.closed:
            self._sitting.close()
        with self.hold_sync():
            self.attempt, self.answered = attempt.number, len(attempt.answers)
            self.place = len(attempt.answers) + 1 if tune else 0
            self.source, self._shown = "", tune
            self.words = words if tune else _over(attempt, len(self.tunes))
            if tune:
                heard = sound(tune.tune, self._instrument, self._tempo)
                self.source = heard.address("flac")
        self._heard = False

    def _hear(self) -> None:
        """Note that the sound was started: now the tune may be answered."""
        self._heard, self.words = True, ""

    def _answer(self, value: Mapping[str, Any]) -> None:
        """Keep an answer, if it is one to the tune that is shown."""
        tune = self._shown  # another page may have gone further: `now` would be another
        if tune is None or value.get("place") != self.place:
            return
        if not self._heard:
            self.words = "Play the tune before you answer."
            return
        if missing := _missing(value):
            self.words = f"Still missing: {', '.join(missing)}."
            return
        given = {key: value[key] for key in ("place", "liking", "taken", "sure")}
        given |= {"maker": tune.maker, "human": tune.human, "known": bool(value.get("known"))}
        try:
            self._sitting.answer(tune.id, given)
        except AnsweredError as error:  # another page was quicker
            self._show(str(error))
        else:
            self._show()

    def _stop(self) -> None:
        """Give up: what was answered so far is what counts."""
        if self.now is not None:
            self._sitting.close()
            self._show()

    def _again(self) -> None:
        """Begin another attempt, if this one is over."""
        self._sitting.again()
        self._show()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget; a page and plain text say what it would be."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            seconds = sound(self.tunes[0].tune, self._instrument, self._tempo).seconds
            text = (
                f"Blind test: {self.total} tunes of {seconds:.1f} s, {self._instrument}, "
                f"{self._tempo:g} quarters a minute; {self.answered} answered."
            )
            data["text/plain"] = text
            data["text/html"] = f"<p>{escape(text)} To take it, run the notebook.</p>"
        return bundle


def _over(attempt: Attempt, total: int) -> str:
    """Say that an attempt is over, and that it is kept."""
    many = "All" if len(attempt.answers) >= total else f"{len(attempt.answers)} of the"
    kept = "your baseline" if attempt.number == 1 else "kept beside your baseline"
    return f"{many} {total} tunes answered: {kept}. Go on to see what they were."


def _missing(value: Mapping[str, Any]) -> list[str]:
    """Return what an answer lacks, in words."""
    return [
        what
        for what, given in (
            ("how much you like it", value.get("liking") in LIKINGS),
            ("who made it", isinstance(value.get("taken"), bool)),
            ("how sure you are", value.get("sure") in SURE),
        )
        if not given
    ]
