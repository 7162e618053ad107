# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   meantone:
#     lesson: "06"
#     minutes: 60
# ---

# %% [markdown]
# # 06 · What can a state remember?
#
# **What you will be able to do** (60 minutes)
#
# - Build the two classic recurrent cells by hand, and say what each gate is for.
# - Measure how long a network remembers, and race it against counting.
# - Ask a hidden state what it knows, and not believe the answer without a baseline.
#
# **What you need**: lessons 03 and 05, and PyTorch.
#
# **What you will hear**: a machine that forgets that it is in minor, one that learns to sing, and
# one that learned everything and remembers nothing.

# %% minutes=1
import copy

import altair as alt
import numpy as np
import pandas as pd
import torch

# %%
from torch import nn

from meantone.decoding import choose, sample
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.measures import bootstrap_interval, probe_tunes, told_apart
from meantone.models import NGram, cross_entropy, modified_kneser_ney, surprises
from meantone.models.neural import LSTM, Network, NeuralModel, Plan, not_prepared, prepared, train
from meantone.models.neural.network import draw_seed, drawing, one_thread
from meantone.tunes import Degree, load
from meantone.widgets import Playlist, UnitExplorer, downbeat_notes, phrase_end_notes

# %%
progress_bar("06")

# %% [markdown]
# ## Predict
#
# The best counting machine of lesson 03 looks back four notes. Today's machine looks back at
# nothing. It has a *state*, some numbers that it rewrites at every note, and all that it will ever
# know of the tune has to be in them. A tune begins in minor. Then come 16 notes that fit minor as
# well as major. Who still expects a minor third?

# %% minutes=1
predict(
    "06.third",
    "After 16 notes without a third, who still knows that the tune was in minor?",
    choices=["nobody", "the n-gram", "the network", "both"],
)

# %% [markdown]
# ## Hear: four notes of memory
#
# Folk songs as scale degrees, and an n-gram of order 5. We sing it a beginning, a minor one or a
# major one, then notes that belong to both: no third, no sixth, no seventh. Then it goes on alone.

# %% minutes=1
corpus = load("folk")
view = Degree.of(corpus)
size = len(view.vocabulary)
songs, valid, test = (
    [view.encode(tune) for tune in corpus.part(part)] for part in ("train", "valid", "test")
)
### LIVE: an n-gram of order 5, smoothed as in lesson 03
ngram = NGram.fit(songs, size, order=5, smoothing=modified_kneser_ney)
### LIVE: its bits per note on new songs
line = cross_entropy(ngram, valid)
print(f"{len(songs)} songs to learn from; the n-gram needs {line:.2f} bits on new ones")

# %%
degree = {label: token for token, label in enumerate(view.labels)}
openings = {
    "minor": [degree[name] for name in ("1", "b3", "5", "b3", "1")],
    "major": [degree[name] for name in ("1", "3", "5", "3", "1")],
}
neutral = np.array([degree[name] for name in ("5,", "1", "2", "4", "5", "1'")])


def neutral_walks(count, notes, rng):
    """Walks (count, notes) of the n-gram over notes that minor and major share."""
    state, columns = ngram.start(count), []
    for _ in range(notes):
        columns.append(neutral[choose(ngram.probabilities(state)[:, neutral], rng)])
        state = ngram.advance(state, columns[-1])
    return np.column_stack(columns)


# %% minutes=1
def go_on(model, tokens, rng, longest=40):
    """The tokens, and what a model sings after them."""
    tune, state = [], model.start(1)
    while len(tune) < longest:
        left = len(tokens) - len(tune)
        token = [tokens[len(tune)]] if left > 0 else choose(model.probabilities(state), rng)
        if token[0] == model.size:
            break
        tune.append(int(token[0]))
        state = model.advance(state, np.array(token))
    return tune


# %%
### LIVE: 200 walks of 32 neutral notes, with seed 0
walks = neutral_walks(200, 32, np.random.default_rng(0))
given = [*openings["minor"], *walks[0, :8]]
### LIVE: let the n-gram go on from there, with seed 3
forgetful = go_on(ngram, given, np.random.default_rng(3))
own = [view.labels[token] for token in forgetful[len(given) :]]
print("given:", *(view.labels[token] for token in given))
print("own:  ", *own)
hear("06.forgets", Playlist({"begun in minor": view.decode(forgetful, duration=24)}))

# %% [markdown]
# Listen for the third: `b3` makes it minor, `3` major. How likely is the minor third, of the two
# thirds, as the neutral notes go by? After a minor beginning and after a major one:


