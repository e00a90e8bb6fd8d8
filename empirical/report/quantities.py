"""The quantities that a report averages: costs, validity in its three meanings, and broken constraints."""

from types import MappingProxyType

import polars as pl

from bounds.claims import RECOURSE_CLAIMS
from empirical.report.frames import KEY

_BROKEN = ("immutable", "range", "direction", "category", "transition", "relation")


def _valid(which: str) -> pl.Expr:
    """Give 0 for an instance that needs a recourse and has none, null for one that needs none and has none."""
    needs = pl.col(f"status_{which}").ne("already favourable")
    return pl.col(f"found_{which}").cast(pl.Float64).fill_null(pl.when(needs).then(0.0))


def _infeasible(which: str) -> pl.Expr:
    return pl.any_horizontal(f"breaks_{name}_{which}" for name in _BROKEN).cast(pl.Float64)


QUANTITIES = MappingProxyType(
    {
        "cost_nr": pl.col("cost_nr"),
        "cost_r": pl.col("cost_r"),
        "cost_gap": (pl.col("cost_nr") - pl.col("cost_r")).fill_nan(None),
        "probability_nr": pl.col("probability_nr"),
        "probability_r": pl.col("probability_r"),
        "validity_nr": _valid("nr"),
        "validity_r": _valid("r"),
        "cross_validity": pl.col("crosses").cast(pl.Float64),
        "accepted_r": pl.col("accepted_r").cast(pl.Float64),
        "infeasible_nr": _infeasible("nr"),
        "infeasible_r": _infeasible("r"),
    }
)
"""Expressions over ``instances.parquet`` by name, null for instances of which they say nothing.

*Probability* is σ(f(x')) of the model that the recourse was made for. *Validity* says whether that model accepts it,
for instances that have a recourse or need one. *Cross validity* says whether the non-robust model accepts the robust
model's recourse. *Infeasible* says whether a recourse breaks a range, a direction or a category. All but *validity* are
about instances that have a recourse, and the cost gap is about those that have both. Every instance has SCFE's
minimiser, accepted or not, also where the robust model accepts the instance already.
"""

SUBSETS = MappingProxyType(
    {
        "all": pl.lit(value=True),
        "both_rejected": ~pl.col("accepted_r"),
        "both_found": pl.col("found_nr") & pl.col("found_r"),
    }
)
"""Subsets that means are taken over: all instances that the non-robust model rejects, those that the robust model
rejects too, and those that have valid recourses for both models."""


def violations(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Tell which of the claims that are false as printed each instance violates.

    Args:
        verdicts: The verdicts of a report.

    Returns:
        A row for each instance with a 0/1 column for each claim and cost, named ``claim`` or ``claim, cost``.

    Examples:
        >>> from empirical.report.frames import columns_of
        >>> row = {"claim": "theorem1.printed", "cost_source": "printed", "instance": 7, "status": "violated"}
        >>> violations(pl.DataFrame([row], schema=columns_of(RECOURSE_CLAIMS)))["theorem1.printed, printed"].to_list()
        [1.0]
    """
    false = [claim.id for claim in RECOURSE_CLAIMS.values() if claim.theory == "false"]
    rows = verdicts.filter(pl.col("claim").is_in(false))
    name = pl.concat_str(pl.col("claim"), pl.col("cost_source"), separator=", ", ignore_nulls=True).alias("name")
    flags = rows.select(*KEY, name, pl.col("status").eq("violated").cast(pl.Float64).alias("violated"))
    return flags.pivot("name", index=KEY, values="violated", maintain_order=True)
