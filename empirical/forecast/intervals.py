"""What is certain of single persons when the robust model lies in a ball ‖w − c‖ ≤ R: score, validity, and cost.

Let C = ‖c_A‖ over the actionable columns A and ĉ = c_A/C. Split w − c into d along ĉ and the rest, which is no longer
than √(R² − d²). Then, for a person x with the components x₁ along ĉ and x⊥ across,

    |w·x − c·x − d x₁| ≤ √(R² − d²) ‖x⊥‖,    C + d ≤ ‖w_A‖ ≤ √(C² + 2Cd + R²).

So the cost |s − w·x| g(‖w_A‖), g(t) = t/(λ + t²), is bounded jointly over the ball by one number d, which runs from −R
to R. The bracket below takes it cell by cell; weights of the ball cost nearly as much as its ends.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from bounds.readings.arrays import NUMPY_OPS
from bounds.scalars import unit_cost_ends
from empirical.families.penalised.balls import UNIT, Ball
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


class Sight(NamedTuple):
    """All that the ends of people's intervals take of a ball and of the people.

    Attributes:
        ball: A ball that holds the robust model w_R.
        slope: C = ‖c_A‖ over the actionable columns.
        scores: c·x, [m].
        parts: x₁, the components of the people along ĉ = c_A/C, [m].
        lengths: ‖x‖, [m].
    """

    ball: Ball
    slope: float
    scores: Float[np.ndarray, " m"]
    parts: Float[np.ndarray, " m"]
    lengths: Float[np.ndarray, " m"]


def sights(balls: Sequence[Ball], people: Float[np.ndarray, "m k"], actionable: np.ndarray) -> Iterator[Sight]:
    """Look from several balls at the same people: all scores are one product of matrices.

    Args:
        balls: Balls that hold robust models.
        people: The people, [m, k].
        actionable: Whether a person can change a column, bool [k].

    Yields:
        What each ball sees.

    Examples:
        >>> ball = Ball(np.array([2.0, -1.0]), 0.5)
        >>> (seen,) = sights([ball], np.array([[3.0, 4.0]]), np.array([True, False]))
        >>> seen.slope, seen.scores.tolist(), seen.parts.tolist(), seen.lengths.tolist()
        (2.0, [2.0], [3.0], [5.0])
    """
    centres = np.stack([ball.centre for ball in balls])
    along = np.where(actionable, centres, 0.0)
    slopes = np.linalg.norm(along, axis=1)
    units = along / np.where(slopes > 0.0, slopes, 1.0)[:, None]
    lengths, seen = row_norms(people), np.concatenate([centres, units]) @ people.T
    for ball, slope, scores, parts in zip(balls, slopes, seen, seen[len(balls) :], strict=False):
        yield Sight(ball, float(slope), scores, parts, lengths)


def score_ends(seen: Sight) -> Ends:
    """Bound the scores of people under the robust model, which are w_R·x.

    Args:
        seen: What a ball that holds w_R sees of the people.

    Returns:
        The ends c·x ± R‖x‖, rounding included; each is attained by weights of the ball.

    Examples:
        >>> (seen,) = sights([Ball(np.array([1.0, 0.0]), 0.5)], np.array([[2.0, 0.0]]), np.array([True, True]))
        >>> ends = score_ends(seen)
        >>> ends.low.round(9).tolist(), ends.high.round(9).tolist()
        ([1.0], [3.0])
    """
    if not math.isfinite(seen.ball.radius):
        return Ends(np.full(len(seen.scores), -np.inf), np.full(len(seen.scores), np.inf))
    wide = (seen.ball.radius + seen.ball.rounded) * seen.lengths
    return Ends(seen.scores - wide, seen.scores + wide)


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


def cost_ends(seen: Sight, *, target: float, lam: float, cells: int = CELLS) -> Ends:
    """Bound the costs of SCFE's recourses for the robust model, |s − w_R·x| ‖w_R‖/(λ + ‖w_R‖²), w_R over A.

    Args:
        seen: What a ball that holds w_R sees of the people.
        target: The target s of the score.
        lam: The weight λ > 0 of the squared distance.
        cells: The number of cells of the bracket.

    Returns:
        The ends, rounding included.

    Examples:
        >>> (seen,) = sights([Ball(np.array([2.0, -1.0]), 0.0)], np.array([[0.0, 1.0]]), np.array([True, False]))
        >>> ends = cost_ends(seen, target=0.0, lam=1.0)
        >>> ends.low.round(9).tolist(), ends.high.round(9).tolist()  # a residual of 1, and g(2) = 2/5
        ([0.4], [0.4])
    """
    radius, people = seen.ball.radius, len(seen.scores)
    if not math.isfinite(radius):
        return Ends(np.zeros(people), np.full(people, np.inf))
    lost = 4.0 * (len(seen.ball.centre) + 8) * UNIT * seen.lengths**2  # where ‖x‖² − x₁² cancels
    crowd = _Crowd(
        target - seen.scores,
        seen.parts,
        np.sqrt(np.maximum(seen.lengths**2 - seen.parts**2, 0.0) + lost),
        seen.ball.rounded * seen.lengths + 4.0 * UNIT * abs(target),
    )
    low, high = np.full(people, np.inf), np.zeros(people)
    for first, last in pairwise(radius * np.linspace(-1.0, 1.0, cells + 1)):
        one = _cell(crowd, _Turn(seen.slope, float(first), float(last), radius, seen.ball.rounded), lam)
        low, high = np.minimum(low, one.low), np.maximum(high, one.high)
    wide = 16.0 * UNIT
    return Ends(low * (1.0 - wide), high * (1.0 + wide))


class _Crowd(NamedTuple):
    """The residuals s − c·x of people, their components along ĉ and across, and what rounding may hide."""

    residuals: np.ndarray
    parts: np.ndarray
    across: np.ndarray
    off: np.ndarray


class _Turn(NamedTuple):
    """C, a cell of d, R, and what rounding may hide of C + d."""

    slope: float
    first: float
    last: float
    radius: float
    off: float


def _cell(crowd: _Crowd, turn: _Turn, lam: float) -> Ends:
    """Bound the costs where d lies between two numbers."""
    slope, first, last, radius, off = turn
    nearest = 0.0 if first <= 0.0 <= last else min(abs(first), abs(last))
    spread = math.sqrt(max(radius**2 - nearest**2, 0.0)) * crowd.across + crowd.off
    ends = crowd.residuals - first * crowd.parts, crowd.residuals - last * crowd.parts
    smallest, largest = np.minimum(*ends) - spread, np.maximum(*ends) + spread
    # C² + 2Cd + R² = (C + d)² + (R − d)(R + d), in which nothing cancels but C + d.
    steepest = math.hypot(slope + last, math.sqrt(max((radius - last) * (radius + last), 0.0)))
    least, most = unit_cost_ends(NUMPY_OPS, max(slope + first - off, 0.0), steepest + off, lam)
    size_low = np.maximum(np.maximum(smallest, -largest), 0.0)
    return Ends(size_low * least, np.maximum(np.abs(smallest), np.abs(largest)) * most)


def floor_ends(seen: Sight, *, threshold: float = 0.0) -> Ends:
    """Bound the least cost of any recourse, (t − w_R·x)₊/‖w_R‖ over A: no method reaches acceptance more cheaply.

    A change ζ of the actionable columns raises the score w_R·x by at most ‖w_A‖ ‖ζ‖.

    Args:
        seen: What a ball that holds w_R sees of the people.
        threshold: The score t that a recourse has to reach.

    Returns:
        The ends (t − c·x ∓ R‖x‖)₊/(C ± R), rounding included.

    Examples:
        >>> (seen,) = sights([Ball(np.array([2.0, -1.0]), 0.0)], np.array([[0.0, 1.0]]), np.array([True, False]))
        >>> floor_ends(seen).low.round(9).tolist(), floor_ends(seen).high.round(9).tolist()
        ([0.5], [0.5])
    """
    wide = seen.ball.radius + seen.ball.rounded
    return floors(score_ends(seen), threshold, (seen.slope - wide, seen.slope + wide))


def floors(scores: Ends, threshold: float, slopes: tuple[float, float]) -> Ends:
    """Bound the least cost of any recourse, (t − f)₊/‖w_A‖, by bounds on scores f and on ‖w_A‖.

    Args:
        scores: The ends of the scores.
        threshold: The score t that a recourse has to reach.
        slopes: A lower and an upper bound on ‖w_A‖, of which the lower one says something above 0 alone.

    Returns:
        The ends, rounding included.

    Examples:
        >>> ends = floors(Ends(np.array([-2.0, -2.0]), np.array([-1.0, 1.0])), 0.0, (1.0, 4.0))
        >>> ends.low.round(9).tolist(), ends.high.round(9).tolist()
        ([0.25, 0.0], [2.0, 2.0])
    """
    low, high = np.maximum(threshold - scores.high, 0.0), np.maximum(threshold - scores.low, 0.0)
    flattest, steepest = slopes
    least = low / steepest if math.isfinite(steepest) and steepest > 0.0 else np.zeros_like(low)
    most = high / flattest if flattest > 0.0 else np.where(high > 0.0, np.inf, 0.0)
    return Ends(least * (1.0 - 8.0 * UNIT), most * (1.0 + 8.0 * UNIT))
