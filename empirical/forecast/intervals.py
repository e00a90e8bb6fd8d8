"""What is certain of single persons when the robust model lies in a ball ‖w − c‖ ≤ R: score, validity, and cost.

Let C = ‖c_A‖ over the actionable columns A and ĉ = c_A/C. Split w − c into d along ĉ and the rest, which is no longer
than √(R² − d²). Then, for a person x with the components x₁ along ĉ and x⊥ across,

    |w·x − c·x − d x₁| ≤ √(R² − d²) ‖x⊥‖,    C + d ≤ ‖w_A‖ ≤ √(C² + 2Cd + R²).

So the cost |s − w·x| g(‖w_A‖), g(t) = t/(λ + t²), is bounded jointly over the ball by one number d, which runs from −R
to R. The bracket below takes it cell by cell; weights of the ball cost nearly as much as its ends.
"""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.forecast.balls import UNIT, Ball
from empirical.numerics import row_norms

CELLS = 16
"""Number of cells of the bracket of a cost."""


class Ends(NamedTuple):
    """Two ends, between which a quantity of each person certainly lies.

    Attributes:
        low: The lower ends, [m].
        high: The upper ends, [m].
    """

    low: Float[np.ndarray, " m"]
    high: Float[np.ndarray, " m"]


def score_ends(ball: Ball, people: Float[np.ndarray, "m k"]) -> Ends:
    """Bound the scores of people under the robust model, which are w_R·x.

    Args:
        ball: A ball that holds w_R.
        people: The people, [m, k].

    Returns:
        The ends c·x ± R‖x‖, rounding included; each is attained by weights of the ball.

    Examples:
        >>> ends = score_ends(Ball(np.array([1.0, 0.0]), 0.5), np.array([[2.0, 0.0]]))
        >>> ends.low.round(9).tolist(), ends.high.round(9).tolist()
        ([1.0], [3.0])
    """
    scores, lengths = people @ ball.centre, row_norms(people)
    off = 2.0 * (people.shape[1] + 4) * UNIT * lengths * (float(np.linalg.norm(ball.centre)) + ball.radius)
    return Ends(scores - ball.radius * lengths - off, scores + ball.radius * lengths + off)


def validity_ends(scores: Ends) -> Ends:
    """Bound probabilities σ(f) by bounds on scores f.

    Args:
        scores: The ends of the scores.

    Returns:
        The ends of the probabilities.

    Examples:
        >>> validity_ends(Ends(np.array([0.0]), np.array([np.inf])))
        Ends(low=array([0.5]), high=array([1.]))
    """
    from scipy.special import expit

    wide = 8.0 * UNIT
    return Ends(expit(scores.low) * (1.0 - wide), np.minimum(expit(scores.high) * (1.0 + wide), 1.0))


def cost_ends(
    ball: Ball, people: Float[np.ndarray, "m k"], actionable: np.ndarray, *, target: float, lam: float
) -> Ends:
    """Bound the costs of SCFE's recourses for the robust model, |s − w_R·x| ‖w_R‖/(λ + ‖w_R‖²), for rejected people.

    Args:
        ball: A ball that holds w_R.
        people: The people, [m, k].
        actionable: Whether a person can change a column, bool [k].
        target: The target s of the score.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The ends, rounding included.

    Examples:
        >>> ends = cost_ends(Ball(np.array([2.0, -1.0]), 0.0), np.array([[0.0, 1.0]]), np.array([True, False]),
        ...                  target=0.0, lam=1.0)
        >>> ends.low.round(9).tolist(), ends.high.round(9).tolist()  # a residual of 1, and g(2) = 2/5
        ([0.4], [0.4])
    """
    if not math.isfinite(ball.radius):
        return Ends(np.zeros(len(people)), np.full(len(people), np.inf))
    along = np.where(actionable, ball.centre, 0.0)
    length = float(np.linalg.norm(along))
    unit = along / length if length else along
    parts = people @ unit
    across = np.sqrt(np.maximum(row_norms(people) ** 2 - parts**2, 0.0)) + 8.0 * UNIT * row_norms(people)
    residuals = target - people @ ball.centre
    off = 2.0 * (people.shape[1] + 8) * UNIT * (row_norms(people) * (length + ball.radius + 1.0) + abs(target))
    edges = ball.radius * np.linspace(-1.0, 1.0, CELLS + 1)
    low, high = np.full(len(people), np.inf), np.zeros(len(people))
    for first, last in pairwise(edges):
        one = _cell(residuals, parts, across, (length, first, last, ball.radius), lam, off)
        low, high = np.minimum(low, one.low), np.maximum(high, one.high)
    wide = 16.0 * UNIT
    return Ends(low * (1.0 - wide), high * (1.0 + wide))


def _cell(
    residuals: np.ndarray,
    parts: np.ndarray,
    across: np.ndarray,
    turn: tuple[float, float, float, float],
    lam: float,
    off: np.ndarray,
) -> Ends:
    """Bound the costs where d lies between two numbers."""
    length, first, last, radius = turn
    nearest = 0.0 if first <= 0.0 <= last else min(abs(first), abs(last))
    spread = math.sqrt(max(radius**2 - nearest**2, 0.0)) * across + off
    ends = residuals - first * parts, residuals - last * parts
    smallest, largest = np.minimum(*ends) - spread, np.maximum(*ends) + spread
    slopes = max(length + first, 0.0), math.sqrt(max(length**2 + 2.0 * length * last + radius**2, 0.0))
    least, most = _unit_costs(slopes[0] * (1.0 - 8.0 * UNIT), slopes[1] * (1.0 + 8.0 * UNIT), lam)
    size_low = np.maximum(np.maximum(smallest, -largest), 0.0)
    return Ends(size_low * least, np.maximum(np.abs(smallest), np.abs(largest)) * most)


def _unit_costs(low: float, high: float, lam: float) -> tuple[float, float]:
    """The smallest and the largest g(t) = t/(λ + t²) for t between two numbers: it rises up to √λ, and falls after."""
    best = min(max(math.sqrt(lam), low), high)
    low_cost, high_cost, best_cost = (t / (lam + t * t) for t in (low, high, best))
    return min(low_cost, high_cost), best_cost


def floor_ends(
    ball: Ball, people: Float[np.ndarray, "m k"], actionable: np.ndarray, *, threshold: float = 0.0
) -> Float[np.ndarray, " m"]:
    """Bound the cost of any recourse from below, whatever the method: nobody can reach acceptance more cheaply.

    A change ζ of the actionable columns raises the score w_R·x by at most ‖w_A‖ ‖ζ‖.

    Args:
        ball: A ball that holds w_R.
        people: The people, [m, k].
        actionable: Whether a person can change a column, bool [k].
        threshold: The score t that a recourse has to reach.

    Returns:
        The least possible costs, [m]: (t − c·x − R‖x‖)₊/(C + R).

    Examples:
        >>> ball = Ball(np.array([2.0, -1.0]), 0.0)
        >>> floor_ends(ball, np.array([[0.0, 1.0]]), np.array([True, False])).round(9).tolist()
        [0.5]
    """
    steepest = (float(np.linalg.norm(np.where(actionable, ball.centre, 0.0))) + ball.radius) * (1.0 + 32.0 * UNIT)
    missing = np.maximum(threshold - score_ends(ball, people).high, 0.0)
    if not math.isfinite(steepest):
        return np.zeros(len(people))
    return np.where(missing > 0.0, missing / (steepest or math.inf), 0.0) * (1.0 - 8.0 * UNIT)
