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
#     lesson: "04"
#     minutes: 60
# ---

# %% [markdown]
# # 04 · What is the most likely tune?
#
# **What you will be able to do** (60 minutes)
#
# - Read surprise note by note, and sum it up as cross-entropy and perplexity.
# - Find the most likely tune of a machine exactly, by thinking backwards from the end.
# - Say why the most likely tune is not a typical one, and what that means for "AI is average".
#
# **What you need**: lesson 03, above all order and smoothing.
#
# **What you will hear**: where a folk song surprises, a coin that only shows heads, and the most
# likely tunes there are.

# %% minutes=1
import altair as alt
import numpy as np
import pandas as pd

from meantone import show
from meantone.decoding import beam, more_probable_than, most_probable, sample
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.measures import bootstrap_interval, longest_copies
from meantone.models import MarkovChain, NGram, cross_entropy, surprise, surprises
from meantone.models.smoothing import maximum_likelihood
from meantone.tunes import Degree, DegreeDuration, Grid, Interval, load
from meantone.widgets import CoinExplorer, Playlist, TuneExplorer, beginnings, tune_spread

progress_bar("04")

# %% [markdown]
# ## Predict
#
# A machine of order 5, modified Kneser-Ney, has learned some thousands of folk songs. It gives
# every tune there can be a probability: the chance that it writes just this one, from the first
# note to the end. One tune has the greatest. It may have any length.

# %% minutes=1
predict(
    "04.mode",
    "The most likely of all tunes: what will it be?",
    choices=["a typical folk song", "an endless loop", "a handful of notes", "silence"],
)

# %% [markdown]
# ## Build: surprise, note by note
#
# First an old acquaintance. If a note had the chance `p`, its *surprise* is `-log2(p)` bits. The
# machine walks along a song that it has never seen. Its *state* is what it remembers: at each
# state it has a row of chances, and each note leads to the next state.

# %% minutes=2
folk = load("folk")
view = Degree.of(folk)
size = len(view.vocabulary)
train, test = ([view.encode(tune) for tune in folk.part(part)] for part in ("train", "test"))
machine = NGram.fit(train, size, order=4)

song = folk.find("boehme10-125")
state, bits = machine.first, []
for token in [*view.encode(song), size]:  # the end is an event, too
    ### LIVE: the surprise of this note
    bits.append(-np.log2(machine.table[state, token]))
    ### LIVE: where the note leads
    state = machine.next[state, token]
assert np.allclose(bits, surprise(machine, view.encode(song)))
print("by hand and package agree on", len(bits), "surprises")

# %% minutes=1
label, scale = "surprise (bits)", (0, 8)
title = "The brighter the note, the less it was expected"
show.score(song, values=bits[:-1], label=label, title=title, domain=scale)

# %% minutes=1
show.listen({"Es zogen drei Burschen wohl über den Rhein": song}, tempo=130)

# %%
### LIVE: which note was expected least?
worst = int(np.argmax(bits[:-1]))
names = [view.labels[token] for token in view.encode(song)]
print(f"least expected: note {worst + 1}, a {names[worst]} after {' '.join(names[:worst][-3:])}")
print(f"p = {2 ** -bits[worst]:.4f}, so {bits[worst]:.1f} bits; the end: {bits[-1]:.1f} bits")
show.roll(song, bits[:-1], label, title, scale)

# %% [markdown]
# Listen for the brightest notes. Do they surprise *you*?
#
# The mean of all these bits, over many tunes, is the *cross-entropy*, `H`. And `2 ** H` is the
# *perplexity*: how many equally likely notes would be as hard to guess as what really comes.

# %% minutes=1
### LIVE: the mean of all surprises
H = np.mean(np.concatenate(surprises(machine, test)))
assert np.isclose(H, cross_entropy(machine, test))
print(f"{len(test)} new tunes: {H:.2f} bits per note, a perplexity of {2**H:.1f}")
print(f"without a machine: {size + 1} tokens, {np.log2(size + 1):.2f} bits")

# %% [markdown]
# **Exercise 1 (3 minutes).** The perplexity of a tune whose notes had these chances. (A note whose
# chance was 0 surprises without bound.)


# %% minutes=3
def perplexity(chances):
    """How many equally likely notes would be as hard to guess; one number."""
    ### BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        return 2 ** np.mean(-np.log2(chances))
    ### END SOLUTION


