"""The robust regressor's systems after so many steps, each with residuals that were computed anew."""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.errors import InputError
from empirical.forecast.kernels.certificates import Residuals, residuals
from empirical.forecast.kernels.settings import MOST
from empirical.forecast.kernels.system import RobustSystem
from ntk import GramOperator, factorise
from ntk.conjugate_gradients import iterates
from ntk.packed_cholesky import MatrixError

ENOUGH = 1e-10
"""The length of the residual, relative to that of the labels, at which the robust regressor counts as solved."""

PATIENCE = 10
"""The number of steps without a shorter residual after which rounding is taken to let none come."""


class Reached(NamedTuple):
    """Where systems stand at one budget.

    Attributes:
        systems: The approximate solutions with their residuals.
        seconds: The time that this took, since the start.
    """

    systems: Residuals
    seconds: float


def stages(
    system: RobustSystem,
    right: Float[np.ndarray, "n k"],
    start: Float[np.ndarray, "n k"],
    budgets: Sequence[int],
    sizes: Float[np.ndarray, " k"] | None = None,
) -> Iterator[Reached]:
    """Solve systems with B until every budget of steps, and compute their residuals there.

    Args:
        system: The system, which knows B.
        right: The right-hand sides, [n, k].
        start: Where to start, [n, k].
        budgets: The numbers of steps, rising.
        sizes: √K(x, x) where the right-hand sides are kernel values k_x; ``None`` where they are exact.

    Yields:
        Where the systems stand at every budget.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.kernels.settings import KernelForecastSettings
        >>> from empirical.forecast.kernels.system import natural_regressor, robust_system
        >>> designs, settings = split(load("breast-cancer"), seed=0), KernelForecastSettings(rows=20)
        >>> system = robust_system(natural_regressor(designs, settings), designs, settings, 0.1)
        >>> lengths = [one.systems.length[0] for one in stages(system, system.labels, system.start, (0, 20))]
        >>> bool(lengths[1] < 1e-6 * lengths[0])
        True
    """
    begun, wanted = time.perf_counter(), set(budgets)
    for step, now in enumerate(iterates(system.multiply, system.precondition, right, start)):
        if step in wanted:
            image = system.multiply(now.solution)
            found = residuals(right, image, now.solution, system.extent, sizes)
            yield Reached(found, time.perf_counter() - begun)
        if step >= max(budgets):
            return


class Solved(NamedTuple):
    """The robust regressor in the end.

    Attributes:
        weights: Its weights with their residual, one column.
        steps: The number of steps that this took from where it began; 0 where its matrix was factored.
        factored: Whether its matrix was factored.
    """

    weights: Residuals
    steps: int
    factored: bool


def solved(system: RobustSystem, begin: Float[np.ndarray, "n 1"]) -> Solved:
    """Solve the robust regressor to the end: by a factor of its matrix where memory allows, else by many steps.

    Args:
        system: The system.
        begin: Weights to start from.

    Returns:
        The weights, and how many steps they took.

    Raises:
        InputError: If the matrix is not positive definite after rounding.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.kernels.settings import KernelForecastSettings
        >>> from empirical.forecast.kernels.system import natural_regressor, robust_system
        >>> designs, settings = split(load("breast-cancer"), seed=0), KernelForecastSettings(rows=20)
        >>> system = robust_system(natural_regressor(designs, settings), designs, settings, 0.1)
        >>> end = solved(system, system.start)
        >>> end.factored, bool(end.weights.length[0] < 1e-7)
        (True, True)
    """
    natural, steps = system.natural, 0
    operator = GramOperator(natural.regressor.kernel, system.inputs, natural.regressor.ridge)
    factored = natural.factor.exact  # then two factors in float64 fit
    if factored:
        try:
            weights = factorise(operator, memory=system.memory).solve(system.labels)
        except MatrixError as error:
            raise InputError(str(error)) from None
    else:
        weights, steps = _by_steps(system, begin)
    return Solved(residuals(system.labels, system.multiply(weights), weights, system.extent), steps, factored)


def _by_steps(system: RobustSystem, begin: Float[np.ndarray, "n 1"]) -> tuple[Float[np.ndarray, "n 1"], int]:
    """The weights after so many steps that the residual is negligible, or rounding lets it fall no further."""
    goal, best, since = ENOUGH * float(np.linalg.norm(system.labels)), np.inf, 0
    weights, step = begin, 0
    for step, now in enumerate(iterates(system.multiply, system.precondition, system.labels, begin)):
        weights, length = now.solution, float(np.linalg.norm(now.residual))
        since = 0 if length < best else since + 1
        best = min(best, length)
        if length <= goal or since >= PATIENCE or step >= MOST:
            break
    return weights, step
