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
from empirical.classifiers.bottlenecks import BottleneckNetwork, Bottlenecks
from empirical.classifiers.convolutions import ConvNetwork, Convolutions
from empirical.classifiers.network import ClassNetwork, losses
from empirical.classifiers.optimisers import ADAM, Optimiser, transformation
from empirical.data.classes import Classes
from empirical.errors import InputError
from empirical.models.several_classes import ClassModel
from empirical.programs import keep_few_programs


@dataclass(frozen=True)
class ClassTraining:
    """The settings by which a network of several classes is trained: cross-entropy, in mini-batches.

    Attributes:
        adversary: The attack on every batch, from a random start; ``NOBODY`` for standard training. Against an
            adversary the loss is that of the attacked instances alone (Senthilkumar 2024, Eq. 1).
        hidden: The widths of the hidden layers: 128 for images and 10 for California Housing in Senthilkumar 2024.
        epochs: The number of passes over the training instances.
        batch_size: The number of instances of a step.
        learning_rate: The learning rate.
        share: The share of each batch that is attacked, the rest staying as it is: one half in Hardy et al. 2023.
        optimiser: The optimiser.
        bottlenecks: The shape of a network of inverted bottlenecks, instead of ReLU layers of the widths ``hidden``.
        convolutions: The shape of a convolutional network of images, instead of either.
    """

    adversary: Adversary = NOBODY
    hidden: tuple[int, ...] = (128,)
    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 1e-3
    share: float = 1.0
    optimiser: Optimiser = ADAM
    bottlenecks: Bottlenecks | None = None
    convolutions: Convolutions | None = None

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
        if not 0.0 < self.share <= 1.0:
            raise InputError(f"share of attacked instances must be above 0 and at most 1, not {self.share:g}")


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
    """  # noqa: DOC502
    return ClassModel(train_network(data, training, key=key), data.classes)


def train_network(data: Classes, training: ClassTraining, *, key: Key[Array, ""]) -> Any:
    """Train a network as :func:`train_classifier` does, and give it as the tree of its weights.

    Args:
        data: The data.
        training: The settings.
        key: The key of the start, the batches and the starts of attacks.

    Returns:
        The network, from one instance to the logits of all classes.

    Raises:
        InputError: If training overflows.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.linspace(-1.0, 1.0, 64)[:, None], np.arange(64) // 32
        >>> data = Classes("made", ("-", "+"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> network = train_network(data, ClassTraining(hidden=(8,), epochs=1), key=jax.random.key(0))
        >>> [weights.shape for weights, _ in network.layers]
        [(8, 1), (2, 8)]
    """
    keep_few_programs()
    rows, labels = jnp.asarray(data.train), jnp.asarray(data.train_labels)
    network = _trained(
        rows, labels, box(data), key, training=training, classes=len(data.classes), shape=tuple(data.shape)
    )
    if not all(np.isfinite(part).all() for part in jax.tree.leaves(network)):
        raise InputError("training overflowed; lower learning_rate or epochs")
    return network


def _widths(hidden: tuple[int, ...]) -> list[tuple[str, int]]:
    return [("hidden", width) for width in hidden]


@partial(jax.jit, static_argnames=("training", "classes", "shape"))
def _trained(
    rows: Any, labels: Any, ends: Any, key: Any, *, training: ClassTraining, classes: int, shape: tuple[int, ...]
) -> Any:
    import optax

    count = len(rows)
    size = min(training.batch_size, count)
    batches = count // size  # the rest of an epoch's order is left out, other rows every time
    optimiser = transformation(training.optimiser, training.learning_rate, batches * training.epochs)
    start, order, noise = jax.random.split(key, 3)
    everywhere = jnp.ones(rows.shape[1:], bool)
    hit = max(1, round(training.share * size))  # a batch is in random order: its first rows are a random part of it

    def step(state: Any, batch: tuple[Any, Any]) -> tuple[Any, None]:
        network, memory = state
        places, own = batch
        starts = unit_changes(own, hit, norm=math.inf, free=everywhere)
        points = attacked(network, rows[places[:hit]], labels[places[:hit]], training.adversary, ends, starts)
        points = jnp.concatenate([jax.lax.stop_gradient(points), rows[places[hit:]]])
        slopes = jax.grad(_loss)(network, points, labels[places])
        with jax.numpy_dtype_promotion("standard"):  # optax takes a power of an integer
            updates, memory = optimiser.update(slopes, memory)
        return (optax.apply_updates(network, updates), memory), None

    def epoch(turn: Any, state: Any) -> Any:
        places = jax.random.permutation(jax.random.fold_in(order, turn), count)[: batches * size]
        keys = jax.random.split(jax.random.fold_in(noise, turn), batches)
        return jax.lax.scan(step, state, (places.reshape(batches, size), keys))[0]

    network = _initial(training, rows, classes, shape, start)
    return jax.lax.fori_loop(0, training.epochs, epoch, (network, optimiser.init(network)))[0]


def _initial(training: ClassTraining, rows: Any, classes: int, shape: tuple[int, ...], key: Any) -> Any:
    width, kind = rows.shape[1], rows.dtype
    if training.convolutions is not None:
        return ConvNetwork.initial(training.convolutions, shape, classes, kind=kind, key=key)
    if training.bottlenecks is not None:
        return BottleneckNetwork.initial(training.bottlenecks, width, classes, kind=kind, key=key)
    return ClassNetwork.initial((width, *training.hidden, classes), kind=kind, key=key)


def _loss(network: Any, points: Any, labels: Any) -> Any:
    return jnp.mean(losses(network, points, labels))
