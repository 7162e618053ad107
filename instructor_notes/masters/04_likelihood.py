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
# - Say in bits how much each note of a tune, and a whole tune, surprises a machine.
# - Find the most likely tune of a machine exactly, by thinking backwards from the end.
# - Tell the most likely from the typical, and say what that means for "AI is average".
#
# **What you need**: an n-gram's memory and what it borrows (lesson 03). Python: functions, loops
# and NumPy arrays. Notation: scale degrees.
#
# **What you will hear**: the most likely tune there is, a song that startles a machine, a coin, and
# tunes that nobody sings.

# %% [markdown]
# ## Predict: place your bet
#
# A machine has learned thousands of folk songs. It gives every tune there can be, short or long, a
# chance: that it writes just this one, from the first note to the end. One has the greatest.

# %%
from meantone.exercises import hear, predict, reveal
from meantone.widgets import Playlist

predict(
    "04.mode",
    "The most likely of all tunes: what will it be?",
    choices=["a typical folk song", "an endless loop", "a handful of notes", "silence"],
)

# %% fold="teaches the machine, an n-gram that sees three notes back, and finds its most likely tune"
import numpy as np

from meantone.decoding import most_probable
from meantone.models import NGram, surprise
from meantone.tunes import Degree, load

folk = load("folk")
view = Degree.of(folk)
size = len(view.vocabulary)  # the token `size` says that the tune ends
train, test = ([view.encode(tune) for tune in folk.part(part)] for part in ("train", "test"))
machine = NGram.fit(train, size, order=4)  # modified Kneser-Ney, as in lesson 03
winner = most_probable(machine)

# %%
hear("04.first", Playlist({"the winner": view.decode(winner.tokens, duration=24)}))

# %%
from meantone.exercises import check, claim, hint

reveal("04.mode", "a handful of notes" if 0 < len(winner.tokens) < 8 else "silence")

# %% [markdown]
# That was all of it, and no tune is more likely. How can that be, when no song is that short? Three
# steps: what a note costs, what a coin does, how to search among all tunes.
#
# ## Build: what a note costs
#
# If a note had the chance `p`, its **surprise** is `-log2(p)` *bits*: 1 bit for a chance of one half,
# 2 for a quarter, 10 for one in a thousand. Chances multiply along a tune, so bits *add up*. The
# machine walks along a song that it has never seen.

# %%
song = folk.find("boehme10-125")  # Es zogen drei Burschen wohl über den Rhein
tokens = view.encode(song)
state, bits = machine.first, []
for token in [*tokens, size]:  # the end costs something, too
    ### LIVE: the surprise of this note
    bits.append(-np.log2(machine.table[state, token]))
    ### LIVE: where the note leads
    state = machine.next[state, token]
claim("By hand and in the package, each note costs the same.",
      np.allclose(bits, surprise(machine, tokens)), bits_in_all=sum(bits))  # fmt: skip

# %%
from meantone import show

show.card(song, tempo=130, values=bits[:-1], label="surprise (bits)", domain=(0, 8),
          title="The brighter the note, the less it was expected")  # fmt: skip

# %% [markdown]
# Listen for the brightest notes. Do they surprise *you*?
#
# **Change one thing.** Write a tune yourself: change the degrees between the quotes (`5,` is the 5
# below, `1'` the 1 above). Can you startle the machine with every note? And who writes the *eight*
# notes with the fewest bits in all? You will play against the machine.

# %% minutes=3
mine = "5, 1 2 3 5 3 2 1"
written = [view.labels.index(name) for name in mine.split()]
price = surprise(machine, written)
print(f"{len(written)} notes, {price.sum():.1f} bits in all; the end alone costs {price[-1]:.1f}")
show.card(view.decode(written, duration=24), tempo=120, values=price[:-1],
          label="surprise (bits)", domain=(0, 8), title="Your own notes")  # fmt: skip

# %% [markdown]
# The mean of all these bits, over many tunes, is the **cross-entropy**. It says how well a machine
# knows what comes.

# %%
from meantone.models import cross_entropy

rng = np.random.default_rng(1)
shuffled = [rng.permutation(tune) for tune in test]
print(f"{len(test)} new tunes:  {cross_entropy(machine, test):.2f} bits per note")
print(f"the same, shuffled: {cross_entropy(machine, shuffled):.2f}")
print(f"without a machine:  {np.log2(size + 1):.2f}, as {size + 1} tokens are equally likely")

