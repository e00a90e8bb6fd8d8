"""The prover, which decides whether a claim follows from its premises for all real numbers."""

import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import z3

from bounds.certifier import certify
from bounds.checker import find
from bounds.claim import Claim, Induction, Premise, apply, reads
from bounds.display import number
from bounds.falsification.simplify import simplest
from bounds.instance import Instance, after_step, fact, first, free_names, given, start
from bounds.ops import claims_nothing
from bounds.readings.exact import ExactOps, exact
from bounds.readings.terms import TermOps, rational
from bounds.readings.text import definition_hash

SCALARS = "the scalar core; facts about vectors enter as premises"
"""What a proof without induction is about, in the field ``limit`` of the proof."""

INDUCTION = "base and induction step; facts about vectors enter as premises of one step"
"""What a proof by induction is about, in the field ``limit`` of the proof."""

REPLAYED = "one instance, replayed exactly; facts about vectors enter as premises"
"""What a refutation is about, in the field ``limit`` of the proof."""

NO_INSTANCE = "no numbers satisfy the premises, so the claim says nothing; mend or leave out a premise"
"""What a vacuous claim lacks, in the field ``limit`` of the proof."""

MARGINS = (Fraction(0), Fraction(1, 1024), Fraction(1, 16), Fraction(1))
"""Distances beyond the bound at which a counterexample is sought. The search is fastest without a margin. With a margin
a counterexample is more likely to remain one when nearby rationals replace its irrational numbers."""

PATIENCE = 1.0
"""Longest time in seconds of one search for a counterexample; then the next margin is tried."""

REFINEMENTS = 8
"""Largest number of searches with one margin; each of them knows more values of σ than the one before."""

VERSION = 1
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
    """

    result: Result
    counterexample: dict[str, Fraction] | None
    seconds: float
    limit: str
    definition_hash: str
    claim_id: str = ""

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
    at 0 steps and from each step to the next, and refuted by a first step that breaks it.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        timeout: The time limit in seconds.

    Returns:
        The proof, whose result is ``unknown`` if the time did not suffice.

    Raises:
        KeyError: If no claim has the id.
        ValueError: If the timeout is not positive, or larger than ``LONGEST``.

    Examples:
        >>> prove("lemma1.norms")
        Proof of lemma1.norms: proved
          the scalar core; facts about vectors enter as premises
        >>> prove("theorem4.printed").result
        'refuted'
    """  # noqa: DOC502
    claim = find(claim)
    require_timeout(timeout)
    begun = time.perf_counter()
    deadline = begun + timeout
    result, counterexample = _decide(claim, deadline)
    limit = {
        "vacuous": NO_INSTANCE,
        "proved": INDUCTION if claim.induction else SCALARS,
        "refuted": REPLAYED,
        "unknown": f"no answer within {timeout:g} seconds" if time.perf_counter() > deadline else "z3 gave up",
    }[result]
    return Proof(result, counterexample, time.perf_counter() - begun, limit, definition_hash(claim), claim.id)


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


def _decide(claim: Claim, deadline: float) -> tuple[Result, dict[str, Fraction] | None]:
    """Decide the result, and find the counterexample if there is one."""
    if _is_vacuous(claim, deadline):
        return "vacuous", None
    if _by_induction(claim, claim.induction, deadline) if claim.induction else _directly(claim, deadline):
        return "proved", None
    counterexample = _refute(claim, deadline)
    return ("refuted" if counterexample else "unknown"), counterexample


# Proof


def _symbols(claim: Claim, xp: TermOps) -> dict[str, Any]:
    names = (*free_names(claim), *(claim.induction.start if claim.induction else ()))
    return {name: xp.symbol(name) for name in names}


def _is_vacuous(claim: Claim, deadline: float) -> bool:
    """Decide whether it is certain that no numbers satisfy the premises, at any number of steps."""
    xp = TermOps()
    facts = given(claim, xp, _symbols(claim, xp)).facts
    if xp.quotients:  # infinite where a divisor is 0, which no real number is
        return False
    return _solve(xp, facts, min(deadline, time.perf_counter() + PATIENCE))[0] == z3.unsat


def _directly(claim: Claim, deadline: float) -> bool:
    xp = TermOps()
    return _follows(claim, xp, given(claim, xp, _symbols(claim, xp)), deadline)


def _by_induction(claim: Claim, induction: Induction, deadline: float) -> bool:
    """Prove the claim at 0 steps, and after one step more if it holds before that step or its premises fail there."""
    xp = TermOps()
    base = given(claim, xp, {**_symbols(claim, xp), **start(induction, xp)})
    if not _follows(claim, xp, base, deadline):
        return False
    throughout = [premise for premise in claim.premises if _holds_throughout(claim, induction, premise, deadline)]
    xp = TermOps()
    before = _symbols(claim, xp)
    known = [fact(premise, xp, before) for premise in throughout]
    conditions = [fact(premise, xp, before) for premise in claim.premises if premise not in throughout]
    claimed = z3.Implies(z3.And(xp.true, *conditions), z3.And(xp.true, *_sides(claim, xp, before)))
    fields, facts = after_step(claim, induction, xp, before)
    return _follows(claim, xp, Instance(fields, [*known, claimed, *facts]), deadline)


