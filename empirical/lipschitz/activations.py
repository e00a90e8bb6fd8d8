"""Activations: their values, the range of their slopes between two points, and lines below and above them.

Every bound here includes an allowance for rounding that is larger than any rounding error: computed values of exp, tanh
and the logistic function are a few units in the last place from the exact ones.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from empirical.numerics import LEAST

HIDDEN = ("relu", "tanh", "sigmoid")
"""Names of the activations that hidden layers can have."""

OUTPUT = ("identity", "sigmoid")
"""Names of the activations that the last layer can have."""

SLACK = 2.0**-44
"""Allowance for rounding: relative for slopes, and absolute for values, which are at most 1."""


class Lines(NamedTuple):
    """Two lines between which an activation stays on a range: slope · v + offset below it, and above it.

    Attributes:
        low_slope: Slope of the line below.
        low_offset: Offset of the line below.
        high_slope: Slope of the line above.
        high_offset: Offset of the line above.
    """

    low_slope: Any
    low_offset: Any
    high_slope: Any
    high_offset: Any


def value(name: str, v: Any) -> Any:
    """Compute an activation φ(v) of a network entry by entry.

    Args:
        name: The name of φ: one of ``HIDDEN`` or ``OUTPUT``.
        v: The arguments, of any shape.

    Returns:
        The values, of the shape of ``v``.

    Examples:
        >>> value("relu", jnp.array([-1.0, 2.0])).tolist()
        [0.0, 2.0]
    """
    functions = {"relu": jax.nn.relu, "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "identity": lambda v: v}
    return functions[name](v)


def error(name: str) -> float:
    """Bound the distance between computed and exact values of an activation, for bounds that include rounding.

    Args:
        name: The name of the activation.

    Returns:
        The largest distance; 0 for activations that do not round.

    Examples:
        >>> error("relu"), error("tanh") == 2.0**-44
        (0.0, True)
    """
    return SLACK if name in {"tanh", "sigmoid"} else 0.0


def largest_slope(name: str) -> float:
    """Give the Lipschitz constant of an activation on the whole line.

    Args:
        name: The name of the activation.

    Returns:
        The largest slope of the activation.

    Examples:
        >>> largest_slope("sigmoid"), largest_slope("relu")
        (0.25, 1.0)
    """
    return 0.25 if name == "sigmoid" else 1.0


def slopes(name: str, low: Any, high: Any) -> tuple[Any, Any]:
    """Bound all secant slopes (φ(b) − φ(a))/(b − a) of an activation with a and b in a range.

    Args:
        name: The name of φ.
        low: Lower ends of the ranges, possibly −∞.
        high: Upper ends of the ranges, possibly ∞.

    Returns:
        A lower bound on the smallest slope, and an upper bound on the largest, for every range.

    Examples:
        >>> low, high = jnp.array([-2.0, -1.0, 3.0]), jnp.array([-1.0, 1.0, 4.0])
        >>> [bound.tolist() for bound in slopes("relu", low, high)]
        [[0.0, 0.0, 1.0], [0.0, 1.0, 1.0]]
    """
    if name == "identity":
        return jnp.ones_like(low), jnp.ones_like(high)
    if name == "relu":
        return jnp.where((low >= 0.0) & (high > 0.0), 1.0, 0.0), jnp.where(high > 0.0, 1.0, 0.0)
    # tanh v = 2 σ(2v) − 1, so its slope is 4 σ'(2v).
    stretch, factor = (2.0, 4.0) if name == "tanh" else (1.0, 1.0)
    nearest, farthest = jnp.maximum(jnp.maximum(low, -high), 0.0), jnp.maximum(-low, high)
    largest = factor * jnp.minimum(_logistic_slope(stretch * nearest) * (1.0 + SLACK) + LEAST, 0.25)
    return jnp.maximum(factor * _logistic_slope(stretch * farthest) * (1.0 - SLACK) - LEAST, 0.0), largest


def lines(name: str, low: Any, high: Any) -> Lines:
    """Find lines that bound a hidden activation on [low, high] from below and above (Zhang et al. 2018, section 3.2).

    For ReLU the line above is the chord, and the line below is the closer one of 0 and v. For the other activations
    both lines have the smallest slope on the range.

    Args:
        name: The name of the activation, one of ``HIDDEN``.
        low: Lower ends of the ranges.
        high: Upper ends of the ranges.

    Returns:
        The lines, one of each kind for every range; not finite where an end is not finite.

    Examples:
        >>> found = lines("relu", jnp.array([-1.0]), jnp.array([3.0]))
        >>> [round(float(part[0]), 6) for part in found]
        [1.0, 0.0, 0.75, 0.75]
    """
    smallest, largest = slopes(name, low, high)
    if name == "relu":
        bends = smallest < largest
        chord = jnp.where(bends, high / jnp.where(bends, high - low, 1.0), smallest)
        above = jnp.maximum(-chord * low, high - chord * high) + SLACK * (high - low)
        return Lines(
            jnp.where(bends, jnp.where(high > -low, 1.0, 0.0), smallest),
            jnp.zeros_like(low),
            chord,
            jnp.where(bends, above, 0.0),
        )
    below = value(name, low) - smallest * low - SLACK * (1.0 + jnp.abs(smallest * low))
    above = value(name, high) - smallest * high + SLACK * (1.0 + jnp.abs(smallest * high))
    return Lines(smallest, below, smallest, above)


def _logistic_slope(v: Any) -> Any:
    """Compute σ'(v) = e/(1 + e)² with e = exp(−|v|), in which no digits cancel."""
    e = jnp.exp(-jnp.abs(v))
    return e / ((1.0 + e) * (1.0 + e))
