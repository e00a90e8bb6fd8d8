"""How far a recourse is from training instances of the class that it leads to."""

import numpy as np
from jaxtyping import Float

from empirical.metrics.distances import blocks, check_reference, nearest
from empirical.metrics.rows import of_finite

NEIGHBOURS = 5
"""Number K of nearest neighbours in Hardy et al. 2023, section 3.3."""

BALL_SHARE = 0.2
"""Radius of a ball in Hardy et al. 2023, as a share of the average distance between points."""

SAMPLE = 5000
"""Largest number of points whose average distance is computed; of more points a sample is drawn."""


def knn_distance(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"], *, neighbours: int = NEIGHBOURS
) -> Float[np.ndarray, " m"]:
    """Compute the mean ℓ₂ distance from each point to the K nearest points of its class.

    Hardy et al. 2023, section 3.3. The paper calls it KNN manifold distance.

    Args:
        points: The points x'.
        reference: Training instances of the desired class: those that the model accepts, or those with that label.
        neighbours: The number K ≥ 1.

    Returns:
        The distances; NaN for all points if there are fewer than K reference points, as a mean over fewer is another
        metric.

    Raises:
        ValueError: If K < 1, or the reference points do not fit.

    Examples:
        >>> knn_distance(np.array([[0.0]]), np.array([[1.0], [2.0], [9.0]]), neighbours=2).tolist()
        [1.5]
    """
    check_reference(points, reference)
    if neighbours < 1:
        raise ValueError(f"neighbours must be at least 1, not {neighbours}")
    if len(reference) < neighbours:
        return np.full(len(points), np.nan)
    return of_finite(lambda rows: nearest(rows, reference, neighbours).mean(axis=1), points)


def sphere_distance(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"], *, radius: float
) -> Float[np.ndarray, " m"]:
    """Compute the mean ℓ₂ distance from each point to the points of its class in a ball.

    Hardy et al. 2023, section 3.3. The paper calls it sphere manifold distance. A point far from the class has an empty
    ball and drops out of an average: read the average together with its count.

    Args:
        points: The points x'.
        reference: Training instances of the desired class, as for :func:`knn_distance`.
        radius: The radius of the closed ball around x'; that of the paper is :func:`ball_radius`.

    Returns:
        The distances; NaN where the ball is empty.

    Raises:
        ValueError: If the reference points do not fit.

    Examples:
        >>> sphere_distance(np.array([[0.0], [50.0]]), np.array([[1.0], [2.0], [9.0]]), radius=3.0).tolist()
        [1.5, nan]
    """  # noqa: DOC502
    check_reference(points, reference)
    if not len(reference):
        return np.full(len(points), np.nan)
    return of_finite(lambda rows: np.concatenate([_inside(block, radius) for block in blocks(rows, reference)]), points)


def ball_radius(points: Float[np.ndarray, "n k"], *, seed: int) -> float:
    """Compute a fifth of the average ℓ₂ distance between two points, the radius of Hardy et al. 2023, section 3.3.

    The paper leaves open whether every point has an average of its own. Here there is one radius for all points, from
    the average over all pairs. Of more than ``SAMPLE`` points, that many are drawn without replacement.

    Args:
        points: Training instances of both classes.
        seed: The seed of the draw.

    Returns:
        The radius; NaN for fewer than two points.

    Raises:
        ValueError: If a point is not finite.

    Examples:
        >>> round(ball_radius(np.array([[0.0], [5.0]]), seed=0), 3)
        1.0
    """  # noqa: DOC502
    check_reference(points, points)
    if len(points) > SAMPLE:
        points = np.random.default_rng(seed).choice(points, SAMPLE, replace=False)
    pairs = len(points) * (len(points) - 1)
    return BALL_SHARE * sum(float(block.sum()) for block in blocks(points)) / pairs if pairs else np.nan


def _inside(distances: np.ndarray, radius: float) -> np.ndarray:
    """Average the distances within a radius, row by row."""
    near = distances <= radius
    count = near.sum(axis=1)
    total = np.where(near, distances, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