check("04.perplexity", perplexity)

# %% [markdown]
# ## Bug hunt: a guesser without fear
#
# "Easy", said a programmer. "On average the right note had a chance of one third? Then it is as
# hard to guess as one of three notes." He compared machines that count alone with those that
# borrow (lesson 03), on tunes that none of them has seen. The lower, the better.


# %% minutes=2
def his_perplexity(model, tunes):
    """One divided by the mean chance of what came."""
    ### LIVE: one divided by the mean chance
    return 1 / np.mean(2 ** -np.concatenate(surprises(model, tunes)))


rows = []
for order in (2, 4, 6, 8):
    for rule in ("counting alone", "Kneser-Ney"):
        smoothing = {"smoothing": maximum_likelihood} if rule == "counting alone" else {}
        ### LIVE: teach the machine
        model = NGram.fit(train, size, order, **smoothing)
        ### LIVE: the right perplexity
        right = 2 ** cross_entropy(model, test)
        rows.append((order, rule, round(his_perplexity(model, test), 2), round(right, 2)))
figures = pd.DataFrame(rows, columns=["order", "rule", "his perplexity", "perplexity"])
figures.set_index(["order", "rule"])

# %% [markdown]
# By his figures borrowing hardly matters, and Kneser and Ney's longest memory is their best. Now
# the right ones.

# %% minutes=1
alone, lent = (rows.set_index("order") for _, rows in figures.groupby("rule", sort=False))
for name in ("his perplexity", "perplexity"):
    print(f"by {name}: Kneser-Ney is best at order {lent[name].idxmin()},", end=" ")
    print(f"counting alone at order 4 has {alone.loc[4, name]}")
assert np.isinf(alone["perplexity"]).all()
assert lent["his perplexity"].idxmin() == 8

# %% [markdown]
# Counting alone is infinitely bad, at each of these orders. He averages *chances*, so a note with
# `p = 0` costs him no more than one with `p = 0.01`, and a few notes that were certain pay for all
# that went wrong. Surprise averages *logarithms*: a tune is as likely as its notes multiplied, and
# one impossible note makes it impossible.

# %% [markdown]
# ## Coins first
#
# Before the most likely tune, a simpler thing: the most likely sequence of coin flips. This coin
# is a little bent: it shows heads in 60 of 100 flips.

# %% minutes=1
predict(
    "04.heads",
    "Of the most likely sequence of 100 flips, how many are heads?",
    between=(0, 100),
    step=1,
)

# %% [markdown]
# Each flip on its own is more likely to be heads. So the most likely sequence is heads, and heads,
# and heads: every other one has a flip that is less likely. Let us wait for it.

# %% minutes=2
rng = np.random.default_rng(1)
### LIVE: 100,000 sequences of 100 flips
flips = rng.random((100_000, 100)) < 0.6  # (sequences, flips)
### LIVE: the heads of each
heads = flips.sum(axis=1)
print("chance of 100 heads:", f"{0.6**100:.1e}")
print("chance of one sequence with 60 heads:", f"{0.6**60 * 0.4**40:.1e}")
print(f"in {len(flips):,} sequences: {heads.min()} to {heads.max()} heads, never {100}")
assert heads.max() < 100
assert 0.6**100 > 0.6**60 * 0.4**40
reveal("04.heads", 100)

# %% [markdown]
# The likeliest sequence never comes. Those with about 60 heads come all the time: each of them is
# less likely, but there are so many of them. Nearly all that happens has nearly the same surprise
# per flip, the *entropy* of the coin. These sequences are called **typical**.
#
# **Exercise 2 (3 minutes).** The bits per flip of each sequence. `flips` is an array of True
# (heads) and False, a row for each sequence; `chance` is that of heads.


# %% minutes=3
def bits_per_flip(flips, chance):
    """Mean surprise of each row of flips: shape (sequences,)."""
    ### BEGIN SOLUTION
    return np.where(flips, -np.log2(chance), -np.log2(1 - chance)).mean(axis=1)
    ### END SOLUTION


check("04.bits_per_flip", bits_per_flip)

