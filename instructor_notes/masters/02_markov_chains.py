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
#     minutes: 58
# ---

# %% [markdown]
# # 02 · What can a machine do that remembers one note?
#
# **What you will be able to do** (58 minutes)
#
# - Build a machine that writes melodies, from nothing but counting.
# - Say what its long run sounds like, and in what sense that is an average.
# - Turn its temperature, and tell what it has learned from how it chooses.
#
# **What you need**: tokens, and the notes of a scale as numbers (lesson 01). Python: lists, loops,
# functions; arrays are explained as they come. Notation: those numbers, nothing else.
#
# **What you will hear**: a die; a machine that falls silent in mid-phrase, one that never stops,
# and one that begins and ends as songs do.

# %% [markdown]
# ## Hear: roll a die, sing what it says
#
# Six faces, six notes of the scale. Roll sixteen times, and sing. All notes are equally long.

# %%
import numpy as np

from meantone import show
from meantone.tunes import Tune

scale = [60, 62, 64, 65, 67, 69]  # what the six faces say
rolled = np.random.default_rng(1).integers(6, size=16)
show.card(Tune([scale[face] for face in rolled], [24] * 16, title="A die, sixteen times"))

# %% [markdown]
# **Change one thing.** Another seed in place of `1` is another roll. Does one of them sound like a
# song?

# %% fold="brings in what the lesson needs, and shows how far you have come"
from collections import Counter, defaultdict
from itertools import pairwise

from meantone.decoding import sample, temperature
from meantone.exercises import check, claim, hear, hint, predict, progress_bar, reveal
from meantone.models import MarkovChain, surprise
from meantone.tunes import Degree, DegreeDuration, load, shuffled
from meantone.widgets import CorpusSwitch, MatrixExplorer, Playlist, TemperatureSlider

progress_bar("02")

# %% [markdown]
# ## Predict: who brings it home?
#
# The die forgets every note at once. Our machine remembers *one*: it has a die of its own for each
# note, with faces filled in from children's songs. Such a machine is a **Markov chain**. Most of
# the songs end on 1, the note that feels like home. The machine does not plan, or know how long it
# has been singing.

# %%
predict(
    "02.home",
    "Of a hundred tunes by this machine, how many will end on 1?",
    between=(0, 100),
    step=1,
)

# %% [markdown]
# ## Build: one loaded die
#
# Say that 5 is followed by 5 half of the time, by 3 in three cases of ten, by 6 in two. Lay these
# chances end to end on a line from 0 to 1. Each random number falls somewhere on it, and says which
# note comes. That is **sampling**:
#
# ```
# 0              .5       .8    1
# |------5-------|---3----|--6--|
# ```
#
# Draw a hundred times. How often does each come?

# %%
rng = np.random.default_rng
row = {"5": 0.5, "3": 0.3, "6": 0.2}
### LIVE: a hundred draws, each as likely as the row says
drawn = rng(0).choice(list(row), size=100, p=list(row.values()))
print(Counter(drawn.tolist()))

# %% [markdown]
# Not quite 50, 30 and 20: that is chance. **Change one thing**: draw ten times, or ten thousand.
#
# **Exercise 1 (4 minutes).** Draw one token yourself. One call of `rng.random()` gives a number from
# 0 to 1: see where on the line it falls. `row` is an array of chances; a token is its place, 0, 1, ...


# %% minutes=4
def draw(row, rng):
    """One token (an int), each as likely as the row says."""
    ### BEGIN SOLUTION
    return int(np.searchsorted(np.cumsum(row), rng.random(), side="right"))
    ### END SOLUTION


check("02.draw", draw)

# %% [markdown]
# Stuck? `hint("02.draw")` helps, up to three times.
#
# ## Build: count
#
# What belongs on each die? Take one tune, *Alle meine Entchen*. Which note follows which?

# %%
ducks = load("starter").find("starter-alle_meine_entchen")
names = [Degree().label(degree) for degree in Degree().symbols(ducks)]
print(Counter(pairwise(names)).most_common(6))
show.score(ducks)

