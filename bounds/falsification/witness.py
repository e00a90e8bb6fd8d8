"""Witnesses: concrete models and an instance, rational, on which a claim fails in exact arithmetic."""

import textwrap
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from flint import ctx

from bounds.certifier import PRECISION, PRECISION_IS_GLOBAL, Certificate, Outcome, certify
from bounds.claim import Claim
from bounds.claims import CLAIMS
from bounds.constructions.construction import Construction
from bounds.display import number
from bounds.readings.angles import EXACT_PLANE
from bounds.readings.exact import Exact, exact

WIDTH = 100
"""Longest line of a printed witness, in characters."""

NO_BREAK = "\u00a0"
"""The space at which a printed parameter is not broken over two lines."""


class Witness(NamedTuple):
    """An instance that breaks a claim, certified in exact arithmetic.

    Attributes:
        construction: The name of the construction of which it is an instance.
        parameters: The rational parameters by name.
        fields: The fields that the claim reads, computed from the parameters, as rationals or with 15 digits.
        certificate: The exact verdict on these fields.
        claim_id: The id of the claim; empty if it is unknown.
    """

    construction: str
    parameters: dict[str, Fraction]
    fields: dict[str, str]
    certificate: Certificate
    claim_id: str = ""

    @property
    def misread(self) -> tuple[str, ...]:
        """The premises that fail because the construction misreads a quantity; none for a true counterexample."""
        return self.certificate.failed

    def details(self) -> tuple[str, ...]:
        """Describe the witness in lines of text, for printing.

        Returns:
            The construction with its parameters, the violated interval, and the premises that do not certainly hold.
        """
        chosen = (f"{name} = {number(value)}".replace("= ≈", "≈") for name, value in self.parameters.items())
        text = ", ".join(parameter.replace(" ", NO_BREAK) for parameter in chosen)
        lines = textwrap.wrap(f"{self.construction}: {text}", WIDTH - 2, subsequent_indent="  ", break_on_hyphens=False)
        certificate = self.certificate
        interval = f"[{number(certificate.lower)}, {number(certificate.upper)}]"
        violated = f"value {number(certificate.value)} not in {interval}"
        premises = (("failed", certificate.failed), ("undecided", certificate.undecided))
        kinds = (f"{kind}: {'; '.join(names)}" for kind, names in premises if names)
        return (*(line.replace(NO_BREAK, " ") for line in lines), violated, *kinds)

    def __repr__(self) -> str:
        """Print the claim, the outcome, the parameters as fractions, and the violated interval."""
        against = f" against {self.claim_id}" if self.claim_id else ""
        return "\n  ".join([f"Witness{against}: {self.certificate.outcome}", *self.details()])


def replay(
    claim: Claim, construction: Construction, parameters: Mapping[str, Fraction], *, misread: bool = False
) -> Witness | None:
    """Compute an instance in exact arithmetic, from its parameters to the verdict, to confirm that it breaks a claim.

    Domain and hypotheses of the claim must certainly hold, and no premise may fail. For models, a fact that this
    package states may stay undecided where a root or σ occurs: it holds by construction, possibly with equality. For
    free scalars every premise must certainly hold, and so must the facts of a user's claim, which may be strict.

    Args:
        claim: The claim to break.
        construction: The construction of which the parameters are.
        parameters: The rational parameters by name.
        misread: Whether a lemma, inequality or definition may fail because the construction misreads a quantity.

    Returns:
        The witness; ``None`` if the claim is not certainly broken, or a parameter is not within its limits.

    Examples:
        >>> from bounds.constructions.linear import linear
        >>> point = {"w_nr[0]": 2, "w_r[0]": 0, "x[0]": 2, "target": 0, "lam": 1, "slack": 3, "shortfall": 0}
        >>> parameters = {name: Fraction(value) for name, value in point.items()}
        >>> replay(CLAIMS["theorem1.printed"], linear(1, printed=True), parameters)
        Witness against theorem1.printed: violated
          linear-1-printed: w_nr[0] = 2, w_r[0] = 0, x[0] = 2, target = 0, lam = 1, slack = 3, shortfall = 0
          value 8/5 not in [-3/2, 3/2]
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
    texts = {name: str(value) for name, value in fields.items()}
    return Witness(construction.name, dict(parameters), texts, certificate, claim.id)


def exact_fields(claim: Claim, construction: Construction, parameters: Mapping[str, Fraction]) -> dict[str, Exact]:
    """Compute the fields that a claim reads in exact arithmetic, as rationals or balls.

    Args:
        claim: The claim that reads the fields.
        construction: The construction of which the parameters are.
        parameters: The rational parameters by name.

    Returns:
        The fields by name.

    Examples:
        >>> from bounds.constructions.decoders import decoder
        >>> point = {"g[0]": 1, "h[0]": 2, "x[0]": 0, "z": 0, "z_nr": -1, "z_r": "1/3", "slack": 0}
        >>> parameters = {name: Fraction(value) for name, value in point.items()}
        >>> fields = exact_fields(CLAIMS["theorem3.sharp"], decoder(1), parameters)
        >>> str(fields["lipschitz"]), str(fields["latent_gap"])
        ('3', '4/3')
    """
    with PRECISION_IS_GLOBAL, ctx.workprec(PRECISION):
        fields = construction.fields(EXACT_PLANE, {name: exact(value) for name, value in parameters.items()})
        return {name: exact(fields[name]) for name in claim.read}


def _closed(claim: Claim) -> set[str]:
    """The premises that this package states: none of its facts is strict, so that equality meets them."""
    known = {premise for entry in CLAIMS.values() for premise in entry.premises}
    return {premise.name for premise in claim.premises if premise in known}