# %% minutes=2
### LIVE: the entropy of this coin, in bits
entropy = -(0.6 * np.log2(0.6) + 0.4 * np.log2(0.4))
print(f"entropy: {entropy:.2f} bits per flip; all heads: {-np.log2(0.6):.2f}")
for n in (5, 20, 100):
    k = flips[:, :n].mean(axis=1)
    ### LIVE: the bits per flip of each sequence
    per_flip = -(k * np.log2(0.6) + (1 - k) * np.log2(0.4))
    ### LIVE: the share of typical sequences
    share = np.mean(np.abs(per_flip - entropy) < 0.1)
    all_heads = np.mean(k == 1)
    print(f"{n:3} flips: {share:6.1%} within 0.1 bits of the entropy, {all_heads:.3%} all heads")
assert share > 0.99
assert all_heads == 0

# %% [markdown]
# Move the sliders, by mouse or with the arrow keys. The single line is the most likely sequence.
# What happens to the blue bars as the flips grow more? For which coin is it among them?

# %% minutes=2
CoinExplorer([10, 0.6])

# %% [markdown]
# ## Build: the most likely tune
#
# Now tunes. Take the machine of lesson 02, one note of memory, taught by folk songs. Bits add up
# where chances multiply, so the most likely tune is the one with the *fewest bits in all*. For
# three notes we can try them all.

# %% minutes=2
chain = MarkovChain.fit(train, size)
with np.errstate(divide="ignore"):  # what was never heard costs infinitely many bits
    ### LIVE: what each step costs, in bits
    cost = -np.log2(chain.table)
### LIVE: what a beginning, a step and an end cost
begin, step, end = cost[size + 1, :size], cost[:size, :size], cost[:size, size]

### LIVE: what each tune of three notes costs
every = begin[:, None, None] + step[:, :, None] + step + end  # (first, second, third)
### LIVE: the tune with the fewest bits
best = np.unravel_index(every.argmin(), every.shape)
print(f"{every.size:,} tunes of three notes; the most likely one is", end=" ")
print(*(view.labels[token] for token in best), f"with {every.min():.2f} bits")
print(f"tunes of 64 notes: a number with {len(str(size**64))} digits")

# %% [markdown]
# So trying is out of the question. But this machine remembers one note. If it stands on a 5 with
# ten notes to go, the best way on is the same *however it came there*. So it is enough to know
# **what is left to pay from each note**, and to begin at the end, where that is easy: with no note
# to go, only the end is left to pay.


# %% minutes=2
left = [end]  # left[k][a]: the fewest bits from note a, with k notes to go
while len(left) < 64:
    ### LIVE: the fewest bits from each note, with one note more to go
    left.append(np.array([min(step[a] + left[-1]) for a in range(size)]))

for notes in (3, 64):
    ### LIVE: the fewest bits of a whole tune
    fewest = (begin + left[notes - 1]).min()
    ### LIVE: what the package finds
    mode = most_probable(chain, length=notes)
    assert np.isclose(fewest, -mode.log2_probability)
    print(f"{notes:2} notes: {fewest:6.2f} bits by hand; the package finds", end=" ")
    print(*(view.labels[token] for token in mode.tokens[:14]), "..." if notes > 14 else "")
assert np.isclose(every.min(), (begin + left[2]).min())

# %% [markdown]
# 63 rounds, not a number with a hundred digits. This is *dynamic programming* (Bellman 1957). It
# works for every machine whose states can be counted, so also for order 6: its states are its
# contexts.
#
# **Exercise 3 (4 minutes).** One round for all notes at once. `bits[a, b]` is what a step from `a`
# to `b` costs, `left[b]` what is left to pay from `b`.


# %% minutes=4
def one_note_more(bits, left):
    """The fewest bits from each note, with one note more to go: shape (notes,)."""
    ### BEGIN SOLUTION
    return (bits + left).min(axis=1)
    ### END SOLUTION


check("04.one_note_more", one_note_more)

# %% [markdown]
# **Exercise 4 (4 minutes).** Now read the tune. It begins with `first`; `left[k]` is what is left
# to pay from each note with `k` notes to go, so with as many rows as the tune has notes.


# %% minutes=4
def read_back(bits, left, first):
    """The tokens of the cheapest tune: len(left) of them, beginning with first."""
    ### BEGIN SOLUTION
    tune = [first]
    for togo in range(len(left) - 1, 0, -1):
        tune.append(int((bits[tune[-1]] + left[togo - 1]).argmin()))
    return tune
    ### END SOLUTION


check("04.read_back", read_back)