# %% [markdown]
# That is all the learning there is. For many songs: count, and divide each row of counts by its
# sum.


# %%
def learn(tunes):
    """For each note, how likely each other note is to come next."""
    follows = defaultdict(Counter)
    for tune in tunes:
        for before, after in pairwise(tune):
            ### LIVE: count this step
            follows[before][after] += 1
    ### LIVE: each row divided by its sum
    return {a: {b: n / row.total() for b, n in row.items()} for a, row in follows.items()}


corpus = load("kinder")
view = Degree.of(corpus)
songs = [view.encode(tune).tolist() for tune in corpus.part("train")]
chances = learn(songs)
fifth = view.vocabulary.index(7)  # seven semitones above the tonic
print("after 5:", {view.labels[b]: round(p, 2) for b, p in chances[fifth].items() if p > 0.1})

# %% [markdown]
# **Exercise 2 (5 minutes).** All rows in one table, a **transition matrix**: row `a`, column `b`
# holds the chance that `b` follows `a`. A row that was never counted stays zero. `tunes` are lists
# of tokens from 0 to `size - 1`.


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
# ## Hear: where it stops, and where it does not
#
# To write a tune, start somewhere, and roll the die of the note that sounds. Two machines: one has
# learned from all songs, the other from one phrase. Listen to how they end.


# %%
def walk(chances, first, rng, longest=32):
    """Notes drawn one after another, each from the row of the one before."""
    tune = [first]
    while len(tune) < longest and tune[-1] in chances:
        row = chances[tune[-1]]
        tune.append(int(rng.choice(list(row), p=list(row.values()))))
    return tune


endless = walk(chances, view.vocabulary.index(0), rng(4))
### LIVE: one phrase, as tokens
phrase = [view.vocabulary.index(degree) for degree in (7, 4, 4, 5, 2, 2, 4, 5, 7, 9)]
silent = walk(learn([phrase]), fifth, rng(18))

# %% fold="lets both machines be heard"
endings = {
    f"all songs: {len(endless)} notes": view.decode(endless, duration=24),
    f"one phrase: {len(silent)} notes": view.decode(silent, duration=24),
}
hear("02.failures", Playlist(endings))

# %% [markdown]
# The first knows no end: we cut it off. The second ran into a *dead end*, a note that nothing ever
# followed. And neither knows how to begin; we told it. Three defects, one cause: nobody counted
# beginning and end.
#
# ## Repair: begin and end are notes too
#
# Put one more token, the *boundary*, before and after every song. What follows it is how songs
# begin; what it follows is how they end. And no note of a song is a dead end any more.
#
# **Exercise 3 (2 minutes).** Put the boundary on both sides of a tune. Its number is `size`, the
# first that no note has.


# %% minutes=2
def framed(tune, size):
    """The tune as a list, with the boundary token before and after."""
    ### BEGIN SOLUTION
    return [size, *tune, size]
    ### END SOLUTION


check("02.framed", framed)

# %% [markdown]
# Counted in an array; `MarkovChain` of the package does the same.

# %%
size = len(view.vocabulary)
counts = np.zeros((size + 1, size + 1))
for song in songs:
    np.add.at(counts, (song[:-1], song[1:]), 1)
    ### LIVE: how it begins, and how it ends
    counts[size, song[0]] += 1
    counts[song[-1], size] += 1
heard = counts.sum(axis=1) > 0  # a note that no song has keeps an empty row
table = counts[heard] / counts[heard].sum(axis=1, keepdims=True)
### LIVE: the package's chain, fitted to the songs
chain = MarkovChain.fit(songs, size)
claim("By hand and in the package, the tables are equal.",
      np.allclose(table, np.delete(chain.table, size, axis=0)[heard]))  # fmt: skip

# %%
### LIVE: five tunes, each to its end
tunes = sample(chain, 5, rng(4))
show.card(view.decode(tunes[0], duration=24), title=f"The machine: {len(tunes[0])} notes")

