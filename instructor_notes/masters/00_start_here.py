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
#     minutes: 50
# ---

# %% [markdown]
# # 00 · Can you tell?
#
# **What you will do** (50 minutes)
#
# - Hear twelve short tunes, before anything is explained, and say of each who made it: a person or
#   a machine.
# - Find out how much twelve answers prove.
# - Find out with your own numbers why one number is never enough.
#
# **What you need**: this page, a pair of ears, a little Python. Headphones help.
#
# **What you will hear**: one famous melody; twelve tunes that you hardly know; one melody in three
# orders.
#
# Never used a notebook? [Warm-up](warm_up.ipynb), 25 minutes. Signs that puzzle you are on
# [one page of notes](notes_on_one_page.ipynb), words in the [glossary](glossary.ipynb).
#
# To run a cell, click on it and press **Shift + Enter**. Start with the next one: it shows how far
# you have come, and the one after it sounds.

# %% minutes=1
from meantone import show
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.tunes import load

progress_bar("00")

# %% minutes=2
starter = load("starter")
ode = starter.find("starter-ode_to_joy")
show.card(ode)

# %% [markdown]
# That was the theme of the last movement of Beethoven's Ninth Symphony, finished in 1824. Below
# the score is a *piano roll*: time runs to the right, pitch goes up, each bar is a note. The roll
# is close to what a computer has. There is no title in it, no words, no composer, no reason.
#
# Set the loudness now: every sound of this course is equally loud. No sound, or no score above?
# The cell under *Is everything ready?*, near the end, says what to do.
#
# ## Twelve tunes
#
# Some of the next tunes have been sung by people. The others a machine made. All are treated
# alike: one piano, one tempo, one key, sixteen beats, no rests.
#
# They come one at a time, in an order of your own. **Play each of them**, as often as you like,
# and answer three questions: how much you like it, who made it, and how sure you are. If you knew
# the melody before, say so; then it does not count.
#
# Each answer is kept at once, in one small file on this computer, without your name; nothing is
# sent anywhere. You may close this page and go on another day. But no answer can be changed: this
# is your *baseline*, and in lesson 15 you will be asked again.

# %% minutes=7
import numpy as np

from meantone.widgets import BlindTest, Playlist, blind_tunes

tunes = blind_tunes(load("kinder"), np.random.default_rng(0))
blind = BlindTest(tunes, "00.blind")
hear("00.blind", blind)

# %% [markdown]
# **Predict**, before you see what came of it. Someone who hears no difference throws a coin for
# each tune, and gets some right. How many of twelve must *you* get right, so that luck is a poor
# explanation? Let us say: a coin should do as well, or better, in fewer than 5 of 100 tries.

# %% minutes=1
predict(
    "00.luck",
    "How many of twelve answers must be right, before luck is a poor explanation?",
    between=(6, 12),
    step=1,
)

# %% [markdown]
# Through with all twelve? Then run the next cell, once more if it has run before.

# %% minutes=3
blind.results

# %% [markdown]
# *Hits* are the human tunes that you took for a person's, *false alarms* the machine's. You need
# both: whoever says "a person" every time has all the hits, and all the false alarms as well. The
# number *d'* (say "d prime") counts how far apart the two lie. For a coin it is 0 on average, and
# it does not care how readily you say "a person". The interval behind each figure tells which true
# values go with your answers. Of twelve answers it is always wide.
#
# The six songs are children's songs from one collection, each written down in one place. The
# machine has never met them. It has learned from other songs of that collection, by counting which
# note follows which three. Then it was used in three ways. To draw notes as often as it had
# counted is *T = 1*. To draw more cautiously is *T = 0.5*; how, lesson 02 will show. Of both,
# tunes were drawn again that were not sixteen beats long, or copied a song at length. *Most
# probable* is the tune that a search found to be the likeliest of all: once with that memory of
# three notes, once with a memory of one. Whether these ways differ is a question that the course
# will come back to. Two tunes of each are far too few to say.
#
# ## How much do twelve answers prove?
#
# Twelve throws of a coin can fall in 2 x 2 x ... x 2 ways, all equally likely. Count the ways in
# which so many answers, or more, are right.


# %% minutes=3
from math import comb


