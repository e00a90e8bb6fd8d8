"""Candidates around instances: which a score accepts, and what is left of those that are made as cheap as can be."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from empirical.data.split import Space
from empirical.models.model import Model
from empirical.numerics import traced_row_norms
from empirical.recourse.feasibility import nearest
from empirical.recourse.sampling.stages import FINALISTS, cheapest, finalists, pick, run, shortest


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
        cost_weights: D, [k].
        gamma: γ of the cost ‖Dζ‖₂ + γ‖ζ‖₀.
        layer: Candidates of radius 1, as changes, [n, k].
        together: Which columns are of one feature, bool [k, k].
        tried: One column of every feature that may change, bool [k].
    """

    space: Space
    cost_weights: Any
    gamma: Any
    layer: Any
    together: Any
    tried: Any


def in_layer(model: Model, batch: Batch, shared: Shared) -> Batch:
    """The accepted ones with the highest scores, of the candidates in a layer; rejected ones after them.

    Args:
        model: The model.
        batch: Instances and radii.
        shared: What they have in common.

    Returns:
        The batch with these changes.
    """
    return run(model, _in_layer, len(shared.layer), batch, shared)


def polished(model: Model, batch: Batch, shared: Shared) -> Batch:
    """The cheapest change that comes of shortening accepted candidates and freeing them of features.

    Args:
        model: The model.
        batch: Instances with candidates.
        shared: What they have in common.

    Returns:
        The batch with this change alone.
    """
    return run(model, _polished, 2 * FINALISTS, batch, shared)


def _in_layer(model: Any, batch: Batch, shared: Shared) -> Batch:
    changes = _allowed(batch.x, batch.radius[:, None, None] * shared.layer[None], shared)
    changes, accepted = finalists(model.scores(batch.x[:, None] + changes), changes)
    return batch._replace(changes=changes, accepted=accepted)


def _polished(model: Any, batch: Batch, shared: Shared) -> Batch:
    short = shortened(model, batch.x, batch.changes, shared)
    # At the boundary few features can go: candidates as they are lead to sparse changes, shortened ones to short ones.
    changes = freed(model, batch.x, jnp.concatenate([batch.changes, short], axis=1), shared)
    changes = shortened(model, batch.x, changes, shared)
    accepted = jnp.concatenate([batch.accepted, batch.accepted], axis=1)
    best = cheapest(costs(changes, shared), accepted)
    return batch._replace(changes=pick(changes, best), accepted=pick(accepted, best))


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

    whole = jnp.ones(changes.shape[:2], changes.dtype)
    return cut(shortest(model, lambda share: x[:, None] + cut(share), whole))


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
    sizes = jnp.square(_weighted(changes, shared)) @ together.astype(changes.dtype)
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
    return traced_row_norms(_weighted(changes, shared)) + shared.gamma * moved


def _weighted(changes: Any, shared: Shared) -> Any:
    return changes * jnp.asarray(shared.cost_weights).reshape(*[1] * (changes.ndim - 1), -1)


@jax.jit
def _allowed(x: Any, changes: Any, shared: Shared) -> Any:
    """The allowed changes nearest to changes [b, q, k]."""
    return jax.vmap(jax.vmap(nearest, (None, 0, None)), (0, 0, None))(x, changes, shared.space)
