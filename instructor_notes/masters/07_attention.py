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
#     lesson: "07"
#     minutes: 60
# ---

# %% [markdown]
# # 07 · What does the model listen to?
#
# **What you will be able to do** (60 minutes)
#
# - Build one head of attention by hand, with its mask and its sense of place.
# - Catch a loss that is too good, and measure what a trained head listens to.
# - Say what counting, memory and learning are each worth, on many songs and on few.
#
# **What you need**: lessons 03 and 06, and PyTorch.
#
# **What you will hear**: a machine with a nearly perfect loss that cannot sing; and the places
# that another one thinks of before it sings a note.

# %% minutes=1
import altair as alt
import numpy as np
import pandas as pd
import torch

from meantone import show
from meantone.decoding import choose, sample
from meantone.exercises import check, hear, hint, predict, progress_bar, reveal
from meantone.measures import bootstrap_interval
from meantone.models import PPM, MarkovChain, Mixture, NGram, cross_entropy, surprises

# %%
from meantone.models.learned_weights import all_rows, weights_for
from meantone.models.neural import LSTM, Plan, Transformer, WindowMLP, not_prepared, prepared, train
from meantone.models.neural.positions import Positions
from meantone.models.sequence_model import with_ends
from meantone.tunes import Degree, load
from meantone.widgets import AttentionExplorer, Playlist, same_past

progress_bar("07")

# %% [markdown]
# ## Hear: a tune that looks back
#
# The LSTM of lesson 06 squeezed all it had heard into one state, and lost single notes on the way.
# Here is a song whose second phrase begins like its first. Whoever sings the second phrase need
# not *remember* anything: they need to know **where to look**.

# %% minutes=1
corpus = load("folk")
view = Degree.of(corpus)
size = len(view.vocabulary)
songs, valid, test = (
    [view.encode(tune) for tune in corpus.part(part)] for part in ("train", "valid", "test")
)


def comes_back(tune):
    """Whether a short tune begins its second phrase as its first."""
    ends, notes = tune.phrase_ends, tune.notes
    begin = ends[0] + 1 if len(ends) > 2 else 0
    short = 20 <= len(tune) == len(notes) <= 36 and tune.meter is not None
    return short and begin >= 6 and notes[:6] == notes[begin : begin + 6]


# %% minutes=1
### LIVE: test songs that come back, six at most
returning = [tune for tune in corpus.part("test") if comes_back(tune)][:6]
tune = returning[0]
### LIVE: the first of them, as scale degrees
tokens = view.encode(tune)
print(len(songs), "songs to learn from;", len(tokens), "notes in this one")
show.score(tune)

# %%
show.listen({"the song": tune})

# %% [markdown]
# ## Build: one head
#
# Before each new note, every note heard so far gets a say. How much, depends on the notes
# themselves. Each becomes a *point*, 64 numbers, and from the point three things are computed by
# three tables of weights (Vaswani and others 2017):
#
# | what | shape | it says |
# |---|---|---|
# | points | (time, 64) | the notes; place 0 is the start of the tune |
# | queries | (time, 16) | what this note is looking for |
# | keys | (time, 16) | what this note can be found by |
# | values | (time, 16) | what this note has to tell |
# | scores | (time, time) | each query times each key, divided by the root of 16 |
# | shares | (time, time) | softmax of each row: who listens to whom |
# | found | (time, 16) | the values, weighed by the shares |
#
# That is one *head*. The package's network has four in each of two layers. We take its weights,
# and leave its sense of place out for now.

# %% minutes=1
network = Transformer(size, np.random.default_rng(0), width=64, layers=2, heads=4).eval()
block = network.blocks[0]
bag = Positions(64, 4)  # does nothing: no place is marked
read = torch.tensor([[size, *tokens]])
with torch.inference_mode():
    recent, elapsed, caches = network.start(1)
    inside = block.before_attention(network.enter(read, recent, elapsed, 0)[0])
    theirs, _ = block.attention(inside, caches[0], bag)
### LIVE: the points of this song
points = inside[0].numpy()  # (time, 64)
### LIVE: three tables for each of four heads
tables = block.attention.ask.weight.detach().numpy().T.reshape(64, 3, 4, 16)
print("points", points.shape, "; tables for query, key and value of four heads", tables.shape)

# %% [markdown]
# One note looks back. Here the last one:

