"""The errata pages: what papers print, what of it is false, what repairs it, made from claims and records."""

from recourse_bounds.errata.page import Errata, errata, files, write
from recourse_bounds.errata.papers import KRISHNA, PAPERS, TAN, Paper

__all__ = ["KRISHNA", "PAPERS", "TAN", "Errata", "Paper", "errata", "files", "write"]
