"""Readings of numbers with one more operation: the angle of a vector in the plane.

Claims do not use angles, but constructions of wide networks do: the neural tangent kernel is a function of angles.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from flint import arb
from scipy import special

from bounds.ops import Ops, Scalar
from bounds.readings.arrays import ArrayOps, logistic
from bounds.readings.exact import Constant, Exact, ExactOps, ball, exact


@runtime_checkable
class PlaneOps(Ops, Protocol):
    """The operations of formulas, and the angle."""

    def angle(self, across: Scalar, along: Scalar, /) -> Scalar:
        """Return the angle in [0, π] between the vector (along, across), ``across`` ≥ 0, and the axis; 0 for (0, 0)."""
        ...


@dataclass(frozen=True)
class ArrayPlane(ArrayOps):
    """The operations and the angle over arrays of JAX or numpy."""

    def angle(self, across: Scalar, along: Scalar, /) -> Scalar:
        """Return the angle between the vector (along, across) and the axis."""
        return self.module.arctan2(across, along)


class ExactPlane(ExactOps):
    """The operations and the angle over rationals and balls that a construction computes."""

    def sqrt(self, a: Exact | Constant, /) -> Exact:
        """Return the square root of a sum of squares, which is non-negative even if its ball has negative numbers."""
        square = exact(a)
        if isinstance(square.number, arb) and square.number.contains(0):
            return Exact(arb(0).union(square.number.upper().sqrt()))
        return super().sqrt(square)

    def angle(self, across: Exact | Constant, along: Exact | Constant, /) -> Exact:
        """Return the angle between the vector (along, across) and the axis; it is exactly 0 on the axis."""
        if (self.abs(across) == 0).certain and (exact(along) >= 0).certain:
            return exact(0)
        return Exact(arb.atan2(ball(exact(across)), ball(exact(along))))


JAX_PLANE = ArrayPlane(jnp, jax.nn.sigmoid, jax.scipy.special.erf)
"""The operations and the angle over JAX arrays."""

NUMPY_PLANE = ArrayPlane(np, logistic, special.erf)
"""The operations and the angle over numpy arrays."""

EXACT_PLANE = ExactPlane()
"""The operations and the angle over rationals and balls."""
