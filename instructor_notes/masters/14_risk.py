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
#     lesson: "14"
#     minutes: 60
# ---

# %% [markdown]
# # 14 · Where do people surprise?
#
# **What you will be able to do** (60 minutes)
#
# - Find the riskiest bar of a tune, and put the likeliest one in its place, exactly.
# - Measure where surprise comes and what it is worth, beside machines' and shuffled tunes.
# - Tell a voice from chance, and read your own tune as a story in bits.
#
# **What you need**: surprise (lesson 02), n-grams (03), the most likely tune (04), temperature (02).
# Python: functions, NumPy arrays and masks. Notation: scale degrees; the score is there to look at.
#
# **What you will hear**: a famous tune, and what a machine would rather have heard.

# %% [markdown]
# ## Hear: one bar is not the same
#
# A machine has learned 5,870 folk songs, and this tune is none of them. Here it is twice. In the
# second one, the bar that surprised the machine most has been made safe.

# %% fold="teaches an n-gram of order 5 folk songs, and makes one bar of a famous tune safe"
import numpy as np

from meantone.experiments.risk import bar_numbers, make_safe, riskiest_bar, with_notes
from meantone.models import NGram, surprise
from meantone.tunes import Degree, load

folk = load("folk")
view = Degree.of(folk)
size = len(view.vocabulary)
every = [view.encode(tune) for tune in folk]
parts = {part: [every[place] for place in np.flatnonzero(folk.parts == part)]
         for part in ("train", "test")}  # fmt: skip
rng = np.random.default_rng
ngram = NGram.fit(parts["train"], size, order=5)
known = {tune.title.split(" (")[0]: tune for tune in load("starter")}
ode = known["An die Freude"]
tokens, bars = view.encode(ode), bar_numbers(ode)
worst = riskiest_bar(surprise(ngram, tokens)[:-1], bars)
safe = make_safe(ngram, tokens, np.flatnonzero(bars == worst))

# %%
from meantone.exercises import hear, predict, reveal
from meantone.widgets import Playlist

twice = {"as it is": ode, "one bar made safe": with_notes(ode, view, safe.after)}
hear("14.safe", Playlist(twice))

# %%
predict("14.bar", "Sixteen bars: which one is it?", between=(1, 16), step=1)

# %% [markdown]
# ## Build: the bits of a bar
#
# Each note costs its surprise, `-log2` of the probability that the machine gave it.

# %%
from meantone import show
from meantone.models import surprises

### LIVE: the bits of each note, the end left out
bits = surprise(ngram, tokens)[:-1]
people = [each[:-1] for each in surprises(ngram, parts["test"])]
mixed = [each[:-1] for each in surprises(ngram, [rng(0).permutation(t) for t in parts["test"]])]
print(f"this tune {bits.mean():.2f} bits a note; "
      f"people's songs {np.concatenate(people).mean():.2f}, "
      f"shuffled {np.concatenate(mixed).mean():.2f}")  # fmt: skip
reveal("14.bar", worst)

# %% fold="draws the score, each note colored by its surprise"
show.score(ode, values=list(bits), label="surprise (bits)", domain=(0, 6), width=640,
           title=f"One burning note: bar {worst}, {bits.max():.1f} bits")  # fmt: skip

# %% [markdown]
# It is the leap down to the low 5, and the 3 that comes back from there a beat too early and is
# held over the bar line. Those who have sung it remember. The safest bar between its neighbors is
# 1, low 7, 1, 2.
#
# **Exercise 1 (4 minutes).** How do we find it? `bits` has a number for each note, `bars` the number
# of its bar. Return the bar with the most bits *a note*; of equal ones the first.


# %% minutes=4
from meantone.exercises import check, hint


def riskiest(bits, bars):
    """The bar that costs most bits a note."""
    ### BEGIN SOLUTION
    bits, bars = np.asarray(bits), np.asarray(bars)
    numbers = list(dict.fromkeys(bars.tolist()))
    return max(numbers, key=lambda bar: bits[bars == bar].mean())
    ### END SOLUTION


check("14.riskiest", riskiest)

# %% [markdown]
# Stuck? `hint("14.riskiest")` helps, up to three times.
#
# ## Build: safe on both sides
#
# What is the safest note in a gap? Three notes could stand between a 1 and a 3. How likely is each
# after the 1, and how likely is the 3 after each?

# %%
after_1 = np.array([0.5, 0.3, 0.2])  # of the notes 1, 2, 4
then_3 = np.array([0.1, 0.6, 0.4])  # that 3 follows on 1, 2, 4
### LIVE: how likely are both steps?
both = after_1 * then_3
print("after the 1 alone:", "124"[after_1.argmax()], " with what follows:", "124"[both.argmax()])