# %% [markdown]
# **Change one thing**: `tunes[1]` to `tunes[4]` are others. How many come home? Let it write a
# thousand.


# %%
def ends_at_home(tunes):
    """How many of a hundred tunes end on 1, in any octave."""
    return round(100 * np.mean([view.vocabulary[tune[-1]] % 12 == 0 for tune in tunes]))


mixed = [view.encode(shuffled(tune, rng(i))) for i, tune in enumerate(corpus.part("train"))]
print(f"Of a hundred songs, {ends_at_home(songs)} end on 1; shuffled, {ends_at_home(mixed)}.")
reveal("02.home", ends_at_home(sample(chain, 1000, rng(2))))

# %% [markdown]
# As often as the songs, but for chance, and it never aimed for home: the end comes after each note
# as often as it did in the songs. A figure can be right with no plan behind it.
#
# ## Explain: a city map to walk in
#
# The table is all that the machine knows. Think of it as a map: notes are places, steps are
# streets.

# %% fold="draws places as large as they are busy, and streets as wide as they are used"
import altair as alt
import pandas as pd

steps = counts[:size, :size] / counts[:size, :size].sum()
height = np.array(view.vocabulary)
angle = np.linspace(0, np.pi, 25)
streets = pd.concat(
    pd.DataFrame({
        "street": f"{view.labels[a]} to {view.labels[b]}", "share": steps[a, b], "point": angle,
        "x": (height[a] + height[b]) / 2 + (height[a] - height[b]) / 2 * np.cos(angle),
        "y": (height[b] - height[a]) / 2 * np.sin(angle),
    })
    for a in range(size) for b in range(size) if a != b and steps[a, b] > 0.0015
)  # fmt: skip
places = pd.DataFrame({"x": height, "y": 0, "degree": view.labels, "busy": steps.sum(axis=0)})
places = places[places["busy"] > 0.004]
flat = {"axis": None}
x = alt.X("x:Q", **flat, scale=alt.Scale(domain=[-6, 13], nice=False))
y = alt.Y("y:Q", **flat, scale=alt.Scale(domain=[-5, 6.5], nice=False))
roads = alt.Chart(streets).mark_trail(opacity=0.6, color="#2a6f97").encode(
    x, y, detail="street:N", order="point:Q", tooltip=["street", alt.Tooltip("share", format=".1%")],
    size=alt.Size("share:Q", legend=None, scale=alt.Scale(range=[0.4, 14])),
)  # fmt: skip
town = alt.Chart(places).encode(x, y)
disks = town.mark_circle(color="#e9c46a", opacity=1, stroke="black", strokeWidth=0.5).encode(
    size=alt.Size("busy:Q", legend=None, scale=alt.Scale(range=[90, 1500]))
)
signs = town.mark_text(fontSize=13, fontWeight="bold", color="black").encode(text="degree:N")
near = steps[np.abs(height[:, None] - height) <= 2].sum()
(roads + disks + signs).resolve_scale(size="independent").properties(
    width=580, height=320,
    title=f"A small town: {near:.0%} of all steps stay where they are or go next door",
    description="The degrees as places in a row, the busier the larger. Arcs above lead up, arcs "
    "below lead down, the wider the more often taken. The widest join neighbors among 1 to 6.",
)  # fmt: skip

# %% [markdown]
# Roads above lead up, roads below lead down. Now walk there. In the table, rows are where you
# stand, columns where you may go. Click a cell of the outlined row, or move with the arrow keys and
# press Enter. *Chance* lets the table choose. Sing *Alle meine Entchen*, then the most surprising
# tune that the table allows.

# %% minutes=2
MatrixExplorer(chain, view.labels, [60 + degree for degree in view.vocabulary], rng(1))

# %% [markdown]
# ## Bug hunt: Max turns the dial
#
# A machine can be made bolder or more careful by its **temperature** T: below 1 likely notes become
# likelier still. Max trusts good numbers. "I divide by T," he says, "and every row sums to 1."
# Listen to his 0.3 and his 3, with the same random numbers.


