"""Networks pretrained on `folk`, without near-duplicates of the tunes they are to be judged by.

They see each note as semitones from the tune's first, so a tune is the same in every key. What is
trained is kept in the cache, under a name that changes with everything it depends on.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.networks import RUNS
from meantone.models import SequenceModel
from meantone.models.learned_weights import all_rows
from meantone.models.neural import NeuralModel, Training, load, save
from meantone.storage import cache_folder
from meantone.tunes import Tune
from meantone.tunes import load as load_set
from meantone.tunes.collections.near_duplicates import clusters, near_duplicates

REACH = 24
"""Semitones that a note may be from the first; the few tunes that go farther are not learned."""

SIZE = 2 * REACH + 1

LEAST = 1e-6
"""What every pitch gets at least, before rows are divided by their sums."""

NETWORKS = ("Transformer", "LSTM, live")
"""Of `benchmarks.networks.RUNS`: the one that `course.py prepare` trains, and a lesson's."""

Tokens = NDArray[np.int64]


def relative(notes: Sequence[int]) -> Tokens:
    """Return notes as tokens: semitones from the first, `REACH` for the first itself."""
    return np.asarray(notes, dtype=np.int64) - notes[0] + REACH


def unlike(judged: Sequence[Tune]) -> tuple[list[Tokens], list[Tokens]]:
    """Return what may be learned from, and what validates: tunes of `folk` in no judged cluster.

    Clusters are those of the course's rule, drawn anew over `folk` and the judged tunes together.
    """
    folk = load_set("folk")
    everything = [*judged, *folk]
    labels = clusters(near_duplicates(everything), len(everything))
    apart = ~np.isin(labels[len(judged) :], labels[: len(judged)])
    wide = np.array([np.ptp(tune.notes) > REACH for tune in folk])

    def tokens(chosen: NDArray[np.bool_]) -> list[Tokens]:
        return [relative(tune.notes) for tune in folk.select(chosen & apart & ~wide)]

    valid = folk.parts == "valid"
    return tokens(~valid), tokens(valid)


def pretrained(
    name: str, judged: Sequence[Tune], seed: int = 0, folder: Path | None = None
) -> tuple[NeuralModel, int]:
    """Return a network that has heard nothing like the judged tunes, and how many tunes it heard.

    Parameters
    ----------
    name : str
        One of `NETWORKS`.
    judged : sequence of Tune
    seed : int
        Of its first weights and of its training.
    folder : Path, optional
        Where trainings are kept; left out, in the cache.
    """
    making = RUNS[name]
    learned, valid = unlike(judged)
    training = Training(making.network(SIZE, np.random.default_rng(seed)), making.plan)
    settled = repr((training.plan, training.network.settings, seed)).encode()
    heard = b" ".join(tune.tobytes() for tune in [*learned, *valid])
    key = hashlib.sha256(settled + heard).hexdigest()[:16]
    path = (folder or cache_folder() / "bench-prediction") / f"{key}.safetensors"
    if path.exists():
        training, _ = load(path)

    def keep(training: Training) -> None:
        save(training, path)
        said = f"epoch {training.epochs:.0f}, {training.history[-1].valid_bits:.3f} bits"
        print(f"  {name} on {len(learned):,} tunes: {said}", file=sys.stderr, flush=True)

    training.run(learned, valid, after_epoch=keep, show=False)
    return training.model, len(learned)


def pitch_rows(
    model: SequenceModel[Any], tunes: Sequence[Tokens], pitches: Tokens
) -> NDArray[np.float32]:
    """Return what a pretrained network says of the pitches of a set, rows summing to 1.

    Parameters
    ----------
    model : SequenceModel
        Over semitones from the first note.
    tunes : sequence of numpy.ndarray of int
        Places in `pitches`.
    pitches : numpy.ndarray of int, shape (size,)
        The MIDI numbers of the set.

    Returns
    -------
    numpy.ndarray of float32, shape (notes, size)
        Even before a first note: nothing is known there. Pitches out of reach get next to nothing.
    """
    reached = [np.clip(relative(pitches[tune].tolist()), 0, SIZE - 1) for tune in tunes]
    rows = all_rows(model, reached)
    begin, found = 0, []
    for tune in tunes:
        places = pitches - pitches[tune[0]] + REACH
        inside = (places >= 0) & (places < SIZE)
        own = rows[begin : begin + len(tune)]  # (time, SIZE + 1)
        given = own[:, np.where(inside, places, 0)] * inside + LEAST
        given[0] = 1
        found.append(given / given.sum(axis=1, keepdims=True))
        begin += len(tune) + 1
    return np.concatenate(found).astype(np.float32)
