"""Warnings of features that give the label away."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from empirical.data.table.inference import Inferred
from empirical.data.table.messages import plain

ROWS_PER_VALUE = 10
"""Smallest number of rows per value for which a feature of more than two values counts as deciding the label."""


def leaks(features: Sequence[Inferred], values: Float[np.ndarray, " n"]) -> tuple[str, ...]:
    """Warn of every feature that decides the label alone, since it may be the label by another name.

    Args:
        features: The features with their values.
        values: The labels ±1, float64 [n].

    Returns:
        The warnings, one line each.

    Examples:
        >>> import numpy as np
        >>> from empirical.data.dataset import Feature
        >>> from empirical.data.table.inference import Inferred
        >>> repaid = Inferred(Feature("repaid"), np.array([1.0, 0.0, 1.0]))
        >>> leaks([repaid], np.array([1.0, -1.0, 1.0]))
        ('repaid decides the label alone: is it a leak?',)
    """
    return tuple(
        f"{plain(inferred.feature.name)} decides the label alone: is it a leak?"
        for inferred in features
        if _decides(inferred.values, values)
    )


def _decides(values: Float[np.ndarray, " n"], labels: Float[np.ndarray, " n"]) -> bool:
    """Whether the rows of each value have the same label, for so few values that this is no accident."""
    different, codes = np.unique(values, return_inverse=True)
    if len(different) > max(2, len(values) // ROWS_PER_VALUE):
        return False
    rows = np.bincount(codes)
    favourable = np.bincount(codes, weights=labels > 0)
    return bool(((favourable == 0) | (favourable == rows)).all())
