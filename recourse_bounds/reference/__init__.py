"""The reference pages that are generated from the code: commands, claims, symbols and fields, and the glossary.

``python -m recourse_bounds.reference docs/reference`` writes them, as ``make reference`` does.
"""

from recourse_bounds.reference.pages import PAGES, write

__all__ = ["PAGES", "write"]
