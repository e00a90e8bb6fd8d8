"""The exact reading of one instance: is it violated beyond every doubt about rounding?"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from flint import ctx

from bounds.checker import FIELD_ERROR, find
from bounds.claim import Claim, Kind, apply, reads
from bounds.readings.exact import Exact, ExactOps, exact, within

PRECISION = 256
"""Bits of the balls."""


class Outcome(StrEnum):
    """What exact arithmetic says of an instance."""

    VIOLATED = "violated"
    """For every real value of the fields within their relative error."""
    HOLDS = "holds"
    """For every real value of the fields within their relative error."""
    INAPPLICABLE = "inapplicable"
    """A domain or hypothesis premise fails, or is undecided, at the given fields."""
    UNDECIDED = "undecided"
    """It depends on where in their relative error the fields lie."""


class Certificate(NamedTuple):
    """The exact verdict on one instance.

    Attributes:
        outcome: What exact arithmetic says.
        failed: Names of the premises that do not certainly hold at the given fields.
        unchecked: Names of the premises that read a field that was left out.
        lower: Lower end at the given fields, as a rational or 15 digits.
        value: The bounded quantity, likewise.
        upper: Upper end, likewise.
    """

    outcome: Outcome
    failed: tuple[str, ...]
    unchecked: tuple[str, ...]
    lower: str
    value: str
    upper: str


def certify(claim: Claim | str, /, *, field_error: float = FIELD_ERROR, **fields: Any) -> Certificate:
    """Read a claim exactly, for one instance.

    Premises are evaluated at the given fields; the interval over every real value within their relative error.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        field_error: Relative error of the fields; 0 reads them as they stand.
        **fields: One number each: a float (the binary fraction that it is), int, ``Fraction``, or text like ``"3/4"``.

    Returns:
        The certificate.

    Raises:
        KeyError: If there is no claim of that id.
        TypeError: If a field is not one of the claim's, or not one finite number.
        ValueError: If a field that the claim cannot do without is missing.
    """  # noqa: DOC502
    claim = find(claim)
    points = _points(claim, fields)
    with ctx.workprec(PRECISION):
        ends = [_end(end) for end in _interval(claim, points)]
        failed = failed_premises(claim, points)
        outcome = Outcome.INAPPLICABLE
        if not any(premise.kind in (Kind.DOMAIN, Kind.HYPOTHESIS) for premise in failed):
            outcome = _outcome(claim, {name: within(point, field_error) for name, point in points.items()})
        missing = [premise.name for premise in claim.premises if not set(reads(premise.holds)) <= set(points)]
        return Certificate(outcome, tuple(premise.name for premise in failed), tuple(missing), *map(str, ends))


def failed_premises(claim: Claim, points: Mapping[str, Exact]) -> list[Any]:
    """The premises that do not certainly hold at a point.

    Args:
        claim: A claim.
        points: Exact fields; premises that read others are passed over.

    Returns:
        The premises, in order.
    """
    return [
        premise
        for premise in claim.premises
        if set(reads(premise.holds)) <= set(points) and not apply(premise.holds, ExactOps(), points).certain
    ]


def _outcome(claim: Claim, fields: Mapping[str, Exact]) -> Outcome:
    lower, value, upper = (_end(end) for end in _interval(claim, fields))
    if (value < lower).certain or (value > upper).certain:
        return Outcome.VIOLATED
    return Outcome.HOLDS if ((lower <= value) & (value <= upper)).certain else Outcome.UNDECIDED


def _interval(claim: Claim, fields: Mapping[str, Exact]) -> tuple[Any, Any, Any]:
    lower, upper = apply(claim.interval, ExactOps(), fields)
    return lower, apply(claim.value, ExactOps(), fields), upper


def _end(end: Exact | float) -> Exact:
    return end if isinstance(end, Exact) else exact(end)


def _points(claim: Claim, fields: Mapping[str, Any]) -> dict[str, Exact]:
    claim.require(fields)
    return {name: exact(_fraction(name, value)) for name, value in fields.items() if name in claim.read}


def _fraction(name: str, value: Any) -> Fraction:
    try:
        return Fraction(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise TypeError(f"the field {name!r} is not one finite number: {value!r:.60}") from None
