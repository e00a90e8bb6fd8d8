"""Compiled programs of one process, which are forgotten before there are too many.

JAX keeps every program that it compiles, and each takes several memory mappings, of which Linux allows a process
65,530. A process that handles models of many shapes would end there, with "LLVM compilation error: Cannot allocate
memory".
"""

import time
from pathlib import Path

import jax

MAPPINGS, MOST = Path("/proc/self/maps"), Path("/proc/sys/vm/max_map_count")
"""Files of Linux: the memory mappings of this process, and the number that a process may have."""

USUAL = 65_530
"""The usual number of mappings that a process may have."""

SHARE = 0.4
"""The share of the allowed mappings at which programs are forgotten: other libraries and long calls need some, too."""

PAUSE = 1.0
"""The seconds between two counts of the mappings, which take some milliseconds each."""


class _State:
    """What this process has done: when it last counted its mappings, and how often it forgot its programs."""

    counted = -PAUSE
    forgotten = 0


def keep_few_programs() -> None:
    """Forget all compiled programs if there are many; to be called where no function of JAX is being traced.

    Programs are compiled again where they are needed again; results stay the same.

    Examples:
        >>> keep_few_programs()
    """
    now = time.monotonic()
    if now - _State.counted < PAUSE:
        return
    _State.counted = now
    if mappings() > SHARE * allowed_mappings():
        jax.clear_caches()
        _State.forgotten += 1


def generation() -> int:
    """Count how often programs were forgotten, for whoever remembers what is compiled.

    Returns:
        The number of times.

    Examples:
        >>> generation() >= 0
        True
    """
    return _State.forgotten


def mappings() -> int:
    """Count the memory mappings of this process.

    Returns:
        The number; 0 where the system does not say.

    Examples:
        >>> mappings() >= 0
        True
    """
    try:
        return MAPPINGS.read_bytes().count(b"\n")
    except OSError:
        return 0


def allowed_mappings() -> int:
    """Read how many memory mappings a process may have.

    Returns:
        The number.

    Examples:
        >>> allowed_mappings() > 1000
        True
    """
    try:
        return int(MOST.read_text())
    except (OSError, ValueError):
        return USUAL
