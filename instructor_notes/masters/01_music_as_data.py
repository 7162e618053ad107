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
#     lesson: "01"
#     minutes: 60
# ---

# %% [markdown]
# # 01 · What does the machine see of a tune?
#
# **What you will be able to do** (60 minutes)
#
# - Say what each way of writing a tune as numbers keeps, and what it throws away.
# - Name the music that the course learns from, and the music that is missing.
# - Find three ways in which good-looking data are wrong, and hear one of them.
#
# **What you need**: lesson 00.
#
# **What you will hear**: one tune through five pairs of spectacles; a folk song as a computer
# misread it.

# %% minutes=1
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd

from meantone import show
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.measures import bootstrap_interval, entropy, shuffled
from meantone.tunes import Degree, DegreeDuration, Grid, Interval, Pitch, Tune, load
from meantone.widgets import Playlist

progress_bar("01")

# %% [markdown]
# ## One tune, five ways
#
# A **score** is made for people. It says what to play, and leaves to the player how.

# %% minutes=1
ode = load("starter").find("starter-ode_to_joy")
show.score(ode)

# %% [markdown]
# A **sound** is one performance of it, here by a sampled flute that has no opinion.

# %% minutes=1
show.sound(ode, instrument="flute")

# %% [markdown]
# A **piano roll** is a drawing of times and pitches. Key and phrases are gone; the faint bar lines
# are only there to help you.

# %% minutes=1
show.roll(ode, title="A piano roll keeps when and how high, nothing else")

# %% [markdown]
# A **NoteSequence** (the format of Google's Magenta) is a list of notes with start and end in
# seconds. Here are the first two. Look at the times: the tempo is already mixed in.

# %% minutes=1
from meantone.tunes import to_note_sequence

for note in to_note_sequence(ode, tempo=100).notes[:2]:
    print(f"pitch {note.pitch}, from {note.start_time:.2f} s to {note.end_time:.2f} s")

# %% [markdown]
# And **tokens**: whole numbers, one after another. This is all that a model of this course ever
# gets.

# %% minutes=1
Pitch().encode(ode)[:16]

# %% [markdown]
# ## Build: three viewpoints by hand
#
# A *viewpoint* decides what a token means. Pitches first: MIDI counts semitones, 60 is the C in
# the middle of the piano. Sing the tune higher and every pitch changes, yet it is the same tune.
# So subtract the tonic, the note the tune comes home to: that gives *scale degrees*. Or subtract
# from each note the one before: that gives *intervals*.

# %% minutes=2
pitches = list(ode.notes)
tonic = 62  # the D that Ode to Joy ends on
### LIVE: how far each pitch is above the tonic
degrees = [pitch - tonic for pitch in pitches]
### LIVE: from each pitch to the next
intervals = [after - before for before, after in pairwise(pitches)]
print("pitches  ", pitches[:12])
print("degrees  ", degrees[:12])
print("intervals", intervals[:11])

# %% [markdown]
# The package does the same, and numbers the symbols that occur so that tokens start at 0.

# %% minutes=1
assert Pitch().symbols(ode) == pitches
assert Degree().symbols(ode) == degrees
assert Interval().symbols(ode) == intervals
view = Degree.of([ode])
print("vocabulary:", view.labels)
print("tokens:    ", view.encode(ode)[:12])

# %% [markdown]
# ## Predict
#
# We now send tunes through each of five viewpoints and back. Besides the three above there are
# pairs of degree and duration, and a *grid* that says for each sixteenth whether a note starts, is
# held, or is off. What a viewpoint did not keep comes back as a default: C as the tonic or the
# first note, a quarter as the duration. **Predict** before you listen.

# %% minutes=1
predict(
    "01.trip",
    "Which viewpoint gives most tunes back whole, every pitch and every duration?",
    choices=["Pitch", "Degree", "Interval", "DegreeDuration", "Grid"],
)

# %% minutes=2
viewpoints = [Pitch, Degree, Interval, DegreeDuration, Grid]


def there_and_back(kind, tune):
    """The tune after one trip through a viewpoint: what was lost is filled with defaults."""
    ### LIVE: a viewpoint that knows this tune
    view = kind.of([tune])
    ### LIVE: into tokens, and back
    return view.decode(view.encode(tune))


