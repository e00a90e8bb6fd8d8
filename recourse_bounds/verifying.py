"""Whether what is on record of claims still holds: for the present definitions, and if asked for, found out anew."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from recourse_bounds.commands.proofs import CONTRADICTS, stored_proof

if TYPE_CHECKING:
    from bounds import Claim
    from bounds.kernel import Checked

Result = Literal["passed", "failed", "skipped"]

REMEDY = "`make errata` and `make proofs` make the records of this project again"
"""What to do about records of an earlier definition."""


class Case(NamedTuple):
    """One thing that is verified of a claim.

    Attributes:
        claim: The id of the claim.
        name: What is verified: ``definition``, ``proof``, ``second solver`` or ``kernel``.
        result: Whether it holds; ``skipped`` if nothing is known either way.
        seconds: The time in seconds that it took, now or when it was recorded.
        message: What was found, in one line.
    """

    claim: str
    name: str
    result: Result
    seconds: float
    message: str


def verified(claim: "Claim", timeout: float, *, fresh: bool = False) -> Iterator[Case]:
    """Verify what is on record of a claim; what is not on record is found out, but by the kernel.

    Args:
        claim: The claim.
        timeout: The seconds that a proof, or a question to cvc5, may take.
        fresh: Whether to find out anew what is on record.

    Yields:
        What is verified.

    Examples:
        >>> from bounds import CLAIMS
        >>> for case in verified(CLAIMS["theorem4.printed"], 10.0):
        ...     print(case.name, case.result, case.message)
        definition passed the records are about it
        proof passed refuted, and the counterexample replays exactly
        second solver passed refuted
        kernel skipped no proof; trust: two solvers
    """
    from bounds.records import known_check, known_proof, stale

    old = stale(claim)
    record, check = known_proof(claim), known_check(claim)
    if old:
        yield Case(claim.id, "definition", "failed", 0.0, f"{', '.join(old)} tell of an earlier one; {REMEDY}")
    elif record or check:
        yield Case(claim.id, "definition", "passed", 0.0, "the records are about it")
    else:
        yield Case(claim.id, "definition", "skipped", 0.0, "nothing is on record")
    yield _proof(claim, timeout, fresh=fresh)
    yield _second(claim, timeout, fresh=fresh)
    yield _recorded_kernel(claim)


def _proof(claim: "Claim", timeout: float, *, fresh: bool) -> Case:
    import bounds
    from bounds.records import known_proof

    record = None if fresh else known_proof(claim)
    proof = record or stored_proof(claim, timeout, fresh=fresh)[0]
    message = proof.result if record else f"{proof.result} now: {proof.limit}"
    result: Result = "skipped" if proof.result == "unknown" else "passed"
    if proof.counterexample is not None:
        numbers: dict[str, object] = dict(proof.counterexample)
        replays = bounds.certify(claim, field_error=0.0, **numbers).refutes  # type: ignore[arg-type]
        message += ", and the counterexample replays exactly" if replays else ", but the counterexample does not replay"
        result = result if replays else "failed"
    if proof.result in CONTRADICTS[claim.theory]:
        result, message = "failed", f"{message}, but the claim is called {claim.theory}"
    return Case(claim.id, "proof", result, proof.seconds, message)


def _second(claim: "Claim", timeout: float, *, fresh: bool) -> Case:
    from bounds.proving.second_opinion import second_opinion
    from bounds.records import known_check

    record = None if fresh else known_check(claim)
    found = (record.second, record.second_seconds) if record else second_opinion(claim, timeout=timeout)[:2]
    result: Result = "skipped" if found[0] == "unknown" else "passed"
    if found[0] in CONTRADICTS[claim.theory]:
        return Case(
            claim.id, "second solver", "failed", found[1], f"{found[0]}, but the claim is called {claim.theory}"
        )
    return Case(claim.id, "second solver", result, found[1], found[0])


def _recorded_kernel(claim: "Claim") -> Case:
    from bounds.records import known_check, trust

    record = known_check(claim)
    if record and record.kernel == "checked":
        result: Result = "failed" if claim.theory == "false" else "passed"
        return Case(claim.id, "kernel", result, record.kernel_seconds, f"checked by Coq {record.coq}")
    told = f"no proof; trust: {trust(claim)}" if record else "nothing is on record"
    return Case(claim.id, "kernel", "skipped", record.kernel_seconds if record else 0.0, told)


def by_kernel(claim: "Claim", checked: "Checked") -> Case:
    """Say whether the kernel still says what is on record of a claim.

    Args:
        claim: The claim.
        checked: What Coq says of its file now.

    Returns:
        What is verified.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.kernel import Checked
        >>> by_kernel(CLAIMS["lemma1.norms"], Checked("failed", 1.0, (), "line 7: no")).result
        'failed'
        >>> by_kernel(CLAIMS["theorem1.printed"], Checked("failed", 1.0, (), "line 7: no")).result
        'passed'
    """
    from bounds.records import Trust, trust

    if checked.result == "checked":
        result: Result = "failed" if claim.theory == "false" else "passed"
        return Case(claim.id, "kernel", result, checked.seconds, "checked now")
    if claim.theory == "false":
        return Case(claim.id, "kernel", "passed", checked.seconds, "no proof, as it should be")
    result = "failed" if trust(claim) is Trust.KERNEL else "skipped"
    return Case(claim.id, "kernel", result, checked.seconds, checked.message)
