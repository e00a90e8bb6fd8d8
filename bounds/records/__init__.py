"""What is known of claims: proofs, witnesses against them, hunts. Each record holds for one definition, by its hash.

``python -m bounds.records`` proves every claim of this package anew, misreadings too, and refreshes the records.
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