# %% minutes=1
def minor_share(model, opening):
    """Share of the minor third among both, (walks, notes + 1): after 0, 1, 2... neutral notes."""
    whole = np.column_stack([np.tile(opening, (len(walks), 1)), walks])  # (walks, notes)
    state, columns = model.start(len(walks)), []
    for step in range(whole.shape[1] + 1):
        state = model.advance(state, whole[:, step - 1]) if step else state
        rows = model.probabilities(state)
        columns.append(rows[:, degree["b3"]] / rows[:, [degree["b3"], degree["3"]]].sum(axis=1))
    return np.column_stack(columns)[:, len(opening) :]


# %%
### LIVE: ask the n-gram, after both beginnings
of_ngram = {name: minor_share(ngram, opening) for name, opening in openings.items()}
for name, shares in of_ngram.items():
    print(name, {step: f"{shares[:, step].mean():.0%}" for step in (0, 2, 3, 4, 16)})
assert np.array_equal(of_ngram["minor"][:, 4:], of_ngram["major"][:, 4:])

# %% [markdown]
# From some note on the two are equal, to the last digit. It does not *believe* less in minor: the
# beginning is out of its sight. More order is no way out, as lesson 03 heard. What it needs is a
# memory that costs the same however long the tune is.
#
# ## Build: a state that is rewritten
#
# The plain recurrent cell (Elman 1990) has one rule. Take the new note and the old state, mix each
# by a table of weights, add, and squeeze the sum between -1 and 1:
#
#     state = tanh(W @ note + U @ state + b)
#
# | what | shape | here |
# |---|---|---|
# | note: a point for each token, learned | (width,) | (128,) |
# | state | (width,) | (128,) |
# | W, U | (width, width) | (128, 128) |
# | b, two of them in PyTorch | (width,) | (128,) |
#
# As a network of the package it needs a start, and what to do with tokens. PyTorch has the cell.


# %%
class Parts(Network):
    """What a plain network learns: points, the tables of its cell, and how to score."""

    def __init__(self, size, rng, width=128):
        super().__init__()
        self.size, self.width, self.settings = size, width, {}
        with drawing(draw_seed(rng)):  # first weights by chance, from this seed
            self.embed, self.cell = nn.Embedding(size + 1, width), nn.RNN(width, width)
            self.out = nn.Linear(width, size + 1)


# %% minutes=1
class Plain(Parts):
    """A network whose state is rewritten by one rule."""

    def start(self, batch):
        return torch.zeros(batch, self.width)

    def hidden(self, tokens, state):
        states, last = self.cell(self.embed(tokens.T), state[None])  # time first, batch second
        return states.transpose(0, 1), last[0]

    def read(self, tokens, state):
        states, last = self.hidden(tokens, state)
        return self.out(states), last  # (batch, time, size + 1) and the state to go on from


# %%
### LIVE: a plain network, and an LSTM of the same width
plain = Plain(size, np.random.default_rng(0))
lstm = LSTM(size, np.random.default_rng(0), width=128)
print(f"plain: {plain.parameter_count:,} numbers to learn, LSTM: {lstm.parameter_count:,}")

# %% [markdown]
# One step by hand, in NumPy, on one note; then a whole song, and PyTorch beside it.

# %% minutes=1
points = plain.embed.weight.detach().numpy()  # (size + 1, width)
W, U, b, b2 = (weights.detach().numpy() for weights in plain.cell.parameters())


def plain_step(token, state):
    """The state after one more token."""
    ### LIVE: mix, add, squeeze
    return np.tanh(W @ points[token] + U @ state + b + b2)


### LIVE: the first step, from nothing
one = plain_step(size, np.zeros(128))  # the boundary: every song begins with it
print("state after one step:", one.shape, "beginning with", *one[:4].round(2))


# %%
song = [size, *songs[0]]  # the boundary is read first
state, rows = np.zeros(128), []
for token in song:
    ### LIVE: rewrite the state
    state = plain_step(token, state)
    rows.append(state)
theirs = plain.hidden(torch.tensor([song]), plain.start(1))[0][0].detach().numpy()
assert np.abs(np.array(rows) - theirs).max() < 1e-5
print("states of one song:", theirs.shape, "equal to PyTorch's: True")

# %% [markdown]
# How much of the beginning is left? Two beginnings, minor and major, then the same notes. The
# distance between the two states is all that a machine could still tell them apart by.

# %% minutes=1
both, apart = [np.zeros(128), np.zeros(128)], []
songs_apart = [[*opening, *walks[0]] for opening in openings.values()]
for pair in zip(*songs_apart, strict=True):
    both = [plain_step(token, state) for token, state in zip(pair, both, strict=True)]
    ### LIVE: how far the two states are from each other
    apart.append(np.linalg.norm(both[0] - both[1]))
apart = apart[len(openings["minor"]) - 1 :]  # from the end of the beginning on
print({step: f"{apart[step] / apart[0]:.1e}" for step in (0, 1, 2, 4, 8, 16)})
assert apart[16] < 0.01 * apart[0]

