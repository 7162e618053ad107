"""The source explorer and the family tree: what is on the page is what attribution says."""

from __future__ import annotations

import re

import numpy as np
import pytest
import traitlets

from meantone.experiments.attribution import Attribution, CopyDetector, Owed
from meantone.models import NGram
from meantone.tunes import Degree, Tune
from meantone.widgets import (
    SourceExplorer,
    SourceGround,
    bar_sources,
    branches,
    family_tree,
    passage_like,
    read_tune,
    source_card,
)
from meantone.widgets.sources import BAR, COLORS, BarSource, source_colors

rng = np.random.default_rng
VIEW = Degree([0, 2, 4, 5, 7, 9])
SONGS = [[*rng(seed).integers(0, 6, 20).tolist()] for seed in range(12)]
OWNERS = [f"c{place // 2}" for place in range(12)]
NAMES = {f"c{place}": f"Song {place}" for place in range(6)}


@pytest.fixture(scope="module")
def ground() -> SourceGround:
    asked = Attribution(NGram.fit(SONGS, 6, 4), SONGS, OWNERS)
    people = [[*rng(90 + seed).integers(0, 6, 20).tolist()] for seed in range(20)]
    return SourceGround(VIEW, asked, CopyDetector.of(people, SONGS), NAMES)


@pytest.fixture
def explorer(ground: SourceGround) -> SourceExplorer:
    tunes = {"my tune": [SONGS[3][:10]], "T = 1": [SONGS[0], SONGS[5][2:19], SONGS[7][:6]]}
    return SourceExplorer(ground, tunes)


def test_each_bar_has_its_largest_source(ground: SourceGround) -> None:
    owed = ground.asked.owed(SONGS[4][:10])
    found = bar_sources(owed)
    assert [(bar.begin, bar.end) for bar in found] == [(0, 4), (4, 8), (8, 10)]
    for bar in found:
        means = owed.shares[bar.begin : bar.end].mean(axis=0)
        assert bar.share == pytest.approx(means.max())
        assert owed.names[int(means.argmax())] == bar.owner
    assert found[1].owner == "c2"  # its own


def test_a_passage_is_what_the_bar_is_taken_from() -> None:
    song = SONGS[4]
    for begin in (0, 4, 8):
        found = passage_like(song[2:14], begin, begin + BAR, [SONGS[1], song])
        assert found.tokens.tolist() == song
        assert (found.begin, found.end) == (2 + begin, 2 + begin + BAR)


def test_a_passage_is_found_where_only_the_bar_itself_is_shared() -> None:
    found = passage_like([9, 9, 9, 9, 1, 2, 3, 4], 4, 8, [[0, 1, 2, 3, 4, 5]])
    assert (found.begin, found.end) == (1, 5)


@pytest.mark.parametrize("tunes", [[[3]], [[5, 5], [4]]])
def test_a_passage_stays_within_its_tune(tunes: list[list[int]]) -> None:
    found = passage_like([0, 1, 2, 3, 0, 1, 4, 4], 4, 8, tunes)
    assert 0 <= found.begin < found.end <= len(found.tokens)


def test_the_card_plays_the_bar_and_then_its_sources(ground: SourceGround) -> None:
    shown = source_card(ground, read_tune(ground, SONGS[4]), 2, "mine")
    heard = shown.tunes["bar 3, then its source's"]
    bar = VIEW.decode(SONGS[4][8:12], duration=24).notes
    assert heard.notes == bar + bar
    assert shown.tunes["mine, 20 notes"] == VIEW.decode(SONGS[4], duration=24)
    assert "Song 2" in shown.words
    assert "notes 1 to 20 (20 notes" in shown.words
    # the copy, then its original, which ends where the song does
    copy = [tune for label, tune in shown.tunes.items() if "original" in label]
    assert copy[0].notes == VIEW.decode(SONGS[4] * 2, duration=24).notes


def test_a_tune_without_any_copy_says_so(ground: SourceGround) -> None:
    songs = [[0, 1, 0, 1]]
    asked = Attribution(NGram.fit(songs, 6, 2), songs)
    alone = SourceGround(VIEW, asked, CopyDetector.of([[0, 2]], songs), {})
    shown = source_card(alone, read_tune(alone, [5, 5]), 0, "odd")
    assert "It shares no note with any song" in shown.words
    assert len(shown.tunes) == 2


