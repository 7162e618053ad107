"""The explorer: eight tunes by a machine beside eight by people, and one slider (lesson 08)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from meantone.models import SequenceModel
from meantone.page import module
from meantone.show import kind_here
from meantone.storage import write_whole
from meantone.tunes import Corpus, Degree, Viewpoint
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.heard import cuts, every_note, first_notes, medley
from meantone.widgets.explorer.latest import Done, Failed, Latest, News
from meantone.widgets.explorer.more import more
from meantone.widgets.explorer.page import VIEWS, arguments, slug, spec, style
from meantone.widgets.explorer.reports import Report
from meantone.widgets.explorer.results import Results
from meantone.widgets.explorer.saved import FILES, saved
from meantone.widgets.explorer.screen import screen, screen_words, still
from meantone.widgets.explorer.settings import Setting
from meantone.widgets.explorer.shown import Asked, More
from meantone.widgets.explorer.stock import BUILDING, SECONDS, Stock
from meantone.widgets.still import Still

STILL = 120.0
"""Seconds that showing the explorer waits for what a page without Python shows."""

_JOINT = ";"  # between two settings in a text; no setting's text has one


class Explorer(anywidget.AnyWidget):
    """Choose a corpus, a model and a decoder, and move one slider from the mode to noise.

    Eight tunes that the machine just made stand beside eight by people, each note the redder the
    more of the set's other tunes have its run. Two dials say how alike the tunes are and how much
    returns in each, beside people's bands. All else is behind *More*, one view at a time: the path
    along the whole slider, a tune as score, the next note's chances, the profile, the map, a second
    machine. Lesson 08.

    What takes longer (networks, a first training) is done in a thread: the page shows how far it
    is, and `cancel` ends it. In a program `wait` returns when all is there.

    Parameters
    ----------
    setting : Setting, optional
        The first corpus, an n-gram model and temperature 1, if left out.
    beside : Setting, optional
        A second one, to compare with.
    corpora : sequence of str or Corpus, optional
        Names of data sets, or corpora with parts; all data sets if left out.
    models : mapping of str to SequenceModel, optional
        Models of the first corpus, such as ``{"LSTM": model}``: under a name from `MODELS` in
        place of the one made here, under another name besides.
    view : type of Viewpoint
        What models see of a tune: `Degree` or `Pitch`.
    seconds : float
        The longest that a network is trained.

    Attributes
    ----------
    value, other : str
        The settings as text; the second empty if there is none. Setting them does what the page
        does. `setting` and `beside` are the same as values.
    results : Results
        What was found out: a lesson asks the same ones, ``explorer.results.explored(setting)``.
    opened : str
        Which view behind *More* is open, one of `VIEWS`; none if empty.
    pick : int
        Which of the eight tunes is shown alone.
    large : bool
        Whether it is shown large, for the back of a room.
    plays : int
        How often a sound was started.

    Raises
    ------
    ValueError
        If there is no such corpus or model, they do not go together, or the viewpoint is another.

    Examples
    --------
    >>> explorer = Explorer(Setting("kinder", order=3, strength=0.2), corpora=["kinder"])
    >>> explorer.wait()
    True
    >>> explorer.words[:68]
    'n-gram of order 3 on kinder, temperature 0.2: more alike than people'
    >>> explorer.setting = Setting("kinder", decoder="greedy")
    >>> explorer.wait(), explorer.explored[0].dials.alike
    (True, 1.0)
    """

    _esm = module(Path(__file__).with_suffix(".js"))
    _css = style()

    value = traitlets.Unicode().tag(sync=True)
    other = traitlets.Unicode("").tag(sync=True)
    opened = traitlets.Enum([*VIEWS], "").tag(sync=True)
    pick = traitlets.Int(0, min=0).tag(sync=True)
    large = traitlets.Bool(False).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    screen = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    heard = traitlets.Dict().tag(sync=True)
    more = traitlets.Dict().tag(sync=True)
    state = traitlets.Unicode("").tag(sync=True)  # "", "busy", "cancelled" or "failed"
    news = traitlets.Unicode("").tag(sync=True)
    share = traitlets.Float(0.0).tag(sync=True)
    code = traitlets.Unicode("").tag(sync=True)
    answers = traitlets.Int(0).tag(sync=True)
    plays = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        setting: Setting | None = None,
        beside: Setting | None = None,
        *,
        corpora: Sequence[str | Corpus] | None = None,
        models: Mapping[str, SequenceModel[Any]] | None = None,
        view: type[Viewpoint] = Degree,
        seconds: float = SECONDS,
    ) -> None:
        self.stock = Stock(corpora, models, view, seconds)
        self.results = Results(self.stock)
        first = Setting(self.stock.corpora[0]) if setting is None else setting
        for given in filter(None, (first, beside)):
            self.stock.check(given)
        self.explored: tuple[Explored, ...] = ()
        self._arguments = arguments(corpora, models, view)
        self._error: Exception | None = None
        self._latest = Latest(self._take)
        super().__init__(
            value=first.text, other=beside.text if beside else "", spec=spec(self.stock)
        )
        self.on_msg(self._hear)
        self.observe(lambda _: self._begin(), names=["value", "other", "opened", "pick"])
        self._begin()

    @classmethod
    def from_text(cls, text: str, **arguments: Any) -> Explorer:
        """Return the explorer that a text speaks of.

        Parameters
        ----------
        text : str
            As `text` gives it; or an address that ends with ``#`` and such a text.
        **arguments
            As in `Explorer`: corpora, models, ...

        Raises
        ------
        ValueError
            If it is no such text, or there is no such setting.

        Examples
        --------
        >>> text = "corpus=kinder&decoder=top-p&strength=0.8"
        >>> Explorer.from_text(text, corpora=["kinder"]).setting.decoding
        'top-p 0.8'
        """
        settings = [Setting.from_text(one) for one in text.rpartition("#")[2].split(_JOINT)]
        if len(settings) > 2:
            raise ValueError(f"{text!r} holds {len(settings)} settings; two can stand side by side")
        return cls(*settings, **arguments)

    @property
    def text(self) -> str:
        """What is set, as a text that can stand in a link after ``#``."""
        return _JOINT.join(filter(None, (self.value, self.other)))

    @property
    def setting(self) -> Setting:
        """The first setting."""
        return Setting.from_text(self.value)

    @setting.setter
    def setting(self, setting: Setting) -> None:
        self.value = setting.text

    @property
    def beside(self) -> Setting | None:
        """The second setting, or None."""
        return Setting.from_text(self.other) if self.other else None

    @beside.setter
    def beside(self, setting: Setting | None) -> None:
        self.other = setting.text if setting else ""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings: one, or two."""
        return tuple(filter(None, (self.setting, self.beside)))

    def wait(self, seconds: float = float("inf")) -> bool:
        """Return when all is there, and whether it is; an interruption cancels the work.

        Raises
        ------
        Exception
            What went wrong, if something did.
        """
        done = self._latest.wait(seconds)
        if self._error is not None:
            raise self._error
        return done

    def cancel(self) -> None:
        """End what is under way; what was shown before stays, and so does the setting."""
        if self._latest.busy:
            self._latest.cancel()
            self._rest("cancelled", "Cancelled.")

    def go_on(self) -> None:
        """Begin again what was cancelled or failed; a training goes on where it was."""
        self._begin()

    def file(self, suffix: str) -> bytes:
        """Return the picked tune, whole, as a file's bytes.

        Parameters
        ----------
        suffix : str
            One of `FILES`.

        Raises
        ------
        ValueError
            If there is no such kind of file, or nothing is shown yet.

        Examples
        --------
        >>> explorer = Explorer(Setting("kinder"), corpora=["kinder"])
        >>> explorer.wait(), explorer.file(".mid")[:4]
        (True, b'MThd')
        """
        if not self.explored:
            raise ValueError("there is no tune yet: wait for it")
        return saved(self.explored[0], self.pick, suffix)

    def write(self, path: str | Path) -> None:
        """Save the picked tune as the file's suffix says; errors are those of `file`."""
        write_whole(Path(path), self.file(Path(path).suffix.lower()))

    @traitlets.validate("value", "other")
    def _known(self, proposal: traitlets.Bunch) -> str:
        """Let no setting in that there is not, and write it in one way."""
        if not proposal["value"] and proposal["trait"].name == "other":
            return ""
        try:
            setting = Setting.from_text(proposal["value"])
            self.stock.check(setting)
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        return setting.text

    def _begin(self) -> None:
        """Find out about the settings; what is known is shown at once."""
        self._latest.cancel()
        settings, self._error = self.settings, None
        self.code = f"Explorer({', '.join([*map(repr, settings), *self._arguments])})"
        if all(setting in self.results for setting in settings):
            self._show(tuple(map(self.results.explored, settings)))
            if not self.opened:
                self._rest("", "")
                return
        self.state, self.news = "busy", "Working"
        opened, pick = self.opened, self.pick
        self._latest.do(lambda report: _found(self.results, settings, opened, pick, report))

    def _take(self, answer: Any) -> None:
        """Take what the thread has found; called where the page is spoken to."""
        match answer:
            case News(text, share):
                with self.hold_sync():
                    self.state, self.news, self.share = "busy", text, share
            case Failed(error):
                self._error = error
                self._rest("failed", f"It did not work: {str(error).rstrip('.')}.")
            case Done():
                self._rest("", "")
            case More():
                self.more = answer.sent
            case _:
                self._show(answer)

    def _rest(self, state: str, news: str) -> None:
        """Say that nothing is under way any more."""
        with self.hold_sync():
            self.state, self.news, self.share = state, news, 0.0
            self.answers += 1

    def _show(self, explored: tuple[Explored, ...]) -> None:
        """Show what was found, in one message to the page."""
        self.explored = explored
        first = explored[0]
        with self.hold_sync():
            self.words = screen_words(*explored)
            self.screen = screen(first, self.results.people(first.setting.corpus), *explored[1:])
            self.heard = {
                "machine": first_notes(first.machine.tunes),
                "people": first_notes(first.beside.tunes),
            }
            if not self.opened:
                self.more = {}
            self.answers += 1

    def _hear(self, _: object, content: Mapping[str, Any], __: object) -> None:
        """Do what a button of the page asks for."""
        match content.get("do"):
            case "cancel":
                self.cancel()
            case "go on":
                self.go_on()
            case "instrument":
                low, high = self._compass()
                self.send(cuts(low, high), [every_note(low, high).encode(kind_here("flac"))])
            case "file":
                suffix = str(content["suffix"])
                name = f"{slug(self.explored[0].setting)}{suffix}"
                said = {"do": "file", "name": name, "type": FILES[suffix]}
                self.send(said, [self.file(suffix)])

    def _compass(self) -> tuple[int, int]:
        """Return the lowest and the highest pitch that any tune of the corpora shown has."""
        ground = self.stock.ground(self.setting.corpus)
        pitches = ground.tune(range(ground.size)).pitches
        return min(pitches), max(pitches)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget; a page without Python gets a still of what it shows at first."""
        if all(self.stock.is_quick(setting) for setting in self.settings):
            end = time.monotonic() + STILL
            # A corpus that is built takes minutes: whoever waits for that should see how far it is.
            while not (self._latest.wait(0.2) or self.news.startswith(BUILDING)):
                if time.monotonic() > end:
                    break
        return self._still.beside(super()._repr_mimebundle_(**kwargs))

    @property
    def _still(self) -> Still:
        """What stays where no Python runs."""
        if not self.explored:
            return Still(self.news or "Nothing is shown yet.")
        first, *others = self.explored
        drawn = still(first, self.results.people(first.setting.corpus), *others)
        sides = {"the machine's eight": first.machine, "people's eight": first.beside}
        sounds = {
            label: medley(side.tunes, label)
            for label, side in sides.items()
            if any(tune.notes for tune in side.tunes)
        }
        return Still(self.words, [(drawn, self.words)], sounds)


def _found(
    results: Results, settings: Sequence[Setting], opened: str, pick: int, report: Report
) -> Iterator[tuple[Explored, ...] | More]:
    """Find out about settings, and what the view that is open shows of them."""
    explored: tuple[Explored, ...] = ()
    for setting in settings:
        explored = *explored, results.explored(setting, report)
        yield explored
    if opened:
        yield more(opened, Asked(results, explored, pick, report))
