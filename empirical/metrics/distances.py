"""Distances to training instances, few at a time in memory."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float

from empirical.numerics import row_norms

BLOCK = 16
"""MiB of distances at a time."""


def check_reference(points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n d"]) -> None:
    """Reject reference points that points have no distances to.

    Args:
        points: x'.
        reference: Training instances.

    Raises:
        ValueError: If they have other columns, or are not finite.
    """
    if reference.shape[1] != points.shape[1]:
        raise ValueError(f"points have {points.shape[1]} columns, and the reference points {reference.shape[1]}")
    if not np.isfinite(reference).all():
        raise ValueError("reference points must be finite; impute or drop the others")


def nearest(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n k"], count: int
) -> Float[np.ndarray, "m c"]:
    """ℓ₂ distances to the nearest reference points.

    Args:
        points: x', at least one.
        reference: At least as many as are asked for.
        count: How many.

    Returns:
        The distances, from the nearest on.
    """
    from sklearn.neighbors import NearestNeighbors

    found = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(reference.astype(np.float64))
    rows = found.kneighbors(points.astype(np.float64), return_distance=False)
    # Taken anew: those of the search are differences of squares, off by 1e-8 next to a reference point.
    return np.stack([row_norms(points - reference[row]) for row in rows.T], axis=1)


def blocks(
    points: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n k"] | None = None
) -> Iterator[Float[np.ndarray, "b n"]]:
    """ℓ₂ distances from all points to all reference points.

    Args:
        points: At least one.
        reference: ``None`` for the points themselves.

    Returns:
        Their rows, a block of them at a time.
    """
    from sklearn.metrics import pairwise_distances_chunked

    return pairwise_distances_chunked(points, reference, working_memory=BLOCK)
