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
#     lesson: "12"
#     minutes: 60
# ---

# %% [markdown]
# # 12 · What does a hit-maker learn?
#
# **What you will be able to do** (60 minutes)
#
# - Test whether success can be predicted, without fooling yourself.
# - Choose, or tune, for a score, and measure what the score does not see.
# - Run a feed that shows what was played, and say what its winner proves.
#
# **What you need**: surprise (lesson 02), tunes kept for testing (lesson 03), the Vendi score (lesson
# 09); of lesson 06 only that there is an LSTM. Python: functions, NumPy arrays. Notation: none.
#
# **What you will hear**: candidates, their winners, and a network that has found out what pleases.

# %% [markdown]
# ## Hear: vote for the catchiest
#
# A machine made these tunes; all notes are equally long. Which would you want to hear again?

# %% fold="teaches an n-gram of order 5 folk songs, and lets it draw sixteen short tunes"
import numpy as np

from meantone.experiments.popularity import draw
from meantone.models import NGram
from meantone.tunes import Degree, load

folk = load("folk")
view = Degree.of(folk)
size = len(view.vocabulary)
every = [view.encode(tune) for tune in folk]
parts = {part: [every[place] for place in np.flatnonzero(folk.parts == part)]
         for part in ("train", "valid", "test")}  # fmt: skip
rng = np.random.default_rng
ngram = NGram.fit(parts["train"], size, order=5)
sixteen = draw(ngram, 16, rng(7), notes=16)
ballot = {letter: view.decode(tune, duration=24)
          for letter, tune in zip("ABCDEFGHIJKLMNOP", sixteen, strict=True)}  # fmt: skip

# %%
from meantone.exercises import hear, predict, reveal
from meantone.widgets import Playlist

letters = [*ballot][:4]
hear("12.vote", Playlist({letter: ballot[letter] for letter in letters}))

# %%
predict("12.vote", "Which one is catchiest?", choices=letters)

# %% [markdown]
# **Change one thing.** Put 8 in place of 4, then 16, and vote again. Does the winner get better? And
# if a service did this all day, what would become of its music? First a harder question.
#
# ## Predict: can success be seen coming?
#
# Our books hold one trace of success, a poor one. Some songs were written down several times, each
# time a little changed: people had kept singing them.
#
# Take ten pairs: a song with versions, and one without. A coin names the right one five times.

# %%
predict("12.foretold", "How many of ten will the best of three rules get right?",
        between=(5, 10), step=0.5)  # fmt: skip

# %% [markdown]
# ## Measure: which songs live on?
#
# The machine has learned from other songs, and not from any version of these. The rules: how
# predictable is a song to it, how long is it, and whatever a linear reader finds in its notes.

# %%
from meantone.exercises import claim
from meantone.experiments.popularity import area_of, survival, versions
from meantone.models import surprises
from meantone.tunes.collections import one_of_each

### LIVE: how many versions each song has
count = versions(folk.clusters)
unknown = [place for place in one_of_each(folk.clusters) if folk.parts[place] != "train"]
found = survival(ngram, [every[place] for place in unknown], count[unknown], rng(0))
for group, (songs, bits, (low, high)) in found.groups.items():
    print(f"{group:9} versions: {songs:4} songs, {bits:.2f} bits a note ({low:.2f} to {high:.2f})")
best = max(area.value for area in found.foretold.values())
reveal("12.foretold", round(10 * best, 1))

# %%
found.picture()

# %%
claim("Songs with versions are told from others more often than by a coin, and not by much.",
      found.chance[1] < best < 0.7, best_rule=round(best, 2),
      versions_dealt_at_random=tuple(np.round(found.chance, 2)))  # fmt: skip

# %% [markdown]
# Both halves are findings. What is sung on is a little more predictable; and of two songs nobody
# can say with confidence which one it will be.
#
# ## Bug hunt: Max and the hit machine
#
# Max trusts good numbers. His machine remembers seven notes, he deals out the songs at random, so
# that none is in both parts, and he is right in nearly nine pairs of ten. He would like to sell it.
# Which line would you ask him about?

