"""The claims of the papers, and what is true in their place, by id ``name.variant``."""

from collections.abc import Mapping
from types import MappingProxyType

from bounds.claim import Claim
from bounds.claims import lemma1, lemma2, theorem1, theorem2, theorem4, theorem5

CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {claim.id: claim for module in (lemma1, theorem1, lemma2, theorem2, theorem4, theorem5) for claim in module.CLAIMS}
)
"""Every claim: linear models, then wide networks, each lemma before the theorems that build on it."""
