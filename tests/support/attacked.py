"""Models that tests attack, with their instances and labels."""

import math
from functools import cache
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from empirical.families.relu.network import MLP
from ntk import first_layer, fit

NORMS = (math.inf, 2.0)
"""Orders of the balls of attacks by gradients."""

_rng = np.random.default_rng(0)
X = _rng.standard_normal((60, 4))
Y = np.sign(X[:, 0] + 0.3 * _rng.standard_normal(60))
KERNEL = fit(first_layer, X, Y, ridge=0.1)
ATTACKED = np.array([True, True, True, False])


def lengths(changes: Any, norm: float) -> np.ndarray:
    """Norms of changes of instances, flattened."""
    return np.linalg.norm(np.reshape(changes, (len(changes), -1)), ord=norm, axis=1)


@cache
def network() -> MLP:
    """A network with larger weights than before training, so that attacks change its mind; it accepts half of X."""
    wild = jax.tree.map(lambda leaf: 3.0 * leaf, MLP.initial(3, width=8, key=jax.random.key(1)))
    median = jnp.median(jax.vmap(wild)(jnp.asarray(X)))
    return eqx.tree_at(lambda one: one.layers[-1].bias, wild, wild.layers[-1].bias - median)


def labels_of_network() -> np.ndarray:
    """Labels that the network agrees with."""
    return np.where(np.asarray(jax.vmap(network())(jnp.asarray(X))) > 0.0, 1.0, -1.0)
