"""The processor's cores that this process may use: a container or ``taskset`` may leave few of many."""

import os


def usable_cores() -> int:
    """Count the cores that this process may use; libraries start a thread for each.

    Returns:
        The number, at least 1.

    Examples:
        >>> 1 <= usable_cores() <= os.cpu_count()
        True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
