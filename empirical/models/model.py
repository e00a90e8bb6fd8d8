"""Models: they score many points at once, with gradients, and accept where the score is positive.

A score is a logit, or any other number that is positive exactly where the model accepts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jax.tree_util import Partial

from empirical.batching import over_instances
from empirical.models.tracing import as_pytree, recompiled, traced_scores, traced_scores_and_gradients

STEPS = {np.dtype(np.float32): 1e-2, np.dtype(np.float64): 1e-5}
"""Step of the central differences that stand for the gradient of a score JAX cannot trace, in scaled units, by the type
of the points: about the cube root of the type's rounding error."""


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
    """

    function: Any

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
            differences, which take two scores for every column and are accurate to about the two-thirds power of the
            rounding error.
    """

    function: Callable[[Any], Any]
    both: Callable[[Any], tuple[Any, Any]] | None = None

    def scores(self, points: Any) -> Any:
        """Score many points, as :meth:`Model.scores` says."""
        points = as_floats(points)
        # Of no points scikit-learn has no scores.
        return np.asarray(self.function(points) if len(points) else np.zeros(0), points.dtype)

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points with gradients, as :meth:`Model.scores_and_gradients` says."""
        points = as_floats(points)
        if self.both is not None:
            scores, gradients = self.both(points)
            return np.asarray(scores, points.dtype), np.asarray(gradients, points.dtype)
        return self.scores(points), self._differences(points)

    def _differences(self, points: np.ndarray) -> np.ndarray:
        step = STEPS[points.dtype]
        shifts = step * np.eye(points.shape[1], dtype=points.dtype)
        rises = [self.scores(points + shift) - self.scores(points - shift) for shift in shifts[:, None, :]]
        return np.stack(rises, axis=1) / points.dtype.type(2.0 * step)


def as_model(given: Any) -> Model:
    """Make a model of a function, a classifier or a model.

    Args:
        given: A function from one point [k] to its score that JAX can trace, such as an equinox module (every function
            is compiled once, every architecture of modules once); a scikit-learn classifier of two classes; or a
            :class:`Model`, which is returned as it is. For any other code that takes numpy arrays, such as a PyTorch
            module, write ``HostModel(lambda points: net(torch.from_numpy(points)).detach().numpy())``.

    Returns:
        The model.

    Raises:
        TypeError: If ``given`` is none of these.

    Examples:
        >>> model = as_model(lambda point: point[0] - 1.0)
        >>> model.scores(np.array([[0.5], [3.0]])).tolist()
        [-0.5, 2.0]
    """
    if isinstance(given, Model):
        return given
    for name in ("decision_function", "predict_proba"):
        if hasattr(given, name):
            return HostModel(_decision(given, name))
    if not callable(given):
        raise TypeError(
            f"a model must be a function of a point, a classifier or a Model; {type(given).__name__} is none"
        )
    return TracedModel(as_pytree(given))


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


def _decision(classifier: Any, name: str) -> Callable[[Any], Any]:
    if name == "decision_function":
        return classifier.decision_function

    def log_odds(points: Any) -> Any:
        odds = np.asarray(classifier.predict_proba(points))
        # Trees are certain: a score that is not finite would have no differences.
        logs = np.log(np.maximum(odds, np.finfo(odds.dtype).tiny))
        return logs[:, 1] - logs[:, 0] if odds.shape[1] == 2 else logs

    return log_odds
