"""Training as Senthilkumar 2024 writes it, and as the code that the author published does it.

The thesis writes Eq. 1, the loss of the attacked instances alone, and Eq. 3, steps that are projected onto the ball.
The published code (AdversarialRobustness.jl) adds the loss of the instances as they are. Its attack starts at normal
noise of a step's length, projects nothing, and stops for a whole batch where any entry of any instance leaves the ball.
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Key

from empirical.attacks import unit_changes
from empirical.classifiers.adversaries import Adversary, attacked, box
from empirical.classifiers.network import ClassNetwork, losses
from empirical.data.classes import Classes
from empirical.errors import InputError
from empirical.models.several_classes import ClassModel
from empirical.programs import keep_few_programs

LOSSES = ("attacked", "both")
"""Losses of training: of the attacked instances, or the sum of theirs and that of the instances as they are."""

ATTACKS = ("projected", "stopped")
"""Attacks of training: projected onto the ball, or stopped where a batch leaves it."""


@dataclass(frozen=True)
class Training:
    """How a network is trained: cross-entropy, by Adam in mini-batches.

    Attributes:
        adversary: The attack on every batch.
        loss: One of ``LOSSES``.
        attack: One of ``ATTACKS``.
        width: The width of the hidden layer.
        epochs: The number of passes over the training instances.
        batch_size: The number of instances of a step.
        learning_rate: The learning rate of Adam.
    """

    adversary: Adversary
    loss: str
    attack: str
    width: int
    epochs: int
    batch_size: int
    learning_rate: float


def train(data: Classes, training: Training, *, key: Key[Array, ""]) -> ClassModel:
    """Train a network with one hidden layer.

    Args:
        data: The data. Networks are computed in the type of their instances.
        training: The settings.
        key: The key of the start, of the batches and of the starts of attacks. Networks of one key have one start and
            see the batches in one order, whatever the adversary.

    Returns:
        The model.

    Raises:
        InputError: If training overflows.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.linspace(-1.0, 1.0, 64)[:, None], np.arange(64) // 32
        >>> data = Classes("made", ("-", "+"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> settings = Training(Adversary(0.1, 3, 0.05), "both", "stopped", 8, 50, 16, 0.05)
        >>> train(data, settings, key=jax.random.key(0)).predicted(np.array([[-0.5], [0.5]])).tolist()
        [0, 1]
    """
    keep_few_programs()
    rows, labels = jnp.asarray(data.train), jnp.asarray(data.train_labels)
    sizes = (rows.shape[1], training.width, len(data.classes))
    network = _trained(rows, labels, box(data), key, training=training, sizes=sizes)
    if not all(np.isfinite(part).all() for part in jax.tree.leaves(network)):
        raise InputError("training overflowed; lower learning_rate or epochs")
    return ClassModel(network, data.classes)


def stopped(network: Any, inputs: Any, labels: Any, adversary: Adversary, ends: tuple[Any, Any], noise: Any) -> Any:
    """Attack a batch as the published code does. JAX can trace this.

    Args:
        network: A function from one instance to its logits.
        inputs: The instances, [n, k].
        labels: Their classes, int [n].
        adversary: The attack.
        ends: The range of every column, as :func:`~empirical.classifiers.adversaries.box` gives it.
        noise: Standard normal draws, [n, k], of which the attack starts a step's length away.

    Returns:
        The points at which the attack stops: where any entry has moved by ε, or after the last step, [n, k].

    Examples:
        >>> inputs, ends = jnp.array([[0.5, 0.5]]), (jnp.zeros(2), jnp.ones(2))
        >>> attack = Adversary(0.2, 9, 0.15)
        >>> stopped(lambda x: 4.0 * x, inputs, jnp.array([0]), attack, ends, jnp.zeros((1, 2))).round(2).tolist()
        [[0.2, 0.8]]
    """
    if not adversary.steps:
        return inputs
    kind = inputs.dtype
    low, high = (jnp.asarray(end, kind)[None] for end in ends)
    size, epsilon = jnp.asarray(adversary.size, kind), jnp.asarray(adversary.epsilon, kind)

    def goes_on(state: Any) -> Any:
        points, done = state
        return (jnp.max(jnp.abs(points - inputs)) < epsilon) & (done < adversary.steps)

    def step(state: Any) -> Any:
        points, done = state
        slopes = jax.grad(lambda where: jnp.sum(losses(network, where, labels)))(points)
        return jnp.clip(points + size * jnp.sign(slopes), low, high), done + 1

    start = jnp.clip(inputs + size * noise.astype(kind), low, high)
    return jax.lax.while_loop(goes_on, step, (start, 0))[0]


@partial(jax.jit, static_argnames=("training", "sizes"))
def _trained(
    rows: Any, labels: Any, ends: Any, key: Any, *, training: Training, sizes: tuple[int, ...]
) -> ClassNetwork:
    import optax

    optimiser = optax.adam(training.learning_rate)
    count, kind = len(rows), rows.dtype
    size = min(training.batch_size, count)
    batches = count // size  # the rest of an epoch's order is left out, other rows every time
    start, order, noise = jax.random.split(key, 3)
    everywhere = jnp.ones(rows.shape[1:], bool)

    def points_of(network: Any, places: Any, own: Any) -> Any:
        if training.attack == "stopped":
            drawn = jax.random.normal(own, (size, rows.shape[1]), kind)
            return stopped(network, rows[places], labels[places], training.adversary, ends, drawn)
        starts = unit_changes(own, size, norm=math.inf, free=everywhere)
        return attacked(network, rows[places], labels[places], training.adversary, ends, starts)

    def loss(network: Any, points: Any, places: Any) -> Any:
        mean = jnp.mean(losses(network, points, labels[places]))
        if training.loss == "both" and training.adversary.steps:
            mean += jnp.mean(losses(network, rows[places], labels[places]))
        return mean

    def step(state: Any, batch: tuple[Any, Any]) -> tuple[Any, None]:
        network, memory = state
        places, own = batch
        points = jax.lax.stop_gradient(points_of(network, places, own))
        slopes = jax.grad(loss)(network, points, places)
        with jax.numpy_dtype_promotion("standard"):  # optax takes a power of an integer
            updates, memory = optimiser.update(slopes, memory)
        return (optax.apply_updates(network, updates), memory), None

    def epoch(turn: Any, state: Any) -> Any:
        places = jax.random.permutation(jax.random.fold_in(order, turn), count)[: batches * size]
        keys = jax.random.split(jax.random.fold_in(noise, turn), batches)
        return jax.lax.scan(step, state, (places.reshape(batches, size), keys))[0]

    network: Any = ClassNetwork.initial(sizes, kind=kind, key=start)
    return jax.lax.fori_loop(0, training.epochs, epoch, (network, optimiser.init(network)))[0]
