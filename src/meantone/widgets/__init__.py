"""The instruments a learner plays: each draws the result of a pure function.

Built on anywidget; their JavaScript lies here, and nothing is fetched.
"""

from meantone.tunes import downbeat_notes, phrase_end_notes
from meantone.widgets.adapting import AdaptSlider, adapted_card
from meantone.widgets.attention import (
    AttentionExplorer,
    attention_card,
    attention_picture,
    same_past,
)
from meantone.widgets.averages import AverageSlider, average_card
from meantone.widgets.beats import BeatPicker, tune_of_beats
from meantone.widgets.blind_test import (
    BlindResults,
    BlindTest,
    BlindTune,
    ClassResults,
    baseline,
    blind_duel,
    blind_tunes,
    class_results,
)
from meantone.widgets.corpora import CorpusSwitch, Learned, corpus_card, learn
from meantone.widgets.duet import Duet, History, Partner, Risk, Sheet, duet_picture, makers_of
from meantone.widgets.explorer import (
    DECODERS,
    MODELS,
    Explored,
    Explorer,
    Results,
    Setting,
    Stock,
)
from meantone.widgets.family import Branch, FamilyTree, branches, family_tree
from meantone.widgets.hits import HitMaker, hits_card
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.loops import LoopExplorer, LoopGround, loop_ground, loop_steps, loop_words
from meantone.widgets.matrix import MatrixExplorer, Walk, walk
from meantone.widgets.orders import OrderExplorer, Survey, order_card, survey
from meantone.widgets.playlist import Playlist
from meantone.widgets.risk import RiskExplorer, RiskGround, risk_card
from meantone.widgets.shares import ShareExplorer, Styles, share_card
from meantone.widgets.sources import (
    ReadTune,
    SourceExplorer,
    SourceGround,
    bar_sources,
    passage_like,
    read_tune,
    source_card,
)
from meantone.widgets.still import Still
from meantone.widgets.tapping import (
    ShownTakes,
    TakeList,
    TapPad,
    latency_words,
    take_of_taps,
    tapping_card,
    taps_of,
)
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
from meantone.widgets.units import UnitExplorer, unit_card

__all__ = [
    "DECODERS",
    "MODELS",
    "AdaptSlider",
    "AttentionExplorer",
    "AverageSlider",
    "Background",
    "BeatPicker",
    "BlindResults",
    "BlindTest",
    "BlindTune",
    "Branch",
    "ClassResults",
    "CoinExplorer",
    "CorpusSwitch",
    "Duet",
    "Explored",
    "Explorer",
    "FamilyTree",
    "History",
    "HitMaker",
    "Instrument",
    "Learned",
    "LoopExplorer",
    "LoopGround",
    "MatrixExplorer",
    "OrderExplorer",
    "Partner",
    "Playlist",
    "ReadTune",
    "Results",
    "Risk",
    "RiskExplorer",
    "RiskGround",
    "Setting",
    "ShareExplorer",
    "Sheet",
    "Shown",
    "ShownTakes",
    "SourceExplorer",
    "SourceGround",
    "Still",
    "Stock",
    "Styles",
    "Survey",
    "TakeList",
    "TapPad",
    "TemperatureSlider",
    "TrainingMonitor",
    "TuneExplorer",
    "UnitExplorer",
    "Walk",
    "adapted_card",
    "attention_card",
    "attention_picture",
    "average_card",
    "bar_sources",
    "baseline",
    "beginnings",
    "blind_duel",
    "blind_tunes",
    "branches",
    "class_results",
    "coin_card",
    "coin_spread",
    "corpus_card",
    "downbeat_notes",
    "duet_picture",
    "family_tree",
    "hits_card",
    "latency_words",
    "learn",
    "loop_ground",
    "loop_steps",
    "loop_words",
    "makers_of",
    "order_card",
    "passage_like",
    "phrase_end_notes",
    "read_tune",
    "risk_card",
    "same_past",
    "share_card",
    "source_card",
    "survey",
    "take_of_taps",
    "tapping_card",
    "taps_of",
    "temperature_card",
    "training_card",
    "tune_card",
    "tune_of_beats",
    "tune_spread",
    "unit_card",
    "walk",
]
