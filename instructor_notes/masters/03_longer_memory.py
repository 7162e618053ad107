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
#     lesson: "03"
#     minutes: 60
# ---

# %% [markdown]
# # 03 · Is more memory better?
#
# **What you will be able to do** (60 minutes)
#
# - Give a machine a memory of any length, and say what that costs.
# - Lend a chance to what was never heard, and find the memory that predicts new songs best.
# - Show that predicting well and composing well are two things.
#
# **What you need**: lesson 02, above all counting, sampling, and surprise in bits.
#
# **What you will hear**: a machine that steals, a song that is impossible, and a machine that
# predicts well and cannot get out of its own loop.

# %% minutes=1
from collections import Counter, defaultdict
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd

from meantone import show
from meantone.decoding import sample
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.measures import bootstrap_interval, copied_shares, longest_copies, repeated
from meantone.models import NGram, kneser_ney, maximum_likelihood, surprises, witten_bell
from meantone.tunes import Degree, load

progress_bar("03")

# %% [markdown]
# ## Predict
#
# The machine of lesson 02 remembered one note, and wandered. This one will remember seven. It
# learns from the same children's songs, by the same counting.

# %% minutes=1
predict(
    "03.first",
    "What will a machine that remembers seven notes sing?",
    choices=["noise", "new songs", "pieces of the songs it learned"],
)

# %% [markdown]
# ## Build: a memory of any length
#
# What a machine looks back at is its *context*. A machine of *order* n predicts from n - 1 events,
# so the chain of lesson 02 has order 2. The start of a song is an event like any other: a context
# may begin with it, and reaches no further back.

# %% minutes=1
corpus = load("kinder")
view = Degree.of(corpus)
size = len(view.vocabulary)
end, start = size, size + 1  # two more tokens: after the last note, before the first
names = [*view.labels, "end", "start"]
learned = corpus.part("train")
songs = [view.encode(tune).tolist() for tune in learned]


# %% minutes=1
def steps(song, order):
    """Each note of a song, and its end, after the order - 1 events before it."""
    past = [start, *song]
    for place, after in enumerate([*song, end], start=1):
        ### LIVE: the context and what came after it
        yield tuple(past[max(place - order + 1, 0) : place]), after


# %% [markdown]
# Count as before, in a dictionary of contexts. What comes after 2? After 3 2? After 4 3 2?


# %% minutes=1
def count(songs, order):
    """For each context a Counter of what came next."""
    follows = defaultdict(Counter)
    for song in songs:
        for context, after in steps(song, order):
            ### LIVE: count this step
            follows[context][after] += 1
    return follows


# %% minutes=1
phrase = [names.index(name) for name in ("5", "5", "4", "3", "2")]
for order in range(1, 6):
    row = count(songs, order)[tuple(phrase[len(phrase) - order + 1 :])]
    after = ", ".join(f"{names[token]} {n}x" for token, n in row.most_common(4))
    print(f"order {order}: heard {row.total():5,} times; then came {after}")

# %% [markdown]
# The longer the memory, the clearer its answer here, and the fewer the cases that it rests on. Now
# let it sing. Three machines, the same songs, the same dice.


# %% minutes=1
def sing(follows, order, rng, longest=48):
    """Notes drawn one after another, each by the counts of its context."""
    song = [start]
    while len(song) <= longest:
        row = follows[tuple(song[max(len(song) - order + 1, 0) :])]
        chances = np.array(list(row.values())) / row.total()
        after = int(rng.choice(list(row), p=chances))
        if after == end:
            break
        song.append(after)
    return song[1:]


# %% minutes=2
### LIVE: a song of orders 2, 4 and 8, each with seed 4
sung = {order: sing(count(songs, order), order, np.random.default_rng(4)) for order in (2, 4, 8)}
labels = {order: f"order {order}: {len(song)} notes" for order, song in sung.items()}
show.listen({labels[order]: view.decode(song, duration=24) for order, song in sung.items()})

# %% [markdown]
# The last one has a beginning, a middle and an end. It composes! Or does it? Look for its longest
# run of notes in the songs that it learned.


# %% minutes=1
def longest_run(song, others):
    """How many notes in a row a song shares with one of the others, and with which."""
    best, whose = 0, None
    letters = "".join(map(chr, song))
    for number, other in enumerate("".join(map(chr, other)) for other in others):
        ### LIVE: as long as a longer run is found: note its length and its owner
        while any(letters[i : i + best + 1] in other for i in range(len(letters) - best)):
            best, whose = best + 1, number
    return best, whose


# %% minutes=2
from meantone.widgets import Playlist

### LIVE: the longest run of each of the three songs
runs = {order: longest_run(song, songs) for order, song in sung.items()}
for order, (best, whose) in runs.items():
    title = learned[whose].title.capitalize()
    print(f"order {order}: {best} of {len(sung[order])} notes in a row from {title}")
