"""Whether a recourse hangs together with training instances of the class that it leads to."""

import math

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.metrics.distances import blocks, check_reference, nearest
from empirical.metrics.rows import finite, of_finite


def connected(
    points: Float[np.ndarray, "m k"],
    reference: Float[np.ndarray, "n d"],
    correct: Bool[np.ndarray, " c"],
    *,
    radius: float,
) -> Float[np.ndarray, " m"]:
    """ε-connectedness [Laugel et al. 2019; Hardy et al. 2023, section 3.3]: whether a chain leads to the class.

    A chain starts at x', its steps are shorter than ε, and all its points are accepted; it ends at a training instance
    that is accepted and so labelled. Theirs runs through the whole space, ours through training instances: connected
    here is connected there. Graph components of all accepted instances, without a least number of neighbours.

    Args:
        points: x', accepted by the model.
        reference: All training instances that the model accepts.
        correct: Which of them are so labelled, [n].
        radius: ε. Hardy et al. do not give theirs; :func:`~empirical.metrics.proximity.ball_radius` is the one they
            print for balls.

    Returns:
        1 or 0; 0 where there is nothing to be connected to. NaN for all if the radius is.

    Raises:
        ValueError: If the reference points do not fit.
    """
    check_reference(points, reference)
    if correct.shape != (len(reference),):
        raise ValueError(
            f"correct must have an entry for each of {len(reference)} reference points, not {len(correct)}"
        )
    if math.isnan(radius):
        return np.full(len(points), np.nan)
    labels = _components(reference, radius)
    good = reference[np.isin(labels, labels[correct])]
    if not len(good):
        return np.where(finite(points), 0.0, np.nan)
    return of_finite(lambda some: nearest(some, good, 1)[:, 0] < radius, points)


def _components(points: np.ndarray, radius: float) -> Int[np.ndarray, " n"]:
    """The component of every point in the graph that joins those nearer than a radius."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    labels, start = np.arange(len(points)), 0
    for block in blocks(points) if len(points) else ():
        own = labels[start : start + len(block)]
        # Links between components alone: the graph of a block is small even where everyone is near everyone.
        rows, columns = np.nonzero((block < radius) & (own[:, None] != labels))
        links = coo_array((np.ones(len(rows)), (own[rows], labels[columns])), shape=(len(points), len(points)))
        labels, start = connected_components(links, directed=False)[1][labels], start + len(block)
    return labels