# %% [markdown]
# **Exercise 1 (3 minutes).** The **perplexity** says the same in notes: among how many *equally
# likely* notes would one have to guess, to be surprised as much? One of four costs 2 bits a note, so
# 2 bits a note are a perplexity of 4. An impossible note makes it infinite.


# %% minutes=3
def perplexity(chances):
    """The perplexity of a tune whose notes had these chances: one number."""
    ### BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        return 2 ** np.mean(-np.log2(chances))
    ### END SOLUTION


check("04.perplexity", perplexity)

# %% [markdown]
# Stuck? `hint("04.perplexity")` helps, up to three times.
#
# ## Bug hunt: Max ranks machines
#
# Max trusts good numbers. "The right note had, on average, a chance of one third? Then guessing it is
# guessing one of three." So he ranks machines that count alone and machines that borrow (lesson 03),
# on new songs. The lower, the better.


# %% minutes=2
from meantone.models import maximum_likelihood, surprises


def max_figure(model, tunes):  # among how many notes one has to guess, says Max
    ### LIVE: one divided by the mean chance of what came
    return 1 / np.mean(2 ** -np.concatenate(surprises(model, tunes)))


# %% fold="ranks eight machines as Max does, and keeps their bits per note for later"
ranked = {}
for order in (2, 4, 6, 8):
    for name, rule in {"counts alone": {"smoothing": maximum_likelihood}, "borrows": {}}.items():
        model = NGram.fit(train, size, order, **rule)
        ranked[name, order] = max_figure(model, test), cross_entropy(model, test)
    said = ", ".join(
        f"{ranked[name, order][0]:.2f} if it {name}" for name in ("counts alone", "borrows")
    )
    print(f"order {order}: {said}")

# %% [markdown]
# The longest memory wins, and up to order 6 borrowing hardly matters. Lesson 03 found neither. What
# disappears in his average?

# %%
alone = [ranked["counts alone", order][1] for order in (2, 4, 6, 8)]
lent = {order: ranked["borrows", order] for order in (2, 4, 6, 8)}
claim("In bits per note, counting alone is infinitely bad, and Max's best machine is not the best.",
      np.isinf(alone).all() and min(lent, key=lambda o: lent[o][0])
      != min(lent, key=lambda o: lent[o][1]), counting_alone=max(alone),
      **{f"order_{order}": round(pair[1], 2) for order, pair in lent.items()})  # fmt: skip

# %% [markdown]
# Max averages *chances*: an impossible note costs no more than a rare one, and a few certain notes
# pay for it. Bits average *logarithms*: one impossible note makes the tune impossible.
#
# **Change one thing.** Put `np.median` for Max's `np.mean`, and rank again: the longest memory no
# longer wins.
#
# **Break.** Flip a coin while you rest, and keep count.
#
# ## Predict: a bent coin
#
# First something simpler: a coin, a little bent. It shows heads in 60 of 100 flips.

# %%
predict(
    "04.heads",
    "The most likely sequence of 100 flips: how many of them are heads?",
    between=(0, 100), step=1,
)  # fmt: skip

# %% [markdown]
# Three flips have eight sequences, and we can look at them all.

# %%
from itertools import product

for flips in product("HT", repeat=3):
    heads = flips.count("H")
    print(*flips, f"{0.6**heads * 0.4 ** (3 - heads):.3f}")

# %% [markdown]
# Three heads are the likeliest sequence. Yet *two* heads come twice as often: each such sequence is
# less likely, but there are three of them. And with 100 flips?

# %%
### LIVE: 100,000 sequences of 100 flips
tossed = np.random.default_rng(1).random((100_000, 100)) < 0.6  # (sequences, flips)
heads = tossed.sum(axis=1)
claim("All heads is likelier than any sequence with 60 heads, and never comes.",
      0.6**100 > 0.6**60 * 0.4**40 and heads.max() < 100, all_heads=f"1 in {0.6**-100:.0e}",
      one_with_60=f"1 in {0.6**-60 * 0.4**-40:.0e}", most_heads_that_came=heads.max())  # fmt: skip

# %%
reveal("04.heads", 100)

# %% fold="draws how many heads came, and where the most likely sequence is"
import altair as alt
import pandas as pd

