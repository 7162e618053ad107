"""The data sets: what a recipe keeps and why it drops the rest; built once, and again when due."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from meantone.commands import data
from meantone.storage import VARIABLE, write_arrays
from meantone.tunes import REST, Tune
from meantone.tunes.collections import recipes, sets
from meantone.tunes.collections.recipes import parse_recipe, read_recipe, recipe_key
from meantone.tunes.collections.sets import (
    SetError,
    build,
    fills_bars,
    load,
    obtain,
    read_set,
    set_names,
)
from meantone.tunes.collections.splits import Row, part_of, read_split, split, write_split

LINE = "C2 E2 G2 c2|e2 d2 c2 G2|A2 F2 D2 B,2|C8|"

RECIPE = """
title = "Toys"
reader = "abc"
[[source]]
from = "here"
files = ["*.abc"]
id = "{file}-{number}"
[source.exclude]
"from the attic" = ["attic*.abc"]
[keep]
meter = "one"
bars = "whole"
notes = [3, 20]
melody = "once"
[mode]
unnamed = "thirds"
"""

BOOK = f"""
X:1
T:Kept
O:Toyland
S:A book
M:4/4
L:1/8
K:C
{LINE}

X:2
M:none
K:C
{LINE}

X:3
M:4/4
L:1/8
K:C
C2 E2 G2 c2|C6|

X:4
M:4/4
L:1/8
K:C
C4 D4|

X:5
M:4/4
L:1/8
K:C
{LINE * 2}

X:6
T:Kept a tone higher
M:4/4
L:1/8
K:D
D2 F2 A2 d2|f2 e2 d2 A2|B2 G2 E2 C2|D8|

X:7
M:4/4
L:1/8
K:C
C2 E2 ? G2 c2|

X:8
T:Minor, says K:
M:4/4
L:1/8
K:Gm
G2 =B2 =B2 d2|=B8|

X:9
T:Minor, say the thirds
M:4/4
L:1/8
K:G
G2 _B2 _B2 d2|=B8|

