"""How the means change with the setting: over the seeds, with intervals; how often Theorem 4's condition is met."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import t

from empirical.report.frames import KEY
from empirical.report.quantities import QUANTITIES, violations

CONFIDENCE = 0.95

SETTING = ("steps", "ridge", "epsilon")
"""Columns that say how a pair of models was trained, whatever its seed."""


def sweep(instances: pl.DataFrame, verdicts: pl.DataFrame) -> list[dict[str, Any]]:
    """Every quantity at every setting: its mean over the seeds, each with the same people at every ε.

    Args:
        instances: What was measured.
        verdicts: The verdicts.

    Returns:
        One dictionary per setting: ``steps``, ``ridge``, ``epsilon``, the number of ``seeds`` with anybody rejected,
        that of all their ``instances``, and under ``means`` and ``violated`` per name ``mean``, ``low``, ``high``:
        Student's 95 % interval over the seeds, null for a single one; and ``seeds`` and ``count``, over how many seeds
        and people that mean is.
    """
    broken = violations(verdicts)
    flags = [name for name in broken.columns if name not in KEY]
    measured = instances.select(*KEY, *(expression.alias(name) for name, expression in QUANTITIES.items()))
    rows = measured.join(broken, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    names = pl.col(*QUANTITIES, *flags)
    by_seed = rows.group_by("seed", *SETTING, maintain_order=True).agg(
        pl.len().alias("instances"), names.mean(), names.count().name.suffix(", count")
    )
    return [
        {
            **dict(zip(SETTING, setting, strict=True)),
            "seeds": group.height,
            "instances": group["instances"].sum(),
            "means": {name: _over_seeds(group, name) for name in QUANTITIES},
            "violated": {name: _over_seeds(group, name) for name in flags},
        }
        for setting, group in by_seed.group_by(SETTING, maintain_order=True)
    ]


def _over_seeds(group: pl.DataFrame, name: str) -> dict[str, Any]:
    known = group.filter(pl.col(name).is_not_null() & pl.col(name).is_not_nan())
    behind = {"seeds": known.height, "count": known[f"{name}, count"].sum()}
    return {**_interval(known[name].to_numpy()), **behind}


def _interval(values: np.ndarray) -> dict[str, float | None]:
    if not values.size:
        return {"mean": None, "low": None, "high": None}
    mean, count = float(values.mean()), len(values)
    if count < 2:
        return {"mean": mean, "low": None, "high": None}
    half = float(t.ppf((1.0 + CONFIDENCE) / 2.0, count - 1) * values.std(ddof=1) / np.sqrt(count))
    return {"mean": mean, "low": mean - half, "high": mean + half}


def condition(instances: pl.DataFrame, radii: Mapping[str, pl.Expr]) -> list[dict[str, Any]]:
    """How often the condition |v − u| ≤ R of Theorem 4, or 5, is met, and what it is worth, for every Δ.

    Args:
        instances: What was measured.
        radii: R as an expression over these columns, by the source of Δ.

    Returns:
        One dictionary per setting and Δ: the number of ``instances`` of whom all of this is known and finite, which
        nobody is without both recourses; share of them who meet the condition as printed, share of these for whom the
        conclusion Pr_NR ≥ Pr_R is true (null if nobody meets it), share who meet the sound condition u − v ≥ R, and
        share for whom the conclusion is true anyway. Shares of nobody are null.
    """
    ahead = pl.col("score_nr_nr") - pl.col("score_nr_r")
    conclusion = pl.col("score_nr_nr") >= pl.col("score_r_r")
    scores = [pl.col(name).is_finite() for name in ("score_nr_nr", "score_nr_r", "score_r_r")]
    tables = []
    for source, radius in radii.items():
        known = pl.all_horizontal(*scores, radius.is_finite())  # a NaN would be above every other number
        met = ahead.abs() <= radius
        tables.append(
            instances.group_by(SETTING, maintain_order=True).agg(
                pl.lit(source).alias("delta_source"),
                known.sum().alias("instances"),
                met.filter(known).mean().alias("condition"),
                conclusion.filter(known & met).mean().alias("conclusion_given_condition"),
                (ahead >= radius).filter(known).mean().alias("sound_condition"),
                conclusion.filter(known).mean().alias("conclusion"),
            )
        )
    return pl.concat(tables).to_dicts() if tables else []
