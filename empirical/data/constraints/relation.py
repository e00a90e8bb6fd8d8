"""A linear relation between numbers of a data set, in the data's own units, and the instances that break it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

ROUNDING = 1e-9
"""Share of the sizes of a relation's terms that counts as rounding."""


class Relation(NamedTuple):
    """A ``Relation`` is a linear inequality between numbers: the sum of its terms is at most the limit.

    Attributes:
        text: The relation as somebody wrote it; both inequalities of an equation have the same text.
        terms: The names of the numbers, each with its coefficient, which is not 0.
        limit: The limit of the sum.
    """

    text: str
    terms: tuple[tuple[str, float], ...]
    limit: float


def broken(relation: Relation, numbers: Mapping[str, Float[np.ndarray, " n"]]) -> Bool[np.ndarray, " n"]:
    """Tell the instances that break a relation.

    Args:
        relation: The relation.
        numbers: The numbers that it names, in the data's units, [n] by name; NaN where one is missing.

    Returns:
        Whether each instance breaks it by more than rounding, bool [n]; false where a number is missing.

    Examples:
        >>> relation = Relation("age >= 18", (("age", -1.0),), -18.0)
        >>> broken(relation, {"age": np.array([17.0, 18.0, np.nan])}).tolist()
        [True, False, False]
    """
    terms = np.stack([coefficient * numbers[name] for name, coefficient in relation.terms])
    rounding = ROUNDING * (np.abs(terms).sum(axis=0) + abs(relation.limit))
    return terms.sum(axis=0) - relation.limit > rounding
