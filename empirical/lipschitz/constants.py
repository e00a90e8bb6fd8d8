"""Certified Lipschitz constants of networks from ℓp to ℓ₂: everywhere, and in balls.

Each is the smallest of what LipSDP-Neuron certifies and of simpler bounds that need no such certificate. In a ball the
slopes of the neurons are those between the ends of what they can read there, and the constant of the whole space is one
of every ball.
"""

import math
from collections.abc import Sequence
from enum import IntEnum
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from empirical.batching import over_instances
from empirical.lipschitz.activations import slopes
from empirical.lipschitz.boxes import Box, boxes
from empirical.lipschitz.certificate import verified
from empirical.lipschitz.interior import minimise, tightened
from empirical.lipschitz.network import Network, Unit, in_float64, in_units, keeps_products
from empirical.lipschitz.norms import norm_factor, product_of_norms, rounded_up
from empirical.lipschitz.system import NEGLIGIBLE, Layer, assemble, layer
from empirical.lipschitz.threads import one_thread
from empirical.numerics import EPS

STEPS = 30
"""Of the interior-point method at most. Each makes what is left above the optimum about five times smaller."""

CLOSE, LOCAL_CLOSE = 1e-6, 1e-2
"""How far from the optimum the square of a constant may be when it ends earlier; mostly it is much closer."""

FARTHEST = 1e100
"""Of centres and radii, which are 0 or at least 1 / this: other balls have the constant of the whole space."""

COPIES = 32
"""Of the matrix of a ball: with its dual, their changes, inverses and factors."""


class Certificate(IntEnum):
    """What shows that a constant is one."""

    NORMS = 0
    """Norms of the layers, or of the product of the sizes of their entries."""
    LIPSDP = 1
    """The matrix inequality of LipSDP-Neuron, verified."""
    WHOLE = 2
    """Of a ball: it is the constant of the whole space."""
    NONE = 3
    """There is none: a number is not finite, or the network's are too far apart for float64."""


class Constant(NamedTuple):
    """A Lipschitz constant from ℓp to ℓ₂ of the whole space, never too small.

    Attributes:
        value: The constant; NaN if the network has numbers that are not finite, or too far apart.
        certificate: Of which kind it is.
        norm: p.
    """

    value: float
    certificate: Certificate
    norm: float = 2.0


class LocalConstants(NamedTuple):
    """Lipschitz constants from ℓp to ℓ₂ of balls, never too small.

    Attributes:
        values: [m]; NaN where a centre or a radius is NaN, or a radius negative.
        certificates: [m], values of :class:`Certificate`.
    """

    values: Float[np.ndarray, " m"]
    certificates: Int[np.ndarray, " m"]


