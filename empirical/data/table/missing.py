"""What happens to missing cells: refused, their rows dropped, or left for the split to fill."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Int

from empirical.data.table.cells import known
from empirical.data.table.messages import MOST_LISTED, counted, quoted
from empirical.errors import InputError

POLICIES = ("refuse", "drop", "impute")


class Complete(NamedTuple):
    """Columns as far as the policy completes them.

    Attributes:
        columns: Polars series by name.
        rows: int [n], the row of the file that each cell stands in; the first below the header is 1.
        notes: What was done, a line each.
    """

    columns: Mapping[str, Any]
    rows: Int[np.ndarray, " n"]
    notes: tuple[str, ...] = ()


def complete(columns: Mapping[str, Any], target: str, policy: str) -> Complete:
    """Apply the policy for missing cells.

    Args:
        columns: What ``cells.cleaned`` returns, by name.
        target: The column that may not have missing cells even where others may.
        policy: One of ``POLICIES``.

    Returns:
        The columns, the target among them. Only with ``impute`` have features missing cells.

    Raises:
        InputError: If the policy does not allow what is missing, or leaves nothing.
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
    kept = {name: column.filter(pl.Series(whole)) for name, column in columns.items()}
    lost = int((~whole).sum())
    verb = "was" if lost == 1 else "were"
    note = f"{counted(lost, 'row')} of {len(whole):,} with missing cells {verb} dropped; rows are counted without them"
    return Complete(kept, np.flatnonzero(whole) + 1, (note,))


def _counts(gaps: Mapping[str, int]) -> str:
    first = ", ".join(f"{quoted(name)} ({count:,})" for name, count in list(gaps.items())[:MOST_LISTED])
    more = len(gaps) - MOST_LISTED
    return f"{first} and {counted(more, 'more column')}" if more > 0 else first
