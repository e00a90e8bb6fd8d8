"""Whether there is a recourse, whether a model accepts it, and whether it is possible."""

from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.data.split import Space
from empirical.metrics.rows import finite, scores
from empirical.recourse.constraints import breaches
from empirical.recourse.result import Recourses, RecourseStatus


def success(recourses: Recourses) -> Float[np.ndarray, " m"]:
    """Tell whether a recourse was found for each instance that needs one: the success rate of Hardy et al. 2023.

    Args:
        recourses: The result of a method.

    Returns:
        1 or 0; NaN for an instance that needs no recourse.

    Examples:
        >>> points = np.zeros((3, 1))
        >>> success(Recourses(points, points, np.zeros(3), np.array([0, 1, 2], np.int8))).tolist()
        [1.0, 0.0, nan]
    """
    return np.where(recourses.status == RecourseStatus.ALREADY_FAVOURABLE, np.nan, recourses.found)


def accepted(model: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Tell whether a model accepts each recourse, f(x') > 0: validity as a share [Krishna et al. 2024, section 5.1].

    The share of recourses that are valid under their own model is that of the paper's figures. *Cross* validity is the
    share of the recourses x'_R that f_NR accepts. The paper divides by the whole test set, the mean of this metric by
    the number of recourses.

    Args:
        model: The model f, as for :func:`~empirical.models.model.as_model`.
        points: The points x'.

    Returns:
        1 or 0; 0 where the score is NaN.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> accepted(LinearModel(np.array([1.0])), np.array([[0.5], [-0.5], [np.nan]])).tolist()
        [1.0, 0.0, nan]
    """
    return np.where(finite(points), scores(model, points) > 0.0, np.nan)


def probability(model: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Compute the probability σ(f(x')) of each recourse: validity as in Theorems 4 and 5 of Krishna et al. 2024.

    Args:
        model: The model f, whose score is a logit; as for :func:`accepted`.
        points: The points x'.

    Returns:
        The probabilities; NaN where the score is NaN.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> probability(LinearModel(np.array([1.0])), np.array([[0.0]])).tolist()
        [0.5]
    """
    from scipy.special import expit

    return expit(scores(model, points))


def violations(
    inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space
) -> Float[np.ndarray, " m"]:
    """Count the kinds of constraints that each recourse breaks, of those of ``Breaches``.

    See :class:`~empirical.recourse.constraints.Breaches`.

    Args:
        inputs: The instances x.
        changes: The changes ζ.
        space: What may change, and how far.

    Returns:
        The numbers, from 0 to 7.

    Examples:
        >>> space = Space.unbounded(1)._replace(high=np.array([1.0]), direction=np.array([-1]))
        >>> violations(np.array([[0.5]]), np.array([[2.0]]), space).tolist()
        [2.0]
    """
    return np.where(finite(inputs + changes), np.sum(breaches(inputs, changes, space), axis=0), np.nan)
