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
#     lesson: "05"
#     minutes: 60
# ---

# %% [markdown]
# # 05 · Can gradient descent count?
#
# **What you will be able to do** (60 minutes)
#
# - Train a machine by gradient descent, with the gradient worked out by hand.
# - Say what a loss in bits means, and what stopping early has to do with smoothing.
# - Give a network a window of notes, and ask of a map what in it was learned.
#
# **What you need**: lessons 02 and 03: counting, surprise in bits, borrowing.
#
# **What you will hear**: a machine with the best loss of the whole lesson, which cannot sing; and
# a network before, while and after it learns.

# %% minutes=1
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd
import torch

from meantone import show
from meantone.decoding import sample
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.measures import bootstrap_interval
from meantone.models import MarkovChain, NGram, cross_entropy, surprises
from meantone.tunes import Degree, load
from meantone.widgets import Playlist, TrainingMonitor

# %%
progress_bar("05")

# %% [markdown]
# ## Predict
#
# Lesson 02 counted which note follows which. Nobody will count today. A machine starts from
# nothing, is told after every guess how wrong it was, and changes a little. It will have to guess
# each note of children's songs, and where they end.

# %% minutes=1
corpus = load("kinder")
view = Degree.of(corpus)
size = len(view.vocabulary)
songs = [view.encode(tune) for tune in corpus.part("train")]
names = [*view.labels, "end"]  # the boundary: read first, predicted last
print(f"{len(songs)} songs; {len(names)} things that can come next")

# %% minutes=1
predict(
    "05.nothing",
    "Before it has learned anything: how many bits will a note cost it on average?",
    between=(0, 24),
    step=0.1,
)

# %% [markdown]
# ## Build: scores instead of chances
#
# The machine is a table again: a row for the note that sounds, a column for each that may follow.
# But it holds **scores** (also called *logits*), any numbers at all. So each of them can be pushed
# up or down freely, and no rule is broken.
#
# To turn scores into chances: raise e to each score, so that all are positive; then let the row
# sum to 1, as lesson 02 did with counts. That is the *softmax*.

# %% minutes=2
scores = np.array([2.0, 1.0, 0.0, -1.0])
### LIVE: e to each score
raised = np.exp(scores)
### LIVE: let them sum to 1
chances = raised / raised.sum()
print("scores ", scores)
print("chances", chances.round(3))
print("each is", round(chances[0] / chances[1], 3), "times as likely as the next")

# %% [markdown]
# **Exercise 1 (5 minutes).** The softmax of one row, also of scores like 1000. Raising e to the
# 1000 is more than a computer can hold: find out what may be done to all scores beforehand.


# %% minutes=5
def softmax(scores):
    """Chances from an array of scores."""
    ### BEGIN SOLUTION
    raised = np.exp(scores - np.max(scores))
    return raised / raised.sum()
    ### END SOLUTION


check("05.softmax", softmax)

# %% [markdown]
# ## Build: how wrong was it?
#
# The **loss** is an old friend: the mean surprise, `-log2(p)` of what came, over all steps of all
# songs. Here are the steps, and the loss of a table that is all zeros.