# %% minutes=3
dealt = rng(0).permutation(len(folk))
learned, judged = dealt[: int(0.8 * len(folk))], dealt[int(0.8 * len(folk)) :]


def foretells(learned, judged):
    """How often the more predictable of two songs is the one with versions."""
    ### LIVE: an n-gram of order 8 of the songs to learn from
    machine = NGram.fit([every[place] for place in learned], size, order=8)
    bits = np.array([of[:-1].mean() for of in surprises(machine, [every[p] for p in judged])])
    kept = count[judged] > 1
    return area_of(-bits[kept], -bits[~kept]).value


print(f"Max is right in {foretells(learned, judged):.0%} of all pairs")

# %%
### LIVE: the same machine, dealt out so that versions of a song stay together
fair = foretells(np.flatnonzero(folk.parts == "train"), np.array(unknown))
claim("Where no version of a song is learned, Max's machine is hardly better than a coin.",
      fair < 0.65, max=round(foretells(learned, judged), 2), fair=round(fair, 2))  # fmt: skip

# %% [markdown]
# No *tune* was in both parts; *songs* were. A song with versions had a sister among those learned,
# and his machine remembered her. He predicted what he had heard.
#
# **Change one thing.** Let his machine remember two notes: `order=3`. What is left of his success?
#
# ## Build: a score that needs no listener
#
# To optimize you need a number, and you take what there is. Ours: how like people's tunes is a
# tune? Likeness looks at runs of one, two and three notes (lesson 09), and the 20 nearest of
# people's tunes count. It sounds reasonable.

# %%
from meantone.experiments.popularity import Nearness
from meantone.measures import features, openings

charts = openings(parts["valid"], count=9999)  # the first 32 notes of people's tunes


def my_score(tune):
    ### LIVE: how alike the tune is to each of people's
    likeness = features([tune], size) @ features(charts, size).T  # (1, people's tunes)
    ### LIVE: the mean of the 20 largest
    return np.sort(likeness[0])[-20:].mean()


score = Nearness.of(charts, size)
some = openings(parts["test"], count=5)
claim("By hand and in the package, the score agrees.",
      np.allclose([my_score(tune) for tune in some], score(some), atol=1e-5))  # fmt: skip

# %%
### LIVE: what the score gives each of the sixteen
votes = score(sixteen)
reveal("12.vote", letters[votes[: len(letters)].argmax()])

# %% [markdown]
# That one gets the score's vote. Now let it choose all day: of each `N` tunes that the
# n-gram draws, keep the best. That is called **best of N**.
#
# **Exercise 1 (4 minutes).** `scores` has a number for each tune. The first `rivals` tunes are one
# contest, the next `rivals` another, and so on; what is left over at the end does not count. Return
# the places of the winners in `scores`.


# %% minutes=4
from meantone.exercises import check, hint


def winners(scores, rivals):
    """The place of the best tune of each contest."""
    ### BEGIN SOLUTION
    contests = len(scores) // rivals
    table = np.reshape(scores[: contests * rivals], (contests, rivals))
    return np.argmax(table, axis=1) + rivals * np.arange(contests)
    ### END SOLUTION


check("12.winners", winners)

# %% [markdown]
# Stuck? `hint("12.winners")` helps, up to three times. Hear two winners of 64, and two tunes that
# nobody chose.

# %%
from meantone.experiments.popularity import Pool

pool = Pool.of(ngram, 12800, score, rng(0))
chosen = {f"{name}, {place + 1}": view.decode(pool.best(n, 200)[place], duration=24)
          for name, n in (("not chosen", 1), ("best of 64", 64)) for place in (0, 1)}  # fmt: skip
hear("12.winners", Playlist(chosen))

# %% [markdown]
# ## Predict: the price
#
# For each `N` we take 200 winners. The Vendi score says how many tunes without anything in common
# would be as varied. People's 200 tunes have about 18, shuffled ones 20.

# %%
rivals = (1, 2, 4, 8, 16, 32, 64)
predict("12.variety", "How varied are 200 winners?", over=[0, 1, 2, 3, 4, 5, 6],
        between=(0, 20), axes=("doublings of N", "Vendi score"))  # fmt: skip

