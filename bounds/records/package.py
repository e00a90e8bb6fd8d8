"""The records that come with this package, by claim id. Each is believed of the definition that it was made of."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import z3

from bounds.claim import Claim
from bounds.falsification.falsifier import Finding
from bounds.falsification.witness import Witness
from bounds.misreadings import Misreading
from bounds.prover import Proof, prove
from bounds.readings.text import definition_hash
from bounds.records.record import (
    FINAL,
    HuntRecord,
    ProofRecord,
    WitnessRecord,
    as_entry,
    hunt_record,
    proof_record,
    witness_records,
    write_json,
)

FOLDER = Path(__file__).parent
PROOFS, WITNESSES, HUNTS = "proofs.json", "witnesses.json", "hunts.json"
HASH = "definition_hash"

Record = TypeVar("Record", ProofRecord, tuple[WitnessRecord, ...], HuntRecord)


def known_proof(claim: Claim, *, folder: Path = FOLDER) -> ProofRecord | None:
    """The proof or refutation of a claim, if one is recorded of this very definition.

    Args:
        claim: A claim.
        folder: Where the records lie.

    Returns:
        The record, or ``None``.
    """
    return _known(claim, folder / PROOFS, proof_record)


def known_witnesses(claim: Claim, *, folder: Path = FOLDER) -> tuple[WitnessRecord, ...]:
    """The witnesses against a claim that are recorded of this very definition, the simplest first.

    Args:
        claim: A claim.
        folder: Where the records lie.

    Returns:
        The records.
    """
    return _known(claim, folder / WITNESSES, witness_records) or ()


def known_hunt(claim: Claim, *, folder: Path = FOLDER) -> HuntRecord | None:
    """What a hunt for violations of a claim came to, if one is recorded of this very definition.

    Args:
        claim: A claim.
        folder: Where the records lie.

    Returns:
        The record, or ``None``.
    """
    return _known(claim, folder / HUNTS, hunt_record)


def stale(claim: Claim, *, folder: Path = FOLDER) -> tuple[str, ...]:
    """The files that record something of an earlier definition of a claim.

    Args:
        claim: A claim.
        folder: Where the records lie.

    Returns:
        Their names.
    """
    files = {name: _entries(folder / name).get(claim.id) for name in (PROOFS, WITNESSES, HUNTS)}
    return tuple(name for name, entry in files.items() if entry and entry[HASH] != definition_hash(claim))


def read_as(misreading: Misreading) -> Claim:
    """The claim under whose id what is known of a misreading is recorded.

    Args:
        misreading: A misreading.

    Returns:
        What fails, under the misreading's id and in its words.
    """
    one = misreading
    return dataclasses.replace(
        one.claim, id=one.id, statement=one.statement, source=one.source, remark=one.remark, theory="false"
    )


def record_witnesses(claim: Claim, witnesses: Iterable[Witness], *, folder: Path = FOLDER) -> None:
    """Record witnesses against a claim, in place of earlier ones.

    Args:
        claim: The claim that they break.
        witnesses: What :func:`bounds.falsification.witness.replay` made, the simplest first.
        folder: Where the records lie.
    """
    records = [as_entry(WitnessRecord(one.construction, dict(one.parameters))) for one in witnesses]
    _put(claim, folder / WITNESSES, {"witnesses": records})


def record_hunt(claim: Claim, finding: Finding, date: str, commit: str, *, folder: Path = FOLDER) -> None:
    """Record what a hunt came to, in place of an earlier one.

    Args:
        claim: The claim that was hunted.
        finding: What :func:`bounds.falsification.falsifier.falsify` found about it.
        date: When, as ``YYYY-MM-DD``.
        commit: Of the code that searched.
        folder: Where the records lie.

    Raises:
        ValueError: If the finding is about another definition, or refutes the claim.
    """
    if finding.definition_hash != definition_hash(claim):
        raise ValueError(f"the finding is about another definition than that of {claim.id}: hunt again")
    if finding.witness:
        raise ValueError(f"{claim.id} was refuted: record its witness")
    record = HuntRecord(
        finding.starts, finding.unconfirmed, finding.tightness, finding.construction, finding.at, date, commit
    )
    _put(claim, folder / HUNTS, as_entry(record))


def refresh_proofs(claims: Iterable[Claim], *, timeout: float = 60.0, folder: Path = FOLDER) -> None:
    """Prove claims anew and record what became of them, and of nothing else.

    A proof that comes out as it is recorded keeps its record, seconds included.

    Args:
        claims: The claims; one that is neither proved nor refuted in time is left out.
        timeout: Seconds per claim.
        folder: Where the records lie.
    """
    entries = {}
    for claim in claims:
        proof = prove(claim, timeout=timeout)
        if proof.result in FINAL:
            entries[claim.id] = _entry(claim, as_entry(_newer(known_proof(claim, folder=folder), of_proof(proof))))
    write_json(folder / PROOFS, entries)


def of_proof(proof: Proof) -> ProofRecord:
    """The record of a proof that was just made.

    Args:
        proof: Proved or refuted, by the z3 that is installed.

    Returns:
        The record, seconds to the millisecond.
    """
    return ProofRecord(
        proof.result, round(proof.seconds, 3), proof.limit, proof.counterexample, z3.get_version_string()
    )


def _newer(known: ProofRecord | None, found: ProofRecord) -> ProofRecord:
    return known if known and known == found._replace(seconds=known.seconds) else found


def _known(claim: Claim, file: Path, read: Callable[[Mapping[str, Any]], Record]) -> Record | None:
    entry = _entries(file).get(claim.id)
    return read(entry) if entry and entry[HASH] == definition_hash(claim) else None


def _entry(claim: Claim, record: Mapping[str, Any]) -> dict[str, Any]:
    return {HASH: definition_hash(claim), **record}


def _put(claim: Claim, file: Path, record: Mapping[str, Any]) -> None:
    write_json(file, {**_entries(file), claim.id: _entry(claim, record)})


def _entries(file: Path) -> dict[str, dict[str, Any]]:
    return json.loads(file.read_bytes()) if file.exists() else {}