came = pd.Series(heads).value_counts(normalize=True).rename_axis("heads").reset_index(name="share")
lonely = pd.DataFrame([{"heads": 100, "says": "the most likely sequence"}])
x = alt.X("heads:Q", title="heads in 100 flips").scale(domain=[0, 102])
(
    alt.Chart(came).mark_bar(size=4.5).encode(
        x=x, y=alt.Y("share:Q", title="of 100,000 sequences").axis(format="%")
    )
    + alt.Chart(lonely).mark_rule(color="#d55e00", strokeWidth=4).encode(x=x)
    + alt.Chart(lonely).mark_text(align="right", dx=-8, fontSize=14, color="#a34400")
    .encode(x=x, y=alt.value(20), text="says:N")
).properties(
    width=560, height=250, title="All heads: the likeliest of all, alone, far from the hill",
    description="Bars for how many heads came in 100,000 sequences of 100 flips: a hill between 40 "
    "and 80 around 60. A single line at 100 marks the most likely sequence, all heads.",
)  # fmt: skip

# %% [markdown]
# Flip, and you land on the hill. Nearly all sequences cost nearly the same number of bits per flip,
# the **entropy** of the coin. They are the **typical set**: each is rare, and together they are
# nearly everything.
#
# **Exercise 2 (3 minutes).** How many bits per flip does each sequence cost? `flips` has a row for
# each sequence, True for heads; `chance` is that of heads.


# %% minutes=3
def bits_per_flip(flips, chance):
    """Mean surprise of each row of flips: shape (sequences,)."""
    ### BEGIN SOLUTION
    return np.where(flips, -np.log2(chance), -np.log2(1 - chance)).mean(axis=1)
    ### END SOLUTION


check("04.bits_per_flip", bits_per_flip)

# %% [markdown]
# **Change one thing.** Move the sliders, and listen. What happens to the hill as the flips grow more?
# For which coin does the single line stand *in* it?

# %% minutes=2
from meantone.widgets import CoinExplorer

CoinExplorer([10, 0.6])

# %% [markdown]
# ## Build: the most likely tune
#
# The most likely tune is the one with the *fewest bits in all*. We take a machine that remembers one
# note (lesson 02). Three notes: try them all.

# %%
from meantone.models import MarkovChain

chain = MarkovChain.fit(train, size)
with np.errstate(divide="ignore"):  # what was never heard costs infinitely many bits
    cost = -np.log2(chain.table)
begin, step, end = cost[size + 1, :size], cost[:size, :size], cost[:size, size]
### LIVE: what each tune of three notes costs
every = begin[:, None, None] + step[:, :, None] + step + end  # (first, second, third)
best = np.unravel_index(every.argmin(), every.shape)
print(f"{every.size:,} tunes of 3 notes; of 64 notes, a number with {len(str(size**64))} digits")
claim("Trying all tunes of three notes finds what the package finds.",
      [*best] == most_probable(chain, length=3).tokens.tolist(), bits=every.min(),
      tune=" ".join(view.labels[token] for token in best))  # fmt: skip

# %% [markdown]
# For 64 notes trying is out of the question. But this machine remembers one note. If it stands on the
# 5 with ten notes to go, the best way on is the same *however it got there*. So begin at the end,
# where only the end is left to pay. Then go one note back, and so on. Here with 1, 3 and 5 only:

# %% fold="draws what is left to pay from 1, 3 and 5, with at most two notes to go"
small = [view.labels.index(name) for name in "531"]
ways = {
    (a, togo): min(
        (sum(step[p, q] for p, q in zip((a, *way), way, strict=False)) + end[(a, *way)[-1]], way)
        for way in product(small, repeat=togo)
    )
    for a in small for togo in range(3)
}  # fmt: skip
label = view.labels
dots = pd.DataFrame([{"note": label[a], "to go": togo, "bits": f"{bits:.1f}"}
                     for (a, togo), (bits, _) in ways.items()])  # fmt: skip
