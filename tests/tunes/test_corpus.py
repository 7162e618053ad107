"""The corpus: its columns give back every tune, and what is selected is what was asked for."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from any_tune import tunes
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.storage import checksum
from meantone.tunes import REST, Tune, TuneError
from meantone.tunes.columns import PARTS
from meantone.tunes.corpus import Corpus


def scale(start: int, **known: object) -> Tune:
    return Tune((start, start + 2, REST, start + 4), (48, 24, 24, 96), phrase_ends=(3,), **known)  # type: ignore[arg-type]


@pytest.fixture
def corpus() -> Corpus:
    made = [
        scale(60, id="a", mode="minor", meter=(3, 4), pickup=12, origin="Wales"),
        Tune((), (), id="b"),
        scale(62, id="c", title="Third", tonic="D", source="one.abc"),
        scale(70, id="d", mode="minor"),
    ]
    parts = ["train", "valid", "test", "train"]
    return Corpus.from_tunes(
        made, "four", clusters=["a", "b", "c", "a"], parts=parts, dropped={"not readable": 3}
    )


@settings(max_examples=40)
@given(st.lists(tunes(), max_size=5, unique_by=lambda tune: tune.id))
def test_every_tune_comes_back_as_it_went_in(given_tunes: list[Tune]) -> None:
    corpus = Corpus.from_tunes(given_tunes)
    assert list(corpus) == given_tunes
    assert [corpus[i] for i in range(len(corpus))] == given_tunes
    again = Corpus.from_arrays(corpus.arrays())
    assert list(again) == given_tunes
    assert again == corpus
    for tune in corpus:  # they are made without checks, so they must be ones that pass them
        assert Tune(**{name: getattr(tune, name) for name in Tune.__slots__}) == tune


@settings(max_examples=40)
@given(
    st.lists(tunes(max_events=6), max_size=8, unique_by=lambda tune: tune.id),
    st.data(),
)
def test_what_is_selected_is_what_a_list_would_give(
    given_tunes: list[Tune], data: st.DataObject
) -> None:
    corpus = Corpus.from_tunes(given_tunes, clusters=[f"k{i}" for i in range(len(given_tunes))])
    count = len(given_tunes)
    indices = data.draw(
        st.lists(st.integers(-count, count - 1), max_size=12) if count else st.just([])
    )
    chosen = corpus.select(indices)
    assert list(chosen) == [given_tunes[i] for i in indices]
    assert chosen.clusters.tolist() == [corpus.clusters[i] for i in indices]
    start, stop, step = data.draw(st.tuples(*[st.none() | st.integers(-9, 9).filter(bool)] * 3))
    assert list(corpus[start:stop:step]) == given_tunes[start:stop:step]
    mask = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    kept = [tune for tune, keep in zip(given_tunes, mask, strict=True) if keep]
    assert list(corpus.select(np.array(mask, dtype=bool))) == kept
    assert list(corpus.filter(lambda tune: tune.mode)) == [t for t in given_tunes if t.mode]


def test_names_clusters_and_parts_survive_a_selection(corpus: Corpus) -> None:
    minor = corpus.select(corpus.modes == "minor")
    assert minor.name == "four"
    assert minor.ids.tolist() == ["a", "d"]
    assert minor.clusters.tolist() == ["a", "a"]
    assert minor.parts.tolist() == ["train", "train"]
    assert dict(corpus.dropped) == {"not readable": 3}
    assert dict(minor.dropped) == {}  # what was dropped when the whole was built says nothing of it


def test_parts_are_the_corpus_taken_apart(corpus: Corpus) -> None:
    assert [tune.id for part in PARTS for tune in corpus.part(part)] == ["a", "d", "b", "c"]
    with pytest.raises(ValueError, match="'tests' is none of train, valid, test"):
        corpus.part("tests")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'bare' has no parts"):
        Corpus.from_tunes([scale(60)], "bare").part("train")
    assert len(corpus[:0].part("train")) == 0


def test_a_sample_is_drawn_without_replacement_by_the_given_generator(corpus: Corpus) -> None:
    rng = np.random.default_rng(4)
    assert sorted(corpus.sample(4, rng).ids) == ["a", "b", "c", "d"]
    drawn = [corpus.sample(2, np.random.default_rng(seed)).ids.tolist() for seed in range(20)]
    assert drawn == [corpus.sample(2, np.random.default_rng(s)).ids.tolist() for s in range(20)]
    assert len({tuple(ids) for ids in drawn}) > 5
    for count in (5, -1):
        with pytest.raises(ValueError, match=f"cannot draw {count} different tunes from 4"):
            corpus.sample(count, rng)


def test_it_is_a_sequence(corpus: Corpus) -> None:
    assert corpus[-1].id == "d"
    assert corpus[np.int64(0)].id == "a"  # type: ignore[index]
    assert scale(62, id="c", title="Third", tonic="D", source="one.abc") in corpus
    assert [tune.id for tune in reversed(corpus)] == ["d", "c", "b", "a"]
    for index in (4, -5):
        with pytest.raises(IndexError, match="of 4"):
            corpus[index]
    with pytest.raises(IndexError):
        corpus.select([4])
    with pytest.raises(IndexError):
        corpus.select(np.array([True]))


def test_it_cannot_be_changed(corpus: Corpus) -> None:
    for name in ("pitches", "durations", "offsets", "ids", "parts", "meters"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(corpus, name)[0] = 0
    with pytest.raises(AttributeError, match="never changes"):
        corpus.name = "other"
    with pytest.raises(TypeError):
        corpus.dropped["more"] = 1  # type: ignore[index]
    with pytest.raises(TypeError):
        hash(corpus)


def test_find_gives_the_tune_or_names_like_it(corpus: Corpus) -> None:
    assert corpus.find("c").title == "Third"
    many = Corpus.from_tunes([scale(60, id=f"kinder0-{n}") for n in range(9)], "kinder")
    with pytest.raises(
        LookupError, match=r"no tune 'kinder-3' in 'kinder'; did you mean kinder0-3"
    ):
        many.find("kinder-3")
    with pytest.raises(LookupError, match="no tune ''"):
        Corpus.from_tunes([scale(60)]).find("")


def test_equal_is_what_holds_the_same(corpus: Corpus) -> None:
    same = Corpus.from_tunes(corpus, "other", clusters=corpus.clusters, parts=corpus.parts)
    assert same == corpus
    assert same.checksum == corpus.checksum
    for other in (corpus[:3], corpus[::-1], Corpus.from_tunes(corpus), list(corpus)):
        assert other != corpus
    assert Corpus.from_tunes(corpus).checksum != corpus.checksum


def test_it_travels_to_a_worker_whole_and_still_read_only(corpus: Corpus) -> None:
    there = pickle.loads(pickle.dumps(corpus))
    assert there == corpus
    assert (there.name, there.dropped) == (corpus.name, corpus.dropped)
    with pytest.raises(ValueError, match="read-only"):
        there.pitches[0] = 0


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ([scale(60, id="a"), scale(62, id="a")], "tune 2: its id 'a' is taken"),
        ([Tune((60,), (2**31,))], "too long"),
        ([Tune((60,), (1,), meter=(2, 4), pickup=2**31)], "too long"),
    ],
)
def test_what_cannot_be_stored_is_refused(made: list[Tune], message: str) -> None:
    with pytest.raises(TuneError, match=message):
        Corpus.from_tunes(made)


def test_columns_that_do_not_belong_together_are_refused(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="3 parts for 4 tunes"):
        Corpus.from_tunes(corpus, parts=["train"] * 3)
    for name in ("pitches", "pickups", "ends", "offsets", "end_offsets"):
        arrays = corpus.arrays()
        arrays[name] = arrays[name][:-1]
        with pytest.raises(ValueError, match="differ in length"):
            Corpus.from_arrays(arrays)


def test_the_table_has_a_row_for_each_tune(corpus: Corpus) -> None:
    table = corpus.table()
    assert table["id"].tolist() == ["a", "b", "c", "d"]
    assert table["meter"].fillna("").tolist() == ["3/4", "", "", ""]
    assert table["notes"].tolist() == [3, 0, 3, 3]
    assert table["quarters"].tolist() == [4, 0, 4, 4]
    assert table["lowest"].isna().tolist() == [False, True, False, False]
    assert table["highest"].dropna().tolist() == [64, 66, 74]
    assert table["phrases"].tolist() == [1, 0, 1, 1]
    assert table["cluster"].tolist() == ["a", "b", "c", "a"]


def test_the_summary_counts_what_is_there(corpus: Corpus) -> None:
    summary = corpus.describe()["four"]
    assert summary["tunes"] == 4
    assert summary["notes"] == 9
    assert summary["distinct pitches"] == 7  # two of the nine are in two tunes
    assert (summary["lowest pitch"], summary["highest pitch"]) == (60, 74)
    assert summary["notes in the median tune"] == 3
    assert summary["tunes in minor"] == 2
    assert summary["tunes without a meter"] == 3
    assert summary["tunes with a near-duplicate"] == 2
    assert [summary[f"tunes in {part}"] for part in PARTS] == [2, 1, 1]
    assert Corpus.from_tunes([], "none").describe()["none"]["notes"] == 0


def test_its_line_is_the_same_every_time(corpus: Corpus) -> None:
    assert repr(corpus) == "<Corpus 'four': 4 tunes, 9 notes, 7 pitches>"
    assert repr(Corpus.from_tunes([])) == "<Corpus '': 0 tunes, 0 notes, 0 pitches>"
    assert repr(corpus[:0].sample(0, np.random.default_rng(0))) == repr(corpus[1:1])


def test_the_checksum_depends_on_names_types_and_values() -> None:
    one = {"a": np.array([1, 2], "<i4"), "b": np.array([], "<i2")}
    assert checksum(one) == checksum(dict(reversed(one.items())))
    others = [
        {"a": np.array([1, 3], "<i4"), "b": one["b"]},
        {"a": np.array([[1], [2]], "<i4"), "b": one["b"]},
        {"c": one["a"], "b": one["b"]},
        {"a": one["a"]},
    ]
    assert len({checksum(one), *map(checksum, others)}) == 5


def test_the_stored_form_is_the_same_on_every_platform(corpus: Corpus) -> None:
    # From a machine with little-endian numbers; a big-endian one must store the same bytes.
    assert corpus.checksum == "757d62133c6481a1de5e2af5ca2e9c70d47defdc4860e89a63dc52edbac1f162"
    assert all(array.dtype.str[0] in "<|" for array in corpus.arrays().values())
