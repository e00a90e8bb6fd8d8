"""The table of people: what is known of everybody whom a report is about, in the data's own units."""

import numpy as np
import polars as pl

from empirical.data.dataset import Dataset
from empirical.data.decoding import as_table


def people_rows(instances: pl.Series, dataset: Dataset) -> pl.DataFrame:
    """Make the table of people: a row for each instance, whatever the number of runs that it is in.

    Args:
        instances: The instances of a report, with repetitions.
        dataset: The data set.

    Returns:
        The rows, by ``instance``: ``row``, the row in the table, counted from 0; and ``values``, a struct with a field
        for every feature, as :func:`~empirical.data.decoding.as_table` writes it, null where the cell is missing.

    Examples:
        >>> from empirical.data import load
        >>> people = people_rows(pl.Series([7, 3, 7]), load("breast-cancer"))
        >>> people["instance"].to_list(), people["values"].struct.field("mean radius").to_list()
        ([3, 7], [11.42, 13.71])
    """
    rows = instances.unique().sort().to_numpy().astype(np.int64)
    in_table = rows if dataset.rows is None else dataset.rows[rows]
    return pl.DataFrame(
        [
            pl.Series("instance", rows, dtype=pl.Int64),
            pl.Series("row", in_table, dtype=pl.UInt32),
            as_table(dataset.values[rows], dataset.features).to_struct("values"),
        ]
    )
