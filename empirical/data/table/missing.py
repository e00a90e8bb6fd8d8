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


class NotAllowed(NamedTuple):
    """``NotAllowed`` says which missing cells the policy does not allow.

    Attributes:
        says: What is missing and what to do, in words; empty if the policy allows it.
        policy: The name of a policy that allows it.
    """

    says: str
    policy: str


def not_allowed(columns: Mapping[str, Any], target: str, policy: str, placeholders: Mapping[str, str]) -> NotAllowed:
    """Find the missing cells that the policy does not allow.

    Args:
        columns: The columns by name, null where a cell is missing, each with some cell.
        target: The target column's name; its missing cells are never imputed.
        policy: The name of the policy, one of ``POLICIES``.
        placeholders: The texts that count as missing among the numbers of a column, in words, by its name.

    Returns:
        What is missing, and the policy to choose.

    Examples:
        >>> import polars as pl
        >>> columns = {"age": pl.Series([25, None, 40]), "approved": pl.Series(["no", "yes", "yes"])}
        >>> not_allowed(columns, "approved", "refuse", {"age": "'?'"}).says.partition(":")[0]
        "1 cell missing, in 'age' (1, '?' among them)"
    """
    gaps = {name: column.null_count() for name, column in columns.items() if column.null_count()}
    if target in gaps and policy != "drop":
        return NotAllowed(
            f"the target {quoted(target)} is missing in {counted(gaps[target], 'row')}: fill it in, or leave those "
            "rows out with --missing drop",
            "drop",
        )
    if gaps and policy == "refuse":
        return NotAllowed(
            f"{counted(sum(gaps.values()), 'cell')} missing, in {_counts(gaps, placeholders)}: fill them in, leave "
            "their rows out with --missing drop, or have them filled with --missing impute",
            "impute",
        )
    return NotAllowed("", policy if policy != "refuse" else "impute")


def complete(columns: Mapping[str, Any], policy: str) -> Complete:
    """Apply the policy for missing cells to the columns of a table.

    Args:
        columns: The columns by name, null where a cell is missing, including the target.
        policy: The name of the policy, one of ``POLICIES``.

    Returns:
        The columns. They have missing cells only with the policy ``impute``.

    Raises:
        InputError: If no row is left.

    Examples:
        >>> import polars as pl
        >>> columns = {"age": pl.Series([25, None, 40]), "approved": pl.Series(["no", "yes", "yes"])}
        >>> table = complete(columns, "drop")
        >>> table.columns["age"].to_list(), table.rows.tolist()
        ([25, 40], [1, 3])
    """  # noqa: DOC502
    gaps = [name for name, column in columns.items() if column.null_count()]
    if gaps and policy == "drop":
        return _drop(columns, gaps)
    return Complete(columns, np.arange(len(next(iter(columns.values())))) + 1)


def _drop(columns: Mapping[str, Any], incomplete: list[str]) -> Complete:
    whole = np.logical_and.reduce([known(columns[name]) for name in incomplete])
    if not whole.any():
        raise InputError("every row has a missing cell; choose --missing impute, or leave columns out with --drop")
    filtered = {name: column.filter(pl.Series(whole)) for name, column in columns.items()}
    count = int((~whole).sum())
    verb = "was" if count == 1 else "were"
    note = f"{counted(count, 'row')} of {len(whole):,} with missing cells {verb} dropped; rows are counted without them"
    return Complete(filtered, np.flatnonzero(whole) + 1, (note,))


def _counts(gaps: Mapping[str, int], placeholders: Mapping[str, str]) -> str:
    among = {name: f", {texts} among them" for name, texts in placeholders.items()}
    named = sorted(gaps, key=lambda name: name not in among)  # what is no usual text for missing is said first
    first = ", ".join(f"{quoted(name)} ({gaps[name]:,}{among.get(name, '')})" for name in named[:MOST_LISTED])
    more = len(gaps) - MOST_LISTED
    return f"{first} and {counted(more, 'more column')}" if more > 0 else first
