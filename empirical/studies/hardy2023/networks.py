"""The naturally and the adversarially trained network of a task, and how susceptible they are to attacks."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Key

from empirical.attacks import Ball, pgd, unit_changes
from empirical.batching import over_instances
from empirical.classifiers import ClassTraining, accuracy, train_classifier
from empirical.classifiers.adversaries import NOBODY
from empirical.data import Classes
from empirical.models.several_classes import ClassModel
from empirical.studies.hardy2023.setups import CLASSES, TRAINING_STEPS, Setup, attack_of

TRAININGS = ("natural", "adversarial")
"""How the two networks of a task are trained."""


class Trained(NamedTuple):
    """A network.

    Attributes:
        model: The network.
        seconds: The seconds of its training, those of compilation among them.
    """

    model: ClassModel
    seconds: float

    @property
    def accepts(self) -> Any:
        """The binary model that accepts where the network predicts the favourable class."""
        return self.model.towards(CLASSES[1])


@dataclass(frozen=True)
class Changes:
    """What an option changes in the training of both networks.

    Attributes:
        epochs: The number of epochs; 0 for the number that the setup has.
        expansion: The expansion ratio of bottlenecks, where the network has some.
        residual: Whether their blocks add their result to their input.
        momentum: The momentum of SGD, where networks are trained by it.
    """

    epochs: int = 0
    expansion: int = 4
    residual: bool = False
    momentum: float = 0.0

    def applied(self, training: ClassTraining) -> ClassTraining:
        """Change the settings of a training.

        Args:
            training: The settings.

        Returns:
            The settings as the options have them.
        """
        if self.epochs:
            training = replace(training, epochs=self.epochs)
        if training.optimiser.name == "sgd":
            training = replace(training, optimiser=replace(training.optimiser, momentum=self.momentum))
        shape = training.bottlenecks
        if shape is None:
            return training
        return replace(training, bottlenecks=replace(shape, expansion=self.expansion, residual=self.residual))


def trained(setup: Setup, classes: Classes, changes: Changes, *, key: Key[Array, ""]) -> dict[str, Trained]:
    """Train both networks of a task, from the same start and on the same batches.

    Args:
        setup: The setup.
        classes: The instances.
        changes: The changes to the setup.
        key: The key of the training.

    Returns:
        The networks by how they were trained.

    Raises:
        InputError: If training overflows.

    Examples:
        >>> from empirical.data import Feature
        >>> from empirical.studies.hardy2023.setups import SETUPS
        >>> rows, labels = np.linspace(0.0, 1.0, 64)[:, None], np.arange(64) // 32
        >>> data = Classes("made", CLASSES, rows, labels, rows, labels, (Feature("x", low=0.0, high=1.0),), "made up")
        >>> list(trained(SETUPS["adult-carla"], data, Changes(epochs=1), key=jax.random.key(0)))
        ['natural', 'adversarial']
    """  # noqa: DOC502
    training, found = changes.applied(setup.training), {}
    for name, adversary in zip(TRAININGS, (NOBODY, attack_of(setup.radius, TRAINING_STEPS)), strict=True):
        start = time.perf_counter()
        model = train_classifier(classes, replace(training, adversary=adversary), key=key)
        found[name] = Trained(model, time.perf_counter() - start)
    return found


class Search(NamedTuple):
    """The attack by which susceptibility is measured.

    Attributes:
        steps: The number of steps from each start.
        starts: The number of random starts.
    """

    steps: int
    starts: int


USUAL_ATTACK = "20 steps"
"""Name of the attack of the study."""

ATTACKS: Mapping[str, Search] = MappingProxyType(
    {USUAL_ATTACK: Search(20, 1), "1 step": Search(1, 1), "20 steps, 5 starts": Search(20, 5)}
)
"""Attacks by name. The paper says nothing of its own: the first one is that of the study, the others show how much it
matters; a single step is as long as the radius, as that of the fast gradient sign method."""


class Attacked(NamedTuple):
    """What an attack on test instances found.

    Attributes:
        points: The points of lowest margin, [n, k].
        flipped: Whether the prediction there is another one than at the instance, bool [n].
        susceptible: Whether it is, of an instance that is classified rightly, bool [n].
    """

    points: Float[np.ndarray, "n k"]
    flipped: Bool[np.ndarray, " n"]
    susceptible: Bool[np.ndarray, " n"]


def attacked(
    model: Any,
    inputs: Float[np.ndarray, "n k"],
    labels: Bool[np.ndarray, " n"],
    *,
    radius: float,
    search: Search,
    key: Key[Array, ""],
) -> Attacked:
    """Attack the prediction of instances within an ℓ∞ ball and the box from 0 to 1.

    Args:
        model: The binary model, as JAX traces it.
        inputs: The instances.
        labels: Whether each has the favourable label.
        radius: The radius of the ball.
        search: The attack.
        key: The key of the random starts.

    Returns:
        What it found.

    Examples:
        >>> from empirical.models.model import as_model
        >>> model, inputs = as_model(lambda x: x[0] - 0.5), np.array([[0.45], [0.2]])
        >>> search, key = Search(5, 1), jax.random.key(0)
        >>> attacked(model, inputs, np.zeros(2, bool), radius=0.1, search=search, key=key).susceptible.tolist()
        [True, False]
    """
    predicted = np.asarray(model.scores(inputs)) > 0.0
    signs = np.where(predicted, 1.0, -1.0).astype(inputs.dtype)
    kind = inputs.dtype.type
    attack = partial(_lowest, model.function, kind(radius), key, search=search)
    points, margins = over_instances(lambda rows: attack(*rows), (inputs, signs))
    flipped = np.where(predicted, margins <= 0.0, margins < 0.0)
    return Attacked(points, flipped, flipped & (predicted == labels))


@partial(jax.jit, static_argnames=("search",))
def _lowest(function: Any, radius: Any, key: Any, inputs: Any, signs: Any, *, search: Search) -> tuple[Any, Any]:
    everywhere = jnp.ones(inputs.shape[1], bool)
    ball = Ball(radius, float("inf"), everywhere, jnp.zeros((1, 1), inputs.dtype), jnp.ones((1, 1), inputs.dtype))
    starts = unit_changes(key, search.starts, norm=float("inf"), free=everywhere).astype(inputs.dtype)[:, None]
    found = pgd(jax.vmap(function), inputs, signs, ball, steps=search.steps, starts=starts)
    return found.points, found.margins


def model_rows(
    networks: Mapping[str, Trained], classes: Classes, radii: tuple[float, ...], *, key: Key[Array, ""]
) -> list[dict[str, Any]]:
    """Measure accuracy and susceptibility of both networks.

    Args:
        networks: The networks by how they were trained.
        classes: The instances.
        radii: The radii of the attacks.
        key: The key of their random starts.

    Returns:
        A row for each network, radius and attack.

    Examples:
        >>> from empirical.data import Feature
        >>> rows, labels = np.array([[0.2], [0.45], [0.9]]), np.array([0, 0, 1])
        >>> data = Classes("made", CLASSES, rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> network = Trained(ClassModel(lambda x: jnp.stack([0.5 - x[0], x[0] - 0.5]), CLASSES), 0.0)
        >>> found = model_rows({"natural": network}, data, (0.1,), key=jax.random.key(0))
        >>> found[0]["accuracy"], round(found[0]["susceptibility"], 3)
        (1.0, 0.333)
    """
    found = []
    for name, network in networks.items():
        known = {
            "training": name,
            "accuracy": accuracy(network.model, classes.test, classes.test_labels),
            "train_accuracy": accuracy(network.model, classes.train, classes.train_labels),
            "seconds": network.seconds,
        }
        for radius, (attack, search) in product(radii, ATTACKS.items()):
            labels = classes.test_labels == 1
            hit = attacked(network.accepts, classes.test, labels, radius=radius, search=search, key=key)
            shares = {"flipped": float(hit.flipped.mean()), "susceptibility": float(hit.susceptible.mean())}
            found.append({**known, "radius": radius, "attack": attack, **shares})
    return found
