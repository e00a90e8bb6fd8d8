"""Whether a recourse is connected to training instances of the class that it leads to."""

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
    """Test ε-connectedness: whether a chain of accepted points leads from a recourse to its class.

    [Laugel et al. 2019; Hardy et al. 2023, section 3.3] A chain starts at x', its steps are shorter than ε, and all its
    points are accepted. It ends at a training instance that is accepted and has the favourable label. In the papers a
    chain may run through the whole space, here it runs through training instances, so a point that is connected here is
    connected there. The components are those of the graph of all accepted instances, without a least number of
    neighbours.

    Args:
        points: Points x' that the model accepts.
        reference: All training instances that the model accepts.
        correct: Whether each of these instances has the favourable label, [n].
        radius: The length ε. Hardy et al. give none; :func:`~empirical.metrics.proximity.ball_radius` is the one that
            they print for balls.

    Returns:
        1 or 0 for each point; 0 where there is nothing to be connected to, and NaN for all points if the radius is NaN.

    Raises:
        ValueError: If the reference points do not fit.

    Examples:
        >>> reference, correct = np.array([[0.0], [1.0], [9.0]]), np.array([True, False, False])
        >>> connected(np.array([[1.5], [9.5]]), reference, correct, radius=1.2).tolist()
        [1.0, 0.0]
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
    return of_finite(lambda rows: nearest(rows, good, 1)[:, 0] < radius, points)


def _components(points: np.ndarray, radius: float) -> Int[np.ndarray, " n"]:
    """Number the components of the graph that joins points nearer to each other than a radius."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    labels, start = np.arange(len(points)), 0
    for block in blocks(points) if len(points) else ():
        members = labels[start : start + len(block)]
        # Only links between components: the graph of a block is small even where all points are near each other.
        rows, columns = np.nonzero((block < radius) & (members[:, None] != labels))
        links = coo_array((np.ones(len(rows)), (members[rows], labels[columns])), shape=(len(points), len(points)))
        labels, start = connected_components(links, directed=False)[1][labels], start + len(block)
    return labels
