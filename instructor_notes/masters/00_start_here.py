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
#     lesson: "00"
#     minutes: 40
# ---

# %% [markdown]
# # 00 · Can you tell a tune from a heap of notes?
#
# **What you will do** (40 minutes)
#
# - Hear a tune, see it, and see what a computer keeps of it.
# - Guess which of three tunes a person made, before anything is explained.
# - Find out with your own numbers why one number is never enough.
#
# **What you need**: this page, a pair of ears, a little Python. Headphones help.
#
# **What you will hear**: one famous melody, the same notes in two other orders.
#
# To run a cell, click on it and press **Shift + Enter**. Start with the next one.

# %% minutes=3
from IPython.display import display

from meantone import show
from meantone.tunes import load

starter = load("starter")
ode = starter.find("starter-ode_to_joy")
show.card(ode)

# %% [markdown]
# That was the theme of the last movement of Beethoven's Ninth Symphony, finished in 1824. Press
# play once more and follow the score. Then follow the *piano roll* below it: time runs to the
# right, pitch goes up, each bar is a note. The roll is close to what a computer has. There is no
# title in it, no words, no composer, no reason.
#
# ## What this course asks
#
# You may have read that **AI music converges on the average**: that a machine trained on much
# music gives back the middle of it, because of its data, because it is built to please, because it
# feels nothing. It may be true. It may be true only of some machines, used in some way. A slogan
# does not say.
#
# So you will build the machines yourself, from a few lines that count notes up to a small
# Transformer. You will hear each one fail before you mend it. You will measure what it does,
# always beside two other things:
#
# - **human** tunes that the machine has never seen, to know what music is like;
# - **shuffled** tunes, the same notes in random order, to know what no music at all is like.
#
# Whatever comes out is printed. Where it contradicts the slogan, so much the better: then you have
# learned something.

# %% [markdown]
# ## Predict: which one did a person make?
#
# Here are three tunes, A, B and C. They have the same notes, each as often and as long as in the
# others. Only the order differs. One is a melody that people have sung for centuries. The other
# two were made from it by a rule of one line each.
#
# **Before you run the cell, decide how sure you expect to be.** Then listen to all three, and
# write down your guess in the cell after it.

# %% minutes=4
import numpy as np

from meantone.measures import shuffled
from meantone.tunes import Tune

song = starter.find("starter-vo_pole_bereza_stoyala")
heap = shuffled(song, np.random.default_rng(3))
mirror = Tune.from_events(list(zip(song.pitches, song.durations, strict=True))[::-1])
show.listen({"A": mirror, "B": heap, "C": song}, instrument="flute")

# %% minutes=2
my_guess = "?"  # write "A", "B" or "C" between the quotation marks, and run the cell
my_guess

# %% [markdown]
# ## The answer
#
# **C** is the melody: *In the field stood a birch tree*, a Russian song, in print since 1790.
# **B** is the same notes shuffled. **A** is the melody played backwards, from its last note to its
# first.
#
# Were you right? Was A harder to judge than B? Say what gave each of them away, and keep your
# answer. First we ask whether a number can tell.

# %% [markdown]
# ## Measure: how far does a melody step?
#
# Between two notes that follow each other lies an *interval*, counted in semitones: neighboring
# keys of a piano are one semitone apart. Melodies that are sung mostly take small steps. So count
# how many of the intervals are small: at most two semitones.


# %% minutes=4
def share_of_steps(tune):
    """How many of a tune's intervals are at most two semitones wide, from 0 to 1."""
    intervals = np.diff(tune.notes)
    return np.mean(np.abs(intervals) <= 2)


for label, tune in [("A", mirror), ("B", heap), ("C", song)]:
    print(f"{label}: {share_of_steps(tune):.0%} of the intervals are steps")

# %% [markdown]
# The number finds the heap of notes. It is blind to the mirror: A and C have *exactly* the same
# value. They must: whoever walks a path backwards takes the same steps.
#
# One tune proves little. Here are all tunes of the starter set, each as people sing it, shuffled,
# and backwards.

# %% minutes=4
import altair as alt
import pandas as pd

rng = np.random.default_rng(0)
rows = []
for tune in starter:
    backwards = Tune.from_events(list(zip(tune.pitches, tune.durations, strict=True))[::-1])
    for kind, version in [
        ("human", tune),
        ("backwards", backwards),
        ("shuffled", shuffled(tune, rng)),
    ]:
        rows.append({"kind": kind, "steps": share_of_steps(version), "title": tune.title})
steps = pd.DataFrame(rows)
steps.groupby("kind", sort=False)["steps"].describe()[["count", "mean", "min", "max"]].round(2)

# %% minutes=2
by_kind = {kind: group["steps"].to_numpy() for kind, group in steps.groupby("kind")}
wins = (by_kind["human"] > by_kind["shuffled"]).sum()
print(f"More steps than in its own shuffle: {wins} of {len(starter)} tunes.")
print("A coin would be right in 26 or more of 40 only once in 25 tries.")

# %% minutes=3
(
    alt.Chart(steps)
    .mark_tick(thickness=3, size=34)
    .encode(
        x=alt.X("steps:Q", title="share of intervals of at most two semitones").axis(format="%"),
        y=alt.Y("kind:N", title=None, sort=["human", "backwards", "shuffled"]),
        tooltip=["title", alt.Tooltip("steps:Q", format=".0%")],
    )
    .properties(
        title="Sung melodies move by step, forwards and backwards; shuffled ones leap",
        description="One tick for each tune of the starter set on three rows. Human and backwards"
        " tunes lie at the same places, most above one half; shuffled tunes lie further left.",
    )
)