hear("01.trip", Playlist({kind.__name__: there_and_back(kind, ode) for kind in viewpoints}))

# %% [markdown]
# ## Measure: what comes back
#
# The same trip for every tune of two sets: the project's own, and 213 German children's songs. A
# tune counts as kept if *all* its notes come back with the same pitch, the same intervals, or the
# same durations, and as whole if all of it does.

# %% minutes=1
kinder = load("kinder")


def survives(kind, tune):
    """What of the tune comes back from a viewpoint, as four yes-or-no answers."""
    back = there_and_back(kind, tune)
    return {
        "pitch": back.notes == tune.notes,
        "melody": Interval().symbols(back) == Interval().symbols(tune),
        "rhythm": back.durations == tune.durations,
        "whole": (back.pitches, back.durations) == (tune.pitches, tune.durations),
    }


# %% minutes=1
rows = [
    {"set": tunes.name, "viewpoint": kind.__name__} | survives(kind, tune)
    for tunes in (load("starter"), kinder)
    for kind in viewpoints
    for tune in tunes
]
### LIVE: all of it as a table
kept = pd.DataFrame(rows)
kept.groupby(["set", "viewpoint"], sort=False).mean().style.format("{:.0%}")

# %%
reveal("01.trip", kept.groupby("viewpoint")["whole"].mean().idxmax())

# %% [markdown]
# Degrees and intervals lose the key on purpose: that is what makes tunes comparable. Three of the
# five lose the rhythm. And nothing at all keeps the words, the phrase a singer breathed after, who
# sang, or why.
#
# One number asks for an explanation: the grid keeps the rhythm of every tune of the first set, and
# of about half of the second. Are children's songs full of triplets? Look before you explain.

# %% minutes=1
ends_in_silence = [tune.pitches[-1] < 0 for tune in kinder]
### LIVE: has it a duration off the grid?
off_the_grid = [any(ticks % Grid.step for ticks in tune.durations) for tune in kinder]
### LIVE: does its rhythm get lost?
lost = [not survives(Grid, tune)["rhythm"] for tune in kinder]
print(f"{sum(off_the_grid)} of {len(kinder)} have a duration that is no multiple of a sixteenth")
print(f"{sum(lost)} lose their rhythm, {sum(ends_in_silence)} end with a rest;", end=" ")
print("they are the same songs" if lost == ends_in_silence else "they are not the same songs")

# %% [markdown]
# No triplets at all. The songs that lose their rhythm are the songs that end with a rest: someone
# filled the last bar with silence, and the grid leaves silence at the end out. A table tells you
# that something differs; only the tunes tell you what.
#
# ## Measure: how much is there to guess?
#
# How often does each degree of the scale sound in children's songs? If all seven were alike, each
# would have 14 of a hundred notes. **Predict:** draw the curve.

# %% minutes=2
predict(
    "01.degrees",
    "How many of a hundred notes are the 1, 2, 3, ... of the scale?",
    over=[1, 2, 3, 4, 5, 6, 7],
    between=(0, 40),
    step=1,
    axes=("degree", "of a hundred notes"),
)

# %% minutes=2
sung = pd.Series([Degree().label(d % 12) for tune in kinder for d in Degree().symbols(tune)])
### LIVE: of a hundred notes, how many are each?
shares = 100 * sung.value_counts(normalize=True).round(3)
measured = {degree: shares[str(degree)] for degree in range(1, 8)}
reveal("01.degrees", measured, axes=("degree", "of a hundred notes"))

# %% [markdown]
# The 5 is sung most, not the tonic. Degrees are not alike, so part of the guessing is done before
# it begins. The *entropy* of tokens says how many yes-or-no questions one token is worth, if you
# know only how often each occurs: `-sum(p * log2(p))`, in **bits**. By hand for a coin: two sides
# of one half each, so one bit. For the pitches of the children's songs:

