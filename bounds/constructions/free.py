"""A claim's own fields as free numbers: the construction for claims of which nothing else is known."""

from collections.abc import Mapping

from bounds.claim import Claim, apply, reads
from bounds.constructions.construction import Construction, Fields, Parameter
from bounds.ops import Scalar
from bounds.readings.planar import PlaneOps

SIZE = 99.0


def free(claim: Claim) -> Construction:
    """The fields that nothing defines, as they are; the others from their definitions.

    Args:
        claim: Any claim. One that is proved by induction is asked about fields that no run may ever have.

    Returns:
        The construction; a search has to find where the premises hold.
    """
    formulas = {one.defines: one.formula for one in claim.premises if one.defines and one.formula}
    needed = dict.fromkeys((*claim.read, *(name for formula in formulas.values() for name in reads(formula))))

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        found = dict(given)
        for name, formula in formulas.items():
            found[name] = apply(formula, xp, found)
        return found

    numbers = tuple(Parameter(name, -SIZE, SIZE) for name in needed if name not in formulas)
    return Construction(f"fields of {claim.id}", "scalar", "numbers that meet the premises", numbers, fields)