# %% [markdown]
# ## Explain
#
# The share of steps tells most melodies from a heap of their notes. It cannot tell forwards from
# backwards, ever. So it is a good number, and a blind one. Every number in this course is like
# that: it sees one thing and misses the rest. That is why there will be many, and why your ears
# stay in use.
#
# What gave A away? Perhaps its end. Try that as a number too: does a tune end on its *tonic*, the
# note that its key is named after?


# %% minutes=2
def ends_at_home(tune):
    return tune.notes[-1] % 12 == tune.tonic_pitch_class


endings = {
    "human": [ends_at_home(tune) for tune in starter],
    "backwards": [tune.notes[0] % 12 == tune.tonic_pitch_class for tune in starter],
    "shuffled": [ends_at_home(shuffled(tune, rng)) for tune in starter],
}
for kind, answers in endings.items():
    print(f"{kind}: {sum(answers)} of {len(answers)} end on the tonic")

# %% [markdown]
# This number hears what the first was deaf to. And it is deaf to all that comes before the last
# note.

# %% [markdown]
# ## Repair: a number that hears the end
#
# **Exercise 1 (5 minutes).** Write a function that can tell the song from its mirror: the length
# of the last note divided by the length of the first. Durations are in `tune.durations`, in ticks.
# The cell after it tries your function on the whole set. If you do nothing, it says so and goes
# on.


# %% minutes=5
def last_against_first(tune):
    """How many times as long as the first note the last note is."""
    ### BEGIN SOLUTION
    return tune.durations[-1] / tune.durations[0]
    ### END SOLUTION


# %% minutes=1
if isinstance(last_against_first(song), (int, float)):
    longer = [last_against_first(tune) > 1 for tune in starter]
    print(f"The last note is longer than the first in {sum(longer)} of {len(longer)} tunes.")
else:
    print(
        "Not done yet: last_against_first does not return a number. The lesson goes on without it."
    )

# %% [markdown]
# Backwards, each of those tunes *begins* with the longer note. Two tunes that have the same share
# of steps are different tunes to this number. And it is blind to the shuffle: a shuffled tune may
# end on a long note by chance.

# %% [markdown]
# ## Bug hunt
#
# A friend wants to play each tune slower and lower, for a cello. The pitch sounds wrong. Listen to
# the first notes, read the function, and find the mistake.

# %% minutes=5
from dataclasses import replace


def for_cello(tune):
    """The tune an octave lower, every note twice as long."""
    return replace(
        tune,
        pitches=tuple(round(pitch / 12 * 11) for pitch in tune.pitches),
        durations=tuple(2 * ticks for ticks in tune.durations),
    )


show.listen({"as it was": ode, "for cello?": for_cello(ode)}, instrument="cello", tempo=140)

# %% [markdown]
# An octave is a *distance*: twelve semitones, the same for every note. The function shrinks each
# pitch by a twelfth instead, so high notes fall further than low ones, intervals get narrower, and
# two notes that were one semitone apart can become the same. **Exercise 2 (3 minutes).** Mend it.


# %% minutes=3
def octave_lower(tune):
    """The tune an octave lower, every note twice as long."""
    ### BEGIN SOLUTION
    return replace(tune.transpose(-12), durations=tuple(2 * ticks for ticks in tune.durations))
    ### END SOLUTION


# %% minutes=1
mended = octave_lower(ode)
if isinstance(mended, Tune):
    display(show.sound(mended, instrument="cello", tempo=140))
else:
    print("Not done yet: octave_lower does not return a tune. The lesson goes on without it.")

# %% [markdown]
# ## Is everything ready?
#
# The lessons need a place to keep your work, sound, engraved scores, charts and data. This cell
# tries each of them on your machine. If a line says what to do, do it now, or ask.

# %% minutes=1
from meantone.commands.doctor import CHECKS, examine

for check in CHECKS:
    if check.name in ("folders", "sound", "engraving", "charts", "data"):
        finding = examine(check)
        print(f"{finding.name}: ready" if finding.well else finding)

# %% [markdown]
# ## Key points
#
# - A machine gets notes as numbers: pitches and durations. Much of what makes a tune is not in
#   them.
# - A figure means something only beside others: human tunes, and shuffled ones.
# - Each measure is blind to something. The share of steps cannot hear time run backwards.
#
# ## To argue about
#
# Is the backwards tune a human tune? A person chose each of its notes, and each interval. Who made
# it?
#
# ## How every lesson works
#
# *Predict, build, hear, measure, explain, repair.* You commit yourself before you see the answer,
# because a guess that was wrong is remembered. Exercises are yours to do or to leave: a lesson
# always runs to its end. Your copy lies in the folder `my_lessons`; no update ever overwrites what
# you have changed.
#
# ## Sources
#
# - Beethoven, Symphony No. 9, first performed in Vienna on 7 May 1824. Melody in the public
#   domain.
# - *In the field stood a birch tree*, traditional; in the collection of Lvov and Prach, St
#   Petersburg 1790. Public domain.
# - The encodings are the project's own (CC0): `datasets/starter/datasheet.md`.
#
# **Next:** 01 · What does the machine see of a tune?
