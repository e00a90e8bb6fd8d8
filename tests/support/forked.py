"""A process that has loaded all that the command line needs: its forks begin at once, each a process of its own.

No device of JAX is started here, for threads would not be in the forks.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import jax

STREAMS = ((os.O_RDONLY, "stdin"), (os.O_WRONLY, "stdout"), (os.O_WRONLY, "stderr"))
"""How the standard streams are opened, and the names of their files."""

LOADED = ("empirical.families", "empirical.report", "recourse_bounds.app", "recourse_bounds.cli")
"""What is loaded before any fork: all else is loaded from here, or by few commands."""

jax.config.update("jax_enable_x64", True)
for _name in LOADED:
    import_module(_name)


def become(arguments: Sequence[str], environment: Mapping[str, str], folder: str, streams: str) -> None:
    """Turn this process, a fork, into one of the command line, with files as its standard streams."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, (flags, name) in enumerate(STREAMS):
        opened = os.open(os.path.join(streams, name), flags)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.argv = ["recourse-bounds", *arguments]
    import_module("recourse_bounds.cli").main()
