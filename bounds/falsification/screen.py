"""The quick look at many instances in float64: which may break a claim, before exact arithmetic is asked."""

from collections.abc import Iterable, Mapping
from functools import reduce

import numpy as np

from bounds.checker import OUTSIDE
from bounds.claim import Claim, Premise, apply
from bounds.constructions.construction import Construction
from bounds.falsification.simplify import Screen
from bounds.falsification.tightness import reach
from bounds.ops import Scalar
from bounds.readings.angles import NUMPY_PLANE


def screen(claim: Claim, construction: Construction) -> Screen:
    """Whether instances keep the construction's limits, are what the claim speaks of, and break it, but for rounding.

    Args:
        claim: The claim.
        construction: What they are instances of.

    Returns:
        A function of a column of numbers for each parameter, by name.
    """

    def passes(columns: Mapping[str, np.ndarray]) -> np.ndarray:
        with np.errstate(all="ignore"):
            fields = construction.fields(NUMPY_PLANE, columns)
            lower, upper = apply(claim.interval, NUMPY_PLANE, fields)
            broken = reach(NUMPY_PLANE, claim, lower, apply(claim.value, NUMPY_PLANE, fields), upper) > 1.0
            return within(construction, columns) & met(spoken_of(claim), fields) & broken

    return passes


def within(construction: Construction, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which instances keep a construction's limits.

    Args:
        construction: A construction.
        columns: Numbers for each parameter, by name.

    Returns:
        The truth, one for each instance.
    """
    return np.logical_and.reduce([parameter.allows(columns[parameter.name]) for parameter in construction.parameters])


def spoken_of(claim: Claim) -> tuple[Premise, ...]:
    """The premises without which a claim says nothing of an instance: domain and hypotheses.

    Args:
        claim: A claim.

    Returns:
        The premises.
    """
    return tuple(one for one in claim.premises if one.kind in OUTSIDE)


def met(premises: Iterable[Premise], fields: Mapping[str, Scalar]) -> np.ndarray:
    """Which instances meet premises.

    Args:
        premises: Premises.
        fields: A number, or an array of numbers, for each field that they read.

    Returns:
        The truth, one for each instance.
    """
    with np.errstate(all="ignore"):
        held = (np.asarray(apply(one.holds, NUMPY_PLANE, fields)) for one in premises)
        return reduce(np.logical_and, held, np.ones((), bool))
