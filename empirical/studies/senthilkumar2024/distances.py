"""How far the recourses of the thesis are from the data of their class, and from what the model expects of it."""

from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Float, Int, Key

from empirical.data.classes import Classes
from empirical.metrics import implausibility, ssim_distance, unfaithfulness
from empirical.metrics.implausibility import euclidean
from empirical.metrics.ssim import Distance
from empirical.models.several_classes import ClassModel
from empirical.recourse.sampling.sgld import generated
from empirical.studies.senthilkumar2024.similarity import nearest_images


def distance_of(data: Classes) -> Distance:
    """Choose the distance: 1 − SSIM between images, ℓ₂ between rows of a table.

    Args:
        data: The data.

    Returns:
        The distance.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.zeros((2, 1)), np.array([0, 1])
        >>> distance_of(Classes("made", ("a", "b"), rows, labels, rows, labels, (Feature("x"),), "made up")).__name__
        'euclidean'
    """
    return ssim_distance(data.shape) if data.shape else euclidean


class Measured(NamedTuple):
    """How implausible recourses are, NaN without a recourse: mean distances to instances of the class.

    Attributes:
        nearest: To the nearest ones (Eq. 5), [m].
        everywhere: Between images, by the SSIM over the windows around all pixels, [m]; else the same.
        drawn: To as many that are not the nearest, [m].
        drawn_everywhere: To these, as ``everywhere``, [m].
    """

    nearest: Float[np.ndarray, " m"]
    everywhere: Float[np.ndarray, " m"]
    drawn: Float[np.ndarray, " m"]
    drawn_everywhere: Float[np.ndarray, " m"]


def measured(
    data: Classes, points: Float[np.ndarray, "m k"], targets: Int[np.ndarray, " m"], neighbours: int
) -> Measured:
    """Measure how implausible recourses are: over the nearest instances of the class, and over as many drawn ones.

    Args:
        data: The data, whose training instances are compared with; they are in no order.
        points: The recourses; NaN where there is none.
        targets: The class of each, int [m].
        neighbours: The number of neighbours.

    Returns:
        The mean distances.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.array([[9.0], [1.0], [2.0]]), np.array([0, 0, 1])
        >>> made = Classes("made", ("a", "b"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> [value.tolist() for value in measured(made, np.array([[0.0]]), np.array([0]), 1)]
        [[1.0], [1.0], [9.0], [9.0]]
    """
    found = np.full((4, len(points)), np.nan)
    for target in np.unique(targets):
        rows, reference = np.flatnonzero(targets == target), data.of(int(target))
        if data.shape:
            found[:, rows] = nearest_images(points[rows], reference, data.shape, neighbours)
        else:
            found[:2, rows] = implausibility(points[rows], reference, neighbours=neighbours)
            found[2:, rows] = implausibility(points[rows], reference[:neighbours], neighbours=neighbours)
    return Measured(*found)


def samples_of(model: ClassModel, data: Classes, count: int, steps: int, *, key: Key[Array, ""]) -> list[np.ndarray]:
    """Generate samples that the model expects of every class, in the range of every column.

    Args:
        model: The model.
        data: The data.
        count: The number of samples of a class.
        steps: The number of steps of a chain.
        key: The key of the chains.

    Returns:
        The samples of each class, [count, k].

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.array([[0.0], [1.0]]), np.array([0, 1])
        >>> made = Classes("made", ("a", "b"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> model = ClassModel(lambda x: 9.0 * jax.numpy.concatenate([-x, x]), made.classes)
        >>> [float(one.mean().round(1)) for one in samples_of(model, made, 2, 50, key=jax.random.key(0))]
        [0.0, 1.0]
    """
    low, high = data.train.min(axis=0), data.train.max(axis=0)
    places = range(len(data.classes))
    keys = jax.random.split(key, len(places))
    return [
        generated(model.towards(place), low, high, count=count, steps=steps, key=own)
        for place, own in zip(places, keys, strict=True)
    ]


def faithfulness(
    data: Classes, points: Float[np.ndarray, "m k"], targets: Int[np.ndarray, " m"], samples: list[np.ndarray]
) -> Float[np.ndarray, " m"]:
    """Measure how far recourses are from what the model itself expects of their classes.

    Args:
        data: The data.
        points: The recourses.
        targets: The class of each, int [m].
        samples: The samples of each class.

    Returns:
        The mean distances; NaN without a recourse.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.array([[0.0], [1.0]]), np.array([0, 1])
        >>> made = Classes("made", ("a", "b"), rows, labels, rows, labels, (Feature("x"),), "made up")
        >>> faithfulness(made, rows, labels, [np.ones((2, 1)), np.ones((2, 1))]).tolist()
        [1.0, 0.0]
    """
    found = np.full(len(points), np.nan)
    for target in np.unique(targets):
        rows = np.flatnonzero(targets == target)
        found[rows] = unfaithfulness(points[rows], samples[target], distance=distance_of(data))
    return found
