"""Claims about vectors and matrices: the sizes of their fields, and the claims about numbers that they are.

A claim whose fields have indices is one claim about numbers for every choice of sizes: its components are the fields.
Exact arithmetic, the prover and falsification decide these; the checker decides arrays as they are.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from bounds.claim import Claim
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


def sizes_of(claim: Claim, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """Find the size of every index from the shapes of given fields; it is 1 where no given field has the index.

    Args:
        claim: The claim.
        shapes: The shapes of the given fields, of which the last axes are those of their indices.

    Returns:
        The sizes by index.

    Raises:
        ValueError: If a field has too few axes or no component, or two fields have different sizes for one index.

    Examples:
        >>> sizes_of(_EXAMPLE, {"w": (3,), "x": (100, 3)})
        {'d': 3}
        >>> sizes_of(_EXAMPLE, {"w": (3,), "x": (4,)})
        Traceback (most recent call last):
        ...
        ValueError: example.dot: the index d is 3 of 'w' and 4 of 'x'; give both the same number of components
    """
    sizes: dict[str, tuple[int, str]] = {}
    for name, shape in shapes.items():
        indices = claim.indices.get(name, ())
        if len(shape) < len(indices):
            wanted = f"[..., {', '.join(indices)}]"
            raise ValueError(f"{claim.id}: the field {name!r} has the shape {shape}; give an array {wanted}")
        for index, size in zip(indices, shape[len(shape) - len(indices) :], strict=True):
            known, first = sizes.setdefault(index, (size, name))
            if known != size:
                remedy = "give both the same number of components"
                raise ValueError(
                    f"{claim.id}: the index {index} is {known} of {first!r} and {size} of {name!r}; {remedy}"
                )
            if size == 0:
                raise ValueError(f"{claim.id}: the field {name!r} has no component; leave it out, or give one")
    known_sizes = {index: size for index, (size, _) in sizes.items()}
    every = dict.fromkeys(index for indices in claim.indices.values() for index in indices)
    return {index: known_sizes.get(index, 1) for index in every}


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
        >>> at(_EXAMPLE, {"d": 2}).fields
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
        >>> small_sizes(_EXAMPLE)
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


def components(claim: Claim, fields: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """Take the fields of one instance apart.

    Args:
        claim: The claim.
        fields: The fields by name: numbers, and nested lists or arrays for vectors and matrices.
        sizes: The size of every index.

    Returns:
        The numbers by the names that :func:`at` gives them; a number that is given for a vector is that of each.

    Examples:
        >>> components(_EXAMPLE, {"w": [1.0, 2.0], "x": (3, 4)}, {"d": 2})
        {'w_0': 1.0, 'w_1': 2.0, 'x_0': 3, 'x_1': 4}
    """
    return {
        part: _entry(value, place)
        for name, value in fields.items()
        for part, place in _parts(name, claim.indices.get(name, ()), sizes)
    }


def sizes_of_components(claim: Claim, names: Iterable[str]) -> dict[str, int]:
    """Find the size of every index from the names of components, such as those of a counterexample.

    Args:
        claim: The claim about vectors.
        names: The names, as :func:`at` gives them; other names are ignored.

    Returns:
        The sizes by index; empty if no name is that of a component.

    Examples:
        >>> sizes_of_components(_EXAMPLE, ["w_0", "w_1", "x_0"])
        {'d': 2}
    """
    sizes: dict[str, int] = {}
    for name in names:
        for field, indices in claim.indices.items():
            places = name.removeprefix(f"{field}_").split("_")
            if name.startswith(f"{field}_") and len(places) == len(indices) and all(map(str.isdecimal, places)):
                for index, place in zip(indices, map(int, places), strict=True):
                    sizes[index] = max(sizes.get(index, 0), place + 1)
    return sizes


def about_numbers(claim: Claim) -> tuple[Claim, ...]:
    """List the claims about numbers as which a claim is proved and falsified.

    Args:
        claim: The claim.

    Returns:
        The claim itself; of a claim about vectors, those at small sizes.

    Examples:
        >>> [one.id for one in about_numbers(_EXAMPLE)]
        ['example.dot[d = 1]', 'example.dot[d = 2]', 'example.dot[d = 3]']
    """
    return tuple(at(claim, sizes) for sizes in small_sizes(claim)) if claim.shapes else (claim,)


def assembled(claim: Claim, numbers: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """Put the components of fields together again.

    Args:
        claim: The claim about vectors.
        numbers: The numbers by the names that :func:`at` gives them; those of fields that are not read may lack.
        sizes: The size of every index.

    Returns:
        The fields of the claim about vectors, float64 arrays of the shape of their indices.

    Examples:
        >>> assembled(_EXAMPLE, {"w_0": 1.0, "w_1": 2.0, "x_0": 3.0, "x_1": 4.0}, {"d": 2})["x"]
        array([3., 4.])
    """
    fields = {}
    for name in claim.read:
        indices = claim.indices.get(name, ())
        parts = [part for part, _ in _parts(name, indices, sizes)]
        if all(part in numbers for part in parts):
            flat = np.array([numbers[part] for part in parts], np.float64)
            fields[name] = flat.reshape([sizes[index] for index in indices])
    return fields


def _entry(value: Any, place: tuple[int, ...]) -> Any:
    for index in place:
        value = value[index] if np.ndim(value) else value
    return value


def _parts(name: str, indices: Indices, sizes: Mapping[str, int]) -> list[tuple[str, tuple[int, ...]]]:
    """The names of the components of a field, with their places."""
    places = product(*(range(sizes[index]) for index in indices))
    return [("_".join((name, *map(str, place))), place) for place in places]


@cache
def _at(claim: Claim, sizes: Sizes) -> Claim:
    of = dict(sizes)
    fields = [part for name in claim.fields for part, _ in _parts(name, claim.indices.get(name, ()), of)]
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
    parts = {name: _parts(name, claim.indices.get(name, ()), sizes) for name in graph.fields}

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


_EXAMPLE = Claim(
    id="example.dot",
    fields=("w", "x"),
    shapes={"w": "d", "x": "d"},
    premises=(),
    value=lambda xp, w, x: xp.dot(w, x),
    interval=lambda xp, w, x: (-(xp.norm(w) * xp.norm(x)), xp.norm(w) * xp.norm(x)),
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="the Cauchy-Schwarz inequality",
)
"""The claim of the examples above."""
