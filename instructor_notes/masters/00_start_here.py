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
#     minutes: 55
# ---

# %% [markdown]
# # 00 · Can you tell?
#
# **What you will be able to do** (55 minutes)
#
# - Say what twelve answers prove, and what they do not.
# - Build a number that judges tunes, and find out what it cannot hear.
# - Keep a tune of your own, which the machines of this course will play with.
#
# **What you need**: your ears; headphones help. Python: a function and a list, as in the
# [warm-up](warm_up.ipynb) (25 minutes, if you have never used a notebook). Notation: none; signs
# that puzzle you are on [one page of notes](notes_on_one_page.ipynb), words in the
# [glossary](glossary.ipynb).
#
# **What you will hear**: one tune in two versions, twelve tunes by people and machines, a cello that
# is not quite right, and yourself.

# %% [markdown]
# ## Hear: which was sung?
#
# Press <kbd>Shift</kbd> + <kbd>Enter</kbd>, again and again: each time one cell runs. The gray line
# below is a cell, too, its code folded away. Two players appear: people have sung one of these tunes
# for more than two hundred years. One line of code made the other. Play both to their ends.

# %% fold="makes two versions of one tune, in an order that you cannot read here"
import numpy as np

from meantone import show
from meantone.tunes import Tune, load

starter = load("starter")
song = starter.find("starter-vo_pole_bereza_stoyala")


def mirrored(tune):
    """The tune from its last note to its first."""
    return Tune.from_events(list(zip(tune.pitches, tune.durations, strict=True))[::-1])


order = np.random.default_rng(10).permutation(2)
versions = {label: (song, mirrored(song))[i] for label, i in zip("AB", order, strict=True)}

# %%
show.listen(versions, instrument="flute")

# %%
from meantone.exercises import predict, progress_bar, reveal

predict("00.person", "Which of the two was sung?", choices=["A", "B"])

# %% [markdown]
# Press *Record*: what counts is what you believed before the answer, which comes later. No sound? *Is
# everything ready?*, near the end, says what to do.
#
# ## Hear: twelve tunes
#
# Some of these tunes were sung by people, the others a machine made. All have one piano, one tempo,
# one key, sixteen beats and no rests.
#
# **Listen** as often as you like, and say how much you like each, who made it, and how sure you are.
# A melody that you knew before does not count: say so.
#
# Answers are kept in one file on this computer, without your name. You may go on another day, but no
# answer can be changed: this is your **baseline**. In lesson 15 you will be asked again.

# %% minutes=7
from meantone.exercises import check, claim, hear, hint
from meantone.widgets import BlindTest, Playlist, blind_tunes

tunes = blind_tunes(load("kinder"), np.random.default_rng(0))
blind = BlindTest(tunes, "00.blind")
hear("00.blind", blind)

# %% [markdown]
# Why all this? You may have read that *AI music converges on the average*: that a machine trained on much
# music gives back the middle of it. Which machine, used in which way? A slogan does not say.
#
# So you will build the machines, from a few lines that count notes up to a small Transformer. You
# will hear each one fail before you fix it, and measure it beside *people's* tunes that it has
# never seen, and beside **shuffled tunes**, the same notes in random order. Whatever comes out is
# printed, also where it contradicts the slogan.
#
# ## Predict: luck
#
# If you hear no difference, you flip a coin for each tune, and get some right. How many of twelve
# must be right, so that luck is a poor explanation? Let us say: a coin does as well in fewer than 5
# of 100 tries.

# %%
predict("00.luck", "How many of twelve must be right?", between=(6, 12), step=1)

# %%
blind.results

# %% [markdown]
# (It says "0 of 12"? Run that cell again when you are through.) Half are children's songs. The
# machine learned from others of their collection, by counting which note follows which, and was used
# in three ways, two tunes each: too few to say which is best.
#
# *Hits* are the people's tunes that you took for a person's, *false alarms* the machine's. You need
# both: always saying "a person" gets all the hits. The number *d'*, say **d prime**, is how far the
# two lie apart: 0 for a coin.
#
# The range behind each figure is wide: somebody who is right in 40 % of all tunes may well get 8 of
# 12, and so may somebody who is right in 85 %.
#
# **Exercise 1 (4 minutes).** Write the two shares. `human` says of each tune whether a person made
# it, `taken` whether the listener took it for a person's: two arrays (lists to compute with) of True
# and False, equally long. `~human` is the opposite of `human`.


