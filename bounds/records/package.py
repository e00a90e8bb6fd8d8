"""The records that are part of this package, by claim id. Each record is valid for the definition whose hash it has."""

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
from bounds.readings.basis import basis_hash
from bounds.readings.text import definition_hash
from bounds.records.record import (
    CheckRecord,
    HuntRecord,
    ProofRecord,
    WitnessRecord,
    as_entry,
    check_record,
    hunt_record,
    proof_record,
    witness_records,
    write_json,
)

FOLDER = Path(__file__).parent
"""The folder of the records that are part of this package."""

PROOFS, WITNESSES, HUNTS, CHECKS = "proofs.json", "witnesses.json", "hunts.json", "checks.json"
"""The names of the files of records."""

HASH, BASIS = "definition_hash", "basis_hash"
"""The keys of the hash of a definition, and of what a whole proof rests on, in an entry of such a file."""

Record = TypeVar("Record", ProofRecord, tuple[WitnessRecord, ...], HuntRecord, CheckRecord)


def known_proof(claim: Claim, *, folder: Path = FOLDER) -> ProofRecord | None:
    """Read the recorded proof or refutation of a claim with its present definition, meaning and facts.

    Args:
        claim: The claim to look up.
        folder: The folder of the records.

    Returns:
        The record, or ``None`` if there is none for this definition and what its proof rests on.

    Examples:
        >>> from bounds import CLAIMS
        >>> known_proof(CLAIMS["theorem1.sound"]).result, known_proof(CLAIMS["theorem1.printed"]).result
        ('proved', 'refuted')
    """
    entry = _entries(folder / PROOFS).get(claim.id)
    return proof_record(entry) if entry and _is_present(claim, entry) else None


def known_witnesses(claim: Claim, *, folder: Path = FOLDER) -> tuple[WitnessRecord, ...]:
    """Read the recorded witnesses against a claim with its present definition.

    Args:
        claim: The claim to look up.
        folder: The folder of the records.

    Returns:
        The records, the simplest witness first; empty if there is none for this definition.

    Examples:
        >>> from bounds import CLAIMS
        >>> len(known_witnesses(CLAIMS["theorem1.printed"])) > 0, known_witnesses(CLAIMS["theorem1.sound"])
        (True, ())
    """
    return _known(claim, folder / WITNESSES, witness_records) or ()


def known_hunt(claim: Claim, *, folder: Path = FOLDER) -> HuntRecord | None:
    """Read the recorded result of a hunt for violations of a claim with its present definition.

    Args:
        claim: The claim to look up.
        folder: The folder of the records.

    Returns:
        The record, or ``None`` if there is none for this definition.

    Examples:
        >>> from bounds import CLAIMS
        >>> known_hunt(CLAIMS["lemma1.norms"]).starts
        1007616
        >>> known_hunt(CLAIMS["theorem1.printed"]) is None  # it is refuted
        True
    """
    return _known(claim, folder / HUNTS, hunt_record)


def known_check(claim: Claim, *, folder: Path = FOLDER) -> CheckRecord | None:
    """Read what a kernel and a second solver said of a claim with its present definition.

    Args:
        claim: The claim to look up.
        folder: The folder of the records.

    Returns:
        The record, or ``None`` if there is none for this definition.

    Examples:
        >>> from bounds import CLAIMS
        >>> known_check(CLAIMS["theorem1.sound"]).kernel, known_check(CLAIMS["theorem1.printed"]).second
        ('checked', 'refuted')
    """
    return _known(claim, folder / CHECKS, check_record)


def stale(claim: Claim, *, folder: Path = FOLDER) -> tuple[str, ...]:
    """List the files whose record of a claim is about an earlier definition or basis, and should be made again.

    Args:
        claim: The claim to look up.
        folder: The folder of the records.

    Returns:
        The names of the files.

    Examples:
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["theorem1.sound"]
        >>> stale(claim), stale(dataclasses.replace(claim, premises=claim.premises[1:]))
        ((), ('proofs.json', 'hunts.json', 'checks.json'))
    """
    files = {name: _entries(folder / name).get(claim.id) for name in (PROOFS, WITNESSES, HUNTS, CHECKS)}
    return tuple(name for name, entry in files.items() if entry and not _is_present(claim, entry))


def read_as(misreading: Misreading) -> Claim:
    """Make the claim under whose id the results about a misreading are recorded.

    Args:
        misreading: The misreading.

    Returns:
        The claim that fails, with the id and the texts of the misreading.

    Examples:
        >>> from bounds.misreadings import MISREADINGS
        >>> claim = read_as(MISREADINGS["theorem5.own_rows"])
        >>> claim.id, claim.theory
        ('theorem5.own_rows', 'false')
    """
    return dataclasses.replace(
        misreading.claim,
        id=misreading.id,
        statement=misreading.statement,
        source=misreading.source,
        remark=misreading.remark,
        theory="false",
    )


def record_witnesses(claim: Claim, witnesses: Iterable[Witness], *, folder: Path = FOLDER) -> None:
    """Record witnesses against a claim in place of earlier witnesses.

    Args:
        claim: The claim that the witnesses violate.
        witnesses: The witnesses from :func:`bounds.falsification.witness.replay`, the simplest first.
        folder: The folder of the records.

    Examples:
        >>> import tempfile
        >>> from fractions import Fraction
        >>> from bounds import CLAIMS, certify
        >>> claim = CLAIMS["lemma1.norms"]
        >>> fields = {"norm_nr": Fraction(1), "norm_r": Fraction(2), "delta": Fraction(0)}
        >>> witness = Witness("fields of lemma1.norms", fields, {}, certify(claim, **fields))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     record_witnesses(claim, [witness], folder=Path(folder))
        ...     known_witnesses(claim, folder=Path(folder))[0].parameters == fields
        True
    """
    records = [as_entry(WitnessRecord(witness.construction, dict(witness.parameters))) for witness in witnesses]
    _put(claim, folder / WITNESSES, {"witnesses": records})