# %% minutes=1
ask, offer, tell = (tables[:, part, 0] for part in range(3))  # of the first head, (64, 16) each
### LIVE: what the last note looks for
query = points[-1] @ ask  # (16,)
### LIVE: what every note can be found by
keys = points @ offer  # (time, 16)
### LIVE: how well they fit, scaled
scores = keys @ query / np.sqrt(16)
### LIVE: softmax
shares = np.exp(scores) / np.exp(scores).sum()
print("shares:", shares.shape, "sum", round(float(shares.sum()), 3))
print("largest", f"{shares.max():.2f};", "spread evenly", f"{1 / len(shares):.2f}")

# %% [markdown]
# An untrained head hardly prefers anything. Why divide by the root of 16? The sum of 16 random
# products is about four times as large as one. Undivided, softmax would put all on one note before
# anything was learned.
#
# **Exercise 1 (5 minutes).** Write it as a function.


# %% minutes=5
def shares_of(query, keys):
    """How much one query listens to each key, (time,); query (depth,), keys (time, depth)."""
    ### BEGIN SOLUTION
    scores = keys @ query / np.sqrt(len(query))
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()
    ### END SOLUTION


check("07.shares", shares_of)

# %% [markdown]
# All notes ask at once. But a note must not ask one that comes after it: when the tune is sung,
# that one will not be there. So the scores to the right of the diagonal become minus infinity, and
# `e` to that is 0. This is the **causal mask**.
#
# **Exercise 2 (4 minutes).** Row t is the one who asks, column s the one who is asked. Hide what
# follows.


# %% minutes=4
def masked(scores):
    """The scores (time, time), minus infinity where s comes after t."""
    ### BEGIN SOLUTION
    return np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)
    ### END SOLUTION


check("07.masked", masked)


# %% minutes=1
def listen(query, keys):
    """Who listens to whom, (time, time), from queries and keys (time, depth)."""
    scores = query @ keys.T / np.sqrt(query.shape[1])
    ### LIVE: nobody hears what follows
    scores = np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    ### LIVE: in each row a sum of 1
    return raised / raised.sum(axis=1, keepdims=True)


heard = listen(points @ ask, points @ offer)
assert np.allclose(heard.sum(axis=1), 1)
print("who listens to whom:", heard.shape, "; of what follows:", np.triu(heard, 1).max())


# %% minutes=1
found = []
for head in range(4):
    ask, offer, tell = (tables[:, part, head] for part in range(3))
    ### LIVE: the values, weighed by who listens to whom
    found.append(listen(points @ ask, points @ offer) @ (points @ tell))  # (time, 16)
### LIVE: side by side, mixed by the last table
ours = np.hstack(found) @ block.attention.out.weight.detach().numpy().T  # (time, 64)
assert np.abs(ours - theirs[0].numpy()).max() < 1e-5
print("four heads side by side, mixed by a last table:", ours.shape, "as the package: True")

# %% [markdown]
# **Exercise 3 (6 minutes).** One head from beginning to end, on your own.


# %% minutes=6
def head_of(points, ask, offer, tell):
    """What each token finds, (time, value); tables (width, depth), (width, depth), (width, value).

    It listens to itself and to what came before it.
    """
    ### BEGIN SOLUTION
    query, keys, values = points @ ask, points @ offer, points @ tell
    scores = query @ keys.T / np.sqrt(query.shape[1])
    scores[~np.tri(len(points), dtype=bool)] = -np.inf
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True) @ values
    ### END SOLUTION


check("07.head", head_of)

# %% [markdown]
# ## Bug hunt: the best loss of the course
#
# A programmer trains a tiny Transformer on every seventh song for a few seconds. One line of it is
# not ours.


# %% minutes=1
def tiny():
    """One layer, two heads, one token at a time."""
    return Transformer(
        size, np.random.default_rng(0), width=32, layers=1, heads=2, figure=1, dropout=0.0
    )


def programmers(query, keys):
    """Who listens to whom."""
    return (query @ keys.transpose(2, 3) / query.shape[-1] ** 0.5).softmax(-1)


# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
short, seventh, judges = Plan(epochs=4, rate=1e-2, batch=16), songs[::7], valid[::8]
strange, honest = tiny(), tiny()
strange.blocks[0].attention.weights = programmers
### LIVE: counting, on all songs
ngram = NGram.fit(songs, size, order=5)
### LIVE: train both, one after the other
too_good, right = (train(n, seventh, judges, short, show=False) for n in (strange, honest))
line = cross_entropy(ngram, judges)
print(f"programmer's {too_good.best_bits:.2f} bits on new songs, ours {right.best_bits:.2f};")
print(f"the n-gram, which learned from all {len(songs)} songs: {line:.2f};", end=" ")
print(f"an even guess among all symbols: {np.log2(size + 1):.2f}")
assert too_good.best_bits < 0.5 < 2 < right.best_bits < 3

# %% [markdown]
# On *new* songs, after a few seconds. **Predict**: the same network has to guess the same songs as
# one sings them, note by note, each guess before the note is there.

# %% minutes=1
predict(
    "07.mask",
    "Note by note, how many bits will the programmer's network need?",
    between=(0, 16),
    step=0.1,
)


# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
def note_by_note(model, tunes):
    """Mean bits of each tune, each note guessed before it is read."""
    tokens, begins = with_ends(tunes, model.size)
    rows = all_rows(model, tunes)  # one step after another: (tokens and ends, size + 1)
    ### LIVE: the surprise at what came
    bits = -np.log2(rows[np.arange(len(tokens)), tokens])
    return [part.mean() for part in np.split(bits, begins[1:-1])]


machines = {"programmer's": too_good.model, "ours": right.model}
sung = {name: np.mean(note_by_note(machine, judges)) for name, machine in machines.items()}
print(*(f"{name}: {bits:.2f} bits note by note;" for name, bits in sung.items()))
assert sung["programmer's"] > np.log2(size + 1) > sung["ours"] + 1

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
reveal("07.mask", round(sung["programmer's"], 1))

# %% [markdown]
# Worse than knowing nothing. Listen to it: it is not allowed to end before note 24, or there would
# be little to hear. Beside it the same network with a mask, songs, and songs shuffled.


# %% minutes=1
def sing(model, rng, notes=24):
    """Tokens drawn one after another, the end left out."""
    tune, state = [], model.start(1)
    while len(tune) < notes:
        rows = model.probabilities(state)[:, : model.size]
        tune.append(int(choose(rows / rows.sum(axis=1, keepdims=True), rng)[0]))
        state = model.advance(state, np.array(tune[-1:]))
    return tune


# %% minutes=1 tags=["nbval-ignore-output"] reason="sings by trained weights"
### LIVE: thirty songs by each
choir = {n: [sing(m, np.random.default_rng(s)) for s in range(30)] for n, m in machines.items()}
choir["human"] = [tokens[:24] for tokens in test[::4]]
choir["shuffled"] = [np.random.default_rng(0).permutation(tokens) for tokens in choir["human"]]
rows = []
for name, tunes in choir.items():
    ### LIVE: how many notes repeat the one before
    held = [np.mean(np.diff(tokens) == 0) for tokens in tunes]
    low, high = bootstrap_interval(held, np.random.default_rng(0))
    to_ngram = np.mean([bits[:-1].mean() for bits in surprises(ngram, tunes)])
    rows.append([name, to_ngram, np.mean(held), low, high])
assert rows[0][2] > 2 * rows[2][2]
assert rows[0][1] < rows[3][1] - 0.5
columns = ["who", "bits to the n-gram", "notes repeated at once", "low", "high"]
pd.DataFrame(rows, columns=columns).round(2)

# %% tags=["nbval-ignore-output"] reason="sings by trained weights"
### LIVE: 200 songs of its own, ended when it likes
free = sample(too_good.model, 200, np.random.default_rng(0), longest=48)
print(f"left alone it ends before the first note: {np.mean([not len(t) for t in free]):.0%}")
hear("07.mask", Playlist({n: view.decode(choir[n][0], duration=24) for n in machines}))

# %% [markdown]
# It holds a note. The n-gram is less surprised than by shuffled songs: what repeats is easy to
# guess, and one measure alone would have let it pass. The line that is not ours has no mask. In
# training whole songs lie there, and each note listened to **the next one**, the very note it was
# asked for. When it sings, the next one is not there, and it has learned nothing else. The
# validation songs could not warn: they leaked in the same way. *Too good* was the only symptom,
# and one step by hand the proof.

# %% [markdown]
# ## Build: a sense of place
#
# Is anything else missing? Look at the table of shapes again: nothing in it says *when* a note
# was. Take a network of one layer without places, shuffle the past, leave the last note.

