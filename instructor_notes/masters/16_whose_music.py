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
#     lesson: "16"
#     minutes: 55
# ---

# %% [markdown]
# # 16 · Who owns the average?
#
# **What you will be able to do** (55 minutes)
#
# - Find what a tune copies, and say whether that is more than people copy.
# - Share out a tune's probability among the songs that it is made of, exactly.
# - Write a label for your own tune that somebody else can check.
#
# **What you need**: n-grams and back-off (lesson 03), temperature (lesson 02), entropy (lesson 02).
# Python: functions, loops, NumPy arrays. Notation: scale degrees.
#
# **What you will hear**: your tune and its nearest kin, copies beside their originals, and each bar
# of a tune beside the song that it owes most.

# %% [markdown]
# ## Hear: my tune, and its nearest
#
# Your tune from lesson 00, and the one of all the songs that is most like it (in its runs of one, two
# and three notes).

# %% fold="teaches an n-gram of order 5 folk songs, and looks for the song most like my tune"
import numpy as np

from meantone.exercises import my_tune
from meantone.experiments.popularity import draw
from meantone.measures import features, openings
from meantone.models import NGram
from meantone.tunes import Degree, load

folk = load("folk")
view = Degree.of(folk)
size = len(view.vocabulary)
rng = np.random.default_rng
places = {part: np.flatnonzero(folk.parts == part) for part in ("train", "test")}
songs, unknown = ([view.encode(folk[int(place)]) for place in of] for of in places.values())
ngram = NGram.fit(songs, size, order=5)
tune = my_tune()
mine = view.encode(tune)
likeness = features(songs, size) @ features([mine], size)[0]  # (songs,)
kin = folk[int(places["train"][likeness.argmax()])]

# %%
from meantone.exercises import check, claim, hear, hint, predict, reveal
from meantone.widgets import Playlist

print(f"Nearest of {len(songs):,} songs: {kin.title} ({kin.origin})")
hear("16.nearest", Playlist({"my tune": tune, "its nearest": kin}))

# %% [markdown]
# It wrote none of your notes, and you had probably never heard it. Is that kinship, chance, or
# theft?

# %%
predict("16.copied", "How many notes in a row does your tune share with one of these songs?",
        between=(1, len(mine)), step=1)  # fmt: skip

# %% [markdown]
# ## Measure: copies, beside people's
#
# A detector looks for the longest run of notes that some song has, too, in the same scale degrees. Its
# length alone means little: people's songs share runs as well, with songs that they are no version of.
# So the limit comes from them: 19 of 20 copy no more.

# %%
from meantone.experiments import CopyDetector

dealt = [unknown[place] for place in rng(1).permutation(len(unknown))]
### LIVE: people's tunes that the machine did not learn, as long as mine
people = openings(dealt, len(mine))
### LIVE: the limit comes from these people, the copies from the songs
detector = CopyDetector.of(people, songs)
copy = detector.copies([mine])
length, start, source, place = (int(of[0]) for of in copy)
print(f"people's: {detector.people.mean():.1f} notes in the mean, up to {detector.limit} is usual")
reveal("16.copied", length)

# %% fold="plays the longest copy, its original, and how that goes on"
from meantone.widgets import Playlist

original = folk[int(places["train"][source])]
hear("16.copy", Playlist({
    f"mine, notes {start + 1} to {start + length}":
        view.decode(mine[start : start + length], duration=24),
    f"in {original.title}, and on": view.decode(songs[source][place : place + length + 6],
                                                 duration=24)}))  # fmt: skip

# %%
claim("My tune copies no more than is usual among people.", length <= detector.limit,
      mine=length, usual_up_to=detector.limit)  # fmt: skip

# %% [markdown]
# **Change one thing.** Put 32 for `len(mine)` in `openings`: longer tunes share longer runs.
#
# **Exercise 1 (4 minutes).** Two tunes are lists of tokens. Return the length of the longest run
# that stands in both, without a gap.


