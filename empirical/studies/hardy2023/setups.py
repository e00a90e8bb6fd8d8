"""The two tasks of Hardy et al. 2023: their data, scaled, and how their networks are trained."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from empirical.classifiers import Adversary, Bottlenecks, ClassTraining, Optimiser
from empirical.data import Classes, Dataset, Feature, Space, split

CLASSES = ("unfavourable", "favourable")
"""Names of the two classes; recourses lead to the second."""

TRAINING_STEPS = 7
"""Steps of the attack in training [Madry et al. 2018]; the paper says none."""

STRIDE = 2.5
"""Length of all steps of an attack together, in radii."""

HELD_OUT = 7
"""One of as many images is a test image, the last ones: 1,000 of 7,000 in either class."""


class Prepared(NamedTuple):
    """A task, scaled.

    Attributes:
        classes: The training and test instances with their classes.
        space: What a recourse may change in the columns, and how far.
    """

    classes: Classes
    space: Space


@dataclass(frozen=True)
class Setup:
    """What the paper does with one data set.

    Attributes:
        prepare: A function from the data and a seed to the task.
        radius: The radius of the attacks in training.
        training: How networks are trained, without an attack.
        pictures: Whether instances are images, of which some are kept.
    """

    prepare: Callable[[Dataset, int], Prepared]
    radius: float
    training: ClassTraining
    pictures: bool = False


def attack_of(radius: float, steps: int) -> Adversary:
    """Give the attack of a number of steps that together are 2.5 radii long.

    Args:
        radius: The radius ε of the ball.
        steps: The number of steps.

    Returns:
        The attack.

    Examples:
        >>> attack_of(0.2, 10).size
        0.05
    """
    return Adversary(radius, steps, STRIDE * radius / steps)


def images(data: Dataset, seed: int) -> Prepared:
    """Take images as they are, in float32; the last ones are test images, whatever the seed.

    Args:
        data: Pixels from 0 to 1.
        seed: The seed, which is not used.

    Returns:
        The task, in which pixels may be anything from 0 to 1.

    Examples:
        >>> pixels, labels = np.tile([[0.0], [1.0]], (7, 1)), np.tile([-1.0, 1.0], 7)
        >>> task = images(Dataset("made", (Feature("pixel"),), pixels, labels, "bright", "made up", ""), 0)
        >>> len(task.classes.train), len(task.classes.test), task.classes.train.dtype.name
        (12, 2, 'float32')
    """
    del seed
    rows, count = data.values.astype(np.float32), len(data.labels) - len(data.labels) // HELD_OUT
    width = rows.shape[1]
    space = Space.unbounded(width)._replace(low=np.zeros(width), high=np.ones(width))
    return Prepared(_classes(data, (rows[:count], rows[count:]), np.split(data.labels, [count])), space)


def scaled_table(data: Dataset, seed: int) -> Prepared:
    """Scale numbers to 0–1 and draw a fifth of the rows as test instances.

    CARLA's scaling has the ends of all rows, this one those of the training rows. As in CARLA, a recourse may change
    all but immutable features, in both directions, and to numbers that are not whole.

    Args:
        data: The table.
        seed: The seed of the draw.

    Returns:
        The task.

    Examples:
        >>> values, labels = np.arange(20.0)[:, None], np.tile([-1.0, 1.0], 10)
        >>> task = scaled_table(Dataset("made", (Feature("age"),), values, labels, "old", "made up", ""), 0)
        >>> task.classes.train.shape, float(task.classes.train.max())
        ((16, 1), 1.0)
    """
    designs = split(data, seed=seed, scaling="minmax")
    space = designs.space
    columns = slice(0, len(space.low) - 1)  # all but the constant one, which networks with biases do without
    space = space._replace(
        low=space.low[columns],
        high=space.high[columns],
        direction=space.direction[columns],
        category=space.category[columns],
        actionable=space.actionable[columns],
        whole=None,
    )
    rows = designs.train[:, columns], designs.test[:, columns]
    return Prepared(_classes(data, rows, (designs.train_labels, designs.test_labels)), space)


def _classes(data: Dataset, rows: tuple[np.ndarray, np.ndarray], labels: Sequence[np.ndarray]) -> Classes:
    train, test = (np.asarray(part > 0.0).astype(np.int64) for part in labels)
    features = tuple(Feature(f"column {place}", low=0.0, high=1.0) for place in range(rows[0].shape[1]))
    return Classes(data.name, CLASSES, rows[0], train, rows[1], test, features, data.source)


SETUPS: Mapping[str, Setup] = MappingProxyType(
    {
        "fashion-tshirt-trouser": Setup(
            images,
            8.0 / 255.0,
            ClassTraining(
                epochs=40,
                batch_size=128,
                learning_rate=0.01,
                share=0.5,
                optimiser=Optimiser("sgd", cosine=True),
                bottlenecks=Bottlenecks(),
            ),
            pictures=True,
        ),
        "adult-carla": Setup(
            scaled_table,
            16.0 / 255.0,
            ClassTraining(
                hidden=(13, 9, 3),
                epochs=10,
                batch_size=1024,
                learning_rate=0.002,
                share=0.5,
                optimiser=Optimiser("rmsprop"),
            ),
        ),
    }
)
"""What the paper does with each data set [section 3]. The training of Adult's network is that of CARLA's examples: the
paper gives no more than its widths."""
