"""The prover, which decides whether a claim follows from its premises for all real numbers."""

import time
from fractions import Fraction
from typing import Literal, NamedTuple

import z3

from bounds.checker import find
from bounds.claim import Claim
from bounds.display import number
from bounds.proving.derivation import is_proved
from bounds.proving.loose_ends import loose_ends
from bounds.proving.refutation import refute
from bounds.proving.size import too_large
from bounds.proving.vacuity import are_met
from bounds.proving.wholeness import on_trust
from bounds.readings.text import definition_hash
from bounds.vectors import at, described, small_sizes

WHOLE = "whole: no premise is taken on trust"
"""What is said of a proof down to the vectors, in the field ``limit`` of the proof."""

SCALARS = "the scalar core; on trust: {}"
"""What is said of a proof that takes premises on trust, in the field ``limit`` of the proof."""

INDUCTION = "by base and induction step, "
"""What a proof by induction is, in the field ``limit`` of the proof."""

REPLAYED = "one instance, replayed exactly; facts about vectors enter as premises"
"""What a refutation is about, in the field ``limit`` of the proof."""

NO_INSTANCE = (
    "no numbers satisfy the premises, or no step theirs, so the claim says nothing; mend or leave out a premise"
)
"""What a vacuous claim lacks, in the field ``limit`` of the proof."""

TOO_LARGE = "the formulas are too large for z3: {}; make a part of them a field without a definition"
"""What keeps a claim from being decided, in the field ``limit`` of the proof."""

LATE = "no answer within {:g} seconds; falsify may find numbers against it"
"""What is said of a claim that z3 did not decide in time, in the field ``limit`` of the proof."""

LOOSE = "; no premise ties {} to anything"
"""What is added to ``limit`` of a refutation that any value would give."""

AT_SIZES = "proved for {}; vectors of other sizes are open"
"""What is known of a claim about vectors that no size that was tried refutes, in the field ``limit`` of the proof."""

UNSURE = "; whether any numbers satisfy the premises is unknown"
"""What is added to ``limit`` of a proof that may be about nothing."""

VERSION = 3
"""Version of the prover, which rises when results may change; stored proofs of earlier versions are made again."""

LONGEST = 1e6
"""Longest allowed timeout in seconds; z3 counts milliseconds in 32 bits."""

Result = Literal["proved", "refuted", "vacuous", "unknown"]


