"""The instances of a report: the test instances that the non-robust model rejects, or a draw of them."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from empirical.checkpoints import AT_ONCE, Arrays, Blocks
from empirical.data.split import Split
from empirical.models.model import Model


class Selection(NamedTuple):
    """m test instances that a model rejects.

    Attributes:
        rows: The row of each instance in the data set, [m].
        inputs: The instances, [m, k], with the constant column.
        labels: The true labels of the instances, ±1, [m].
        rejected: The number of test instances that the model rejects; more than m where only some of them were drawn.
    """

    rows: Int[np.ndarray, " m"]
    inputs: Float[np.ndarray, "m k"]
    labels: Float[np.ndarray, " m"]
    rejected: int


def select(
    model: Model, split: Split, *, most: int | None = None, seed: int = 0, cut: float = 0.0, blocks: Blocks = AT_ONCE
) -> Selection:
    """Select the test instances that a model rejects, whose score is at most the cut.

    Args:
        model: The model.
        split: The data.
        most: The largest number of instances; if more are rejected, so many of them are drawn.
        seed: The seed of the draw.
        cut: The score above which the model accepts.
        blocks: The blocks into which the work is cut, with their checkpoints.

    Returns:
        The instances, in the order of the test set.

    Examples:
        >>> import empirical.data
        >>> from empirical.models.model import HostModel
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> nobody = HostModel(lambda points: np.ones(len(points)))
        >>> select(nobody, split).inputs.shape
        (0, 31)
        >>> everybody = HostModel(lambda points: -np.ones(len(points)))
        >>> selection = select(everybody, split, most=10)
        >>> len(selection.rows), selection.rejected
        (10, 114)
    """

    def scores(points: np.ndarray) -> Arrays:
        return {"score": model.scores(points)}

    whole = blocks("test scores", scores, split.test)
    rejected = np.flatnonzero(whole["score"] <= cut)
    drawn = rejected
    if most is not None and len(rejected) > most:
        drawn = np.sort(np.random.default_rng(seed).choice(rejected, most, replace=False))
    return Selection(split.test_rows[drawn], split.test[drawn], split.test_labels[drawn], len(rejected))
