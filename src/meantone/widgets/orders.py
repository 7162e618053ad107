"""The order and smoothing explorer: how a memory predicts, what it copies, how it sounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from meantone.decoding import sample
from meantone.measures import bootstrap_interval, copied_share
from meantone.models import (
    Contexts,
    NGram,
    add,
    maximum_likelihood,
    modified_kneser_ney,
    surprises,
    witten_bell,
)
from meantone.models.smoothing import Smoothing
from meantone.page import module
from meantone.tunes import Viewpoint
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.looks import look_of

RULES: Mapping[str, Smoothing] = {
    "counting alone": maximum_likelihood,
    "add 0.1": add(0.1),
    "Witten-Bell": witten_bell,
    "modified Kneser-Ney": modified_kneser_ney,
}
"""The rules to choose from, by what a learner calls them."""

ORDERS = range(1, 9)

RUN = 12
"""Notes in a run that counts as copied: longer than what the highest order is built of."""

SUNG, LONGEST = 100, 48
"""How many tunes a machine sings to be asked what it copied, and where they are cut off."""


_HERE = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Survey:
    """What is known before a machine is chosen: how well each of them predicts new songs.

    Make it with `survey`.

    Parameters
    ----------
    view : Viewpoint
        What the tokens are.
    songs, new, mixed : tuple of array of int
        What is learned, what is judged by, and the same shuffled.
    contexts : dict of int to Contexts
        What was counted, by order.
    bits : dict of (str, int) to array of float
        For each rule and order the bits per note of each new song.
    """

    view: Viewpoint
    songs: tuple[NDArray[np.int64], ...]
    new: tuple[NDArray[np.int64], ...]
    mixed: tuple[NDArray[np.int64], ...]
    contexts: dict[int, Contexts]
    bits: dict[tuple[str, int], NDArray[np.float64]]

    def model(self, rule: str, order: int) -> NGram:
        """Return a machine, trained in a moment from what was counted.

        Parameters
        ----------
        rule : str
            One of `RULES`.
        order : int
            One of `ORDERS`.

        Returns
        -------
        NGram
        """
        return NGram(self.contexts[order], RULES[rule])


def survey(
    view: Viewpoint,
    songs: Sequence[NDArray[np.int64]],
    new: Sequence[NDArray[np.int64]],
    rng: np.random.Generator,
) -> Survey:
    """Train a machine of each order by each rule, and let it judge new songs.

    Meant for some hundreds of songs: it takes about a second for `kinder`. Lesson 03.

    Parameters
    ----------
    view : Viewpoint
        What the tokens are.
    songs, new : sequence of array of int
        Tokens to learn from, and to judge by.
    rng : numpy.random.Generator
        Shuffles the new songs.

    Raises
    ------
    ValueError
        If there are no songs, no new ones, or a token is not one of the viewpoint's.

    Examples
    --------
    >>> from meantone.tunes import Degree
    >>> songs = [np.array([0, 1, 1]), np.array([0, 1, 0])]
    >>> known = survey(Degree([0, 7]), songs, songs[:1], np.random.default_rng(0))
    >>> known.bits["counting alone", 2].round(2)
    array([0.94])
    """
    if not len(new):
        raise ValueError("there are no new songs to judge by; give some that are not learned")
    contexts = {order: Contexts.of(songs, len(view.vocabulary), order) for order in ORDERS}
    mixed = tuple(rng.permutation(song) for song in new)
    known = Survey(view, tuple(songs), tuple(new), mixed, contexts, {})
    for rule in RULES:
        for order in ORDERS:
            known.bits[rule, order] = _per_note(known.model(rule, order), new)
    return known


def order_card(known: Survey, rule: str, order: int, rng: np.random.Generator) -> Shown:
    """Return what a machine predicts, copies and sings.

    Lesson 03.

    Parameters
    ----------
    known : Survey
    rule : str
        One of `RULES`.
    order : int
        One of `ORDERS`.
    rng : numpy.random.Generator
        Draws its tunes, of `LONGEST` notes at most. The first is to be heard.

    Examples
    --------
    >>> from meantone.tunes import Degree, load
    >>> kinder = load("kinder")
    >>> view = Degree.of(kinder)
    >>> songs, new = ([view.encode(t) for t in kinder.part(p)] for p in ("train", "test"))
    >>> known = survey(view, songs, new, np.random.default_rng(0))
    >>> print(order_card(known, "Witten-Bell", 3, np.random.default_rng(0)).words)
    Order 3, Witten-Bell: 2.35 bits per note on 21 new songs (2.14 to 2.55; shuffled 3.87). 3 % of
    their steps were never heard. Of its own runs of 12 notes 0 % are in the songs that it learned;
    of the new songs' 2 %, of those shuffled 0 %.
    """
    model = known.model(rule, order)
    tunes = sample(model, SUNG, rng, longest=LONGEST)
    heard = tunes[0]
    ending = "" if len(heard) < LONGEST else ", cut off"
    label = f"order {order}, {rule}: {len(heard)} notes{ending}"
    words = (
        f"Order {order}, {rule}: {_predicted(known, model, rule)} "
        f"{100 * np.mean(np.concatenate(model.unseen(known.new))):.0f} % of "
        f"{'its' if len(known.new) == 1 else 'their'} steps were never heard. "
        f"{_copied(known, tunes)}"
    )
    return Shown({label: known.view.decode(heard, duration=24)}, words)


def _predicted(known: Survey, model: NGram, rule: str) -> str:
    """Say how many bits the new songs cost, beside the same songs shuffled."""
    bits = known.bits[rule, model.order]
    songs = f"{len(bits)} new song{'s' if len(bits) > 1 else ''}"
    if np.isinf(bits).any():
        many = np.isinf(bits).sum()
        are = "is" if many == 1 else "are"
        return f"{many} of {songs} {are} impossible, so the mean is infinite."
    low, high = bootstrap_interval(bits, np.random.default_rng(0), draws=500)
    mixed = _per_note(model, known.mixed).mean()
    return (
        f"{bits.mean():.2f} bits per note on {songs} ({low:.2f} to {high:.2f}; shuffled "
        f"{mixed:.2f})."
    )


def _copied(known: Survey, tunes: Sequence[NDArray[np.int64]]) -> str:
    """Say which share of a machine's long runs is taken from its songs, beside the baselines."""
    own, people, mixed = (
        copied_share(sung, known.songs, RUN) for sung in (tunes, known.new, known.mixed)
    )
    if np.isnan([own, people]).any():
        return f"No tune has {RUN} notes, so nothing can be said of copying."
    return (
        f"Of its own runs of {RUN} notes {100 * own:.0f} % are in the songs that it learned; of "
        f"the new songs' {100 * people:.0f} %, of those shuffled {100 * mixed:.0f} %."
    )


