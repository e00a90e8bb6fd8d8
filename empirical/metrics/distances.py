"""Distances from points to training instances, with little memory."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float

from empirical.numerics import row_norms

BLOCK = 16
"""Largest block of distances that is held at once, in MiB."""


def check_reference(points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"]) -> None:
    """Refuse reference points that have no distance to the points.

    Args:
        points: The points x'.
        reference: Training instances.

    Raises:
        ValueError: If they have other columns, or are not finite.

    Examples:
        >>> check_reference(np.ones((1, 2)), np.ones((5, 3)))
        Traceback (most recent call last):
        ValueError: points have 2 columns, and the reference points 3
    """
    if reference.shape[1] != points.shape[1]:
        raise ValueError(f"points have {points.shape[1]} columns, and the reference points {reference.shape[1]}")
    if not np.isfinite(reference).all():
        raise ValueError("reference points must be finite; impute or drop the others")


def nearest(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n k"], count: int
) -> Float[np.ndarray, "m c"]:
    """Compute the ℓ₂ distances from each point to its nearest reference points.

    Args:
        points: The points x', at least one.
        reference: Training instances, at least ``count``.
        count: The number of neighbours.

    Returns:
        The distances, from the nearest neighbour on.

    Examples:
        >>> nearest(np.array([[0.0]]), np.array([[1.0], [-3.0], [2.0]]), 2).tolist()
        [[1.0, 2.0]]
    """
    from sklearn.neighbors import NearestNeighbors

    neighbours = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(reference.astype(np.float64))
    rows = neighbours.kneighbors(points.astype(np.float64), return_distance=False)
    # The distances that scikit-learn finds are differences of squares, off by 1e-8 next to a reference point.
    return np.stack([row_norms(points - reference[row]) for row in rows.T], axis=1)


def blocks(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n k"] | None = None
) -> Iterator[Float[np.ndarray, "b n"]]:
    """Compute the ℓ₂ distances from all points to all reference points, block by block.

    Args:
        points: The points, at least one.
        reference: Training instances; ``None`` for the points themselves.

    Returns:
        The rows of the distance matrix, a block of them at a time.

    Examples:
        >>> [block.tolist() for block in blocks(np.array([[0.0], [3.0]]))]
        [[[0.0, 3.0], [3.0, 0.0]]]
    """
    from sklearn.metrics import pairwise_distances_chunked

    return pairwise_distances_chunked(points, reference, working_memory=BLOCK)