# %%
from meantone.experiments.popularity import Jury, Usualness, compete

heard = openings(parts["test"], count=9999)  # people's tunes that neither machine nor score knows
people = [heard[place] for place in rng(1).permutation(len(heard))[:200]]
second = Usualness.of(heard, NGram.fit(parts["valid"], size, order=4))  # of it more below
jury = Jury(score, second, parts["train"], size)
contests = compete(pool, [], jury, people, rng(2), rivals)
print(contests.table().drop(columns=["second", "bits"]))
best = [contests[f"best of {n}"] for n in rivals]
reveal("12.variety", {k: round(hits.vendi, 1) for k, hits in enumerate(best)},
       axes=("doublings of N", "Vendi score"))  # fmt: skip

# %% fold="draws score against variety"
contests.picture()

# %%
claim("With each doubling the score rises and variety falls, though all winners are different.",
      np.all(np.diff([hits.score for hits in best]) > 0)
      and np.all(np.diff([hits.vendi for hits in best]) < 0)
      and min(hits.different for hits in best) == 1,
      vendi=(round(best[0].vendi, 1), round(best[-1].vendi, 1)),
      people=round(contests["people"].vendi, 1))  # fmt: skip

# %% [markdown]
# "We never publish the same tune twice" is true of every row. The winners also copy more: look at
# `copied`, the share of runs of eight notes that stand in the songs learned.
#
# ## Predict: a second judge
#
# The score stands for something: tunes that people would find *usual*. So we ask for that in another
# way. The second judge takes four plain figures of a tune (surprise, entropy, what returns, how
# many different notes) and says how far they are from people's, in deviations. Nothing was chosen
# by it. From N = 1 to 512:

# %%
predict("12.second", "What will the second judge say of ever better winners?",
        choices=["ever better", "better, then worse", "ever worse"])  # fmt: skip

# %%
many = 2 ** np.arange(10)
far = second(pool.tunes)
# The mean over all contests that the pool allows: chances(n) says how likely each tune wins.
rows = [(int(n), pool.chances(n) @ pool.scores, pool.chances(n) @ far) for n in many]
top = max(rows, key=lambda row: row[2])
reveal("12.second", "ever better" if top[0] == 512 else "ever worse" if top[0] == 1
       else "better, then worse")  # fmt: skip

# %% fold="draws both judges over N, with people's and shuffled tunes"
import altair as alt
import pandas as pd

lines = pd.DataFrame(rows, columns=["N", "the score", "the second judge"])
panels = []
for judge, key in (("the score", "score"), ("the second judge", "second")):
    y = alt.Y(f"{judge}:Q", title=judge).scale(zero=False)
    x = alt.X("N:Q", title="best of N").scale(type="log", base=2).axis(values=[1, 4, 16, 64, 512])
    marks = pd.DataFrame({judge: [vars(contests[who])[key]], "who": [who]}
                         for who in ("people", "shuffled")).explode([judge, "who"])  # fmt: skip
    marks[judge] = marks[judge].astype(float)
    color = alt.Color("who:N", title=None).legend(orient="bottom").scale(domain=["people", "shuffled"],
                                                 range=["#1f7a52", "#767676"])  # fmt: skip
    curve = alt.Chart(lines, width=170, height=190).mark_line(point=True, strokeWidth=2.5)
    rule = alt.Chart(marks).mark_rule(strokeWidth=2, strokeDash=[5, 4]).encode(y, color)
    panels.append(curve.encode(x, y) + rule)
alt.hconcat(*panels).properties(
    title="Goodhart: the target rises, what it stood for turns around",
    description="Left: the score over N rises all the way. Right: the second judge's verdict rises "
    f"up to N = {top[0]} and then falls. Dashed: people's and shuffled tunes.",
)

# %%
claim("The score rises all the way; the second judge is pleased at first, and then less and less.",
      np.all(np.diff([row[1] for row in rows]) > 0) and 1 < top[0] < 512,
      best_N=top[0], second_judge=(round(rows[0][2], 2), round(top[2], 2)),
      at_512=round(rows[-1][2], 2))  # fmt: skip

