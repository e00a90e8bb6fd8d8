"""Implausibility and unfaithfulness: how far a recourse is from the data of its class, and from what its model expects.

Both are mean distances (Altmeyer et al. 2024, section 5): to instances of the target class, and to samples that the
model itself generates of that class, as :func:`~empirical.recourse.sampling.sgld.generated` does.
"""

import numpy as np
from jaxtyping import Float

from empirical.metrics.distances import blocks, check_reference
from empirical.metrics.rows import of_finite
from empirical.metrics.ssim import Distance

NEIGHBOURS = 100
"""Number of neighbours in Senthilkumar 2024, section 4.3."""


def euclidean(points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "m n"]:
    """Give the ℓ₂ distances, for tables.

    Args:
        points: The points.
        reference: The reference points.

    Returns:
        The distances.

    Examples:
        >>> euclidean(np.array([[3.0, 4.0]]), np.zeros((2, 2))).tolist()
        [[5.0, 5.0]]
    """
    return np.concatenate([*blocks(points, reference)])


def implausibility(
    points: Float[np.ndarray, "m k"],
    reference: Float[np.ndarray, "n k"],
    *,
    neighbours: int = NEIGHBOURS,
    distance: Distance = euclidean,
) -> Float[np.ndarray, " m"]:
    """Compute the mean distance from each point to its nearest instances of the target class.

    Senthilkumar 2024, Eq. 5. With ℓ₂ distances it is :func:`~empirical.metrics.proximity.knn_distance` with more
    neighbours. Draw instances of the class before, as many as neighbours, for the mean over drawn ones.

    Args:
        points: The points x'.
        reference: Training instances of the target class, such as ``Classes.of`` gives them.
        neighbours: The number of neighbours.
        distance: The distance: :func:`euclidean`, or :func:`~empirical.metrics.ssim.ssim_distance` of images.

    Returns:
        The mean distances; NaN for all points if there are fewer reference points than neighbours.

    Raises:
        ValueError: If the number of neighbours is below 1, or the reference points do not fit.

    Examples:
        >>> implausibility(np.array([[0.0]]), np.array([[1.0], [2.0], [9.0]]), neighbours=2).tolist()
        [1.5]
    """
    check_reference(points, reference)
    if neighbours < 1:
        raise ValueError(f"neighbours must be at least 1, not {neighbours}")
    if len(reference) < neighbours:
        return np.full(len(points), np.nan)

    def of(rows: np.ndarray) -> np.ndarray:
        return np.partition(distance(rows, reference), neighbours - 1, axis=1)[:, :neighbours].mean(axis=1)

    return of_finite(of, points)


def unfaithfulness(
    points: Float[np.ndarray, "m k"], samples: Float[np.ndarray, "n k"], *, distance: Distance = euclidean
) -> Float[np.ndarray, " m"]:
    """Compute the mean distance from each point to samples that the model generates of the target class.

    Args:
        points: The points x'.
        samples: The samples, at least one.
        distance: The distance, as for :func:`implausibility`.

    Returns:
        The mean distances.

    Raises:
        ValueError: If there is no sample, or the samples do not fit.

    Examples:
        >>> unfaithfulness(np.array([[0.0]]), np.array([[1.0], [2.0], [9.0]])).tolist()
        [4.0]
    """
    if not len(samples):
        raise ValueError("unfaithfulness is a mean distance to samples: give some")
    return implausibility(points, samples, neighbours=len(samples), distance=distance)