# %% [markdown]
# Each step multiplies what is left by about the same factor, below 1. That is exponential
# forgetting, and learning suffers from it twice: blame for a wrong guess travels back the same
# way, and arrives as nothing (Hochreiter 1991; Bengio and others 1994). These weights are random,
# though. Whether *learned* weights forget so too, we shall measure.
#
# ## Build: gates
#
# The LSTM (Hochreiter and Schmidhuber 1997; its forget gate: Gers and others 2000) adds a second
# store, the *cells*, that nothing squeezes. Four mixes of note and state, each like the one above:
#
# | mix | squeezed to | it says |
# |---|---|---|
# | add | 0 to 1, by the sigmoid | how much of the new goes in |
# | keep | 0 to 1 | how much of the old stays ("forget gate") |
# | new | -1 to 1, by tanh | what goes in |
# | show | 0 to 1 | how much of the cells the state shows |
#
#     cells = keep * cells + add * new
#     state = show * tanh(cells)
#
# W and U now have shape (4 x width, width): four tables on top of each other, in this order.
#
# **Exercise 1 (4 minutes).** With nothing added, what is left in the cells is decided by the keep
# gates alone. `keep` has a row for each note and a column for each cell. Return the share of the
# first content that is left after each note, in the same shape.


# %% minutes=4
def left(keep):
    """Array (notes, cells): what is left after each note of what was there at first."""
    ### BEGIN SOLUTION
    return np.cumprod(keep, axis=0)
    ### END SOLUTION


check("06.left", left)


# %%
def weights_of(network):
    """Points, W, U and both biases of an LSTM as arrays."""
    parts = [network.embed.weight, *network.lstm.parameters()]
    return [part.detach().numpy() for part in parts]


# %% minutes=3
def lstm_step(token, state, cells, weights):
    """State and cells after one more token, and the keep gates."""
    points, w, u, b, b2 = weights
    ### LIVE: mix, as the plain cell does
    mixes = w @ points[token] + u @ state + b + b2  # (4 * width,)
    add, keep, new, show = mixes.reshape(4, -1)
    add, keep, show = (1 / (1 + np.exp(-mix)) for mix in (add, keep, show))
    ### LIVE: keep some of the old, add some of the new
    cells = keep * cells + add * np.tanh(new)
    ### LIVE: show some of it
    return show * np.tanh(cells), cells, keep


state, cells, keep = lstm_step(size, np.zeros(128), np.zeros(128), weights_of(lstm))
print("after one step:", state.shape, cells.shape, "and as many keep gates:", keep.shape)


# %%
def by_hand(network, song):
    """States (time, width) and keep gates of a song, by our own step."""
    weights, (state, cells), rows = weights_of(network), np.zeros((2, 128)), []
    for token in song:
        state, cells, keep = lstm_step(token, state, cells, weights)
        rows.append((state, keep))
    return [np.array(column) for column in zip(*rows, strict=True)]


# %%
def states_of(network, tokens):
    """The package's states after each note of a tune, (notes, width)."""
    with one_thread(), torch.inference_mode():
        song = torch.tensor([[network.size, *tokens]])
        return network.eval().hidden(song, network.start(1))[0][0, 1:].numpy()


# %% minutes=1
### LIVE: a whole song by hand
ours, keep = by_hand(lstm, song)
assert np.abs(ours[1:] - states_of(lstm, songs[0])).max() < 1e-5
### LIVE: the product of ten gates of each cell
left_over = np.prod(keep[1:11], axis=0)
print("equal to the package's LSTM: True; untrained keep gates:", f"{keep.mean():.2f} on average")
print("left after 10 notes:", f"{left_over.mean():.4f}")
assert left_over.mean() < 0.05

# %% [markdown]
# An untrained LSTM forgets like the plain cell: its gates stand half open. But they are *gates*,
# and learning can open them. The plain cell has nothing to open.
#
# **Exercise 2 (5 minutes).** How many numbers does such a network learn? It has a point of `width`
# numbers for each token, the boundary included; the tables and both biases of its gates; and at
# the end a row of `width` weights and a bias for each token.


# %% minutes=5
def parameters(size, width):
    """How many numbers an LSTM of one layer learns (an int)."""
    ### BEGIN SOLUTION
    tokens = size + 1
    gates = 4 * (width * width + width * width + 2 * width)
    return tokens * width + gates + width * tokens + tokens
    ### END SOLUTION


check("06.parameters", parameters)

# %% [markdown]
# ## Train: the race
#
# Both networks see all songs four times. **Predict** the LSTM's bits per note on new songs after
# each pass (an *epoch*). The n-gram's line is printed above. Draw, or type the heights.

