"""Elementwise evaluation of a claim over instances: broadcasting, few compilations per claim, bounded memory."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import jax
import numpy as np
from jax.core import Tracer

from bounds.claim import Claim

BLOCK = 16_384
"""Instances evaluated at once. Calls are padded to whole blocks, so that a claim compiles for one shape; or for two:"""

FEW = 64
"""A call for at most so many is padded to so many alone, since property tests ask for one instance at a time."""

Result = TypeVar("Result")
Kernel = Callable[[Claim, tuple[Any, ...], Any, Any], Result]
"""A compiled function ``(claim, an array per field that the claim reads, which were given, their absolute errors)``."""


class Inputs(NamedTuple):
    """The fields of a claim, ready for a kernel.

    Attributes:
        columns: One float64 array per field that the claim reads, all of one shape; NaN where it was left out.
        given: One boolean per field: whether it was given.
        errors: One float64 per field: the absolute error that it is granted for all instances.
    """

    columns: tuple[Any, ...]
    given: np.ndarray
    errors: np.ndarray


def gather(claim: Claim, fields: Mapping[str, Any], errors: Mapping[str, float] | None = None) -> Inputs:
    """Validate and broadcast the fields of a claim.

    Args:
        claim: A claim.
        fields: Scalars or arrays that broadcast against each other, by field name. Anything but float64 is converted.
        errors: Absolute errors by field name; 0 where it names none.

    Returns:
        The fields that the claim reads, in the order of ``claim.read``.

    Raises:
        TypeError: If a field is not one of the claim's, or not numeric.
        ValueError: If a field that the claim cannot do without is missing, or the shapes do not broadcast.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    claim.require(fields)
    require_float64()
    arrays = {name: _float64(name, fields[name]) for name in claim.read if name in fields}
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.shape)
        raise ValueError(f"{claim.id}: the fields do not broadcast: {shapes}") from None
    absent = np.broadcast_to(np.float64(np.nan), shape)
    columns = tuple(_broadcast(arrays[name], shape) if name in arrays else absent for name in claim.read)
    given = np.array([name in arrays for name in claim.read])
    return Inputs(columns, given, np.array([(errors or {}).get(name, 0.0) for name in claim.read], np.float64))


def require_float64() -> None:
    """Check that JAX computes in float64.

    Raises:
        RuntimeError: If it does not.
    """
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError(
            "bounds needs float64: call jax.config.update('jax_enable_x64', True) first, or set JAX_ENABLE_X64=1"
        )


def in_blocks(kernel: Kernel[Result], claim: Claim, inputs: Inputs) -> Result:
    """Run an elementwise kernel over all instances, block by block.

    Under a transformation of JAX the kernel is traced directly, on the shape at hand.

    Args:
        kernel: An elementwise function that returns a tree of arrays.
        claim: A claim.
        inputs: Its fields.

    Returns:
        What the kernel returns, each array in the broadcast shape of the fields.
    """
    columns, given, errors = inputs
    if any(isinstance(column, Tracer) for column in columns):
        return kernel(claim, columns, given, errors)
    shape = columns[0].shape
    flat = [np.asarray(column).reshape(-1) for column in columns]
    size = FEW if flat[0].size <= FEW else BLOCK
    starts = range(0, max(flat[0].size, 1), size)
    blocks = [kernel(claim, tuple(_block(column, start, size) for column in flat), given, errors) for start in starts]

    def join(*parts: jax.Array) -> jax.Array:
        return jax.device_put(np.concatenate(parts)[: flat[0].size].reshape(shape))

    return jax.tree.map(join, *blocks)


def _block(column: np.ndarray, start: int, size: int) -> np.ndarray:
    block = np.ones(size)
    part = column[start : start + size]
    block[: part.size] = part
    return block


def _float64(name: str, value: Any) -> Any:
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