# %% minutes=1
_, counts = np.unique(np.concatenate([tune.notes for tune in kinder]), return_counts=True)
### LIVE: counts become shares
p = counts / counts.sum()
### LIVE: the entropy, as the formula says
by_hand = -np.sum(p * np.log2(p))
assert np.isclose(by_hand, entropy(np.concatenate([tune.notes for tune in kinder])))
print(
    f"{by_hand:.2f} bits per pitch; {len(p)} equally likely ones would give {np.log2(len(p)):.2f}"
)

# %% [markdown]
# **Predict:** now shuffle every tune.

# %% minutes=1
predict(
    "01.shuffle",
    "The entropy of which viewpoint will change, if every tune is shuffled?",
    choices=["none", "Pitch", "Degree", "Interval", "all three"],
)

# %%
rng = np.random.default_rng(0)
mixed = [shuffled(tune, rng) for tune in kinder]


def bits(kind, tunes):
    """Mean entropy of a tune's own tokens, with its 95 % interval over tunes."""
    values = [entropy(kind().symbols(tune)) for tune in tunes]
    low, high = bootstrap_interval(values, np.random.default_rng(1))
    return {"viewpoint": kind.__name__, "bits": np.mean(values), "low": low, "high": high}


# %% minutes=1
guessing = pd.DataFrame(
    {"tunes": name} | bits(kind, tunes)
    for name, tunes in [("human", kinder), ("shuffled", mixed)]
    for kind in (Pitch, Degree, Interval)
)
guessing.round(2)

# %%
by_tunes = guessing.pivot(index="viewpoint", columns="tunes", values="bits")
changed = by_tunes.index[~np.isclose(by_tunes["human"], by_tunes["shuffled"])]
reveal("01.shuffle", {0: "none", 3: "all three"}.get(len(changed), " and ".join(changed)))

# %% minutes=1
base = alt.Chart(guessing).encode(
    y=alt.Y("viewpoint:N", title=None, sort=None),
    yOffset="tunes:N",
    color=alt.Color("tunes:N", title=None),
)
(
    base.mark_point(filled=True, size=90).encode(
        x=alt.X("bits:Q", title="bits per token").scale(zero=False)
    )
    + base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
).properties(
    title="Only the intervals notice that the tunes were shuffled",
    description="Bits per token for pitch, degree and interval, human against shuffled tunes."
    " Pitch and degree are the same for both; intervals of shuffled tunes need more bits.",
)

# %% [markdown]
# Pitches and degrees are the same notes in any order, so their entropy cannot move. Between the
# notes lies what a shuffle destroys. That is why the next lessons do not ask *which notes*, but
# *which note after which*.

# %% [markdown]
# ## Whose music is it?
#
# The large set of this course is `folk`: the Essen collection as it comes with music21, cleaned.
# Everything that a model here will call normal, it has from these tunes. So: who is in them?

# %% minutes=1
folk = load("folk")
pd.concat([tunes.describe() for tunes in (load("starter"), kinder, folk)], axis=1)

# %%
places = {
    "Germany": "Deutschland",
    "Luxembourg": "Luxemburg",
    "Lorraine": "Lothringen",
    "China": "China",
    "Ireland": "Irland",
}


# %% minutes=1
def region(origin):
    """The first of the places above that the collection's own note of origin names."""
    return next((name for name, word in places.items() if word in origin), "elsewhere")


regions = folk.table()["origin"].map(region).value_counts().rename_axis("region").reset_index()
regions["share"] = (regions["count"] / len(folk)).map("{:.1%}".format)
regions

# %% minutes=2
(
    alt.Chart(regions)
    .mark_bar()
    .encode(
        x=alt.X("count:Q", title="tunes"),
        y=alt.Y("region:N", title=None, sort="-x"),
        tooltip=["region", "count", "share"],
    )
    .properties(
        title="Most of the collection is German; most of the world is missing",
        description="Bars of the number of tunes by region. Germany is by far the longest, China"
        " second; Ireland is hardly visible.",
    )
)

# %% [markdown]
# Read the chart for what is *not* there. *Elsewhere* is almost all Europe too: the table in the
# datasheet names the countries. Nobody meant harm: the collection was encoded by many people under
# Helmut Schaffrath, from what they had. A model knows nothing of this. To it, this is the world.
# What follows from that is lesson 10; whose tunes these are, and what may be done with them,
# stands in `datasets/folk/datasheet.md`.

