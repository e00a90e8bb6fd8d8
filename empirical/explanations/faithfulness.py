"""How faithful explanations are: how near they are to what happens when columns or groups are really taken away.

Tan & Tian 2023 compare an explanation φ with p_i = (f(x) − f(x with x_i := r_i)) / (x_i − r_i), by 1/‖φ − p‖₂ and by
correlations over the columns, or over groups of pixels. Of a group that is taken away as a whole the denominator is the
sum of x_i − r_i over its columns.
"""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.errors import InputError
from empirical.explanations.coalitions import coalition_scores, group_numbers, reference_rows
from empirical.explanations.explainer import BATCH, Attributions, matrix, over_finite, scored
from empirical.numerics import row_norms


class Removals(NamedTuple):
    """What the score loses when each group alone takes the values of the reference.

    Attributes:
        effects: The losses f(x) − f(x with the group from r), [n, g]: to compare with methods in units of the score.
        slopes: The same per unit of change, p, [n, g]: to compare with slopes; 0 where nothing changes.
        moved: Whether the columns of a group differ in sum from the reference, [n, g]: elsewhere p is not defined.
    """

    effects: Float[np.ndarray, "n g"]
    slopes: Float[np.ndarray, "n g"]
    moved: Bool[np.ndarray, "n g"]


class Faithfulness(NamedTuple):
    """How faithful explanations are, [n] each; NaN where attributions or removals are not known, or no group counts.

    Attributes:
        inverse_distance: The inverse distance 1/‖φ − p‖₂; infinite where they are the same.
        pearson: Pearson's correlation of φ and p over the groups; NaN where either is constant.
        spearman: Spearman's correlation, that of their ranks.
    """

    inverse_distance: Float[np.ndarray, " n"]
    pearson: Float[np.ndarray, " n"]
    spearman: Float[np.ndarray, " n"]


def removals(model: Any, inputs: Any, *, groups: Any = (), reference: Any = 0.0, batch: int = BATCH) -> Removals:
    """Measure what the score loses without each group of columns.

    Args:
        model: The model f, as for :func:`~empirical.models.model.as_model`; scores are enough.
        inputs: The instances, [n, k].
        groups: The group of every column, from 0 on, [k]; empty if each column is a group of its own.
        reference: The reference r: a number, or a row [k].
        batch: The largest number of points that the model is asked at once.

    Returns:
        The losses; NaN for instances that are not finite, or have a score that is not.

    Raises:
        InputError: If groups or reference do not fit.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> found = removals(LinearModel(np.array([2.0, 3.0])), np.array([[5.0, 0.0]]))
        >>> found.effects.tolist(), found.slopes.tolist(), found.moved.tolist()
        ([[10.0, 0.0]], [[2.0, 0.0]], [[True, False]])
    """
    asked, rows = scored(model), matrix(inputs)
    numbers, start = group_numbers(groups, rows.shape[1]), reference_rows(reference, rows.shape[1])
    if len(start) > 1:
        raise InputError("slopes need one reference; give one row, such as the mean of several")
    members = (numbers[:, None] == np.arange(numbers.max() + 1)).astype(np.float64)
    kept = np.concatenate([np.ones((1, members.shape[1]), bool), ~np.eye(members.shape[1], dtype=bool)])

    def lost(some: np.ndarray) -> Attributions:
        scores = coalition_scores(asked, some, kept, numbers, start, batch=batch)
        effects = scores[:, :1] - scores[:, 1:]
        return Attributions(effects, np.zeros_like(effects), np.zeros(len(some)))

    effects = over_finite(lost, rows, members.shape[1]).values
    changes = (rows.astype(np.float64) - start) @ members
    moved = np.isfinite(changes) & (changes != 0.0)
    slopes = np.where(moved, effects / np.where(moved, changes, 1.0), 0.0 * effects)
    return Removals(effects, slopes, moved)


def faithfulness(
    values: Float[np.ndarray, "n g"], truth: Float[np.ndarray, "n g"], counted: Bool[np.ndarray, "n g"]
) -> Faithfulness:
    """Compare explanations with what was measured, instance by instance.

    Args:
        values: The attributions φ.
        truth: The measured slopes or effects p.
        counted: Which groups count, as :attr:`Removals.moved` says; of effects all may.

    Returns:
        The three measures.

    Examples:
        >>> found = faithfulness(np.array([[1.0, 2.0, 4.0]]), np.array([[1.0, 2.0, 3.0]]), np.ones((1, 3), bool))
        >>> [part.round(3).tolist() for part in found]
        [[1.0], [0.982], [1.0]]
    """
    from scipy.stats import rankdata

    apart = np.where(counted, values - truth, 0.0)
    with np.errstate(divide="ignore"):
        inverse = 1.0 / row_norms(apart)
    pearson, spearman = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for row, chosen in enumerate(counted):
        one, other = values[row, chosen], truth[row, chosen]
        if np.isfinite(one).all() and np.isfinite(other).all():
            pearson[row] = correlation(one, other)
            spearman[row] = correlation(rankdata(one), rankdata(other))
    known = counted.any(axis=1) & (~counted | (np.isfinite(values) & np.isfinite(truth))).all(axis=1)
    return Faithfulness(np.where(known, inverse, np.nan), pearson, spearman)


def correlation(one: Float[np.ndarray, " g"], other: Float[np.ndarray, " g"]) -> float:
    """Give Pearson's correlation of two vectors.

    Args:
        one: The one vector.
        other: The other vector.

    Returns:
        The correlation; NaN where one of them is constant, or has fewer than two entries.

    Examples:
        >>> correlation(np.array([1.0, 2.0]), np.array([3.0, 1.0])), correlation(np.ones(2), np.array([1.0, 2.0]))
        (-1.0, nan)
    """
    if len(one) < 2 or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return float("nan")
    one, other = one - one.mean(), other - other.mean()
    one, other = one / np.abs(one).max(), other / np.abs(other).max()
    return float(np.clip(one @ other / np.sqrt((one @ one) * (other @ other)), -1.0, 1.0))
