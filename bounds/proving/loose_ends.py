"""The fields of a claim that nothing ties to anything: whoever states such a claim has forgotten a premise."""

from bounds.claim import Claim, Kind, reads


def loose_ends(claim: Claim) -> tuple[str, ...]:
    """List the fields of the bounded value that neither the interval nor a premise, except for a domain, reads.

    Such a field can have any value, so that the claim is refuted at once.

    Args:
        claim: The claim.

    Returns:
        The names of the fields.

    Examples:
        >>> from bounds import CLAIMS
        >>> loose_ends(CLAIMS["theorem4.printed"])
        ()
        >>> import dataclasses
        >>> loose_ends(dataclasses.replace(CLAIMS["theorem3.sharp"], premises=()))
        ('cost_nr', 'cost_r')
    """
    ties = [premise.holds for premise in claim.premises if premise.kind is not Kind.DOMAIN]
    tied = {name for formula in (claim.interval, *ties) for name in reads(formula)}
    return tuple(name for name in reads(claim.value) if name not in tied)
