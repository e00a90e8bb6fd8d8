"""The claims of the papers, and true variants of the false ones, by id ``name.variant``."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType

from bounds.claim import Claim
from bounds.claims import explanations, lemma1, lemma2, penalised, theorem1, theorem2, theorem3, theorem4, theorem5

MODULES = (lemma1, theorem1, lemma2, theorem2, theorem3, theorem4, theorem5)
"""The modules of the claims about recourse, each lemma before the theorems that build on it."""


def _by_id(modules: Iterable[ModuleType]) -> Mapping[str, Claim]:
    return MappingProxyType({claim.id: claim for module in modules for claim in module.CLAIMS})


RECOURSE_CLAIMS: Mapping[str, Claim] = _by_id(MODULES)
"""The claims about recourse (Krishna et al. 2024) by id, in the order of the paper; reports check these."""

EXPLANATION_CLAIMS: Mapping[str, Claim] = _by_id(explanations.MODULES)
"""The claims about explanations (Tan & Tian 2023) by id, in the order of the paper."""

FORECAST_CLAIMS: Mapping[str, Claim] = _by_id(penalised.MODULES)
"""The claims about penalised training by id, which say what is certain of a robust model before it exists."""

CLAIMS: Mapping[str, Claim] = MappingProxyType({**RECOURSE_CLAIMS, **EXPLANATION_CLAIMS, **FORECAST_CLAIMS})
"""All claims by id, subject by subject, each lemma before the theorems that build on it."""
