"""Whether there is a recourse, whether a model accepts it, and whether it keeps to what is possible."""

from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.data.split import Space
from empirical.metrics.rows import finite, scores
from empirical.recourse.constraints import breaches
from empirical.recourse.result import Recourses, RecourseStatus


def success(recourses: Recourses) -> Float[np.ndarray, " m"]:
    """Success rate [Hardy et al. 2023, section 3.3]: whether a recourse was found.

    Args:
        recourses: What a method gave back.

    Returns:
        1 or 0; NaN for whoever needs none.
    """
    return np.where(recourses.status == RecourseStatus.ALREADY_FAVOURABLE, np.nan, recourses.found)


def accepted(model: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Validity as a share [Krishna et al. 2024, section 5.1]: whether f(x') > 0.

    By the model that the recourse was made for it is *own* validity, the share in the paper's figures; x'_R by f_NR is
    *cross* validity. The paper divides by the whole test set, the mean of this by the recourses that there are.

    Args:
        model: f, as for :func:`~empirical.models.model.as_model`.
        points: x'.

    Returns:
        1 or 0; 0 where the score is NaN.
    """
    return np.where(finite(points), scores(model, points) > 0.0, np.nan)


def probability(model: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Validity as a probability [Krishna et al. 2024, Theorems 4, 5]: σ(f(x')).

    Args:
        model: f, a logit; as for :func:`accepted`.
        points: x'.

    Returns:
        The probabilities; NaN where the score is.
    """
    from scipy.special import expit

    return expit(scores(model, points))


def violations(
    inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space
) -> Float[np.ndarray, " m"]:
    """How many of the four kinds of :class:`~empirical.recourse.constraints.Breaches` a recourse commits.

    Args:
        inputs: x.
        changes: ζ.
        space: What may change, and how far.

    Returns:
        0 to 4.
    """
    return np.where(finite(inputs + changes), np.sum(breaches(inputs, changes, space), axis=0), np.nan)
