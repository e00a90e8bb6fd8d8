"""Balls that certainly hold the robust model, whatever found their centre.

At any weights w, α_i = σ(−m_i) bounds P from below: for κ = εᾱ, v = mean v_i α_i y_i x_i and π the point of the ball
‖·‖_p ≤ κ on the attacked columns that is nearest to v,

    P(w') ≥ L(w') = mean v_i H(α_i) − ⟨v, w'⟩ + κ‖w'_T‖_q + (μ/2)‖w'‖²,

whose minimiser is u = (v − π)/μ. P and L are strongly convex, w_R minimises P, and P(w_R) ≥ L(w_R). So with
G = P(w) − L(u)

    (μ/2)(‖w − w_R‖² + ‖u − w_R‖²) ≤ G,    and by the parallelogram law    ‖(w + u)/2 − w_R‖² ≤ G/μ − ‖w − u‖²/4.

(GAP-safe screening, Fercoq et al. 2015 and Ndiaye et al. 2017, has ‖w − w_R‖² ≤ 2G/μ.) The definitions give
G = (μ/2)‖w − u‖² + κ‖w_T‖_q − ⟨π, w⟩, in which nothing cancels: R² = ‖w − u‖²/4 + (κ‖w_T‖_q − ⟨π, w⟩)/μ. Without an
attack this is the gradient ball of Okumura et al. 2015.
"""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.families.penalised.objective import Pass, PenalisedTraining

UNIT = 2.0**-53
"""Relative error of one rounding."""


class Ball(NamedTuple):
    """A ball that holds the robust model.

    Attributes:
        centre: Its centre c, [k].
        radius: Its radius R, rounding included.
    """

    centre: Float[np.ndarray, " k"]
    radius: float

    @property
    def rounded(self) -> float:
        """A bound on the error of c·x and of R times a part of x, per unit of ‖x‖: sums of k products, in any order."""
        return 2.0 * (len(self.centre) + 8) * UNIT * (float(np.linalg.norm(self.centre)) + self.radius)


class Extent(NamedTuple):
    """How large the training instances are, on which rounding depends.

    Attributes:
        longest: The largest ‖x_i‖.
        heaviest: The largest weight v_i of a loss.
    """

    longest: float
    heaviest: float


def extent(training: PenalisedTraining) -> Extent:
    """Measure the training instances once for all passes.

    Args:
        training: The training.

    Returns:
        Their extent.

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> sample = Sample(np.array([[3.0, 4.0], [0.0, 1.0]]), np.array([1.0, -1.0]), np.array([0.5, 1.5]))
        >>> extent(PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1))
        Extent(longest=5.0, heaviest=1.5)
    """
    inputs, _, weights = map(np.asarray, training.sample)
    return Extent(math.sqrt(float(np.einsum("nk,nk->n", inputs, inputs).max(initial=0.0))), float(weights.max()))


def ball(training: PenalisedTraining, weights: Float[np.ndarray, " k"], seen: Pass, size: Extent) -> Ball:
    """Certify a ball about the robust model, from one pass over the data.

    Args:
        training: The training.
        weights: Any weights w, [k].
        seen: The pass over the data with these weights.
        size: The extent of the training instances.

    Returns:
        The ball; its radius is infinite where rounding leaves nothing certain.

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> from empirical.families.penalised.objective import look
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> found = ball(training, np.zeros(2), look(training, np.zeros(2)), extent(training))
        >>> found.centre.tolist(), round(found.radius, 3)
        ([3.75, 0.0], 3.75)
    """
    nearest = nearest_push(training, seen)
    slack = dual_slack(training, nearest, float(seen.push), weights)
    apart, off = weights - (seen.pull - nearest) / training.penalty, rounding(training, weights, seen, size)
    square = float(apart @ apart) / 4.0 + (slack + off.gap) / training.penalty
    radius = (math.sqrt(square) + off.pull / training.penalty) * (1.0 + 64.0 * len(weights) * UNIT)
    return Ball(weights - apart / 2.0, radius if math.isfinite(radius) else math.inf)


def nearest_push(training: PenalisedTraining, seen: Pass) -> Float[np.ndarray, " k"]:
    """Give π, with which the attack counters the pull of the data as far as it can.

    Args:
        training: The training.
        seen: A pass over the data.

    Returns:
        The point of the ball ‖·‖_p ≤ κ on the attacked columns that is nearest to v, [k].

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> from empirical.families.penalised.objective import look
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> nearest_push(training, look(training, np.zeros(2))).tolist()
        [0.25, 0.0]
    """
    nearest = np.zeros_like(seen.pull)
    push = training.epsilon * float(seen.push)
    nearest[training.attacked] = _nearest(seen.pull[training.attacked], push, training.norm)
    return nearest


