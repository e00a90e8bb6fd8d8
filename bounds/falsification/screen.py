"""The screen: which of many instances may break a claim in float64, before exact arithmetic is asked."""

from collections.abc import Iterable, Mapping
from functools import reduce

import numpy as np

from bounds.checker import OUTSIDE
from bounds.claim import Claim, Premise, apply
from bounds.constructions.construction import Construction
from bounds.falsification.simplify import Screen
from bounds.falsification.tightness import tightness
from bounds.ops import Scalar
from bounds.readings.angles import NUMPY_PLANE


def screen(claim: Claim, construction: Construction) -> Screen:
    """Make a quick test, in float64, of whether instances seem to break a claim.

    An instance passes if its parameters are within their limits, domain and hypotheses of the claim hold, and the value
    lies outside the interval. Rounding may make the test wrong.

    Args:
        claim: The claim that the instances may break.
        construction: The construction of which they are instances.

    Returns:
        A function from columns of numbers, by name of the parameter, to a truth value for each instance.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.constructions.linear import linear
        >>> passes = screen(CLAIMS["theorem1.printed"], linear(1, printed=True))
        >>> point = {"w_nr[0]": 2.0, "w_r[0]": 0.0, "x[0]": 2.0, "target": 0.0, "lam": 1.0, "shortfall": 0.0}
        >>> columns = {name: np.array([value, value]) for name, value in point.items()}
        >>> passes(columns | {"slack": np.array([3.0, 0.5])}).tolist()
        [True, False]
    """

    def passes(columns: Mapping[str, np.ndarray]) -> np.ndarray:
        with np.errstate(all="ignore"):
            fields = construction.fields(NUMPY_PLANE, columns)
            lower, upper = apply(claim.interval, NUMPY_PLANE, fields)
            broken = tightness(NUMPY_PLANE, claim, lower, apply(claim.value, NUMPY_PLANE, fields), upper) > 1.0
            return within(construction, columns) & met(spoken_of(claim), fields) & broken

    return passes


def within(construction: Construction, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Decide which instances have all parameters within the limits of a construction.

    Args:
        construction: The construction that sets the limits.
        columns: The numbers of the instances, by name of the parameter.

    Returns:
        A truth value for each instance.

    Examples:
        >>> from bounds.constructions.construction import non_negative
        >>> slack = Construction("slack", "scalar", "a slack", (non_negative("slack", 5.0),), lambda xp, given: {})
        >>> within(slack, {"slack": np.array([-1.0, 1.0, 6.0])}).tolist()
        [False, True, False]
    """
    return np.logical_and.reduce([parameter.allows(columns[parameter.name]) for parameter in construction.parameters])


def spoken_of(claim: Claim) -> tuple[Premise, ...]:
    """List the premises that decide whether a claim applies to an instance: domain and hypotheses.

    Args:
        claim: The claim.

    Returns:
        The premises, in the order of the claim.

    Examples:
        >>> from bounds import CLAIMS
        >>> [premise.name for premise in spoken_of(CLAIMS["theorem1.repaired"])][-2:]
        ['|m_NR| ≤ 1, |m_R| ≤ 1', 'Δ < a']
    """
    return tuple(premise for premise in claim.premises if premise.kind in OUTSIDE)


def met(premises: Iterable[Premise], fields: Mapping[str, Scalar]) -> np.ndarray:
    """Decide which instances meet all of some premises.

    Args:
        premises: The premises to test.
        fields: A number, or an array of numbers, for each field that they read.

    Returns:
        A truth value for each instance.

    Examples:
        >>> from bounds.claim import Kind
        >>> positive = Premise("λ > 0", Kind.DOMAIN, lambda xp, lam: lam > 0.0, "an example")
        >>> met([positive], {"lam": np.array([0.0, 0.5])}).tolist()
        [False, True]
    """
    with np.errstate(all="ignore"):
        conditions = (np.asarray(apply(premise.holds, NUMPY_PLANE, fields)) for premise in premises)
        return reduce(np.logical_and, conditions, np.ones((), bool))
