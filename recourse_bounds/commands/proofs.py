"""Proofs for the commands: taken from the user's cache folder, or made and stored there."""

import contextlib
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from empirical.errors import InputError

if TYPE_CHECKING:
    from bounds import Claim, Proof

PATIENCE = 10.0
"""The seconds that a proof may take."""

LONGEST_FACT = 70
"""Most characters of a fact with the vectors that it is applied to; of longer ones, only the name is printed."""

CONTRADICTS = {"true": ("refuted", "vacuous"), "false": ("proved", "vacuous"), "open": ()}
"""The results of a proof that are not what a claim's theory says of it."""


def stored_proof(claim: "Claim", timeout: float = PATIENCE, *, fresh: bool = False) -> "tuple[Proof, bool]":
    """Give the proof of a claim: a stored one of the same definition, else a new one, which is stored.

    Args:
        claim: The claim.
        timeout: The seconds that a proof may take.
        fresh: Whether to prove anew what is stored.

    Returns:
        The proof, and whether it was stored before.

    Raises:
        InputError: If the timeout or the claim cannot be used.

    Examples:
        >>> from bounds import CLAIMS
        >>> proof, stored = stored_proof(CLAIMS["lemma1.norms"])
        >>> proof.result
        'proved'
    """
    import bounds
    from bounds.prover import require_timeout
    from bounds.records import Store

    store = Store(user_cache_path("recourse-bounds") / "proofs")
    try:
        require_timeout(timeout)
        known = None if fresh else store.get(claim)
        proof = known or bounds.prove(claim, timeout=timeout)
    except ValueError as error:
        raise InputError(str(error)) from None
    if known is None:
        with contextlib.suppress(OSError):  # no place to keep it: it is proved every time
            store.put(claim, proof)
    return proof, known is not None


def extent(claim: "Claim", proof: "Proof") -> str:
    """Say how far a proof goes, or which numbers refute the claim.

    Args:
        claim: The claim.
        proof: Its proof.

    Returns:
        The limit of the proof, or the fields of its counterexample.

    Examples:
        >>> from bounds import CLAIMS, prove
        >>> claim = CLAIMS["lemma1.norms"]
        >>> extent(claim, prove(claim))
        'whole: no premise is taken on trust'
    """
    if proof.counterexample is None:
        return proof.limit
    names = proof.counterexample if claim.shapes else claim.fields
    fields = ((name, proof.counterexample.get(name)) for name in names)
    return ", ".join(f"{name} = {value}" for name, value in fields if value is not None)


def refutation(claim: "Claim", proof: "Proof") -> list[str]:
    """Say why a counterexample refutes a claim: what the claim says, and what is so instead.

    Args:
        claim: The claim.
        proof: Its proof.

    Returns:
        Two lines, in exact numbers; none where there is no counterexample.

    Examples:
        >>> from bounds import CLAIMS, prove
        >>> claim = CLAIMS["theorem4.onlyif_printed"]
        >>> for line in refutation(claim, prove(claim)):
        ...     print(line)
        claimed: Pr_NR ≥ Pr_R only if |v − u| ≤ R
        but with these numbers the bounded value is -1, outside [0, 0]
    """
    import bounds

    if proof.counterexample is None:
        return []
    numbers: dict[str, Any] = dict(proof.counterexample)
    found = bounds.certify(claim, **numbers)
    ends = f"[{found.lower}, {found.upper}]"
    return [f"claimed: {claim.statement}", f"but with these numbers the bounded value is {found.value}, outside {ends}"]


def grounds(claim: "Claim", proof: "Proof") -> list[str]:
    """Say from which facts about vectors the premises of a proved claim follow.

    Args:
        claim: The claim.
        proof: Its proof.

    Returns:
        A line for each premise that follows from facts, and one with the axioms on which these rest; none where the
        claim is not proved, or no premise needs a fact.

    Examples:
        >>> from bounds import CLAIMS, prove
        >>> claim = CLAIMS["theorem4.sharp"]
        >>> for line in grounds(claim, prove(claim)):
        ...     print(line)
        |f_R(x'_R) − f_NR(x'_R)| ≤ R: stretched(x'_R), cauchy_schwarz(w_NR − w_R, x'_R)
        axioms: real numbers, inner products
    """
    from bounds.facts.proving import axioms_of, uses_induction
    from bounds.meaning.text import applied

    premises = [*claim.premises, *(claim.induction.premises if claim.induction else ())]
    used = [one for one in premises if one.because and one.name not in proof.on_trust]
    if proof.result != "proved" or not used:
        return []
    lines = []
    for premise in used:
        texts = [applied(one) for one in premise.because]
        brief = [one if len(one) <= LONGEST_FACT else one.split("(")[0] for one in texts]
        lines.append(f"{premise.name}: {', '.join(dict.fromkeys(brief))}")
    axioms = axioms_of(one for premise in used for one in premise.because)
    by_rows = uses_induction(one for premise in used for one in premise.because)
    named = [*("induction over sums",) * by_rows, *(axiom.name for axiom in axioms)]
    return [*lines, f"axioms: {', '.join(['real numbers', 'inner products', *named])}"]
