"""Candidates around instances: which a score accepts, and what is left of those that are made as cheap as can be.

Every step is written once, for a batch of instances, and runs in compiled code where JAX traces the score, else outside
of it, where the score gets the points of all candidates at once.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_persons, sizes_of_some
from empirical.data.splitting import Space
from empirical.numerics import traced_row_norms
from empirical.recourse.feasibility import nearest
from empirical.recourse.score import Score, TracedScore

FINALISTS = 8
"""How many accepted candidates are shortened and freed of features."""

HALVINGS = 8
"""Of the segment from an accepted point to the instance: a change is too long by at most 2⁻⁸ of it."""

ROWS = 16384
"""Points that are scored together: few enough that the activations of a network stay in the cache."""


class Batch(NamedTuple):
    """Instances, and where their search stands.

    Attributes:
        x: [b, k].
        radius: Of the layer, [b].
        changes: Candidates, [b, q, k].
        accepted: Which of them the score accepts, bool [b, q].
    """

    x: Any
    radius: Any
    changes: Any = None
    accepted: Any = None


class Shared(NamedTuple):
    """What the instances have in common.

    Attributes:
        space: What may change, and how far.
        prices: D, [k].
        gamma: γ of the cost ‖Dζ‖₂ + γ‖ζ‖₀.
        layer: Candidates of radius 1, as changes, [n, k].
        together: Which columns are of one feature, bool [k, k].
        tried: One column of every feature that may change, bool [k].
    """

    space: Space
    prices: Any
    gamma: Any
    layer: Any
    together: Any
    tried: Any


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
    """The same outside; instances after the first ``real`` are padding and get no score."""

    score: Score
    real: int

    def scores(self, points: Any) -> Any:
        """Scores [b, q]."""
        asked, scores = np.asarray(points)[: self.real], np.full(points.shape[:-1], np.nan, points.dtype)
        known = np.asarray(self.score.values(asked.reshape(-1, asked.shape[-1])))
        scores[: self.real] = known.reshape(asked.shape[:-1])
        return jnp.asarray(scores)

    def loop(self, steps: Any, step: Callable[[Any, Any], Any], start: Any) -> Any:
        """What becomes of ``start`` by the steps, which get their index first."""
        for index in range(int(steps)):
            start = step(index, start)
        return start


def in_layer(score: Score, batch: Batch, shared: Shared) -> Batch:
    """The accepted ones with the highest scores, of the candidates in a layer; rejected ones after them.

    Args:
        score: The score.
        batch: Instances and radii.
        shared: What they have in common.

    Returns:
        The batch with these changes.
    """
    return _run(score, _in_layer, len(shared.layer), batch, shared)


def polished(score: Score, batch: Batch, shared: Shared) -> Batch:
    """The cheapest change that comes of shortening accepted candidates and freeing them of features.

    Args:
        score: The score.
        batch: Instances with candidates.
        shared: What they have in common.

    Returns:
        The batch with this change alone.
    """
    return _run(score, _polished, 2 * FINALISTS, batch, shared)


def _run(score: Score, step: Callable[..., Batch], points: int, batch: Batch, shared: Shared) -> Batch:
    """A step that scores so many points of each instance."""
    if isinstance(score, TracedScore):
        asked = (step, points, score.function, shared)
        return over_persons(partial(_compiled, *asked), batch, sizes_of_some(_compiled, asked, batch))
    return over_persons(lambda padded: step(Untraced(score, len(batch.x)), padded, shared), batch)


@partial(jax.jit, static_argnums=(0, 1))
def _compiled(step: Callable[..., Batch], points: int, function: Any, shared: Shared, batch: Batch) -> Batch:
    """The step over blocks of instances, a power of 2 or, in a smaller batch, what divides it."""
    block = math.gcd(1 << max(ROWS // points, 1).bit_length() - 1, len(batch.x))
    blocks = jax.tree.map(lambda part: part.reshape(-1, block, *part.shape[1:]), batch)
    done = jax.lax.map(lambda one: step(Traced(function), one, shared), blocks)
    return jax.tree.map(lambda part: part.reshape(-1, *part.shape[2:]), done)


def _in_layer(model: Any, batch: Batch, shared: Shared) -> Batch:
    # Where the score is highest, the most can be taken away.
    changes = _allowed(batch.x, batch.radius[:, None, None] * shared.layer[None], shared)
    scores = model.scores(batch.x[:, None] + changes)
    accepted = scores > 0.0
    _, best = jax.lax.top_k(jnp.where(accepted, scores, -jnp.inf), min(FINALISTS, scores.shape[1]))
    return batch._replace(changes=_pick(changes, best), accepted=_pick(accepted, best))


def _polished(model: Any, batch: Batch, shared: Shared) -> Batch:
    short = shortened(model, batch.x, batch.changes, shared)
    # At the boundary few features can go: candidates as they are lead to sparse changes, shortened ones to short ones.
    changes = freed(model, batch.x, jnp.concatenate([batch.changes, short], axis=1), shared)
    changes = shortened(model, batch.x, changes, shared)
    accepted = jnp.concatenate([batch.accepted, batch.accepted], axis=1)
    best = jnp.argmin(jnp.where(accepted, costs(changes, shared), jnp.inf), axis=1, keepdims=True)
    return batch._replace(changes=_pick(changes, best), accepted=_pick(accepted, best))


def shortened(model: Any, x: Any, changes: Any, shared: Shared) -> Any:
    """Changes cut back towards the instance, by bisection, to where they are only just accepted.

    Args:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        x: Instances, [b, k].
        changes: Accepted ones, [b, q, k].
        shared: What the instances have in common.

    Returns:
        Accepted changes, [b, q, k].
    """

    def cut(share: Any) -> Any:
        return _allowed(x, share[:, :, None] * changes, shared)

    def step(_: Any, bracket: tuple[Any, Any]) -> tuple[Any, Any]:
        share, width = bracket
        trial = share - width / 2.0
        return jnp.where(model.scores(x[:, None] + cut(trial)) > 0.0, trial, share), width / 2.0

    whole = jnp.ones(changes.shape[:2], changes.dtype)
    share, _ = model.loop(HALVINGS, step, (whole, whole))
    return cut(share)


def freed(model: Any, x: Any, changes: Any, shared: Shared) -> Any:
    """Changes with features put back, numbers or whole categories, where what is left is accepted.

    One feature after the other, smallest change first.

    Args:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        x: Instances, [b, k].
        changes: Accepted ones, [b, q, k].
        shared: What the instances have in common.

    Returns:
        Accepted changes, [b, q, k].
    """
    together, tried = jnp.asarray(shared.together), jnp.asarray(shared.tried)
    sizes = jnp.square(_priced(changes, shared)) @ together.astype(changes.dtype)
    order = jnp.argsort(jnp.where(tried[None, None], sizes, jnp.inf), axis=2)

    def step(index: Any, kept: Any) -> Any:
        less = jnp.where(together[order[:, :, index]], 0.0, kept)
        return jnp.where((model.scores(x[:, None] + less) > 0.0)[:, :, None], less, kept)

    return model.loop(jnp.sum(tried), step, changes)


def costs(changes: Any, shared: Shared) -> Any:
    """Krishna et al. 2024, c of Eq. 4: ‖Dζ‖₂ + γ‖ζ‖₀.

    Args:
        changes: [..., k].
        shared: D and γ.

    Returns:
        [...].
    """
    moved = jnp.sum(changes != 0.0, axis=-1).astype(changes.dtype)
    return traced_row_norms(_priced(changes, shared)) + shared.gamma * moved


def _priced(changes: Any, shared: Shared) -> Any:
    return changes * jnp.asarray(shared.prices).reshape(*[1] * (changes.ndim - 1), -1)


@jax.jit
def _allowed(x: Any, changes: Any, shared: Shared) -> Any:
    """The allowed changes nearest to changes [b, q, k]."""
    return jax.vmap(jax.vmap(nearest, (None, 0, None)), (0, 0, None))(x, changes, shared.space)


def _pick(values: Any, places: Any) -> Any:
    """Values [b, q, ...] at places [b, r]."""
    return jnp.take_along_axis(values, places.reshape(*places.shape, *[1] * (values.ndim - 2)), axis=1)
