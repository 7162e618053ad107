"""The tunes of a blind test: some that people made, some from stated models and decoders."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.decoding import Hypothesis, beam, sample, temperature
from meantone.measures import longest_copies
from meantone.models import NGram
from meantone.tunes import Corpus, Degree, DegreeDuration, Tune, Viewpoint, held

PERSON = "a person"
"""The maker of human tunes."""

SONGS = ("kinder0-2", "kinder0-11", "kinder0-70", "kinder0-95", "kinder0-141", "kinder0-208")
"""Six children's songs kept out of training: eight bars of 2/4, each as one village sang it."""

ORDER = 4
"""Of the model that is drawn from: three events of memory."""

ORDERS = (2, ORDER)
"""Of the models whose most probable tune is looked for."""

COPIED = 12
"""The most notes on end that a drawn tune may share with a song of the training part."""

WIDTH = 100
"""Beginnings that the search for the most probable tune keeps."""

_TONIC = 60
_TRIES = 100
_BATCH = 500

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class BlindTune:
    """A tune of a blind test, and what is revealed in the end.

    Parameters
    ----------
    id : str
        Under which answers are kept: always the same for the same tune.
    maker : str
        `PERSON`, or how a machine chose its notes.
    tune : Tune
    about : str
        The song's title, or the machine's memory.
    """

    id: str
    maker: str
    tune: Tune
    about: str = ""

    @property
    def human(self) -> bool:
        """Whether a person made it."""
        return self.maker == PERSON


def blind_tunes(
    corpus: Corpus, rng: np.random.Generator, songs: Sequence[str] = SONGS
) -> list[BlindTune]:
    """Return songs that were kept out of training, and as many tunes by machines that learned.

    All last equally long, are in C, have no rests (the note before is held), and are whole. The
    machines are n-gram models of (degree, duration), learned from the training songs in the same
    meter. A third of the tunes are drawn as learned (T = 1), a third cautiously (T = 1/2); both are
    drawn again until a tune lasts as long and shares no more than `COPIED` notes on end with a
    training song. For the rest a beam looks for the most probable tune of that length. Lesson 00.

    Parameters
    ----------
    corpus : Corpus
        With parts, as `load` gives it.
    rng : numpy.random.Generator
    songs : sequence of str
        Ids of songs of the parts "valid" and "test": equally long, in one meter, six if the
        machines are to make six.

    Returns
    -------
    list of BlindTune
        The songs, then the machines' tunes.

    Raises
    ------
    LookupError
        If there is no song of this id.
    ValueError
        If a song was trained on, is of another length or meter than the first, or no machine's
        tune comes out as long.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> tunes = blind_tunes(load("kinder"), np.random.default_rng(0))
    >>> [tune.maker for tune in tunes[5:]]  # doctest: +NORMALIZE_WHITESPACE
    ['a person', 'drawn, T = 1', 'drawn, T = 1', 'drawn, T = 0.5', 'drawn, T = 0.5',
     'most probable', 'most probable']
    >>> {tune.tune.length // 48 for tune in tunes}
    {16}
    """
    people = [_held(corpus, id) for id in songs]
    length, meter = people[0].length, people[0].meter
    for song in people:
        if (song.length, song.meter) != (length, meter):
            raise ValueError(f"{song.id!r} is not as long as {songs[0]!r}, or in another meter")
    training = [held(song) for song in corpus.part("train") if song.meter == meter and song.tonic]
    found = [BlindTune(song.id, PERSON, _in_c(song), song.title.capitalize()) for song in people]
    return [*found, *_machines(training, length, rng)]


