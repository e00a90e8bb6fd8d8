"""ROAR (Upadhyay et al. 2021): recourses that stay valid when the weights of the model shift."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import padded_like
from empirical.data.split import Space
from empirical.models.model import HostModel, LinearModel, Model, TracedModel, as_model
from empirical.numerics import row_norms
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.slope import require_slope

NORMS = (math.inf, 2.0)
"""Norms p of the balls of shifts."""


@dataclass(frozen=True, kw_only=True)
class ROAR:
    """The recourse method ROAR with its settings: SCFE on the worst score that any shift of the weights leaves.

    A shift δ of a linear model's weights with ‖δ‖_p ≤ δ_max lowers its score at x' by at most δ_max ‖x'‖_q, 1/p + 1/q =
    1. So the inner maximum of ROAR's objective is known in closed form. Any other model is taken as linear at x', with
    its gradient as the weights; the paper fits the weights of LIME there instead. The intercept shifts too where the
    instances have a constant column.

    Attributes:
        shift: The largest shift δ_max ≥ 0.
        norm: The norm p of the ball of shifts: ∞ or 2.
        target: The target s of the worst score.
        lam: The weight λ > 0 of the squared cost.
        feasible: Whether recourses keep ranges, directions and categories.
        solver: The solver, as for :class:`~empirical.recourse.methods.scfe.SCFE`.
    """

    shift: float = 0.01
    norm: float = math.inf
    target: float = math.log(0.6 / 0.4)
    lam: float = 0.01
    feasible: bool = True
    solver: str = "gauss-newton"

    def __post_init__(self) -> None:
        """Reject settings that no shift can have.

        Raises:
            ValueError: If a setting is out of range.
        """
        if not (math.isfinite(self.shift) and self.shift >= 0.0):
            raise ValueError(f"shift must be finite and at least 0, not {self.shift:g}")
        if self.norm not in NORMS:
            raise ValueError(f"norm must be inf or 2, not {self.norm:g}")
        _ = self._scfe  # checks its own settings

    @property
    def _scfe(self) -> SCFE:
        return SCFE(target=self.target, lam=self.lam, feasible=self.feasible, solver=self.solver)

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: jax.Array
    ) -> Recourses:
        """Find a recourse for every instance that the model rejects.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of random starts, which most instances never need.

        Returns:
            The recourses; one is found where the score stays positive under every shift. ``more["worst_score"]`` is the
            smallest score under these shifts, [m].

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
            InputError: If the score has no slope that could be followed.
        """  # noqa: DOC502
        with padded_like(inputs):
            return self._search(pose(model, inputs, space, cost_weights), key)

    def _search(self, problem: Problem, key: jax.Array) -> Recourses:
        require_slope(problem)
        worst = shifted(problem.model, self.shift, self.norm)
        # An instance that the model accepts needs no recourse, however small a shift would make the model reject it.
        hopeful = problem.searched & ~out_of_reach(problem if self.feasible else problem.without_limits())
        searched = np.flatnonzero(hopeful)
        changes, accepted = np.zeros_like(problem.inputs), hopeful.copy()
        scores = np.full(len(problem.inputs), np.nan)
        found = self._scfe(worst, problem.inputs[searched], problem.space, cost_weights=problem.cost_weights, key=key)
        changes[searched], accepted[searched] = found.changes, found.found
        scores[searched[found.found]] = worst.scores(found.points[found.found])
        return conclude(problem, changes, accepted, more={"worst_score": scores})


def shifted(model: Model, shift: float, norm: float) -> Model:
    """Give the model whose score is the worst one under any shift of a model's weights.

    Args:
        model: The model f.
        shift: The largest shift δ_max.
        norm: The norm p.

    Returns:
        The model with the score f(x) − δ_max ‖x‖_q, 1/p + 1/q = 1.

    Examples:
        >>> model = HostModel(lambda points: points.sum(axis=1))
        >>> shifted(model, 0.1, math.inf).scores(np.array([[1.0, 2.0]])).round(3).tolist()
        [2.7]
    """
    if isinstance(model, LinearModel):
        return as_model(_Worst(model.traced().function, np.asarray(shift), norm))
    if isinstance(model, TracedModel):
        return as_model(_Worst(model.function, np.asarray(shift), norm))
    return HostModel(partial(_worst_values, model, shift, norm), partial(_worst_both, model, shift, norm))


class _Worst(eqx.Module):
    """The worst score of one point, for JAX."""

    function: Any
    shift: Any
    norm: float = eqx.field(static=True)

    def __call__(self, x: Any) -> Any:
        return self.function(x) - self.shift.astype(x.dtype) * _size(x, self.norm)


def _size(x: Any, norm: float) -> Any:
    if norm == math.inf:
        return jnp.sum(jnp.where(x >= 0.0, x, -x))  # slope 1 at 0: most columns that are 0 can only rise
    square = jnp.sum(x * x)
    return jnp.where(square > 0.0, jnp.sqrt(jnp.where(square > 0.0, square, 1.0)), 0.0)


def _worst_values(model: Model, shift: float, norm: float, points: np.ndarray) -> np.ndarray:
    return model.scores(points) - shift * _sizes(points, norm)


def _worst_both(model: Model, shift: float, norm: float, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scores, gradients = model.scores_and_gradients(points)
    steepest = (
        np.where(points >= 0.0, points.dtype.type(1.0), points.dtype.type(-1.0))
        if norm == math.inf
        else points / np.maximum(row_norms(points), np.finfo(points.dtype).tiny)[:, None]
    )
    return scores - shift * _sizes(points, norm), gradients - shift * steepest


def _sizes(points: np.ndarray, norm: float) -> np.ndarray:
    return np.abs(points).sum(axis=1) if norm == math.inf else row_norms(points)
