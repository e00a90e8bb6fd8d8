"""The verdicts of a page: a column of outcomes for every claim with its Δ and its cost, and the numbers beside it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.report.frames import CASE, KEY, STATUSES
from recourse_bounds.page.columns import Columns
from recourse_bounds.page.rounding import DIGITS

OUTCOME = (
    "status", "failed", "unchecked", "certified", "refutes", "within_rounding", "lower_informative",
    "upper_informative",
)  # fmt: skip
"""Columns of a verdict that take few values together; the page has each of these outcomes once."""

NOT_CHECKED = "not checked"
"""Status of a claim in a run that has no verdict on it."""

STATUS = (*STATUSES, NOT_CHECKED)
"""The statuses by their places in a page."""


class Key(NamedTuple):
    """The name of a case: a claim with its Δ and its cost.

    Attributes:
        claim: The id of the claim.
        delta: The source of Δ; ``None`` if the claim reads none.
        cost: The source of costs; ``None`` if the claim reads none.
    """

    claim: str
    delta: str | None
    cost: str | None


def cases(verdicts: pl.DataFrame, rows: pl.DataFrame) -> Iterator[tuple[Key, pl.DataFrame]]:
    """Give the verdicts of every case, aligned with the rows of a page.

    Args:
        verdicts: The verdicts of a report.
        rows: The rows of the page: the columns ``KEY``, in their order.

    Yields:
        A case, and its verdicts: one for every row, null where there is none.

    Examples:
        >>> from empirical.report.frames import columns_of
        >>> from bounds import CLAIMS
        >>> run = {"seed": 0, "steps": None, "ridge": None, "epsilon": 0.1}
        >>> verdict = {**run, "claim": "lemma1.norms", "instance": 7, "status": "holds", "upper": 2.0}
        >>> rows = pl.DataFrame([{**run, "instance": 3}, {**run, "instance": 7}], schema={
        ...     name: columns_of(CLAIMS)[name] for name in KEY})
        >>> for key, found in cases(pl.DataFrame([verdict], schema=columns_of(CLAIMS)), rows):
        ...     print(key.claim, found["status"].to_list(), found["upper"].to_list())
        lemma1.norms [None, 'holds'] [None, 2.0]
    """
    places = rows.select(*KEY).with_row_index("place")
    of_them = verdicts.filter(pl.col("instance").is_in(places["instance"].unique().implode()))
    placed = of_them.join(places, on=KEY, how="inner", nulls_equal=True, maintain_order="left")
    whole = pl.DataFrame({"place": pl.Series(range(rows.height), dtype=pl.UInt32)})
    for key, part in placed.group_by(CASE, maintain_order=True):
        if part.height == rows.height and part["place"].is_sorted():
            yield Key(*key), part  # type: ignore[arg-type]
        else:
            yield Key(*key), whole.join(part, on="place", how="left", maintain_order="left")  # type: ignore[arg-type]


def packed(found: pl.DataFrame, columns: Columns) -> dict[str, Any]:
    """Pack the verdicts of one case.

    Args:
        found: The verdicts, one for every row of the page.
        columns: The columns of the page.

    Returns:
        The entries of ``outcome``, ``lower``, ``value`` and ``upper``. Intervals are rounded outwards.
        Words of ``outcome`` are lists of the place of the status, names of failed and of unchecked premises, and the
        five flags in the order of ``OUTCOME``.

    Examples:
        >>> from bounds import CLAIMS
        >>> from empirical.report.frames import columns_of
        >>> verdict = {"status": "violated", "failed": ["Δ < a"], "lower": -2.0, "upper": 2.0, "value": 3.0}
        >>> entry = packed(pl.DataFrame([verdict], schema=columns_of(CLAIMS)), Columns())
        >>> entry["outcome"]["words"], entry["lower"]["kind"]
        ([[2, ['Δ < a'], [], None, None, None, None, None]], 'constant')
    """
    outcome, words = _outcomes(found)
    lower, value, upper = (
        found[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("lower", "value", "upper")
    )
    top = columns.numbers(upper, "up", DIGITS)
    mirrored = np.array_equal(lower, -upper, equal_nan=True) and top["kind"] != "constant"
    return {
        "outcome": columns.codes(outcome, words),
        "lower": {"kind": "negative", "of": top} if mirrored else columns.numbers(lower, "down", DIGITS),
        "value": columns.numbers(value),
        "upper": top,
    }


def _outcomes(found: pl.DataFrame) -> tuple[np.ndarray, list[list[Any]]]:
    """The place of every row's outcome among the different ones, and these."""
    texts = [pl.col(name).cast(pl.List(pl.String)).list.join("\n").fill_null("") for name in ("failed", "unchecked")]
    flags = [pl.col(name).cast(pl.Int8).fill_null(-1).cast(pl.String) for name in OUTCOME[3:]]
    joined = pl.concat_str(pl.col("status").cast(pl.String).fill_null(""), *texts, *flags, separator="\t")
    keys = found.select(joined.alias("key"))["key"]
    first = keys.arg_unique()
    places = keys.cast(pl.Enum(keys.gather(first))).to_physical().cast(pl.Int64).to_numpy()
    return places, [_words(row) for row in found.select(*OUTCOME)[first].iter_rows(named=True)]


def _words(row: dict[str, Any]) -> list[Any]:
    status = STATUS.index(row["status"] or NOT_CHECKED)
    return [status, list(row["failed"] or ()), list(row["unchecked"] or ()), *(row[name] for name in OUTCOME[3:])]
