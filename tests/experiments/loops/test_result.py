"""Loops followed: tables, pictures, and that chance alone makes runs differ."""

import numpy as np
import pytest

from meantone.experiments.loops import Loop, Ruler, accumulate, follow
from meantone.models import NGram, add

rng = np.random.default_rng
PEOPLE = [rng(seed).integers(0, 3, 8) for seed in range(60)]
RULER = Ruler(PEOPLE, 3, {"even": lambda tunes: float(np.mean([len(t) % 2 == 0 for t in tunes]))},
              notes=4, count=20)  # fmt: skip


def fit(tunes):
    return NGram.fit(tunes, 3, order=2, smoothing=add(0.5), ended=tunes.ended)


SMALL = Loop(tunes=60)


def followed(seed=0, loop=SMALL, **more):
    return follow(fit, PEOPLE, loop, RULER, rng(seed), **more)


def test_a_row_for_each_run_and_generation():
    table = followed(last=3, runs=2).table()
    assert table[["run", "generation"]].to_numpy().tolist() == [
        [run, number] for run in (0, 1) for number in range(4)
    ]
    assert [*table.columns[2:]] == ["bits", "variety", "alike", "returns", "notes", "cut", "even"]


def test_the_same_seed_gives_the_same_loop_and_another_one_another():
    first, again, other = (followed(seed, last=2).table().notes.tolist() for seed in (0, 0, 1))
    assert first == again != other


def test_runs_are_independent():
    found = followed(last=2, runs=2)
    assert len({run.readings[-1].notes for run in found.runs}) == 2


def test_spread_is_mean_lowest_and_highest():
    found = followed(last=2, runs=3)
    bits = [run.readings[2].bits for run in found.runs]
    row = found.spread().loc[2, "bits"]
    assert row.tolist() == pytest.approx([np.mean(bits), min(bits), max(bits)])


def test_what_was_written_can_be_heard():
    run = followed(last=2).runs[0]
    assert [len(tunes) for tunes in run.written] == [60, 60, 60]


def test_a_smoothed_loop_goes_to_noise_and_one_that_accumulates_less_so():
    """A bigram that knows one order of notes forgets it; with people's tunes kept it does not."""

    def smooth(tunes):
        return NGram.fit(tunes, 3, order=2, smoothing=add(50), ended=tunes.ended)

    people = [np.tile([0, 1, 2], 4) for _ in range(60)]
    ruler = Ruler(people, 3, notes=4, count=20)
    bits = {
        kind: follow(smooth, people, loop, ruler, rng(0)).runs[0].readings[-1].bits
        for kind, loop in (("replace", Loop(tunes=60)), ("accumulate", Loop(accumulate, tunes=60)))
    }
    start = follow(smooth, people, Loop(tunes=60), ruler, rng(0), last=0).runs[0].readings[0].bits
    assert start < bits["accumulate"] < bits["replace"]


def test_the_picture_has_a_panel_for_each_figure():
    drawn = followed(last=2, runs=2).picture(("bits", "even", "nothing of the kind")).to_dict()
    assert drawn["facet"]["sort"] == ["bits", "even"]
    rows = next(iter(drawn["datasets"].values()))
    assert len(rows) == 2 * 3 * 2
