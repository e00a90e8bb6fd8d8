"""The product of the layers' norms, which bounds every Lipschitz constant of a network."""

import math
from typing import Any

import numpy as np

from empirical.lipschitz.activations import largest_slope
from empirical.lipschitz.network import Network, in_units, within_span
from empirical.numerics import EPS, spectral_norm


def product_of_norms(network: Network, *, norm: float = 2.0) -> float:
    """The largest slopes times the layers' spectral norms: never less than the ℓp → ℓ₂ Lipschitz constant.

    Args:
        network: The network.
        norm: p ≥ 1 of changes of the input.

    Returns:
        The product, rounded up; NaN if a number is not finite or out of the span.

    Raises:
        ValueError: If there is no such norm.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    finite = all(np.isfinite(part).all() for part in (*network.weights, *network.biases, network.scale))
    if not (finite and within_span(network)):
        return math.nan
    unit = in_units(network)
    *hidden, last = unit.weights
    parts = [spectral_norm(weights) for weights in (*hidden, unit.scale[:, None] * last * (1.0 + 2.0 * EPS))]
    steepest = largest_slope(network.hidden) ** len(hidden) * largest_slope(network.output)
    return rounded_up(math.prod(parts) * steepest * norm_factor(network.inputs, norm), unit.exponent)


def norm_factor(inputs: int, norm: float) -> float:
    """The largest ‖z‖₂ of ‖z‖p ≤ 1.

    Args:
        inputs: l, numbers of z.
        norm: p.

    Returns:
        l^max(0, ½ − 1/p), rounded up.

    Raises:
        ValueError: If p is not at least 1.
    """
    if not norm >= 1.0:
        raise ValueError(f"norm must be at least 1, not {norm:g}")
    return 1.0 if norm <= 2.0 else inputs ** (0.5 - 1.0 / norm) * (1.0 + 8.0 * EPS)


def rounded_up(value: Any, exponent: int) -> Any:
    """A bound that a few products rounded, in the units of the network.

    Args:
        value: In units of its weights.
        exponent: Of the unit, a power of two.

    Returns:
        No less than the bound; 0 of 0.
    """
    with np.errstate(over="ignore"):  # a bound that overflows is infinite
        raised = np.ldexp(np.asarray(value) * (1.0 + 64.0 * EPS), exponent)
    return np.where(np.asarray(value) == 0.0, 0.0, np.nextafter(raised, np.inf))[()]
