"""The claims of the paper, and true variants of the false ones, by id ``name.variant``."""

from collections.abc import Mapping
from types import MappingProxyType

from bounds.claim import Claim
from bounds.claims import lemma1, lemma2, theorem1, theorem2, theorem3, theorem4, theorem5

MODULES = (lemma1, theorem1, lemma2, theorem2, theorem3, theorem4, theorem5)
"""The modules of the claims, each lemma before the theorems that build on it."""

CLAIMS: Mapping[str, Claim] = MappingProxyType({claim.id: claim for module in MODULES for claim in module.CLAIMS})
"""All claims by id, in the order of the paper, each lemma before the theorems that build on it."""
