"""Training of networks of several classes, on instances as they are or against an adversary."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Key

from empirical.attacks import unit_changes
from empirical.classifiers.adversaries import NOBODY, Adversary, attacked, box
from empirical.classifiers.network import ClassNetwork, losses
from empirical.data.classes import Classes
from empirical.errors import InputError
from empirical.models.several_classes import ClassModel
from empirical.programs import keep_few_programs


@dataclass(frozen=True)
class ClassTraining:
    """The settings by which a network of several classes is trained: cross-entropy, by Adam in mini-batches.

    Attributes:
        adversary: The attack on every batch, from a random start; ``NOBODY`` for standard training. Against an
            adversary the loss is that of the attacked instances alone (Senthilkumar 2024, Eq. 1).
        hidden: The widths of the hidden layers: 128 for images and 10 for California Housing in Senthilkumar 2024.
        epochs: The number of passes over the training instances.
        batch_size: The number of instances of a step.
        learning_rate: The learning rate of Adam.
    """

    adversary: Adversary = NOBODY
    hidden: tuple[int, ...] = (128,)
    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 1e-3

    def __post_init__(self) -> None:
        """Reject settings that no training can have.

        Raises:
            InputError: If a setting is out of range.
        """
        for name, value in (("epochs", self.epochs), ("batch_size", self.batch_size), *_widths(self.hidden)):
            if value < 1:
                raise InputError(f"{name} must be at least 1, not {value}")
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0.0):
            raise InputError(f"learning_rate must be finite and positive, not {self.learning_rate:g}")


def train_classifier(data: Classes, training: ClassTraining, *, key: Key[Array, ""]) -> ClassModel:
    """Train a network of several classes on the training instances.

    Networks are computed in the type of the instances: float32 for images, float64 for tables. Models of one key have
    one start and see the batches in one order, whatever the adversary.

    Args:
        data: The data.
        training: The settings.
        key: The key of the start, the batches and the starts of attacks.

    Returns:
        The model.

    Raises:
        InputError: If training overflows.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.linspace(-1.0, 1.0, 64)[:, None], np.arange(64) // 32
        >>> data = Classes("made", ("-", "+"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> settings = ClassTraining(hidden=(8,), epochs=50, batch_size=16, learning_rate=0.05)
        >>> train_classifier(data, settings, key=jax.random.key(0)).predicted(np.array([[-0.5], [0.5]])).tolist()
        [0, 1]
    """
    keep_few_programs()
    rows, labels = jnp.asarray(data.train), jnp.asarray(data.train_labels)
    sizes = (rows.shape[1], *training.hidden, len(data.classes))
    network = _trained(rows, labels, box(data), key, training=training, sizes=sizes)
    if not all(np.isfinite(part).all() for part in jax.tree.leaves(network)):
        raise InputError("training overflowed; lower learning_rate or epochs")
    return ClassModel(network, data.classes)


def _widths(hidden: tuple[int, ...]) -> list[tuple[str, int]]:
    return [("hidden", width) for width in hidden]


@partial(jax.jit, static_argnames=("training", "sizes"))
def _trained(
    rows: Any, labels: Any, ends: Any, key: Any, *, training: ClassTraining, sizes: tuple[int, ...]
) -> ClassNetwork:
    import optax

    optimiser = optax.adam(training.learning_rate)
    count, kind = len(rows), rows.dtype
    size = min(training.batch_size, count)
    batches = count // size  # the rest of an epoch's order is left out, other rows every time
    start, order, noise = jax.random.split(key, 3)
    everywhere = jnp.ones(rows.shape[1:], bool)

    def step(state: Any, batch: tuple[Any, Any]) -> tuple[Any, None]:
        network, memory = state
        places, own = batch
        starts = unit_changes(own, size, norm=math.inf, free=everywhere)
        points = attacked(network, rows[places], labels[places], training.adversary, ends, starts)
        slopes = jax.grad(_loss)(network, jax.lax.stop_gradient(points), labels[places])
        with jax.numpy_dtype_promotion("standard"):  # optax takes a power of an integer
            updates, memory = optimiser.update(slopes, memory)
        return (optax.apply_updates(network, updates), memory), None

    def epoch(turn: Any, state: Any) -> Any:
        places = jax.random.permutation(jax.random.fold_in(order, turn), count)[: batches * size]
        keys = jax.random.split(jax.random.fold_in(noise, turn), batches)
        return jax.lax.scan(step, state, (places.reshape(batches, size), keys))[0]

    network: Any = ClassNetwork.initial(sizes, kind=kind, key=start)
    return jax.lax.fori_loop(0, training.epochs, epoch, (network, optimiser.init(network)))[0]


def _loss(network: ClassNetwork, points: Any, labels: Any) -> Any:
    return jnp.mean(losses(network, points, labels))
