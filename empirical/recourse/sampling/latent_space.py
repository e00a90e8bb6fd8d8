"""Candidates in the latent space of an autoencoder: which a score accepts, and what is left of steps that are cut back.

A latent point stands for what a person can do of its decoded point: nothing in columns that are not actionable, numbers
within their ranges, categories as decoded, between 0 and 1, or at their nearest level. All of this but the levels moves
no two points farther apart: what is reached is as Lipschitz in the latent point as the decoder.
"""

import math
from functools import partial
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances
from empirical.data.split import Space
from empirical.models.model import Model
from empirical.numerics import lp_norms, traced_row_norms, where_known
from empirical.recourse.feasibility import nearest
from empirical.recourse.sampling.stages import FINALISTS, cheapest, finalists, pick, run, shortest

WAYS = {
    1.0: jax.random.laplace,
    2.0: jax.random.normal,
    math.inf: partial(jax.random.uniform, minval=-1.0, maxval=1.0),
}
"""By p: draws whose directions, lengths in ℓ_p taken away, are those of points uniform in an ℓ_p ball."""


@runtime_checkable
class Autoencoder(Protocol):
    """What maps one instance to a latent point and back, in JAX: an equinox module, or anything else with these."""

    def encode(self, x: Any, /) -> Any:
        """The latent point of an instance.

        Args:
            x: [k].

        Returns:
            z, [l].
        """
        ...

    def decode(self, z: Any, /) -> Any:
        """The instance of a latent point.

        Args:
            z: [l].

        Returns:
            [k].
        """
        ...


class Batch(NamedTuple):
    """Instances, and where their search stands.

    Attributes:
        x: [b, k].
        centre: Their latent points, [b, l].
        radius: Of the layer, [b].
        steps: Candidates less the centre, [b, q, l].
        accepted: Which of them the score accepts, bool [b, q].
    """

    x: Any
    centre: Any
    radius: Any
    steps: Any = None
    accepted: Any = None


class Shared(NamedTuple):
    """What the instances have in common.

    Attributes:
        decode: From a latent point to an instance, a pytree of arrays.
        space: What may change, and how far.
        cost_weights: D, [k].
        layer: Candidates of radius 1, as steps, [n, l].
    """

    decode: Any
    space: Space
    cost_weights: Any
    layer: Any


def soft(space: Space) -> Space:
    """A space in which the columns of categories are numbers between 0 and 1.

    Args:
        space: The space.

    Returns:
        The wider one.
    """
    number = space.category < 0
    return space._replace(
        low=np.where(number, space.low, 0.0).astype(space.low.dtype),
        high=np.where(number, space.high, 1.0).astype(space.high.dtype),
        direction=np.where(number, space.direction, 0),
        category=np.full_like(space.category, -1),
        levels=np.full((0, 1), -1),
    )


def unit_layer(key: Any, samples: int, width: int, norm: float, kind: Any) -> np.ndarray:
    """Steps u, any way, with ½ ≤ ‖u‖_p ≤ 1.

    Args:
        key: Decides them.
        samples: How many.
        width: l.
        norm: p: 1, 2 or ∞.
        kind: Type of floats.

    Returns:
        [samples, l].
    """
    of_ways, of_lengths = jax.random.split(key)
    ways = np.asarray(WAYS[norm](of_ways, (samples, width), kind))
    lengths = np.asarray(jax.random.uniform(of_lengths, (samples, 1), kind, 0.5, 1.0))
    return lengths * ways / np.maximum(lp_norms(ways, norm)[:, None], np.finfo(kind).tiny)


def in_layer(model: Model, batch: Batch, shared: Shared) -> Batch:
    """The accepted ones with the highest scores, of the candidates in a layer; rejected ones after them.

    Args:
        model: The model.
        batch: Instances, latent points and radii.
        shared: What they have in common.

    Returns:
        The batch with these steps.
    """
    return run(model, _in_layer, len(shared.layer), batch, shared)


def shortened(model: Model, batch: Batch, shared: Shared) -> Batch:
    """The cheapest of the accepted candidates, cut back towards the centre to where they are only just accepted.

    Args:
        model: The model.
        batch: Instances with candidates.
        shared: What they have in common.

    Returns:
        The batch with this step alone.
    """
    return run(model, _shortened, FINALISTS, batch, shared)


def reached(model: Model, x: np.ndarray, latent: np.ndarray, shared: Shared) -> tuple[np.ndarray, np.ndarray]:
    """What a latent point of each instance stands for.

    Args:
        model: The model.
        x: Instances, [b, k].
        latent: [b, l].
        shared: What they have in common.

    Returns:
        Changes [b, k], and whether the score accepts them, bool [b].
    """
    changes = over_instances(lambda both: _changes(both[0], both[1][:, None], shared)[:, 0], (x, latent))
    return changes, where_known(model.scores, x + changes, x) > 0.0


def _in_layer(model: Any, batch: Batch, shared: Shared) -> Batch:
    steps = batch.radius[:, None, None] * shared.layer[None]
    steps, accepted = finalists(model.scores(_points(batch, steps, shared)), steps)
    return batch._replace(steps=steps, accepted=accepted)


def _shortened(model: Any, batch: Batch, shared: Shared) -> Batch:
    def cut(share: Any) -> Any:
        return share[:, :, None] * batch.steps

    whole = jnp.ones(batch.steps.shape[:2], batch.steps.dtype)
    steps = cut(shortest(model, lambda share: _points(batch, cut(share), shared), whole))
    changes = _changes(batch.x, batch.centre[:, None] + steps, shared)
    best = cheapest(traced_row_norms(changes * jnp.asarray(shared.cost_weights)[None, None]), batch.accepted)
    return batch._replace(steps=pick(steps, best), accepted=pick(batch.accepted, best))


def _points(batch: Batch, steps: Any, shared: Shared) -> Any:
    return batch.x[:, None] + _changes(batch.x, batch.centre[:, None] + steps, shared)


@jax.jit
def _changes(x: Any, latents: Any, shared: Shared) -> Any:
    """What instances [b, k] can do of the decoded points of latent ones [b, q, l]."""

    def one(x: Any, latent: Any) -> Any:
        return nearest(x, shared.decode(latent) - x, shared.space)

    return jax.vmap(jax.vmap(one, (None, 0)))(x, latents)