class Proof(NamedTuple):
    """The result of an attempt to prove a claim.

    Attributes:
        result: ``proved`` if the interval follows from the premises for all real numbers, ``refuted`` if the
            counterexample satisfies every premise and breaks the interval, ``vacuous`` if no numbers satisfy the
            premises, and ``unknown`` if the time did not suffice.
        counterexample: For ``refuted``, the rational fields of the counterexample, which exact arithmetic confirms;
            otherwise ``None``.
        seconds: The time taken in seconds.
        limit: The scope of the result and the facts that it takes for granted.
        definition_hash: The SHA-256 of the definition that the result is about.
        claim_id: The id of the claim; empty if it is unknown.
        sure: Whether it is certain that the claim is not vacuous. If it is not, ``limit`` says so, and the proof is
            about nothing if no numbers satisfy the premises.
        on_trust: For ``proved``, the names of the premises that the proof takes on trust: those of kind ``lemma`` and
            ``inequality`` that do not follow from the meaning of the fields and from proved facts about vectors.
    """

    result: Result
    counterexample: dict[str, Fraction] | None
    seconds: float
    limit: str
    definition_hash: str
    claim_id: str = ""
    sure: bool = True
    on_trust: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the claim is proved down to the vectors, with no premise on trust."""
        return self.result == "proved" and not self.on_trust

    @property
    def is_final(self) -> bool:
        """Whether no other attempt can come to another result, so that this one may be stored."""
        return self.result != "unknown" and self.sure

    def __repr__(self) -> str:
        """Print the claim, the result, a counterexample with short fractions, and what the result speaks of."""
        of = f" of {self.claim_id}" if self.claim_id else ""
        named = sorted((self.counterexample or {}).items())
        fields = [f"{name} = {number(value)}".replace("= ≈", "≈") for name, value in named]
        counterexample = [f"  counterexample: {', '.join(fields)}"] if fields else []
        return "\n".join([f"Proof{of}: {self.result}", *counterexample, f"  {self.limit}"])


def prove(claim: Claim | str, /, *, timeout: float = 10.0) -> Proof:
    """Prove a claim for all real numbers, or refute it by a rational counterexample, or show that it is vacuous.

    The formulas of definitions replace the fields that they define. A claim about many steps is proved by induction,
    at 0 steps and from each step to the next, and refuted by a first step that breaks it. A claim about vectors is
    tried component by component, with one, two and three components: it is refuted if it is false for one of these
    sizes, and unknown otherwise; ``limit`` says for which sizes it is proved.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        timeout: The time limit in seconds, which the sizes of vectors share.

    Returns:
        The proof, whose result is ``unknown`` if the time did not suffice.

    Raises:
        KeyError: If no claim has the id.
        ValueError: If the timeout is not positive, or larger than ``LONGEST``.

    Examples:
        >>> prove("lemma1.norms")
        Proof of lemma1.norms: proved
          whole: no premise is taken on trust
        >>> prove("theorem4.printed").result
        'refuted'
    """  # noqa: DOC502
    claim = find(claim)
    require_timeout(timeout)
    return _prove_at_sizes(claim, timeout) if claim.shapes else _prove(claim, timeout)


def _prove(claim: Claim, timeout: float) -> Proof:
    begun = time.perf_counter()
    deadline = begun + timeout
    excess = too_large(claim)
    decided = _Decided("unknown") if excess else _decide(claim, deadline)
    is_late = time.perf_counter() > deadline
    loose = loose_ends(claim)
    trusted = on_trust(claim) if decided.result == "proved" else ()
    rests = SCALARS.format("; ".join(trusted)) if trusted else WHOLE
    limit = {
        "vacuous": NO_INSTANCE,
        "proved": INDUCTION * bool(claim.induction) + rests + UNSURE * (not decided.sure),
        "refuted": REPLAYED + (LOOSE.format(" and ".join(loose)) if loose else ""),
        "unknown": TOO_LARGE.format(excess) if excess else LATE.format(timeout) if is_late else "z3 gave up",
    }[decided.result]
    seconds = time.perf_counter() - begun
    digest = definition_hash(claim)
    return Proof(decided.result, decided.counterexample, seconds, limit, digest, claim.id, decided.sure, trusted)


def _prove_at_sizes(claim: Claim, timeout: float) -> Proof:
    """Prove a claim about vectors for small sizes, or refute it at one of them."""
    proofs: list[Proof] = []
    proved: list[str] = []
    for sizes in small_sizes(claim):
        proofs.append(_prove(at(claim, sizes), timeout / len(small_sizes(claim))))
        if proofs[-1].result == "refuted":
            break
        proved += [described(sizes)] if proofs[-1].result == "proved" and proofs[-1].sure else []
    last = proofs[-1]
    seconds, digest = sum(proof.seconds for proof in proofs), definition_hash(claim)
    if last.result == "refuted" or all(proof.result == "vacuous" for proof in proofs):
        return last._replace(seconds=seconds, definition_hash=digest, claim_id=claim.id)
    limit = AT_SIZES.format(" and for ".join(proved)) if proved else last.limit
    return Proof("unknown", None, seconds, limit, digest, claim.id)


def require_timeout(timeout: float) -> None:
    """Check that the timeout of a proof is positive and not beyond the limit of z3.

    Args:
        timeout: The time limit in seconds.

    Raises:
        ValueError: If the timeout is not positive, or larger than ``LONGEST``.

    Examples:
        >>> require_timeout(10.0)
        >>> require_timeout(0.0)
        Traceback (most recent call last):
        ...
        ValueError: timeout must be positive and at most 1e+06 seconds, not 0.0
    """
    if not 0.0 < timeout <= LONGEST:
        raise ValueError(f"timeout must be positive and at most {LONGEST:g} seconds, not {timeout}")


class _Decided(NamedTuple):
    """A result, the counterexample if there is one, and whether it is certain that the claim is not vacuous."""

    result: Result
    counterexample: dict[str, Fraction] | None = None
    sure: bool = True


def _decide(claim: Claim, deadline: float) -> _Decided:
    """Decide the result, and find the counterexample if there is one."""
    met = are_met(claim, deadline)
    if met == z3.unsat:
        return _Decided("vacuous")
    if is_proved(claim, deadline):
        return _Decided("proved", sure=met == z3.sat)
    counterexample = refute(claim, deadline)
    return _Decided("refuted", counterexample) if counterexample else _Decided("unknown")
