"""Points between an instance and a training instance: features are taken over one by one until the model accepts."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from empirical.batching import sizes_of_some
from empirical.data.space import Space
from empirical.models.model import Model, TracedModel
from empirical.numerics import traced_row_norms
from empirical.recourse.sampling.stages import Stage, compiled, pick, run
from empirical.recourse.taking_over import keep_relations, taken_over

REWARDS = ("sparsity", "proximity", "none")
"""Names of the rewards by which the next feature is chosen: how much the score rises, how much it rises for what the
change costs more, or none: all features are taken over at once."""

AT_ONCE = 16
"""Number of neighbours of an instance that are looked at together."""

WIDER = 4
"""Factor by which more neighbours are sorted where none of the nearer ones is usable."""

ENTRIES = 1 << 23
"""Largest number of differences between instances and neighbours that are held at once."""

ROUNDING = 1e-13
"""Rounding error of squared distances that are differences of squares, in units of these squares."""

SMALL = 1 << 20
"""Largest number of differences that are all computed, for one instance or few: finding the nearest ones costs more."""


class Batch(NamedTuple):
    """Instances, their neighbours, and what they have taken over.

    Attributes:
        x: The instances, [b, k].
        places: The rows of some neighbours in the reference, int [b, n].
        move: The change that takes over every feature of the neighbour that may be taken over, [b, k].
        taken: Whether each feature is taken over already, bool [b, f].
        done: Whether the neighbour is usable; then, whether the features taken over suffice; bool [b].
    """

    x: Any
    places: Any
    move: Any
    taken: Any
    done: Any


class Shared(NamedTuple):
    """The settings that all instances share.

    Attributes:
        space: What may change, and how far.
        cost_weights: The cost weights D, [k].
        reference: The training instances, [n, k], of which ``places`` names neighbours.
        features: The columns of every feature that may change, bool [f, k].
        per_cost: Whether the reward is the rise of the score divided by that of the cost.
    """

    space: Space
    cost_weights: Any
    reference: Any
    features: Any
    per_cost: Any


def nearest_first(
    inputs: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n k"], count: int
) -> tuple[Int[np.ndarray, "m c"], Int[np.ndarray, " m"]]:
    """Find the nearest rows of a reference, in ℓ₂; of rows that are equally near, the earlier ones come first.

    Args:
        inputs: The instances, [m, k], at least one.
        reference: The rows, at least ``count``.
        count: The number of neighbours.

    Returns:
        The places of the neighbours in the reference, the nearest first; and how many of them are certain for each
        instance: rows that are as near as the last one may be missing.

    Examples:
        >>> places, certain = nearest_first(np.array([[0.0]]), np.array([[3.0], [-1.0], [2.0]]), 3)
        >>> places.tolist(), certain.tolist()
        ([[1, 2, 0]], [3])
    """
    size = max(1, ENTRIES // (count * inputs.shape[1]))
    parts = [_sorted(inputs[start : start + size], reference, count) for start in range(0, len(inputs), size)]
    return np.concatenate([places for places, _ in parts]), np.concatenate([certain for _, certain in parts])


def _sorted(inputs: np.ndarray, reference: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    inputs, reference = inputs.astype(np.float64), reference.astype(np.float64)
    found = np.broadcast_to(np.arange(len(reference)), (len(inputs), len(reference)))
    some = found.size * inputs.shape[1] > SMALL and count < len(reference)
    if some:
        from sklearn.neighbors import NearestNeighbors

        neighbours = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(reference)
        found = np.sort(neighbours.kneighbors(inputs, return_distance=False), axis=1)
    steps = inputs[:, None] - reference[found]
    distances = np.einsum("mnk,mnk->mn", steps, steps)
    order = np.argsort(distances, axis=1, kind="stable")[:, :count]
    certain = np.full(len(inputs), count)
    if some:  # by differences of squares, whose rounding decides between ties
        rounding = ROUNDING * (np.square(inputs).sum(axis=1).max() + np.square(reference).sum(axis=1).max())
        certain = (distances < distances.max(axis=1, keepdims=True) - rounding).sum(axis=1)
    return np.take_along_axis(found, order, axis=1), certain


def in_order(
    inputs: Float[np.ndarray, "m k"], reference: Float[np.ndarray, "n k"], left: Callable[[], Any]
) -> Iterator[tuple[Any, Any]]:
    """Give the neighbours of instances, ``AT_ONCE`` at a time, the nearest first, for as long as anybody needs some.

    Args:
        inputs: The instances, [m, k].
        reference: The rows that are neighbours, at least one.
        left: A function that gives the instances that still need some.

    Yields:
        Rows of the inputs, [b], and the places of their next neighbours, [b, ``AT_ONCE``]; the last ones are repeated
        where no more are left.

    Examples:
        >>> reference = np.arange(20.0)[:, None]
        >>> [places[0, :3].tolist() for _, places in in_order(np.zeros((1, 1)), reference, lambda: np.arange(1))]
        [[0, 1, 2], [16, 17, 18]]
    """
    seen, count = np.zeros(len(inputs), np.int64), min(AT_ONCE, len(reference))
    while True:
        rows = left()
        size = max(1, ENTRIES // count)
        for some in (rows[start : start + size] for start in range(0, len(rows), size)):
            order, certain = nearest_first(inputs[some], reference, count)
            while (open_ := np.isin(some, left()) & (seen[some] < certain)).any():
                asked, last = some[open_], certain[open_][:, None] - 1
                places = np.minimum(seen[asked][:, None] + np.arange(AT_ONCE), last)
                seen[asked] = places[:, -1] + 1
                yield asked, np.take_along_axis(order[open_], places, axis=1)
        if count == len(reference):
            return
        count = min(WIDER * count, len(reference))


def usable(model: Model, batch: Batch, shared: Shared) -> Batch:
    """Find the first usable one of some neighbours of each instance.

    A neighbour is usable if the model accepts the instance with all features that it may take over, and relations
    between numbers are kept.

    Args:
        model: The model.
        batch: The instances with the places of neighbours.
        shared: The settings that all instances share.

    Returns:
        The batch with the move to this neighbour, and whether there is one.

    Examples:
        >>> from empirical.models.model import as_model
        >>> reference, both = np.array([[1.0, 0.0], [1.0, 3.0]]), np.eye(2, dtype=bool)
        >>> shared = Shared(Space.unbounded(2), np.ones(2), reference, both, False)
        >>> x, nothing = np.zeros((1, 2)), np.zeros((1, 2), bool)
        >>> start = Batch(x, np.array([[0, 1]]), x, nothing, np.zeros(1, bool))
        >>> usable(as_model(lambda point: point[1] - 2.0), start, shared).move.tolist()
        [[1.0, 3.0]]
    """
    return _run(model, Stage(_usable, batch.places.shape[1]), batch, shared)


def one_more(model: Model, batch: Batch, shared: Shared) -> Batch:
    """Take over one more feature, that of the greatest reward, of those that keep relations if there are such.

    Args:
        model: The model.
        batch: The instances with their moves.
        shared: The settings that all instances share.

    Returns:
        The batch with one more feature taken over, and whether the model accepts now and relations are kept.

    Examples:
        >>> from empirical.models.model import as_model
        >>> shared = Shared(Space.unbounded(2), np.ones(2), np.ones((1, 2)), np.eye(2, dtype=bool), False)
        >>> x, nothing = np.zeros((1, 2)), np.zeros((1, 2), bool)
        >>> start = Batch(x, np.zeros((1, 1), int), x + 1.0, nothing, np.ones(1, bool))
        >>> step = one_more(as_model(lambda point: point[0] + 2.0 * point[1] - 1.0), start, shared)
        >>> step.taken.tolist(), step.done.tolist()
        ([[False, True]], [True])
    """
    return _run(model, Stage(_one_more, len(shared.features)), batch, shared)


def _run(model: Model, stage: Stage, batch: Batch, shared: Shared) -> Batch:
    """Run a stage for those instances that still need it, fewer every time."""
    sizes = ()
    if isinstance(model, TracedModel):
        sizes = sizes_of_some(compiled, ((stage,), model.function, shared), batch)
    return run(model, (stage,), batch, shared, sizes)


def changes_of(batch: Batch, features: Any) -> Any:
    """Give the changes of the features that are taken over.

    Args:
        batch: The instances with their moves.
        features: The columns of every feature, bool [f, k].

    Returns:
        The changes, [b, k].

    Examples:
        >>> batch = Batch(None, None, np.array([[2.0, 3.0]]), np.array([[False, True]]), None)
        >>> changes_of(batch, np.eye(2, dtype=bool)).tolist()
        [[0.0, 3.0]]
    """
    xp = batch.move.__array_namespace__()
    return xp.where(xp.any(batch.taken[:, :, None] & xp.asarray(features)[None], axis=1), batch.move, 0.0)


def _usable(model: Any, batch: Batch, shared: Shared) -> Batch:
    others = jnp.asarray(shared.reference)[batch.places]
    moves = jax.vmap(jax.vmap(taken_over, (None, 0, None)), (0, 0, None))(batch.x, others, shared.space)
    good = (model.scores(batch.x[:, None] + moves) > 0.0) & keep_relations(batch.x, moves, shared.space)
    first = jnp.argmax(good, axis=1, keepdims=True)
    return batch._replace(move=pick(moves, first)[:, 0], done=jnp.any(good, axis=1))


def _one_more(model: Any, batch: Batch, shared: Shared) -> Batch:
    features, here = jnp.asarray(shared.features), changes_of(batch, shared.features)
    parts = jnp.where(features[None], batch.move[:, None], 0.0)
    points = jnp.concatenate([here[:, None], here[:, None] + parts], axis=1)
    scores = model.scores(batch.x[:, None] + points)
    kept = keep_relations(batch.x, points, shared.space)[:, 1:]
    now, then = scores[:, :1], scores[:, 1:]
    rise = then - jnp.where(jnp.isfinite(now), now, 0.0)
    reward = jnp.where(jnp.asarray(shared.per_cost), rise / _dearer(here, parts, shared), rise)
    most = jnp.finfo(reward.dtype)
    reward = jnp.nan_to_num(reward, nan=most.min, posinf=most.max, neginf=most.min)
    left = jnp.any(parts != 0.0, axis=2) & ~batch.taken
    keeping = left & kept
    choice = jnp.where(jnp.any(keeping, axis=1, keepdims=True), keeping, left)
    best = jnp.argmax(jnp.where(choice, reward, -jnp.inf), axis=1, keepdims=True)
    taken = batch.taken | (jnp.arange(len(features))[None] == best)
    return batch._replace(taken=taken, done=(pick(then, best)[:, 0] > 0.0) & pick(kept, best)[:, 0])


def _dearer(here: Any, parts: Any, shared: Shared) -> Any:
    """Give by how much each further feature makes a change dearer: ‖D(ζ + part)‖ − ‖Dζ‖, without cancellation."""
    weights = jnp.asarray(shared.cost_weights)
    before, own = traced_row_norms(here * weights[None])[:, None], traced_row_norms(parts * weights[None, None])
    after = traced_row_norms(jnp.stack([jnp.broadcast_to(before, own.shape), own], axis=2))
    return jnp.maximum(own * (own / jnp.maximum(after + before, jnp.finfo(own.dtype).tiny)), jnp.finfo(own.dtype).tiny)
