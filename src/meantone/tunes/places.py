"""Places: the region and the country of a tune, read from what its file says of its origin.

The rule stands in `datasets/folk/datasheet.md`. It knows the words of the sets of this course, in
German and in English, and says nothing where it finds none of them.
"""

from __future__ import annotations

from typing import NamedTuple

EUROPE, CHINA, ASIA, AMERICA = "Europe", "China", "elsewhere in Asia", "America"

_COUNTRIES = {
    "Austria": "Oesterreich",
    "Belgium": "Belgien",
    "Bohemia": "Bohemia",
    "Czechoslovakia": "Tschechoslowakei",
    "Denmark": "Daenemark",
    "England": "England",
    "Finland": "Finnland",
    "France": "Frankreich",
    "Germany": "Deutschland",
    "Greece": "Griechenland",
    "Hungary": "Ungarn",
    "Iceland": "Island",
    "Ireland": "Irland",
    "Italy": "Italien",
    "Lorraine": "Lothringen",
    "Luxembourg": "Luxemburg",
    "Netherlands": "Niederlande",
    "Norway": "Norwegen",
    "Poland": "Polen",
    "Romania": "Rumaenien",
    "Russia": "Russland",
    "Scotland": "Schottland",
    "Sweden": "Schweden",
    "Switzerland": "Schweiz",
    "USSR": "UdSSR",
    "Yugoslavia": "Jugoslawien",
}
_ELSEWHERE = {
    "China": CHINA,
    "Japan": ASIA,
    "Korea": ASIA,
    "Brazil": AMERICA,
    "Canada": AMERICA,
    "Mexico": AMERICA,
    "United States": AMERICA,
}
_GERMAN = {"Brazil": "Brasilien", "Canada": "Kanada", "United States": "USA"}
_WIDER = {
    "Europ": EUROPE,
    "europa": EUROPE,
    "Asien": ASIA,
    "Asia": ASIA,
    "Amerika": AMERICA,
    "America": AMERICA,
}


class Place(NamedTuple):
    """Where a tune is said to come from; an empty text where nothing is known.

    Parameters
    ----------
    region : str
        "Europe", "China", "elsewhere in Asia", "America".
    country : str
        In English, with the borders and names of the source: "USSR", "Yugoslavia". Lorraine,
        which the collection keeps apart, counts as one.
    """

    region: str
    country: str


def place_of(origin: str) -> Place:
    """Return the place that a text names: the country named first, and its region.

    Where no country is named, a word for a part of the world gives the region.

    Examples
    --------
    >>> place_of("Europa, Mitteleuropa, Deutschland; Irland")
    Place(region='Europe', country='Germany')
    >>> place_of("Asien, Ostasien, China"), place_of("Europa, Mitteleuropa, Tirol")
    (Place(region='China', country='China'), Place(region='Europe', country=''))
    >>> place_of("")
    Place(region='', country='')
    """
    found = [(origin.find(word), place) for word, place in _WORDS if word in origin]
    if found:
        return min(found)[1]
    wider = [region for word, region in _WIDER.items() if word in origin]
    return Place(wider[0] if wider else "", "")


def collection_of(source: str) -> str:
    """Return the collection that a file belongs to: its folder, or of Essen's files its own name.

    Examples
    --------
    >>> collection_of("essenFolksong/han1.abc"), collection_of("oneills1850/0101-0200.abc")
    ('han1', 'oneills1850')
    """
    folder, _, file = source.rpartition("/")
    return file.partition(".")[0] if folder == "essenFolksong" else folder


def _words() -> list[tuple[str, Place]]:
    """Return every word that names a country, with its place."""
    europe = [(word, Place(EUROPE, name)) for name, word in _COUNTRIES.items()]
    english = [(name, Place(EUROPE, name)) for name in _COUNTRIES]
    others = [(name, Place(region, name)) for name, region in _ELSEWHERE.items()]
    german = [(word, Place(_ELSEWHERE[name], name)) for name, word in _GERMAN.items()]
    return [*europe, *english, *others, *german]


_WORDS = _words()
