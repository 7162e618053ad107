"""The explorer: one slider from the most probable tune to noise, people's tunes beside it.

Lesson 08 opens with it.
"""

from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.explorer import Explorer
from meantone.widgets.explorer.results import Results
from meantone.widgets.explorer.settings import DECODERS, MODELS, Setting
from meantone.widgets.explorer.stock import Stock

__all__ = ["DECODERS", "MODELS", "Explored", "Explorer", "Results", "Setting", "Stock"]
