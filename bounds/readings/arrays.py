"""The plain reading: float64 arrays of JAX, or of any module that follows NumPy."""

import math
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bounds.ops import Scalar, Truth

CLOSE = 1e-6
"""Relative difference up to which a measured quantity meets its definition."""


@dataclass(frozen=True)
class ArrayOps:
    """The ten operations over the arrays of one module.

    Attributes:
        module: ``jax.numpy``, ``numpy``, or another module with their functions.
        logistic: The module's logistic function.
    """

    module: Any
    logistic: Any
    inf: float = math.inf

    def where(self, condition: Truth, a: Scalar, b: Scalar, /) -> Scalar:
        """``a`` where the condition holds, else ``b``."""
        return self.module.where(condition, a, b)

    def maximum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """The larger of two numbers."""
        return self.module.maximum(a, b)

    def minimum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """The smaller of two numbers."""
        return self.module.minimum(a, b)

    def abs(self, a: Scalar, /) -> Scalar:
        """The absolute value."""
        return self.module.abs(a)

    def sqrt(self, a: Scalar, /) -> Scalar:
        """The square root; NaN below 0."""
        return self.module.sqrt(a)

    def sigmoid(self, a: Scalar, /) -> Scalar:
        """The logistic function."""
        return self.logistic(a)

    def divide(self, a: Scalar, b: Scalar, /) -> Scalar:
        """``a / b``, infinite where ``b`` is 0."""
        zero = b == 0.0
        return self.where(zero, math.inf, a / self.where(zero, 1.0, b))

    def close(self, a: Scalar, b: Scalar, /) -> Truth:
        """Equal to 1e-6 relative."""
        return self.abs(a - b) <= CLOSE * self.maximum(self.abs(a), self.abs(b))

    def le(self, a: Scalar, b: Scalar, /) -> Truth:
        """``a <= b``; this reading knows of no rounding."""
        return a <= b


JAX_OPS = ArrayOps(jnp, jax.nn.sigmoid)
"""The plain reading over JAX arrays: formulas under it are ordinary JAX functions."""


def logistic(a: Scalar) -> Scalar:
    """σ by numpy, without overflow and without loss where it is small.

    Args:
        a: A number or an array.

    Returns:
        1 / (1 + exp(-a)).
    """
    small = np.exp(-np.abs(a))
    return np.where(np.asarray(a) >= 0.0, 1.0, small) / (1.0 + small)


NUMPY_OPS = ArrayOps(np, logistic)
"""The plain reading over numpy arrays, for few numbers: nothing compiles."""
