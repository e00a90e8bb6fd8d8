"""How far a recourse is from training instances of the class that it leads to."""

import numpy as np
from jaxtyping import Float

from empirical.metrics.distances import blocks, check_reference, nearest
from empirical.metrics.rows import of_finite

NEIGHBOURS = 5
"""K of Hardy et al. 2023, section 3.3."""

BALL_SHARE = 0.2
"""Their radius of a ball, as a share of the average distance between points."""

SAMPLE = 5000
"""Of more points than these, the average distance is that of a sample."""


def knn_distance(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"], *, neighbours: int = NEIGHBOURS
) -> Float[np.ndarray, " m"]:
    """KNN manifold distance [Hardy et al. 2023, section 3.3]: mean ℓ₂ distance to the nearest points of the class.

    Args:
        points: x'.
        reference: Training instances of the desired class: those that the model accepts, or those so labelled.
        neighbours: K ≥ 1.

    Returns:
        The distances; NaN for all if there are fewer than K reference points: a mean over fewer is another metric.

    Raises:
        ValueError: If K < 1, or the reference points do not fit.
    """
    check_reference(points, reference)
    if neighbours < 1:
        raise ValueError(f"neighbours must be at least 1, not {neighbours}")
    if len(reference) < neighbours:
        return np.full(len(points), np.nan)
    return of_finite(lambda some: nearest(some, reference, neighbours).mean(axis=1), points)


def sphere_distance(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"], *, radius: float
) -> Float[np.ndarray, " m"]:
    """Sphere manifold distance [Hardy et al. 2023, section 3.3]: mean ℓ₂ distance to the points of the class in a ball.

    Args:
        points: x'.
        reference: As for :func:`knn_distance`.
        radius: Of the closed ball about x'; theirs is :func:`ball_radius`.

    Returns:
        The distances; NaN where the ball is empty. Points far from the class leave the mean: read it with its count.

    Raises:
        ValueError: If the reference points do not fit.
    """  # noqa: DOC502
    check_reference(points, reference)
    if not len(reference):
        return np.full(len(points), np.nan)
    return of_finite(lambda some: np.concatenate([_inside(block, radius) for block in blocks(some, reference)]), points)


def ball_radius(points: Float[np.ndarray, "n k"], *, seed: int) -> float:
    """A fifth of the average ℓ₂ distance from a point to all others [Hardy et al. 2023, section 3.3].

    They leave open whether the average is one for each point; here there is one radius for all, averaged over all
    pairs: of ``SAMPLE`` points drawn without replacement, if there are more.

    Args:
        points: Training instances, of either class.
        seed: Of the draw.

    Returns:
        The radius; NaN of fewer than two points.

    Raises:
        ValueError: If a point is not finite.
    """  # noqa: DOC502
    check_reference(points, points)
    if len(points) > SAMPLE:
        points = np.random.default_rng(seed).choice(points, SAMPLE, replace=False)
    pairs = len(points) * (len(points) - 1)
    return BALL_SHARE * sum(float(block.sum()) for block in blocks(points)) / pairs if pairs else np.nan


def _inside(distances: np.ndarray, radius: float) -> np.ndarray:
    """Mean of those within a radius, by row."""
    near = distances <= radius
    count = near.sum(axis=1)
    total = np.where(near, distances, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
