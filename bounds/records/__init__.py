"""Records of results about claims: proofs, witnesses, and hunts that found no violation.

Each record is valid for one definition of a claim, which it names by its hash. ``python -m bounds.records`` proves all
claims and misreadings of this package again, and refreshes the records of proofs.
"""

from bounds.records.package import (
    known_hunt,
    known_proof,
    known_witnesses,
    read_as,
    record_hunt,
    record_witnesses,
    refresh_proofs,
    stale,
)
from bounds.records.record import HuntRecord, ProofRecord, WitnessRecord
from bounds.records.store import Store

__all__ = [
    "HuntRecord",
    "ProofRecord",
    "Store",
    "WitnessRecord",
    "known_hunt",
    "known_proof",
    "known_witnesses",
    "read_as",
    "record_hunt",
    "record_witnesses",
    "refresh_proofs",
    "stale",
]
