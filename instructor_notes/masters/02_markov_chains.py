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
#     lesson: "02"
#     minutes: 60
# ---

# %% [markdown]
# # 02 · What can a machine do that remembers one note?
#
# **What you will be able to do** (60 minutes)
#
# - Build a machine that writes melodies, from nothing but counting.
# - Say what its long run sounds like, and in what sense that is an average.
# - Turn its temperature, and catch a temperature that does nothing.
#
# **What you need**: lesson 01, above all scale degrees.
#
# **What you will hear**: a machine that falls silent in mid-phrase, one that never stops, and one
# that does both at the right time and still cannot compose.

# %% minutes=1
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd

from meantone import show
from meantone.decoding import sample, temperature
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.measures import bootstrap_interval, shuffled
from meantone.models import MarkovChain, surprise
from meantone.tunes import Degree, Interval, Pitch, load
from meantone.widgets import CorpusSwitch, MatrixExplorer, Playlist, TemperatureSlider

# %%
progress_bar("02")

# %% [markdown]
# ## Predict
#
# Our machine will look at the note that sounds now, and at nothing else. It chooses the next one
# as often as that step was taken in children's songs. Most of these songs end on 1, the note that
# feels like home. The machine does not plan, and does not know how long it has been singing.

# %% minutes=1
predict(
    "02.home",
    "Of a hundred tunes by this machine, how many will end on 1?",
    between=(0, 100),
    step=1,
)

# %% [markdown]
# ## Build: count
#
# One tune first, as scale degrees. *Alle meine Entchen* goes up the scale and down again. Which
# note follows which?

# %% minutes=1
ducks = load("starter").find("starter-alle_meine_entchen")
names = [Degree().label(degree) for degree in Degree().symbols(ducks)]
print(Counter(pairwise(names)).most_common(6))
show.score(ducks)

# %% [markdown]
# That is all the learning there is. The same for a whole corpus, the part of it that is for
# learning: for every note, how often each other note came next.

# %% minutes=1
corpus = load("kinder")
view = Degree.of(corpus)
songs = [view.encode(tune).tolist() for tune in corpus.part("train")]

follows = defaultdict(Counter)
for song in songs:
    for before, after in pairwise(song):
        ### LIVE: count this step
        follows[before][after] += 1

fifth = view.vocabulary.index(7)
print("After 5 came:", {view.labels[b]: n for b, n in follows[fifth].most_common(6)})

# %% [markdown]
# ## Build: normalize
#
# Counts become probabilities when each row is divided by its sum: of all the times that a 5
# sounded, how often did a 3 come next?

# %% minutes=1
### LIVE: each row divided by its sum
chances = {
    before: {after: n / row.total() for after, n in row.items()} for before, row in follows.items()
}
print(f"p(3 after 5) = {chances[fifth][view.vocabulary.index(4)]:.3f}")
print(f"sum of the row = {sum(chances[fifth].values()):.3f}")

# %% [markdown]
# **Exercise 1 (5 minutes).** The same as a *transition matrix*: row `a`, column `b` holds the
# probability that `b` follows `a`. A row that was never counted stays zero. `tunes` are lists of
# tokens from 0 to `size - 1`.


# %% minutes=5
def transition_matrix(tunes, size):
    """Array (size, size): how likely each token follows each."""
    ### BEGIN SOLUTION
    counts = np.zeros((size, size))
    for tune in tunes:
        for before, after in pairwise(tune):
            counts[before, after] += 1
    sums = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, sums, out=counts, where=sums > 0)
    ### END SOLUTION


check("02.transition_matrix", transition_matrix)

# %% [markdown]
# ## Build: sample
#
# To write a tune, start somewhere, and draw the next note by its chance. `rng` is the source of
# chance: with the same seed it draws the same.


# %% minutes=1
def walk(chances, first, rng, longest=32):
    """Notes drawn one after another, each from the row of the one before."""
    tune = [first]
    while len(tune) < longest and tune[-1] in chances:
        row = chances[tune[-1]]
        tune.append(int(rng.choice(list(row), p=list(row.values()))))
    return tune


# %% [markdown]
# ## Hear: it never stops, and where it stops it should not
#
# Two tunes. The first machine learned from the whole corpus. The second learned from a single
# phrase whose last note occurs nowhere else, so nothing ever follows it. Listen to how they end.