X:10
T:No thirds
M:4/4
L:1/8
K:G
G2 A2 c2 d2|G8|
"""


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data sets with one in it, and a cache of its own."""
    folder = tmp_path / "datasets" / "toys"
    folder.mkdir(parents=True)
    (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    (folder / "book.abc").write_text(BOOK, encoding="utf-8")
    (folder / "attic.abc").write_text(f"X:1\nK:C\n{LINE}\n\nX:2\nK:C\nnonsense?", encoding="utf-8")
    (folder / "datasheet.md").write_text("# Toys\n\nchecksum:\n", encoding="utf-8")
    monkeypatch.setattr(recipes, "datasets_folder", lambda: folder.parent)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(recipes, "music21_corpus", lambda: tmp_path / "nowhere")
    write_split(folder, [Row(f"book-{n}", f"book-{n}", "train") for n in (1, 8, 9, 10)])
    return folder


def test_each_tune_is_kept_or_dropped_for_one_reason(toys: Path) -> None:
    tunes, dropped = read_set(parse_recipe(toys), iter)
    assert [tune.id for tune in tunes] == ["book-1", "book-8", "book-9", "book-10"]
    assert [tuple(drop)[:2] for drop in dropped] == [
        ("attic-1", "from the attic"),
        ("attic-2", "from the attic"),
        ("book-2", "without one meter throughout"),
        ("book-3", "with bars not filled"),
        ("book-4", "with fewer than 3 notes"),
        ("book-5", "with more than 20 notes"),
        ("book-6", "with the melody of another"),
        ("book-7", "not readable"),
    ]
    details = {drop.id: drop.detail for drop in dropped}
    assert details["book-6"] == "book-1"
    assert "'?' means nothing here" in details["book-7"]
    corpus = load("toys")
    assert list(corpus) == tunes
    assert sum(corpus.dropped.values()) == 8
    assert corpus.dropped["from the attic"] == 2


def test_without_rules_every_tune_that_can_be_read_is_kept(toys: Path) -> None:
    text = RECIPE.partition("[source.exclude]")[0]
    (toys / "recipe.toml").write_text(text, encoding="utf-8")
    tunes, dropped = read_set(parse_recipe(toys), iter)
    assert len(tunes) == 1 + 9
    assert {drop.reason for drop in dropped} == {"not readable"}
    assert {tune.mode for tune in tunes} == {None, "minor"}  # no rule for the mode either


def test_what_the_recipe_knows_is_in_the_tune(toys: Path) -> None:
    kept = load("toys")[0]
    assert kept.title == "Kept"
    assert kept.origin == "Toyland"
    assert kept.source == "toys/book.abc"  # the collection and file, not the S: field


def test_letters_of_another_alphabet_are_mended_where_the_recipe_says_so(toys: Path) -> None:
    book = BOOK.replace("T:Kept\nO:Toyland", "T:Gro\xe1e M\x84dchen, caf\xe9\nO:\x99sterreich")
    (toys / "book.abc").write_text(book, encoding="utf-8")
    assert load("toys")[0].title == "Gro\xe1e M\x84dchen, caf\xe9"
    text = RECIPE.replace("[source.exclude]", 'letters = "cp437"\n[source.exclude]')
    (toys / "recipe.toml").write_text(text, encoding="utf-8")
    assert load("toys")[0].title == "Große Mädchen, café"
    assert load("toys")[0].origin == "Österreich"


def test_a_mode_that_is_named_stays_and_the_thirds_decide_the_others(toys: Path) -> None:
    corpus = load("toys")
    assert corpus.modes.tolist() == ["major", "minor", "minor", None]
    text = RECIPE.replace('"thirds"', '"major"')
    (toys / "recipe.toml").write_text(text, encoding="utf-8")
    assert load("toys").modes.tolist() == ["major", "minor", "major", "major"]


@pytest.mark.parametrize(
    ("notes", "mode"),
    [
        ("G_BdG", "minor"),
        ("GBdG", "major"),
        ("G_B=BG", "major"),
        ("G_BB=B", "minor"),
        ("GAdG", None),
    ],
)
def test_minor_is_what_has_more_minor_thirds(toys: Path, notes: str, mode: str | None) -> None:
    text = f"X:1\nM:4/4\nL:1/4\nK:G\n{notes}|"
    (toys / "book.abc").write_text(text, encoding="utf-8")
    assert load("toys").modes.tolist() == [mode]


@pytest.mark.parametrize(
    ("durations", "meter", "pickup", "full"),
    [
        ((48, 48), (2, 4), 0, True),
        ((48, 24), (2, 4), 0, False),
        ((24, 96, 72), (2, 4), 24, True),  # the last bar gives back what the pickup took
        ((24, 96, 96), (2, 4), 24, True),
        ((24, 96, 48), (2, 4), 24, False),
        ((48,), None, 0, False),
    ],
)
def test_bars_are_full_or_the_last_is_short_by_the_pickup(
    durations: tuple[int, ...], meter: tuple[int, int] | None, pickup: int, full: bool
) -> None:
    pitches = tuple(range(60, 60 + len(durations)))
    assert fills_bars(Tune(pitches, durations, meter=meter, pickup=pickup)) is full


def test_melodies_are_the_same_in_every_key_but_not_in_every_rhythm() -> None:
    tune = Tune((60, REST, 64), (48, 24, 24))
    assert sets.melody_of(tune) == sets.melody_of(tune.transpose(-7))
    for other in (
        ((60, REST, 65), (48, 24, 24)),
        ((60, REST, 64), (48, 36, 12)),
        ((60, 64), (48, 24)),
    ):
        assert sets.melody_of(tune) != sets.melody_of(Tune(*other))


def test_it_is_built_once_and_again_when_anything_it_depends_on_changes(
    toys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert obtain("toys").made
    assert not obtain("toys").made
    keys = {recipe_key(parse_recipe(toys))}

    def changed(what: str) -> None:
        key = recipe_key(parse_recipe(toys))
        assert key not in keys, what
        keys.add(key)
        assert obtain("toys").made, what
        assert not obtain("toys").made, what

    (toys / "recipe.toml").write_text(RECIPE + "# a word\n", encoding="utf-8")
    changed("the recipe")
    (toys / "book.abc").write_text(BOOK.replace("T:Kept", "T:Saved"), encoding="utf-8")
    changed("a source file")
    (toys / "attic2.abc").write_text("X:1\nK:C\nC|", encoding="utf-8")
    changed("a new source file")
    write_split(toys, [*read_split(toys).values(), Row("x", "x", "test")])
    changed("the split")
    code = recipes._code
    extra = toys / "reader.py"
    extra.write_text("one", encoding="utf-8")
    monkeypatch.setattr(recipes, "_code", lambda reader: [*code(reader), extra])
    changed("the modules that read")
    extra.write_text("two", encoding="utf-8")
    changed("the code of a module")
    monkeypatch.setattr(recipes, "_music21_version", lambda recipe: "99")
    changed("the version of music21")


def test_the_key_covers_the_readers_and_all_that_they_import() -> None:
    abc = {path.stem for path in recipes._code("abc")}
    assert {"abc", "abc_fields", "tune", "corpus", "sets", "recipes"} <= abc
    assert "musicxml" not in abc
    assert {"musicxml", "melody", "tune"} <= {path.stem for path in recipes._code("musicxml")}
    assert recipes._music21_version(read_recipe("kinder"))
    assert not recipes._music21_version(read_recipe("starter"))


def test_a_tune_that_the_split_does_not_know_is_said(toys: Path) -> None:
    write_split(toys, list(read_split(toys).values())[1:])
    with pytest.raises(SetError, match=r"1 tunes of 'toys', such as 'book-1', .* data --split"):
        load("toys")


def test_a_quick_build_says_nothing_and_a_long_one_is_counted(
    toys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build("toys")
    assert capsys.readouterr() == ("", "")
    seen: list[sets.Entry] = []

    def progress(entries: list[sets.Entry]) -> list[sets.Entry]:
        seen.extend(entries)
        return entries

    build("toys", progress)
    assert len(seen) == 12


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda text: text.replace('"abc"', '"abcd"'),
            "reader is 'abcd'; it is one of abc, musicxml",
        ),
        (lambda text: text.replace('"here"', '"there"'), "source.from is 'there'"),
        (lambda text: text.replace('"one"', '"two"'), "keep.meter is 'two'; it is one of any, one"),
        (lambda text: text.replace("meter =", "metre ="), r"\[keep\] has \['metre'\]"),
        (lambda text: text.replace('id = "{file}-{number}"', ""), r"\[\[source\]\].* 'id'"),
        (lambda text: text.replace("[3, 20]", "[20, 3]"), r"keep.notes is \(20, 3\)"),
        (lambda text: text.replace('["*.abc"]', '"*.abc"'), "with a list of files"),
        (lambda text: text.replace("title", "titel"), "the recipe has"),
        (lambda text: text + "[[", "Expected|Invalid"),
        (lambda text: 'title = "x"\nreader = "abc"', "or more"),
    ],
)
def test_a_mistake_in_a_recipe_is_said_with_its_place(
    toys: Path, change: Callable[[str], str], message: str
) -> None:
    (toys / "recipe.toml").write_text(change(RECIPE), encoding="utf-8")
    with pytest.raises(SetError, match=message) as caught:
        read_recipe("toys")
    assert "recipe.toml" in str(caught.value)