# %% minutes=4
def longest(mine, other):
    """How many tokens in a row two tunes share."""
    ### BEGIN SOLUTION
    best, before = 0, [0] * (len(other) + 1)
    for token in mine:
        now = [0] * (len(other) + 1)
        for place, theirs in enumerate(other, 1):
            now[place] = before[place - 1] + 1 if token == theirs else 0
        best, before = max(best, *now), now
    return best
    ### END SOLUTION


check("16.longest", longest)

# %% [markdown]
# Stuck? `hint("16.longest")` helps, up to three times.
#
# ## Bug hunt: Max gives a guarantee
#
# Max sells tunes of a very sure machine, `T = 0.2`. He has learned that a limit comes from people, and
# he has plenty of people's songs. Not one of his tunes is flagged. He trusts that number. Would you?

# %% minutes=2
from meantone.decoding import Reshaped, temperature

### LIVE: the n-gram at temperature 0.2
sure = Reshaped(ngram, lambda rows: temperature(rows, 0.2))
sold = draw(sure, 100, rng(3), notes=32)


def flagged(people):
    """The share of the tunes sold whose longest copy is above people's limit."""
    guard = CopyDetector.of(people, songs)
    print(f"up to {guard.limit} notes of 32 are usual")
    return guard.flags(sold).mean()


max_says = flagged(openings(songs, 32))

# %%
### LIVE: people's tunes that nobody learned
fair = flagged(openings(dealt, 32))
claim("Measured with songs that the machine did not learn, many of Max's tunes are flagged.",
      fair > 0.2, max_says=max_says, fair=fair)  # fmt: skip

# %% [markdown]
# His people stood among the songs themselves: each copied itself, whole. Nothing can be longer.
#
# **Change one thing.** Let him sell tunes of `temperature(rows, 1)`. How many are flagged, by whose limit?
#
# ## Build: whose note is it?
#
# A copy is the rare case. But *every* note of a machine comes from somewhere. Three people sang to a
# machine that remembers one note. It sings 2 after 1. To whom does it owe that?

# %%
sung = {"Ann": "112", "Ben": "1213", "Cem": "332"}
pairs = [(who, *two) for who, song in sung.items()
         for two in zip(" " + song, song + ".", strict=True)]  # fmt: skip
print("Ann sang:", *("".join(two) for who, *two in pairs if who == "Ann"))

# %% [markdown]
# The machine listens to what followed 1. As often as that was something new, it asks what is sung at
# all (Witten-Bell, lesson 03); and as often as that was new, it guesses.


# %%
def parts(note, before):
    """Each singer's part in the probability of a note, and what is left for nobody."""
    part, weight = dict.fromkeys(sung, 0.0), 1
    for heard in ([pair for pair in pairs if pair[1] == before], pairs):
        ### LIVE: how many kinds of notes were heard
        kinds = len({now for *_, now in heard})
        for who, _, now in heard:
            ### LIVE: each place where the note followed gives an equal part
            part[who] += weight * (now == note) / (len(heard) + kinds)
        weight *= kinds / (len(heard) + kinds)
    return part, weight / 4  # three notes and the end are equally likely guesses


part, nobody = parts("2", "1")

# %%
total = sum(part.values()) + nobody
print(f"2 after 1 has probability {total:.3f}")
for who, of in {**part, "nobody": nobody}.items():
    print(f"{who:7} {of:.3f}  {of / total:4.0%} {'█' * round(40 * of / total)}")

# %% [markdown]
# A probability is a sum over places in songs. So it can be cut into shares, and nothing is left
# over. That is **attribution**, and for such an n-gram it is exact. The package does it for any length
# of memory.

# %%
from meantone.experiments import Attribution
from meantone.models import witten_bell

small = [["123".index(note) for note in song] for song in sung.values()]
three = Attribution(NGram.fit(small, 3, order=2, smoothing=witten_bell), small, list(sung))
claim("By hand and in the package, the shares agree.",
      np.allclose(three.owed([0, 1]).shares[1], np.array(list(part.values())) / total))  # fmt: skip