# %% [markdown]
# That is **Goodhart's law**: when a measure becomes a target, it ceases to be a good measure. A
# little choosing made tunes better to *both* judges. The score did not lie; it was asked too much.
# It does not turn around everywhere: with durations, or on Irish tunes, choosing up to the best of
# 256 pleases the second judge more and more (`benchmarks/results/popularity.md`).
#
# **Break.**
#
# ## Build: a network that wants to please
#
# Best of 64 draws 64 tunes for one. A network can learn to make the winner at once. It draws tunes,
# and makes likelier those that scored above the mean, the others less likely: that is all of
# REINFORCE (Williams 1992). To hold it back, it pays a **penalty** for each bit by which it leaves
# what it was. A small case: three tunes.

# %%
before, likes = np.array([0.6, 0.3, 0.1]), np.array([0.0, 1.0, 2.0])  # chances, scores


def please(penalty, steps=3000, rate=0.2):
    """Chances of the three tunes after many steps towards a better mean reward."""
    logits = np.log(before)
    for _ in range(steps):
        after = np.exp(logits) / np.exp(logits).sum()
        ### LIVE: the score, less what leaving the model costs
        reward = likes - penalty * np.log2(after / before)
        ### LIVE: each tune moves by its chance, times how much better it is than the mean
        step = after * (reward - after @ reward)
        logits = logits + rate * step
    return after


print("no penalty:", please(0).round(2))

# %%
for penalty in (0.5, 1, 4):
    print(f"penalty {penalty:3}: {please(penalty).round(2)}")
### LIVE: the formula, at penalty 0.5
right = before * 2 ** (likes / 0.5)
claim("With a penalty it ends where the formula says: before * 2 ** (score / penalty), shared out.",
      np.allclose(please(0.5), right / right.sum(), atol=1e-3))  # fmt: skip

# %% [markdown]
# **Change one thing.** Which penalty leaves the first tune its half?
#
# **Exercise 2 (3 minutes).** How far has it moved? `before` and `after` hold the chances of the same
# tunes. Return the Kullback-Leibler divergence in bits: the mean of `log2(after / before)` over tunes
# drawn *after*. A tune that never comes costs nothing.


# %% minutes=3
def moved(after, before):
    """How many bits `after` is away from `before`."""
    ### BEGIN SOLUTION
    after, before = np.asarray(after, dtype=float), np.asarray(before, dtype=float)
    there = after > 0
    return np.sum(after[there] * np.log2(after[there] / before[there]))
    ### END SOLUTION


check("12.moved", moved)

# %% [markdown]
# Now the real thing: a small LSTM, and the score from above. 60 steps of 96 tunes each, no penalty.

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines" fold="trains a small LSTM on folk songs, tunes it to the score, and draws the score while it learns"
from IPython.display import DisplayHandle

from meantone.experiments.popularity import tune
from meantone.models.neural import LSTM, Plan, train

network = LSTM(size, rng(0), width=64)
plan = Plan(epochs=2, rate=1.5e-2)
learning = train(network, parts["train"], parts["valid"][::4], plan, show=False)
lstm = learning.model
print(f"A small LSTM: {learning.best_bits:.2f} bits a note on new songs")
screen = DisplayHandle()
screen.display("The first steps ...")


def look(so_far):
    if len(so_far.steps) % 10 == 0:
        screen.update(so_far.picture())


free = tune(lstm, score, 0, rng(1), after_step=look)

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines"
pleasing = draw(free.model, 3, rng(3))
hear("12.tuned", Playlist({f"tuned, {place + 1}": view.decode(tune, duration=24)
                           for place, tune in enumerate(pleasing)}))  # fmt: skip

# %% [markdown]
# It has found out what pleases, and says it again and again. Three more networks are held back, by
# penalties of 0.1, 0.3 and 1: that many deviations of the score for each bit. And the LSTM plays
# the contests, too.
#
# ## Measure: one frontier
#
# Move both sliders. Red notes stand in a run that at least a tenth of the other winners have.
#
# **Change one thing.** Which penalty is worth best of 8?

