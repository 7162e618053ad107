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
#     lesson: "11"
#     minutes: 60
# ---

# %% [markdown]
# # 11 · What happens when models learn from models?
#
# **What you will be able to do** (60 minutes)
#
# - Build a loop in which each machine learns from the tunes of the one before.
# - Say what kills such a loop, and in which direction.
# - Judge a repair by what it saves and what it does not.
#
# **What you need**: smoothing (lesson 03), temperature and the two dials (lesson 08), variety (lesson
# 09). Python: functions, loops, generators. Notation: scale degrees.
#
# **What you will hear**: a whispering game of machines, and two ways in which it ends.

# %% [markdown]
# ## Hear: a whispering game
#
# A machine learns people's songs and sings a thousand of its own. A second machine learns *those*, and
# sings. A third learns from the second. Each of three machines goes on from the first four notes of
# your tune.

# %% fold="teaches eleven machines, each by the tunes of the one before, and lets three go on from my tune"
from itertools import islice

import numpy as np

from meantone import decoding
from meantone.decoding import Samples, sample, temperature
from meantone.exercises import claim, hear, my_tune, predict, progress_bar, reveal
from meantone.experiments.loops import Loop, follow, generations, ruler_of
from meantone.models import NGram
from meantone.tunes import Degree, load
from meantone.widgets import Playlist

folk = load("folk")
view = Degree.of(folk)
size = len(view.vocabulary)
songs = [view.encode(tune) for tune in folk.part("train")]
rng = np.random.default_rng


def learn(tunes):
    """An n-gram of order 5; no end is learned from tunes that were cut off."""
    return NGram.fit(tunes, size, order=5, ended=tunes.ended)


game = [*islice(generations(learn, songs, Loop(temperature=0.8), rng(0)), 11)]
mine = view.encode(my_tune())
wish = decoding.opening(mine[:4], size) & decoding.lengths(size, 32, 32)
whispered = {
    number: sample(decoding.Constrained(game[number].model, wish), 1, rng(8),
                   lambda rows: temperature(rows, 0.8))[0]
    for number in (1, 5, 10)
}  # fmt: skip

# %%
hear("11.whisper", Playlist({f"generation {number}": view.decode(tune, duration=24)
                             for number, tune in whispered.items()}))  # fmt: skip

# %% [markdown]
# All notes are equally long. Here is one tune of each generation.

# %% fold="draws a tune of each generation, each note the redder, the more of the generation's other tunes have its run of four"
import altair as alt
import pandas as pd

from meantone.measures import shared_notes

rows = []
for one in game:
    seen = [tune[:32] for tune in one.written[:200]]
    first = next((at for at, tune in enumerate(seen) if len(tune) == 32), 0)
    for place, (token, share) in enumerate(
        zip(seen[first], shared_notes(seen)[first], strict=True)
    ):
        pitch = one.number - (view.vocabulary[token] - 4) / 40
        rows.append({"place": place, "after": place + 0.85, "top": pitch - 0.07,
                     "bottom": pitch + 0.07, "share": max(share, 0.01)})  # fmt: skip
alt.Chart(pd.DataFrame(rows)).mark_rect().encode(
    x=alt.X("place:Q", title="note").scale(domain=[0, 32]).axis(grid=False),
    x2="after", y2="bottom",
    y=alt.Y("top:Q", title="generation").scale(domain=[10.5, -0.5], nice=False)
    .axis(values=list(range(11)), format="d"),
    color=alt.Color("share:Q", title=["others that", "have it too"])
    .scale(type="log", domain=[0.01, 1], range=["#0072b2", "#d4145a"], clamp=True)
    .legend(format="%", values=[0.01, 0.1, 1]),
).properties(
    width=400, height=320, title="Ten fading rows: what is your own turns into what all have",
    description="Eleven rows of notes, one for each generation. The first are blue and move; from row "
    "to row they turn red and flat, and the last repeat what all other tunes have too.",
)  # fmt: skip

# %%
progress_bar("11")