# %%
def rows_of_chances(table):
    """The softmax of every row."""
    raised = np.exp(table - table.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def steps_of(songs):
    """Two arrays: each token that was read, and what came after it."""
    whole = [[size, *song, size] for song in songs]
    pairs = [pair for song in whole for pair in pairwise(song)]
    return np.array(pairs).T


# %% minutes=1
before, after = steps_of(songs)
blank = np.zeros((size + 1, size + 1))
### LIVE: the chance of what came, at each step
given = rows_of_chances(blank)[before, after]
### LIVE: the mean surprise, in bits
nothing = -np.log2(given).mean()
print(f"{len(after)} steps; a machine that knows nothing needs {nothing:.2f} bits for each")
reveal("05.nothing", round(nothing, 2))

# %% [markdown]
# It is as hard as picking one of 24 things blindly: with yes-or-no questions, each of which halves
# what is left, that takes a bit more than four. The other way round, `2 ** bits` says how many
# equally likely notes would be as hard to guess: the *perplexity*.
#
# And what if someone had counted? The loss of lesson 02's machine, on the songs it counted:

# %% minutes=1
counts = np.zeros((size + 1, size + 1))
np.add.at(counts, (before, after), 1)
heard = counts.sum(axis=1, keepdims=True)  # how often each row was asked
### LIVE: counts become shares
shares = counts / np.maximum(heard, 1)
### LIVE: the loss of these shares
counted = -np.log2(shares[before, after]).mean()
for who, bits in {"knows nothing": nothing, "has counted": counted}.items():
    print(f"{who}: {bits:.2f} bits, as hard as {2**bits:.1f} equally likely notes")

# %% [markdown]
# **Exercise 2 (4 minutes).** The loss, in bits. `scores` has a row for each step, `targets` says
# which token came.


# %% minutes=4
def loss(scores, targets):
    """The mean surprise, in bits; scores (steps, n), targets (steps,)."""
    ### BEGIN SOLUTION
    rows = rows_of_chances(scores)
    return -np.log2(rows[np.arange(len(targets)), targets]).mean()
    ### END SOLUTION


check("05.loss", loss)

# %% [markdown]
# ## Build: which way is down?
#
# Push one score up a tiny bit: does the surprise grow or shrink, and how fast? That is the
# *slope*, and all the slopes together are the **gradient**. It can be measured, score by score. It
# can also be worked out with a pencil. For the surprise in natural units, `-log(p)`:
#
# > the slope of a score = the chance it was given, less 1 if it is what came
#
# What the machine said, less what it should have said. If it said the right thing there is no
# slope, and nothing to learn.

# %% minutes=2
came = 1


def surprise_of(scores):
    return -np.log(np.exp(scores[came]) / np.exp(scores).sum())


### LIVE: the slopes with a pencil: chances, less certainty
by_pencil = chances - np.eye(4)[came]
tiny = 1e-6 * np.eye(4)
### LIVE: the slopes, measured: a bit up, a bit down
measured = [(surprise_of(scores + d) - surprise_of(scores - d)) / 2e-6 for d in tiny]
assert np.allclose(by_pencil, measured, atol=1e-6)
print("by pencil", by_pencil.round(3))
print("measured ", np.round(measured, 3))

# %% [markdown]
# PyTorch, the library for networks, keeps a record of every operation and finds slopes by walking
# it backwards (*autograd*). For the whole table and all steps at once, it must say the same as the
# pencil. The pencil has it easy here: all steps from one row share their chances, so counts are
# all that is needed.


# %% minutes=2
def gradient_of(table):
    """The slopes of the mean surprise of all steps, (size + 1, size + 1)."""
    ### LIVE: what the machine says, less what was counted
    return (heard * rows_of_chances(table) - counts) / counts.sum()


table = np.random.default_rng(0).normal(size=blank.shape)
watched = torch.tensor(table, requires_grad=True)
logits = watched[torch.tensor(before)]  # (steps, size + 1)
torch.nn.functional.cross_entropy(logits, torch.tensor(after)).backward()
assert np.allclose(gradient_of(table), watched.grad)
print("pencil and PyTorch agree on", table.size, "slopes")

# %% [markdown]
# Look at the pencil's line: `heard * chances - counts`. The slope is zero where the chances of a
# row are its counted shares, and nowhere else. **Counting is the answer that descent looks for.**
# Will it find it?
#
# **Exercise 3 (5 minutes).** The gradient for one row of scores and one token that came.


# %% minutes=5
def gradient(scores, target):
    """The slope of -log(p) for each score, p the chance of the token `target`."""
    ### BEGIN SOLUTION
    slope = np.exp(scores - np.max(scores))
    slope /= slope.sum()
    slope[target] -= 1
    return slope
    ### END SOLUTION


check("05.gradient", gradient)

# %% [markdown]
# ## Descend
#
# Go down the slope, a little, and look again. How much is the *rate*. We keep the table at some
# moments on the way.

# %% minutes=2
rate, moments = 8, [0, 10, 100, 1000, 10_000, 30_000]
table, kept = blank.copy(), {}
for step in range(moments[-1] + 1):
    if step in moments:
        kept[step] = rows_of_chances(table)
    ### LIVE: a step down
    table = table - rate * gradient_of(table)

way = pd.DataFrame({"steps": moments[1:]})
### LIVE: the loss at each of these moments
way["bits"] = [-np.log2(kept[step][before, after]).mean() for step in moments[1:]]
assert 0 < (way["bits"] - counted).min() < 1e-3
way.round(3)

# %% minutes=1
curve = alt.Chart(way.round(4)).encode(
    x=alt.X("steps:Q", title="steps of descent").scale(type="log").axis(values=moments[1:]),
    y=alt.Y("bits:Q", title="bits per note").scale(zero=False),
)
line = alt.Chart(pd.DataFrame({"bits": [round(counted, 4)], "name": ["counting"]}))
(
    curve.mark_line(point=True)
    + line.mark_rule(color="#222222", strokeWidth=2).encode(y="bits:Q")
    + line.mark_text(align="left", dy=-10, x=6, fontSize=14).encode(y="bits:Q", text="name:N")
).properties(
    width=480,
    title="The loss falls to the line of counting, and never below it",
    description="Loss in bits over steps of descent, on a logarithmic axis. The curve falls"
    " steeply at first, then slowly towards a level line: the loss of counting.",
)

# %% [markdown]
# **Exercise 4 (5 minutes).** One step of descent, from pairs of tokens. Each pair has a slope, for
# the row of the note before; go down the mean of them all.


# %% minutes=5
def step(table, pairs, rate):
    """The table after one step; pairs is a list of (before, after)."""
    ### BEGIN SOLUTION
    chances, slopes = rows_of_chances(table), np.zeros_like(table)
    for before, after in pairs:
        slopes[before] += chances[before] / len(pairs)
        slopes[before, after] -= 1 / len(pairs)
    return table - rate * slopes
    ### END SOLUTION


check("05.step", step)

# %% [markdown]
# ## See: who learns first?
#
# The loss is almost there. And the chances? Each dot is a cell of the table: across, the share
# that was counted; upwards, the chance that was learned. On the line they are equal.

# %%
cells = [(a, b) for a in range(size + 1) for b in range(size + 1) if heard[a, 0]]
often = {a: "100 times or more" if heard[a, 0] >= 100 else "more rarely" for a, _ in cells}
dots = pd.DataFrame(
    {"counted": shares[a, b], "learned": kept[moment][a, b], "row heard": often[a]}
    | {"steps": moment}
    for moment in (10, 100, 1000, 30_000)
    for a, b in cells
).round(3)
dots = dots[(dots["counted"] > 0) | (dots["learned"] > 0.02)]

# %% minutes=1
diagonal = alt.Chart().mark_line(color="gray").encode(x="counted:Q", y="counted:Q")
points = alt.Chart().mark_point(filled=True, size=40, opacity=0.7)
points = points.encode(
    x=alt.X("counted:Q", title="counted share").axis(format="%", values=[0, 0.5, 1]),
    y=alt.Y("learned:Q", title="learned chance").axis(format="%", values=[0, 0.5, 1]),
    color=alt.Color("row heard:N").legend(orient="bottom"),
    shape=alt.Shape("row heard:N"),
)
alt.layer(diagonal, points, data=dots).properties(width=145, height=145).facet(
    column=alt.Column("steps:O", title="steps of descent")
).properties(
    title="Rows that were heard often arrive early; rare ones take their time",
    description="Four scatter plots of learned chance against counted share, after 10, 100, 1000"
    " and 30000 steps. Rows heard often reach the diagonal by 1000; rare rows lie below it still.",
)

# %% [markdown]
# A row that was heard once in the whole corpus hardly moves: its slope is divided by the number of
# all steps. Let each row go at its own pace, as if it were alone in the world: divide its slope by
# how often *it* was heard. The place where slopes are zero stays where it was.

# %% minutes=1
table = blank.copy()
done, apart = 0, 1.0
while apart > 1e-3:
    table = table - 2 * (rows_of_chances(table) - shares) * (heard > 0)
    apart = np.abs(rows_of_chances(table) - shares)[heard[:, 0] > 0].max()
    done += 1
### LIVE: lesson 02's machine
chain = MarkovChain.fit(songs, size)
known = np.flatnonzero(heard[:size, 0])
assert np.abs(rows_of_chances(table)[known] - chain.table[known]).max() < 1e-3
print(f"after {done} steps no chance differs from its share by more than {apart:.4f}")

# %% [markdown]
# So yes: **gradient descent can count.** It takes its time, and finds what one walk through the
# songs would have told us. Why would anyone go the long way round?
#
# ## Measure: stop on the way
#
# First reason. The line of counting was drawn on the songs that were learned. What counts are
# *new* songs. Predict how the loss on those goes, from the first steps to the last.

# %% minutes=1
predict(
    "05.curve",
    "How many bits per note will new songs cost after so many steps?",
    over=[1, 2, 3, 4, 5],
    between=(2, 5),
    axes=("steps, 10 to the power of", "bits per note"),
)


# %%
def per_song(chances, songs):
    """The mean surprise of each song, in bits."""
    ### LIVE: the mean surprise of each song
    return np.array([-np.log2(chances[tuple(steps_of([song]))]).mean() for song in songs])


new = [view.encode(tune) for part in ("valid", "test") for tune in corpus.part(part)]
table, on_own, on_new = blank.copy(), {}, {}
for done in range(1, 100_001):
    table = table - rate * gradient_of(table)
    if done in (10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000):
        chances = rows_of_chances(table)
        on_own[done], on_new[done] = per_song(chances, songs), per_song(chances, new)
### LIVE: the mean over new songs after 10, 100, 1000... steps
powers = {power: round(on_new[10**power].mean(), 2) for power in range(1, 6)}
reveal("05.curve", powers, axes=("steps, 10 to the power of", "bits per note"))

# %%
heard_by = {"songs it learned": on_own, "new songs": on_new}
both = [(who, done, v.mean()) for who, by in heard_by.items() for done, v in by.items()]
turning = pd.DataFrame(both, columns=["on", "steps", "bits"]).round(3)

# %%
(
    alt.Chart(turning[turning["steps"] >= 100], width=480)
    .mark_line(point=True)
    .encode(
        x=alt.X("steps:Q").scale(type="log").axis(values=[10**power for power in range(2, 6)]),
        y=alt.Y("bits:Q", title="bits per note").scale(zero=False),
        color=alt.Color("on:N", title=None).scale(range=["#0072b2", "#6a1b7a"]),
    )
    .properties(
        title="On its own songs the loss keeps falling; on new ones its mean turns up",
        description="Two curves of bits per note over steps, from 100 to 100,000. On the songs"
        " that it learned it falls all the way; on new songs it falls, then rises a little.",
    )
)

# %% minutes=1
with np.errstate(divide="ignore"):
    plain = per_song(shares, new)
### LIVE: counting, 0.3 added to each count
lent = per_song((counts + 0.3) / (heard + 0.3 * (size + 1)), new)
### LIVE: the step with the fewest bits on new songs
best = min(on_new, key=lambda done: on_new[done].mean())
print(f"descent stopped after {best} steps: {on_new[best].mean():.2f} bits per note")
print(f"counting, 0.3 added to each count: {lent.mean():.2f}")
### LIVE: which songs have a step that was never counted?
unheard = np.isinf(plain)  # songs with a step that was never counted
print(f"counting alone: {unheard.sum()} of {len(new)} new songs are impossible")
### LIVE: what each song pays for going on to the end
worse = on_new[100_000] - on_new[best]
for which, rise in {"all": worse, "these": worse[unheard], "others": worse[~unheard]}.items():
    low, high = bootstrap_interval(rise, np.random.default_rng(0))
    print(f"100,000 steps, {which}: {rise.mean():+.2f} bits ({low:+.2f} to {high:+.2f})")
assert worse[unheard].mean() > 0.2 > abs(worse[~unheard].mean())

# %% [markdown]
# The rise at the end is small on average, and with so few songs it is not certain. But it comes
# from the songs with an unheard step: for them it goes on for ever, towards the infinite surprise
# of the counts.
#
# Descent starts from even chances and walks towards the counts. Whoever stops on the way has lent
# something to the unheard, and most in the rows that were heard least. That is lesson 03's
# *borrowing*, and nobody wrote a rule for it. A second way to the same end is **weight decay**: at
# every step all scores are pulled a little towards zero.

# %% minutes=1
pulled = {}
for pull in (0, 1e-5, 1e-4, 1e-3):
    table = blank.copy()
    for _ in range(10_000):
        ### LIVE: a step down, and a pull towards zero
        table = table - rate * (gradient_of(table) + pull * table)
    pulled[pull] = per_song(rows_of_chances(table), new)
by_pull = pd.Series({f"{pull:g}": bits.mean() for pull, bits in pulled.items()})
assert by_pull.idxmin() not in ("0", "0.001")  # a little pull is best
by_pull.rename_axis("pull").rename("bits per note on new songs").to_frame().round(2)

# %% [markdown]
# ## Bug hunt: the best loss of the lesson
#
# A programmer prepares the steps for descent. The loss falls far below the line of counting. Look
# closely, then listen.


# %% minutes=1
def steps_by_mistake(songs):
    """Two arrays: each token that was read, and what came after it."""
    whole = [token for song in songs for token in [size, *song]]
    return np.array(whole), np.array(whole)


read, asked = steps_by_mistake(songs)
wrong = np.zeros_like(counts)
np.add.at(wrong, (read, asked), 1)
table = blank.copy()
for _ in range(3000):
    table = table - 2 * (rows_of_chances(table) * (heard > 0) - wrong / np.maximum(heard, 1))
chances = rows_of_chances(table)
print(f"loss: {-np.log2(chances[read, asked]).mean():.3f} bits; counting: {counted:.3f}")

# %% minutes=2
rng = np.random.default_rng(2)
held = [int(view.vocabulary.index(7))]
while len(held) < 24:
    held.append(int(rng.choice(size, p=chances[held[-1], :size] / chances[held[-1], :size].sum())))
### LIVE: what comes after the start?
first = names[int(chances[size].argmax())]
print(f"after the start comes: {first}, with {chances[size].max():.1%}")
### LIVE: a tune of the machine that counts
fixed = sample(chain, 1, np.random.default_rng(4), longest=24)[0]
sung = {"the best loss": held, "counting": fixed}
hear("05.held", Playlist({who: view.decode(t, duration=24) for who, t in sung.items()}))

# %% [markdown]
# What it was asked for is what it was shown: the targets are not shifted by one. It has learned to
# repeat what it sees, perfectly. Left alone it would not even begin: at the start it sees the
# boundary, says the boundary, and the tune is over. A loss can only be as honest as the question.
# **Too good is a symptom**: below the line of counting on its own songs no machine that sees one
# note can be.
#
# ## Build: a window, and notes as points
#
# Second reason to learn rather than count. A table for a window of eight notes would have 24 to
# the eighth rows, nearly all of them empty: lesson 03's trouble. A network has no rows. It gives
# each note a place in space, an **embedding** (16 numbers, learned), lays the eight points side by
# side, and from these 128 numbers computes the scores: one layer of 192 sums, bent by `tanh`, and
# a layer on top. Such a network is called a *multi-layer perceptron*. What it learns of one window
# changes what it says of others like it.
#
# **Exercise 5 (4 minutes).** What the network gets to see: for every note *and the end* of a tune,
# the `length` tokens before it, and the token that came. Before the tune there are boundaries.


# %% minutes=4
def windows(tune, length, boundary):
    """A list of (the tokens before, the token that came); the end is the boundary too."""
    ### BEGIN SOLUTION
    whole = [boundary] * length + list(tune) + [boundary]
    return [(whole[i : i + length], whole[i + length]) for i in range(len(tune) + 1)]
    ### END SOLUTION


check("05.windows", windows)

# %% [markdown]
# Learning material is `folk`: thousands of folk songs. Below it, the whole network in three lines,
# and the package's with the same weights. Read the shapes.

# %%
from meantone.models.neural import Plan, Training, WindowMLP
from meantone.models.neural import train as learn

folk = load("folk")
wide = Degree.of(folk)
width = len(wide.vocabulary)
train, valid, test = (
    [wide.encode(tune) for tune in folk.part(part)] for part in ("train", "valid", "test")
)
network = WindowMLP(width, np.random.default_rng(0), window=8, width=192)
unlearned = network.embed.weight.detach().numpy().copy()  # (tokens, 16)
print(f"{len(train):,} tunes, {sum(map(len, train)):,} notes to learn from")
print(f"the network has {network.parameter_count:,} numbers to learn")

# %% minutes=2
tune = train[0]
seen = torch.tensor(np.r_[[width] * 8, tune]).unfold(0, 8, 1)  # (time + 1, 8) tokens
with torch.no_grad():
    ### LIVE: eight points, side by side
    points = network.embed(seen).flatten(1)  # (time + 1, 8 * 16)
    ### LIVE: a layer, bent
    hidden = torch.tanh(network.hidden(points))  # (time + 1, 192)
    ### LIVE: the scores
    logits = network.out(hidden)  # (time + 1, width + 1)
    package = network.eval()(torch.tensor(np.r_[width, tune])[None])[0]
assert torch.allclose(logits, package, atol=1e-5)
print("by hand and package agree on", len(logits), "rows of scores")

# %% [markdown]
# ## Hear: it learns
#
# The line to beat is the best machine of lesson 03 on the same tunes. Press **Start**. One *epoch*
# is a walk through all tunes, in batches of 16; after each batch a step. You see the loss on its
# own tunes and on tunes kept from it, and after each epoch you hear what it sings, always with the
# same dice. Stop it, listen, go on.

# %% minutes=4
ngrams = {order: NGram.fit(train, width, order) for order in (4, 5, 6)}
scores_of = {order: cross_entropy(machine, valid) for order, machine in ngrams.items()}
### LIVE: the order with the fewest bits
order = min(scores_of, key=scores_of.get)
### LIVE: four epochs in batches of 16
training = Training(network, Plan(epochs=4, batch=16, rate=4e-3))
monitor = TrainingMonitor(
    training, train, valid, wide, {f"n-gram, order {order}": scores_of[order]}
)
hear("05.window", monitor)

# %% [markdown]
# If you did not press Start, or stopped it, the next cell trains it to the end, and waits for it.

# %%
monitor.finish()
learned = training.model
rows = [(p.epochs, p.valid_bits, "tunes kept from it") for p in training.history]
rows += [(p.epochs, p.train_bits, "its own tunes") for p in training.history]
epochs = pd.DataFrame(rows, columns=["epochs", "bits", "on"]).round(3)
level = pd.DataFrame({"bits": [scores_of[order]], "name": [f"n-gram, order {order}"]})
assert training.best_bits < scores_of[order]
print("done:", training.over)

# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
curve = alt.Chart(epochs, width=420).encode(
    x=alt.X("epochs:Q").axis(tickMinStep=1),
    y=alt.Y("bits:Q", title="bits per note").scale(zero=False),
    color=alt.Color("on:N", title=None).scale(range=["#6a1b7a", "#0072b2"]),
)
line = alt.Chart(level).encode(y="bits:Q")
(
    curve.mark_line(point=True)
    + line.mark_rule(color="#222222", strokeWidth=2)
    + line.mark_text(align="right", dy=-10, x=414, fontSize=14).encode(text="name:N")
).properties(
    title="On tunes kept from it the network passes the line of counting",
    description="Bits per note over epochs. The curve of tunes kept from the network falls below"
    " the level of the best n-gram; the curve of its own tunes begins higher.",
)

# %% [markdown]
# Now the **test part** judges, tunes that have decided nothing so far. Both machines predict each
# tune; the difference is taken tune by tune.

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
rivals = {f"n-gram, order {order}": ngrams[order], "network, window 8": learned}
### LIVE: the bits of each test tune, for both
bits = {name: np.array([b.mean() for b in surprises(m, test)]) for name, m in rivals.items()}
rows = [
    {"machine": name, "bits per note": values.mean()}
    | dict(enumerate(bootstrap_interval(values, np.random.default_rng(0))))
    for name, values in bits.items()
]
### LIVE: what the network saves, tune by tune
saved = bits[f"n-gram, order {order}"] - bits["network, window 8"]
low, high = bootstrap_interval(saved, np.random.default_rng(0))
print(f"the network saves {saved.mean():.3f} bits per note ({low:.3f} to {high:.3f})")
assert 0 < low < high < 0.1
pd.DataFrame(rows).set_index("machine").rename(columns={0: "low", 1: "high"}).round(2)

# %% [markdown]
# A small step for so many numbers, and a certain one: the interval lies above zero. Can you hear
# who is who?

# %% minutes=1 tags=["nbval-ignore-output"] reason="sings by trained weights"
singing = {
    name: sample(m, 1, np.random.default_rng(3), longest=40)[0] for name, m in rivals.items()
}
singing["people"] = test[7][:40]
show.listen({name: wide.decode(tokens, duration=24) for name, tokens in singing.items()})

# %% [markdown]
# And where there is little to learn from? The same network with the 170 children's songs, three
# times, from different first weights.

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
judges = [[view.encode(tune) for tune in corpus.part(part)] for part in ("valid", "test")]
orders = {order: NGram.fit(songs, size, order) for order in (2, 3, 4)}
chosen = min(orders.values(), key=lambda machine: cross_entropy(machine, judges[0]))
by_counting = np.array([b.mean() for b in surprises(chosen, judges[1])])
for seed in range(3):
    fresh = WindowMLP(size, np.random.default_rng(seed), window=8)
    small = learn(fresh, songs, judges[0], Plan(epochs=12, batch=8, rate=4e-3), show=False)
    ### LIVE: what it saves, song by song
    gain = by_counting - [b.mean() for b in surprises(small.model, judges[1])]
    low, high = bootstrap_interval(gain, np.random.default_rng(0))
    own, new_bits = small.history[-1].train_bits, small.history[-1].valid_bits
    print(f"own songs {own:.1f} bits, new ones {new_bits:.1f}; saves {gain.mean():+.2f}", end=" ")
    print(f"({low:+.2f} to {high:+.2f}) against counting, order {chosen.order}")
    assert own < new_bits - 0.3
    assert gain.mean() < 0.15

# %% [markdown]
# It knows its own songs far better than new ones: it has learned them by heart. Whether it beats
# counting, 21 new songs cannot tell. **Where data are few, counting is hard to beat.**
#
# ## See: the map of degrees
#
# People like to look at embeddings: degrees that are used alike, they say, come to lie near each
# other. Here are the 16 numbers of each degree, in the network that you just trained. For each of
# the degrees that are sung often: who is its nearest neighbor?

# %% minutes=1
predict(
    "05.map",
    "Which degree lies nearest to another in the trained network?",
    choices=["one a step away", "the same an octave away", "whoever was there by chance"],
)


# %%
often = np.flatnonzero(np.bincount(np.concatenate(train), minlength=width) >= 1000)
semitones = np.array(wide.vocabulary)[often]


def distances(points):
    """How far each point is from each, (degrees, degrees)."""
    return np.linalg.norm(points[:, None] - points[None], axis=-1)


def nearest(apart):
    """For each degree, the number of its nearest neighbor."""
    return (apart + 1e9 * np.eye(len(apart))).argmin(axis=1)


# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
embedded = network.embed.weight.detach().numpy()
start_map, end_map = (nearest(distances(points[often])) for points in (unlearned, embedded))
### LIVE: how many have the neighbor that they began with?
same = np.mean(start_map == end_map)
### LIVE: how many have a step for their neighbor?
a_step = np.mean(np.abs(semitones - semitones[end_map]) <= 2)
print(f"{len(often)} degrees; a step (two semitones at most) from their neighbor: {a_step:.0%}")
print(f"with the neighbor that they had before all learning: {same:.0%}")
assert same > 0.5 > 2 * a_step

# %% minutes=1
reveal("05.map", "whoever was there by chance")

# %% [markdown]
# A map that looks like something would have been easy to show: a few near pairs are always there.
# But most of it was *drawn*, before a single tune was read. The network hardly moved its points;
# its layers learned to read them where they were.
#
# So leave it no other place to learn in. A machine that sees **one** note, lesson 02 again, and
# has only **two** numbers for it: a point on a sheet of paper. From the point alone come the
# scores of what follows: `point @ table + level`. All points begin in one heap, almost at zero, so
# whatever lies apart was learned. Counts are all it needs, and *Adam* (Kingma and Ba 2015) gives
# every number a pace of its own, as we gave one to each row.


# %% minutes=2
def draw_map(counts, seed, steps=500):
    """The points (tokens, 2) before and after each step, learned from counts of what follows."""
    shapes, rng = [(width + 1, 2), (2, width + 1), (width + 1,)], np.random.default_rng(seed)
    numbers = [torch.tensor(0.01 * rng.normal(size=s), requires_grad=True) for s in shapes]
    points, table, level = numbers
    descent, asked = torch.optim.Adam(numbers, lr=0.02), torch.tensor(counts / counts.sum())
    drawn = [points.detach().numpy().copy()]
    for _ in range(steps):
        loss = -(asked * (points @ table + level).log_softmax(1)).sum()
        descent.zero_grad()
        loss.backward()
        descent.step()
        drawn.append(points.detach().numpy().copy())
    return drawn


# %% [markdown]
# Beside the tunes two baselines. *Each tune shuffled*: the same notes in the same tune, their
# order gone. *All notes shuffled*: tunes of the same lengths, from one big bag. Each map is drawn
# four times, from other dice.


# %%
def counts_of(tunes):
    """How often each token followed each, the boundary included: (width + 1, width + 1)."""
    counts = np.zeros((width + 1, width + 1))
    for tune in tunes:
        np.add.at(counts, (np.r_[width, tune], np.r_[tune, width]), 1)
    return counts


bag = rng.permutation(np.concatenate(train))
teachers = {
    "tunes": counts_of(train),
    "each tune shuffled": counts_of([rng.permutation(tune) for tune in train]),
    "all notes shuffled": counts_of(np.split(bag, np.cumsum([len(t) for t in train])[:-1])),
}

# %%
### LIVE: from each teacher four maps
maps = {(who, seed): draw_map(c, seed) for who, c in teachers.items() for seed in range(4)}
moments, labels = (20, 100, 500), np.array(wide.labels)[often]
spots = pd.DataFrame(
    {"who": who, "step": step, "degree": label, "height": int(height), "x": x, "y": y}
    for who in teachers
    for step in moments
    for label, height, (x, y) in zip(labels, semitones, maps[who, 0][step][often], strict=True)
).round(3)
axes = {"x": alt.X("x:Q", axis=None), "y": alt.Y("y:Q", axis=None)}
base = alt.Chart(width=230, height=230).encode(**axes, order="height:Q")
sheet = base.mark_line(color="#bbbbbb") + base.mark_text(fontSize=14).encode(text="degree:N")

# %% minutes=1
sheet.properties(data=spots[spots["who"] == "tunes"]).facet(
    column=alt.Column("step:O", title="learned from tunes, steps of descent")
).properties(
    title="Out of one heap the scale uncurls: a degree comes to lie beside its neighbor",
    description="Three maps of scale degrees, joined by a line from low to high. After 20 steps all"
    " lie in a heap; after 500 the line winds through the sheet from neighbor to neighbor.",
)

# %% [markdown]
# It looks good. So ask what the figure cannot say for itself: how many degrees have a step (two
# semitones at most) for their nearest neighbor? And how well does the order of all distances on
# the map agree with the order of the distances in *height*? 1 is the same order, 0 is none.


# %%
def order_agrees(one, other):
    """Rank correlation of two tables of distances."""
    pairs = np.triu_indices(len(one), 1)
    ranks = [np.argsort(np.argsort(table[pairs])) for table in (one, other)]
    return np.corrcoef(*ranks)[0, 1]


def judged(apart):
    """The share of degrees with a step for their neighbor, and how far heights agree."""
    interval = np.abs(semitones - semitones[nearest(apart)])
    return {"a step away": np.mean(interval <= 2), "heights agree": order_agrees(apart, heights)}


heights = distances(semitones[:, None])

# %% minutes=1
follows = teachers["tunes"][often]
### LIVE: counts of what follows, as shares
shares = follows / follows.sum(axis=1, keepdims=True)
rows = [{"from": "counts, no map"} | judged(distances(np.sqrt(shares)))]
rows += [{"from": who} | judged(distances(m[-1][often])) for (who, _), m in maps.items()]
found = pd.DataFrame(rows).groupby("from", sort=False).agg(["mean", "min", "max"])
steps_away = found["a step away"]
assert steps_away["min"].iloc[:2].min() > 0.8
assert steps_away["max"].iloc[2:].max() < 0.75
found.round(2)

# %%
sheet.properties(data=spots[(spots["who"] != "tunes") & (spots["step"] == 500)]).facet(
    column=alt.Column("who:N", sort=list(teachers), title="learned from, after 500 steps")
).properties(
    title="Shuffle each tune, and high still parts from low; shuffle all, and nothing is left",
    description="Two maps joined from low to high. From tunes shuffled one by one, low and high"
    " degrees lie at two ends and neighbors are mixed up; from all notes shuffled there is a knot.",
)

# %% [markdown]
# Now the map says something. From tunes nearly every degree has a step for its neighbor, whatever
# the dice. (The figures of *counts* are those of the shares themselves: how far two rows are
# apart, by the square roots of their shares, which is called the *Hellinger* distance.) With every
# tune shuffled there are no steps to learn from, and high still parts from low: high notes stand
# in the same tunes as high ones. So only what lies **above that baseline** is about steps. With
# all notes shuffled nothing is left to learn.
#
# ## Explain
#
# Can gradient descent count? Yes: where a machine has a row for each case, the loss has one lowest
# place, and it is the table of counts. The long way round pays in two places: on the way there the
# machine borrows without being told, and where there are no rows to count in, for a window of
# eight notes, descent still works.
#
# What it does not do is tell the truth about itself. The best loss of this lesson sang one note,
# and the first map that we looked at was drawn by the dice.
#
# ## Key points
#
# - Softmax makes chances of scores. The gradient is what was said, less what should have been.
# - A loss in bits is the mean surprise; `2 ** bits` equally likely notes are as hard to guess.
# - Descent on a table converges to the counts; stopping early and weight decay are smoothing.
# - A loss below what can be known, or a pretty map without a baseline, is a bug until shown
#   otherwise.
#
# ## To argue about
#
# Counting gives the same table in a second, and everyone can see why. When would you trust the
# machine that learned more than the one that counted?
#
# ## Sources
#
# - C. E. Shannon, *A Mathematical Theory of Communication*, 1948: surprise and entropy in bits.
# - Y. Bengio and others, *A Neural Probabilistic Language Model*, 2003: a window of embeddings.
# - D. P. Kingma and J. Ba, *Adam: A Method for Stochastic Optimization*, 2015.
# - Essen Folksong Collection, as distributed with music21; `datasets/folk/datasheet.md` and
#   `datasets/kinder/datasheet.md`. Seen November 2026.
#
# **Next:** 06 · What can a state remember?
