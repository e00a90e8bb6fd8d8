"""The exact reading of one instance, which decides beyond doubt about rounding whether a claim is violated."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
from flint import ctx

from bounds.checker import FIELD_ERROR, OUTSIDE, find
from bounds.claim import Claim, Kind, Premise, apply, reads
from bounds.components import components, sizes_of, sizes_of_components
from bounds.display import number
from bounds.field_errors import instance_errors, stated_errors
from bounds.fields import EXACT
from bounds.readings.exact import Exact, ExactOps, around, exact, within
from bounds.vectors import at

PRECISION = 256
"""Precision of the balls in bits."""

DIGITS = 4_000
"""Most digits of a field that is given as text, before and after the point; ``1e99999999`` would fill the memory."""

EXPONENT = re.compile(r"[eE]([-+]?\d[\d_]*)\s*$")
"""The exponent of ten at the end of a number."""

PRECISION_IS_GLOBAL = RLock()
"""Lock that a thread holds while it computes with this precision, which is a global setting of the library of balls."""


class Outcome(StrEnum):
    """The decision of exact arithmetic on one instance."""

    VIOLATED = "violated"
    """The value lies outside the interval for all real values of the fields within their errors."""
    HOLDS = "holds"
    """The value lies in the interval for all real values of the fields within their errors."""
    INAPPLICABLE = "inapplicable"
    """A premise of kind domain or hypothesis fails for all real values of the fields within their errors."""
    UNDECIDED = "undecided"
    """Different real values of the fields within their errors give different decisions."""


class Certificate(NamedTuple):
    """The exact verdict on one instance.

    Attributes:
        outcome: The decision of exact arithmetic.
        failed: The names of the premises that certainly fail.
        undecided: The names of the premises that hold only for some values of the fields within their errors.
        unchecked: The names of the premises that read a field that was left out.
        lower: The lower end at the given fields, as a rational or with 15 digits.
        value: The bounded quantity at the given fields, in the same form.
        upper: The upper end at the given fields, in the same form.
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
        """Whether the instance is a counterexample: the claim is violated although every premise certainly holds."""
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
    """Decide a claim on one instance by exact arithmetic, for all real values of its fields within their errors.

    A field that equals its definition up to a relative difference of 1e-6 stands for all numbers between its value and
    the definition's. Several threads may call this function at once.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        field_error: The relative error of measured fields; with 0 the given numbers are exact.
        errors: The absolute errors by field name, in addition to the relative one.
        **fields: One number for each field: a float (read as an exact binary fraction), an int, a ``Fraction``, text
            such as ``"3/4"``, or an :class:`~bounds.readings.exact.Exact` number, which may be a ball. A list of them
            for a vector, a list of rows for a matrix; or every component by its name, as in a counterexample.

    Returns:
        The certificate with the decision.

    Raises:
        KeyError: If no claim has the id.
        TypeError: If a field does not belong to the claim, or a field or an error is not one finite number.
        ValueError: If a field is missing that the value or an interval reads, a field has too many digits, the relative
            error is not in [0, 1), or an absolute error is negative or not finite.

    Examples:
        >>> certify("lemma1.norms", field_error=0.0, norm_nr=1, norm_r="7/4", delta=0.5, weight_gap="3/4")
        Certificate: violated, value 7/4, interval [1/2, 3/2]
          failed: ‖w_NR − w_R‖ ≤ Δ
    """  # noqa: DOC502
    claim = find(claim)
    if not 0.0 <= field_error < 1.0:
        raise ValueError(f"field_error must be at least 0 and below 1, not {field_error}")
    if claim.shapes and (sizes := sizes_of_components(claim, fields)):
        return certify(at(claim, sizes), field_error=field_error, errors=errors, **fields)
    claim.require(fields)
    if claim.shapes:
        sizes = sizes_of(claim, {name: np.shape(value) for name, value in fields.items()})
        stated = components(claim, instance_errors(claim, errors), sizes)
        numbers = components(claim, fields, sizes)
        return certify(at(claim, sizes), field_error=field_error, errors=stated, **numbers)
    absolute = stated_errors(claim, errors)
    for name, error in absolute.items():
        if error == math.inf:
            raise ValueError(f"{claim.id}: the error of {name!r} must be finite, not inf")
    points = {name: _number(name, value) for name, value in fields.items() if name in claim.read}
    with PRECISION_IS_GLOBAL, ctx.workprec(PRECISION):
        checked = [premise for premise in claim.premises if set(reads(premise.holds)) <= set(points)]
        balls = _balls(checked, points, field_error, absolute)
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
    """Give every field the ball of its possible values, up to its definition where it nearly equals that."""
    balls = {
        name: within(point, 0.0 if name in EXACT else relative, errors.get(name, 0.0)) for name, point in points.items()
    }
    for premise in premises:
        if premise.formula and premise.defines and _is_met_definition(premise, points):
            balls[premise.defines] = around(balls[premise.defines], apply(premise.formula, ExactOps(), balls))
    return balls


def _judge(
    premises: list[Premise], points: Mapping[str, Exact], balls: Mapping[str, Exact]
) -> tuple[list[Premise], list[Premise]]:
    """Find the premises that fail for all values of the fields, and those that fail only for some."""
    failed, undecided = [], []
    for premise in premises:
        # A norm is non-negative and a weight positive whatever its error, so a domain is judged at the given fields; so
        # is a definition that holds there.
        at_given_fields = premise.kind is Kind.DOMAIN or _is_met_definition(premise, points)
        truth = apply(premise.holds, ExactOps(), points if at_given_fields else balls)
        if not truth.possible:
            failed.append(premise)
        elif not truth.certain:
            undecided.append(premise)
    return failed, undecided


def _is_met_definition(premise: Premise, points: Mapping[str, Exact]) -> bool:
    return premise.kind is Kind.DEFINITION and apply(premise.holds, ExactOps(), points).certain


def _outcome(claim: Claim, balls: Mapping[str, Exact], failed: list[Premise], undecided: list[Premise]) -> Outcome:
    if any(premise.kind in OUTSIDE for premise in failed):
        return Outcome.INAPPLICABLE
    lower, value, upper = (_end(end) for end in _interval(claim, balls))
    if ((lower <= value) & (value <= upper)).certain:
        return Outcome.HOLDS
    applicable = not any(premise.kind in OUTSIDE for premise in undecided)
    violated = (value < lower).certain or (value > upper).certain
    return Outcome.VIOLATED if applicable and violated else Outcome.UNDECIDED


def _interval(claim: Claim, fields: Mapping[str, Exact]) -> tuple[Any, Any, Any]:
    lower, upper = apply(claim.interval, ExactOps(), fields)
    return lower, apply(claim.value, ExactOps(), fields), upper


def _end(end: Exact | float) -> Exact:
    return end if isinstance(end, Exact) else exact(end)


def _number(name: str, value: Any) -> Exact:
    if isinstance(value, Exact):
        return value
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, float) and math.isfinite(number):
        return exact(number)
    text = str(number) if isinstance(number, str | Decimal) else ""
    exponent = EXPONENT.search(text)
    if len(text) > DIGITS or (exponent and (len(exponent[1]) > 9 or abs(int(exponent[1].replace("_", ""))) > DIGITS)):
        raise ValueError(
            f"the field {name!r} is {text:.40}...: give at most {DIGITS:,} digits, before and after the point"
        )
    try:
        return exact(Fraction(text or number))
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise TypeError(f"the field {name!r} is not one finite number: {value!r:.60}") from None
