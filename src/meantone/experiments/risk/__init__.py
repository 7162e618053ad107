"""Where people surprise: by place, by tune, by region; and what is left when risks are taken out.

Functions that take a model, tunes and a generator, and return results with a table and a picture.
"""

from meantone.experiments.risk.places import (
    PEAKS,
    PHRASE,
    Marked,
    SurpriseByPlace,
    as_long,
    marked,
    phrase_places,
    surprise_by_place,
)
from meantone.experiments.risk.safe import (
    Departure,
    Safe,
    bar_bits,
    bar_numbers,
    departures,
    make_safe,
    riskiest_bar,
    riskiest_notes,
    with_notes,
)
from meantone.experiments.risk.spread import RiskSpread, risk_spread
from meantone.experiments.risk.together import (
    Leveled,
    Together,
    riskiest_places,
    safe_together,
)
from meantone.experiments.risk.voices import Voice, Voices, misjudged, voices

__all__ = [
    "PEAKS",
    "PHRASE",
    "Departure",
    "Leveled",
    "Marked",
    "RiskSpread",
    "Safe",
    "SurpriseByPlace",
    "Together",
    "Voice",
    "Voices",
    "as_long",
    "bar_bits",
    "bar_numbers",
    "departures",
    "make_safe",
    "marked",
    "misjudged",
    "phrase_places",
    "risk_spread",
    "riskiest_bar",
    "riskiest_notes",
    "riskiest_places",
    "safe_together",
    "surprise_by_place",
    "voices",
    "with_notes",
]