def blind_duel(
    people: Sequence[ArrayLike],
    machine: Sequence[ArrayLike],
    view: Viewpoint,
    name: str,
    ticks: int = 24,
) -> list[BlindTune]:
    """Return people's tunes and one machine's, all treated alike: the blind test of lesson 15.

    All notes are equally long, and all tunes should have as many: then only pitches can tell.

    Parameters
    ----------
    people, machine : sequence of array_like of int
        Tunes, equally long; the people's such as the machine has not learned from.
    view : Viewpoint
        What their tokens are.
    name : str
        How the machine is called when all is revealed.
    ticks : int
        Of each note.

    Returns
    -------
    list of BlindTune
        People's first.

    Raises
    ------
    ValueError
        If the tunes are not equally long.

    Examples
    --------
    >>> tunes = blind_duel([[0, 1]], [[1, 1]], Degree([0, 7]), "n-gram")
    >>> [(tune.maker, tune.tune.pitches) for tune in tunes]
    [('a person', (60, 67)), ('n-gram', (67, 67))]
    """
    if len({np.size(tune) for tune in [*people, *machine]}) != 1:
        raise ValueError("the tunes of a blind test have to be equally long, or length gives away")
    makers = [PERSON] * len(people) + [name] * len(machine)
    tunes = [view.decode(tune, _TONIC, ticks) for tune in [*people, *machine]]
    return [
        BlindTune(_id(maker.replace(" ", "-"), tune), maker, tune)
        for maker, tune in zip(makers, tunes, strict=True)
    ]


def _held(corpus: Corpus, id: str) -> Tune:
    """Return a song without rests, after a look that no machine has learned from it."""
    if id in corpus.part("train").ids:
        raise ValueError(f"{id!r} is in the part for training; a machine may know it by heart")
    return held(corpus.find(id))


def _in_c(tune: Tune) -> Tune:
    """Return a tune in C, without all that would tell what it is."""
    moved = tune.transpose(_TONIC - Degree().anchor(tune))
    return Tune(moved.pitches, moved.durations)


def _machines(
    training: Sequence[Tune], length: int, rng: np.random.Generator
) -> Iterator[BlindTune]:
    """Yield two tunes of each decoder."""
    view = DegreeDuration.of(training)
    ticks = np.array([ticks for _, ticks in view.vocabulary])
    songs = [view.encode(song) for song in training]
    model = NGram.fit(songs, len(view.vocabulary), ORDER)
    for degree in (1, 0.5):
        drawn = _drawn(model, songs, ticks, length, degree, rng)
        for tokens in drawn:
            name = f"drawn, T = {degree:g}"
            tune = view.decode(tokens, _TONIC)
            yield BlindTune(_id(f"T{degree:g}", tune), name, tune, f"order {ORDER}")
    for order in ORDERS:
        model = NGram.fit(songs, len(view.vocabulary), order)
        tune = view.decode(_likeliest(model, ticks, length), _TONIC)
        yield BlindTune(_id(f"beam-{order}", tune), "most probable", tune, f"order {order}")


def _id(maker: str, tune: Tune) -> str:
    """Return a name that no other tune of this maker has: answers to it are to no other."""
    return f"{maker}-{zlib.crc32(repr((tune.pitches, tune.durations)).encode()):08x}"


def _drawn(
    model: NGram,
    songs: Sequence[Numbers],
    ticks: Numbers,
    length: int,
    degree: float,
    rng: np.random.Generator,
) -> list[Numbers]:
    """Draw until two tunes last as long as wanted and copy no song at length."""
    found: list[Numbers] = []
    for _ in range(_TRIES):
        drawn = sample(
            model, _BATCH, rng, lambda rows: temperature(rows, degree), length // ticks.min() + 1
        )
        fitting = [tokens for tokens in drawn if ticks[tokens].sum() == length]
        copied = longest_copies(fitting, songs)
        found += [tokens for tokens, run in zip(fitting, copied, strict=True) if run <= COPIED]
        if len(found) >= 2:
            return found[:2]
    raise ValueError(f"no tune of {length / 48:g} quarters came out of {_TRIES * _BATCH:,} draws")


def _likeliest(model: NGram, ticks: Numbers, length: int) -> Numbers:
    """Return the most probable tune of a length that a beam finds, whatever its notes' number."""
    best: list[Hypothesis] = []
    for notes in range(1, length // int(ticks.min()) + 1):
        tunes = beam(model, WIDTH, length=notes)
        best += [tune for tune in tunes if ticks[tune.tokens].sum() == length][:1]
    if not best:
        raise ValueError(f"the search met no tune of {length / 48:g} quarters")
    return max(best, key=lambda tune: tune.log2_probability).tokens
