"""Models: they score many points at once, with gradients, and accept where the score is positive.

A score is a logit, or any other number that is positive exactly where the model accepts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np
from jax.tree_util import Partial

from empirical.batching import over_instances
from empirical.models.boosters import library_of
from empirical.models.classes import Side
from empirical.models.columns import invented, named, without_intercept
from empirical.models.differences import central_differences, step_for
from empirical.models.recognised import scorer_of
from empirical.models.tracing import as_pytree, recompiled, traced_scores, traced_scores_and_gradients


@runtime_checkable
class Model(Protocol):
    """A binary classifier with scores and gradients, which accepts where its score is positive.

    Every object with these two methods is a model. The kinds that this project trains are :class:`LinearModel` and the
    models of :mod:`empirical.families`; :func:`as_model` makes models of functions and classifiers.
    """

    def scores(self, points: Any) -> Any:
        """Score many points.

        Args:
            points: Rows of a design, [n, k].

        Returns:
            The scores, [n].
        """
        ...

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points, and give the gradient of the score at each of them.

        Args:
            points: Rows of a design, [n, k].

        Returns:
            The scores, [n], and their gradients, [n, k].
        """
        ...


def as_floats(numbers: Any) -> np.ndarray:
    """Give numbers as an array of floating-point numbers.

    Args:
        numbers: Numbers of any kind: whole numbers would round what is computed of them.

    Returns:
        The same array if its numbers are float32 or float64, else one of float64.

    Examples:
        >>> as_floats([1, 2]).dtype, as_floats(np.ones(1, np.float32)).dtype
        (dtype('float64'), dtype('float32'))
    """
    array = np.asarray(numbers)
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


@dataclass(frozen=True, eq=False)
class TracedModel(Model):
    """A model whose score JAX traces and compiles.

    Attributes:
        function: A function from one point [k] to its score. It is a pytree whose leaves are arrays, so two models that
            differ in their weights alone share one compilation.
        search_precision: The numbers in which attacks search for points. Scores at the points found are in float64.
    """

    function: Any
    search_precision: ClassVar[type[np.floating]] = np.float64

    def scores(self, points: Any) -> Any:
        """Score many points, as :meth:`Model.scores` says."""
        return over_instances(partial(traced_scores, self.function), points)

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points with gradients, as :meth:`Model.scores_and_gradients` says."""
        return over_instances(partial(traced_scores_and_gradients, self.function), points)


@dataclass(frozen=True, eq=False)
class LinearModel(Model):
    """A model with the score wᵀx, for which SCFE has its minimisers in closed form.

    Attributes:
        weights: The weights w, [k]; the last entry is the weight of the intercept's constant column.
    """

    weights: np.ndarray

    def __post_init__(self) -> None:
        """Take weights of any kind of numbers, and store floating-point numbers."""
        object.__setattr__(self, "weights", as_floats(self.weights))

    def traced(self) -> TracedModel:
        """Give the same model as JAX traces it, which is faster where many points are asked."""
        return TracedModel(Partial(_weighted_sum, self.weights))

    def scores(self, points: Any) -> Any:
        """Score many points, as :meth:`Model.scores` says."""
        points = as_floats(points)
        return points @ self.weights.astype(points.dtype)

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points with gradients, as :meth:`Model.scores_and_gradients` says."""
        points = as_floats(points)
        return self.scores(points), np.broadcast_to(self.weights.astype(points.dtype), points.shape)


def _weighted_sum(weights: Any, point: Any) -> Any:
    return weights.astype(point.dtype) @ point