# %% [markdown]
# ## Data go wrong, quietly: one accidental too few
#
# In ABC, the text format of the collection, `=c` means *c natural*, and it holds for the rest of
# the bar, as in a printed score. Here is a line of a song from the collection. The key has C
# sharp; the second bar starts with C natural.

# %% minutes=1
from meantone.tunes import read_abc

line = """X:1
T:Im Maien wenn all die Voeglein singen (beginning)
M:3/4
L:1/8
K:A
A2 | A4AB | =c2c2c2 | B3A=GF | E2E2
"""
### LIVE: read it with our reader
right = read_abc(line)
show.score(right)

# %% [markdown]
# music21, a library that many use for this, needs a first line `%abc-2.1` to read it so. Without
# that line it forgets the accidental after one note. Listen to the second bar.

# %% minutes=2
from music21 import converter

from meantone.tunes import from_music21

### LIVE: read it with music21
wrong = from_music21(converter.parse(line, format="abc"))
show.compare({"with the line: right": right, "without it: wrong": wrong})

# %% [markdown]
# A song in minor has turned into one that cannot decide. No error was raised, and no warning.
# **Predict:** how often does this happen?

# %% minutes=1
predict(
    "01.misread",
    "Of a hundred songs of the collection, how many are read wrong like this one?",
    between=(0, 100),
    step=1,
)

# %%
from pathlib import Path

import music21

from meantone.tunes import split_abc

folder = Path(music21.__file__).parent / "corpus" / "essenFolksong"
songs = [
    text
    for path in sorted(folder.glob("*.abc"))
    for _, text in split_abc(path.read_text(encoding="utf-8"))
]
picked = np.random.default_rng(0).choice(len(songs), 150, replace=False)


# %% minutes=1
def pitches_by_music21(text):
    return [note.pitch.midi for note in converter.parse(text, format="abc").flatten().notes]


### LIVE: is a song read otherwise with the line than without?
differs = [
    pitches_by_music21(songs[i]) != pitches_by_music21("%abc-2.1\n" + songs[i]) for i in picked
]
low, high = bootstrap_interval(differs, np.random.default_rng(1))
print(f"{np.mean(differs):.0%} of {len(differs)} songs are misread", end=" ")
print(f"(95 % interval {low:.0%} to {high:.0%})")
reveal("01.misread", round(100 * np.mean(differs)))

# %% [markdown]
# A model that is trained on the plain reading learns wrong notes from every song of that share,
# and no error says so. Our reader follows the rule of the printed score, and the tests of this
# course hold it against music21's corrected reading.

# %% [markdown]
# ## Data go wrong, quietly: a key that is half a key
#
# The field `K:` of the collection names a tonic and no mode. `K: A` above stood over a tune in A
# minor. A program that reads it as A major counts no minor tunes at all. But the notes know: the
# third above the tonic is four semitones in major (`3`), three in minor (`b3`). So call a tune
# minor if it has more `b3` than `3`.
#
# **Exercise 1 (5 minutes).** Write that rule. `Degree().symbols(tune)` gives semitones above the
# tonic; `% 12` folds octaves.


# %% minutes=5
def is_minor(tune):
    """True if the tune has more minor thirds above its tonic than major ones."""
    ### BEGIN SOLUTION
    degrees = [degree % 12 for degree in Degree().symbols(tune)]
    return degrees.count(3) > degrees.count(4)
    ### END SOLUTION


check("01.is_minor", is_minor)

# %% [markdown]
# The data set carries an answer for each tune, in `tune.mode`. Is it this rule's?

# %%
thirds = [np.bincount(np.mod(Degree().symbols(tune), 12), minlength=12)[3:5] for tune in folk]
### LIVE: does the rule say what the data set says?
agree = (folk.modes == "minor") == [small > large for small, large in thirds]
print(f"the rule and the data set agree on {agree.mean():.1%} of {len(folk)} tunes")

# %% [markdown]
# So we can use the data set's column. **Predict:**

# %% minutes=1
predict(
    "01.minor",
    "The share of tunes in minor: is it smaller in China than in Germany, larger, or alike?",
    choices=["smaller", "alike", "larger"],
)

