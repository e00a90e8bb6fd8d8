"""Candidates in the latent space of an autoencoder: the accepted ones of a layer, cut back towards the centre.

A latent point stands for a feasible version of its decoded point: nothing changes in columns that are not actionable,
numbers keep within their ranges, and categories are as decoded, between 0 and 1, or at their nearest level. All of this
but the levels moves no two points farther apart, so this version is as Lipschitz in the latent point as the decoder.
"""

from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances
from empirical.data.space import ANY_MOVE, Space
from empirical.models.model import Model
from empirical.numerics import lp_norms, traced_row_norms, where_known
from empirical.recourse.feasibility import nearest
from empirical.recourse.polytope import beside
from empirical.recourse.sampling.draws import drawn
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


@runtime_checkable
class Autoencoder(Protocol):
    """An autoencoder of single instances in JAX: an equinox module, or anything else with these methods."""

    def encode(self, x: Any, /) -> Any:
        """Give the latent point of an instance.

        Args:
            x: The instance, [k].

        Returns:
            The latent point z, [l].
        """
        ...

    def decode(self, z: Any, /) -> Any:
        """Give the instance of a latent point.

        Args:
            z: The latent point, [l].

        Returns:
            The instance, [k].
        """
        ...


class Batch(NamedTuple):
    """Instances and their candidates.

    Attributes:
        x: The instances, [b, k].
        centre: Their latent points, [b, l].
        end: The largest radius that a layer of each instance may have, [b].
        radius: The radius of each instance's layer, [b].
        steps: The candidates as steps from the centre, [b, q, l].
        accepted: Whether the model accepts each of them, bool [b, q]; ``None`` in the end: the model is asked anew.
    """

    x: Any
    centre: Any
    end: Any
    radius: Any = None
    steps: Any = None
    accepted: Any = None


class Shared(NamedTuple):
    """The settings that all instances share.

    Attributes:
        decode: The decoder, a pytree of arrays from a latent point to an instance.
        space: What may change, and how far.
        cost_weights: The cost weights D, [k].
        first: The radius of the first layer.
        layer: The candidates of a layer of radius 1 as steps, [n, l].
    """

    decode: Any
    space: Space
    cost_weights: Any
    first: Any
    layer: Any


def soft(space: Space) -> Space:
    """Give a space in which the columns of categories are numbers between 0 and 1, and no number needs to be whole.

    Args:
        space: The space.

    Returns:
        The wider space.

    Examples:
        >>> space = Space.unbounded(2)._replace(category=np.array([-1, 0]), levels=np.array([[1, -1]]))
        >>> soft(space).category.tolist(), soft(space).high.tolist()
        ([-1, -1], [inf, 1.0])
    """
    number = space.category < 0
    return space._replace(
        low=np.where(number, space.low, 0.0).astype(space.low.dtype),
        high=np.where(number, space.high, 1.0).astype(space.high.dtype),
        direction=np.where(number, space.direction, 0),
        category=np.full_like(space.category, -1),
        levels=np.full((0, 1), -1),
        whole=None,
        transitions=ANY_MOVE,
    )


def unit_layer(key: Any, samples: int, width: int, norm: float, kind: Any) -> np.ndarray:
    """Draw steps u of every direction with ½ ≤ ‖u‖_p ≤ 1.

    Args:
        key: The key of the draw.
        samples: The number of steps.
        width: The latent dimension l.
        norm: The norm p: 1, 2 or ∞.
        kind: The type of floats.

    Returns:
        The steps, [samples, l].

    Examples:
        >>> lengths = lp_norms(unit_layer(jax.random.key(0), 20, 3, 2.0, np.float64), 2.0)
        >>> bool(lengths.min() >= 0.5), bool(lengths.max() <= 1.0)
        (True, True)
    """
    ways, lengths = drawn(key, samples, width, norm, kind)
    return lengths * ways / np.maximum(lp_norms(ways, norm)[:, None], np.finfo(kind).tiny)