original = view.decode(songs[whose], duration=24)
theft = {labels[8]: view.decode(sung[8], duration=24), f"the song: {title}": original}
hear("03.theft", Playlist(theft))

# %% [markdown]
# Chance, or a habit? The same for 200 songs of the machine of order 8.

# %%
rng = np.random.default_rng(1)
follows = count(songs, 8)
drawn = [song for song in (sing(follows, 8, rng) for _ in range(200)) if song]
### LIVE: the share of each tune that is one run
shares = np.array([longest_run(song, songs)[0] / len(song) for song in drawn])
low, high = bootstrap_interval(shares, np.random.default_rng(0))
print(f"of a tune {shares.mean():.0%} is one run from one song ({low:.0%} to {high:.0%}),")
print(f"and {np.mean(shares == 1):.0%} of its tunes are taken whole")
assert low > 0.5

# %% minutes=1
reveal("03.first", "pieces of the songs it learned")

# %% [markdown]
# `NGram` of the package counts the same contexts, and `longest_copies` finds the same runs.

# %%
follows = count(songs, 4)
### LIVE: the package's model of order 4, nothing borrowed
model = NGram.fit(songs, size, order=4, smoothing=maximum_likelihood)
for context, row in follows.items():
    by_hand = [row[token] / row.total() for token in range(size + 1)]
    assert np.allclose(model.table[model.contexts.locate(context)], by_hand)
by_hand = [best for best, _ in runs.values()]
assert by_hand == longest_copies(list(sung.values()), songs).tolist()
print("by hand and package agree on", len(follows), "contexts")

# %% [markdown]
# ## See: a table that empties
#
# Each row of the machine's table is a context. With every note of memory there are as many times
# more rows as there are notes to choose from. How many of the rows did the songs fill?

# %% minutes=2
rows = []
for order in range(1, 9):
    follows = count(songs, order)
    ### LIVE: how often each context was heard
    cases = [row.total() for row in follows.values()]
    ### LIVE: in how many ways it went on
    ways = [len(row) for row in follows.values()]
    rows.append(
        {"order": order, "contexts possible": f"{size ** (order - 1):,}", "heard": len(follows)}
        | {"of these heard only once": f"{np.mean(np.array(cases) == 1):.0%}"}
        | {"of these only one way on": f"{np.mean(np.array(ways) == 1):.0%}"}
    )
assert np.mean(np.array(ways) == 1) > 0.8
pd.DataFrame(rows).set_index("order")

# %% [markdown]
# At order 8 nearly all rows know one way on. Such a machine chooses now and then; the rest of the
# time it recites. That is the theft, explained.
#
# **Exercise 1 (4 minutes).** Now the other side of the same thing. Of a *new* song, how much was
# never heard? Take all its runs of `length` notes, and return the share of those that occur in
# none of the songs.


# %% minutes=4
def unseen(songs, tune, length):
    """The share of the tune's runs of this length that none of the songs holds."""
    ### BEGIN SOLUTION
    known = {tuple(song[i : i + length]) for song in songs for i in range(len(song) - length + 1)}
    runs = [tuple(tune[i : i + length]) for i in range(len(tune) - length + 1)]
    return sum(run not in known for run in runs) / len(runs)
    ### END SOLUTION


check("03.unseen", unseen)

# %% [markdown]
# ## Hear: the impossible song
#
# The songs for validation and test were kept from the machine. A step that it never heard has the
# chance 0, and a song with such a step is *impossible*: its surprise is infinite.

# %% minutes=1
predict(
    "03.impossible",
    "Of 100 new songs, how many will a machine of order 4 call impossible?",
    between=(0, 100),
    step=1,
)


# %%
def first_zero(song, follows, order):
    """How many notes are possible before the first that is not; None if all are."""
    found = (after in follows.get(context, {}) for context, after in steps(song, order))
    return next((place for place, known in enumerate(found) if not known), None)


# %%
new = [view.encode(t).tolist() for part in ("valid", "test") for t in corpus.part(part)]
impossible = {}
for order in range(1, 9):
    follows = count(songs, order)
    ### LIVE: which songs have a step that was never heard?
    zeros = [first_zero(song, follows, order) is not None for song in new]
    impossible[order] = 100 * np.mean(zeros)
    low, high = bootstrap_interval(zeros, np.random.default_rng(0))
    print(f"order {order}: {np.mean(zeros):.0%} of {len(new)} songs ({low:.0%} to {high:.0%})")

# %% minutes=1
reveal("03.impossible", round(impossible[4]))

# %% [markdown]
# One of them is *Häschen in der Grube*. This is as far as the machine of order 4 can imagine it;
# the note in red is out of the question.

