"""The claims of the papers, and what is true in their place, by id ``name.variant``."""

from collections.abc import Mapping
from types import MappingProxyType

from bounds.claim import Claim
from bounds.claims import lemma1, theorem1, theorem4

CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {claim.id: claim for module in (lemma1, theorem1, theorem4) for claim in module.CLAIMS}
)
"""Every claim, in the order of the paper."""
