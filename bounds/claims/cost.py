"""What Theorems 1 and 2 share: a cost gap ‖ζ_NR‖ − ‖ζ_R‖ from residuals, slopes, and radii about them.

The formulas read the fields of Theorem 2. For a linear model the slopes are norms of weights and both radii come from
one Δ: Theorem 1 reads the same formulas with :func:`bounds.claim.substitute`.
"""

from bounds.claim import Kind, Premise
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import cost_interval, linear_cost

# The bounds


def cost_gap(xp: Ops, cost_nr: Scalar, cost_r: Scalar) -> Scalar:
    """The bounded quantity."""
    return cost_nr - cost_r


def trivial(xp: Ops, cost_nr: Scalar) -> tuple[Scalar, Scalar]:
    """No cost is negative."""
    return -xp.inf, cost_nr


def sound(
    xp: Ops,
    residual_nr: Scalar,
    slope_nr: Scalar,
    lam: Scalar,
    residual_radius: Scalar,
    slope_radius: Scalar,
) -> tuple[Scalar, Scalar]:
    """From the non-robust model and the two radii."""
    return cost_interval(xp, xp.abs(residual_nr), slope_nr, lam, residual_radius, slope_radius)


def posterior(
    xp: Ops, residual_nr: Scalar, slope_nr: Scalar, residual_r: Scalar, slope_r: Scalar, lam: Scalar
) -> tuple[Scalar, Scalar]:
    """From both models: a difference of two costs is at most the larger one."""
    bound = xp.maximum(cost_of_nr(xp, residual_nr, slope_nr, lam), cost_of_r(xp, residual_r, slope_r, lam))
    return -bound, bound


def free(xp: Ops, residual_nr: Scalar, residual_r: Scalar, lam: Scalar) -> tuple[Scalar, Scalar]:
    """From the residuals alone: g is at most 1 / (2√λ)."""
    bound = xp.maximum(xp.abs(residual_nr), xp.abs(residual_r)) / (2.0 * xp.sqrt(lam))
    return -bound, bound


# Premises


def cost_of_nr(xp: Ops, residual_nr: Scalar, slope_nr: Scalar, lam: Scalar) -> Scalar:
    """What SCFE's recourse costs under the non-robust model."""
    return linear_cost(xp, residual_nr, slope_nr, lam)


def cost_of_r(xp: Ops, residual_r: Scalar, slope_r: Scalar, lam: Scalar) -> Scalar:
    """What SCFE's recourse costs under the robust model."""
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
