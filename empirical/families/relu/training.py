"""Pairs of ReLU networks, natural and adversarially trained, that differ in ε alone; whole grids of them at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from empirical.attacks import Ball, pgd, unit_changes
from empirical.checkpoints import Checkpoint, without_checkpoints
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.families.class_weights import loss_weights
from empirical.families.logistic_end import LogisticEnd, logistic_end
from empirical.families.relu.network import MLP, ReluModel
from empirical.families.relu.settings import ReluGrid
from empirical.models.pair import Pair
from empirical.numerics import in_precision
from empirical.programs import keep_few_programs
from empirical.tree_checkpoints import keep_tree

AT_ONCE = {"cpu": 1}
"""Number of networks that train side by side, by kind of machine; all of them on others. On CPUs the weights of one,
with their slopes and Adam's memory, stay in the cache. Those of many do not: networks of Adult train two to five times
as fast one after the other."""

PRECISION = np.float32
"""The numbers of training, 1.4 times as fast as float64: mini-batches move weights by far more than rounding does. What
is asked of a network that is trained is computed in float64."""


class _Data(NamedTuple):
    """Training instances, their labels, the weights of their losses, and the columns under attack."""

    inputs: Any
    labels: Any
    weights: Any
    attacked: Any


@dataclass(frozen=True, eq=False)
class TrainedReluModel(ReluModel):
    """A ReLU network with what it was trained on.

    Attributes:
        split: The data.
        weights: The weights of the losses of the training instances, [n].
    """

    split: Split
    weights: Float[np.ndarray, " n"]

    @cached_property
    def linear_end(self) -> LogisticEnd:
        """The end of training of a linear model on the same instances."""
        return logistic_end(self.split.train, self.split.train_labels, self.weights)


class _Descent(NamedTuple):
    """The numbers that decide the descent: training with other values needs no new compilation."""

    learning_rate: Any
    epochs: Any
    attack_steps: Any


def train_relu_grid(
    splits: Mapping[int, Split], grid: ReluGrid, checkpoint: Checkpoint = without_checkpoints
) -> Iterator[Pair]:
    """Train all pairs of a grid in one program. Needs float64.

    Adam on the mean logistic loss of mini-batches, each attacked by PGD from random starts (Madry et al. 2018). All
    models of a seed have one start, one order of mini-batches, and one draw of starts in the unit ball.

    Args:
        splits: The data of every seed, all of one shape.
        grid: The settings of all pairs.
        checkpoint: The store of finished work; all of it is one checkpoint.

    Yields:
        A pair for each of ``grid.trainings()``, in that order. All pairs of a seed share one natural model, which is
        also the robust model of ε = 0.

    Raises:
        RuntimeError: If JAX runs without float64.
        InputError: If training overflowed.

    Examples:
        >>> from empirical.data import load, split
        >>> grid = ReluGrid(epsilons=(0.0, 0.1), width=2, depth=1, epochs=1, batch_size=400, attack_steps=1)
        >>> pairs = list(train_relu_grid({0: split(load("breast-cancer"), seed=0)}, grid))
        >>> [pair.robust is pair.natural for pair in pairs]
        [True, False]
    """  # noqa: DOC502
    if not jax.config.read("jax_enable_x64"):
        raise RuntimeError("training needs float64: call jax.config.update('jax_enable_x64', True) first")
    keep_few_programs()
    # The natural models are the first lane: ε = 0 from another program would differ from them in the last bits.
    epsilons = (0.0, *(epsilon for epsilon in grid.epsilons if epsilon))
    chosen = [splits[seed] for seed in grid.seeds]
    data = _Data(
        np.stack([split.train for split in chosen]),
        np.stack([split.train_labels for split in chosen]),
        np.stack([loss_weights(grid.class_weights, split.train_labels) for split in chosen]),
        np.stack([split.attacked for split in chosen]),
    )
    train = partial(
        _train_all,
        in_precision(PRECISION, data),
        np.array(grid.seeds, np.uint32),
        np.array(epsilons, PRECISION),
        _Descent(np.array(grid.learning_rate, PRECISION), grid.epochs, grid.attack_steps),
        norm=grid.norm,
        shape=(grid.width, grid.depth),
        batch_size=grid.batch_size,
        at_once=AT_ONCE.get(jax.default_backend(), len(grid.seeds) * len(epsilons)),
    )
    networks: MLP = keep_tree(
        checkpoint, ("ReLU networks in float32",), train, like=_untrained(data.inputs.shape[2], grid)
    )

    @cache
    def model(seed: int, epsilon: float) -> TrainedReluModel:
        place = grid.seeds.index(seed), epsilons.index(epsilon)
        network = jax.tree.map(lambda part: jnp.asarray(part[place]), networks)
        if not all(jnp.isfinite(part).all() for part in jax.tree.leaves(network)):
            which = "robust" if epsilon else "non-robust"
            raise InputError(f"training of the {which} model overflowed; lower learning-rate, epochs or epsilon")
        return TrainedReluModel(network, splits[seed], data.weights[place[0]])

    for training in grid.trainings():
        natural, robust = (model(training.seed, epsilon) for epsilon in (0.0, training.epsilon))
        yield Pair(splits[training.seed], natural, robust, training)


def _untrained(columns: int, grid: ReluGrid) -> MLP:
    """Give a network of the structure that a grid asks for, with shapes for arrays."""
    draw = partial(MLP.initial, columns - 1, width=grid.width, depth=grid.depth)
    return jax.eval_shape(lambda key: draw(key=key), jax.random.key(0))


@partial(jax.jit, static_argnames=("norm", "shape", "batch_size", "at_once"))
def _train_all(
    data: _Data,
    seeds: Any,
    epsilons: Any,
    descent: _Descent,
    *,
    norm: float,
    shape: tuple[int | None, int],
    batch_size: int,
    at_once: int,
) -> MLP:
    """Networks by seed and ε."""
    import optax

    optimiser = optax.adam(descent.learning_rate)
    (width, depth), (count, columns), precision = shape, data.inputs.shape[1:], data.inputs.dtype.type
    size = min(batch_size, count)
    batches = count // size  # the rest of an epoch's order is left out, other rows every time

    def network_of(one: tuple[Any, Any]) -> MLP:
        place, epsilon = one
        given, seed = jax.tree.map(lambda part: part[place], data), seeds[place]
        start, order, noise = jax.random.split(jax.random.key(seed), 3)
        ball, attack_steps = Ball(epsilon, norm, given.attacked), jnp.where(epsilon > 0.0, descent.attack_steps, 0)

        def step(state: Any, batch: tuple[Any, Any]) -> tuple[Any, None]:
            network, memory = state
            rows, key = batch
            points, targets = given.inputs[rows], given.labels[rows]
            starts = unit_changes(key, size, norm=norm, free=given.attacked)[None].astype(points.dtype)
            points = pgd(jax.vmap(network), points, targets, ball, steps=attack_steps, starts=starts).points
            slopes = jax.grad(_loss)(network, jax.lax.stop_gradient(points), targets, given.weights[rows])
            with jax.numpy_dtype_promotion("standard"):  # optax takes a power of an integer
                updates, memory = optimiser.update(slopes, memory)
            return (optax.apply_updates(network, updates), memory), None

        def epoch(turn: Any, state: Any) -> Any:
            rows = jax.random.permutation(jax.random.fold_in(order, turn), count)[: batches * size]
            keys = jax.random.split(jax.random.fold_in(noise, turn), batches)
            return jax.lax.scan(step, state, (rows.reshape(batches, size), keys))[0]

        network: Any = in_precision(precision, MLP.initial(columns - 1, width=width, depth=depth, key=start))
        return jax.lax.fori_loop(0, descent.epochs, epoch, (network, optimiser.init(network)))[0]

    places, radii = jnp.repeat(jnp.arange(len(seeds)), len(epsilons)), jnp.tile(epsilons, len(seeds))
    networks = jax.lax.map(network_of, (places, radii), batch_size=at_once)
    grouped = jax.tree.map(lambda part: part.reshape(len(seeds), len(epsilons), *part.shape[1:]), networks)
    return in_precision(np.float64, grouped)


def _loss(network: MLP, points: Any, labels: Any, weights: Any) -> Any:
    """Compute the weighted mean of logistic losses."""
    return jnp.mean(weights * jax.nn.softplus(-labels * jax.vmap(network)(points)))
