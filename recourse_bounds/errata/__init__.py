"""The errata page: what the paper prints, what of it is false, what repairs it, made from claims and records."""

from recourse_bounds.errata.page import HTML, MARKDOWN, Errata, errata, write

__all__ = ["HTML", "MARKDOWN", "Errata", "errata", "write"]
