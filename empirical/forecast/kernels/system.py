"""The system of a robust regressor, B w = Y with B = K_R + βI: attacked inputs, products, and a start near w_R.

The natural regressor is solved, so that the factor of its matrix A = K + βI is there. B is near A; so A⁻¹ leads
conjugate gradients on B to the solution in few steps. B itself is formed where memory allows, and never factored.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.attacks import perturb
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.families.wide.radii import sizes
from empirical.families.wide.settings import kernel_named
from empirical.forecast.kernels.certificates import Extent
from empirical.forecast.kernels.settings import KernelForecastSettings
from empirical.memory import GIB, check_need
from ntk import GramOperator, KernelRegressor, factorise, fit_factored, gram, matmul
from ntk.blocks import BLOCK_MEMORY
from ntk.factorisation import Factorisation
from ntk.packed_cholesky import MatrixError

HELD = 20
"""The number of vectors over the training inputs that are held for one right-hand side: those of conjugate gradients,
and copies that products make."""

LEAST_COLUMNS = 32
"""The number of right-hand sides for which memory must suffice."""


class Natural(NamedTuple):
    """The natural regressor, with the factor of its matrix.

    Attributes:
        regressor: The regressor.
        labels: The labels ±1 of its training inputs, [n].
        factor: The factor of A = K + βI.
    """

    regressor: KernelRegressor
    labels: Float[np.ndarray, " n"]
    factor: Factorisation


def natural_regressor(split: Split, settings: KernelForecastSettings) -> Natural:
    """Solve the natural regressor. Needs float64.

    Args:
        split: The data.
        settings: The settings.

    Returns:
        The regressor with its factor, in float32 where memory is short.

    Raises:
        InputError: If the matrix is not positive definite after rounding, or its factor does not fit into the memory.

    Examples:
        >>> from empirical.data import load, split
        >>> natural = natural_regressor(split(load("breast-cancer"), seed=0), KernelForecastSettings(rows=20))
        >>> natural.regressor.X.shape, natural.factor.exact
        ((20, 31), True)
    """
    inputs, labels = split.train, split.train_labels
    if settings.rows is not None and settings.rows < len(inputs):
        drawn = np.sort(np.random.default_rng(settings.seed).choice(len(inputs), settings.rows, replace=False))
        inputs, labels = inputs[drawn], labels[drawn]
    count = len(inputs)
    needed = 2 * count * (count + 1) + 8 * HELD * LEAST_COLUMNS * count
    check_need(needed, settings.memory, "take fewer --train-rows")
    operator = GramOperator(kernel_named(settings.kernel), inputs, settings.ridge)
    try:
        factor = factorise(operator, memory=settings.memory)
        return Natural(fit_factored(factor, labels), labels, factor)
    except MatrixError as error:
        raise InputError(str(error)) from None


class RobustSystem:
    """The system B w = Y of a robust regressor, and those of its scores, B v = k_x."""

    def __init__(self, natural: Natural, inputs: Float[np.ndarray, "n k"], memory: float) -> None:
        """Describe the system; nothing is computed.

        Args:
            natural: The natural regressor.
            inputs: The training inputs under attack, [n, k].
            memory: The memory in GiB that the work may take.
        """
        self.natural, self.inputs, self.memory = natural, inputs, memory

    @property
    def labels(self) -> Float[np.ndarray, "n 1"]:
        """The labels Y as a column."""
        return np.asarray(self.natural.labels, np.float64)[:, None]

    @property
    def start(self) -> Float[np.ndarray, "n 1"]:
        """The natural weights as a column."""
        return self.natural.regressor.weights[:, None]

    @cached_property
    def extent(self) -> Extent:
        """How large kernel values are."""
        regressor = self.natural.regressor
        return Extent(sizes(regressor, self.inputs), regressor.ridge, self.inputs.shape[1])

    @property
    def spare(self) -> float:
        """The bytes that the factor leaves of the memory."""
        return self.memory * GIB - self.natural.factor.packed.data.nbytes

    @property
    def together(self) -> int:
        """The number of right-hand sides whose systems are solved at a time."""
        return max(int((self.spare - self._matrix_bytes) // (8 * HELD * len(self.inputs))), LEAST_COLUMNS)

    @property
    def _matrix_bytes(self) -> int:
        """The bytes of B; 0 where it is not formed."""
        bytes_ = 8 * len(self.inputs) ** 2
        return bytes_ if 2 * bytes_ <= self.spare else 0

    @cached_property
    def _matrix(self) -> Float[np.ndarray, "n n"] | None:
        """K_R, where it takes no more than half of the memory."""
        return gram(self.natural.regressor.kernel, self.inputs) if self._matrix_bytes else None

    def kernels(self, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, "n m"]:
        """Give the kernel values k_x of points with the attacked training inputs.

        Args:
            points: The points, [m, k].

        Returns:
            The values, a column for every point.
        """
        return gram(self.natural.regressor.kernel, self.inputs, points)

    def multiply(self, columns: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """Multiply B by columns: one pass over all pairs of attacked training inputs.

        Args:
            columns: The columns.

        Returns:
            The product.
        """
        regressor, matrix = self.natural.regressor, self._matrix
        if matrix is not None:
            return matrix @ columns + regressor.ridge * columns
        product = matmul(regressor.kernel, self.inputs, self.inputs, columns, memory=min(BLOCK_MEMORY, self.memory / 8))
        return product + regressor.ridge * columns

    def precondition(self, columns: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
        """Solve with the natural regressor's matrix instead, as far as its factor's precision goes.

        Args:
            columns: The columns.

        Returns:
            About A⁻¹ · columns.
        """
        return self.natural.factor.rough_solve(columns)


def robust_system(natural: Natural, split: Split, settings: KernelForecastSettings, epsilon: float) -> RobustSystem:
    """Attack the natural regressor's training inputs, as reports do, which gives the robust regressor's system.

    Args:
        natural: The natural regressor.
        split: The data.
        settings: The settings.
        epsilon: The radius ε of the attack.

    Returns:
        The system.

    Examples:
        >>> from empirical.data import load, split
        >>> designs, settings = split(load("breast-cancer"), seed=0), KernelForecastSettings(rows=20)
        >>> natural = natural_regressor(designs, settings)
        >>> system = robust_system(natural, designs, settings, 0.1)
        >>> system.multiply(system.start).shape, float(np.abs(system.inputs - natural.regressor.X).max().round(6))
        ((20, 1), 0.1)
    """
    regressor, training = natural.regressor, settings.training(epsilon)
    if epsilon == 0.0:
        return RobustSystem(natural, regressor.X, settings.memory)
    inputs = perturb(
        regressor.value_and_gradient,
        regressor.X,
        natural.labels,
        epsilon=epsilon,
        norm=training.norm,
        steps=1 if training.attack == "fgsm" else training.attack_steps,
        attacked=split.attacked,
    )
    return RobustSystem(natural, inputs, settings.memory)