# %% minutes=1
by_place = folk.table().assign(region=lambda table: table["origin"].map(region))
rows = []
for name, tunes in by_place.groupby("region"):
    ### LIVE: which of these tunes are in minor?
    minor = tunes["mode"] == "minor"
    low, high = bootstrap_interval(minor, np.random.default_rng(2))
    rows.append(
        {"region": name, "tunes": len(tunes), "minor": minor.mean(), "low": low, "high": high}
    )
minor_share = pd.DataFrame(rows)
minor_share.style.format({"minor": "{:.0%}", "low": "{:.0%}", "high": "{:.0%}"}).hide(axis="index")

# %%
ends = minor_share.set_index("region")
smaller = ends.loc["China", "high"] < ends.loc["Germany", "low"]
larger = ends.loc["China", "low"] > ends.loc["Germany", "high"]
reveal("01.minor", "smaller" if smaller else "larger" if larger else "alike")

# %% [markdown]
# Not one Chinese tune in minor, of hundreds? A figure that round is a reason to look, not a
# result. Do these tunes end where `K:` says that they are at home?

# %% minutes=2
finals = pd.DataFrame(
    {
        "region": region(tune.origin),
        "last note": Degree().label((tune.notes[-1] - tune.tonic_pitch_class) % 12),
    }
    for tune in folk
)
### LIVE: the share of each last note in each region
table = pd.crosstab(finals["region"], finals["last note"], normalize="index")
table[["1", "2", "3", "5", "6"]].style.format("{:.0%}")

# %% [markdown]
# Most German songs end on `1`. About half of the Chinese tunes end on `5`, and many on `6`. So in
# that part of the collection `K:` does not name a home: it looks as if it names the *do* that the
# notes are counted from. The rule asked for the third above a note that is no tonic, and got a
# clean, confident, meaningless zero. The same field means two things in one collection, and no
# reader of the file could know.
#
# A number that can be computed is not yet a number that means something.

# %% [markdown]
# ## Data go wrong, quietly: the same song twice
#
# People sing, so songs come in versions. Here are the beginnings of two entries of the collection,
# under their two titles. What differs from the first is colored.

# %% minutes=2
first, second = folk.find("boehme20-135"), folk.find("zuccal0-298")
show.compare({tune.title: tune.excerpt(0, 15) for tune in (first, second)})

# %% [markdown]
# To judge a model fairly we hide some tunes from it, and ask it about those. If one version lies
# in the part it learns from and the other in the part it is asked about, it can shine by heart.
# **Predict:** split the collection at random, a tenth for the test.

# %% minutes=1
predict(
    "01.twins",
    "Of a hundred test tunes, how many have a near-twin among the others?",
    between=(0, 100),
    step=1,
)

# %% minutes=1
clusters = folk.clusters


def leaked(in_test):
    """Share of the test tunes that have a near-duplicate outside the test."""
    ### LIVE: the clusters of all tunes outside the test
    outside = set(clusters[~in_test])
    ### LIVE: the share of test tunes in one of those
    return np.mean([cluster in outside for cluster in clusters[in_test]])


rng = np.random.default_rng(0)
### LIVE: twenty random splits
random_splits = [leaked(rng.random(len(folk)) < 0.1) for _ in range(20)]
print(f"random split: {np.mean(random_splits):.1%} of test tunes leak", end=" ")
print(f"({min(random_splits):.1%} to {max(random_splits):.1%} over 20 splits)")
print(f"our split:    {leaked(folk.parts == 'test'):.1%}")
reveal("01.twins", round(100 * np.mean(random_splits)))

# %% [markdown]
# Our split keeps all versions of a song on one side. Lesson 03 shows what a leaking split does: it
# chooses the wrong model. Two tunes are near-duplicates here if they share enough short runs of
# intervals; the exact rule stands in the datasheet.

# %% [markdown]
# ## Bug hunt
#
# A student folds all degrees into one octave, because "a C is a C". The table of degrees looks
# tidy: twelve symbols, no more. Hear what it does to a melody. What went wrong, and on which
# notes?


# %% minutes=2
def fold(tune):
    """The tune's degrees, "tidied" into twelve."""
    return [degree % 12 for degree in Degree().symbols(tune)]


