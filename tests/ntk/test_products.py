"""Products in blocks against the kernel matrix in one piece, and against gradients in many digits."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from support import wide
from support.kernel_points import KERNELS, MEMORIES, jacobians, points

import ntk


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize(("n", "m", "k"), [(1, 1, 1), (40, 70, 3), (600, 530, 8)])
def test_matmul(kernel, memory, n, m, k):
    x, y, rng = points(3, n, 4), points(4, m, 4), np.random.default_rng(5)
    y[: min(n, m) // 2] = x[: min(n, m) // 2]
    weights = rng.normal(size=(m, k))
    product = ntk.matmul(kernel, x, y, weights, memory=memory)
    np.testing.assert_allclose(product, np.asarray(kernel(x, y)) @ weights, rtol=0, atol=1e-12 * m)


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
def test_gradient_products(kernel, memory):
    x, y, rng = points(6, 40, 4), points(7, 70, 4), np.random.default_rng(8)
    y[:10] = x[:10]
    weights = rng.normal(size=70)
    expected = np.einsum("j,ijk->ik", weights, jacobians(kernel, x, y))
    np.testing.assert_allclose(ntk.gradient_product(kernel, x, y, weights, memory=memory), expected, rtol=0, atol=1e-12)


@KERNELS
def test_gradient_products_are_exact_at_training_points(kernel):
    kind, depth = ("first", 1) if kernel is ntk.first_layer else ("ntk", 2)
    _, y = wide.hard_points(3)
    weights = np.random.default_rng(9).normal(size=len(y))
    training = y[[0, 1, 2, 3, 5]]  # without 0, where only K∞ has a derivative
    exact = np.einsum("j,ijk->ik", weights, wide.exact_gradients(kind, depth, training, y))
    gradients = ntk.gradient_product(kernel, training, y, weights)
    np.testing.assert_allclose(gradients, exact, rtol=0, atol=1e-11 * (np.abs(weights) @ np.linalg.norm(y, axis=1)))


@pytest.mark.property
@given(seed=st.integers(0, 2**32 - 1), shape=st.sampled_from([(1, 1, 1), (9, 5, 2), (33, 12, 3)]))
def test_order_and_scale_do_not_matter(seed, shape):
    n, m, d = shape
    x, y, rng = points(seed, n, d), points(seed + 1, m, d), np.random.default_rng(seed)
    y[: min(n, m) // 2] = x[: min(n, m) // 2]
    rows, columns, weights = rng.permutation(n), rng.permutation(m), rng.normal(size=m)
    kernel, size = ntk.first_layer, 1e-12 * m * (1 + np.abs(x).max()) * (1 + np.abs(y).max())
    np.testing.assert_allclose(ntk.gram(kernel, x)[rows][:, rows], ntk.gram(kernel, x[rows]), rtol=0, atol=size)
    gradients = ntk.gradient_product(kernel, x, y, weights)
    permuted = ntk.gradient_product(kernel, x[rows], y[columns], weights[columns])
    np.testing.assert_allclose(permuted, gradients[rows], rtol=0, atol=size)
    np.testing.assert_allclose(
        ntk.gradient_product(kernel, 8.0 * x, 4.0 * y, weights), 4.0 * gradients, rtol=0, atol=4 * size
    )
    norms = ntk.gradient_norms(kernel, x, y, np.arange(d))
    np.testing.assert_allclose(ntk.gradient_norms(kernel, x, 2.0**300 * y, np.arange(d)), 2.0**300 * norms, rtol=1e-12)
    assert (np.abs(gradients) <= norms[:, None] * np.linalg.norm(weights) * (1 + 1e-12)).all()


def test_no_points_have_empty_products_and_no_terms_have_sums_of_zero():
    nothing, x = np.zeros((0, 3)), points(12, 4, 3)
    assert ntk.matmul(ntk.first_layer, nothing, x, np.ones((4, 2))).shape == (0, 2)
    np.testing.assert_array_equal(ntk.matmul(ntk.first_layer, x, nothing, np.ones((0, 2))), np.zeros((4, 2)))
    np.testing.assert_array_equal(ntk.gradient_product(ntk.first_layer, x, nothing, np.ones(0)), np.zeros((4, 3)))
