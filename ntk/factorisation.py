"""Cholesky factorisation of positive definite matrices: of arrays, and of kernel matrices that are never formed."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from ntk.gram import GramOperator, panel
from ntk.inputs import as_float64
from ntk.packed_cholesky import PANEL, MatrixError, NotPositiveDefiniteError, Packed, factor, pack, solve
from ntk.products import matmul
from ntk.refinement import refined
from ntk.rounding import gamma
from ntk.threads import one_thread

MEMORY = 16.0
"""Default memory limit for two factors in GiB; if float64 factors need more, they are kept in float32."""

ACCURATE, ACCEPTED = 1e-12, 1e-6
"""Residuals of a solution refined from a float32 factor, relative to the right-hand side: the goal, and the limit."""

ASYMMETRY = 1e-12
"""Largest difference of an entry from the symmetric part, relative to the largest entry, that is taken for rounding."""

MORE_MEMORY = "allow more memory, for a float64 one"
"""Remedy in error messages about float32 factors."""


class Factorisation(NamedTuple):
    """A positive definite matrix A with its Cholesky factor, which ``inverse_gap(..., overwrite=True)`` destroys.

    Attributes:
        matrix: The matrix A, as the caller gave it.
        packed: The Cholesky factor of A, in float32 where memory is short.
        trace: The trace of A.
        row_sum: The largest sum of the absolute values of a row, an upper bound of ‖A‖₂.
        skew: An upper bound of ‖A − Aᵀ‖₂ / 2 of the array that was given; ``matrix`` is its symmetric part.
    """

    matrix: Float[np.ndarray, "n n"] | GramOperator
    packed: Packed
    trace: float
    row_sum: float
    skew: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether the factor is in float64."""
        return self.packed.data.dtype == np.float64

    def rough_solve(self, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """Solve A x = b for several right-hand sides, in the precision of the factor.

        Args:
            right: The right-hand sides.

        Returns:
            The solutions A⁻¹ · right.
        """
        return solve(self.packed, right)

    def solve(self, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """Solve A x = b for several right-hand sides; solutions from a float32 factor are refined to float64.

        Args:
            right: The right-hand sides.

        Returns:
            The solutions A⁻¹ · right.

        Raises:
            MatrixError: If refinement leaves a residual above ``ACCEPTED``, because the matrix is too ill-conditioned.
        """
        if self.exact:
            return self.rough_solve(right)
        solution = refined(self.multiply, self.rough_solve, right, tolerance=ACCURATE)
        if not (_norms(right - self.multiply(solution)) <= ACCEPTED * _norms(right)).all():
            raise MatrixError(f"a float32 factor is too coarse for this matrix: {MORE_MEMORY}, or take a larger ridge")
        return solution

    def multiply(self, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """Multiply A by columns.

        Args:
            right: The columns.

        Returns:
            The product A · right.
        """
        return multiply(self.matrix, right)


def factorise(
    matrix: Float[np.ndarray, "rows columns"] | GramOperator | Factorisation, *, memory: float = MEMORY
) -> Factorisation:
    """Compute the Cholesky factor of a matrix, for solutions and for :func:`ntk.inverse_gap`.

    Args:
        matrix: The positive definite matrix A, symmetric but for rounding, whose symmetric part is factored; a matrix
            that is factored already is returned unchanged.
        memory: The memory limit in GiB for two such factors together.

    Returns:
        The matrix A with its factor of n(n + 1)/2 numbers.

    Raises:
        MatrixError: If the entries are too large, or A is not positive definite after rounding. A matrix that is not
            square, symmetric and finite raises another ValueError.

    Examples:
        >>> factored = factorise(np.array([[4.0, 2.0], [2.0, 5.0]]))
        >>> factored.solve(np.array([[8.0], [12.0]])).ravel(), factored.trace
        (array([1., 2.]), 9.0)
    """
    if isinstance(matrix, Factorisation):
        return matrix
    skew = 0.0
    if isinstance(matrix, GramOperator):
        _check_operator(matrix)
    else:
        matrix = as_float64(matrix, "the matrix")
        matrix, skew = _symmetrised(matrix)
    size = order(matrix)
    sums, trace = np.zeros(size), 0.0

    def columns(start: int, stop: int) -> np.ndarray:
        nonlocal trace
        values = _columns(matrix, start, stop)
        trace += float(np.einsum("ii->", values[: stop - start]))
        add_row_sums(sums, start, values)
        return values

    precise = 2 * size * (size + 1) / 2 * 8 <= memory * 2**30
    with np.errstate(over="ignore"):  # the error below reports it
        lower = pack(size, columns, dtype=np.float64 if precise else np.float32)
    if not sums.max() <= np.finfo(lower.data.dtype).max:
        raise MatrixError(f"the matrix has entries too large for {lower.data.dtype}; scale the inputs")
    packed = _factor(lower, precise=precise)
    return Factorisation(matrix, packed, trace, float(sums.max()) * (1.0 + size * np.finfo(float).eps), skew)


def order(matrix: Float[np.ndarray, "rows columns"] | GramOperator | Factorisation) -> int:
    """Return the number n of rows of a matrix.

    Args:
        matrix: The matrix, as an array, an operator, or factored.

    Returns:
        The number n of rows and columns.

    Examples:
        >>> order(np.eye(3)), order(factorise(np.eye(2)))
        (3, 2)
    """
    if isinstance(matrix, Factorisation):
        return matrix.packed.size
    return len(matrix) if isinstance(matrix, np.ndarray) else len(matrix.X)


def multiply(matrix: Float[np.ndarray, "n n"] | GramOperator, right: Float[np.ndarray, "n k"]) -> np.ndarray:
    """Multiply a matrix by columns, without forming it if it is an operator.

    Args:
        matrix: The matrix A.
        right: The columns.

    Returns:
        The product A · right.

    Examples:
        >>> multiply(np.diag([2.0, 3.0]), np.ones((2, 1))).ravel()
        array([2., 3.])
    """
    if isinstance(matrix, np.ndarray):
        return matrix @ right
    return matmul(matrix.kernel, matrix.X, matrix.X, right) + matrix.ridge * right


def packed_matrix(matrix: Float[np.ndarray, "n n"] | GramOperator) -> Packed:
    """Pack the lower triangle of a matrix in float64, for a factorisation of the matrix shifted.

    Args:
        matrix: The matrix A.

    Returns:
        The packed matrix.

    Examples:
        >>> packed_matrix(np.diag([2.0, 3.0])).full()
        array([[2., 0.],
               [0., 3.]])
    """
    return pack(order(matrix), lambda start, stop: _columns(matrix, start, stop))


def panels(matrix: Float[np.ndarray, "n n"] | GramOperator) -> Iterator[tuple[int, int, np.ndarray]]:
    """Iterate over the lower triangle of a matrix in panels of columns.

    Args:
        matrix: The matrix A.

    Yields:
        The panels as (start, stop, A[start:, start:stop]).

    Examples:
        >>> [(start, stop, values.shape) for start, stop, values in panels(np.eye(600))]
        [(0, 480, (600, 480)), (480, 600, (120, 120))]
    """
    size = order(matrix)
    for start in range(0, size, PANEL):
        stop = min(start + PANEL, size)
        yield start, stop, _columns(matrix, start, stop)


def add_row_sums(sums: Float[np.ndarray, " n"], start: int, panel: Float[np.ndarray, "r c"]) -> None:
    """Add a panel of a symmetric matrix to the sums of absolute values of the matrix's rows, in place.

    Args:
        sums: The sums over the earlier panels.
        start: The index of the panel's first row and column.
        panel: The panel of the lower triangle, as :func:`panels` yields it.

    Examples:
        >>> sums = np.zeros(2)
        >>> add_row_sums(sums, 0, np.array([[4.0, -1.0], [-1.0, 3.0]]))
        >>> sums
        array([5., 4.])
    """
    width, sizes = panel.shape[1], np.abs(panel)
    sums[start:] += sizes.sum(axis=1)
    sums[start : start + width] += sizes[width:].sum(axis=0)


class Products(NamedTuple):
    """What one pass over the entries of a positive semi-definite matrix A gives for some columns.

    Attributes:
        image: The product of A with the columns.
        form: The quadratic form yᵀAy of the first column y.
        error: A bound on the rounding error of the form.
    """

    image: Float[np.ndarray, "n k"]
    form: float
    error: float


def products(matrix: Float[np.ndarray, "n n"] | GramOperator, columns: Float[np.ndarray, "n k"]) -> Products:
    """Multiply a positive semi-definite matrix by columns, and bound the quadratic form of the first of them.

    Each entry of the lower triangle is computed once. The sums of tiles of ``PANEL`` rows and columns are added
    exactly, so that the bound on the error of the form does not grow with n.

    Args:
        matrix: The matrix A.
        columns: The columns, at least one.

    Returns:
        The products, and the quadratic form of the first column.

    Examples:
        >>> image, form, error = products(np.diag([2.0, 3.0]), np.array([[1.0], [2.0]]))
        >>> image.ravel(), form, f"{error:.1e}"
        (array([2., 6.]), 14.0, '2.5e-12')
    """
    y = columns[:, 0]
    image, tiles, scale = np.zeros(columns.shape), [], 0.0
    for start, stop, values in panels(matrix):
        width = stop - start
        with one_thread():
            below = values @ columns[start:stop]
            image[start:stop] += values[width:].T @ columns[stop:]
        image[start:] += below
        tiles.append(float(y[start:stop] @ below[:width, 0]))
        tiles += [
            2.0 * float(y[r : r + PANEL] @ below[r - start : r - start + PANEL, 0]) for r in range(stop, len(y), PANEL)
        ]
        scale += float(np.sqrt(np.einsum("ii->i", values[:width])) @ np.abs(y[start:stop]))
    return Products(image, math.fsum(tiles), gamma(2 * PANEL + 2) * scale**2)  # |a_ij| ≤ √(a_ii a_jj)


def _factor(lower: Packed, *, precise: bool) -> Packed:
    try:
        return factor(lower)
    except NotPositiveDefiniteError as error:
        raise error if precise else NotPositiveDefiniteError(f"{error}; or {MORE_MEMORY}") from None


def _norms(columns: np.ndarray) -> np.ndarray:
    return np.linalg.norm(columns, axis=0)


def _columns(matrix: Float[np.ndarray, "n n"] | GramOperator, start: int, stop: int) -> np.ndarray:
    if isinstance(matrix, np.ndarray):
        return matrix[start:, start:stop]
    return panel(matrix.kernel, matrix.X, start, stop, ridge=matrix.ridge)


def _check_operator(operator: GramOperator) -> None:
    if not (math.isfinite(operator.ridge) and operator.ridge > 0.0):
        raise ValueError(f"ridge must be positive, not {operator.ridge:g}: nothing else keeps the inverse bounded")
    if not len(operator.X):
        raise ValueError("there are no training inputs")


def _symmetrised(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """The symmetric part of a matrix that is symmetric but for rounding, and a bound on the norm of the rest."""  # noqa: DOC501
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not len(matrix):
        raise ValueError(f"a matrix of shape {matrix.shape} is not square; give K(X, X) + ridge · I")
    if np.array_equal(matrix, matrix.T):
        return matrix, 0.0
    rest = np.abs(matrix / 2.0 - matrix.T / 2.0)
    if not rest.max() <= ASYMMETRY * np.abs(matrix).max():
        raise ValueError("the matrix is not symmetric; give (A + Aᵀ) / 2")
    part = matrix / 2.0 + matrix.T / 2.0
    roundings = gamma(4) * float(np.abs(part).sum(axis=1).max())
    return part, float(rest.sum(axis=1).max()) * (1.0 + gamma(len(matrix) + 2)) + roundings
