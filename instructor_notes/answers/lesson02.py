"""Answers to the exercises of lesson 02: other right ones, and wrong ones with what is said."""

from itertools import accumulate, chain, count, pairwise

import numpy as np
import torch
from IPython.display import SVG, Audio, display
from ipywidgets import IntSlider, SelectionSlider, interact, interactive

from meantone import show
from meantone.teaching import Wrong, solutions
from meantone.tunes import Tune

right = solutions(__file__)


def counted(tunes, size):
    counts = np.zeros((size, size))
    for tune in tunes:
        for before, after in pairwise(tune):
            counts[before, after] += 1
    return counts


def shares(counts):
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def counted_in_lists(tunes, size):
    table = [[0] * size for _ in range(size)]
    for tune in tunes:
        for i in range(len(tune) - 1):
            table[tune[i]][tune[i + 1]] += 1
    return [[n / sum(row) if sum(row) else 0 for n in row] for row in table]


def counted_in_torch(tunes, size):
    counts = torch.tensor(counted(tunes, size))
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=1)


def add_one(tunes, size):
    counts = counted(tunes, size) + 1
    return counts / counts.sum(axis=1, keepdims=True)


def add_one_where_heard(tunes, size):
    counts = counted(tunes, size)
    return shares(np.where(counts.sum(axis=1, keepdims=True) > 0, counts + 1, 0))


def only_seen(tunes, size):
    seen = sorted({note for tune in tunes for note in tune})
    return shares(counted(tunes, size)[np.ix_(seen, seen)])


def divided_by_zero(tunes, size):
    counts = counted(tunes, size)
    return counts / counts.sum(axis=1, keepdims=True)


def of_the_notes(tunes, size):
    """Divide by how often a note came, at the end of a tune too."""
    often = np.bincount([note for tune in tunes for note in tune], minlength=size)
    return counted(tunes, size) / np.maximum(often, 1)[:, None]


def by_columns(tunes, size):
    """How often each token came from each: columns sum to 1, rows do not."""
    return shares(counted(tunes, size).T).T


def walked(row, rng):
    left = rng.random()
    for token, share in enumerate(row):
        left -= share
        if left < 0:
            return token
    return len(row) - 1


def argmax(row, rng):
    rng.random()
    return int(np.argmax(row))


def any_possible(row, rng):
    possible = np.flatnonzero(row)
    return int(possible[int(rng.random() * len(possible))])


def again_until_it_fits(row, rng):
    while True:
        token = int(rng.random() * len(row))
        if rng.random() <= row[token]:
            return token


def even(matrix):
    return np.full(len(matrix), 1 / len(matrix))


def wrong_side(matrix, steps=1000):
    share = even(matrix)
    for _ in range(steps):
        share = matrix @ share
    return share


def mean_of_the_way(matrix, steps=1000):
    """The mean of all shares on the way, the even start among them."""
    return np.mean([right.long_run(matrix, n) for n in range(0, steps + 1, 50)], axis=0)


def eigenvector(matrix, steps=1000):
    values, vectors = np.linalg.eig(np.asarray(matrix).T)
    return np.abs(vectors[:, np.argmax(values.real)].real)


def from_the_first(matrix, steps=1000):
    return np.eye(len(matrix))[0] @ np.linalg.matrix_power(matrix, steps)


def power(row, exponent):
    raised = np.asarray(row) ** exponent
    return raised / raised.sum()


def by_logarithms(row, degree):
    scores = np.log(row) / degree
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()


def softmax(row, degree):
    raised = np.exp(np.asarray(row) / degree)
    return raised / raised.sum()


def mixed(row, degree):
    best = np.eye(len(row))[np.argmax(row)]
    mix = np.clip(degree * row + (1 - degree) * best, 0, None)
    return mix / mix.sum()


def played(tune):
    display(show.sound(tune), show.roll(tune))


def scale(n):
    """A tune of so many steps upwards."""
    return Tune(
        tuple(60 + step for step in range(max(int(n), 0) + 2)), (24,) * (max(int(n), 0) + 2)
    )


def of_scale(see=show.roll, hear=show.sound, **sliders):
    """An instrument over `scale`."""

    def instrument(**settings):
        tune = scale(*settings.values())
        display(*(show_it(tune) for show_it in (hear, see) if show_it))

    return interactive(instrument, **sliders)


def drawn(tune):
    return SVG(f"<svg><title>{len(tune.notes)} notes</title></svg>")


def clicks(tune):
    return Audio(np.tile([1.0, -1.0], 99 * len(tune.notes)), rate=9999)