# %% [markdown]
# **Change one thing.** Let Cem sing `1212`, and run these cells again. Who gains, and who loses?
#
# *Exact* has limits. It holds where a probability is such a sum (here: Witten-Bell and Kneser-Ney), for
# the model as it is. A memory of the tune at hand, or a network, adds up no places: there attribution is
# an estimate.
#
# **Exercise 2 (4 minutes).** One song with half of a tune and a thousand with the rest: how many
# sources is that? Entropy gives an answer: `2 ** entropy` in bits, as many equal sources would have it.
# Return it for `shares`, which may contain zeros and need not sum to 1.


# %% minutes=4
def sources(shares):
    """As many equal sources would be as hard to guess."""
    ### BEGIN SOLUTION
    shares = np.asarray(shares, dtype=float)
    shares = shares[shares > 0] / shares.sum()
    return 2 ** -np.sum(shares * np.log2(shares))
    ### END SOLUTION


check("16.sources", sources)

# %% [markdown]
# ## Predict: my family
#
# Now your tune, as the n-gram of order 5 sees it. Versions of one song count as one source.

# %%
### LIVE: whose songs the n-gram learned, by cluster of versions
asked = Attribution(ngram, songs, folk.clusters[places["train"]])
print(f"{len(asked.names):,} sources")

# %%
predict("16.family", "Of as many as how many equal sources is your tune made?",
        between=(1, len(asked.names)), step=50)  # fmt: skip

# %%
### LIVE: what each note of my tune owes to whom
owed = asked.owed(mine)
print(owed.table(3).round(4))
reveal("16.family", round(owed.sources))

# %%
claim("Each note's shares, and what nobody owns of it, sum to 1.",
      np.allclose(owed.shares.sum(axis=1) + owed.base, 1))  # fmt: skip

# %% fold="names songs and countries, and draws my tune's family tree"
from meantone.widgets import family_tree

first = {name: int(places["train"][np.argmax(asked.owner == number)])
         for number, name in enumerate(asked.names)}  # fmt: skip
titles = {name: folk.titles[at] or name for name, at in first.items()}
lands = dict(zip(first, folk.countries[list(first.values())], strict=True))
family_tree(tune, owed, lands, titles)

# %% [markdown]
# **Break.**
#
# ## Hear: each bar and its source
#
# A bar here is four notes, all equally long, in the color of the song that it owes most. Choose a
# bar: it plays, and then that song's. The slider goes from your tune to ever surer machines.
#
# **Change one thing.** Find a bar that you would call stolen. How large is its largest share?

# %% minutes=3
from meantone.widgets import SourceExplorer, SourceGround

tunes = {"my tune": [mine]}
for heat in (1, 0.8, 0.6, 0.4, 0.2):
    cooled = Reshaped(ngram, lambda rows, heat=heat: temperature(rows, heat))
    tunes[f"T = {heat}"] = draw(cooled, 4, rng(6), notes=32)
ground = SourceGround(view, asked, CopyDetector.of(openings(dealt, 32), songs), titles)
hear("16.explorer", SourceExplorer(ground, tunes))

# %% [markdown]
# ## Predict: a surer machine
#
# At a low temperature it takes the likeliest notes nearly always.

# %%
predict("16.surer", "From T = 1 down to T = 0.4, what happens to copies and to sources?",
        choices=["more copied, fewer sources", "more copied, more sources",
                 "less copied, more sources"])  # fmt: skip

# %%
from meantone.experiments import debts

found = debts(asked, ground.detector, openings(dealt, 32), rng(0))
print(found.table())
warm, cold = found["T = 1"], found["T = 0.4"]
copies = "more" if cold.longest.mean > warm.longest.mean else "less"
spread = "more" if cold.sources.mean > warm.sources.mean else "fewer"
reveal("16.surer", f"{copies} copied, {spread} sources")

# %%
found.picture()

# %%
claim("From T = 1 to 0.4 the longest copy grows, and each source has less.",
      cold.longest.low > warm.longest.high and cold.sources.low > warm.sources.high,
      copies=(round(warm.longest.mean, 1), round(cold.longest.mean, 1)),
      sources=(round(warm.sources.mean), round(cold.sources.mean)))  # fmt: skip

