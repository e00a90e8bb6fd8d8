"""A case: one claim with all fields that it reads, for every instance."""

from typing import NamedTuple

import numpy as np

from bounds import Claim

NO_LABEL = "the true label of this person is not known"
"""Reason why claims that need the label, as Lemma 1 is printed, say nothing of somebody who is in no table."""


class Case(NamedTuple):
    """One claim with one Δ and one cost, for every instance.

    Attributes:
        claim: The claim.
        delta_source: The source of Δ: a variant of Lemma 1, or ``measured``; ``certified`` for Δ_K of Lemma 2;
            ``layers`` for the radius by layers of ReLU networks; for Theorem 3 the place where the Lipschitz constant
            holds; ``None`` if the claim reads none of these.
        cost_source: The source of costs: ``returned``, ``printed`` or ``linearised``; ``None`` if the claim reads no
            cost.
        fields: A float64 array [m] for every field that the claim reads and that is known.
        errors: Absolute errors of those fields that rounding can change.
        lacking: The reason why the claim cannot be evaluated; empty if it can be evaluated.
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
            reason: The reason why it cannot be evaluated.

        Returns:
            The case with this reason.
        """
        return cls(claim, None, None, {}, {}, reason)
