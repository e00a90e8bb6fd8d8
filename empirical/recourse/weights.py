"""Cost weights: what a unit of change costs in each column, so that a recourse costs ‖Dζ‖₂."""

import math

import numpy as np
from jaxtyping import Bool, Float

from empirical.data.dataset import Dataset
from empirical.data.encoding import encoding
from empirical.data.split import Split
from empirical.errors import InputError

UNIT, MAD = "unit", "mad"


def cost_weights(cost: str, dataset: Dataset, split: Split) -> Float[np.ndarray, " k"]:
    """The cost weight of every column.

    Args:
        cost: ``unit``; ``mad``, one over the median absolute deviation among the training instances and 1 where that
            is 0, as for the 0/1 columns of most categories (as in DiCE, Mothilal et al. 2020); or cost weights by feature,
            like ``age=3,hours=0.5``, and 1 for all others.
        dataset: The data set.
        split: Its split.

    Returns:
        D, positive, per scaled unit.

    Raises:
        InputError: If a name is no feature, or a cost weight is not positive and finite.
    """
    width = split.train.shape[1]
    if cost == UNIT:
        return np.ones(width)
    if cost == MAD:
        deviation = np.median(np.abs(split.train - np.median(split.train, axis=0)), axis=0)
        return 1.0 / np.where((deviation > 0.0) & (split.space.category < 0), deviation, 1.0)
    by_feature = parse(cost)
    names = [feature.name for feature in dataset.features]
    for name in by_feature:
        if name not in names:
            raise InputError(f"cost: no feature {name!r}; choose of {', '.join(names)}")
    owners = encoding(dataset.features).feature
    return np.array([*(by_feature.get(names[owner], 1.0) for owner in owners), 1.0])


def parse(cost: str) -> dict[str, float]:
    """Cost weights by feature, as the command line takes them.

    Args:
        cost: Like ``age=3,hours=0.5``; ``unit`` and ``mad`` name no feature.

    Returns:
        A cost weight per name.

    Raises:
        InputError: If it is none of these, or a cost weight is not positive and finite.
    """
    if cost in (UNIT, MAD):
        return {}
    found = {}
    for part in cost.split(","):
        name, sign, number = part.rpartition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not (sign and math.isfinite(weight) and weight > 0.0):
            raise InputError(f"cost must be unit, mad, or positive cost weights like age=3,hours=0.5; {part!r} is none")
        found[name] = weight
    return found


def stretch(actionable: Bool[np.ndarray, " k"], cost_weights: Float[np.ndarray, " k"]) -> float:
    """κ = max ‖D⁻¹ζ‖ / ‖ζ‖: how much longer a gradient can be in the coordinates Dx.

    Args:
        actionable: Columns that may change.
        cost_weights: D.

    Returns:
        The largest 1/d over the actionable columns; 1 where there are none.
    """
    return float(np.max(1.0 / cost_weights[actionable], initial=0.0)) if actionable.any() else 1.0