def search(model: Model, batch: Batch, shared: Shared) -> Batch:
    """Find a small layer with accepted candidates, and cut these back towards the centre.

    Args:
        model: The model.
        batch: The instances and their latent points, with the ends of their searches.
        shared: The settings that all instances share.

    Returns:
        The batch with the radii, NaN where none was found, and two steps of each instance: the one whose change is
        cheapest, which the model only just accepts, and the candidate with the highest score, in case that rounding
        spoiled the first.

    Examples:
        >>> from jax.tree_util import Partial
        >>> from empirical.models.model import HostModel
        >>> model, layer = HostModel(lambda points: points[:, 0] - 1.0), np.array([[1.0], [-1.0]])
        >>> decode = Partial(lambda latent: jnp.append(latent, 1.0))
        >>> shared = Shared(decode, Space.unbounded(2), np.ones(2), 4.0, layer)
        >>> found = search(model, Batch(np.array([[0.0, 1.0]]), np.zeros((1, 1)), np.array([8.0])), shared)
        >>> found.radius.tolist(), found.steps.round(1).tolist()
        ([2.0], [[[1.0], [2.0]]])
    """
    stages = (Stage(_looked, 1), Stage(_in_layer, len(shared.layer)), Stage(_shortened, FINALISTS))
    return run(model, stages, batch, shared)


def reached(model: Model, x: np.ndarray, latent: np.ndarray, shared: Shared) -> tuple[np.ndarray, np.ndarray]:
    """Give the change that a latent point of each instance stands for, and ask the model about it.

    Args:
        model: The model.
        x: The instances, [b, k].
        latent: The latent points, [b, l].
        shared: The settings that all instances share.

    Returns:
        The changes [b, k], and whether the model accepts them, bool [b].

    Examples:
        >>> from jax.tree_util import Partial
        >>> from empirical.models.model import HostModel
        >>> model = HostModel(lambda points: points[:, 0] - 1.0)
        >>> decode = Partial(lambda latent: jnp.append(latent, 1.0))
        >>> layer = np.array([[1.0], [-1.0]])
        >>> shared = Shared(decode, Space.unbounded(2), np.ones(2), 4.0, layer)
        >>> changes, accepted = reached(model, np.array([[0.0, 1.0]]), np.array([[3.0]]), shared)
        >>> changes.tolist(), accepted.tolist()
        ([[3.0, 0.0]], [True])
    """
    changes = over_instances(lambda both: _change(*both, shared), (x, latent))
    return changes, where_known(model.scores, x + changes, x) > 0.0


def _looked(model: Any, batch: Batch, shared: Shared) -> Batch:
    def hit(batch: Batch, candidates: Any, radii: Any, asked: Any) -> Any:
        points = _points(batch, radii[:, None, None] * candidates[None], shared)
        return (Only(model, asked).scores(points) > 0.0).any(axis=1)

    return smallest_radii(model, hit, batch, shared)


def _in_layer(model: Any, batch: Batch, shared: Shared) -> Batch:
    steps = batch.radius[:, None, None] * shared.layer[None]
    steps, accepted = finalists(of_known_radius(model, batch).scores(_points(batch, steps, shared)), steps)
    return batch._replace(steps=steps, accepted=accepted)


def _shortened(model: Any, batch: Batch, shared: Shared) -> Batch:
    model = of_known_radius(model, batch)

    def cut(share: Any) -> Any:
        return share[:, :, None] * batch.steps

    whole = jnp.ones(batch.steps.shape[:2], batch.steps.dtype)
    steps = cut(shortest(model, lambda share: _points(batch, cut(share), shared), whole))
    changes = _changes(batch.x, batch.centre[:, None] + steps, shared)
    best = cheapest(traced_row_norms(changes * jnp.asarray(shared.cost_weights)[None, None]), batch.accepted)
    return batch._replace(steps=jnp.concatenate([pick(steps, best), batch.steps[:, :1]], axis=1), accepted=None)


def _points(batch: Batch, steps: Any, shared: Shared) -> Any:
    return batch.x[:, None] + _changes(batch.x, batch.centre[:, None] + steps, shared)


@jax.jit
def _change(x: Any, latent: Any, shared: Shared) -> Any:
    """Give the feasible change of each instance near one decoded point, [b, k]."""
    return _changes(x, latent[:, None], shared)[:, 0]


@jax.jit
def _changes(x: Any, latents: Any, shared: Shared) -> Any:
    """Give feasible changes of instances [b, k] near the decoded points of latent ones [b, q, l]."""

    def change(x: Any, latent: Any) -> Any:
        return nearest(x, shared.decode(latent) - x, shared.space, project=beside)

    return jax.vmap(jax.vmap(change, (None, 0)))(x, latents)
