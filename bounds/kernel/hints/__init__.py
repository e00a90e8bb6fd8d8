"""What the kernel is told about each claim: which lemmas of ``Recourse.v`` to use, and with which numbers.

A script without a hint is ``settle.``, which splits cases and calls the decision procedures of Coq for linear and
nonlinear arithmetic. A hint adds facts first, so that linear arithmetic is enough. Hints cannot make a false claim
true: whatever stands here, Coq checks the proof that comes of it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bounds.claim import Claim
from bounds.kernel.hints import explanations, penalised, recourse
from bounds.kernel.hints.scripts import Hints

HINTS: Mapping[str, Hints] = MappingProxyType({**recourse.HINTS, **penalised.HINTS, **explanations.HINTS})
"""The hints by the id of the claim."""


def hints_for(claim: Claim) -> Hints:
    """Give the hints for a claim; a claim with another bound or fewer premises has those of the one it was made of.

    Args:
        claim: The claim.

    Returns:
        The hints; without any, every script is ``settle.``.

    Examples:
        >>> from bounds import CLAIMS
        >>> hints_for(CLAIMS["theorem3.sharp"]).upper
        'settle.'
        >>> print(hints_for(CLAIMS["penalised.steps"]).upper)
        note (quotient_above subgradient_norm penalty start_gap).
        settle.
    """
    return HINTS.get(claim.id.partition("-")[0], Hints())
