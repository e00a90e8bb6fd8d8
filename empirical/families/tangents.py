"""Claims about networks: which costs they are checked with, on the network itself and on its tangent."""

from bounds import Claim
from empirical.verification.measured import LINEARISED, RETURNED


def cost_sources(claim: Claim) -> tuple[str | None, ...]:
    """Name the costs that a claim about networks is checked with.

    Args:
        claim: The claim.

    Returns:
        The linearised and the returned cost; of a floor, which is about recourses that reach a score, only the returned
        one, whose score the network was asked for; ``None`` alone for a claim that reads no cost.

    Examples:
        >>> from bounds import CLAIMS
        >>> cost_sources(CLAIMS["theorem2.printed"])
        ('linearised', 'returned')
        >>> cost_sources(CLAIMS["theorem2.floor"])
        ('returned',)
    """
    if "cost_r" not in claim.read:
        return (None,)
    return (RETURNED,) if "score_r_r" in claim.read else (LINEARISED, RETURNED)
