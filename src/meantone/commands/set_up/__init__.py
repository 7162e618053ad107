"""The door's own work: makes the environment, keeps it whole, then hands over to the command.

`course.py` calls it with the Python that the learner has, before any package is installed: what is
in this folder needs the standard library only. What pip says goes to a log; the learner reads
sentences.
"""

from meantone.commands.set_up.door import main

__all__ = ["main"]
