"""How far a recourse goes, how many features it changes, and how many of them for nothing."""

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
    """Cost ‖Dζ‖ [Krishna et al. 2024, section 5.1; distance travelled in Hardy et al. 2023].

    Args:
        changes: ζ.
        order: 2, 1, or 0 for the number of columns changed by more than rounding, whatever their cost weight.
        cost_weights: D; ``None`` for 1.

    Returns:
        The costs.

    Raises:
        ValueError: If the order is none of these.
    """
    if order not in (0, 1, 2):
        raise ValueError(f"order must be 0, 1 or 2, not {order}")
    if order == 0:
        return np.where(finite(changes), _differ(changes).sum(axis=1), np.nan)
    weighted = changes if cost_weights is None else changes * cost_weights
    return np.where(finite(changes), row_norms(weighted) if order == 2 else np.abs(weighted).sum(axis=1), np.nan)


def sparsity(changes: Float[np.ndarray, "m k"], space: Space) -> Float[np.ndarray, " m"]:
    """Sparsity [Hardy et al. 2023, section 3.3]: the number of features changed, by more than rounding.

    They count columns; here a category of several columns is one feature.

    Args:
        changes: ζ.
        space: Which columns are of one category.

    Returns:
        The numbers.
    """
    return np.where(finite(changes), _changed(changes, _owners(space)).sum(axis=1), np.nan)


def redundancy(
    model: Any, inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space
) -> Float[np.ndarray, " m"]:
    """Redundancy [Hardy et al. 2023, section 3.3; Pawelczyk et al. 2021]: the features that were changed for nothing.

    Each changed feature in turn is put back, it alone; if the model still accepts, it counts. Both papers put single
    columns back, of which one alone leaves a category without a level; here all columns of a category go back at once.

    Args:
        model: f, as for :func:`~empirical.metrics.validity.accepted`.
        inputs: x.
        changes: ζ.
        space: Which columns are of one category.

    Returns:
        The numbers; NaN also where the model does not accept x + ζ.
    """
    owners, valid = _owners(space), accepted(model, inputs + changes) == 1.0
    instances, features = np.nonzero(_changed(changes, owners) & valid[:, None])
    spare = np.zeros(len(inputs))
    for start in range(0, len(instances), LARGEST):
        who, what = instances[start : start + LARGEST], features[start : start + LARGEST]
        back = inputs[who] + np.where(owners == what[:, None], 0.0, changes[who])
        spare += np.bincount(who[scores(model, back) > 0.0], minlength=len(inputs))
    return np.where(valid, spare, np.nan)


def _differ(changes: np.ndarray) -> Bool[np.ndarray, "m k"]:
    """Which columns a recourse changes by more than rounding."""
    return np.abs(changes) > slack(changes.dtype)


def _changed(changes: np.ndarray, owners: np.ndarray) -> Bool[np.ndarray, "m f"]:
    """Which features it changes."""
    return _differ(changes) @ np.eye(owners.max(initial=-1) + 1, dtype=bool)[owners]


def _owners(space: Space) -> Int[np.ndarray, " k"]:
    """The feature of every column, from 0 on: categories, then numbers."""
    apart = len(space.category) + np.arange(len(space.category))
    return np.unique(np.where(space.category < 0, apart, space.category), return_inverse=True)[1]
