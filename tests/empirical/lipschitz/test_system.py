"""The matrix inequality says of changes what the network does to them."""

import jax.numpy as jnp
import numpy as np
import pytest
from support.decoders import drawn_network

from empirical.lipschitz.system import System, adjoint, assemble, layer, linear, matrix, norm_bound

WIDTHS = (3, 5, 4, 2)


def drawn_system(seed: int) -> tuple[System, list[tuple[np.ndarray, np.ndarray]]]:
    """A system, and the slopes between which its neurons are."""
    rng = np.random.default_rng(seed)
    *hidden, last = drawn_network(seed, WIDTHS).weights
    low = [rng.uniform(0.0, 0.5, size=len(one)) for one in hidden]
    slopes = [(one, one + rng.uniform(0.0, 0.5, size=len(one))) for one in low]
    return assemble([layer(W, *one) for W, one in zip(hidden, slopes, strict=True)], jnp.asarray(last)), slopes


@pytest.mark.parametrize("seed", range(3))
def test_it_is_linear_in_what_the_slopes_leave_open(seed):
    """For any slopes, what neurons read is V (dz, u), what the output changes by Y (dz, u), and |u| ≤ |v|."""
    system, slopes = drawn_system(seed)
    rng = np.random.default_rng(seed)
    *hidden, last = drawn_network(seed, WIDTHS).weights
    units = np.split(np.asarray(system.units), [WIDTHS[1]])
    at = change = rng.normal(size=WIDTHS[0])
    read, left = [], []
    for W, (low, high), unit in zip(hidden, slopes, units, strict=True):
        v = W @ at
        slope = rng.choice([0.0, 0.3, 1.0], size=len(v)) * (high - low) + low
        left.append(unit**-1 * (slope - (low + high) / 2.0) / ((high - low) / 2.0) * v)
        read.append(v / unit)
        at = slope * v
    whole = np.concatenate([change, *left])
    np.testing.assert_allclose(system.inputs @ whole, np.concatenate(read), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(whole @ system.output @ whole, np.sum((last @ at) ** 2), rtol=1e-9)
    assert (np.abs(np.concatenate(left)) <= np.abs(np.concatenate(read)) * (1.0 + 1e-12)).all()


def test_sizes_are_what_nothing_cancels_in():
    system, _ = drawn_system(0)
    assert (np.abs(system.inputs) <= np.asarray(system.input_sizes) * (1.0 + 1e-12)).all()
    assert (np.diagonal(system.output) <= np.asarray(system.output_sizes) * (1.0 + 1e-12)).all()


def test_the_adjoint():
    system, _ = drawn_system(1)
    rng = np.random.default_rng(1)
    bounds, multipliers, root = rng.random(3), rng.random(9), rng.normal(size=(12, 12))
    dual = jnp.asarray(root @ root.T)
    of_bounds, of_multipliers = adjoint(system, dual)
    inner = jnp.sum(dual * linear(system, jnp.asarray(bounds), jnp.asarray(multipliers)))
    np.testing.assert_allclose(of_bounds @ bounds + of_multipliers @ multipliers, inner, rtol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_start_is_inside(seed):
    system, _ = drawn_system(seed)
    assert np.linalg.eigvalsh(linear(system, jnp.ones(3), system.start))[0] > 1e-3


def test_a_single_neuron_starts_at_its_optimum():
    """Its constant is that of the larger slope: h S (1 + m/h)² h = β² S."""
    low, high = np.array([0.2]), np.array([0.8])
    system = assemble([layer(np.array([[3.0, 4.0]]), low, high)], jnp.ones((1, 1)))
    least = np.linalg.eigvalsh(matrix(system, jnp.full(2, 16.0), 16.0 * system.start))[0]
    np.testing.assert_allclose(least, 0.0, atol=1e-12)


def test_neurons_with_one_slope_have_no_multiplier():
    system = assemble([layer(np.eye(3), np.array([0.0, 0.3, 0.0]), np.array([0.0, 0.3, 1.0]))], jnp.eye(3))
    np.testing.assert_array_equal(system.active, [False, False, True])
    assert not np.asarray(system.inputs)[:2].any()
    assert not np.asarray(system.output)[:, 3:5].any()


def test_neurons_that_read_nothing_are_left_out():
    system = assemble([layer(np.array([[0.0, 0.0], [1.0, 1.0]]), np.zeros(2), np.ones(2))], jnp.ones((1, 2)))
    np.testing.assert_array_equal(system.active, [False, True])


def test_the_norm_bound():
    rng = np.random.default_rng(0)
    for rank in (1, 3, 20):
        root = rng.normal(size=(20, rank))
        whole = root @ root.T
        ratio = float(norm_bound(jnp.asarray(whole))) / np.linalg.norm(whole, 2)
        assert 1.0 - 1e-12 <= ratio <= rank**0.125 + 1e-12