# %% minutes=1
def max_temperature(rows, t):
    """Divide by the temperature, and make the rows sum to 1 again."""
    rows = rows / t
    return rows / rows.sum(axis=-1, keepdims=True)


### LIVE: the same seed at 0.3 and at 3
cold = sample(chain, 1, rng(0), lambda rows: max_temperature(rows, 0.3))[0]
hot = sample(chain, 1, rng(0), lambda rows: max_temperature(rows, 3))[0]
show.compare({"0.3": view.decode(cold, duration=24), "3": view.decode(hot, duration=24)})

# %%
claim("Max's dial does nothing: at 0.3 and at 3 he has the same tune.", np.array_equal(cold, hot))

# %% [markdown]
# What divides the whole row divides its sum too, and cancels. Do not laugh at Max: we have met his
# line in public code, by careful people. Its numbers look right; only ears notice. The temperature
# has to bend the row: as a power, `p ** (1 / T)`, before the sum is made 1.
#
# **Exercise 4 (4 minutes).** Write the temperature that works. At 1 nothing changes; as `t` nears 0
# the largest takes all.


# %% minutes=4
def heated(row, t):
    """The row of chances at the temperature t (above zero)."""
    ### BEGIN SOLUTION
    scaled = (row / np.max(row)) ** (1 / t)
    return scaled / scaled.sum()
    ### END SOLUTION


check("02.temperature", heated)

# %% [markdown]
# The package's temperature at work. Blue is the row after 5, frames are what was learned. Listen
# near 0, at 1, at 3: the random numbers are always the same.

# %% minutes=2
hear("02.temperature", TemperatureSlider(chain, view, fifth, value=0.3))

# %% [markdown]
# **Break.**
#
# ## Build: the long run, with two notes
#
# Let a machine play forever. How often does each note sound? First one that knows two notes. After
# 1 it takes either, by a coin; after 5 it stays three times of four.

# %%
two = np.array([[0.5, 0.5], [0.25, 0.75]])  # rows: after 1, after 5
note, fives = 0, []
for number in rng(3).random(3000):
    note = int(number >= two[note, 0])
    fives.append(note)
### LIVE: the share so far, after each note
running = np.cumsum(fives) / np.arange(1, 3001)
print("share of 5 after 10, 100, 3,000 notes:", running[[9, 99, 2999]].round(2))

# %% fold="draws the share of 5 so far, note by note, of four walks"
walks = {}
for seed in range(4):
    now, path = seed % 2, []
    for number in rng(seed).random(3000):
        now = int(number >= two[now, 0])
        path.append(now)
    walks[f"walk {seed + 1}"] = np.cumsum(path) / np.arange(1, 3001)
shown = np.unique(np.geomspace(1, 3000, 150).astype(int)) - 1
lines = pd.concat(pd.DataFrame({"walk": w, "notes": shown + 1, "share": s[shown]})
                  for w, s in walks.items())  # fmt: skip
alt.Chart(lines).mark_line().encode(
    x=alt.X("notes:Q", title="notes so far").scale(type="log", domain=[1, 3000])
    .axis(values=[1, 10, 100, 1000, 3000], format="d"),
    y=alt.Y("share:Q", title="share of 5 so far").axis(format="%"),
    color=alt.Color("walk:N", title=None),
).properties(
    width=560, height=240,
    title="Wherever a walk begins, it settles on the same share",
    description="The share of 5 over the number of notes, four walks, two from 1 and two from 5. "
    "They scatter at first and all come to lie at two thirds.",
)  # fmt: skip

# %% [markdown]
# Why there? In the long run as many steps go from 1 to 5 as come back: a share of 1/3 leaving in
# half of the cases, a share of 2/3 leaving in a quarter. Shares that a step does not change are the
# **stationary distribution**.
#
# **Change one thing.** Let 5 stay nine times of ten: `[0.1, 0.9]`. Work out where the share
# settles; then run.
#
# Many steps at once are a power of the matrix:

