"""The answer that the terminal gives: at most 25 lines of 80 columns, in words, made of a report's summary."""

from recourse_bounds.answer.compose import answer
from recourse_bounds.answer.lines import HEIGHT, WIDTH

__all__ = ["HEIGHT", "WIDTH", "answer"]
