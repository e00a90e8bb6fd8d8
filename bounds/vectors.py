"""Claims about vectors and matrices as claims about numbers.

A claim whose fields have indices is one claim about numbers for every choice of sizes: its components are the fields.
Exact arithmetic, the prover and falsification decide these; the checker decides arrays as they are.
"""

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from bounds.claim import Claim
from bounds.components import part_names
from bounds.errors import ClaimError
from bounds.formulas.graph import Graph
from bounds.formulas.shapes import Indices
from bounds.formulas.tracing import named, trace
from bounds.ops import Ops
from bounds.premise import Premise, definition
from bounds.readings.components import ComponentOps, Components

SMALL = (1, 2, 3)
"""The sizes at which a claim about vectors is proved and falsified."""

Sizes = tuple[tuple[str, int], ...]
"""The size of every index of a claim, in the order of their names."""


def at(claim: Claim, sizes: Mapping[str, int]) -> Claim:
    """Write a claim about vectors as a claim about their components.

    Args:
        claim: The claim.
        sizes: The size of every index.

    Returns:
        The claim about numbers: the field ``x`` has become ``x_0``, ``x_1``, ..., a matrix ``A_0_0``, ``A_0_1``, ....
        A claim without vectors is returned unchanged.

    Raises:
        ClaimError: If a component would have the name of another field.

    Examples:
        >>> from bounds.components import DOT
        >>> at(DOT, {"d": 2}).fields
        ('w_0', 'w_1', 'x_0', 'x_1')
    """  # noqa: DOC502
    return _at(claim, tuple(sorted(sizes.items()))) if claim.indices else claim


def small_sizes(claim: Claim) -> list[dict[str, int]]:
    """List the sizes at which a claim about vectors is proved and falsified: all indices have the same size.

    Args:
        claim: The claim.

    Returns:
        The sizes by index, the smallest first.

    Examples:
        >>> from bounds.components import DOT
        >>> small_sizes(DOT)
        [{'d': 1}, {'d': 2}, {'d': 3}]
    """
    every = dict.fromkeys(index for indices in claim.indices.values() for index in indices)
    return [dict.fromkeys(every, size) for size in SMALL]


def described(sizes: Mapping[str, int]) -> str:
    """Write sizes in a message.

    Args:
        sizes: The size of every index.

    Returns:
        The text.

    Examples:
        >>> described({"k": 2, "d": 3})
        'k = 2, d = 3'
    """
    return ", ".join(f"{index} = {size}" for index, size in sizes.items())


def about_numbers(claim: Claim) -> tuple[Claim, ...]:
    """List the claims about numbers as which a claim is proved and falsified.

    Args:
        claim: The claim.

    Returns:
        The claim itself; of a claim about vectors, those at small sizes.

    Examples:
        >>> from bounds.components import DOT
        >>> [one.id for one in about_numbers(DOT)]
        ['example.dot[d = 1]', 'example.dot[d = 2]', 'example.dot[d = 3]']
    """
    return tuple(at(claim, sizes) for sizes in small_sizes(claim)) if claim.shapes else (claim,)


@cache
def _at(claim: Claim, sizes: Sizes) -> Claim:
    of = dict(sizes)
    fields = [part for name in claim.fields for part, _ in part_names(name, claim.indices.get(name, ()), of)]
    for name in fields:
        if fields.count(name) > 1:
            raise ClaimError(
                f"{claim.id}: a component of a vector is called {name!r}, as a field is; rename that field"
            )
    return dataclasses.replace(
        claim,
        id=f"{claim.id}[{described(of)}]",
        fields=tuple(fields),
        shapes={},
        premises=tuple(_premise_at(premise, claim, of) for premise in claim.premises),
        **{formula: _graph_at(getattr(claim, formula), claim, of) for formula in ("value", "interval", "trivial")},
    )


def _premise_at(premise: Premise, claim: Claim, sizes: Mapping[str, int]) -> Premise:
    if premise.defines and premise.formula:
        return definition(premise.name, premise.defines, _graph_at(premise.formula, claim, sizes), premise.source)
    return dataclasses.replace(premise, holds=_graph_at(premise.holds, claim, sizes))


def _graph_at(graph: Any, claim: Claim, sizes: Mapping[str, int]) -> Graph:
    parts = {name: part_names(name, claim.indices.get(name, ()), sizes) for name in graph.fields}

    def whole(name: str, numbers: Mapping[str, Any]) -> Components:
        return Components(_nested([numbers[part] for part, _ in parts[name]], claim.indices.get(name, ()), sizes))

    def in_components(xp: Ops, **numbers: Any) -> Any:
        given = {name: whole(name, numbers) for name in graph.fields}
        result = graph.evaluate(ComponentOps(xp), given)
        if graph.shape == "pair":
            return tuple(map(_number, result))
        return {name: _number(one) for name, one in result.items()} if graph.shape == "mapping" else _number(result)

    names = (part for name in graph.fields for part, _ in parts[name])
    return trace(named(in_components, names), graph.shape, claim.id)


def _number(result: Any) -> Any:
    return result.parts if isinstance(result, Components) else result


def _nested(numbers: list[Any], indices: Indices, sizes: Mapping[str, int]) -> Any:
    if not indices:
        return numbers[0]
    if len(indices) == 1:
        return tuple(numbers)
    width = sizes[indices[1]]
    return tuple(tuple(numbers[start : start + width]) for start in range(0, len(numbers), width))
