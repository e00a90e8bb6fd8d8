"""Cholesky factors and inverses of symmetric matrices in packed storage, computed in place by LAPACK.

The storage is the rectangular full packed format (Gustavson et al. 2010): the lower triangle of an n × n matrix in
n(n + 1)/2 numbers. LAPACK handles it by matrix-matrix products, as fast as a full matrix and in half of the memory.
With n = 2k, the lower triangle of the first k columns stands below the first row of an array [n + 1, k], and the other
columns stand, transposed, in the triangle above it. With n = 2k − 1 the array is [n, k], and the transposed triangle
begins in its second column.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal, NamedTuple

import numpy as np
from jaxtyping import Float

from ntk.blocks import TILE
from ntk.threads import one_thread

PANEL = TILE
"""Number of columns that are written or multiplied at a time: a tile of a kernel matrix, so that no tile is cut."""

THREADED = 24_000
"""Largest n that is factored or inverted by several threads. OpenBLAS gives each thread a buffer of a fixed size, and
``dsyrk`` and ``dpotrf`` of more than some 15,000 rows write beyond it and end the process (OpenBLAS 0.3.30 and 0.3.31,
two threads, AVX-512). A packed matrix is factored in halves."""


class MatrixError(ValueError):
    """A matrix that cannot be factored or solved in floating point; the message says what to do."""


class NotPositiveDefiniteError(MatrixError):
    """A matrix that has no Cholesky factor after rounding."""


class Packed(NamedTuple):
    """The lower triangle of a symmetric matrix, or of its Cholesky factor, in packed storage.

    Attributes:
        size: The number n of rows and columns.
        data: The n(n + 1)/2 numbers, float64 or float32, which operations in place overwrite.
    """

    size: int
    data: np.ndarray

    @property
    def array(self) -> np.ndarray:
        """The two-dimensional array of the packed format, a view of ``data``."""
        rows = self.size + 1 - self.size % 2
        return self.data.reshape((rows, -1), order="F")

    @property
    def parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The three blocks of the lower triangle, as views.

        They are the square of the first k rows and columns, of which the lower triangle counts; the rows below it; and
        the square of the other rows and columns, transposed, of which the upper triangle counts.
        """
        array, half, odd = self.array, (self.size + 1) // 2, self.size % 2
        body = array if odd else array[1:]
        return body[:half], body[half:], array[: self.size - half, odd:]

    @property
    def diagonal(self) -> tuple[np.ndarray, np.ndarray]:
        """The diagonal, as two writable views."""
        first, _, rest = self.parts
        return np.einsum("ii->i", first), np.einsum("ii->i", rest)

    @property
    def trace(self) -> float:
        """The sum of the diagonal, in float64."""
        return float(sum(part.sum(dtype=np.float64) for part in self.diagonal))

    def shift(self, amount: float) -> None:
        """Add a number to the diagonal, in place.

        Args:
            amount: The number.
        """
        for part in self.diagonal:
            np.add(part, amount, out=part)

    def full(self, dtype: type = np.float64) -> Float[np.ndarray, "n n"]:
        """Write the symmetric matrix out as a full array.

        Args:
            dtype: The type of its entries.

        Returns:
            The full matrix.
        """
        first, below, rest = self.parts
        half = len(first)
        matrix = np.empty((self.size, self.size), dtype)
        matrix[half:, :half] = below
        matrix[:half, half:] = below.T
        _fill_symmetric(matrix[:half, :half], first)
        _fill_symmetric(matrix[half:, half:], rest.T)
        return matrix

    def multiply(self, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """Multiply the symmetric matrix by columns.

        Args:
            right: The columns.

        Returns:
            The product, float64.
        """
        return multiplier(self)(right)


def pack(
    size: int,
    panel: Callable[[int, int], np.ndarray],
    *,
    dtype: type[np.float64] | type[np.float32] = np.float64,
) -> Packed:
    """Pack a symmetric matrix that is given panel by panel, so that it never exists as a whole.

    Args:
        size: The number n of rows and columns.
        panel: The function from the indices ``start`` and ``stop`` of columns to the entries in these columns and in
            rows ``start`` to n.
        dtype: The type of the packed numbers.

    Returns:
        The packed matrix.

    Examples:
        >>> matrix = np.array([[4.0, 1.0, 0.0], [1.0, 5.0, 2.0], [0.0, 2.0, 6.0]])
        >>> packed = pack(3, lambda start, stop: matrix[start:, start:stop])
        >>> packed.data.size, packed.trace
        (6, 15.0)
    """
    packed = Packed(size, np.empty(size * (size + 1) // 2, dtype))
    first, below, rest = packed.parts
    half = len(first)
    stops = [*range(PANEL, half, PANEL), half, *range(half + PANEL, size, PANEL), size]
    for start, stop in zip([0, *stops], stops, strict=False):
        columns = panel(start, stop)
        if start < half:
            _write_lower(first, start, columns[: half - start])
            below[:, start:stop] = columns[half - start :]
        elif start < stop:
            _write_lower(rest.T, start - half, columns)
    return packed


def factor(packed: Packed) -> Packed:
    """Replace a matrix by its Cholesky factor, in place.

    Args:
        packed: The positive definite matrix; its numbers are overwritten.

    Returns:
        The Cholesky factor, in the same memory.

    Raises:
        NotPositiveDefiniteError: If the matrix has no factor after rounding.

    Examples:
        >>> matrix = np.array([[4.0, 2.0], [2.0, 5.0]])
        >>> factored = factor(pack(2, lambda start, stop: matrix[start:, start:stop]))
        >>> np.tril(factored.full())
        array([[2., 0.],
               [1., 2.]])
    """
    with _threads(packed.size):
        data, info = _lapack("pftrf", packed)(packed.size, packed.data, uplo="L", overwrite_a=1)
    if info > 0:
        raise NotPositiveDefiniteError(
            f"the matrix is not positive definite after rounding, its leading minor of order {info} fails: "
            "take a larger ridge, or drop rows that are nearly the same"
        )
    factored = Packed(packed.size, data)
    if not np.isfinite(factored.trace):
        raise NotPositiveDefiniteError("the Cholesky factor is not finite: scale the inputs, or take a larger ridge")
    return factored


def solve(factored: Packed, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
    """Solve A x = b for several right-hand sides from the Cholesky factor of A, in the precision of the factor.

    Args:
        factored: The Cholesky factor, as :func:`factor` returns it.
        right: The right-hand sides.

    Returns:
        The solutions A⁻¹ · right, converted to float64.

    Examples:
        >>> matrix = np.array([[4.0, 2.0], [2.0, 5.0]])
        >>> factored = factor(pack(2, lambda start, stop: matrix[start:, start:stop]))
        >>> solve(factored, np.array([[8.0], [12.0]])).ravel()
        array([1., 2.])
    """
    columns = np.asarray(right, factored.data.dtype, order="F")
    return np.asarray(_lapack("pftrs", factored)(factored.size, factored.data, columns, uplo="L")[0], np.float64)


def invert(factored: Packed) -> Packed:
    """Replace a Cholesky factor by the inverse of its matrix, in place.

    Args:
        factored: The Cholesky factor, as :func:`factor` returns it; its numbers are overwritten.

    Returns:
        The inverse matrix, in the same memory.

    Examples:
        >>> matrix = np.array([[4.0, 0.0], [0.0, 2.0]])
        >>> invert(factor(pack(2, lambda start, stop: matrix[start:, start:stop]))).full().round(12)
        array([[0.25, 0.  ],
               [0.  , 0.5 ]])
    """
    with _threads(factored.size):
        data, _ = _lapack("pftri", factored)(factored.size, factored.data, uplo="L", overwrite_a=1)
    return Packed(factored.size, data)


def multiplier(packed: Packed) -> Callable[[np.ndarray], np.ndarray]:
    """Return the product of a symmetric matrix with columns, for many products with one matrix.

    The squares of ``PANEL`` columns on the diagonal, of which a packed matrix has one half, are written out once.

    Args:
        packed: The symmetric matrix.

    Returns:
        The function from columns [n, k] to the product, in the more precise of both types.

    Examples:
        >>> matrix = np.array([[4.0, 2.0], [2.0, 5.0]])
        >>> multiply = multiplier(pack(2, lambda start, stop: matrix[start:, start:stop]))
        >>> multiply(np.array([[1.0], [-1.0]])).ravel()
        array([ 2., -3.])
    """
    first, below, rest = packed.parts
    half = len(first)
    top, bottom = _triangle_multiplier(first), _triangle_multiplier(rest.T)

    def multiply(right: np.ndarray) -> np.ndarray:
        upper, lower = right[:half], right[half:]
        return np.concatenate([top(upper) + below.T @ lower, below @ upper + bottom(lower)])

    return multiply


def _threads(size: int) -> AbstractContextManager[Any]:
    """One thread for matrices with which several would write beyond OpenBLAS's buffers, else as many as there are."""
    return one_thread() if size > THREADED else nullcontext()


def _lapack(name: Literal["pftrf", "pftrs", "pftri"], packed: Packed) -> Callable:
    from scipy.linalg import get_lapack_funcs

    (function,) = get_lapack_funcs((name,), dtype=packed.data.dtype)
    return function


def _write_lower(square: np.ndarray, start: int, columns: np.ndarray) -> None:
    """Write columns into the lower triangle of a view without touching the entries above the diagonal."""
    width = columns.shape[1]
    stop = start + width
    square[stop:, start:stop] = columns[width:]
    lower = np.tri(width, dtype=bool)
    np.copyto(square[start:stop, start:stop], columns[:width], where=lower, casting="same_kind")


def _fill_symmetric(matrix: np.ndarray, lower: np.ndarray) -> None:
    """Write a symmetric matrix, given by its lower triangle, into a view."""
    for start, stop, corner, under in _strips(lower):
        matrix[start:stop, start:stop] = corner
        matrix[stop:, start:stop] = under
        matrix[start:stop, stop:] = under.T


def _triangle_multiplier(lower: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The product of a symmetric matrix, given by its lower triangle, with columns."""
    strips = list(_strips(lower))

    def multiply(right: np.ndarray) -> np.ndarray:
        product = np.zeros(right.shape, np.result_type(lower, right))
        for start, stop, corner, under in strips:
            product[start:stop] += corner @ right[start:stop] + under.T @ right[stop:]
            product[stop:] += under @ right[start:stop]
        return product

    return multiply


def _strips(lower: np.ndarray) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """Iterate over strips of ``PANEL`` columns of a lower triangle.

    Yields:
        The strips as (start, stop, the symmetric square on the diagonal, what is below it).
    """
    for start in range(0, len(lower), PANEL):
        stop = min(start + PANEL, len(lower))
        corner = np.tril(lower[start:stop, start:stop])
        yield start, stop, corner + np.tril(corner, -1).T, lower[stop:, start:stop]