def luck(right, trials):
    """How likely a coin is to get so many answers right, or more."""
    ### LIVE: the ways that have exactly 9 right, then 10, 11, 12
    ways = sum(comb(trials, k) for k in range(right, trials + 1))
    ### LIVE: among all ways
    return ways / 2**trials


for right in range(6, 13):
    print(f"{right:2} or more of 12: a coin does it in {100 * luck(right, 12):5.2f} of 100 tries")

# %% [markdown]
# The package has the same as `at_least`, and the first number that is too rare as `right_needed`.

# %% minutes=1
from meantone.measures import at_least, power, right_needed

print("Equal to the package's:", all(np.isclose(luck(k, 12), at_least(k, 12)) for k in range(13)))
reveal("00.luck", right_needed(12))

# %% [markdown]
# So nobody should be proud, or sad, of eight. Would more tunes help? In a study of 2025 listeners
# told songs by people from similar songs by machines in 66 % of all cases. How often would
# somebody who is right that often *pass*: get so many right that luck is a poor explanation?

# %% minutes=2
import altair as alt
import pandas as pd

rows = []
for trials in (3, 10, 12, 20, 50, 100):
    ### LIVE: what luck seldom reaches, and how often somebody who is right in 66 % does
    needed, passes = right_needed(trials), power(trials, 0.66)
    rows.append({"tunes": trials, "right needed": needed, "chance to pass at 66 %": passes})
print(f"Three of three: luck in {luck(3, 3):.1%} of all tries, at 66 % in {0.66**3:.0%}.")
pd.DataFrame(rows).round(2)

# %% [markdown]
# Of twelve tunes, even somebody who does hear a difference passes seldom. Of three tunes nobody
# can pass: not even three of three are rare enough. Remember that when you read that "97 % could
# not tell": in that survey of 2025 people heard three tracks, and all who missed one were counted
# as people who cannot tell.
#
# A class has more answers. But five answers of yours are no five listeners: they come from one
# pair of ears. So a class counts each listener first, and then takes the mean over listeners. How
# to hand in your answers stands at the end of this lesson.
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
# ## Can a number tell?
#
# Your ears have judged. Now let a number judge: three tunes of which we know everything, A, B and
# C. They have the same notes, each as often and as long as in the others. Only the order differs.
# One is a melody that people have sung for centuries. The other two were made from it by a rule of
# one line each.
#
# **Listen to all three**, to their ends. Then run the cell below them, and say which one you
# believe. Press *Record*: what counts is what you thought before the answer showed.

# %% minutes=3
from dataclasses import replace

from meantone.measures import shuffled
from meantone.tunes import Tune

song = starter.find("starter-vo_pole_bereza_stoyala")
heap = shuffled(song, np.random.default_rng(3))
mirror = Tune.from_events(list(zip(song.pitches, song.durations, strict=True))[::-1])
order = np.random.default_rng(10).permutation(3)  # so that you cannot read it here
trio = {label: (song, heap, mirror)[i] for label, i in zip("ABC", order, strict=True)}
hear("00.trio", Playlist(trio, instrument="flute"))

# %% minutes=1
predict("00.person", "Which of the three did a person make?", choices=["A", "B", "C"])

# %% [markdown]
# ## The answer
#
# The next cell puts your guess beside the answer.

# %% minutes=1
reveal("00.person", next(label for label, tune in trio.items() if tune is song))

# %% [markdown]
# **C** is the melody: *In the field stood a birch tree*, a Russian song, in print since 1790.
# **B** is the same notes shuffled. **A** is the melody played backwards, from its last note to its
# first.
#
# Were you right? Was A harder to judge than B? Say what gave each of them away, and keep your
# answer. Next we ask whether a number can tell what your ears could.
#
# ## Measure: how far does a melody step?
#
# Between two notes that follow each other lies an *interval*, counted in semitones: neighboring
# keys of a piano are one semitone apart. Melodies that are sung mostly take small steps. So count
# how many of the intervals are small: at most two semitones.


# %% minutes=3
def share_of_steps(tune):
    """How many of a tune's intervals are at most two semitones wide, from 0 to 1."""
    ### LIVE: from each note to the next
    intervals = np.diff(tune.notes)
    ### LIVE: the share of those that are small
    return np.mean(np.abs(intervals) <= 2)