# %% minutes=1
predict(
    "06.race",
    "How many bits per note will the LSTM need on new songs after each epoch?",
    over=[1, 2, 3, 4],
    between=(2, 3.5),
    axes=("epoch", "bits per note"),
)

# %% [markdown]
# This takes about a minute. The stop button loses nothing: what was learned until then is kept.

# %% minutes=3 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
stages = [NeuralModel(copy.deepcopy(lstm))]  # as it was before, and after each epoch


def keep_stage(training):
    """Say how far it is, and keep the network as it is now."""
    done = training.history[-1]
    print(f"epoch {done.epochs:.3g}: {done.valid_bits:.2f} bits on new songs")
    stages.append(NeuralModel(copy.deepcopy(training.network)))


### LIVE: train the LSTM for four epochs
of_lstm = train(lstm, songs, valid, Plan(epochs=4), after_epoch=keep_stage, show=False)
### LIVE: and the plain one, at half the rate
of_plain = train(plain, songs, valid, Plan(epochs=4, rate=4e-3), show=False)
machines = {"n-gram, order 5": ngram, "plain": of_plain.model, "LSTM": of_lstm.model}
assert 2.3 < of_lstm.best_bits < min(line, of_plain.best_bits)

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
### LIVE: bits on new songs after each epoch
measured = {point.epochs: round(point.valid_bits, 2) for point in of_lstm.history}
reveal("06.race", measured, axes=("epoch", "bits per note"))

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
race = pd.DataFrame(
    {"machine": name, "epoch": point.epochs, "bits per note": point.valid_bits}
    for name, training in (("LSTM", of_lstm), ("plain", of_plain))
    for point in training.history
)

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
axes = {
    "x": alt.X("epoch:Q").axis(values=[1, 2, 3, 4], format="d"),
    "y": alt.Y("bits per note:Q").scale(zero=False),
    "color": alt.Color("machine:N", title=None),
}

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
counting = pd.DataFrame({"machine": ["n-gram, order 5"], "bits per note": [line]})
(
    alt.Chart(race).mark_line(point=True, strokeWidth=3).encode(**axes)
    + alt.Chart(counting)
    .mark_rule(strokeWidth=2, strokeDash=[6, 4])
    .encode(y="bits per note:Q", color="machine:N")
).properties(
    width=380,
    title=["The LSTM ends below the n-gram's line,", "and below the plain network"],
    description="Bits per note on new songs after each epoch: the LSTM falls below the level line"
    " of the n-gram of order 5 and ends lowest.",
)

# %% [markdown]
# The validation songs chose which epoch is kept, so the **test songs** judge. Intervals are over
# songs. Beside them the same songs with their notes shuffled: what no machine can guess.

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
rng = np.random.default_rng(0)
mixed = [rng.permutation(tokens) for tokens in test]
rows = []
for name, machine in machines.items():
    for kind, tunes in (("human", test), ("shuffled", mixed)):
        ### LIVE: the mean surprise of each song
        values = [bits.mean() for bits in surprises(machine, tunes)]
        ### LIVE: an interval over songs
        low, high = bootstrap_interval(values, np.random.default_rng(1))
        rows.append({"machine": name, "songs": kind, "bits": np.mean(values)}
                    | {"low": low, "high": high})  # fmt: skip
bits = pd.DataFrame(rows).set_index(["machine", "songs"])
assert bits.loc[("LSTM", "human"), "high"] < bits.loc[("n-gram, order 5", "human"), "bits"]
assert bits.loc[("LSTM", "shuffled"), "low"] > bits.loc[("LSTM", "human"), "high"] + 1
bits.round(2)

# %% [markdown]
# Hear it learn: the LSTM before the first epoch, after the second, and at the end. All draw with
# the same random numbers.

# %% minutes=2 tags=["nbval-ignore-output"] reason="sings by trained weights"
heard = {}
for label, stage in {"untrained": 0, "after 2 epochs": 2, "at the end": -1}.items():
    ### LIVE: one tune of at most 32 notes, with seed 12
    tokens = sample(stages[stage], 1, np.random.default_rng(12), longest=32)[0]
    heard[f"{label}, {len(tokens)} notes"] = view.decode(tokens, duration=24)
hear("06.learning", Playlist(heard))

# %% [markdown]
# **Exercise 3 (5 minutes).** A loss that is too good. Songs of a batch lie side by side, and short
# ones are filled up with *padding*, where any network soon learns to predict padding, at no cost.
# `bits` is a table of surprises (songs, time), `lengths` says how many of each row are real.
# Return the honest mean.


# %% minutes=5
def loss(bits, lengths):
    """Mean bits over what was really predicted (a float)."""
    ### BEGIN SOLUTION
    real = np.arange(bits.shape[1]) < np.asarray(lengths)[:, None]
    return bits[real].mean()
    ### END SOLUTION


