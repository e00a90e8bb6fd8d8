"""The reading of terms for given vectors, in exact arithmetic: rationals, or balls where a root or σ occurs."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from flint import arb

from bounds.meaning.terms import (
    Absolute,
    Atom,
    Condition,
    Expression,
    Image,
    Inner,
    Largest,
    Multiple,
    Named,
    Norm,
    Number,
    Plus,
    Quotient,
    Smaller,
    Times,
    Total,
    Value,
    Vector,
    VectorPlus,
    VectorTotal,
)
from bounds.readings.exact import Exact, ExactOps, Truth, ball, exact

Components = tuple[Exact, ...]
"""A vector by its components."""

_OPS = ExactOps()


@dataclasses.dataclass(frozen=True)
class Point:
    """Vectors, numbers and linear maps by the names that terms have for them.

    Attributes:
        vectors: The components of each vector; of a vector of each row, those of every row.
        numbers: The numbers; of a number of each row, that of every row.
        maps: Functions of components, by the names of linear maps.
        order: The order p of norms that are not Euclidean: 1, or infinity.
        row: The row that terms of each row are read at.
    """

    vectors: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    numbers: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    maps: Mapping[str, Callable[[Components], Components]] = dataclasses.field(default_factory=dict)
    order: float = 1.0
    row: int = 0

    @property
    def rows(self) -> int:
        """The number of rows."""
        several = [*self.vectors.values(), *self.numbers.values()]
        return max((len(one) for one in several if isinstance(one, list)), default=0)


def number(term: Expression, at: Point) -> Exact:  # noqa: C901
    """Evaluate a number.

    Args:
        term: The number.
        at: The vectors and numbers that it names.

    Returns:
        The number, exactly or as a ball that holds it.

    Raises:
        TypeError: If the term has no value.

    Examples:
        >>> from bounds.meaning.terms import inner, norm
        >>> at = Point({"u": (3, 4), "v": (1, 0)})
        >>> str(number(norm("u"), at)), str(number(inner("u", "v"), at))
        ('5', '3')
    """
    match term:
        case Number(value):
            return exact(value)
        case Named(name, indexed):
            return exact(at.numbers[name][at.row] if indexed else at.numbers[name])
        case Plus(a, b):
            return number(a, at) + number(b, at)
        case Times(a, b):
            return number(a, at) * number(b, at)
        case Quotient(a, b):
            return number(a, at) / number(b, at)
        case Absolute(a):
            return _OPS.abs(number(a, at))
        case Smaller(a, b):
            return _OPS.minimum(number(a, at), number(b, at))
        case Value(function, a):
            return _value(function, number(a, at))
        case Inner(u, v):
            return _inner(components(u, at), components(v, at))
        case Norm(u, kind):
            return _norm(components(u, at), 2.0 if kind == "2" else at.order)
        case Total(a):
            return sum((number(a, one) for one in _each(at)), exact(0))
        case Largest(a):
            return reduce(_OPS.maximum, (number(a, one) for one in _each(at)))
    raise TypeError(f"no number: {term!r:.60}")


def components(term: Vector, at: Point) -> Components:
    """Evaluate a vector.

    Args:
        term: The vector.
        at: The vectors and numbers that it names.

    Returns:
        Its components.

    Raises:
        TypeError: If the term has no value.

    Examples:
        >>> from bounds.meaning.terms import vector
        >>> [str(one) for one in components(2 * vector("u"), Point({"u": (1, -3)}))]
        ['2', '-6']
    """
    match term:
        case Atom(name, indexed):
            return tuple(map(exact, at.vectors[name][at.row] if indexed else at.vectors[name]))
        case VectorPlus(u, v):
            return _sum(components(u, at), components(v, at))
        case Multiple(a, u):
            factor = number(a, at)
            return tuple(factor * one for one in components(u, at))
        case Image(linear, u):
            return tuple(map(exact, at.maps[linear.name](components(u, at))))
        case VectorTotal(u):
            return reduce(_sum, (components(u, one) for one in _each(at)))
    raise TypeError(f"no vector: {term!r:.60}")


def truth(condition: Condition, at: Point) -> Truth:
    """Decide whether a condition is true; one of each row, whether it is true at one row.

    Args:
        condition: The condition.
        at: The vectors and numbers that it names.

    Returns:
        The truth value, of three.

    Examples:
        >>> from bounds.meaning.terms import norm
        >>> truth(norm("u") <= 5, Point({"u": (3, 4)})).certain
        True
    """
    left, right = number(condition.left, at), number(condition.right, at)
    if condition.relation == "=":
        return left == right
    return left < right if condition.relation == "<" else left <= right


def at_every_row(condition: Condition, at: Point) -> list[Truth]:
    """Decide whether a condition is true at each row.

    Args:
        condition: The condition.
        at: The vectors and numbers that it names.

    Returns:
        The truth value at each row; one if there are no rows.

    Examples:
        >>> from bounds.meaning.terms import norm, of_each_row
        >>> at = Point({"x": [(3, 4), (1, 0)]})
        >>> [one.certain for one in at_every_row(norm(of_each_row("x")[0]) <= 2, at)]
        [False, True]
    """
    return [truth(condition, one) for one in (_each(at) or [at])]


def columns(kept: Sequence[bool]) -> Callable[[Components], Components]:
    """Make the projection on some columns.

    Args:
        kept: Which columns are kept.

    Returns:
        The function of components.

    Examples:
        >>> [str(one) for one in columns([True, False])((exact(3), exact(4)))]
        ['3', '0']
    """
    return lambda u: tuple(one if keep else exact(0) for one, keep in zip(u, kept, strict=True))


def _each(at: Point) -> list[Point]:
    return [dataclasses.replace(at, row=row) for row in range(at.rows)]


def _value(function: str, a: Exact) -> Exact:
    if function == "sigmoid":
        return _OPS.sigmoid(a)
    if function == "exp":
        return _OPS.exp(a)
    argument: arb = ball(a)
    return Exact(argument.sin() if function == "sin" else argument.cos())


def _inner(u: Components, v: Components) -> Exact:
    return sum((a * b for a, b in zip(u, v, strict=True)), exact(0))


def _norm(u: Components, order: float) -> Exact:
    if order == 2.0:
        return _OPS.sqrt(_inner(u, u))
    sizes = [_OPS.abs(one) for one in u]
    return sum(sizes, exact(0)) if order == 1.0 else reduce(_OPS.maximum, sizes)


def _sum(u: Components, v: Components) -> Components:
    return tuple(a + b for a, b in zip(u, v, strict=True))
