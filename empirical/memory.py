"""Refusing what does not fit into memory, before it is read or made."""

import math

from empirical.errors import InputError

GIB = 2**30

SMALLER = "take rows or columns out of the file"
"""What to do other than to allow more."""


def check_limit(memory: float) -> None:
    """Reject a limit that is none.

    Args:
        memory: In GiB.

    Raises:
        InputError: If it is not positive and finite.
    """
    if not (memory > 0 and math.isfinite(memory)):
        raise InputError(f"--memory must be a positive number of GiB, not {memory}")


def check_need(needed: int, memory: float, remedy: str) -> None:
    """Refuse what needs more memory than is allowed.

    Args:
        needed: Estimate in bytes.
        memory: Allowed, in GiB.
        remedy: What to do other than to allow more.

    Raises:
        InputError: If it is too much.
    """
    if needed > memory * GIB:
        raise InputError(
            f"needs about {_gib(needed)} GiB of memory and may take {memory:g}: allow more with --memory, or {remedy}"
        )


def _gib(needed: int) -> str:
    size = needed / GIB
    return f"{size:,.1f}" if size >= 0.1 else f"{size:.2g}"