def test_notes_have_the_color_of_their_bars_source(ground: SourceGround) -> None:
    read = read_tune(ground, SONGS[0][:6] + SONGS[9][:6])
    svg = source_card(ground, read, 0, "mixed").svg
    colors = source_colors(read.bars)
    for owner, color in colors.items():
        notes = sum(bar.end - bar.begin for bar in read.bars if bar.owner == owner)
        assert svg.count(f'fill="{color}"') == notes


def test_beyond_five_sources_all_others_are_gray() -> None:
    bars = [BarSource(0, 4, str(place), 0.5 - place / 100) for place in range(9)]
    colors = source_colors(bars)
    assert [colors[str(place)] for place in range(5)] == list(COLORS[:5])
    assert {colors[str(place)] for place in range(5, 9)} == {COLORS[5]}


def test_the_explorer_follows_its_value(explorer: SourceExplorer) -> None:
    assert explorer.value == ["my tune", 0]
    assert [bar["words"][:6] for bar in explorer.bars] == ["bar 1:", "bar 2:", "bar 3:"]
    before = explorer.picture, explorer.sounds[0]["source"]
    explorer.value = ["my tune", 2]
    assert explorer.words.startswith("my tune, bar 3: ")
    assert explorer.sounds[0]["label"] == "bar 3, then its source's"
    assert explorer.picture != before[0]
    assert explorer.sounds[0]["source"] != before[1]


def test_the_button_goes_to_the_next_tune_even_if_it_is_shorter(explorer: SourceExplorer) -> None:
    explorer.value = ["T = 1", 4]
    words = [explorer.words]
    for _ in range(3):
        explorer.draws += 1
        words.append(explorer.words)
    assert words[0] == words[3]  # three tunes, in turn
    assert words[2].startswith("T = 1, bar 2: ")  # its last one
    assert len(set(words)) == 3


@pytest.mark.parametrize("value", [["my tune", 3], ["my tune", -1], ["whose", 0], ["T = 1"], []])
def test_there_is_no_other_tune_or_bar(explorer: SourceExplorer, value: list[object]) -> None:
    with pytest.raises(traitlets.TraitError, match="no tune and bar"):
        explorer.value = value
    assert explorer.value == ["my tune", 0]


def owed_by(shares: dict[str, float]) -> Owed:
    base = np.array([1 - sum(shares.values())])
    return Owed(tuple(shares), np.array([[*shares.values()]]), base, np.ones(1))


def test_branches_hold_all_shares() -> None:
    shares = {f"s{place}": 0.2 / (place + 1) for place in range(30)}
    groups = {name: f"g{place % 7}" if place % 5 else "" for place, name in enumerate(shares)}
    found = branches(owed_by(shares), groups, {"s0": "Lark"}, count=4)
    assert sum(branch.share for branch in found) == pytest.approx(sum(shares.values()))
    assert len({branch.group for branch in found}) == 5
    named = [branch.name for branch in found if "other" not in branch.name]
    assert sorted(named) == ["Lark", "s1", "s2", "s3"]
    by_group = [branch.group for branch in found]
    assert by_group == sorted(by_group, key=by_group.index)  # group by group
    assert by_group[-1] == "elsewhere"


def test_links_are_as_wide_as_shares() -> None:
    tree = family_tree(
        Tune((60, 64), (48, 48)), owed_by({"a": 0.75, "b": 0.25}), {"a": "x", "b": "y"}, {}
    )
    widths = [float(w) for w in re.findall(r'stroke-width="([\d.]+)"', tree.svg)]
    assert widths == pytest.approx([82.5, 82.5, 27.5, 27.5])
    assert "x 75 %, y 25 %" in repr(tree)
    assert "<img" in tree._repr_html_()


def test_a_long_name_stays_within_the_picture_and_signs_are_escaped() -> None:
    names = {"a": "<i>" + "long " * 30}
    tree = family_tree(Tune((60,), (48,), title="A & B"), owed_by({"a": 1.0}), {"a": ""}, names)
    svg = tree.svg
    assert "A &amp; B" in svg
    assert "&lt;i&gt;" in svg
    assert max(map(len, re.findall(r">([^<]+)</text>", svg))) < 72
