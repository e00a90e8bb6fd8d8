"""Witnesses: concrete models and an instance, rational, on which a claim fails in exact arithmetic."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from flint import ctx

from bounds.certifier import PRECISION, PRECISION_IS_GLOBAL, Certificate, Outcome, certify
from bounds.claim import Claim
from bounds.claims import CLAIMS
from bounds.constructions.construction import Construction
from bounds.readings.angles import EXACT_PLANE
from bounds.readings.exact import Exact, exact


class Witness(NamedTuple):
    """An instance that breaks a claim.

    Attributes:
        construction: Name of what it is an instance of.
        parameters: Rational, by name.
        fields: What follows from them, as rationals or 15 digits, for the fields that the claim reads.
        certificate: The exact verdict on these fields.
    """

    construction: str
    parameters: dict[str, Fraction]
    fields: dict[str, str]
    certificate: Certificate

    @property
    def misread(self) -> tuple[str, ...]:
        """The premises that fail here, if the construction misreads a quantity; of a true witness there are none."""
        return self.certificate.failed


def replay(
    claim: Claim, construction: Construction, parameters: Mapping[str, Fraction], *, misread: bool = False
) -> Witness | None:
    """An instance in exact arithmetic, from its parameters to the verdict.

    Of models, facts that this package states and that hold by construction, with equality, may be undecided where a
    root or σ occurs; domain and hypotheses must hold for certain, and nothing may fail. Free numbers are given nothing,
    nor are facts that somebody else states, which may be strict.

    Args:
        claim: The claim.
        construction: What the parameters are those of.
        parameters: Rational, by name.
        misread: Whether a lemma, inequality or definition may fail, since the construction misreads a quantity.

    Returns:
        The witness; ``None`` if the claim is not certainly broken, or a parameter is not within its limits.
    """
    limits = {parameter.name: parameter for parameter in construction.parameters}
    if set(limits) != set(parameters) or not all(limits[name].allows(value) for name, value in parameters.items()):
        return None
    fields = exact_fields(claim, construction, parameters)
    certificate = certify(claim, field_error=0.0, **fields)
    if certificate.outcome is not Outcome.VIOLATED or certificate.unchecked or (certificate.failed and not misread):
        return None
    if certificate.undecided and (construction.level == "scalar" or not set(certificate.undecided) <= _closed(claim)):
        return None
    return Witness(construction.name, dict(parameters), {k: str(v) for k, v in fields.items()}, certificate)


def exact_fields(claim: Claim, construction: Construction, parameters: Mapping[str, Fraction]) -> dict[str, Exact]:
    """The fields that a claim reads, as rationals or balls.

    Args:
        claim: The claim.
        construction: What the parameters are those of.
        parameters: Rational, by name.

    Returns:
        The fields by name.
    """
    with PRECISION_IS_GLOBAL, ctx.workprec(PRECISION):
        fields = construction.fields(EXACT_PLANE, {name: exact(value) for name, value in parameters.items()})
        return {name: exact(fields[name]) for name in claim.read}


def _closed(claim: Claim) -> set[str]:
    """The premises that this package states: none of its facts is strict, so that equality meets them."""
    ours = {premise for one in CLAIMS.values() for premise in one.premises}
    return {premise.name for premise in claim.premises if premise in ours}
