"""The tasks of the study: data as designs, the people who are explained, groups of columns, and references."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from empirical.data.dataset import Dataset
from empirical.data.encoding import encoding
from empirical.data.split import Split, split
from empirical.explanations import pixel_squares

SIDE, COARSE_SIDE = 4, 10
"""Sides of the squares of pixels that LIME and SHAP explain, and of those whose coalitions are all counted."""

COARSE = 9
"""Number of groups of columns of a table whose coalitions are all counted; images have as many squares."""


class Task(NamedTuple):
    """Data as they are used; d is the number of columns without the constant one of the intercept.

    Attributes:
        split: The designs, with the constant column.
        groups: The group of every column that LIME and SHAP explain: a feature, or a square of pixels, [d].
        coarse: The group of every column in a coarser partition, whose coalitions can all be counted, [d].
        reference: What columns that are taken away become: 0 for pixels, else the training mean, [d].
        radius: The radius ε of the attacks by which the accuracy of all models is measured.
    """

    split: Split
    groups: Int[np.ndarray, " d"]
    coarse: Int[np.ndarray, " d"]
    reference: Float[np.ndarray, " d"]
    radius: float


def table_task(data: Dataset, seed: int) -> Task:
    """Split and standardise a table.

    Args:
        data: The table.
        seed: The seed of the split.

    Returns:
        The task; a feature is a group, with all levels of a category.

    Examples:
        >>> from empirical.data import load
        >>> task = table_task(load("breast-cancer"), 0)
        >>> task.groups.tolist() == list(range(30)), int(task.coarse.max())
        (True, 8)
    """
    designs = split(data, seed=seed)
    groups = np.asarray(encoding(data.features).feature, np.int64)
    groups = np.unique(groups, return_inverse=True)[1]
    return Task(designs, groups, groups % COARSE, designs.train[:, :-1].mean(axis=0), radius=0.1)


def image_task(data: Dataset, seed: int) -> Task:
    """Split images, and keep their pixels as they are.

    Args:
        data: The images, square ones.
        seed: The seed of the split.

    Returns:
        The task; a square of pixels is a group.

    Examples:
        >>> from empirical.data import Feature
        >>> pixels, labels = np.tile(np.eye(16), (2, 1)), np.tile([-1.0, 1.0], 16)
        >>> names = tuple(Feature(f"pixel {place}", low=0.0, high=1.0) for place in range(16))
        >>> task = image_task(Dataset("made", names, pixels, labels, "bright", "made up", ""), 0)
        >>> float(task.split.train.max()), task.groups.tolist() == [0] * 16
        (1.0, True)
    """
    designs = split(data, seed=seed, scaling="minmax")
    train, test = (part * designs.scale + designs.shift for part in (designs.train, designs.test))
    width = train.shape[1] - 1
    everywhere = np.append(np.ones(width, bool), False)
    designs = designs._replace(
        train=train, test=test, attacked=everywhere, shift=np.zeros(width + 1), scale=np.ones(width + 1), scaling=""
    )
    side = side_of(width)
    squares = [pixel_squares((side, side), size) for size in (SIDE, COARSE_SIDE)]
    return Task(designs, squares[0], squares[1], np.zeros(width), radius=8.0 / 255.0)


def side_of(width: int) -> int:
    """Give the side of a square image.

    Args:
        width: The number of its pixels.

    Returns:
        The side.

    Examples:
        >>> side_of(784)
        28
    """
    return int(np.sqrt(width))


TASKS: Mapping[str, Callable[[Dataset, int], Task]] = MappingProxyType(
    {"fashion-tshirt-trouser": image_task, "german": table_task, "adult": table_task}
)
"""How each data set of the study is prepared."""


def fewer_rows(task: Task, rows: int, seed: int) -> Task:
    """Draw so many training rows, if there are more.

    Args:
        task: The task.
        rows: The largest number of training rows.
        seed: The seed of the draw.

    Returns:
        The task with at most so many.

    Examples:
        >>> from empirical.data import load
        >>> len(fewer_rows(table_task(load("breast-cancer"), 0), 100, 0).split.train)
        100
    """
    split = task.split
    if rows >= len(split.train):
        return task
    drawn = np.sort(np.random.default_rng(seed).choice(len(split.train), rows, replace=False))
    return task._replace(split=split._replace(train=split.train[drawn], train_labels=split.train_labels[drawn]))


def draw_people(task: Task, count: int, seed: int) -> Int[np.ndarray, " n"]:
    """Draw test instances to explain, the same for all models of a seed.

    Args:
        task: The task.
        count: The number of instances; all of them if there are fewer.
        seed: The seed of the draw.

    Returns:
        Their places among the test instances.

    Examples:
        >>> from empirical.data import load
        >>> task = table_task(load("breast-cancer"), 0)
        >>> len(draw_people(task, 5, 0)), len(draw_people(task, 1000, 0))
        (5, 114)
    """
    return np.random.default_rng(seed).permutation(len(task.split.test))[:count]
