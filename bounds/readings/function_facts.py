"""What the prover is told of σ, exp and erf: order, convexity and tangents at the arguments that occur.

z3 knows none of these functions, and gives up on facts about all arguments. So there are facts about each value, and
about each pair of values of one function: ground facts, all of which are true of the function itself.
"""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import z3
from flint import ctx

from bounds.readings.exact import ExactOps, ball, sigmoid_bracket

STEEPEST = Fraction(11283791671, 10**10)
"""A number slightly above 2/√π, the slope of erf at 0, which is its largest."""

PRECISE = 2.0**-40
"""Relative distance of the ends of a bracket from the value of a function."""


class Known(NamedTuple):
    """A value of a function: z3's terms of the argument and of the value.

    Attributes:
        argument: The argument.
        value: The value.
        is_there: The condition under which the function has this value, as a term of z3; ``True`` if there is none.
    """

    argument: Any
    value: Any
    is_there: Any = True


class Function(NamedTuple):
    """What the prover is told of a function.

    Attributes:
        alone: The facts about one value.
        pair: The facts about two values, besides that they have the order of their arguments.
        at_zero: The value at 0, which is rational.
        bracket: A lower and an upper bound on the value at a rational argument.
    """

    alone: Callable[[Known], list[Any]]
    pair: Callable[[Known, Known], list[Any]]
    at_zero: Fraction
    bracket: Callable[[Fraction], tuple[Fraction, Fraction]]


def facts_about(function: Function, new: Known, earlier: list[Known]) -> Iterator[Any]:
    """List the facts about a new value of a function, by itself and with every earlier value.

    Args:
        function: The function.
        new: The new value.
        earlier: The earlier values, with the one at 0.

    Yields:
        The facts as terms of z3.

    Examples:
        >>> context = z3.Context()
        >>> zero, one = z3.RealVal(0, context), z3.RealVal(1, context)
        >>> value = z3.Real("e", context)
        >>> solver = z3.Solver(ctx=context)
        >>> solver.add(*facts_about(EXP, Known(one, value), [Known(zero, one)]), value < 2)
        >>> solver.check()  # e is at least 1 + 1
        unsat
    """
    for fact in function.alone(new):
        yield where(fact, new)
    for other in earlier:
        order = [
            (new.argument < other.argument) == (new.value < other.value),
            (new.argument > other.argument) == (new.value > other.value),
        ]
        for fact in (*order, *function.pair(new, other)):
            yield where(fact, new, other)


def where(fact: Any, *values: Known) -> Any:
    """Restrict a fact to where the values that it is about are there.

    Args:
        fact: The fact.
        *values: The values that it is about.

    Returns:
        The fact, under the conditions of the values.

    Examples:
        >>> a = z3.Real("a")
        >>> where(a < 1, Known(a, a)), where(a < 1, Known(a, a, a > 0))
        (a < 1, Implies(And(a > 0), a < 1))
    """
    conditions = [value.is_there for value in values if value.is_there is not True]
    return z3.Implies(z3.And(*conditions), fact) if conditions else fact


# σ


def _sigmoid_alone(one: Known) -> list[Any]:
    return [one.value > 0, one.value < 1]


def _nothing(one: Known, other: Known) -> list[Any]:  # noqa: ARG001
    return []


# exp


def _exp_alone(one: Known) -> list[Any]:
    return [one.value > 0]


def _exp_pair(one: Known, other: Known) -> list[Any]:
    """List facts: each tangent lies below: e^s ≥ e^t (1 + s − t)."""
    return [
        one.value >= other.value * (1 + one.argument - other.argument),
        other.value >= one.value * (1 + other.argument - one.argument),
    ]


# erf


def _erf_alone(one: Known) -> list[Any]:
    return [one.value > -1, one.value < 1]


def _erf_pair(one: Known, other: Known) -> list[Any]:
    """List facts: erf is odd and no steeper than 2/√π, and its chords from 0 flatten away from 0."""
    s, v, t, w = one.argument, one.value, other.argument, other.value
    steepest = z3.RealVal(STEEPEST, v.ctx)
    return [
        (s + t < 0) == (v + w < 0),
        (s + t > 0) == (v + w > 0),
        z3.If(s >= t, v - w <= steepest * (s - t), w - v <= steepest * (t - s)),
        z3.Implies(z3.Or(z3.And(t > 0, s >= t), z3.And(t < 0, s <= t)), v * t <= w * s),
        z3.Implies(z3.Or(z3.And(s > 0, t >= s), z3.And(s < 0, t <= s)), w * s <= v * t),
    ]


# Brackets


def _bracket(operation: str) -> Callable[[Fraction], tuple[Fraction, Fraction]]:
    def bracket(point: Fraction) -> tuple[Fraction, Fraction]:
        with ctx.workprec(128):
            value = float(ball(getattr(ExactOps(), operation)(point)).mid())
        slack = PRECISE * abs(value)
        below, above = value - slack, value + slack
        is_finite = math.isfinite(above) and slack > 0.0
        return (Fraction(below), Fraction(above)) if is_finite else _WIDEST[operation]

    return bracket


_WIDEST = {"exp": (Fraction(0), Fraction(10) ** 400), "erf": (Fraction(-1), Fraction(1))}
"""Brackets where float64 does not hold the value."""

SIGMOID = Function(_sigmoid_alone, _nothing, Fraction(1, 2), sigmoid_bracket)
"""σ lies in (0, 1)."""

EXP = Function(_exp_alone, _exp_pair, Fraction(1), _bracket("exp"))
"""exp is positive and convex."""

ERF = Function(_erf_alone, _erf_pair, Fraction(0), _bracket("erf"))
"""erf lies in (−1, 1), is odd, and is concave above 0."""
