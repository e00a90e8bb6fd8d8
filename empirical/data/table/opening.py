"""Opening a user's file, with a clear refusal where it is not a plain file."""

from typing import BinaryIO

from empirical.errors import InputError


def open_input(path: str) -> BinaryIO:
    """Open a plain file in binary mode, so that it can be read more than once.

    Args:
        path: The path of the file.

    Returns:
        The open file, at its start.

    Raises:
        InputError: If the file does not exist, cannot be read, or is a folder, a pipe or a device.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     open_input(folder)
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: is a folder; name a file
    """
    from bounds import plain_file  # which brings jax and z3

    try:
        return plain_file.open_plain(path)
    except OSError as error:
        known = error.errno is None or isinstance(error, FileNotFoundError)
        raise InputError(str(error.strerror) if known else f"cannot be read: {error.strerror}") from None
