"""The question whether a claim is about anything: whether any numbers satisfy its premises."""

from typing import Any

import z3

from bounds.claim import Claim, Induction, Premise, reads
from bounds.instance import Instance, after_step, fact, given, start
from bounds.proving.solving import EFFORT, known_facts, solve, symbols
from bounds.readings.partial import PartialOps


def are_met(claim: Claim, deadline: float) -> Any:
    """Decide whether any numbers satisfy the premises; of a claim about steps, also whether any step can be made.

    Args:
        claim: The claim.
        deadline: The time at which to stop, on the clock of ``time.perf_counter``.

    Returns:
        The answer of z3: ``unsat`` if there are no such numbers, and ``unknown`` if z3 does not come to an end.

    Examples:
        >>> import dataclasses, time
        >>> from bounds import CLAIMS, Kind
        >>> claim = CLAIMS["lemma1.norms"]
        >>> never = Premise("Δ < 0", Kind.HYPOTHESIS, lambda xp, delta: xp.divide(1.0, delta) < 0.0, "an example")
        >>> premises = (*claim.premises, never, Premise("Δ ≥ 0", Kind.DOMAIN, lambda xp, delta: delta >= 0.0, "a norm"))
        >>> are_met(claim, time.perf_counter() + 60.0)
        sat
        >>> are_met(dataclasses.replace(claim, premises=premises), time.perf_counter() + 60.0)
        unsat
    """
    xp = PartialOps()
    anywhere = _is_met(xp, given(claim, xp, symbols(claim, xp)), deadline)
    if claim.induction is None:
        return anywhere
    xp = PartialOps()
    begin = {**symbols(claim, xp), **start(claim.induction, xp)}
    constant = [premise for premise in claim.premises if is_constant(premise, claim.induction)]
    step = [fact(premise, xp, begin) for premise in (*constant, *claim.induction.premises)]
    first_step = _is_met(xp, Instance(begin, step), deadline)
    spoken_of = _is_met(xp, given(claim, xp, begin), deadline)
    if spoken_of == z3.unsat:  # not of the start: then of something after a step
        xp = PartialOps()
        spoken_of = _is_met(xp, after_step(claim, claim.induction, xp, symbols(claim, xp)), deadline)
    answers = (anywhere, first_step, spoken_of)
    return next((answer for answer in (z3.unsat, z3.unknown) if answer in answers), z3.sat)


def is_constant(premise: Premise, induction: Induction) -> bool:
    """Decide whether a premise says the same before and after every step.

    Args:
        premise: The premise.
        induction: The steps.

    Returns:
        Whether no step changes a field that the premise reads.

    Examples:
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma1.sound"]
        >>> [premise.name for premise in claim.premises if not is_constant(premise, claim.induction)]
        ['N ≥ 0', '‖w_NR − w_R‖ ≥ 0']
    """
    return not set(reads(premise.holds)) & set(induction.start)


def _is_met(xp: PartialOps, instance: Instance, deadline: float) -> Any:
    return solve(xp.terms, known_facts(xp, instance), deadline, effort=EFFORT)[0]