def record_hunt(claim: Claim, finding: Finding, date: str, commit: str, *, folder: Path = FOLDER) -> None:
    """Record the result of a hunt for violations of a claim in place of an earlier hunt.

    Args:
        claim: The claim that the hunt tried to violate.
        finding: The finding of :func:`bounds.falsification.falsifier.falsify` about the claim.
        date: The date of the hunt, as ``YYYY-MM-DD``.
        commit: The commit of the code that made the hunt.
        folder: The folder of the records.

    Raises:
        ValueError: If the finding is about another definition, or refutes the claim.

    Examples:
        >>> import tempfile
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma1.norms"]
        >>> finding = Finding("not refuted", None, 0.5, "free", {"delta": 1.0}, 64, 64, 0, 0.1, definition_hash(claim))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     record_hunt(claim, finding, "2026-01-31", "abc1234", folder=Path(folder))
        ...     known_hunt(claim, folder=Path(folder)).tightness
        0.5
    """
    if finding.definition_hash != definition_hash(claim):
        raise ValueError(f"the finding is about another definition than that of {claim.id}: hunt again")
    if finding.witness:
        raise ValueError(f"{claim.id} was refuted: record its witness")
    record = HuntRecord(
        finding.starts, finding.unconfirmed, finding.tightness, finding.construction, finding.at, date, commit
    )
    _put(claim, folder / HUNTS, as_entry(record))


def record_checks(checks: Iterable[tuple[Claim, CheckRecord]], *, folder: Path = FOLDER) -> None:
    """Replace the file of what kernels and second solvers say of claims.

    A record that differs in nothing but seconds is kept as it is.

    Args:
        checks: The claims with what was said of them.
        folder: The folder of the records.

    Examples:
        >>> import tempfile
        >>> from bounds import CLAIMS
        >>> claim, check = CLAIMS["lemma1.norms"], CheckRecord("checked", 1.0, (), "8.16.1", "proved", 0.1, "1.4.2")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     record_checks([(claim, check)], folder=Path(folder))
        ...     record_checks([(claim, check._replace(kernel_seconds=9.0))], folder=Path(folder))
        ...     known_check(claim, folder=Path(folder)).kernel_seconds
        1.0
    """
    entries = {}
    for claim, found in checks:
        known = known_check(claim, folder=folder)
        times = {name: getattr(known, name) for name in ("kernel_seconds", "second_seconds")} if known else {}
        entries[claim.id] = _entry(claim, as_entry(known if known and known == found._replace(**times) else found))
    write_json(folder / CHECKS, entries)


def refresh_proofs(claims: Iterable[Claim], *, timeout: float = 60.0, folder: Path = FOLDER) -> None:
    """Prove claims again, and replace the file of proofs by the results.

    A proof with the same result as its record keeps the record, including the seconds.

    Args:
        claims: The claims to prove. A claim for which the time does not suffice gets no record.
        timeout: The time limit for each claim in seconds.
        folder: The folder of the records.

    Examples:
        >>> import tempfile
        >>> from bounds import CLAIMS
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     refresh_proofs([CLAIMS["lemma1.norms"]], folder=Path(folder))
        ...     known_proof(CLAIMS["lemma1.norms"], folder=Path(folder)).result
        'proved'
    """
    entries = {}
    for claim in claims:
        proof = prove(claim, timeout=timeout)
        if proof.is_final:
            known = _known(claim, folder / PROOFS, proof_record)  # also one that rested on other facts
            record = as_entry(_newer(known, of_proof(proof)))
            entries[claim.id] = {**_entry(claim, record), BASIS: basis_hash(claim)}
    write_json(folder / PROOFS, entries)


def of_proof(proof: Proof) -> ProofRecord:
    """Make the record of a proof by the installed version of z3.

    Args:
        proof: The proof, whose result is not ``unknown``.

    Returns:
        The record, in which the seconds are rounded to milliseconds.

    Examples:
        >>> of_proof(Proof("proved", None, 0.01234, "the scalar core", "0aa163bf")).seconds
        0.012
    """
    return ProofRecord(
        proof.result,
        round(proof.seconds, 3),
        proof.limit,
        proof.counterexample,
        z3.get_version_string(),
        proof.on_trust,
    )


def _newer(known: ProofRecord | None, found: ProofRecord) -> ProofRecord:
    return known if known and known == found._replace(seconds=known.seconds) else found


def _is_present(claim: Claim, entry: Mapping[str, Any]) -> bool:
    """Decide whether an entry is about the present definition, and a proof about what it rests on at present."""
    return entry[HASH] == definition_hash(claim) and entry.get(BASIS) in {None, basis_hash(claim)}


def _known(claim: Claim, file: Path, read: Callable[[Mapping[str, Any]], Record]) -> Record | None:
    entry = _entries(file).get(claim.id)
    return read(entry) if entry and entry[HASH] == definition_hash(claim) else None


def _entry(claim: Claim, record: Mapping[str, Any]) -> dict[str, Any]:
    return {HASH: definition_hash(claim), **record}


def _put(claim: Claim, file: Path, record: Mapping[str, Any]) -> None:
    write_json(file, {**_entries(file), claim.id: _entry(claim, record)})


def _entries(file: Path) -> dict[str, dict[str, Any]]:
    return json.loads(file.read_bytes()) if file.exists() else {}
