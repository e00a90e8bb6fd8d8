"""Modules of the tests that run as programs, in processes of their own."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Program(NamedTuple):
    """What `subprocess.run` needs to run a module of the tests."""

    args: list[str]
    env: dict[str, str]


def program(module: str, *arguments: str) -> Program:
    """The command that runs a module, such as `support.made_pages`, where neither tests nor project are installed."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return Program([sys.executable, "-m", module, *arguments], {**os.environ, "PYTHONPATH": paths})
