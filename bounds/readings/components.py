"""The reading of formulas about vectors component by component, over any other reading of numbers."""

from collections.abc import Callable
from functools import reduce
from typing import Any

from bounds.formulas.graph import OPERATORS
from bounds.ops import OPERATIONS, Ops

Parts = Any
"""One number, or a tuple with the numbers of a vector or with the rows of a matrix."""


class Components:
    """A number, a vector or a matrix, as the numbers of another reading."""

    __hash__ = None  # type: ignore[assignment]
    __slots__ = ("parts",)

    def __init__(self, parts: Parts) -> None:
        """Wrap one number, or a tuple of numbers or rows."""
        self.parts = parts

    def __neg__(self) -> "Components":
        """Return the negative numbers."""
        return Components(_each(OPERATORS["neg"], self.parts))


class ComponentOps:
    """The operations over :class:`Components`, by those of another reading."""

    def __init__(self, xp: Ops) -> None:
        """Read components by another reading."""
        self.xp: Any = xp
        self.inf = xp.inf

    @property
    def pi(self) -> Components:
        """The number π."""
        return Components(self.xp.pi)

    def sum(self, a: Components, /) -> Components:
        """Return the sum of the components."""
        return Components(reduce(OPERATORS["+"], a.parts))

    def norm(self, a: Components, /) -> Components:
        """Return the Euclidean norm, √ of the sum of the squares."""
        return Components(self.xp.sqrt(self.sum(a * a).parts))  # type: ignore[operator]

    def largest(self, a: Components, /) -> Components:
        """Return the largest component."""
        return Components(reduce(self.xp.maximum, a.parts))

    def all(self, condition: Components, /) -> Components:
        """Decide whether a condition holds for every component."""
        return Components(reduce(OPERATORS["&"], condition.parts))

    def matvec(self, matrix: Components, a: Components, /) -> Components:
        """Return the product of a matrix and a vector."""
        return Components(tuple(self.sum(Components(row) * a).parts for row in matrix.parts))  # type: ignore[operator]


def _each(operate: Callable[..., Any], *operands: Parts) -> Parts:
    """Do an operation for every component; a number stands for a vector whose components are all equal."""
    lengths = {len(one) for one in operands if isinstance(one, tuple)}
    if not lengths:
        return operate(*operands)
    (length,) = lengths
    columns = (one if isinstance(one, tuple) else (one,) * length for one in operands)
    return tuple(_each(operate, *row) for row in zip(*columns, strict=True))


def _plain(a: Any) -> Parts:
    return a.parts if isinstance(a, Components) else a


def _define_operator(name: str, operate: Callable[..., Any]) -> None:
    def forward(self: Components, other: Any) -> Components:
        return Components(_each(operate, self.parts, _plain(other)))

    def reflected(self: Components, other: Any) -> Components:
        return Components(_each(operate, _plain(other), self.parts))

    setattr(Components, f"__{name}__", forward)
    setattr(Components, f"__r{name}__", reflected)


def _define_operation(name: str) -> None:
    def operation(self: ComponentOps, *operands: Any) -> Components:
        return Components(_each(getattr(self.xp, name), *map(_plain, operands)))

    operation.__doc__ = f"Do {name} for every component."
    setattr(ComponentOps, name, operation)


for _name, _sign in (
    *(("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("and", "&")),
    *(("le", "<="), ("lt", "<"), ("ge", ">="), ("gt", ">"), ("eq", "=")),
):
    _define_operator(_name, OPERATORS[_sign])
for _name in OPERATIONS:
    if _name not in {"inf", "pi"}:
        _define_operation(_name)