roads = pd.DataFrame(
    [{"note": label[a], "to go": togo, "then": label[way[0]], "less": togo - 1,
      "step": f"{step[a, way[0]]:.1f}"}
     for (a, togo), (_, way) in ways.items() if togo]
)  # fmt: skip
x = alt.X("to go:Q", title="notes to go").scale(domain=[2.3, -0.3], nice=False)
x = x.axis(values=[2, 1, 0], format="d", grid=False)
y = alt.Y("note:N", title="note", sort=["5", "3", "1"]).scale(type="point", padding=0.6)
at = alt.Chart(dots).encode(x, y)
(
    alt.Chart(roads).mark_rule(strokeWidth=3, color="#d55e00").encode(x, y, x2="less:Q", y2="then:N")
    + at.mark_circle(size=1500, color="#e8eef7", opacity=1, stroke="#0072b2")
    + at.mark_text(fontSize=14, color="black").encode(text="bits:N")
).properties(
    width=480, height=230, title="What is left to pay, and the cheapest way on: read from the right",
    description="Three columns of three circles, for two, one and no notes to go. Each holds the "
    "bits left to pay from its note; a line leads from each to the best next note.",
)  # fmt: skip

# %% [markdown]
# 63 such columns, not a number with a hundred digits: this is *dynamic programming* (Bellman 1957).
# It works for every machine whose states can be counted, so for every n-gram.
#
# **Exercise 3 (4 minutes).** One more column. A step from `a` to `b` costs `bits[a, b]`; from `b`
# on, `left[b]` is left to pay. What is left to pay from each `a`, if one more note is to go?


# %% minutes=4
def one_note_more(bits, left):
    """The fewest bits from each note, with one note more to go: shape (notes,)."""
    ### BEGIN SOLUTION
    return (bits + left).min(axis=1)
    ### END SOLUTION


check("04.one_note_more", one_note_more)

# %% [markdown]
# ## Hear: the most likely tunes
#
# Six machines, which see none to five notes back. For each the exact **mode**: its most likely tune,
# of any length, of 16 notes or more, and of exactly 64.

# %%
models = {order: NGram.fit(train, size, order) for order in range(1, 7)}
kinds = {"any length": {}, "16 or more": {"at_least": 16}, "exactly 64": {"length": 64}}
### LIVE: the mode of each kind and order
modes = {(kind, order): most_probable(model, **limits)
         for kind, limits in kinds.items() for order, model in models.items()}  # fmt: skip
for order in models:
    short, _, long = (" ".join(view.labels[t] for t in modes[kind, order].tokens[:16])
                      for kind in kinds)  # fmt: skip
    print(f"order {order}: {short or '(no note at all)'}   |   64 notes: {long} ...")
rival = most_probable(machine, length=len(written))
print(f"{len(written)} notes: you {price.sum():.1f} bits, the machine", end=" ")
print(f"{-rival.log2_probability:.1f}: {' '.join(view.labels[t] for t in rival.tokens)}")

# %% [markdown]
# Every further note can only make a tune less likely. So the mode stops as soon as an end is likely;
# order 1, without memory, does not even begin. And if it *has* to be long?

# %%
long = {f"order {order}, 64 notes": modes["exactly 64", order].tokens for order in (3, 4, 6)}
long["order 4, 16 or more"] = modes["16 or more", 4].tokens
hear(
    "04.modes", Playlist({name: view.decode(t, duration=24) for name, t in long.items()}, tempo=200)
)

# %% fold="draws three of these modes, and a song, as rolls"
rolls = {**{name: long[name] for name in list(long)[:3]}, "a person's": max(test, key=len)[:64]}
rows = pd.DataFrame(
    [{"tune": name, "note": place, "next": place + 0.9, "degree": view.vocabulary[token]}
     for name, tune in rolls.items() for place, token in enumerate(tune)]
)  # fmt: skip
alt.Chart(rows).mark_rule(strokeWidth=4).encode(
    x=alt.X("note:Q", title="note").scale(domain=[0, 64], nice=False).axis(values=[0, 16, 32, 48]),
    x2="next:Q",
    y=alt.Y("degree:Q", title=None).scale(domain=[-10, 22]).axis(labels=False, ticks=False),
    color=alt.condition("datum.tune == \"a person's\"", alt.value("black"), alt.value("#d55e00")),
    facet=alt.Facet("tune:N", columns=1, sort=[*rolls], title=None).header(
        labelOrient="top", labelAnchor="start", labelFontSize=13
    ),
).properties(
    width=560, height=55, title="Up and down a scale, one note, one odd figure: none goes anywhere",
    description="Piano rolls of 64 notes: the mode of order 3 runs up and down the scale, that of "
    "order 4 stays on one note, that of order 6 turns in a small figure; a person's tune moves.",
).resolve_scale(x="shared")  # fmt: skip

