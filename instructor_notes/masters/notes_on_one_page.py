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
#     lesson: "notes_on_one_page"
#     minutes: 4
# ---

# %% [markdown]
# # Notes on one page · What do the numbers and signs mean?
#
# Nobody needs to read music for this course. This page has all the signs that it uses. Come back
# whenever one of them puzzles you. To hear a sound anew, press its player.

# %% [markdown]
# ## Which note is it?

# %% fold="draws a keyboard"
from meantone import show

show.Keyboard()

# %% [markdown]
# - Each key has a **pitch**, a whole number. Middle C, the blue key, is **60**; every key further
#   to the right is one more, black keys included.
# - From a key to its neighbor is a **semitone**. Twelve semitones are an **octave**: there the
#   names begin again.
# - The distance between two notes is an **interval**.
# - The names go from A to G. `#` raises a note by a semitone, `b` lowers it: C# is the black key
#   to the right of C, Db the same key seen from D.
#
# ## How far is it from home?
#
# Most tunes have a home, the **tonic**. Counted from there, notes have **degrees**, written below
# the keys for the home C. They say what a note does in its tune, wherever the tune begins.
#
# | sign | means |
# |---|---|
# | `1` to `7` | the notes of the major scale; `1` is the tonic |
# | `b3`, `#4` | a semitone lower, a semitone higher than that note |
# | `5,` | the comma: an octave lower, below the tonic |
# | `1'` | the stroke: an octave higher |
#
# A *major* scale is `1 2 3 4 5 6 7`, a *minor* scale `1 2 b3 4 5 b6 b7`. Here are both, from C.

# %% fold="plays a major and a minor scale"
from meantone.tunes import Tune

lengths = (24,) * 7 + (48,)
show.listen(
    {
        "major": Tune((60, 62, 64, 65, 67, 69, 71, 72), lengths),
        "minor": Tune((60, 62, 63, 65, 67, 68, 70, 72), lengths),
    }
)

# %% [markdown]
# ## How long is it?
#
# - A foot taps the **beats**. A note that lasts one beat is here a quarter note; the computer
#   counts it as 48 ticks, so that halves and thirds of it are whole numbers.
# - Three or four beats are a **bar**. In a score a line stands after each.
# - A **rest** is a silence with a length.
#
# One tune with all of it: two bars of four beats, a rest, and home at the end.

# %% fold="shows one tune as score and piano roll, to hear"
tune = Tune(
    (67, 64, 60, 62, -1, 64, 60),
    (48, 48, 48, 48, 48, 48, 96),
    title="5 3 1 2 rest 3 1",
    tonic="C",
    mode="major",
    meter=(4, 4),
)
show.card(tune)

# %% [markdown]
# Other words are in the [glossary](glossary.ipynb).