# %% [markdown]
# ## Predict: and if nobody sharpens?
#
# These machines drew at temperature .8, a little surer than they are. Now let each draw at
# temperature 1, as it has learned.

# %%
predict(
    "11.ten",
    "At temperature 1, how varied are the tunes of generation 10, beside those of generation 0?",
    choices=["much less varied", "about as varied", "much more varied"],
)

# %% [markdown]
# ## Build: a loop of two tunes
#
# Begin small. There are only two tunes, A and B, and a machine is one number: the share of A. A
# generation sings some tunes, and the next one counts them. Two things may happen on the way: somebody
# *sharpens* (T below 1), or the counting *lends* something to both, as smoothing does.


# %%
def next_share(share, tunes, rng, t=1.0, lend=0.0):
    """The share of A in the next machine."""
    a, b = share ** (1 / t), (1 - share) ** (1 / t)
    ### LIVE: sing that many tunes, and count A
    count = rng.binomial(tunes, a / (a + b))
    ### LIVE: learn, with a loan to both
    return (count + lend) / (tunes + 2 * lend)


print(
    "four games, after one generation:", *(round(next_share(0.7, 50, rng(n)), 2) for n in range(4))
)


# %%
def game_of_two(last, **rule):
    """The share of A in each generation, from .7 on, among 50 tunes; eight games."""
    shares = [[0.7] for _ in range(8)]
    for number, path in enumerate(shares):
        chance = rng(number)
        for _ in range(last):
            path.append(next_share(path[-1], 50, chance, **rule))
    return np.array(shares)


rules = {"sharpened": {"t": 0.8}, "as it is": {}, "with a loan": {"lend": 5}}
for name, rule in rules.items():
    print(f"{name:12} after 10: {game_of_two(10, **rule)[:, -1].round(2)}")

# %% fold="draws eight games of each kind over sixty generations"
paths = {name: game_of_two(60, **rule) for name, rule in rules.items()}
drawn = pd.DataFrame(
    {"kind": name, "game": number, "generation": at, "share of A": share}
    for name, games in paths.items()
    for number, path in enumerate(games) for at, share in enumerate(path)
)  # fmt: skip
alt.Chart(drawn).mark_line(opacity=0.7).encode(
    x=alt.X("generation:Q").axis(grid=False, values=[0, 30, 60]),
    y=alt.Y("share of A:Q", title="share of tune A").axis(format="%"), detail="game:N",
    column=alt.Column("kind:N", sort=[*rules], title=None),
).properties(
    width=140, height=150,
    title="One tune wins fast, one wins by chance, or both fade to half",
    description="Three panels of eight lines. Sharpened, all lines run to the top within ten "
    "generations. As it is, lines wander, and some stick at the top or the bottom. With a loan, all "
    "lines sink to one half and stay around it.",
)  # fmt: skip

# %%
ends = {name: games[:, -1] for name, games in paths.items()}
claim("Sharpened, one tune is left; with a loan, nobody knows any more which was the favorite.",
      np.all(ends["sharpened"] > 0.95) and abs(ends["with a loan"].mean() - 0.5) < 0.1,
      **{name.replace(" ", "_"): end.mean().round(2) for name, end in ends.items()})  # fmt: skip

# %% [markdown]
# The middle one has a name: **drift**. Nobody wants anything, and still one tune is lost in the end: a
# share that chance has brought to 0 never comes back. The rarer a tune, the sooner.
#
# **Change one thing.** Let `game_of_two` sing 500 tunes instead of 50. Which of the three fates waits?
#
# **Exercise 1 (4 minutes).** A group has the share `share` of all tunes. How many tunes must a generation
# sing, at the least, so that the chance that *none* of them is of the group is at most `risk`?


# %% minutes=4
from meantone.exercises import check, hint


def enough(share, risk):
    """A whole number of tunes; share and risk lie between 0 and 1."""
    ### BEGIN SOLUTION
    many = 1
    while (1 - share) ** many > risk:
        many += 1
    return many
    ### END SOLUTION


check("11.enough", enough)

