"""The mathematics that several claims share, written once over the operations of :mod:`bounds.ops`."""

from bounds.ops import Ops, Scalar


def positive_part(xp: Ops, a: Scalar) -> Scalar:
    """``max(a, 0)``."""
    return xp.maximum(a, 0.0)


def non_negative(xp: Ops) -> tuple[Scalar, Scalar]:
    """The trivial interval of a norm."""
    return 0.0, xp.inf


def unit_cost(slope: Scalar, lam: Scalar) -> Scalar:
    """Cost of the SCFE recourse per unit of residual, g(t) = t / (λ + t²).

    The minimiser of Krishna et al. 2024, Eq. 2 with a squared ℓ₂ distance is ζ = m / (λ + ‖w‖²) w, of length
    |m| g(‖w‖). Definition 1 prints a factor λ too many.

    Args:
        slope: t, the norm of the weights (or gradient) over the actionable columns, non-negative.
        lam: λ > 0, the weight of the squared distance.

    Returns:
        g(t).
    """
    return slope / (lam + slope * slope)


def cost_interval(
    xp: Ops,
    residual: Scalar,
    slope: Scalar,
    lam: Scalar,
    residual_radius: Scalar,
    slope_radius: Scalar,
) -> tuple[Scalar, Scalar]:
    r"""Interval of the cost gap ‖ζ_NR‖ − ‖ζ_R‖ when the robust residual and slope are known up to a radius.

    Shared by Theorem 1 (radii Δ‖x‖ and Δ) and Theorem 2 (radii e_f and e_g) in their sound form. g rises up to √λ and
    falls after, so its maximum over an interval is at √λ clipped to it, and its minimum at an end.

    Args:
        xp: A reading.
        residual: M = \\|m_NR\\|, the non-robust model's distance from the target score.
        slope: a, the norm of the non-robust weights over the actionable columns.
        lam: λ > 0.
        residual_radius: Bound on \\|m_NR − m_R\\|.
        slope_radius: Bound on \\|a − b\\|, b the robust slope.

    Returns:
        Lower and upper end; both are attained.
    """
    low, high = positive_part(xp, slope - slope_radius), slope + slope_radius
    peak = xp.minimum(xp.maximum(xp.sqrt(lam), low), high)
    most = unit_cost(peak, lam)
    least = xp.minimum(unit_cost(low, lam), unit_cost(high, lam))
    here = residual * unit_cost(slope, lam)
    return here - (residual + residual_radius) * most, here - positive_part(xp, residual - residual_radius) * least


def linear_cost(xp: Ops, residual: Scalar, slope: Scalar, lam: Scalar) -> Scalar:
    r"""Cost of the SCFE recourse of a linear, or linearised, model, \|m\| g(t).

    Args:
        xp: A reading.
        residual: m, signed.
        slope: t, the norm of the weights (or gradient) over the actionable columns, non-negative.
        lam: λ > 0.

    Returns:
        The cost ‖ζ‖₂.
    """
    return xp.abs(residual) * unit_cost(slope, lam)


def cost_floor(xp: Ops, missing: Scalar, steepness: Scalar) -> tuple[Scalar, Scalar]:
    """Interval of the cost of any recourse, whatever the method, of a model of bounded steepness.

    Shared by Theorem 1 (steepness a + Δ) and Theorem 2 (a Lipschitz constant of the kernel model).

    Args:
        xp: A reading.
        missing: The least by which the score must rise; negative if perhaps not at all.
        steepness: The most by which the score can rise per unit of distance, positive.

    Returns:
        Lower end, and an upper end of ∞.
    """
    return positive_part(xp, missing) / steepness, xp.inf


def validity_interval(xp: Ops, score_nr_nr: Scalar, robust_low: Scalar, robust_high: Scalar) -> tuple[Scalar, Scalar]:
    """Interval of the validity gap σ(f_NR(x'_NR)) − σ(f_R(x'_R)) when the robust score lies between two numbers.

    Shared by Theorems 4 and 5 in their sharp and closed forms: σ rises.

    Args:
        xp: A reading.
        score_nr_nr: u, the non-robust score of the non-robust recourse.
        robust_low: A lower bound on f_R(x'_R).
        robust_high: An upper bound on f_R(x'_R).

    Returns:
        Lower and upper end.
    """
    here = xp.sigmoid(score_nr_nr)
    return here - xp.sigmoid(robust_high), here - xp.sigmoid(robust_low)


def hyperbolic_tangent_quarter(xp: Ops, a: Scalar) -> Scalar:
    """tanh(a / 4) = 2 σ(a / 2) − 1: the most by which σ can change over a step of a ≥ 0."""
    return 2.0 * xp.sigmoid(a / 2.0) - 1.0
