"""A piano roll for two: the learner writes, the machine answers and fills in, each in a color.

Edits are a small state machine (`Sheet`, `History`); the machine's part is `Partner`.
"""

from meantone.widgets.duet.duet import Duet
from meantone.widgets.duet.partner import Partner, Risk
from meantone.widgets.duet.picture import duet_picture
from meantone.widgets.duet.provenance import makers_of
from meantone.widgets.duet.sheet import YOU, History, Sheet, edited

__all__ = [
    "YOU",
    "Duet",
    "History",
    "Partner",
    "Risk",
    "Sheet",
    "duet_picture",
    "edited",
    "makers_of",
]