# %% [markdown]
# Stuck on an exercise? Ask for a hint, up to three times: `hint("04.read_back")`.
#
# ## Hear: the most likely tunes
#
# Six machines, orders 1 to 6, modified Kneser-Ney. For each the most likely tune of any length, of
# 16 notes or more, and of exactly 64. This is the *mode*. No search by chance, no approximation.

# %% minutes=1
### LIVE: a machine of each order
models = {order: NGram.fit(train, size, order) for order in range(1, 7)}
kinds = {"any length": {}, "16 or more": {"at_least": 16}, "exactly 64": {"length": 64}}
### LIVE: the most likely tune of each kind and order
modes = {
    (kind, order): most_probable(model, **limits)
    for kind, limits in kinds.items()
    for order, model in models.items()
}
for (kind, order), mode in modes.items():
    said = " ".join(view.labels[token] for token in mode.tokens[:26])
    print(f"{kind}, order {order}: {said or '(no note at all)'}", "..." * (len(mode.tokens) > 26))

# %% minutes=1
length = len(modes["any length", 5].tokens)
print(f"It has {length} notes. People's tunes have {min(map(len, test))} or more.")
assert 0 < length < 8
assert {len(modes["16 or more", order].tokens) for order in models} == {16}
reveal("04.mode", "a handful of notes")

# %% [markdown]
# Every note more can only make a tune less likely, so the mode ends as soon as an end is likely.
# Those of 16 notes or more stop at 16. And the long ones?

# %% minutes=3
heard = {
    f"order {order}, {kind}": view.decode(modes[kind, order].tokens, duration=24)
    for kind, order in modes
    if (kind, order) == ("16 or more", 4) or (kind == "exactly 64" and order in (2, 3, 4, 6))
}
hear("04.modes", Playlist(heard, tempo=150))

# %% [markdown]
# ## Measure: where do people's tunes lie?
#
# The machine's most likely 64 notes, beside tunes by people that it has never seen. Is a person's
# tune ever more probable, per note, than the mode?

# %% minutes=1
predict(
    "04.human",
    "Of 100 tunes by people, how many are more probable per note than the mode of 64 notes?",
    between=(0, 100),
    step=1,
)

# %% minutes=1
### LIVE: how many of people's tunes win against each mode?
more = pd.DataFrame(
    {
        kind: {
            order: int(more_probable_than(models[order], modes[kind, order].tokens, test).sum())
            for order in models
        }
        for kind in kinds
    }
)
more.rename_axis("order")

# %% minutes=1
print(f"That is of {len(test)} tunes by people.")
short = modes["any length", 3].tokens
print("The mode of any length, order 3, in bits:", surprise(models[3], short).round(1))
assert more["exactly 64"].max() == 0
assert more.loc[2:, "16 or more"].max() == 0
reveal("04.human", round(100 * more.loc[4, "exactly 64"] / len(test)))

# %% [markdown]
# Read the table by columns. Against the short modes many tunes win at some orders: to begin and to
# end costs bits, and there are few notes to share them. Against the modes of exactly 64 notes, and
# from order 2 on against those of 16 or more, **none** does. Here is the whole axis for order 4.
# *Drawn* are tunes that the machine wrote by chance, each note as likely as it says.

# %% minutes=2
model = models[4]
rng = np.random.default_rng(2)
### LIVE: as many tunes by chance as there are by people
drawn = [tune for tune in sample(model, len(test), rng) if len(tune)]
groups = {"people": test, "drawn": drawn, "shuffled": [rng.permutation(tune) for tune in test]}
### LIVE: the mean surprise of every tune
per_note = {name: [b.mean() for b in surprises(model, tunes)] for name, tunes in groups.items()}
rows = []
for name, values in per_note.items():
    low, high = bootstrap_interval(values, np.random.default_rng(1))
    least = {"least": min(values), "most": max(values)}
    rows.append({"tunes": name, "mean": np.mean(values), "low": low, "high": high} | least)
### LIVE: all of it as a table
where = pd.DataFrame(rows).set_index("tunes")
where.round(2)

