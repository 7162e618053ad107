"""The instruments a learner plays: each draws the result of a pure function.

Built on anywidget; their JavaScript lies here, and nothing is fetched.
"""

from meantone.widgets.corpora import CorpusSwitch, Learned, corpus_card, learn
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.matrix import MatrixExplorer, Walk, walk
from meantone.widgets.orders import OrderExplorer, Survey, order_card, survey
from meantone.widgets.playlist import Playlist
from meantone.widgets.temperatures import TemperatureSlider, temperature_card
from meantone.widgets.training import Background, TrainingMonitor, training_card
from meantone.widgets.typical import (
    CoinExplorer,
    TuneExplorer,
    beginnings,
    coin_card,
    coin_spread,
    tune_card,
    tune_spread,
)
from meantone.widgets.units import UnitExplorer, downbeat_notes, phrase_end_notes, unit_card

__all__ = [
    "Background",
    "CoinExplorer",
    "CorpusSwitch",
    "Instrument",
    "Learned",
    "MatrixExplorer",
    "OrderExplorer",
    "Playlist",
    "Shown",
    "Survey",
    "TemperatureSlider",
    "TrainingMonitor",
    "TuneExplorer",
    "UnitExplorer",
    "Walk",
    "beginnings",
    "coin_card",
    "coin_spread",
    "corpus_card",
    "downbeat_notes",
    "learn",
    "order_card",
    "phrase_end_notes",
    "survey",
    "temperature_card",
    "training_card",
    "tune_card",
    "tune_spread",
    "unit_card",
    "walk",
]
