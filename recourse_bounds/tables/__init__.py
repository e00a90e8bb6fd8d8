"""The tables of a report on the terminal."""

from recourse_bounds.tables.every import print_tables

__all__ = ["print_tables"]
