"""The largest eigenvalue of a symmetric operator, by block Lanczos with full reorthogonalisation."""

import itertools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.linalg
from jaxtyping import Float

BLOCK = 8
"""Columns at once: a solve with eight right-hand sides takes hardly longer than with one."""

MOST = 200
"""Most iterations."""

SMALL = 256
"""Sizes up to which the operator is written out."""


class Ritz(NamedTuple):
    """Where Lanczos stands.

    Attributes:
        value: The Ritz value of largest modulus.
        vector: Its vector, of unit length.
        settled: Whether its residual is small, and nothing that the residuals allow at the other end is larger.
        iterations: Applications of the operator.
    """

    value: float
    vector: Float[np.ndarray, " n"]
    settled: bool
    iterations: int


def largest(
    operator: Callable[[Float[np.ndarray, "n b"]], Float[np.ndarray, "n b"]], size: int, *, tolerance: float, seed: int
) -> Ritz:
    """The eigenvalue of largest modulus, and its vector.

    A random start misses an eigenvector with probability 0, and small residuals still prove no more than that *some*
    eigenvalue is near: who needs to be certain must prove that none is larger.

    Args:
        operator: Symmetric, on columns.
        size: n.
        tolerance: Residual, relative to the value, at which to stop; the value's own error is about its square.
        seed: Of the random start.

    Returns:
        The Ritz pair.
    """
    if size <= SMALL:
        return _dense(operator(np.eye(size)))
    basis = block = _orthonormal(np.random.default_rng(seed).standard_normal((size, BLOCK)))
    projected = np.empty((0, 0))
    for iterations in itertools.count(1):
        image = operator(block)
        projected = _bordered(projected, _remove(image, basis))
        values, vectors = scipy.linalg.eigh(projected)
        remainder = np.linalg.qr(image)[1] @ vectors[-image.shape[1] :]
        best, other = (-1, 0) if abs(values[-1]) >= abs(values[0]) else (0, -1)
        reach = abs(values[other]) + np.linalg.norm(remainder[:, other])
        near = np.linalg.norm(remainder[:, best]) <= tolerance * abs(values[best])
        settled = bool(near and reach <= (1.0 + tolerance) * abs(values[best]))
        room = size - basis.shape[1]
        if settled or iterations == MOST or not room:
            break
        block = _orthonormal(image)[:, :room]
        _remove(block, basis)  # where the image's rank is short, its basis is not orthogonal to the earlier ones
        block = _orthonormal(block)
        basis = np.concatenate([basis, block], axis=1)
    vector = basis @ vectors[:, best]
    return Ritz(float(values[best]), vector / np.linalg.norm(vector), settled or not room, iterations)


def _dense(matrix: np.ndarray) -> Ritz:
    values, vectors = scipy.linalg.eigh((matrix + matrix.T) / 2.0)
    best = int(np.argmax(np.abs(values)))
    return Ritz(float(values[best]), vectors[:, best], settled=True, iterations=1)


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    return np.linalg.qr(columns)[0]


def _remove(columns: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Take the part within an orthonormal basis out of some columns, in place and twice, and return its coefficients."""
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