# %% [markdown]
# The likeliest next note leads to a step that nobody expects. So both sides count. Writing the
# likeliest notes between sides that stay is called **infilling**.
#
# **Exercise 2 (3 minutes).** Return the probability of each note in the gap, given both sides.


# %% minutes=3
def between(left, right):
    """How likely each note is, given what comes before it and what comes after."""
    ### BEGIN SOLUTION
    both = np.asarray(left, dtype=float) * np.asarray(right, dtype=float)
    return both / both.sum()
    ### END SOLUTION


check("14.between", between)

# %% [markdown]
# With one note free there are 33 tunes to try; with a bar of four, a million. The package finds the
# best from the end backwards (lesson 04).

# %%
from meantone.exercises import claim

burning = int(bits.argmax())
tries = np.tile(tokens, (size, 1))  # 33 tunes that differ in one note
tries[:, burning] = np.arange(size)
### LIVE: the bits of each whole tune, its end too
totals = np.array([each.sum() for each in surprises(ngram, tries)])
one = make_safe(ngram, tokens, [burning])
claim("Trying all notes and searching from the end give the same safest note.",
      bool(totals.argmin() == one.after[burning]),
      bits_before=round(one.bits_before.sum(), 1), bits_after=round(one.bits_after.sum(), 1))  # fmt: skip

# %% [markdown]
# Now play. Click a bar, or go along the bars with the arrow keys; make it safe; listen; undo.
#
# **Change one thing.** Make the riskiest bar safe five times in a row. When does the tune stop being
# that tune? *Another tune* has four more.

# %% minutes=3
from meantone.widgets import RiskExplorer, RiskGround

ground = RiskGround.of(ngram, view, parts["test"], rng(0))
shelf = ("An die Freude", "Stille Nacht, heilige Nacht", "Au clair de la lune", "Greensleeves",
         "Andante of the Symphony no. 94")  # fmt: skip
hear("14.explorer", RiskExplorer(ground, [known[title] for title in shelf]))

# %% [markdown]
# ## Predict: where in a phrase?
#
# One tune proves nothing. The songs kept for testing have their phrases marked.

# %%
places = ["its first note", "its second", "the middle", "its last note"]
predict("14.place", "Which notes of a phrase cost people most?", choices=places)

# %% [markdown]
# ## Measure: the places of a phrase
#
# Beside people stand a machine's own tunes, drawn as it is (T = 1) and sharpened (T = 0.4), and people's
# notes shuffled. A machine knows no phrases, so each of its tunes is laid into those of a song that is
# as long: what the places do by themselves.

# %%
from meantone.decoding import sample, temperature
from meantone.experiments.risk import PEAKS, PHRASE, as_long, marked, surprise_by_place

songs = marked(folk.part("test"), view)
sets = {
    "people": songs,
    "machine, T = 1": as_long(sample(ngram, 20000, rng(0)), songs),
    "machine, T = 0.4": as_long(sample(ngram, 20000, rng(1), lambda p: temperature(p, 0.4)), songs),
    "shuffled": [song.mixed(rng(2)) for song in songs],
}
found = surprise_by_place(ngram, sets, rng(3))
costs = [found.bits["people", place][0] for place in PHRASE]
print(f"{len(songs)} tunes of each")
reveal("14.place", places[int(np.argmax(costs))])

# %% fold="draws the bits at each place of a phrase"
found.picture(title="People open a phrase with a risk and close it safely")

# %%
### LIVE: how far the bits fall from the first note of a phrase to its last
fall = {who: found.bits[who, "first of a phrase"][0] - found.bits[who, "last of a phrase"][0]
        for who in sets}  # fmt: skip
claim("From the first note of a phrase to the last, people's bits fall more than twice as far as "
      "in any other set.", all(fall["people"] > 2 * fall[who] for who in [*sets][1:]),
      **{who.replace(" ", "_"): round(by, 2) for who, by in fall.items()})  # fmt: skip

# %% [markdown]
# ## Predict: the highest note
#
# A song climbs to its highest note, once. Surely that is where people dare most?

# %%
peaks = ["people's only", "people's and the machine's", "all of them, shuffled too"]
predict("14.peak", "In which tunes does the highest note cost more than the others?", choices=peaks)