check("06.loss", loss)

# %% [markdown]
# **Exercise 4 (5 minutes).** When to stop? `curve` holds the bits on new songs after each epoch,
# as they come. Training stops when the last `patience` epochs have brought no new best. Return the
# epoch after which it stopped and the epoch that is kept, counted from 0.


# %% minutes=5
def stop(curve, patience):
    """The last epoch that was run, and the best of those (two ints)."""
    ### BEGIN SOLUTION
    best = 0
    for epoch, bits in enumerate(curve):
        if bits < curve[best]:
            best = epoch
        if epoch - best == patience:
            return epoch, best
    return len(curve) - 1, best
    ### END SOLUTION


check("06.stop", stop)

# %% [markdown]
# ## Measure: who remembers minor?
#
# Our two beginnings again, the same neutral notes, and three machines.

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
### LIVE: each machine, after each beginning
memory = {
    (name, mode): minor_share(machine, opening)
    for name, machine in machines.items()
    for mode, opening in openings.items()
}
for name in machines:
    minor, major = (memory[name, mode][:, 16] for mode in ("minor", "major"))
    low, high = bootstrap_interval(minor - major, np.random.default_rng(0))
    print(f"{name:15}  {minor.mean():4.0%} after minor, {major.mean():4.0%} after major;"
          f" apart by {low:.2f} to {high:.2f}")  # fmt: skip
### LIVE: how far minor and major are apart after 16 notes
lasting = memory["LSTM", "minor"][:, 16].mean() - memory["LSTM", "major"][:, 16].mean()
assert lasting > 0.5
for name in ("plain", "LSTM"):
    assert memory[name, "minor"][:, -1].mean() > memory[name, "major"][:, -1].mean() + 0.2

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
reveal("06.third", "the network" if lasting > 0.1 else "nobody")

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
thirds = pd.DataFrame(
    {"machine": name, "begun in": mode, "neutral notes": step, "minor third": share}
    for (name, mode), shares in memory.items()
    for step, share in enumerate(shares.mean(axis=0))
)

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
alt.Chart(thirds).mark_line(strokeWidth=3).encode(
    x="neutral notes:Q",
    y=alt.Y("minor third:Q", title="minor third, of both thirds").axis(format="%"),
    color=alt.Color("machine:N", title=None),
    strokeDash=alt.StrokeDash("begun in:N"),
).properties(
    width=380,
    title=["The n-gram forgets within four notes;", "both networks still know after 32"],
    description="Share of the minor third over the number of neutral notes, after a minor and a"
    " major beginning. The n-gram's lines meet within four notes, both networks' stay apart.",
)

# %% minutes=1 tags=["nbval-ignore-output"] reason="sings by trained weights"
lasting_tune = go_on(machines["LSTM"], given, np.random.default_rng(3))
print("own:", *(view.labels[token] for token in lasting_tune[len(given) :]))
show_minor = {"n-gram": forgetful, "LSTM": lasting_tune}
Playlist({name: view.decode(tune, duration=24) for name, tune in show_minor.items()})

# %% [markdown]
# And the plain network? Look at its lines before you say that it forgets. A mode is one bit of
# news that helps at every note. If learning finds a place for one thing, it will be this.
#
# What of something smaller? Change a *single* note of a song that no machine has seen, and leave
# the rest. How much do the predictions differ, so many notes later? (Half the sum of all
# differences: 0 is equal, 1 is nothing in common.)


# %% minutes=1
def influence(model, at=4, far=24):
    """How far predictions differ after the note `at` was changed: (songs, far + 1)."""
    whole = np.array([tokens[: at + far + 1] for tokens in test if len(tokens) > at + far])[::2]
    changed, rng = whole.copy(), np.random.default_rng(1)
    changed[:, at] = (whole[:, at] + rng.integers(1, size, len(whole))) % size
    states, columns = [model.start(len(whole))] * 2, []
    for step in range(whole.shape[1]):
        pairs = zip(states, (whole, changed), strict=True)
        states = [model.advance(state, tunes[:, step]) for state, tunes in pairs]
        one, other = (model.probabilities(state) for state in states)
        columns.append(np.abs(one - other).sum(axis=1) / 2)
    return np.column_stack(columns)[:, at:]


# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
### LIVE: the trace of one changed note in each machine
traces = {name: influence(machine) for name, machine in machines.items()}
for name, trace in traces.items():
    low, high = bootstrap_interval(trace[:, 16], np.random.default_rng(0))
    print(f"{name:15}  after 16 notes {trace[:, 16].mean():.4f} ({low:.4f} to {high:.4f})")
