"""What a line `%pip` becomes."""


async def get_transformed_code(arguments: list[str]) -> str:
    """Return a line of Python in place of `%pip`."""
    return "__import__('asyncio').ensure_future(__import__('piplite').install(None))"
