"""The command line as ``python -m recourse_bounds``."""

from recourse_bounds.cli import main

main()
