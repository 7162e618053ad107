"""The instruments a learner plays: each draws the result of a pure function.

Built on ipywidgets and anywidget; their JavaScript lies here, and nothing is fetched.
"""

from meantone.widgets.matrix import MatrixExplorer, Walk, walk

__all__ = ["MatrixExplorer", "Walk", "walk"]
