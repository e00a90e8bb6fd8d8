"""The mathematics that several claims share, written once over the operations of :mod:`bounds.ops`."""

from bounds.ops import Ops, Scalar


def positive_part(xp: Ops, a: Scalar) -> Scalar:
    """Return ``max(a, 0)``, such as the smallest norm within a radius of another norm.

    Args:
        xp: The operations of a reading.
        a: A number of either sign.

    Returns:
        The number, or 0 if it is negative.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> float(positive_part(NUMPY_OPS, -0.5)), float(positive_part(NUMPY_OPS, 0.5))
        (0.0, 0.5)
    """
    return xp.maximum(a, 0.0)


def non_negative(xp: Ops) -> tuple[Scalar, Scalar]:
    """Return the trivial interval of a norm, which needs no claim.

    Args:
        xp: The operations of a reading.

    Returns:
        The lower end 0 and the upper end ∞.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> non_negative(NUMPY_OPS)
        (0.0, inf)
    """
    return 0.0, xp.inf


def unit_cost(slope: Scalar, lam: Scalar) -> Scalar:
    """Compute the cost of the SCFE recourse per unit of residual, g(t) = t / (λ + t²).

    The minimiser of Krishna et al. 2024, Eq. 2 with a squared ℓ₂ distance is ζ = m / (λ + ‖w‖²) w, of length
    |m| g(‖w‖). Definition 1 prints a factor λ too many.

    Args:
        slope: The norm t ≥ 0 of the weights (or gradient) over the actionable columns.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The cost g(t) of one unit of residual.

    Examples:
        >>> unit_cost(2.0, lam=4.0)  # the largest cost, at t = √λ
        0.25
    """
    return slope / (lam + slope * slope)


def unit_cost_ends(xp: Ops, low: Scalar, high: Scalar, lam: Scalar) -> tuple[Scalar, Scalar]:
    """Bound the cost g(t) = t / (λ + t²) of one unit of residual where the slope t lies between two numbers.

    g rises up to √λ and then falls, so its maximum over an interval is at the point of the interval that is nearest to
    √λ, and its minimum at an end.

    Args:
        xp: The operations of a reading.
        low: The smallest slope, at least 0.
        high: The largest slope.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The smallest and the largest cost.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> [float(end) for end in unit_cost_ends(NUMPY_OPS, 0.5, 3.0, lam=1.0)]
        [0.3, 0.5]
    """
    peak = xp.minimum(xp.maximum(xp.sqrt(lam), low), high)
    largest = unit_cost(peak, lam)
    return xp.minimum(unit_cost(low, lam), unit_cost(high, lam)), largest


def cost_interval(
    xp: Ops,
    residual: Scalar,
    slope: Scalar,
    lam: Scalar,
    residual_radius: Scalar,
    slope_radius: Scalar,
) -> tuple[Scalar, Scalar]:
    r"""Bound the cost gap ‖ζ_NR‖ − ‖ζ_R‖ when the robust residual and slope are known up to a radius.

    Theorem 1 (radii Δ‖x‖ and Δ) and Theorem 2 (radii e_f and e_g) share this interval in their sound form.

    Args:
        xp: The operations of a reading.
        residual: The distance M = \|m_NR\| of the non-robust score from the target score.
        slope: The norm a of the non-robust weights over the actionable columns.
        lam: The weight λ > 0 of the squared distance.
        residual_radius: A bound on the difference \|m_NR − m_R\| of the residuals.
        slope_radius: A bound on the difference \|a − b\| of the slopes, where b is the robust one.

    Returns:
        The lower and the upper end of the interval; both are attained.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> ends = cost_interval(NUMPY_OPS, 1.0, 2.0, lam=1.0, residual_radius=0.5, slope_radius=0.25)
        >>> [round(float(end), 4) for end in ends]
        [-0.2462, 0.2144]
    """
    low, high = positive_part(xp, slope - slope_radius), slope + slope_radius
    smallest, largest = unit_cost_ends(xp, low, high, lam)
    cost_nr = residual * unit_cost(slope, lam)
    lower = cost_nr - (residual + residual_radius) * largest
    return lower, cost_nr - positive_part(xp, residual - residual_radius) * smallest


