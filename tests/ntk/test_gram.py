"""Matrices and products in blocks against the kernel in one piece, whatever the blocks."""

import math
from typing import Any

import hypothesis.strategies as st
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from support import wide

import ntk
from ntk import sharding

KERNELS = pytest.mark.parametrize("kernel", [ntk.first_layer, ntk.relu_ntk(2)], ids=lambda one: one.name)
MEMORIES = (1e-9, 1 / 16)


def points(seed: int, count: int, dim: int) -> np.ndarray:
    """Points, with a zero row, a duplicate, multiples and neighbours of the first row where there is room."""
    rng = np.random.default_rng(seed)
    found = rng.normal(size=(count, dim))
    if count > 8:
        found[1:6] = found[0] * np.array([[0.0], [1.0], [-2.0], [0.3], [1.0]])
        found[5] += 1e-6 * rng.normal(size=dim)
    return found


def jacobians(kernel, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.stack([ntk.gradient_product(kernel, x, y, one) for one in np.eye(len(y))], axis=1)


def arccosine(x, y):
    """Definition 2 as anyone would write it, with a NaN for a gradient on the diagonal."""
    lengths = jnp.sqrt(jnp.sum(x * x, axis=1))[:, None] * jnp.sqrt(jnp.sum(y * y, axis=1))[None, :]
    cosine = jnp.clip(x @ y.T / lengths, -1.0, 1.0)
    return lengths * cosine * (math.pi - jnp.arccos(cosine)) / (2.0 * math.pi)


class Both(dict):
    """What neural-tangents returns: an object with two arrays."""

    def __getattr__(self, name: str):
        return self[name]


def both(x, y) -> Any:
    return Both(ntk=ntk.relu_ntk(1)(x, y), nngp=ntk.relu_nngp(1)(x, y))


def patches(x, y):
    """A kernel of images [n, h, w, c]: the sum of K∞ over pixels at the same place."""
    pixels = [one.reshape(len(one), -1, one.shape[-1]) for one in (x, y)]
    return jnp.sum(jax.vmap(ntk.first_layer, in_axes=(1, 1))(*pixels), axis=0)


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("count", [1, 9, 1001])
def test_gram(kernel, memory, count):
    x = points(0, count, 3)
    found = ntk.gram(kernel, x, memory=memory)
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_allclose(np.diag(found), kernel.diagonal(x), rtol=4e-16)
    np.testing.assert_allclose(found, kernel(x, x), rtol=0, atol=1e-13)
    np.testing.assert_allclose(ntk.gram(kernel, x, x[:5], memory=memory), found[:, :5], rtol=0, atol=1e-13)
    assert found.flags.writeable
    assert np.linalg.eigvalsh(found)[0] >= -1e-13 * np.trace(found)


def test_diagonal_of_the_first_layer_is_half_the_square():
    x = points(1, 50, 7)
    np.testing.assert_allclose(np.diag(ntk.gram(ntk.first_layer, x)), 0.5 * (x**2).sum(axis=1), rtol=4e-16)


@KERNELS
@pytest.mark.parametrize(("start", "stop"), [(0, 1), (0, 700), (3, 40), (690, 700)])
def test_panel(kernel, start, stop):
    x = points(2, 700, 3)
    whole = ntk.gram(kernel, x) + 0.5 * np.eye(len(x))
    found = ntk.panel(kernel, x, start, stop, ridge=0.5)
    assert found.flags.f_contiguous
    assert found.flags.writeable
    np.testing.assert_allclose(found, whole[start:, start:stop], rtol=0, atol=1e-13)
    square = found[: stop - start]
    np.testing.assert_array_equal(square, square.T)
    np.testing.assert_array_equal(np.diag(square), np.diag(whole)[start:stop])


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize(("n", "m", "k"), [(1, 1, 1), (40, 70, 3), (600, 530, 8)])
def test_products(kernel, memory, n, m, k):
    x, y, rng = points(3, n, 4), points(4, m, 4), np.random.default_rng(5)
    y[: min(n, m) // 2] = x[: min(n, m) // 2]
    weights, value = rng.normal(size=(m, k)), np.asarray(kernel(x, y))
    np.testing.assert_allclose(
        ntk.matmul(kernel, x, y, weights, memory=memory), value @ weights, rtol=0, atol=1e-12 * m
    )
    np.testing.assert_allclose(
        ntk.kernel_norms(kernel, x, y, memory=memory), np.linalg.norm(value, axis=1), rtol=1e-12, atol=1e-15
    )


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
    found = ntk.gradient_product(kernel, training, y, weights)
    np.testing.assert_allclose(found, exact, rtol=0, atol=1e-11 * (np.abs(weights) @ np.linalg.norm(y, axis=1)))


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("columns", [np.array([0, 2]), np.array([True, False, True, True]), np.arange(4)])
def test_gradient_norms_are_upper_bounds(kernel, memory, columns):
    x, y = points(10, 30, 4), points(11, 50, 4)
    y[:10] = x[:10]
    exact = np.linalg.norm(jacobians(kernel, x, y)[:, :, columns], ord=2, axis=(1, 2))
    found = ntk.gradient_norms(kernel, x, y, columns, memory=memory)
    assert (found >= exact * (1 - 1e-14)).all()
    assert (found <= exact * (1 + 1e-9)).all()


@pytest.mark.property
@given(seed=st.integers(0, 2**32 - 1), shape=st.sampled_from([(1, 1, 1), (9, 5, 2), (33, 12, 3)]))
def test_order_and_scale_do_not_matter(seed, shape):
    n, m, d = shape
    x, y, rng = points(seed, n, d), points(seed + 1, m, d), np.random.default_rng(seed)
    y[: min(n, m) // 2] = x[: min(n, m) // 2]
    rows, columns, weights = rng.permutation(n), rng.permutation(m), rng.normal(size=m)
    kernel, size = ntk.first_layer, 1e-12 * m * (1 + np.abs(x).max()) * (1 + np.abs(y).max())
    np.testing.assert_allclose(ntk.gram(kernel, x)[rows][:, rows], ntk.gram(kernel, x[rows]), rtol=0, atol=size)
    value = ntk.gradient_product(kernel, x, y, weights)
    moved = ntk.gradient_product(kernel, x[rows], y[columns], weights[columns])
    np.testing.assert_allclose(moved, value[rows], rtol=0, atol=size)
    np.testing.assert_allclose(
        ntk.gradient_product(kernel, 8.0 * x, 4.0 * y, weights), 4.0 * value, rtol=0, atol=4 * size
    )
    norms = ntk.gradient_norms(kernel, x, y, np.arange(d))
    np.testing.assert_allclose(ntk.gradient_norms(kernel, x, 2.0**300 * y, np.arange(d)), 2.0**300 * norms, rtol=1e-12)
    assert (np.abs(value) <= norms[:, None] * np.linalg.norm(weights) * (1 + 1e-12)).all()


def test_nothing_at_all():
    none, x = np.zeros((0, 3)), points(12, 4, 3)
    assert ntk.gram(ntk.first_layer, none).shape == (0, 0)
    assert ntk.gram(ntk.first_layer, x, none).shape == (4, 0)
    assert ntk.matmul(ntk.first_layer, none, x, np.ones((4, 2))).shape == (0, 2)
    np.testing.assert_array_equal(ntk.matmul(ntk.first_layer, x, none, np.ones((0, 2))), np.zeros((4, 2)))
    np.testing.assert_array_equal(ntk.gradient_product(ntk.first_layer, x, none, np.ones(0)), np.zeros((4, 3)))
    np.testing.assert_array_equal(ntk.kernel_norms(ntk.first_layer, x, none), np.zeros(4))
    np.testing.assert_array_equal(ntk.gradient_norms(ntk.first_layer, x, x, np.zeros(3, bool)), np.zeros(4))


def test_all_points_on_one_line():
    """Every pair is parallel, so every pair is done again."""
    x = np.linspace(-3.0, 3.0, 601)[:, None]
    expected = np.where(x * x.T > 0, 0.5 * x * x.T, 0.0)
    np.testing.assert_allclose(ntk.gram(ntk.first_layer, x), expected, rtol=0, atol=1e-14)


def compiled_functions() -> int:
    one: Any = sharding._compiled
    return one._cache_size()


def test_a_second_call_compiles_nothing():
    x = points(13, 100, 3)

    def calls(count: int) -> None:
        one = x[:count]
        ntk.gram(ntk.first_layer, one)
        ntk.panel(ntk.first_layer, one, 5, 5 + count // 2)
        ntk.matmul(ntk.first_layer, one, one, np.ones((count, 3)))
        ntk.gradient_product(ntk.first_layer, one, one, np.ones(count))
        ntk.gradient_norms(ntk.first_layer, one, one, np.arange(2))

    calls(100)
    before = compiled_functions()
    calls(100)
    calls(91)
    assert compiled_functions() == before


def test_functions_are_kernels():
    """The same kernel as a function: values, and gradients by JAX; on the diagonal by differences."""
    rng = np.random.default_rng(14)
    x = rng.normal(size=(7, 3))
    y = np.concatenate([x[:3], rng.normal(size=(40, 3))])
    weights = rng.normal(size=len(y))
    np.testing.assert_allclose(ntk.gram(arccosine, x), ntk.gram(ntk.first_layer, x), rtol=0, atol=1e-7)
    np.testing.assert_allclose(ntk.gram(arccosine, x, y[3:]), ntk.gram(ntk.first_layer, x, y[3:]), rtol=0, atol=1e-13)
    assert not np.isfinite(jax.grad(lambda one: arccosine(one[None], one[None])[0, 0])(jnp.ones(3))).all()
    expected = ntk.gradient_product(ntk.first_layer, x, y, weights)
    np.testing.assert_allclose(ntk.gradient_product(arccosine, x, y, weights), expected, rtol=0, atol=1e-8)
    for columns in (np.arange(3), np.array([0, 2])):
        expected = ntk.gradient_norms(ntk.first_layer, x, y, columns)
        np.testing.assert_allclose(ntk.gradient_norms(arccosine, x, y, columns), expected, rtol=1e-8)


def test_results_that_hold_both_kernels():
    x = points(15, 20, 4)
    for get, same in (("ntk", ntk.relu_ntk(1)), ("nngp", ntk.relu_nngp(1))):
        kernel = ntk.as_kernel(both, get)
        assert kernel == ntk.as_kernel(both, get)
        np.testing.assert_allclose(ntk.gram(kernel, x), ntk.gram(same, x), rtol=0, atol=1e-14)
    np.testing.assert_allclose(ntk.gram(both, x), ntk.gram(ntk.relu_ntk(1), x), rtol=0, atol=1e-14)


def test_points_of_any_shape():
    rng = np.random.default_rng(16)
    x, y = rng.normal(size=(5, 2, 3, 2)), rng.normal(size=(7, 2, 3, 2))
    pixels = [one.reshape(len(one), 6, 2).swapaxes(0, 1) for one in (x, y)]
    expected = sum(np.asarray(ntk.first_layer(p, q)) for p, q in zip(*pixels, strict=True))
    np.testing.assert_allclose(ntk.gram(patches, x, y), expected, rtol=0, atol=1e-14)
    weights = rng.normal(size=(7, 1))
    np.testing.assert_allclose(ntk.matmul(patches, x, y, weights), expected @ weights, rtol=0, atol=1e-13)
    whole = ntk.gram(patches, x)
    np.testing.assert_array_equal(whole, whole.T)
    slopes = sum(
        ntk.gradient_product(ntk.first_layer, p, q, weights[:, 0])[:, None] * np.eye(6)[place][None, :, None]
        for place, (p, q) in enumerate(zip(*pixels, strict=True))
    )
    found = ntk.gradient_product(patches, x, y, weights[:, 0])
    np.testing.assert_allclose(found, np.asarray(slopes).reshape(x.shape), rtol=0, atol=1e-12)
