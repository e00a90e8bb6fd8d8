"""The effect of rounding on the outputs of a network."""

from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.lipschitz.activations import error, largest_slope
from empirical.lipschitz.network import Network
from empirical.numerics import EPS, LEAST, SPARE, row_norms


@np.errstate(over="ignore", invalid="ignore")  # a bound that overflows is infinite, or NaN, and never small
def evaluation_error(
    network: Network, points: Float[np.ndarray, "m l"], *, offset: Float[np.ndarray, " k"] | None = None
) -> Float[np.ndarray, " m"]:
    """Bound how far rounding can move offset + G(z) in float64, in ℓ₂, whatever the order of the sums.

    Args:
        network: The network G.
        points: The points z, [m, l].
        offset: The vector that is added to the outputs, [k]; ``None`` for no offset.

    Returns:
        Bounds on ‖fl(offset + G(z)) − (offset + G(z))‖₂, [m]; NaN where a point is NaN.

    Examples:
        >>> network = Network((np.ones((1, 2)),), (np.zeros(1),), np.ones(1))
        >>> bound = evaluation_error(network, np.array([[0.1, 0.2]]))
        >>> bool(0.0 < bound[0] < 1e-14)
        True
    """
    values, errors = np.asarray(points, np.float64), np.zeros(np.shape(points))
    activations = [network.hidden] * (len(network.weights) - 1) + [network.output]
    for *layer, activation in zip(network.weights, network.biases, activations, strict=True):
        weights, biases = (np.asarray(array, np.float64) for array in layer)
        relative = (sum(weights.shape) + SPARE) * EPS
        terms = np.abs(values) @ np.abs(weights).T + np.abs(biases)
        errors = (errors @ np.abs(weights).T + relative * terms) * (1.0 + relative) + LEAST
        values = _activated(activation, values @ weights.T + biases)
        errors = largest_slope(activation) * errors + error(activation)
    scale = np.abs(np.asarray(network.scale, np.float64))
    added = np.zeros_like(scale) if offset is None else np.abs(np.asarray(offset, np.float64))
    errors = scale * errors + SPARE * EPS * (scale * np.abs(values) + added) + LEAST
    return row_norms(errors) * (1.0 + (len(scale) + SPARE) * EPS)


def _activated(name: str, v: Any) -> Any:
    if name == "sigmoid":
        return 0.5 + 0.5 * np.tanh(0.5 * v)
    return {"identity": np.positive, "relu": lambda v: np.maximum(v, 0.0), "tanh": np.tanh}[name](v)
