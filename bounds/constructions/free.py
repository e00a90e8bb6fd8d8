"""A claim's own fields as free numbers: the construction for claims of which nothing else is known."""

from collections.abc import Mapping

from bounds.claim import Claim, apply, reads
from bounds.constructions.construction import Construction, Fields, Parameter
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

SIZE = 1000.0
"""Numbers are sought from −SIZE to SIZE."""


def free(claim: Claim) -> Construction:
    """The fields that nothing defines, as they are; the others from their definitions.

    Args:
        claim: A claim without steps: free numbers are no run.

    Returns:
        The construction; a search has to find where the premises hold.

    Raises:
        ValueError: If the claim is about what steps add up to, or nothing of it is free.
    """
    if claim.induction:
        raise ValueError(
            f"{claim.id} is about runs of many steps, and nothing here makes one: prove it, or give constructions"
        )
    formulas = {one.defines: one.formula for one in claim.premises if one.defines and one.formula}
    needed = dict.fromkeys((*claim.read, *(name for formula in formulas.values() for name in reads(formula))))

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        found = dict(given)
        for name, formula in formulas.items():
            found[name] = apply(formula, xp, found)
        return found

    numbers = tuple(Parameter(name, -SIZE, SIZE) for name in needed if name not in formulas)
    if not numbers:
        raise ValueError(f"{claim.id} has no field that is free: every one is defined")
    said = f"numbers from −{SIZE:g} to {SIZE:g} that meet the premises"
    return Construction(f"fields of {claim.id}", "scalar", said, numbers, fields)