def _per_note(model: NGram, tunes: Sequence[NDArray[np.int64]]) -> NDArray[np.float64]:
    """Return the mean surprise of each tune, the end included."""
    return np.array([bits.mean() for bits in surprises(model, tunes)])


class OrderExplorer(Instrument):
    """A table of rules and orders to choose a machine from; what it can do, and a tune (lesson 03).

    The cells say how many bits per note new songs cost. Setting `value` chooses, as a click does.

    Parameters
    ----------
    known : Survey
    value : sequence of (str, int)
        A rule and an order.
    seed : int
        Of the tunes; each press of the button draws with the next random numbers.

    Raises
    ------
    traitlets.TraitError
        If there is no such rule or order.

    Examples
    --------
    >>> from meantone.tunes import Degree
    >>> songs = [np.array([0, 1, 1]), np.array([0, 1, 0])]
    >>> known = survey(Degree([0, 7]), songs, songs[:1], np.random.default_rng(0))
    >>> explorer = OrderExplorer(known)
    >>> explorer.value = ["add 0.1", 3]
    >>> explorer.words[:18]
    'Order 3, add 0.1: '
    """

    _esm = module(_HERE / "orders.js")
    _css = look_of(_HERE / "orders.css")

    rules = traitlets.List(traitlets.Unicode()).tag(sync=True)
    orders = traitlets.List(traitlets.Int()).tag(sync=True)
    bits = traitlets.List(traitlets.List(traitlets.Float(allow_none=True))).tag(sync=True)
    value: traitlets.List[Any] = traitlets.List().tag(sync=True, control=True)

    def __init__(
        self, known: Survey, value: Sequence[str | int] = ("Witten-Bell", 3), seed: int = 0
    ) -> None:
        self._known, self._seed = known, seed
        means = [[known.bits[rule, order].mean() for order in ORDERS] for rule in RULES]
        super().__init__(
            value=list(value),
            label="Order and smoothing",
            rules=list(RULES),
            orders=list(ORDERS),
            bits=[[float(m) if np.isfinite(m) else None for m in row] for row in means],
        )

    @traitlets.validate("value")
    def _choose(self, proposal: traitlets.Bunch) -> list[str | int]:
        """Let nothing in but a rule and an order."""
        chosen: list[str | int] = proposal["value"]
        if tuple(chosen) not in self._known.bits:
            raise traitlets.TraitError(
                f"{chosen} is no machine of this table; give [rule, order], the rule one of "
                f"{', '.join(RULES)}, the order from {ORDERS[0]} to {ORDERS[-1]}"
            )
        return chosen

    def look(self) -> Shown:
        """Return the card of the machine."""
        rule, order = self.value
        rng = np.random.default_rng([self._seed, self.draws])
        return order_card(self._known, rule, order, rng)