# %%
last = found["T = 0.2"]
claim("That goes on, all the way down to T = 0.2.", last.sources.low > cold.sources.high,
      flagged=round(last.flagged.mean, 2), people=round(found["people"].flagged.mean, 2),
      sources=round(last.sources.mean))  # fmt: skip

# %% [markdown]
# ## Explain: why nobody owns the average
#
# The likeliest next note is the one that most songs have there. So a surer machine stands on more
# shoulders, and each carries less: it owes *everybody a little*. And it copies more, since what
# most songs have is found in some song at length. Ask only "is it a copy?", or only "who is owed?",
# and you get half of it. Near the end this n-gram falls into loops that few songs have.
#
# Is it true that who has a large share is needed? Take a song away, fit again, and see what your
# tune loses.

# %%
from meantone.experiments import left_out

### LIVE: the n-gram, fitted again without one source at a time
without = left_out(asked, mine)
without.picture()

# %%
claim("What has a larger share is missed more.", without.rank > 0.6,
      rank_correlation=round(without.rank, 2))  # fmt: skip

# %% [markdown]
# **Exercise 3 (4 minutes).** A fee for a tune is shared out. `shares` has a row for each note and a
# column for each source; a source's part is its mean over the notes. Parts below `least` are not paid
# at all, and the shares of nobody stay where they are. Return what each source is paid.


# %% minutes=4
def payout(shares, fee, least):
    """What each source is paid."""
    ### BEGIN SOLUTION
    part = fee * np.mean(shares, axis=0)
    return np.where(part >= least, part, 0)
    ### END SOLUTION


check("16.payout", payout)

# %%
### LIVE: 100 cents, shared out by the mean over my notes
cents = 100 * owed.mean
print(f"Of 100 cents for my tune, {np.sum(cents >= 1)} sources would get a cent or more, "
      f"together {cents[cents >= 1].sum():.0f} cents.")  # fmt: skip

# %% [markdown]
# **Change one thing.** Ask who would get a tenth of a cent: 0.1 in both places of `cents >= 1`.
#
# ## Explain: a license tag is not a license
#
# A file may say "free to use". That is a claim by whoever wrote it. It says nothing about the
# singer, the collector, or a law that is not yet settled. Read what `datasets/folk/datasheet.md`
# says of these songs: who may use them is not clear, so this course hands on recipes and no music.
# Law and industry move faster than lessons. Facts are dated, and kept in one table.

# %%
from meantone.exercises import facts

facts("us-training", "gema-openai", "gema-suno", "deezer-april")

# %% [markdown]
# | a big word | measured in this course | not measured by anything here |
# |---|---|---|
# | democratization | whose music comes out (10), what a machine adds to a person (15) | who makes music because of it |
# | employment | who wins a feed, by chance (12) | who is paid, who loses work |
# | authorship | copies and shares of *one* n-gram | who made it, and who deserves what |
#
# Shares say what a machine's *probability* is made of. A judge, an employer, or a friend may ask for
# something else: labor, intention, consent.
#
# ## Repair: a label that can be checked
#
# Is my tune average? Four answers, each beside people's: its nearest, its figures, its
# copies, its sources. The label says where it comes from: **provenance**.

# %% fold="measures my tune and people's tunes of the same length"
import pandas as pd

from meantone.experiments import effective_sources
from meantone.measures import returns, tune_entropies
from meantone.models import surprises


def figures(tunes):
    """Four figures of each tune."""
    return pd.DataFrame({
        "surprise, bits a note": [bits[:-1].mean() for bits in surprises(ngram, tunes)],
        "entropy of its notes, bits": tune_entropies(tunes),
        "likeness to its nearest song": (features(tunes, size) @ features(songs, size).T).max(1),
        "longest copy, notes": detector.copies(tunes).lengths,
        "equal sources": [effective_sources(of) for of in asked.means(tunes)],
    })  # fmt: skip


theirs, own = figures(people), figures([mine]).iloc[0]
card = pd.DataFrame({"mine": own, "people, low": theirs.quantile(0.05),
                     "people, high": theirs.quantile(0.95)}).round(2)  # fmt: skip

