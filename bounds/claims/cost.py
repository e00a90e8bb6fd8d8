"""Formulas that Theorems 1 and 2 share: the cost gap ‖ζ_NR‖ − ‖ζ_R‖ from residuals, slopes, and radii about them.

The formulas read the fields of Theorem 2. For a linear model the slopes are norms of weights, and both radii follow
from one Δ. Theorem 1 therefore uses the same formulas with :func:`bounds.claim.substitute`.
"""

from bounds.claim import Kind, Premise
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import cost_interval, linear_cost

# The bounds


def cost_gap(xp: Ops, cost_nr: Scalar, cost_r: Scalar) -> Scalar:
    """Compute the cost gap, the quantity that Theorems 1 and 2 bound.

    Args:
        xp: The operations of a reading.
        cost_nr: The cost ‖ζ_NR‖₂ of the non-robust recourse.
        cost_r: The cost ‖ζ_R‖₂ of the robust recourse.

    Returns:
        The cost gap ‖ζ_NR‖₂ − ‖ζ_R‖₂.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> cost_gap(NUMPY_OPS, cost_nr=1.5, cost_r=2.0)
        -0.5
    """
    return cost_nr - cost_r


def trivial(xp: Ops, cost_nr: Scalar) -> tuple[Scalar, Scalar]:
    """Bound the cost gap without any claim: no cost is negative, so the gap is at most the non-robust cost.

    Args:
        xp: The operations of a reading.
        cost_nr: The cost ‖ζ_NR‖₂ of the non-robust recourse.

    Returns:
        The lower end −∞ and the upper end ``cost_nr``.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> trivial(NUMPY_OPS, cost_nr=1.5)
        (-inf, 1.5)
    """
    return -xp.inf, cost_nr


def sound(
    xp: Ops,
    residual_nr: Scalar,
    slope_nr: Scalar,
    lam: Scalar,
    residual_radius: Scalar,
    slope_radius: Scalar,
) -> tuple[Scalar, Scalar]:
    """Bound the cost gap from the non-robust model and two radii, as the sound forms of Theorems 1 and 2 do.

    Args:
        xp: The operations of a reading.
        residual_nr: The signed residual m_NR of the non-robust model.
        slope_nr: The slope a of the non-robust model over the actionable columns.
        lam: The weight λ > 0 of the squared distance.
        residual_radius: A bound on the difference of the two models' residuals.
        slope_radius: A bound on the difference of the two models' slopes.

    Returns:
        The lower and the upper end of the cost gap.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> ends = sound(NUMPY_OPS, -1.0, 2.0, lam=1.0, residual_radius=0.5, slope_radius=0.25)
        >>> [round(float(end), 4) for end in ends]
        [-0.2462, 0.2144]
    """
    return cost_interval(xp, xp.abs(residual_nr), slope_nr, lam, residual_radius, slope_radius)


def posterior(
    xp: Ops, residual_nr: Scalar, slope_nr: Scalar, residual_r: Scalar, slope_r: Scalar, lam: Scalar
) -> tuple[Scalar, Scalar]:
    """Bound the cost gap from both models: a difference of two costs is at most the larger cost.

    Args:
        xp: The operations of a reading.
        residual_nr: The signed residual m_NR of the non-robust model.
        slope_nr: The slope a of the non-robust model over the actionable columns.
        residual_r: The signed residual m_R of the robust model.
        slope_r: The slope b of the robust model over the actionable columns.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The lower and the upper end of the cost gap.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> ends = posterior(NUMPY_OPS, -1.0, 2.0, -1.0, 3.0, lam=1.0)
        >>> [float(end) for end in ends]
        [-0.4, 0.4]
    """
    bound = xp.maximum(cost_of_nr(xp, residual_nr, slope_nr, lam), cost_of_r(xp, residual_r, slope_r, lam))
    return -bound, bound


def free(xp: Ops, residual_nr: Scalar, residual_r: Scalar, lam: Scalar) -> tuple[Scalar, Scalar]:
    """Bound the cost gap from the residuals alone: the cost of one unit of residual is at most 1 / (2√λ).

    Args:
        xp: The operations of a reading.
        residual_nr: The signed residual m_NR of the non-robust model.
        residual_r: The signed residual m_R of the robust model.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The lower and the upper end of the cost gap.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> ends = free(NUMPY_OPS, residual_nr=-1.0, residual_r=2.0, lam=4.0)
        >>> [float(end) for end in ends]
        [-0.5, 0.5]
    """
    bound = xp.maximum(xp.abs(residual_nr), xp.abs(residual_r)) / (2.0 * xp.sqrt(lam))
    return -bound, bound


# Premises


def cost_of_nr(xp: Ops, residual_nr: Scalar, slope_nr: Scalar, lam: Scalar) -> Scalar:
    """Compute the cost of SCFE's recourse for the non-robust model, the definition of ``cost_nr``.

    Args:
        xp: The operations of a reading.
        residual_nr: The signed residual m_NR of the non-robust model.
        slope_nr: The slope a of the non-robust model over the actionable columns.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The cost ‖ζ_NR‖₂.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> float(cost_of_nr(NUMPY_OPS, residual_nr=-2.0, slope_nr=3.0, lam=1.0))
        0.6
    """
    return linear_cost(xp, residual_nr, slope_nr, lam)


def cost_of_r(xp: Ops, residual_r: Scalar, slope_r: Scalar, lam: Scalar) -> Scalar:
    """Compute the cost of SCFE's recourse for the robust model, the definition of ``cost_r``.

    Args:
        xp: The operations of a reading.
        residual_r: The signed residual m_R of the robust model.
        slope_r: The slope b of the robust model over the actionable columns.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The cost ‖ζ_R‖₂.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> float(cost_of_r(NUMPY_OPS, residual_r=2.0, slope_r=1.0, lam=1.0))
        1.0
    """
    return linear_cost(xp, residual_r, slope_r, lam)


def _unit_residuals(xp: Ops, residual_nr: Scalar, residual_r: Scalar) -> Truth:
    return (xp.abs(residual_nr) <= 1.0) & (xp.abs(residual_r) <= 1.0)


UNIT_RESIDUALS = Premise(
    "|m_NR| ≤ 1, |m_R| ≤ 1",
    Kind.HYPOTHESIS,
    _unit_residuals,
    "the residuals that the proofs drop, Krishna et al. 2024, A.2 and A.3",
)
REACHES = Premise(
    "f_R(x'_R) ≥ t", Kind.HYPOTHESIS, lambda xp, score_r_r, threshold: score_r_r >= threshold, "the recourse works"
)
COST = Premise("cost_r ≥ 0", Kind.DOMAIN, lambda xp, cost_r: cost_r >= 0.0, "a norm")
GAP = Premise("‖ζ_NR − ζ_R‖ ≥ 0", Kind.DOMAIN, lambda xp, recourse_gap: recourse_gap >= 0.0, "a norm")
TRIANGLE = Premise(
    "‖ζ_NR − ζ_R‖ ≤ ‖ζ_NR‖ + ‖ζ_R‖",
    Kind.INEQUALITY,
    lambda xp, recourse_gap, cost_nr, cost_r: xp.le(recourse_gap, cost_nr + cost_r),
    "triangle inequality",
)
