"""Certified constants: no two points are farther apart than they say, and they are exact where the truth is known."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.decoders import drawn_network

from empirical.lipschitz import (
    Certificate,
    Constant,
    Network,
    constants,
    evaluation_error,
    global_constant,
    local_constants,
    product_of_norms,
    sampled_constants,
)

PAIRS, CLIMBERS, CLIMBS = 100_000, 64, 60
CENTRES = np.array([[0.0, 0.0, 0.0], [1.0, -0.5, 0.3], [-2.0, 1.0, 0.7]])
RADII = np.array([0.05, 0.4, 1.5])
decoder, smooth = partial(drawn_network, output="sigmoid"), partial(drawn_network, hidden="tanh")
"""Few kinds, as each compiles its own programs."""


def outputs(network: Network, points: np.ndarray) -> np.ndarray:
    return np.asarray(_outputs(network, points))


@jax.jit
def _outputs(network: Any, points: Any) -> Any:
    return jax.vmap(network)(points)


def into_ball(changes: Any, radius: Any, norm: float) -> Any:
    lengths = jnp.linalg.norm(changes, ord=norm, axis=-1, keepdims=True)
    return changes * jnp.minimum(1.0, radius / jnp.maximum(lengths, 1e-300))


def ratios(network: Network, one: np.ndarray, other: np.ndarray, norm: float) -> np.ndarray:
    """Of distances, never more than the exact ones."""
    gaps = np.linalg.norm(outputs(network, one) - outputs(network, other), axis=1)
    spare = evaluation_error(network, one) + evaluation_error(network, other)
    return (gaps - spare) / (np.linalg.norm(one - other, ord=norm, axis=1) * (1.0 + 1e-14))


@partial(jax.jit, static_argnames="norm")
def climbed(network: Any, centre: Any, radius: Any, pairs: Any, *, norm: float) -> Any:
    """Pairs in a ball whose outputs were driven apart by gradient ascent."""

    def apart(pair: Any) -> Any:
        gap, way = network(centre + pair[0]) - network(centre + pair[1]), pair[0] - pair[1]
        return 0.5 * jnp.log(jnp.sum(gap * gap) + 1e-30) - jnp.log(jnp.linalg.norm(way, ord=norm) + 1e-30)

    def climb(_: Any, pairs: Any) -> Any:
        slopes = jax.vmap(jax.grad(apart))(pairs)
        lengths = jnp.maximum(jnp.linalg.norm(slopes, axis=(1, 2), keepdims=True), 1e-30)
        return into_ball(pairs + 0.05 * radius * slopes / lengths, radius, norm)

    return jax.lax.fori_loop(0, CLIMBS, climb, pairs)


def largest_ratio(network: Network, centre: np.ndarray, radius: float, norm: float, pairs: int = PAIRS) -> float:
    rng = np.random.default_rng(0)
    drawn = np.asarray(into_ball(rng.normal(size=(2, pairs, 3)) * rng.random((2, pairs, 1)) * radius, radius, norm))
    starts = jnp.asarray(np.moveaxis(drawn[:, :CLIMBERS], 0, 1))
    better = np.moveaxis(np.asarray(climbed(network, centre, radius, starts, norm=norm)), 1, 0)
    one, other = centre + np.concatenate([drawn, better], axis=1)
    apart = np.linalg.norm(one - other, axis=1) > 1e-6 * radius
    return float(np.max(ratios(network, one[apart], other[apart], norm)))


@pytest.mark.parametrize(("norm", "kind"), [(2.0, decoder), (np.inf, smooth)])
def test_no_pair_is_farther_apart(norm, kind):
    network = kind(0)
    whole = global_constant(network, norm=norm)
    found = largest_ratio(network, np.zeros(3), 5.0, norm)
    assert whole.certificate == Certificate.LIPSDP
    assert 0.7 * whole.value < found <= whole.value
    local = local_constants(network, CENTRES, RADII, norm=norm, whole=whole)
    for centre, radius, value in zip(CENTRES, RADII, local.values, strict=True):
        inner = radius * (1.0 - 1e-12)
        assert 0.4 * value < largest_ratio(network, centre, inner, norm) <= value
    assert (
        sampled_constants(network, CENTRES, RADII, norm=norm, samples=50, key=jax.random.key(0)) <= local.values
    ).all()


@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_slopes_up_to_nine_tenths_are_no_proof(monkeypatch):
    """A mutant."""
    original = constants.slopes

    def lower(name: str, low: Any, high: Any) -> Any:
        return original(name, low, high)[0], 0.9 * original(name, low, high)[1]

    monkeypatch.setattr(constants, "slopes", lower)
    network = drawn_network(0, (3, 7, 4))
    assert largest_ratio(network, np.zeros(3), 5.0, 2.0, 1000) <= global_constant(network).value


def test_a_linear_network():
    network = decoder(1, (3, 4))
    truth = np.linalg.norm(network.scale[:, None] * network.weights[0], 2) / 4.0
    value = global_constant(network).value
    assert truth <= value <= truth * (1.0 + 1e-8)


def test_a_linear_network_between_other_norms():
    """The inequality is the relaxation of a maximal cut, whose square is within π/2 (Nesterov 1998)."""
    network = drawn_network(1, (3, 4))
    signs = np.array(np.meshgrid(*[[-1.0, 1.0]] * 3)).reshape(3, -1)
    truth = np.max(np.linalg.norm(network.scale[:, None] * network.weights[0] @ signs, axis=0))
    assert truth <= global_constant(network, norm=np.inf).value <= truth * np.sqrt(np.pi / 2.0)


def test_a_ball_in_which_no_neuron_bends():
    """All on, or off: what is left is a network without hidden layers."""
    drawn = decoder(2)
    on, (W, V) = np.array([1.0, 1.0, 0.0, 1.0, 0.0, 1.0]), drawn.weights
    inner, outer = 100.0 * (2.0 * on - 1.0), drawn.biases[1] - V @ (100.0 * on)
    network = Network((W, V), (inner, outer), drawn.scale, output="sigmoid")
    linear = Network((V * on @ W,), (outer + V @ (100.0 * on),), drawn.scale, output="sigmoid")
    values = [local_constants(one, CENTRES, RADII).values for one in (network, linear)]
    np.testing.assert_allclose(*values, rtol=1e-8)


def test_radius_0_is_the_jacobian():
    network = decoder(3)
    jacobians = [np.linalg.norm(jax.jacobian(network)(jnp.asarray(centre)), 2) for centre in CENTRES]
    np.testing.assert_allclose(local_constants(network, CENTRES, np.zeros(3)).values, jacobians, rtol=1e-8)


def test_a_centre_at_kinks():
    """Every neuron may be on or off around it, and every output is steepest, however small the ball is."""
    drawn = decoder(4)
    zeros = tuple(np.zeros_like(one) for one in drawn.biases)
    network = Network(drawn.weights, zeros, drawn.scale, output="sigmoid")
    whole = global_constant(network)
    values = local_constants(network, np.zeros((2, 3)), np.array([0.0, 1e-6]), whole=whole).values
    np.testing.assert_allclose(values, whole.value, rtol=1e-4)


@pytest.mark.parametrize("place", [0, 1])
def test_a_network_that_ignores_its_input(place):
    drawn = decoder(5)
    weights = tuple(0.0 * one if layer == place else one for layer, one in enumerate(drawn.weights))
    network = Network(weights, drawn.biases, drawn.scale, output="sigmoid")
    assert global_constant(network)[:2] == (0.0, Certificate.NORMS)
    np.testing.assert_array_equal(local_constants(network, CENTRES, RADII).values, 0.0)
    silent = Network(drawn.weights, drawn.biases, 0.0 * drawn.scale, output="sigmoid")
    assert global_constant(silent).value == product_of_norms(silent) == 0.0


def test_a_ball_in_which_all_is_off():
    drawn = decoder(5)
    network = Network(drawn.weights, (np.full(6, -100.0), drawn.biases[1]), drawn.scale, output="sigmoid")
    found = local_constants(network, CENTRES, RADII)
    np.testing.assert_array_equal(found.values, 0.0)
    np.testing.assert_array_equal(found.certificates, Certificate.NORMS)


def test_neurons_that_are_off_are_no_matter():
    """They may as well not be there."""
    drawn = decoder(6)
    (W, V), (b, c) = drawn.weights, drawn.biases
    biases, there = (np.append(b[:4], [-100.0, -100.0]), c), np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    strong = Network((W, V * (50.0 - 49.0 * there)), biases, drawn.scale, output="sigmoid")
    absent = Network((W * there[:, None], V * there), biases, drawn.scale, output="sigmoid")
    assert global_constant(strong).value > 5.0 * global_constant(absent).value
    values = [local_constants(one, CENTRES, RADII).values for one in (strong, absent)]
    np.testing.assert_allclose(*values, rtol=1e-3)


def test_one_latent_and_one_column():
    """Of a single neuron the constant is the product of its weights."""
    network = Network((np.array([[-3.0]]), np.array([[2.0]])), (np.ones(1), np.zeros(1)), np.full(1, 5.0))
    np.testing.assert_allclose(product_of_norms(network), 30.0, rtol=1e-8)
    whole = Constant(40.0, Certificate.NORMS)
    found = local_constants(network, np.array([[0.0], [1.0], [1.0]]), np.array([0.1, 0.1, 5.0]), whole=whole)
    np.testing.assert_allclose(found.values, [30.0, 0.0, 30.0], rtol=1e-8)


def test_they_grow_with_the_ball():
    network, radii = decoder(7), np.geomspace(1e-3, 5.0, 30)
    values = local_constants(network, np.tile(CENTRES[1], (30, 1)), radii).values
    assert (np.diff(values) > -1e-3 * values[1:]).all()
    assert values[-1] > 1.2 * values[0]


@pytest.mark.parametrize("size", [2.0**-400, 3.0, 1e150])
def test_units_are_no_matter(size):
    """Every layer in other units, as ReLU lets them be."""
    drawn = decoder(8)
    (W, V), (b, c) = drawn.weights, drawn.biases
    network = Network((size * W, V / size), (size * b, c), 1e-100 * drawn.scale, output="sigmoid")
    np.testing.assert_allclose(global_constant(network).value, 1e-100 * global_constant(drawn).value, rtol=1e-6)
    values = local_constants(drawn, CENTRES, RADII).values
    np.testing.assert_allclose(local_constants(network, CENTRES, RADII).values, 1e-100 * values, rtol=1e-3)


def test_the_order_of_neurons_is_no_matter():
    drawn, order = decoder(9), np.array([3, 1, 5, 0, 2, 4])
    (W, V), (b, c) = drawn.weights, drawn.biases
    network = Network((W[order], V[:, order]), (b[order], c), drawn.scale, output="sigmoid")
    np.testing.assert_allclose(global_constant(network).value, global_constant(drawn).value, rtol=1e-7)
    one, other = (local_constants(either, CENTRES, RADII).values for either in (network, drawn))
    np.testing.assert_allclose(one, other, rtol=1e-4)


def test_norms_between():
    """‖z‖₂ is at most ‖z‖p for p ≤ 2, and l^(½ − 1/p) ‖z‖p else."""
    network = decoder(0, (3, 4))
    low, plain, high = (global_constant(network, norm=norm).value for norm in (1.0, 2.0, 4.0))
    assert low == plain
    np.testing.assert_allclose(high, 3.0**0.25 * plain, rtol=1e-12)


def test_fewer_steps_are_no_smaller():
    network = decoder(0)
    values = [global_constant(network, steps=steps).value for steps in (0, 2, 5, 30)]
    assert values == sorted(values, reverse=True)


def test_what_is_not_known():
    network = decoder(0)
    whole = global_constant(network)
    centres = np.tile(CENTRES[1], (6, 1))
    centres[0, 1], centres[1, 0] = np.nan, np.inf
    found = local_constants(network, centres, np.array([1.0, 1.0, np.nan, -1.0, np.inf, 1e300]), whole=whole)
    np.testing.assert_array_equal(found.values, [np.nan] * 4 + [whole.value] * 2)
    np.testing.assert_array_equal(found.certificates, [Certificate.NONE] * 4 + [Certificate.WHOLE] * 2)
    (W, V), biases = network.weights, network.biases
    broken = Network((W * np.append(np.nan, np.ones(5))[:, None], V), biases, network.scale, output="sigmoid")
    unknown = global_constant(broken)
    assert np.isnan(unknown.value)
    assert unknown.certificate == Certificate.NONE
    assert np.isnan(local_constants(broken, CENTRES, RADII).values).all()


def test_without_a_certificate_there_are_the_norms(monkeypatch):
    monkeypatch.setattr(constants, "verified", lambda system, bounds, multipliers: jnp.full_like(bounds, jnp.inf))
    network = drawn_network(0, (3, 9, 4))
    whole = global_constant(network)
    assert whole.certificate == Certificate.NORMS
    assert 0.7 * product_of_norms(network) < whole.value <= product_of_norms(network)
    assert largest_ratio(network, np.zeros(3), 5.0, 2.0, 1000) <= whole.value


def test_each_ball_is_on_its_own_and_nothing_is_compiled_twice():
    network = decoder(0)
    together = local_constants(network, CENTRES, RADII).values
    compiled: Any = constants._in_balls
    local_constants(network, CENTRES[:1], RADII[:1], steps=3)  # one ball alone has a program of its own
    before = compiled._cache_size()
    for place in range(3):
        alone = local_constants(network, CENTRES[place : place + 1], RADII[place : place + 1], steps=30).values
        np.testing.assert_allclose(alone, together[place : place + 1], rtol=1e-12)
    assert local_constants(network, CENTRES[:0], RADII[:0]).values.shape == (0,)
    local_constants(decoder(1), np.zeros((50, 3)), np.ones(50), steps=3)
    assert compiled._cache_size() == before


def test_bad_input():
    network = decoder(0)
    with pytest.raises(ValueError, match=r"centres must be \[m, 3\]"):
        local_constants(network, np.zeros((2, 4)), np.zeros(2))
    with pytest.raises(ValueError, match="radii"):
        local_constants(network, np.zeros((2, 3)), np.zeros(1))
    with pytest.raises(ValueError, match="norm must be at least 1"):
        global_constant(network, norm=0.5)


def chain(*weights: float, biases: tuple[float, ...] = (), scale: float = 1.0) -> Network:
    """One neuron in every layer."""
    shifts = biases or (0.0,) * len(weights)
    return Network(
        tuple(np.array([[one]]) for one in weights), tuple(np.array([one]) for one in shifts), np.array([scale])
    )


FAR_APART = (
    Network((np.array([[0.0], [1e150]]), np.diag([1e20, 1.0])), (np.zeros(2), np.zeros(2)), np.array([1e150, 1e-150])),
    Network((np.diag([1e170, 1e-170]), np.array([[0.0, 1e170]])), (np.zeros(2), np.zeros(1)), np.ones(1)),
    Network((np.array([[1e-170], [1e170]]),), (np.zeros(2),), np.array([1e170, 1e-170])),
    Network((np.array([[0.0], [1e150]]),), (np.array([0.0, -40.0]),), np.array([1e150, 1e-150]), output="sigmoid"),
)
"""Products along a path are moderate, and float64 loses some of their factors on the way."""


@pytest.mark.parametrize("network", FAR_APART)
def test_numbers_too_far_apart_for_float64_have_no_constant(network):
    whole = global_constant(network)
    assert np.isnan(whole.value)
    assert np.isnan(product_of_norms(network))
    assert whole.certificate == Certificate.NONE
    centres = np.zeros((2, network.inputs))
    for given in (None, whole):
        local = local_constants(network, centres, np.array([0.0, 1.0]), whole=given)
        assert np.isnan(local.values).all()
        assert (local.certificates == Certificate.NONE).all()


@pytest.mark.parametrize(
    ("network", "centre", "truth"),
    [
        (chain(1e-150, 1e-150, 1e-150, 1e150, biases=(0.0, 0.0, -0.5e-150, 0.0), scale=1e150), 1e300, 1e-150),
        (chain(*[1e-60] * 6, 1e150, biases=(0.0,) * 5 + (-0.5e-290, 0.0), scale=1e150), 1e70, 1e-60),
        (chain(1e-310, 1e150, biases=(-0.5e-5, 0.0)), 1e305, 1e-160),
    ],
)
def test_what_underflows_on_the_way_is_not_off(network, centre, truth):
    """One neuron in every layer, and on: a narrower range would call it dead."""
    local = local_constants(network, np.array([[centre]]), np.array([centre / 1e10]))
    np.testing.assert_allclose(local.values, truth, rtol=1e-9)
    assert local.values[0] >= truth * (1.0 - 1e-12)


@pytest.mark.parametrize("radius", [1e-310, 1e-200, 1e200, np.inf])
def test_balls_out_of_reach_have_the_constant_of_the_whole_space(radius):
    network = chain(1e50, 1.0, biases=(-0.5e-60, 0.0))
    local = local_constants(network, np.array([[0.0], [1e150]]), np.array([radius, 1.0]))
    np.testing.assert_array_equal(local.values, global_constant(network).value)
    assert (local.certificates == Certificate.WHOLE).all()


def test_a_slope_that_underflows_passes_something_on():
    network = Network((np.ones((1, 1)),), (np.array([-800.0]),), np.array([1e-50]), output="sigmoid")
    assert local_constants(network, np.zeros((1, 1)), np.zeros(1)).values[0] > 0.0


@pytest.mark.parametrize("depth", [6, 9])
def test_deep_networks_are_certified(depth):
    """The closer to the optimum, the harder to verify."""
    network = decoder(0, (4, *[16] * depth, 10))
    whole = global_constant(network)
    assert whole.certificate == Certificate.LIPSDP
    assert whole.value < 0.2 * product_of_norms(network)


def test_a_constant_from_another_norm_is_refused():
    network = drawn_network(1, (3, 4))
    with pytest.raises(ValueError, match="is one from ℓ2, not from ℓinf"):
        local_constants(network, CENTRES, RADII, norm=np.inf, whole=global_constant(network))
