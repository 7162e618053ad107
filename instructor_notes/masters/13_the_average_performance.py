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
#     lesson: "13"
#     minutes: 60
# ---

# %% [markdown]
# # 13 · What is lost when performers are averaged?
#
# **What you will be able to do** (60 minutes)
#
# - Turn a performance into curves of tempo and loudness, and average several of them.
# - Split what performers do into what all share, what is one's own and returns, and the rest.
# - Say what an average keeps, what it loses, and what neither of them says about feeling.
#
# **What you need**: variance and correlation (school mathematics); bootstrap intervals (lesson 09).
# Python: functions, NumPy arrays with an axis. Notation: none; one tune that you know.
#
# **What you will hear**: your own taps, twelve performers, and the one that is all of them.

# %% [markdown]
# ## Hear: the average of us
#
# Everyone taps one tune. Each tap plays the next note: *when* and *how hard* is yours. Tap it twice,
# as you feel it, not as a machine would.

# %%
from meantone.exercises import hear, tap_pad

hear("13.tap", tap_pad())

# %% [markdown]
# No wish to tap? Go on. Twelve **simulated performers** have played it, too: a program made them up,
# by a rule that stands near the end. If your two takes are there, you are the thirteenth.

# %%
import numpy as np

from meantone.exercises import claim, melody, my_takes, predict, reveal
from meantone.experiments.performers import simulate

rng = np.random.default_rng
group = simulate(melody(), 12, rng(4))
if len(my_takes()) == 2:
    group = group.adding({"you": tuple(my_takes())})
print(len(group.names), group.kind, "with two takes each")

# %% fold="mixes three performers with the average of all"
from meantone.widgets import TakeList

some = [group.takes[name][0] for name in group.names[:3]]
order = rng(5).permutation(4)
four = {letter: [*some, group.average()][place]
        for letter, place in zip("ABCD", order, strict=True)}  # fmt: skip
hidden = "ABCD"[order.tolist().index(3)]

# %%
hear("13.which", TakeList(four))

# %%
predict("13.which", "Three performers and the average of all. Which is the average?",
        choices=[*"ABCD"])  # fmt: skip

# %%
reveal("13.which", hidden)

# %%
from meantone.experiments.performers import curves_picture

curves_picture(group, "Thin: performers. Thick: their average, which is nobody", mine=["you"])

# %% [markdown]
# The thick curve breathes as they all do: on through the phrase, slower at its end. What makes a thin
# one somebody's is not in it.
#
# ## Predict: how much is left?
#
# Measure how far a curve strays from its mean by its **variance**: the mean square of the
# distances. One performer's is 100 %.

# %%
predict("13.kept", "How many percent of one performer's variance does the average have?",
        between=(0, 100), step=5)  # fmt: skip

# %% [markdown]
# ## Build: a performance as a curve
#
# **Exercise 1 (4 minutes).** `onsets` are the seconds at which notes begin; `quarters` say how many
# quarters are written from each note to the next. Return the **tempo curve**: for each note but the
# last `log2` of quarters a second, less the mean of these numbers. 1 is then twice as fast as one's
# mean, -1 half as fast.


# %% minutes=4
from meantone.exercises import check, hint


def curve(onsets, quarters):
    """log2 of the tempo from note to note, less its mean."""
    ### BEGIN SOLUTION
    tempo = np.log2(np.asarray(quarters) / np.diff(onsets))
    return tempo - tempo.mean()
    ### END SOLUTION


check("13.curve", curve)

# %% [markdown]
# Stuck? `hint("13.curve")` helps, up to three times. Now all first takes as one table, and their
# average, by hand.

# %%
### LIVE: a curve for each performer's first take, shape (performers, notes - 1)
curves = np.array([takes[0].tempo for takes in group.takes.values()])
### LIVE: their mean, note by note
mean = curves.mean(axis=0)
claim("By hand and in the package, the average has the same tempo.",
      np.allclose(mean, group.average().tempo, atol=1e-3), notes=len(mean))  # fmt: skip

# %% [markdown]
# ## Measure: what the average keeps
#
# Beside it: the same curves with the notes of each one **shuffled**. They stray as far, and have
# nothing in common.


# %%
def kept(curves):
    """The average's variance, as a share of one performer's."""
    ### LIVE: variance of the mean curve over the mean of the curves' variances
    return curves.mean(axis=0).var() / curves.var(axis=1).mean()