def global_constant(network: Network, *, norm: float = 2.0, steps: int = STEPS, close: float = CLOSE) -> Constant:
    """A Lipschitz constant of the whole space: ‖G(z) − G(z')‖₂ ≤ L ‖z − z'‖p.

    Args:
        network: G.
        norm: p ≥ 1. The constant of ℓ₂ serves for p < 2, and times l^(½ − 1/p) for 2 < p < ∞.
        steps: Of the interior-point method at most; fewer give a larger constant.
        close: How far the square of the constant may be from LipSDP-Neuron's optimum, relatively, if steps suffice.

    Returns:
        The constant.

    Raises:
        ValueError: If there is no such norm.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    spread, product = _spread(network, norm), product_of_norms(network, norm=norm)
    if math.isnan(product):
        return Constant(math.nan, Certificate.NONE, norm)
    unit = in_units(network)
    with one_thread():
        # What comes very close to the optimum may be too close to it to be verified.
        for least in (close, max(close, LOCAL_CLOSE)):
            found = _anywhere(unit, (network.hidden, network.output), math.isinf(norm), (steps, least))
            value, plain = (rounded_up(float(one) * spread, unit.exponent) for one in found)
            if np.isfinite(value):
                break
    simple = float(min(product, plain))
    certified = bool(value < simple)
    return Constant(float(value) if certified else simple, Certificate(int(certified)), norm)


def local_constants(
    network: Network,
    centres: Float[np.ndarray, "m l"],
    radii: Float[np.ndarray, " balls"],
    *,
    norm: float = 2.0,
    whole: Constant | None = None,
    steps: int = STEPS,
    close: float = LOCAL_CLOSE,
) -> LocalConstants:
    """Lipschitz constants of balls: ‖G(z) − G(z')‖₂ ≤ L ‖z − z'‖p for z, z' in {c + ζ: ‖ζ‖p ≤ r}.

    Args:
        network: G.
        centres: c.
        radii: r ≥ 0, maybe ∞. With 0 it is a bound on the norm of the Jacobian at c.
        norm: p ≥ 1, as for :func:`global_constant`.
        whole: The constant of the whole space; computed where it is not given.
        steps: As for :func:`global_constant`, for every ball.
        close: Likewise.

    Returns:
        The constants.

    Raises:
        ValueError: If there is no such norm, shapes do not fit, or the constant of the whole space is of another norm.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    centres, radii = np.asarray(centres, np.float64), np.asarray(radii, np.float64)
    if centres.ndim != 2 or centres.shape[1] != network.inputs or radii.shape != centres.shape[:1]:
        given = f"{centres.shape} and {radii.shape}"
        raise ValueError(f"centres must be [m, {network.inputs}] and radii [m], not of shapes {given}")
    whole = global_constant(network, norm=norm) if whole is None else whole
    if whole.norm != norm:
        raise ValueError(f"the constant of the whole space is one from ℓ{whole.norm:g}, not from ℓ{norm:g}")
    known = np.isfinite(centres).all(axis=1) & (radii >= 0.0) & (not math.isnan(whole.value))
    if not known.any():
        return LocalConstants(np.full(len(radii), np.nan), np.full(len(radii), Certificate.NONE, np.int8))
    unit = in_units(network)
    reach = np.where(known, np.abs(centres).max(axis=1), 0.0)
    inside = known & (np.maximum(reach, radii) < FARTHEST) & ((radii == 0.0) | (radii > 1.0 / FARTHEST))
    inside &= keeps_products(network)
    compute = partial(_in_balls, in_float64(network), unit, norm=norm, ends=(steps, close))
    with one_thread():
        found = over_instances(compute, (centres, radii, inside))
    value, plain = (rounded_up(one * _spread(network, norm), unit.exponent) for one in found)
    ranked = np.stack([plain, np.where(np.isnan(value), np.inf, value), np.full(len(radii), whole.value)])
    values, certificates = np.min(ranked, axis=0), np.argmin(ranked, axis=0)
    return LocalConstants(
        np.where(known, values, np.nan), np.where(known, certificates, Certificate.NONE).astype(np.int8)
    )


def _spread(network: Network, norm: float) -> float:
    """What makes a constant from ℓp of one from ℓ₂, where none from ℓp is computed."""
    return 1.0 if math.isinf(norm) else norm_factor(network.inputs, norm)


def certifying_need(size: int) -> int:
    """What certifying takes.

    Args:
        size: Numbers that a network reads, with its hidden neurons.

    Returns:
        Bytes, however many balls there are: they come one after the other.
    """
    return 8 * COPIES * size * size


@partial(jax.jit, static_argnums=(1, 2))
def _anywhere(unit: Unit, activations: tuple[str, str], free: bool, ends: Any) -> Any:  # noqa: FBT001
    everywhere = [Box(jnp.full(len(one), -jnp.inf), jnp.full(len(one), jnp.inf)) for one in unit.weights]
    return _bounds(unit, activations, everywhere, free, ends)


@partial(jax.jit, static_argnames="norm")
def _in_balls(network: Network, unit: Unit, balls: Any, *, norm: float, ends: Any) -> Any:
    def one(centre: Any, radius: Any) -> Any:
        found = boxes(network, centre, radius, norm=norm)
        return _bounds(unit, (network.hidden, network.output), found, math.isinf(norm), ends)

    def nothing(*_: Any) -> Any:
        return jnp.array(jnp.inf), jnp.array(jnp.inf)

    # One after the other: in blocks, all would take as many steps as the last one, and padding as long as they.
    return jax.lax.map(lambda ball: jax.lax.cond(ball[2], one, nothing, *ball[:2]), balls)


def _bounds(unit: Unit, activations: tuple[str, str], read: Sequence[Box], free: Any, ends: Any) -> tuple[Any, Any]:
    """From ℓ∞ if the bounds d are free, else from ℓ₂: what LipSDP-Neuron gives, and what sizes of entries do."""
    *hidden, last = unit.weights
    ranges = [slopes(activations[0], *box) for box in read[:-1]]
    layers = [layer(weights, *between) for weights, between in zip(hidden, ranges, strict=True)]
    steepest = slopes(activations[1], *read[-1])[1]
    gains = unit.scale * steepest * (1.0 + 4.0 * EPS)
    system = assemble(layers, gains[:, None] * last)
    ties = jnp.eye(last.shape[1] if not hidden else hidden[0].shape[1])
    ties = ties if free else jnp.sum(ties, axis=1, keepdims=True)
    bounds, multipliers = minimise(system, ties, steps=ends[0], close=ends[1])
    bounds = verified(system, tightened(system, bounds, multipliers), multipliers)
    whole = jnp.sqrt(jnp.sum(bounds) if free else jnp.max(bounds)) * (1.0 + (len(bounds) + 8) * EPS)
    paths = (_ones(unit.scale) * _ones(steepest))[:, None] * _ones(last)  # of the product some may underflow
    left_out = NEGLIGIBLE * math.prod(weights.size for weights in unit.weights)
    return whole + left_out, _by_entries(layers, gains[:, None] * last, paths, free)


def _by_entries(layers: Sequence[Layer], last: Any, paths: Any, free: Any) -> Any:
    """The norm of the product of |W| and the largest slopes, entry by entry; 0 if there is no path for anything."""
    sizes = jnp.abs(last)
    for one in reversed(layers):
        steepest = one.middle + one.half
        sizes = (sizes * steepest[None]) @ jnp.abs(one.weights)
        paths = _ones((paths * _ones(steepest)[None]) @ _ones(one.weights))
    count = sum(sum(one.weights.shape) for one in layers) + sum(last.shape) + 16
    norm = jnp.sqrt(jnp.sum((jnp.sum(sizes, axis=1) if free else sizes) ** 2)) * (1.0 + count * EPS)
    return jnp.where(jnp.any(paths > 0.0), norm + NEGLIGIBLE, 0.0)


def _ones(values: Any) -> Any:
    """1 where there is anything."""
    return jnp.where(values == 0.0, 0.0, 1.0)
