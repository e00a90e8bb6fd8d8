"""The fields of a claim as free scalars: the construction for claims with which no other one is compatible."""

from collections.abc import Mapping

from bounds.claim import Claim, apply, reads
from bounds.constructions.construction import Construction, Fields, Parameter
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

SIZE = 1000.0
"""Largest magnitude of a free scalar."""


def free(claim: Claim) -> Construction:
    """Make a construction whose parameters are the fields of a claim themselves.

    A field that a definition premise defines is computed from its definition. Nothing makes the other premises hold: a
    falsification has to find where they do.

    Args:
        claim: A claim that is not about runs of many steps, because free scalars are no run.

    Returns:
        The construction.

    Raises:
        ValueError: If the claim is about runs of many steps, or every field is defined by others.

    Examples:
        >>> from bounds import CLAIMS
        >>> [parameter.name for parameter in free(CLAIMS["theorem3.sharp"]).parameters]
        ['cost_nr', 'cost_r', 'lipschitz', 'latent_gap', 'recourse_gap']
    """
    if claim.induction:
        raise ValueError(
            f"{claim.id} is about runs of many steps, and nothing here makes one: prove it, or give constructions"
        )
    formulas = {premise.defines: premise.formula for premise in claim.premises if premise.defines and premise.formula}
    needed = dict.fromkeys((*claim.read, *(name for formula in formulas.values() for name in reads(formula))))

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        values = dict(given)
        for name, formula in formulas.items():
            values[name] = apply(formula, xp, values)
        return values

    parameters = tuple(Parameter(name, -SIZE, SIZE) for name in needed if name not in formulas)
    if not parameters:
        raise ValueError(f"{claim.id} has no field that is free: every one is defined")
    statement = f"numbers from −{SIZE:g} to {SIZE:g} that meet the premises"
    return Construction(f"fields of {claim.id}", "scalar", statement, parameters, fields)
