"""How far a recourse goes, how many features it changes, and how many of them it need not change."""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.batching import LARGEST
from empirical.data.split import Space
from empirical.metrics.rows import finite, scores
from empirical.metrics.validity import accepted
from empirical.numerics import row_norms
from empirical.recourse.constraints import slack


def cost(
    changes: Float[np.ndarray, "m k"], *, order: int = 2, cost_weights: Float[np.ndarray, " k"] | None = None
) -> Float[np.ndarray, " m"]:
    """Compute the cost ‖Dζ‖ of each recourse [Krishna et al. 2024, section 5.1; distance in Hardy et al. 2023].

    Args:
        changes: The changes ζ.
        order: The order of the norm: 2, 1, or 0 for the number of columns changed by more than rounding, whatever their
            cost weights.
        cost_weights: The cost weights D; ``None`` for 1 in every column.

    Returns:
        The costs.

    Raises:
        ValueError: If the order is none of these.

    Examples:
        >>> cost(np.array([[3.0, 4.0]])).tolist(), cost(np.array([[3.0, 4.0]]), order=1).tolist()
        ([5.0], [7.0])
    """
    if order not in (0, 1, 2):
        raise ValueError(f"order must be 0, 1 or 2, not {order}")
    if order == 0:
        return np.where(finite(changes), _differ(changes).sum(axis=1), np.nan)
    weighted = changes if cost_weights is None else changes * cost_weights
    return np.where(finite(changes), row_norms(weighted) if order == 2 else np.abs(weighted).sum(axis=1), np.nan)


def sparsity(changes: Float[np.ndarray, "m k"], space: Space) -> Float[np.ndarray, " m"]:
    """Count the features that each recourse changes by more than rounding [Hardy et al. 2023, section 3.3].

    The paper counts columns; here a category of several columns is one feature.

    Args:
        changes: The changes ζ.
        space: The space, which says which columns are of one category.

    Returns:
        The numbers of features.

    Examples:
        >>> sparsity(np.array([[0.5, 0.0, -1.0]]), Space.unbounded(3)).tolist()
        [2.0]
    """
    return np.where(finite(changes), _changed(changes, _owners(space)).sum(axis=1), np.nan)


def redundancy(
    model: Any, inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space
) -> Float[np.ndarray, " m"]:
    """Count the features that each recourse need not change [Hardy et al. 2023, section 3.3; Pawelczyk et al. 2021].

    Each changed feature is put back alone; if the model still accepts the point, the feature counts. Both papers put
    single columns back. One column alone would leave a category without a level, so here all columns of a category go
    back together.

    Args:
        model: The model f, as for :func:`~empirical.metrics.validity.accepted`.
        inputs: The instances x.
        changes: The changes ζ.
        space: The space, which says which columns are of one category.

    Returns:
        The numbers of features; NaN also where the model does not accept x + ζ.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> model, inputs = LinearModel(np.array([1.0, 1.0])), np.array([[-1.0, 0.0]])
        >>> redundancy(model, inputs, np.array([[2.0, 0.5]]), Space.unbounded(2)).tolist()
        [1.0]
    """
    owners, valid = _owners(space), accepted(model, inputs + changes) == 1.0
    instances, features = np.nonzero(_changed(changes, owners) & valid[:, None])
    redundant = np.zeros(len(inputs))
    for start in range(0, len(instances), LARGEST):
        rows, columns = instances[start : start + LARGEST], features[start : start + LARGEST]
        back = inputs[rows] + np.where(owners == columns[:, None], 0.0, changes[rows])
        redundant += np.bincount(rows[scores(model, back) > 0.0], minlength=len(inputs))
    return np.where(valid, redundant, np.nan)


def _differ(changes: np.ndarray) -> Bool[np.ndarray, "m k"]:
    """Tell the columns that a recourse changes by more than rounding."""
    return np.abs(changes) > slack(changes.dtype)


def _changed(changes: np.ndarray, owners: np.ndarray) -> Bool[np.ndarray, "m f"]:
    """Tell the features that a recourse changes by more than rounding."""
    return _differ(changes) @ np.eye(owners.max(initial=-1) + 1, dtype=bool)[owners]


def _owners(space: Space) -> Int[np.ndarray, " k"]:
    """Number the feature of every column: categories first, then numbers."""
    apart = len(space.category) + np.arange(len(space.category))
    return np.unique(np.where(space.category < 0, apart, space.category), return_inverse=True)[1]
