"""The table of measures: a set of tunes beside human and shuffled ones, each with its interval.

A reference is data, a band is worked out once, and a measure is a function.
"""

from meantone.measures.profile.bands import Band, human_band, prepare_bands
from meantone.measures.profile.catalog import ALL, QUICK
from meantone.measures.profile.measure import Against, AgainstEach, Measure, OfSet, OfTunes
from meantone.measures.profile.reference import Reference
from meantone.measures.profile.result import Profile, Row, profile
from meantone.measures.profile.windows import Windows

__all__ = [
    "ALL",
    "QUICK",
    "Against",
    "AgainstEach",
    "Band",
    "Measure",
    "OfSet",
    "OfTunes",
    "Profile",
    "Reference",
    "Row",
    "Windows",
    "human_band",
    "prepare_bands",
    "profile",
]
