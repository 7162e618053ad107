"""What is behind *More*: each view says who judges, and draws what was found."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from tiny_stock import RESULTS, STOCK, setting, tunes, with_rests

from meantone.models import NGram, surprise
from meantone.tunes import Corpus
from meantone.widgets import Results, Setting, Stock
from meantone.widgets.explorer import next_note
from meantone.widgets.explorer.alone import alone
from meantone.widgets.explorer.compared import equally
from meantone.widgets.explorer.map_picture import map_picture
from meantone.widgets.explorer.marks import COLORS
from meantone.widgets.explorer.more import more
from meantone.widgets.explorer.page import VIEWS
from meantone.widgets.explorer.path_picture import inside, path_picture
from meantone.widgets.explorer.profile_picture import profile_picture
from meantone.widgets.explorer.reports import quietly
from meantone.widgets.explorer.settings import RHYTHM
from meantone.widgets.explorer.shown import Asked, More

OPENED = [name for name in VIEWS if name]


def shown(view: str, *settings: Setting, results: Results = RESULTS, pick: int = 0) -> More:
    explored = [results.explored(one) for one in settings or (setting(),)]
    return more(view, Asked(results, explored, pick, quietly))


@pytest.mark.parametrize("view", OPENED)
@pytest.mark.parametrize("model", ["n-gram", RHYTHM])
def test_every_view_has_sound_pictures_and_words(view: str, model: str) -> None:
    for settings in ([setting(model)], [setting(model, strength=100), setting(decoder="exact")]):
        found = shown(view, *settings)
        assert found.view == view
        assert found.words
        for picture in found.pictures:
            assert ET.fromstring(picture.svg).tag.endswith("svg")
            assert len(picture.alt) > 20
            assert picture.paper or 'fill="white"' not in picture.sent["svg"]


def test_the_path_says_how_many_stops_lie_in_both_bands() -> None:
    path = RESULTS.path(setting())
    found = shown("path")
    many = sum(map(inside, path))
    said = {0: "No stop", 1: "One stop"}.get(many, f"{many} stops")
    assert found.words.startswith(f"{said} of this slider lie")
    human = path[0].people
    within = replace(path[0], dials=human.human)
    assert inside(within)
    for outside in ({"returns": 1.0}, {"returns": 0.0}, {"alike": 1.0}, {"alike": 0.0}):
        assert not inside(replace(within, dials=human.human._replace(**outside)))
    drawn = path_picture([within, *path], path[3])
    assert drawn.count("<circle") == len(path) + 2


def test_a_tune_alone_is_judged_by_one_judge_whatever_the_model() -> None:
    yardstick = RESULTS.yardstick("tiny")
    for model in ("n-gram", RHYTHM, "Markov chain"):
        explored = RESULTS.explored(setting(model))
        bits = surprise(yardstick.judge, explored.ground.notes(explored.tunes[2]))[:-1]
        found = alone(explored, yardstick, 2)
        assert f"{bits.mean():.2f} bits a note; people's tunes have {yardstick.usual:.2f}" in (
            found.words
        )
        assert "The judge of both is an n-gram of order 4" in found.words
        assert found.audio.startswith("data:audio/flac;base64,")


def test_the_judge_learned_from_tunes_that_neither_models_nor_people_have() -> None:
    ground, yardstick = STOCK.ground("tiny"), RESULTS.yardstick("tiny")
    judge = NGram.fit(ground.part("valid"), ground.size, 4)
    for tune in ground.part("test")[:3]:
        np.testing.assert_allclose(surprise(yardstick.judge, tune), surprise(judge, tune))


def test_the_judge_hears_notes_alone_though_a_tune_has_rests_and_durations() -> None:
    results = Results(Stock([with_rests()]))
    explored, yardstick = results.explored(Setting("rests", RHYTHM, 3)), results.yardstick("rests")
    bits = surprise(yardstick.judge, explored.ground.notes(explored.tunes[0]))[:-1]
    found = alone(explored, yardstick, 0)
    assert found.words.startswith(f"{len(bits)} notes")
    assert f" {bits.mean():.2f} bits a note" in found.words
    assert found.score is not None


def test_a_tune_without_notes_is_said_and_drawn() -> None:
    explored = RESULTS.explored(setting())
    none = replace(explored, tunes=(np.zeros(0, dtype=np.int64),))
    found = alone(none, RESULTS.yardstick("tiny"), 0)
    assert found.words == "0 notes, all notes equally long."
    assert (found.score, found.audio) == (None, "")
    assert "No notes." in found.steps


def test_bars_stay_in_place_when_the_slider_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(next_note, "SHOWN", 4)
    texts = []
    for one in (setting(), setting(decoder="greedy")):
        _, drawn, _ = next_note.next_note(RESULTS, "", RESULTS.explored(one))
        texts.append(re.findall(r'text-anchor="middle"[^>]*>([^<]+)<', drawn))
    assert texts[0] == texts[1]
    assert len(texts[0]) == 5  # and the rest


def test_a_profile_says_what_was_found_and_who_judges() -> None:
    found = shown("profile", setting(decoder="greedy"))
    profile = RESULTS.compared(setting(decoder="greedy")).profile
    assert profile is not None
    outside = len(profile.outside)
    valued = sum(row.place != "no value" for row in profile.rows)
    assert re.search(rf"{outside} of {valued} measures lies? outside people's band", found.words)
    assert "Surprise is judged by an n-gram of order 4" in found.words
    head, *lines = found.table
    assert head[:4] == ("measure", "the machine", "interval (95 %)", "the machine is")
    assert [line[3] for line in lines] == [row.place for row in profile.rows]
    assert all(len(line) == len(head) for line in lines)


def test_two_settings_differ_in_color_and_in_shape() -> None:
    pair = setting(decoder="greedy"), setting(strength=2)
    for view in ("profile", "map"):
        found = shown(view, *pair)
        [picture] = found.pictures
        assert all(color in picture.svg for color in COLORS)
        assert "A" in found.words
        assert "B" in found.words
    drawn = shown("profile", *pair).pictures[0].svg
    assert "<circle" in drawn
    assert re.search(rf'<path d="M[\d. ]+l5\.5 9\.5h-11z" fill="{COLORS[1]}"', drawn)


def test_settings_of_two_corpora_have_a_profile_and_a_map_each() -> None:
    pair = setting(), Setting("other", order=3)
    assert len(shown("profile", *pair).pictures) == len(shown("map", *pair).pictures) == 2
    assert [line[0] for line in shown("profile", *pair).table].count("measure") == 2


def test_two_sets_are_compared_by_equally_many_tunes() -> None:
    one, other = (RESULTS.compared(setting(strength=strength)) for strength in (0.5, 1))
    few = replace(other, profile=replace(other.profile, count=3))
    assert {each.profile.count for each in equally(one, few)} == {3}
    assert equally(one, other) == (one, other)


def test_a_corpus_with_few_people_has_a_map_and_no_profile() -> None:
    parts = ["train"] * 20 + ["valid"] * 4 + ["test"] * 4
    results = Results(Stock([Corpus.from_tunes(tunes(28, 3), "few", parts=parts)]))
    found = shown("profile", Setting("few", order=2), results=results)
    assert "there is no profile, 4 human tunes have 32 tokens" in found.words
    assert (found.pictures, found.table) == ((), ())
    assert shown("map", Setting("few", order=2), results=results).pictures


def test_the_map_is_framed_by_people_so_that_it_stays() -> None:
    people = np.random.default_rng(0).normal(size=(40, 2))
    pictures = [map_picture(people, [("A", people[:1] * far)]) for far in (1, 1000)]
    crosses = [
        re.findall(r'<path d="([^"]+)" stroke="[^"]+" stroke-width="1.4"', one)[1]
        for one in pictures
    ]
    assert crosses[0] == crosses[1]
    assert "No tunes by people are long enough." in map_picture(people[:1], [])


def test_what_lies_beyond_its_axis_is_an_arrow() -> None:
    noise = RESULTS.compared(setting(order=1, strength=100)).profile
    assert noise is not None
    assert noise["surprise"].value > noise["surprise"].human
    drawn = profile_picture([("the machine", noise)])
    assert f"{noise['surprise'].value:.2f} above" in drawn


def test_b_is_drawn_with_what_it_agrees_in() -> None:
    found = shown("two", setting(strength=0.2), setting(strength=0.3))
    assert found.words == "A and B agree: more alike than people, returns more than people."
    assert found.pictures[0].svg.count('class="roll second"') == 8
    assert shown("two", setting(strength=0.2), setting(strength=100)).words == (
        "A and B differ in both dials."
    )
