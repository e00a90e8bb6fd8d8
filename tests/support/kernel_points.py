"""Points that are hard for kernels, the kernels and memory limits to try on them, and Jacobians column by column."""

import numpy as np
import pytest

import ntk

KERNELS = pytest.mark.parametrize("kernel", [ntk.first_layer, ntk.relu_ntk(2)], ids=lambda kernel: kernel.name)
MEMORIES = (1e-9, 1 / 16)
"""Memory limits in GiB: for the smallest blocks, and the default."""


def points(seed: int, count: int, dim: int) -> np.ndarray:
    """Random points, with a zero row, a duplicate, multiples and neighbours of the first row if there is room."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, dim))
    if count > 8:
        rows[1:6] = rows[0] * np.array([[0.0], [1.0], [-2.0], [0.3], [1.0]])
        rows[5] += 1e-6 * rng.normal(size=dim)
    return rows


def jacobians(kernel, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The Jacobians of K(x_i, y), [n, m, d], one column of gradients at a time."""
    return np.stack([ntk.gradient_product(kernel, x, y, weights) for weights in np.eye(len(y))], axis=1)