# %% minutes=1
home = view.vocabulary.index(0)
### LIVE: walk from home, with seed 4
endless = walk(chances, home, np.random.default_rng(4))
phrase = [view.vocabulary.index(degree) for degree in (7, 4, 4, 5, 2, 2, 4, 5, 7, 9)]
small = defaultdict(Counter)
for before, after in pairwise(phrase):
    small[before][after] += 1
small = {b: {a: n / row.total() for a, n in row.items()} for b, row in small.items()}
stuck = walk(small, phrase[0], np.random.default_rng(18))
endings = {
    "no end: cut off after 32 notes": view.decode(endless, duration=24),
    f"dead end after {len(stuck)} notes": view.decode(stuck, duration=24),
}
hear("02.failures", Playlist(endings))

# %% [markdown]
# The first does not know what an end is: we cut it off. The second ran into a *dead end*, a row
# with nothing in it. Neither knows how a tune begins, we told it. Three defects, one cause:
# **beginning and end were never counted.**
#
# ## Repair: begin and end are notes too
#
# Put one more token, *the boundary*, before and after every song, and count as before. What
# follows the boundary is how songs begin; what the boundary follows is how they end. And there is
# no dead end left: the last note of a song is now followed by something.
#
# **Exercise 2 (3 minutes).** Put the boundary on both sides of a tune. Its number is `size`, the
# first that no note has.


# %% minutes=3
def framed(tune, size):
    """The tune as a list, with the boundary token before and after."""
    ### BEGIN SOLUTION
    return [size, *tune, size]
    ### END SOLUTION


check("02.framed", framed)

# %% minutes=1
size = len(view.vocabulary)
table = np.zeros((size + 1, size + 1))
for song in songs:
    ### LIVE: the song with its boundaries
    whole = [size, *song, size]
    np.add.at(table, (whole[:-1], whole[1:]), 1)
unseen = [view.labels[i] for i in range(size) if not table[i].any()]
print("never heard in training:", unseen or "none")
sums = table.sum(axis=1, keepdims=True)
table = np.divide(table, sums, out=np.zeros_like(table), where=sums > 0)

# %% [markdown]
# `MarkovChain` of the package does the same. It keeps two rows where we have one for the boundary:
# what begins a tune, and what follows its end (nothing but the end). The numbers are equal:

# %% minutes=1
### LIVE: the package's chain, fitted to the songs
chain = MarkovChain.fit(songs, size)
seen = [i for i in range(size) if view.labels[i] not in unseen]
assert np.allclose(chain.table[seen], table[seen])
assert np.allclose(chain.table[size + 1], table[size])
print("by hand and package agree on", len(seen) + 1, "rows")

# %% minutes=1
rng = np.random.default_rng(1)
### LIVE: draw three tunes
drawn = sample(chain, 3, rng)
show.listen(
    {
        f"machine {number}: {len(tokens)} notes": view.decode(tokens, duration=24)
        for number, tokens in enumerate(drawn, 1)
    }
)

# %% [markdown]
# How many of its tunes come home? Let it write a thousand.


# %% minutes=1
def ends_at_home(tunes):
    """How many of a hundred tunes end on 1, in any octave."""
    return round(100 * np.mean([view.vocabulary[tune[-1]] % 12 == 0 for tune in tunes]))


print(f"Of a hundred songs, {ends_at_home(songs)} end on 1.")
reveal("02.home", ends_at_home(sample(chain, 1000, np.random.default_rng(2))))

# %% [markdown]
# As often as the songs, but for chance. It was not aiming for home: after each note the end comes
# as often as it came *after that note* in the songs, and there it came mostly after a 1. A figure
# can be right with no plan behind it. Listen to the three tunes again: does anything come back?

# %% [markdown]
# ## See: the whole memory of the machine
#
# This table is all that it knows. The darker, the likelier; the numbers are percentages. A melody
# stays near: dark cells lie on the diagonal and beside it.
#
# The machine does not care whose songs it counts. **Choose another corpus**: children's songs,
# folk songs, dance tunes, chorales. What changes in the table, what stays? Can you hear it?

# %% minutes=3
hear("02.corpora", CorpusSwitch("kinder"))