# %% minutes=1
network_of_bag = tiny()
### LIVE: mark no place
network_of_bag.positions = Positions(32, 2)
shuffled_past = [*np.random.default_rng(1).permutation(tokens[:-1]), tokens[-1]]
both = torch.tensor([[size, *tokens], [size, *shuffled_past]])
for name, net in {"without places": network_of_bag, "with places": tiny()}.items():
    with torch.inference_mode():
        ### LIVE: what each expects after the last note
        rows = net.eval()(both)[:, -1].softmax(-1)  # (2, size + 1)
    apart = float((rows[0] - rows[1]).abs().max())
    print(f"{name}: the same to 1e-6: {apart < 1e-6}")
    assert (apart < 1e-6) == (name == "without places")

# %% [markdown]
# Without places a tune is a **bag of notes**. One remedy is to turn the queries and keys, pair by
# pair of numbers, by an angle that grows with the place (*rotary positions*, Su and others 2021).
# Two arrows turned by the same angle agree as before; what counts is how far apart they were. Some
# pairs turn quickly and tell neighbors apart, others slowly and tell phrases apart.
#
# **Exercise 4 (5 minutes).** Turn one pair, an arrow from (0, 0), to the left.


# %% minutes=5
def turned(pair, place, speed):
    """The pair (two numbers), turned by `speed` radians for each place."""
    ### BEGIN SOLUTION
    a, b = pair
    cos, sin = np.cos(place * speed), np.sin(place * speed)
    return np.array([a * cos - b * sin, a * sin + b * cos])
    ### END SOLUTION


check("07.turned", turned)


# %% minutes=1
def turn(rows):
    """Queries or keys (time, depth), each turned by its place: number i is paired with i + half."""
    half = rows.shape[1] // 2
    speeds = 1000.0 ** (-np.arange(half) / half)
    angles = np.outer(np.arange(len(rows)), speeds)  # (time, half)
    a, b = rows[:, :half], rows[:, half:]
    cos, sin = np.cos(angles), np.sin(angles)
    ### LIVE: each pair, turned
    return np.hstack([a * cos - b * sin, a * sin + b * cos])


lengths, as_before = np.linalg.norm(turn(points), axis=1), np.linalg.norm(points, axis=1)
print("no point is longer or shorter than before:", np.allclose(lengths, as_before))


# %% minutes=1
with torch.inference_mode():
    package = network.listening(read)[0][0].numpy()  # of the first layer, (heads, time, time)
for head in range(4):
    ask, offer = tables[:, 0, head], tables[:, 1, head]
    ### LIVE: who listens to whom, with queries and keys turned
    ours = listen(turn(points @ ask), turn(points @ offer))
    assert np.abs(ours - package[head]).max() < 1e-5
print("who listens to whom, by hand and in the package: equal in", len(package), "heads")

# %% [markdown]
# Does a bag sing worse? Measure before you believe it: the tiny network again, without places.

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
### LIVE: train the bag as the tiny network was trained
of_bag = train(network_of_bag, seventh, judges, short, show=False)
with_places, without = (
    np.array([bits.mean() for bits in surprises(t.model, test)]) for t in (right, of_bag)
)
low, high = bootstrap_interval(without - with_places, np.random.default_rng(0))
print(f"with places {with_places.mean():.2f} bits, without {without.mean():.2f}")
print(f"places save {(without - with_places).mean():+.3f} ({low:+.3f} to {high:+.3f})")
assert abs((without - with_places).mean()) < 0.3

# %% [markdown]
# If you expected much: the last note enters by itself, and the bag tells which notes this song is
# made of. For a network so small, which learned so little, that is most of what it knows.
#
# ## Train: a Transformer
#
# Two layers of four heads. After listening each layer *thinks*: a small perceptron on every point.
# Each sum is added to what was there. And one help for small corpora: a note enters together with
# the two before it, so that one layer can ask for a figure and not only for a note.
#
# **Predict** who will need the fewest bits on songs that none has seen: two ways to count, two
# networks that saw every song twice, or a mixture of all kinds.

# %% minutes=1
kinds = ["n-gram", "n-gram + memory", "LSTM", "Transformer", "n-gram + memory + Transformer"]
predict("07.ladder", "Who will need the fewest bits on new songs?", choices=kinds)

