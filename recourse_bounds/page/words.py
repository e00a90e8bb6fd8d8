"""The words and limits that the scripts of a page share with the package: each is written once, there."""

import json

from recourse_bounds.page.cases import NOT_CHECKED
from recourse_bounds.wording import NEGLIGIBLE, STATUSES


def script_words() -> str:
    """Give the words of the package to the scripts of a page.

    Returns:
        A line of JavaScript that makes the constant ``WORDS``: the statuses in words, and below what a number is 0.

    Examples:
        >>> script_words()[:50]
        'const WORDS = {"statuses": {"holds": "holds", "vac'
    """
    words = {"statuses": {**STATUSES, NOT_CHECKED: NOT_CHECKED}, "negligible": NEGLIGIBLE}
    return f"const WORDS = {json.dumps(words)};"