# %%
for many in (1, 2, 4, 8):
    print(many, "steps, from 1 and from 5:", np.linalg.matrix_power(two, many).round(3).tolist())

# %% [markdown]
# ## Explain: the first meaning of "average"
#
# Now all notes, each end followed by a new beginning. What is the machine's long run? Beside it,
# what nobody has to compute: how often the notes occur in the songs.

# %%
begin, end = chain.table[size + 1, :size], chain.table[:size, size]
### LIVE: from note to note, or over an end to a new beginning
going_on = chain.table[:size, :size] + np.outer(end, begin)
histogram = np.bincount(np.concatenate(songs), minlength=size) / sum(map(len, songs))
claim("The machine plays each note just as often as the songs do, in the long run.",
      np.allclose(histogram @ going_on, histogram) and np.allclose(histogram, chain.stationary()),
      share_of_5=histogram[fifth], long_run=chain.stationary()[fifth])  # fmt: skip

# %% [markdown]
# It has to be so. In the songs each note is *arrived at* once and *left* once. A machine that
# leaves as often as the songs do arrives as often, too: one step changes nothing.
#
# So here is an average that nobody can deny: the machine's histogram is the songs' histogram. It is
# of notes, not of tunes. Nobody sings a histogram.
#
# ## Measure: how much is left to guess?
#
# A fair coin holds one *bit*: one question with yes or no. If a note had the chance `p`, its
# *surprise* is `-log2(p)`: 1 bit for a half, 2 for a quarter. The mean over all that may come is
# the **entropy**. We compare one die for all notes with a die for each.


# %%
def bits(counts):
    """The entropy of what was counted, the mean surprise."""
    p = counts[counts > 0] / counts.sum()
    ### LIVE: each surprise, as often as it comes
    return np.sum(p * -np.log2(p))


muddle = np.zeros((size, size))
np.add.at(muddle, tuple(np.concatenate([(tune[:-1], tune[1:]) for tune in mixed], axis=1)), 1)
print(f"one die for all notes: {bits(muddle.sum(axis=1)):.2f} bits")
for whose, table in {"people's songs": counts[:size, :size], "shuffled": muddle}.items():
    left = sum(row.sum() * bits(row) for row in table) / table.sum()
    print(f"a die for each note, {whose}: {left:.2f} bits")

# %% [markdown]
# That much one note tells of the next; in shuffled songs it tells little.
#
# ## Predict: is the machine average?
#
# Take 200 tunes at each temperature, and ask how surprising they are. The judge is the same chain
# with every count raised by one, so that nothing is impossible. Beside them: songs that it has
# never seen, and those shuffled.

# %%
predict(
    "02.bits",
    "How many bits per note will the machine's tunes need at each temperature?",
    over=[0.3, 0.6, 1, 1.5, 2],
    between=(0, 5),
    axes=("temperature", "bits per note"),
)

# %%
judge = MarkovChain.fit(songs, size, add=1)
new = [tune for part in ("valid", "test") for tune in corpus.part(part)]
groups = {"people's new songs": [view.encode(tune) for tune in new]}
groups["shuffled"] = [view.encode(shuffled(tune, rng(i))) for i, tune in enumerate(new)]
for t in (0.3, 0.6, 1, 1.5, 2):
    ### LIVE: 200 tunes of the chain itself
    groups[t] = sample(chain, 200, rng(7), lambda rows, t=t: temperature(rows, t))
needed = {name: [surprise(judge, tune).mean() for tune in tunes] for name, tunes in groups.items()}

# %%
measured = {t: round(float(np.mean(needed[t])), 2) for t in (0.3, 0.6, 1, 1.5, 2)}
reveal("02.bits", measured, axes=("temperature", "bits per note"))

# %% fold="prints the means with their 95 % intervals"
from meantone.measures import bootstrap_interval

ranges = {name: bootstrap_interval(values, rng(1)) for name, values in needed.items()}
for name, (low, high) in ranges.items():
    who = name if isinstance(name, str) else f"machine, T = {name}"
    print(f"{who:20} {np.mean(needed[name]):.2f} bits per note ({low:.2f} to {high:.2f})")