# %%
### LIVE: the sets whose highest notes cost more than the others, intervals apart
higher = [who for who in sets if found.bits[who, PEAKS[0]][1] > found.bits[who, PEAKS[1]][2]]
for who in sets:
    print(f"{who:16} highest note {found.bits[who, PEAKS[0]][0]:.2f} bits, "
          f"others {found.bits[who, PEAKS[1]][0]:.2f}")  # fmt: skip
reveal("14.peak", peaks[2] if "shuffled" in higher else peaks[1] if len(higher) > 1 else peaks[0])

# %%
### LIVE: a model that knows only how rare each note is
rarity = surprise_by_place(NGram.fit(parts["train"], size, order=1), sets, rng(4))
for who in ("people", "machine, T = 1", "shuffled"):
    print(f"{who:16} highest note {found.bits[who, PEAKS[0]][0]:.2f} bits where it stands, "
          f"{rarity.bits[who, PEAKS[0]][0]:.2f} anywhere")  # fmt: skip
claim("The highest note costs more than the others in every set: rare notes are rare.",
      len(higher) == len(sets), sets=f"{len(higher)} of {len(sets)}")  # fmt: skip

# %% [markdown]
# So *that* climaxes surprise says nothing about people. Look at the second column: the same notes,
# counted as if they stood anywhere. In a song the way up makes the top less surprising than that;
# shuffled, it comes out of nowhere. Both people and the machine prepare it.
#
# **Break.**
#
# ## Predict: how unlike are tunes?
#
# Some songs are daring all along, others calm. `between tunes` is how far their bits a note lie apart
# (the standard deviation), `within a tune` how far a tune's own notes do.

# %%
predict("14.spread", "People's tunes lie how many times as far apart as the machine's (T = 1)?",
        between=(0.5, 3))  # fmt: skip

# %% [markdown]
# **Exercise 3 (3 minutes).** `bits` is a list with an array for each tune. Return the standard
# deviation of the tunes' bits a note.


# %% minutes=3
def apart(bits):
    """How far tunes lie apart in their bits a note."""
    ### BEGIN SOLUTION
    return np.std([np.mean(each) for each in bits])
    ### END SOLUTION


check("14.apart", apart)

# %%
from meantone.experiments.risk import risk_spread

spread = risk_spread(ngram, {who: [song.tokens for song in tunes] for who, tunes in sets.items()},
                     rng(5))  # fmt: skip
value = {key: figure[0] for key, figure in spread.figures.items()}
for who in sets:
    print(f"{who:16} between tunes {value[who, 'between tunes']:.2f}, "
          f"within {value[who, 'within a tune']:.2f}, "
          f"above 6 bits {value[who, 'above 6 bits']:.1%}")  # fmt: skip
### LIVE: how many times as far apart people's tunes lie
times = value["people", "between tunes"] / value["machine, T = 1", "between tunes"]
reveal("14.spread", round(times, 1))

# %% fold="draws how tunes' bits a note are spread"
spread.picture().properties(title="People's tunes lie apart, the machine's crowd together")

# %%
claim("Drawn as it is, the machine has people's share of great risks and spread within a tune, "
      "but not between tunes.",
      abs(value["people", "within a tune"] - value["machine, T = 1", "within a tune"]) < 0.1
      and value["people", "between tunes"] > 1.3 * value["machine, T = 1", "between tunes"],
      people=[round(end, 2) for end in spread.figures["people", "between tunes"][1:]],
      machine=[round(end, 2) for end in spread.figures["machine, T = 1", "between tunes"][1:]])  # fmt: skip

# %% [markdown]
# The machine throws the same dice in every bar of every tune. People decide, tune by tune, how much
# they dare. Sharpened, it dares hardly anything.
#
# **Change one thing.** Put 1.2 in place of 0.4 above, and run from there. Does more heat help?
#
# ## Predict: if everybody played safe
#
# An assistant offers everybody the likeliest bar in place of the riskiest. Nobody has to take it, and
# each tune changes a little. Take 100 songs, each with its own four riskiest bars of about fifteen
# made safe. How much do songs have in common with one another then?

# %%
predict("14.everybody", "How many times as much as before?", between=(0.5, 4))

# %%
from meantone.experiments.risk import safe_together

test = [tune for tune in folk.part("test") if len(tune.notes) >= 32]
some = [test[place] for place in rng(6).choice(len(test), 100, replace=False)]
leveled = safe_together(ngram, [(view.encode(tune), bar_numbers(tune)) for tune in some], rng(7))
### LIVE: how alike the songs of each set are
alike = {name: one.alike for name, one in leveled.sets.items()}
print(leveled.table())
reveal("14.everybody", round(alike["4 bars safe"] / alike["people"], 1))