# %% [markdown]
# Stuck? `hint("11.enough")` helps, up to three times.
#
# ## Build: a loop of a thousand tunes
#
# The same three lines, with an **n-gram** (it has counted what follows which four notes) in place
# of the number. Its smoothing is lesson 03's modified Kneser-Ney.


# %%
def my_loop(people, last, rng, t=1.0):
    """Each generation's model, and what it sings."""
    tunes = Samples(people, [True] * len(people))
    for _ in range(last + 1):
        ### LIVE: learn, then sing as many again
        model = learn(tunes)
        tunes = sample(model, len(people), rng, lambda rows: temperature(rows, t))
        yield model, tunes


_, first_tunes = next(my_loop(songs[:100], 0, rng(0)))
print(f"a hundred tunes, of {np.mean([len(tune) for tune in first_tunes]):.0f} notes on average")

# %%
chance = rng(4)
start = [songs[place] for place in chance.permutation(len(songs))[:1000]]
by_hand = [tunes for _, tunes in my_loop(start, 2, chance)]
packaged = [one.written for one in islice(generations(learn, songs, Loop(), rng(4)), 3)]
claim("By hand and in the package, three generations sing the very same tunes.",
      all(np.array_equal(a, b) for mine_, theirs in zip(by_hand, packaged, strict=True)
          for a, b in zip(mine_, theirs, strict=True)))  # fmt: skip

# %% [markdown]
# ## Measure: two deaths
#
# No single figure says "collapse": the literature has eight definitions that contradict each other
# (Schaeffer and others 2025). So we read a profile. *bits*: what people's songs cost the machine, so
# what it still *knows*. *variety*: as many wholly different tunes would be as varied as those that it
# *sings*. *returns*: which share of a tune's runs of four came before in it. *notes* in a tune. *minor*:
# which share of its tunes has more minor thirds than major ones.

# %% fold="makes the ruler, and a function that puts loops beside people and shuffled tunes"
ruler = ruler_of(folk, view, rng(0))
FIGURES = {"bits": 2, "variety": 0, "returns": 2, "notes": 0, "minor": 2}


def said(low, high, value, digits):
    """A mean, with lowest and highest where there are several runs."""
    if np.isnan(value):
        return "too short"
    spread = f" ({low:.{digits}f} to {high:.{digits}f})" if low < high else ""
    return f"{value:.{digits}f}{spread}"


def table(loops):
    """Generation 10 of some loops: the mean of their runs, lowest to highest in parentheses."""
    any_loop = next(iter(loops.values()))
    beside = {"people": any_loop.people.row, "shuffled": any_loop.shuffled.row}
    lines = {name: {of: "" if np.isnan(row[of]) else f"{row[of]:.{digits}f}"
                    for of, digits in FIGURES.items()} for name, row in beside.items()}  # fmt: skip
    for name, loop in loops.items():
        first, last = (loop.spread().loc[at] for at in (0, 10))
        lines[name] = {of: said(last[of, "min"], last[of, "max"], last[of, "mean"], digits)
                       for of, digits in FIGURES.items()}  # fmt: skip
        lines[name]["bits at first"] = f"{first['bits', 'mean']:.2f}"
    return pd.DataFrame(lines).T.fillna("")[["bits at first", *FIGURES]]


def mean(loop, figure, generation=10):
    """The mean of a figure over the runs."""
    return float(loop.spread().loc[generation, (figure, "mean")])


# %%
### LIVE: three runs of three loops
by_t = {f"T = {t}": follow(learn, songs, Loop(temperature=t), ruler, rng(1), runs=3)
        for t in (0.8, 1, 1.2)}  # fmt: skip
table(by_t)

# %%
usual = by_t["T = 1"]
### LIVE: how many times as varied as at first?
times = mean(usual, "variety") / mean(usual, "variety", 0)
reveal("11.ten", "much more varied" if times > 1.5 else "much less varied" if times < 0.67
       else "about as varied")  # fmt: skip

# %%
claim("At temperature 1 this n-gram's tunes grow more varied while it forgets people's songs.",
      times > 1 and mean(usual, "bits") > mean(usual, "bits", 0),
      variety=(round(mean(usual, "variety", 0), 1), round(mean(usual, "variety"), 1)),
      bits=(round(mean(usual, "bits", 0), 2), round(mean(usual, "bits"), 2)))  # fmt: skip