shuffled = rng(1).permuted(curves, axis=1)
force = group.loudness[:, 0]  # keys and mice know none: then each note is as loud as any
print(f"tempo {kept(curves):.0%}, shuffled {kept(shuffled):.0%}, "
      f"loudness {format(kept(force), '.0%') if force.any() else 'the same everywhere'}")  # fmt: skip
reveal("13.kept", round(100 * kept(curves)))

# %%
claim("The average keeps more than half of one performer's variance, shuffled ones about 1 / n.",
      kept(curves) > 0.5 and kept(shuffled) < 2 / len(curves), kept=round(kept(curves), 2),
      shuffled=round(kept(shuffled), 2), one_of_n=round(1 / len(curves), 2))  # fmt: skip

# %% [markdown]
# So the average is no flat, dead thing. It strays a little less than anybody, at the same places.
#
# **Change one thing.** Average three performers instead of all: `kept(curves[:3])`. Why is it more?
#
# ## Bug hunt: Max finds agreement
#
# Max trusts good numbers. He invites six new performers, averages them, and asks how like the
# average each of them is. They agree, he says. Which line would you ask him about?

# %% minutes=2
from meantone.experiments.performers import Recipe

six = simulate(melody(), 6, rng(7), Recipe(shared=0.0, own=0.6, rest=0.4)).tempo[:, 0]


def agreement(curves):
    """The mean correlation with the average."""
    ### LIVE: the average of the class
    everybody = curves.mean(axis=0)
    return np.mean([np.corrcoef(one, everybody)[0, 1] for one in curves])


print(f"Max: with the average they correlate, r = {agreement(six):.2f}")

# %% [markdown]
# These six share *nothing*: look at their recipe. But each of them is one sixth of the average, and
# meets oneself there.
#
# **Exercise 2 (3 minutes).** Return the correlation of performer `me` with the average of the
# *others*.


# %% minutes=3
def like_others(curves, me):
    """How like the average of all others somebody is."""
    ### BEGIN SOLUTION
    others = np.delete(curves, me, axis=0)
    return np.corrcoef(curves[me], others.mean(axis=0))[0, 1]
    ### END SOLUTION


check("13.others", like_others)

# %%
from meantone.experiments import performers

### LIVE: the package's figure for our performers, and Max's six held against the others
ours, fair = performers.kept(group.tempo, rng(0)), performers.like_others(six).mean()
low, high = ours.interval
claim("With the others' average Max's six do not agree; our performers do.",
      fair < 0.2 < low, max=round(agreement(six), 2), fair=round(fair, 2),
      ours=round(ours.r, 2), interval=(round(low, 2), round(high, 2)))  # fmt: skip

# %% [markdown]
# Two figures are easily confused: how much of the variance the average *keeps*, and how much a
# performer *correlates* with the others' average. Say which you mean.
#
# **Change one thing.** Invite sixty instead of six. What is left of Max's agreement?
#
# **Break.**
#
# ## Predict: who was it?
#
# Now the second takes. A stranger hears the first takes of all, then one second take, and says whose
# it is. Guessing names one performer in twelve.

# %%
predict("13.who", "How many of twelve are named from the second take?", between=(0, 12), step=1)

# %% [markdown]
# **Exercise 3 (4 minutes).** Each row of `first` is a performer's first take, each row of `second` a
# second take. Return for each second take the place of the nearest first one: the sum of squared
# differences is the smallest.


# %% minutes=4
def named(first, second):
    """Whose first take is nearest to each second take."""
    ### BEGIN SOLUTION
    far = ((np.asarray(second)[:, None] - np.asarray(first)) ** 2).sum(axis=2)
    return far.argmin(axis=1)
    ### END SOLUTION


check("13.named", named)

# %% [markdown]
# Now for all, with tempo and loudness alike.

# %%
### LIVE: second takes are held against the first takes of one performer each
alone = performers.recognized(group.both, 1, rng(0))
reveal("13.who", round(12 * alone.rate, 1))

# %% [markdown]
# **Change one thing.** Put `group.tempo` for `group.both`: tempo alone names nearly all.
#
# And after averaging? Now the stranger has twelve averages of `k` first takes. You are in one of
# them, and in no other. Which one holds you?

# %%
predict("13.averaged", "How many of twelve are found in averages of k?", over=[1, 2, 3, 4, 5, 6],
        between=(0, 12), axes=("k performers averaged", "found"))  # fmt: skip