# %% minutes=2 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
plans = {
    "MLP": (WindowMLP(size, np.random.default_rng(0), window=8), 4e-3),
    "LSTM": (LSTM(size, np.random.default_rng(0), width=128), 8e-3),
    "Transformer": (Transformer(size, np.random.default_rng(0), width=64, layers=2), 6e-3),
}
trained = {}
for name, (net, rate) in plans.items():
    ### LIVE: each sees every song twice
    trained[name] = train(net, songs, valid[::2], Plan(epochs=2, rate=rate), show=False)
    bits, seconds = trained[name].best_bits, trained[name].seconds
    print(f"{name}: {bits:.2f} bits on the validation songs, after {seconds:.0f} s")
assert all(2.1 < training.best_bits < 2.8 for training in trained.values())

# %% [markdown]
# ## Measure: does it look where the same notes came before?
#
# It could do what our singer did. The last two notes: have they come before, side by side? What
# followed them then is a good guess now. A head that listens to *those that followed* is called an
# induction head (Olsson and others 2022). `same_past` marks these places, for every note that has
# any. Spread evenly over all that was heard, a head would give them a few parts in a hundred.

# %% minutes=1
predict(
    "07.back",
    "Of a hundred parts, how many does the best of eight heads give to such places?",
    between=(0, 100),
    step=1,
)


# %% minutes=1
def to_same_past(network, tunes, depth=2):
    """For each tune with such places the share of each head, (tunes, heads), and an even one."""
    by_head, even = [], []
    for tokens in tunes:
        with torch.inference_mode():
            layers = network.listening(torch.tensor([[size, *tokens]]))
        weights = torch.cat(layers, dim=1)[0].numpy()  # (all heads, time, time)
        places = same_past(tokens, depth, size)  # (time, time)
        rows = places.any(axis=1)
        if rows.any():
            by_head.append((weights * places).sum(axis=2)[:, rows].mean(axis=1))
            even.append((places.sum(axis=1) / np.arange(1, len(places) + 1))[rows].mean())
    return np.array(by_head), np.array(even)


# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
transformer = trained["Transformer"].model.network
### LIVE: the best head is chosen on validation songs
best = int(to_same_past(transformer, judges)[0].mean(axis=0).argmax())
rng = np.random.default_rng(0)
some = test[::4]
mixed = [rng.permutation(tokens) for tokens in some]
### LIVE: and measured on other songs
back, even = to_same_past(transformer, some)
### LIVE: and on shuffled ones
on_mixed, even_mixed = to_same_past(transformer, mixed)
untrained, _ = to_same_past(network, some)
looks = {
    "evenly": even,
    "untrained network": untrained.max(axis=1),
    "trained, best head": back[:, best],
    "evenly, shuffled songs": even_mixed,
    "best head, shuffled songs": on_mixed[:, best],
}

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
rows = []
for name, values in looks.items():
    low, high = bootstrap_interval(values, np.random.default_rng(0))
    rows.append({"who": name, "share": values.mean(), "low": low, "high": high})
### LIVE: one row for each
looking = pd.DataFrame(rows)
print(f"best head: layer {best // 4 + 1}, head {best % 4 + 1}")
for gain, where in ((back[:, best] - even, "songs"), (on_mixed[:, best] - even_mixed, "shuffled")):
    low, high = bootstrap_interval(gain, np.random.default_rng(0))
    print(f"{where}: {gain.mean():+.2f} beyond an even look ({low:+.2f} to {high:+.2f})")
    assert low > 0.1
looking.round(2)

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
reveal("07.back", round(100 * back[:, best].mean()))

# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
base = alt.Chart(looking).encode(y=alt.Y("who:N", title=None, sort=list(looks)))
(
    base.mark_point(filled=True, size=90).encode(
        x=alt.X("share:Q", title="share given to what followed the same two notes").axis(format="%")
    )
    + base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
).properties(
    width=420,
    title="The best head looks where the same notes came before, in shuffled songs too",
    description="Shares with intervals over songs, for an even look, an untrained network and the"
    " best head of the trained one, on songs and on shuffled songs.",
)

# %% [markdown]
# So soon, and nobody told it. But look at the shuffled songs: there a pair of notes comes back by
# chance, and what followed it means nothing. The head looks there all the same. From songs it has
# learned a *habit*; it has not learned to recognize a phrase that returns.
#
# ## See: bars that listen to bars
#
# The same head on the song from the beginning. Each row is a bar that is being sung, each column a
# bar that it listens to: the mean over its notes. Bar 0 is the upbeat.


# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
def weights_of(tune):
    """All heads on one tune: (layers, heads, notes + 1, notes + 1)."""
    with torch.inference_mode():
        layers = transformer.listening(torch.tensor([[size, *view.encode(tune)]]))
    return torch.cat(layers).numpy()


### LIVE: the bar of each note, counted from 1
bars = (np.array(tune.onsets) - tune.pickup) // tune.bar_length + 1
### LIVE: who listens to whom, before each note, in the best head
table = weights_of(tune).reshape(8, len(tune) + 1, -1)[best][:-1]  # (notes, notes + 1)
print(bars[-1], "bars;", table.shape[0], "notes listen to the start and to those before them")

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
cells = [
    {"bar sung": int(a), "bar heard": int(b), "share": table[bars == a][:, 1:][:, bars == b]
     .sum(axis=1).mean()}
    for a in np.unique(bars) for b in np.unique(bars) if b <= a
]  # fmt: skip
past = [cell for cell in cells if cell["bar heard"] < cell["bar sung"]]
### LIVE: the bar that looks back most, and where
most = max(past, key=lambda cell: cell["share"])
who, where = most["bar sung"], most["bar heard"]
for bar, sings in ((where, "is listened to, and sang"), (who, "listens, and sings")):
    print(f"bar {bar} {sings}", *(view.labels[token] for token in tokens[bars == bar]))

# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
alt.Chart(pd.DataFrame(cells)).mark_rect().encode(
    x=alt.X("bar heard:O").axis(labelAngle=0),
    y="bar sung:O",
    color=alt.Color("share:Q").scale(scheme="blues", domain=[0, 1]).legend(format="%"),
).properties(
    width=320,
    height=320,
    title=f"No bar looks back at another as much as bar {who} at bar {where}",
    description="Heat map of the share that each bar of the song gives to itself and to each bar"
    " before it, for the head that looks back most. Off the diagonal the darkest cell is the one of"
    f" bar {who} sung and bar {where} heard.",
)

# %% [markdown]
# The same on the score: the brighter a note, the more that bar listens to it. Gray notes have not
# been heard by then.

# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
shares = table[bars == who].mean(axis=0)[1:]  # (notes,)
show.score(
    tune,
    values=[share if bar <= who else None for share, bar in zip(shares, bars, strict=True)],
    label=f"share that bar {who} gives to a note",
    title=f"What bar {who} listens to",
)

# %% [markdown]
# Now note by note. Choose a head, and the note that comes next. You see the notes heard so far,
# the darker the more it listens; and you hear what it has just heard beside what it listens to. Do
# they sound alike? *Another tune* goes to the next one that comes back.

# %% minutes=3 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
second = tune.phrase_ends[0] + 4  # in the phrase that begins as the first did
looked_at = [(song, weights_of(song)) for song in returning]
hear("07.explorer", AttentionExplorer(looked_at, value=second, head=best))

# %% [markdown]
# One warning. What a head listens to is not yet what the network *does*: other heads, and the
# perceptron after them, may use it or not. A picture of attention is a beginning of an
# explanation.
#
# ## Measure: the ladder so far
#
# All machines on the same test songs, in bits per note. The *memory* is lesson 03's short-term
# model, which knows nothing but the tune at hand. Mixtures have weights learned on the validation
# songs; where the memory takes part, they depend on how certain it is. Shuffled songs beside.

# %% minutes=1
MEMORY = "memory"


def together(rows, came, names):
    """Bits of each tune for a mixture of models; the first part is for learning the weights."""
    old, *new = (np.stack([rows[name][part] for name in names]) for part in range(len(came)))
    judge = names.index(MEMORY) if MEMORY in names and len(names) > 1 else None
    weigh = weights_for(old, came[0][0], judge)
    found = []
    for given, (tokens, begins) in zip(new, came[1:], strict=True):
        mixture = Mixture.join(given, weigh(given))  # (tokens and ends, size + 1)
        bits = -np.log2(mixture[np.arange(len(tokens)), tokens])
        found.append(np.array([part.mean() for part in np.split(bits, begins[1:-1])]))
    return found, weigh


