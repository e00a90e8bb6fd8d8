"""The convolutional networks of the study: their training, and a certified Lipschitz constant."""

from typing import Any

import equinox as eqx
import jax
import numpy as np

from empirical.classifiers import (
    Adversary,
    ClassTraining,
    ConvNetwork,
    Convolutions,
    affine_layers,
    train_network,
)
from empirical.classifiers.adversaries import NOBODY
from empirical.data.classes import Classes
from empirical.data.dataset import Feature
from empirical.data.split import Split
from empirical.lipschitz import Network, product_of_norms
from empirical.models.model import TracedModel
from empirical.numerics import EPS
from empirical.studies.tan2023.subject import Settings, Subject, kinked_subject
from empirical.studies.tan2023.tasks import Task, side_of

SHAPE = Convolutions(channels=(8, 16), kernel=4, dense=32)
"""The shape of a network: two convolutions with windows of 4 by 4 pixels and the stride 2, and a dense layer."""

STRIDE, ATTACK_STEPS = 2.5, 5
"""The length of all steps of an attack on a network in training, in radii, and their number."""

CLASSES = ("unfavourable", "favourable")
"""Names of the classes."""


def convolutional_subject(task: Task, settings: Settings) -> Subject:
    """Train a small convolutional network in float32; it is explained, and its constant certified, in float64.

    Args:
        task: The images.
        settings: The settings.

    Returns:
        The model with the product of the norms of its layers, which are written out as matrices.

    Examples:
        >>> from empirical.data import Feature
        >>> from empirical.studies.tan2023.tasks import image_task
        >>> from empirical.data.dataset import Dataset
        >>> pixels, labels = np.random.default_rng(0).uniform(size=(40, 144)), np.tile([-1.0, 1.0], 20)
        >>> names = tuple(Feature(f"pixel {place}", low=0.0, high=1.0) for place in range(144))
        >>> task = image_task(Dataset("made", names, pixels, labels, "bright", "made up", ""), 0)
        >>> convolutional_subject(task, Settings(0.0, 0, epochs=1)).curvature
        inf
    """
    classes = _classes(task.split)
    attack = Adversary(settings.epsilon, ATTACK_STEPS, STRIDE * settings.epsilon / ATTACK_STEPS)
    training = ClassTraining(
        adversary=attack if settings.epsilon else NOBODY,
        epochs=settings.epochs,
        convolutions=SHAPE,
    )
    network = train_network(classes, training, key=jax.random.key(settings.seed))
    network = jax.tree.map(lambda part: jax.numpy.asarray(part, float), network)
    *hidden, (weights, biases) = affine_layers(network)
    last = weights[1:] - weights[:1], biases[1:] - biases[:1]
    matrices, shifts = zip(*hidden, last, strict=True)
    steepest = float(product_of_norms(Network(matrices, shifts, np.ones(1)))) * (1.0 + 4.0 * EPS)
    return kinked_subject(TracedModel(ImageLogit(network)), steepest, settings)


class ImageLogit(eqx.Module):
    """The logit of the second of two classes, of a row of a design.

    Attributes:
        network: The network, of the pixels.
    """

    network: ConvNetwork

    def __call__(self, x: Any) -> Any:
        """Score one row, without its constant column.

        Args:
            x: The row.

        Returns:
            The difference of both logits.
        """
        logits = self.network(x[:-1])
        return logits[1] - logits[0]


def _classes(split: Split) -> Classes:
    rows, tests = (part[:, :-1].astype(np.float32) for part in (split.train, split.test))
    labels, known = ((part > 0.0).astype(np.int64) for part in (split.train_labels, split.test_labels))
    pixels = tuple(Feature(f"pixel {place}", low=0.0, high=1.0) for place in range(rows.shape[1]))
    shape = (side_of(rows.shape[1]),) * 2
    return Classes("images", CLASSES, rows, labels, tests, known, pixels, "the study's split", shape)
