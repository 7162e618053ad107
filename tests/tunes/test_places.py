"""Places: what an origin says, read as a stranger would read it."""

from __future__ import annotations

from collections import Counter

import pytest

from meantone.tunes import load
from meantone.tunes.places import Place, collection_of, place_of


@pytest.mark.parametrize(
    ("origin", "region", "country"),
    [
        ("Europa, Mitteleuropa, Deutschland", "Europe", "Germany"),
        ("Mitteleuropa, Deutschland / Polen, Schlesien", "Europe", "Germany"),
        ("Europa, Mitteleuropa, Schweiz; Elsass", "Europe", "Switzerland"),
        ("China, Shanxi, Hequ", "China", "China"),
        ("Asien, Ostasien, China", "China", "China"),
        ("Nord - Amerika, USA, Neuengland", "America", "United States"),
        ("Europe, Ireland", "Europe", "Ireland"),
        ("Asia, Korea, Gyeonggi", "elsewhere in Asia", "Korea"),
        ("Europa, Mitteleuropa, Oberoesterreich", "Europe", ""),
        ("Osteuropa? (juedisch)", "Europe", ""),
        ("0109C 08  F 3/4", "", ""),
        ("", "", ""),
    ],
)
def test_the_country_named_first_decides(origin: str, region: str, country: str) -> None:
    assert place_of(origin) == Place(region, country)


def test_a_collection_is_a_file_of_essen_or_a_folder() -> None:
    assert collection_of("essenFolksong/erk30.abc") == "erk30"
    assert collection_of("ryansMammoth/FieryCross.abc") == "ryansMammoth"
    assert collection_of("") == ""


def test_the_columns_of_folk_agree_with_its_files() -> None:
    folk = load("folk")
    chinese = folk.regions == "China"
    assert set(folk.collections[chinese]) == {"han1", "han2"}
    assert set(folk.regions[[name.startswith("han") for name in folk.collections]]) == {"China"}
    assert Counter(folk.countries)["Germany"] > len(folk) / 2
    assert folk.select(chinese).regions.tolist() == ["China"] * chinese.sum()


def test_the_starter_tunes_are_all_placed() -> None:
    starter = load("starter")
    assert all(starter.regions)
    assert all(starter.countries)
