"""One claim with everything that it reads, for every instance."""

from typing import NamedTuple

import numpy as np

from bounds import Claim


class Case(NamedTuple):
    """One claim with one Δ and one cost, for every instance.

    Attributes:
        claim: The claim.
        delta_source: Where Δ comes from: a variant of Lemma 1, or ``measured``; ``certified`` for Δ_K of Lemma 2;
            ``layers`` for the radius by layers of ReLU networks; of Theorem 3 where L holds; ``None`` if the claim
            reads no such thing.
        cost_source: ``returned``, ``printed`` or ``linearised``; ``None`` if the claim reads no cost.
        fields: One float64 array [m] per field that the claim reads and that is known.
        errors: Absolute errors of those fields that are differences of nearly equal numbers.
        lacking: Why the claim cannot be evaluated at all; empty if it can.
    """

    claim: Claim
    delta_source: str | None
    cost_source: str | None
    fields: dict[str, np.ndarray]
    errors: dict[str, float]
    lacking: str = ""

    @classmethod
    def without_fields(cls, claim: Claim, reason: str) -> "Case":
        """Make the case of a claim that cannot be evaluated.

        Args:
            claim: The claim.
            reason: Why it cannot be.

        Returns:
            The case, with the reason as what is lacking.
        """
        return cls(claim, None, None, {}, {}, reason)
