"""The costs with which claims about networks are checked: on the network itself, and on its tangent."""

from bounds import Claim
from empirical.verification.measured import LINEARISED, RETURNED


def cost_sources(claim: Claim) -> tuple[str | None, ...]:
    """Name the costs that a claim about networks is checked with.

    Args:
        claim: The claim.

    Returns:
        The linearised and the returned cost; only the returned cost for a floor, which is about recourses that reach a
        score of the network itself; ``None`` alone for a claim that reads no cost.

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
