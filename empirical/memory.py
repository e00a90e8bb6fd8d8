"""Checks of memory: what does not fit is refused before it is read or made."""

import math

from empirical.errors import InputError

GIB = 2**30
"""Number of bytes in one GiB."""

SMALLER = "take rows or columns out of the file"
"""Remedy for a file that is too large, named in messages beside a higher memory limit."""


def check_limit(memory: float) -> None:
    """Refuse a memory limit that is not a positive finite number.

    Args:
        memory: The memory limit in GiB.

    Raises:
        InputError: If the limit is not positive, is infinite or is NaN.

    Examples:
        >>> check_limit(8.0)
        >>> check_limit(0.0)
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: --memory must be a positive number of GiB, not 0.0
    """
    if not (memory > 0 and math.isfinite(memory)):
        raise InputError(f"--memory must be a positive number of GiB, not {memory}")


def check_need(needed: int, memory: float, remedy: str) -> None:
    """Refuse a step that needs more memory than the limit allows, before the step begins.

    Args:
        needed: The estimated need in bytes.
        memory: The memory limit in GiB.
        remedy: The advice that the message gives beside raising the limit.

    Raises:
        InputError: If the need exceeds the limit.

    Examples:
        >>> check_need(5 * GIB, 8.0, SMALLER)
        >>> check_need(9 * GIB, 8.0, SMALLER)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: needs about 9.0 GiB of memory and may take 8: allow more with --memory, or take ...
    """
    if needed > memory * GIB:
        raise InputError(
            f"needs about {_gib(needed)} GiB of memory and may take {memory:g}: allow more with --memory, or {remedy}"
        )


def _gib(needed: int) -> str:
    size = needed / GIB
    return f"{size:,.1f}" if size >= 0.1 else f"{size:.2g}"
