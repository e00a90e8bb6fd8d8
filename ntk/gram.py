"""Gram matrices and their products, in blocks: memory is bounded whatever the number of points.

Every function takes any kernel that :func:`ntk.as_kernel` does, points of any shape [n, ...] where no closed form is
needed, and ``memory``, about how many bytes it may take on each device besides its inputs and its result. Points are
promoted to float64. Blocks are padded to few sizes, so that a second call compiles nothing; block sizes change results
by rounding only. Where JAX has several devices, rows are spread over them.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Real

from ntk import sharding as spread
from ntk import tiles
from ntk.autodiff import all_gradients, summed_gradients
from ntk.kernels import FunctionKernel, HomogeneousKernel, Kernel, as_kernel, require_float64
from ntk.rows import prepare

MEMORY = 1 << 26
"""Default for ``memory``: blocks this small stay in the cache, larger ones are not faster."""

TILE = 480
"""Largest side of a tile: no power of two, since the columns of such a tile fall on few cache lines."""

COEFFICIENT_ERROR = 2.0**-37
"""Relative error of a gradient's coefficients beside a nearly parallel pair, at most; see :mod:`ntk.tiles`."""

WORKERS = 2
"""Threads that copy tiles into place while the next are computed."""


def gram(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"] | None = None,
    *,
    memory: int = MEMORY,
) -> Float[np.ndarray, "n m"]:
    """A kernel matrix.

    Args:
        kernel: K.
        X1: Points.
        X2: Other points; ``None`` for the same: only the lower triangle is then computed, and the diagonal is exact.
        memory: See above.

    Returns:
        K(X1, X2), or the exactly symmetric K(X1, X1).
    """
    one = as_kernel(kernel)
    first = _points(X1)
    if X2 is not None:
        second = _points(X2)
        value = np.empty((len(first), len(second)))
        _fill(one, first, second, value, memory, None)
        return value
    value = np.empty((len(first), len(first)))
    side = _side(one, first, memory) * spread.devices()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(
            pool.map(
                lambda cut: _fill_symmetric(one, first, cut, value, memory),
                reversed([*spread.blocks(len(first), side)]),
            )
        )
    np.fill_diagonal(value, _diagonal(one, first))
    return value


def panel(
    kernel: Kernel,
    X: Real[np.ndarray, "n *shape"],
    start: int,
    stop: int,
    *,
    ridge: float = 0.0,
    memory: int = MEMORY,
) -> Float[np.ndarray, "r c"]:
    """Some columns of a Gram matrix from its diagonal down: what a blocked Cholesky factorisation asks for.

    Args:
        kernel: K.
        X: Points.
        start: First column, and first row.
        stop: Column after the last.
        ridge: What is added to the diagonal.
        memory: See above.

    Returns:
        Rows start: and columns start:stop of K(X, X) + ridge · I in Fortran order, the square at its top exactly
        symmetric with an exact diagonal.
    """
    one, points = as_kernel(kernel), _points(X)
    count = stop - start
    value = np.empty((count, len(points) - start))
    _fill(one, points[start:stop], points[start:], value, memory, 0)
    _mirror(value[:, :count])
    np.fill_diagonal(value, _diagonal(one, points[start:stop]) + ridge)
    return value.T


def product(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    W: Real[np.ndarray, "m k"],
    *,
    memory: int = MEMORY,
) -> Float[np.ndarray, "n k"]:
    """A kernel matrix times another, without the kernel matrix.

    Args:
        kernel: K.
        X1: Points.
        X2: Points.
        W: Columns.
        memory: See above.

    Returns:
        K(X1, X2) W.
    """
    one, rows, columns = as_kernel(kernel), _points(X1), _points(X2)
    width = 1 << max(W.shape[1] - 1, 0).bit_length()
    weights = np.zeros((len(W), width))
    weights[:, : W.shape[1]] = W
    if not len(rows) or not len(columns):
        return np.zeros((len(rows), W.shape[1]))
    plan = _plan(one, rows, columns, weights, memory)
    return spread.over_rows(_product, (one, plan.side), (rows,), *plan.shared, block=plan.side)[:, : W.shape[1]]


