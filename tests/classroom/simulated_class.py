"""A class of simulated learners: what each of them hands in, of lessons 00, 02, 04 and 13."""

import json
import zlib
from typing import Any

import numpy as np

from meantone.teaching.records.handed import packed
from meantone.teaching.records.progress import Record, Records

BITS = "These are the bits per note. How many equally likely notes are as hard to guess?"
MEAN = "A tune twice as long, no harder to guess, has the same perplexity. Take a mean."
COUNTS = "These are counts, not chances yet: a row with counts has to sum to 1."
COMMONEST = 38
"""Of sixty learners, how many met `BITS`; seventeen met `MEAN`."""

MAKERS = ("a person", "drawn, T = 1", "drawn, T = 0.5", "most probable")


def text_of(number: int, moment: int = 1000) -> str:
    """Return what one learner hands in."""
    return json.dumps(packed(records_of(number), code_of(number), moment))


def code_of(number: int) -> str:
    return f"{0xA0000000 + number:08x}"


def key_of(number: int) -> str:
    return f"{number:032x}"


def records_of(number: int) -> Records:
    rng = np.random.default_rng(number)
    heads = [60, 60, 60, 100, 50][number % 5]
    found: dict[tuple[str, str], Any] = {
        ("predicted", "04.heads"): {"value": heads, "late": number == 59},
        ("revealed", "04.heads"): 100.0,
        ("predicted", "04.mode"): {
            "value": ["a typical folk song", "an endless loop", "silence"][number % 3],
            "late": False,
        },
        ("revealed", "04.mode"): "a handful of notes",
        ("predicted", "02.bits"): {
            "value": [[t, round(2 + t + rng.normal() / 5, 2)] for t in (0.3, 0.6, 1.0, 1.5, 2.0)],
            "late": False,
        },
        ("tried", "04.perplexity"): True,
        ("tried", "02.transition_matrix"): True,
        ("takes", "starter-ode_to_joy"): [_taps(rng) for _ in range(2)],
        **{("answered", f"00.blind.1.{tune}"): _answer(tune, rng) for tune in range(12)},
        ("closed", "00.blind.1"): True,
    }
    if number < COMMONEST:
        found["diagnosed", _name("04.perplexity", BITS)] = BITS
    if number >= 43:
        found["diagnosed", _name("04.perplexity", MEAN)] = MEAN
    if number % 6 == 0:
        found["diagnosed", _name("02.transition_matrix", COUNTS)] = COUNTS
    if number % 2:
        found["done", "04.perplexity"] = True
    return {key: Record(value, 1) for key, value in found.items()}


def _name(exercise: str, sentence: str) -> str:
    return f"{exercise}.{zlib.crc32(sentence.encode()):08x}"


def _answer(tune: int, rng: np.random.Generator) -> dict[str, object]:
    human = tune < 6
    return {
        "place": tune + 1,
        "maker": MAKERS[0] if human else MAKERS[1 + (tune - 6) // 2],
        "human": human,
        "taken": bool(rng.random() < (0.65 if human else 0.4)),
        "liking": int(rng.integers(1, 8)),
        "sure": int(rng.integers(1, 4)),
        "known": False,
    }


def _taps(rng: np.random.Generator) -> list[list[float]]:
    gaps = 480 * np.exp(rng.normal(0, 0.08, 30))
    return [[round(float(at), 1), 64.0] for at in np.cumsum(gaps)]
