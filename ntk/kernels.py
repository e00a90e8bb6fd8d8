"""Kernels of wide ReLU networks, with their gradients in closed form."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import jax.numpy as jnp
from jaxtyping import Array, Float


@runtime_checkable
class Kernel(Protocol):
    """A positive semi-definite function of two batches."""

    def __call__(self, x1: Float[Array, "n d"], x2: Float[Array, "m d"], /) -> Float[Array, "n m"]:
        """K(x1, x2)."""
        ...


@dataclass(frozen=True)
class HomogeneousKernel:
    """K(x, y) = ‖x‖‖y‖ κ(cos θ), θ the angle between x and y.

    Attributes:
        name: For people.
        profile: From cos θ to (κ, κ').
        lipschitz: ‖∇ₓK(x, y)‖ ≤ lipschitz · ‖y‖.
    """

    name: str
    profile: Callable[[Any], tuple[Any, Any]]
    lipschitz: float

    def __call__(self, x1: Float[Array, "n d"], x2: Float[Array, "m d"], /) -> Float[Array, "n m"]:
        """K(x1, x2)."""
        cosine, lengths = _angles(x1, x2)
        return lengths * self.profile(cosine)[0]

    def diagonal(self, x: Float[Array, "n d"]) -> Float[Array, " n"]:
        """K(x_i, x_i)."""
        return jnp.sum(x * x, axis=1) * self.profile(jnp.ones(()))[0]

    def slopes(
        self, x1: Float[Array, "n d"], x2: Float[Array, "m d"]
    ) -> tuple[Float[Array, "n m"], Float[Array, "n m"]]:
        """(across, along) with ∇ₓK(x1_i, x2_j) = across_ij x2_j + along_ij x1_i."""
        cosine, _ = _angles(x1, x2)
        value, slope = self.profile(cosine)
        n1, n2 = jnp.linalg.norm(x1, axis=1), jnp.linalg.norm(x2, axis=1)
        ratio = jnp.where(n1[:, None] > 0, n2[None, :] / jnp.where(n1 > 0, n1, 1.0)[:, None], 0.0)
        return slope, ratio * (value - cosine * slope)


def _angles(x1, x2):
    n1, n2 = jnp.linalg.norm(x1, axis=1), jnp.linalg.norm(x2, axis=1)
    lengths = n1[:, None] * n2[None, :]
    return jnp.where(lengths > 0, jnp.clip(x1 @ x2.T / jnp.where(lengths > 0, lengths, 1.0), -1.0, 1.0), 0.0), lengths


def _first_layer(c):
    turn = math.pi - jnp.arccos(c)
    sine = jnp.sqrt((1.0 - c) * (1.0 + c))
    return c * turn / (2 * math.pi), (turn + jnp.where(sine > 0, c / jnp.where(sine > 0, sine, 1.0), 0.0)) / (
        2 * math.pi
    )


first_layer = HomogeneousKernel("first-layer", _first_layer, math.sqrt(math.pi**2 + 1) / (2 * math.pi))
"""K∞, the tangent kernel of the first layer of a two-layer ReLU network (Krishna et al. 2024, Definition 2)."""
