"""Some people of many: those whom a page tells of, where there is no room for everybody."""

import numpy as np
import polars as pl


def drawn(instances: pl.Series, most: int) -> pl.Series:
    """Choose people evenly, by their rows in the data: the same ones whenever a page is made.

    Args:
        instances: The people, sorted.
        most: The largest number of people.

    Returns:
        At most so many of them, sorted.

    Examples:
        >>> drawn(pl.Series([1, 2, 3, 5, 8]), 3).to_list()
        [1, 3, 8]
    """
    if most >= len(instances):
        return instances
    return instances.gather(np.linspace(0, len(instances) - 1, most).round().astype(np.int64))
