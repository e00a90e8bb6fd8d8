"""The text of a formula: the canonical form in which two formulas are compared, and of which hashes are made."""

import math
from collections.abc import Iterator

from bounds.formulas.graph import Graph, is_graph
from bounds.formulas.tracing import Formula, trace

LONGEST = 100_000
"""The most characters of a text in which every operation is written wherever it is used. In a longer text an operation
that is used more than once is written once and has a name, so that no text is longer than the graph."""


def written(formula: Formula) -> str:
    """Write a formula as canonical text, in which two formulas can be compared.

    Args:
        formula: A function ``(xp, <fields by name>)``, or a graph.

    Returns:
        The text of the result in prefix form. Names of shared operations begin with $, unlike names of fields.

    Examples:
        >>> written(lambda xp, norm_nr, delta: xp.maximum(norm_nr - delta, 0.0))
        '(maximum (- norm_nr delta) 0.0)'
        >>> def doubled(xp, a):
        ...     for _ in range(100):
        ...         a = a + a
        ...     return a
        >>> written(doubled)[:40]
        '$1 = (+ a a); $2 = (+ $1 $1); $3 = (+ $2'
    """
    graph = formula if is_graph(formula) else trace(formula)
    atoms = [*graph.fields, *map(_constant, graph.constants)]
    named = _repeated(graph) if _length(graph, atoms) > LONGEST else frozenset()
    texts, lines = atoms, []
    for place, step in enumerate(graph.steps, len(atoms)):
        text = f"({' '.join((step.operation.replace('neg', '-'), *(texts[operand] for operand in step.operands)))})"
        if place in named:
            lines.append(f"${len(lines) + 1} = {text}; ")
            text = f"${len(lines)}"
        texts.append(text)
    results = (texts[place] for place in graph.results)
    if graph.shape == "mapping":
        results = iter(f"{name}={text}" for name, text in sorted(zip(graph.names, results, strict=True)))
    return "".join([*lines, " ".join(results)])


def _constant(number: int | float) -> str:
    return f"({number!r})" if isinstance(number, float) and not math.isfinite(number) else repr(number)


def _length(graph: Graph, atoms: list[str]) -> int:
    """The characters of the text in which every operation is written wherever it is used, with a space for each."""
    lengths = [len(atom) for atom in atoms]
    for step in graph.steps:
        lengths.append(2 + len(step.operation) + sum(lengths[operand] + 1 for operand in step.operands))
    return sum(lengths[place] for place in graph.results)


def _repeated(graph: Graph) -> frozenset[int]:
    """The places of the operations that are used more than once."""
    uses = [*graph.results, *_operands(graph)]
    first = len(graph.fields) + len(graph.constants)
    counts: dict[int, int] = {}
    for place in uses:
        counts[place] = counts.get(place, 0) + 1
    return frozenset(place for place, count in counts.items() if count > 1 and place >= first)


def _operands(graph: Graph) -> Iterator[int]:
    return (operand for step in graph.steps for operand in step.operands)