# %% fold="draws three loops: what they know over what they sing"
points = pd.DataFrame(
    {"loop": name, "generation": at, "variety": mean(loop, "variety", at),
     "bits": mean(loop, "bits", at)}
    for name, loop in by_t.items() for at in range(11)
)  # fmt: skip
x = alt.X("variety:Q", title="variety of what it sings")
x = x.scale(type="log", domain=[1, 80]).axis(values=[1, 2, 5, 10, 20, 50])
y = alt.Y("bits:Q", title="bits on people's songs").scale(domain=[2.4, 6])
base = alt.Chart(points).encode(x, y, color=alt.Color("loop:N", title=None))
lines = base.mark_line(strokeWidth=2.5).encode(order="generation:Q")
dots = base.mark_point(filled=True, size=40)
last = base.transform_filter("datum.generation == 10").mark_text(dy=-12, fontSize=13)
human = alt.Chart(pd.DataFrame([{"variety": usual.people.variety, "word": "people"}])).encode(x)
rule = human.mark_rule(color="#1f7a52", strokeWidth=2)
word = human.mark_text(color="#1f7a52", align="left", dx=5, y=10, fontSize=13).encode(text="word:N")
(rule + word + lines + dots + last.encode(text="loop:N")).properties(
    width=400, height=300,
    title=["Up is forgetting: to the left into one loop,", "to the right into noise"],
    description="Bits on people's songs over the variety of a loop's tunes, a line for each "
    "temperature. All begin low near people's variety and rise: at .8 to the left, to hardly any "
    "variety, at 1 and 1.2 to the right, to more variety than people have.",
)  # fmt: skip


# %%
def first_long(tunes):
    """The first of some tunes that has 32 notes, and no more of it."""
    return next(tune[:32] for tune in tunes if len(tune) >= 32)


looped, noise = (first_long(by_t[name].runs[0].written[10]) for name in ("T = 0.8", "T = 1"))
three = {"one": noise, "another": first_long(ruler.people), "a third": looped}
hear("11.deaths", Playlist({name: view.decode(tune, duration=24)
                            for name, tune in three.items()}))  # fmt: skip

# %% [markdown]
# One of these three is a person's. The other two are machines' that began alike.
#
# *Sharpened, a loop dies into a loop. Smoothed, it dies into noise*: what smoothing lends to the unheard,
# the next machine has heard, and lends again. On a scale that only counts variety, the second death
# looks like health. And without a loan? *Witten-Bell* lends less than Kneser-Ney; *counting alone* lends
# nothing.

# %%
from meantone.models import maximum_likelihood, witten_bell

by_rule = {}
for name, rule in {"Witten-Bell": witten_bell, "counting alone": maximum_likelihood}.items():

    def fit(tunes, rule=rule):
        return NGram.fit(tunes, size, 5, rule, ended=tunes.ended)

    by_rule[name] = follow(fit, songs, Loop(), ruler, rng(1), runs=2)
table(by_rule)

# %% [markdown]
# Both hold their variety for ten generations. Still Witten-Bell forgets; and to the machine that
# counts alone some of people's songs are impossible from the start: infinite bits.
#
# **Change one thing.** Follow Witten-Bell at temperature .8. Which death does it die?
#
# **Break.** Play the whispering game without a machine: sing eight notes into an ear, five ears long.
#
# ## Bug hunt: Max saves time
#
# Max trusts good numbers. "Long tunes take long," he says, "so I stop at 40 notes. And look: my machines
# learn to finish! Half of the first one's tunes came to their end, and nearly all of the tenth's." Which
# line is to blame?


# %% minutes=3
def max_loop(people, last, rng):
    """Which share of its tunes comes to an end, in each generation."""
    tunes = people
    for _ in range(last + 1):
        ### LIVE: Max learns
        model = NGram.fit(list(tunes), size, 5, witten_bell)
        tunes = sample(model, 1000, rng, longest=40)
        yield tunes.ended.mean()


