"""The product of the layers' norms: the simplest upper bound on the Lipschitz constant of a network."""

import math
from typing import Any

import numpy as np

from empirical.lipschitz.activations import largest_slope
from empirical.lipschitz.network import Network, in_units, within_span
from empirical.numerics import EPS, spectral_norm


def product_of_norms(network: Network, *, norm: float = 2.0) -> float:
    """Bound the ℓp → ℓ₂ Lipschitz constant of a network by its layers' spectral norms times the largest slopes.

    Args:
        network: The network.
        norm: The order p ≥ 1 of the norm in which changes of the input are measured.

    Returns:
        The product, rounded up; NaN if a number of the network is not finite or out of the span.

    Raises:
        ValueError: If ``norm`` is below 1.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> weights = (np.diag([3.0, 4.0]), np.array([[1.0, 1.0]]))
        >>> network = Network(weights, (np.zeros(2), np.zeros(1)), np.ones(1))
        >>> round(float(product_of_norms(network)), 6)  # 4 · √2
        5.656854
    """  # noqa: DOC502
    finite = all(np.isfinite(array).all() for array in (*network.weights, *network.biases, network.scale))
    if not (finite and within_span(network)):
        return math.nan
    unit = in_units(network)
    *hidden, last = unit.weights
    norms = [spectral_norm(weights) for weights in (*hidden, unit.scale[:, None] * last * (1.0 + 2.0 * EPS))]
    steepest = largest_slope(network.hidden) ** len(hidden) * largest_slope(network.output)
    return rounded_up(math.prod(norms) * steepest * norm_factor(network.inputs, norm), unit.exponent)


def norm_factor(inputs: int, norm: float) -> float:
    """Compute the largest ‖z‖₂ of a vector with ‖z‖p ≤ 1, which turns a constant from ℓ₂ into one from ℓp.

    Args:
        inputs: The number l of entries of z.
        norm: The order p of the norm.

    Returns:
        The factor l^max(0, ½ − 1/p), rounded up.

    Raises:
        ValueError: If p is not at least 1.

    Examples:
        >>> norm_factor(4, 1.0), round(norm_factor(4, math.inf), 6)
        (1.0, 2.0)
    """
    if not norm >= 1.0:
        raise ValueError(f"norm must be at least 1, not {norm:g}")
    return 1.0 if norm <= 2.0 else inputs ** (0.5 - 1.0 / norm) * (1.0 + 8.0 * EPS)


def rounded_up(value: Any, exponent: int) -> Any:
    """Convert a bound from the units of a network's scaled weights and raise it above the rounding of a few products.

    Args:
        value: The bound in units of the scaled weights (:func:`~empirical.lipschitz.network.in_units`).
        exponent: The exponent e of the unit 2^e.

    Returns:
        A number no smaller than the exact bound times 2^e; 0 where the bound is 0.

    Examples:
        >>> bound = float(rounded_up(3.0, 2))
        >>> bound > 12.0, round(bound, 6)
        (True, 12.0)
    """
    with np.errstate(over="ignore"):  # a bound that overflows is infinite
        raised = np.ldexp(np.asarray(value) * (1.0 + 64.0 * EPS), exponent)
    return np.where(np.asarray(value) == 0.0, 0.0, np.nextafter(raised, np.inf))[()]
