"""ReLU networks: the function they are, their shapes, and settings that no training can have."""

import math
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.errors import InputError
from empirical.families.relu.network import MLP
from empirical.families.relu.settings import ReluGrid, ReluTraining

rng = np.random.default_rng(0)
X = jnp.asarray(np.column_stack([rng.normal(size=(20, 3)), np.ones(20)]))


def network(**shape) -> MLP:
    return MLP.initial(3, **shape, key=jax.random.key(0))


def written_out(net: MLP, x: np.ndarray) -> float:
    *hidden, (weight, bias) = [(np.asarray(one.weight), np.asarray(one.bias)) for one in net.layers]
    for inner, shift in hidden:
        x = np.maximum(inner @ x + shift, 0.0)
    return (weight @ x + bias).item()


@pytest.mark.parametrize("shape", [{}, {"depth": 1}, {"width": 5, "depth": 3}])
def test_the_score_written_out(shape):
    net = network(**shape)
    scores = [net(x) for x in X]
    assert scores[0].shape == ()
    np.testing.assert_allclose(scores, [written_out(net, x[:3]) for x in np.asarray(X)], rtol=1e-12, atol=1e-14)
    assert np.ptp(np.asarray(scores)) > 0.01


def test_the_constant_column_is_left_out():
    net, slope = network(), jax.grad(network())(X[0])
    assert net(X[0]) == net(X[0].at[3].set(7.0))
    assert slope[3] == 0.0
    assert (np.asarray(slope[:3]) != 0.0).all()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ({}, [(6, 3), (6, 6), (1, 6)]),
        ({"width": 4}, [(4, 3), (4, 4), (1, 4)]),
        ({"depth": 1}, [(6, 3), (1, 6)]),
        ({"width": 1, "depth": 4}, [(1, 3), (1, 1), (1, 1), (1, 1), (1, 1)]),
    ],
)
def test_widths_and_depths(shape, expected):
    net = network(**shape)
    assert [one.weight.shape for one in net.layers] == expected
    assert all(isinstance(leaf, jax.Array) and leaf.dtype == np.float64 for leaf in jax.tree.leaves(net))


def test_the_key_decides_the_draw():
    one, same, other = (MLP.initial(3, key=jax.random.key(seed)) for seed in (0, 0, 1))
    for part, again, another in zip(*map(jax.tree.leaves, (one, same, other)), strict=True):
        assert np.array_equal(part, again)
        assert not np.array_equal(part, another)
    # Within a network, too, no layer repeats another.
    assert len({leaf.flat[0].item() for leaf in map(np.asarray, jax.tree.leaves(one))}) == 6


def test_gradients_of_a_dead_network_are_finite():
    dead = jax.tree.map(jnp.zeros_like, network())
    assert not np.asarray(jax.grad(dead)(X[0])).any()


def test_the_order_of_the_trainings():
    grid = ReluGrid((0.0, 0.3), (2, 0), 2.0, 7, 3, 11, 5, 0.01, 4)
    found = list(grid.trainings())
    assert [(one.seed, one.epsilon) for one in found] == list(product((2, 0), (0.0, 0.3)))
    assert found[1] == ReluTraining(0.3, 2, norm=2.0, width=7, depth=3, epochs=11, batch_size=5, learning_rate=0.01,
                                   attack_steps=4)  # fmt: skip
    assert next(ReluGrid((0.1,)).trainings()) == ReluTraining(0.1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epsilons": ()}, "epsilon needs a value"),
        ({"epsilons": (0.1, 0.1)}, "epsilon has a value twice: 0.1, 0.1"),
        ({"epsilons": (-0.1,)}, "epsilon must be finite and at least 0, not -0.1"),
        ({"epsilons": (math.nan,)}, "epsilon must be finite"),
        ({"epsilons": (1e60,)}, "epsilon must be at most"),
        ({"seeds": ()}, "seed needs a value"),
        ({"seeds": (1, 1)}, "seed has a value twice: 1, 1"),
        ({"seeds": (-1,)}, "seed must be between 0 and"),
        ({"norm": 1.0}, "norm must be inf or 2, not 1"),
        ({"width": 0}, "width must be at least 1, not 0"),
        ({"depth": 0}, "depth must be at least 1"),
        ({"epochs": 0}, "epochs must be at least 1"),
        ({"batch_size": 0}, "batch-size must be at least 1"),
        ({"attack_steps": 0}, "attack-steps must be at least 1"),
        ({"learning_rate": 0.0}, "learning-rate must be between 1e-37 and 1e\\+37, not 0"),
        ({"learning_rate": math.inf}, "learning-rate must be between 1e-37 and 1e\\+37, not inf"),
    ],
)
def test_grids_that_cannot_be_trained(changes, message):
    with pytest.raises(InputError, match=message):
        ReluGrid(**changes)
