"""The recourse problem that every method solves, and how its results are put together."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import numpy as np

from empirical.data.space import Relations, Space, WholeNumbers
from empirical.models.model import Model, as_model, up_to_date
from empirical.numerics import row_norms, where_known
from empirical.recourse.constraints import breaches
from empirical.recourse.result import Recourses, RecourseStatus

NOTHING_MORE: Mapping[str, np.ndarray] = MappingProxyType({})
"""Further results of a method that knows nothing but points and costs."""


class Problem(NamedTuple):
    """Instances, the model that rejects them, and what may change about them. All floats are of one type.

    Attributes:
        model: The model f; it accepts where its score is positive.
        inputs: The instances x, [m, k].
        space: What may change, and how far.
        cost_weights: The cost weights D > 0, [k].
        scores: The scores f(x), [m]; NaN where an input or its score is NaN.
    """

    model: Model
    inputs: Any
    space: Space
    cost_weights: Any
    scores: Any

    @property
    def searched(self) -> Any:
        """Whether each instance needs a recourse and has a score, bool [m]."""
        return self.scores <= 0.0

    def of(self, rows: Any) -> "Problem":
        """Give the problem of some of the instances.

        Args:
            rows: The rows of these instances.

        Returns:
            Their problem.
        """
        return self._replace(inputs=self.inputs[rows], scores=self.scores[rows])

    def without_limits(self) -> "Problem":
        """Give the problem in which every actionable column is a number that may take any value.

        Returns:
            The wider problem.
        """
        wide = Space.unbounded(self.inputs.shape[1])
        return self._replace(space=wide._replace(actionable=self.space.actionable))

    def with_fractions(self) -> "Problem":
        """Give the problem in which numbers need not be whole.

        Returns:
            The wider problem.
        """
        return self._replace(space=self.space._replace(whole=None))


def pose(model: Any, inputs: Any, space: Space | None = None, cost_weights: Any = None) -> Problem:
    """Read a model, instances and constraints as a user gives them, and check that they fit.

    Args:
        model: The model f, as for :func:`~empirical.models.model.as_model`.
        inputs: The instances, [m, k]. Half-precision floats are computed in float32, whole numbers in float64 where JAX
            has it.
        space: What may change, and how far; ``None`` if everything may change in any way.
        cost_weights: The cost weights D, [k], positive and finite; ``None`` for 1.

    Returns:
        The problem, in float32 or float64.

    Raises:
        TypeError: If JAX cannot trace the model.
        ValueError: If shapes do not fit, an end of a range is NaN, a cost weight is not positive and finite, or whole
            numbers are too large for float32.

    Examples:
        >>> problem = pose(lambda point: point[0] - 1.0, np.array([[0.5], [2.0]]))
        >>> problem.scores.tolist(), problem.searched.tolist()
        ([-0.5, 1.0], [True, False])
    """  # noqa: DOC502
    points = _floats(np.asarray(inputs))
    kind, width = points.dtype.type, points.shape[1]
    space = Space.unbounded(width) if space is None else space
    if space.low.shape != (width,):
        raise ValueError(
            f"the space has {len(space.low)} columns, and the inputs {width}; give rows of its design, as split.test"
        )
    if np.isnan(space.low).any() or np.isnan(space.high).any():
        raise ValueError("the space has a range that ends at NaN; an end that is not known is -inf or inf")
    costs = np.ones(width, kind) if cost_weights is None else np.asarray(cost_weights, kind)
    if costs.shape != (width,) or not (np.isfinite(costs) & (costs > 0.0)).all():
        raise ValueError(f"cost weights must be {width} positive finite numbers, one for each column")
    known = np.asarray(np.isfinite(points).all(axis=1))
    read, scores = _asked(as_model(model), np.where(known[:, None], points, kind(0.0)))
    if scores.shape != (len(points),):
        raise ValueError(f"a model must give one score for an instance, not {scores.shape[1:]}")
    whole = None if space.whole is None else WholeNumbers(*(part.astype(kind) for part in space.whole))
    related = Relations(*(part.astype(kind) for part in space.relations))
    space = space._replace(low=space.low.astype(kind), high=space.high.astype(kind), whole=whole, relations=related)
    return Problem(read, points, space, costs, np.where(known, scores, np.nan).astype(kind))


def _floats(given: np.ndarray) -> np.ndarray:
    """Convert instances to float32 or float64."""  # noqa: DOC501
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
    """Give the model, compiled anew if it has changed, and its scores of the instances."""  # noqa: DOC501
    try:
        scores = model.scores(points)
        current = up_to_date(model, points, scores)
    except (jax.errors.TracerArrayConversionError, jax.errors.ConcretizationTypeError):
        raise TypeError(
            "JAX cannot trace this model: wrap it as HostModel(function of points [n, k] to scores [n])"
        ) from None
    return current, np.asarray(scores if current is model else current.scores(points), points.dtype)


def conclude(problem: Problem, changes: Any, accepted: Any, *, more: Mapping[str, Any] = NOTHING_MORE) -> Recourses:
    """Put the result of a search for valid recourses together: NaN for an instance without one.

    The model is asked once more about every recourse. One that it does not accept is not found, whatever the search
    found; nor is one that breaks a relation between numbers or a transition of a category.

    Args:
        problem: The problem.
        changes: The changes ζ, [m, k]; rows of instances without a recourse may hold anything.
        accepted: Whether the search found a recourse for each instance, bool [m].
        more: Further results of the method by name, arrays [m, ...].

    Returns:
        The recourses; their ``more`` is also NaN for an instance without one.

    Examples:
        >>> problem = pose(lambda point: point[0] - 1.0, np.array([[0.5], [0.5], [2.0]]))
        >>> recourses = conclude(problem, np.array([[1.0], [0.1], [0.0]]), np.array([True, True, False]))
        >>> recourses.costs.tolist(), recourses.status.tolist()
        ([1.0, nan, nan], [0, 1, 2])
    """
    found = np.asarray(accepted) & problem.searched
    changes = np.where(found[:, None], changes, np.nan).astype(problem.inputs.dtype)
    found &= (_scores(problem, problem.inputs + changes) > 0.0) & _kept(problem, changes)

    def known(values: Any) -> np.ndarray:
        values = np.asarray(values, problem.inputs.dtype)
        return np.where(found.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)

    changes = known(changes)
    costs = row_norms(changes * problem.cost_weights)
    further = {name: known(values) for name, values in more.items()}
    return Recourses(problem.inputs + changes, changes, costs, _status(problem, found), further)


def minimised(problem: Problem, changes: Any) -> Recourses:
    """Put the result of minimising an objective together, whether the model accepts the minimisers or not.

    Args:
        problem: The problem.
        changes: The changes ζ, [m, k]; NaN for an instance without a score.

    Returns:
        The minimisers.

    Examples:
        >>> problem = pose(lambda point: point[0] - 1.0, np.array([[0.5], [0.5]]))
        >>> recourses = minimised(problem, np.array([[1.0], [0.25]]))
        >>> recourses.costs.tolist(), recourses.found.tolist()
        ([1.0, 0.25], [True, False])
    """
    points, costs = problem.inputs + changes, row_norms(changes * problem.cost_weights)
    return Recourses(points, changes, costs, _status(problem, _scores(problem, points) > 0.0))


def _kept(problem: Problem, changes: np.ndarray) -> np.ndarray:
    """Tell which changes keep the relations between numbers and the transitions of categories, bool [m]."""
    if not (len(problem.space.relations.limits) or len(problem.space.transitions)):
        return np.ones(len(changes), bool)
    broken = breaches(problem.inputs, np.where(np.isnan(changes), 0.0, changes), problem.space)
    return ~(broken.transition | broken.relation)


def _scores(problem: Problem, points: np.ndarray) -> np.ndarray:
    """Compute the scores of the points that are known: the model may refuse NaN."""
    return where_known(problem.model.scores, points, np.zeros_like(points))


def _status(problem: Problem, accepted: np.ndarray) -> np.ndarray:
    found = accepted & problem.searched
    status = np.where(found, RecourseStatus.FOUND, RecourseStatus.NOT_FOUND)
    return np.where(problem.scores > 0.0, RecourseStatus.ALREADY_FAVOURABLE, status).astype(np.int8)