# %% [markdown]
# All notes are equally long, people's too: these machines see degrees only.
#
# ## Measure: where do people's tunes lie?
#
# Long tunes cost more in all, so compare bits *per note*. Here are 719 songs by people, which no
# machine has learned.

# %%
predict(
    "04.human",
    "Of 100 songs by people, how many are more likely per note than the mode of 64 notes?",
    between=(0, 100), step=1,
)  # fmt: skip

# %%
from meantone.decoding import more_probable_than

### LIVE: how many of people's songs win against each mode
more = {
    kind: [int(more_probable_than(models[o], modes[kind, o].tokens, test).sum()) for o in models]
    for kind in kinds
}
print(pd.DataFrame(more, index=pd.Index(models, name="order")))
reveal("04.human", round(100 * more["exactly 64"][3] / len(test)))

# %% [markdown]
# Against the short modes many songs win at some orders: those are quite ordinary. Against the modes of
# 64 notes *none* does, at any order. Now the whole axis, for the machine of order 4, with tunes that
# it *drew* by chance, and yours from lesson 00.

# %%
from meantone.decoding import sample
from meantone.exercises import my_tune

### LIVE: as many tunes by chance as there are songs by people
drawn = [tune for tune in sample(machine, len(test), np.random.default_rng(2)) if len(tune)]
groups = {"people": test, "drawn": drawn, "shuffled": shuffled}
per_note = {name: [b.mean() for b in surprises(machine, tunes)] for name, tunes in groups.items()}
own = view.encode(my_tune())
my_bits = surprise(machine, own).mean()
mean = {name: round(np.mean(values), 2) for name, values in per_note.items()}
claim("Tunes drawn by chance lie where people's lie, and the long modes outside.",
      abs(mean["drawn"] - mean["people"]) < 0.15
      and modes["16 or more", 4].bits_per_note < min(per_note["people"]),
      **mean, mode_of_64=round(modes["exactly 64", 4].bits_per_note, 2))  # fmt: skip

# %% fold="draws where all these tunes lie, the three modes, and my tune"
edges = np.arange(0, 6.01, 0.25)
hills = pd.DataFrame(
    [{"tunes": name, "bits": low + 0.125, "share": share / len(values)}
     for name, values in per_note.items()
     for low, share in zip(edges, np.histogram(values, edges)[0], strict=False)]
)  # fmt: skip
found = [("64 notes", modes["exactly 64", 4].bits_per_note, 66),
         ("16 or more", modes["16 or more", 4].bits_per_note, 42),
         ("any length", modes["any length", 4].bits_per_note, 18)]  # fmt: skip
x = alt.X("bits:Q", title="bits per note").scale(domain=[0, 6], nice=False).axis(values=[*range(7)])
layers = [
    alt.Chart(hills).mark_line(interpolate="monotone", strokeWidth=2.5).encode(
        x, alt.Y("share:Q", title="share of the tunes").axis(format="%").scale(domain=[0, 0.4]),
        color=alt.Color("tunes:N", sort=[*per_note], title=None)
        .scale(range=["black", "#0072b2", "#999999"]).legend(orient="right", symbolSize=400, symbolStrokeWidth=3),
        strokeDash=alt.StrokeDash("tunes:N", sort=[*per_note], legend=None),
    )
]  # fmt: skip
for says, where, high in found:
    here = alt.Chart(pd.DataFrame([{"bits": where, "says": says}])).encode(x)
    layers.append(
        here.mark_rule(color="#d55e00", strokeWidth=3).encode(y=alt.value(high), y2=alt.value(260))
    )
    words = here.mark_text(align="right", dx=-6, fontSize=13, color="#a34400")
    layers.append(words.encode(y=alt.value(high + 6), text="says:N"))
me = alt.Chart(pd.DataFrame([{"bits": my_bits, "says": "my tune"}])).encode(x)
layers.append(me.mark_point(shape="diamond", filled=True, size=180, color="#007a5e", opacity=1)
              .encode(y=alt.value(240)))  # fmt: skip
layers.append(me.mark_text(dy=-16, fontSize=13, color="#007a5e")
              .encode(y=alt.value(240), text="says:N"))  # fmt: skip