print("came to their end:", *(f"{share:.0%}" for share in max_loop(start, 10, rng(0))))


# %%
def fit(tunes):
    ### LIVE: what does Max not say?
    return NGram.fit(tunes, size, 5, witten_bell, ended=tunes.ended)


honest = follow(fit, songs, Loop(longest=40), ruler, rng(0))
deaf = follow(lambda tunes: NGram.fit(tunes, size, 5, witten_bell), songs, Loop(longest=40),
              ruler, rng(0))  # fmt: skip
### LIVE: notes for each end, in both loops
uncut = {name: mean(loop, "notes") / (1 - mean(loop, "cut"))
         for name, loop in {"Max": deaf, "mended": honest}.items()}  # fmt: skip
claim("Max's machines learn that a song ends where he stopped listening.",
      uncut["Max"] < 0.6 * uncut["mended"], people=round(honest.people.notes),
      **{name: round(notes) for name, notes in uncut.items()})  # fmt: skip

# %% [markdown]
# A tune that was cut off looks as if it had ended. Learned as an end, it makes the next tunes
# shorter, and so fewer are cut: the very figure that Max likes is the fault.
#
# **Change one thing.** Put 80 for his 40. Does his figure still climb?
#
# How can we know the length of a tune that we did not hear to its end?
#
# **Exercise 2 (4 minutes).** Say that a tune may end after any note, always with the same chance. Then
# the mean length is all notes that were heard, for each end that was heard. `lengths` has the notes of
# each tune, `ended` says which came to their end. Where none did, the length is infinite.


# %% minutes=4
def mean_length(lengths, ended):
    """One number: the mean length, as far as tunes that were cut off tell."""
    ### BEGIN SOLUTION
    ends = np.sum(ended)
    return float(np.sum(lengths) / ends) if ends else float("inf")
    ### END SOLUTION


check("11.mean_length", mean_length)

# %% [markdown]
# ## Hear: set a loop going
#
# Ten generations of a thousand tunes run while you watch. *Fresh* is the share of new songs by people
# that each generation also gets. Kill a loop in both ways; then try to keep one alive. (Who is from *China*,
# a judge says, and in noise it is lost: the dotted line is what it finds in shuffled tunes.)

# %% minutes=4 tags=["nbval-ignore-output"] reason="a widget"
from meantone.widgets import LoopExplorer, loop_ground

hear("11.loop", LoopExplorer(loop_ground(folk, "China")))

# %% [markdown]
# ## Predict: one fifth by people
#
# We go back to the loop that dies at temperature .8. Each generation now learns from 800 tunes of the
# machine before and 200 *fresh* songs by people.

# %%
predict(
    "11.fresh",
    "What does a fifth of fresh songs keep, over ten generations?",
    choices=["what the machine knows", "how varied it sings", "both", "neither"],
)

# %% [markdown]
# ## Repair: fresh songs, or keep everything
#
# The other cure in the literature throws nothing away: each generation learns from people's songs
# and from *all* tunes so far.

# %%
from meantone.experiments.loops import accumulate

### LIVE: three cures
cures = {
    "a fifth fresh": {"fresh": 0.2},
    "half fresh": {"fresh": 0.5},
    "keep all": {"keep": accumulate},
}
cured = {"T = 0.8": by_t["T = 0.8"]} | {
    name: follow(learn, songs, Loop(temperature=0.8, **cure), ruler, rng(1), runs=2)
    for name, cure in cures.items()
}  # fmt: skip
table(cured)

# %%
fresh, bare = cured["a fifth fresh"], cured["T = 0.8"]
at_first, at_last = mean(bare, "bits", 0), mean(bare, "bits")
### LIVE: nearer to the beginning, or to the end?
knows = mean(fresh, "bits") < (at_first + at_last) / 2
sings = mean(fresh, "variety") > (mean(bare, "variety", 0) + mean(bare, "variety")) / 2
reveal("11.fresh", "both" if knows and sings else "what the machine knows" if knows
       else "how varied it sings" if sings else "neither")  # fmt: skip

