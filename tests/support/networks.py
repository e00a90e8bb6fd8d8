"""Small ReLU networks from drawn weights, and their scores and gradients in exact arithmetic."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from empirical.families.relu.network import MLP

Weights = list[tuple[np.ndarray, np.ndarray]]
"""Weights [n, k] and biases [n] of every layer."""


def as_network(weights: Weights) -> MLP:
    layers = []
    for place, (matrix, biases) in enumerate(weights):
        size = "scalar" if place == len(weights) - 1 else len(matrix)
        layer = eqx.nn.Linear(matrix.shape[1], size, key=jax.random.key(0))
        layers.append(eqx.tree_at(lambda one: (one.weight, one.bias), layer, tuple(map(jnp.asarray, (matrix, biases)))))
    return MLP(tuple(layers))


def drawn(rng: np.random.Generator, widths: Sequence[int], size: float = 1.0) -> Weights:
    return [(size * rng.normal(size=(n, k)), size * rng.normal(size=n)) for k, n in pairwise(widths)]


def moved(rng: np.random.Generator, weights: Weights, distance: float) -> Weights:
    """Weights that differ from others by about so much, relative to each."""

    def one(values: np.ndarray) -> np.ndarray:
        return values * (1.0 + distance * rng.normal(size=values.shape))

    return [(one(matrix), one(biases)) for matrix, biases in weights]


def exact_values(weights: Weights, x: np.ndarray) -> list[list[Fraction]]:
    """What every layer gives at a row of a design, before ReLU."""
    at, found = [Fraction(float(value)) for value in x[:-1]], []
    for matrix, biases in weights:
        rows = [[Fraction(float(value)) for value in row] for row in matrix]
        sums = [sum((w * h for w, h in zip(row, at, strict=True)), Fraction(0)) for row in rows]
        found.append([total + Fraction(float(bias)) for total, bias in zip(sums, biases, strict=True)])
        at = [max(value, Fraction(0)) for value in found[-1]]
    return found


def exact_score(weights: Weights, x: np.ndarray) -> Fraction:
    return exact_values(weights, x)[-1][0]


def exact_gradient(weights: Weights, x: np.ndarray) -> list[Fraction]:
    """Of a point that is at no kink; 0 for the constant column."""
    values, back = exact_values(weights, x), [Fraction(1)]
    for place in reversed(range(len(weights))):
        if place < len(weights) - 1:
            back = [part if value > 0 else Fraction(0) for part, value in zip(back, values[place], strict=True)]
        columns = weights[place][0].T.tolist()
        back = [sum((Fraction(w) * b for w, b in zip(column, back, strict=True)), Fraction(0)) for column in columns]
    return [*back, Fraction(0)]
