"""In place of music21's own code: the browser edition has the songs of its corpus alone."""

from meantone.storage import MissingError, lacking

raise MissingError(f"{lacking('music21')}.")