assert traces["LSTM"][:, 16].mean() > 2 * traces["plain"][:, 16].mean()
assert traces["n-gram, order 5"][:, 4:].max() == 0

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
fading = pd.DataFrame(
    {"machine": name, "notes later": step, "difference": value}
    for name, trace in traces.items()
    for step, value in enumerate(trace.mean(axis=0))
    if value > 0  # a logarithmic axis has no zero: there the n-gram's line ends
)

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
alt.Chart(fading).mark_line(point=True, strokeWidth=3).encode(
    x="notes later:Q",
    y=alt.Y("difference:Q", title="difference of predictions").scale(type="log"),
    color=alt.Color("machine:N", title=None),
).properties(
    width=380,
    title=["One changed note: the n-gram's trace ends,", "the plain one's fades, the LSTM's lasts"],
    description="Mean difference of predictions over the notes since one was changed, on a"
    " logarithmic axis: n-gram zero after four notes, plain falling faster than the LSTM.",
)

# %% [markdown]
# There is the forgetting of the books: a straight line on this axis is exponential. A state can
# hold a fact over 32 notes while a single note fades, in the same network. **It remembers what it
# was paid to remember.** And the gates, did they open?

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
### LIVE: the trained gates, by hand
_, trained_gates = by_hand(machines["LSTM"].network, song)
### LIVE: the share of cells that stand open
lasting_cells = (trained_gates[1:].mean(axis=0) > 0.9).mean()
print(f"keep gates above 0.9 on average: {lasting_cells:.0%} of the cells")

# %% [markdown]
# ## Measure: what does the state know?
#
# The network sees degrees. No durations, no bar lines, no phrase marks. Its state could still tell
# where a phrase ends, or where a bar begins, if that helped to guess the next note.
#
# A *probe* asks: is there a weighted sum of the 128 numbers that is high after the last note of a
# phrase? It learns its weights on training songs. On songs that it has never seen we draw one
# phrase end and one other note: how often is the end the one with the higher score? Half is
# chance.
#
# A number alone says nothing. Beside it: the same probe on the last note, and on the last four; on
# a network that has **learned nothing**; and on the same songs **shuffled**, marks left in place.

# %% minutes=1
predict(
    "06.probe",
    "What will the trained state tell better than the last four notes do?",
    choices=["phrase ends", "first notes of bars", "both", "neither"],
)


# %%
def marked(tune):
    """Whether a tune has a meter, and phrases to speak of."""
    return tune.meter is not None and len(tune.phrase_ends) > 1


marked_songs = [corpus.part(part).filter(marked) for part in ("train", "test")]
### LIVE: every twentieth song to learn from, every third new one to ask about
learn, unseen = marked_songs[0][::20], marked_songs[1][::3]
questions = {"phrase ends": phrase_end_notes, "first notes of bars": downbeat_notes}
print(len(learn), "songs for the probe to learn from,", len(unseen), "to ask it about")


# %%
def last_notes(tokens, count):
    """Which token each of the last notes was, as zeros and ones: (notes, count * (size + 1))."""
    padded = np.concatenate([np.full(count - 1, size), tokens])
    windows = np.lib.stride_tricks.sliding_window_view(padded, count)  # (notes, count)
    ### LIVE: a row of zeros and ones for each window
    return np.eye(size + 1)[windows].reshape(len(tokens), -1)


print("four notes as zeros and ones:", last_notes(songs[0], 4).shape)


# %%
trained, empty = machines["LSTM"].network, stages[0].network
rng = np.random.default_rng(2)
readings = {
    "last note": lambda tokens: last_notes(tokens, 1),
    "last 4 notes": lambda tokens: last_notes(tokens, 4),
    "LSTM, untrained": lambda tokens: states_of(empty, tokens),
    "plain, trained": lambda tokens: states_of(machines["plain"].network, tokens),
    "LSTM, trained": lambda tokens: states_of(trained, tokens),
    "LSTM, on shuffled": lambda tokens: states_of(trained, rng.permutation(tokens)),
}

# %% minutes=2 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
found = {}
for name, reading in readings.items():
    seen, new = ([reading(view.encode(tune)) for tune in part] for part in (learn, unseen))
    for question, ask in questions.items():
        answers, new_answers = ([ask(tune) for tune in part] for part in (learn, unseen))
        ### LIVE: fit on the songs to learn from, ask on the new ones
        found[question, name] = probe_tunes(seen, answers, new, new_answers, penalty=10)
print("asked about", len(found["phrase ends", "LSTM, trained"]), "new songs")

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
rows = []
for (question, name), values in found.items():
    values = values[~np.isnan(values)]  # a tune of one kind of note says nothing
    low, high = bootstrap_interval(values, np.random.default_rng(0))
    rows.append({"question": question, "read from": name, "told apart": values.mean()}
                | {"low": low, "high": high})  # fmt: skip