# %% minutes=4
def hits_and_false_alarms(human, taken):
    """Two shares from 0 to 1: of people's tunes, and of the machine's, how many were taken."""
    ### BEGIN SOLUTION
    return np.mean(taken[human]), np.mean(taken[~human])
    ### END SOLUTION


check("00.hits_and_false_alarms", hits_and_false_alarms)

# %% [markdown]
# Stuck? Ask in a new cell (the `+` above), up to three times: `hint("00.hits_and_false_alarms")`. The
# lesson goes on without it, too.
#
# ## Build: the luck of a coin
#
# Begin small. Two answers can be right or wrong in four ways, all equally likely to a coin: both,
# only the first, only the second, none. So both are right in 1 of 4 tries, at least one in 3 of 4.
# Twelve answers have 2 x 2 x ... x 2 ways, and the computer counts.


# %%
from math import comb


def luck(right, trials):
    """How likely a coin is to get that many answers right, or more."""
    ### LIVE: the ways that have exactly that many right, then one more ...
    ways = sum(comb(trials, k) for k in range(right, trials + 1))
    ### LIVE: among all ways
    return ways / 2**trials


print(f"two answers: both right {luck(2, 2):.2f}, at least one {luck(1, 2):.2f}")

# %%
from meantone.measures import at_least, right_needed