def gradient_product(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    w: Real[np.ndarray, " m"],
    *,
    memory: int = MEMORY,
) -> Float[np.ndarray, "n *shape"]:
    """Gradients of a kernel expansion f(x) = Σ_j w_j K(x, X2_j).

    Args:
        kernel: K.
        X1: Where.
        X2: Points of the expansion.
        w: Its weights.
        memory: See above.

    Returns:
        Σ_j w_j ∇ₓK(X1_i, X2_j), finite everywhere: with the symmetric derivative where X1_i is parallel to X2_j, and in
        closed form for a :class:`ntk.HomogeneousKernel`.
    """
    one, rows, columns = as_kernel(kernel), _points(X1), _points(X2)
    if not len(rows) or not len(columns):
        return np.zeros(rows.shape)
    plan = _plan(one, rows, columns, np.asarray(w, np.float64), memory)
    if isinstance(one, HomogeneousKernel):
        return spread.over_rows(_gradient_product, (one, plan.side), (rows,), *plan.shared, block=plan.side)
    sums = spread.over_rows(summed_gradients, (one, plan.side), (rows,), *plan.shared, block=plan.side)
    for row in np.flatnonzero(~np.isfinite(sums.reshape(len(sums), -1)).all(axis=1)):
        sums[row] = np.tensordot(w, all_gradients(one, rows[row], columns, plan.side), axes=1)
    return sums


def kernel_norms(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    *,
    memory: int = MEMORY,
) -> Float[np.ndarray, " n"]:
    """Lengths of the rows of a kernel matrix.

    Args:
        kernel: K.
        X1: Points.
        X2: Points.
        memory: See above.

    Returns:
        ‖K(X1_i, X2)‖₂; of a :class:`ntk.HomogeneousKernel` also where squares of its values would vanish or overflow.
    """
    one, rows, columns = as_kernel(kernel), _points(X1), _points(X2)
    if not len(rows) or not len(columns):
        return np.zeros(len(rows))
    sizes, size = np.ones(len(rows)), 1.0
    if isinstance(one, HomogeneousKernel):
        sizes, size = (
            _power_of_two(np.abs(rows).max(axis=1, initial=0.0)),
            _power_of_two(np.abs(columns).max(initial=0.0)),
        )
        rows, columns = rows / sizes[:, None], columns / size
    plan = _plan(one, rows, columns, np.ones(len(columns)), memory)
    squares = spread.over_rows(_squares, (one, plan.side), (rows,), *plan.shared, block=plan.side)
    return sizes * size * np.sqrt(squares)


def gradient_norms(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    columns: np.ndarray,
    *,
    memory: int = 4 * MEMORY,
) -> Float[np.ndarray, " n"]:
    """Spectral norms of the Jacobians of x ↦ K(x, X2), bounded from above.

    Of J [m, d] only JᵀJ is formed, the sum of ∇ₓK_j ∇ₓK_jᵀ, over the columns asked for. With gradients a_j y_j + b_j x
    that is Yᵀ diag(a²) Y and terms in x: one product of a² with the products of Y's columns does it for many x.

    Args:
        kernel: K.
        X1: Points x_i.
        X2: Points y_j.
        columns: Which of the d inputs, flattened, to differentiate by: indices, or truth values [d].
        memory: See above.

    Returns:
        ‖∇ₓK(X1_i, X2)‖₂, with an allowance for rounding of about m · 1e-16 ‖J‖²_F on its square: never below the truth.
    """
    one, rows, others = as_kernel(kernel), _points(X1), _points(X2)
    chosen = np.arange(math.prod(rows.shape[1:]))[columns]
    if not len(rows) or not len(others) or not len(chosen):
        return np.zeros(len(rows))
    if isinstance(one, FunctionKernel):
        return _norms_by_autodiff(one, rows, others, chosen, memory)
    scale = _power_of_two(np.abs(others).max(initial=0.0))
    plan = _plan(one, rows, others / scale, np.ones(len(others)), memory)
    block = _rows_beside(len(chosen), memory)
    squares, mass = spread.over_rows(_gradient_squares, (one, plan.side), (rows,), *plan.shared, chosen, block=block)
    return scale * _largest(squares, mass, len(others))


class GramOperator(NamedTuple):
    """A = K(X, X) + ridge · I, not formed.

    Attributes:
        kernel: K.
        X: [n, d].
        ridge: β > 0.
    """

    kernel: Kernel
    X: Float[np.ndarray, "n *shape"]
    ridge: float


class _Plan(NamedTuple):
    """How columns are gone through: ``side`` at a time, the points and their weights padded to a few lengths."""

    side: int
    shared: tuple[np.ndarray, np.ndarray, np.ndarray | np.int32]


