"""Certified Lipschitz constants of networks from ℓp to ℓ₂, on the whole space and on balls.

Each constant is the smallest of the bound that LipSDP-Neuron certifies and of simpler bounds that need no such
certificate. On a ball, the slopes of the neurons are those on the ranges of what they can read there. A constant of the
whole space is one of every ball.
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
from empirical.numerics import EPS
from empirical.programs import keep_few_programs
from ntk.threads import one_thread

STEPS = 30
"""Largest number of steps of the interior-point method. Each divides the distance to the optimum by about five."""

CLOSE, LOCAL_CLOSE = 1e-6, 1e-2
"""Relative distances of L² from the optimum, for the whole space and for balls, at which the method stops earlier."""

FARTHEST = 1e100
"""Largest centres and radii; radii are 0 or at least its inverse. Other balls get the constant of the whole space."""

COPIES = 32
"""Number of matrices as large as F that certifying holds at once: F, its dual, their changes, inverses and factors."""


class Certificate(IntEnum):
    """The kind of proof that a number is a Lipschitz constant."""

    NORMS = 0
    """The product of the layers' norms, or the norm of the product of the layers' absolute entries."""
    LIPSDP = 1
    """The verified matrix inequality of LipSDP-Neuron."""
    WHOLE = 2
    """The constant of the whole space, taken for a ball."""
    NONE = 3
    """No proof: a number is not finite, or the network's numbers are too far apart for float64."""


class Constant(NamedTuple):
    """A certified upper bound on the Lipschitz constant from ℓp to ℓ₂ on the whole space.

    Attributes:
        value: The constant; NaN if the network has numbers that are not finite, or too far apart.
        certificate: The kind of proof.
        norm: The order p of the norm of the inputs.
    """

    value: float
    certificate: Certificate
    norm: float = 2.0


class LocalConstants(NamedTuple):
    """Certified upper bounds on the Lipschitz constants from ℓp to ℓ₂ on balls.

    Attributes:
        values: The constants, [m]; NaN where a centre or a radius is NaN, or a radius is negative.
        certificates: The kinds of proof, values of :class:`Certificate`, [m].
    """

    values: Float[np.ndarray, " m"]
    certificates: Int[np.ndarray, " m"]


