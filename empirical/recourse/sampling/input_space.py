"""Candidates around instances: the accepted ones of a layer, made as cheap as possible."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from empirical.data.split import Space
from empirical.models.model import Model
from empirical.numerics import traced_row_norms
from empirical.recourse.feasibility import nearest
from empirical.recourse.polytope import beside
from empirical.recourse.sampling.radius_search import smallest_radii
from empirical.recourse.sampling.stages import (
    FINALISTS,
    Only,
    Stage,
    cheapest,
    finalists,
    of_known_radius,
    pick,
    run,
    shortest,
)
from empirical.recourse.taking_over import keep_relations


class Batch(NamedTuple):
    """Instances and their candidates.

    Attributes:
        x: The instances, [b, k].
        end: The largest radius that a layer of each instance may have, [b].
        radius: The radius of each instance's layer, [b].
        changes: The candidates as changes, [b, q, k].
        accepted: Whether the model accepts each of them, bool [b, q]; ``None`` in the end: the model is asked anew.
    """

    x: Any
    end: Any
    radius: Any = None
    changes: Any = None
    accepted: Any = None


class Shared(NamedTuple):
    """The settings that all instances share.

    Attributes:
        space: What may change, and how far.
        cost_weights: The cost weights D, [k].
        gamma: The weight γ of the cost ‖Dζ‖₂ + γ‖ζ‖₀.
        first: The radius of the first layer.
        layer: The candidates of a layer of radius 1 as changes, [n, k].
        together: Whether two columns are of one feature, bool [k, k].
        tried: Whether a column is the first one of a feature that may change, bool [k].
    """

    space: Space
    cost_weights: Any
    gamma: Any
    first: Any
    layer: Any
    together: Any
    tried: Any


def search(model: Model, batch: Batch, shared: Shared) -> Batch:
    """Find a small layer with accepted candidates, and the cheapest change that comes from these.

    Candidates are shortened, features are put back, and what is left is shortened again.

    Args:
        model: The model.
        batch: The instances with the ends of their searches.
        shared: The settings that all instances share.

    Returns:
        The batch with the radii, NaN where none was found, and two changes of each instance: the cheapest one, and the
        candidate with the highest score, in case that rounding spoiled the cheapest.

    Examples:
        >>> import numpy as np
        >>> from empirical.models.model import as_model
        >>> model, layer = as_model(lambda point: point[0] - 1.0), np.array([[1.0, 0.0], [0.6, 0.8]])
        >>> both = np.ones(2, bool)
        >>> shared = Shared(Space.unbounded(2), np.ones(2), 0.0, 1.0, layer, np.eye(2) > 0, both)
        >>> found = search(model, Batch(np.zeros((1, 2)), np.array([8.0])), shared)
        >>> found.radius.tolist(), found.changes.round(2).tolist()
        ([2.0], [[[1.0, 0.0], [2.0, 0.0]]])
    """
    stages = (Stage(_looked, 1), Stage(_in_layer, len(shared.layer)), Stage(_polished, 2 * FINALISTS))
    return run(model, stages, batch, shared)


def _looked(model: Any, batch: Batch, shared: Shared) -> Batch:
    def hit(batch: Batch, candidates: Any, radii: Any, asked: Any) -> Any:
        points = batch.x[:, None] + _of_radius(batch.x, radii, candidates, shared)
        return (Only(model, asked).scores(points) > 0.0).any(axis=1)

    return smallest_radii(model, hit, batch, shared)


def _in_layer(model: Any, batch: Batch, shared: Shared) -> Batch:
    changes = _of_radius(batch.x, batch.radius, shared.layer, shared)
    changes, accepted = finalists(of_known_radius(model, batch).scores(batch.x[:, None] + changes), changes)
    return batch._replace(changes=changes, accepted=accepted)


def _of_radius(x: Any, radii: Any, layer: Any, shared: Shared) -> Any:
    return _allowed(x, radii[:, None, None] * layer[None], shared)


def _polished(model: Any, batch: Batch, shared: Shared) -> Batch:
    model = of_known_radius(model, batch)
    short = shortened(model, batch.x, batch.changes, shared)
    # At the boundary few features can go back: whole candidates lead to sparse changes, shortened ones to short ones.
    changes = freed(model, batch.x, jnp.concatenate([batch.changes, short], axis=1), shared)
    changes = shortened(model, batch.x, changes, shared)
    accepted = jnp.concatenate([batch.accepted, batch.accepted], axis=1)
    best = cheapest(costs(changes, shared), accepted)
    return batch._replace(changes=jnp.concatenate([pick(changes, best), batch.changes[:, :1]], axis=1), accepted=None)


def shortened(model: Any, x: Any, changes: Any, shared: Shared) -> Any:
    """Cut changes back towards the instance, by bisection, until the model only just accepts them.

    Args:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        x: The instances, [b, k].
        changes: Accepted changes, [b, q, k].
        shared: The settings that all instances share.

    Returns:
        Accepted changes, [b, q, k].

    Examples:
        >>> import numpy as np
        >>> from empirical.models.model import HostModel
        >>> from empirical.recourse.sampling.stages import Untraced
        >>> model, both = Untraced(HostModel(lambda points: points[:, 0] - 1.0), 1), np.ones(2, bool)
        >>> none = np.zeros((0, 2))
        >>> shared = Shared(Space.unbounded(2), np.ones(2), 0.0, 1.0, none, np.eye(2) > 0, both)
        >>> shortened(model, jnp.zeros((1, 2)), jnp.array([[[4.0, 0.0]]]), shared).round(1).tolist()
        [[[1.0, 0.0]]]
    """

    def cut(share: Any) -> Any:
        return _allowed(x, share[:, :, None] * changes, shared)

    whole = jnp.ones(changes.shape[:2], changes.dtype)
    return cut(shortest(model, lambda share: x[:, None] + cut(share), whole))


def freed(model: Any, x: Any, changes: Any, shared: Shared) -> Any:
    """Put features back, numbers or whole categories, where the model accepts the rest of the change.

    One feature is tried after the other, the smallest change first.

    Args:
        model: Scores and loops: :class:`Traced` or :class:`Untraced`.
        x: The instances, [b, k].
        changes: Accepted changes, [b, q, k].
        shared: The settings that all instances share.

    Returns:
        Accepted changes, [b, q, k].

    Examples:
        >>> import numpy as np
        >>> from empirical.models.model import HostModel
        >>> from empirical.recourse.sampling.stages import Untraced
        >>> model, both = Untraced(HostModel(lambda points: points[:, 0] - 1.0), 1), np.ones(2, bool)
        >>> none = np.zeros((0, 2))
        >>> shared = Shared(Space.unbounded(2), np.ones(2), 0.0, 1.0, none, np.eye(2) > 0, both)
        >>> freed(model, jnp.zeros((1, 2)), jnp.array([[[4.0, 1.0]]]), shared).tolist()
        [[[4.0, 0.0]]]
    """
    together, tried = jnp.asarray(shared.together), jnp.asarray(shared.tried)
    sizes = jnp.square(_weighted(changes, shared)) @ together.astype(changes.dtype)
    order = jnp.argsort(jnp.where(tried[None, None], sizes, jnp.inf), axis=2)

    def step(index: Any, changes: Any) -> Any:
        fewer = jnp.where(together[order[:, :, index]], 0.0, changes)
        takes = model.scores(x[:, None] + fewer) > 0.0
        takes &= keep_relations(x, fewer, shared.space)
        return jnp.where(takes[:, :, None], fewer, changes)

    return model.loop(jnp.sum(tried), step, changes)


def costs(changes: Any, shared: Shared) -> Any:
    """Compute the cost c = ‖Dζ‖₂ + γ‖ζ‖₀ of changes (Krishna et al. 2024, Eq. 4).

    Args:
        changes: The changes ζ, [..., k].
        shared: The settings, of which D and γ are read.

    Returns:
        The costs, [...].

    Examples:
        >>> import numpy as np
        >>> shared = Shared(Space.unbounded(2), np.ones(2), 0.5, None, None, None, None)
        >>> costs(np.array([[3.0, 4.0]]), shared).tolist()
        [6.0]
    """
    count = jnp.sum(changes != 0.0, axis=-1).astype(changes.dtype)
    return traced_row_norms(_weighted(changes, shared)) + shared.gamma * count


def _weighted(changes: Any, shared: Shared) -> Any:
    return changes * jnp.asarray(shared.cost_weights).reshape(*[1] * (changes.ndim - 1), -1)


@jax.jit
def _allowed(x: Any, changes: Any, shared: Shared) -> Any:
    """Give feasible changes near changes [b, q, k]; the nearest ones where no numbers are related."""
    near = partial(nearest, project=beside)
    return jax.vmap(jax.vmap(near, (None, 0, None)), (0, 0, None))(x, changes, shared.space)
