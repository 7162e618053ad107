"""What happens if: whose share comes out, what a loop of machines does, what a score rewards.

Functions that take models, tunes and a generator, and return results with a table and a picture.
"""

from meantone.experiments.bias import (
    Amplification,
    GroupBits,
    Groups,
    Guided,
    Judge,
    Line,
    OutputShares,
    Styled,
    amplification,
    bits_by_group,
    by_classifier,
    by_experts,
    fit_line,
    output_shares,
    sample_by_style,
    true_share,
    with_style,
)
from meantone.experiments.loops import Loop, LoopResult, Ruler, follow, generations

__all__ = [
    "Amplification",
    "GroupBits",
    "Groups",
    "Guided",
    "Judge",
    "Line",
    "Loop",
    "LoopResult",
    "OutputShares",
    "Ruler",
    "Styled",
    "amplification",
    "bits_by_group",
    "by_classifier",
    "by_experts",
    "fit_line",
    "follow",
    "generations",
    "output_shares",
    "sample_by_style",
    "true_share",
    "with_style",
]