alt.layer(*layers).properties(
    width=500, height=260, title="The most likely tunes: alone, beside the hill where people sing",
    description="Curves of bits per note for people's, drawn and shuffled tunes. People's and drawn "
    "lie on each other, around 2.5; shuffled around 4. Three lines mark modes: of 64 notes and of 16 "
    "or more left of all people's tunes, of any length at the foot of the hill.",
)  # fmt: skip

# %% [markdown]
# The coin again, though people's hill is wider. *The most likely tune is to tunes what "all heads" is
# to flips.* Also at other lengths?
#
# **Change one thing.** Move *Notes* from 8 to 128 and listen to both. The frames are people's tunes.
# Which order comes nearest to them?

# %% minutes=2
from meantone.widgets import TuneExplorer

TuneExplorer({order: models[order] for order in (1, 2, 3, 4, 5)}, view, test, [8, 4])

# %% [markdown]
# ## Explain: great promises
#
# What is a long mode made of? For each order: the step that it takes most often, its chance, and what
# that rests on in the songs.

# %% fold="counts, in the songs, the step that each long mode takes most often"
windows = np.lib.stride_tricks.sliding_window_view


def cases(run):
    """How often a run of notes occurs in each song that the machine learned."""
    return np.array([(windows(t, len(run)) == run).all(axis=1).sum() for t in train if len(t) >= len(run)])  # fmt: skip


table = []
for order in range(2, 7):
    mode = modes["exactly 64", order].tokens
    taken = windows(mode, order)
    kinds_of, counts = np.unique(taken, axis=0, return_counts=True)
    often = kinds_of[counts.argmax()]
    p = 2 ** -surprise(models[order], mode)[(taken == often).all(axis=1).argmax() + order - 1]
    came, before = cases(often), cases(often[:-1])
    said = " ".join(view.labels[token] for token in often)
    table.append(
        (order, said, counts.max(), p, f"{came.sum()} of {before.sum()}", (came > 0).sum())
    )
columns = ["order", "step", "times in the mode", "its chance", "in the songs", "songs with it"]
loops = pd.DataFrame(table, columns=columns).set_index("order")
print(loops.round(2).to_string())
few = {f"order_{order}": songs for order, songs in loops["songs with it"].items()}
claim("The loops of most orders rest on ten songs or fewer; that of order 3 does not.",
      [name for name, songs in few.items() if songs > 10] == ["order_3"],
      songs_in_all=len(train), **few)  # fmt: skip

# %% [markdown]
# At order 3 the loop is a well-worn path, up and down the scale. At the others it is an accident
# from a handful of songs, or from one. The machine has seen next to nothing there, and promises a
# lot. To maximize is to look, not for what is well known, but for *great promises, wherever they
# are.*
#
# And degrees were our choice. What do machines with other eyes find most likely?

# %% fold="teaches machines with other eyes, and finds their most likely 64 tokens"
from meantone.tunes import DegreeDuration, Grid, Interval

others, eyes = {}, ("intervals", "degrees with durations", "sixteenths")
for name, kind, order in zip(eyes, (Interval, DegreeDuration, Grid), (4, 2, 5), strict=True):
    seeing = kind.of(folk)
    model = NGram.fit([seeing.encode(t) for t in folk.part("train")], len(seeing.vocabulary), order)
    tokens = most_probable(model, length=64).tokens
    others[name] = seeing.decode(tokens, anchor=40, duration=24)
    print(f"{name}: {'  '.join(seeing.labels[token] for token in tokens[:9])} ...")
Playlist(others, tempo=200)

# %% [markdown]
# A machine of intervals leaps down an octave and climbs back, forever. With durations, one note
# limps. In sixteenths, nothing is as likely as a note that is held. "The most likely tune" is no fact
# about music, but about a machine and its eyes.
#
# ## Repair: do not maximize
#
# Do not look harder. *Draw.* Of 300 drawn tunes, here is the nearest to people's mean, between a
# person's and the mode.

# %%
many = [t for t in sample(machine, 300, np.random.default_rng(5)) if 20 <= len(t) <= 48]
### LIVE: how far each is from people's mean
off = [abs(b.mean() - mean["people"]) for b in surprises(machine, many)]
three = {"a person's": view.encode(song), "drawn": many[int(np.argmin(off))],
         "most likely, 16 or more": modes["16 or more", 4].tokens}  # fmt: skip
hear("04.typical", Playlist({name: view.decode(t, duration=24) for name, t in three.items()}))

