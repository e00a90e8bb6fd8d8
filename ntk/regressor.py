"""Kernel ridge regression, which is a wide network trained to the end, in closed form."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Real

from ntk.factorisation import MEMORY, Factorisation, factorise
from ntk.gram import GramOperator
from ntk.inputs import as_float64
from ntk.kernels import HomogeneousKernel, Kernel
from ntk.products import gradient_product, matmul


class KernelRegressor(NamedTuple):
    """A fitted regressor f(x) = K(x, X) w (Krishna et al. 2024, Eq. 20).

    Attributes:
        kernel: The kernel K.
        X: The training inputs [n, d].
        weights: The weights w, [n].
        ridge: The ridge β.
    """

    kernel: Kernel
    X: Float[np.ndarray, "n *shape"]
    weights: Float[np.ndarray, " n"]
    ridge: float

    def predict(self, X: Real[np.ndarray, "m *shape"]) -> Float[np.ndarray, " m"]:
        """Compute the scores of points.

        Args:
            X: The points [m, d].

        Returns:
            The scores f(X), [m].
        """
        return matmul(self.kernel, X, self.X, self.weights[:, None])[:, 0]

    def gradient(self, X: Real[np.ndarray, "m *shape"]) -> Float[np.ndarray, "m *shape"]:
        """Compute the gradients of the score, which are finite at training points too.

        Args:
            X: The points [m, d].

        Returns:
            The gradients ∇f(X), [m, d].
        """
        return gradient_product(self.kernel, X, self.X, self.weights)

    def value_and_gradient(
        self, X: Real[np.ndarray, "m *shape"]
    ) -> tuple[Float[np.ndarray, " m"], Float[np.ndarray, "m *shape"]]:
        """Compute scores and their gradients, for hardly more time than the gradients alone.

        For a kernel that is homogeneous of degree one, f(x) = xᵀ∇f(x) by Euler's theorem.

        Args:
            X: The points [m, d].

        Returns:
            The scores f(X), [m], and the gradients ∇f(X), [m, d].
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
    """Fit a kernel regressor, with weights w = (K(X, X) + βI)⁻¹ Y.

    Args:
        kernel: The positive semi-definite kernel K.
        X: The training inputs; less precise numbers are promoted to float64, with a warning.
        Y: The targets: ±1 for a classifier, but any numbers are allowed.
        ridge: The ridge β > 0.
        memory: The memory limit in GiB for two factors of this size, of which the second is usually the robust
            model's. If they need more, the factor is in float32 and the weights are refined to float64.

    Returns:
        The fitted regressor.

    Raises:
        ValueError: If β is not positive, lengths differ, numbers are not finite, or K + βI is not positive definite
            after rounding.

    Examples:
        >>> from ntk import first_layer
        >>> model = fit(first_layer, np.array([[3.0, 4.0], [-4.0, 3.0]]), np.array([1.0, -1.0]), ridge=1.0)
        >>> model.predict(np.array([[3.0, 4.0], [0.0, 1.0]])).round(3)
        array([0.926, 0.039])
    """  # noqa: DOC502
    inputs = as_float64(X, "X")
    return fit_factored(factorise(GramOperator(kernel, inputs, ridge), memory=memory), Y)


def fit_factored(factorisation: Factorisation, Y: Real[np.ndarray, " targets"]) -> KernelRegressor:
    """Fit a kernel regressor with a matrix that is factored already, for instance to try several targets.

    Args:
        factorisation: The factored :class:`ntk.GramOperator` of the kernel, the training inputs and the ridge.
        Y: The targets.

    Returns:
        The fitted regressor.

    Raises:
        ValueError: If the factored matrix is not an operator, or lengths differ.

    Examples:
        >>> from ntk import first_layer
        >>> factored = factorise(GramOperator(first_layer, np.array([[3.0, 4.0]]), 1.0))
        >>> [fit_factored(factored, np.array([target])).weights.round(3).item() for target in (1.0, -2.0)]
        [0.074, -0.148]
    """
    operator, targets = factorisation.matrix, as_float64(Y, "Y")
    if not isinstance(operator, GramOperator):
        raise ValueError("a regressor needs its kernel and inputs; factor a GramOperator")
    if targets.shape != (len(operator.X),):
        raise ValueError(f"{len(operator.X)} inputs need as many targets in one row, not shape {targets.shape}")
    weights = factorisation.solve(targets[:, None])[:, 0]
    return KernelRegressor(operator.kernel, operator.X, weights, operator.ridge)
