"""The shapes within a formula about vectors: which of its numbers are vectors or matrices, and over which indices."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bounds.formulas.graph import Graph, Step
from bounds.formulas.tape import Misuse

Indices = tuple[str, ...]
"""The indices of a number: none of a number by itself, one of a vector, two of a matrix, whose rows come first."""

REDUCE = "reduce a vector by xp.sum, xp.dot, xp.norm, xp.largest or xp.all"


def check_shapes(graph: Graph, indices: Mapping[str, Indices]) -> None:
    """Check that a formula combines only vectors of the same index, and that its results are numbers.

    Args:
        graph: The graph of the formula.
        indices: The indices of the fields that have some.

    Raises:
        Misuse: If vectors of different indices meet, an operation does not take what it is given, or a result is no
            number.

    Examples:
        >>> from bounds.formulas.tracing import trace
        >>> check_shapes(trace(lambda xp, w, x: xp.dot(w, x)), {"w": ("d",), "x": ("d",)})
        >>> check_shapes(trace(lambda xp, w, x: xp.dot(w, x)), {"w": ("d",), "x": ("k",)})  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        bounds.formulas.tape.Misuse: combines w[d] with x[k] by *: ...
    """
    shapes: list[Indices] = [indices.get(name, ()) for name in graph.fields] + [()] * len(graph.constants)
    names = [*map(_named, graph.fields, shapes), *("a constant" for _ in graph.constants)]
    for step in graph.steps:
        operands = [shapes[place] for place in step.operands]
        shapes.append(
            _RULES.get(step.operation, _elementwise)(step, operands, [names[place] for place in step.operands])
        )
        names.append(_named(_KINDS[len(shapes[-1])], shapes[-1]))
    for place in graph.results:
        if shapes[place]:
            raise Misuse(f"returns {names[place]}; {REDUCE}")


_KINDS = ("a number", "a vector", "a matrix")
"""What a result is called that has no name, by the number of its indices."""


def _named(name: str, indices: Indices) -> str:
    return f"{name}[{', '.join(indices)}]" if indices else name


def _elementwise(step: Step, operands: Sequence[Indices], names: Sequence[str]) -> Indices:
    """Find the indices of a result; numbers stand for vectors whose components are all equal."""  # noqa: DOC501
    shaped = [(one, name) for one, name in zip(operands, names, strict=True) if one]
    for one, name in shaped[1:]:
        if one != shaped[0][0]:
            remedy = "give both the same index" if len(one) == len(shaped[0][0]) else "multiply by xp.matvec"
            raise Misuse(f"combines {shaped[0][1]} with {name} by {step.operation}: {remedy}, or {REDUCE}")
    return shaped[0][0] if shaped else ()


def _reduced(step: Step, operands: Sequence[Indices], names: Sequence[str]) -> Indices:
    if len(operands[0]) != 1:
        remedy = "a vector has one index, as in shapes={'x': 'd'}"
        if len(operands[0]) == 2:
            remedy = "multiply a matrix by a vector first, by xp.matvec"
        raise Misuse(f"gives xp.{step.operation} {names[0]}, where a vector is wanted; {remedy}")
    return ()


def _product(step: Step, operands: Sequence[Indices], names: Sequence[str]) -> Indices:  # noqa: ARG001
    matrix, vector = operands
    if len(matrix) != 2 or vector != matrix[1:]:
        remedy = "as in shapes={'A': 'k d', 'x': 'd'}"
        raise Misuse(f"multiplies {names[0]} by {names[1]}; xp.matvec takes a matrix and a vector, {remedy}")
    return matrix[:1]


_RULES: Mapping[str, Callable[[Step, Sequence[Indices], Sequence[str]], Indices]] = MappingProxyType(
    {"sum": _reduced, "norm": _reduced, "largest": _reduced, "all": _reduced, "matvec": _product}
)
"""The rules of the operations that do not work component by component."""