def global_constant(network: Network, *, norm: float = 2.0, steps: int = STEPS, close: float = CLOSE) -> Constant:
    """Certify a Lipschitz constant L of a network on the whole space: ‖G(z) − G(z')‖₂ ≤ L ‖z − z'‖p for all z, z'.

    Args:
        network: The network G.
        norm: The order p ≥ 1. The constant of ℓ₂ serves for p < 2, and times l^(½ − 1/p) for 2 < p < ∞.
        steps: The largest number of steps of the interior-point method; fewer steps give a larger constant.
        close: The relative distance of L² from LipSDP-Neuron's optimum at which the method stops earlier.

    Returns:
        The constant and the kind of its proof.

    Raises:
        ValueError: If ``norm`` is below 1.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> weights = (np.eye(2), np.array([[1.0, -1.0]]))
        >>> difference = Network(weights, (np.zeros(2), np.zeros(1)), np.ones(1))  # relu(z₁) − relu(z₂)
        >>> round(global_constant(difference).value, 6)
        1.414214
    """  # noqa: DOC502
    spread, product = _spread(network, norm), product_of_norms(network, norm=norm)
    if math.isnan(product):
        return Constant(math.nan, Certificate.NONE, norm)
    unit = in_units(network)
    keep_few_programs()
    with one_thread():
        # A point very close to the optimum may be too close to it to be verified.
        for distance in (close, max(close, LOCAL_CLOSE)):
            pair = _anywhere(unit, (network.hidden, network.output), math.isinf(norm), (steps, distance))
            value, plain = (rounded_up(float(bound) * spread, unit.exponent) for bound in pair)
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
    """Certify Lipschitz constants on balls: ‖G(z) − G(z')‖₂ ≤ L ‖z − z'‖p for z, z' in {c + ζ: ‖ζ‖p ≤ r}.

    Args:
        network: The network G.
        centres: The centres c, [m, l].
        radii: The radii r ≥ 0, possibly ∞, [m]. With r = 0 the result bounds the norm of the Jacobian at c.
        norm: The order p ≥ 1, as for :func:`global_constant`.
        whole: The constant of the whole space; computed if it is not given.
        steps: The largest number of steps of the interior-point method for every ball.
        close: The relative distance of L² from the optimum at which the method stops earlier.

    Returns:
        The constants and the kinds of their proofs, one for each ball.

    Raises:
        ValueError: If ``norm`` is below 1, shapes do not fit, or the constant of the whole space is of another norm.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> weights = (np.eye(2), np.array([[1.0, -1.0]]))
        >>> difference = Network(weights, (np.zeros(2), np.zeros(1)), np.ones(1))  # relu(z₁) − relu(z₂)
        >>> centres = np.array([[3.0, -3.0], [0.0, 0.0]])  # around the first one the second neuron is off
        >>> local_constants(difference, centres, np.ones(2)).values.round(6).tolist()
        [1.0, 1.414214]
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
    largest = np.where(known, np.abs(centres).max(axis=1), 0.0)
    inside = known & (np.maximum(largest, radii) < FARTHEST) & ((radii == 0.0) | (radii > 1.0 / FARTHEST))
    inside &= keeps_products(network)
    compute = partial(_in_balls, in_float64(network), unit, norm=norm, ends=(steps, close))
    with one_thread():
        pair = over_instances(compute, (centres, radii, inside))
    value, plain = (rounded_up(bounds * _spread(network, norm), unit.exponent) for bounds in pair)
    ranked = np.stack([plain, np.where(np.isnan(value), np.inf, value), np.full(len(radii), whole.value)])
    values, certificates = np.min(ranked, axis=0), np.argmin(ranked, axis=0)
    return LocalConstants(
        np.where(known, values, np.nan), np.where(known, certificates, Certificate.NONE).astype(np.int8)
    )


def _spread(network: Network, norm: float) -> float:
    """Compute the factor that turns a constant from ℓ₂ into one from ℓp, where none from ℓp is computed."""
    return 1.0 if math.isinf(norm) else norm_factor(network.inputs, norm)


def certifying_need(size: int) -> int:
    """Estimate the memory that certifying takes, for a check before a report starts.

    Args:
        size: The number of a network's inputs and hidden neurons.

    Returns:
        The memory in bytes. It does not depend on the number of balls, which are handled one after the other.

    Examples:
        >>> certifying_need(100)
        2560000
    """
    return 8 * COPIES * size * size


@partial(jax.jit, static_argnums=(1, 2))
def _anywhere(unit: Unit, activations: tuple[str, str], free: bool, ends: Any) -> Any:  # noqa: FBT001
    everywhere = [Box(jnp.full(len(rows), -jnp.inf), jnp.full(len(rows), jnp.inf)) for rows in unit.weights]
    return _bounds(unit, activations, everywhere, free, ends)


@partial(jax.jit, static_argnames="norm")
def _in_balls(network: Network, unit: Unit, balls: Any, *, norm: float, ends: Any) -> Any:
    def certify(centre: Any, radius: Any) -> Any:
        ranges = boxes(network, centre, radius, norm=norm)
        return _bounds(unit, (network.hidden, network.output), ranges, math.isinf(norm), ends)

    def nothing(*_: Any) -> Any:
        return jnp.array(jnp.inf), jnp.array(jnp.inf)

    # Balls come one after the other: in blocks, all would take as many steps as the slowest, and so would padding.
    return jax.lax.map(lambda ball: jax.lax.cond(ball[2], certify, nothing, *ball[:2]), balls)


def _bounds(unit: Unit, activations: tuple[str, str], read: Sequence[Box], free: Any, ends: Any) -> tuple[Any, Any]:
    """Compute LipSDP-Neuron's bound and the bound by sizes of entries, from ℓ∞ if the bounds d are free, else ℓ₂."""
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
    paths = (_ones(unit.scale) * _ones(steepest))[:, None] * _ones(last)  # the product itself may underflow
    left_out = NEGLIGIBLE * math.prod(weights.size for weights in unit.weights)
    return whole + left_out, _by_entries(layers, gains[:, None] * last, paths, free)


def _by_entries(layers: Sequence[Layer], last: Any, paths: Any, free: Any) -> Any:
    """Compute the norm of the product of all |W| and largest slopes; 0 if no path leads from inputs to outputs."""
    sizes = jnp.abs(last)
    for hidden in reversed(layers):
        steepest = hidden.middle + hidden.half
        sizes = (sizes * steepest[None]) @ jnp.abs(hidden.weights)
        paths = _ones((paths * _ones(steepest)[None]) @ _ones(hidden.weights))
    count = sum(sum(hidden.weights.shape) for hidden in layers) + sum(last.shape) + 16
    norm = jnp.sqrt(jnp.sum((jnp.sum(sizes, axis=1) if free else sizes) ** 2)) * (1.0 + count * EPS)
    return jnp.where(jnp.any(paths > 0.0), norm + NEGLIGIBLE, 0.0)


def _ones(values: Any) -> Any:
    """Give 1 where a value is not 0, and 0 elsewhere."""
    return jnp.where(values == 0.0, 0.0, 1.0)
