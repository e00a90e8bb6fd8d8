"""The one exception for a claim that cannot be used."""


class ClaimError(ValueError):
    """A claim, or a file of claims, that cannot be used. In one line: where, if known, what is wrong, what to do."""


def told(error: BaseException) -> str:
    """Somebody else's exception in one line.

    Args:
        error: The exception.

    Returns:
        Its class and the first line of its message.
    """
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