probes = pd.DataFrame(rows)
means = probes.set_index(["question", "read from"])["told apart"]
assert means["phrase ends", "LSTM, trained"] > means["first notes of bars", "LSTM, trained"] + 0.05
assert means["phrase ends", "LSTM, untrained"] > means["phrase ends", "last note"] + 0.03
assert means["phrase ends", "LSTM, on shuffled"] + 0.05 < means["phrase ends", "LSTM, trained"]
### LIVE: questions side by side
table = probes.pivot(index="read from", columns="question", values="told apart")
table.loc[list(readings)].round(2)

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
bars = {"color": alt.Color("question:N", title=None), "yOffset": "question:N"}
base = alt.Chart(probes).encode(y=alt.Y("read from:N", title=None, sort=list(readings)), **bars)
(
    base.mark_point(filled=True, size=90).encode(
        x=alt.X("told apart:Q", title="told apart (0.5 is chance)").scale(domain=[0.45, 0.85])
    )
    + base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
).properties(
    width=360,
    title=["Phrase ends are told better than bars;", "untrained states are a strong baseline"],
    description="How often a probe tells phrase ends and first notes of bars from other notes,"
    " with intervals over songs, for six things to read from.",
)

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
better = []
for question in questions:
    saved = {}
    for rival in ("last 4 notes", "LSTM, untrained"):
        ### LIVE: what the trained state tells better, song by song
        gain = found[question, "LSTM, trained"] - found[question, rival]
        low, high = bootstrap_interval(gain[~np.isnan(gain)], np.random.default_rng(0))
        print(f"{question}: trained state over {rival}: {low:+.3f} to {high:+.3f}")
        saved[rival] = low
    better += [question] * (saved["last 4 notes"] > 0)
answer = {0: "neither", 1: better[0] if better else "", 2: "both"}[len(better)]
reveal("06.probe", answer)

# %% [markdown]
# Begin with the untrained row. Random numbers, through and through, tell phrase ends from other
# notes far better than chance: such a state is a scrambled record of the last notes, and that is
# all a probe needs. What *learning* added is the distance to that row, printed above, not the
# distance to 0.5. If its interval holds zero, nobody can say that anything was added. And bars are
# told worse than phrases: the machine never saw a duration.
#
# So a network may guess better than the n-gram, and not hold the answers to our questions in plain
# sight. It was paid for the next note, and for nothing else.
#
# ## See: one unit at a time
#
# Which single number follows phrases best? We choose it on the training songs, and test the choice
# on new ones.

# %% minutes=1 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
seen = np.concatenate([states_of(trained, view.encode(tune)) for tune in learn])  # (notes, 128)
ends = np.concatenate([phrase_end_notes(tune) for tune in learn])
### LIVE: how well does each unit tell the ends apart?
scores = np.array([told_apart(unit, ends) for unit in seen.T])
### LIVE: the best one, whichever way it points
best = int(np.abs(scores - 0.5).argmax())
sign = np.sign(scores[best] - 0.5)
new = [told_apart(sign * states_of(trained, view.encode(tune))[:, best], phrase_end_notes(tune))
       for tune in unseen]  # fmt: skip
low, high = bootstrap_interval(new, np.random.default_rng(0))
print(f"unit {best}: {max(scores[best], 1 - scores[best]):.2f} where it was chosen,"
      f" {np.nanmean(new):.2f} ({low:.2f} to {high:.2f}) on new songs")  # fmt: skip

# %% [markdown]
# Move the slider, look and listen; *Another tune* goes to the next song. Find a unit that seems to
# know something. Then ask whether it would still seem so on the next song: with 128 to choose
# from, some will look clever by chance.

# %% minutes=2 tags=["nbval-ignore-output"] reason="shows states of trained weights"
short = [tune for tune in unseen if 16 <= len(tune) <= 40 and tune.length <= 36 * 48][:6]
hear(
    "06.units",
    UnitExplorer([(t, states_of(trained, view.encode(t))) for t in short], value=best),
)


# %% [markdown]
# ## Bug hunt: learned everything, remembers nothing
#
# A programmer wrote a singer for the trained LSTM. Its loss is what you saw above. Listen, then
# find the line.


# %% minutes=3
def sing(model, rng, longest=32):
    """Notes drawn one after another, until the end."""
    tune, state = [], model.start(1)
    while len(tune) < longest:
        token = choose(model.probabilities(state), rng)
        if token[0] == model.size:
            break
        tune.append(int(token[0]))
        state = model.advance(model.start(1), token)
    return tune


