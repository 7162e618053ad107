"""In place of JupyterLite's package installer: all packages are there from the start.

The kernel asks for this name when it begins and for `%pip`. Nothing is installed, since nothing may
come from another host. As it is asked for before anything large is, it also sees to it that imports
look in the learner's folder last: to look there first, each of them waits until the page has said
whether something changed, for a twentieth of a second while that draws a lesson.
"""

import sys

WORDS = (
    "The edition in the browser has all that its lessons need, and installs nothing more: "
    "it asks no other computer for anything."
)

sys.path.sort(key="".__eq__)


async def install(requirements: object, **options: object) -> None:
    """Say that nothing is installed."""
    print(WORDS)