for label, tune in trio.items():
    print(f"{label}: {share_of_steps(tune):.0%} of the intervals are steps")

# %% [markdown]
# The number finds the heap of notes. It is blind to the mirror: A and C have *exactly* the same
# value. They must: whoever walks a path backwards takes the same steps.
#
# One tune proves little. The starter set has 40. **Predict:** in how many of them are more of the
# intervals steps than after a shuffle of the same notes? If order made no difference to steps, it
# would be about half of them.

# %% minutes=1
predict(
    "00.steps",
    "Of 40 tunes, how many have more steps than their own shuffle?",
    between=(0, 40),
    step=1,
)

# %% [markdown]
# Here they are, each as people sing it, backwards, and shuffled.

# %% minutes=2
rng = np.random.default_rng(0)
rows = []
for tune in starter:
    ### LIVE: the same tune from its last note to its first
    backwards = Tune.from_events(list(zip(tune.pitches, tune.durations, strict=True))[::-1])
    mixed = shuffled(tune, rng)
    for kind, version in [("human", tune), ("backwards", backwards), ("shuffled", mixed)]:
        rows.append({"kind": kind, "steps": share_of_steps(version), "title": tune.title})
### LIVE: all of it as a table
steps = pd.DataFrame(rows)
by_kind = {kind: group["steps"].to_numpy() for kind, group in steps.groupby("kind", sort=False)}
for kind, shares in by_kind.items():
    print(f"{kind}: {shares.mean():.0%} of the intervals are steps, on average")

# %% minutes=1
### LIVE: how often is the song above its shuffle?
wins = (by_kind["human"] > by_kind["shuffled"]).sum()
print(f"More steps than in its own shuffle: {wins} of {len(starter)} tunes.")
print(f"{right_needed(40)} of 40 are beyond luck: a coin does it in {luck(26, 40):.0%} of tries.")
reveal("00.steps", int(wins))

# %% minutes=2
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
# What gave A away? Perhaps its end.
#
# ## Repair: a number that hears the end
#
# **Exercise 1 (5 minutes).** Write a function that can tell the song from its mirror: the length
# of the last note divided by the length of the first. Durations are in `tune.durations`, in ticks.
# The last line of the cell checks your answer. If you do nothing, it says so, and the lesson goes
# on.
#
# Stuck? Ask in a new cell (the **+** above), up to three times: `hint("00.last_against_first")`.


# %% minutes=5
def last_against_first(tune):
    """How many times as long as the first note the last note is."""
    ### BEGIN SOLUTION
    return tune.durations[-1] / tune.durations[0]
    ### END SOLUTION


check("00.last_against_first", last_against_first)

# %% [markdown]
# What can this number tell? In the whole set, how often is the last note longer than the first:

# %% minutes=1
rng = np.random.default_rng(1)
### LIVE: a shuffle of each tune
heaps = [shuffled(tune, rng) for tune in starter]
longer = {
    "human": [tune.durations[-1] > tune.durations[0] for tune in starter],
    "backwards": [tune.durations[0] > tune.durations[-1] for tune in starter],
    "shuffled": [heap.durations[-1] > heap.durations[0] for heap in heaps],
}
for kind, answers in longer.items():
    print(f"{kind}: {sum(answers)} of {len(answers)} end on a longer note than they begin")

# %% [markdown]
# It tells most songs from their mirrors, as the steps could not. But it hears two notes of a tune.
# Put a long note at the end of any heap, and the heap passes.
#
# And the twelve tunes of the beginning? Here is what both numbers say of them.

# %% minutes=1
for maker in dict.fromkeys(one.maker for one in tunes):
    ### LIVE: the tunes of this maker
    made = [one.tune for one in tunes if one.maker == maker]
    steps_taken = np.mean([share_of_steps(tune) for tune in made])
    ends_longer = sum(tune.durations[-1] > tune.durations[0] for tune in made)
    print(f"{maker}: {steps_taken:.0%} steps, {ends_longer} of {len(made)} end on a longer note")

# %% [markdown]
# If many steps and a long last note make a song, then the machine's tunes are better songs than
# the people's. It has learned what is frequent, and here it does *more* of it than people do. Is
# that always so? And is it the machine, or how it is used? Twelve tunes cannot say. The course
# will ask again, with thousands.

