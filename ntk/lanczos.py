"""The largest eigenvalue of a symmetric operator, by block Lanczos with full reorthogonalisation."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from ntk.threads import one_thread

BLOCK = 8
"""Number of columns in a block; a solve with eight right-hand sides takes hardly longer than with one."""

MOST = 200
"""Largest number of iterations."""

STREAM = 0x6C616E637A6F73
"""Number of the random stream of the start, which keeps it independent of data drawn with the same seed."""

CHECKED = 5
"""Number of iterations between two computations of the Ritz values, and before the first."""

DEFICIENT = 1e-6
"""Least diagonal entry of a triangular factor, relative to the largest, with which an image counts as of full rank."""

SMALL = 256
"""Largest size at which the operator is written out as a matrix and all its eigenvalues are computed."""


class Ritz(NamedTuple):
    """The approximate eigenvalue of largest modulus that a Lanczos iteration found.

    Attributes:
        value: The Ritz value of largest modulus.
        vector: The Ritz vector of this value, of unit length.
        other: The Ritz value at the other end of the spectrum.
        complete: Whether the whole space was searched.
        settled: Whether the residual is small, and the residual at the other end allows no larger eigenvalue there.
        iterations: The number of applications of the operator.
    """

    value: float
    vector: Float[np.ndarray, " n"]
    other: float
    complete: bool
    settled: bool
    iterations: int

    def norm_bound(self, chance: float) -> float:
        """Bound the norm of the operator from above, up to a small probability over the random start.

        After k steps from a start of uniform direction, the largest Ritz value ξ of a symmetric operator of size n has
        λ₁ − ξ > ε (λ₁ − λ_n) with probability at most 1.648 √n exp(−√ε (2k − 1)) (Kuczyński & Woźniakowski 1992,
        section 4). Ritz values follow shifts of the operator, and −operator has the other end. Here every column of
        the block is such a start, and the bound fails only if all of them fail, at either end. The probability is that
        of exact arithmetic: rounding in the iteration, which full reorthogonalisation keeps small, is not bounded.

        Args:
            chance: The probability that the bound is wrong.

        Returns:
            The bound; infinite after too few iterations for any.
        """
        if self.complete:
            return abs(self.value) * (1.0 + 8.0 * len(self.vector) * np.finfo(np.float64).eps)
        column_chance = (chance / 2.0) ** (1.0 / BLOCK)
        share = (math.log(1.648 * math.sqrt(len(self.vector)) / column_chance) / (2 * self.iterations - 1)) ** 2
        if share >= 0.5:
            return math.inf
        return abs(self.value) + share * abs(self.value - self.other) / (1.0 - 2.0 * share)


def largest(
    operator: Callable[[Float[np.ndarray, "n b"]], Float[np.ndarray, "n b"]],
    size: int,
    *,
    tolerance: float,
    seed: int,
    least: int = CHECKED,
) -> Ritz:
    """Approximate the eigenvalue of largest modulus of a symmetric operator, and its eigenvector.

    A random start misses an eigenvector with probability 0, but a small residual proves only that *some* eigenvalue is
    near the value found. :meth:`Ritz.norm_bound` bounds what the iteration may have missed.

    Args:
        operator: The product of the operator with columns.
        size: The number n of rows.
        tolerance: The residual at which to stop, relative to the value; the error of the value is about its square.
        seed: The seed of the random start.
        least: The least number of iterations, by which :meth:`Ritz.norm_bound` becomes smaller; from there on, the
            residual is looked at every ``CHECKED`` iterations.

    Returns:
        The Ritz value and its vector.

    Examples:
        >>> eigenvalues = np.linspace(-1.0, 2.0, 300)
        >>> ritz = largest(lambda block: eigenvalues[:, None] * block, 300, tolerance=1e-6, seed=0)
        >>> round(ritz.value, 9), ritz.settled
        (2.0, True)
    """
    if size <= SMALL:
        return _dense(operator(np.eye(size)))
    basis = block = np.linalg.qr(np.random.default_rng([seed, STREAM]).standard_normal((size, BLOCK)))[0]
    projected = np.empty((0, 0))
    iterations = 0
    while True:
        iterations += 1
        image = operator(block)
        with one_thread():
            projected = _bordered(projected, _remove(image, basis))
            block, triangle = _qr(image)
            room = size - basis.shape[1]
            last = iterations == MOST or not room
            if last or (iterations >= least and (iterations - least) % CHECKED == 0):
                value, other, coefficients, settled = _extreme(projected, triangle, tolerance)
                if settled or last:
                    vector = basis @ coefficients
                    vector /= np.linalg.norm(vector)
                    return Ritz(value, vector, other, not room, settled or not room, iterations)
            block = _outside(basis, block[:, :room], triangle)
            basis = np.concatenate([basis, block], axis=1)


def _extreme(projected: np.ndarray, rest: np.ndarray, tolerance: float) -> tuple[float, float, np.ndarray, bool]:
    """The Ritz values of larger modulus and at the other end, the vector of the first, and whether both are settled.

    ``rest`` is the triangular factor of what the last image has outside the basis.
    """
    import scipy.linalg

    values, vectors = scipy.linalg.eigh(projected)
    remainder = rest @ vectors[-rest.shape[1] :]
    best, other = (-1, 0) if abs(values[-1]) >= abs(values[0]) else (0, -1)
    small = np.linalg.norm(remainder[:, best]) <= tolerance * abs(values[best])
    other_bound = abs(values[other]) + np.linalg.norm(remainder[:, other])
    settled = bool(small and other_bound <= (1.0 + tolerance) * abs(values[best]))
    return float(values[best]), float(values[other]), vectors[:, best], settled


def _dense(matrix: np.ndarray) -> Ritz:
    import scipy.linalg

    values, vectors = scipy.linalg.eigh((matrix + matrix.T) / 2.0)
    best = int(np.argmax(np.abs(values)))
    other = float(values[0 if best else -1])
    return Ritz(float(values[best]), vectors[:, best], other, complete=True, settled=True, iterations=1)


def _outside(basis: np.ndarray, block: np.ndarray, triangle: np.ndarray) -> np.ndarray:
    """Orthonormal columns outside the basis, from the factors of an image's part outside it.

    If that part is nearly rank deficient, some columns of the block are made of its rounding errors, and may lie in the
    span of the basis.
    """
    if _full_rank(triangle):
        return block
    _remove(block, basis)
    return np.linalg.qr(block)[0]


def _qr(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Orthonormal columns and a triangular factor.

    They are made by a Cholesky factor of columnsᵀ · columns, and again by that of the quotient (Yamamoto et al. 2015):
    a few products instead of Householder's many short steps. That needs full rank.
    """
    try:
        first = np.linalg.cholesky(columns.T @ columns)
        quotient = columns @ np.linalg.inv(first).T
        square = quotient.T @ quotient
        second = np.linalg.cholesky(square)
    except np.linalg.LinAlgError:
        return np.linalg.qr(columns)
    triangle = (first @ second).T
    if np.abs(square - np.eye(len(square))).max() < 0.1 and _full_rank(triangle):
        return quotient @ np.linalg.inv(second).T, triangle
    return np.linalg.qr(columns)


def _full_rank(triangle: np.ndarray) -> bool:
    sizes = np.abs(np.diagonal(triangle))
    return bool(sizes.min() >= DEFICIENT * sizes.max() > 0.0)


def _remove(columns: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Subtract from columns, in place, their projection on an orthonormal basis, twice; return its coefficients."""
    coefficients = basis.T @ columns
    columns -= basis @ coefficients
    correction = basis.T @ columns
    columns -= basis @ correction
    return coefficients + correction


def _bordered(projected: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """The projected operator, extended by the coefficients of another block."""
    size, width = len(projected), coefficients.shape[1]
    bordered = np.empty((size + width, size + width))
    bordered[:size, :size] = projected
    bordered[:, size:] = coefficients
    bordered[size:, :size] = coefficients[:size].T
    bordered[size:, size:] = (coefficients[size:] + coefficients[size:].T) / 2.0
    return bordered