grace = load("starter").find("starter-amazing_grace")
view = Degree()
### LIVE: the folded degrees as a tune
folded = view.decode([view.vocabulary.index(degree) for degree in fold(grace)], anchor=67)
plain = view.decode(view.encode(grace), anchor=67)
show.compare({"not folded": plain, "folded": folded})

# %% [markdown]
# Where the melody goes one step below the tonic, the folded one jumps up eleven. Listen for these
# jumps. Then count them over a whole set, beside the two baselines.


# %% minutes=2
def share_of_leaps(notes):
    """How many intervals are wider than a fifth."""
    return np.mean(np.abs(np.diff(notes)) > 7)


versions = {
    "human": [tune.notes for tune in kinder],
    "folded": [fold(tune) for tune in kinder],
    "shuffled": [tune.notes for tune in mixed],
}

# %% minutes=1
for name, tunes in versions.items():
    ### LIVE: the share in each tune
    leaps = [share_of_leaps(notes) for notes in tunes]
    low, high = bootstrap_interval(leaps, np.random.default_rng(1))
    print(f"{name:9} {np.mean(leaps):5.1%} of the intervals are leaps ({low:.1%} to {high:.1%})")

# %% [markdown]
# A pitch class says *which* note, not *where* it is. For harmony that is often enough. Here it
# doubles the leaps.
#
# **Exercise 2 (4 minutes).** Mend it: twelve tidy steps, and nothing lost. Give for each note a
# pair, its octave and its step. The octave that begins at the tonic is number 0, the one below it
# is -1; steps go from 0 to 11.


# %% minutes=4
def octave_and_step(tune):
    """A list of pairs (octave, step), one for each note: 12 * octave + step is the degree."""
    ### BEGIN SOLUTION
    return [divmod(degree, 12) for degree in Degree().symbols(tune)]
    ### END SOLUTION


check("01.octave_and_step", octave_and_step)

# %% [markdown]
# ## Repair: throw away on purpose
#
# Some viewpoints keep less than a pitch class, and still know a tune. The *contour* keeps only
# whether the melody goes up, down, or stays.
#
# **Exercise 3 (5 minutes).** Write it. Then see how many tunes begin like *Ode to Joy*.


# %% minutes=5
def contour(tune):
    """1, -1 or 0 for each step up, down, or none, as a list."""
    ### BEGIN SOLUTION
    return np.sign(np.diff(tune.notes)).tolist()
    ### END SOLUTION


check("01.contour", contour)

# %% minutes=1
### LIVE: a shuffle of each tune
heaps = [shuffled(tune, rng) for tune in folk]
for count in (2, 4, 6):
    opening = np.sign(np.diff(ode.notes[: count + 1]))
    alike = [
        sum(np.array_equal(np.sign(np.diff(tune.notes[: count + 1])), opening) for tune in tunes)
        for tunes in (folk, heaps)
    ]
    print(f"first {count} steps: {alike[0]} of {len(folk)} tunes, {alike[1]} of their shuffles")

# %% [markdown]
# Six signs, and of thousands of tunes only a few are left. So a contour is little, and not
# nothing. Nobody could sing the tune from it, though.

# %% [markdown]
# ## Key points
#
# - A model sees tokens. What the viewpoint drops, no model can learn.
# - Pitch keeps the key; degrees make keys comparable; only intervals notice order; nothing keeps
#   the words.
# - The collection is mostly German. A model's "average" is the average of what it was given.
# - Data fail silently: accidentals, modes, twins. Look at bars, listen, and split by song, not by
#   file.
#
# ## To argue about
#
# Should a collection be made even, with as many songs from everywhere, if that means throwing most
# of it away? Who decides what everywhere is?
#
# ## Sources
#
# - Essen Folksong Collection, as distributed with music21 (its own license note: "unclear" status,
#   non-commercial use); see `datasets/folk/datasheet.md`. Seen November 2026.
# - C. E. Shannon, *A Mathematical Theory of Communication*, 1948: entropy.
# - M. T. Pearce, PhD thesis, City University London, 2005: viewpoints, and the 213 children's
#   songs as a benchmark.
#
# **Next:** 02 · What can a machine do that remembers one note?