# %% fold="draws bits per note by temperature, with people's and shuffled songs as bands"
curve = pd.DataFrame({"temperature": list(measured), "bits": list(measured.values())})
bands = pd.DataFrame({"who": who, "low": ranges[who][0], "high": ranges[who][1], "at": 0.3}
                     for who in ("people's new songs", "shuffled"))  # fmt: skip
y = alt.Y("bits:Q", title="bits per note").scale(domain=[1.5, 4], zero=False)
strip = alt.Chart(bands).mark_rect(opacity=0.3, color="black").encode(y="low:Q", y2="high:Q")
words = alt.Chart(bands).mark_text(align="left", dx=5, dy=-7, fontSize=13).encode(
    x=alt.X("at:Q", title="temperature"), y="high:Q", text="who:N")  # fmt: skip
line = alt.Chart(curve).mark_line(point={"size": 70}, strokeWidth=2.5).encode(
    x=alt.X("temperature:Q").scale(domain=[0.25, 2.05], nice=False), y=y)  # fmt: skip
inside = ranges["people's new songs"][0] <= measured[1] <= ranges["people's new songs"][1]
(strip + words + line).properties(
    width=560, height=300,
    title="Below 1 too predictable, above 1 too wild; at 1 "
    + ("as surprising as people" if inside else "not as surprising as people"),
    description="Bits per note of the machine's tunes rise with the temperature. They lie below "
    "the band of people's songs at 0.3 and 0.6, in it at 1, above it at 1.5 and 2.",
)  # fmt: skip

# %% [markdown]
# At T = 1 this chain draws what it has learned, and surprises no less than songs do: it is *not* the
# average. Turned down, it stays on the well-worn streets. That is convergence, and it comes from
# preferring the likely, not from learning.
#
# Ears say more. At T = 1, does a phrase come back? One note cannot know that it was here before.
#
# ## Hear: the same machine with lengths
#
# So far all notes were equally long, people's too. A **viewpoint** of degree *with* duration brings
# rhythm: "5, half a beat" is one token. Heard against the same notes made even.

# %%
timed = DegreeDuration.of(corpus)
lessons = [timed.encode(tune) for tune in corpus.part("train")]
### LIVE: the same chain, for degrees with their lengths
rhythmic = MarkovChain.fit(lessons, len(timed.vocabulary))
sung = timed.decode(sample(rhythmic, 1, rng(3))[0])
even = Tune(sung.notes, [24] * len(sung.notes))
hear("02.rhythm", Playlist({"even": even, "with lengths": sung}))

# %% fold="engraves it, and counts how much there was to learn from"
often = np.bincount(np.concatenate(lessons), minlength=len(timed.vocabulary))
print(f"{len(often)} tokens instead of {size}, and {np.sum(often < 10)} of them heard fewer than "
      "ten times in all songs")  # fmt: skip
show.score(sung, title="A chain that knows lengths, and no bars")

# %% [markdown]
# It limps less, and still has no bar: nobody told it where the beat is. And its map has become
# large and thin. More memory asks for more songs: lesson 03.
#
# Now your tune, walked by a machine that has heard nothing else.

# %% fold="lets a chain learn my tune alone, and stamps the passport"
from meantone.exercises import my_tune, stamp

mine = my_tune()
wide = Degree.of([*corpus, mine])  # my tune may have notes that no song has
own = wide.encode(mine)
listener = MarkovChain.fit(
    [wide.encode(t) for t in corpus.part("train")], len(wide.vocabulary), add=1
)
mine_bits, theirs = (np.mean([surprise(listener, wide.encode(t)).mean() for t in tunes])
                     for tunes in ([mine], new))  # fmt: skip