def linear_cost(xp: Ops, residual: Scalar, slope: Scalar, lam: Scalar) -> Scalar:
    r"""Compute the cost \|m\| g(t) of the SCFE recourse of a linear or linearised model.

    Args:
        xp: The operations of a reading.
        residual: The signed distance m of the score from the target score.
        slope: The norm t ≥ 0 of the weights (or gradient) over the actionable columns.
        lam: The weight λ > 0 of the squared distance.

    Returns:
        The cost ‖ζ‖₂.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> float(linear_cost(NUMPY_OPS, -2.0, 3.0, lam=1.0))
        0.6
    """
    return xp.abs(residual) * unit_cost(slope, lam)


def cost_floor(xp: Ops, missing: Scalar, steepness: Scalar) -> tuple[Scalar, Scalar]:
    """Bound the cost of a recourse of any method from below, for a model whose score cannot rise steeply.

    Theorem 1 (steepness a + Δ) and Theorem 2 (a Lipschitz constant of the kernel model) share this interval.

    Args:
        xp: The operations of a reading.
        missing: The least amount by which the score must rise; negative if it may be high enough already.
        steepness: The largest possible rise of the score per unit of distance, a positive number.

    Returns:
        The lower end of the cost, and the upper end ∞.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> lower, upper = cost_floor(NUMPY_OPS, missing=3.0, steepness=2.0)
        >>> float(lower), upper
        (1.5, inf)
    """
    return positive_part(xp, missing) / steepness, xp.inf


def normal_probability(xp: Ops, a: Scalar) -> Scalar:
    """Compute Φ, the probability that a standard normal variable is at most a.

    Args:
        xp: The operations of a reading.
        a: The number.

    Returns:
        The probability (1 + erf(a/√2)) / 2.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(normal_probability(NUMPY_OPS, 1.96)), 3)
        0.975
    """
    return (1.0 + xp.erf(a / xp.sqrt(2.0))) / 2.0


def validity_interval(xp: Ops, score_nr_nr: Scalar, robust_low: Scalar, robust_high: Scalar) -> tuple[Scalar, Scalar]:
    """Bound the validity gap σ(f_NR(x'_NR)) − σ(f_R(x'_R)) when the robust score lies between two numbers.

    Theorems 4 and 5 share this interval in their sharp and closed forms. It holds because σ rises.

    Args:
        xp: The operations of a reading.
        score_nr_nr: The non-robust score u of the non-robust recourse.
        robust_low: A lower bound on the robust score f_R(x'_R) of the robust recourse.
        robust_high: An upper bound on the same score.

    Returns:
        The lower and the upper end of the interval.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> ends = validity_interval(NUMPY_OPS, 0.0, robust_low=-1.0, robust_high=1.0)
        >>> [round(float(end), 3) for end in ends]
        [-0.231, 0.231]
    """
    validity_nr = xp.sigmoid(score_nr_nr)
    return validity_nr - xp.sigmoid(robust_high), validity_nr - xp.sigmoid(robust_low)


def hyperbolic_tangent_quarter(xp: Ops, a: Scalar) -> Scalar:
    """Compute tanh(a / 4) = 2 σ(a / 2) − 1, the largest change of σ over an interval of length a.

    Args:
        xp: The operations of a reading.
        a: The length of the interval, non-negative.

    Returns:
        The largest difference of two values of σ whose arguments differ by a.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(hyperbolic_tangent_quarter(NUMPY_OPS, 2.0)), 4)  # σ(1) − σ(−1)
        0.4621
    """
    return 2.0 * xp.sigmoid(a / 2.0) - 1.0
