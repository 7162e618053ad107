"""The corpus: many tunes held as a few columns, made into `Tune` values when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.storage import Columns, checksum
from meantone.tunes.columns import (
    EVENTS,
    NUMBERS,
    OFFSETS,
    PARTS,
    TEXTS,
    Part,
    as_index,
    check_lengths,
    event_columns,
    from_json,
    gather,
    knowledge_columns,
    sums,
    text_column,
    to_json,
)
from meantone.tunes.places import collection_of, place_of
from meantone.tunes.summaries import describe, table
from meantone.tunes.tune import REST, Tune, TuneError

if TYPE_CHECKING:
    import pandas as pd


class Corpus(Sequence[Tune]):
    """An immutable sequence of tunes with columns for whole-corpus arithmetic.

    Lesson 01 meets the corpora. Events of all tunes lie end to end in `pitches` and `durations`;
    tune i is ``offsets[i]:offsets[i + 1]`` of them. Two corpora are equal when their tunes,
    clusters and parts are.

    Parameters
    ----------
    columns : mapping of str to array
        As `Corpus.from_tunes` and `Corpus.from_arrays` make them: use those.
    name : str
        What to call it: the data set's name.
    dropped : mapping of str to int, optional
        Tunes left out when the set was built, counted by reason.

    Attributes
    ----------
    pitches, durations : array of int
        The events of all tunes, read-only: MIDI numbers or `REST`, and ticks.
    offsets : array of int
        Where each tune's events start, and, last, where they all end.
    ids, titles, tonics, modes, origins, sources, clusters, parts : array of str or None
        One entry per tune: ``corpus.select(corpus.modes == "minor")``.
    meters, pickups : array of int
        (beats, unit) of each tune, (0, 0) for none; ticks before the first full bar.

    Examples
    --------
    >>> call, answer = Tune((67, 64), (48, 96), id="call"), Tune((60,), (48,), id="answer")
    >>> corpus = Corpus.from_tunes([call, answer], name="game")
    >>> corpus
    <Corpus 'game': 2 tunes, 3 notes, 3 pitches>
    >>> corpus[1] == answer, corpus[:1].name, corpus.pitches.tolist()
    (True, 'game', [67, 64, 60])
    """

    name: str
    dropped: Mapping[str, int]
    pitches: NDArray[np.int16]
    durations: NDArray[np.int32]
    offsets: NDArray[np.intp]
    ends: NDArray[np.int32]
    end_offsets: NDArray[np.intp]
    meters: NDArray[np.int16]
    pickups: NDArray[np.int32]
    ids: NDArray[np.object_]
    titles: NDArray[np.object_]
    tonics: NDArray[np.object_]
    modes: NDArray[np.object_]
    origins: NDArray[np.object_]
    sources: NDArray[np.object_]
    clusters: NDArray[np.object_]
    parts: NDArray[np.object_]
    _columns: dict[str, NDArray[Any]]

    def __init__(
        self, columns: Columns, name: str = "", dropped: Mapping[str, int] | None = None
    ) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "dropped", MappingProxyType(dict(dropped or {})))
        object.__setattr__(self, "_columns", dict(columns))
        for column, values in columns.items():
            values.flags.writeable = False
            object.__setattr__(self, column, values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a corpus never changes; make a new one instead of setting {name!r}")

    @classmethod
    def from_tunes(
        cls,
        tunes: Iterable[Tune],
        name: str = "",
        *,
        clusters: Iterable[str] | None = None,
        parts: Iterable[str] | None = None,
        dropped: Mapping[str, int] | None = None,
    ) -> Corpus:
        """Make a corpus of tunes.

        Parameters
        ----------
        tunes : iterable of Tune
            Their ids differ, or are empty.
        name : str
        clusters, parts : iterable of str, optional
            One for each tune: its near-duplicates' common name; "train", "valid" or "test".
        dropped : mapping of str to int, optional

        Returns
        -------
        Corpus

        Raises
        ------
        TuneError
            If two tunes have the same id, or a tune lasts too long to be stored.
        ValueError
            If `clusters` or `parts` is not one text for each tune.

        Examples
        --------
        >>> Corpus.from_tunes([Tune((60,), (48,), id="a"), Tune((62,), (48,), id="a")])
        Traceback (most recent call last):
        meantone.tunes.tune.TuneError: tune 2: its id 'a' is taken; ids differ within a corpus
        """
        made = list(tunes)
        _check_ids(made)
        columns = event_columns(made) | knowledge_columns(made)
        for column, given in (("clusters", clusters), ("parts", parts)):
            texts = ["" for _ in made] if given is None else list(given)
            if len(texts) != len(made):
                raise ValueError(f"{len(texts)} {column} for {len(made)} tunes")
            columns[column] = text_column(texts)
        return cls(columns, name, dropped)

    @classmethod
    def from_arrays(cls, arrays: Columns) -> Corpus:
        """Make the corpus whose `arrays` these are.

        Raises
        ------
        ValueError
            If they do not make a corpus; a `KeyError` if one is missing.
        """
        text, label = (from_json(arrays[key]) for key in ("text", "label"))
        numbers = [*EVENTS, *NUMBERS, *OFFSETS, "ends"]
        columns: dict[str, NDArray[Any]] = {key: np.array(arrays[key]) for key in numbers}
        columns |= {key: columns[key].astype(np.intp) for key in OFFSETS}
        columns |= {key: text_column(text[key]) for key in TEXTS}
        check_lengths(columns)
        return cls(columns, label["name"], label["dropped"])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all it holds as arrays of numbers and bytes, the same on every platform.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((60,), (48,), title="One")], name="set")
        >>> Corpus.from_arrays(corpus.arrays()) == corpus
        True
        """
        types = {**EVENTS, **NUMBERS, "ends": "<i4", "offsets": "<i8", "end_offsets": "<i8"}
        arrays = {key: self._columns[key].astype(kind) for key, kind in types.items()}
        arrays["text"] = to_json({key: self._columns[key].tolist() for key in TEXTS})
        arrays["label"] = to_json({"name": self.name, "dropped": dict(self.dropped)})
        return arrays

    @property
    def checksum(self) -> str:
        """The SHA-256 of its content, in hexadecimal: equal corpora have equal ones, anywhere.

        Examples
        --------
        >>> Corpus.from_tunes([Tune((60,), (48,))]).checksum[:8]
        '214f98f2'
        """
        arrays = self.arrays()
        del arrays["label"]
        return checksum(arrays)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> Tune: ...
    @overload
    def __getitem__(self, index: slice) -> Corpus: ...
    def __getitem__(self, index: int | slice) -> Tune | Corpus:
        if isinstance(index, slice):
            return self.select(range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(f"tune {index} of {len(self)}")
        return self._tune(int(index) % len(self))

    def __iter__(self) -> Iterator[Tune]:
        return map(self._tune, range(len(self)))

    def _tune(self, index: int) -> Tune:
        """Make tune `index`, which lies in range."""
        start, stop = self.offsets[index : index + 2].tolist()
        first, last = self.end_offsets[index : index + 2].tolist()
        beats, unit = self.meters[index].tolist()
        return _trusted_tune(
            pitches=tuple(self.pitches[start:stop].tolist()),
            durations=tuple(self.durations[start:stop].tolist()),
            id=self.ids[index],
            title=self.titles[index],
            tonic=self.tonics[index],
            mode=self.modes[index],
            meter=(beats, unit) if unit else None,
            pickup=int(self.pickups[index]),
            phrase_ends=tuple(self.ends[first:last].tolist()),
            origin=self.origins[index],
            source=self.sources[index],
            changes=(),
        )

    def select(self, indices: ArrayLike) -> Corpus:
        """Return the tunes at these indices, in their order; or those where a mask is true.

        Raises
        ------
        IndexError
            If an index is out of range, or a mask is not one value for each tune.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((60,), (48,)), Tune((62,), (48,), mode="minor")])
        >>> corpus.select([1, 0]).pitches.tolist()
        [62, 60]
        >>> corpus.select(corpus.modes == "minor").pitches.tolist()
        [62]
        """
        chosen = np.arange(len(self))[as_index(indices)]
        columns: dict[str, NDArray[Any]] = {
            key: self._columns[key][chosen] for key in (*TEXTS, *NUMBERS)
        }
        for offsets, flat in (("offsets", tuple(EVENTS)), ("end_offsets", ("ends",))):
            places, columns[offsets] = gather(self._columns[offsets], chosen)
            columns |= {key: self._columns[key][places] for key in flat}
        return Corpus(columns, self.name)

    def filter(self, predicate: Callable[[Tune], object]) -> Corpus:
        """Return the tunes for which `predicate` holds.

        A test of one column goes a hundred times faster through `select`.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((60,), (48,)), Tune((60, 64), (48, 48))])
        >>> corpus.filter(lambda tune: len(tune) > 1)
        <Corpus '': 1 tune, 2 notes, 2 pitches>
        """
        return self.select(np.fromiter((bool(predicate(tune)) for tune in self), np.bool_))

    def part(self, part: Part) -> Corpus:
        """Return the tunes of "train", "valid" or "test".

        Near-duplicates are always in one part (Lesson 01).

        Raises
        ------
        ValueError
            If it is none of these, or the corpus was never split.

        Examples
        --------
        >>> tunes = [Tune((60,), (48,), id="a"), Tune((62,), (48,), id="b")]
        >>> Corpus.from_tunes(tunes, parts=["train", "test"]).part("test")[0].id
        'b'
        """
        if part not in PARTS:
            raise ValueError(f"{part!r} is none of {', '.join(PARTS)}")
        if len(self) and not self.parts.any():
            raise ValueError(f"the corpus {self.name!r} has no parts; sets from load() have")
        return self.select(self.parts == part)

    def sample(self, count: int, rng: np.random.Generator) -> Corpus:
        """Return `count` different tunes drawn at random, in the order drawn.

        Parameters
        ----------
        count : int
        rng : numpy.random.Generator

        Returns
        -------
        Corpus

        Raises
        ------
        ValueError
            If there are fewer.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((pitch,), (48,)) for pitch in range(60, 72)])
        >>> corpus.sample(3, np.random.default_rng(1))
        <Corpus '': 3 tunes, 3 notes, 3 pitches>
        """
        if not 0 <= count <= len(self):
            raise ValueError(f"cannot draw {count} different tunes from {len(self)}")
        return self.select(rng.choice(len(self), count, replace=False))

    def find(self, id: str) -> Tune:
        """Return the tune with this id.

        Raises
        ------
        LookupError
            If there is none, with the ids most like it.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((60,), (48,), id="lark-1")], name="birds")
        >>> corpus.find("lark-2")
        Traceback (most recent call last):
        LookupError: no tune 'lark-2' in 'birds'; did you mean lark-1?
        """
        places = np.flatnonzero(self.ids == id)
        if id and len(places):
            return self._tune(int(places[0]))
        near = get_close_matches(id, self.ids.tolist(), n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise LookupError(f"no tune {id!r} in {self.name!r}{hint}")

    @property
    def note_counts(self) -> NDArray[np.int64]:
        """The number of notes in each tune, rests left out."""
        return sums(self.pitches != REST, self.offsets)

    @property
    def regions(self) -> NDArray[np.object_]:
        """The part of the world of each tune, by what its origin says: "Europe", "China" and so on.

        Empty where nothing is known; `countries` and `collections` are read likewise. The rule
        stands in the datasheet of `folk`. Lesson 10 counts by it.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((60,), (48,), origin="China, Shanxi")])
        >>> corpus.regions.tolist(), corpus.countries.tolist()
        (['China'], ['China'])
        """
        return text_column(place_of(origin).region for origin in self.origins)

    @property
    def countries(self) -> NDArray[np.object_]:
        """The country of each tune, in English, as the source's time had it."""
        return text_column(place_of(origin).country for origin in self.origins)

    @property
    def collections(self) -> NDArray[np.object_]:
        """The collection that each tune was read from: the file's name, or its folder's."""
        return text_column(map(collection_of, self.sources))

    def table(self) -> pd.DataFrame:
        """Return a row per tune: what is known of it, and its size.

        `quarters` is its length in quarter notes, rests included; `lowest` and `highest` are
        MIDI numbers, missing where a tune has no note.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((60, 67), (48, 96), title="Rise", meter=(3, 4))])
        >>> corpus.table()[["title", "meter", "notes", "quarters", "highest"]]
          title meter  notes  quarters  highest
        0  Rise   3/4      2       3.0       67
        """
        return table(self._columns, self.note_counts)

    def describe(self) -> pd.DataFrame:
        """Return a summary of the whole, one column named after the corpus.

        Summaries of several corpora stand side by side with ``pd.concat(..., axis=1)``.

        Examples
        --------
        >>> corpus = Corpus.from_tunes([Tune((60, 67), (48, 96)), Tune((60,), (48,))], name="two")
        >>> corpus.describe().head(3)
                          two
        tunes               2
        notes               3
        distinct pitches    2
        """
        return describe(self._columns, self.note_counts, self.name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Corpus):
            return NotImplemented
        columns = (*EVENTS, *NUMBERS, *OFFSETS, *TEXTS, "ends")
        return all(np.array_equal(self._columns[key], other._columns[key]) for key in columns)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        # Sent to a worker process as plain arrays: numpy forgets which arrays are read-only.
        return Corpus.from_arrays, (self.arrays(),)

    def __repr__(self) -> str:
        sounding = self.pitches[self.pitches != REST]
        figures = {"tune": len(self), "note": len(sounding), "pitch": len(np.unique(sounding))}
        plurals = {"tune": "tunes", "note": "notes", "pitch": "pitches"}
        words = [f"{n} {word if n == 1 else plurals[word]}" for word, n in figures.items()]
        return f"<Corpus {self.name!r}: {', '.join(words)}>"


def _trusted_tune(**fields: Any) -> Tune:
    """Make a Tune without checking it again: it was checked when it entered the corpus.

    This makes a walk over 7,000 tunes five times as fast.
    """
    tune = object.__new__(Tune)
    for name, value in fields.items():
        object.__setattr__(tune, name, value)
    return tune


def _check_ids(tunes: Sequence[Tune]) -> None:
    """Raise a TuneError for the first id that was there before; an empty id is none."""
    seen: set[str] = set()
    for number, tune in enumerate(tunes, 1):
        if tune.id and tune.id in seen:
            raise TuneError(
                f"its id {tune.id!r} is taken; ids differ within a corpus", f"tune {number}"
            )
        seen.add(tune.id)
