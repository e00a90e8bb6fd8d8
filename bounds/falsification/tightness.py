"""How far into its bound a value reaches: what a search climbs, over arrays of JAX or numpy."""

from bounds.claim import Claim
from bounds.ops import Scalar
from bounds.readings.arrays import ArrayOps

NOISE = 1e-9
"""Relative distance between numbers that may be rounding; an interval that is no wider says nothing."""

LEAST = 1e-3
"""A size below which all numbers count alike."""


def reach(xp: ArrayOps, claim: Claim, lower: Scalar, value: Scalar, upper: Scalar) -> Scalar:
    """1 at an end of the interval, more beyond it; −∞ where the interval is too narrow to say.

    From 0 to the bound for claims whose tightness is measured so, and where the other end is infinite; else from the
    centre of the interval to its ends. A bound that contradicts itself, as a negative one of a norm, is broken.

    Args:
        xp: A reading of arrays.
        claim: Whose interval it is.
        lower: Lower end.
        value: The bounded quantity.
        upper: Upper end.

    Returns:
        The reach, in the broadcast shape of the three.
    """
    where, isfinite = xp.where, xp.module.isfinite
    size = sum(where(isfinite(one), xp.abs(one), 0.0) for one in (lower, value, upper))
    noise = NOISE * (size + LEAST)
    excess = xp.maximum(lower - value, value - upper)
    one_sided = (claim.tightness == "zero") | ~isfinite(lower) | ~isfinite(upper)
    used = where(one_sided, where(isfinite(upper), value, lower), xp.abs(value - (lower + upper) / 2.0))
    whole = where(one_sided, where(isfinite(upper), upper, value), (upper - lower) / 2.0)
    sensible = (whole > noise) & isfinite(whole)
    share = where(sensible, used / where(sensible, whole, 1.0), -xp.inf)
    beyond = 1.0 + excess / where(size > 0.0, size, 1.0)
    return where(excess > noise, xp.maximum(beyond, share), share)
