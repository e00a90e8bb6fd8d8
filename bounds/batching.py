"""Elementwise evaluation of a claim on instances, with broadcasting, few compilations per claim and bounded memory."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import jax
import numpy as np
from jax.core import Tracer

from bounds.claim import Claim
from bounds.components import sizes_of
from bounds.field_errors import instance_errors

BLOCK = 16_384
"""Number of instances in a block. Calls are padded to whole blocks, so that a claim compiles for few shapes only."""

LARGE_BLOCK = 32_768
"""Number of instances in a block of a call with more instances than this: of a cheap claim, giving a block to JAX takes
longer than computing it."""

FEW = 64
"""Number of instances in a small block, which holds a call with no more instances than this. Property tests check one
instance at a time, and would be slow with large blocks."""

AHEAD = 2
"""Number of blocks that are being computed while an earlier one is copied to the result."""

ALIGNMENT = 64
"""Bytes of which the address of an array must be a multiple, for JAX to use it without a copy."""

LARGEST = 2**24
"""Largest number of components in a block of a claim about vectors: large matrices come in smaller blocks."""

Result = TypeVar("Result")
Kernel = Callable[[Claim, tuple[Any, ...], Any, Any], Result]
"""A compiled function ``(claim, columns, given, errors)``; the last three are those of :class:`Inputs`."""


class Inputs(NamedTuple):
    """The fields of a claim, ready for a kernel.

    Attributes:
        columns: One float64 array per field that the claim reads, all of one shape; NaN for a field that was left out.
            Of a claim about vectors, arrays [rows, components, ...]: a number has one of both, a vector one row.
        given: One boolean per field, which is true if the field was given.
        errors: The absolute errors of the fields in float64: one for all instances, [f], or arrays of the shapes of the
            columns.
    """

    columns: tuple[Any, ...]
    given: np.ndarray
    errors: Any


def gather(claim: Claim, fields: Mapping[str, Any], errors: Any = None) -> Inputs:
    """Validate and broadcast the fields of a claim, as the checker needs them.

    Args:
        claim: The claim that reads the fields.
        fields: The scalars or arrays by field name, which broadcast against each other; the last axes of a vector or a
            matrix are those of its indices. Other types than float64 are converted.
        errors: The absolute errors by field name, numbers or arrays; a field that is not named has the error 0.

    Returns:
        The fields that the claim reads, in the order of ``claim.read``.

    Raises:
        TypeError: If a field does not belong to the claim, or a field or an error is not numeric.
        ValueError: If a field is missing that the value or an interval reads, the shapes do not broadcast, or an error
            is negative or not finite.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from bounds import CLAIMS
        >>> inputs = gather(CLAIMS["lemma1.norms"], {"norm_nr": 1.0, "norm_r": [0.5, 1.5], "delta": 0.5})
        >>> CLAIMS["lemma1.norms"].read
        ('norm_r', 'norm_nr', 'delta', 'weight_gap')
        >>> [column.tolist() for column in inputs.columns]
        [[0.5, 1.5], [1.0, 1.0], [0.5, 0.5], [nan, nan]]
        >>> inputs.given.tolist()
        [True, True, True, False]
    """  # noqa: DOC502
    claim.require(fields)
    absolute = instance_errors(claim, errors)
    require_float64()
    arrays = {name: as_float64(name, fields[name]) for name in claim.read if name in fields}
    sizes = sizes_of(claim, {name: array.shape for name, array in arrays.items()})
    parts = {name: tuple(sizes[index] for index in claim.indices.get(name, ())) for name in claim.read}
    try:
        shape = np.broadcast_shapes(*(array.shape[: array.ndim - len(parts[name])] for name, array in arrays.items()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.shape)
        raise ValueError(f"{claim.id}: the fields do not broadcast: {shapes}") from None

    def column(name: str, array: Any) -> Any:
        whole = _broadcast(array, shape + parts[name])
        return _components_first(whole, len(parts[name])) if claim.shapes else whole

    columns = tuple(column(name, arrays.get(name, np.float64(np.nan))) for name in claim.read)
    given = np.array([name in arrays for name in claim.read])
    listed = [np.float64(absolute.get(name, 0.0)) for name in claim.read]
    if not any(np.ndim(error) for error in listed):
        return Inputs(columns, given, np.array(listed))
    try:
        errors = tuple(column(name, error) for name, error in zip(claim.read, listed, strict=True))
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(error)}" for name, error in absolute.items() if np.ndim(error))
        raise ValueError(f"{claim.id}: the errors do not have the shape {shape} of the fields: {shapes}") from None
    return Inputs(columns, given, errors if claim.shapes else np.stack(errors))


def _components_first(array: Any, indices: int) -> Any:
    """Move the axes of indices to the front: [..., k, d] becomes [k, d, ...], with one row where there is one index."""
    instances = array.ndim - indices
    module = jax.numpy if isinstance(array, Tracer) else np
    moved = module.transpose(array, (*range(instances, array.ndim), *range(instances)))
    return moved.reshape((1,) * (2 - indices) + moved.shape)


def require_float64() -> None:
    """Check that JAX computes in float64, which the rounding analysis of the checker takes for granted.

    Raises:
        RuntimeError: If JAX computes in float32.

    Examples:
        >>> jax.config.update("jax_enable_x64", True)
        >>> require_float64()
    """
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError(
            "bounds needs float64: call jax.config.update('jax_enable_x64', True) first, or set JAX_ENABLE_X64=1"
        )


def in_blocks(kernel: Kernel[Result], claim: Claim, inputs: Inputs) -> Result:
    """Run an elementwise kernel on all instances, block by block, so that each claim compiles only for few shapes.

    Under a transformation of JAX the kernel is traced directly, on the shape of the instances.

    Args:
        kernel: The elementwise function, which returns a tree of arrays.
        claim: The claim that the kernel evaluates.
        inputs: The fields of the claim.

    Returns:
        The result of the kernel, each array in the broadcast shape of the fields.

    Examples:
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma1.norms"]
        >>> inputs = gather(claim, {"norm_nr": 1.0, "norm_r": [0.5, 1.5], "delta": 0.5})
        >>> def kernel(claim, columns, given, errors):
        ...     return jax.numpy.add(columns[0], columns[1])
        >>> in_blocks(kernel, claim, inputs).tolist()
        [1.5, 2.5]
    """
    columns, given, errors = inputs
    if any(isinstance(column, Tracer) for column in columns):
        return kernel(claim, columns, given, errors)
    axes = 2 if claim.shapes else 0
    shape = columns[0].shape[axes:]
    count = math.prod(shape)
    flat = [_flat(column, axes, count) for column in columns]
    most = max(1, LARGEST // max(math.prod(column.shape[:axes]) for column in columns))
    size = min(FEW if count <= FEW else BLOCK if count <= LARGE_BLOCK else LARGE_BLOCK, most)
    starts = range(0, max(count, 1), size)
    of_all = isinstance(errors, np.ndarray) and errors.ndim == 1
    every = [] if of_all else [_flat(error, axes, count) for error in errors]

    def block(start: int) -> Result:
        stated = tuple(_block(error, start, size) for error in every)
        stated = errors if of_all else stated if claim.shapes else np.stack(stated)
        return kernel(claim, tuple(_block(column, start, size) for column in flat), given, stated)

    whole: Any = None
    for start, result in _ahead(block, starts):
        if whole is None:
            whole = jax.tree.map(lambda leaf: _aligned(count, leaf.dtype), result)
        for array, leaf in zip(jax.tree.leaves(whole), jax.tree.leaves(result), strict=True):
            array[start : start + size] = np.asarray(leaf)[: count - start]
    return jax.tree.map(lambda array: jax.device_put(array.reshape(shape)), whole)


def _ahead(block: Callable[[int], Result], starts: Iterable[int]) -> Iterator[tuple[int, Result]]:
    """Give the results of blocks in their order, each when JAX already computes some of the next ones."""  # noqa: DOC402
    waiting: deque[tuple[int, Result]] = deque()
    for start in starts:
        waiting.append((start, block(start)))
        if len(waiting) > AHEAD:
            yield waiting.popleft()
    yield from waiting


def _aligned(count: int, dtype: Any) -> np.ndarray:
    """An empty array where JAX wants arrays to begin, so that it takes it as it is and copies nothing."""
    size = count * np.dtype(dtype).itemsize
    place = np.empty(size + ALIGNMENT, np.uint8)
    begin = -place.ctypes.data % ALIGNMENT
    return place[begin : begin + size].view(dtype)


def _flat(column: Any, axes: int, count: int) -> np.ndarray:
    """The instances of a column along one axis, the last."""
    array = np.asarray(column)
    return array.reshape((*array.shape[:axes], count))


def _block(column: np.ndarray, start: int, size: int) -> np.ndarray:
    """Some of the instances of a column, padded with ones where there are too few."""
    values = column[..., start : start + size]
    if values.shape[-1] == size:
        return values
    block = np.ones((*column.shape[:-1], size))
    block[..., : values.shape[-1]] = values
    return block


def as_float64(name: str, value: Any) -> Any:
    """Read the numbers of a field.

    Args:
        name: The name of the field.
        value: A number, a list or an array, also one that JAX traces.

    Returns:
        A float64 array.

    Raises:
        TypeError: If it holds what is no number.

    Examples:
        >>> as_float64("norm_nr", [1, 2])
        array([1., 2.])
    """
    try:
        array = value if isinstance(value, Tracer) else np.asarray(value)
    except (TypeError, ValueError):  # nested lists of different lengths
        array = np.array(None)
    if array.dtype.kind not in "biuf" and not jax.numpy.issubdtype(array.dtype, np.floating):  # bfloat16 is of kind V
        raise TypeError(f"the field {name!r} is not numeric: {value!r:.60}")
    return array.astype(np.float64)


def _broadcast(array: Any, shape: tuple[int, ...]) -> Any:
    module = jax.numpy if isinstance(array, Tracer) else np
    return module.broadcast_to(array, shape)
