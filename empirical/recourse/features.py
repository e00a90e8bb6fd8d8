"""The columns of a design by feature: a number is one column, a category all that encode it."""

import numpy as np
from jaxtyping import Bool

from empirical.data.space import Space


def feature_columns(space: Space) -> Bool[np.ndarray, "f k"]:
    """Give the columns of every feature of which something may change.

    Args:
        space: What may change, and how far.

    Returns:
        The columns of each feature, bool [f, k], in the order of their first columns.

    Examples:
        >>> space = Space.unbounded(3)._replace(category=np.array([-1, 0, 0]), levels=np.array([[1, 2]]))
        >>> feature_columns(space).astype(int).tolist()
        [[1, 0, 0], [0, 1, 1]]
    """
    width = len(space.category)
    owner = np.where(space.category < 0, np.arange(width), width + space.category)
    together = owner[:, None] == owner[None, :]
    first = together.argmax(axis=1) == np.arange(width)
    return together[first & (together & space.actionable).any(axis=1)]