# %% [markdown]
# Now be the machine yourself, the one that knows children's songs. Click a cell of the outlined
# row, or move with the arrow keys and press Enter: you hear the note, and the walk goes on in its
# row. *Chance* lets the table choose. Try to write *Alle meine Entchen*. Then try the most
# surprising tune that the table allows.

# %% minutes=2
MatrixExplorer(chain, view.labels, [60 + degree for degree in view.vocabulary], rng)

# %% [markdown]
# **Exercise 3 (5 minutes).** Draw one token from a row of probabilities, with one call of
# `rng.random()`. Hint of nature: lay the chances end to end on a line from 0 to 1, and see where
# the number falls.


# %% minutes=5
def draw(row, rng):
    """One token (an int), each as likely as the row says."""
    ### BEGIN SOLUTION
    return int(np.searchsorted(np.cumsum(row), rng.random(), side="right"))
    ### END SOLUTION


check("02.draw", draw)

# %% [markdown]
# ## The first meaning of "average"
#
# Let the machine play for ever, each end followed by a new beginning. How often does each note
# sound in the long run? That is the *stationary distribution*. Two ways lead there. The first:
# begin anywhere, and apply the table again and again.

# %% minutes=2
### LIVE: note to note, and from each end to a new beginning
going_on = chain.table[:size, :size] + np.outer(
    chain.table[:size, size], chain.table[size + 1, :size]
)
share = np.full(size, 1 / size)
steps, change = 0, 1.0
while change > 1e-9:
    before, share = share, share @ going_on
    steps, change = steps + 1, np.abs(share - before).max()
print(f"settled after {steps} steps")

# %% [markdown]
# The second: a distribution that the table does not change is an *eigenvector*, `share @ table =
# share`. The package solves that. And beside both, what nobody had to compute: how often the notes
# occur in the songs.

# %% minutes=2
### LIVE: how often each note occurs in the songs
histogram = np.bincount(np.concatenate(songs), minlength=size) / sum(map(len, songs))
assert np.allclose(share, chain.stationary(), atol=1e-6)
averages = pd.DataFrame({"degree": view.labels, "long run": share, "songs": histogram})
print(f"largest difference: {np.abs(share - histogram).max():.1e}")

# %% minutes=1
(
    alt.Chart(averages.melt("degree", var_name="source", value_name="share"))
    .mark_bar()
    .encode(
        x=alt.X("degree:N", sort=list(view.labels), title=None).axis(labelAngle=0),
        y=alt.Y("share:Q").axis(format="%"),
        color=alt.Color("source:N", title=None),
        xOffset="source:N",
    )
    .properties(
        width=560,
        title="In the long run the machine plays each note as often as the songs do",
        description="Pairs of bars for each degree, machine and songs: equally high.",
    )
)

# %% [markdown]
# Exactly as often. So here is an average that nobody can deny: **the machine's histogram is the
# corpus's histogram.** It says nothing of a single tune, though. Nobody sings a histogram.
#
# **Exercise 4 (5 minutes).** Write the first way as a function.


# %% minutes=5
def long_run(matrix, steps=1000):
    """The distribution after many steps from an even start; matrix is (n, n), rows sum to 1."""
    ### BEGIN SOLUTION
    share = np.full(len(matrix), 1 / len(matrix))
    for _ in range(steps):
        share = share @ matrix
    return share
    ### END SOLUTION


check("02.long_run", long_run)

# %% [markdown]
# ## Measure: which viewpoint is easiest to guess?
#
# How surprised is the machine by a song that it has never seen? If it gave the note that came a
# chance of `p`, the *surprise* is `-log2(p)` bits: 1 bit for one half, 2 for a quarter. We take
# the mean over the held-out songs, for three viewpoints, beside the same songs shuffled. Every
# count is raised by one, so that nothing is impossible. **Predict** the order first.

# %% minutes=1
predict(
    "02.viewpoint",
    "Which viewpoint will be easiest to predict, in bits per note?",
    choices=["pitch", "degree", "interval"],
)

# %% minutes=2
held_out = corpus.part("test")
rng = np.random.default_rng(0)
mixed = [shuffled(tune, rng) for tune in held_out]


