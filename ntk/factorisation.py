"""Positive definite matrices with their Cholesky factors: written out, or kernel matrices that never are."""

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

MEMORY = 16.0
"""GiB that two factors may take; more, and they are kept in float32."""

ACCURATE, ACCEPTED = 1e-12, 1e-6
"""Residuals, relative to the right-hand side: what refining from a float32 factor aims at, and what it must reach."""

MORE_MEMORY = "allow more memory, for a float64 one"


class Factorisation(NamedTuple):
    """A positive definite matrix A and its factor, which :func:`ntk.inverse_gap` destroys where it is told to.

    Attributes:
        matrix: A, as it was given.
        packed: Its Cholesky factor; in float32 where memory is short.
        trace: Of A.
        row_sum: The largest sum of a row's absolute values, an upper bound of ‖A‖₂.
    """

    matrix: Float[np.ndarray, "n n"] | GramOperator
    packed: Packed
    trace: float
    row_sum: float

    @property
    def exact(self) -> bool:
        """Whether the factor is in float64."""
        return self.packed.data.dtype == np.float64

    def rough_solve(self, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """A⁻¹ times some columns, as precise as the factor."""
        return solve(self.packed, right)

    def solve(self, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """A⁻¹ times some columns, from a float32 factor refined as far as its conditioning allows.

        Raises:
            MatrixError: If that is not far enough to be of use.
        """
        if self.exact:
            return self.rough_solve(right)
        solution = refined(self.multiply, self.rough_solve, right, tolerance=ACCURATE)
        if not (_norms(right - self.multiply(solution)) <= ACCEPTED * _norms(right)).all():
            raise MatrixError(f"a float32 factor is too coarse for this matrix: {MORE_MEMORY}, or take a larger ridge")
        return solution

    def multiply(self, right: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """A times some columns."""
        return multiply(self.matrix, right)


def factorise(
    matrix: Float[np.ndarray, "rows columns"] | GramOperator | Factorisation, *, memory: float = MEMORY
) -> Factorisation:
    """Factor a matrix.

    Args:
        matrix: A, symmetric and positive definite; what is factored already is returned as it is.
        memory: GiB that two such factors may take together.

    Returns:
        A with its factor, in n(n + 1)/2 numbers.

    Raises:
        MatrixError: If its entries are too large, or it is not positive definite after rounding. What is not square,
            symmetric and finite is a ValueError too.
    """
    if isinstance(matrix, Factorisation):
        return matrix
    if isinstance(matrix, GramOperator):
        _check_operator(matrix)
    else:
        matrix = as_float64(matrix, "the matrix")
        _check_symmetric(matrix)
    size = order(matrix)
    sums, trace = np.zeros(size), 0.0

    def columns(start: int, stop: int) -> np.ndarray:
        nonlocal trace
        values = _columns(matrix, start, stop)
        trace += float(np.einsum("ii->", values[: stop - start]))
        add_row_sums(sums, start, values)
        return values

    precise = 2 * size * (size + 1) / 2 * 8 <= memory * 2**30
    with np.errstate(over="ignore"):  # said below
        lower = pack(size, columns, dtype=np.float64 if precise else np.float32)
    if not sums.max() <= np.finfo(lower.data.dtype).max:
        raise MatrixError(f"the matrix has entries too large for {lower.data.dtype}; scale the inputs")
    packed = _factor(lower, precise=precise)
    return Factorisation(matrix, packed, trace, float(sums.max()) * (1.0 + size * np.finfo(float).eps))


def order(matrix: Float[np.ndarray, "rows columns"] | GramOperator | Factorisation) -> int:
    """The size n of a matrix."""
    if isinstance(matrix, Factorisation):
        return matrix.packed.size
    return len(matrix) if isinstance(matrix, np.ndarray) else len(matrix.X)


def multiply(matrix: Float[np.ndarray, "n n"] | GramOperator, right: Float[np.ndarray, "n k"]) -> np.ndarray:
    """A times some columns."""
    if isinstance(matrix, np.ndarray):
        return matrix @ right
    return matmul(matrix.kernel, matrix.X, matrix.X, right) + matrix.ridge * right


def packed_matrix(matrix: Float[np.ndarray, "n n"] | GramOperator) -> Packed:
    """The lower triangle of A in float64, not factored."""
    return pack(order(matrix), lambda start, stop: _columns(matrix, start, stop))


def panels(matrix: Float[np.ndarray, "n n"] | GramOperator) -> Iterator[tuple[int, int, np.ndarray]]:
    """The lower triangle, by panels.

    Args:
        matrix: A.

    Yields:
        (start, stop, A[start:, start:stop]).
    """
    size = order(matrix)
    for start in range(0, size, PANEL):
        stop = min(start + PANEL, size)
        yield start, stop, _columns(matrix, start, stop)


def add_row_sums(sums: Float[np.ndarray, " n"], start: int, panel: Float[np.ndarray, "r c"]) -> None:
    """Add a panel of a symmetric matrix to the sums of the absolute values of its rows, in place.

    Args:
        sums: So far.
        start: First row and column of the panel.
        panel: Of the lower triangle, as :func:`panels` yields it.
    """
    width, sizes = panel.shape[1], np.abs(panel)
    sums[start:] += sizes.sum(axis=1)
    sums[start : start + width] += sizes[width:].sum(axis=0)


def quadratic_form(matrix: Float[np.ndarray, "n n"] | GramOperator, y: Float[np.ndarray, " n"]) -> tuple[float, float]:
    """yᵀAy for a positive semi-definite A, and a bound on what rounding does to it.

    Tiles of ``PANEL`` columns and rows are summed exactly, so that the bound does not grow with n.

    Args:
        matrix: A.
        y: The vector.

    Returns:
        (value, error).
    """
    tiles, scale = [], 0.0
    for start, stop, values in panels(matrix):
        image = values @ y[start:stop]
        width = stop - start
        tiles.append(float(y[start:stop] @ image[:width]))
        tiles += [
            2.0 * float(y[r : r + PANEL] @ image[r - start : r - start + PANEL]) for r in range(stop, len(y), PANEL)
        ]
        scale += float(np.sqrt(np.einsum("ii->i", values[:width])) @ np.abs(y[start:stop]))
    return math.fsum(tiles), gamma(2 * PANEL + 2) * scale**2  # |a_ij| ≤ √(a_ii a_jj)


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


def _check_symmetric(matrix: np.ndarray) -> None:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not len(matrix):
        raise ValueError(f"a matrix of shape {matrix.shape} is not square; give K(X, X) + ridge · I")
    if not np.array_equal(matrix, matrix.T):
        raise ValueError("the matrix is not symmetric; give (A + Aᵀ) / 2")
