"""Sign flips: changes of a formula that turn one sum into a difference, or the reverse."""

from bounds.formulas.graph import Graph
from bounds.formulas.tracing import Formula, trace

FLIPPED = {"+": "-", "-": "+"}
"""The operation that a flipped sign makes of a sum and of a difference."""


def with_sign_flipped(formula: Formula, place: int) -> Graph:
    """Flip one sign of a formula: turn one sum into a difference, or one difference into a sum.

    Args:
        formula: A function ``(xp, <fields by name>)``, or a graph.
        place: The number of the sum or difference, from 0, in the order of evaluation.

    Returns:
        The changed formula, with the same parameters.

    Examples:
        >>> from bounds.claim import apply
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> flipped = with_sign_flipped(lambda xp, a, b: (a + b, a - b), 1)
        >>> apply(flipped, NUMPY_OPS, {"a": 3.0, "b": 1.0})
        (4.0, 4.0)
    """
    graph = trace(formula)
    step = _signs(graph)[place]
    flipped = graph.steps[step]._replace(operation=FLIPPED[graph.steps[step].operation])
    return graph._replace(steps=(*graph.steps[:step], flipped, *graph.steps[step + 1 :]))


def count_signs(formula: Formula) -> int:
    """Count the sums and differences of a formula, which are the places of its sign flips.

    Args:
        formula: A function ``(xp, <fields by name>)``, or a graph.

    Returns:
        The number of sums and differences.

    Examples:
        >>> count_signs(lambda xp, a, b, c: (a + b * c, a - c))
        2
    """
    return len(_signs(trace(formula)))


def _signs(graph: Graph) -> list[int]:
    """The numbers of the steps that are sums or differences."""
    return [number for number, step in enumerate(graph.steps) if step.operation in FLIPPED]
