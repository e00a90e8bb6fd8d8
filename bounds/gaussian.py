"""What smoothing by a normal distribution makes of distances and clips, over the operations of :mod:`bounds.ops`.

f_σ(x) = E f(x + σu) with u ~ N(0, I) is the smoothed score, and its gradient φ_σ is SmoothGrad. Each function here is
the closed form of a mean over one normal number u; in more dimensions u is the component along one direction.
"""

from bounds.ops import Ops, Scalar


def peak_density(xp: Ops, sigma: Scalar) -> Scalar:
    """Compute the largest density 1/(√(2π) σ) of a normal number with the standard deviation σ.

    Args:
        xp: The operations of a reading.
        sigma: The standard deviation σ > 0.

    Returns:
        The density at the mean.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(peak_density(NUMPY_OPS, 2.0)), 4)
        0.1995
    """
    return 1.0 / (xp.sqrt(2.0 * xp.pi) * sigma)


def total_variation(xp: Ops, gap: Scalar, sigma: Scalar) -> Scalar:
    """Compute the total variation distance sup_A |μ(A) − ν(A)| of N(x, σ²I) and N(x̃, σ²I), in any dimension.

    The half space between the two means separates best: 2Φ(‖x − x̃‖/(2σ)) − 1.

    Args:
        xp: The operations of a reading.
        gap: The distance ‖x − x̃‖ of the means.
        sigma: The standard deviation σ > 0.

    Returns:
        The distance, from 0 to 1.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(total_variation(NUMPY_OPS, 2.0, 1.0)), 4)  # the share within one σ
        0.6827
    """
    return xp.erf(gap / (xp.sqrt(8.0) * sigma))


def mean_distance(xp: Ops, a: Scalar, sigma: Scalar) -> Scalar:
    """Compute E|a + σu|, what smoothing makes of the distance from 0.

    Args:
        xp: The operations of a reading.
        a: A number of either sign.
        sigma: The standard deviation σ > 0.

    Returns:
        The mean.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(mean_distance(NUMPY_OPS, 0.0, 1.0)), 4)  # √(2/π)
        0.7979
    """
    scaled = a / (xp.sqrt(2.0) * sigma)
    return a * xp.erf(scaled) + 2.0 * sigma * sigma * peak_density(xp, sigma) * xp.exp(-(scaled * scaled))


def mean_clip(xp: Ops, a: Scalar, slope: Scalar, height: Scalar, sigma: Scalar) -> Scalar:
    """Compute E clip(s (a + σu), −R, R), what smoothing makes of a slope s that is clipped at ±R.

    Args:
        xp: The operations of a reading.
        a: The distance from the middle of the slope, of either sign.
        slope: The slope s > 0.
        height: The height R ≥ 0 at which it is clipped.
        sigma: The standard deviation σ > 0.

    Returns:
        The mean, from −R to R.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(mean_clip(NUMPY_OPS, 1.0, 1000.0, 1.0, 1.0)), 3)  # nearly a step: 2Φ(1) − 1
        0.683
    """
    half = height / slope
    return slope / 2.0 * (mean_distance(xp, a + half, sigma) - mean_distance(xp, a - half, sigma))


def mean_clip_slope(xp: Ops, a: Scalar, slope: Scalar, height: Scalar, sigma: Scalar) -> Scalar:
    """Compute the derivative of :func:`mean_clip` by a: s times the probability that s (a + σu) is not clipped.

    Args:
        xp: The operations of a reading.
        a: The distance from the middle of the slope, of either sign.
        slope: The slope s > 0.
        height: The height R ≥ 0 at which it is clipped.
        sigma: The standard deviation σ > 0.

    Returns:
        The derivative, from 0 to s.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> round(float(mean_clip_slope(NUMPY_OPS, 0.0, 10.0, 1.0, 1.0)), 3)
        0.797
    """
    root, half = xp.sqrt(2.0) * sigma, height / slope
    return slope / 2.0 * (xp.erf((a + half) / root) - xp.erf((a - half) / root))