# %% minutes=3 tags=["nbval-ignore-output"] reason="trained weights differ between machines"
from meantone.widgets import HitMaker

held = [free, *(tune(lstm, score, penalty, rng(1)) for penalty in (0.1, 0.3, 1))]
lstm_pool = Pool.of(lstm, 12800, score, rng(0))
frontier = compete(lstm_pool, held, jury, people, rng(2))
hear("12.maker", HitMaker(frontier, view, [64, 0.1]))

# %% tags=["nbval-ignore-output"] reason="trained weights differ between machines" fold="compares the tuned networks with contests, at equal score"
line = sorted((hits.score, hits.vendi) for hits in frontier.sets if hits.way == "best of")
same = {}  # how varied each network is, for each bit of variety that best of N has at its score
for hits in frontier.sets:
    if hits.way == "tuned, penalty" and line[0][0] < hits.score < line[-1][0]:
        same[hits.name] = hits.vendi / np.interp(hits.score, *zip(*line, strict=True))
claim("At equal score a tuned network is about as varied as the winners of contests.",
      all(0.85 < ratio < 1.15 for ratio in same.values()),
      **{f"{name.removeprefix('tuned, ')}: times": round(r, 2) for name, r in same.items()})  # fmt: skip

# %% [markdown]
# ## Explain: the bits are spent once
#
# Choosing moves away from the machine that one chooses from: best of `N` by at most `log2 N - (N - 1) /
# (N ln 2)` bits a tune, 4.6 for N = 64, whatever the score. *How* one chooses, by contest or by
# tuning, hardly matters here; how *much*, does. Without a penalty there is no end to it.
#
# ## Predict: a feed
#
# Now no score. Twelve styles are equally good, and a feed shows what was played: each style in
# proportion to its plays so far. Each begins with one play.


# %%
def my_feed(rng, styles=12, plays=2000):
    counts = np.ones(styles)
    for _ in range(plays):
        ### LIVE: draw a style in proportion to its plays
        style = rng.choice(styles, p=counts / counts.sum())
        counts[style] += 1
    return counts


print("after 20 plays:", *my_feed(rng(0), plays=20).astype(int))

# %%
predict("12.feed", "The same feed runs four times. Who has the most plays?",
        choices=["one style, each time", "now one, now another", "nobody"])  # fmt: skip

# %% [markdown]
# **Exercise 3 (3 minutes).** Most feeds push harder than that. Return how likely each style is shown:
# in proportion to `plays ** power`. `plays` may be large; the answers sum to 1.


# %% minutes=3
def shown(plays, power):
    """How likely each style is shown next."""
    ### BEGIN SOLUTION
    plays = np.asarray(plays, dtype=float)
    raised = (plays / plays.max()) ** power
    return raised / raised.sum()
    ### END SOLUTION


check("12.shown", shown)

# %%
from meantone.experiments.popularity import feed

four = feed(12, 4000, 1.5, rng(0), runs=4)
mine = [int(my_feed(rng(seed)).argmax()) + 1 for seed in range(4)]
print("in proportion to plays, the winners are the styles", *mine)
print("pushed harder (plays ** 1.5), the styles", *four.winners + 1)
four.picture()

# %%
for power in (0, 0.5, 1, 1.5, 2):
    left = [np.median(feed(12, 2000, power, rng(1), runs=20, follows=share).effective)
            for share in (0, 0.005)]  # fmt: skip
    print(f"plays ** {power:3}: {left[0]:4.1f} styles left; {left[1]:4.1f} where taste follows")
reveal("12.feed", "one style, each time" if len(set(mine)) == 1 else "now one, now another")

# %% [markdown]
# **Change one thing.** Other seeds, other powers: can you make one style win every time?
#
# *Styles left*: as many with equal plays would be as varied. In the last column listeners come to
# like what they hear. All styles were equally good: the winner's success says nothing about it.
# Real listeners in eight separate worlds behaved so, too, though not quite: the best songs rarely
# did badly, the worst rarely did well, and anything else could happen (Salganik, Dodds and Watts
# 2006).
#
# ## Repair: push less, ask more
#
# Three handles: choose from fewer, pay for leaving, show less of what leads.