# %% minutes=1 tags=["nbval-ignore-output"] reason="sings by trained weights"
strange, right = (  # of six tunes the longest, so that there is something to hear
    max((singer(np.random.default_rng(seed)) for seed in range(6)), key=len)
    for singer in (
        lambda rng: sing(machines["LSTM"], rng),
        lambda rng: go_on(machines["LSTM"], [], rng, longest=32),
    )
)
Playlist(
    {
        f"the programmer's, {len(strange)} notes": view.decode(strange, duration=24),
        f"the same network, {len(right)} notes": view.decode(right, duration=24),
    }
)

# %% [markdown]
# It passes on `model.start(1)`, a fresh state, where the last one belongs. So each note is sung as
# if it were the second of a song: every step is a likely one, and nothing is meant. No error, no
# warning, and the loss cannot see it, because training never calls this function. Ask the network
# how surprised it is by what it sang itself:

# %% minutes=1 tags=["nbval-ignore-output"] reason="sings by trained weights"
groups = {
    "programmer's": [sing(machines["LSTM"], np.random.default_rng(i)) for i in range(60)],
    "repaired": sample(machines["LSTM"], 60, np.random.default_rng(1), longest=32),
    "human, never seen": [tokens[:32] for tokens in test[::12]],
    "human, shuffled": [rng.permutation(tokens[:32]) for tokens in test[::12]],
}
by_group = {}
for name, tunes in groups.items():
    ### LIVE: its surprise at each tune, the end left out
    values = [bits[:-1].mean() for bits in surprises(machines["LSTM"], tunes) if len(bits) > 1]
    by_group[name] = np.mean(values)
    low, high = bootstrap_interval(values, np.random.default_rng(0))
    print(f"{name:18} {np.mean(values):.2f} bits per note ({low:.2f} to {high:.2f})")
assert by_group["programmer's"] > by_group["repaired"] + 0.3

# %% [markdown]
# ## Measure: with more time
#
# A minute is little for a network. While the lab is open it trains a wider LSTM for longer, in the
# background, and keeps it. If it is there, the test songs judge it beside the one that you trained,
# and it sings. If not, yours goes on alone.

# %% minutes=1 tags=["nbval-ignore-output"] reason="a longer-trained network is there or is not"
longer = prepared("lstm")
print(longer or not_prepared("lstm"))
if longer:
    machines["with more time"] = longer.model
for name in list(machines)[2:]:  # the LSTM of this lesson, and the other one if it is there
    ### LIVE: what it saves over the n-gram, song by song
    pairs = zip(surprises(ngram, test), surprises(machines[name], test), strict=True)
    saves = [one.mean() - other.mean() for one, other in pairs]
    low, high = bootstrap_interval(saves, np.random.default_rng(0))
    print(f"{name:14}  saves {np.mean(saves):.2f} bits per note ({low:.2f} to {high:.2f})")
assert low > 0
later = sample(machines[name], 1, np.random.default_rng(12), longest=32)[0]
Playlist({f"{name}, {len(later)} notes": view.decode(later, duration=24)})

# %% [markdown]
# ## Explain
#
# A state is a fixed number of numbers, whatever the length of the tune. What goes in must push
# something out, and learning decides what, by what pays. Here it keeps the mode over 32 notes, and
# lets a single note fade. Gates can be opened for good, and the LSTM's traces lasted longer than
# those of the plain cell.
#
# What a probe finds in a state is not what the network uses. And what it does not find may be
# there in another form. Only baselines keep us honest in both directions.
#
# Stuck on an exercise? `hint("06.left")`.
#
# ## Key points
#
# - A recurrent network reads any length in a state of one size; the state is all it knows.
# - Gates decide what stays. An untrained gate is half open and forgets at once.
# - How long it remembers depends on what: measure it for a mode, for a note, for what you care
#   for.
# - A probe means something beside the last notes, an untrained network and shuffled songs.
#
# ## To argue about
#
# The network was never told what a phrase is. Has it discovered phrases, or have we?
#
# ## Sources
#
# - S. Hochreiter, diploma thesis, Munich 1991; Y. Bengio, P. Simard, P. Frasconi, *Learning
#   Long-Term Dependencies with Gradient Descent is Difficult*, 1994: why plain cells forget.
# - J. L. Elman, *Finding Structure in Time*, 1990: the plain cell.
# - S. Hochreiter and J. Schmidhuber, *Long Short-Term Memory*, 1997; F. Gers, J. Schmidhuber, F.
#   Cummins, *Learning to Forget*, 2000: the forget gate.
# - G. Alain and Y. Bengio, 2017: *Understanding intermediate layers using linear classifier
#   probes*.
# - Essen Folksong Collection, as distributed with music21; `datasets/folk/datasheet.md`. Seen
#   November 2026.
#
# **Next:** 07 · What does the model listen to?
