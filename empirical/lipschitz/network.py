"""Fully connected networks whose Lipschitz constants are computed."""

from itertools import combinations
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from empirical.lipschitz.activations import HIDDEN, OUTPUT, value


class Network(eqx.Module):
    """A network G(z) = scale · output(W_L hidden(… hidden(W_1 z + b_1) …) + b_L), a function of one instance.

    A vector that is added to the outputs changes no Lipschitz constant, so a network has none.

    Attributes:
        weights: The matrices W_1, …, W_L, each [outputs, inputs]; one matrix is a network without hidden layers.
        biases: The vectors b_1, …, b_L.
        scale: The factors of the outputs, [k]: the unit of each output times the cost weight of its column.
        hidden: The activation between the layers: "relu", "tanh" or "sigmoid".
        output: The activation of the last layer: "identity" or "sigmoid".

    Examples:
        >>> network = Network((np.eye(2), np.ones((1, 2))), (np.zeros(2), np.zeros(1)), np.array([3.0]))
        >>> network(jnp.array([2.0, -5.0])).tolist()
        [6.0]
    """

    weights: tuple[Any, ...]
    biases: tuple[Any, ...]
    scale: Any
    hidden: str = eqx.field(static=True, default="relu")
    output: str = eqx.field(static=True, default="identity")

    def __check_init__(self) -> None:
        """Reject weights, biases and activations that do not make a network.

        Raises:
            ValueError: If shapes do not fit or an activation is unknown.
        """
        if self.hidden not in HIDDEN:
            raise ValueError(f"hidden must be one of {', '.join(HIDDEN)}, not {self.hidden!r}")
        if self.output not in OUTPUT:
            raise ValueError(f"output must be one of {', '.join(OUTPUT)}, not {self.output!r}")
        if not self.weights or any(np.ndim(matrix) != 2 or not np.size(matrix) for matrix in self.weights):
            raise ValueError("weights must be matrices, one for every layer, none of them empty")
        outputs = [np.shape(matrix)[0] for matrix in self.weights]
        if outputs[:-1] != [np.shape(matrix)[1] for matrix in self.weights[1:]]:
            shapes = ", ".join(str(np.shape(matrix)) for matrix in self.weights)
            raise ValueError(f"every layer must read what the one before it gives, and weights are of shapes {shapes}")
        if [np.shape(bias) for bias in self.biases] != [(size,) for size in outputs]:
            raise ValueError("biases must be vectors, one number for every output of their layer")
        if np.shape(self.scale) != (outputs[-1],):
            raise ValueError(f"scale must be {outputs[-1]} numbers, one for each output")

    def __call__(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """Evaluate the network at one point.

        Args:
            z: The point, [l].

        Returns:
            The scaled outputs, [k].
        """
        for weights, biases in zip(self.weights[:-1], self.biases[:-1], strict=True):
            z = value(self.hidden, weights @ z + biases)
        return self.scale * value(self.output, self.weights[-1] @ z + self.biases[-1])

    @property
    def inputs(self) -> int:
        """The number l of inputs."""
        return self.weights[0].shape[1]


SPAN = 100.0
"""Largest total number of powers of ten between the smallest and the largest weights of a network."""


def within_span(network: Network) -> bool:
    """Decide whether no product along a path through a network is lost beside others; only then a bound is certified.

    Args:
        network: The network, with finite numbers.

    Returns:
        Whether the ratio of the largest to the smallest nonzero number of a layer, multiplied over all layers and the
        scale, is at most 10^``SPAN``.

    Examples:
        >>> [within_span(Network((np.diag([1.0, low]),), (np.zeros(2),), np.ones(2))) for low in (1e-9, 1e-150)]
        [True, False]
    """
    return sum(high - low for low, high in map(_powers, (*network.weights, network.scale))) <= SPAN


def keeps_products(network: Network) -> bool:
    """Decide whether products of unscaled weights of consecutive layers neither overflow nor underflow.

    Args:
        network: The network, with finite numbers.

    Returns:
        Whether all such products are within 10^(±2 ``SPAN``), so that the ranges of neurons in a ball can be computed.

    Examples:
        >>> [keeps_products(Network((np.full((1, 1), size),), (np.zeros(1),), np.ones(1))) for size in (1.0, 1e250)]
        [True, False]
    """
    ends = list(map(_powers, network.weights))
    runs = [ends[first:last] for first, last in combinations(range(len(ends) + 1), 2)]
    return all(sum(low for low, _ in run) > -2 * SPAN and sum(high for _, high in run) < 2 * SPAN for run in runs)


def _powers(values: Any) -> tuple[float, float]:
    """Compute the decimal logarithms of the smallest and the largest number that is not 0."""
    sizes = np.abs(np.asarray(values, np.float64))
    logs = np.log10(sizes[sizes > 0.0])
    return (float(logs.min()), float(logs.max())) if logs.size else (0.0, 0.0)


class Unit(NamedTuple):
    """The weights of a network scaled by powers of two to at most 1, so that no square overflows or vanishes.

    Attributes:
        weights: The matrices W_1 2^−e₁, …, W_L 2^−e_L.
        scale: The factors |scale| 2^−e₀.
        exponent: The sum e₀ + … + e_L. All constants of the network are 2^exponent times those of these weights.
    """

    weights: tuple[Any, ...]
    scale: Any
    exponent: int


def in_units(network: Network) -> Unit:
    """Scale the weights of a network by powers of two, which rounds nothing.

    Args:
        network: The network, within the span.

    Returns:
        The scaled weights.

    Raises:
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> unit = in_units(Network((np.array([[6.0]]),), (np.zeros(1),), np.array([1.0])))
        >>> unit.weights[0].tolist(), unit.scale.tolist(), unit.exponent
        ([[0.75]], [0.5], 4)
    """
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError("a certified constant needs float64: call jax.config.update('jax_enable_x64', True) first")
    arrays = [np.asarray(array, np.float64) for array in (*network.weights, network.scale)]
    exponents = [int(np.frexp(np.max(np.abs(array)))[1]) for array in arrays]
    *weights, scale = [np.ldexp(array, -exponent) for array, exponent in zip(arrays, exponents, strict=True)]
    return Unit(tuple(weights), np.abs(scale), sum(exponents))


def in_float64(network: Network) -> Network:
    """Convert the arrays of a network to float64, in which its bounds are computed.

    Args:
        network: The network.

    Returns:
        The same network with float64 arrays.

    Examples:
        >>> network = Network((np.ones((1, 1), np.float32),), (np.zeros(1, np.float32),), np.ones(1, np.float32))
        >>> str(in_float64(network).weights[0].dtype)
        'float64'
    """
    return jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float64), network)