# %%
found = {f"mode, {kind}": modes[kind, 4].bits_per_note for kind in kinds}
points = pd.DataFrame({"tunes": found.keys(), "bits per note": found.values()})
spread = pd.DataFrame(
    {"tunes": name, "bits per note": round(b, 3)} for name, bs in per_note.items() for b in bs
)
### LIVE: how far drawn tunes are from people's
gap = where.loc["drawn", "mean"] - where.loc["people", "mean"]
print(
    f"drawn tunes: {gap:+.2f} bits from people's; the mode of 64 notes: "
    f"{found['mode, exactly 64'] - where.loc['people', 'mean']:+.2f}"
)
assert abs(gap) < 0.15
assert found["mode, 16 or more"] < where.loc["people", "least"]

# %% minutes=1
y = alt.Y("tunes:N", sort=[*per_note, *found], title=None)
(
    alt.Chart(spread).mark_boxplot(extent="min-max", size=18).encode(x="bits per note:Q", y=y)
    + alt.Chart(points)
    .mark_point(shape="diamond", size=160, color="#d55e00")
    .encode(x="bits per note:Q", y=y)
).properties(
    title="Tunes drawn by chance lie where people's do; the long modes lie outside",
    description="Box plots of bits per note for tunes by people, drawn, and shuffled, and diamonds"
    " for three modes. People and drawn overlap, shuffled lie higher. The modes of 16 or more and"
    " of exactly 64 notes lie below all tunes by people.",
)

# %% [markdown]
# This is the coin again: **the most likely tune is to the tunes what "all heads" is to the
# flips.** To see it grow, tunes of one length have to be compared, so the machine of order 4 may
# not end here. It draws 500 beginnings.

# %%
known = beginnings(models[4], test, np.random.default_rng(3))
for notes in (8, 32, 128):
    ### LIVE: where tunes of so many notes lie
    spread, tune = tune_spread(known, notes)
    low, high = spread.middle()
    print(f"{notes:3} notes: the most likely has {spread.likeliest:.2f} bits per note,", end=" ")
    print(f"95 of 100 drawn ones from {low:.2f} to {high:.2f}")
    assert spread.likeliest < low

# %% [markdown]
# More notes, and the tunes draw together; the most likely one stays away from them. Try other
# lengths and orders. The single line is the most likely tune, the frames are people's tunes.
# Listen to both.

# %% minutes=2
TuneExplorer({order: models[order] for order in (1, 2, 3, 4, 5)}, view, test, [8, 4])

# %% [markdown]
# ## Explain: what the long mode is made of
#
# So what is it, if not what people sing? Take the step that it takes most often, and count it in
# the songs.


# %% minutes=1
def cases(run, tunes):
    """How often a run of notes occurs in each tune."""
    windows = [
        np.lib.stride_tricks.sliding_window_view(tune, len(run))
        for tune in tunes
        if len(tune) >= len(run)
    ]
    return np.array([(window == run).all(axis=1).sum() for window in windows])


# %% minutes=1
rows = []
for order in range(2, 7):
    mode = modes["exactly 64", order].tokens
    ### LIVE: every step of the mode, with what came before
    steps = np.lib.stride_tricks.sliding_window_view(mode, order)
    kinds_of, counts = np.unique(steps, axis=0, return_counts=True)
    ### LIVE: the step that it takes most often
    often = kinds_of[counts.argmax()]
    p = 2 ** -surprise(models[order], mode)[(steps == often).all(axis=1).argmax() + order - 1]
    ### LIVE: how often it came, and how often it could have come
    came, before = cases(often, train), cases(often[:-1], train)
    said = " ".join(view.labels[token] for token in often)
    rows.append((order, said, counts.max(), p, came.sum(), before.sum(), (came > 0).sum()))
columns = ["order", "step", "in the mode", "p", "in the songs", "of", "from how many songs"]
loops = pd.DataFrame(rows, columns=columns).set_index("order")
loops.round(2)

# %%
rare = loops[loops["from how many songs"] <= 10]
print(f"orders whose loop rests on ten songs or fewer, of {len(train):,}:", *rare.index)
whole = longest_copies([modes["exactly 64", order].tokens for order in loops.index], train)
print("longest run of the mode's 64 notes in any song:", *whole.tolist())
assert whole.max() < 64
assert {2, 4, 5, 6} <= set(rare.index)
assert 3 not in rare.index

# %% [markdown]
# At order 3 the loop is a well-worn path, up and down the scale. At the others it is an accident:
# a step from a handful of songs, or from a single odd one. The machine has seen next to nothing
# there, and promises a lot all the same. Whoever maximizes does not look for what is well known,
# but for **great promises, wherever they are.**
#
# Are they kept? Ask it for its best guess at every note of the new songs. Where it says "I am at
# least 80 % sure", how often is it right?


