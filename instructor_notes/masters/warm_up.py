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
#     lesson: "warm_up"
#     minutes: 25
# ---

# %% [markdown]
# # Warm-up · How do you talk to this page?
#
# This page is for you if you have never used a notebook, or not for long (25 minutes). You will run
# code, change it, make a list, use a function, and read an error aloud, all on one tune. If you
# have done all that, go on to [lesson 00](00_start_here.ipynb).
#
# This is a *notebook*: a page of text and of code that runs. Each box is a **cell**. Click on the
# gray line below and press <kbd>Shift</kbd> + <kbd>Enter</kbd>, twice. A player appears: press it.

# %% fold="says how a list of notes is played"
from meantone.show import sound
from meantone.tunes import Tune


def play(notes, ticks=48):
    """A player of notes that are equally long."""
    return sound(Tune.from_events([(note, ticks) for note in notes], title="Notes"))


# %%
notes = [60, 62, 64, 60, 60, 62, 64, 60, 64, 65, 67]
play(notes)

# %% [markdown]
# Every note is a number; 60 is the C in the middle of a piano. More of that is on
# [one page](notes_on_one_page.ipynb), for later.
#
# Nothing you do here can break anything. Your copy is yours; delete it, and you get a fresh one.
#
# ## Change one thing
#
# Change one number in the cell above, say the last 67 into 72. Run the cell again and listen. A
# cell may be run as often as you like. What it made before is gone then.
#
# ## A list
#
# Several values in square brackets are a **list**. `notes` is a name for one, a **variable**. Names
# stay known in the cells below. This is how you ask a list something:

# %% minutes=2
print(notes[0], "is the first note: Python counts from 0")
print(notes[-1], "is the last one")
print(len(notes), "notes in all")
print(notes[:4], "are the first four")

# %% [markdown]
# Lists can be put one after the other with `+`, and repeated with `*`. Which tune will the next
# cell play: how many notes does it have? Say it, then run it.

# %% minutes=2
beginning = notes[:4]
tail = [64, 65, 67]
song = beginning * 2 + tail * 2
play(song)

# %% [markdown]
# ## A function
#
# A **function** is a recipe with a name. `def` begins it, `return` says what comes out. This one
# moves every note of a tune, and leaves the tune that it was given as it was.


# %% minutes=2
def moved(tune, steps):
    """The tune with each note that many semitones higher."""
    return [note + steps for note in tune]


print("before:", song[:4])
print("after: ", moved(song, 5)[:4])

# %% [markdown]
# Hear it. Then try other steps: 12, -12, 1.

# %% minutes=3
play(moved(song, 5))

# %% [markdown]
# **Exercise (4 minutes).** Write one of your own: the tune from its last note to its first. In
# Python `tune[::-1]` is a list backwards. Put it in the place of the three dots, after `return`.


# %% minutes=4
def backwards(tune):
    """The tune from its last note to its first."""
    ### BEGIN SOLUTION
    return tune[::-1]
    ### END SOLUTION


print("first four, backwards:", (backwards(song) or ["nothing yet"])[:4])

# %% [markdown]
# ## An error, read aloud
#
# The next cell does not work, on purpose. Run it. Then read its *last* line aloud: an **error
# message** says there what is wrong, and an arrow further up shows where.

# %% tags=["raises-exception"] minutes=2
print(notes[11])

# %% [markdown]
# "List index out of range": the list has eleven notes, and Python counts them from 0 to 10. Fix the
# number and run the cell again. Errors are everyday, also for those who have done this for thirty
# years. Most are one of these:
#
# | the last line begins with | often |
# |---|---|
# | NameError | a name is misspelled, or a cell above it was not run |
# | SyntaxError | a bracket, a quote or a colon is missing |
# | IndexError | a list is shorter than was thought |
# | TypeError | a number where a list was meant, or the other way round |
#
# Lost? The menu *Kernel*, then *Restart Kernel and Run All Cells*, begins from the top.
#
# ## Yours
#
# Sixteen notes of your own. Change them until you like what you hear.

# %% minutes=3
mine = [60, 64, 67, 64, 62, 65, 69, 65, 64, 67, 72, 67, 65, 62, 59, 60]
play(mine, ticks=24)

# %% [markdown]
# You can run, change, list, call and fix. That is all the Python that you need to begin; the rest
# is explained where it is used.
#
# **Next:** [00 · Can you tell?](00_start_here.ipynb)
