"""Proofs of anybody's claims, kept in a folder: one JSON file for each definition."""

import contextlib
import importlib.metadata
import json
from pathlib import Path
from typing import Any

import z3

from bounds.certifier import certify
from bounds.claim import Claim
from bounds.prover import VERSION, Proof
from bounds.readings.text import definition_hash
from bounds.records.package import of_proof
from bounds.records.record import FINAL, ProofRecord, as_entry, proof_record, write_json

DAMAGES = (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What a file that is damaged, or not ours, makes of whoever reads it."""


class Store:
    """Proofs in a folder. What there cannot be read, or is not ours, counts as not there.

    A proof is believed if it is of the same definition, and made by the same versions of z3 and of this package; a
    refutation, only if its counterexample breaks the claim once more, in exact arithmetic.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is written before there is something to keep.

        Args:
            folder: Where the files lie, or shall lie.
        """
        self._folder = folder

    def get(self, claim: Claim) -> Proof | None:
        """The proof of a claim, if it is known.

        Args:
            claim: A claim.

        Returns:
            The proof with the seconds that it took at the time, or ``None``.
        """
        with contextlib.suppress(*DAMAGES):
            entry = json.loads(self._file(claim).read_bytes())
            record = proof_record(entry["proof"])
            if entry["seal"] == _seal(claim) and _replays(claim, record):
                return Proof(
                    record.result,  # type: ignore[arg-type]
                    record.counterexample,
                    record.seconds,
                    record.limit,
                    definition_hash(claim),
                    claim.id,
                )
        return None

    def put(self, claim: Claim, proof: Proof) -> None:
        """Keep a proof, unless it only says that time ran out.

        Args:
            claim: The claim that it is about.
            proof: What became of it.

        Raises:
            ValueError: If the proof is of another definition.
            OSError: If the folder cannot be written.
        """  # noqa: DOC502
        if proof.definition_hash != definition_hash(claim):
            raise ValueError(f"the proof is of another definition than that of {claim.id}")
        if proof.result in FINAL:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_json(self._file(claim), {"seal": _seal(claim), "proof": as_entry(of_proof(proof))})

    def _file(self, claim: Claim) -> Path:
        return self._folder / f"{definition_hash(claim)}.json"


def _seal(claim: Claim) -> dict[str, Any]:
    """What a proof is of, and what made it."""
    version = importlib.metadata.version("recourse-bounds")
    made = {"z3": z3.get_version_string(), "recourse-bounds": version, "prover": VERSION}
    return {"definition_hash": definition_hash(claim), **made}


def _replays(claim: Claim, record: ProofRecord) -> bool:
    fields = record.counterexample
    return fields is None or certify(claim, field_error=0.0, **fields).refutes
