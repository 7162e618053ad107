"""What a machine makes of somebody: an answer, a blend of two styles, a model of a few tunes.

Each beside what people do, with its interval. Lesson 15.
"""

from meantone.experiments.adaptation.adapting import (
    Adapted,
    Adapting,
    adapting,
    added,
    fine_tuned,
    interpolated,
    repeated,
)
from meantone.experiments.adaptation.blends import Blend, Blends, Turns, compare_blends
from meantone.experiments.adaptation.replies import (
    Replies,
    Reply,
    call_and_answer,
    compare_replies,
    respond,
    reused,
)

__all__ = [
    "Adapted",
    "Adapting",
    "Blend",
    "Blends",
    "Replies",
    "Reply",
    "Turns",
    "adapting",
    "added",
    "call_and_answer",
    "compare_blends",
    "compare_replies",
    "fine_tuned",
    "interpolated",
    "repeated",
    "respond",
    "reused",
]
