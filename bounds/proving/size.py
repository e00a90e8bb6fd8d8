"""The question whether the formulas of a claim are small enough for z3."""

from bounds.claim import Claim, apply
from bounds.instance import after_step, given
from bounds.proving.solving import symbols
from bounds.readings.degrees import DegreeOps

HIGHEST = 64
"""Highest degree of a polynomial, and largest number of roots, quotients and values of functions, that z3 is asked
about. It keeps no limit on time or memory beyond that. The claims of this package have at most degree 5 and six values
of functions."""

PRINTED = 10**6
"""Largest degree that a message prints in full."""


def too_large(claim: Claim) -> str:
    """Describe what of a claim is more than z3 is asked about.

    Args:
        claim: The claim.

    Returns:
        The excess and its limit; empty if there is none.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> def squared(xp, norm_nr):
        ...     for _ in range(7):
        ...         norm_nr = norm_nr * norm_nr
        ...     return norm_nr
        >>> too_large(CLAIMS["lemma1.norms"]), too_large(dataclasses.replace(CLAIMS["lemma1.norms"], value=squared))
        ('', 'degree 128 of at most 64')
    """
    xp = DegreeOps()
    fields, _ = given(claim, xp, symbols(claim, xp))
    if claim.induction:
        fields, _ = after_step(claim, claim.induction, xp, fields)
    for formula in (claim.value, claim.interval):
        apply(formula, xp, fields)
    if xp.largest > HIGHEST:
        return f"degree {xp.largest if xp.largest <= PRINTED else 'above a million'} of at most {HIGHEST}"
    return (
        f"{xp.variables} roots, quotients and values of functions of at most {HIGHEST}"
        if xp.variables > HIGHEST
        else ""
    )