# %% [markdown]
# The drawn tune surprises as people's do. It does not know where it is going, and no likelihood shows
# that. So is AI "the average"? *Maximizing* goes to the mode, where nobody sings. *Sampling* goes to
# the typical set, where people's tunes lie. Both use this same machine, and neither makes an average
# tune.
#
# **Change one thing.** Put 6 for the seed 5, then 7: other tunes, each as surprising as people's.
# Which would you keep?
#
# Now your tune: the machine hears its first four notes, and goes on in the most likely way.

# %% fold="finds the most likely way on from my first four notes, and stamps the passport"
from meantone import decoding
from meantone.exercises import stamp

wish = decoding.opening(own[:4], size) & decoding.lengths(size, len(own), len(own))
onward = most_probable(decoding.Constrained(machine, wish)).tokens
stamp(
    "04",
    view.decode(onward, duration=24),
    f"{my_bits:.1f} bits a note",
    f"So much does my tune surprise this machine; people's have {mean['people']:.1f} on average.",
    failure=("The most likely of all tunes: over before it began.",
             view.decode(winner.tokens, duration=24)),
)  # fmt: skip

# %% [markdown]
# ## Key points
#
# - Surprise adds up along a tune; its mean is the cross-entropy.
# - The most likely tune can be found exactly, from the end backwards.
# - It is not typical. Typical tunes are the many that surprise about as much as expected.
# - Short modes are ordinary. Long ones go where this n-gram promises too much, and depend on its
#   eyes.
#
# ## To argue about
#
# A service offers you "the most probable hit". What exactly would you get?

# %% [markdown]
# ## Further: follow the lines (5 minutes)
#
# **Exercise 4 (4 minutes).** When all columns are filled, the lines still have to be followed. The
# tune begins with `first`; `left[k]` is what is left to pay from each note with `k` notes to go.


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
# ## Further: are great promises kept? (4 minutes)
#
# Ask the machine for its best guess at every note of the new songs. Where it says "I am at least
# 80 % sure", how often is it right?


# %%
def guesses(model, tunes):
    """For each note and end: how sure the best guess was, and whether it came."""
    surest, guess, found = model.table.max(axis=1), model.table.argmax(axis=1), []
    for tune in tunes:
        state = model.first
        for token in [*tune, model.size]:
            found.append((surest[state], guess[state] == token))
            state = model.next[state, token]
    return np.array(found).T


# %%
for order in (4, 5, 6):
    sure, right = guesses(models[order], test)
    bold = sure >= 0.8
    said = f"{sure[bold].mean():.0%} sure on average, right in {right[bold].mean():.0%}"
    print(f"order {order}: {bold.sum():4} guesses, {said}")

# %% [markdown]
# Where it is surest it promises more than it keeps, and that is where a maximum lies.
#
# ## Further: why a search does not find it (4 minutes)
#
# Programs that write text or music rarely search exactly. They use a *beam*: keep the few best
# beginnings, add a note to each, keep the best again. By how many bits does it miss the mode of 16
# notes or more?

# %%
from meantone.decoding import beam

missed = {}
for order in (4, 5, 6):
    exact = -modes["16 or more", order].log2_probability
    for width in (1, 4, 16, 64, 256):
        ### LIVE: the best tune that the beam finds
        best = beam(models[order], width, at_least=16, at_most=64)[0]
        missed[order, width] = abs(round(-best.log2_probability - exact, 2))
pd.Series(missed).rename_axis(["order", "width"]).unstack()

# %% [markdown]
# Wider helps; at order 6 even 256 beginnings are not enough. Follow its mode from note to note, beside
# what a beam of width 8 found.

# %%
found = {"exact": modes["16 or more", 6].tokens}
found["beam of width 8"] = beam(models[6], 8, at_least=16, at_most=64)[0].tokens
### LIVE: what has been paid after each note
paid = {name: surprise(models[6], tokens).cumsum() for name, tokens in found.items()}
for notes in (2, 4, 8, 17):  # with the end
    each = ", ".join(f"{name} {sums[notes - 1]:5.1f} bits" for name, sums in paid.items())
    print(f"after {notes:2} events: {each}")

# %% [markdown]
# The mode begins with a costly step, and then most notes are cheap. A beam sees the costly beginning
# and drops it. It does not lack width. It does not know *what is left to pay*.
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