# %% minutes=1
def guesses(model, tunes):
    """For each note and end: how sure the best guess was, whether it came, and in which tune."""
    surest, guess, found = model.table.max(axis=1), model.table.argmax(axis=1), []
    for number, tune in enumerate(tunes):
        state = model.first
        for token in [*tune, model.size]:
            found.append((surest[state], guess[state] == token, number))
            state = model.next[state, token]
    return np.array(found).T


# %% minutes=1
for order in (4, 5, 6):
    ### LIVE: its best guesses at the new songs
    sure, right, tune = guesses(models[order], test)
    ### LIVE: where it is at least 80 % sure
    bold = sure >= 0.8
    # The guesses in one tune depend on each other: tunes are drawn again, not guesses.
    each = pd.DataFrame({"right": right[bold]}).groupby(tune[bold])["right"]
    rng = np.random.default_rng(1)
    low, high = bootstrap_interval(each.mean(), rng, weights=each.count())
    print(
        f"order {order}: {bold.sum():4} guesses, {sure[bold].mean():.0%} sure on average,", end=" "
    )
    print(f"right in {right[bold].mean():.0%} ({low:.0%} to {high:.0%})")
    assert high < sure[bold].mean()

# %% [markdown]
# When it is surest it promises more than it keeps, and that is where a maximum lies.
#
# ## The mode depends on how you look
#
# Degrees were our choice. A machine that sees something else has another most likely tune. The
# most likely 64 tokens of three more viewpoints: intervals, degrees with durations, and sixteenths
# in which a note begins, is held, or is off.

# %% minutes=2
others = {}
for kind, order in [(Interval, 4), (DegreeDuration, 2), (Grid, 5)]:
    seeing = kind.of(folk)
    learned, new = ([seeing.encode(t) for t in folk.part(p)] for p in ("train", "test"))
    ### LIVE: a machine with these eyes
    model = NGram.fit(learned, len(seeing.vocabulary), order)
    ### LIVE: its most likely 64 tokens
    mode = most_probable(model, length=64)
    wins = more_probable_than(model, mode.tokens, new).sum()
    others[f"{kind.__name__}, order {order}"] = seeing.decode(mode.tokens, anchor=40, duration=24)
    print(f"{kind.__name__}, order {order}: {mode.bits_per_note:.2f} bits per token;", end=" ")
    print(f"{wins} of {len(new)} tunes by people are more probable per token")
    print("  ", *(seeing.labels[token] for token in mode.tokens[:14]), "...")

# %% minutes=2
show.listen(others, tempo=150)

# %% [markdown]
# A machine of intervals does not know how high it is, so its mode climbs and climbs. A machine of
# sixteenths finds nothing as likely as a note that is held, and held, and held. "The most likely
# tune" is not a fact about music. It is a fact about a machine and its eyes.
#
# ## Why a search does not find it
#
# Programs that write text or music rarely search exactly. They use a *beam*: keep the few best
# beginnings, add a note to each, keep the best again. Wider beams cost more. Do they find the mode
# of 16 notes or more?

# %% minutes=1
widths = [2**power for power in range(10)]
rows = []
for order in (4, 5, 6):
    exact = -modes["16 or more", order].log2_probability
    for width in widths:
        ### LIVE: the best tune that the beam finds
        best = beam(models[order], width, at_least=16, at_most=64)[0]
        rows.append(
            {"order": order, "width": width, "bits": -best.log2_probability, "exact": exact}
        )
searched = pd.DataFrame(rows)
### LIVE: by how many bits it misses the mode
searched["missed by"] = searched["bits"] - searched["exact"]
assert (searched["missed by"] > -1e-6).all()
assert searched.query("order == 6")["missed by"].min() > 0.1
searched.pivot(index="order", columns="width", values="missed by").round(2).abs()

# %% minutes=1
base = alt.Chart(searched).encode(
    x=alt.X("width:Q", title="width of the beam").scale(type="log", base=2),
    color=alt.Color("order:N"),
)
(
    base.mark_line(point=True).encode(y=alt.Y("bits:Q", title="bits in all").scale(zero=False))
    + base.mark_rule(strokeDash=[6, 4]).encode(x=alt.value(0), x2=alt.value(560), y="exact:Q")
).properties(
    title="Even a wide beam may miss the most likely tune",
    description="Bits of the best tune found over the width of the beam, for orders 4, 5 and 6,"
    " with dashed lines at the exact mode. The lines fall in steps towards the dashed ones. Order 6"
    " does not reach its line.",
)

