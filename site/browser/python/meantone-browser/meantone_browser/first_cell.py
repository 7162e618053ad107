"""Which cells need not wait until everything is loaded."""

import re

SOUNDS = re.compile(r"from meantone import show|from meantone\.tunes import Tune")
"""What a cell takes of the course that only sounds and is engraved."""


def only_sounds(lines):
    """Tell whether a cell begins a lesson with a sound, for which little has to be there."""
    ours = [line.strip() for line in lines if "meantone" in line]
    return bool(ours) and all(map(SOUNDS.fullmatch, ours))
