"""The page of a report: one file to explore it in, which needs no network."""

from recourse_bounds.page.file import write_page
from recourse_bounds.page.html import page_of

__all__ = ["page_of", "write_page"]
