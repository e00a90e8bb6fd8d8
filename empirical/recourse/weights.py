"""Cost weights: what a unit of change costs in each column, so that a recourse costs ‖Dζ‖₂."""

import math

import numpy as np
from jaxtyping import Bool, Float

from empirical.data.dataset import Dataset
from empirical.data.encoding import encoding
from empirical.data.split import Split
from empirical.errors import InputError

UNWEIGHTED, MAD = "unweighted", "mad"
"""Names of cost weights that follow a rule: 1 for every column, or one over the median absolute deviation."""


def cost_weights(text: str, dataset: Dataset, split: Split) -> Float[np.ndarray, " k"]:
    """Give every column of a design its cost weight.

    Args:
        text: The weights in words: ``unweighted``; ``mad``, one over the median absolute deviation among the training
            instances, and 1 where that is 0, as for the 0/1 columns of most categories (as in DiCE, Mothilal et al.
            2020); or weights by feature, like ``age=3,hours=0.5``, and 1 for all others.
        dataset: The data set.
        split: A split of the data set.

    Returns:
        The cost weights D, positive, per scaled unit.

    Raises:
        InputError: If a name is no feature, or a weight is not positive and finite.

    Examples:
        >>> import empirical.data
        >>> dataset = empirical.data.load("breast-cancer")
        >>> split = empirical.data.split(dataset, seed=0)
        >>> cost_weights("mean radius=3", dataset, split)[:3].tolist()
        [3.0, 1.0, 1.0]
    """
    width = split.train.shape[1]
    if text == UNWEIGHTED:
        return np.ones(width)
    if text == MAD:
        deviation = np.median(np.abs(split.train - np.median(split.train, axis=0)), axis=0)
        return 1.0 / np.where((deviation > 0.0) & (split.space.category < 0), deviation, 1.0)
    by_feature = parse(text)
    names = [feature.name for feature in dataset.features]
    for name in by_feature:
        if name not in names:
            raise InputError(f"cost-weights: no feature {name!r}; choose of {', '.join(names)}")
    owners = encoding(dataset.features).feature
    return np.array([*(by_feature.get(names[owner], 1.0) for owner in owners), 1.0])


def parse(text: str) -> dict[str, float]:
    """Read cost weights by feature, as the command line takes them.

    Args:
        text: Weights like ``age=3,hours=0.5``; ``unweighted`` and ``mad`` name no feature.

    Returns:
        A weight by feature name.

    Raises:
        InputError: If the text has another form, or a weight is not positive and finite.

    Examples:
        >>> parse("age=3,hours=0.5")
        {'age': 3.0, 'hours': 0.5}
    """
    if text in (UNWEIGHTED, MAD):
        return {}
    weights = {}
    for entry in text.split(","):
        name, sign, number = entry.rpartition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not (sign and math.isfinite(weight) and weight > 0.0):
            raise InputError(
                f"cost-weights must be {UNWEIGHTED}, {MAD}, or weights like age=3,hours=0.5; {entry!r} is none"
            )
        weights[name] = weight
    return weights


def stretch(actionable: Bool[np.ndarray, " k"], cost_weights: Float[np.ndarray, " k"]) -> float:
    """Bound how much longer a gradient can be in the coordinates Dx: κ = max ‖D⁻¹ζ‖ / ‖ζ‖.

    Args:
        actionable: Whether each column may change.
        cost_weights: The cost weights D.

    Returns:
        The largest 1/d over the actionable columns; 1 if there are none.

    Examples:
        >>> stretch(np.array([True, True, False]), np.array([2.0, 4.0, 0.1]))
        0.5
    """
    return float(np.max(1.0 / cost_weights[actionable], initial=0.0)) if actionable.any() else 1.0


def inverse_weights(
    actionable: Bool[np.ndarray, " k"], cost_weights: Float[np.ndarray, " k"]
) -> Float[np.ndarray, " k"]:
    """Give D⁻¹ over the actionable columns: what turns a gradient into one in the coordinates Dx.

    Args:
        actionable: Columns that may change.
        cost_weights: D.

    Returns:
        1/d, and 0 outside the actionable columns.

    Examples:
        >>> inverse_weights(np.array([True, False]), np.array([4.0, 2.0])).tolist()
        [0.25, 0.0]
    """
    return np.where(actionable, 1.0 / cost_weights, 0.0)
