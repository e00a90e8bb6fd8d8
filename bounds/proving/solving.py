"""Questions to z3 about the instances of a claim."""

import time
from typing import Any

import z3

from bounds.claim import Claim
from bounds.instance import Instance, free_names
from bounds.readings.partial import PartialOps
from bounds.readings.terms import TermOps

EFFORT = 4_000_000
"""Most steps of z3 for a question on which the meaning of a proof depends. z3 counts them, not the time, so that the
answer is the same on a busy machine. The premises of the claims of this package take at most 5,000."""


def symbols(claim: Claim, xp: Any) -> dict[str, Any]:
    """Make a variable for every number that determines an instance of a claim at some number of steps.

    Args:
        claim: The claim.
        xp: The operations of a reading that has variables.

    Returns:
        The variables by name.

    Examples:
        >>> from bounds import CLAIMS
        >>> symbols(CLAIMS["lemma1.norms"], TermOps())["delta"]
        delta
    """
    names = (*free_names(claim), *(claim.induction.start if claim.induction else ()))
    return {name: xp.symbol(name) for name in names}


def solve(xp: TermOps, facts: list[Any], deadline: float, *, effort: int = 0) -> tuple[Any, Any]:
    """Ask z3 whether facts can be true together.

    Args:
        xp: The reading in whose terms the facts are.
        facts: The facts.
        deadline: The time at which to stop, on the clock of ``time.perf_counter``.
        effort: The largest number of z3's steps; 0 for no limit.

    Returns:
        The answer ``z3.sat``, ``z3.unsat`` or ``z3.unknown``, and a model for ``z3.sat``, else ``None``.

    Examples:
        >>> xp = TermOps()
        >>> root = xp.sqrt(2.0)
        >>> solve(xp, [root < 1], time.perf_counter() + 60.0)[0]
        unsat
    """
    left = deadline - time.perf_counter()
    if left <= 0.0:
        return z3.unknown, None
    solver = z3.Solver(ctx=xp.context)
    solver.set("timeout", max(1, int(1000 * left)), "random_seed", 0, "rlimit", effort)
    solver.add(*facts, *xp.facts)
    answer = solver.check()
    return answer, solver.model() if answer == z3.sat else None


def known_facts(xp: PartialOps, instance: Instance) -> list[Any]:
    """List what is known of an instance: its facts, and that each of its fields is a real number.

    Args:
        xp: The reading in whose terms the instance is.
        instance: The instance.

    Returns:
        The facts as terms of z3.

    Examples:
        >>> xp = PartialOps()
        >>> a = xp.symbol("a")
        >>> known_facts(xp, Instance({"a": a, "b": 1.0 / a}, [a <= 1.0]))
        [1 >= a, a != 0]
    """
    real = (field.real for field in instance.fields.values())
    return [*instance.facts, *(xp.truth(flag) for flag in real if flag is not True)]
