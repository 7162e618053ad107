"""The explorer: one slider from the mode to noise; heard, seen and measured at once (lesson 08)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from meantone.models import SequenceModel
from meantone.show import sound
from meantone.show.html import data_uri, escape, image
from meantone.storage import write_whole
from meantone.tunes import Corpus, Degree, Tune, Viewpoint, write_midi, write_musicxml
from meantone.widgets.explorer.card import ExplorerCard, Picture, engraved, explorer_card
from meantone.widgets.explorer.explored import Crowd, Sung, alike, crowd, sing
from meantone.widgets.explorer.latest import Done, Failed, Latest, News
from meantone.widgets.explorer.settings import DECODERS, MODELS, ORDERS, Setting
from meantone.widgets.explorer.stock import BUILDING, SECONDS, Report, Stock

KEPT = 24
"""Settings whose tunes are kept, so that a slider may return to them at once."""

STILL = 30.0
"""Seconds that showing the explorer waits for what a page without Python shows."""

FILES = {
    ".mid": "audio/midi",
    ".musicxml": "application/vnd.recordare.musicxml+xml",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp3": "audio/mpeg",
}
"""What a tune can be saved as, by suffix."""

_HERE = Path(__file__).parent
_JOINT = ";"  # between two settings in a text; no setting's text has one


class Explorer(anywidget.AnyWidget):
    """Choose a corpus, a model and a decoder, and move one slider from the mode to noise.

    One tune is heard and seen as roll and score, colored by surprise; five hundred are measured
    beside people's and laid on a map; the chances of the next note are shown as the decoder
    reshapes them. A second setting can stand beside the first. Lesson 08.

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
    >>> explorer = Explorer(Setting("kinder", order=3, strength=0.5), corpora=["kinder"])
    >>> explorer.wait()
    True
    >>> explorer.words[:45]
    'n-gram of order 3 on kinder, temperature 0.5:'
    >>> explorer.setting = Setting("kinder", decoder="greedy")
    >>> explorer.wait(), explorer.crowds[0].different
    (True, 1)
    """

    _esm = _HERE / "explorer.js"
    _css = _HERE / "explorer.css"

    value = traitlets.Unicode().tag(sync=True)
    other = traitlets.Unicode("").tag(sync=True)
    large = traitlets.Bool(False).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    parts = traitlets.List(traitlets.Dict()).tag(sync=True)
    profiles = traitlets.List(traitlets.Dict()).tag(sync=True)
    maps = traitlets.List(traitlets.Dict()).tag(sync=True)
    table = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    state = traitlets.Unicode("").tag(sync=True)  # "", "busy", "cancelled" or "failed"
    news = traitlets.Unicode("").tag(sync=True)
    share = traitlets.Float(0.0).tag(sync=True)
    measured = traitlets.Bool(False).tag(sync=True)
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
        first = Setting(self.stock.corpora[0]) if setting is None else setting
        for given in filter(None, (first, beside)):
            self.stock.check(given)
        self._arguments = _arguments(corpora, models, view)
        self._sung: dict[Setting, Sung] = {}
        self._crowds: dict[Setting, Crowd] = {}
        self._compared: tuple[list[Crowd], list[Crowd]] = [], []
        self._shown: tuple[Setting, ...] = ()
        self._error: Exception | None = None
        self._latest = Latest(self._take)
        super().__init__(
            value=first.text, other=beside.text if beside else "", spec=_spec(self.stock)
        )
        self.on_msg(self._hear)
        self.observe(lambda _: self._begin(), names=["value", "other"])
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

    @property
    def sung(self) -> list[Sung]:
        """What is known of the tunes that are shown; nothing before there are any."""
        return [self._sung[setting] for setting in self._shown]

    @property
    def crowds(self) -> list[Crowd]:
        """What is known of the many tunes of the settings shown; nothing while unmeasured."""
        known = [self._crowds[one] for one in self._shown if one in self._crowds]
        if len(known) < len(self._shown):
            return []
        if known != self._compared[0]:  # measuring again takes time
            self._compared = known, [*alike(*known)] if len(known) == 2 else known
        return self._compared[1]

    @property
    def card(self) -> ExplorerCard:
        """All that is shown, as values.

        Raises
        ------
        ValueError
            If nothing is shown yet: wait for it.
        """
        return explorer_card(self.sung, self.crowds)

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

    def file(self, suffix: str, part: int = 0) -> bytes:
        """Return a tune as a file's bytes.

        Parameters
        ----------
        suffix : str
            One of `FILES`.
        part : int
            0 for the first setting's tune, 1 for the second's.

        Raises
        ------
        ValueError
            If there is no such kind of file, or no such tune.

        Examples
        --------
        >>> explorer = Explorer(Setting("kinder"), corpora=["kinder"])
        >>> explorer.wait(), explorer.file(".mid")[:4]
        (True, b'MThd')
        """
        if suffix not in FILES:
            raise ValueError(f"no kind of file {suffix!r}; there are {', '.join(FILES)}")
        if not 0 <= part < len(self._shown):
            raise ValueError(f"no tune {part}; there are {len(self._shown)}, counted from 0")
        tune = self.card.parts[part].tune
        if suffix == ".mid":
            return write_midi(tune)
        if suffix == ".musicxml":
            return write_musicxml(tune).encode("utf-8")
        return sound(tune).encode(suffix.lstrip("."))

    def write(self, path: str | Path, part: int = 0) -> None:
        """Save a tune as the file's suffix says; errors are those of `file`."""
        write_whole(Path(path), self.file(Path(path).suffix.lower(), part))

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
        """Show what is known of the settings, and begin to find out the rest."""
        self._latest.cancel()
        settings, self._error = self.settings, None
        self.code = f"Explorer({', '.join([*map(repr, settings), *self._arguments])})"
        unsung = [one for one in dict.fromkeys(settings) if one not in self._sung]
        unmeasured = [one for one in dict.fromkeys(settings) if one not in self._crowds]
        if not unsung:
            self._show()
        if unsung or unmeasured:
            self.state, self.news = "busy", "Working"
            self._latest.do(lambda report: _found(self.stock, unsung, unmeasured, report))

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
            case Sung():
                self._keep(self._sung, answer.setting, answer)
                self._show()
            case Crowd():
                self._keep(self._crowds, answer.setting, answer)
                self._show()

    def _keep(self, kept: dict[Setting, Any], setting: Setting, answer: Any) -> None:
        """Keep what was found, and forget what was found long ago and is not shown."""
        kept[setting] = answer
        needed = {*self._shown, *self.settings}
        for old in [one for one in kept if one not in needed][: max(len(kept) - KEPT, 0)]:
            del kept[old]

    def _rest(self, state: str, news: str) -> None:
        """Say that nothing is under way any more."""
        with self.hold_sync():
            self.state, self.news, self.share = state, news, 0.0
            self.answers += 1

    def _show(self) -> None:
        """Show the settings as far as they are known, in one message to the page.

        Of a setting that is not known yet, what stood in its place stays; its title tells.
        """
        before = self._shown
        wished = zip_longest(self.settings, before[: len(self.settings)])
        shown = [new if new in self._sung else old for new, old in wished]
        self._shown = tuple(filter(None, shown))
        card, crowds = self.card, self.crowds
        with self.hold_sync():
            self.words = card.words
            self.measured = bool(crowds) and self._shown == self.settings
            self.parts = [self._part(place, card) for place in range(len(card.parts))]
            if crowds:
                self.profiles = [_sent(one) for one in card.profiles]
                self.maps = [_sent(one) for one in card.maps]
                self.table = [[*line] for line in card.table]
            if not self._latest.busy:
                self.state = self.news = ""
            self.answers += 1

    def _part(self, place: int, card: ExplorerCard) -> dict[str, Any]:
        """Return what the page needs of one setting."""
        part, sung = card.parts[place], self.sung[place]
        key = [sung.setting.text, part.tune.title]
        for known in self.parts:
            if known["key"] == key:
                return dict(known)
        heard = sound(part.tune)
        paper = engraved(sung) if len(sung.tokens) else None
        return {
            "key": key,
            "label": part.tune.title,
            "name": f"Sound of {part.tune.title}, {heard.facts}",
            "source": "" if heard.silent else data_uri("audio/flac", heard.encode("flac")),
            "roll": _sent(part.roll),
            "chances": _sent(part.chances),
            "score": _sent(Picture(part.score_title, paper.svg, repr(paper))) if paper else None,
            "file": _slug(sung.setting),
        }

    def _hear(self, _: object, content: Mapping[str, Any], __: object) -> None:
        """Do what a button of the page asks for."""
        match content.get("do"):
            case "cancel":
                self.cancel()
            case "go on":
                self.go_on()
            case "file":
                suffix, part = str(content["suffix"]), int(content["part"])
                name = f"{_slug(self._shown[part])}{suffix}"
                said = {"do": "file", "name": name, "type": FILES[suffix]}
                self.send(said, [self.file(suffix, part)])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget; a page and plain text get what it shows at first."""
        if all(self.stock.is_quick(setting) for setting in self.settings):
            end = time.monotonic() + STILL
            # A corpus that is built takes minutes: whoever waits for that should see how far it is.
            while not (self._latest.wait(0.2) or self.news.startswith(BUILDING)):
                if time.monotonic() > end:
                    break
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data.update(_page(self.card if self._shown else None, self.news))
        return bundle


def _found(
    stock: Stock, unsung: Sequence[Setting], unmeasured: Sequence[Setting], report: Report
) -> Iterator[Sung | Crowd]:
    """Find out about settings: first what takes no time; of that, first what is seen and heard."""
    slow = {setting for setting in unmeasured if not stock.is_quick(setting)}
    for last in (False, True):
        for setting in unsung:
            if (setting in slow) == last:
                yield sing(stock, setting, report)
        for setting in unmeasured:
            if (setting in slow) == last:
                yield crowd(stock, setting, report)


def _sent(picture: Picture) -> dict[str, str]:
    """Return a picture as the page needs it."""
    source = data_uri("image/svg+xml", picture.svg.encode("utf-8")) if picture.svg else ""
    return {"title": picture.title, "source": source, "alt": picture.alt}


def _spec(stock: Stock) -> dict[str, Any]:
    """Return what there is to choose from, for the page."""
    return {
        "corpora": [*stock.corpora],
        "orders": [*ORDERS],
        "models": [
            {
                "name": name,
                "ordered": stock.has_order(name),
                "finite": stock.is_finite(name),
                "everywhere": name in MODELS,
            }
            for name in stock.models
        ],
        "decoders": [
            {
                "name": one.name,
                "parameter": one.parameter,
                "stops": [*one.stops],
                "start": one.start,
                "says": [one.says(stop) for stop in one.stops],
                "ends": [*one.ends],
                "exact": one.name == "exact",
            }
            for one in DECODERS.values()
        ],
    }


def _slug(setting: Setting) -> str:
    """Return a name for a file.

    Examples
    --------
    >>> _slug(Setting(strength=0.5))
    'folk-n-gram-of-order-5-temperature-0.5-0'
    """
    said = f"{setting.corpus} {setting.machine} {setting.decoding} {setting.draw}"
    return re.sub(r"[^\w.-]+", "-", said)


def _arguments(
    corpora: Sequence[str | Corpus] | None,
    models: Mapping[str, SequenceModel[Any]] | None,
    view: type[Viewpoint],
) -> list[str]:
    """Return what has to be handed in again, as code; models and corpora by a name."""
    said = []
    if corpora is not None:
        by_name = all(isinstance(corpus, str) for corpus in corpora)
        said.append(f"corpora={[*corpora]!r}" if by_name else "corpora=corpora")
    if models:
        said.append("models=models")
    if view is not Degree:
        said.append(f"view={view.__name__}")
    return said


def _page(card: ExplorerCard | None, news: str) -> dict[str, str]:
    """Return what stays where no Python runs: words, sounds and pictures."""
    hint = "To move the slider, run the notebook."
    if card is None:
        words = f"{news or 'Nothing is shown yet.'} {hint}"
        return {"text/html": f"<p>{escape(words)}</p>", "text/plain": words}
    html = "".join(_page_part(part.tune) for part in card.parts)
    html += "".join(f"<p>{escape(line)}</p>" for line in [*card.words.split("\n"), hint])
    pictures = [part.roll for part in card.parts] + [*card.profiles, *card.maps]
    pictures += [part.chances for part in card.parts]
    html += "".join(image(picture.svg, picture.alt) for picture in pictures if picture.svg)
    return {"text/html": html, "text/plain": card.words}


def _page_part(tune: Tune) -> str:
    return sound(tune)._repr_mimebundle_()["text/html"]
