"""What can be chosen in the explorer, as a value that can be written down and read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from numbers import Integral, Real
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from meantone.measures.dials import NOTES

ORDERS = range(1, 9)

OPENING = NOTES
"""Notes of each tune that are seen and measured; a search looks for tunes of this many or more."""


class Kind(NamedTuple):
    """What there is to know of a model before it is made.

    Parameters
    ----------
    ordered : bool
        Whether its order can be chosen.
    finite : bool
        Whether its states can be numbered, so that its mode can be found exactly.
    quick : bool
        Whether it is counted in a moment; otherwise it is trained.
    rhythm : bool
        Whether it writes durations too; otherwise all notes are equally long.
    """

    ordered: bool = False
    finite: bool = False
    quick: bool = False
    rhythm: bool = False


MARKOV, NGRAM, RHYTHM = "Markov chain", "n-gram", "n-gram with rhythm"
LSTM, RHYTHM_LSTM = "LSTM", "LSTM with rhythm"
TRANSFORMER, MIXTURE = "Transformer", "mixture"

MODELS: Mapping[str, Kind] = {
    MARKOV: Kind(finite=True, quick=True),
    NGRAM: Kind(ordered=True, finite=True, quick=True),
    RHYTHM: Kind(ordered=True, finite=True, quick=True, rhythm=True),
    LSTM: Kind(),
    RHYTHM_LSTM: Kind(rhythm=True),
    TRANSFORMER: Kind(),
    MIXTURE: Kind(ordered=True),
}
"""The models by name: from those that are counted in a moment to those that are trained."""


@dataclass(frozen=True)
class Decoder:
    """A way from predictions to tunes, and how strong it may be.

    Parameters
    ----------
    name : str
    parameter : str
        What its strength is called; nothing if there is none to set.
    stops : tuple of float
        Strengths to choose from, from the one next to the mode to the one next to noise.
    start : float
        The one at first.
    least, most : float
        Between which any strength will do.
    says : function of a strength to str
        What the strength means, in words.
    ends : tuple of (str, str)
        What lies at the first stop and at the last. Only temperature reaches noise; what cuts
        the unlikely away ends with the model as it is, and a search ends with more of the best.
    """

    name: str
    parameter: str
    stops: tuple[float, ...]
    start: float
    least: float
    most: float
    says: Callable[[float], str]
    ends: tuple[str, str]

    def called(self, strength: float) -> str:
        """Return the decoder with its strength, as in "top-p 0.9".

        Examples
        --------
        >>> DECODERS["top-p"].called(0.9), DECODERS["greedy"].called(1)
        ('top-p 0.9', 'greedy')
        """
        if self.name == "exact":
            return "exact mode" if strength == 1 else f"exact best {strength:g}"
        return f"{self.name} {strength:g}" if self.parameter else self.name


_ALL = "all notes: the model's own chances, as they are"
_ONE = "only the likeliest note"


def _of_temperature(degree: float) -> str:
    if degree == 0:
        return "always the likeliest note; those that tie for it share"
    if degree == 1:
        return "the model's own chances, as they are"
    if degree < 1:
        return "likely notes become likelier, unlikely ones rarer"
    return "noise: nearly all notes equally likely" if degree >= 50 else (
        "likely notes become rarer, unlikely ones likelier"
    )  # fmt: skip


def _of_top_k(count: float) -> str:
    if count == 1:
        return _ONE
    if count >= 50:
        return _ALL
    return f"only the {count:g} likeliest notes"


def _of_top_p(mass: float) -> str:
    if mass == 0:
        return _ONE
    if mass == 1:
        return _ALL
    return f"the likeliest notes, as few as share {100 * mass:g} % of the chances"


def _of_min_p(share: float) -> str:
    if share == 1:
        return "only the likeliest note, and those that tie for it"
    if share == 0:
        return _ALL
    return f"notes at least {100 * share:g} % as likely as the likeliest"


def _of_typical(mass: float) -> str:
    if mass == 0:
        return "only the note whose surprise is nearest to what is expected"
    if mass == 1:
        return _ALL
    return f"notes of expected surprise first, as few as share {100 * mass:g} % of the chances"


def _of_mirostat(target: float) -> str:
    return (
        f"leaves unlikely notes out, more or fewer, to keep surprise near {target:g} "
        f"bit{'' if target == 1 else 's'} a note"
    )


def _of_greedy(_: float) -> str:
    return "always the likeliest note: one tune, and nothing to set"


def _of_beam(width: float) -> str:
    if width == 1:
        return "keeps only the likeliest beginning: one tune"
    return f"one of the tunes that {width:g} kept beginnings lead to"


def _of_exact(count: float) -> str:
    if count == 1:
        return f"the most probable tune of {OPENING} notes or more: the mode"
    return f"one of the {count:g} most probable tunes of {OPENING} notes or more"


_CUTS = ("mode", "the model")

DECODERS: Mapping[str, Decoder] = {
    decoder.name: decoder
    for decoder in (
        Decoder(
            "temperature", "temperature",
            (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 3, 5,
             100), 1, 0, 100, _of_temperature, ("mode", "noise"),
        ),
        Decoder(
            "top-k", "notes kept", (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50), 5, 1, 999,
            _of_top_k, _CUTS,
        ),
        Decoder(
            "top-p", "share of chances kept",
            (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1), 0.9, 0, 1,
            _of_top_p, _CUTS,
        ),
        Decoder(
            "min-p", "least share of the likeliest",
            (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0), 0.1, 0, 1,
            _of_min_p, _CUTS,
        ),
        Decoder(
            "typical", "share of chances kept",
            (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1), 0.9, 0, 1,
            _of_typical, ("most typical", "the model"),
        ),
        Decoder(
            "mirostat", "bits a note",
            (0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.5, 4, 5, 6), 2, 0.01, 20,
            _of_mirostat, _CUTS,
        ),
        Decoder("greedy", "", (1,), 1, 1, 1, _of_greedy, ("mode", "mode")),
        Decoder(
            "beam", "width", (1, 2, 4, 8, 16, 32, 64, 128), 8, 1, 1000, _of_beam,
            ("narrower", "wider"),
        ),
        Decoder(
            "exact", "best tunes", (1, 2, 5, 10, 20, 50, 100, 200, 500), 1, 1, 5000, _of_exact,
            ("the mode", "more of the best"),
        ),
    )
}  # fmt: skip
"""The decoders by name."""

WHOLE = ("top-k", "greedy", "beam", "exact")
"""The decoders whose strength is a whole number."""

SEARCHES = ("greedy", "beam", "exact")
"""The decoders that look for probable tunes; the others draw."""


@dataclass(frozen=True)
class Setting:
    """All that the explorer has to know to make a tune again, note for note.

    Its `repr` is a line of code that makes it; `text` is shorter, for a link or a chat.

    Parameters
    ----------
    corpus : str
        What the model learns from.
    model : str
        One of `MODELS`, or the name of a model that the explorer was given.
    order : int
        One of `ORDERS`, for the models that have one.
    decoder : str
        One of `DECODERS`.
    strength : float, optional
        How strong the decoder is: its temperature, its width, ...; left out, the usual one.
    draw : int
        Which random numbers: 0, 1, 2, ...

    Raises
    ------
    ValueError
        If there is no such order, decoder, strength or draw.

    Examples
    --------
    >>> Setting(decoder="top-p")
    Setting(corpus='folk', model='n-gram', order=5, decoder='top-p', strength=0.9, draw=0)
    >>> Setting.from_text("corpus=kinder&decoder=greedy") == Setting("kinder", decoder="greedy")
    True
    >>> Setting(decoder="top-k", strength=0)
    Traceback (most recent call last):
    ValueError: the strength of top-k is 0; it is a whole number from 1 to 999: notes kept
    """

    corpus: str = "folk"
    model: str = NGRAM
    order: int = 5
    decoder: str = "temperature"
    strength: float = None  # type: ignore[assignment]  # takes the decoder's own at once
    draw: int = 0

    def __post_init__(self) -> None:
        if self.decoder not in DECODERS:
            raise ValueError(f"no decoder {self.decoder!r}; there are {', '.join(DECODERS)}")
        known = DECODERS[self.decoder]
        if self.strength is None:
            object.__setattr__(self, "strength", known.start)
        strength = f"strength of {known.name}"
        kind = Integral if known.name in WHOLE else Real
        meaning = known.parameter or "there is nothing to set"
        for name, number in {
            "order": _checked("order", self.order, Integral, ORDERS[0], ORDERS[-1], "an order"),
            "draw": _checked("draw", self.draw, Integral, 0, 10**9, "which random numbers"),
            "strength": _checked(strength, self.strength, kind, known.least, known.most, meaning),
        }.items():
            object.__setattr__(self, name, number)

    @property
    def machine(self) -> str:
        """The model in words.

        Examples
        --------
        >>> Setting().machine, Setting(model="n-gram with rhythm").machine
        ('n-gram of order 5', 'n-gram of order 5 with rhythm')
        """
        if not MODELS.get(self.model, Kind()).ordered:
            return self.model
        name, with_rhythm, what = self.model.partition(" with ")
        return f"{name} of order {self.order}{with_rhythm}{what}"

    @property
    def decoding(self) -> str:
        """The decoder with its strength, in words."""
        return DECODERS[self.decoder].called(self.strength)

    @property
    def text(self) -> str:
        """The setting as a text that can stand in a link.

        Examples
        --------
        >>> Setting(strength=0.5).text
        'corpus=folk&model=n-gram&order=5&decoder=temperature&strength=0.5&draw=0'
        """
        return urlencode(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Setting:
        """Return the setting that a text holds; what it leaves out takes the defaults.

        Parameters
        ----------
        text : str
            As `text` writes it; a ``#`` before it is allowed.

        Raises
        ------
        ValueError
            If it is no such text, or there is no such setting.
        """
        kinds: dict[str, Callable[[str], Any]] = {
            "order": int, "draw": int, "strength": _number, "corpus": str, "model": str,
            "decoder": str,
        }  # fmt: skip
        given: dict[str, Any] = {}
        try:
            pairs = parse_qsl(text.strip().lstrip("#"), keep_blank_values=True, strict_parsing=True)
            for name, value in pairs or [("nothing", "")]:
                given[name] = kinds[name](value)
        except (KeyError, ValueError) as error:
            names = ", ".join(field.name for field in fields(cls))
            raise ValueError(
                f"{text!r} is no setting ({error}); it is written as NAME=VALUE&NAME=VALUE, the "
                f"names being {names}"
            ) from None
        return cls(**given)


def _number(text: str) -> float:
    """Return a number, whole if it is written so."""
    return float(text) if "." in text or "e" in text.lower() else int(text)


def _checked(
    what: str, value: Any, kind: type[Any], least: float, most: float, meaning: str
) -> int | float:
    """Return a number as Python's own, if it is one within its limits."""
    if isinstance(value, bool) or not isinstance(value, kind) or not least <= value <= most:
        a_number = "a whole number" if kind is Integral else "a number"
        raise ValueError(
            f"the {what} is {value!r}; it is {a_number} from {least:g} to {most:g}: {meaning}"
        )
    return int(value) if value == int(value) else float(value)
