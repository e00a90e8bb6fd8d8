"""Proofs and refutations: does a claim follow from its premises, for all reals?"""

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
INDUCTION = "base and induction step; facts about vectors enter as premises of one step"

REPLAYED = "one instance, replayed exactly; facts about vectors enter as premises"

NO_INSTANCE = "no numbers satisfy the premises, so the claim says nothing; mend or leave out a premise"

MARGINS = (Fraction(0), Fraction(1, 1024), Fraction(1, 16), Fraction(1))
"""How far beyond the bound a counterexample is sought: without a margin it is found soonest, with one it is more likely
to survive that irrational numbers in it are replaced by nearby rationals."""

PATIENCE = 1.0
"""Seconds that one search for a counterexample may take before the next margin is tried."""


REFINEMENTS = 8
"""How often a counterexample that fails under the true σ is sought again with more known of σ."""


VERSION = 1
"""Rises when a proof may come out otherwise than before: what was stored earlier is proved again."""

LONGEST = 1e6
"""Seconds beyond which nobody waits; z3 counts milliseconds in 32 bits."""


Result = Literal["proved", "refuted", "vacuous", "unknown"]


class Proof(NamedTuple):
    """What became of a claim.

    Attributes:
        result: ``proved``: the interval follows from the premises for all reals. ``refuted``: the counterexample
            satisfies every premise and breaks the interval. ``vacuous``: nothing satisfies the premises. ``unknown``:
            nothing of this was reached in time.
        counterexample: For ``refuted``, rational fields; the exact reading confirmed them. Else ``None``.
        seconds: Time taken.
        limit: What the result speaks of, and what it takes for granted.
        definition_hash: SHA-256 of the definition that the result is about.
        claim_id: The id of the claim that was asked about; empty if it is unknown.
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
    """Prove a claim, or refute it with rationals, or show that it speaks of nothing, or give up.

    Definitions are substituted. A claim about what steps add up to is proved by induction, at 0 steps and from each
    step to the next, and refuted by a first step that breaks it.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        timeout: Seconds in all.

    Returns:
        The proof.

    Raises:
        KeyError: If there is no claim of that id.
        ValueError: If the timeout is not positive, or beyond all patience.
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
    """Check that somebody will wait for a proof.

    Args:
        timeout: Seconds.

    Raises:
        ValueError: If it is not positive, or beyond all patience.
    """
    if not 0.0 < timeout <= LONGEST:
        raise ValueError(f"timeout must be positive and at most {LONGEST:g} seconds, not {timeout}")


def _decide(claim: Claim, deadline: float) -> tuple[Result, dict[str, Fraction] | None]:
    """The result, and the counterexample if there is one."""
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
    """Whether it is certain that nothing satisfies the premises, whatever the step."""
    xp = TermOps()
    facts = given(claim, xp, _symbols(claim, xp)).facts
    if xp.quotients:  # infinite where a divisor is 0, which no real number is
        return False
    return _solve(xp, facts, min(deadline, time.perf_counter() + PATIENCE))[0] == z3.unsat


def _directly(claim: Claim, deadline: float) -> bool:
    xp = TermOps()
    return _follows(claim, xp, given(claim, xp, _symbols(claim, xp)), deadline)


def _by_induction(claim: Claim, induction: Induction, deadline: float) -> bool:
    """At 0 steps; and at one step more, if at any number of steps at which the premises hold."""
    xp = TermOps()
    base = given(claim, xp, {**_symbols(claim, xp), **start(induction, xp)})
    if not _follows(claim, xp, base, deadline):
        return False
    throughout = [premise for premise in claim.premises if _holds_throughout(claim, induction, premise, deadline)]
    xp = TermOps()
    before = _symbols(claim, xp)
    known = [fact(premise, xp, before) for premise in throughout]
    if_met = [fact(premise, xp, before) for premise in claim.premises if premise not in throughout]
    claimed = z3.Implies(z3.And(xp.true, *if_met), z3.And(xp.true, *_sides(claim, xp, before)))
    fields, facts = after_step(claim, induction, xp, before)
    return _follows(claim, xp, Instance(fields, [*known, claimed, *facts]), deadline)


def _holds_throughout(claim: Claim, induction: Induction, premise: Premise, deadline: float) -> bool:
    """Whether a premise holds before every step: steps change nothing that it reads, or it holds at the start and on.

    Of all else a hypothesis may have failed on the way, though it holds after the last step.
    """
    changed = set(induction.start)
    if not set(reads(premise.holds)) & changed:
        return True
    constant = [one for one in claim.premises if not set(reads(one.holds)) & changed]
    xp = TermOps()
    at_start = {**_symbols(claim, xp), **start(induction, xp)}
    begins = _implies(xp, [fact(one, xp, at_start) for one in constant], fact(premise, xp, at_start), deadline)
    xp = TermOps()
    before = _symbols(claim, xp)
    known = [fact(one, xp, before) for one in (*constant, *induction.premises, premise)]
    after = {**before, **apply(induction.advance, xp, before)}
    return begins and _implies(xp, known, fact(premise, xp, after), deadline)


def _implies(xp: TermOps, facts: list[Any], conclusion: Any, deadline: float) -> bool:
    return _solve(xp, [*facts, z3.Not(conclusion)], deadline)[0] == z3.unsat


def _follows(claim: Claim, xp: TermOps, instance: Instance, deadline: float) -> bool:
    """Whether the claim holds of an instance. Where a divisor may be 0, inside a formula, nothing is concluded."""
    sides = _sides(claim, xp, instance.fields)
    soon = min(deadline, time.perf_counter() + PATIENCE)
    known = xp.finite(instance.facts)
    certain = [one for one in xp.quotients if _implies(xp, known, one.divisor != 0, soon)]
    if not set(xp.quotients) <= {*certain, xp.whole(apply(claim.interval, xp, instance.fields)[1])}:
        return False
    facts = [*instance.facts, *(one.divisor != 0 for one in certain)]
    return all(_implies(xp, facts, side, deadline) for side in sides)


def _sides(claim: Claim, xp: TermOps, fields: Mapping[str, Any], margin: Fraction = Fraction(0)) -> list[Any]:
    """The inequalities that a claim asserts, the bound moved outwards by a margin; an infinite end asserts none.

    A quotient that is the whole upper end is infinite where its divisor is 0. Any other quotient by 0 is any number.
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
    """Rational fields that satisfy every premise and break the claim, as simple as found, replayed exactly."""
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
    """Models of the facts, each closer to the true σ than the one before."""  # noqa: DOC402
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
    """The fields of the claim that free numbers give, or ``None`` if a definition makes one of them irrational."""
    fields, _ = first(claim, ExactOps(), {name: exact(number) for name, number in numbers.items()})
    values = {name: fields[name].fraction() for name in claim.fields if name in fields}
    return None if None in values.values() else values  # type: ignore[return-value]