def dual_slack(
    training: PenalisedTraining, nearest: Float[np.ndarray, " k"], share: float, weights: Float[np.ndarray, " k"]
) -> float:
    """Give κ‖w_T‖_q − ⟨π, w⟩ ≥ 0, what the dual bound loses at weights by taking π for the attack.

    Args:
        training: The training, of which κ = εᾱ.
        nearest: π with ‖π‖_p ≤ κ, [k].
        share: ᾱ.
        weights: The weights w, [k].

    Returns:
        The slack, as a sum of terms none of which is negative.

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> dual_slack(training, np.array([0.25, 0.0]), 0.5, np.array([-2.0, 7.0]))
        1.0
    """
    return _slack(nearest[training.attacked], weights[training.attacked], training.epsilon * share, training.norm)


class Rounding(NamedTuple):
    """How far numbers of a pass may be off.

    Attributes:
        pull: A bound on the error of v, in ‖·‖₂.
        gap: A bound on what rounding hides of G.
    """

    pull: float
    gap: float


def rounding(training: PenalisedTraining, weights: Float[np.ndarray, " k"], seen: Pass, size: Extent) -> Rounding:
    """Bound what rounding does to a certificate.

    Any α and any π with ‖π‖_p ≤ κ give a lower bound on P. So it matters little that α is not σ(−m) to the last digits,
    which costs the square of its error. v is a sum of n terms, off by at most n roundings of their magnitudes, in
    whatever order they are added; κ is summed pairwise, and off by far less than 64 roundings of itself.

    Args:
        training: The training.
        weights: The weights w, [k].
        seen: The pass over the data with these weights.
        size: The extent of the training instances.

    Returns:
        The bounds.

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> from empirical.families.penalised.objective import look
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> off = rounding(training, np.zeros(2), look(training, np.zeros(2)), extent(training))
        >>> 0.0 < off.pull < 1e-14, 0.0 < off.gap < 1e-14
        (True, True)
    """
    count, width = training.sample.inputs.shape
    largest, length = size.longest, float(np.linalg.norm(weights))
    margin = 4.0 * (width + 8) * UNIT * (length * largest + training.epsilon * float(seen.size))
    pull = 2.0 * (count + 8) * UNIT * float(seen.push) * largest + 8.0 * UNIT * float(np.linalg.norm(seen.pull))
    alpha = margin + 16.0 * UNIT
    gap = size.heaviest * alpha * alpha + 128.0 * UNIT * training.epsilon * float(seen.push * seen.size)
    return Rounding(pull, gap)


def _slack(nearest: Float[np.ndarray, " t"], weights: Float[np.ndarray, " t"], size: float, norm: float) -> float:
    """Give κ‖w‖_q − ⟨π, w⟩ ≥ 0 as a sum of terms none of which is negative, so that its digits are right."""
    if size <= 0.0:
        return 0.0
    if norm == math.inf:
        return float((size * np.abs(weights) - nearest * weights).sum())
    if norm == 2.0:
        length = float(np.linalg.norm(weights))
        turned = size * weights / length - nearest if length else nearest
        inside = max(size * size - float(nearest @ nearest), 0.0)
        return length / (2.0 * size) * (float(turned @ turned) + inside)
    largest = float(np.abs(weights).max(initial=0.0))
    short = max(size - float(np.abs(nearest).sum()), 0.0)
    return float((np.abs(nearest) * largest - nearest * weights).sum()) + short * largest


def _nearest(point: Float[np.ndarray, " k"], size: float, norm: float) -> Float[np.ndarray, " k"]:
    """Give the nearest point of the ball ‖·‖_p ≤ size."""
    if norm == math.inf:
        return np.clip(point, -size, size)
    if norm == 2.0:
        length = float(np.linalg.norm(point))
        return point if length <= size else point * (size / length)
    lengths = np.abs(point)
    if lengths.sum() <= size:
        return point
    falling = np.sort(lengths)[::-1]
    cuts = (np.cumsum(falling) - size) / np.arange(1, len(falling) + 1)
    kept = np.flatnonzero(falling > cuts)  # none where the ball is too small to tell from its centre
    cut = cuts[kept[-1]] if kept.size else falling[0]
    return np.sign(point) * np.maximum(lengths - cut, 0.0)
