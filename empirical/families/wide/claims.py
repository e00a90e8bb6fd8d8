"""The claims about wide networks, whose limits are kernel regressors."""

from bounds import CLAIMS

WIDE = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma2", "theorem2", "theorem5"})
"""The claims about wide networks: Lemma 2 and Theorems 2 and 5, in the order of ``CLAIMS``."""

READ = frozenset(name for claim in WIDE for name in claim.read)
"""Names of the fields that these claims read."""
