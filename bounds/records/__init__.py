"""Records of results about claims: proofs, witnesses, and hunts that found no violation.

Each record is valid for one definition of a claim, which it names by its hash. ``python -m bounds.records`` proves all
claims and misreadings of this package again, and refreshes the records of proofs.
"""

from bounds.records.package import (
    known_check,
    known_hunt,
    known_proof,
    known_witnesses,
    read_as,
    record_checks,
    record_hunt,
    record_witnesses,
    refresh_proofs,
    stale,
)
from bounds.records.record import CheckRecord, HuntRecord, ProofRecord, WitnessRecord
from bounds.records.store import Store
from bounds.records.trust import Trust, trust

__all__ = [
    "CheckRecord",
    "HuntRecord",
    "ProofRecord",
    "Store",
    "Trust",
    "WitnessRecord",
    "known_check",
    "known_hunt",
    "known_proof",
    "known_witnesses",
    "read_as",
    "record_checks",
    "record_hunt",
    "record_witnesses",
    "refresh_proofs",
    "stale",
    "trust",
]
