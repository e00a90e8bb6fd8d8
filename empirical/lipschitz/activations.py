"""Activations: their values, the range of their slopes between two points, and lines below and above them.

What is said of them is granted more than they round: exp, tanh and the logistic function are a few units in the last
place from the exact ones.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from empirical.numerics import LEAST

HIDDEN = ("relu", "tanh", "sigmoid")
OUTPUT = ("identity", "sigmoid")

SLACK = 2.0**-44
"""Relative, of slopes; of values, which are at most 1, absolute."""


class Lines(NamedTuple):
    """slope · v + offset, below and above an activation between two points."""

    low_slope: Any
    low_offset: Any
    high_slope: Any
    high_offset: Any


def value(name: str, v: Any) -> Any:
    """An activation.

    Args:
        name: Of the activation.
        v: Where.

    Returns:
        Its values.
    """
    functions = {"relu": jax.nn.relu, "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "identity": lambda v: v}
    return functions[name](v)


def error(name: str) -> float:
    """How far the values of an activation can be from the exact ones.

    Args:
        name: Of the activation.

    Returns:
        The distance; 0 where nothing is rounded.
    """
    return SLACK if name in {"tanh", "sigmoid"} else 0.0


def largest_slope(name: str) -> float:
    """Of an activation, anywhere.

    Args:
        name: Of the activation.

    Returns:
        The slope.
    """
    return 0.25 if name == "sigmoid" else 1.0


def slopes(name: str, low: Any, high: Any) -> tuple[Any, Any]:
    """Between which numbers (φ(b) − φ(a))/(b − a) is for all a, b in a range.

    Args:
        name: Of φ.
        low: Lower ends, maybe −∞.
        high: Upper ends, maybe ∞.

    Returns:
        The smallest slope or less, and the largest or more.
    """
    if name == "identity":
        return jnp.ones_like(low), jnp.ones_like(high)
    if name == "relu":
        return jnp.where((low >= 0.0) & (high > 0.0), 1.0, 0.0), jnp.where(high > 0.0, 1.0, 0.0)
    unit, most = (2.0, 4.0) if name == "tanh" else (1.0, 1.0)
    nearest, farthest = jnp.maximum(jnp.maximum(low, -high), 0.0), jnp.maximum(-low, high)
    largest = most * jnp.minimum(_logistic_slope(unit * nearest) * (1.0 + SLACK) + LEAST, 0.25)
    return jnp.maximum(most * _logistic_slope(unit * farthest) * (1.0 - SLACK) - LEAST, 0.0), largest


def lines(name: str, low: Any, high: Any) -> Lines:
    """Lines that bound a hidden activation on [low, high] (Zhang et al. 2018, section 3.2).

    Those of ReLU are its chord, and the closer one of 0 and v. Those of the others have the smallest slope there is.

    Args:
        name: Of the activation.
        low: Lower ends.
        high: Upper ends.

    Returns:
        The lines; not finite where an end is not.
    """
    smallest, largest = slopes(name, low, high)
    if name == "relu":
        open_ = smallest < largest
        chord = jnp.where(open_, high / jnp.where(open_, high - low, 1.0), smallest)
        above = jnp.maximum(-chord * low, high - chord * high) + SLACK * (high - low)
        return Lines(
            jnp.where(open_, jnp.where(high > -low, 1.0, 0.0), smallest),
            jnp.zeros_like(low),
            chord,
            jnp.where(open_, above, 0.0),
        )
    below = value(name, low) - smallest * low - SLACK * (1.0 + jnp.abs(smallest * low))
    above = value(name, high) - smallest * high + SLACK * (1.0 + jnp.abs(smallest * high))
    return Lines(smallest, below, smallest, above)


def _logistic_slope(v: Any) -> Any:
    """σ'(v) = e/(1 + e)² with e = exp(−|v|): no digits cancel."""
    e = jnp.exp(-jnp.abs(v))
    return e / ((1.0 + e) * (1.0 + e))
