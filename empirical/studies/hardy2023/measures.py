"""What is measured of recourses: distances, features, and connectedness over several lengths ε."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.data import Classes, Space
from empirical.metrics import ball_radius, connected, cost, knn_distance, redundancy, sparsity, sphere_distance
from empirical.metrics.proximity import BALL_SHARE
from empirical.recourse.result import Recourses

SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8)
"""Lengths ε of the steps of chains, as shares of the mean distance between training instances."""

REFERENCE = 2000
"""Number of accepted training instances, drawn, through which chains run: they are compared pair by pair."""


class Around(NamedTuple):
    """Training instances with which the recourses of one network are compared.

    Attributes:
        favourable: Those with the favourable label, [n, k].
        accepted: A sample of those that the network accepts, [m, k].
        correct: Whether each of these has the favourable label, bool [m].
        radius: A fifth of the mean distance between training instances of both classes.
    """

    favourable: Float[np.ndarray, "n k"]
    accepted: Float[np.ndarray, "m k"]
    correct: Bool[np.ndarray, " m"]
    radius: float


def around(model: Any, classes: Classes, *, seed: int) -> Around:
    """Choose the training instances with which the recourses of a network are compared.

    Args:
        model: The binary model of the network.
        classes: The instances.
        seed: The seed of the samples.

    Returns:
        The instances.

    Examples:
        >>> from empirical.data import Feature
        >>> from empirical.models.model import as_model
        >>> rows, labels = np.array([[0.0], [0.4], [1.0]]), np.array([0, 1, 1])
        >>> data = Classes("made", ("no", "yes"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> found = around(as_model(lambda x: x[0] - 0.5), data, seed=0)
        >>> found.favourable.tolist(), found.accepted.tolist(), found.correct.tolist()
        ([[0.4], [1.0]], [[1.0]], [True])
    """
    accepted = np.flatnonzero(np.asarray(model.scores(classes.train)) > 0.0)
    if len(accepted) > REFERENCE:
        accepted = np.sort(np.random.default_rng(seed).choice(accepted, REFERENCE, replace=False))
    favourable = classes.train_labels == 1
    radius = ball_radius(classes.train.astype(np.float64), seed=seed)
    return Around(classes.train[favourable], classes.train[accepted], favourable[accepted], radius)


def person_rows(
    model: Any, inputs: Float[np.ndarray, "n k"], recourses: Recourses, space: Space, near: Around
) -> dict[str, np.ndarray]:
    """Measure every person's recourse.

    Args:
        model: The binary model of the network.
        inputs: The people.
        recourses: Their recourses.
        space: The space, which says which columns are of one feature.
        near: The training instances to compare with.

    Returns:
        The columns of a table with a row for each person; NaN without a recourse, and ``sphere`` also where no
        training instance is in the ball.

    Examples:
        >>> from empirical.models.model import as_model
        >>> from empirical.recourse.problem import conclude, pose
        >>> model, inputs = as_model(lambda x: x[0] - 1.0), np.array([[0.0, 0.0]])
        >>> recourses = conclude(pose(model, inputs), np.array([[3.0, 4.0]]), np.ones(1, bool))
        >>> near = Around(np.full((5, 2), 3.0), np.full((5, 2), 3.0), np.ones(5, bool), 2.0)
        >>> rows = person_rows(model, inputs, recourses, Space.unbounded(2), near)
        >>> {name: float(column[0]) for name, column in rows.items() if name != "found"}
        {'distance': 5.0, 'knn': 1.0, 'sphere': 1.0, 'sparsity': 2.0, 'redundancy': 1.0}
    """
    return {
        "found": recourses.found,
        "distance": cost(recourses.changes),
        "knn": knn_distance(recourses.points, near.favourable),
        "sphere": sphere_distance(recourses.points, near.favourable, radius=near.radius),
        "sparsity": sparsity(recourses.changes, space),
        "redundancy": redundancy(model, inputs, recourses.changes, space),
    }


def connected_rows(recourses: Recourses, near: Around) -> list[dict[str, Any]]:
    """Count the recourses that a chain of accepted training instances joins to one that is classified rightly.

    Args:
        recourses: The recourses.
        near: The training instances to compare with.

    Returns:
        A row for each length ε: the length, how many recourses there are, and how many of them are connected.

    Examples:
        >>> points, found = np.array([[0.0], [5.0]]), np.zeros(2, np.int8)
        >>> near = Around(points, np.array([[0.0], [0.5]]), np.array([False, True]), 0.2)
        >>> [row["connected"] for row in connected_rows(Recourses(points, points, np.zeros(2), found), near)][-2:]
        [1, 1]
    """
    mean, rows = near.radius / BALL_SHARE, []
    for share in SHARES:
        joined = connected(recourses.points, near.accepted, near.correct, radius=share * mean)
        known = {"share": share, "length": share * mean}
        rows.append({**known, "points": int(recourses.found.sum()), "connected": int(np.nansum(joined))})
    return rows