# %% [markdown]
# ## Bug hunt
#
# A friend wants to play each tune slower and lower, for a cello. The pitch sounds wrong. Listen to
# the first notes, read the function, and find the mistake.


# %% minutes=3
def for_cello(tune):
    """The tune an octave lower, every note twice as long."""
    return replace(
        tune,
        pitches=tuple(round(pitch / 12 * 11) for pitch in tune.pitches),
        durations=tuple(2 * ticks for ticks in tune.durations),
    )


show.listen({"as it was": ode, "for cello?": for_cello(ode)}, instrument="cello", tempo=140)

# %% [markdown]
# If every note fell equally far, the intervals between them would stay as they are. Count those
# that do not.

# %% minutes=1
### LIVE: the intervals before and after
before, after = np.diff(ode.notes), np.diff(for_cello(ode).notes)
print(f"intervals that changed: {np.sum(before != after)} of {len(before)}")
### LIVE: how far each note falls
falls = np.subtract(ode.notes, for_cello(ode).notes)
print(f"the notes fall by {falls.min()} to {falls.max()} semitones")

# %% [markdown]
# An octave is a *distance*: twelve semitones, the same for every note. The function takes a
# *share* of each pitch away instead, a twelfth, so high notes fall further than low ones.
#
# **Exercise 2 (3 minutes).** Mend it.


# %% minutes=3
def octave_lower(tune):
    """The tune an octave lower, every note twice as long."""
    ### BEGIN SOLUTION
    return replace(tune.transpose(-12), durations=tuple(2 * ticks for ticks in tune.durations))
    ### END SOLUTION


check("00.octave_lower", octave_lower)

# %% [markdown]
# When it is done, hear your work in a new cell: `show.sound(octave_lower(ode), instrument="cello",
# tempo=140)`.

# %% [markdown]
# ## Is everything ready?
#
# The lessons need a place to keep your work, sound, engraved scores, charts and data. This cell
# tries each of them on your machine. If a line says what to do, do it now, or ask.

# %% minutes=1
from meantone.commands.doctor import CHECKS, examine

for part in CHECKS:
    if part.name in ("folders", "sound", "engraving", "charts", "data"):
        finding = examine(part)
        print(f"{finding.name}: ready" if finding.well else finding)

# %% [markdown]
# ## Key points
#
# - A machine gets notes as numbers: pitches and durations. Much of what makes a tune is not in
#   them.
# - Twelve answers prove little. Ask of every figure how often luck alone would reach it.
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
# because a guess that was wrong is remembered. The boxes hold your guess against what was
# measured, and say of an exercise whether it is done and, if not, what to look at. Exercises are
# yours to do or to leave: a lesson always runs to its end. Your copy lies in the folder
# `my_lessons`; no update ever overwrites what you have changed.
#
# The blind test stays as you finished it, however often the lesson runs. *Take the test again*
# begins another attempt: it is kept beside the first, which remains your baseline.
#
# Come back to this table when you want to know how far you are.

# %% minutes=1
from meantone.exercises import overview

overview()

# %% [markdown]
# Does your class collect what was done? `from meantone.exercises import export_progress`, then
# `export_progress("progress.json")`, writes a file to hand in. It says what was predicted, tried
# and done, and what you answered in the blind test, under a random code instead of a name, and
# nothing of what you typed.
#
# ## Sources
#
# - Beethoven, Symphony No. 9, first performed in Vienna on 7 May 1824. Melody in the public
#   domain.
# - *In the field stood a birch tree*, traditional; in the collection of Lvov and Prach, St
#   Petersburg 1790. Public domain.
# - The children's songs: `datasets/kinder/datasheet.md`, with where they were collected.
# - d': D. M. Green and J. A. Swets, *Signal Detection Theory and Psychophysics*, 1966. Corrected
#   for small numbers as by M. J. Hautus, 1995.
# - 66 % of similar pairs: *Echoes of Humanity*, 2025; of random pairs it was 53 %.
# - "97 %": Deezer and Ipsos, November 2025, 9,000 people in eight countries.
# - The encodings of the famous tunes are the project's own (CC0): `datasets/starter/datasheet.md`.
#
# **Next:** 01 · What does the machine see of a tune?