# %%
most = min(6, len(group.names) // 2)
found = [performers.recognized(group.both, k, rng(0)) for k in range(1, most + 1)]
for one in found:
    low, high = one.interval
    print(f"averages of {one.count}: {one.rate:4.0%} found ({low:.0%} to {high:.0%}), "
          f"guessing {one.chance:.0%}")  # fmt: skip
reveal("13.averaged", {one.count: round(12 * one.rate, 1) for one in found},
       axes=("k performers averaged", "found"))  # fmt: skip

# %%
claim("Alone nearly everybody is named; in averages of six far fewer are, though not by chance.",
      found[0].rate > 0.8 and found[-1].chance < found[-1].rate < found[0].rate - 0.15,
      alone=round(found[0].rate, 2), of_six=round(found[-1].rate, 2))  # fmt: skip

# %% [markdown]
# Most of the variance is kept, and the person fades: not at once, for even an average of six still
# points to its six. Is what fades noise? Noise would not come back in the second take.
#
# ## Explain: three parts
#
# A take is the sum of what all **share**, what is one's **own and returns** in the next take, and the
# **rest**. Two things that have nothing to do with each other have a **covariance** near 0. So:
#
# - *shared*: the covariance of a performer with the others' average;
# - *own and returning*: the covariance of one's two takes, less the shared part;
# - *rest*: one's variance, less both.

# %%
from meantone.experiments.performers import decompose, picture

parts = {"tempo": decompose(group.tempo, rng(0)), "loudness": decompose(group.loudness, rng(0))}
picture(parts, "What the average loses returns in the second take")

# %% [markdown]
# **Exercise 4 (4 minutes).** `first` and `second` hold the two takes of all performers, a row each;
# `shared` is the shared part, a number. Return the part that is own and returns: the covariance of a
# performer's two takes over the notes (divide by the number of notes), its mean over performers,
# less `shared`.


# %% minutes=4
def own(first, second, shared):
    """The variance that is one's own and returns."""
    ### BEGIN SOLUTION
    first = first - first.mean(axis=1, keepdims=True)
    second = second - second.mean(axis=1, keepdims=True)
    return np.mean(first * second) - shared
    ### END SOLUTION


check("13.own", own)

# %% [markdown]
# The rule of the simulated performers can now be told: a shared curve (slower and softer towards
# phrase ends), 62.5 % of the variance; a smooth curve of each performer's own, 25 %; dice at every
# note, 12.5 %. Did the split find it?

# %%
### LIVE: each performer gets somebody else's second take
strangers = np.stack([group.tempo[:, 0], np.roll(group.tempo[:, 1], 1, axis=0)], axis=1)
other = decompose(strangers, rng(0))
shares = {name.split()[0]: round(share, 2) for name, share in parts["tempo"].shares.items()}
claim("The split finds the recipe; with somebody else's second take, nothing returns as own.",
      abs(shares["shared"] - 0.625) < 0.1 and abs(shares["own"] - 0.25) < 0.1
      and abs(other.shares["own and returning"]) < 0.1,
      **shares, own_of_strangers=round(other.shares["own and returning"], 2))  # fmt: skip

# %% [markdown]
# In an average of `k` performers what is shared stays; what differs from one performer to the next
# shrinks to one `k`-th: `shared + (own + rest) / k`.

# %%
tempo = parts["tempo"]
for k in (1, 2, 3, 6, 12):
    ### LIVE: what the formula says, and the mean over 200 groups of k
    says = tempo.shared + (tempo.own + tempo.rest) / k
    groups = [rng(seed).permutation(curves)[:k].mean(axis=0).var() for seed in range(200)]
    print(f"{k:2} averaged: {says / tempo.total:4.0%} by the formula, "
          f"{np.mean(groups) / tempo.total:4.0%} measured")  # fmt: skip

# %% [markdown]
# Move the slider.
#
# **Change one thing.** From how many performers on do you no longer hear that one is missing?

# %% minutes=3
from meantone.widgets import AverageSlider

hear("13.slider", AverageSlider(group, 3))

# %% [markdown]
# ## Measure: real pianists
#
# Twenty-two pianists played four excerpts (Goebl 1999); in two of these each section is repeated,
# which is a second take. Their files are not part of this course: `python course.py data vienna` shows
# where they come from and on which terms, and asks.

# %% tags=["nbval-ignore-output"] reason="the pianists' files are on some machines, and not on others"
from meantone.experiments.performers import pianists_table
from meantone.tunes.collections import has_vienna

if has_vienna():
    pianists = pianists_table(rng(0))
    print(pianists)
    claim("Real pianists share most of the variance, and most are named from the repeat.",
          pianists["shared"].min() > 0.5 < pianists["named"].min())  # fmt: skip
else:
    print("The pianists are not here. To fetch them: python course.py data vienna")

# %% [markdown]
# What do people *like*? In Repp's study (1997) the average of ten performances came second of eleven in
# quality, and second lowest in individuality; quality and individuality went against each other. It
# was replicated by Wolf, Kopiez, Platz and others (2018; 205 people, Germany and Taiwan). Piano, few
# pieces.
#
# And a limit of all of this: *timing is not feeling*. We measured when notes begin and how hard they
# are struck. What somebody felt, or made you feel, is in no column of these tables.
#
# ## Repair: draw, do not average
#
# A machine that plays the mean has lost its performers; that is the most probable tune again (lesson
# 04). Two other ways: *draw* one performer, or overdo what sets one apart.

# %%
second = group.tempo[:, 1]
ways = {"the average": 0, "one, drawn": 1, "what sets one apart, twice": 2}
played = {name: mean + apart * (second - mean) for name, apart in ways.items()}
for name, takes in played.items():
    strays = takes.var(axis=1).mean() / curves.var(axis=1).mean()
    ### LIVE: squared differences from every first take, and how often the nearest is the right one
    far = ((takes[:, None] - curves) ** 2).sum(axis=2)
    right = np.mean(far.argmin(axis=1) == np.arange(len(curves)))
    print(f"{name:26}: variance {strays:4.0%}, named {right:4.0%}")

# %%
from meantone.experiments.performers import from_curves

loud = group.average().loudness
hear("13.ways", TakeList({name: from_curves(melody(), takes[0], loud)
                          for name, takes in played.items()}))  # fmt: skip

# %% [markdown]
# To *draw* costs nothing: it keeps the variance, and one whole person, chosen by chance.
#
# **Change one thing.** Overdo it: 4 for the 2. From where on is it a caricature?
#
# Now your tune, with the average's timing on it; and the failure worth keeping.

# %% fold="plays my tune with the timing of the average, and stamps the passport"
from meantone.exercises import my_tune, stamp
from meantone.tunes import REST, Tune

tune = my_tune()
timing = 2 ** -np.interp(np.linspace(0, 1, len(tune)), np.linspace(0, 1, len(mean)), mean)
swayed = [max(round(ticks * by), 1) for ticks, by in zip(tune.durations, timing, strict=True)]
made = Tune.from_events(zip(tune.pitches, swayed, strict=True), title="My tune, as all play it")
first_note = next(pitch for pitch in tune.pitches if pitch != REST)
even = Tune((first_note,) * 16, (48,) * 16, title="Every beat alike")
stamp(
    "13",
    made,
    f"{100 * (2 ** mean.std() - 1):.0f} %",
    f"So far does the average's tempo stray on my tune; that of one of these {group.kind} strays by "
    f"{100 * (2 ** np.sqrt(curves.var(axis=1).mean()) - 1):.0f} %, a machine's by 0 %.",
    failure=("My first note without a performer: every beat alike.", even),
)

# %% [markdown]
# ## Key points
#
# - A performance is a curve; performers of one tune share most of theirs.
# - Their average keeps most of the *variance*, and the *person* fades: one's own part shrinks to 1 / k.
# - What is lost is no noise: it returns in the second take.
# - Compare somebody only with an average that they are not in.
# - Drawing a performer keeps one; averaging keeps none. Timing is not feeling.
#
# ## To argue about
#
# "Listeners like the average best, so a machine should play it." What was asked of listeners, what was
# not, and what would become of piano music if all machines did?

# %% [markdown]
# ## Further: your class (3 minutes)
#
# `export_takes()` writes your two takes as one MIDI file, with a code in place of your name; nothing is
# sent. Put the class's files into a folder, and the class stands in for the simulated performers:

# %%
from pathlib import Path

from meantone.experiments.performers import read_class

if Path("class_takes").is_dir():
    group, left_out = read_class("class_takes", melody())
    print(len(group.names), "performers; left out:", left_out)
else:
    print("No folder class_takes beside this notebook: the performers stay simulated.")

# %% [markdown]
# Then run the lesson again from the first curve on. With five learners the intervals are wide; say so.
#
# ## Sources
#
# - B. Repp, Music Perception 14(4), 1997: the average of ten performances.
# - Wolf, Kopiez, Platz and others, Music Perception 36(1), 2018: the replication.
# - W. Goebl, *The Vienna 4x22 Piano Corpus*, 1999, doi 10.21939/4X22.
# - F. Foscarin and others, *The match file format*, Music Encoding Conference 2022.
# - R. A. Fisher, *Statistical Methods for Research Workers*, 1925: variance in parts.
