"""How plausible a recourse is: whether training instances lie as densely around it as around each other."""

import numpy as np
from jaxtyping import Float

from empirical.metrics.distances import check_reference
from empirical.metrics.rows import of_finite

NEIGHBOURS = 20
"""Number of neighbours of the local outlier factor, that of scikit-learn."""


def local_outlier_factor(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"], *, neighbours: int = NEIGHBOURS
) -> Float[np.ndarray, " m"]:
    """Compute the local outlier factor of each recourse among training instances [Breunig et al. 2000].

    It is the density of training instances around the neighbours of x', divided by that around x': about 1 or less
    where recourses are like training instances, more for outliers. Where many training instances are the same, their
    density is nearly infinite, and so is the factor beside them.

    Args:
        points: The points x'.
        reference: Training instances of the desired class: those with the favourable label, ``split.train[
            split.train_labels > 0.0]``.
        neighbours: The number of neighbours, at least 1.

    Returns:
        The factors; NaN for all points if there are no more training instances than neighbours.

    Raises:
        ValueError: If there is no neighbour, or the reference points do not fit.

    Examples:
        >>> reference = np.linspace(0.0, 1.0, 100)[:, None]
        >>> local_outlier_factor(np.array([[0.5], [3.0]]), reference).round(1).tolist()
        [1.0, 17.1]
    """
    from sklearn.neighbors import LocalOutlierFactor

    check_reference(points, reference)
    if neighbours < 1:
        raise ValueError(f"neighbours must be at least 1, not {neighbours}")
    if len(reference) <= neighbours:
        return np.full(len(points), np.nan)
    factors = LocalOutlierFactor(n_neighbors=neighbours, novelty=True).fit(reference.astype(np.float64))
    return of_finite(lambda rows: -factors.score_samples(rows.astype(np.float64)), points)
