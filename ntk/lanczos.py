"""The largest eigenvalue of a symmetric operator, by block Lanczos with full reorthogonalisation."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.linalg
from jaxtyping import Float

BLOCK = 8
"""Columns at once: a solve with eight right-hand sides takes hardly longer than with one."""

MOST = 200
"""Most iterations."""

STREAM = 0x6C616E637A6F73
"""Sets the random start apart from whatever else is drawn by the same seed, such as the data."""

CHECKED = 5
"""Iterations from one look at the Ritz values to the next."""

SMALL = 256
"""Sizes up to which the operator is written out."""


class Ritz(NamedTuple):
    """Where Lanczos stands.

    Attributes:
        value: The Ritz value of largest modulus.
        vector: Its vector, of unit length.
        other: The Ritz value at the other end.
        complete: Whether the whole space was searched.
        settled: Whether its residual is small, and nothing that the residuals allow at the other end is larger.
        iterations: Applications of the operator.
    """

    value: float
    vector: Float[np.ndarray, " n"]
    other: float
    complete: bool
    settled: bool
    iterations: int

    def norm_bound(self, chance: float) -> float:
        """What the operator's norm does not exceed, but for a small chance over the random start.

        After k steps from a start of uniform direction, the largest Ritz value ξ of a symmetric operator of size n has
        λ₁ − ξ > ε (λ₁ − λ_n) with probability at most 1.648 √n exp(−√ε (2k − 1)) (Kuczyński & Woźniakowski 1992,
        section 4; Ritz values follow shifts, and −operator has the other end). Here each column of the start is such
        a start, all must fail, and either end may. This is of exact arithmetic: rounding within the iteration, which
        full reorthogonalisation keeps small, is not bounded.

        Args:
            chance: Of the bound being wrong, small.

        Returns:
            The bound; infinite where there were too few steps for any.
        """
        if self.complete:
            return abs(self.value) * (1.0 + 8.0 * len(self.vector) * np.finfo(np.float64).eps)
        each = (chance / 2.0) ** (1.0 / BLOCK)
        share = (math.log(1.648 * math.sqrt(len(self.vector)) / each) / (2 * self.iterations - 1)) ** 2
        if share >= 0.5:
            return math.inf
        return abs(self.value) + share * abs(self.value - self.other) / (1.0 - 2.0 * share)


def largest(
    operator: Callable[[Float[np.ndarray, "n b"]], Float[np.ndarray, "n b"]],
    size: int,
    *,
    tolerance: float,
    seed: int,
    least: int = 1,
) -> Ritz:
    """The eigenvalue of largest modulus, and its vector.

    A random start misses an eigenvector with probability 0, and small residuals still prove no more than that *some*
    eigenvalue is near: :meth:`Ritz.norm_bound` says what else there may be.

    Args:
        operator: Symmetric, on columns.
        size: n.
        tolerance: Residual, relative to the value, at which to stop; the value's own error is about its square.
        seed: Of the random start.
        least: Iterations to make in any case, for the sake of :meth:`Ritz.norm_bound`.

    Returns:
        The Ritz pair.
    """
    if size <= SMALL:
        return _dense(operator(np.eye(size)))
    basis = block = _orthonormal(np.random.default_rng([seed, STREAM]).standard_normal((size, BLOCK)))
    projected = np.empty((0, 0))
    iterations = 0
    while True:
        iterations += 1
        image = operator(block)
        projected = _bordered(projected, _remove(image, basis))
        room = size - basis.shape[1]
        last = iterations == MOST or not room
        if last or iterations % CHECKED == 0:
            value, other, coefficients, settled = _extreme(projected, image, tolerance)
            if (settled and iterations >= least) or last:
                vector = basis @ coefficients
                return Ritz(value, vector / np.linalg.norm(vector), other, not room, settled or not room, iterations)
        basis = _grown(basis, image, room)
        block = basis[:, len(projected) :]


def _extreme(projected: np.ndarray, image: np.ndarray, tolerance: float) -> tuple[float, float, np.ndarray, bool]:
    """Ritz values at the larger and the other end, the former's vector in the basis, and whether both are settled."""
    values, vectors = scipy.linalg.eigh(projected)
    remainder = np.linalg.qr(image)[1] @ vectors[-image.shape[1] :]
    best, other = (-1, 0) if abs(values[-1]) >= abs(values[0]) else (0, -1)
    near = np.linalg.norm(remainder[:, best]) <= tolerance * abs(values[best])
    reach = abs(values[other]) + np.linalg.norm(remainder[:, other])
    settled = bool(near and reach <= (1.0 + tolerance) * abs(values[best]))
    return float(values[best]), float(values[other]), vectors[:, best], settled


def _dense(matrix: np.ndarray) -> Ritz:
    values, vectors = scipy.linalg.eigh((matrix + matrix.T) / 2.0)
    best = int(np.argmax(np.abs(values)))
    other = float(values[0 if best else -1])
    return Ritz(float(values[best]), vectors[:, best], other, complete=True, settled=True, iterations=1)


def _grown(basis: np.ndarray, image: np.ndarray, room: int) -> np.ndarray:
    """The basis and an orthonormal basis of what the image adds to it, at most so many columns."""
    block = _orthonormal(image)[:, :room]
    _remove(block, basis)  # where the image's rank is short, its basis is not orthogonal to the earlier ones
    return np.concatenate([basis, _orthonormal(block)], axis=1)


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    return np.linalg.qr(columns)[0]


def _remove(columns: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Take the part within an orthonormal basis out of some columns, in place and twice; its coefficients."""
    once = basis.T @ columns
    columns -= basis @ once
    again = basis.T @ columns
    columns -= basis @ again
    return once + again


def _bordered(projected: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """The projected operator with another block."""
    old, width = len(projected), coefficients.shape[1]
    grown = np.empty((old + width, old + width))
    grown[:old, :old] = projected
    grown[:, old:] = coefficients
    grown[old:, :old] = coefficients[:old].T
    grown[old:, old:] = (coefficients[old:] + coefficients[old:].T) / 2.0
    return grown
