"""The fields of claims about vectors and matrices, and their components: sizes, names, and the way there and back."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import numpy as np

from bounds.claim import Claim
from bounds.formulas.shapes import Indices

DOT = Claim(
    id="example.dot",
    fields=("w", "x"),
    shapes={"w": "d", "x": "d"},
    premises=(),
    value=lambda xp, w, x: xp.dot(w, x),
    interval=lambda xp, w, x: (-(xp.norm(w) * xp.norm(x)), xp.norm(w) * xp.norm(x)),
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="the Cauchy-Schwarz inequality",
)
"""A claim about vectors, for examples."""


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
        >>> sizes_of(DOT, {"w": (3,), "x": (100, 3)})
        {'d': 3}
        >>> sizes_of(DOT, {"w": (3,), "x": (4,)})
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


def sizes_of_components(claim: Claim, names: Iterable[str]) -> dict[str, int]:
    """Find the size of every index from the names of components, such as those of a counterexample.

    Args:
        claim: The claim about vectors.
        names: The names, as :func:`bounds.vectors.at` gives them; other names are ignored.

    Returns:
        The sizes by index; empty if no name is that of a component.

    Examples:
        >>> sizes_of_components(DOT, ["w_0", "w_1", "x_0"])
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


def components(claim: Claim, fields: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """Take the fields of one instance apart.

    Args:
        claim: The claim.
        fields: The fields by name: numbers, and nested lists or arrays for vectors and matrices.
        sizes: The size of every index.

    Returns:
        The numbers by the names that :func:`bounds.vectors.at` gives them; a number that is given for a vector is that
        of each component.

    Examples:
        >>> components(DOT, {"w": [1.0, 2.0], "x": (3, 4)}, {"d": 2})
        {'w_0': 1.0, 'w_1': 2.0, 'x_0': 3, 'x_1': 4}
    """
    return {
        part: _entry(value, place)
        for name, value in fields.items()
        for part, place in part_names(name, claim.indices.get(name, ()), sizes)
    }


def assembled(claim: Claim, numbers: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """Put the components of fields together again.

    Args:
        claim: The claim about vectors.
        numbers: The numbers, or arrays with one for each instance, by the names that :func:`bounds.vectors.at` gives
            them; those of fields that are not read may lack.
        sizes: The size of every index.

    Returns:
        The fields of the claim about vectors, float64 arrays; their last axes are those of their indices.

    Examples:
        >>> assembled(DOT, {"w_0": 1.0, "w_1": 2.0, "x_0": 3.0, "x_1": 4.0}, {"d": 2})["x"]
        array([3., 4.])
    """
    fields = {}
    for name in claim.read:
        indices = claim.indices.get(name, ())
        parts = [part for part, _ in part_names(name, indices, sizes)]
        if all(part in numbers for part in parts):
            flat = np.stack([np.asarray(numbers[part], np.float64) for part in parts], axis=-1)
            fields[name] = flat.reshape((*flat.shape[:-1], *(sizes[index] for index in indices)))
    return fields


def by_instance(claim: Claim, name: str, values: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Repeat the values of a field for every instance.

    Args:
        claim: The claim.
        name: The name of the field.
        values: The numbers, vectors or matrices, which broadcast to the instances; one number may stand for all.
        shape: The shape of the instances.

    Returns:
        The values, float64 [instances, ...], with the axes of the field's indices last.

    Examples:
        >>> by_instance(DOT, "w", [1.0, 2.0], (2,)).tolist(), by_instance(DOT, "w", 1.0, (2,)).tolist()
        ([[1.0, 2.0], [1.0, 2.0]], [1.0, 1.0])
    """
    array = np.asarray(values, np.float64)
    parts = array.shape[max(array.ndim - len(claim.indices.get(name, ())), 0) :]
    return np.broadcast_to(array, shape + parts).reshape((-1, *parts))


def part_names(name: str, indices: Indices, sizes: Mapping[str, int]) -> list[tuple[str, tuple[int, ...]]]:
    """Name the components of a field.

    Args:
        name: The name of the field.
        indices: Its indices.
        sizes: The size of every index.

    Returns:
        The names of the components, with their places.

    Examples:
        >>> part_names("x", ("d",), {"d": 2}), part_names("lam", (), {})
        ([('x_0', (0,)), ('x_1', (1,))], [('lam', ())])
    """
    places = product(*(range(sizes[index]) for index in indices))
    return [("_".join((name, *map(str, place))), place) for place in places]


def _entry(value: Any, place: tuple[int, ...]) -> Any:
    for index in place:
        value = value[index] if np.ndim(value) else value
    return value