# %% minutes=1
### LIVE: every machine so far, on the same songs
models = {
    "Markov": MarkovChain.fit(songs, size, add=0.1),
    "n-gram": ngram,
    MEMORY: PPM.short_term(size),
} | {name: training.model for name, training in trained.items()}
parts = [valid[1::2], test, mixed]
came = [with_ends(part, size) for part in parts]
rows = {name: [all_rows(model, part) for part in parts] for name, model in models.items()}
steps = [[name] for name in models] + [
    ["n-gram", MEMORY],
    ["n-gram", MEMORY, "LSTM"],
    ["n-gram", MEMORY, "Transformer"],
    ["n-gram", MEMORY, "LSTM", "Transformer"],
]

# %% minutes=2 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
ladder, bits_of = [], {}
for names in steps:
    ### LIVE: weights by the validation songs, bits by the test songs
    (on_test, on_mixed), _ = together(rows, came, names)
    bits_of[" + ".join(names)] = on_test
    low, high = bootstrap_interval(on_test, np.random.default_rng(0))
    seconds = sum(trained[name].seconds for name in names if name in trained)
    ladder.append(
        {"machine": " + ".join(names), "bits": on_test.mean(), "low": low, "high": high}
        | {"shuffled": on_mixed.mean(), "training, s": round(seconds)}
    )
ladder = pd.DataFrame(ladder).set_index("machine")
ladder.round(2)

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
reveal("07.ladder", ladder["bits"][kinds].idxmin())

# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
joint = "n-gram + memory + Transformer"
for rival in ("n-gram + memory", "LSTM", "Transformer"):
    ### LIVE: what the mixture saves, song by song
    saved = bits_of[rival] - bits_of[joint]
    low, high = bootstrap_interval(saved, np.random.default_rng(0))
    print(f"the mixture saves {saved.mean():.2f} bits over {rival} ({low:.2f} to {high:.2f})")
    assert low > 0
assert (ladder["shuffled"] > ladder["bits"] + 0.5).drop(MEMORY).all()

# %% tags=["nbval-ignore-output"] reason="weights differ a little by machine"
worst_first = ladder.sort_values("bits", ascending=False).reset_index()
base = alt.Chart(worst_first).encode(
    y=alt.Y("machine:N", title=None, sort=list(worst_first["machine"])).axis(labelLimit=320)
)
(
    base.mark_point(filled=True, size=90).encode(
        x=alt.X("bits:Q", title="bits per note, songs that none has seen").scale(zero=False)
    )
    + base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
).properties(
    width=380,
    title="A mixture of counting, memory and a network beats each of them",
    description="Bits per note with intervals over songs for ten machines, the worst on top and"
    " the mixtures with a network at the bottom.",
)

# %% [markdown]
# Beside the networks look at counting with memory, which took no training to speak of. They know
# different things, and so they add up. The n-gram has seen the common turns most often, the memory
# knows this song, the network has what neither can count. That the mixture is a model like any
# other can be heard: it sings.

# %% minutes=1 tags=["nbval-ignore-output"] reason="sings by trained weights"
names = ["n-gram", MEMORY, "Transformer"]
### LIVE: the mixture, a model like the others
mixture = Mixture([models[name] for name in names], together(rows, came, names)[1])
few = [bits.mean() for bits in surprises(mixture, test[:5])]
assert np.allclose(few, bits_of[joint][:5], atol=1e-4)
both = {"Transformer": models["Transformer"], "mixture": mixture}
for name, machine in both.items():
    sung = sample(machine, 1, np.random.default_rng(4), longest=32)[0]
    both[name] = view.decode(sung, duration=24)
hear("07.sings", Playlist(both))

# %% [markdown]
# While the lab is open it also trains a Transformer for longer, in the background. If it is there,
# it takes the place of ours in the mixture; if not, ours stays.

# %% minutes=1 tags=["nbval-ignore-output"] reason="a longer-trained network is there or is not"
longer, name = prepared("transformer"), "Transformer"
print(longer or not_prepared("transformer"))
if longer:
    name = "Transformer, with more time"
    rows[name] = [all_rows(longer.model, part) for part in parts]
for names in ([name], ["n-gram", MEMORY, name]):
    ### LIVE: bits on the test songs
    of_longer = together(rows, came, names)[0][0]
    low, high = bootstrap_interval(of_longer, np.random.default_rng(0))
    print(f"{' + '.join(names)}: {of_longer.mean():.2f} bits per note ({low:.2f} to {high:.2f})")

