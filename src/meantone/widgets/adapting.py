"""One slider: how much of a machine is yours, and what that sounds like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from meantone.decoding import sample
from meantone.experiments.adaptation import interpolated
from meantone.measures import copied_share
from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Numbers
from meantone.tunes import Viewpoint
from meantone.widgets.instrument import Shown
from meantone.widgets.sliders import Sliders

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""The weights of one's own model that the slider stops at."""

COPIED = 8
"""Notes in a run that counts as copied."""

_TUNES, _NOTES, _HEARD = 100, 32, 2


def adapted_card(
    base: SequenceModel[Any],
    own: Sequence[Numbers],
    unseen: Sequence[Numbers],
    view: Viewpoint,
    share: float,
    rng: np.random.Generator,
) -> Shown:
    """Return what a model sings that is partly one's own: to be heard, and what it costs.

    Lesson 15.

    Parameters
    ----------
    base : SequenceModel
        Of everybody else's tunes.
    own : sequence of numpy.ndarray of int
        One's own tunes that it learns from.
    unseen : sequence of numpy.ndarray of int
        Others of one's own: how well they are foretold, and how much they copy of `own`.
    view : Viewpoint
        What tokens are.
    share : float
        The weight of one's own model, from 0 to 1.
    rng : numpy.random.Generator

    Returns
    -------
    Shown

    Examples
    --------
    >>> from meantone.models import NGram
    >>> from meantone.tunes import Degree
    >>> base, own = NGram.fit([[0, 0, 1]] * 5, 2, order=2), [np.array([1, 1, 0])] * 5
    >>> card = adapted_card(base, own, own, Degree([0, 7]), 0.5, np.random.default_rng(0))
    >>> card.words[:53]
    '5 tunes of your own, weight 0.5: a note of your other'
    """
    model = interpolated(base, base.size, share)(own) if share else base
    drawn = sample(model, _TUNES, rng, longest=_NOTES)
    bits = float(np.concatenate(surprises(model, unseen)).mean())
    mixed = [rng.permutation(tune) for tune in unseen]
    copied, people, chance = (copied_share(made, own, COPIED) for made in (drawn, unseen, mixed))
    words = (
        f"{len(own)} tunes of your own, weight {share:g}: a note of your other tunes costs "
        f"{bits:.2f} bits. Of the machine's runs of {COPIED} notes {_percent(copied)} stand in "
        f"the {len(own)} tunes, of your other tunes' {_percent(people)}, of those shuffled "
        f"{_percent(chance)}."
    )
    heard = {
        f"tune {place + 1}": view.decode(tune, duration=24)
        for place, tune in enumerate([tune for tune in drawn if len(tune)][:_HEARD])
    }
    return Shown(heard, words)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share == share else "none"


class AdaptSlider(Sliders):
    """Sliders for the weight of one's own tunes in a machine, and how many it knows (lesson 15).

    Parameters
    ----------
    base : SequenceModel
        Of everybody else's tunes.
    own, unseen : sequence of numpy.ndarray of int
        One's own tunes: the first so many are learned from, and others.
    view : Viewpoint
        What tokens are.
    counts : sequence of int
        How many tunes the second slider offers.

    Raises
    ------
    traitlets.TraitError
        If a value is no stop of the sliders.

    Examples
    --------
    >>> from meantone.models import NGram
    >>> from meantone.tunes import Degree
    >>> base, own = NGram.fit([[0, 0, 1]] * 5, 2, order=2), [np.array([1, 1, 0])] * 5
    >>> slider = AdaptSlider(base, own, own, Degree([0, 7]), counts=[2, 4])
    >>> slider.value = [1, 4]
    >>> slider.words[:31]
    '4 tunes of your own, weight 1: '
    """

    def __init__(
        self,
        base: SequenceModel[Any],
        own: Sequence[Numbers],
        unseen: Sequence[Numbers],
        view: Viewpoint,
        counts: Sequence[int],
    ) -> None:
        self._base, self._own, self._unseen, self._view = base, own, unseen, view
        stops = {"Weight of your tunes": SHARES, "How many it knows": counts}
        super().__init__(stops, [0.5, counts[0]])

    def look(self) -> Shown:
        """Return the card of the weight and the count."""
        share, count = self.value
        rng = np.random.default_rng(self.draws)
        own = self._own[: int(count)]
        return adapted_card(self._base, own, self._unseen, self._view, share, rng)
