"""Kernels against 200 digits, and their mathematical properties: homogeneous, symmetric, positive semi-definite."""

import math
import subprocess
import sys
from functools import partial

import hypothesis.strategies as st
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from support import wide
from support.kernel_points import jacobians

import ntk
from ntk.kernels import HomogeneousKernel

NAMED = {
    "first": (ntk.first_layer, "first", 1),
    **{f"ntk{depth}": (ntk.relu_ntk(depth), "ntk", depth) for depth in (1, 2, 4)},
    **{f"nngp{depth}": (ntk.relu_nngp(depth), "nngp", depth) for depth in (1, 3)},
}
EVERY = pytest.mark.parametrize("name", NAMED)
FEW = pytest.mark.parametrize("name", ["first", "ntk2", "nngp3"])
SHAPES = ((1, 1, 1), (7, 5, 4))


def batches(seed: int, shape: tuple[int, int, int], scale: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Two batches with parallel, antiparallel and zero rows among them."""
    n, m, d = shape
    rng = np.random.default_rng(seed)
    x, y = scale * rng.normal(size=(n, d)), rng.normal(size=(m, d))
    for row in y:
        kind = rng.integers(6)
        if kind < 3:
            row[:] = x[rng.integers(n)] * (1.0, -1.0, 0.3)[kind] / scale
        elif kind == 3:
            row[:] = 0.0
    return x, y


def norms(x: np.ndarray) -> np.ndarray:
    return np.linalg.norm(x, axis=-1)


def _row(kernel, y, x):
    return kernel(x[None], y)[0]


def _column(kernel, x, y):
    return kernel(x, y[None])[:, 0]


@EVERY
@pytest.mark.parametrize("dim", [2, 5, 110])
def test_values_in_many_digits(name, dim):
    kernel, kind, depth = NAMED[name]
    x, y = wide.hard_points(dim)
    error = np.asarray(kernel(x, y)) - wide.exact_values(kind, depth, x, y)
    size = np.outer(norms(x), norms(y)) / (dim if kernel.averaged else 1)
    assert (np.abs(error) <= 1e-13 * size).all()


@EVERY
@pytest.mark.parametrize("dim", [2, 7])
def test_gradients_in_many_digits(name, dim):
    kernel, kind, depth = NAMED[name]
    x, y = wide.hard_points(dim)
    exact = wide.exact_gradients(kind, depth, x, y)
    gradients = jacobians(kernel, x, y)
    size = norms(y)[None, :, None] / (dim if kernel.averaged else 1)
    assert np.isfinite(gradients).all()
    assert (np.abs(gradients - exact) <= 1e-11 * size).all()


@EVERY
def test_slopes_in_many_digits(name):
    """Coefficients: as exact as their cancellation allows, which at an angle of .1 is 1e-14."""
    kernel, kind, depth = NAMED[name]
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(6, 4)), rng.normal(size=(9, 4))
    across, along = map(np.asarray, kernel.slopes(x, y))
    gradients = across[:, :, None] * y[None] + along[:, :, None] * x[:, None]
    np.testing.assert_allclose(gradients, wide.exact_gradients(kind, depth, x, y), rtol=0, atol=1e-13)


@EVERY
def test_derivatives_at_zero_and_on_the_diagonal(name):
    kernel, *_ = NAMED[name]
    rng = np.random.default_rng(2)
    x = rng.normal(size=(5, 3))
    at_one = kernel.diagonal(np.eye(3))[0]
    gradients = jacobians(kernel, x, x)
    np.testing.assert_allclose(gradients[np.arange(5), np.arange(5)], at_one * x, rtol=1e-14)
    across, along = kernel.slopes(np.zeros((1, 3)), x)
    np.testing.assert_array_equal(along, np.zeros((1, 5)))
    np.testing.assert_allclose(across, np.broadcast_to(across[0, 0], (1, 5)), rtol=1e-14)
    if kernel is ntk.first_layer:
        np.testing.assert_allclose(across, np.full((1, 5), 0.25), rtol=1e-15)


@FEW
def test_derivatives_by_jax_are_the_closed_form(name):
    kernel, *_ = NAMED[name]
    x, y = batches(3, (4, 6, 5))
    across, along = kernel.slopes(x, y)
    expected = across[:, :, None] * y[None] + along[:, :, None] * x[:, None]
    by_row = jax.vmap(jax.jacrev(partial(_row, kernel, y)))(jnp.asarray(x))
    np.testing.assert_allclose(by_row, expected, rtol=0, atol=1e-13)
    other = jax.vmap(jax.jacfwd(partial(_column, kernel, x)))(jnp.asarray(y))
    across, along = kernel.slopes(y, x)
    np.testing.assert_allclose(other, across[:, :, None] * x[None] + along[:, :, None] * y[:, None], rtol=0, atol=1e-13)


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_the_tangent_kernel_adds_the_first_layers(depth):
    """Definition 2: at depth 1 the difference is K∞/d."""
    x, y = batches(4, (5, 7, 6))
    nngp, whole = ntk.relu_nngp(depth)(x, y), ntk.relu_ntk(depth)(x, y)
    if depth == 1:
        np.testing.assert_allclose(whole - nngp, ntk.first_layer(x, y) / 6, rtol=0, atol=1e-15)
    diagonal = ntk.relu_ntk(depth).diagonal(x) / ntk.relu_nngp(depth).diagonal(x)
    np.testing.assert_allclose(diagonal, np.full(5, depth + 1.0), rtol=1e-14)


@pytest.mark.parametrize("std", [0.5, math.sqrt(2.0)])
def test_weight_std_multiplies_every_layer(std):
    x, y = batches(5, (3, 4, 2))
    for make in (ntk.relu_ntk, ntk.relu_nngp):
        np.testing.assert_allclose(make(3, weight_std=std)(x, y), std**8 * make(3)(x, y), rtol=1e-13)


@pytest.mark.property
@FEW
@given(seed=st.integers(0, 2**32 - 1), shape=st.sampled_from(SHAPES), power=st.sampled_from([-150, -3, 0, 1, 150]))
def test_mathematics(name, seed, shape, power):
    """Symmetric, homogeneous, Cauchy–Schwarz, positive semi-definite, Lipschitz; at every scale."""
    kernel, *_ = NAMED[name]
    x, y = batches(seed, shape)
    value = np.asarray(kernel(x, y))
    size = np.outer(norms(x), norms(y))
    np.testing.assert_allclose(value, np.asarray(kernel(y, x)).T, rtol=0, atol=1e-13 * size.max())
    scaled = np.asarray(kernel(2.0**power * x, y)) / 2.0**power
    np.testing.assert_allclose(scaled, value, rtol=1e-14, atol=0)
    tall = 10.0**power * x
    assert np.isfinite(np.asarray(kernel(tall, y))).all()
    assert all(np.isfinite(np.asarray(slopes)).all() for slopes in kernel.slopes(tall, y))
    at_one = float(kernel.diagonal(np.eye(shape[2]))[0])
    assert (np.abs(value) <= at_one * size * (1 + 1e-14)).all()
    both = np.concatenate([x, y])
    whole = ntk.gram(kernel, both)
    assert np.linalg.eigvalsh(whole)[0] >= -1e-13 * np.trace(whole)
    across, along = map(np.asarray, kernel.slopes(x, y))
    slopes = across[:, :, None] * y[None] + along[:, :, None] * x[:, None]
    assert (norms(slopes) <= kernel.lipschitz_at(shape[2]) * norms(y) * (1 + 1e-9)).all()


@EVERY
def test_lipschitz_is_nearly_attained(name):
    """Beside a parallel point: exactly for K∞ and the covariances, within √2 for the tangent kernels."""
    kernel, *_ = NAMED[name]
    angle = np.concatenate([[1e-9], np.linspace(1e-3, math.pi, 2000)])
    x, y = np.stack([np.cos(angle), np.sin(angle)], axis=1), np.array([[1.0, 0.0]])
    largest = norms(ntk.gradient_product(kernel, x, y, np.ones(1))).max()
    bound = kernel.lipschitz_at(2)
    assert largest <= bound * (1 + 1e-12)
    slack = math.sqrt(2.0) if "relu-ntk" in kernel.name else 1 + 1e-8
    assert bound <= slack * largest


@EVERY
def test_the_lipschitz_bound_is_tight_enough_to_fail(name):
    kernel, *_ = NAMED[name]
    y = np.array([[1.0, 0.0]])
    steep = norms(ntk.gradient_product(kernel, np.array([[1.0, 1e-9]]), y, np.ones(1)))[0]
    assert steep > 0.7 * kernel.lipschitz_at(2)


def test_equal_kernels_compile_once():
    assert ntk.relu_ntk(3) == ntk.relu_ntk(3)
    assert hash(ntk.relu_ntk(3)) == hash(ntk.relu_ntk(3))
    assert ntk.relu_ntk(3) != ntk.relu_ntk(3, weight_std=2.0)
    assert isinstance(ntk.first_layer, ntk.Kernel)
    assert ntk.as_kernel(ntk.first_layer) is ntk.first_layer


def test_other_numbers_are_promoted():
    whole = np.arange(-6, 6).reshape(4, 3)
    expected = ntk.first_layer(whole.astype(float), whole.astype(float))
    np.testing.assert_array_equal(ntk.first_layer(whole, whole), expected)
    np.testing.assert_array_equal(ntk.first_layer(whole.astype(np.float32), jnp.asarray(whole)), expected)
    np.testing.assert_array_equal(ntk.gram(ntk.first_layer, whole), ntk.gram(ntk.first_layer, whole.astype(float)))


def test_under_vmap_and_jit():
    x, y = batches(7, (4, 6, 5))
    stacked = jax.jit(jax.vmap(ntk.first_layer, in_axes=(0, None)))(jnp.stack([x, y[:4], -x]), jnp.asarray(y))
    for values, batch in zip(stacked, (x, y[:4], -x), strict=True):
        np.testing.assert_allclose(values, ntk.first_layer(batch, y), rtol=0, atol=1e-15)


@pytest.mark.parametrize(("depth", "std"), [(0, 1.0), (-1, 1.0), (1, 0.0), (1, math.inf), (2, math.nan)])
def test_no_such_network(depth, std):
    for make in (ntk.relu_ntk, ntk.relu_nngp):
        with pytest.raises(ValueError, match="must be"):
            make(depth, weight_std=std)


def test_single_precision_is_refused():
    code = (
        "import numpy as np, ntk\n"
        "for call in (lambda x: ntk.first_layer(x, x), lambda x: ntk.gram(ntk.first_layer, x)):\n"
        "    try: call(np.ones((2, 2)))\n"
        "    except RuntimeError as error: assert 'jax_enable_x64' in str(error)\n"
        "    else: raise SystemExit('not refused')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


def test_a_kernel_is_a_dataclass_for_users():
    mine = HomogeneousKernel("mine", ntk.first_layer.profile, 1.0)
    x, y = batches(8, (3, 4, 2))
    np.testing.assert_array_equal(mine(x, y), ntk.first_layer(x, y))
