"""The profile: one table of measures, each beside human tunes, shuffled tunes, and its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.profile.bands import Band, human_band
from meantone.measures.profile.catalog import QUICK
from meantone.measures.profile.measure import Measure
from meantone.measures.profile.reference import Reference
from meantone.measures.profile.table import Line, Place, as_html, as_text, number, span
from meantone.measures.profile.windows import Sample, Windows
from meantone.measures.spread import named_rng
from meantone.models.sequence_model import SequenceModel
from meantone.tunes import Tune

if TYPE_CHECKING:
    import pandas as pd

ROUNDING = 1e-9
"""By so little no value lies outside: a band can be as narrow as a point."""

NO_BAND = Band(*[float("nan")] * 4)


@dataclass(frozen=True)
class Row:
    """One measure of a set of tunes.

    Parameters
    ----------
    measure : Measure
    value : float
        nan where there is none: of no tunes, or of too few.
    interval : tuple of (float, float)
        How far chance moves the value, 19 times of 20: over tunes drawn again (bootstrap) where
        each tune has a value, over random halves where the tunes are seen together.
    human : float
        The same for as many human tunes.
    band : tuple of (float, float)
        Where a further set of as many human tunes lies, 19 times of 20.
    shuffled : float
        The same for human tunes with their tokens in random order.

    Examples
    --------
    >>> from meantone.measures.profile.catalog import SURPRISE
    >>> row = Row(SURPRISE, 1.9, (1.8, 2.0), human=2.6, band=(2.5, 2.7), shuffled=4.9)
    >>> row.name, row.place, row.outside
    ('surprise', 'below', True)
    """

    measure: Measure
    value: float
    interval: tuple[float, float]
    human: float
    band: tuple[float, float]
    shuffled: float

    @property
    def name(self) -> str:
        """The measure's name."""
        return self.measure.name

    @property
    def place(self) -> Place:
        """Where the value lies: "below", "within" or "above" the human band, or "no value"."""
        low, high = self.band
        if isnan(self.value) or isnan(low) or isnan(high):
            return "no value"
        if self.value < low - ROUNDING:
            return "below"
        return "above" if self.value > high + ROUNDING else "within"

    @property
    def outside(self) -> bool:
        """Whether the value lies below or above the human band."""
        return self.place in ("below", "above")

    @property
    def line(self) -> Line:
        """The row in words.

        Examples
        --------
        >>> from meantone.measures.profile.catalog import SURPRISE
        >>> Row(SURPRISE, 1.9, (1.8, 2.0), human=2.6, band=(2.5, 2.7), shuffled=4.9).line.cells
        ('surprise (bits)', '1.90', '1.80 to 2.00', '2.60', '2.50 to 2.70', '4.90', 'below')
        """
        unit = self.measure.unit
        name = f"{self.name} ({unit})" if unit not in ("", "share") else self.name
        large = max(self.human, self.value) >= 10
        digits = 3 if self.measure.limits[1] <= 1 else 1 if large else 2
        cells = (
            name,
            number(self.value, digits),
            span(self.interval, digits),
            number(self.human, digits),
            span(self.band, digits),
            number(self.shuffled, digits),
            self.place,
        )
        return Line(cells, self.place, self.measure.meaning)


