"""What the explorer finds out: what it shows is what the decoder made, measured and said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from tiny_stock import RESULTS, STOCK, TINY, setting, tunes, with_rests

from meantone.decoding import greedy, min_p, most_probable, temperature, top_k, top_p, typical
from meantone.measures import Dials, PeoplesDials, alike, returns, shared_notes
from meantone.measures.dials import TUNES
from meantone.models import SequenceModel
from meantone.tunes import Corpus, Degree
from meantone.widgets import DECODERS, Explored, Results, Setting, Stock
from meantone.widgets.explorer.decoded import BATCH, LONGEST, decoded
from meantone.widgets.explorer.dialed import ALIKE, LEFT, RETURNS, TRACK
from meantone.widgets.explorer.explored import made_words
from meantone.widgets.explorer.ground import Ground
from meantone.widgets.explorer.kept import Kept
from meantone.widgets.explorer.next_note import chances
from meantone.widgets.explorer.people import SHOWN, people_of
from meantone.widgets.explorer.rolls import SHADES, shade
from meantone.widgets.explorer.screen import screen, screen_words, still
from meantone.widgets.explorer.settings import OPENING, RHYTHM
from meantone.widgets.explorer.words import dial_words


def seen(explored: Explored) -> str:
    return screen(explored, RESULTS.people(explored.setting.corpus))


@pytest.mark.parametrize(
    ("decoder", "strength", "rule"),
    [
        ("temperature", 0.4, lambda row: temperature(row, 0.4)),
        ("top-k", 3, lambda row: top_k(row, 3)),
        ("top-p", 0.6, lambda row: top_p(row, 0.6)),
        ("min-p", 0.3, lambda row: min_p(row, 0.3)),
        ("typical", 0.6, lambda row: typical(row, 0.6)),
        ("greedy", 1, lambda row: top_k(row, 1)),
    ],
)
def test_the_next_notes_chances_are_the_models_and_the_decoders(
    decoder: str, strength: float, rule: Callable[..., np.ndarray]
) -> None:
    found = RESULTS.explored(setting(decoder=decoder, strength=strength))
    context, plain, shaped = chances(RESULTS, found)
    model = STOCK.model(setting())
    state = model.start(1)
    for token in STOCK.ground("tiny").opening:
        state = model.advance(state, np.array([token]))
    row = model.probabilities(state)[0]
    assert context == STOCK.ground("tiny").opening
    np.testing.assert_allclose(plain, row)
    np.testing.assert_allclose(shaped, rule(row))
    assert not np.allclose(shaped, plain)


@pytest.mark.parametrize("decoder", DECODERS)
def test_a_set_is_what_the_decoder_makes_and_is_measured_by_the_two_figures(decoder: str) -> None:
    one = setting(decoder=decoder)
    found, again = RESULTS.explored(one), Results(STOCK).explored(one)
    assert len(found.notes) == TUNES
    assert found.notes.shape[1] == OPENING
    np.testing.assert_array_equal(found.notes, again.notes)
    assert found.dials == (alike([*found.notes]), returns([*found.notes]))
    assert max(map(len, found.tunes)) <= LONGEST
    for tune, notes in zip(found.machine.tunes, found.notes, strict=False):
        np.testing.assert_array_equal(found.ground.view.encode(replace(tune, tonic="C")), notes)
    made = {tune.tobytes() for tune in decoded(STOCK.model(one), found.ground, one)}
    assert {tune.tobytes() for tune in found.tunes} <= made


def test_people_have_one_figure_whatever_the_model_and_it_is_that_of_their_tunes() -> None:
    people = RESULTS.people("tiny")
    figures = {RESULTS.explored(setting(model)).people for model in ("n-gram", RHYTHM)}
    assert figures == {people.figures}
    low, human, high = people.figures.low, people.figures.human, people.figures.high
    assert low.alike < human.alike < high.alike
    assert low.returns < human.returns < high.returns
    assert human == (alike([*people.notes]), returns([*people.notes]))


def test_notes_are_colored_by_the_whole_set_and_not_by_the_eight() -> None:
    found, people = RESULTS.explored(setting(strength=0.5)), RESULTS.people("tiny")
    for side, notes in ((found.machine, found.notes), (found.beside, people.notes[people.draw(0)])):
        assert len(side.shares) == SHOWN
        for shares, wanted in zip(side.shares, shared_notes([*notes]), strict=False):
            np.testing.assert_allclose(shares, wanted)


def test_near_duplicates_of_people_count_once() -> None:
    twice = Corpus.from_tunes(
        [replace(tune, id=f"{tune.id}{copy}") for tune in TINY for copy in "ab"],
        "twice",
        clusters=[str(number // 2) for number in range(2 * len(TINY))],
        parts=[part for part in TINY.parts for _ in "ab"],
    )
    assert people_of(Ground.of(twice)).figures == people_of(Ground.of(TINY)).figures


def test_searches_find_what_they_are_named_after() -> None:
    model = STOCK.model(setting())
    exact = RESULTS.explored(setting(decoder="exact", strength=1)).tunes[0]
    best = most_probable(model, at_least=OPENING, at_most=LONGEST).tokens
    np.testing.assert_array_equal(exact, best)
    np.testing.assert_array_equal(
        RESULTS.explored(setting(decoder="greedy")).tunes[0], greedy(model, LONGEST).tokens
    )


def test_of_many_that_a_search_found_each_is_chosen_once_of_few_some_again() -> None:
    many = RESULTS.explored(setting(decoder="exact", strength=500))
    assert len({tune.tobytes() for tune in many.tunes}) == TUNES
    few = RESULTS.explored(setting(decoder="exact", strength=5))
    assert len({tune.tobytes() for tune in few.tunes}) == 5


def test_from_mode_to_noise_alike_falls_and_at_the_mode_all_tunes_are_one() -> None:
    path = RESULTS.path(setting())
    values = [one.dials.alike for one in path]
    assert [one.setting.strength for one in path] == [*DECODERS["temperature"].stops]
    assert values[0] > values[5] > values[10] > values[-1]
    assert RESULTS.explored(setting(decoder="exact", strength=1)).dials.alike == 1
    assert path[10] is RESULTS.explored(setting())


def test_tunes_that_end_too_soon_are_counted_and_left_out() -> None:
    hot = RESULTS.explored(setting(strength=100))
    made = decoded(STOCK.model(setting()), hot.ground, hot.setting)
    long = [tune for tune in made if len(tune) >= OPENING]
    assert len(made) % BATCH == 0
    assert len(hot.notes) == min(len(long), TUNES)
    assert hot.made - len(hot.notes) == sum(len(tune) < OPENING for tune in made[: hot.made])
    assert re.search(r"; \d+ shorter ones? left out", made_words(hot))


def test_where_none_is_long_enough_it_is_heard_and_not_measured() -> None:
    parts = ["train"] * 20 + ["valid"] * 4 + ["test"] * 12
    short = Corpus.from_tunes([tune.excerpt(0, 9) for tune in tunes(36, 4)], "short", parts=parts)
    results = Results(Stock([short]))
    found = results.explored(Setting("short", order=2))
    assert found.verdicts == ("not measured", "not measured")
    assert len(found.machine.tunes) == SHOWN
    none = replace(found, notes=found.notes[:0], made=1024)
    assert made_words(none) == "none of 1024 tunes is 32 notes long"
    assert ET.fromstring(screen(found, results.people("short"))).tag.endswith("svg")


def test_a_model_with_rhythm_is_seen_with_it_and_measured_without() -> None:
    found = RESULTS.explored(setting(RHYTHM))
    assert found.ground.rhythm
    assert {tune.durations for tune in found.machine.tunes} == {(48,) * OPENING}  # TINY's quarters
    assert "with rhythm" in screen_words(found)
    assert "all notes equally long" in screen_words(RESULTS.explored(setting()))
    assert found.notes.max() < STOCK.ground("tiny").size


def test_rests_are_no_notes() -> None:
    results = Results(Stock([with_rests()]))
    found = results.explored(Setting("rests", RHYTHM, 3))
    assert all(len(tune.notes) == OPENING for tune in found.machine.tunes)
    assert any(-1 in tune.pitches for tune in found.machine.tunes)
    assert (found.notes >= 0).all()


class Bare(SequenceModel[np.ndarray]):
    """A model whose states have no numbers."""

    size = STOCK.ground("tiny").size

    def start(self, batch: int) -> np.ndarray:
        return np.zeros((batch, 1))

    def probabilities(self, state: np.ndarray) -> np.ndarray:
        row = np.arange(1.0, self.size + 2)
        row[-1] = 0.1
        return np.tile(row / row.sum(), (len(state), 1))

    def advance(self, state: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        return state + 1


@pytest.mark.parametrize("decoder", [name for name in DECODERS if name != "exact"])
def test_a_model_without_tables_is_decoded_and_says_how_far_it_is(decoder: str) -> None:
    results, shares = Results(Stock([TINY], {"bare": Bare()})), []
    one = Setting("tiny", "bare", decoder=decoder)
    assert len(results.explored(one, lambda text, share: shares.append((text, share))).tunes)
    assert any(text == "Singing with the bare" and share > 0 for text, share in shares)


# --- said and drawn ---------------------------------------------------------------------------


def test_a_dial_says_below_within_and_above() -> None:
    people = PeoplesDials(Dials(0.03, 0.15), Dials(0.02, 0.1), Dials(0.04, 0.2), Dials(0.01, 0.02))
    said = [dial_words(Dials(*pair), people) for pair in ((0.01, 0.3), (0.02, 0.2), (0.05, 0.05))]
    assert said == [
        ("less alike than people", "returns more than people"),
        ("as alike as people", "returns as people do"),
        ("more alike than people", "wanders more than people"),
    ]


def test_alike_is_on_a_logarithmic_axis_and_returns_on_a_linear_one() -> None:
    assert [ALIKE.at(value) for value in (0, 0.001, 0.01, 0.1, 1)] == pytest.approx(
        [0, 0, 1 / 3, 2 / 3, 1]
    )
    assert [RETURNS.at(value) for value in (0, 0.25, 1)] == [0, 0.25, 1]


@pytest.mark.parametrize("strength", [0, 0.4, 1, 2])
def test_words_and_picture_say_the_same(strength: float) -> None:
    found = RESULTS.explored(setting(strength=strength))
    texts = "".join(ET.fromstring(seen(found)).itertext())
    for verdict in found.verdicts:
        assert verdict in texts
        assert verdict in screen_words(found)
    x = float(re.search(r'<circle class="machine" cx="([\d.]+)"', seen(found))[1])
    assert x == pytest.approx(LEFT + TRACK * ALIKE.at(found.dials.alike), abs=0.1)


def test_a_note_is_the_redder_the_more_tunes_have_its_run() -> None:
    steps = [shade(share) for share in np.linspace(0, 1, 200)]
    assert steps == sorted(steps)
    assert {*steps} == {*range(SHADES)}
    mode = seen(RESULTS.explored(setting(decoder="greedy")))
    machine = mode[mode.index('class="roll machine"') : mode.index('class="roll people"')]
    assert {*re.findall(r'class="s(\d)"', machine)} == {str(SHADES - 1)}


def test_people_and_machine_are_drawn_on_one_scale() -> None:
    notes = STOCK.ground("tiny").tune(range(STOCK.ground("tiny").size)).pitches
    low, high = RESULTS.people("tiny").reach
    assert min(notes) <= low < high <= max(notes)
    for strength in (0.2, 2):
        drawn = seen(RESULTS.explored(setting(strength=strength)))
        heights = [
            float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)h", drawn.split('class="dial"')[0])
        ]
        assert 0 <= min(heights) < max(heights) <= 50


def test_two_sets_have_a_mark_each_on_the_dials() -> None:
    first, other = (RESULTS.explored(setting(strength=strength)) for strength in (0.4, 2))
    drawn = screen(first, RESULTS.people("tiny"), other)
    assert drawn.count('class="machine" cx') == drawn.count('<path class="second"') == 2
    assert screen_words(first, other).count("\n") == 1


def test_the_still_stands_alone() -> None:
    found = RESULTS.explored(setting())
    alone = still(found, RESULTS.people("tiny"))
    assert ET.fromstring(alone).tag.endswith("svg")
    named = {*re.findall(r"var\((--m-[a-z]+)\)", alone)}
    assert named <= {*re.findall(r"(--m-[a-z]+):", alone)}
    assert "http" not in alone.replace("http://www.w3.org/2000/svg", "")


def test_titles_of_tunes_cannot_break_the_picture() -> None:
    named = Corpus.from_tunes(
        [replace(tune, title='<b>"A" & B') for tune in TINY], "tiny", parts=TINY.parts
    )
    results = Results(Stock([named]))
    drawn = screen(results.explored(setting()), results.people("tiny"))
    assert ET.fromstring(drawn).tag.endswith("svg")


def test_a_corpus_needs_some_tunes_of_each_part() -> None:
    lacking = Corpus.from_tunes(tunes(9, 0), "lacking", parts=["train"] * 9)
    with pytest.raises(ValueError, match="9 tunes to learn from, 0 to choose by and 0 to compare"):
        Ground.of(lacking, Degree)


def test_what_is_kept_is_made_once_and_not_without_end() -> None:
    made: list[int] = []
    kept = Kept(most=3)

    def make(number: int) -> list[int]:
        made.append(number)
        return [number]

    for number in (1, 2, 3, 1, 4, 1, 2):
        assert kept.get(number, lambda number=number: make(number)) == [number]
    assert made == [1, 2, 3, 4, 2]  # 2 was the one longest unused when 4 came
    assert len(kept) == 3
