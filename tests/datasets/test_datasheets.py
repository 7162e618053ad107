"""Every count in a datasheet is compared with the built set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from meantone.tunes.collections.recipes import datasets_folder, read_recipe, source_files
from meantone.tunes.collections.sets import load, set_names
from meantone.tunes.corpus import Corpus

BUILT = ["kinder", "folk", "irish", "chorales"]  # the starter tunes have a test of their own

REGIONS = [
    "China", "Deutschland", "Luxemburg", "Lothringen", "Oesterreich", "Jugoslawien", "Schweiz",
    "Niederlande", "Irland", "UdSSR", "Ungarn", "Tschechoslowakei", "Rumaenien", "Polen",
    "Schweden",
]  # fmt: skip


def sheet(name: str) -> str:
    return (datasets_folder() / name / "datasheet.md").read_text(encoding="utf-8")


def tables(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each table of a Markdown text: what its first column is called, and its rows."""
    for is_table, lines in groupby(text.splitlines(), lambda line: line.startswith("|")):
        if is_table:
            head, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines)
            yield head[0], rows


def region(origin: str) -> str:
    found = [(origin.find(word), word) for word in REGIONS if word in origin]
    return min(found)[1] if found else "another, or none of these"


def counted(corpus: Corpus) -> dict[str, Counter[str]]:
    """Return what the tables of counts should say, by the name of their first column."""
    table = corpus.table()
    return {
        "meter": Counter(table["meter"].fillna("none, or more than one")),
        "mode": Counter(table["mode"].fillna("not known")),
        "part": Counter(table["part"]),
        "region": Counter(map(region, corpus.origins)),
        "part of the world": Counter(name or "not known" for name in corpus.regions),
        "book": Counter(id.partition("-")[0] for id in corpus.ids),
        "left out": Counter(dict(corpus.dropped)),
    }


@pytest.mark.parametrize("name", BUILT)
def test_the_tables_say_what_the_set_holds(name: str) -> None:
    corpus = load(name)
    right = counted(corpus)
    facts = corpus.describe()[name]
    seen = []
    for what, rows in tables(sheet(name)):
        said = {row[0]: row[1].replace(",", "") for row in rows}
        if what == "fact":
            numbers = {fact: float(value) for fact, value in said.items()}
            assert numbers == {fact: facts[fact] for fact in said}
        else:
            assert {row: int(count) for row, count in said.items()} == right[what], what
        seen.append(what)
    assert {"fact", "meter", "mode", "part", "left out"} <= set(seen)


@pytest.mark.parametrize("name", BUILT)
def test_the_numbers_in_the_text_are_right(name: str) -> None:
    text = " ".join(sheet(name).split())
    corpus = load(name)
    alike = int(corpus.describe().loc["tunes with a near-duplicate", name])
    assert re.search(rf"{alike:,}( of the 355)?( tunes)? have a near-duplicate", text)
    sizes = Counter(corpus.clusters)
    if name == "folk":
        assert f"largest cluster has {max(sizes.values())} tunes" in text
    if name == "kinder":
        assert f"largest family, {max(sizes.values())} tunes" in text
    if name == "chorales":
        assert f"the 355 tunes are {len(sizes)} clusters" in text
    without = [tune.id for tune in corpus if not tune.phrase_ends]
    assert without == (["bwv112.5"] if name == "chorales" else [])


def test_who_pays_for_the_cleaning() -> None:
    recipe = read_recipe("folk")
    files = dict(file for source in recipe.sources for file in source_files(recipe, source))
    tunes = Counter[bool]()
    for name, path in files.items():
        if "/test" not in name:
            tunes["/han" in name] += path.read_text(encoding="utf-8").count("\nX:")
    kept = Counter("/han" in source for source in load("folk").sources)
    text = " ".join(sheet("folk").split())
    chinese, others = (f"{kept[china]:,} are kept ({kept[china] / tunes[china]:.0%})".replace(
        "%", " %") for china in (True, False))  # fmt: skip
    assert f"hold {tunes[True]:,} tunes, of which {chinese}" in text
    assert f"hold {tunes[False]:,}, of which {others}" in text


@pytest.mark.parametrize("name", ["starter", *BUILT])
def test_the_built_set_is_the_one_that_the_sheet_describes(name: str) -> None:
    said = re.findall(r"^checksum: ([0-9a-f]{64})$", sheet(name), flags=re.MULTILINE)
    assert said == [load(name).checksum], "python course.py data --split writes it anew"


@pytest.mark.parametrize("name", ["starter", *BUILT])
def test_a_sheet_says_all_that_a_sheet_should(name: str) -> None:
    headings = " ".join(re.findall(r"^## (.*)$", sheet(name), flags=re.MULTILINE))
    for topic in ("Motivation", "Source and encoder", "License", "Composition",
                  "Encoding conventions", "Left out", "Duplicates and split", "Known errors",
                  "Cultural notes", "Checksum"):  # fmt: skip
        assert topic in headings, topic


def test_the_readme_lists_every_set_with_its_size() -> None:
    text = (datasets_folder() / "README.md").read_text(encoding="utf-8")
    rows = dict(tables(text))["set"]
    assert sorted(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows))) == sorted(set_names())
    for cell, _, tunes, notes in rows:
        name = re.findall(r"`(\w+)`", cell)[0]
        corpus = load(name)
        assert (tunes, notes) == (f"{len(corpus):,}", f"{corpus.note_counts.sum():,}")


def test_no_music_of_others_is_in_the_repository() -> None:
    allowed = {"recipe.toml", "datasheet.md", "split.csv"}
    for name in BUILT:
        assert {path.name for path in (datasets_folder() / name).iterdir()} == allowed
    extra = {path.suffix for path in (datasets_folder() / "starter").iterdir()}
    assert extra == {".abc", ".toml", ".md", ".csv"}
    assert [p.name for p in Path(datasets_folder()).iterdir() if p.is_file()] == ["README.md"]
