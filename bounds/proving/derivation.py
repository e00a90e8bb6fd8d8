"""Proofs by z3: directly, or by induction over steps.

A claim follows if its value is defined and lies in its interval wherever the premises hold. What is infinite or
undefined is no real number (see :mod:`bounds.readings.partial`), so that a quotient by 0 proves nothing, but an upper
end of +∞ does.
"""

from collections.abc import Mapping
from typing import Any

import z3

from bounds.claim import Claim, Induction, Premise, apply
from bounds.instance import Instance, after_step, fact, given, start
from bounds.ops import claims_nothing
from bounds.proving.solving import known_facts, solve, symbols
from bounds.proving.vacuity import is_constant
from bounds.readings.partial import Partial, PartialOps


def is_proved(claim: Claim, deadline: float) -> bool:
    """Decide whether z3 proves a claim.

    Args:
        claim: The claim.
        deadline: The time at which to stop, on the clock of ``time.perf_counter``.

    Returns:
        Whether the interval follows from the premises for all real numbers, after any number of steps.

    Examples:
        >>> import time
        >>> from bounds import CLAIMS
        >>> is_proved(CLAIMS["lemma1.norms"], time.perf_counter() + 60.0)
        True
        >>> is_proved(CLAIMS["theorem4.printed"], time.perf_counter() + 60.0)
        False
    """
    if claim.induction:
        return _by_induction(claim, claim.induction, deadline)
    xp = PartialOps()
    return _follows(claim, xp, given(claim, xp, symbols(claim, xp)), deadline)


def _by_induction(claim: Claim, induction: Induction, deadline: float) -> bool:
    """Prove the claim at 0 steps, and after one step more if it holds before that step or its premises fail there."""
    xp = PartialOps()
    base = given(claim, xp, {**symbols(claim, xp), **start(induction, xp)})
    if not _follows(claim, xp, base, deadline):
        return False
    throughout = [premise for premise in claim.premises if _holds_throughout(claim, induction, premise, deadline)]
    xp = PartialOps()
    before = symbols(claim, xp)
    known = [fact(premise, xp, before) for premise in throughout]
    conditions = [fact(premise, xp, before) for premise in claim.premises if premise not in throughout]
    claimed = z3.Implies(z3.And(xp.truth(True), *conditions), z3.And(*_claimed(claim, xp, before)))  # noqa: FBT003
    fields, facts = after_step(claim, induction, xp, before)
    return _follows(claim, xp, Instance(fields, [*known, claimed, *facts]), deadline)


def _holds_throughout(claim: Claim, induction: Induction, premise: Premise, deadline: float) -> bool:
    """Decide whether a premise that holds after the last step also holds before every step.

    It does if no step changes a field that it reads, or if it holds at the start and every step preserves it. Any other
    hypothesis may fail at an earlier step.
    """
    if is_constant(premise, induction):
        return True
    constant = [other for other in claim.premises if is_constant(other, induction)]
    xp = PartialOps()
    begin = {**symbols(claim, xp), **start(induction, xp)}
    facts = [fact(other, xp, begin) for other in constant]
    holds_at_start = _implies(xp, facts, fact(premise, xp, begin), deadline)
    xp = PartialOps()
    before = symbols(claim, xp)
    known = [fact(other, xp, before) for other in (*constant, *induction.premises, premise)]
    after = {**before, **_advanced(induction, xp, before)}
    return holds_at_start and _implies(xp, known, fact(premise, xp, after), deadline)


def _advanced(induction: Induction, xp: PartialOps, before: Mapping[str, Partial]) -> dict[str, Partial]:
    return {name: xp.number(value) for name, value in apply(induction.advance, xp, before).items()}


def _follows(claim: Claim, xp: PartialOps, instance: Instance, deadline: float) -> bool:
    facts = known_facts(xp, instance)
    return all(_implies(xp, facts, side, deadline) for side in _claimed(claim, xp, instance.fields))


def _claimed(claim: Claim, xp: PartialOps, fields: Mapping[str, Partial]) -> list[Any]:
    """Write what a claim asserts: two inequalities, of which an infinite end leaves that the value is defined."""
    lower, upper = apply(claim.interval, xp, fields)
    value = xp.number(apply(claim.value, xp, fields))
    is_defined = xp.truth(value.real)
    return [
        is_defined if claims_nothing(lower) else value >= lower,
        is_defined if claims_nothing(upper) else value <= upper,
    ]


def _implies(xp: PartialOps, facts: list[Any], conclusion: Any, deadline: float) -> bool:
    return solve(xp.terms, [*facts, z3.Not(conclusion)], deadline)[0] == z3.unsat