walked = sample(MarkovChain.fit([own], len(wide.vocabulary)), 9, rng(5), longest=48)
lost = walk(learn([[*own.tolist(), *own.tolist()]]), int(own[0]), rng(5), longest=32)
stamp(
    "02",
    wide.decode(max(walked, key=len), duration=24),
    f"{mine_bits:.1f} bits a note",
    f"So much does my tune surprise a machine of one note; people's new songs have {theirs:.1f}.",
    failure=("My notes without an end: cut off.", wide.decode(lost, duration=24)),
)

# %% [markdown]
# ## Key points
#
# - Count, divide, draw: that is a generator. Begin and end must be counted like notes.
# - In the long run a chain plays each note as often as its songs do. That is an average of notes,
#   not of tunes.
# - A temperature has to be a power. Below 1 this chain is less surprising than people; at 1 it is
#   not.
#
# ## To argue about
#
# The machine takes only steps that children have sung. Is its tune theirs?

# %% [markdown]
# ## Further: other songs, another map (3 minutes)
#
# The machine does not care whose songs it counts. Choose another corpus: children's songs, folk
# songs, dance tunes, chorales. What changes in the table, what stays? Can you hear it?

# %% minutes=2
hear("02.corpora", CorpusSwitch("kinder"))

# %% [markdown]
# ## Further: the long run as a function (6 minutes)
#
# **Exercise 5 (5 minutes).** Begin with even shares, and let the table move them, step by step.
# Then try it: `long_run(going_on)` should be the histogram.


# %% minutes=5
def long_run(matrix, steps=1000):
    """The shares after many steps from an even start; matrix is (n, n), rows sum to 1."""
    ### BEGIN SOLUTION
    share = np.full(len(matrix), 1 / len(matrix))
    for _ in range(steps):
        share = share @ matrix
    return share
    ### END SOLUTION


check("02.long_run", long_run)

# %% [markdown]
# ## Further: which viewpoint is easiest to guess? (6 minutes)
#
# The same machine may look at pitches, degrees or intervals. How many bits does it need for a note
# of a new song?

# %%
predict(
    "02.viewpoint",
    "Which viewpoint will be easiest to predict, in bits per note?",
    choices=["pitch", "degree", "interval"],
)

# %%
from meantone.tunes import Interval, Pitch

heaps = [shuffled(tune, rng(i)) for i, tune in enumerate(new)]
guessed = {}
for kind in (Pitch, Degree, Interval):
    seeing = kind.of([*corpus, *heaps])  # a shuffle makes intervals that no song has
    learned = [seeing.encode(tune) for tune in corpus.part("train")]
    ### LIVE: a chain in this viewpoint, every count raised by one
    model = MarkovChain.fit(learned, len(seeing.vocabulary), add=1)
    people, mess = ([surprise(model, seeing.encode(tune)).mean() for tune in tunes]
                    for tunes in (new, heaps))  # fmt: skip
    guessed[kind.__name__.lower()] = np.mean(people)
    print(f"{kind.__name__:8} people {np.mean(people):.2f}, shuffled {np.mean(mess):.2f}")

# %%
reveal("02.viewpoint", min(guessed, key=guessed.get))

# %% [markdown]
# What lies between people and shuffled is what one note of memory knows of music. It is there in
# each viewpoint.

# %% [markdown]
# ## Further: build your own instrument (10 minutes)
#
# Make a slider yourself, over a function of your own: anything that takes a number and makes a
# tune. Turn *Ode to Joy* upside down, squeeze it, let a machine write at your temperature.
#
# **Exercise 6 (8 minutes).** Five lines: a function of one number that displays a sound and a
# picture, and above it `@interact(...)` with a slider that has a label, its `description`. Call the
# function `instrument`. The check moves your slider.

# %% minutes=8
from dataclasses import replace

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
# ## Sources
#
# - A. A. Markov, lecture of 23 January 1913: chains, counted in the letters of *Eugene Onegin*.
# - C. E. Shannon, *A Mathematical Theory of Communication*, 1948: sampling text from counts;
#   surprise in bits.
# - Essen Folksong Collection, as distributed with music21; `datasets/kinder/datasheet.md`. Seen
#   November 2026.
#
# **Next:** 03 · Is more memory better?
