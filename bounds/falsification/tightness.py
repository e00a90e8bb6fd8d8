"""The tightness of an interval at an instance: the objective of falsification, over arrays of JAX or numpy."""

from bounds.claim import Claim
from bounds.ops import Scalar
from bounds.readings.arrays import ArrayOps

NOISE = 1e-9
"""Relative difference that rounding may cause; an interval that is no wider says nothing."""

LEAST = 1e-3
"""Size of the numbers below which differences are measured absolutely, not relative to the numbers."""


def tightness(xp: ArrayOps, claim: Claim, lower: Scalar, value: Scalar, upper: Scalar) -> Scalar:
    """Measure how close a value comes to an end of its interval: 1 at the end, more beyond it.

    The tightness is the share of the distance from the centre of the interval to its ends. For a claim whose
    ``tightness`` is ``zero``, and where an end is infinite, it is the ratio value / upper, or lower / value if the
    upper end is infinite. An interval that contradicts itself, such as a negative upper bound on a norm, counts as
    broken.

    Args:
        xp: A reading of arrays.
        claim: The claim to which the interval belongs.
        lower: The lower end of the interval.
        value: The bounded quantity.
        upper: The upper end of the interval.

    Returns:
        The tightness, in the broadcast shape of the three; −∞ where the interval is too narrow to compare.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> claim = CLAIMS["theorem1.sound"]
        >>> float(tightness(NUMPY_OPS, claim, -1.0, 0.5, 1.0)), float(tightness(NUMPY_OPS, claim, -1.0, 2.0, 1.0))
        (0.5, 2.0)
    """
    where, isfinite = xp.where, xp.module.isfinite
    size = sum(where(isfinite(number), xp.abs(number), 0.0) for number in (lower, value, upper))
    noise = NOISE * (size + LEAST)
    excess = xp.maximum(lower - value, value - upper)
    one_sided = (claim.tightness == "zero") | ~isfinite(lower) | ~isfinite(upper)
    used = where(one_sided, where(isfinite(upper), value, lower), xp.abs(value - (lower + upper) / 2.0))
    whole = where(one_sided, where(isfinite(upper), upper, value), (upper - lower) / 2.0)
    sensible = (whole > noise) & isfinite(whole)
    share = where(sensible, used / where(sensible, whole, 1.0), -xp.inf)
    beyond = 1.0 + excess / where(size > 0.0, size, 1.0)
    return where(excess > noise, xp.maximum(beyond, share), share)
