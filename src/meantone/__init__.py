"""Meantone: build, hear and measure melody generators.

Models predict, decoders choose, measures compare: what converges, and what does not.
"""

__version__ = "1.0.0"