def labelled(least=0, most=7):
    return IntSlider(3, min=least, max=most, description="steps up")


@interact(n=labelled())
def decorated(n):
    played(scale(n))


@interact(n=labelled())
def breaks_at_an_end(n):
    played(scale(12 // n))


turns = count()  # chance would now and then give the same tune twice


@interact(n=labelled())
def draws_each_time_anew(n):
    played(scale(n).transpose(next(turns) % 12))


RIGHT = {
    "instrument": (
        decorated,
        of_scale(n=labelled()),
        of_scale(steps=(0, 7)),
        of_scale(n=SelectionSlider(options=[2, 4, 6], description="notes")),
        of_scale(see=drawn, hear=clicks, steps=(0, 7)),
    ),
    "transition_matrix": (
        counted_in_lists,
        counted_in_torch,
        lambda tunes, size: shares(counted(tunes, size)),
        lambda tunes, size: np.nan_to_num(divided_by_zero(tunes, size)),
    ),
    "framed": (
        lambda tune, size: (size, *tune, size),
        lambda tune, size: sum([[size], list(tune), [size]], []),  # noqa: RUF017
        lambda tune, size: np.concatenate([[size], tune, [size]]),
        lambda tune, size: np.pad(tune, 1, constant_values=size) if len(tune) else [size, size],
        lambda tune, size: torch.tensor([size, *tune, size]),
    ),
    "draw": (
        walked,
        lambda row, rng: np.searchsorted(np.cumsum(row), rng.uniform(), side="right"),
        lambda row, rng: (np.cumsum(row) <= rng.random()).sum(),
        lambda row, rng: np.argmax(np.cumsum(row) > rng.random()),
        lambda row, rng: torch.tensor(walked(row, rng)),
        lambda row, rng: sum(place <= rng for rng in [rng.random()] for place in accumulate(row)),
        lambda row, rng: len(row) - 1 - walked(row[::-1], rng),
    ),
    "long_run": (
        lambda matrix, steps=1000: even(matrix) @ np.linalg.matrix_power(matrix, steps),
        lambda matrix, steps=1000: list(np.linalg.matrix_power(matrix, steps).mean(axis=0)),
        lambda matrix, steps=1000: torch.linalg.matrix_power(torch.tensor(matrix), steps).mean(0),
    ),
    "temperature": (
        by_logarithms,
        lambda row, degree: power(row / row.max(), 1 / degree).tolist(),
        lambda row, degree: torch.softmax(torch.log(torch.tensor(row)) / degree, 0),
    ),
}
WRONG = {
    "instrument": (
        Wrong(scale, "An instrument is asked for"),
        Wrong(labelled(), "An instrument is asked for"),
        Wrong(of_scale(steps="seven"), "There is no slider"),
        Wrong(of_scale(steps=[1, 2, 3]), "There is no slider"),
        Wrong(of_scale(n=(0, 7)), "A slider needs a label"),
        Wrong(of_scale(steps=IntSlider(max=7, description=" ")), "A slider needs a label"),
        Wrong(interactive(played, {"manual": True}, tune=labelled()), "Is it one with a button"),
        Wrong(breaks_at_an_end, "Your function stops here"),
        Wrong(of_scale(hear=None, steps=(0, 7)), "nothing to hear"),
        Wrong(of_scale(see=None, steps=(0, 7)), "nothing to see"),
        Wrong(of_scale(hear=lambda tune: show.sound(scale(2)), steps=(0, 7)), "sounds the same"),
        Wrong(of_scale(see=lambda tune: show.roll(scale(2)), steps=(0, 7)), "looks the same"),
        Wrong(draws_each_time_anew, "sounds different each time"),
    ),
    "transition_matrix": (
        Wrong(only_seen, "a row and a column for every token"),
        Wrong(lambda tunes, size: counted(tunes, size + 1), "a row and a column for every token"),
        Wrong(lambda tunes, size: shares(counted([[*chain(*tunes)]], size)), "hold no pair"),
        Wrong(lambda tunes, size: dict(enumerate(right.transition_matrix(tunes, size))), "a dict"),
        Wrong(lambda tunes, size: right.transition_matrix(tunes, size).astype(int), "is lost"),
        Wrong(divided_by_zero, "nothing divided by nothing"),
        Wrong(add_one, "should stay zero"),
        Wrong(lambda tunes, size: power(counted(tunes, size) + 1e-3, 1.0), "should stay zero"),
        Wrong(add_one_where_heard, "not those of the counts"),
        Wrong(lambda tunes, size: right.transition_matrix([t[::-1] for t in tunes], size), "wrong"),
        Wrong(
            lambda tunes, size: counted(tunes, size) / max(1, counted(tunes, size).sum()),
            "The whole table sums to 1",
        ),
        Wrong(counted, "These are counts"),
        Wrong(lambda tunes, size: shares(1.0 * (counted(tunes, size) > 0)), "not those of the cou"),
        Wrong(lambda tunes, size: right.transition_matrix(tunes[-1:], size), "not those of the co"),
        Wrong(of_the_notes, "Here one does not"),
        Wrong(by_columns, "Here one does not"),
    ),
    "framed": (
        Wrong(lambda tune, size: [*tune, size], "How will the machine know how a tune begins"),
        Wrong(lambda tune, size: [size, *tune], "What comes after the last note"),
        Wrong(lambda tune, size: [size, size, *tune, size, size], "exactly two tokens more"),
        Wrong(lambda tune, size: [size, *tune, size + 1], "One and the same token"),
        Wrong(lambda tune, size: [size - 1, *tune, size - 1], "The boundary's number is `size`"),
        Wrong(lambda tune, size: [len(tune), *tune, len(tune)], "The boundary's number is `size`"),
        Wrong(
            lambda tune, size: [max(tune, default=0) + 1, *tune, max(tune, default=0) + 1],
            "The boundary's number is `size`",
        ),
        Wrong(lambda tune, size: [-1, *tune, -1], "The boundary's number is `size`"),
        Wrong(lambda tune, size: [size, *sorted(tune), size], "note by note"),
        Wrong(lambda tune, size: [size, *tune[::-1], size], "note by note"),
        Wrong(lambda tune, size: f"{size} {tune} {size}", "gives a str"),
    ),
    "draw": (
        Wrong(lambda row, rng: row[right.draw(row, rng)], "not what is there"),
        Wrong(lambda row, rng: np.eye(len(row))[right.draw(row, rng)], "not what is there"),
        Wrong(lambda row, rng: right.draw(row, rng) + 1, "counted from 0"),
        Wrong(lambda row, rng: int(np.random.default_rng(0).random() < row[0]), "was not called"),
        Wrong(lambda row, rng: int(rng.integers(len(row))), "was not called"),
        Wrong(lambda row, rng: walked(row, rng(0)), "made already"),
        Wrong(lambda row, rng: rng.choice(len(row), p=row), "does the whole exercise"),
        Wrong(again_until_it_fits, "One number is enough"),
        Wrong(lambda row, rng: int(rng.random() * len(row)), "whose chance is 0"),
        Wrong(argmax, "choosing, not drawing"),
        Wrong(lambda row, rng: int(rng.random() >= row[0]), "whose chance is 0"),
        Wrong(any_possible, "as its share says"),
        Wrong(lambda row, rng: walked(power(row, 2), rng), "as its share says"),
        Wrong(lambda row, rng: int(np.searchsorted(np.cumsum(row), rng.random())), "chance is 0"),
    ),
    "long_run": (
        Wrong(lambda matrix, steps=1000: np.linalg.matrix_power(matrix, steps), "not a table"),
        Wrong(eigenvector, "sum to 1"),
        Wrong(wrong_side, "On which side"),
        Wrong(lambda matrix, steps=1000: right.long_run(matrix, 1), "after one step"),
        Wrong(lambda matrix, steps=1000: right.long_run(matrix, 3), "One more step"),
        Wrong(lambda matrix, steps=1000: right.long_run(matrix, 1000), "on its way"),
        Wrong(from_the_first, "on its way"),
        Wrong(mean_of_the_way, "One more step"),
        Wrong(lambda matrix, steps=1000: right.long_run(np.transpose(matrix), steps), "On which"),
    ),
    "temperature": (
        Wrong(lambda row, degree: row ** (1 / degree), "sum to 1"),
        Wrong(softmax, "as it went in"),
        Wrong(lambda row, degree: row / row.sum(), "cancel"),
        Wrong(lambda row, degree: (row / degree) / (row / degree).sum(), "cancel"),
        Wrong(lambda row, degree: power(row, degree), "becomes less likely"),
        Wrong(lambda row, degree: power(row, max(1, 1 / degree)), "The amount is not right"),
        Wrong(mixed, "The amount is not right"),
        Wrong(lambda row, t: np.eye(len(row))[0] if t < 1 else row, "The amount is not right"),
        Wrong(lambda row, degree: power(row, 2 - degree if degree < 2 else 0.5), "The amount"),
        Wrong(lambda row, degree: power(row, 1 / degree), "exactly zero"),
        Wrong(lambda row, degree: power(row + 1e-12, 1 / degree), "exactly zero"),
    ),
}
