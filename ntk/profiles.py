"""Profiles κ of the kernels of wide ReLU networks, which depend on an angle: K(x, y) = ‖x‖‖y‖ κ(cos θ)."""

import math
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import jax.numpy as jnp
from jaxtyping import Array, Float

from ntk.angles import Angles, after_relu


class Curve(NamedTuple):
    """The values of κ and of its derivative κ'(c) = smooth + kink / sin θ.

    Attributes:
        value: The value of κ.
        smooth: The part of κ' that is finite everywhere.
        kink: The factor of 1 / sin θ in κ', by which K has no derivative where x and y are parallel.
    """

    value: Float[Array, "..."]
    smooth: Float[Array, "..."]
    kink: Float[Array, "..."]


@runtime_checkable
class Profile(Protocol):
    """A hashable function from angles to a :class:`Curve`."""

    def __call__(self, angles: Angles, /) -> Curve:
        """Evaluate κ and κ'."""
        ...


@dataclass(frozen=True)
class FirstLayer:
    """The profile κ = c (π − θ)/2π of a network's first layer (Krishna et al. 2024, Definition 2)."""

    def __call__(self, angles: Angles, /) -> Curve:
        """Evaluate κ and κ' = ((π − θ) + c / sin θ)/2π."""
        share, cosine = angles.turn / (2.0 * math.pi), angles.cosine
        return Curve(cosine * share, share, cosine / (2.0 * math.pi))


@dataclass(frozen=True)
class ReluLayers:
    """The profile of a deep ReLU network, by a recursion over layers (Jacot et al. 2018, Theorem 1; Cho & Saul 2009).

    With c_{l+1} = κ₁(c_l) and κ₁' = κ₀ = (π − θ)/π, two outputs of the network have correlation c_L, and its tangent
    kernel is Σ_j c_j Π_{l ≥ j} κ₀(c_l). Both carry the factor one half and the weight variance of every layer.

    Attributes:
        depth: The number L ≥ 1 of hidden layers.
        tangent: Whether this is the tangent kernel; else it is the covariance of the outputs.
        variance: The product of all constant factors except the number of inputs.
    """

    depth: int
    tangent: bool
    variance: float

    def __call__(self, angles: Angles, /) -> Curve:
        """Evaluate κ and κ', layer by layer."""
        sine = angles.sine
        tangent = Curve(angles.cosine, jnp.ones_like(sine), jnp.zeros_like(sine))
        chain = jnp.ones_like(sine)  # d c_l / d c_0
        for _ in range(self.depth):
            slope = angles.turn / math.pi
            bend = chain * jnp.where(angles.sine > 0.0, sine / jnp.where(angles.sine > 0.0, angles.sine, 1.0), 1.0)
            chain, angles = chain * slope, after_relu(angles)
            tangent = Curve(
                slope * tangent.value + angles.cosine,
                slope * tangent.smooth + chain,
                slope * tangent.kink + bend * tangent.value / math.pi,
            )
        output = Curve(angles.cosine, chain, jnp.zeros_like(sine))
        return Curve(*(self.variance * part for part in (tangent if self.tangent else output)))
