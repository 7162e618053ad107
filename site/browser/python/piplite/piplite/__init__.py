"""In place of JupyterLite's package installer: all packages are there from the start.

The kernel asks for this name when it begins and for `%pip`. Nothing is installed, since nothing may
come from another host.
"""

WORDS = (
    "The edition in the browser has all that its lessons need, and installs nothing more: "
    "it asks no other computer for anything."
)


async def install(requirements: object, **options: object) -> None:
    """Say that nothing is installed."""
    print(WORDS)
