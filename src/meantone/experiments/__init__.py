"""What happens if: whose share comes out, what a loop of machines does, what a score rewards.

Functions that take models, tunes and a generator, and return results with a table and a picture.
"""

from meantone.experiments.loops import Loop, LoopResult, Ruler, follow, generations

__all__ = ["Loop", "LoopResult", "Ruler", "follow", "generations"]
