"""Scores as recourse methods need them: of many points at once, with gradients, compiled where JAX can do it.

A score is a logit, or anything else that is positive exactly where the model accepts.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import numpy as np
from jax.tree_util import Partial

from empirical.batching import over_instances

STEP = {np.dtype(np.float32): 1e-2, np.dtype(np.float64): 1e-5}
"""Of the central differences that stand for the gradient of a score JAX cannot trace, in scaled units: about ∛ of what
rounds."""


@runtime_checkable
class Score(Protocol):
    """A score of many points."""

    def values(self, points: Any) -> Any:
        """The scores.

        Args:
            points: [n, k].

        Returns:
            [n].
        """
        ...

    def values_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Scores and gradients.

        Args:
            points: [n, k].

        Returns:
            [n] and [n, k].
        """
        ...


class TracedScore(NamedTuple):
    """A score that JAX traces.

    Attributes:
        function: From one point [k] to its score, a pytree whose leaves are arrays: two models that differ in nothing
            but their weights share one compilation.
    """

    function: Any

    def values(self, points: Any) -> Any:
        """As in :class:`Score`."""
        return over_instances(partial(values, self.function), points)

    def values_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """As in :class:`Score`."""
        return over_instances(partial(values_and_gradients, self.function), points)


class WeightedSum(NamedTuple):
    """A linear score: SCFE knows its minimisers in closed form.

    Attributes:
        weights: [k], in f(x) = wᵀx.
    """

    weights: np.ndarray

    def traced(self) -> TracedScore:
        """The same as JAX traces it: faster where many points are asked."""
        return TracedScore(Partial(_weighted, self.weights))

    def values(self, points: Any) -> Any:
        """As in :class:`Score`."""
        return np.asarray(points) @ self.weights.astype(points.dtype)

    def values_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """As in :class:`Score`."""
        return self.values(points), np.broadcast_to(self.weights.astype(points.dtype), points.shape)


def _weighted(weights: Any, point: Any) -> Any:
    return weights.astype(point.dtype) @ point


class HostScore(NamedTuple):
    """A score that JAX cannot trace: of scikit-learn, PyTorch, or whatever takes numpy arrays.

    Attributes:
        function: From points [n, k] to scores [n].
        both: From points [n, k] to scores [n] and gradients [n, k]; ``None`` for central differences, which take two
            scores for every column and are good to about the root of what rounds.
    """

    function: Callable[[Any], Any]
    both: Callable[[Any], tuple[Any, Any]] | None = None

    def values(self, points: Any) -> Any:
        """As in :class:`Score`."""
        points = np.asarray(points)
        # Of no points scikit-learn has no scores.
        return np.asarray(self.function(points) if len(points) else np.zeros(0), points.dtype)

    def values_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """As in :class:`Score`."""
        points = np.asarray(points)
        if self.both is not None:
            scores, gradients = self.both(points)
            return np.asarray(scores, points.dtype), np.asarray(gradients, points.dtype)
        return self.values(points), self._differences(points)

    def _differences(self, points: np.ndarray) -> np.ndarray:
        step = STEP[points.dtype]
        shifts = step * np.eye(points.shape[1], dtype=points.dtype)
        rises = [self.values(points + shift) - self.values(points - shift) for shift in shifts[:, None, :]]
        return np.stack(rises, axis=1) / points.dtype.type(2.0 * step)


def as_score(given: Any) -> Score:
    """A score from what a user has.

    Args:
        given: A function of one point [k] to its score that JAX can trace, such as an equinox module (functions are
            compiled once for each, modules once for each architecture); a :class:`Score`; or a scikit-learn classifier
            of two classes. For anything else that takes numpy arrays, such as a PyTorch module:
            ``HostScore(lambda points: net(torch.from_numpy(points)).detach().numpy())``.

    Returns:
        The score.

    Raises:
        TypeError: If it is none of these.
    """
    if isinstance(given, Score):
        return given
    for name in ("decision_function", "predict_proba"):
        if hasattr(given, name):
            return HostScore(_decision(given, name))
    if not callable(given):
        raise TypeError(
            f"a score must be a function of a point, a classifier or a Score; {type(given).__name__} is none"
        )
    return _traced(given)


def up_to_date(score: Score, points: Any, known: Any) -> Score:
    """The score, compiled anew if it is a function that has changed since: JAX knows functions by their identity.

    Args:
        score: Which was asked already.
        points: [n, k], of which some are asked again, without compilation.
        known: What it said, [n].

    Returns:
        The same score, or one that compiles anew.
    """
    joined = getattr(score.function, "func", None) if isinstance(score, TracedScore) else None
    if not (isinstance(score, TracedScore) and isinstance(joined, _Joined) and len(points)):
        return score
    if len(joined.rest) != 1 or joined.rest[0] is _ARRAY or isinstance(joined.rest[0], _Afresh):
        return score  # a pytree: what can change of it is an argument
    said = np.asarray(known[:PROBES])
    now = np.asarray(jax.vmap(score.function)(points[:PROBES]), said.dtype)
    size = float(np.abs(said[np.isfinite(said)]).max(initial=0.0))
    same = np.isclose(now, said, rtol=1e-3, atol=1e-3 * size, equal_nan=True)
    return score if same.all() else _traced(_Afresh(joined.rest[0]))


PROBES = 8
"""Points on which a function may be seen to have changed."""


class _Afresh:
    """A function that is equal to nothing else, so that nothing compiled before serves it."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __call__(self, point: Any) -> Any:
        return self.function(point)


def _traced(given: Any) -> TracedScore:
    leaves, structure = jax.tree.flatten(given)
    rest = tuple(_ARRAY if _is_array(leaf) else leaf for leaf in leaves)
    return TracedScore(Partial(_Joined(structure, rest), [leaf for leaf in leaves if _is_array(leaf)]))


@jax.jit
def values(function: Any, points: Any) -> Any:
    """Scores of many points.

    Args:
        function: Of one point, a pytree of arrays.
        points: [n, k].

    Returns:
        [n].
    """
    return jax.vmap(function)(points)


@jax.jit
def values_and_gradients(function: Any, points: Any) -> tuple[Any, Any]:
    """Scores and gradients of many points.

    Args:
        function: Of one point, a pytree of arrays.
        points: [n, k].

    Returns:
        [n] and [n, k].
    """
    return jax.vmap(jax.value_and_grad(function))(points)


_ARRAY = object()


def _is_array(leaf: Any) -> bool:
    return isinstance(leaf, jax.Array | np.ndarray)


class _Joined(NamedTuple):
    """A function without its arrays, compared by value: functions that differ in their arrays alone compile once."""

    structure: Any
    rest: tuple[Any, ...]

    def __call__(self, arrays: Any, point: Any) -> Any:
        left = iter(arrays)
        leaves = [next(left) if leaf is _ARRAY else leaf for leaf in self.rest]
        return jax.tree.unflatten(self.structure, leaves)(point)


def _decision(classifier: Any, name: str) -> Callable[[Any], Any]:
    if name == "decision_function":
        return classifier.decision_function

    def log_odds(points: Any) -> Any:
        odds = np.asarray(classifier.predict_proba(points))
        # Trees are certain: a score that is not finite would have no differences.
        logs = np.log(np.maximum(odds, np.finfo(odds.dtype).tiny))
        return logs[:, 1] - logs[:, 0] if odds.shape[1] == 2 else logs

    return log_odds
