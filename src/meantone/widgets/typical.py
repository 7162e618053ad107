"""The typical-set explorers: where sequences lie on an axis of bits, and where the likeliest is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lgamma, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meantone.decoding import most_probable, sample
from meantone.models.sequence_model import FiniteModel, SequenceModel
from meantone.show.colors import MEANINGS, PALETTE
from meantone.show.words import counted
from meantone.tunes import Tune, Viewpoint
from meantone.widgets.drawings import INK, svg_frame, svg_picture, svg_rect, svg_text
from meantone.widgets.instrument import Shown
from meantone.widgets.sliders import Sliders

FLIPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
CHANCES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
NOTES = (1, 2, 4, 8, 16, 32, 64, 128)
"""The stops of the sliders: how many flips, how likely heads, how many notes."""

DRAWN = 500
"""Tunes that a machine draws to show where they lie."""

HEARD = 32
"""Flips or notes that are played: about ten seconds."""

_BINS = 60  # of a picture
_WIDTH, _HEIGHT, _LEFT, _TOP = 600, 190, 46, 60  # pixels


# --- where sequences lie ----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Spread:
    """How probability is spread over bits per event, and where the most probable sequence is.

    Parameters
    ----------
    bits : numpy.ndarray of float, shape (kinds,)
        Bits per event of each kind of sequence.
    shares : numpy.ndarray of float, shape (kinds,)
        How probable each kind is, all of its sequences together.
    likeliest : float
        Bits per event of the single most probable sequence.

    Examples
    --------
    >>> spread = Spread(np.array([1.0, 3.0]), np.array([0.5, 0.5]), 1.0)
    >>> spread.mean, spread.middle()
    (2.0, (1.0, 3.0))
    """

    bits: NDArray[np.float64]
    shares: NDArray[np.float64]
    likeliest: float

    @property
    def mean(self) -> float:
        """The bits per event to expect."""
        return float(self.bits @ self.shares)

    def middle(self, share: float = 0.95) -> tuple[float, float]:
        """Return between which bits so much of the probability lies, the same left out each side.

        Examples
        --------
        >>> [round(end, 2) for end in coin_spread(100, 0.6).middle()]
        [0.92, 1.03]
        """
        order = np.argsort(self.bits, kind="stable")
        below = np.cumsum(self.shares[order])
        places = np.searchsorted(below, [(1 - share) / 2, (1 + share) / 2])
        low, high = self.bits[order][np.minimum(places, len(order) - 1)].tolist()
        return low, high


def coin_spread(flips: int, heads: float) -> Spread:
    """Return where sequences of coin flips lie: exact, as all with as many heads are alike.

    There are ``flips! / (k! (flips - k)!)`` sequences with `k` heads, each with the probability
    ``heads ** k * (1 - heads) ** (flips - k)``. Lesson 04.

    Parameters
    ----------
    flips : int
        1 or more.
    heads : float
        The chance of heads, above 0 and below 1.

    Examples
    --------
    >>> spread = coin_spread(2, 0.75)
    >>> spread.shares.round(4)
    array([0.0625, 0.375 , 0.5625])
    >>> round(spread.mean, 3), round(spread.likeliest, 3)
    (0.811, 0.415)
    """
    if flips < 1 or not 0 < heads < 1:
        raise ValueError(
            f"{flips} flips with a chance of {heads:g} for heads have no spread; give 1 flip or "
            "more, and a chance above 0 and below 1"
        )
    k = np.arange(flips + 1)
    ways = np.array([lgamma(flips + 1) - lgamma(i + 1) - lgamma(flips - i + 1) for i in k])
    nats = -(k * log(heads) + (flips - k) * log(1 - heads))  # of one such sequence
    return Spread(nats / flips / log(2), np.exp(ways - nats), -log(max(heads, 1 - heads)) / log(2))


class Endless(FiniteModel):
    """A finite model that plays on for ever: its chances of an end go to the notes.

    So tunes of one length are compared, as flips of a coin are. `most_probable` needs an end: each
    tune may end after any note with the same chance, one half, which has no say in what is likely.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2, add=1)
    >>> Endless(chain).bits([[0, 0, 1]])[0].round(3)
    array([0.415, 1.322, 0.737])
    """

    def __init__(self, model: SequenceModel[Any]) -> None:
        finite = model.finite
        if finite is None:
            raise TypeError(f"{model!r} has no table of its states; take a model that has one")
        notes = finite.table[:, :-1]
        sums = notes.sum(axis=1, keepdims=True)
        shares = np.divide(notes, sums, out=np.zeros_like(notes), where=sums > 0)
        table = np.column_stack([shares / 2, np.full(len(shares), 0.5)])
        super().__init__(table, finite.next, finite.first)

    def bits(self, tunes: Sequence[Any]) -> list[NDArray[np.float64]]:
        """Return the surprise of each note of each tune, to a machine that knows no end."""
        return [bits[:-1] - 1 for bits in self.surprises(tunes)]  # 1: it did not end

    def draw(self, rng: np.random.Generator) -> list[NDArray[np.int64]]:
        """Return `DRAWN` beginnings of tunes without an end, as long as any that is shown."""

        def never(rows: NDArray[np.float64]) -> NDArray[np.float64]:
            return rows * (np.arange(self.size + 1) < self.size)

        return list(sample(self, DRAWN, rng, never, longest=NOTES[-1]))


@dataclass(frozen=True, eq=False)
class Beginnings:
    """What is known of a machine before a length is chosen: bits of tunes, note by note.

    Make it with `beginnings`.

    Parameters
    ----------
    machine : Endless
    drawn : list of array of int
        Its own tunes.
    own, people, mixed : list of array of float
        The bits of its own tunes, of people's, and of people's shuffled.
    """

    machine: Endless
    drawn: list[NDArray[np.int64]]
    own: list[NDArray[np.float64]]
    people: list[NDArray[np.float64]]
    mixed: list[NDArray[np.float64]]


def beginnings(
    model: SequenceModel[Any], people: Sequence[NDArray[np.int64]], rng: np.random.Generator
) -> Beginnings:
    """Let a machine draw tunes without an end, and judge them, people's tunes, and shuffled ones.

    Lesson 04.

    Parameters
    ----------
    model : SequenceModel
        Any with finitely many states.
    people : sequence of array of int
        Tunes that it has not learned from.
    rng : numpy.random.Generator
        Draws `DRAWN` tunes, and shuffles people's.

    Returns
    -------
    Beginnings

    Raises
    ------
    TypeError
        If the model has no table of its states.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2, add=1)
    >>> known = beginnings(chain, [np.array([0, 0, 1])], np.random.default_rng(0))
    >>> len(known.own), len(known.own[0])
    (500, 128)
    """
    machine = Endless(model)
    drawn = machine.draw(rng)
    heads = [tune[: NOTES[-1]] for tune in people]
    mixed = [rng.permutation(tune) for tune in heads]
    return Beginnings(machine, drawn, *map(machine.bits, (drawn, heads, mixed)))


def per_note(bits: Sequence[NDArray[np.float64]], notes: int) -> NDArray[np.float64]:
    """Return bits per note over the first notes of all tunes that are long enough.

    Parameters
    ----------
    bits : sequence of array of float
        The surprise of each note of each tune.
    notes : int
        How many of its first notes count.

    Returns
    -------
    numpy.ndarray of float, shape (tunes that are long enough,)

    Examples
    --------
    >>> per_note([np.array([1.0, 3.0, 9.0]), np.array([1.0])], 2)
    array([2.])
    """
    return np.array([of_tune[:notes].mean() for of_tune in bits if len(of_tune) >= notes])


def tune_spread(known: Beginnings, notes: int) -> tuple[Spread, NDArray[np.int64]]:
    """Return where a machine's tunes of one length lie, and the most probable one of them.

    Parameters
    ----------
    known : Beginnings
    notes : int
        The length.

    Returns
    -------
    Spread
    numpy.ndarray of int, shape (notes,)
        The tokens of the most probable tune.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2, add=1)
    >>> spread, tune = tune_spread(beginnings(chain, [], np.random.default_rng(0)), 4)
    >>> tune.tolist(), round(spread.likeliest, 2)
    ([0, 1, 0, 1], 0.72)
    """
    bits = per_note(known.own, notes)
    tune = most_probable(known.machine, length=notes).tokens
    likeliest = float(known.machine.bits([tune])[0].mean())
    return Spread(bits, np.full(len(bits), 1 / len(bits)), likeliest), tune


# --- what is shown ----------------------------------------------------------------------------


def coin_card(flips: int, heads: float, rng: np.random.Generator) -> Shown:
    """Return where sequences of flips lie, and what a drawn one and the likeliest sound like.

    Lesson 04. Heads sound high, tails low.

    Parameters
    ----------
    flips, heads
        As for `coin_spread`.
    rng : numpy.random.Generator
        Draws the sequence to hear.

    Examples
    --------
    >>> print(coin_card(100, 0.6, np.random.default_rng(0)).words)
    100 flips, 60 % heads: the most likely sequence is heads alone, with 0.74 bits per flip. Its
    chance is 1 in 1.53e+22. Sequences lie at 0.97 on average, 95 of 100 from 0.92 to 1.03.
    """
    spread = coin_spread(flips, heads)
    one = "no other: all are alike" if heads == 0.5 else "heads alone"
    one = "tails alone" if heads < 0.5 else one
    words = (
        f"{counted(flips, 'flip')}, {100 * heads:.0f} % heads: the most likely sequence is {one}, "
        f"with {spread.likeliest:.2f} bits per flip. Its chance is 1 in "
        f"{2 ** (spread.likeliest * flips):.3g}. Sequences lie at {_spread_out(spread)}."
    )
    drawn = rng.random(min(flips, HEARD)) < heads
    likeliest = np.full(len(drawn), heads >= 0.5)
    return Shown(
        {
            _cut("drawn", flips, "flip"): _flipped(drawn),
            _cut("most likely", flips, "flip"): _flipped(likeliest),
        },
        words,
        histogram(spread, None, 2.0, "bits per flip"),
        f"Histogram of bits per flip. {words}",
    )


def tune_card(known: Beginnings, view: Viewpoint, notes: int, which: int = 0) -> Shown:
    """Return where tunes of so many notes lie, and what a drawn one and the likeliest sound like.

    Lesson 04. People's tunes, as many of their first notes, stand as frames beside the machine's.

    Parameters
    ----------
    known : Beginnings
    view : Viewpoint
        What its tokens are.
    notes : int
        One of `NOTES`.
    which : int
        Which of the machine's tunes is heard.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> from meantone.tunes import Degree
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2, add=1)
    >>> people = [np.array([0, 0, 1]), np.array([0, 1, 1, 0])]
    >>> known = beginnings(chain, people, np.random.default_rng(0))
    >>> print(tune_card(known, Degree([0, 7]), 4).words)
    4 notes: the most likely tune has 0.72 bits per note. The machine's tunes lie at 0.96 on
    average, 95 of 100 from 0.72 to 1.33. People's lie at 0.79 (1 tune), shuffled at 0.72; 0 of
    people's are as likely per note as the most likely one.
    """
    spread, likeliest = tune_spread(known, notes)
    people, mixed = per_note(known.people, notes), per_note(known.mixed, notes)
    as_likely = (people < spread.likeliest + 1e-9).sum()
    baseline = (
        f"People's lie at {people.mean():.2f} ({counted(len(people), 'tune')}), shuffled at "
        f"{mixed.mean():.2f}; {as_likely} of people's {'is' if as_likely == 1 else 'are'} as "
        "likely per note as the most likely one."
        if len(people)
        else "No tune by people is that long."
    )
    words = (
        f"{counted(notes, 'note')}: the most likely tune has {spread.likeliest:.2f} bits per note. "
        f"The machine's tunes lie at {_spread_out(spread)}. {baseline}"
    )
    drawn = known.drawn[which % len(known.drawn)]
    return Shown(
        {
            _cut("drawn", notes, "note"): view.decode(drawn[: min(notes, HEARD)], duration=24),
            _cut("most likely", notes, "note"): view.decode(likeliest[:HEARD], duration=24),
        },
        words,
        histogram(spread, people, 6.0, "bits per note"),
        f"Histogram of bits per note. {words}",
    )


def histogram(spread: Spread, people: NDArray[np.float64] | None, most: float, unit: str) -> str:
    """Return a picture of a spread: bars, people's as frames, and a line at the most probable one.

    Parameters
    ----------
    spread : Spread
    people : numpy.ndarray of float, optional
        Bits per event of people's tunes.
    most : float
        Where the axis ends; what lies beyond is drawn at the end.
    unit : str
        What the axis shows.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> histogram(coin_spread(1, 0.75), None, 4.0, "bits per flip").count("<rect")
    4
    """
    bars = _binned(spread.bits, spread.shares, most)
    frames = np.zeros(_BINS)
    if people is not None and len(people):
        frames = _binned(people, np.full(len(people), 1 / len(people)), most)
    top, bottom, wide = max(bars.max(), frames.max()), _TOP + _HEIGHT, _WIDTH / _BINS
    parts = [
        svg_rect(_LEFT, 6, 12, 12, _MACHINE),
        svg_text(_LEFT + 18, 17, "drawn by chance", "start"),
    ]
    if frames.any():
        parts += [
            svg_frame(_LEFT + 160, 6, 12, 12, _PEOPLE),
            svg_text(_LEFT + 178, 17, "people's", "start"),
        ]
    for place, (bar, frame) in enumerate(np.stack([bars, frames], axis=1) / top * _HEIGHT):
        x = _LEFT + wide * place
        parts += [svg_rect(x, bottom - bar, wide - 1, bar, _MACHINE)] if bar else []
        parts += [svg_frame(x, bottom - frame, wide - 1, frame, _PEOPLE)] if frame else []
    parts.append(f'<path d="M{_LEFT} {bottom}h{_WIDTH}" stroke="{INK}"/>')
    for tick in np.linspace(0, most, 5):
        parts.append(svg_text(_LEFT + _WIDTH * tick / most, bottom + 18, f"{tick:g}"))
    parts.append(svg_text(_LEFT + _WIDTH / 2, bottom + 36, unit))
    x = _LEFT + _WIDTH * min(spread.likeliest / most, 1)
    parts.append(f'<path d="M{x:.1f} {_TOP - 12}V{bottom}" stroke="{_RED}" stroke-width="3"/>')
    parts.append(svg_text(x, _TOP - 18, "the most likely one", fill=_RED))
    return svg_picture(_LEFT + _WIDTH + 40, bottom + 46, parts)


_MACHINE, _PEOPLE, _RED = MEANINGS["machine"], MEANINGS["people"], PALETTE["red"]


def _binned(
    bits: NDArray[np.float64], shares: NDArray[np.float64], most: float
) -> NDArray[np.float64]:
    """Return how much lies in each bin of a picture, shape (_BINS,)."""
    places = np.clip((bits / most * _BINS + 1e-9).astype(np.intp), 0, _BINS - 1)
    return np.asarray(np.bincount(places, weights=shares, minlength=_BINS), dtype=np.float64)


def _spread_out(spread: Spread) -> str:
    low, high = spread.middle()
    return f"{spread.mean:.2f} on average, 95 of 100 from {low:.2f} to {high:.2f}"


def _cut(name: str, events: int, thing: str) -> str:
    """Name what is heard, and say if it is only the beginning."""
    return f"{name}: {counted(events, thing)}" + (f", {HEARD} heard" if events > HEARD else "")


def _flipped(heads: NDArray[np.bool_]) -> Tune:
    """Return flips to hear: heads are high."""
    return Tune(np.where(heads, 67, 60).tolist(), (24,) * len(heads))


# --- the instruments --------------------------------------------------------------------------


class CoinExplorer(Sliders):
    """Sliders for how many flips and how likely heads: where sequences lie (lesson 04).

    Parameters
    ----------
    value : sequence of (int, float)
        Flips, one of `FLIPS`, and the chance of heads, one of `CHANCES`.
    seed : int
        Of what is heard; each press of the button draws with the next random numbers.

    Raises
    ------
    traitlets.TraitError
        If a slider has no such stop.

    Examples
    --------
    >>> explorer = CoinExplorer()
    >>> explorer.value = [1000, 0.6]
    >>> explorer.words[-38:]
    ' average, 95 of 100 from 0.95 to 0.99.'
    """

    def __init__(self, value: Sequence[float] = (10, 0.6), seed: int = 0) -> None:
        self._seed = seed
        super().__init__({"Flips": FLIPS, "Chance of heads": CHANCES}, value)

    def look(self) -> Shown:
        """Return the card of the coin."""
        flips, heads = self.value
        return coin_card(int(flips), heads, np.random.default_rng([self._seed, self.draws]))


class TuneExplorer(Sliders):
    """Sliders for how many notes and the machine's order: where its tunes lie (lesson 04).

    Parameters
    ----------
    machines : mapping of int to SequenceModel
        Machines by their order.
    view : Viewpoint
        What their tokens are.
    people : sequence of array of int
        Tunes by people that no machine has learned from.
    value : sequence of (int, int)
        Notes, one of `NOTES`, and an order.
    seed : int
        Of the machine's tunes; each press of the button plays another of them.

    Raises
    ------
    traitlets.TraitError
        If a slider has no such stop.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> from meantone.tunes import Degree
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2, add=1)
    >>> explorer = TuneExplorer({2: chain}, Degree([0, 7]), [np.array([0, 1])], [2, 2])
    >>> explorer.value = [1, 2]
    >>> explorer.words[:55]
    '1 note: the most likely tune has 0.42 bits per note. Th'
    """

    def __init__(
        self,
        machines: Mapping[int, SequenceModel[Any]],
        view: Viewpoint,
        people: Sequence[NDArray[np.int64]],
        value: Sequence[int],
        seed: int = 0,
    ) -> None:
        self._machines, self._view, self._people, self._seed = machines, view, people, seed
        self._known: dict[int, Beginnings] = {}
        super().__init__({"Notes": NOTES, "Order": [*machines]}, value)

    def look(self) -> Shown:
        """Return the card of the machine; the first time one is asked for, it draws its tunes."""
        notes, order = map(int, self.value)
        if order not in self._known:
            rng = np.random.default_rng([self._seed, order])
            self._known[order] = beginnings(self._machines[order], self._people, rng)
        return tune_card(self._known[order], self._view, notes, self.draws)