def _power_of_two(size: Any) -> Any:
    """The largest power of two that is not above a size, by which division is exact; 1 for 0."""
    return 2.0 ** np.floor(np.log2(np.where(size > 0.0, size, 1.0)))


def _points(X: Any) -> np.ndarray:
    require_float64()
    return np.asarray(X, np.float64)


def _plan(kernel: Kernel, rows: np.ndarray, columns: np.ndarray, weights: np.ndarray, memory: int) -> _Plan:
    side = spread.bucket(max(len(columns), len(rows)), _side(kernel, columns, memory))
    count = -(-len(columns) // side)
    size = side << (count - 1).bit_length()
    padded = spread.pad(columns, size, repeat=isinstance(kernel, FunctionKernel))
    return _Plan(side, (padded, spread.pad(weights, size), np.int32(count)))


def _side(kernel: Kernel, points: np.ndarray, memory: int) -> int:
    """The side of a tile: of a closed form some twelve arrays are alive, of a function with its inputs' shape many."""
    each = 100 if isinstance(kernel, HomogeneousKernel) else 100 * max(math.prod(points.shape[1:-1]), 1) ** 2
    side = spread.SMALLEST
    while side < TILE and 4 * side * side * each <= memory:
        side *= 2
    return min(side, TILE)


def _rows_beside(columns: int, memory: int) -> int:
    """How many Gram matrices of gradients to gather at a time."""
    size = spread.SMALLEST
    while size < TILE and 2 * size * columns * columns * 32 <= memory:
        size *= 2
    return min(size, TILE)


def _diagonal(kernel: HomogeneousKernel | FunctionKernel, points: np.ndarray) -> np.ndarray:
    if not len(points):
        return np.zeros(0)
    return spread.over_rows(_diagonals, (kernel,), (points,), block=TILE)


def _fill(kernel: Any, first: np.ndarray, second: np.ndarray, out: np.ndarray, memory: int, offset: int | None) -> None:
    """Write K(first, second) into ``out``; with an offset, first[i] is second[i + offset], and K there left undone."""
    if not out.size:
        return
    side = _side(kernel, first, memory)
    across = spread.bucket(out.shape[1], side)
    places = np.arange(len(first), dtype=np.int32) + np.int32(offset or 0)
    none = np.full(across, -1, np.int32)
    repeat = isinstance(kernel, FunctionKernel)
    for left in spread.blocks(out.shape[1], across):
        index = none if offset is None else left.start + np.arange(across, dtype=np.int32)
        shared = spread.share(spread.pad(second[left], across, repeat=repeat), index)
        for top in spread.blocks(len(first), side * spread.devices()):
            tile = spread.one_block(_tile, (kernel,), (first[top], places[top]), shared, side)
            out[top, left] = tile[:, : left.stop - left.start]


def _fill_symmetric(kernel: Any, points: np.ndarray, cut: slice, out: np.ndarray, memory: int) -> None:
    """Some rows of the lower triangle, and their mirror image."""
    rows = out[cut, : cut.stop]
    _fill(kernel, points[cut], points[: cut.stop], rows, memory, cut.start)
    for left in spread.blocks(cut.start, TILE):
        out[left, cut] = rows[:, left].T
    _mirror(out[cut, cut])


def _mirror(square: np.ndarray) -> None:
    """Copy the lower triangle over the upper one."""
    lower = np.tril(square, -1)
    square[...] = lower + lower.T


def _tile(kernel: Any, x1: Array, places: Array, x2: Array, index: Array) -> Array:
    if isinstance(kernel, FunctionKernel):
        return kernel(x1, x2)
    return tiles.values(kernel.at(x1.shape[1]), prepare(x1), prepare(x2), places, index)


def _diagonals(kernel: Any, x: Array) -> Array:
    return kernel.diagonal(x)


def _values(kernel: Any, x: Array, y: Array) -> Array:
    if isinstance(kernel, FunctionKernel):
        return kernel(x, y)
    return tiles.values(kernel.at(x.shape[1]), prepare(x), prepare(y))


def _over_columns(
    step: Callable[[Any, Array, Array], Any], start: Any, side: int, x2: Array, w: Array, count: Array
) -> Any:
    """Go through the columns, ``side`` at a time."""

    def at(index: Array, state: Any) -> Any:
        return step(state, *(jax.lax.dynamic_slice_in_dim(part, index * side, side) for part in (x2, w)))

    return jax.lax.fori_loop(jnp.int32(0), count, at, start)


def _product(kernel: Any, side: int, x: Array, x2: Array, w: Array, count: Array) -> Array:
    start = jnp.zeros((len(x), w.shape[1]))
    return _over_columns(lambda sums, y, part: sums + _values(kernel, x, y) @ part, start, side, x2, w, count)


def _squares(kernel: Any, side: int, x: Array, x2: Array, w: Array, count: Array) -> Array:
    start = jnp.zeros(len(x))
    return _over_columns(lambda sums, y, part: sums + _values(kernel, x, y) ** 2 @ part, start, side, x2, w, count)


def _gradient_product(kernel: HomogeneousKernel, side: int, x: Array, x2: Array, w: Array, count: Array) -> Array:
    profile, rows = kernel.at(x.shape[1]), prepare(x)

    def step(sums: Array, y: Array, part: Array) -> Array:
        return sums + tiles.gradient_sums(profile, rows, prepare(y), part)

    return _over_columns(step, jnp.zeros(x.shape), side, x2, w, count)


def _gradient_squares(
    kernel: HomogeneousKernel, side: int, x: Array, x2: Array, w: Array, count: Array, chosen: Array
) -> tuple[Array, Array]:
    """JᵀJ over the chosen columns, and ‖J‖²_F before anything cancels."""
    profile, rows = kernel.at(x.shape[1]), prepare(x)
    upper = jnp.triu_indices(len(chosen))
    start = (
        jnp.zeros((len(x), len(upper[0]))),
        jnp.zeros((len(x), len(chosen))),
        jnp.zeros(len(x)),
        jnp.zeros(len(x)),
        jnp.zeros((len(x), len(chosen), len(chosen))),
    )

    def step(sums: Any, y: Array, _valid: Array) -> Any:
        return _add_squares(profile, rows, prepare(y), y[:, chosen], upper, chosen, sums)

    packed, mixed, alone, mass, near = _over_columns(step, start, side, x2, w, count)
    unit = rows.unit[:, chosen]
    square = jnp.zeros(near.shape).at[:, upper[0], upper[1]].set(packed).at[:, upper[1], upper[0]].set(packed)
    cross = mixed[:, :, None] * unit[:, None, :]
    whole = (
        square + near + cross + cross.transpose(0, 2, 1) + alone[:, None, None] * unit[:, :, None] * unit[:, None, :]
    )
    return whole, mass


def _add_squares(profile: Any, rows: Any, columns: Any, y: Array, upper: Any, chosen: Array, sums: Any) -> Any:
    packed, mixed, alone, mass, near = sums
    (across, along), left = tiles.far_slopes(profile, rows, columns)
    along = along * columns.norm[None, :]
    packed = packed + across**2 @ (y[:, upper[0]] * y[:, upper[1]])
    mixed = mixed + (across * along) @ y
    alone = alone + jnp.sum(along**2, axis=1)
    mass = mass + jnp.sum((jnp.abs(across) * columns.norm[None, :] + jnp.abs(along)) ** 2, axis=1)

    def add(so_far: tuple[Array, Array], row: Array, _group: Array, gradients: Array) -> tuple[Array, Array]:
        part = gradients[:, :, chosen]
        squares = jnp.einsum("cgp,cgq->cpq", part, part)
        return (
            so_far[0].at[row].add(squares, mode="drop"),
            so_far[1].at[row].add(jnp.sum(gradients * gradients, axis=(1, 2)), mode="drop"),
        )

    near, mass = tiles.near_gradients(profile, rows, columns, left, add, (near, mass))
    return packed, mixed, alone, mass, near


def _largest(squares: np.ndarray, mass: np.ndarray, count: int) -> np.ndarray:
    """Roots of the largest eigenvalues, rounded up by what rounding may have taken."""
    error = (count + 8 * squares.shape[1] + 64) * np.finfo(float).eps + 2.0 * COEFFICIENT_ERROR
    largest = np.linalg.eigvalsh(squares)[:, -1]
    return np.sqrt(np.maximum(largest, 0.0) + error * mass)


def _norms_by_autodiff(
    kernel: FunctionKernel, rows: np.ndarray, others: np.ndarray, chosen: np.ndarray, memory: int
) -> np.ndarray:
    side = _side(kernel, others, memory)
    squares = []
    for x in rows:
        jacobian = all_gradients(kernel, x, others, side).reshape(len(others), -1)[:, chosen]
        squares.append(jacobian.T @ jacobian)
    return _largest(np.array(squares), np.trace(squares, axis1=1, axis2=2), len(others))
