"""Claims, premises and verdicts in plain words, for answers, pages and explanations.

A *quantity* is what a claim bounds; :func:`sentence` says what an interval of it means for one person. Claims of users
have no words here, and fall back to their own statement.
"""

from recourse_bounds.wording.claims import SUBJECTS, THEORY, is_ours, quantity, sentence, title, value_words, words_of
from recourse_bounds.wording.premises import PREMISES, premise_words
from recourse_bounds.wording.quantities import NEGLIGIBLE, QUANTITIES, Ends, EndWords, Quantity, number
from recourse_bounds.wording.verdicts import (
    COSTS,
    DELTAS,
    HEADINGS,
    RECOURSE_STATUSES,
    STATUSES,
    cost_words,
    delta_words,
)

__all__ = [
    "COSTS",
    "DELTAS",
    "HEADINGS",
    "NEGLIGIBLE",
    "PREMISES",
    "QUANTITIES",
    "RECOURSE_STATUSES",
    "STATUSES",
    "SUBJECTS",
    "THEORY",
    "EndWords",
    "Ends",
    "Quantity",
    "cost_words",
    "delta_words",
    "is_ours",
    "number",
    "premise_words",
    "quantity",
    "sentence",
    "title",
    "value_words",
    "words_of",
]