@dataclass(frozen=True)
class Profile:
    """A set of tunes beside human ones, measure by measure; a table in a notebook.

    Made by `profile`.

    Parameters
    ----------
    rows : tuple of Row
        In the order of the measures.
    tunes : int
        Tunes in the set as it was given.
    left_out : int
        Those of them that are too short.
    count : int
        Tunes that were measured, and human ones that they were compared with.
    length : int
        Tokens of each.
    judge : str
        The model whose surprise was measured; empty if there is none.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> human = [rng.integers(0, 4, 20) for _ in range(60)]
    >>> reference = Reference(human, size=4, rng=rng)
    >>> bored = profile([[0, 0, 1, 0] * 5] * 30, reference, rng)
    >>> bored.outside[:3]
    ('entropy', 'pooled entropy', 'distinct-4')
    >>> bored["distinct-4"].place
    'below'
    """

    rows: tuple[Row, ...]
    tunes: int
    left_out: int
    count: int
    length: int
    judge: str = ""

    @property
    def outside(self) -> tuple[str, ...]:
        """The names of the measures that lie outside the human band."""
        return tuple(row.name for row in self.rows if row.outside)

    @property
    def caption(self) -> str:
        """What was compared, and what was left out."""
        compared = self.tunes - self.left_out
        said = [
            f"{self.count} tunes beside {self.count} by people; of each the first {self.length} "
            f"tokens. Of {self.tunes} given, {self.left_out} are too short"
            + (f" and {compared - self.count} too many." if compared > self.count else "."),
            "Intervals and bands hold 19 times of 20: one measure in 20 lies outside by chance.",
        ]
        return "\n".join([*said, f"Judge: {self.judge}."] if self.judge else said)

    @property
    def verdict(self) -> str:
        """In a sentence, how many measures lie outside the human band.

        Examples
        --------
        >>> Profile((), tunes=0, left_out=0, count=0, length=8).verdict
        'No measure has a value.'
        """
        measured = [row for row in self.rows if row.place != "no value"]
        if not measured:
            return "No measure has a value."
        return f"{len(self.outside)} of {len(measured)} measures outside the human band."

    def __getitem__(self, name: str) -> Row:
        """Return the row of a measure.

        Raises
        ------
        KeyError
            If there is none of that name, with the names there are.
        """
        for row in self.rows:
            if row.name == name:
                return row
        names = ", ".join(row.name for row in self.rows)
        raise KeyError(f"this profile has no row {name!r}; it has {names}")

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a table of pandas, not rounded, with what each measure means.

        Examples
        --------
        >>> profile([], Reference([[0, 1]] * 8, 2, rng=np.random.default_rng(0)),
        ...     np.random.default_rng(0)).to_frame().columns.tolist()
        ['value', 'low', 'high', 'human', 'human low', 'human high', 'shuffled', 'place', 'unit',
        'meaning']
        """
        import pandas as pd

        columns = {
            "value": [row.value for row in self.rows],
            "low": [row.interval[0] for row in self.rows],
            "high": [row.interval[1] for row in self.rows],
            "human": [row.human for row in self.rows],
            "human low": [row.band[0] for row in self.rows],
            "human high": [row.band[1] for row in self.rows],
            "shuffled": [row.shuffled for row in self.rows],
            "place": [row.place for row in self.rows],
            "unit": [row.measure.unit for row in self.rows],
            "meaning": [row.measure.meaning for row in self.rows],
        }
        names = pd.Index([row.name for row in self.rows], name="measure")
        return pd.DataFrame(columns, index=names)

    def __repr__(self) -> str:
        return as_text([row.line for row in self.rows], f"{self.verdict} {self.caption}")

    def _repr_html_(self) -> str:
        return as_html([row.line for row in self.rows], f"{self.verdict} {self.caption}")


def profile(
    tunes: Sequence[ArrayLike] | Sequence[Tune],
    reference: Reference,
    rng: np.random.Generator,
    measures: Sequence[Measure] = QUICK,
    made_by: SequenceModel[Any] | None = None,
) -> Profile:
    """Measure a set of tunes, and hold each figure against human tunes and shuffled ones.

    Sets are compared at equal lengths and counts. Of every tune its opening is taken, of as many
    tokens as the reference says; shorter tunes are left out. Openings and not other stretches,
    because a model that judges tunes knows how they begin. As many tunes are taken as there are,
    but no more than half as many as the reference has human ones: the other half is the band. What
    was left out is counted in the table's caption.

    Being outside the human band means that so many human tunes would lie there once in twenty
    times. Of twenty measures one is outside for human tunes too; look at how far, and at which.
    Do not give it the reference's own tunes: they lie nearer to themselves than new ones would.
    Lesson 09 builds the table one measure at a time, and shows how each of them lies alone.

    For a folder of files, ``mine = [read(path) for path in folder.glob("*.mid")]``, take what needs
    no tonic, ``view = Interval.of([*human, *mine])``, and
    ``profile(mine, Reference.of(human, view, rng=rng), rng, ALL)``.

    Parameters
    ----------
    tunes : sequence of array_like of int, or sequence of Tune
        Tokens from 0 to ``size - 1``; or tunes, for a reference made with `Reference.of`.
    reference : Reference
    rng : numpy.random.Generator
        One number is drawn from it, of which each row makes a generator of its own: the same tunes
        and seed give a measure the same figures, whatever else is asked.
    measures : sequence of Measure
        `QUICK`, `ALL`, or your own; those for which the reference lacks what they need (a judge,
        training tunes, a viewpoint, rhythm) have no row.
    made_by : SequenceModel, optional
        The model that made the tunes, or what it was wrapped in, to make sure that it is not the
        reference's judge.

    Returns
    -------
    Profile
        Of no tunes, or none long enough, with rows that have no value; of so few that a measure
        cannot be taken, with nan in its row.

    Raises
    ------
    ValueError
        If the judge made the tunes, a token is out of range, or the reference knows tokens only.
    TuneError
        If the reference's viewpoint cannot read a tune.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> human = [rng.integers(0, 4, 20) for _ in range(60)]
    >>> reference = Reference(human, size=4, rng=rng)
    >>> profile([[0, 0, 1, 0] * 5] * 15, reference, rng, QUICK[2:3])
    measure                value  interval (95 %)  human  human band    shuffled  the set is
    pooled entropy (bits)  0.81   0.81 to 0.81     1.99   1.98 to 2.01  1.99      below
    1 of 1 measures outside the human band. 15 tunes beside 15 by people; of each the first 20
    tokens. Of 15 given, 0 are too short.
    Intervals and bands hold 19 times of 20: one measure in 20 lies outside by chance.
    """
    if made_by is not None and reference.judge is not None:
        _refuse_own_judge(made_by, reference.judge)
    windows, left_out = _windows(tunes, reference)
    seed = int(rng.integers(2**63))
    if len(windows) > reference.most:
        order = named_rng(seed, "chosen").permutation(len(windows))
        windows = windows.take(np.sort(order[: reference.most]))
    sample = Sample(windows, seed)
    rows = tuple(
        _row(measure, sample, reference) for measure in measures if measure.fits(reference)
    )
    judge = "" if reference.judge is None else repr(reference.judge)
    return Profile(rows, len(tunes), left_out, len(windows), reference.length, judge)


def _windows(
    tunes: Sequence[ArrayLike] | Sequence[Tune], reference: Reference
) -> tuple[Windows, int]:
    """Return the openings of tokens or of tunes."""
    if not len(tunes) or not isinstance(tunes[0], Tune):
        tokens = cast(Sequence[ArrayLike], tunes)
        return Windows.of(tokens, reference.size, reference.length, reference.view)
    if reference.view is None:
        raise ValueError(
            "the reference knows tokens only, and these are tunes: make it with Reference.of, "
            "or encode the tunes first"
        )
    return Windows.of_tunes(cast(Sequence[Tune], tunes), reference.view, reference.length)


def _row(measure: Measure, sample: Sample, reference: Reference) -> Row:
    """Return the row of one measure; without values if there are no tunes."""
    if not len(sample) or ("tunes" in measure.needs and not sample.windows.tunes):
        return Row(measure, NO_BAND.human, NO_BAND[1:3], NO_BAND.human, NO_BAND[1:3], NO_BAND.human)
    value, low, high = measure.estimate(sample, reference)
    human, lowest, highest, mixed = human_band(measure, reference, len(sample))
    return Row(measure, value, (low, high), human, (lowest, highest), mixed)


def _refuse_own_judge(made_by: SequenceModel[Any] | None, judge: object) -> None:
    """Raise a ValueError if a model is the judge, or is made of it."""
    if made_by is not None and any(part is judge for part in _all_parts(made_by)):
        raise ValueError(
            "the judge made these tunes, and finds its own tunes likely; give the reference "
            "another judge, best of another kind"
        )


def _all_parts(model: SequenceModel[Any]) -> Iterator[SequenceModel[Any]]:
    """Go through a model and those that it is made of, such as the model that a rule reshapes."""
    yield model
    for part in model.parts:
        yield from _all_parts(part)
