"""What makes the tables of a study beside its settings: the code, the versions of packages, and the machine."""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from platform import machine, python_version

import jax

from empirical.cores import usable_cores
from empirical.report.provenance import FORMAT, PACKAGES, code_digest


@cache
def made_by() -> tuple[str, ...]:
    """Write down what decides numbers beside their settings, in this process.

    Returns:
        The format, the versions of packages, the machine, its number of cores, and a digest of the code.

    Examples:
        >>> len(made_by())
        14
    """
    versions = (python_version(), *(f"{package} {version(package)}" for package in PACKAGES))
    where = f"{machine()}, {jax.default_backend()}"
    return FORMAT, *versions, where, f"{usable_cores()} cores", code_digest()  # sums round in the order of cores


def maker() -> str:
    """Give a digest of what decides numbers beside their settings, in this process.

    Returns:
        The SHA-256 in hexadecimal digits.

    Examples:
        >>> len(maker())
        64
    """
    return hashlib.sha256(json.dumps(made_by()).encode()).hexdigest()
