"""The address space that a process may take, as ``ulimit -v`` limits it: too little of it makes JAX crash."""

from empirical.cores import usable_cores
from empirical.errors import InputError
from empirical.memory import GIB

LEAST, FOR_A_CORE = 2 * GIB, GIB // 4
"""The bytes that JAX and a small report take: measured are 2.3 GiB with two cores. Each core brings threads."""


def check_address_space() -> None:
    """Refuse to start JAX where the shell leaves too little address space: its compiler would end the process.

    Raises:
        InputError: If the limit is too low.

    Examples:
        >>> check_address_space()
    """
    try:
        import resource  # on Unix alone
    except ImportError:
        return
    needed = LEAST + FOR_A_CORE * usable_cores()
    limits = {"ulimit -v": resource.RLIMIT_AS, "ulimit -d": resource.RLIMIT_DATA}
    for command, limit in limits.items():
        allowed, _ = resource.getrlimit(limit)
        if allowed != resource.RLIM_INFINITY and allowed < needed:
            raise InputError(
                f"needs about {needed / GIB:.1f} GiB of address space, and the shell allows {allowed / GIB:.1f}: "
                f"raise it with {command} {needed // 1024}, or take away the limit with {command} unlimited"
            )