# %%
print(card)
odd = [name for name, row in card.iterrows()
       if not row["people, low"] <= row["mine"] <= row["people, high"]]  # fmt: skip
claim("In all five my tune is where nine of ten of people's are.", not odd,
      outside=", ".join(odd) or "none")  # fmt: skip

# %%
label = f"""Label of "{tune.title}"
Made by: me, in lesson 00. Machines: none wrote a note; one n-gram was asked.
Nearest of {len(songs):,} folk songs: {kin.title} ({kin.origin}).
Longest run in common: {length} notes, with {original.title}; up to {detector.limit} are usual.
To that n-gram it is made as if of {owed.sources:.0f} equal sources.
The largest share is {100 * owed.largest()[1]:.1f} %.
Not known: what I heard as a child, and whose songs these were."""
print(label)

# %% [markdown]
# **Change one thing.** The second line is yours: correct it. Then read the label aloud. Which line
# would you have left out, and why?

# %% fold="stamps the passport for the last time"
from meantone.exercises import passport, stamp

stolen = sold[int(ground.detector.copies(sold).lengths.argmax())]
stamp(
    "16",
    tune,
    f"{owed.sources:.0f} sources",
    f"As if that many songs had equal parts in it; people's tunes of its length have "
    f"{theirs['equal sources'].mean():.0f}. {label.splitlines()[3]}",
    failure=("A very sure machine, and the longest run that it copied.",
             view.decode(stolen, duration=24)),
)  # fmt: skip

# %% [markdown]
# The passport is complete. `passport().write("my_passport.html")` makes a page of it that plays
# anywhere.
#
# ## Key points
#
# - A copy means something only beside what people copy who never saw the songs.
# - An n-gram's probability is a sum over places, so it can be shared out exactly.
# - A surer machine copies more and owes each source less. At the very end it loops.
# - No share says who deserves what. A label says what was done, and what is not known.
# - Facts of law and industry need a date, and a source.
#
# ## Capstone
#
# Now leave the average, and say how you know: eight tunes, an idea, evidence, listening, honesty. The
# brief is in `docs/capstone.md`; `python course.py report my_tunes --against folk` makes the report.
# `capstone("my_tunes", idea=..., evidence=...)` lays the tunes into your passport.
#
# ## To argue about
#
# Nobody's share in your tune is large, and together they have nearly all of it. Whose is it?

# %% [markdown]
# ## Further: a debate (25 minutes)
#
# Six roles, a motion, cards of evidence for work, access and authorship. Vote first. Then 5 minutes to
# read and choose cards, 12 to speak (two minutes a role; each claim needs a card), 3 for questions.
# Vote again: what counts is not who wins, but which card moved you.

# %%
predict("16.before", "Consent of each author before a machine learns from songs: needed?",
        choices=["yes", "no", "I do not know"])  # fmt: skip

# %% minutes=21
from meantone.exercises import debate

debate()

# %% [markdown]
# `debate().write("debate.html")` makes a page to print and cut out.

# %%
predict("16.after", "And now: consent of each author, needed?",
        choices=["yes", "no", "I do not know"])  # fmt: skip

# %% [markdown]
# ## Sources
#
# - M. Hill, *Diversity and Evenness*, Ecology 1973: the effective number, here of sources.
# - I. Witten and T. Bell, *The Zero-Frequency Problem*, 1991: the rule of the small machine.
# - Yin, Reuben, Stepney and Collins, SN Computer Science 2022
#   (10.1007/s42979-022-01220-y): a Music Transformer's originality falls below people's; it copies.
# - Batlle-Roca and others, *MiRA*, 2024: finds exact replication in audio, above 10 % (forced).
# - No peer-reviewed study was found (November 2026) that measures the audio of commercial
#   generators as less diverse than people's music. Near it: GlobalDISCO, arXiv 2510.01963 (a
#   preprint), and Fotedar and Collins, ISMIR 2024 (late-breaking).
# - Law and industry: `src/meantone/exercises/facts.csv`, each row with its date and source.
