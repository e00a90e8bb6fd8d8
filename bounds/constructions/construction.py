"""What a construction is: parameters from which concrete models, an instance, and every field of a claim follow."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, Literal, NamedTuple

from bounds.ops import Scalar
from bounds.readings.angles import EXACT_PLANE, PlaneOps
from bounds.readings.exact import exact

Fields = dict[str, Scalar]
Build = Callable[[PlaneOps, Mapping[str, Scalar]], Fields]
"""A function ``(xp, parameters by name) -> fields by name``, over the operations of a reading."""


class Parameter(NamedTuple):
    """One number that may be chosen freely.

    Attributes:
        name: Such as ``w_nr[0]``.
        low: Smallest value.
        high: Largest value.
        scale: How it is drawn: evenly over its logarithm, or over all magnitudes below the largest, of either sign.
        values: The few values that it may take; a search never moves it. Empty if it may be anything between.
    """

    name: str
    low: float
    high: float
    scale: Literal["linear", "log"] = "linear"
    values: tuple[int, ...] = ()

    def allows(self, number: Any) -> Any:
        """Whether a number is one that it may be.

        Args:
            number: A fraction, or an array of numbers.

        Returns:
            The truth, one for each number.
        """
        if self.values:
            return reduce(operator.or_, (number == value for value in self.values))
        return (self.low <= number) & (number <= self.high)


@dataclass(frozen=True, eq=False)
class Construction:
    """Concrete models and an instance, or free scalars, from which the fields of claims follow.

    Facts about vectors (Cauchy-Schwarz, the triangle inequality, what a training step does) hold by construction, for
    every choice of the parameters. Equality is identity, so that a construction is a static argument of ``jax.jit``.

    Attributes:
        name: Short and unique.
        level: ``vector`` for models, data and recourses; ``scalar`` for the fields themselves.
        statement: What it is, in one line.
        parameters: What may be chosen.
        fields: The fields that follow.
    """

    name: str
    level: Literal["scalar", "vector"]
    statement: str
    parameters: tuple[Parameter, ...]
    fields: Build

    @cached_property
    def provides(self) -> frozenset[str]:
        """Names of the fields that it gives."""
        return frozenset(self.fields(EXACT_PLANE, {one.name: exact(_middling(one)) for one in self.parameters}))


def _middling(parameter: Parameter) -> float | int:
    return parameter.values[0] if parameter.values else (parameter.low + parameter.high) / 2.0


def real(name: str, size: float) -> Parameter:
    """A number of either sign.

    Args:
        name: Its name.
        size: Its largest magnitude.

    Returns:
        The parameter.
    """
    return Parameter(name, -size, size)


def positive(name: str, low: float, high: float) -> Parameter:
    """A positive number, drawn evenly over its logarithm.

    Args:
        name: Its name.
        low: Smallest value.
        high: Largest value.

    Returns:
        The parameter.
    """
    return Parameter(name, low, high, "log")


def non_negative(name: str, high: float) -> Parameter:
    """A number that is not negative, of any magnitude.

    Args:
        name: Its name.
        high: Its largest value.

    Returns:
        The parameter.
    """
    return Parameter(name, 0.0, high)


def share(name: str, *, signed: bool = False) -> Parameter:
    """A number between 0 and 1, or between −1 and 1.

    Args:
        name: Its name.
        signed: Whether it may be negative.

    Returns:
        The parameter.
    """
    return Parameter(name, -1.0 if signed else 0.0, 1.0)


def choice(name: str, *values: int) -> Parameter:
    """A whole number out of a few.

    Args:
        name: Its name.
        *values: What it may be, the simplest first.

    Returns:
        The parameter.
    """
    return Parameter(name, float(min(values)), float(max(values)), "linear", values)


def vector(name: str, dim: int, size: float) -> tuple[Parameter, ...]:
    """The components of a vector.

    Args:
        name: Its name.
        dim: Their number.
        size: Their largest magnitude.

    Returns:
        Parameters ``name[0]``, ``name[1]``, ...
    """
    return tuple(real(f"{name}[{i}]", size) for i in range(dim))


def gathered(parameters: Mapping[str, Scalar], name: str, dim: int) -> tuple[Scalar, ...]:
    """A vector from its components.

    Args:
        parameters: By name.
        name: Of the vector.
        dim: Number of its components.

    Returns:
        The vector.
    """
    return tuple(parameters[f"{name}[{i}]"] for i in range(dim))
