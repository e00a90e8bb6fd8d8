"""Stages of a search over candidates, each written once for a batch of instances.

A stage runs in compiled code where JAX traces the score, else outside of it, where the score gets the points of all
candidates at once.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import LARGEST, bucket, over_instances, sizes_of_some
from empirical.models.model import Model, TracedModel
from empirical.numerics import where_known

FINALISTS = 8
"""How many accepted candidates are made cheaper."""

HALVINGS = 8
"""Of the segment from an accepted point to where a search began: a step is too long by at most 2⁻⁸ of it."""

ROWS = 16384
"""Points that are scored together: few enough that the activations of a network stay in the cache."""


UNTRACED = 64
"""Instances whose candidates a score outside JAX gets together: those of all would fill the memory."""


class Traced(NamedTuple):
    """Scores of points [b, q, k], and loops, inside compiled code."""

    function: Any

    def scores(self, points: Any) -> Any:
        """Scores [b, q]."""
        return jax.vmap(self.function)(points.reshape(-1, points.shape[-1])).reshape(points.shape[:-1])

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        """What becomes of ``start`` by the steps, which get their index first."""
        return jax.lax.fori_loop(0, steps, step, start)


class Untraced(NamedTuple):
    """The same outside; instances after the first ``real`` are padding and get no score, as what is not finite."""

    model: Model
    real: int

    def scores(self, points: Any) -> Any:
        """Scores [b, q]."""
        asked, scores = np.asarray(points)[: self.real], np.full(points.shape[:-1], np.nan, points.dtype)
        rows = asked.reshape(-1, asked.shape[-1])
        scores[: self.real] = where_known(self.model.scores, rows, np.zeros_like(rows)).reshape(asked.shape[:-1])
        return jnp.asarray(scores)

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        """What becomes of ``start`` by the steps, which get their index first."""
        for index in range(int(steps)):
            start = step(index, start)
        return start


def batches(model: Model, rows: np.ndarray) -> Iterator[np.ndarray]:
    """Cut rows into batches that are searched one after the other.

    Args:
        model: The model.
        rows: All of them.

    Yields:
        At most ``LARGEST`` where JAX traces the score, else ``UNTRACED``.
    """
    size = LARGEST if isinstance(model, TracedModel) else UNTRACED
    yield from (rows[start : start + size] for start in range(0, len(rows), size))


def run(model: Model, stage: Callable[..., Any], points: int, batch: Any, shared: Any) -> Any:
    """A stage for a batch of instances.

    Args:
        model: The model.
        stage: From :class:`Traced` or :class:`Untraced`, a batch and what is shared to a batch.
        points: How many points of each instance it scores together.
        batch: A tree of arrays whose first axis is the instances'.
        shared: What they have in common, a tree of arrays.

    Returns:
        The stage's batch.
    """
    if isinstance(model, TracedModel):
        asked = (stage, points, model.function, shared)
        return over_instances(partial(compiled, *asked), batch, sizes_of_some(compiled, asked, batch))
    count = len(batch.x)
    return over_instances(lambda padded: stage(Untraced(model, count), padded, shared), batch, (bucket(count),))


@partial(jax.jit, static_argnums=(0, 1))
def compiled(stage: Callable[..., Any], points: int, function: Any, shared: Any, batch: Any) -> Any:
    """The stage over blocks of instances, a power of 2 or, in a smaller batch, what divides it.

    Args:
        stage: As for :func:`run`, like the others.
        points: Of each instance.
        function: Of one point, a pytree of arrays: its score.
        shared: What the instances have in common.
        batch: They.

    Returns:
        The stage's batch.
    """
    block = math.gcd(1 << max(ROWS // points, 1).bit_length() - 1, len(batch.x))
    blocks = jax.tree.map(lambda part: part.reshape(-1, block, *part.shape[1:]), batch)
    done = jax.lax.map(lambda one: stage(Traced(function), one, shared), blocks)
    return jax.tree.map(lambda part: part.reshape(-1, *part.shape[2:]), done)


def finalists(scores: Any, candidates: Any) -> tuple[Any, Any]:
    """The accepted candidates with the highest scores; rejected ones after them.

    Where the score is highest, the most can be taken away.

    Args:
        scores: [b, q].
        candidates: [b, q, k].

    Returns:
        At most ``FINALISTS`` of each instance, [b, r, k], and which of them are accepted, bool [b, r].
    """
    accepted = scores > 0.0
    _, best = jax.lax.top_k(jnp.where(accepted, scores, -jnp.inf), min(FINALISTS, scores.shape[1]))
    return pick(candidates, best), pick(accepted, best)


def shortest(model: Any, points: Callable[[Any], Any], whole: Any) -> Any:
    """The shares of steps, by bisection, that are only just enough for the score to accept.

    Args:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        points: From shares [b, q] of the steps to points [b, q, k]; accepted ones at the shares 1.
        whole: Those, [b, q].

    Returns:
        Shares in (0, 1] whose points are accepted, [b, q].
    """

    def step(_: Any, bracket: tuple[Any, Any]) -> tuple[Any, Any]:
        share, width = bracket
        trial = share - width / 2.0
        return jnp.where(model.scores(points(trial)) > 0.0, trial, share), width / 2.0

    return model.loop(HALVINGS, step, (whole, whole))[0]


def cheapest(costs: Any, accepted: Any) -> Any:
    """The place of the cheapest accepted candidate of each instance.

    Args:
        costs: [b, q].
        accepted: bool [b, q].

    Returns:
        [b, 1].
    """
    return jnp.argmin(jnp.where(accepted, costs, jnp.inf), axis=1, keepdims=True)


def pick(values: Any, places: Any) -> Any:
    """Values by instance and place.

    Args:
        values: [b, q, ...].
        places: [b, r].

    Returns:
        [b, r, ...].
    """
    return jnp.take_along_axis(values, places.reshape(*places.shape, *[1] * (values.ndim - 2)), axis=1)