def test_an_unknown_name_gets_the_names_there_are() -> None:
    for call in (load, build, read_recipe):
        with pytest.raises(
            SetError, match=r"no data set 'fold'; there are starter, kinder, chorales"
        ):
            call("fold")
    with pytest.raises(SetError):
        load("../datasets/kinder")


def test_files_that_are_not_there_are_named(toys: Path) -> None:
    text = RECIPE.replace('"here"', '"music21"')
    (toys / "recipe.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SetError, match=r"'toys' needs \*.abc, which is not in .*nowhere"):
        load("toys")


def test_without_music21_the_starter_tunes_still_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    recipes.music21_corpus.cache_clear()
    try:
        with pytest.raises(SetError, match="needs music21; install it, or use the set 'starter'"):
            load("kinder")
        assert len(load("starter")) >= 40
    finally:
        recipes.music21_corpus.cache_clear()


def test_loading_imports_no_large_library() -> None:
    code = (
        "import sys; from meantone.tunes.collections.sets import build, load; load('kinder'); "
        "build('kinder', iter); print(sorted({'music21', 'pandas', 'note_seq'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_recipes_are_found_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "meantone"
    (package / "tunes" / "collections").mkdir(parents=True)
    monkeypatch.setattr(recipes, "__file__", str(package / "tunes" / "collections" / "recipes.py"))
    find = recipes.datasets_folder.__wrapped__
    with pytest.raises(SetError, match="install meantone again"):
        find()
    (package / "datasets" / "toys").mkdir(parents=True)
    (package / "datasets" / "toys" / "recipe.toml").write_text("", encoding="utf-8")
    assert find() == package.resolve() / "datasets"


# The data command


def test_the_command_builds_and_then_finds_it_up_to_date(
    toys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data.main([]) == 0
    said = capsys.readouterr().out
    assert said.startswith("toys: 4 tunes, 28 notes; left out 8: 2 from the attic, ")
    assert "; built in " in said
    assert f"; kept in {toys.parents[1] / 'cache'}" in said
    assert data.main(["toys"]) == 0
    assert "; up to date, " in capsys.readouterr().out
    assert data.main(["toys", "nothing"]) == 1
    assert "no data set 'nothing'; there are toys" in capsys.readouterr().err


def test_the_command_lists_what_was_left_out(
    toys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data.main(["--dropped", "toys"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sum(load("toys").dropped.values())
    assert lines[6] == "book-6\twith the melody of another\tbook-1"


def test_the_command_makes_the_split_and_the_checksum(
    toys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (toys / "split.csv").unlink()
    assert data.main(["--split"]) == 0
    assert "toys: 4 rows, 4 of them new or changed" in capsys.readouterr().out
    assert list(read_split(toys)) == ["book-1", "book-8", "book-9", "book-10"]
    sheet = (toys / "datasheet.md").read_bytes()
    assert sheet == f"# Toys\n\nchecksum: {load('toys').checksum}\n".encode()
    assert data.main(["--split"]) == 0
    assert "toys: 4 rows, 0 of them new or changed" in capsys.readouterr().out
    (toys / "split.csv").write_text("<<<<<<< a merge that went wrong", encoding="utf-8")
    assert data.main(["--split"]) == 0
    assert len(load("toys")) == 4


def test_a_split_names_a_cluster_after_its_first_tune_in_every_set() -> None:
    def tune(id: str, *pitches: int) -> Tune:
        return Tune(pitches, (48,) * len(pitches), id=id)

    song = (60, 62, 64, 65, 67, 69, 71, 72)
    a, b = tune("kinder0-1", *song), tune("b", *song[::-1])
    c = tune("kinder0-2", *(pitch + 5 for pitch in song))
    assert part_of(a.id) != part_of(c.id)  # so that the part must come from the cluster
    rows = split({"one": [b, a], "two": [c, a]})
    assert [(row.id, row.cluster) for row in rows["one"]] == [("b", "b"), (a.id, a.id)]
    assert [(row.id, row.cluster) for row in rows["two"]] == [(c.id, a.id), (a.id, a.id)]
    assert rows["one"][1] == rows["two"][1]
    assert {row.part for row in rows["two"]} == {part_of(a.id)}


def test_rows_come_back_whatever_is_in_a_name(tmp_path: Path) -> None:
    rows = [Row('a,"b"', "ü\n", "train"), Row("c", "c", "test")]
    write_split(tmp_path, rows)
    assert list(read_split(tmp_path).values()) == rows
    assert b"\r" not in (tmp_path / "split.csv").read_bytes()
    assert read_split(tmp_path / "none") == {}
    for text in ("", "id,part\na,train\n", "id,cluster,part\na,a\n"):
        (tmp_path / "split.csv").write_text(text, encoding="utf-8")
        with pytest.raises(SetError, match=r"split.csv is damaged; make it again"):
            read_split(tmp_path)


# The sets themselves; more of them is compared with their datasheets in tests/datasets


def test_kinder_is_the_published_collection() -> None:
    kinder = load("kinder")
    assert repr(kinder) == "<Corpus 'kinder': 213 tunes, 8393 notes, 27 pitches>"
    assert kinder.ids.tolist() == [f"kinder0-{number}" for number in range(1, 214)]
    assert dict(kinder.dropped) == {}
    first = kinder[0]
    assert first.title == "SCHLAF KINDLEIN SCHLAF"
    assert first.origin == "Europa, Mitteleuropa, Deutschland, Hessen ?"
    assert first.source == "essenFolksong/kinder0.abc"
    assert (first.tonic, first.mode, first.meter) == ("F", "major", (2, 4))
    assert first.pitches[:6] == (69, 67, 67, 65, REST, 60)
    assert first.durations[:6] == (48, 24, 24, 48, 24, 24)
    assert first.phrase_ends[0] == 4


def test_a_tune_is_the_same_in_every_set_that_holds_it() -> None:
    kinder, folk = load("kinder"), load("folk")
    songs = {tune.id: tune for tune in kinder}
    shared = [tune for tune in folk if tune.id in songs]
    assert len(shared) > 190
    assert all(tune == songs[tune.id] for tune in shared)


def test_the_names_are_those_of_the_folders() -> None:
    assert set_names() == ["starter", "kinder", "chorales", "irish", "folk"]


def test_a_build_without_the_cache_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    built: Any = build("kinder", iter)
    assert built == load("kinder")
    assert built.dropped == load("kinder").dropped


def test_a_set_that_lies_built_beside_its_recipe_needs_no_sources(tmp_path, monkeypatch) -> None:
    kinder = load("kinder")
    write_arrays(tmp_path / sets.BUILT, kinder.arrays())
    recipe = replace(read_recipe("kinder"), folder=tmp_path)
    monkeypatch.setattr(sets, "read_recipe", lambda name: recipe)
    monkeypatch.setattr(sets, "recipe_key", lambda recipe: pytest.fail("sources were looked for"))
    found = sets.obtain("kinder")
    assert (found.corpus == kinder, found.made, found.path) == (True, False, tmp_path / "built.npz")
