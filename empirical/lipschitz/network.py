"""Fully connected networks whose Lipschitz constants are asked for."""

from itertools import combinations
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from empirical.lipschitz.activations import HIDDEN, OUTPUT, value


class Network(eqx.Module):
    """x ↦ scale · output(W_L hidden(… hidden(W_1 z + b_1) …) + b_L), of one instance. What is added to it is no matter.

    Attributes:
        weights: W_1, …, W_L, each [outputs, inputs]; a single one is a network without hidden layers.
        biases: b_1, …, b_L.
        scale: [k], what the outputs are multiplied with: their unit times the cost weight of their column.
        hidden: The activation between the layers: "relu", "tanh" or "sigmoid".
        output: That of the last layer: "identity" or "sigmoid".
    """

    weights: tuple[Any, ...]
    biases: tuple[Any, ...]
    scale: Any
    hidden: str = eqx.field(static=True, default="relu")
    output: str = eqx.field(static=True, default="identity")

    def __check_init__(self) -> None:
        """Reject what is no network.

        Raises:
            ValueError: If shapes do not fit or an activation is unknown.
        """
        if self.hidden not in HIDDEN:
            raise ValueError(f"hidden must be one of {', '.join(HIDDEN)}, not {self.hidden!r}")
        if self.output not in OUTPUT:
            raise ValueError(f"output must be one of {', '.join(OUTPUT)}, not {self.output!r}")
        if not self.weights or any(np.ndim(one) != 2 or not np.size(one) for one in self.weights):
            raise ValueError("weights must be matrices, one for every layer, none of them empty")
        outputs = [np.shape(one)[0] for one in self.weights]
        if outputs[:-1] != [np.shape(one)[1] for one in self.weights[1:]]:
            shapes = ", ".join(str(np.shape(one)) for one in self.weights)
            raise ValueError(f"every layer must read what the one before it gives, and weights are of shapes {shapes}")
        if [np.shape(one) for one in self.biases] != [(size,) for size in outputs]:
            raise ValueError("biases must be vectors, one number for every output of their layer")
        if np.shape(self.scale) != (outputs[-1],):
            raise ValueError(f"scale must be {outputs[-1]} numbers, one for each output")

    def __call__(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """The network at one point.

        Args:
            z: The point.

        Returns:
            The outputs, scaled.
        """
        for weights, biases in zip(self.weights[:-1], self.biases[:-1], strict=True):
            z = value(self.hidden, weights @ z + biases)
        return self.scale * value(self.output, self.weights[-1] @ z + self.biases[-1])

    @property
    def inputs(self) -> int:
        """Numbers that it reads."""
        return self.weights[0].shape[1]


SPAN = 100.0
"""Powers of ten that numbers may be apart."""


def within_span(network: Network) -> bool:
    """Whether no product along a path through the network is lost beside the others: else nothing is certified.

    Args:
        network: The network, with finite numbers.

    Returns:
        Whether the largest and the smallest number of every layer that is not 0 are, multiplied over all layers, within
        ``SPAN`` of each other.
    """
    return sum(high - low for low, high in map(_powers, (*network.weights, network.scale))) <= SPAN


def keeps_products(network: Network) -> bool:
    """Whether products of weights of consecutive layers, as they are, stay within twice ``SPAN`` of 1.

    Args:
        network: The network, with finite numbers.

    Returns:
        Whether what its neurons read in a ball can be followed.
    """
    ends = list(map(_powers, network.weights))
    runs = [ends[first:last] for first, last in combinations(range(len(ends) + 1), 2)]
    return all(sum(low for low, _ in run) > -2 * SPAN and sum(high for _, high in run) < 2 * SPAN for run in runs)


def _powers(values: Any) -> tuple[float, float]:
    """Of ten: the smallest and the largest number that is not 0."""
    sizes = np.abs(np.asarray(values, np.float64))
    logs = np.log10(sizes[sizes > 0.0])
    return (float(logs.min()), float(logs.max())) if logs.size else (0.0, 0.0)


class Unit(NamedTuple):
    """The weights of a network in units in which they are at most 1, so that no square overflows or vanishes.

    Attributes:
        weights: W_1 2^−e₁, …, W_L 2^−e_L.
        scale: |scale| 2^−e₀.
        exponent: e₀ + … + e_L. All constants of the network are 2^exponent times those of these weights.
    """

    weights: tuple[Any, ...]
    scale: Any
    exponent: int


def in_units(network: Network) -> Unit:
    """A network's weights, rescaled without rounding.

    Args:
        network: The network, within the span.

    Returns:
        Its weights.

    Raises:
        RuntimeError: If JAX runs without float64.
    """
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError("a certified constant needs float64: call jax.config.update('jax_enable_x64', True) first")
    parts = [np.asarray(part, np.float64) for part in (*network.weights, network.scale)]
    exponents = [int(np.frexp(np.max(np.abs(part)))[1]) for part in parts]
    *weights, scale = [np.ldexp(part, -exponent) for part, exponent in zip(parts, exponents, strict=True)]
    return Unit(tuple(weights), np.abs(scale), sum(exponents))


def in_float64(network: Network) -> Network:
    """The same network with float64 leaves.

    Args:
        network: The network.

    Returns:
        Itself, in float64.
    """
    return jax.tree.map(lambda part: jnp.asarray(part, jnp.float64), network)