# %%
claim("Four safe bars make songs more than one and a half times as alike; the same bars drawn by "
      "the machine do not.", alike["4 bars safe"] > 1.5 * alike["people"] > alike["4 bars drawn"],
      people=round(alike["people"], 3), safe=round(alike["4 bars safe"], 3),
      drawn=round(alike["4 bars drawn"], 3), shuffled=round(alike["shuffled"], 3))  # fmt: skip

# %% [markdown]
# `alike` is how many of the other songs have a run of four notes (lesson 08). The same machine wrote the same
# bars in both rows. What makes songs alike is not the machine, but taking its *first choice*.
#
# ## Bug hunt: Max and the Irish voice
#
# Who surprises everybody's model in the same way, again and again, has a **voice**. Say a group sings
# more of some notes than the model expected, each time with what came before in view. The sum of these
# differences is how many of 100 notes are misjudged. Max trusts good numbers. He finds that the Irish
# songs have a voice, nearly as strong as the Chinese ones. Which line would you ask him about?

# %% minutes=2
from meantone.experiments.risk import misjudged

new = np.flatnonzero(folk.parts != "train")  # songs that the model does not know
excess = misjudged(ngram, [every[place] for place in new])  # (songs, notes of the scale)
notes = np.array([len(every[place]) for place in new])
country = np.array(folk.countries)[new]


def misjudged_of_100(who):
    """How many of 100 notes a group sings otherwise than the model expects."""
    return 50 * np.abs(excess[who].sum(axis=0)).sum() / notes[who].sum()


irish, chinese = (np.flatnonzero(country == name) for name in ("Ireland", "China"))
print(f"Irish: {misjudged_of_100(irish):.1f} of 100; Chinese: {misjudged_of_100(chinese):.1f}")

# %% [markdown]
# ## Repair: as many songs, by chance
#
# Every small group is peculiar. So ask groups of as many songs, drawn from all of them.
#
# **Exercise 4 (2 minutes).** `ours` is the group's figure, `by_chance` those of groups drawn. Return the
# share of them that are at least as strong.


# %% minutes=2
def by_chance_as_strong(ours, by_chance):
    """The share of groups by chance that are at least as strong as ours."""
    ### BEGIN SOLUTION
    return np.mean(np.asarray(by_chance) >= ours)
    ### END SOLUTION


check("14.by_chance_as_strong", by_chance_as_strong)

# %%
from meantone.experiments.risk import voices

for name, who in (("Irish", irish), ("Chinese", chinese)):
    others = np.setdiff1d(np.arange(len(new)), who)
    ### LIVE: 400 groups of as many other songs
    drawn = [misjudged_of_100(rng(i).choice(others, len(who), replace=False)) for i in range(400)]
    ### LIVE: the share of them that are at least as strong
    share = np.mean(np.array(drawn) >= misjudged_of_100(who))
    print(f"{name}: {len(who)} songs; {share:.1%} of groups by chance are as strong")

collection = np.array(folk.collections)[new].astype(str)
groups = {name: country == name for name in ("China", "Lorraine", "Austria", "Ireland")}
groups["old German songs"] = np.char.startswith(collection, "altdeu")
groups["ballads"] = np.char.startswith(collection, "ballad")
heard = voices(ngram, [every[place] for place in new], groups, view.labels, rng(8))
heard.table()

# %% fold="draws what is misjudged of the Chinese songs, with groups by chance"
heard.picture("China")

# %%
claim("The Chinese songs have a voice beyond chance; of the Irish, eight songs cannot tell.",
      heard.groups["China"].clear and not heard.groups["Ireland"].clear,
      China=[round(heard.groups["China"].strength, 1), round(heard.groups["China"].by_chance, 1)],
      Ireland=[round(heard.groups["Ireland"].strength, 1),
               round(heard.groups["Ireland"].by_chance, 1)])  # fmt: skip