# %% [markdown]
# ## Measure: few songs
#
# The same contest on children's songs: far fewer notes to learn from. The n-gram's order is chosen
# on the validation songs, and so is each network's best epoch.

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
kinder = load("kinder")
small = Degree.of(kinder)
few_songs, few_valid, few_test = (
    [small.encode(tune) for tune in kinder.part(part)] for part in ("train", "valid", "test")
)
wide = len(small.vocabulary)
### LIVE: n-grams of orders 2 to 5
orders = {n: NGram.fit(few_songs, wide, n) for n in (2, 3, 4, 5)}
### LIVE: bits on the validation songs, to choose by
scores = {n: np.concatenate(surprises(m, few_valid)).mean() for n, m in orders.items()}
plan = Plan(epochs=25, rate=5e-3, batch=16, warm_up=20)
nets = {
    "LSTM": LSTM(wide, np.random.default_rng(0), width=64),
    "Transformer": Transformer(wide, np.random.default_rng(0), width=32, layers=2, dropout=0.3),
}
few_models = {"n-gram": orders[min(scores, key=scores.get)], MEMORY: PPM.short_term(wide)}

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
for name, net in nets.items():
    ### LIVE: at most 25 epochs; the best is kept
    few_models[name] = train(net, few_songs, few_valid, plan, show=False).model
parts, counted = [few_valid, few_test], ["n-gram", MEMORY]
came = [with_ends(part, wide) for part in parts]
rows = {name: [all_rows(model, part) for part in parts] for name, model in few_models.items()}
lines, few_bits = [], {}
for names in (["n-gram"], counted, ["LSTM"], ["Transformer"], [*counted, "LSTM", "Transformer"]):
    few_bits[" + ".join(names)] = bits = together(rows, came, names)[0][0]
    low, high = bootstrap_interval(bits, np.random.default_rng(0))
    lines.append({"machine": " + ".join(names), "bits": bits.mean(), "low": low, "high": high})
print(sum(map(len, few_songs)), "notes to learn from;", len(few_test), "songs to judge by")
pd.DataFrame(lines).set_index("machine").round(2)

# %% minutes=1 tags=["nbval-ignore-output"] reason="weights differ a little by machine"
print("what a network saves over counting with memory, in bits per note:")
for name in ("LSTM", "Transformer"):
    for where, bits in (("many songs", bits_of), ("few songs", few_bits)):
        gain = bits[" + ".join(counted)] - bits[name]
        low, high = bootstrap_interval(gain, np.random.default_rng(0))
        verdict = "ahead" if low > 0 else "behind" if high < 0 else "not to be told apart"
        assert where == "many songs" or high < 0
        print(f"{name:11}  {where:10}  {gain.mean():+.2f} ({low:+.2f} to {high:+.2f}): {verdict}")

# %% [markdown]
# "On small corpora counting is hard to beat": so it was here, once counting remembered the tune at
# hand. The n-gram alone says the opposite: compare the tables. And it takes only the tune at hand,
# not one second of training. What twenty-one songs cannot tell is by how much: look at how wide
# the intervals are.
#
# ## Explain
#
# A state has to be paid for in advance: what will matter must be kept before it matters. Attention
# keeps everything and decides afterwards. That costs a look at all that was heard for every note,
# and it needs two things that a state has for free: a mask, since the future lies there too, and a
# sense of place, since a bag has no order.
#
# Stuck on an exercise? `hint("07.shares")`.
#
# ## Key points
#
# - One head: queries times keys, scaled, masked, softmax; the shares weigh the values.
# - A loss can leak. Ask the model note by note, as it will sing.
# - Attention can be measured: beside an even look, an untrained network and shuffled songs.
# - Counting, memory and learning know different things; their mixture beat each of them. On few
#   songs counting with memory beat the networks.
#
# ## To argue about
#
# The machine looks back at where the phrase came before. Does it *know* that the phrase returns?
#
# ## Sources
#
# - A. Vaswani and others, *Attention Is All You Need*, 2017: queries, keys, values, heads, mask.
# - J. Su and others, *RoFormer*, 2021: rotary positions.
# - C. Olsson and others, *In-context Learning and Induction Heads*, 2022.
# - F. Jelinek and R. Mercer, *Interpolated estimation of Markov source parameters from sparse
#   data*, 1980: weights of a mixture.
# - Essen Folksong Collection, as distributed with music21; `datasets/folk/datasheet.md` and
#   `datasets/kinder/datasheet.md`. Seen November 2026.
#
# **Next:** 08 · Same model, how many musics?
