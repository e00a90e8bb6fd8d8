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
    """A number of a construction that may be chosen freely within limits.

    Attributes:
        name: The parameter's name, such as ``w_nr[0]``.
        low: The smallest value that is allowed.
        high: The largest value that is allowed.
        scale: The distribution of random values: ``log`` draws evenly over the logarithm; ``linear`` draws all
            magnitudes below the largest, of either sign.
        values: The few values that are allowed, for a discrete parameter that gradient ascent never moves. Empty if
            every number between the limits is allowed.
    """

    name: str
    low: float
    high: float
    scale: Literal["linear", "log"] = "linear"
    values: tuple[int, ...] = ()

    def allows(self, number: Any) -> Any:
        """Decide whether a number is a value that this parameter may have.

        Args:
            number: A fraction, or an array of numbers.

        Returns:
            A truth value for each number.

        Examples:
            >>> non_negative("slack", 10.0).allows(-1.0), choice("label", 1, -1).allows(-1)
            (False, True)
        """
        if self.values:
            return reduce(operator.or_, (number == value for value in self.values))
        return (self.low <= number) & (number <= self.high)


@dataclass(frozen=True, eq=False)
class Construction:
    """A family of concrete models and instances, or of free scalars, from which the fields of claims follow.

    Facts about vectors (Cauchy-Schwarz, the triangle inequality, what a training step does) hold by construction, for
    every choice of the parameters. Equality is identity, so that a construction is a static argument of ``jax.jit``.

    Attributes:
        name: A short and unique name.
        level: ``vector`` for models, data and recourses; ``scalar`` for the fields themselves.
        statement: One line that says which models and instances it contains.
        parameters: The numbers that may be chosen.
        fields: The function that computes the fields from the parameters.
    """

    name: str
    level: Literal["scalar", "vector"]
    statement: str
    parameters: tuple[Parameter, ...]
    fields: Build

    @cached_property
    def provides(self) -> frozenset[str]:
        """The names of the fields that this construction computes."""
        return frozenset(
            self.fields(EXACT_PLANE, {parameter.name: exact(_middle(parameter)) for parameter in self.parameters})
        )


def _middle(parameter: Parameter) -> float | int:
    return parameter.values[0] if parameter.values else (parameter.low + parameter.high) / 2.0


def real(name: str, size: float) -> Parameter:
    """Declare a parameter that may have either sign, such as a weight or a score.

    Args:
        name: The parameter's name.
        size: The largest magnitude that is allowed.

    Returns:
        A parameter from −size to size.

    Examples:
        >>> target = real("target", 99.0)
        >>> target.low, target.high
        (-99.0, 99.0)
    """
    return Parameter(name, -size, size)


def positive(name: str, low: float, high: float) -> Parameter:
    """Declare a positive parameter, such as a learning rate, whose magnitudes are all drawn equally often.

    Args:
        name: The parameter's name.
        low: The smallest value that is allowed, above 0.
        high: The largest value that is allowed.

    Returns:
        A parameter on a logarithmic scale.

    Examples:
        >>> rate = positive("learning_rate", 0.01, 10.0)
        >>> rate.scale, rate.allows(0.0)
        ('log', False)
    """
    return Parameter(name, low, high, "log")


def non_negative(name: str, high: float) -> Parameter:
    """Declare a parameter that is not negative, such as a norm or a slack.

    Args:
        name: The parameter's name.
        high: The largest value that is allowed.

    Returns:
        A parameter from 0 to its largest value, of any magnitude.

    Examples:
        >>> non_negative("epsilon", 5.0).allows(0.0)
        True
    """
    return Parameter(name, 0.0, high)


def share(name: str, *, signed: bool = False) -> Parameter:
    """Declare a parameter that says which share of an allowed quantity is used.

    Args:
        name: The parameter's name.
        signed: Whether the share may be negative.

    Returns:
        A parameter from 0 to 1, or from −1 to 1.

    Examples:
        >>> gap = share("gap_share", signed=True)
        >>> gap.low, gap.high
        (-1.0, 1.0)
    """
    return Parameter(name, -1.0 if signed else 0.0, 1.0)


def choice(name: str, *values: int) -> Parameter:
    """Declare a parameter that is one of a few whole numbers, such as a label or a number of steps.

    Args:
        name: The parameter's name.
        *values: The numbers that are allowed, the simplest first.

    Returns:
        A discrete parameter.

    Examples:
        >>> choice("label", 1, -1).values
        (1, -1)
    """
    return Parameter(name, float(min(values)), float(max(values)), "linear", values)


def vector(name: str, dim: int, size: float) -> tuple[Parameter, ...]:
    """Declare the components of a vector as parameters.

    Args:
        name: The vector's name.
        dim: The number of components.
        size: The largest magnitude of a component.

    Returns:
        Parameters ``name[0]``, ``name[1]``, ...

    Examples:
        >>> [parameter.name for parameter in vector("x", 2, 10.0)]
        ['x[0]', 'x[1]']
    """
    return tuple(real(f"{name}[{i}]", size) for i in range(dim))


def sizes(*names: str) -> tuple[Parameter, ...]:
    """Declare parameters that are not negative and of usual size.

    Args:
        *names: Their names.

    Returns:
        Parameters from 0 to 10.

    Examples:
        >>> [one.high for one in sizes("input_gap", "lipschitz")]
        [10.0, 10.0]
    """
    return tuple(non_negative(name, 10.0) for name in names)


def shares(*names: str, signed: bool = False) -> tuple[Parameter, ...]:
    """Declare which share of an allowed quantity is used, for several quantities.

    Args:
        *names: The names of the quantities.
        signed: Whether shares may be negative.

    Returns:
        A parameter ``name_share`` for each.

    Examples:
        >>> [one.name for one in shares("gap", "score")]
        ['gap_share', 'score_share']
    """
    return tuple(share(f"{name}_share", signed=signed) for name in names)


def scalars(name: str, statement: str, parameters: tuple[Parameter, ...], fields: Build) -> Construction:
    """Make a construction of free scalars.

    Args:
        name: Its name, without the ending that says what it is.
        statement: One line that says which instances it contains.
        parameters: The numbers that may be chosen.
        fields: The function that computes the fields from the parameters.

    Returns:
        The construction.

    Examples:
        >>> scalars("width", "a width", sizes("width"), lambda xp, given: {"width": given["width"]}).name
        'width-scalars'
    """
    return Construction(f"{name}-scalars", "scalar", statement, parameters, fields)


def gathered(parameters: Mapping[str, Scalar], name: str, dim: int) -> tuple[Scalar, ...]:
    """Gather the components of a vector that :func:`vector` declared.

    Args:
        parameters: The value of each parameter by name.
        name: The vector's name.
        dim: The number of components.

    Returns:
        The vector.

    Examples:
        >>> gathered({"x[0]": 3.0, "x[1]": 4.0, "lam": 0.1}, "x", 2)
        (3.0, 4.0)
    """
    return tuple(parameters[f"{name}[{i}]"] for i in range(dim))