# %% [markdown]
# "Cannot tell" is not "has none": with eight songs nobody could hear it through the noise. And a
# voice here is what *this n-gram of everybody* gets wrong about pitches; words, rhythm and how it is sung are
# not in it.
#
# ## Explain: what bits cannot say
#
# Bits say how unexpected a note was to one model. They do not say whether anybody liked it, or why it
# was sung. That feeling lives on expectation is a theory of L. Meyer (1956), D. Berlyne (1971) and D. Huron (2006);
# measured, it is less simple. In 745 songs, chords pleased when a listener was sure and then surprised, *or* unsure and then
# not (Cheung and others 2019). A bent curve of surprise explained 43 and 27 listeners' liking better than a straight line (Gold and
# others 2019). In 5,046 classical themes fame rose with originality all the way; in a later, larger sample it rose and then fell
# (Simonton); in 500 songs it depended on the genre (Hass 2016). A model can count your risk. It cannot tell you whether to take it.
#
# ## Hear: my own tune
#
# So read your tune in both languages. Where does it leave everybody's road? What you write stays on
# this machine, in your own file, and comes into your passport.
#
# **Change one thing.** `mine = read("my_song.mid")` takes a tune from a file (`from meantone.tunes import read`),
# `my_tune([60, 62, ...])` sixteen typed beats, and `tune_picker()` of lesson 00 what you play on its grid.

# %%
from meantone.exercises import my_tune, paragraph, stamp, written
from meantone.experiments.risk import bar_bits, departures

mine = my_tune()
own = view.encode(mine)
for one in departures(ngram, own, view.labels):
    print(f"note {one.place + 1}, bar {bar_numbers(mine)[one.place]}: you wrote {one.sung}, "
          f"{one.bits:.1f} bits; expected was {one.expected}")  # fmt: skip

# %% fold="draws my tune, each note colored by its surprise"
told = iter(surprise(ngram, own)[:-1].tolist())
show.score(mine, values=[None if pitch < 0 else next(told) for pitch in mine.pitches],
           label="surprise (bits)", domain=(0, 6), width=640, title="My tune, in bits")  # fmt: skip

# %%
paragraph("14.mine", "What is this tune to you, and why does it go where it goes?")

# %% fold="makes my riskiest bar safe, and stamps the passport with it and my words"
my_bits = surprise(ngram, own)[:-1]
my_bar = riskiest_bar(my_bits, bar_numbers(mine))
made = make_safe(ngram, own, np.flatnonzero(bar_numbers(mine) == my_bar)).after
most = [max(bar_bits(cost, bar_numbers(tune)).values())
        for cost, tune in zip(people, folk.part("test"), strict=True)]  # fmt: skip
stamp(
    "14",
    with_notes(mine, view, made),
    f"{bar_bits(my_bits, bar_numbers(mine))[my_bar]:.1f} bits",
    f"So much costs a note of bar {my_bar}, my riskiest; half of people's songs have one above "
    f"{np.median(most):.1f}. Here it is made safe. {written('14.mine')}".strip(),
    failure=("A famous tune without its best bar.", with_notes(ode, view, safe.after)),
)

# %% [markdown]
# ## Key points
#
# - A bar is made safe by what comes before *and* after it, and the best way is found exactly.
# - People risk the first note of a phrase and close safely. Their highest notes surprise; so do everybody's.
# - Within a tune this n-gram dares as much as people; it dares the same in all tunes.
# - If everybody takes the likeliest bar, songs grow alike, though most notes stay their own.
# - A voice is what everybody's model gets wrong, beyond groups by chance of the same size.
#
# ## To argue about
#
# A friend shows you a song with one strange bar, and asks whether to make it safe. What would you want to know
# that no model can tell you?

# %% [markdown]
# ## Further: risky to whom? (3 minutes)
#
# The most likely tune of one machine (lesson 04) is safe to that machine. And to another one?

# %%
from meantone.decoding import most_probable

### LIVE: the most probable tune of 32 notes
mode = most_probable(ngram, length=32).tokens
judge = NGram.fit(parts["test"], size, order=4)  # learned from other songs
for name, model in (("itself", ngram), ("another", judge)):
    print(f"the machine's safest tune of 32 notes, to {name}: "
          f"{surprise(model, mode)[:-1].mean():.2f} bits a note")  # fmt: skip

# %% [markdown]
# ## Sources
#
# - C. Shannon 1948; M. Pearce, *Statistical models of melodic structure* (PhD thesis), 2005: surprise as
#   information content of notes.
# - F. Pachet, P. Roy, G. Barbieri, *Finite-length Markov processes with constraints*, IJCAI 2011: notes between sides
#   that stay.
# - L. Meyer, *Emotion and meaning in music*, 1956; D. Berlyne 1971; D. Huron, *Sweet anticipation*, 2006.
# - V. Cheung and others, Current Biology 2019: 745 Billboard songs, 80,000 chords; an interaction of uncertainty and surprise.
# - B. Gold and others, Journal of Neuroscience 2019: quadratic effects on liking.
# - D. Simonton's studies of classical themes, which disagree among themselves; Hass 2016: 500 and more songs, moderated by genre.
