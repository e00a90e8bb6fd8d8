"""Kernel ridge regression: wide networks trained to the end, in closed form."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Real

from ntk.factorisation import MEMORY, Factorisation, factorise
from ntk.gram import GramOperator
from ntk.inputs import as_float64
from ntk.kernels import HomogeneousKernel, Kernel
from ntk.products import gradient_product, matmul


class KernelRegressor(NamedTuple):
    """f(x) = K(x, X) w (Krishna et al. 2024, Eq. 20).

    Attributes:
        kernel: K.
        X: Training inputs [n, d].
        weights: w, [n].
        ridge: β.
    """

    kernel: Kernel
    X: Float[np.ndarray, "n *shape"]
    weights: Float[np.ndarray, " n"]
    ridge: float

    def predict(self, X: Real[np.ndarray, "m *shape"]) -> Float[np.ndarray, " m"]:
        """Scores, in blocks.

        Args:
            X: Points.

        Returns:
            f at each.
        """
        return matmul(self.kernel, X, self.X, self.weights[:, None])[:, 0]

    def gradient(self, X: Real[np.ndarray, "m *shape"]) -> Float[np.ndarray, "m *shape"]:
        """Gradients of the score, in blocks; finite at training points too.

        Args:
            X: Points.

        Returns:
            ∇f at each.
        """
        return gradient_product(self.kernel, X, self.X, self.weights)

    def value_and_gradient(
        self, X: Real[np.ndarray, "m *shape"]
    ) -> tuple[Float[np.ndarray, " m"], Float[np.ndarray, "m *shape"]]:
        """Scores and their gradients, for hardly more than the gradients alone.

        Args:
            X: Points.

        Returns:
            (f, ∇f). A kernel that is homogeneous of degree one has f(x) = xᵀ∇f(x), by Euler.
        """
        gradients = self.gradient(X)
        if isinstance(self.kernel, HomogeneousKernel):
            return np.sum(np.asarray(X, np.float64) * gradients, axis=1), gradients
        return self.predict(X), gradients


def fit(
    kernel: Kernel,
    X: Real[np.ndarray, "n *shape"],
    Y: Real[np.ndarray, " targets"],
    *,
    ridge: float = 1.0,
    memory: float = MEMORY,
) -> KernelRegressor:
    """Fit w = (K(X, X) + βI)⁻¹ Y.

    Args:
        kernel: K, positive semi-definite.
        X: Training inputs; less precise numbers are promoted to float64, with a warning.
        Y: Targets; of classifiers ±1, but any numbers will do.
        ridge: β > 0.
        memory: GiB for two factors of this size (a second one of the robust model is usual); with less, the factor is
            in float32 and the weights are refined to float64.

    Returns:
        The regressor.

    Raises:
        ValueError: If β is not positive, lengths differ, numbers are not finite, or K + βI is not positive definite
            after rounding.
    """  # noqa: DOC502
    inputs = as_float64(X, "X")
    return fit_factored(factorise(GramOperator(kernel, inputs, ridge), memory=memory), Y)


def fit_factored(factorisation: Factorisation, Y: Real[np.ndarray, " targets"]) -> KernelRegressor:
    """Fit with a factor that is there already.

    Args:
        factorisation: Of a :class:`ntk.GramOperator`.
        Y: Targets.

    Returns:
        The regressor.

    Raises:
        ValueError: If the factor is not one of an operator, or lengths differ.
    """
    operator, targets = factorisation.matrix, as_float64(Y, "Y")
    if not isinstance(operator, GramOperator):
        raise ValueError("a regressor needs its kernel and inputs; factor a GramOperator")
    if targets.shape != (len(operator.X),):
        raise ValueError(f"{len(operator.X)} inputs need as many targets in one row, not shape {targets.shape}")
    weights = factorisation.solve(targets[:, None])[:, 0]
    return KernelRegressor(operator.kernel, operator.X, weights, operator.ridge)
