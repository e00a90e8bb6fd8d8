"""Policies for missing cells: refuse them, drop their rows, or leave them for the split to fill."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Int

from empirical.data.table.cells import known
from empirical.data.table.messages import MOST_LISTED, counted, quoted
from empirical.errors import InputError

POLICIES = ("refuse", "drop", "impute")
"""Names of the policies for missing cells."""


class Complete(NamedTuple):
    """``Complete`` holds the columns to which the policy for missing cells has been applied.

    Attributes:
        columns: The columns, polars series by name.
        rows: The row of the file that each cell stands in, int [n]; the first one below the header is 1.
        notes: The notes on dropped rows for the reader of a report, one line each.
    """

    columns: Mapping[str, Any]
    rows: Int[np.ndarray, " n"]
    notes: tuple[str, ...] = ()


def complete(columns: Mapping[str, Any], target: str, policy: str) -> Complete:
    """Apply the policy for missing cells to the columns of a table.

    Args:
        columns: The cleaned columns by name, from :func:`~empirical.data.table.cells.cleaned`.
        target: The target column's name; its missing cells are never imputed.
        policy: The name of the policy, one of ``POLICIES``.

    Returns:
        The columns, including the target. Features have missing cells only with the policy ``impute``.

    Raises:
        InputError: If the policy does not allow the missing cells, or no row is left.

    Examples:
        >>> import polars as pl
        >>> columns = {"age": pl.Series([25, None, 40]), "approved": pl.Series(["no", "yes", "yes"])}
        >>> table = complete(columns, "approved", "drop")
        >>> table.columns["age"].to_list(), table.rows.tolist()
        ([25, 40], [1, 3])
    """
    for name, column in columns.items():
        if column.null_count() == len(column):
            remedy = "name another target" if name == target else "leave it out with --drop"
            raise InputError(f"every cell of {quoted(name)} is missing: {remedy}")
    gaps = {name: column.null_count() for name, column in columns.items() if column.null_count()}
    if gaps and policy == "drop":
        return _drop(columns, list(gaps))
    if target in gaps:
        raise InputError(
            f"the target {quoted(target)} is missing in {counted(gaps[target], 'row')}: fill it in, or leave those "
            "rows out with --missing drop"
        )
    if gaps and policy == "refuse":
        raise InputError(
            f"{counted(sum(gaps.values()), 'cell')} missing, in {_counts(gaps)}: fill them in, leave their rows out "
            "with --missing drop, or have them filled with --missing impute"
        )
    return Complete(columns, np.arange(len(columns[target])) + 1)


def _drop(columns: Mapping[str, Any], incomplete: list[str]) -> Complete:
    whole = np.logical_and.reduce([known(columns[name]) for name in incomplete])
    if not whole.any():
        raise InputError("every row has a missing cell; choose --missing impute, or leave columns out with --drop")
    filtered = {name: column.filter(pl.Series(whole)) for name, column in columns.items()}
    count = int((~whole).sum())
    verb = "was" if count == 1 else "were"
    note = f"{counted(count, 'row')} of {len(whole):,} with missing cells {verb} dropped; rows are counted without them"
    return Complete(filtered, np.flatnonzero(whole) + 1, (note,))


def _counts(gaps: Mapping[str, int]) -> str:
    first = ", ".join(f"{quoted(name)} ({count:,})" for name, count in list(gaps.items())[:MOST_LISTED])
    more = len(gaps) - MOST_LISTED
    return f"{first} and {counted(more, 'more column')}" if more > 0 else first
