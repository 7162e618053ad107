"""The split: no near-duplicates on both sides, in any set or between them."""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np
import pytest

from meantone.tunes import Tune
from meantone.tunes.collections.near_duplicates import (
    THRESHOLD,
    clusters,
    leaked,
    near_duplicates,
    similarity,
)
from meantone.tunes.collections.recipes import datasets_folder
from meantone.tunes.collections.sets import load, set_names
from meantone.tunes.collections.splits import part_of, read_split
from meantone.tunes.columns import PARTS
from meantone.tunes.corpus import Corpus


@pytest.fixture(scope="module")
def sets() -> dict[str, Corpus]:
    return {name: load(name) for name in set_names()}


@pytest.fixture(scope="module")
def tunes(sets: dict[str, Corpus]) -> dict[str, Tune]:
    """Every tune once, by its id."""
    return {tune.id: tune for corpus in sets.values() for tune in corpus}


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple[str, str]]:
    """Cluster and part of every tune, read as a stranger to the project would."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(datasets_folder().glob("*/split.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                known = found.setdefault(row["id"], (row["cluster"], row["part"]))
                assert known == (row["cluster"], row["part"]), "one tune, two parts"
    return found


@pytest.fixture(scope="module")
def pairs(tunes: dict[str, Tune]) -> np.ndarray:
    return near_duplicates(tunes.values())


def test_every_tune_has_a_row_and_every_row_a_tune(sets: dict[str, Corpus]) -> None:
    for name, corpus in sets.items():
        split = read_split(datasets_folder() / name)
        assert list(split) == corpus.ids.tolist(), name
        assert [row.cluster for row in split.values()] == corpus.clusters.tolist()
        assert [row.part for row in split.values()] == corpus.parts.tolist()


def test_no_near_duplicates_are_in_two_parts(
    tunes: dict[str, Tune], rows: dict[str, tuple[str, str]], pairs: np.ndarray
) -> None:
    parts = np.array([rows[id][1] for id in tunes], dtype=object)
    assert len(pairs) > 1000
    assert (parts[pairs[:, 0]] == parts[pairs[:, 1]]).all()
    assert not leaked(pairs, parts).any()


def test_clusters_are_those_of_the_pairs_and_named_after_one_of_theirs(
    tunes: dict[str, Tune], rows: dict[str, tuple[str, str]], pairs: np.ndarray
) -> None:
    labels = clusters(pairs, len(tunes)).tolist()
    names = [rows[id][0] for id in tunes]
    assert len(set(zip(labels, names, strict=True))) == len(set(labels)) == len(set(names))
    for id, (cluster, part) in rows.items():
        assert rows[cluster][0] == cluster, id
        assert part == part_of(cluster)


def test_the_pairs_are_really_alike_and_the_others_are_not(
    tunes: dict[str, Tune], pairs: np.ndarray
) -> None:
    listed = list(tunes.values())
    rng = np.random.default_rng(3)
    for a, b in pairs[rng.choice(len(pairs), 200, replace=False)]:
        assert similarity(listed[a], listed[b]) >= THRESHOLD
    found = {tuple(pair) for pair in pairs.tolist()}
    for a, b in np.sort(rng.integers(0, len(listed), (2000, 2)), axis=1).tolist():
        assert a == b or (similarity(listed[a], listed[b]) >= THRESHOLD) == ((a, b) in found)


def test_no_chinese_tune_is_kin_to_one_from_elsewhere(
    tunes: dict[str, Tune], pairs: np.ndarray
) -> None:
    """Such kin would be chance, and the threshold too low."""
    chinese = np.array([id.startswith(("han", "starter-mo_li_hua")) for id in tunes])
    assert chinese.sum() > 800
    assert (chinese[pairs[:, 0]] == chinese[pairs[:, 1]]).all()


@pytest.mark.parametrize("name", ["kinder", "folk", "irish", "chorales"])
def test_the_parts_have_their_shares(sets: dict[str, Corpus], name: str) -> None:
    shares = [len(sets[name].part(part)) / len(sets[name]) for part in PARTS]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.04)


def test_even_the_smallest_set_has_all_parts(sets: dict[str, Corpus]) -> None:
    assert set(sets["starter"].parts) == set(PARTS)


def test_a_random_split_would_leak(sets: dict[str, Corpus]) -> None:
    """The figures in datasets/README.md: a fifth of the test tunes of folk, half of chorales."""
    for name, low, high in (("folk", 0.17, 0.23), ("chorales", 0.4, 0.55)):
        corpus = sets[name]
        found = near_duplicates(corpus)
        shares = []
        for seed in range(20):
            order = np.random.default_rng(seed).permutation(len(corpus)) / len(corpus)
            parts = np.array(["train", "valid", "test"], dtype=object)[
                (order >= 0.8).astype(int) + (order >= 0.9)
            ]
            shares.append(leaked(found, parts).sum() / (parts == "test").sum())
        assert low < np.mean(shares) < high, name
        assert not leaked(found, corpus.parts).any()
        if name == "folk":  # "about a quarter of the tunes have a near-duplicate"
            assert 0.22 < len(np.unique(found)) / len(corpus) < 0.27


def test_parts_are_drawn_from_names_evenly_and_for_ever() -> None:
    drawn = Counter(part_of(f"name-{number}") for number in range(10_000))
    assert [drawn[part] / 10_000 for part in PARTS] == pytest.approx([0.8, 0.1, 0.1], abs=0.015)
    names = ("kinder0-1", "kinder0-2", "ü")
    assert [part_of(name) for name in names] == ["train", "test", "train"]
