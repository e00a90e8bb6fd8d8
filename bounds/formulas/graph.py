"""The graph of a formula: its fields, its constants, and each operation once, which every reading interprets.

A graph is a tuple of numbers and names. It holds no function of a user, so that nothing that happens later can change
what a formula says, and what it says to one reading it says to all.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeGuard

from bounds.ops import OPERATIONS, VECTOR_OPERATIONS, Ops, Scalar

Shape = Literal["number", "condition", "pair", "mapping"]
"""What a formula returns: a number, a truth value, the two ends of an interval, or numbers by the names of fields."""

OPERATORS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
        "neg": operator.neg,
        "<=": operator.le,
        "<": operator.lt,
        ">=": operator.ge,
        ">": operator.gt,
        "=": operator.eq,
        "&": operator.and_,
    }
)
"""The operations that Python writes with a sign; all others are operations of ``xp``."""

CONDITIONS = frozenset({"<=", "<", ">=", ">", "=", "&", "close", "le", "all"})
"""The operations whose result is a truth value."""

KNOWN = frozenset({*OPERATORS, *OPERATIONS, *VECTOR_OPERATIONS}) - {"inf", "power", "dot"}
"""All operations that a graph may have; powers are written as roots and products, dot products as sums of products."""


class Step(NamedTuple):
    """One operation of a graph.

    Attributes:
        operation: The name of the operation, one of :data:`KNOWN`.
        operands: The places of the operands: the fields come first, then the constants, then the steps in their order.
        spent: The places of earlier steps that nothing needs any more, so that large arrays do not pile up.
    """

    operation: str
    operands: tuple[int, ...]
    spent: tuple[int, ...] = ()


class Graph(NamedTuple):
    """A formula as a graph of shared operations, in an order in which operands come before what is made of them.

    No two steps are the same, and every constant and step is needed for a result. A graph is itself a formula: it may
    be called with the operations of any reading.

    Attributes:
        fields: The names of the fields that the formula reads, in the order of its parameters.
        constants: The constants, integers and floats of Python.
        steps: The operations.
        shape: What the formula returns.
        results: The places of the results: of one number or condition, of the lower and the upper end, or of the
            numbers of a mapping.
        names: The names of the numbers of a mapping; empty for any other shape.
    """

    fields: tuple[str, ...]
    constants: tuple[int | float, ...]
    steps: tuple[Step, ...]
    shape: Shape
    results: tuple[int, ...]
    names: tuple[str, ...] = ()

    def __call__(self, xp: Ops, /, *positional: Scalar, **fields: Scalar) -> Any:
        """Evaluate the formula under one reading, each operation once.

        Args:
            xp: The operations of the reading.
            *positional: The first fields by place.
            **fields: The other fields by name.

        Returns:
            The result of the formula in that reading.

        Raises:
            TypeError: If a field is missing, or is none of the formula's.

        Examples:
            >>> from bounds.readings.arrays import NUMPY_OPS
            >>> half = Graph(("a",), (2.0,), (Step("/", (0, 1)), Step("sqrt", (2,))), "number", (3,))
            >>> float(half(NUMPY_OPS, a=8.0))
            2.0
        """
        given = {**dict(zip(self.fields, positional, strict=False)), **fields}
        if len(given) != len(positional) + len(fields) or set(given) != set(self.fields):
            raise TypeError(f"the formula reads {', '.join(self.fields) or 'no field'}, and was given {[*given]}")
        return self.evaluate(xp, given)

    def evaluate(self, xp: Ops, fields: Mapping[str, Scalar]) -> Any:
        """Evaluate the formula under one reading; fields that it does not read are ignored.

        Args:
            xp: The operations of the reading.
            fields: The fields by name.

        Returns:
            The result of the formula in that reading.
        """
        numbers: list[Any] = [fields[name] for name in self.fields]
        numbers += self.constants
        for operation, operands, spent in self.steps:
            operate = OPERATORS.get(operation) or getattr(xp, operation)
            numbers.append(operate(*[numbers[place] for place in operands]) if operands else operate)  # π has none
            for place in spent:
                numbers[place] = None
        return self.arranged([numbers[place] for place in self.results])

    def arranged(self, results: Sequence[Any]) -> Any:
        """Arrange the results as the formula returns them.

        Args:
            results: One value for each of ``results``.

        Returns:
            The value itself, a tuple of two, or a dictionary.
        """
        if self.shape == "pair":
            return tuple(results)
        return dict(zip(self.names, results, strict=True)) if self.shape == "mapping" else results[0]

    def __repr__(self) -> str:
        """Print the fields and the size of the graph."""
        return f"Graph of {self.shape} ({', '.join(self.fields)}), {len(self.steps)} operations"


def is_graph(formula: object) -> TypeGuard[Graph]:
    """Decide whether a formula is a graph already, and no object that only pretends to be one.

    Args:
        formula: A formula.

    Returns:
        Whether its class is :class:`Graph`, and no subclass.

    Examples:
        >>> is_graph(lambda xp, lam: lam), is_graph(Graph(("lam",), (), (), "number", (0,)))
        (False, True)
    """
    return type(formula) is Graph


def condensed(graph: Graph) -> Graph:
    """Leave out what no result needs, and put the rest into the order in which results need it, operands first.

    Two formulas that build the same operations in another order then have the same graph.

    Args:
        graph: The graph, whose steps may come in any order in which operands come first.

    Returns:
        The graph in that order.

    Examples:
        >>> unused = Graph(("a",), (1.0, 2.0), (Step("+", (0, 1)), Step("*", (0, 2))), "number", (4,))
        >>> condensed(unused)[1:3]
        ((2.0,), (Step(operation='*', operands=(0, 1), spent=()),))
    """
    order = _needed(graph)
    fields, constants = len(graph.fields), len(graph.fields) + len(graph.constants)
    kept = [place for place in order if fields <= place < constants]
    kept += [place for place in order if place >= constants]
    steps = [graph.steps[place - constants] for place in kept if place >= constants]
    new = {place: place for place in range(fields)} | {place: fields + rank for rank, place in enumerate(kept)}
    moved = [Step(step.operation, tuple(new[place] for place in step.operands)) for step in steps]
    results = tuple(new[place] for place in graph.results)
    return graph._replace(
        constants=tuple(graph.constants[place - fields] for place in kept if place < constants),
        steps=_with_spent(moved, fields + len(kept) - len(steps), results),
        results=results,
    )


def _with_spent(steps: list[Step], first: int, results: tuple[int, ...]) -> tuple[Step, ...]:
    """Note with each step which earlier ones it is the last to need; the first step has the place ``first``."""
    needed, noted = set(results), []
    for step in reversed(steps):
        spent = {place for place in step.operands if place >= first} - needed
        needed |= spent
        noted.append(step._replace(spent=tuple(sorted(spent))))
    return tuple(reversed(noted))


def _needed(graph: Graph) -> list[int]:
    """List the places that the results need, each after its operands and before any later operand's."""
    first = len(graph.fields) + len(graph.constants)
    order: dict[int, None] = {}
    waiting = [(place, False) for place in reversed(graph.results)]
    while waiting:
        place, seen = waiting.pop()
        if place in order:
            continue
        operands = graph.steps[place - first].operands if place >= first else ()
        if seen or not operands:
            order[place] = None
        else:
            waiting.append((place, True))
            waiting += [(operand, False) for operand in reversed(operands)]
    return list(order)