# %% minutes=1
hare = corpus.find("kinder0-185")
follows = count(songs, 4)
### LIVE: where does it become impossible?
zero = first_zero(view.encode(hare).tolist(), follows, 4)
events = [event for event, pitch in enumerate(hare.pitches) if pitch >= 0]
colors = ["red" if event == events[zero] else None for event in range(len(hare))]
show.score(hare, colors, title=f"Possible for {zero} notes, then impossible for ever")

# %% minutes=1
tokens = view.encode(hare)
show.listen(
    {
        f"what it can imagine: {zero} notes": view.decode(tokens[:zero], duration=24),
        f"what children sing: {len(tokens)} notes": view.decode(tokens, duration=24),
    }
)

# %% [markdown]
# ## Repair: borrow
#
# What was never heard is not impossible, it is only unheard. So every context must lend a little
# of its chance to the unheard. The simplest loan: **add** a bit to every count, as lesson 02 did.
# But then all that is unheard is equally likely: the next step of the scale, and a note that
# hardly any child sings.
#
# Better to ask someone who knows more: the same machine with *one note less of memory*. And how
# much to borrow? **Witten and Bell** (1991) say: a context that met `T` different notes in `N`
# cases was surprised `T` times, so count `T` cases more, and let the shorter memory fill them:
#
# `p = (c + T * lower) / (N + T)`, where `c` is how often the note came here.
#
# Below no memory at all every note has the same chance. Climb up from there, for the note in red:

# %% minutes=3
context, red = list(steps(tokens.tolist(), 4))[zero]
p = 1 / (size + 1)
print(f"{names[red]} is one of {size + 1} tokens: p = {p:.4f}")
for order in range(1, 5):
    shorter = context[len(context) - order + 1 :]
    row = count(songs, order)[shorter]
    ### LIVE: c, N and T of this row
    c, N, T = row[red], row.total(), len(row)
    ### LIVE: Witten and Bell's rule
    p = (c + T * p) / (N + T)
    said = " ".join(names[token] for token in shorter) or "anything"
    print(f"after {said:8}: c = {c:3}, N = {N:4}, T = {T:2}, so p = {p:.4f}")

# %% [markdown]
# Not impossible any more, and likelier than a note from nowhere. The package says the same:

# %%
### LIVE: the package's model of order 4 by Witten and Bell
lending = NGram.fit(songs, size, order=4, smoothing=witten_bell)
here = lending.contexts.locate(context)
assert p > 1 / (size + 1)
assert np.isclose(lending.table[here, red], p)
own = lending.counts(context) / (N + T)
shares = pd.DataFrame({"note": names[: size + 1], "its own cases": own})
shares["borrowed"] = lending.table[here] - own
shares = shares[lending.table[here] > 0.004].melt("note", var_name="from", value_name="chance")

# %% minutes=1
(
    alt.Chart(shares)
    .mark_bar()
    .encode(
        x=alt.X("note:N", sort=names, title="next note"),
        y=alt.Y("chance:Q").axis(format="%"),
        color=alt.Color("from:N", title=None),
    )
    .properties(
        width=480,
        title=f"After {said}: what it heard itself, and what it borrows",
        description="Stacked bars: most of the chance is from the context's own cases; the rest is"
        " borrowed, and goes to many notes, also to those that never came here.",
    )
)

# %% [markdown]
# **Exercise 2 (5 minutes).** Witten and Bell's rule for a whole row at once. `counts` says how
# often each token came after one context, `lower` what the shorter memory gives. A context that
# was never heard has nothing of its own to say.


# %% minutes=5
def borrowing(counts, lower):
    """The chances of all tokens after one context; two arrays go in, one comes out."""
    ### BEGIN SOLUTION
    counts, lower = np.asarray(counts), np.asarray(lower)
    kinds = np.count_nonzero(counts)
    if kinds == 0:
        return lower
    return (counts + kinds * lower) / (counts.sum() + kinds)
    ### END SOLUTION


check("03.borrowing", borrowing)

# %% [markdown]
# ## Whom to ask: many cases, or many companions?
#
# **Kneser and Ney** (1995) noticed that the shorter memory answers the wrong question. It is only
# asked in a place where the longer one was at a loss, so not how *often* a note came matters, but
# in how many *different contexts*: how freely it goes with others.

# %% minutes=2
pairs = count(songs, 2)
cases = sum(pairs.values(), Counter())
### LIVE: after how many different events did each come?
companions = Counter(after for row in pairs.values() for after in row)
four, seven = names.index("4"), names.index("7,")
for token in (four, seven, names.index("1'"), end):
    print(
        f"{names[token]:>3} came {cases[token]} times, after {companions[token]} different events"
    )
assert cases[four] > 3 * cases[seven]
assert companions[four] == companions[seven]

lowest = NGram.fit(songs, size, order=2, smoothing=kneser_ney(0)).table[0]
by_hand = np.array([companions[token] for token in range(size + 1)])
assert np.allclose(lowest, by_hand / by_hand.sum())  # with nothing discounted

