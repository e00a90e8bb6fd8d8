"""Refresh the proofs that come with the package."""

from bounds.claims import CLAIMS
from bounds.misreadings import MISREADINGS
from bounds.records.package import refresh_proofs

if __name__ == "__main__":
    stated = (one.claim for name, one in MISREADINGS.items() if one.claim.id == name)
    refresh_proofs((*CLAIMS.values(), *stated))
