"""A recourse problem as every method poses it, and its results."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import numpy as np

from empirical.data.split import Space
from empirical.models.model import Model, as_model, up_to_date
from empirical.numerics import row_norms, where_known
from empirical.recourse.result import Recourses, RecourseStatus

NOTHING_MORE: Mapping[str, np.ndarray] = MappingProxyType({})


class Problem(NamedTuple):
    """Instances, the model that rejects them, and what they may do. All floats are of one type.

    Attributes:
        model: The model that rejects them; it accepts where its score is positive.
        inputs: [m, k].
        space: What may change, and how far.
        cost_weights: D > 0, [k].
        scores: f(x), [m]; NaN where an input or its score is NaN.
    """

    model: Model
    inputs: Any
    space: Space
    cost_weights: Any
    scores: Any

    @property
    def searched(self) -> Any:
        """Who needs a recourse and has a score: bool [m]."""
        return self.scores <= 0.0

    def of(self, rows: Any) -> "Problem":
        """The same for some instances.

        Args:
            rows: Which.

        Returns:
            Theirs.
        """
        return self._replace(inputs=self.inputs[rows], scores=self.scores[rows])

    def without_limits(self) -> "Problem":
        """The same where every actionable column is a number that may take any value.

        Returns:
            The wider problem.
        """
        wide = Space.unbounded(self.inputs.shape[1])
        return self._replace(space=wide._replace(actionable=self.space.actionable))


def pose(model: Any, inputs: Any, space: Space | None = None, cost_weights: Any = None) -> Problem:
    """Read what a user gave.

    Args:
        model: As for :func:`~empirical.models.model.as_model`.
        inputs: Instances, [m, k]. Halves are computed in float32, whole numbers in float64 where JAX has it.
        space: What may change, and how far; ``None`` for everything, any way.
        cost_weights: D, [k], positive and finite; ``None`` for 1.

    Returns:
        The problem, in float32 or float64.

    Raises:
        TypeError: If JAX cannot trace the score.
        ValueError: If shapes do not fit, an end of a range is NaN, a cost weight is not positive and finite, or whole
            numbers are too large for float32.
    """  # noqa: DOC502
    points = _floats(np.asarray(inputs))
    kind, width = points.dtype.type, points.shape[1]
    space = Space.unbounded(width) if space is None else space
    if space.low.shape != (width,):
        raise ValueError(f"the space has {len(space.low)} columns, and the inputs {width}")
    if np.isnan(space.low).any() or np.isnan(space.high).any():
        raise ValueError("the space has a range that ends at NaN; an end that is not known is -inf or inf")
    costs = np.ones(width, kind) if cost_weights is None else np.asarray(cost_weights, kind)
    if costs.shape != (width,) or not (np.isfinite(costs) & (costs > 0.0)).all():
        raise ValueError(f"cost weights must be {width} positive finite numbers, one for each column")
    whole = np.asarray(np.isfinite(points).all(axis=1))
    read, known = _asked(as_model(model), np.where(whole[:, None], points, kind(0.0)))
    if known.shape != (len(points),):
        raise ValueError(f"a model must give one score for an instance, not {known.shape[1:]}")
    space = space._replace(low=space.low.astype(kind), high=space.high.astype(kind))
    return Problem(read, points, space, costs, np.where(whole, known, np.nan).astype(kind))


def _floats(given: np.ndarray) -> np.ndarray:
    """Instances in float32 or float64."""  # noqa: DOC501
    if given.ndim != 2:
        raise ValueError(f"inputs must be instances in rows, [m, k], not of shape {given.shape}")
    wide = jax.config.read("jax_enable_x64") and given.dtype not in (np.float16, np.float32)
    points = given.astype(np.float64 if wide else np.float32)
    if given.dtype.kind in "iu" and (points != given).any():
        raise ValueError(
            "inputs hold whole numbers that float32 rounds: call jax.config.update('jax_enable_x64', True)"
        )
    return points


def _asked(model: Model, points: np.ndarray) -> tuple[Model, np.ndarray]:
    """The model, up to date, and its scores of the instances."""  # noqa: DOC501
    try:
        known = model.scores(points)
        current = up_to_date(model, points, known)
    except (jax.errors.TracerArrayConversionError, jax.errors.ConcretizationTypeError):
        raise TypeError(
            "JAX cannot trace this model: wrap it as HostModel(function of points [n, k] to scores [n])"
        ) from None
    return current, np.asarray(known if current is model else current.scores(points), points.dtype)


def conclude(problem: Problem, changes: Any, accepted: Any, *, more: Mapping[str, Any] = NOTHING_MORE) -> Recourses:
    """The result of a search for valid recourses: NaN for whoever has none.

    Args:
        problem: The problem.
        changes: ζ, [m, k]; of those for whom nothing was found, anything.
        accepted: Whom the search found a recourse for, bool [m]. The score is asked once more: what it does not accept
            is not found, whatever the search believed.
        more: What else the method knows, [m, ...].

    Returns:
        The recourses; ``more`` is NaN, too, for whoever has none.
    """
    found = np.asarray(accepted) & problem.searched
    changes = np.where(found[:, None], changes, np.nan).astype(problem.inputs.dtype)
    found &= _scores(problem, problem.inputs + changes) > 0.0

    def known(values: Any) -> np.ndarray:
        values = np.asarray(values, problem.inputs.dtype)
        return np.where(found.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)

    moved = known(changes)
    costs = row_norms(moved * problem.cost_weights)
    further = {name: known(values) for name, values in more.items()}
    return Recourses(problem.inputs + moved, moved, costs, _status(problem, found), further)


def minimised(problem: Problem, changes: Any) -> Recourses:
    """The result of minimising an objective, whatever the model makes of it.

    Args:
        problem: The problem.
        changes: ζ, [m, k]; NaN for whoever has no score.

    Returns:
        The minimisers.
    """
    points, costs = problem.inputs + changes, row_norms(changes * problem.cost_weights)
    return Recourses(points, changes, costs, _status(problem, _scores(problem, points) > 0.0))


def _scores(problem: Problem, points: np.ndarray) -> np.ndarray:
    """Of points that are there; the score is not asked about NaN, which it may refuse."""
    return where_known(problem.model.scores, points, np.zeros_like(points))


def _status(problem: Problem, accepted: np.ndarray) -> np.ndarray:
    found = accepted & problem.searched
    status = np.where(found, RecourseStatus.FOUND, RecourseStatus.NOT_FOUND)
    return np.where(problem.scores > 0.0, RecourseStatus.ALREADY_FAVOURABLE, status).astype(np.int8)