# %% [markdown]
# The 4 came several times as often as the low 7, and goes with no more others.
#
# So Kneser and Ney count companions in all shorter memories, take a fixed *discount* from every
# count, and lend out what they took. *Modified* Kneser-Ney (Chen and Goodman 1998) takes different
# discounts from counts of 1, 2, and more.
#
# **Exercise 3 (3 minutes).** For each note, how many different notes came directly before it?


# %% minutes=3
def companions_of(songs):
    """A dict: for each note, how many different notes came directly before it."""
    ### BEGIN SOLUTION
    before = defaultdict(set)
    for song in songs:
        for note, after in pairwise(song):
            before[after].add(note)
    return {note: len(others) for note, others in before.items()}
    ### END SOLUTION


check("03.companions_of", companions_of)

# %% [markdown]
# ## Bug hunt: too good to be true
#
# A programmer found all this lending tedious. "If a note was heard here, take its share. If not,
# take what the shorter memory says. Done." Any function of counts and shorter memory can be a rule
# for `NGram`. Here is this one, and what it gives on the new songs, in bits per note:


# %% minutes=2
def shortcut(counts, lower):
    """Rows (n, size + 1): the own share where there is one, else the shorter memory's."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return np.where(counts > 0, shares, lower)


scores = {}
for name, rule in [("Witten-Bell", witten_bell), ("shortcut", shortcut)]:
    machines = [NGram.fit(songs, size, order, smoothing=rule) for order in (2, 4, 6, 8)]
    scores[name] = [np.mean([b.mean() for b in surprises(m, new)]) for m in machines]
pd.DataFrame(scores, index=pd.Index([2, 4, 6, 8], name="order")).round(2)

# %% [markdown]
# The shortcut beats Witten and Bell at every order, and more memory is better for ever: the lesson
# could end here. What is wrong? Look at the rule, and say what you would check, *before* you run
# the next cell.

# %% minutes=1
for name, rule in [("Witten-Bell", witten_bell), ("shortcut", shortcut)]:
    sums = NGram.fit(songs, size, 8, smoothing=rule).table.sum(axis=1)
    print(f"{name}: the rows sum to {sums.mean():.2f} on average, {sums.max():.2f} at most")
assert scores["shortcut"] == sorted(scores["shortcut"], reverse=True)
assert all(np.less(scores["shortcut"], scores["Witten-Bell"]))
assert sums.mean() > 1.5

# %% [markdown]
# It hands out more chance than there is: it gives to the unheard, and takes from nobody. Bits are
# bits only if every row sums to 1. Check that *first* when a figure looks too good.
#
# **Exercise 4 (4 minutes).** Take before you give. From each count that is not zero take
# `discount`; what was taken, all together, is shared out as `lower` says. (With companions as
# counts, that is Kneser and Ney.)


# %% minutes=4
def discounted(counts, lower, discount):
    """The chances of all tokens after one context that was heard; they sum to 1."""
    ### BEGIN SOLUTION
    counts, lower = np.asarray(counts), np.asarray(lower)
    kept = np.maximum(counts - discount, 0)
    return (kept + (counts.sum() - kept.sum()) * lower) / counts.sum()
    ### END SOLUTION


check("03.discounted", discounted)

# %% [markdown]
# Stuck on an exercise? Ask for a hint, up to three times: `hint("03.discounted")`.
#
# ## Measure: how much memory is best?
#
# Now with more music: the corpus `folk`. The machines learn from its train part, and are judged on
# its validation part. The test part waits until all choices are made.

# %% minutes=1
predict(
    "03.curve",
    "How many bits per note will new tunes cost at each order, by Witten and Bell's rule?",
    over=range(1, 9),
    between=(0, 5),
    axes=("order", "bits per note"),
)

# %%
from meantone.models import Contexts, add, modified_kneser_ney

folk = load("folk")
wide = Degree.of(folk)
width = len(wide.vocabulary)
### LIVE: the three parts, as tokens
train, valid, test = ([wide.encode(t) for t in folk.part(p)] for p in ("train", "valid", "test"))
print(f"{sum(map(len, train)):,} notes of {len(train):,} tunes to learn from; {len(valid)} judge")

orders = range(1, 9)
contexts = {order: Contexts.of(train, width, order) for order in orders}
rules = {"add 0.1": add(0.1), "Witten-Bell": witten_bell}
rules["modified Kneser-Ney"] = modified_kneser_ney


# %% minutes=1
def bits_per_note(model, tunes):
    """For each tune its mean surprise, the end included."""
    return np.array([bits.mean() for bits in surprises(model, tunes)])


rng = np.random.default_rng(0)
mixed = [rng.permutation(tune) for tune in valid]
found, unheard = {}, {}
for order in orders:
    for name, rule in rules.items():
        ### LIVE: the model of this order by this rule
        model = NGram(contexts[order], rule)
        ### LIVE: its bits for each tune to judge by
        found[name, order] = bits_per_note(model, valid)
    found["shuffled", order] = bits_per_note(model, mixed)  # by modified Kneser-Ney
    unheard[order] = np.mean(np.concatenate(model.unseen(valid)))

# %%
reveal(
    "03.curve",
    {order: found["Witten-Bell", order].mean().round(2) for order in orders},
    axes=("order", "bits per note"),
)


# %%
def spread(values):
    """The mean over tunes, and the interval that chance leaves around it."""
    low, high = bootstrap_interval(values, np.random.default_rng(1), draws=500)
    return {"mean": np.mean(values), "low": low, "high": high}


### LIVE: a row for each curve and order, with its spread
curves = pd.DataFrame(
    {"rule": name, "order": order} | spread(bits) for (name, order), bits in found.items()
)
table = curves.pivot(index="order", columns="rule", values="mean")[[*rules, "shuffled"]].round(2)
table["steps never heard"] = [f"{unheard[order]:.1%}" for order in orders]
table

# %% minutes=1
base = alt.Chart(curves, width=460).encode(
    x=alt.X("order:O"), color=alt.Color("rule:N", sort=list(table), legend=None)
)
axis = alt.Y("low:Q", title="bits per note").scale(zero=False)
names_of = base.transform_filter("datum.order == 8").mark_text(align="left", dx=9)
(
    base.mark_area(opacity=0.2).encode(y=axis, y2="high:Q")
    + base.mark_line(point=True).encode(y="mean:Q")
    + names_of.encode(y="mean:Q", text="rule:N")
).properties(
    title="The first notes of memory save bits, the last ones cost some",
    description="Bits per note over the order. All three rules are lowest in the middle; then"
    " adding rises most, Witten-Bell less, modified Kneser-Ney least. Shuffled tunes lie above.",
)

# %%
best = {name: min(orders, key=lambda order: found[name, order].mean()) for name in rules}
long, short = (found["modified Kneser-Ney", o] for o in (8, best["modified Kneser-Ney"]))
### LIVE: the difference, tune by tune, with its spread
more = spread(long - short)
print("lowest:", ", ".join(f"{name} at order {order}" for name, order in best.items()))
print(f"order 8 costs modified Kneser-Ney {more['mean']:.3f} bits more,", end=" ")
print(f"from {more['low']:.3f} to {more['high']:.3f}")
assert more["low"] > 0
assert all(2 < order < 8 for order in best.values())

# %% [markdown]
# A memory that is too short knows too little of the tune. One that is too long knows too little of
# the world: most of what it would look up, it never heard. The better the rule, the cheaper the
# loan, but borrowing is never free.
#
# Now choose yourself, among the machines that learned children's songs. Is the best order the same
# with so much less to learn from? Find the machine that copies most, and listen to it.

# %% minutes=2
from meantone.widgets import OrderExplorer, survey

pupils, judges = [np.array(song) for song in songs], [np.array(song) for song in new]
OrderExplorer(survey(view, pupils, judges, np.random.default_rng(0)))

# %% [markdown]
# ## Measure: who copies?
#
# A machine of order 8 that only counts is built of runs of eight notes that it heard, so look for
# longer ones: twelve. People re-use what they know, too. So tunes that nobody learned from stand
# beside the machines, and the same tunes shuffled. Of each tune we take the first 48 notes: longer
# ones have more chances.


# %% minutes=1
def openings(tunes, length=48):
    """The first notes of all tunes that have so many."""
    return [tune[:length] for tune in tunes if len(tune) >= length]


singers = {("people", 0): test, ("shuffled", 0): [rng.permutation(tune) for tune in test]}
copiers = {"counting alone": maximum_likelihood, "modified Kneser-Ney": modified_kneser_ney}
for order in range(2, 9):
    for name, rule in copiers.items():
        ### LIVE: the machine of this order by this rule
        machine = NGram(contexts[order], rule)
        ### LIVE: let it sing 600 tunes of at most 48 notes, with seed 2
        singers[name, order] = sample(machine, 600, np.random.default_rng(2), longest=48)

# %%
rows = [(*who, tune) for who, tunes in singers.items() for tune in openings(tunes)]
heard = pd.DataFrame(rows, columns=["who", "order", "tune"])
heard["copied"] = copied_shares(heard["tune"].tolist(), train, 12)
copies = pd.DataFrame(
    {"who": who, "order": order} | spread(tunes["copied"])
    for (who, order), tunes in heard.groupby(["who", "order"], sort=False)
)
people, shuffled = copies[:1], copies[1:2]
print(f"people: {people['mean'].item():.1%}, shuffled: {shuffled['mean'].item():.1%}")
recital = copies[(copies["who"] == "counting alone") & (copies["order"] == 8)]
assert recital["low"].item() > 3 * people["high"].item()

# %% minutes=1
base = alt.Chart(copies[2:], width=460).encode(x="order:O", color=alt.Color("who:N", legend=None))
axis = alt.Y("low:Q", title="runs that are copied").axis(format="%")
band = alt.Chart(people).mark_rect(opacity=0.3, color="gray").encode(y="low:Q", y2="high:Q")
who = base.transform_filter("datum.order == 8").mark_text(align="left", dx=9)
(
    band
    + base.mark_area(opacity=0.2).encode(y=axis, y2="high:Q")
    + base.mark_line(point=True).encode(y="mean:Q")
    + who.encode(y="mean:Q", text="who:N")
).properties(
    title="With a long memory, counting alone copies more than people do (gray band)",
    description="Share of runs of twelve notes that occur in training, over the order. Counting"
    " alone rises steeply after order 6, far above the band of people; Kneser-Ney stays near it.",
)

# %% [markdown]
# ## A split that leaks
#
# The judges' tunes were kept from the machines, and so were their *near-duplicates*, their twins:
# all variants of a tune are in one part. What if someone just draws tunes at random? The sizes
# stay, the rule stays: modified Kneser-Ney.

# %% minutes=1
places = np.random.default_rng(0).permutation(len(folk))
judging, learning = places[: len(valid)], places[len(valid) : len(valid) + len(train)]
everything = [wide.encode(tune) for tune in folk]
loose_train, loose_valid = ([everything[i] for i in part] for part in (learning, judging))
### LIVE: which judging tunes have a near-duplicate among those learned?
twin = np.isin(folk.clusters[judging], folk.clusters[learning])
leaky = {o: bits_per_note(NGram.fit(loose_train, width, o), loose_valid) for o in orders}
print(f"{twin.mean():.0%} of the judging tunes have a twin among those learned")

# %%
splits = {
    "twins kept together": {o: found["modified Kneser-Ney", o] for o in orders},
    "drawn at random": leaky,
    "at random, without the twins": {o: bits[~twin] for o, bits in leaky.items()},
}
means = {name: {o: bits.mean() for o, bits in curve.items()} for name, curve in splits.items()}
chosen = {name: min(curve, key=curve.get) for name, curve in means.items()}
print("looks best:", ", ".join(f"order {order} ({name})" for name, order in chosen.items()))
tidy, *_, apart = chosen.values()
assert max(tidy, apart) < chosen["drawn at random"] == 8
profit = spread(leaky[tidy] - leaky[8])
print(f"drawn at random, order 8 saves {profit['mean']:.3f} bits over order {tidy},", end=" ")
print(f"from {profit['low']:.3f} to {profit['high']:.3f}")

# %% minutes=1
points = pd.DataFrame(means).loc[3:].rename_axis("order").reset_index()
points = points.melt("order", var_name="split", value_name="bits")
(
    alt.Chart(points, width=420)
    .mark_line(point=True)
    .encode(
        x=alt.X("order:O"),
        y=alt.Y("bits:Q", title="bits per note").scale(zero=False),
        color=alt.Color("split:N", sort=None, title=None),
    )
    .properties(
        title="Where near-duplicates leak, the longest memory seems best",
        description="Drawn at random the curve falls to the end; the other two turn up again.",
    )
)

# %% [markdown]
# The leaking split says: more memory is better. It says so because of the tunes that the machine
# had met before. Leave these out, and the same split says what the careful one says. Whoever
# trusts a leaking split chooses the machine that recites.
#
# ## The memory that is missing
#
# Is that all that memory can do? People come back to what they sang before. Of the runs of four
# notes in a tune, how many came earlier in the same tune?

# %% minutes=1
### LIVE: how much of each tune came before in it, in runs of four
heard["repeated"] = [repeated(tune, 4) for tune in heard["tune"]]
returning = pd.DataFrame(
    {"who": who, "order": order or "-"} | spread(tunes["repeated"])
    for (who, order), tunes in heard.groupby(["who", "order"], sort=False)
)
assert returning["high"][1:].max() < returning["low"][0]
returning[returning["order"].isin(["-", 2, 5, 8])].round(3)

# %% [markdown]
# No order repeats itself as people do. A machine of order 8 knows thousands of other tunes, and of
# its own it knows the last seven notes. What is missing is a memory of **the tune at hand**.
#
# The literature's answer is a second machine that learns from this tune alone, while it goes on: a
# *short-term model* (Pearce 2005), which lends by Witten and Bell's rule at every length. The two
# are mixed, and at each note the one that is surer has more to say. How much more, the validation
# part decides.

# %% minutes=1
from meantone.models import PPM, Mixture, by_certainty

champion = best["modified Kneser-Ney"]
long_term = NGram(contexts[champion], modified_kneser_ney)
### LIVE: the short-term model of the same order
short_term = PPM.short_term(width, order=champion)
### LIVE: the two of them mixed by certainty, with a bias of 1, 2, 4, 8
duos = {b: Mixture([long_term, short_term], by_certainty(b)) for b in (1, 2, 4, 8)}
scores = {b: bits_per_note(duo, valid).mean() for b, duo in duos.items()}
duo = duos[min(scores, key=scores.get)]
gain = spread(bits_per_note(long_term, valid) - bits_per_note(duo, valid))
print(f"the duo saves {gain['mean']:.2f} bits, from {gain['low']:.2f} to {gain['high']:.2f}")
assert gain["low"] > 0

# %% [markdown]
# A good step, and no longer memory could take it. Hear what it sings, beside the machine without
# memory of the tune.

# %% minutes=1
degrees = np.array(wide.vocabulary)  # of each token, in semitones above the tonic
choir = {"people": test}
for name, machine in {"long-term alone": long_term, "duo": duo}.items():
    choir[name] = sample(machine, 600, np.random.default_rng(6), longest=48)
leaps = {}
for name, tunes in choir.items():
    leaps[name] = spread([np.abs(np.diff(degrees[t])).mean() for t in openings(tunes)])
    step, low, high = leaps[name].values()
    print(f"{name}: {step:.1f} semitones a step ({low:.1f} to {high:.1f})")
assert leaps["duo"]["low"] > 1.2 * leaps["people"]["high"]
players = {name: wide.decode(tunes[1][:40], duration=24) for name, tunes in choir.items()}
hear("03.duo", Playlist(players))

# %% [markdown]
# ## Repair: borrow once more
#
# The duo predicts better, and leaps about as nobody sings. Where does it get that from? At the
# beginning the short-term machine has heard nothing and guesses evenly among all notes. As long as
# people sing, that does little harm. But when it sings itself, its guesses *become the tune that
# it learns from*.
#
# It lends by the rule, and borrows from nobody. So let the tune at hand borrow from the long-term
# machine. First what is to be counted: what came after the last `depth` notes, earlier in the same
# tune? The package's short-term machine counts the same.


# %%
def so_far(played, depth, size):
    """Counts (batch, size + 1) of what came after the last notes before; played: (batch, time)."""
    counts = np.zeros((len(played), size + 1))
    if played.shape[1] > depth:
        pasts = np.lib.stride_tricks.sliding_window_view(played, depth, axis=1)
        tune, place = np.nonzero((pasts[:, :-1] == pasts[:, -1:]).all(axis=2))
        np.add.at(counts, (tune, played[tune, place + depth]), 1)
    return counts


# %%
from meantone.models import SequenceModel
from meantone.models.at_hand import begin, counts_at_hand, remember

jacques = 0, 2, 4, 0, 0, 2, 4, 0, 4, 5, 7, 4, 5, 7  # semitones above the tonic
played = np.array([[wide.vocabulary.index(degree) for degree in jacques]])  # one tune: (1, time)
at_hand = begin(1)
for notes in played.T:
    at_hand = remember(at_hand, notes, np.array([0]))
package = counts_at_hand(at_hand, width, deepest=8)  # (1, depths, size + 1)
for depth in range(1, package.shape[1]):
    assert np.array_equal(package[:, depth], so_far(played, depth, width))
print(f"by hand and package agree on what came after the last 1 to {depth} notes of it")


# %% minutes=1
class Cached(SequenceModel):  # a model that asks the tune at hand, and borrows from another model
    def __init__(self, model, depths):
        self.model, self.depths, self.size = model, depths, model.size

    def start(self, batch):
        return self.model.start(batch), np.zeros((batch, 0), dtype=int)

    def advance(self, state, tokens):
        return self.model.advance(state[0], tokens), np.column_stack([state[1], tokens])

    def probabilities(self, state):
        rows = self.model.probabilities(state[0])
        for depth in self.depths:  # from short to long, each borrows from the one before
            ### LIVE: what came after these notes in this tune; the rest is borrowed
            rows = witten_bell(so_far(state[1], depth, self.size), rows)
        return rows


# %% [markdown]
# Which of the last notes should it look for: the last two, three, up to eight? Or only longer
# runs, the last four and five? All choices are made now, so the **test part** judges.

# %%
machines = {"long-term alone": long_term, "duo": duo}
for first, last in [(2, 8), (4, 5)]:
    name = f"cache, last {first} to {last} notes"
    machines[name] = Cached(long_term, range(first, last + 1))
### LIVE: judge each machine by the test part
bits = {name: bits_per_note(machine, test) for name, machine in machines.items()}
plain = bits["long-term alone"]
judged = pd.DataFrame([{"machine": n} | spread(b) for n, b in bits.items()]).set_index("machine")
saved = [spread(plain - b) for b in bits.values()]
judged["saves"] = [f"{s['mean']:.3f} ({s['low']:.3f} to {s['high']:.3f})" for s in saved]
assert np.argmin(judged["mean"]) == 3
assert saved[2]["low"] < 0 < saved[2]["high"] < 0.05 < saved[3]["low"]
judged.round(2)

# %% [markdown]
# The last line is the best predictor of this lesson. And look at the first and the third: these
# two predict new tunes equally well, as far as this many tunes can tell. Will they sing alike?

# %% minutes=1
predict(
    "03.composer",
    "Two machines predict equally well. How much do their own tunes repeat themselves?",
    choices=["about equally", "one twice as much", "one ten times as much, or more"],
)

# %% minutes=1
### LIVE: 600 tunes of at most 48 notes by each machine, with seed 4
choruses = {
    name: sample(machine, 600, np.random.default_rng(4), longest=48)
    for name, machine in machines.items()
}
alike = {name: wide.decode(tunes[2][:40], duration=24) for name, tunes in choruses.items()}
del alike["duo"]
hear("03.loop", Playlist(alike))

# %% [markdown]
# The same dice, so the same beginning. Who gets stuck, and when? Now all 600 tunes.

# %%
rng = np.random.default_rng(5)
choruses |= {"people": test, "shuffled": [rng.permutation(tune[:48]) for tune in test]}
returns = pd.DataFrame(
    {"who": name, "repeated": repeated(tune, 4)}
    for name, tunes in choruses.items()
    for tune in openings(tunes)
)

# %%
groups = returns.groupby("who", sort=False)["repeated"]
summary = pd.DataFrame([spread(values) for _, values in groups], index=list(choruses)).round(2)
summary["without"] = [np.mean(values < 0.05) for _, values in groups]
summary["stuck"] = [np.mean(values > 0.6) for _, values in groups]
plain, both, shallow, deep, people, _ = summary.itertuples()
assert shallow.mean > 10 * plain.mean
assert abs(deep.mean - people.mean) < abs(both.mean - people.mean)
assert deep.stuck > 0.1 > people.without + people.stuck
assert 0.4 < deep.without < 0.6
summary.round(2)

# %%
reveal("03.composer", "one ten times as much, or more")

# %% minutes=1
(
    alt.Chart(returns)
    .mark_boxplot(extent="min-max", size=20)
    .encode(
        x=alt.X("repeated:Q", title="runs of four that came before in the tune").axis(format="%"),
        y=alt.Y("who:N", sort=list(choruses), title=None).axis(labelLimit=240),
        color=alt.Color("who:N", legend=None),
    )
    .properties(
        title="Machines that predict alike do not sing alike",
        description="Box plots of repetition. The long-term machine hardly repeats itself; the"
        " cache of 2 to 8 notes does little else, though both predict equally well. The cache of 4"
        " to 5 notes reaches from nothing to everything, people stay between.",
    )
)

# %% [markdown]
# ## Explain
#
# The first and the third machine are equal in bits and far apart in song: one wanders, the other
# is stuck. The last one, our best predictor, comes nearest to people on average. But look at its
# tunes one by one: about half of them hardly come back to anything, and more than one in ten is
# stuck. Nearly all human tunes lie in between. (So an average can be nearly right while the tunes
# are not. Lesson 09 comes back to that.)
#
# Why does the score not see it? A predictor is handed a human past at every single note. A
# composer has only the past that it made itself, and a memory believes what it finds there: what
# it sang twice by chance becomes a habit.
#
# So, is more memory better? Of other people's tunes: up to a point, which depends on how much
# there is to learn from and how well the machine borrows; beyond it, memory recites. Of the tune
# at hand: for predicting yes, if the machine asks for runs that are long enough. **Predicting well
# and composing well are different things.**
#
# ## Key points
#
# - The longer the context, the rarer it is. Counting alone calls almost every new song impossible.
# - Smoothing lends to the unheard, by what a shorter memory knows. Rows must still sum to 1; check
#   that first when a figure is too good.
# - Held-out bits have a lowest point. Where near-duplicates leak, it moves to the machine that
#   copies.
# - Two machines with the same bits can make very different music.
#
# ## To argue about
#
# A singer comes back to a phrase, and we call it form. A machine comes back to a phrase, and we
# call it stuck. What is the difference?
#
# ## Sources
#
# - I. H. Witten and T. C. Bell, *The zero-frequency problem*, 1991. R. Kneser and H. Ney,
#   *Improved backing-off for m-gram language modeling*, 1995. S. F. Chen and J. Goodman, *An
#   empirical study of smoothing techniques for language modeling*, 1998.
# - R. Kuhn and R. De Mori, *A cache-based natural language model for speech recognition*, 1990.
# - M. T. Pearce, *The construction and evaluation of statistical models of melodic structure in
#   music perception and composition*, 2005: long-term and short-term models of melody.
# - Essen Folksong Collection, as distributed with music21; `datasets/folk/datasheet.md`. Seen
#   November 2026.
#
# **Next:** 04 · What is the most likely tune?
