"""Standard streams that break no command: closed ones, and those whose reader went away, as ``| head`` does."""

import io
import os
import sys
from typing import Any

from empirical.errors import InputError

INPUT, OUTPUT, ERROR = 0, 1, 2
"""Descriptors of the standard streams."""


def mend_streams() -> None:
    """Open closed standard streams on nothing, and let output be written to nothing once its reader is gone.

    What stands in for a standard stream, as in a notebook, stays as it is.

    Examples:
        >>> before = sys.stdin, sys.stdout, sys.stderr
        >>> mend_streams()
        >>> sys.stdout is before[1]  # what stands in for it while examples run
        True
        >>> sys.stdin, sys.stdout, sys.stderr = before
    """
    for descriptor in (INPUT, OUTPUT, ERROR):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the least number that is free: this one
    if sys.stdin is None:
        sys.stdin = os.fdopen(INPUT, closefd=False)
    sys.stdout, sys.stderr = _mended(sys.stdout, OUTPUT), _mended(sys.stderr, ERROR)


def _mended(stream: Any, descriptor: int) -> Any:
    if stream is not None and (type(stream) is not io.TextIOWrapper or stream.fileno() != descriptor):
        return stream
    encoding = "utf-8" if stream is None else stream.encoding
    terminal = os.isatty(descriptor)
    return io.TextIOWrapper(
        io.BufferedWriter(_Output(descriptor, "w", closefd=False)),
        encoding=encoding,
        errors="backslashreplace",  # a terminal without Δ and ‖ still gets the text
        line_buffering=terminal or descriptor == ERROR,
    )


class _Output(io.FileIO):
    """A descriptor that takes whatever is written once its reader is gone."""

    def write(self, data: Any) -> int | None:
        """Write bytes.

        Args:
            data: The bytes.

        Returns:
            The number of bytes that were written.

        Raises:
            InputError: If standard output cannot be written for another reason than that nobody reads it.
        """
        try:
            return super().write(data)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            if self.fileno() == OUTPUT and not isinstance(error, BrokenPipeError):
                raise InputError(f"the output cannot be written: {error.strerror}") from None
            return memoryview(data).nbytes
