"""The one exception for input that cannot be used; the command line turns it into one line and exit status 2."""


class InputError(ValueError):
    """Bad input. The message is one line that says what to do."""