# %%
flat = feed(12, 2000, 0.5, rng(1), runs=20)
claim("A feed that shows in proportion to the square root of plays keeps all twelve styles.",
      flat.effective.min() > 11, styles_left_at_least=round(flat.effective.min(), 1))  # fmt: skip

# %% [markdown]
# **Change one thing.** Put 0.8 for 0.5: fewer than ten styles may be left.
#
# Now your tune. The n-gram goes on from its first half 64 times, and the score takes the winner.

# %% tags=["nbval-ignore-output"] reason="a tuned network's tune is kept on the shelf" fold="makes a hit of my tune, and stamps the passport"
from meantone import decoding
from meantone.exercises import my_tune, stamp

own = view.encode(my_tune())
wish = decoding.opening(own[: len(own) // 2], size) & decoding.lengths(size, 32, 32)
tries = decoding.sample(decoding.Constrained(ngram, wish), 64, rng(8))
hit = tries[int(score(list(tries)).argmax())]
near = Nearness.of(openings(parts["valid"], len(own), 9999), size)  # tunes as long as mine
usual = near(openings(parts["test"], len(own), 200)).mean()
stamp(
    "12",
    view.decode(hit, duration=24),
    float(near([own])[0]),
    f"So near is my tune to the nearest of people's; theirs have {usual:.2f}. A hit was made of it.",
    failure=("A network that found out what pleases.", view.decode(pleasing[0], duration=24)),
)

# %% [markdown]
# ## Key points
#
# - Here success can hardly be predicted, and a careless split makes it look easy.
# - Choosing the best of N raises the score and costs variety, while all winners stay different.
# - Ask a second judge. A target pressed too far loses what it stood for.
# - Contests and tuning lie on one frontier. A penalty says where on it one stops.
# - A feed makes winners of equals. Run it again, and another one may win.
#
# ## To argue about
#
# "We only show people what they like." Which three figures would you ask this service for, and what
# would you compare them with?

# %% [markdown]
# ## Further: who wins, exactly (8 minutes)
#
# Why does nothing have to be drawn for N = 512? Say a pool has `n` tunes with different scores, and a
# contest draws `N` of them, each time from all. The winner is among the `r` lowest if all `N` are:
# the chance is `(r / n) ** N`.
#
# **Exercise 4 (5 minutes).** From this: how likely is it that the tune with rank `r` wins? Return the
# chances of all ranks, the lowest first.


# %% minutes=5
def chances(count, rivals):
    """The chance to win of each of `count` tunes, from the lowest score to the highest."""
    ### BEGIN SOLUTION
    return np.diff((np.arange(count + 1) / count) ** rivals)
    ### END SOLUTION


check("12.chances", chances)

# %%
from meantone.experiments.popularity import bits_between, bits_of_best

for n in (1, 4, 16, 64):
    print(f"best of {n:2}: {bits_between(pool.chances(n)):.2f} bits in the pool, "
          f"{bits_of_best(n):.2f} by the formula")  # fmt: skip

# %% [markdown]
# ## Sources
#
# - C. Goodhart 1975; in the words used here, M. Strathern, *"Improving ratings"*, European Review 1997.
# - R. Williams, *Simple statistical gradient-following algorithms*, Machine Learning 1992: REINFORCE.
# - N. Jaques and others, *Sequence Tutor*, ICML 2017: a penalty for leaving what was learned, on melodies.
# - A. Beirami and others, arXiv 2401.01879 (2024): the bound for best of N.
# - N. Jonason, L. Casini and B. Sturm, *SMART*, arXiv 2504.16839 (2025): tuned to an aesthetic score,
#   symbolic piano music is rated higher by 14 people; optimized too far, it loses diversity.
# - M. Salganik, P. Dodds and D. Watts, Science 311 (2006): eight worlds, one set of songs.
# - A. Chaney and others 2018: a recommender's loop makes users alike, at no gain (simulation).
#   Against it: D. Turnbull and others, arXiv 2208.09517 (2022), found no popularity bias in
#   commercial music services (small probes).
