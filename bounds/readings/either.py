"""Functions of arrays for JAX, for numpy, and for recorded numbers: of whatever the arguments are, else of numpy.

Formulas over few instances cost next to nothing in numpy, and a compiled program costs seconds once. All have the same
operations in the same order; numpy contracts no products and sums, so that the last bits may differ.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from scipy import special

from bounds.readings.recorded import RECORDED, Recorded

LEAST_NORMAL = np.float64(2.0**-1022).view(np.uint64)
"""The bits of the smallest normal number; those of subnormal numbers are below, as whole numbers."""

_PLAIN = frozenset({np.ndarray, np.float64, np.bool_, np.int8, np.int32, np.uint64, float, int, bool})
"""Types of arguments for which numpy is meant."""


def _module(*arguments: Any) -> Any:
    module: Any = np
    for one in arguments:
        if type(one) is Recorded:
            return RECORDED
        if type(one) not in _PLAIN:
            module = jnp
    return module


class Either:
    """The functions of numpy that the checker uses, each by the kind of its arguments."""

    def abs(self, a: Any) -> Any:
        """Return absolute values."""
        return _module(a).abs(a)

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        """Choose ``a`` where the condition holds, else ``b``."""
        return _module(condition, a, b).where(condition, a, b)

    def maximum(self, a: Any, b: Any) -> Any:
        """Return the larger numbers."""
        return _module(a, b).maximum(a, b)

    def minimum(self, a: Any, b: Any) -> Any:
        """Return the smaller numbers."""
        return _module(a, b).minimum(a, b)

    def sqrt(self, a: Any) -> Any:
        """Return square roots."""
        return _module(a).sqrt(a)

    def exp(self, a: Any) -> Any:
        """Return exponentials."""
        return _module(a).exp(a)

    def log(self, a: Any) -> Any:
        """Return natural logarithms."""
        return _module(a).log(a)

    def erf(self, a: Any) -> Any:
        """Return the error function."""
        module = _module(a)
        return jax.scipy.special.erf(a) if module is jnp else special.erf(a) if module is np else module.erf(a)

    def power(self, a: Any, exponent: float) -> Any:
        """Return powers with one exponent between 0 and 1, which are NaN below 0."""
        module = _module(a)
        return module.power(module.where(a >= 0.0, a, np.nan), exponent)

    def sigmoid(self, a: Any) -> Any:
        """Return the logistic function."""
        module = _module(a)
        if module is jnp:
            return jax.nn.sigmoid(a)
        small = module.exp(-module.abs(a))
        return module.where(a >= 0.0, 1.0, small) / (1.0 + small)

    def isfinite(self, a: Any) -> Any:
        """Tell which numbers are finite."""
        return _module(a).isfinite(a)

    def isnan(self, a: Any) -> Any:
        """Tell which numbers are NaN."""
        return _module(a).isnan(a)

    def isinf(self, a: Any) -> Any:
        """Tell which numbers are infinite."""
        return _module(a).isinf(a)

    def select(self, conditions: list[Any], choices: list[Any], otherwise: Any) -> Any:
        """Choose by the first condition that holds."""
        return _module(*conditions).select(conditions, choices, otherwise)

    def subnormal(self, a: Any) -> Any:
        """Tell which numbers are subnormal, by their bits: XLA takes them for 0 in comparisons, too."""
        module = _module(a)
        if module is RECORDED:
            return module.subnormal(a)
        plain = module is np
        bits = np.asarray(a, np.float64).view(np.uint64) if plain else jax.lax.bitcast_convert_type(a, jnp.uint64)
        magnitude = bits << np.uint64(1)
        return (magnitude != 0) & (magnitude < LEAST_NORMAL << 1)

    def broadcast_to(self, a: Any, shape: tuple[int, ...]) -> Any:
        """Repeat numbers to a shape."""
        return _module(a).broadcast_to(a, shape)


EITHER = Either()
"""The functions for any kind of arguments."""