def bits_per_note(kind, tunes):
    """Mean surprise of tunes to a chain that learned the training songs in this viewpoint."""
    seeing = kind.of([*corpus, *mixed])  # a shuffle makes intervals that no song has
    lessons = [seeing.encode(tune) for tune in corpus.part("train")]
    model = MarkovChain.fit(lessons, len(seeing.vocabulary), add=1)
    return [surprise(model, seeing.encode(tune)).mean() for tune in tunes]


# %% minutes=1
rows = []
for kind in (Pitch, Degree, Interval):
    for name, tunes in [("human", held_out), ("shuffled", mixed)]:
        values = bits_per_note(kind, tunes)
        low, high = bootstrap_interval(values, np.random.default_rng(1))
        view_of = {"viewpoint": kind.__name__.lower(), "tunes": name}
        rows.append(view_of | {"bits per note": np.mean(values), "low": low, "high": high})
guessing = pd.DataFrame(rows)
guessing.round(2)

# %% minutes=1
best = guessing[guessing["tunes"] == "human"].set_index("viewpoint")["bits per note"]
reveal("02.viewpoint", best.idxmin())

# %% minutes=1
base = alt.Chart(guessing).encode(
    y=alt.Y("viewpoint:N", title=None, sort=None),
    yOffset="tunes:N",
    color=alt.Color("tunes:N", title=None),
)
(
    base.mark_point(filled=True, size=90).encode(x=alt.X("bits per note:Q", title="bits per note"))
    + base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
).properties(
    title="One note of memory makes songs easier to guess than shuffled ones",
    description="Bits per note for pitch, degree and interval, with intervals over songs. In each"
    " viewpoint the human songs need fewer bits than the shuffled ones.",
)

# %% [markdown]
# The distance between human and shuffled is what one note of memory knows of music. It is there in
# every viewpoint.

# %% [markdown]
# ## Bug hunt: the temperature that does nothing
#
# A machine can be made bolder or more careful by its *temperature*: low means that likely notes
# become likelier still. A programmer wrote it like this. Two temperatures, the same seed. Listen.


# %% minutes=2
def careful(rows, degree):
    """Divide by the temperature, and make the rows sum to 1 again."""
    rows = rows / degree
    return rows / rows.sum(axis=-1, keepdims=True)


# %% minutes=1
### LIVE: the same seed at 0.3 and at 3
cold, hot = (
    sample(chain, 1, np.random.default_rng(23), lambda rows, d=degree: careful(rows, d))[0]
    for degree in (0.3, 3.0)
)
show.listen(
    {
        "temperature 0.3": view.decode(cold, duration=24),
        "temperature 3": view.decode(hot, duration=24),
    }
)

# %% [markdown]
# They are the same tune. Dividing a whole row by a number and then making it sum to 1 gives back
# the row: the number cancels. The temperature has to act *before* the scale is lost: as a power,
# `p ** (1 / T)`.
#
# **Exercise 5 (5 minutes).** Write the temperature that works. At T = 1 nothing changes; as T
# nears 0 the largest takes all.


# %% minutes=5
def heated(row, degree):
    """The row of probabilities at this temperature (above zero)."""
    ### BEGIN SOLUTION
    scaled = (row / np.max(row)) ** (1 / degree)
    return scaled / scaled.sum()
    ### END SOLUTION


check("02.temperature", heated)

# %% [markdown]
# Stuck on an exercise? Ask for a hint, up to three times: `hint("02.temperature")`.
#
# Here is the package's temperature at work. Blue is the row after a 5 at this temperature, the
# frames are what was learned. Move the slider with the mouse or the arrow keys, and listen: near
# 0, at 1, at 3. All use the same random numbers; only the temperature differs.

# %% minutes=2
hear("02.temperature", TemperatureSlider(chain, view, fifth, value=0.3))

# %% [markdown]
# ## Measure: is the machine average?
#
# Take 200 tunes at each temperature and ask the machine itself how surprising they are, in bits
# per note. Beside them: songs that it has never seen, and those songs shuffled. **Predict** the
# curve: draw it, or type its heights.

# %% minutes=1
predict(
    "02.bits",
    "How many bits per note will the machine's tunes need at each temperature?",
    over=[0.3, 0.6, 1, 1.5, 2],
    between=(0, 5),
    axes=("temperature", "bits per note"),
)