def _holds_throughout(claim: Claim, induction: Induction, premise: Premise, deadline: float) -> bool:
    """Decide whether a premise that holds after the last step also holds before every step.

    It does if no step changes a field that it reads, or if it holds at the start and every step preserves it. Any other
    hypothesis may fail at an earlier step.
    """
    changed = set(induction.start)
    if not set(reads(premise.holds)) & changed:
        return True
    constant = [other for other in claim.premises if not set(reads(other.holds)) & changed]
    xp = TermOps()
    at_start = {**_symbols(claim, xp), **start(induction, xp)}
    facts = [fact(other, xp, at_start) for other in constant]
    holds_at_start = _implies(xp, facts, fact(premise, xp, at_start), deadline)
    xp = TermOps()
    before = _symbols(claim, xp)
    known = [fact(other, xp, before) for other in (*constant, *induction.premises, premise)]
    after = {**before, **apply(induction.advance, xp, before)}
    return holds_at_start and _implies(xp, known, fact(premise, xp, after), deadline)


def _implies(xp: TermOps, facts: list[Any], conclusion: Any, deadline: float) -> bool:
    return _solve(xp, [*facts, z3.Not(conclusion)], deadline)[0] == z3.unsat


def _follows(claim: Claim, xp: TermOps, instance: Instance, deadline: float) -> bool:
    """Decide whether the claim follows for an instance; it does not where a divisor inside a formula may be 0."""
    sides = _sides(claim, xp, instance.fields)
    soon = min(deadline, time.perf_counter() + PATIENCE)
    known = xp.finite(instance.facts)
    certain = [quotient for quotient in xp.quotients if _implies(xp, known, quotient.divisor != 0, soon)]
    if not set(xp.quotients) <= {*certain, xp.whole(apply(claim.interval, xp, instance.fields)[1])}:
        return False
    facts = [*instance.facts, *(quotient.divisor != 0 for quotient in certain)]
    return all(_implies(xp, facts, side, deadline) for side in sides)


def _sides(claim: Claim, xp: TermOps, fields: Mapping[str, Any], margin: Fraction = Fraction(0)) -> list[Any]:
    """Write the inequalities that a claim asserts, with both ends moved outwards by a margin.

    An infinite end asserts no inequality. A quotient that is the whole upper end is infinite where its divisor is 0;
    any other quotient by 0 is any number.
    """
    lower, upper = apply(claim.interval, xp, fields)
    value, slack = apply(claim.value, xp, fields), xp.number(margin)
    sides = [] if claims_nothing(lower) else [lower - slack <= value]
    if claims_nothing(upper):
        return sides
    quotient = xp.whole(upper)
    below = value <= upper + slack
    return [*sides, below if quotient is None else z3.Or(quotient.divisor == 0, below)]


def _solve(xp: TermOps, facts: list[Any], deadline: float) -> tuple[Any, Any]:
    solver = z3.Solver(ctx=xp.context)
    solver.set("timeout", max(1, int(1000 * (deadline - time.perf_counter()))), "random_seed", 0)
    solver.add(*facts, *xp.facts)
    answer = solver.check()
    return answer, solver.model() if answer == z3.sat else None


# Refutation


def _refute(claim: Claim, deadline: float) -> dict[str, Fraction] | None:
    """Find simple rational fields that satisfy every premise and break the claim, as exact arithmetic confirms."""
    for margin in MARGINS:
        xp = TermOps()
        symbols = {name: xp.symbol(name) for name in free_names(claim)}
        fields, facts = first(claim, xp, symbols)
        for side in _sides(claim, xp, fields, margin):
            for model in _models([*facts, *xp.divisible([*facts, side]), z3.Not(side)], xp, deadline):
                numbers = {
                    name: rational(model.eval(symbol, model_completion=True)) for name, symbol in symbols.items()
                }
                if _breaks(claim, numbers):
                    return _rational_fields(claim, simplest(numbers, lambda trial: _breaks(claim, trial), deadline))
    return None


def _models(facts: list[Any], xp: TermOps, deadline: float) -> Iterator[z3.ModelRef]:
    """Yield models of the facts, each with values of σ that are closer to the true ones."""
    for _ in range(REFINEMENTS):
        answer, model = _solve(xp, facts, min(deadline, time.perf_counter() + PATIENCE))
        if answer != z3.sat:
            return
        yield model
        xp.pin_sigmoids(model)


def _breaks(claim: Claim, numbers: Mapping[str, Fraction]) -> bool:
    _fields, facts = first(claim, ExactOps(), {name: exact(number) for name, number in numbers.items()})
    if not all(fact.certain for fact in facts):
        return False
    rational = _rational_fields(claim, numbers)
    return rational is not None and certify(claim, field_error=0.0, **rational).refutes


def _rational_fields(claim: Claim, numbers: Mapping[str, Fraction]) -> dict[str, Fraction] | None:
    """Compute the fields of the claim from free numbers, or ``None`` if a definition makes a field irrational."""
    fields, _ = first(claim, ExactOps(), {name: exact(number) for name, number in numbers.items()})
    values = {name: fields[name].fraction() for name in claim.fields if name in fields}
    return None if None in values.values() else values  # type: ignore[return-value]
