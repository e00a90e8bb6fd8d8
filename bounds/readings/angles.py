"""One more operation for the readings that evaluate numbers: the angle of a vector in the plane.

Claims have no use for it; the kernels of wide networks, which constructions are made of, do.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from flint import arb

from bounds.ops import Ops, Scalar
from bounds.readings.arrays import ArrayOps, logistic
from bounds.readings.exact import Constant, Exact, ExactOps, ball, exact


@runtime_checkable
class PlaneOps(Ops, Protocol):
    """The ten operations, and the angle."""

    def angle(self, across: Scalar, along: Scalar, /) -> Scalar:
        """The angle, in [0, π], between a vector (along, across) with ``across`` ≥ 0 and the axis; 0 for 0."""
        ...


@dataclass(frozen=True)
class ArrayPlane(ArrayOps):
    """Arrays of JAX or numpy."""

    def angle(self, across: Scalar, along: Scalar, /) -> Scalar:
        """The angle of (along, across) with the axis."""
        return self.module.arctan2(across, along)


class ExactPlane(ExactOps):
    """Rationals and balls, of numbers that are what a construction makes them."""

    def sqrt(self, a: Exact | Constant, /) -> Exact:
        """The square root of a sum of squares: where its ball reaches below 0, it does not."""
        square = exact(a)
        if isinstance(square.number, arb) and square.number.contains(0):
            return Exact(arb(0).union(square.number.upper().sqrt()))
        return super().sqrt(square)

    def angle(self, across: Exact | Constant, along: Exact | Constant, /) -> Exact:
        """The angle of (along, across) with the axis; exactly 0 on the axis."""
        if (self.abs(across) == 0).certain and (exact(along) >= 0).certain:
            return exact(0)
        return Exact(arb.atan2(ball(exact(across)), ball(exact(along))))


JAX_PLANE = ArrayPlane(jnp, jax.nn.sigmoid)
NUMPY_PLANE = ArrayPlane(np, logistic)
EXACT_PLANE = ExactPlane()
