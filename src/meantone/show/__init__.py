"""How a tune is heard and seen: sound, score, piano roll, and words for all three.

Everything is made on this machine, without a network, and carries a text alternative.
"""

from meantone.show.audio import INSTRUMENTS, Sound, kind_here, performed, sound
from meantone.show.cards import Card, Comparison, card, compare
from meantone.show.charts import enable_when_needed
from meantone.show.colors import MEANINGS, PALETTE, categories, colors_of
from meantone.show.engraving import Score, score
from meantone.show.keyboard import Keyboard
from meantone.show.listening import Players, listen
from meantone.show.pianoroll import roll
from meantone.show.small_rolls import small_roll, small_rolls
from meantone.show.words import describe, note_names

__all__ = [
    "INSTRUMENTS",
    "MEANINGS",
    "PALETTE",
    "Card",
    "Comparison",
    "Keyboard",
    "Players",
    "Score",
    "Sound",
    "card",
    "categories",
    "colors_of",
    "compare",
    "describe",
    "kind_here",
    "listen",
    "note_names",
    "performed",
    "roll",
    "score",
    "small_roll",
    "small_rolls",
    "sound",
]

enable_when_needed()
