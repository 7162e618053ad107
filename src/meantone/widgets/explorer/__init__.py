"""The explorer: one slider from the most probable tune to noise; heard, seen and measured at once.

Lesson 08 opens with it.
"""

from meantone.widgets.explorer.card import ExplorerCard, explorer_card
from meantone.widgets.explorer.explorer import Explorer
from meantone.widgets.explorer.settings import DECODERS, Setting

__all__ = ["DECODERS", "Explorer", "ExplorerCard", "Setting", "explorer_card"]
