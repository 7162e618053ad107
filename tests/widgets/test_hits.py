"""The hit-maker: what is on the page is what the frontier says."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
import traitlets

from meantone.experiments.popularity import Frontier, Jury, Pool, compete
from meantone.models import MarkovChain
from meantone.show.colors import MEANINGS
from meantone.tunes import Degree
from meantone.widgets import HitMaker, hits_card

rng = np.random.default_rng
VIEW = Degree([0, 2, 4, 7])


class Like:
    """A tuned network that draws like a chain."""

    def __init__(self, chain: MarkovChain, penalty: float) -> None:
        self.model, self.penalty = chain, penalty

    def bits(self) -> float:
        return 1.5


def homes(tunes: list[np.ndarray]) -> np.ndarray:
    return np.array([np.mean(np.asarray(tune) == 0) for tune in tunes])


@pytest.fixture(scope="module")
def frontier() -> Frontier:
    chain = MarkovChain.fit(list(rng(0).integers(0, 4, (20, 10))), 4, add=1)
    stuck = MarkovChain.fit([[0, 0, 0, 0, 0, 0, 1, 0, 0]] * 9, 4, add=0.05)
    pool = Pool.of(chain, 320, homes, rng(1), notes=16)
    people = list(rng(2).integers(0, 4, (40, 16)))
    tuned = [Like(stuck, 0.0), Like(chain, 0.5)]
    return compete(pool, tuned, Jury(homes, homes, people, 4), people, rng(3), [1, 8])  # type: ignore[arg-type]


def test_all_sets_have_as_many_tunes_as_people(frontier: Frontier) -> None:
    assert [hits.name for hits in frontier.sets] == [
        "best of 1", "best of 8", "tuned, penalty 0", "tuned, penalty 0.5", "people", "shuffled",
    ]  # fmt: skip
    assert {len(tunes) for tunes in frontier.tunes.values()} == {40}
    assert {len(tune) for tunes in frontier.tunes.values() for tune in tunes} == {16}
    assert frontier["best of 8"].bits == pytest.approx(3 - 7 / 8 / np.log(2))
    assert frontier["tuned, penalty 0.5"].bits == 1.5
    assert frontier["shuffled"].score == pytest.approx(frontier["people"].score)
    assert frontier["tuned, penalty 0"].vendi < frontier["best of 1"].vendi


def test_three_winners_of_each_set_are_heard(frontier: Frontier) -> None:
    for which in (0, 1, 7):
        shown = hits_card(frontier, VIEW, 8, 0.5, which)
        for name in ("best of 8", "tuned, penalty 0.5"):
            first = 6 * which % 40
            heard = [shown.tunes[f"{name}: {place}"] for place in (1, 2, 3)]
            assert heard == [
                VIEW.decode(frontier.tunes[name][(first + place) % 40], duration=24)
                for place in range(3)
            ]


def test_words_give_the_figures_of_both_and_of_people(frontier: Frontier) -> None:
    words = hits_card(frontier, VIEW, 1, 0.0).words
    for name in ("best of 1", "tuned, penalty 0", "people", "shuffled"):
        assert f"{frontier[name].score:.3f}" in words
        assert f"{frontier[name].vendi:.1f}" in words


def test_red_is_what_others_have(frontier: Frontier) -> None:
    """The stuck network's notes are all shared; nobody's are where all tunes differ."""
    red = MEANINGS["shared"]
    stuck = hits_card(frontier, VIEW, 1, 0.0).svg.count(red)
    free = hits_card(frontier, VIEW, 1, 0.5).svg.count(red)
    assert stuck > 70
    assert free < 0.7 * stuck


def test_rings_stand_where_the_sets_lie(frontier: Frontier) -> None:
    def rings(rivals: int, penalty: float) -> list[str]:
        return re.findall(
            r'<rect x="([\d.]+)"[^>]* stroke-width="2.5"',
            hits_card(frontier, VIEW, rivals, penalty).svg,
        )

    one, other = rings(1, 0.0), rings(8, 0.0)
    assert len(one) == len(other) == 2
    assert one[0] != other[0]
    assert one[1] == other[1]


def test_the_sliders_have_the_stops_of_the_frontier(frontier: Frontier) -> None:
    maker = HitMaker(frontier, VIEW)
    assert maker.stops == [[1, 8], [0, 0.5]]
    assert maker.value == [1, 0]
    before = maker.picture, [sound["source"] for sound in maker.sounds]
    maker.value = [8, 0.5]
    assert maker.words.startswith("Best of 8:")
    assert maker.picture != before[0]
    maker.draws = 1
    assert [sound["source"] for sound in maker.sounds] != before[1]
    assert base64.b64decode(maker.picture.split(",")[1]).startswith(b"<svg")
    with pytest.raises(traitlets.TraitError, match="no stop"):
        maker.value = [3, 0.5]