# %% minutes=1
### LIVE: a chain with every count raised by one
smooth = MarkovChain.fit(songs, size, add=1)
rng = np.random.default_rng(7)
degrees = (0.3, 0.6, 1.0, 1.5, 2.0)
groups = {
    f"machine, T = {degree:g}": sample(
        smooth, 200, rng, lambda rows, d=degree: temperature(rows, d)
    )
    for degree in degrees
}
groups["human, never seen"] = [view.encode(tune) for tune in held_out]
groups["shuffled"] = [view.encode(tune) for tune in mixed]

# %% minutes=1
bits = pd.DataFrame(
    {"tunes": name, "bits per note": surprise(smooth, tokens).mean()}
    for name, tunes in groups.items()
    for tokens in tunes
)
bits.groupby("tunes", sort=False)["bits per note"].describe()[
    ["count", "mean", "25%", "75%"]
].round(2)

# %% minutes=1
means = bits.groupby("tunes")["bits per note"].mean()
measured = {degree: round(means[f"machine, T = {degree:g}"], 2) for degree in degrees}
reveal("02.bits", measured, axes=("temperature", "bits per note"))

# %% minutes=1
(
    alt.Chart(bits)
    .mark_boxplot(extent="min-max", size=18)
    .encode(
        x=alt.X("bits per note:Q"),
        y=alt.Y("tunes:N", sort=list(groups), title=None),
        color=alt.Color("tunes:N", legend=None),
    )
    .properties(
        title="Low temperature is less surprising than songs are; T = 1 is not",
        description="Box plots of bits per note. At temperature 0.3 and 0.6 most machine tunes lie"
        " below the human songs, at 1 they overlap, at 1.5, at 2 and shuffled they lie above.",
    )
)

# %% [markdown]
# ## Explain
#
# At T = 1 the machine draws what it has learned, and its tunes surprise it no less than songs do.
# It is not "the average": it is as varied as its memory allows. Turn the temperature down and it
# stays on the well-worn steps. That *is* convergence, and it comes from the decision to prefer the
# likely, not from the learning.
#
# But your ears may say more than the bits. Listen to the machine at T = 1 once more: does a phrase
# come back, is anything answered? One note of memory cannot know that it has been here before.
# Longer memory is the next lesson.
#
# ## Key points
#
# - Count, normalize, sample: that is a generator. Begin and end must be counted like notes.
# - In the long run a chain plays each note as often as its corpus. That is an average, of notes
#   and not of tunes.
# - A temperature has to be a power. Below 1 it makes tunes less surprising than human ones; at 1
#   it does not.
#
# ## To argue about
#
# The machine takes only steps that children have sung. Is its tune theirs?
#
# ## Sources
#
# - A. A. Markov, lecture of 23 January 1913: chains, counted in the letters of *Eugene Onegin*.
# - C. E. Shannon, *A Mathematical Theory of Communication*, 1948: sampling text from counts;
#   surprise in bits.
# - Essen Folksong Collection, as distributed with music21; `datasets/kinder/datasheet.md`. Seen
#   November 2026.

# %% [markdown]
# ## Further: build your own instrument (10 minutes)
#
# The sliders of this course are made by others. Make one yourself, over a function of your own:
# anything that takes a number and makes a tune. Turn *Ode to Joy* upside down, squeeze it, let a
# machine write at your temperature.
#
# **Exercise 6.** Five lines: a function of one number that displays a sound and a picture, and
# above it `@interact(...)` with a slider that has a label, its `description`. Call the function
# `instrument`. The check moves your slider.

# %%
from IPython.display import display
from ipywidgets import FloatSlider, interact

### BEGIN SOLUTION
### STUB: instrument = ...
ode = load("starter")[0]


@interact(stretch=FloatSlider(1.0, min=-1.0, max=2.0, description="stretch"))
def instrument(stretch):
    pitches = [round(67 + stretch * (pitch - 67)) for pitch in ode.notes]
    tune = replace(ode, pitches=tuple(pitches), title=f"stretched {stretch:g} times")
    display(show.sound(tune, tempo=240), show.roll(tune))


### END SOLUTION

check("02.instrument", instrument)

# %% [markdown]
# **Next:** 03 · Is more memory better?
