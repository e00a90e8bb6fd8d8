"""A store of proofs of any claims in a folder, with one JSON file for each definition."""

import contextlib
import importlib.metadata
import json
from pathlib import Path
from typing import Any

import z3

from bounds.certifier import certify
from bounds.claim import Claim
from bounds.prover import VERSION, Proof
from bounds.readings.basis import basis_hash
from bounds.readings.text import definition_hash
from bounds.records.package import of_proof
from bounds.records.record import ProofRecord, as_entry, proof_record, write_json

DAMAGES = (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""The exceptions that reading a file may raise if the file is damaged or has another format."""


class Store:
    """A store of proofs in a folder.

    A stored proof is valid if it is about the same definition, and was made by the same versions of z3 and of this
    package. A stored refutation is valid only if its counterexample also violates the claim in exact arithmetic when it
    is read. A file that is damaged or has another format counts as missing.

    Examples:
        >>> import tempfile
        >>> from bounds import CLAIMS, prove
        >>> claim = CLAIMS["lemma1.norms"]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = Store(Path(folder))
        ...     store.put(claim, prove(claim))
        ...     store.get(claim)
        Proof of lemma1.norms: proved
          whole: no premise is taken on trust
    """

    def __init__(self, folder: Path) -> None:
        """Open the store of a folder, which is created when the first proof is stored.

        Args:
            folder: The folder of the files.
        """
        self._folder = folder

    def get(self, claim: Claim) -> Proof | None:
        """Read the stored proof of a claim.

        Args:
            claim: The claim to look up.

        Returns:
            The proof with the seconds that it took when it was made, or ``None`` if the store has no valid proof.
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
                    on_trust=record.on_trust,
                )
        return None

    def put(self, claim: Claim, proof: Proof) -> None:
        """Store a proof, unless its result is ``unknown``, or it is unknown whether the claim is vacuous.

        Args:
            claim: The claim that the proof is about.
            proof: The proof.

        Raises:
            ValueError: If the proof is about another definition.
            OSError: If the folder cannot be written.
        """  # noqa: DOC502
        if proof.definition_hash != definition_hash(claim):
            raise ValueError(f"the proof is of another definition than that of {claim.id}")
        if proof.is_final:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_json(self._file(claim), {"seal": _seal(claim), "proof": as_entry(of_proof(proof))})

    def _file(self, claim: Claim) -> Path:
        return self._folder / f"{definition_hash(claim)}.json"


def _seal(claim: Claim) -> dict[str, Any]:
    """Describe the definition that a proof is about, and the versions that made the proof."""
    version = importlib.metadata.version("recourse-bounds")
    made = {"z3": z3.get_version_string(), "recourse-bounds": version, "prover": VERSION}
    return {"definition_hash": definition_hash(claim), "basis_hash": basis_hash(claim), **made}


def _replays(claim: Claim, record: ProofRecord) -> bool:
    fields = record.counterexample
    return fields is None or certify(claim, field_error=0.0, **fields).refutes
