"""What is certain of a person when a robust regressor's score is known between two ends, and its weights in a ball.

The gradient ∇f_R(x) = J_xᵀw_R over the actionable columns is within ‖J_x‖₂R of J_xᵀc for weights in a ball of radius R
about c, J_x the Jacobian of x ↦ K(x, X_R). Theorem 2 of Krishna et al. 2024 is about the cost |s − f_R(x)| g(b) with
the slope b = ‖∇f_R(x)‖ and g(t) = t/(λ + t²), which lies between its ends where residual and slope do.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from bounds.readings.arrays import NUMPY_OPS
from bounds.scalars import unit_cost_ends
from empirical.families.wide.radii import lipschitz, noise
from empirical.forecast.intervals import Ends
from empirical.forecast.kernels.certificates import WeightBall
from empirical.numerics import EPS, row_norms
from ntk import HomogeneousKernel, KernelRegressor, gradient_norms


class Sight(NamedTuple):
    """All that the ends of slopes take of people, whatever the weights are.

    Attributes:
        robust: The robust regressor, of whatever weights.
        inputs: The people, [m, k].
        actionable: Whether they can change a column, [k].
        steepness: ‖J_x‖₂ over the actionable columns, [m].
    """

    robust: KernelRegressor
    inputs: Float[np.ndarray, "m k"]
    actionable: Bool[np.ndarray, " k"]
    steepness: Float[np.ndarray, " m"]


def sight(robust: KernelRegressor, inputs: Float[np.ndarray, "m k"], actionable: Bool[np.ndarray, " k"]) -> Sight:
    """Look at people from a robust regressor, of whatever weights.

    Args:
        robust: The regressor.
        inputs: The people, [m, k].
        actionable: Whether they can change a column, [k].

    Returns:
        What is the same for all weights.

    Examples:
        >>> from ntk import first_layer
        >>> robust = KernelRegressor(first_layer, np.eye(2), np.zeros(2), 1.0)
        >>> sight(robust, np.array([[3.0, 0.0]]), np.array([True, True])).steepness.round(2).tolist()
        [0.5]
    """
    return Sight(robust, inputs, actionable, gradient_norms(robust.kernel, inputs, robust.X, actionable))


def slope_ends(seen: Sight, ball: WeightBall) -> Ends:
    """Bound the slopes ‖∇f_R(x)‖ of people under the robust regressor.

    Args:
        seen: What is the same for all weights.
        ball: A ball that holds the robust weights.

    Returns:
        The ends, [m].

    Examples:
        >>> from ntk import first_layer
        >>> robust = KernelRegressor(first_layer, np.eye(2), np.zeros(2), 1.0)
        >>> seen = sight(robust, np.array([[3.0, 0.0]]), np.array([True, True]))
        >>> ends = slope_ends(seen, WeightBall(np.array([1.0, 0.0]), 0.1))
        >>> ends.low.round(2).tolist(), ends.high.round(2).tolist()
        ([0.45], [0.55])
    """
    model = seen.robust._replace(weights=ball.centre)
    slopes = row_norms(np.where(seen.actionable, model.gradient(seen.inputs), 0.0))
    off = noise(model, seen.inputs, free=np.asarray(seen.actionable, np.float64)).slope
    wide = (seen.steepness * ball.radius + off + 8.0 * EPS * len(seen.actionable) * slopes) * (1.0 + 8.0 * EPS)
    return Ends(np.maximum(slopes - wide, 0.0), slopes + wide)


def cost_ends(scores: Ends, slopes: Ends, *, target: float, lam: float) -> Ends:
    """Bound the costs |s − f_R(x)| g(‖∇f_R(x)‖) of SCFE's recourses for the tangents of the robust regressor.

    Args:
        scores: The ends of the scores.
        slopes: The ends of the slopes.
        target: The target s of the score.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The ends, rounding included.

    Examples:
        >>> one, two = np.array([1.0]), np.array([2.0])
        >>> ends = cost_ends(Ends(-two, -one), Ends(one, one), target=0.0, lam=1.0)
        >>> ends.low.round(9).tolist(), ends.high.round(9).tolist()
        ([0.5], [1.0])
    """
    least, most = unit_cost_ends(NUMPY_OPS, slopes.low, slopes.high, lam)
    low, high = target - scores.high, target - scores.low
    off = 4.0 * EPS * (np.maximum(np.abs(low), np.abs(high)) + abs(target))
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(slopes.high)
    nearest = np.maximum(np.maximum(low, -high) - np.where(known, off, 0.0), 0.0)
    furthest = np.maximum(np.abs(low), np.abs(high)) + off
    wide = 16.0 * EPS
    with np.errstate(invalid="ignore"):
        ends = nearest * least * (1.0 - wide), furthest * most * (1.0 + wide)
    return Ends(np.where(known, ends[0], 0.0), np.where(known, ends[1], np.inf))


def floor_ends(scores: Ends, robust: KernelRegressor, ball: WeightBall, *, threshold: float) -> Ends:
    """Bound the least cost (t − f_R(x))₊ / (κ Σ|w_j|‖x_j‖) of any recourse that the robust regressor accepts.

    Args:
        scores: The ends of the scores.
        robust: The robust regressor, of whatever weights.
        ball: A ball that holds the robust weights.
        threshold: The score t that a recourse has to reach.

    Returns:
        The ends, rounding included.

    Examples:
        >>> from ntk import first_layer
        >>> robust, one = KernelRegressor(first_layer, np.eye(2), np.zeros(2), 1.0), np.array([1.0])
        >>> ends = floor_ends(Ends(-one, -one), robust, WeightBall(np.array([1.0, 1.0]), 0.0), threshold=0.0)
        >>> ends.low.round(3).tolist(), ends.high.round(3).tolist()
        ([0.953], [0.953])
    """
    steepest, kernel = lipschitz(robust._replace(weights=ball.centre)), robust.kernel
    if steepest is None or not isinstance(kernel, HomogeneousKernel) or not np.isfinite(ball.radius):
        return Ends(np.zeros(len(scores.low)), np.full(len(scores.low), np.inf))
    lengths = row_norms(robust.X)
    turned = kernel.lipschitz_at(robust.X.shape[1]) * float(row_norms(lengths)) * ball.radius
    wide = EPS * (len(lengths) + 16)
    low, high = np.maximum(threshold - scores.high, 0.0), np.maximum(threshold - scores.low, 0.0)
    steep, flat = (steepest + turned) * (1.0 + wide), steepest * (1.0 - wide) - turned * (1.0 + wide)
    least = low / steep if steep > 0.0 else np.zeros_like(low)
    most = high / flat if flat > 0.0 else np.where(high > 0.0, np.inf, 0.0)
    return Ends(least * (1.0 - wide), most * (1.0 + wide))