# %%
claim("A fifth of fresh songs keeps most of what the machine knows, and little of its variety.",
      knows and not sings, bits=(round(at_first, 2), round(mean(fresh, "bits"), 2)),
      variety=(round(mean(bare, "variety", 0), 1), round(mean(fresh, "variety"), 1)))  # fmt: skip

# %% [markdown]
# Fresh data keeps what the model *knows*, not what it *says*. It has people's songs in memory, and sings
# the loop: sharpening picks out what is most frequent, and the machines' tunes all say the same.
#
# **Change one thing.** Give the loop at temperature *1* a fifth of fresh songs. What is left of the noise?
#
# **Exercise 3 (3 minutes).** Keep all, *and* let each generation after 0 come with a share `fresh` by
# people in the set that it adds. Which share of what generation `generation` learns from is by people?


# %% minutes=3
def by_people(generation, fresh):
    """A share from 0 to 1. Generation g learns from g + 1 sets of equal size."""
    ### BEGIN SOLUTION
    return (1 + generation * fresh) / (1 + generation)
    ### END SOLUTION


check("11.by_people", by_people)

# %% [markdown]
# ## Predict: who is lost?
#
# Is a better model safer? Here a small network (an **LSTM**, lesson 06) learns from itself, at temperature 1.
# Its tunes are as varied in generation 10 as they were at first. In generation 0, about 9 of 100 were in
# minor, as people's songs are.

# %%
predict(
    "11.minor", "Of 100 tunes of generation 10, how many are in minor?", between=(0, 20), step=0.5
)

# %%
from meantone.experiments.loops import network_loop

stored = network_loop()  # measured by: python course.py bench loop_network
bare = stored[(stored.temperature == 1) & (stored.fresh == 0)].set_index("generation")
### LIVE: the mean over the loops
means = bare.groupby("generation")[["bits", "variety", "returns", "minor"]].mean()
print("loops, each with ten generations:", bare.run.nunique())
means.loc[[0, 1, 3, 5, 10]].round(3)

# %% fold="draws variety and minor, each as a share of what it was in generation 0"
kept = (means / means.loc[0])[["variety", "minor"]].reset_index()
kept = kept.melt("generation", var_name="figure", value_name="kept")
names = kept[kept.generation == 10].assign(
    word=lambda found: found.figure.map({"variety": "variety", "minor": "minor"})
)
x = alt.X("generation:Q").axis(tickMinStep=2, grid=False).scale(domain=[0, 11.5])
y = alt.Y("kept:Q", title="of what it was at first").axis(format="%").scale(domain=[0, 1.2])
color = alt.Color("figure:N", legend=None).scale(range=["#b34700", "#0072b2"])
curves = alt.Chart(kept).mark_line(point=True, strokeWidth=2.5).encode(x, y, color)
labels = alt.Chart(names).mark_text(align="left", dx=8, fontSize=14).encode(
    x, y, color, text="word:N")  # fmt: skip
(curves + labels).properties(
    width=400, height=240, title="The tunes stay as varied as ever, and minor is gone",
    description="Two lines over ten generations of a network's loop. Variety stays near what it was; "
    "the share of tunes in minor falls to nearly nothing within five generations.",
)  # fmt: skip

# %%
reveal("11.minor", round(100 * means.minor[10], 1))

# %%
claim("No diversity measure sees who is lost: variety stays, and minor goes.",
      means.variety[10] > 0.8 * means.variety[0] and means.minor[10] < 0.25 * means.minor[0],
      variety=(round(means.variety[0], 1), round(means.variety[10], 1)),
      minor=(round(means.minor[0], 3), round(means.minor[10], 3)))  # fmt: skip