@dataclass(frozen=True, eq=False)
class HostModel(Model):
    """A model that JAX cannot trace: of scikit-learn, PyTorch, or any library that takes numpy arrays.

    Attributes:
        function: A function from points [n, k] to scores [n].
        both: A function from points [n, k] to scores [n] and gradients [n, k]. Without it, gradients are central
            differences, which ask for two scores for every column, all in one call, and are accurate to about the
            two-thirds power of the rounding error.
        name: The name of what it was made of, for reports; empty where nobody said.
    """

    function: Callable[[Any], Any]
    both: Callable[[Any], tuple[Any, Any]] | None = None
    name: str = ""

    def scores(self, points: Any) -> Any:
        """Score many points, as :meth:`Model.scores` says."""
        points = as_floats(points)
        return self._asked(points).astype(points.dtype, copy=False)

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points with gradients, as :meth:`Model.scores_and_gradients` says."""
        points = as_floats(points)
        if self.both is not None:
            scores, gradients = self.both(points)
            return np.asarray(scores, points.dtype), np.asarray(gradients, points.dtype)
        scores = self._asked(points)
        gradients = central_differences(self.function, points, step=step_for(points.dtype, scores.dtype))
        return scores.astype(points.dtype, copy=False), gradients

    def _asked(self, points: np.ndarray) -> np.ndarray:
        """Ask for scores, in the type of number in which the model computes: of no points scikit-learn has none."""
        return np.asarray(self.function(points) if len(points) else np.zeros(0, points.dtype))


def as_model(given: Any, *, favourable: Any = None) -> Model:
    """Make a model of a function, a classifier, a network or a model, on the columns that it takes itself.

    :func:`~empirical.models.external.model` makes one that takes rows of a split's design, whatever columns it was
    fitted on.

    Args:
        given: A function from one point [k] to its score that JAX can trace, such as an equinox module (every function
            is compiled once, every architecture of modules once); a classifier with the methods of scikit-learn's; a
            booster of XGBoost or LightGBM; a module of PyTorch; or a :class:`Model`, which is returned as it is. For
            any other code that takes numpy arrays, write ``HostModel(function)``.
        favourable: Of a classifier, the class that accepts, or several of them. Without it, that is 1 of 0 and 1, or of
            -1 and 1, and True of False and True.

    Returns:
        The model. The constant column of an intercept is not handed to what was fitted without it.

    Raises:
        TypeError: If ``given`` is none of these.
        InputError: If it cannot be told which class accepts.

    Examples:
        >>> model = as_model(lambda point: point[0] - 1.0)
        >>> model.scores(np.array([[0.5], [3.0]])).tolist()
        [-0.5, 2.0]
    """  # noqa: DOC502
    if isinstance(given, Model):
        return given
    scorer = scorer_of(given, Side(favourable))
    if scorer is None:
        return TracedModel(as_pytree(given))
    names = () if library_of(given) == "lightgbm" and invented(scorer.names) else scorer.names

    def read(points: Any) -> Any:
        return named(without_intercept(points, scorer.width), names)

    both = scorer.both and partial(_both, scorer.both, read)
    return HostModel(lambda points: scorer.score(read(points)), both, type(given).__name__)


def _both(both: Callable[[Any], tuple[Any, Any]], read: Callable[[Any], Any], points: Any) -> tuple[Any, Any]:
    """Ask for scores and gradients, of which those of columns that the model does not take are 0."""
    scores, gradients = both(read(points))
    return scores, np.column_stack([gradients, np.zeros((len(points), points.shape[1] - gradients.shape[1]))])


def up_to_date(model: Model, points: Any, scores: Any) -> Model:
    """Compile a model anew if its function has changed since it was compiled: JAX knows functions by their identity.

    Args:
        model: A model that has scored the points.
        points: The points, [n, k]; a few of them are scored again without compilation.
        scores: The scores that the model gave them, [n].

    Returns:
        The same model, or a model that compiles anew.

    Examples:
        >>> shift, points = {"by": 0.0}, np.ones((1, 1))
        >>> model = as_model(lambda point: point[0] + shift["by"])
        >>> scores = model.scores(points)
        >>> up_to_date(model, points, scores) is model
        True
        >>> shift["by"] = 1.0
        >>> up_to_date(model, points, scores).scores(points).tolist()
        [2.0]
    """
    if not isinstance(model, TracedModel):
        return model
    function = recompiled(model.function, points, scores)
    return model if function is model.function else TracedModel(function)
