"""Placeholders: what people write into a cell of numbers that has no number."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from jaxtyping import Float

_WORDS = r"""
? | ?? | ??? | - | -- | --- | – | — | . | .. | ... | * | ** | / | \\n | #n/a | #na | #value! | #div/0! | #null! | #ref!
#num! | #name? | na | n/a | n.a. | n.a | n.d. | nd | nan | <na> | nil | none | null | missing | (missing) | [missing]
unknown | unk | unk. | unspecified | undefined | undisclosed | blank | (blank) | empty | (empty) | tbd | k.a. | k.a
inconnu | unbekannt | desconocido | keine angabe | not available | not applicable | not known | not specified
not reported | not stated | not provided | no data | no answer | no response | no info | no information | don't know
dont know | refused | prefer not to say
"""
WORDS = frozenset(word.strip() for word in re.split(r"\||\n", _WORDS) if word.strip())
"""Texts that stand for a missing number, in lower case."""

CODES = (-9999.0, -999.0, -99.0, -98.0, -97.0, -9.0, -8.0, -7.0, -1.0, 999.0, 9999.0, 99999.0, 999999.0)
"""Numbers that often stand for a missing one."""

FAR = 3.0
"""How many times as large as all other numbers a large code is."""


def are_placeholders(texts: Iterable[str]) -> bool:
    """Tell whether all of some texts stand for a missing number.

    Args:
        texts: The texts that stand among numbers.

    Returns:
        Whether there is no other text among them.

    Examples:
        >>> are_placeholders(["?", "N/A"]), are_placeholders(["?", "10+"])
        (True, False)
    """
    return all(text.strip().casefold() in WORDS for text in texts)


def suspicious_codes(numbers: Float[np.ndarray, " n"]) -> list[str]:
    """Find the numbers of a column that may stand for missing ones.

    Args:
        numbers: The numbers, float64 [n]; NaN where one is missing.

    Returns:
        The codes as text: negative ones where no other number is negative, and large ones far above all others, if they
        occur more than once.

    Examples:
        >>> suspicious_codes(np.array([3.0, -9.0, 5.0, -9.0, 0.5])), suspicious_codes(np.array([3.0, -9.0, -2.5, -9.0]))
        (['-9'], [])
    """
    known = numbers[~np.isnan(numbers)]
    codes = [code for code in CODES if (known == code).sum() > 1]
    others = known[~np.isin(known, codes)]
    if not codes or not len(others) or len(np.unique(others)) < 2:
        return []
    low = [code for code in codes if code < 0.0 <= others.min()]
    high = [code for code in codes if code > FAR * max(float(np.abs(others).max()), 100.0)]
    return [f"{code:.0f}" for code in (*low, *high)]


def counts(column: Any) -> dict[str, int]:
    """Count the different texts of some cells.

    Args:
        column: The cells, a polars series of text.

    Returns:
        The numbers of cells, by text, the most frequent first and equally frequent ones in the order of text.

    Examples:
        >>> import polars as pl
        >>> counts(pl.Series(["?", "-", "?"]))
        {'?': 2, '-': 1}
    """
    table = column.alias("text").value_counts().sort(["count", "text"], descending=[True, False])
    return dict(zip(table["text"].to_list(), table["count"].to_list(), strict=True))
