"""The exact reading of one instance: is it violated beyond every doubt about rounding?"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from threading import RLock
from typing import Any, NamedTuple

from flint import ctx

from bounds.checker import FIELD_ERROR, OUTSIDE, find
from bounds.claim import Claim, Kind, Premise, apply, reads
from bounds.display import number
from bounds.fields import EXACT
from bounds.readings.exact import Exact, ExactOps, around, exact, within

PRECISION = 256
"""Bits of the balls."""


PRECISION_IS_GLOBAL = RLock()
"""Held while numbers are computed to that precision."""


class Outcome(StrEnum):
    """What exact arithmetic says of an instance."""

    VIOLATED = "violated"
    """For every real value of the fields within their errors."""
    HOLDS = "holds"
    """For every real value of the fields within their errors."""
    INAPPLICABLE = "inapplicable"
    """A domain or hypothesis premise fails, for every real value of the fields within their errors."""
    UNDECIDED = "undecided"
    """It depends on where within their errors the fields lie."""


class Certificate(NamedTuple):
    """The exact verdict on one instance.

    Attributes:
        outcome: What exact arithmetic says.
        failed: Names of the premises that certainly fail.
        undecided: Names of the premises that hold for some values of the fields within their errors only.
        unchecked: Names of the premises that read a field that was left out.
        lower: Lower end at the given fields, as a rational or 15 digits.
        value: The bounded quantity, likewise.
        upper: Upper end, likewise.
    """

    outcome: Outcome
    failed: tuple[str, ...]
    undecided: tuple[str, ...]
    unchecked: tuple[str, ...]
    lower: str
    value: str
    upper: str

    @property
    def refutes(self) -> bool:
        """Whether this instance contradicts the claim: violated although every premise certainly holds."""
        return self.outcome is Outcome.VIOLATED and not (self.failed or self.undecided or self.unchecked)

    def __repr__(self) -> str:
        """Print the outcome, the value and the interval, and the premises that do not certainly hold."""
        lower, value, upper = map(number, (self.lower, self.value, self.upper))
        premises = (("failed", self.failed), ("undecided", self.undecided), ("unchecked", self.unchecked))
        lines = [f"  {what}: {'; '.join(names)}" for what, names in premises if names]
        return "\n".join([f"Certificate: {self.outcome}, value {value}, interval [{lower}, {upper}]", *lines])


def certify(
    claim: Claim | str,
    /,
    *,
    field_error: float = FIELD_ERROR,
    errors: Any = None,
    **fields: Any,
) -> Certificate:
    """Read a claim exactly, for one instance, over every real value of its fields within their errors.

    A field that meets its definition to 1e-6 is read as everything between the two. Safe to call from many threads.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        field_error: Relative error of measured fields; 0 reads them as they stand.
        errors: Mapping of field names to absolute errors, beside the relative one.
        **fields: One number each: a float (the binary fraction that it is), int, ``Fraction``, text like ``"3/4"``, or
            an exact number, which may be a ball.

    Returns:
        The certificate.

    Raises:
        KeyError: If there is no claim of that id.
        TypeError: If a field is not one of the claim's, or not one finite number.
        ValueError: If a field that the claim cannot do without is missing, or the relative error is not in [0, 1).
    """  # noqa: DOC502
    claim = find(claim)
    if not 0.0 <= field_error < 1.0:
        raise ValueError(f"field_error must be at least 0 and below 1, not {field_error}")
    claim.require(fields)
    points = {name: _number(name, value) for name, value in fields.items() if name in claim.read}
    with PRECISION_IS_GLOBAL, ctx.workprec(PRECISION):
        checked = [premise for premise in claim.premises if set(reads(premise.holds)) <= set(points)]
        balls = _balls(checked, points, field_error, errors or {})
        failed, undecided = _judge(checked, points, balls)
        outcome = _outcome(claim, balls, failed, undecided)
        lower, value, upper = (str(_end(end)) for end in _interval(claim, points))
    unchecked = [premise for premise in claim.premises if premise not in checked]
    return Certificate(outcome, _names(failed), _names(undecided), _names(unchecked), lower, value, upper)


def _names(premises: list[Premise]) -> tuple[str, ...]:
    return tuple(premise.name for premise in premises)


def _balls(
    premises: list[Premise], points: Mapping[str, Exact], relative: float, errors: Mapping[str, float]
) -> dict[str, Exact]:
    """Every value that each field may really have; a field that nearly meets its definition, all between the two."""
    balls = {
        name: within(point, 0.0 if name in EXACT else relative, errors.get(name, 0.0)) for name, point in points.items()
    }
    for premise in premises:
        if premise.formula and premise.defines and _met(premise, points):
            balls[premise.defines] = around(balls[premise.defines], apply(premise.formula, ExactOps(), balls))
    return balls


def _judge(
    premises: list[Premise], points: Mapping[str, Exact], balls: Mapping[str, Exact]
) -> tuple[list[Premise], list[Premise]]:
    """The premises that fail for all values of the fields, and those that do for some."""
    failed, undecided = [], []
    for premise in premises:
        # What a quantity is, a norm or a positive weight, it is whatever its error; and what meets its definition at
        # the given fields is read as what it is defined to be.
        at_the_point = premise.kind is Kind.DOMAIN or _met(premise, points)
        truth = apply(premise.holds, ExactOps(), points if at_the_point else balls)
        if not truth.possible:
            failed.append(premise)
        elif not truth.certain:
            undecided.append(premise)
    return failed, undecided


def _met(premise: Premise, points: Mapping[str, Exact]) -> bool:
    return premise.kind is Kind.DEFINITION and apply(premise.holds, ExactOps(), points).certain


def _outcome(claim: Claim, balls: Mapping[str, Exact], failed: list[Premise], undecided: list[Premise]) -> Outcome:
    if any(premise.kind in OUTSIDE for premise in failed):
        return Outcome.INAPPLICABLE
    lower, value, upper = (_end(end) for end in _interval(claim, balls))
    if ((lower <= value) & (value <= upper)).certain:
        return Outcome.HOLDS
    speaks = not any(premise.kind in OUTSIDE for premise in undecided)
    violated = (value < lower).certain or (value > upper).certain
    return Outcome.VIOLATED if speaks and violated else Outcome.UNDECIDED


def _interval(claim: Claim, fields: Mapping[str, Exact]) -> tuple[Any, Any, Any]:
    lower, upper = apply(claim.interval, ExactOps(), fields)
    return lower, apply(claim.value, ExactOps(), fields), upper


def _end(end: Exact | float) -> Exact:
    return end if isinstance(end, Exact) else exact(end)


def _number(name: str, value: Any) -> Exact:
    if isinstance(value, Exact):
        return value
    try:
        return exact(Fraction(value.item() if hasattr(value, "item") else value))
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise TypeError(f"the field {name!r} is not one finite number: {value!r:.60}") from None
