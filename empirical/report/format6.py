"""Reports of format 6, which have no table of recourses and do not say which whole numbers a recourse breaks."""

import polars as pl

FORMAT_6 = "recourse-bounds report 6"
"""First entry of the ``summary.json`` of such a report."""

NEW_IN_7 = ("breaks_whole_nr", "breaks_whole_r")
"""Columns of ``instances.parquet`` that such a report lacks."""


def without_new(instances: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Give a new table of instances without the columns that an older report cannot have.

    Args:
        instances: The new table.
        before: The table of the report on disk.

    Returns:
        The new table without the columns of ``NEW_IN_7``, unless the older one has them.

    Examples:
        >>> old = pl.DataFrame({"cost_r": [1.0]})
        >>> without_new(old.with_columns(breaks_whole_r=True), old).columns
        ['cost_r']
    """
    return instances.drop([name for name in NEW_IN_7 if name not in before.columns], strict=False)
