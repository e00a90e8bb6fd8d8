"""Kernel ridge regression: wide networks trained to the end, in closed form."""

from typing import NamedTuple

import numpy as np
import scipy.linalg
from jaxtyping import Float

from ntk.gram import gradient_product, gram, product
from ntk.kernels import Kernel


class KernelRegressor(NamedTuple):
    """f(x) = K(x, X) w with w = (K(X, X) + βI)⁻¹ Y.

    Attributes:
        kernel: K.
        X: Training inputs [n, d].
        weights: w, [n].
        ridge: β.
    """

    kernel: Kernel
    X: Float[np.ndarray, "n d"]
    weights: Float[np.ndarray, " n"]
    ridge: float

    def predict(self, X: Float[np.ndarray, "m d"]) -> Float[np.ndarray, " m"]:
        """f, in blocks."""
        return product(self.kernel, X, self.X, self.weights[:, None])[:, 0]

    def gradient(self, X: Float[np.ndarray, "m d"]) -> Float[np.ndarray, "m d"]:
        """∇f, in blocks."""
        return gradient_product(self.kernel, X, self.X, self.weights)


def fit(
    kernel: Kernel, X: Float[np.ndarray, "n d"], Y: Float[np.ndarray, " n"], *, ridge: float = 1.0
) -> KernelRegressor:
    """Fit."""
    A = gram(kernel, X) + ridge * np.eye(len(X))
    return KernelRegressor(kernel, X, scipy.linalg.cho_solve(scipy.linalg.cho_factor(A), Y), ridge)
