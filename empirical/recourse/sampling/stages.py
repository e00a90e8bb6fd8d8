"""Stages of a search over candidates, each written once for a batch of instances.

All stages of a search are one compiled program where JAX traces the model. Else they run outside of it, where the model
gets the points of all candidates together.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import LARGEST, bucket, over_instances
from empirical.models.model import Model, TracedModel

FINALISTS = 8
"""Largest number of accepted candidates that are made cheaper."""

HALVINGS = 8
"""Number of halvings of the segment from an accepted point to the start of a search: a step is too long by at most 2⁻⁸
of it."""

ROWS = 16384
"""Number of points that are scored together: few enough that the activations of a network stay in the cache."""

UNTRACED = 64
"""Number of instances whose candidates a model outside JAX gets together: those of all instances would fill the
memory."""


class Traced(NamedTuple):
    """Scores of points [b, q, k], and loops, inside compiled code."""

    function: Any

    def scores(self, points: Any) -> Any:
        """Score points [b, q, k] in compiled code; the scores are [b, q]."""
        return jax.vmap(self.function)(points.reshape(-1, points.shape[-1])).reshape(points.shape[:-1])

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        """Apply a step a number of times, with its index as the first argument."""
        return jax.lax.fori_loop(0, steps, step, start)

    def finished(self, step: Callable[[Any, Any], Any], batch: Any, start: Any, together: int) -> Any:
        """Apply a step to the instances whose state is active until none is, to some of them together.

        The step is a function of instances and their states.
        """
        count = len(start.active)

        def every(state: Any) -> Any:
            return _where_active(state, step(batch, state))

        def some(state: Any) -> Any:
            (rows,) = jnp.nonzero(state.active, size=together, fill_value=count)  # count is the row of nobody
            there = step(*jax.tree.map(lambda part: part.at[rows].get(mode="clip"), (batch, state)))
            return jax.tree.map(lambda part, arrived: part.at[rows].set(arrived, mode="drop"), state, there)

        return jax.lax.while_loop(lambda state: state.active.any(), every if count <= together else some, start)

    def one_of(self, candidates: Any, first: int, every: Any, hit: Callable[[Any], Any]) -> Any:
        """Ask whether one of the first candidates is a hit, or one of all, in parts that have as many."""
        size = min(first, len(candidates))
        parts = jnp.where(every, -(-len(candidates) // size), 1)

        def part(index: Any) -> Any:  # the last one reaches back into the one before it
            return hit(jax.lax.dynamic_slice_in_dim(candidates, index * size, size))

        return jax.lax.fori_loop(1, parts, lambda index, hits: hits | part(index), part(0))


class Untraced(NamedTuple):
    """Scores of points [b, q, k], and loops, outside of compiled code.

    Instances after the first ``real`` ones are padding. They get NaN as their score, as do points that are not finite.
    """

    model: Model
    real: int

    def scores(self, points: Any) -> Any:
        """Score points [b, q, k] by the model; the scores are [b, q]."""
        asked, scores = np.asarray(points)[: self.real], np.full(points.shape[:-1], np.nan, points.dtype)
        known = np.isfinite(asked).all(axis=-1)
        if known.any():
            scores[: self.real][known] = self.model.scores(asked[known])
        return jnp.asarray(scores)

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        """Apply a step a number of times, with its index as the first argument."""
        for index in range(int(steps)):
            start = step(index, start)
        return start

    def finished(self, step: Callable[[Any, Any], Any], batch: Any, start: Any, together: int) -> Any:  # noqa: ARG002
        """Apply a step to the instances whose state is active until none is."""
        state = start
        while state.active.any():
            state = _where_active(state, step(batch, state))
        return state

    def one_of(self, candidates: Any, first: int, every: Any, hit: Callable[[Any], Any]) -> Any:
        """Ask whether one of the first candidates is a hit, or one of all."""
        return hit(candidates if every else candidates[:first])


def batches(model: Model, rows: np.ndarray, most: int = LARGEST) -> Iterator[np.ndarray]:
    """Cut rows into batches that are searched one after the other.

    Args:
        model: The model.
        rows: The rows of all instances.
        most: The largest number of rows where JAX traces the model.

    Yields:
        At most ``most`` rows where JAX traces the model, else at most ``UNTRACED``.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> [len(rows) for rows in batches(LinearModel(np.ones(2)), np.arange(100))]
        [64, 36]
    """
    size = most if isinstance(model, TracedModel) else UNTRACED
    yield from (rows[start : start + size] for start in range(0, len(rows), size))


class Only(NamedTuple):
    """Scores of points [b, q, k] for some instances alone, NaN for the others, and loops.

    No points of the others go to a model outside JAX.

    Attributes:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        asked: Whether each instance is asked about, bool [b].
    """

    model: Any
    asked: Any

    def scores(self, points: Any) -> Any:
        """Score points [b, q, k]; the scores are [b, q]."""
        scores = self.model.scores(jnp.where(self.asked[:, None, None], points, jnp.nan))
        return jnp.where(self.asked[:, None], scores, jnp.nan)

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        """Apply a step a number of times, with its index as the first argument."""
        return self.model.loop(steps, step, start)


def of_known_radius(model: Any, batch: Any) -> Only:
    """Ask for those instances alone of which a radius is known.

    Args:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        batch: The instances, with their ``radius``; NaN where none was found.

    Returns:
        Scores and loops for these instances.

    Examples:
        >>> from empirical.recourse.sampling.input_space import Batch
        >>> batch = Batch(jnp.ones((2, 1)), None, jnp.array([0.5, jnp.nan]))
        >>> of_known_radius(Traced(lambda point: point[0]), batch).scores(batch.x[:, None]).tolist()
        [[1.0], [nan]]
    """
    return Only(model, ~jnp.isnan(batch.radius))


class Stage(NamedTuple):
    """A stage of a search.

    Attributes:
        step: A function from :class:`Traced` or :class:`Untraced`, a batch and the shared settings to a batch.
        points: The number of points of each instance that it scores together; 1 if it chooses blocks itself.
    """

    step: Callable[..., Any]
    points: int


SIZES = (1, 64, 256, 1024, 4096, LARGEST)
"""Sizes to which the instances of a search are padded: few, as each is compiled. From 17 instances on that is at most
four times as many."""


def run(model: Model, stages: tuple[Stage, ...], batch: Any, shared: Any, sizes: tuple[int, ...] = SIZES) -> Any:
    """Run the stages of a search, one after the other, for a batch of instances.

    Args:
        model: The model.
        stages: The stages.
        batch: A tree of arrays whose first axis is that of the instances.
        shared: The settings that all instances share, a tree of arrays.
        sizes: The sizes to which the batch may be padded where JAX traces the model, as for
            :func:`~empirical.batching.over_instances`.

    Returns:
        The batch that the last stage returns.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> from empirical.recourse.sampling.input_space import Batch
        >>> batch = Batch(np.array([[1.0, 2.0]]), np.ones(1))
        >>> double = Stage(lambda model, batch, shared: batch._replace(end=shared * batch.end), 1)
        >>> run(LinearModel(np.ones(2)), (double, double), batch, 2.0).end.tolist()
        [4.0]
    """
    if isinstance(model, TracedModel):
        return over_instances(partial(compiled, stages, model.function, shared), batch, sizes)
    count = len(batch.x)

    def in_turn(padded: Any) -> Any:
        for stage in stages:
            padded = stage.step(Untraced(model, count), padded, shared)
        return padded

    return over_instances(in_turn, batch, (bucket(count),))


@partial(jax.jit, static_argnums=0)
def compiled(stages: tuple[Stage, ...], function: Any, shared: Any, batch: Any) -> Any:
    """Run stages in compiled code, each over blocks of instances.

    A block has a power of 2 of instances; in a smaller batch, a power of 2 that divides its size.

    Args:
        stages: The stages, as for :func:`run`.
        function: The score of one point, a pytree of arrays.
        shared: The settings that all instances share.
        batch: The instances.

    Returns:
        The batch that the last stage returns.

    Examples:
        >>> from jax.tree_util import Partial
        >>> score = Partial(lambda point: point[0] - 1.0)
        >>> from empirical.recourse.sampling.input_space import Batch
        >>> step = lambda model, batch, shared: batch._replace(end=model.scores(batch.x[:, None])[:, 0])
        >>> compiled((Stage(step, 1),), score, None, Batch(jnp.full((2, 3), 5.0), None)).end.tolist()
        [4.0, 4.0]
    """
    for stage in stages:
        block = math.gcd(1 << max(ROWS // stage.points, 1).bit_length() - 1, len(batch.x))
        blocks = jax.tree.map(lambda part: part.reshape(-1, block, *part.shape[1:]), batch)  # noqa: B023
        results = jax.lax.map(lambda block: stage.step(Traced(function), block, shared), blocks)  # noqa: B023
        batch = jax.tree.map(lambda part: part.reshape(-1, *part.shape[2:]), results)
    return batch


def _where_active(state: Any, there: Any) -> Any:
    """The new states of active instances, the old ones of the others."""
    return jax.tree.map(lambda old, new: jnp.where(state.active, new, old), state, there)


def finalists(scores: Any, candidates: Any) -> tuple[Any, Any]:
    """Choose the candidates with the highest scores, accepted ones first: the most can be taken away from these.

    Args:
        scores: The scores, [b, q].
        candidates: The candidates, [b, q, k].

    Returns:
        At most ``FINALISTS`` candidates of each instance, [b, r, k], and whether each is accepted, bool [b, r].

    Examples:
        >>> candidates, accepted = finalists(jnp.array([[-1.0, 2.0]]), jnp.array([[[5.0], [7.0]]]))
        >>> candidates.tolist(), accepted.tolist()
        ([[[7.0], [5.0]]], [[True, False]])
    """
    accepted = scores > 0.0
    _, best = jax.lax.top_k(jnp.where(accepted, scores, -jnp.inf), min(FINALISTS, scores.shape[1]))
    return pick(candidates, best), pick(accepted, best)


def shortest(model: Any, points: Callable[[Any], Any], whole: Any) -> Any:
    """Find the shares of steps, by bisection, at which the model only just accepts.

    Args:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        points: A function from shares [b, q] of the steps to points [b, q, k], which are accepted at share 1.
        whole: The shares 1, [b, q].

    Returns:
        Shares in (0, 1] whose points are accepted, [b, q].

    Examples:
        >>> from empirical.models.model import HostModel
        >>> model = Untraced(HostModel(lambda points: points[:, 0] - 1.0), 1)
        >>> shortest(model, lambda share: 4.0 * share[:, :, None], jnp.ones((1, 1))).tolist()
        [[0.25390625]]
    """

    def step(_: Any, bracket: tuple[Any, Any]) -> tuple[Any, Any]:
        share, width = bracket
        trial = share - width / 2.0
        return jnp.where(model.scores(points(trial)) > 0.0, trial, share), width / 2.0

    return model.loop(HALVINGS, step, (whole, whole))[0]


def cheapest(costs: Any, accepted: Any) -> Any:
    """Find the place of the cheapest accepted candidate of each instance.

    Args:
        costs: The costs, [b, q].
        accepted: Whether each candidate is accepted, bool [b, q].

    Returns:
        The places, [b, 1].

    Examples:
        >>> cheapest(jnp.array([[1.0, 3.0, 2.0]]), jnp.array([[False, True, True]])).tolist()
        [[2]]
    """
    return jnp.argmin(jnp.where(accepted, costs, jnp.inf), axis=1, keepdims=True)


def pick(values: Any, places: Any) -> Any:
    """Choose values by their places, for each instance.

    Args:
        values: The values, [b, q, ...].
        places: The places, [b, r].

    Returns:
        The values at these places, [b, r, ...].

    Examples:
        >>> pick(jnp.array([[5.0, 6.0, 7.0]]), jnp.array([[2, 0]])).tolist()
        [[7.0, 5.0]]
    """
    return jnp.take_along_axis(values, places.reshape(*places.shape, *[1] * (values.ndim - 2)), axis=1)