# %% [markdown]
# Bits in all: fewer is more probable, and the dashed lines are the exact modes. Why does a beam
# miss one? Follow the mode of order 6 from note to note, and what the beam of width 8 found.

# %% minutes=1
model = models[6]
paths = {"exact": modes["16 or more", 6].tokens}
paths["beam of width 8"] = beam(model, 8, at_least=16, at_most=64)[0].tokens
### LIVE: what has been paid after each note
paid = {name: surprise(model, tokens).cumsum() for name, tokens in paths.items()}
for notes in (2, 4, 8, 17):  # with the end
    each = ", ".join(f"{name} {sums[notes - 1]:5.1f} bits" for name, sums in paid.items())
    print(f"after {notes:2} events: {each}")
assert paid["exact"][1] > paid["beam of width 8"][1] + 2
cheap = np.mean(np.diff(paid["exact"][1:]) < 1)
print(f"after its second note, {cheap:.0%} of what follows costs the mode less than 1 bit")
assert cheap > 0.5

# %% [markdown]
# The mode begins with a dear step, and then it is on a path where most notes are cheap. A beam
# sees the dear beginning and drops it. What a beam lacks is not width, it is the knowledge of
# **what is left to pay**.
#
# ## Repair: do not maximize
#
# If the most likely tune is not what you want, do not look harder for it. Draw. One of 300 drawn
# tunes lies closest to people's mean; here it is, between a person's and the mode.

# %% minutes=1
many = [t for t in sample(models[4], 300, np.random.default_rng(5)) if 20 <= len(t) <= 48]
goal = where.loc["people", "mean"]
### LIVE: how far each is from people's mean
off = [abs(b.mean() - goal) for b in surprises(models[4], many)]
three = {
    "a person's": view.encode(song),
    "drawn": many[int(np.argmin(off))],
    "most likely, 16 or more": modes["16 or more", 4].tokens,
}
plain = {name: view.decode(tokens, duration=24) for name, tokens in three.items()}
hear("04.typical", Playlist(plain))

# %%
### LIVE: the chance to draw each mode
chance = {kind: 2 ** modes[kind, 4].log2_probability for kind in kinds}
for kind, p in chance.items():
    print(f"the machine of order 4 draws its mode of {kind} once in {1 / p:,.3g} tunes")

# %% [markdown]
# The drawn tune surprises as people's do. It still does not know where it is going: that is
# another defect, and no likelihood shows it (lesson 03 measured repetition). Lesson 08 compares
# all the ways between the two extremes, from temperature to sampling what is *locally typical*.
#
# So is AI "the average"? **Maximizing** goes to the mode: a handful of notes, or, when it has to
# be long, a tune more probable than any by people. **Sampling** goes to the typical set, where
# people's tunes lie. Both use the same machine, and neither gives an average tune.
#
# ## Key points
#
# - Surprise adds up along a tune. Its mean is the cross-entropy `H`, and `2 ** H` the perplexity.
# - The most likely tune can be found exactly: from the end backwards, what is left to pay from
#   each state.
# - It is not a typical tune. Typical are the many with about as much surprise as to be expected.
# - Long modes exploit a machine where it is overconfident, and depend on its viewpoint.
#
# ## To argue about
#
# A service offers you "the most probable hit". What exactly would you get?
#
# ## Sources
#
# - C. E. Shannon, *A Mathematical Theory of Communication*, 1948: entropy, and typical sequences.
# - R. Bellman, *Dynamic Programming*, 1957; A. J. Viterbi, 1967, for hidden states.
# - F. Stahlberg and B. Byrne, *On NMT Search Errors and Model Errors*, EMNLP 2019: the exact mode
#   of a translation model was the empty text for more than half of the sentences.
# - B. Eikema and W. Aziz, *Is MAP Decoding All You Need?*, COLING 2020: samples keep the
#   statistics of the data, beam search strays from them. Both are about translation.
# - Essen Folksong Collection, as distributed with music21; `datasets/folk/datasheet.md`. Seen
#   November 2026.
#
# **Next:** 05 · Can gradient descent count?
