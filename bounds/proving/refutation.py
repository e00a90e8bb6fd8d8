"""Refutations: instances in which the premises hold and the bound does not, in simple fractions, replayed exactly."""

import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import z3

from bounds.certifier import certify
from bounds.claim import Claim, apply
from bounds.falsification.simplify import simplest
from bounds.instance import first, free_names
from bounds.ops import claims_nothing
from bounds.proving.solving import solve
from bounds.readings.exact import ExactOps, exact
from bounds.readings.terms import TermOps, rational

MARGINS = (Fraction(0), Fraction(1, 1024), Fraction(1, 16), Fraction(1))
"""Distances beyond the bound at which a counterexample is sought. The search is fastest without a margin. With a margin
a counterexample is more likely to remain one when nearby rationals replace its irrational numbers."""

PATIENCE = 1.0
"""Longest time in seconds of one search for a counterexample; then the next margin is tried."""

REFINEMENTS = 8
"""Largest number of searches with one margin; each of them knows more values of functions than the one before."""


def refute(claim: Claim, deadline: float) -> dict[str, Fraction] | None:
    """Find simple rational fields that satisfy every premise and break the claim, as exact arithmetic confirms.

    Args:
        claim: The claim.
        deadline: The time at which to stop, on the clock of ``time.perf_counter``.

    Returns:
        The fields by name; ``None`` if no counterexample was found.

    Examples:
        >>> from bounds import CLAIMS
        >>> counterexample = refute(CLAIMS["theorem4.printed"], time.perf_counter() + 60.0)
        >>> certify("theorem4.printed", field_error=0.0, **counterexample).refutes
        True
    """
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


def _sides(claim: Claim, xp: TermOps, fields: Mapping[str, Any], margin: Fraction) -> list[Any]:
    """Write the inequalities that a claim asserts, with both ends moved outwards by a margin."""
    lower, upper = apply(claim.interval, xp, fields)
    value, slack = apply(claim.value, xp, fields), xp.number(margin)
    sides = [] if claims_nothing(lower) else [lower - slack <= value]
    return sides if claims_nothing(upper) else [*sides, value <= upper + slack]


def _models(facts: list[Any], xp: TermOps, deadline: float) -> Iterator[z3.ModelRef]:
    """Yield models of the facts, each with values of functions that are closer to the true ones."""
    for _ in range(REFINEMENTS):
        answer, model = solve(xp, facts, min(deadline, time.perf_counter() + PATIENCE))
        if answer != z3.sat:
            return
        yield model
        xp.pin(model)


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