trials = 12
for right in range(trials // 2, trials + 1):
    print(f"{right:2} or more of {trials}: in {100 * luck(right, trials):5.2f} of 100 tries")
reveal("00.luck", right_needed(12))

# %%
claim("By hand and in the package, luck is the same.",
      all(np.isclose(luck(k, 12), at_least(k, 12)) for k in range(13)))  # fmt: skip

# %% fold="draws what a coin gets, of twelve"
import altair as alt
import pandas as pd

coin = pd.DataFrame({"right": range(13), "tries": [comb(12, k) / 2**12 for k in range(13)]})
coin["as luck"] = np.where(coin["right"] >= right_needed(12), "rare", "usual")
bars = alt.Chart(coin).encode(
    x=alt.X("right:O", title="right answers of twelve").axis(labelAngle=0),
    y=alt.Y("tries:Q", title="share of a coin's tries").axis(format="%"),
    color=alt.Color("as luck:N", title=None).scale(
        domain=["usual", "rare"], range=["#9aa5b1", "#d55e00"]
    ),
    tooltip=["right", alt.Tooltip("tries:Q", format=".1%")],
)
bars.mark_bar().properties(
    width=460,
    height=220,
    title="Eight of twelve is an ordinary day for a coin",
    description="A bar for each number of right answers of twelve. A coin's tries heap up around "
    "six; ten, eleven and twelve, in another color, are hardly to be seen.",
)

# %% [markdown]
# **Change one thing.** Put `trials = 20` in place of 12. From which number on is luck rare? Is it the
# same share?
#
# ## Build: your own tune
#
# Now a person makes a tune: you. Choose sixteen beats, with the mouse or the arrow keys; each click
# is kept. At the end of each lesson, that lesson's machine does something to your tune, and stamps
# your *passport*. If you choose nothing, you travel with ours.

# %% minutes=3
from meantone.exercises import my_tune, tune_picker

tune_picker()

# %% [markdown]
# **Break.**
#
# ## Measure: can a number tell?
#
# Back to A and B. Between two notes in a row lies an **interval**, counted in **semitones**:
# neighboring keys of a piano are one apart. Sung melodies mostly take small steps. So let a number
# judge: how many of the intervals are at most two semitones?


# %%
def share_of_steps(tune):
    """How many of a tune's intervals are at most two semitones wide, from 0 to 1."""
    ### LIVE: from each note to the next
    intervals = np.diff(tune.notes)
    ### LIVE: the share of those that are small
    return np.mean(np.abs(intervals) <= 2)


for label, tune in versions.items():
    print(f"{label}: {share_of_steps(tune):.0%} of the intervals are steps")

# %% [markdown]
# A clean number, and no help at all. Which of the two was it?

# %%
reveal("00.person", next(label for label, tune in versions.items() if tune is song))

# %% [markdown]
# It is *In the field stood a birch tree*, a Russian song, in print since 1790. Below the players
# are **piano rolls**: time runs to the right, pitch goes up, each bar is a note.

# %%
from meantone.measures import shuffled

trio = {"sung": song, "backwards": mirrored(song),
        "shuffled": shuffled(song, np.random.default_rng(3))}  # fmt: skip
hear("00.trio", Playlist(trio, instrument="flute"))

# %% fold="draws the three tunes, with each interval as a line, and their shares of steps"
from itertools import pairwise

lines, shares = [], []
for kind, tune in trio.items():
    sounding = [(at / 48, pitch) for at, pitch in zip(tune.onsets, tune.pitches, strict=True)
                if pitch >= 0]  # fmt: skip
    for (at, pitch), (then, following) in pairwise(sounding):
        wide = "step" if abs(following - pitch) <= 2 else "leap"
        lines.append(
            {"kind": kind, "x": at, "y": pitch, "x2": then, "y2": following, "interval": wide}
        )
    shares.append({"kind": kind, "share": share_of_steps(tune)})
lines, shares = pd.DataFrame(lines), pd.DataFrame(shares)
paths = []
for kind in trio:
    one = alt.Chart(lines[lines["kind"] == kind])
    y = alt.Y("y:Q", title=kind).scale(zero=False).axis(labels=False, ticks=False, grid=False)
    x = alt.X("x:Q", title=None).axis(labels=False, ticks=False, grid=False)
    color = alt.Color("interval:N", title=None).scale(
        domain=["step", "leap"], range=["#0072b2", "#d55e00"]
    )
    path = one.mark_rule(strokeWidth=3).encode(x, y, x2="x2:Q", y2="y2:Q", color=color)
    share = shares[shares["kind"] == kind]
    bar = alt.Chart(share).encode(
        x=alt.X("share:Q", title=None)
        .scale(domain=[0, 1.3])
        .axis(labels=False, ticks=False, grid=False, domain=False)
    )
    label = bar.mark_text(align="left", dx=5, fontSize=15).encode(
        text=alt.Text("share:Q", format=".0%")
    )
    block = bar.mark_bar(color="#0072b2", size=30)
    paths.append(
        path.properties(width=360, height=76)
        | (block + label).properties(width=130, height=76, view=alt.ViewConfig(stroke=None))
    )
alt.vconcat(*paths, spacing=6).properties(
    title="The mirror takes the very same steps: two bars are equal",
    description="Three melodies as lines from note to note, steps in one color, leaps in another, "
    "and a bar with the share of steps for each. The second melody is the mirror of the first, and "
    "their bars are equally long; the shuffled one leaps, and its bar is half as long.",
)

# %% [markdown]
# **Change one thing.** Put `<= 4` in place of `<= 2`, and run from there on again. Can any width tell
# the song from its mirror?
#
# ## Predict: forty tunes
#
# One tune proves little. The starter set has forty. In how many are more of the intervals steps than
# after a shuffle of the same notes? If order made no difference, it would be about half.

# %%
predict("00.steps", "How many of forty have more steps than their own shuffle?",
        between=(0, 40), step=1)  # fmt: skip

# %%
rng = np.random.default_rng(0)
steps = pd.DataFrame(
    [(share_of_steps(tune), share_of_steps(mirrored(tune)), share_of_steps(shuffled(tune, rng)))
     for tune in starter],
    columns=["people", "backwards", "shuffled"],
)  # fmt: skip
### LIVE: how often is the song above its shuffle?
wins = int((steps["people"] > steps["shuffled"]).sum())
print(steps.mean().map("{:.0%} of the intervals are steps".format).to_string())
reveal("00.steps", wins)

# %%
claim("More steps than in a shuffle: in more of the tunes than luck explains.",
      wins >= right_needed(40), tunes=wins, of=40, needed=right_needed(40))  # fmt: skip

# %% fold="draws the share of steps, a tick for each tune"
alt.Chart(steps.melt(var_name="kind", value_name="steps")).mark_tick(
    thickness=3, size=30, color="#0072b2", opacity=0.6
).encode(
    x=alt.X("steps:Q", title="share of intervals of at most two semitones").axis(format="%"),
    y=alt.Y("kind:N", title=None, sort=["people", "backwards", "shuffled"]),
).properties(
    width=480,
    height=140,
    title="Sung melodies move by step, forwards and backwards; shuffled ones leap",
    description="One tick for each of forty tunes on three rows. People's tunes and their mirrors "
    "lie at the same places, most above one half; shuffled tunes lie further left.",
)

# %% [markdown]
# **Change one thing.** Put `default_rng(1)` for `default_rng(0)`: other shuffles. Is the count
# still far above twenty?
#
# ## Explain: a good number, and a blind one
#
# The share of steps tells most melodies from their shuffled notes, and never forwards from
# backwards: walk a path backwards, and you take the same steps. Every number sees one thing and
# misses the rest. So there will be many, and your ears stay in use.
#
# ## Repair: a number that hears the end
#
# What gave the mirror away? Perhaps its end: a song comes to rest.
#
# **Exercise 2 (4 minutes).** Return the length of the last note divided by the length of the first.
# Lengths are in `tune.durations`, in ticks (48 are a quarter note).


# %% minutes=4
def last_against_first(tune):
    """How many times as long as the first note the last note is."""
    ### BEGIN SOLUTION
    return tune.durations[-1] / tune.durations[0]
    ### END SOLUTION


check("00.last_against_first", last_against_first)

# %% [markdown]
# The birch tree passes, and so do most of the forty. But we *chose* this number by looking at them.
# Does it hold in tunes that we did not look at: the six songs of your blind test, all children's
# songs of that collection, thousands of folk songs?


# %%
def ends_longer(tunes):
    """How many of some tunes end on a longer note than they begin with, from 0 to 1."""
    return np.mean([tune.durations[-1] > tune.durations[0] for tune in tunes])


sets = {"the forty": list(starter), "your six": [one.tune for one in tunes if one.human],
        "children's": list(load("kinder")), "folk": list(load("folk"))}  # fmt: skip
found = {}
for name, sung in sets.items():
    ### LIVE: the same tunes backwards, and shuffled
    others = [mirrored(t) for t in sung], [shuffled(t, rng) for t in sung]
    found[name] = [ends_longer(each) for each in (sung, *others)]
    shown = "people {:4.0%}  backwards {:4.0%}  shuffled {:4.0%}".format(*found[name])
    print(f"{name:10} {len(sung):5} tunes: {shown}")

# %%
claim("Most of people's tunes end on a longer note than they begin with, in every set.",
      min(people for people, *_ in found.values()) > 0.5,
      **{name: f"{people:.0%}" for name, (people, *_) in found.items()})  # fmt: skip

# %%
equal = [tune.durations[-1] == tune.durations[0] for tune in sets["children's"]]
claim("A longer last note is more common in songs than in their mirrors, in both large sets.",
      all(found[name][0] > max(found[name][1:]) for name in ("children's", "folk")),
      **{"children's songs that end as they begin": f"{np.mean(equal):.0%}"})  # fmt: skip

# %% [markdown]
# What was nearly a law of our forty famous tunes is a habit of some songs. Remember it when a
# number, chosen after looking, judges a machine.
#
# **Change one thing.** Put `>=` in place of `>` in `ends_longer`, and run on. More of people's tunes
# pass. Is it a better number? Look at the mirrors.
#
# ## Bug hunt: Max and the cello
#
# You will meet Max often. He writes quickly, and has one vice: he trusts good numbers. Here he
# lowers Haydn's *Surprise* by an octave and halves its speed, for a cello. "Twice as long, and
# twelve semitones lower. I have measured it!" Which line is to blame?


# %% minutes=3
from dataclasses import replace


def max_for_cello(tune):
    """The tune an octave lower, every note twice as long."""
    share = 12 / np.mean(tune.notes)  # twelve of the mean pitch
    return replace(
        tune,
        pitches=tuple(round(pitch * (1 - share)) for pitch in tune.pitches),
        durations=tuple(2 * ticks for ticks in tune.durations),
    )


haydn = starter.find("starter-surprise_symphony")
Playlist({"as it was": haydn, "for cello?": max_for_cello(haydn)}, instrument="cello", tempo=140)

# %%
### LIVE: how far each note falls
falls = np.subtract(haydn.notes, max_for_cello(haydn).notes)
claim("On average the notes fall by an octave, and yet they do not all fall alike.",
      round(falls.mean()) == 12 and falls.min() < falls.max(),
      mean=round(falls.mean(), 1), falls=(falls.min(), falls.max()))  # fmt: skip

# %% [markdown]
# The mean is right, and the tune is wrong. An **octave** is a *distance*, twelve semitones for
# every note. Max takes a *share* of each pitch away: high notes fall further than low ones, and the
# intervals shrink.
#
# **Change one thing.** Put 24 for his 12, two octaves: the intervals shrink further.
#
# **Exercise 3 (3 minutes).** Fix it. (`replace(tune, durations=...)` is the same tune with other
# durations.)


# %% minutes=3
def octave_lower(tune):
    """The tune an octave lower, every note twice as long."""
    ### BEGIN SOLUTION
    return replace(tune.transpose(-12), durations=tuple(2 * ticks for ticks in tune.durations))
    ### END SOLUTION


check("00.octave_lower", octave_lower)

# %% [markdown]
# Hear your work in a new cell: `show.sound(octave_lower(haydn), instrument="cello", tempo=140)`.
#
# ## Your first stamp
#
# This lesson's machine turns a tune around. Is the mirror of your tune still yours? On the shelf lie
# your notes without their order.

# %% fold="turns my tune around, and stamps the passport"
from meantone.exercises import stamp

mine = my_tune()
stamp(
    "00",
    mirrored(mine),
    f"{share_of_steps(mine):.0%} steps",
    f"Forwards and backwards alike. People's forty tunes have {steps['people'].mean():.0%}, "
    f"shuffled ones {steps['shuffled'].mean():.0%}.",
    failure=("My notes, shuffled: all is there but the tune.",
             shuffled(mine, np.random.default_rng(1))),
)  # fmt: skip

# %% [markdown]
# Every lesson goes like this: *predict, build, hear, measure, explain, repair*. A wrong guess is
# remembered, so commit yourself before you look. `passport()`, from `meantone.exercises`, shows
# your stamps.

# %%
progress_bar("00")

# %% [markdown]
# ## Key points
#
# - Twelve answers prove little. Ask of every figure how often luck alone would reach it.
# - A figure means something only beside others: people's tunes, and shuffled ones.
# - Each number is blind to something. The share of steps cannot hear time run backwards.
# - A rule found on the tunes at hand has to be tried on others.
#
# ## To argue about
#
# Is the mirror a human tune? A person chose each of its notes, and each of its steps. Who made it?

# %% [markdown]
# ## Further: how many tunes would be enough? (3 minutes)
#
# In a study of 2025 listeners told songs by people from similar songs by machines in 66 % of all
# cases. How often would somebody who is right that often *pass*: get so many right that luck is a
# poor explanation?

# %%
from meantone.measures import power

for trials in (3, 12, 20, 50, 100):
    ### LIVE: what luck seldom reaches, and how often somebody who is right in 66 % does
    needed, passes = right_needed(trials), power(trials, 0.66)
    print(f"{trials:3} tunes: {needed:2} needed; at 66 % one passes in {passes:.0%} of all tries")
print(f"three of three: a coin in {luck(3, 3):.1%} of all tries, at 66 % in {0.66**3:.0%}")

# %% [markdown]
# With twelve tunes, even somebody who does hear a difference seldom passes. With three nobody can:
# not even three of three is rare enough. Remember that when you read that "97 % could not tell": in
# that survey of 2025 people heard three tracks, and all who missed one were counted.
#
# A class has more answers. But five of yours are not five listeners: they come from one pair of
# ears.

# %% [markdown]
# ## Further: is everything ready? (2 minutes)
#
# The lessons need a place for your work, sound, engraved scores, charts and data. This cell tries
# each. If a line says what to do, do it now, or ask.

# %%
from meantone.commands.doctor import CHECKS, examine
from meantone.exercises import overview

for part in CHECKS:
    if part.name in ("folders", "sound", "engraving", "charts", "data"):
        finding = examine(part)
        print(f"{finding.name}: ready" if finding.well else finding)
overview()

# %% [markdown]
# Your copy lies in the folder `my_lessons`; no update ever overwrites what you have changed. The
# blind test stays as you finished it. *Take the test again* begins another attempt, kept beside the
# first, which remains your baseline.
#
# Does your class collect what was done? `from meantone.exercises import hand_in`, then `hand_in()`, shows
# what your teacher would get: what you predicted, what checks said, and what you answered in the blind
# test, under a random code instead of a name. Nothing leaves your computer until you press a button.
#
# ## Sources
#
# - *In the field stood a birch tree*, traditional; in the collection of Lvov and Prach, St
#   Petersburg 1790. J. Haydn, Symphony No. 94, 1791. Both in the public domain; encodings by the
#   project (CC0): `datasets/starter/datasheet.md`.
# - The children's songs: `datasets/kinder/datasheet.md`, with where they were collected.
# - d': D. M. Green and J. A. Swets, *Signal Detection Theory and Psychophysics*, 1966. Corrected
#   for small numbers as by M. J. Hautus, 1995.
# - 66 % of similar pairs: *Echoes of Humanity*, 2025; of random pairs it was 53 %.
# - "97 %": Deezer and Ipsos, November 2025, 9,000 people in eight countries.
#
# **Next:** 01 · What does the machine see of a tune?
