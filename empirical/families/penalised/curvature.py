"""Steps towards the robust model that know how the loss curves.

Let N = ‖w_T‖_q. The loss is smooth and convex in (w, N), and rises with N. So a step minimises its quadratic model over
(w, N) with N ≥ ‖w_T‖_q: a problem of k + 1 numbers, which sees no data. A few thousand instances tell the curvature
well enough, and it changes little from one ε to the next. What a step is worth shows in the next certificate.
"""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.families.penalised.objective import Pass, PenalisedTraining

SAMPLE = 4000
"""Largest number of instances, spread evenly, that tell the curvature."""

LEAST = 1e-9
"""Curvature in N at least, so that the model has one minimiser."""


class Curvature(NamedTuple):
    """How the penalised loss curves in (w, N) near some weights.

    Attributes:
        root: A lower triangular root of its matrix of second derivatives, [k + 1, k + 1].
        passes: What it cost, in passes over the data, rounded up: a pass takes 4nk operations, the matrix k² for each
            instance of the sample.
    """

    root: Float[np.ndarray, "k_1 k_1"]
    passes: int


UNMEASURED = Curvature(np.zeros((0, 0)), 0)
"""No curvature: nobody measured it."""


def curvature(training: PenalisedTraining, weights: Float[np.ndarray, " k"], seen: Pass) -> Curvature:
    """Measure the curvature.

    Args:
        training: The training.
        weights: The weights w, [k].
        seen: The pass over the data with these weights.

    Returns:
        The curvature there.

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> from empirical.families.penalised.objective import look
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> found = curvature(training, np.zeros(2), look(training, np.zeros(2)))
        >>> (found.root @ found.root.T).round(3).tolist()
        [[1.1, 0.0, -0.25], [0.0, 0.35, 0.0], [-0.25, 0.0, 0.063]]
    """
    inputs, labels, losses = map(np.asarray, training.sample)
    count, width = inputs.shape
    every = -(-count // SAMPLE)
    inputs, labels, losses = inputs[::every], labels[::every], losses[::every]
    right = 1.0 / (
        1.0 + np.exp(np.clip(training.epsilon * float(seen.size) - labels * (inputs @ weights), -99.0, 99.0))
    )
    slopes = np.concatenate([labels[:, None] * inputs, np.full((len(inputs), 1), -training.epsilon)], axis=1)
    bend = (slopes * (losses * right * (1.0 - right) / len(inputs))[:, None]).T @ slopes
    bend[np.diag_indices(width + 1)] += np.append(np.full(width, training.penalty), LEAST)
    return Curvature(np.linalg.cholesky(bend), math.ceil(len(inputs) * width / (4 * count)))


def stepped(
    training: PenalisedTraining, weights: Float[np.ndarray, " k"], seen: Pass, bent: Curvature
) -> Float[np.ndarray, " k"]:
    """Minimise the quadratic model of the objective.

    Args:
        training: The training.
        weights: The weights w, [k].
        seen: The pass over the data with these weights.
        bent: The curvature near them.

    Returns:
        The weights of the minimiser, [k].

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> from empirical.families.penalised.objective import look
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training, start = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1), np.zeros(2)
        >>> seen = look(training, start)
        >>> stepped(training, start, seen, curvature(training, start, seen)).round(2).tolist()
        [1.13, 0.0]
    """
    rise = np.append(training.penalty * weights - seen.pull, training.epsilon * float(seen.push))
    if training.epsilon == 0.0 or not np.any(training.attacked):
        root = bent.root[:-1, :-1]
        return weights - np.linalg.solve(root @ root.T, rise[:-1])
    step = {math.inf: _of_parts, 2.0: _of_length, 1.0: _of_largest}[training.norm]
    return step(_Model(weights, float(seen.size), rise, seen.pull, bent.root, np.asarray(training.attacked, bool)))


class _Model(NamedTuple):
    """The quadratic model about (w, N): its slopes there, and the root of its matrix."""

    weights: np.ndarray
    size: float
    rise: np.ndarray
    pull: np.ndarray
    root: np.ndarray
    attacked: np.ndarray

    @property
    def wanted(self) -> np.ndarray:
        """b, such that the model is ‖rootᵀ(w, N) − b‖²/2 and a constant."""
        return self.root.T @ np.append(self.weights, self.size) - np.linalg.solve(self.root, self.rise)


def _of_parts(model: _Model) -> np.ndarray:
    """For N ≥ ‖w_T‖₁: N is the sum of the parts of w = w⁺ − w⁻ over T, both at least 0."""
    from scipy.optimize import nnls

    width = len(model.weights)
    attacked = model.attacked.astype(float)
    joined = np.vstack([np.hstack([np.eye(width), -np.eye(width)]), np.append(attacked, attacked)])
    parts, _ = nnls(model.root.T @ joined, model.wanted, maxiter=100 * width)
    return parts[:width] - parts[width:]


def _of_largest(model: _Model) -> np.ndarray:
    """For N ≥ |w_j| for every j in T: a least distance to linear inequalities (Lawson and Hanson 1974, chapter 23)."""
    from scipy.optimize import nnls

    columns = np.flatnonzero(model.attacked)
    above = np.zeros((2 * len(columns), len(model.root)))
    above[:, -1] = 1.0
    above[np.arange(len(columns)), columns] = -1.0
    above[len(columns) + np.arange(len(columns)), columns] = 1.0
    within, wanted = np.linalg.solve(model.root, above.T), model.wanted  # above (w, N) = withinᵀ rootᵀ(w, N)
    short = -(within.T @ wanted)
    system = np.vstack([within, short])
    shares, _ = nnls(system, np.append(np.zeros(len(within)), 1.0), maxiter=100 * len(short))
    rest = system @ shares - np.append(np.zeros(len(within)), 1.0)
    return np.linalg.solve(model.root.T, wanted - rest[:-1] / rest[-1])[:-1]


def _of_length(model: _Model) -> np.ndarray:
    """For N = ‖w_T‖₂: Newton's step, or w_T = 0 where the attack pushes harder than the data pull, or past 0."""
    attacked, width = model.attacked, len(model.weights)
    along, pulls = np.where(attacked, model.weights, 0.0), np.where(attacked, model.pull, 0.0)
    push, strength = float(model.rise[-1]), float(np.linalg.norm(pulls))
    others = np.vstack([np.eye(width)[:, ~attacked], np.zeros(np.count_nonzero(~attacked))])
    here = np.append(model.weights, model.size)
    if strength > push and model.size == 0.0:  # w_T leaves 0 where the data pull
        return _least(model, here, np.hstack([others, np.append(pulls / strength, 1.0)[:, None]]), 0.0)
    if strength > push:
        direction = along / model.size
        bend = push / model.size * (np.diag(attacked.astype(float)) - np.outer(direction, direction))
        found = _least(model, here, np.vstack([np.eye(width), direction]), bend)
        if found @ direction > 0.0:
            return found
    return _least(model, np.append(model.weights - along, 0.0), others, 0.0)


def _least(model: _Model, begin: np.ndarray, moves: np.ndarray, bend: np.ndarray | float) -> np.ndarray:
    """The weights where the model, with curvature added to it, is least among ``begin`` and moves from there."""
    matrix = model.root @ model.root.T
    rise = model.rise + matrix @ (begin - np.append(model.weights, model.size))
    return (begin - moves @ np.linalg.solve(moves.T @ matrix @ moves + bend, moves.T @ rise))[:-1]
