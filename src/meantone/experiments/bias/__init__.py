"""Whose average: how large a group is in what comes out, against its share in what was learned.

Two groups of tunes, judges that tell them apart, the curve of shares, bits by group, and repairs.
"""

from meantone.experiments.bias.amplification import (
    Amplification,
    Line,
    Point,
    amplification,
    fit_line,
    log_odds,
)
from meantone.experiments.bias.by_group import GroupBits, bits_by_group
from meantone.experiments.bias.groups import Groups
from meantone.experiments.bias.judges import Judge, by_classifier, by_experts, true_share
from meantone.experiments.bias.repairs import Guided, Styled, sample_by_style, with_style
from meantone.experiments.bias.shares import OutputShares, SharesRow, output_shares, share_interval

__all__ = [
    "Amplification",
    "GroupBits",
    "Groups",
    "Guided",
    "Judge",
    "Line",
    "OutputShares",
    "Point",
    "SharesRow",
    "Styled",
    "amplification",
    "bits_by_group",
    "by_classifier",
    "by_experts",
    "fit_line",
    "log_odds",
    "output_shares",
    "sample_by_style",
    "share_interval",
    "true_share",
    "with_style",
]
