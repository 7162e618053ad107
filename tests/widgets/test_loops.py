"""The whispering game: its steps against the library's loop, its picture, and the widget itself."""

import base64
import xml.etree.ElementTree as ElementTree
from itertools import islice

import numpy as np
import pytest
import traitlets

from meantone.experiments.loops import KEPT, Loop, Pick, generations
from meantone.measures import shared_notes
from meantone.show.colors import MEANINGS
from meantone.tunes import load
from meantone.widgets import LoopExplorer, LoopGround, loop_ground, loop_steps, loop_words
from meantone.widgets.loops import LAST, SAYS
from meantone.widgets.whispers import PANELS, Row, color, whispers


@pytest.fixture(scope="module")
def ground() -> LoopGround:
    return loop_ground(load("kinder"))


@pytest.fixture
def explorer(ground: LoopGround) -> LoopExplorer:
    explorer = LoopExplorer(ground)
    assert explorer.wait(600)
    return explorer


def test_what_is_set_is_the_loop(ground: LoopGround) -> None:
    plain = ground.loop("accumulate", 0.8, 0.3, 1)
    assert plain == Loop(KEPT["accumulate"], 0.8, 0.3, None, len(ground.songs))
    picked = ground.loop("replace", 1.0, 0.0, 4)
    assert isinstance(picked.pick, Pick)
    assert (picked.pick.of, picked.pick.judge) == (4, ground.judge)


def test_steps_are_the_generations(ground: LoopGround) -> None:
    loop = ground.loop("replace", 0.9, 0.1, 1)
    found = [*islice(loop_steps(ground, loop, seed=5), 3)]
    every = generations(ground.fit, ground.songs, loop, np.random.default_rng(5))
    for step, one in zip(found, islice(every, 3), strict=True):
        assert step.reading.row == pytest.approx(ground.ruler.read(one).row, nan_ok=True)
        seen = [tune[:32] for tune in one.written[:200]]
        place = next(i for i, tune in enumerate(seen) if tune is not None and len(tune) == 32)
        assert step.tokens.tolist() == seen[place].tolist()
        assert step.shares.tolist() == shared_notes(seen)[place].tolist()


def test_the_machine_learns_no_end_from_cut_tunes(ground: LoopGround) -> None:
    one = next(
        generations(ground.fit, ground.songs, Loop(tunes=100, longest=10), np.random.default_rng(0))
    )
    told, untold = ground.fit(one.written), type(ground.fit(one.written)).fit(
        one.written, ground.judge.size, order=5
    )  # fmt: skip
    assert told.table[:, -1].mean() < untold.table[:, -1].mean()


def test_the_words_say_what_was_measured(ground: LoopGround, explorer: LoopExplorer) -> None:
    last = explorer.found[-1].reading
    assert f"Generation {LAST} of {LAST}" in explorer.words
    assert f"cost it {last.bits:.2f} bits" in explorer.words
    assert (
        f"people's {ground.people.variety:.0f}" in explorer.words or "too short" in explorer.words
    )
    assert (
        f"{100 * last.shares['minor']:.0f} minor (people {100 * ground.people.shares['minor']:.0f})"
        in (explorer.words)
    )


def test_tunes_too_short_to_be_seen_are_said_to_be(
    ground: LoopGround, explorer: LoopExplorer
) -> None:
    from dataclasses import replace

    step = explorer.found[0]
    short = step._replace(reading=replace(step.reading, variety=float("nan"), returns=float("nan")))
    words = loop_words(ground, "A loop", [step, short])
    assert "nan" not in words
    assert words.count("(too short)") >= 2


def test_it_is_heard_at_the_end(explorer: LoopExplorer) -> None:
    heard = [sound["label"] for sound in explorer.sounds]
    assert heard == ["generation 0", "generation 3", "generation 10"]
    assert not explorer.running
    assert explorer.generation == LAST


def test_it_is_drawn_while_it_runs(ground: LoopGround) -> None:
    pictures: list[str] = []
    explorer = LoopExplorer(ground)
    explorer.observe(lambda change: pictures.append(change["new"]), names="picture")
    assert explorer.wait(600)
    assert len(set(pictures)) >= LAST


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "accumulate"), ("temperature", 0.7), ("fresh", 0.5), ("of", 2)]
)
def test_each_control_begins_anew(explorer: LoopExplorer, name: str, value: object) -> None:
    before = explorer.words
    setattr(explorer, name, value)
    assert explorer.running
    assert explorer.found == []
    assert explorer.wait(600)
    assert len(explorer.found) == LAST + 1
    assert explorer.words != before


def test_other_chance_is_another_loop(explorer: LoopExplorer) -> None:
    first = explorer.found[-1].reading.bits
    explorer.draws += 1
    assert explorer.wait(600)
    assert explorer.found[-1].reading.bits != first


def test_only_the_latest_wish_counts(explorer: LoopExplorer, ground: LoopGround) -> None:
    explorer.temperature = 0.7
    explorer.temperature = 1.2
    assert explorer.wait(600)
    alone = LoopExplorer(ground, temperature=1.2)
    assert alone.wait(600)
    assert explorer.words == alone.words
    assert len(explorer.found) == LAST + 1


@pytest.mark.parametrize(
    "wrong", [{"kind": "never"}, {"temperature": 3.0}, {"fresh": -1.0}, {"of": 3}]
)
def test_no_such_loop(ground: LoopGround, wrong: dict[str, object]) -> None:
    with pytest.raises(traitlets.TraitError):
        LoopExplorer(ground, **wrong)  # type: ignore[arg-type]


def test_what_goes_wrong_is_said(ground: LoopGround, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no music today")

    monkeypatch.setattr(LoopGround, "fit", broken)
    explorer = LoopExplorer(ground)
    with pytest.raises(RuntimeError, match="no music today"):
        explorer.wait(600)
    assert "no music today" in explorer.words
    assert not explorer.running


def test_a_page_without_python_gets_the_end(ground: LoopGround) -> None:
    bundle = LoopExplorer(ground)._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert f"Generation {LAST} of {LAST}" in data["text/plain"]
    assert data["text/html"].count("<audio") == 3


def test_the_picture_has_a_row_for_each_generation(explorer: LoopExplorer) -> None:
    drawn = base64.b64decode(explorer.picture.partition(",")[2])
    texts = [
        text.text for text in ElementTree.fromstring(drawn).iter() if text.tag.endswith("text")
    ]
    assert [str(n) for n in range(LAST + 1)] == [t for t in texts if t in map(str, range(11))][
        : LAST + 1
    ]
    assert "share: China" not in texts  # children's songs of one country


def test_red_is_what_others_have_too() -> None:
    alone, common = (color(share) for share in (0.0, 1.0))
    assert (alone, common) == (MEANINGS["machine"], MEANINGS["shared"])
    drawn = whispers([Row([0, 2], [0.0, 1.0])], {"bits": [3.0]}, {}, {}, 10)
    assert drawn.index(f'fill="{alone}"') < drawn.index(f'fill="{common}"')


def test_figures_that_are_not_there_leave_a_gap() -> None:
    figures = {"variety": [10.0, float("nan"), 20.0]}
    drawn = whispers([Row([0], [0.5])] * 3, figures, {"variety": 17.0}, {}, 10)
    assert "nan" not in drawn
    assert drawn.count("<circle") == 1


def test_every_figure_has_a_panel_and_every_kind_a_name() -> None:
    assert {*PANELS} >= {"bits", "variety", "returns", "notes", "minor", "China"}
    assert [*SAYS] == [*KEPT]
