"""What was found out about settings: one cache, asked by the page and by lessons alike."""

from __future__ import annotations

from dataclasses import replace

from meantone.widgets.explorer.compared import Compared, Yardstick, compared, yardstick_of
from meantone.widgets.explorer.decoded import decoded
from meantone.widgets.explorer.explored import Explored, explore
from meantone.widgets.explorer.ground import Tokens
from meantone.widgets.explorer.kept import Kept
from meantone.widgets.explorer.people import People, people_of
from meantone.widgets.explorer.reports import Report, quietly
from meantone.widgets.explorer.settings import DECODERS, SEARCHES, Setting
from meantone.widgets.explorer.stock import Stock

KEPT = 96
"""Results that are kept, so that a slider may return to them at once."""


class Results:
    """What there is to know of settings, found out when first asked for.

    What a lesson prints and what the explorer shows are the same results. Lesson 08.

    Parameters
    ----------
    stock : Stock
        Makes the models.

    Examples
    --------
    >>> results = Results(Stock(["kinder"]))
    >>> hot = results.explored(Setting("kinder", strength=2))
    >>> hot.verdicts
    ('less alike than people', 'wanders more than people')
    >>> results.explored(Setting("kinder", strength=2)) is hot
    True
    """

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self._kept = Kept(KEPT)

    def __contains__(self, setting: Setting) -> bool:
        return setting in self._kept

    def explored(self, setting: Setting, report: Report = quietly) -> Explored:
        """Return what the first screen says of a setting.

        Parameters
        ----------
        setting : Setting
        report : function of (text, share), optional
            Told what is done, if it takes longer; what it raises ends the work.

        Raises
        ------
        ValueError
            If there is no such setting.
        UnavailableError
            If the model cannot be had.
        """
        return self._kept.get(setting, lambda: self._explore(setting, report))

    def path(self, setting: Setting, report: Report = quietly) -> tuple[Explored, ...]:
        """Return what the first screen says at each stop of a setting's slider, from end to end.

        Parameters and errors are those of `explored`.

        Examples
        --------
        >>> results = Results(Stock(["kinder"]))
        >>> path = results.path(Setting("kinder"))
        >>> [one.setting.strength for one in path][:4], path[0].dials.alike > path[-1].dials.alike
        ([0, 0.1, 0.2, 0.3], True)
        """
        stops = DECODERS[setting.decoder].stops
        found = []
        for place, stop in enumerate(stops):
            report(f"Walking along the slider: {setting.decoder} {stop:g}", place / len(stops))
            found.append(self.explored(replace(setting, strength=stop)))
        return tuple(found)

    def compared(self, setting: Setting, report: Report = quietly) -> Compared:
        """Return a setting's profile and its places on the map.

        Parameters and errors are those of `explored`.
        """

        def compare() -> Compared:
            explored = self.explored(setting, report)
            report("Measuring the profile", 0)
            return compared(explored, self.yardstick(setting.corpus, report))

        return self._kept.get(("compared", setting), compare)

    def people(self, corpus: str, report: Report = quietly) -> People:
        """Return people's tunes of a corpus.

        Parameters
        ----------
        corpus : str
            Its name.
        report : function of (text, share), optional
        """

        def measure() -> People:
            ground = self.stock.ground(corpus, report)
            report(f"Measuring people's tunes in {corpus}", 0)
            return people_of(ground)

        return self._kept.get(("people", corpus), measure)

    def yardstick(self, corpus: str, report: Report = quietly) -> Yardstick:
        """Return what profiles and maps of a corpus are measured with.

        Parameters
        ----------
        corpus : str
            Its name.
        report : function of (text, share), optional
        """

        def make() -> Yardstick:
            ground = self.stock.ground(corpus, report)
            report(f"Measuring people's tunes in {corpus}", 0)
            return yardstick_of(ground)

        return self._kept.get(("yardstick", corpus), make)

    def found(self, setting: Setting, report: Report = quietly) -> list[Tokens]:
        """Return what a setting makes, as `decoded` does; of a search it is kept.

        Parameters and errors are those of `explored`.
        """
        model, ground = self.stock.model(setting, report), self.stock.ground_of(setting, report)
        if setting.decoder not in SEARCHES:
            return decoded(model, ground, setting, report)
        key = "found", replace(setting, draw=0)
        return self._kept.get(key, lambda: decoded(model, ground, setting, report))

    def _explore(self, setting: Setting, report: Report) -> Explored:
        self.stock.check(setting)
        people, found = self.people(setting.corpus, report), self.found(setting, report)
        ground = self.stock.ground_of(setting, report)
        return explore(setting, found, ground, people, self.stock.origin(setting))