# %% [markdown]
# ## Explain: who is rare goes first
#
# That is the drift of the two tunes, with a push. A style lives in a tune as a whole; a model that
# remembers it a little less well each time starts fewer tunes in it, and the next one has fewer to
# learn from. Variety, counted over runs of notes, does not notice. So ask of any loop: *whose* tunes are
# still there? You have to name the group before you can count it.
#
# What others found, and what we found here (seen by November 2026):
#
# | elsewhere | here |
# |---|---|
# | the tails of the data disappear (Shumailov and others 2024) | yes for the network's minor; a smoothed n-gram grows *new* tails, of noise |
# | keeping all data bounds the error (Gerstgrasser and others 2024) | what it knows, yes; sharpened, its variety still falls |
# | too little fresh data costs quality or diversity (Alemohammad and others 2024) | which of the two depends on temperature and smoothing |
#
# They studied text, pictures and small models. We found *no published study of such loops with notes*: what you
# measured here is new, and rests on one collection and two kinds of model.

# %% fold="stamps the passport with what the tenth machine made of my tune"
from meantone.exercises import stamp
from meantone.measures import repeated

stamp(
    "11",
    view.decode(whispered[1], duration=24),
    f"{repeated(whispered[10], 4):.0%} returns",
    "So much of the tenth machine's version came before in it; of the first machine's "
    f"{repeated(whispered[1], 4):.0%}, of people's tunes {usual.people.returns:.0%}.",
    failure=("The tenth machine in a whispering game.", view.decode(whispered[10], duration=24)),
)

# %% [markdown]
# ## Key points
#
# - A loop of models dies in two ways: sharpened into one loop, smoothed into noise. Variety alone takes
#   the second for health.
# - Fresh data keeps what a model knows, not what it says. Keeping everything slows both deaths.
# - A rare group can vanish while every measure of diversity stays. Name it, and count it.
# - A tune that was cut off has not ended. To learn from samples, know which are whole.
#
# ## To argue about
#
# A service trains on songs from the web, and the web fills with its songs. Whom would you ask to count
# what is lost, and who would pay for fresh songs?

# %% [markdown]
# ## Further: a person picks one of four (8 minutes)
#
# Let a judge that has learned other songs hear four tunes at a time. A *person* here is somebody
# who wants a tune as surprising as people's are. A *chart* takes the likeliest.

# %%
from meantone.experiments.loops import Pick, like_people, likeliest
from meantone.models import surprise

judge = NGram.fit([view.encode(tune) for tune in folk.part("valid")], size, order=4)
### LIVE: people, heard by the judge
usual_bits = [surprise(judge, tune)[:-1].mean() for tune in ruler.people]
picks = {"a person": like_people(usual_bits), "a chart": likeliest}
table({name: follow(learn, songs, Loop(pick=Pick(4, judge, taste)), ruler, rng(1))
       for name, taste in picks.items()})  # fmt: skip

# %% [markdown]
# The person slows the noise, and the chart is deadly. But look at the notes: nobody asked for short
# tunes. Pick by one figure, and all others drift. For selection the literature says both: it can
# prevent collapse (Feng and others 2024), and it pulls towards the center of those who select
# (arXiv 2510.16657).
#
# **Exercise 4 (4 minutes).** Write the person. `bits` has a row for each group of tunes: how surprising
# each is. `targets` says what is wanted this time. Which tune of each group is nearest?


# %% minutes=4
def picked(bits, targets):
    """For each group the place of the tune that is picked: shape (groups,)."""
    ### BEGIN SOLUTION
    return np.abs(bits - targets[:, None]).argmin(axis=1)
    ### END SOLUTION


check("11.picked", picked)

# %% [markdown]
# ## Sources
#
# - I. Shumailov and others, *AI models collapse when trained on recursively generated data*, Nature 2024.
# - M. Gerstgrasser and others, *Is model collapse inevitable?*, 2024; J. Kazdan and others, arXiv
#   2410.16713: replace, accumulate, accumulate and subsample.
# - S. Alemohammad and others, *Self-consuming generative models go MAD*, ICLR 2024.
# - R. Schaeffer and others, arXiv 2503.03150 (2025): eight definitions of collapse, and a plea for profiles.
# - Y. Feng and others, arXiv 2406.07515 (ICLR 2025); arXiv 2510.16657 (ICLR 2026): selection.
# - The network's loop: `python course.py bench loop_network`, November 2026.
#
# **Next:** 12 · What does a hit-maker learn?
