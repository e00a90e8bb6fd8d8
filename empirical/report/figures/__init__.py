"""The pictures of a report.

Jupyter names a way to show pictures in the environment of all its children (``MPLBACKEND``), and matplotlib cannot be
loaded by a child that lacks it. Pictures of reports are files and need none, so matplotlib is loaded here without it.
"""

import contextlib
import os
import sys

BACKEND = "MPLBACKEND"
"""The environment variable that names a way to show pictures."""


def load_matplotlib() -> None:
    """Load matplotlib, whatever way to show pictures the environment names; a way that exists is kept.

    Examples:
        >>> load_matplotlib()
        >>> "matplotlib" in sys.modules
        True
    """
    if "matplotlib" in sys.modules:
        return
    backend = os.environ.pop(BACKEND, None)
    try:
        from matplotlib import rcParams
    finally:
        if backend is not None:
            os.environ[BACKEND] = backend
    if backend is not None:
        with contextlib.suppress(ValueError):
            rcParams["backend"] = backend


load_matplotlib()
