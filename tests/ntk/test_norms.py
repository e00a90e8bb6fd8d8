"""Norms in blocks against those of the kernel matrix and of its Jacobians in one piece."""

import numpy as np
import pytest
from support.kernel_points import KERNELS, MEMORIES, jacobians, points

import ntk


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize(("n", "m"), [(1, 1), (40, 70), (600, 530)])
def test_kernel_norms(kernel, memory, n, m):
    x, y = points(3, n, 4), points(4, m, 4)
    y[: min(n, m) // 2] = x[: min(n, m) // 2]
    expected = np.linalg.norm(np.asarray(kernel(x, y)), axis=1)
    np.testing.assert_allclose(ntk.kernel_norms(kernel, x, y, memory=memory), expected, rtol=1e-12, atol=1e-15)


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("columns", [np.array([0, 2]), np.array([True, False, True, True]), np.arange(4)])
def test_gradient_norms_are_upper_bounds(kernel, memory, columns):
    x, y = points(10, 30, 4), points(11, 50, 4)
    y[:10] = x[:10]
    exact = np.linalg.norm(jacobians(kernel, x, y)[:, :, columns], ord=2, axis=(1, 2))
    norms = ntk.gradient_norms(kernel, x, y, columns, memory=memory)
    assert (norms >= exact * (1 - 1e-14)).all()
    assert (norms <= exact * (1 + 1e-9)).all()


def test_norms_of_nothing_are_zero():
    nothing, x = np.zeros((0, 3)), points(12, 4, 3)
    np.testing.assert_array_equal(ntk.kernel_norms(ntk.first_layer, x, nothing), np.zeros(4))
    np.testing.assert_array_equal(ntk.gradient_norms(ntk.first_layer, x, x, np.zeros(3, bool)), np.zeros(4))
