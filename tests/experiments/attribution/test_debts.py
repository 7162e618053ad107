"""Copies, sources over temperature, and refits without a source."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.experiments.attribution import (
    Attribution,
    CopyDetector,
    Debts,
    debts,
    effective_sources,
    left_out,
)
from meantone.models import NGram, surprises

rng = np.random.default_rng
SIZE = 6


def walks(seed: int, count: int, notes: int = 12) -> list[np.ndarray]:
    """Return tunes that go up and down by steps."""
    steps = rng(seed).choice([-1, 0, 1], (count, notes))
    return [np.abs((np.cumsum(row) + 30) % (2 * SIZE - 2) - SIZE + 1) for row in steps]


@pytest.fixture(scope="module")
def asked() -> Attribution:
    songs = walks(0, 60)
    return Attribution(NGram.fit(songs, SIZE, 4), songs, [f"c{i // 2}" for i in range(60)])


@pytest.fixture(scope="module")
def found(asked: Attribution) -> Debts:
    people = walks(1, 40)
    detector = CopyDetector.of(people, asked.training)
    return debts(asked, detector, people, rng(2), (1.0, 0.2), runs=2, count=20)


def test_a_whole_copy_is_flagged_and_its_source_named(asked: Attribution) -> None:
    detector = CopyDetector.of(walks(1, 40), asked.training)
    copy = asked.training[7]
    copied = detector.copies([copy])
    assert copied.lengths.tolist() == [12]
    assert np.array_equal(asked.training[copied.sources[0]], copy)
    assert detector.flags([copy, np.array([5, 0] * 6)]).tolist() == [True, False]
    assert np.mean(detector.people > detector.limit) <= 0.05


def test_a_colder_model_is_surer(found: Debts) -> None:
    assert [debt.name for debt in found.sets] == ["T = 1", "T = 0.2", "people", "shuffled"]
    assert found["T = 0.2"].bits.mean < found["T = 1"].bits.mean < found["shuffled"].bits.mean
    assert found["T = 0.2"].longest.mean > found["shuffled"].longest.mean


def test_each_figure_has_its_lowest_and_highest_run(found: Debts) -> None:
    for debt in found.sets:
        for figure in (debt.bits, debt.sources, debt.longest, debt.flagged):
            assert figure.low <= figure.mean <= figure.high
    assert found["T = 1"].sources.low < found["T = 1"].sources.high


def test_figures_are_those_of_asking_tune_by_tune(asked: Attribution) -> None:
    people = walks(1, 10)
    detector = CopyDetector.of(people, asked.training)
    one = debts(asked, detector, people, rng(0), (), runs=1, count=10)["people"]
    each = [effective_sources(asked.owed(tune).mean) for tune in people]
    assert one.sources.mean == pytest.approx(np.mean(each))
    bits = [bits[:-1].mean() for bits in surprises(asked.model, people)]
    assert one.bits.mean == pytest.approx(np.mean(bits))
    assert one.longest.mean == pytest.approx(detector.people.mean())
    assert one.flagged.mean == pytest.approx((detector.people > detector.limit).mean())


def test_table_and_picture_show_every_set(found: Debts) -> None:
    table = found.table()
    assert [*table.index] == [debt.name for debt in found.sets]
    assert (table["lowest"] <= table["highest"]).all()
    chart = found.picture().to_dict()
    assert len(chart["hconcat"]) == 2
    assert "shuffled" in chart["description"]


def test_what_is_left_out_is_missed(asked: Attribution) -> None:
    tune = asked.training[4]
    without = left_out(asked, tune, count=10)
    assert 6 < len({row.source for row in without.rows}) == len(without.rows) <= 10
    shares = [row.share for row in without.rows]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == max(asked.owed(tune).mean)
    assert without.rows[0].source == "c2"  # the tune's own cluster
    assert without.rows[0].bits == max(row.bits for row in without.rows) > 1
    assert without.rank > 0.5
    assert [*without.table().index] == [row.source for row in without.rows]
    assert "rank correlation" in without.picture().to_dict()["title"]


def test_bits_lost_are_those_of_a_model_that_never_knew_the_source(asked: Attribution) -> None:
    tune = walks(3, 1)[0]
    row = left_out(asked, tune, count=1).rows[0]
    kept = [
        t for t, o in zip(asked.training, asked.owner, strict=True) if asked.names[o] != row.source
    ]
    new = surprises(NGram.fit(kept, SIZE, 4), [tune])[0][:-1].sum()
    old = surprises(asked.model, [tune])[0][:-1].sum()
    assert row.bits == pytest.approx(new - old)


def test_no_more_sources_than_there_are_can_be_left_out() -> None:
    songs = walks(5, 3)
    asked = Attribution(NGram.fit(songs, SIZE, 2), songs)
    assert len(left_out(asked, songs[0], count=9).rows) <= 3
