"""The plain reading of formulas: float64 arrays of JAX, or of any module with the functions of NumPy."""

import math
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from scipy import special

from bounds.ops import Powers, Scalar, Truth

CLOSE = 1e-6
"""Largest relative difference between a measured quantity and its definition."""


@dataclass(frozen=True)
class ArrayOps(Powers):
    """The operations over the arrays of one module.

    Attributes:
        module: The module of the arrays: ``jax.numpy``, ``numpy``, or another module with their functions.
        logistic: The logistic function for these arrays.
        error_function: The error function for these arrays.
        inf: The infinite end of an interval, which claims nothing.
        pi: The number π.
    """

    module: Any
    logistic: Any
    error_function: Any
    inf: float = math.inf
    pi: float = math.pi

    def where(self, condition: Truth, a: Scalar, b: Scalar, /) -> Scalar:
        """Choose ``a`` where the condition holds, else ``b``."""
        return self.module.where(condition, a, b)

    def maximum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """Return the larger of two numbers."""
        return self.module.maximum(a, b)

    def minimum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """Return the smaller of two numbers."""
        return self.module.minimum(a, b)

    def abs(self, a: Scalar, /) -> Scalar:
        """Return the absolute value."""
        return self.module.abs(a)

    def sqrt(self, a: Scalar, /) -> Scalar:
        """Return the square root, which is NaN below 0."""
        return self.module.sqrt(a)

    def root(self, a: Scalar, degree: int, /) -> Scalar:
        """Return the root of some degree, which is NaN below 0."""
        return self.module.power(self.where(a >= 0.0, a, math.nan), 1.0 / degree)  # powers have one at −∞

    def sigmoid(self, a: Scalar, /) -> Scalar:
        """Return the logistic function."""
        return self.logistic(a)

    def exp(self, a: Scalar, /) -> Scalar:
        """Return the exponential."""
        return self.module.exp(a)

    def log(self, a: Scalar, /) -> Scalar:
        """Return the natural logarithm, which is −∞ at 0 and NaN below."""
        return self.module.log(a)

    def erf(self, a: Scalar, /) -> Scalar:
        """Return the error function."""
        return self.error_function(a)

    def divide(self, a: Scalar, b: Scalar, /) -> Scalar:
        """Divide ``a`` by ``b``; the quotient is infinite where ``b`` is 0."""
        zero = b == 0.0
        return self.where(zero, math.inf, a / self.where(zero, 1.0, b))

    def close(self, a: Scalar, b: Scalar, /) -> Truth:
        """Decide whether two numbers agree up to a relative difference of 1e-6."""
        return self.abs(a - b) <= CLOSE * self.maximum(self.abs(a), self.abs(b))

    def le(self, a: Scalar, b: Scalar, /) -> Truth:
        """Decide ``a <= b`` without any allowance for rounding."""
        return a <= b


JAX_OPS = ArrayOps(jnp, jax.nn.sigmoid, jax.scipy.special.erf)
"""The plain reading over JAX arrays, which turns formulas into ordinary JAX functions."""


def logistic(a: Scalar) -> Scalar:
    """Compute the logistic function σ with numpy, without overflow and accurately where σ is small.

    Args:
        a: A number or an array of any shape.

    Returns:
        The values 1 / (1 + exp(-a)), in the shape of ``a``.

    Examples:
        >>> logistic(np.array([-1000.0, 0.0, 1000.0])).tolist()
        [0.0, 0.5, 1.0]
    """
    small = np.exp(-np.abs(a))
    return np.where(np.asarray(a) >= 0.0, 1.0, small) / (1.0 + small)


NUMPY_OPS = ArrayOps(np, logistic, special.erf)
"""The plain reading over numpy arrays, for small numbers of instances, because it compiles nothing."""
