"""The exception for claims of users that cannot be used."""


class ClaimError(ValueError):
    """The error that a claim, or a file of claims, cannot be used.

    The message is one line with the place (if it is known), the mistake and the remedy.
    """


def told(error: BaseException) -> str:
    """Write an exception that a user's code raised in one line, for the message of a :class:`ClaimError`.

    Args:
        error: The exception.

    Returns:
        The class of the exception and the first line of its message.

    Examples:
        >>> told(NameError("name 'x' is not defined"))
        "NameError: name 'x' is not defined"
    """
    try:
        first_line = next(iter(str(error).splitlines()), "")
    except Exception:  # an exception that cannot write its own message
        first_line = ""
    return f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__
